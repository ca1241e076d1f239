"""A practice book for each test, copied from one that is made once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from hxapp.storage.database import Database
from tests.books import STEPS, make_practice_book


@pytest.fixture(scope="session")
def practice_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_practice_book(tmp_path_factory.mktemp("sổ"))


@pytest.fixture
def book(practice_book: Path, tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "Sổ Nguyễn Thị Hồng.hxdb"
    shutil.copyfile(practice_book, path)
    database = Database.open(path, STEPS)
    try:
        yield database
    finally:
        database.close()
