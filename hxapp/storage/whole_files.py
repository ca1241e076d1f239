"""Files written whole or not at all: beside the target first, then put in its place."""

from __future__ import annotations

import contextlib
import errno
import os
import uuid
from collections.abc import Callable
from pathlib import Path

from hxapp.domain.errors import HxError


def save_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Call `write` with a '.part' file beside `path`, then replace `path` by it.

    Raises HxError when the folder is missing or the file cannot be written; an older file at `path` stays whole.
    """
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
    """Makes a folder with those above it that are missing; their names survive a power cut too."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
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


def _sentence(path: Path, trouble: OSError) -> str:
    """What went wrong with `path`, and what to do next."""
    if trouble.errno == errno.ENOSPC:
        return f"Không ghi được tệp “{path}”: ổ đĩa đã đầy. Hãy xóa bớt tệp hoặc chọn ổ đĩa khác."
    if trouble.errno == errno.ENAMETOOLONG:
        return f"Không ghi được tệp “{path}”: tên hoặc đường dẫn quá dài. Hãy đặt tên ngắn hơn."
    if isinstance(trouble, PermissionError):
        return (
            f"Không ghi được tệp “{path}”: tệp đang mở ở chương trình khác hoặc thư mục không cho ghi. "
            "Hãy đóng tệp đó rồi làm lại, hoặc chọn tên hay thư mục khác."
        )
    return f"Không ghi được tệp “{path}” ({trouble.strerror or trouble}). Hãy chọn tên hoặc thư mục khác rồi làm lại."
