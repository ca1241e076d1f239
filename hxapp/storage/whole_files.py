"""Files written whole or not at all: beside the target first, then put in its place."""

from __future__ import annotations

import contextlib
import errno
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
