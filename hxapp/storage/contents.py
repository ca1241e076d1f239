"""Contents of files that a book keeps, each once by the SHA-256 of its bytes; beside backups they lie as files.

A backup leaves the bytes to the folder 'noi-dung' beside it, which all backups of the book share: each content is
written there once, and proved by its hash whenever it is written and whenever it is taken back.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Collection, Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import MetaData, delete, insert, select

from hxapp.domain.errors import HxError
from hxapp.storage import connections, whole_files
from hxapp.storage.schema.base import BOOK_TABLES
from hxapp.storage.schema.contents import CONTENT
from hxapp.storage.schema.history import FIELD_CHANGE
from hxapp.storage.types import ContentHash

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hxapp.storage.database import Reading

FOLDER = "noi-dung"
_AT_ONCE = 500
_HASH = 32


def put(session: Session, data: bytes) -> bytes:
    """Keeps the bytes and gives their hash; what the book holds already is not written again.

    It stays with the action that also writes a row with the hash.
    """
    key = hashlib.sha256(data).digest()
    if session.scalar(select(CONTENT.c.size).where(CONTENT.c.sha256 == key)) is None:
        session.execute(insert(CONTENT).values(sha256=key, size=len(data), data=data))
    return key


def get(session: Reading, key: bytes) -> bytes:
    """The bytes of that hash; HxError when the book has not got them or has them no more as they were."""
    row = session.execute(select(CONTENT.c.size, CONTENT.c.data).where(CONTENT.c.sha256 == key)).first()
    if row is None:
        raise HxError(f"Sổ không có nội dung tệp mang mã {key.hex()[:12]}…. Hãy thêm lại tệp, hoặc mở bản sao lưu.")
    size, data = row
    if len(data) != size:
        raise HxError(
            f"Tệp này đang mở từ một bản sao lưu: nội dung tệp (mã {key.hex()[:12]}…) nằm trong thư mục “{FOLDER}” "
            "bên cạnh. Hãy dùng “Khôi phục từ bản sao lưu” để có đủ."
        )
    if hashlib.sha256(data).digest() != key:
        raise HxError(
            f"Nội dung tệp mang mã {key.hex()[:12]}… trong sổ bị hỏng. Hãy khôi phục từ bản sao lưu gần nhất."
        )
    return bytes(data)


def sweep(session: Session, tables: MetaData = BOOK_TABLES) -> int:
    """Removes the contents that no row of the `tables` (those in the bin included) and no history needs; how many.

    It stays with the action that it is part of. A value of history counts whatever field it was in: the field may be
    called otherwise by now, or be gone.
    """
    from hxapp.storage import tables as all_tables  # every table, whoever sweeps

    del all_tables
    session.flush()
    held = set(session.scalars(select(CONTENT.c.sha256)))
    for table in tables.tables.values():
        for column in table.columns:
            if isinstance(column.type, ContentHash) and held:
                held.difference_update(session.scalars(select(column).where(column.is_not(None)).distinct()))
    for value in (FIELD_CHANGE.c.was, FIELD_CHANGE.c.now):
        if held:
            found = session.scalars(select(value).where(value.is_not(None)))
            held.difference_update(one for one in found if isinstance(one, bytes) and len(one) == _HASH)
    doomed = sorted(held)
    for start in range(0, len(doomed), _AT_ONCE):
        session.execute(delete(CONTENT).where(CONTENT.c.sha256.in_(doomed[start : start + _AT_ONCE])))
    return len(doomed)


# Beside backups ----------------------------------------------------------------------------------------------------


def leave(copy: sqlite3.Connection, folder: Path) -> None:
    """Moves the bytes out of a copy that is being made into the files of the folder; the copy keeps hashes and sizes.

    OSError when a file can't be written; HxError when a content is damaged in the book.
    """
    if not _has_contents(copy):
        return
    keys = copy.execute("SELECT sha256 FROM content WHERE length(data) > 0").fetchall()
    for (key,) in keys:
        if not _is_whole(folder / key.hex(), key):
            data = copy.execute("SELECT data FROM content WHERE sha256 = ?", (key,)).fetchone()[0]
            _write(folder, key, bytes(data))
    if keys:
        copy.execute("UPDATE content SET data = x''").close()
        copy.execute("VACUUM").close()


def complete(path: Path, folder: Path) -> int:
    """Brings the bytes back from the folder into a copy of a backup that nobody has open; how many contents it took.

    HxError, and the copy as it was, when a content is missing or damaged there.
    """
    with closing(connections.connect(path)) as copy:
        if not _has_contents(copy):
            return 0
        keys = copy.execute("SELECT sha256, size FROM content WHERE length(data) <> size").fetchall()
        missing = [key.hex() for key, _ in keys if not _is_whole(folder / key.hex(), key)]
        if missing:
            raise HxError(
                f"Bản sao lưu này thiếu nội dung của {len(missing)} tệp đính kèm trong “{folder}” "
                f"(ví dụ “{missing[0]}”). Hãy chép lại thư mục “{FOLDER}” từ nơi sao lưu thứ hai, hoặc chọn bản khác."
            )
        copy.execute("BEGIN IMMEDIATE").close()
        try:
            for key, _ in keys:
                data = (folder / key.hex()).read_bytes()
                copy.execute("UPDATE content SET data = ? WHERE sha256 = ?", (data, key)).close()
            copy.execute("COMMIT").close()
        except BaseException:
            copy.execute("ROLLBACK").close()
            raise
        connections.tidy(copy)
    return len(keys)


def carry(keys: Iterable[bytes], source: Path, to: Path) -> None:
    """Copies the files of these contents to another folder, those that lie there whole excepted."""
    for key in keys:
        if not _is_whole(to / key.hex(), key):
            _write(to, key, (source / key.hex()).read_bytes())


def named(path: Path) -> frozenset[bytes]:
    """The hashes of the contents that a closed copy of a book has left to the folder beside it."""
    with closing(connections.looking(path)) as copy:
        if not _has_contents(copy):
            return frozenset()
        return frozenset(key for (key,) in copy.execute("SELECT sha256 FROM content WHERE size > 0"))


def clear(folder: Path, needed: Collection[bytes]) -> int:
    """Removes the files of contents that are not needed; how many bytes went. Nothing else there is touched."""
    freed = 0
    for file in folder.iterdir() if folder.is_dir() else ():
        try:
            key = bytes.fromhex(file.name)
        except ValueError:
            continue
        if len(key) == _HASH and key not in needed and file.is_file():
            freed += file.stat().st_size
            file.unlink()
    return freed


def _has_contents(connection: sqlite3.Connection) -> bool:
    asked = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'content'"
    return connection.execute(asked).fetchone() is not None


def _is_whole(file: Path, key: bytes) -> bool:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").digest() == key
    except FileNotFoundError:
        return False


def _write(folder: Path, key: bytes, data: bytes) -> None:
    """The bytes as a file of the folder, on the disk and read again before it takes its name."""
    if hashlib.sha256(data).digest() != key:
        raise HxError(
            f"Nội dung tệp đính kèm mang mã {key.hex()[:12]}… bị hỏng, nên chưa sao lưu được. "
            "Hãy kiểm tra sổ rồi khôi phục từ bản sao lưu gần nhất."
        )
    whole_files.make_folder(folder)
    file = folder / key.hex()
    part = whole_files.beside(file)
    try:
        with part.open("r+b") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        if not _is_whole(part, key):
            raise HxError(f"Ổ đĩa chứa “{folder}” ghi sai dữ liệu. Hãy chọn ổ đĩa khác để sao lưu.")
        part.replace(file)  # over one that is damaged
    finally:
        whole_files.discard(part)
    whole_files.settle(folder)
