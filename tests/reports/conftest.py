"""Books that the report tests read: the practice book, and an empty one; what a test writes is undone after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from hxapp.domain.documents import BookOrigin
from hxapp.services import books
from hxapp.storage.database import Database
from tests.reports.building import FONTS, MOMENT, SEED, STEPS, YEAR


def opened(folder: Path, origin: BookOrigin) -> Iterator[Database]:
    path = folder / f"{origin.value}.hxdb"
    books.create(path, STEPS, SEED, origin, year=YEAR, now=MOMENT)
    database = Database.open(path, STEPS)
    try:
        yield database
    finally:
        database.close()


@pytest.fixture(scope="session")
def practice_book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    yield from opened(tmp_path_factory.mktemp("practice"), BookOrigin.PRACTICE)


@pytest.fixture(scope="session")
def sample_book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    yield from opened(tmp_path_factory.mktemp("sample"), BookOrigin.SAMPLE)


@pytest.fixture(scope="session")
def empty_book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    yield from opened(tmp_path_factory.mktemp("empty"), BookOrigin.EMPTY)


@pytest.fixture
def practice(practice_book: Database) -> Iterator[Any]:
    with practice_book.try_out() as session:
        yield session


@pytest.fixture
def sample(sample_book: Database) -> Iterator[Any]:
    with sample_book.try_out() as session:
        yield session


@pytest.fixture
def empty(empty_book: Database) -> Iterator[Any]:
    with empty_book.try_out() as session:
        yield session


@pytest.fixture
def paper(qapp: QApplication) -> None:
    """What drawing pages needs: Qt, and the fonts that ship."""
    from hxapp.paper import fonts

    fonts.load(FONTS)
