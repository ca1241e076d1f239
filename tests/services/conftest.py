"""An empty book of 2022 for each test: one that stays open (its statements are compiled once) and is emptied after."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from hxapp.domain.documents import BookOrigin
from hxapp.services import books
from hxapp.storage.database import Database
from hxapp.storage.tables import Base
from tests.services.building import MOMENT, SEED, STEPS, YEAR

Rows = dict[sa.Table, list[dict[str, object]]]


@pytest.fixture(scope="session")
def open_book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Rows]]:
    path = tmp_path_factory.mktemp("sổ") / "Sổ thử.hxdb"
    books.create(path, STEPS, SEED, BookOrigin.EMPTY, year=YEAR, now=MOMENT)
    database = Database.open(path, STEPS)
    with database.read() as session:
        made = {
            table: [dict(row._mapping) for row in session.execute(sa.select(table))]
            for table in Base.metadata.sorted_tables
        }
    try:
        yield database, {table: rows for table, rows in made.items() if rows}
    finally:
        database.close()


@pytest.fixture
def book(open_book: tuple[Database, Rows]) -> Iterator[Database]:
    database, made = open_book
    yield database
    with database.begin("Dọn") as session:
        for table in Base.metadata.sorted_tables:
            session.execute(sa.delete(table))
        for table, rows in made.items():
            session.execute(sa.insert(table), rows)
