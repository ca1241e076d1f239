"""Where bundled files, the user's settings, the log and new books lie, and whose they are."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

_HERE = Path(__file__).resolve().parents[1]

RESOURCES = _HERE / "resources"
DB = _HERE / "db"
SEED = DB / "seed"
FONTS = RESOURCES / "fonts"
ICONS = RESOURCES / "icons"
TRANSLATIONS = RESOURCES / "translations"
LICENCE = _HERE / "LICENSE"
LICENCES = RESOURCES / "licences"
"""The texts of licences that no library brings itself."""
BUNDLED_LICENCES = _HERE / "licences"
"""Those that the libraries bring, in the bundle."""
LOCK = _HERE / "requirements.lock"
"""The libraries inside and their versions."""

PORTABLE_MARKER = "portable.txt"
"""The file beside the .exe that makes it a program to carry along: its settings and its log lie beside it."""
PORTABLE_DATA = "Dữ liệu HX App"
PORTABLE_BOOKS = "Sổ HX App"


# The program -------------------------------------------------------------------------------------------------------


def is_bundled() -> bool:
    """Whether this is the program made by PyInstaller, which needs no Python."""
    return bool(getattr(sys, "frozen", False))


def program_folder() -> Path:
    """The folder of the .exe; of a program that is run from its source, the checkout."""
    return Path(sys.executable).absolute().parent if is_bundled() else _HERE


def is_portable() -> bool:
    """Whether the program is carried along, on a USB disk or wherever its folder was unpacked."""
    return is_bundled() and (program_folder() / PORTABLE_MARKER).is_file()


def medium_is_read_only() -> bool:
    """Whether the program is carried along but nothing can be written beside it: its settings lie in the user's own."""
    return is_portable() and _portable_data() is None


def _portable_data() -> Path | None:
    """The folder beside a portable program for what it writes; None for another one or where it can't be written."""
    return _writable(program_folder() / PORTABLE_DATA) if is_portable() else None


@cache
def _writable(folder: Path) -> Path | None:
    """The folder, made where it is missing; None where nothing can be written in it. Asked of the disk once."""
    import tempfile

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return None


# The user's own ----------------------------------------------------------------------------------------------------


def settings_folder() -> Path:
    """The personal folder of window layout, recent books and the log, made when it is missing; beside a portable
    program where that can be written."""
    beside = _portable_data()
    if beside is not None:
        return beside
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    folder = base / "HXApp"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def data_folder() -> Path:
    """The personal folder of what is too much for settings that travel with the user: backups. It may be missing."""
    beside = _portable_data()
    if beside is not None:
        return beside
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
    """The folder offered for a new book: beside a portable program, else on a fixed disk other than Windows' if there
    is one, else in Documents, else in the home folder.

    Documents that OneDrive keeps in step are passed over: a book that two programs write is lost sooner or later.
    """
    if _portable_data() is not None:
        return program_folder() / PORTABLE_BOOKS
    at_home = Path.home() / "HX App"
    if sys.platform == "win32":
        system = os.environ.get("SystemDrive", "C:").upper()
        for letter in "DEFGHIJ":
            if f"{letter}:" != system and _is_fixed_disk(f"{letter}:\\"):
                return Path(f"{letter}:\\HX App")
        from hxapp import known_folders

        documents = known_folders.documents()
        if documents is not None and not known_folders.is_in_onedrive(documents) and not at_home.is_dir():
            return documents / "HX App"
    return at_home


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
