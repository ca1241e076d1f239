"""What SQLite or the disk complains of, in sentences a clerk can act on; the one place that reads error codes."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import StatementError

from hxapp.domain.errors import HxError

_DAMAGED = (
    "tệp sổ bị hỏng. Hãy đóng chương trình, giữ nguyên tệp này và mở bản sao lưu gần nhất, "
    "hoặc gửi tệp cho người hỗ trợ"
)
_READ_ONLY = (
    "sổ nằm ở nơi chỉ cho đọc. Hãy chép sổ sang một thư mục ghi được trên máy này (ví dụ Documents) rồi mở bản chép đó"
)
_FULL = "ổ đĩa chứa sổ đã đầy. Hãy xóa bớt tệp không cần đến trên ổ đĩa đó rồi làm lại"
_UNREADABLE = (
    "không đọc hoặc không ghi được ổ đĩa chứa sổ. "
    "Hãy kiểm tra ổ đĩa, USB hoặc đường mạng có còn nối với máy rồi làm lại"
)
_NO_RIGHT = "hệ điều hành không cho phép ghi ở nơi đặt sổ. Hãy xin quyền ghi thư mục đó, hoặc chọn nơi khác"
_BUSY = (
    "sổ đang bận vì một việc khác hoặc một chương trình khác đang dùng sổ. "
    "Hãy chờ việc đó xong, đóng chương trình kia rồi làm lại"
)

_BY_CODE = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _NO_RIGHT,
    sqlite3.SQLITE_CANTOPEN: (
        "không mở được tệp sổ hoặc không tạo được tệp tạm bên cạnh sổ. "
        "Hãy kiểm tra thư mục chứa sổ còn đó và ghi được rồi làm lại"
    ),
    sqlite3.SQLITE_IOERR: _UNREADABLE,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}
_UNFINISHED = (
    "chương trình đang ghi sổ đã dừng giữa chừng (máy tắt hoặc bị ngắt). "
    "Hãy đóng sổ rồi mở lại để ghi: số liệu đã lưu vẫn còn nguyên"
)
_BY_EXTENDED_CODE = {
    sqlite3.SQLITE_READONLY_ROLLBACK: _UNFINISHED,
    sqlite3.SQLITE_READONLY_RECOVERY: _UNFINISHED,
    sqlite3.SQLITE_READONLY_CANTLOCK: _UNFINISHED,
    sqlite3.SQLITE_READONLY_DBMOVED: (
        "tệp sổ đã bị đổi tên, chuyển chỗ hoặc xóa trong lúc đang mở. "
        "Hãy đưa tệp về chỗ cũ, hoặc đóng chương trình rồi mở sổ ở chỗ mới"
    ),
}
_BY_ERRNO = {
    errno.ENOSPC: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EIO: _UNREADABLE,
    errno.ENAMETOOLONG: "tên tệp hoặc đường dẫn quá dài. Hãy đặt tên ngắn hơn hoặc chọn thư mục gần gốc ổ đĩa hơn",
    errno.ENOENT: "thư mục không còn ở đó. Hãy chọn lại nơi đặt sổ",
}
UNCHANGED = "Sổ vẫn như trước khi làm việc này."


def reason(error: BaseException | None) -> str | None:
    """Why, and what to do next, for trouble that comes from outside the program; None for anything else."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        if code is None:
            return None
        return _BY_EXTENDED_CODE.get(code) or _BY_CODE.get(code & 0xFF)
    if isinstance(error, OSError):
        return _BY_ERRNO.get(
            error.errno or 0, f"hệ điều hành báo lỗi số {error.errno}. Hãy kiểm tra nơi đặt sổ rồi làm lại"
        )
    return None


@contextmanager
def explained(doing: str, *, after: str = "", reading: bool = False, files: bool = False) -> Iterator[None]:
    """Turns trouble from outside inside the block into HxError: '<doing>: <reason, what next>. <after>'.

    `reading` leaves a refused write alone: it is the program that wrote where it only reads. `files` explains the
    operating system's errors too; without it they pass, since they may come from another file than the book.
    """
    try:
        yield
    except StatementError as error:
        raise _worded(error, error.orig, doing, after, reading) from error
    except sqlite3.Error as error:
        raise _worded(error, error, doing, after, reading) from error
    except OSError as error:
        if not files:
            raise
        raise _worded(error, error, doing, after, reading) from error


def _worded(error: Exception, cause: BaseException | None, doing: str, after: str, reading: bool) -> Exception:
    if isinstance(cause, HxError):
        return cause
    if reading and getattr(cause, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY:
        return RuntimeError("a reading session writes nothing; use Database.begin")
    why = reason(cause)
    return error if why is None else HxError(f"{doing}: {why}.{' ' + after if after else ''}")
