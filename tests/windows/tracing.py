"""What strace tells of a program: sockets, what they reach for, and each file it made, wrote, renamed or removed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_CALLS = (
    "socket,open,openat,creat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,link,linkat,symlink,"
    "symlinkat,truncate,connect,bind,sendto,sendmsg"
)
NETWORKS = {"AF_INET", "AF_INET6", "AF_PACKET", "AF_BLUETOOTH", "AF_VSOCK"}
_TEXT = re.compile(r'(?:(AT_FDCWD|\d+)<((?:[^>\\]|\\.)*)>, )?"((?:[^"\\]|\\.)*)"')
_REACHING = {"connect", "bind", "sendto", "sendmsg"}
_ADDRESS = re.compile(r"sa_family=(AF_\w+)[^}]*")
_OPENED = re.compile(r"\b(O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND)\b")


def strace(log: Path | str) -> list[str]:
    """The words before the command line of what is to be watched with all its children; `log` must not exist."""
    return ["strace", "-f", "-y", "--seccomp-bpf", "-qq", "-s", "4096", "-e", f"trace=?{_CALLS.replace(',', ',?')}",
            "-e", "signal=none", "-o", str(log)]  # fmt: skip


@dataclass(frozen=True)
class Trace:
    """The families of all sockets, the networks' addresses reached for, and the files touched, as whole paths."""

    sockets: frozenset[str]
    reached: frozenset[str]
    written: frozenset[Path]


def read_trace(log: Path) -> Trace:
    """What the lines say; calls that failed are left out, as they did nothing."""
    sockets: set[str] = set()
    reached: set[str] = set()
    written: set[Path] = set()
    begun: dict[str, str] = {}
    for line in log.read_text("latin-1").splitlines():
        process, _, call = line.partition(" ")
        call = call.lstrip()
        if call.endswith("<unfinished ...>"):
            begun[process] = call.removesuffix("<unfinished ...>")
            continue
        if call.startswith("<... "):
            call = begun.pop(process, "") + call.partition(" resumed>")[2]
        name, _, rest = call.partition("(")
        words, _, answer = rest.rpartition(" = ")
        if name in _REACHING:  # an attempt is one, too
            reached |= {found[0] for found in _ADDRESS.finditer(words) if found[1] in NETWORKS}
            continue
        if answer.startswith("-1") or not answer:
            continue
        if name == "socket":
            sockets.add(words.partition(",")[0])
        elif not name.startswith("open") or _OPENED.search(_TEXT.sub("", words)):
            written |= {_path(*found.groups()) for found in _TEXT.finditer(words)}
    return Trace(frozenset(sockets), frozenset(reached), frozenset(written))


def _path(_folder: str | None, folder: str | None, name: str) -> Path:
    return Path(_letters(folder or "/"), _letters(name))


def _letters(text: str) -> str:
    """strace writes what is not ASCII as octal numbers."""
    return text.encode("latin-1").decode("unicode_escape").encode("latin-1").decode("utf-8", "surrogateescape")
