"""Names of files that Windows takes, wherever they are given: in a field, a file dialog or on the command line.

The rules are those of Microsoft's "Naming Files, Paths, and Namespaces".
"""

from __future__ import annotations

import unicodedata

from hxapp.domain.errors import HxError

BOOK_SUFFIX = ".hxdb"
"""How the name of every book ends, and of every backup."""
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³")}
_SIGNS = '<>:"/\\|?*'
_FORBIDDEN = str.maketrans(dict.fromkeys([*_SIGNS, *map(chr, range(32))], " "))
_LONGEST_NAME = 120
_BESIDE = len("-journal")  # what SQLite writes beside a book
LONGEST_PATH = 259
"""The most characters of a file's whole path that every Windows takes (MAX_PATH without its closing zero)."""


def safe_file_name(name: str, suffix: str = "") -> str:
    """A name that Windows takes for a file, as near to `name` as may be, composed (NFC); `suffix` ('.hxdb') is kept.

    Signs that Windows forbids become blanks, names of devices ('con', 'nul', 'com1.txt') get an underscore, dots and
    blanks at the end go, and a long name is shortened so that its folder's path still fits.
    """
    bare = unicodedata.normalize("NFC", name).translate(_FORBIDDEN)
    if suffix and bare.lower().endswith(suffix.lower()):
        bare = bare[: -len(suffix)]
    bare = " ".join(bare.split())[:_LONGEST_NAME].rstrip(" .").lstrip()
    if is_reserved(bare):
        bare = f"_{bare}"
    return (bare or "khong-ten") + suffix


def is_reserved(name: str) -> bool:
    """Whether Windows takes the name for a device: 'con', 'NUL.txt', 'com1'."""
    return name.split(".")[0].strip().lower() in _RESERVED


def refuse_unsafe(name: str) -> None:
    """HxError where Windows doesn't take `name`, the name of one file, for a file as it stands."""
    trouble = _trouble(name)
    if trouble:
        dot = name.rfind(".")
        suffix = name[dot:] if dot > 0 and name[dot + 1 :].isalnum() else ""
        raise HxError(
            f"Windows không nhận tên tệp “{name}”: {trouble}. Hãy đặt tên khác, ví dụ “{safe_file_name(name, suffix)}”."
        )


def refuse_too_long(path: str) -> None:
    """HxError for a book whose path leaves Windows no room for what SQLite and the program write beside it."""
    if len(path) > LONGEST_PATH - _BESIDE:
        raise HxError(
            f"Đường dẫn của sổ dài {len(path)} ký tự; Windows chỉ nhận sổ có đường dẫn không quá "
            f"{LONGEST_PATH - _BESIDE} ký tự. Hãy đặt tên ngắn hơn, hoặc chọn thư mục gần gốc ổ đĩa hơn."
        )


def _trouble(name: str) -> str:
    found = [sign for sign in _SIGNS if sign in name]
    if found:
        return f"tên có dấu {' '.join(found)}"
    if any(ord(sign) < 32 for sign in name):
        return "tên có ký tự xuống dòng hoặc ký tự điều khiển"
    if name != name.rstrip(" ."):
        return "tên kết thúc bằng dấu chấm hoặc dấu cách"
    if is_reserved(name):
        return f"“{name.split('.')[0].strip()}” là tên dành riêng cho một thiết bị"
    return ""
