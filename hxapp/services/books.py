"""Books (sổ): making one, whole or not at all, and what a book says of itself."""

from __future__ import annotations

import datetime as dt
import os
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import column, select, table, text

from hxapp.domain.documents import BookOrigin
from hxapp.domain.errors import HxError
from hxapp.domain.file_names import refuse_too_long, refuse_unsafe
from hxapp.services import neighbourhoods, settings
from hxapp.services.guards import GUARDS
from hxapp.services.settings import Office
from hxapp.storage.bin import live
from hxapp.storage.database import Database
from hxapp.storage.schema.book import BOOK
from hxapp.storage.schema.documents import SOURCE_DOCUMENT
from hxapp.storage.schema.history import ACTION
from hxapp.storage.schema.indicators import TARGET

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hxapp.storage.database import Reading


@dataclass(frozen=True, slots=True)
class BookFacts:
    """What a book says of itself; `years` are those it holds something for, `year` is the one it is worked in.

    `practice_day` is the day that a practice book takes for today.
    """

    identity: uuid.UUID
    origin: BookOrigin
    made_at: dt.datetime
    office: Office
    years: tuple[int, ...]
    year: int
    practice_day: dt.date | None = None

    def day(self, today: dt.date) -> dt.date:
        """The day that deadlines are judged by: today, but in a practice book the day of its story."""
        return self.practice_day or today


def facts(session: Reading) -> BookFacts:
    """The facts of an open book; HxError when its own row is missing."""
    row = session.execute(select(BOOK.c.id, BOOK.c.origin, BOOK.c.made_at)).first()
    if row is None:
        raise HxError("Sổ này thiếu dòng ghi nguồn gốc của nó. Hãy mở bản sao lưu gần nhất của sổ.")
    years = _years(session)
    year = settings.current_year(session) or max(years, default=row.made_at.year)
    office, day = settings.office(session), settings.practice_day(session)
    return BookFacts(row.id, row.origin, row.made_at, office, tuple(sorted(years | {year})), year, day)


@dataclass(frozen=True, slots=True)
class Measures:
    """How large a book is, in numbers that tell nothing of what stands in it."""

    schema: int
    pages: int
    actions: int
    changes: int


def measures(session: Reading) -> Measures:
    """The measures of an open book."""
    asked = (
        "PRAGMA user_version",
        "PRAGMA page_count",
        "SELECT count(*) FROM action",
        "SELECT count(*) FROM field_change",
    )
    return Measures(*(int(session.scalar(text(one)) or 0) for one in asked))


def last_change(session: Reading) -> dt.datetime | None:
    """When the newest action was done, by the clock of the PC that did it; None when there is none (UTC)."""
    return session.scalar(select(ACTION.c.moment).order_by(ACTION.c.id.desc()).limit(1))


def title(facts: BookFacts) -> str:
    """The book in a window's title: 'Phường Hương Xuân · Năm 2022'."""
    return f"{facts.office.shown_name} · Năm {facts.year}"


def open_book(
    path: Path, steps: Path, who: str | None = None, *, reading_only: bool = False, as_copy: bool = False
) -> Database:
    """The book, open for whoever works in it: its actions are signed by `who` and pass the guards.

    With `reading_only` it is only read, where another program may have it, or nothing can be written; `as_copy` reads
    a copy of it. HxError, and nothing touched, when it cannot be opened.
    """
    return Database.open(path, steps, guards=GUARDS, who=who, reading_only=reading_only, as_copy=as_copy)


def create(
    path: Path,
    steps: Path,
    seed: Path,
    origin: BookOrigin,
    *,
    office: Office | None = None,
    year: int | None = None,
    now: dt.datetime,
    who: str | None = None,
) -> None:
    """Makes a book: empty, or from the seed as the worked sample or the practice book.

    `steps` is the folder of schema steps (db/), `seed` that of the seed's files, `who` makes the book. The year is the
    given one, else the seed's latest, else the year of `now`. Raises HxError when the file exists or cannot be made;
    after any failure no file is left that was not there before.
    """
    refuse_unsafe(path.name)
    if os.name == "nt":
        refuse_too_long(str(path.absolute()))
    database = Database.create(path, steps, guards=GUARDS, who=who)
    try:
        try:
            with database.begin("Tạo sổ mới", reverse="") as session:
                _fill(session, seed, origin, office, year, now)
        finally:
            database.close()
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def _fill(
    session: Session, seed: Path, origin: BookOrigin, office: Office | None, year: int | None, now: dt.datetime
) -> None:
    from hxapp.storage.mapped.book import Book

    session.add(Book(id=uuid.uuid4(), origin=origin, made_at=now))
    session.flush()
    if origin is not BookOrigin.EMPTY:
        from hxapp.services import seeds

        load = seeds.load_sample if origin is BookOrigin.SAMPLE else seeds.load_practice
        load(session, seed)
    if office is not None:
        settings.save_office(session, office)
    if neighbourhoods.find_ward(session) is None:
        neighbourhoods.add_ward(session, settings.office(session).name)
    if year is not None or settings.current_year(session) is None:
        settings.save_year(session, year or max(_years(session), default=now.year))


def _years(session: Reading) -> set[int]:
    """The years that documents begin in, or that have a target or a task."""
    task = table("task", column("year"), column("binned_at"))  # mapping the tasks' tables would slow every start
    held = (
        select(SOURCE_DOCUMENT.c.year_from).where(live(SOURCE_DOCUMENT)),
        select(TARGET.c.year).where(live(TARGET)),
        select(task.c.year).where(task.c.binned_at.is_(None)),
    )
    return {year for statement in held for year in session.scalars(statement.distinct())}
