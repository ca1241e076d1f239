"""Where bundled files, the user's settings, the log and new books lie, and whose they are."""

from __future__ import annotations

import os
import sys
import unicodedata
from pathlib import Path

_HERE = Path(__file__).resolve().parents[1]

RESOURCES = _HERE / "resources"
DB = _HERE / "db"
SEED = DB / "seed"
FONTS = RESOURCES / "fonts"
ICONS = RESOURCES / "icons"
TRANSLATIONS = RESOURCES / "translations"


def settings_folder() -> Path:
    """The personal folder of window layout, recent books and the log; made when it is missing."""
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    folder = base / "HXApp"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def data_folder() -> Path:
    """The personal folder of what is too much for settings that travel with the user: backups. It may be missing."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "HXApp"


def user_name() -> str | None:
    """Who is logged in at this PC, as the system calls them; None where it does not say."""
    import getpass

    try:
        return getpass.getuser() or None
    except (KeyError, OSError, ImportError):  # no such user here (Python 3.13 raises OSError, before it did others)
        return None


def preferences_file() -> Path:
    """The .ini file of personal settings (never the registry)."""
    return settings_folder() / "hxapp.ini"


def log_file() -> Path:
    """The rotating log, beside the settings."""
    return settings_folder() / "hxapp.log"


def books_folder() -> Path:
    """The folder offered for a new book: on a fixed disk other than Windows' if there is one, else in the home folder.

    Folders that OneDrive keeps in step are passed over: a book that two programs write is lost sooner or later.
    """
    if sys.platform == "win32":
        system = os.environ.get("SystemDrive", "C:").upper()
        for letter in "DEFGHIJ":
            if f"{letter}:" != system and _is_fixed_disk(f"{letter}:\\"):
                return Path(f"{letter}:\\HX App")
    return Path.home() / "HX App"


def _is_fixed_disk(root: str) -> bool:
    """Whether Windows calls `root` a fixed disk (type 3 of GetDriveType)."""
    if sys.platform != "win32":
        return False
    import ctypes

    return bool(ctypes.windll.kernel32.GetDriveTypeW(root) == 3)


def is_on_share(path: Path) -> bool:
    """Whether the file lies on another computer: a network drive of Windows (type 4 of GetDriveType) or a mount."""
    if sys.platform == "win32":
        import ctypes

        root = path.absolute().anchor
        return root.startswith("\\\\") or bool(ctypes.windll.kernel32.GetDriveTypeW(root) == 4)
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return False
    places = [line.split(" ")[1:3] for line in mounts.splitlines() if line.count(" ") > 2]
    lying = {(len(at), kind) for at, kind in places if path.absolute().is_relative_to(at.replace("\\040", " "))}
    return bool(lying) and max(lying)[1] in _SHARES


_SHARES = {"cifs", "smb3", "smbfs", "nfs", "nfs4", "fuse.sshfs", "fuse.gvfsd-fuse", "davfs"}
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³")}
_FORBIDDEN = str.maketrans(dict.fromkeys([*'<>:"/\\|?*', *map(chr, range(32))], " "))
_LONGEST_NAME = 120


def safe_file_name(name: str, suffix: str = "") -> str:
    """A name that Windows takes for a file, as near to `name` as may be, composed (NFC); `suffix` ('.hxdb') is kept.

    Signs that Windows forbids become blanks, names of devices ('con', 'nul', 'com1.txt') get an underscore, dots and
    blanks at the end go, and a long name is shortened so that its folder's path still fits.
    """
    bare = unicodedata.normalize("NFC", name).translate(_FORBIDDEN)
    if suffix and bare.lower().endswith(suffix.lower()):
        bare = bare[: -len(suffix)]
    bare = " ".join(bare.split())[:_LONGEST_NAME].rstrip(" .").lstrip()
    if bare.split(".")[0].strip().lower() in _RESERVED:
        bare = f"_{bare}"
    return (bare or "khong-ten") + suffix
