"""Which copy of a book is being written: a replica, renewed when a copy is first written at another place.

The place is the machine, the path, and the file's number on its volume. Where any of them is not what the last action
was written at, a new replica begins; so a copy never goes on with the sequence of the book it was copied from, and what
(replica, sequence) names is one action for good. A book that was only moved, or is written by two PCs in turn, gets a
new replica as well: one too many costs a row, one too few would make two actions look like one. Another program's
actions, whose place is unknown, have replicas of their own.

What can't be told from inside a file: an older copy put over the book byte by byte, in the same file at the same path.
Whoever restores a book swaps files instead; the other file has another number.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def place_of(path: Path, identity: tuple[int, int]) -> bytes:
    """A digest of where a file lies: it tells nobody the machine's name or the user's folders.

    `identity` is the file's volume and its number there, as `stat` gives them.
    """
    import hashlib

    told = "\n".join([_machine(), str(path), *map(str, identity)])
    return hashlib.sha256(told.encode("utf-8", "surrogateescape")).digest()[:16]


def _machine() -> str:
    """What the system calls this machine, and its name; where it has no identity the name must do."""
    import platform

    identity = ""
    if sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(
                winreg.HKEY_LOCAL_MACHINE,
                r"SOFTWARE\Microsoft\Cryptography",
                access=winreg.KEY_READ | winreg.KEY_WOW64_64KEY,
            ) as key:
                identity = str(winreg.QueryValueEx(key, "MachineGuid")[0])
        except OSError:
            pass
    else:
        try:
            identity = Path(os.sep, "etc", "machine-id").read_text(encoding="ascii", errors="replace").strip()
        except OSError:
            pass
    return f"{identity} {platform.node()}"
