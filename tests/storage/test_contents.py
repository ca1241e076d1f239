"""Contents of files in a book: each once by its hash, proved when it is read, and gone when nothing needs it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hxapp.domain.errors import HxError
from hxapp.storage import contents
from hxapp.storage.database import Database
from hxapp.storage.schema.contents import CONTENT
from hxapp.storage.schema.history import FIELD_CHANGE, RECORDED_FIELD, ROW_CHANGE
from hxapp.storage.tables import Department
from hxapp.storage.types import ContentHash
from tests.storage.building import STEPS, make

ONE, TWO, THREE = b"%PDF-1.7 mot", b"hai" * 50_000, b""
TABLES = sa.MetaData()
FILES = sa.Table(
    "file_of_test", TABLES, sa.Column("id", sa.Integer, primary_key=True), sa.Column("sha256", ContentHash())
)
"""A table that keeps files, as a later step of the schema will make one."""


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Database]:
    database = Database.create(tmp_path / "Sổ.hxdb", STEPS)
    with database.begin("Thêm bảng") as session:
        TABLES.create_all(session.connection())
        _touch(session)
    yield database
    database.close()


def _touch(session: Session) -> None:
    """Something that history sees: an action that changed nothing leaves nothing."""
    make(session, Department)


def held(database: Database) -> set[bytes]:
    with database.read() as reading:
        return set(reading.scalars(sa.select(CONTENT.c.sha256)))


def keep(database: Database, *files: bytes) -> list[bytes]:
    with database.begin("Thêm tệp") as session:
        keys = [contents.put(session, data) for data in files]
        session.execute(sa.insert(FILES), [{"sha256": key} for key in keys])
        _touch(session)
    return keys


def sweep(database: Database) -> int:
    with database.begin("Dọn") as session:
        swept = contents.sweep(session, TABLES)
        _touch(session)
    return swept


def test_what_is_put_is_got_by_the_hash_of_its_bytes(book: Database) -> None:
    keys = keep(book, ONE, TWO, THREE)
    assert keys == [hashlib.sha256(data).digest() for data in (ONE, TWO, THREE)]
    with book.read() as reading:
        assert [contents.get(reading, key) for key in keys] == [ONE, TWO, THREE]


def test_the_same_bytes_are_kept_once(book: Database) -> None:
    first, second = keep(book, TWO)[0], keep(book, TWO)[0]
    assert first == second
    assert held(book) == {first}


def test_what_is_missing_or_damaged_is_told(book: Database) -> None:
    one, two = keep(book, ONE, TWO)
    with book.read() as reading, pytest.raises(HxError, match="không có nội dung tệp"):
        contents.get(reading, bytes(32))
    with book.begin("Hỏng") as session:
        session.execute(sa.update(CONTENT).where(CONTENT.c.sha256 == one).values(data=b"x" * len(ONE)))
        session.execute(sa.update(CONTENT).where(CONTENT.c.sha256 == two).values(data=b""))
        _touch(session)
    with book.read() as reading, pytest.raises(HxError, match="bị hỏng"):
        contents.get(reading, one)
    with book.read() as reading, pytest.raises(HxError, match="bản sao lưu"):
        contents.get(reading, two)


def test_a_sweep_takes_what_no_row_names_and_leaves_the_rest(book: Database) -> None:
    one, two = keep(book, ONE, TWO)
    assert sweep(book) == 0
    with book.begin("Bỏ tệp") as session:
        session.execute(sa.delete(FILES).where(FILES.c.sha256 == one))
        _touch(session)
    assert sweep(book) == 1
    assert held(book) == {two}


def test_a_sweep_leaves_what_history_names(book: Database) -> None:
    """Whichever field it stood in, and whether it was there before or after the change: undo may want it back."""
    one, two, three = keep(book, ONE, TWO, THREE)
    with book.begin("Lịch sử") as session:
        session.execute(sa.delete(FILES))
        _touch(session)
        session.flush()
        row = session.scalar(sa.select(sa.func.max(ROW_CHANGE.c.id)))
        used = sa.select(FIELD_CHANGE.c.field_id).where(FIELD_CHANGE.c.change_id == row)
        free = session.scalars(sa.select(RECORDED_FIELD.c.id).where(RECORDED_FIELD.c.id.not_in(used)).limit(2)).all()
        for field, was, now in zip(free, (one, None), (None, two), strict=True):
            session.execute(sa.insert(FIELD_CHANGE).values(change_id=row, field_id=field, was=was, now=now))
    assert sweep(book) == 1
    assert held(book) == {one, two} and three not in held(book)


def test_more_contents_than_one_statement_takes_are_swept(book: Database) -> None:
    with book.begin("Nhiều tệp") as session:
        for number in range(1_100):
            contents.put(session, str(number).encode())
        _touch(session)
    assert sweep(book) == 1_100
    assert held(book) == set()
