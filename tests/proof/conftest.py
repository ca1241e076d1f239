"""Proofs of what the program promises: a small dose with every run, the full one when it is asked for.

python -m pytest -m proof tests/proof

A test that takes `dose` is there twice: with every run, and, marked `proof`, in full. HX_DOSE=full makes each run full.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.books import make_practice_book
from tests.proof.server import Server

Dose = Callable[[int, int], int]

_FULL = os.environ.get("HX_DOSE") == "full"


@pytest.fixture(
    name="dose", params=["full"] if _FULL else ["small", pytest.param("full", marks=pytest.mark.proof)], scope="session"
)
def the_dose(request: pytest.FixtureRequest) -> Dose:
    """How often a proof is repeated: `dose(small, full)`."""
    return lambda small, full: full if request.param == "full" else small


@pytest.fixture(scope="session")
def practice_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed practice book that every proof copies from."""
    return make_practice_book(tmp_path_factory.mktemp("sổ"))


@pytest.fixture
def book_file(practice_book: Path, tmp_path: Path) -> Path:
    """A closed practice book of the test's own, in a folder of its own."""
    folder = tmp_path / "một sổ"
    folder.mkdir()
    path = folder / "Sổ Nguyễn Thị Hồng.hxdb"
    shutil.copyfile(practice_book, path)
    return path


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The process whose children are killed or watched."""
    made = Server()
    try:
        yield made
    finally:
        made.stop()
