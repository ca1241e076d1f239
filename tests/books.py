"""Books that tests of several layers need."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from hxapp.domain.documents import BookOrigin
from hxapp.services import books

STEPS = Path(__file__).resolve().parents[1] / "db"
MOMENT = dt.datetime(2022, 9, 12, 2, 3, 4, tzinfo=dt.UTC)


def make_practice_book(folder: Path) -> Path:
    """A closed practice book of 2022, its name as an office gives one."""
    path = folder / "Sổ thực hành Nguyễn Thị Hồng.hxdb"
    books.create(path, STEPS, STEPS / "seed", BookOrigin.PRACTICE, now=MOMENT)
    return path
