"""Tells a book from everything else before it is opened, each refusal with its own sentence, touching nothing."""

from __future__ import annotations

import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hxapp.domain.errors import HxError
from hxapp.storage import checks
from hxapp.storage.connections import bare, looking
from hxapp.storage.lock import NoWriting
from hxapp.storage.trouble import explained

APPLICATION_ID = 0x48584442  # 'HXDB'
_MAGIC = b"SQLite format 3\x00"
_HEADER = 100
_UNTOUCHED = "Tệp không bị thay đổi."


class Damaged(HxError):
    """What lies at a book's path can't be read as one (any more): a backup may bring the book back."""


def recognise(path: Path, newest: int, *, reading_only: bool = False) -> tuple[int, sqlite3.Connection]:
    """The schema version of the book at `path`, and the connection that told it, which the caller uses on or closes.

    HxError when it is not a sound book of ours; NoWriting when it is to be written and can't be. With `reading_only`
    nothing is written: a book that `connections.is_torn` is refused then.

    Reads the file's first bytes itself, so it is only for a book that nothing in this process has open (closing any
    handle would drop the locks of SQLite on it).
    """
    header = _read_header(path)
    facts = _parse(path, header)
    _own(path, facts, newest)
    size = path.stat().st_size
    if not _has_journal(path) and (size < facts.pages * facts.page_size or facts.page_size == 0):
        raise Damaged(_damaged(path, f"thiếu dữ liệu ở cuối tệp, chỉ còn {_kilobytes(size)}"))
    if not reading_only:
        _writable(path)
    with explained(f"Không mở được sổ “{path}”"):
        connection = looking(path) if reading_only else bare(path)
        try:
            version = _sound(path, connection)
            if version > newest:  # told only after SQLite rolled back what a killed program left
                raise HxError(_newer(path, version, newest))
        except BaseException:
            connection.close()
            raise
    return version, connection


def is_file(path: Path) -> None:
    """HxError when there is no file at `path`; opens nothing."""
    try:
        if path.is_dir():
            raise HxError(f"“{path}” là một thư mục, không phải tệp sổ. Hãy mở thư mục đó và chọn tệp có đuôi .hxdb.")
        found = path.is_file()
    except OSError:  # an unreachable drive, a name the system cannot hold
        found = False
    if not found:
        raise HxError(
            f"Không tìm thấy sổ “{path}”. Có thể tệp đã bị chuyển chỗ, đổi tên, hoặc ổ đĩa chưa được nối. "
            "Hãy kiểm tra rồi chọn lại tệp."
        )


@dataclass(frozen=True)
class _Facts:
    """What the file's header says of itself (https://www.sqlite.org/fileformat.html, 1.3)."""

    page_size: int
    pages: int
    version: int
    application: int


def _read_header(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEADER)
    except PermissionError as error:
        raise HxError(
            f"Không được phép đọc sổ “{path}”. Hãy đóng chương trình khác đang giữ tệp, "
            "hoặc xin quyền đọc và ghi tệp này rồi mở lại."
        ) from error
    except OSError as error:
        raise HxError(
            f"Không đọc được sổ “{path}”: hệ điều hành báo lỗi số {error.errno}. "
            "Hãy kiểm tra ổ đĩa, USB hoặc đường mạng rồi mở lại."
        ) from error


def _parse(path: Path, header: bytes) -> _Facts:
    if not header:
        raise Damaged(
            f"Tệp “{path}” rỗng (0 byte), không có gì để mở. "
            f"Hãy khôi phục từ bản sao lưu gần nhất nếu đây là sổ đã dùng, hoặc chọn tệp khác. {_UNTOUCHED}"
        )
    if not header.startswith(_MAGIC):
        raise Damaged(
            f"Tệp “{path}” không phải là sổ của HX App, dù có thể mang đuôi .hxdb. "
            f"Hãy khôi phục từ bản sao lưu gần nhất nếu đây là sổ đã dùng, hoặc chọn tệp khác. {_UNTOUCHED}"
        )
    if len(header) < _HEADER:
        raise Damaged(_damaged(path, f"chỉ còn {len(header)} byte"))
    number = int.from_bytes
    page_size = number(header[16:18], "big")
    page_size = 65536 if page_size == 1 else page_size
    if page_size < 512 or page_size & (page_size - 1):
        page_size = 0
    return _Facts(
        page_size=page_size,
        pages=number(header[28:32], "big"),
        version=number(header[60:64], "big"),
        application=number(header[68:72], "big"),
    )


def _own(path: Path, facts: _Facts, newest: int) -> None:
    if facts.application != APPLICATION_ID or facts.version < 1:
        raise HxError(
            f"Tệp “{path}” là dữ liệu của một chương trình khác, không phải sổ của HX App. "
            f"Hãy chọn tệp sổ khác. {_UNTOUCHED}"
        )
    if facts.version > newest and not _has_journal(path):
        raise HxError(_newer(path, facts.version, newest))


def _newer(path: Path, version: int, newest: int) -> str:
    return (
        f"Sổ “{path}” do một bản HX App mới hơn ghi (cấu trúc sổ số {version}, bản này chỉ đọc được đến số {newest}). "
        f"Hãy cài bản HX App mới nhất rồi mở lại. {_UNTOUCHED}"
    )


def _damaged(path: Path, detail: str) -> str:
    return (
        f"Sổ “{path}” bị hỏng: {detail}. Hãy khôi phục sổ từ bản sao lưu gần nhất; "
        f"không có bản nào còn tốt thì cứu số liệu từ chính tệp này. Đừng xóa tệp. {_UNTOUCHED}"
    )


def _has_journal(path: Path) -> bool:
    """Whether a killed program left a journal: what the header says may then be rolled back by SQLite."""
    try:
        return path.with_name(path.name + "-journal").stat().st_size > 0
    except OSError:
        return False


def _writable(path: Path) -> None:
    """A book is read by a program that saves at every keystroke: it is opened only where it can be written."""
    try:
        with path.open("r+b"):
            pass
    except OSError as error:
        raise NoWriting(
            f"Không được phép ghi vào sổ “{path}” (tệp hoặc ổ đĩa chỉ cho đọc, hoặc chương trình khác đang giữ tệp). "
            "Hãy bỏ dấu 'Chỉ đọc' của tệp, đóng chương trình kia, hoặc chép sổ sang một thư mục ghi được rồi mở lại."
        ) from error
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise NoWriting(
            f"Không được phép ghi vào thư mục “{path.parent}” chứa sổ “{path.name}”. Chương trình cần ghi tệp tạm "
            "bên cạnh sổ. Hãy chép sổ sang một thư mục ghi được (ví dụ Documents) rồi mở bản chép đó."
        ) from error


def _sound(path: Path, connection: sqlite3.Connection) -> int:
    """Its version, after a glance: what there is no time for is looked at once the window stands."""
    try:
        sound = checks.glance(connection)
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        sound = sound is not False and checks.SHAPES.get(version) in (None, checks.shape(connection))
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise Damaged(_damaged(path, "cấu trúc bên trong không còn đọc được")) from error
        raise
    except UnicodeDecodeError as error:  # SQLite's own complaint quotes what is no text
        raise Damaged(_damaged(path, "cấu trúc bên trong không còn đọc được")) from error
    if not sound:
        raise Damaged(_damaged(path, "cấu trúc bên trong không còn khớp"))
    return version


def _kilobytes(size: int) -> str:
    return f"{max(1, size // 1024)} KB"
