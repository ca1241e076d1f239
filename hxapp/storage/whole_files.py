"""Files written whole or not at all: beside the target first, then put in its place."""

from __future__ import annotations

import contextlib
import errno
import os
import uuid
from collections.abc import Callable
from pathlib import Path

from hxapp.domain.errors import HxError
from hxapp.domain.file_names import LONGEST_PATH, refuse_unsafe


def save_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Call `write` with a '.part' file beside `path`, then replace `path` by it.

    Raises HxError when the folder is missing or the file cannot be written; an older file at `path` stays whole.
    """
    refuse_unsafe(path.name)
    if not path.parent.is_dir():
        raise HxError(f"Không có thư mục “{path.parent}” để ghi tệp “{path.name}”. Hãy tạo thư mục hoặc chọn nơi khác.")
    if path.is_dir():
        raise HxError(f"“{path}” là một thư mục, không phải tệp. Hãy chọn tên tệp khác.")
    part = path.with_name(path.name + ".part")
    try:
        write(part)
        part.replace(path)
    except OSError as trouble:
        raise HxError(_sentence(path, trouble)) from trouble
    finally:
        # What remains of a failed write: the sentence about the failure matters more than this file.
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def beside(path: Path) -> Path:
    """An empty file of our own in the folder of `path`, on the same disk, that nothing else has as its name."""
    part = path.with_name(f"hx-{uuid.uuid4().hex}.part")
    part.touch(exist_ok=False)
    return part


def discard(part: Path) -> None:
    """Removes what is left of a part file and of SQLite's journal for it, as far as the disk lets us."""
    for file in (part, part.with_name(part.name + "-journal")):
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)


def take_name(part: Path, path: Path) -> None:
    """Gives the finished part file its name, never over an existing one: FileExistsError then."""
    if os.name == "nt":
        part.rename(path)  # refused there where the name is taken
        return
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # a disk without second names (FAT)
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, "the name is taken", str(path)) from None
        part.rename(path)
        return
    part.unlink()


def make_folder(folder: Path) -> None:
    """Makes a folder with those above it that are missing; their names survive a power cut too.

    HxError for a name that Windows doesn't take for a folder.
    """
    missing = [one for one in (folder, *folder.parents) if not one.is_dir()]  # Windows' "nul" exists in any folder
    for one in missing:
        if one != one.parent:  # a drive is no name
            refuse_unsafe(one.name)
    folder.mkdir(parents=True, exist_ok=True)
    for one in missing:
        settle(one.parent)


def settle(folder: Path) -> None:
    """Makes a new name in the folder survive a power cut, where the system lets a folder be synced."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_ON_WINDOWS = os.name == "nt"
_IN_USE = (32, 33)  # ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION
_OPENED_BY = {".xlsx": "Excel", ".pdf": "chương trình xem PDF"}
_TOO_LONG = (111, 206)  # ERROR_BUFFER_OVERFLOW, ERROR_FILENAME_EXCED_RANGE


def is_too_long(path: Path, trouble: OSError) -> bool:
    """Whether the path was too long for the system: Windows without long paths says that there is no such folder."""
    told = trouble.errno == errno.ENAMETOOLONG or getattr(trouble, "winerror", None) in _TOO_LONG
    return told or (_ON_WINDOWS and trouble.errno == errno.ENOENT and len(str(path.absolute())) > LONGEST_PATH)


def _sentence(path: Path, trouble: OSError) -> str:
    """What went wrong with `path`, and what to do next."""
    if trouble.errno == errno.ENOSPC:
        return f"Không ghi được tệp “{path}”: ổ đĩa đã đầy. Hãy xóa bớt tệp hoặc chọn ổ đĩa khác."
    if is_too_long(path, trouble):
        return (
            f"Không ghi được tệp “{path}”: đường dẫn dài {len(str(path.absolute()))} ký tự, quá dài với máy này. "
            "Hãy đặt tên ngắn hơn, hoặc chọn thư mục gần gốc ổ đĩa hơn."
        )
    if getattr(trouble, "winerror", None) in _IN_USE or (isinstance(trouble, PermissionError) and path.is_file()):
        program = _OPENED_BY.get(path.suffix.lower())
        where = f"{program} hoặc chương trình khác" if program else "chương trình khác"
        return (
            f"Không ghi được tệp “{path}”: tệp đang mở trong {where}, hoặc không được phép ghi. "
            "Hãy đóng tệp đó rồi làm lại, hoặc chọn tên khác; tệp cũ vẫn nguyên."
        )
    if isinstance(trouble, PermissionError):
        return (
            f"Không ghi được tệp “{path}”: thư mục “{path.parent}” không cho ghi. "
            "Hãy chọn thư mục khác, hoặc xin quyền ghi thư mục đó."
        )
    return f"Không ghi được tệp “{path}” ({trouble.strerror or trouble}). Hãy chọn tên hoặc thư mục khác rồi làm lại."
