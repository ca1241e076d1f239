"""Books that tests of several layers need: each kind is made once by the program, and copied from then on."""

from __future__ import annotations

import datetime as dt
import tempfile
from functools import cache
from pathlib import Path

from hxapp.domain.documents import BookOrigin
from hxapp.services import books

STEPS = Path(__file__).resolve().parents[1] / "db"
MOMENT = dt.datetime(2022, 9, 12, 2, 3, 4, tzinfo=dt.UTC)


def make_practice_book(folder: Path) -> Path:
    """A closed practice book of 2022, its name as an office gives one."""
    path = folder / "Sổ thực hành Nguyễn Thị Hồng.hxdb"
    path.write_bytes(_made(BookOrigin.PRACTICE, None))
    return path


def make_empty_book(path: Path, year: int = 2022) -> Path:
    """A closed book without anything but the year; all that are made so have one identity."""
    path.write_bytes(_made(BookOrigin.EMPTY, year))
    return path


def make_sample_book(path: Path) -> Path:
    """A closed book of the worked sample; all that are made so have one identity."""
    path.write_bytes(_made(BookOrigin.SAMPLE, None))
    return path


@cache
def _made(origin: BookOrigin, year: int | None) -> bytes:
    with tempfile.TemporaryDirectory(prefix="hxapp-") as folder:
        path = Path(folder) / "Sổ.hxdb"
        books.create(path, STEPS, STEPS / "seed", origin, year=year, now=MOMENT)
        return path.read_bytes()
