"""Opening and making books for the window: where they lie, what is shown first, why one cannot be opened."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from hxapp import paths
from hxapp.domain.documents import BookOrigin
from hxapp.domain.errors import HxError
from hxapp.domain.file_names import BOOK_SUFFIX
from hxapp.domain.indicators import Stage
from hxapp.domain.periods import Period, periods_of
from hxapp.services import books
from hxapp.services.books import BookFacts
from hxapp.services.settings import Office
from hxapp.storage import whole_files
from hxapp.storage.database import Database
from hxapp.storage.lock import Held, NoWriting
from hxapp.storage.open_book import OpenBook
from hxapp.storage.recognise import Damaged
from hxapp.ui import sitting
from hxapp.ui.context import Context
from hxapp.ui.preferences import Preferences, RecentBook

SUFFIX = BOOK_SUFFIX
FILTER = f"Sổ nghị quyết (*{SUFFIX});;Mọi tệp (*)"
PRACTICE_FILE = f"Sổ thực hành{SUFFIX}"


@dataclass(frozen=True)
class Trouble:
    """Why a recent book cannot be opened: missing (a USB stick?) or damaged, in two sentences."""

    missing: bool
    short: str
    long: str


def open_book(
    path: Path,
    preferences: Preferences,
    clock: Callable[[], dt.datetime],
    *,
    reading_because: NoWriting | None = None,
) -> tuple[Context, BookFacts]:
    """Open a book where the clerk left it; HxError, and nothing touched, when it cannot be opened.

    Where it can't be written it is opened only to be read; where another program has it, Held is raised, and who still
    wants to read it hands that in as `reading_because`. On a share a copy is read.
    """
    try:
        database = _opened(path, reading_because)
    except Held:
        raise
    except NoWriting as error:
        database, reading_because = _opened(path, error), error
    try:
        try:
            with database.read() as session:
                facts = books.facts(session)
        except (TypeError, ValueError, LookupError) as error:
            raise Damaged(
                f"Sổ “{path}” có giá trị hỏng ở phần thông tin cơ quan hoặc nguồn gốc của sổ nên chưa mở được. "
                "Hãy khôi phục từ bản sao lưu gần nhất. Tệp không bị thay đổi."
            ) from error
        sitting.sign(database, preferences, facts.identity)
        year, period, stage = _left_at(preferences, facts, facts.day(clock().date()))
        day = facts.practice_day
        context = Context(
            database,
            preferences,
            clock,
            year=year,
            period=period,
            stage=stage,
            practice_day=day,
            reading_because=reading_because,
        )
    except BaseException:
        database.close()
        raise
    preferences.add_recent(
        RecentBook(path, books.title(facts), clock().astimezone(dt.UTC), facts.origin is BookOrigin.PRACTICE)
    )
    preferences.set_last_book(path)
    return context, facts


def _opened(path: Path, reading_because: NoWriting | None) -> Database:
    if reading_because is None:
        return books.open_book(path, paths.DB, paths.user_name())
    as_copy = isinstance(reading_because, Held) and paths.is_on_share(path)
    return books.open_book(path, paths.DB, paths.user_name(), reading_only=True, as_copy=as_copy)


def make_book(path: Path, origin: BookOrigin, now: dt.datetime, office: Office | None, year: int | None) -> None:
    """Make a book at `path`, and its folder when that is missing; HxError, and no file, when it cannot be made."""
    try:
        whole_files.make_folder(path.parent)
    except OSError as error:
        raise HxError(
            f"Không tạo được thư mục “{path.parent}”. Hãy chọn nơi khác để đặt sổ, ví dụ thư mục Documents."
        ) from error
    who = paths.user_name()
    books.create(path, paths.DB, paths.SEED, origin, office=office, year=year, now=now.astimezone(dt.UTC), who=who)


def keep_place(context: Context, facts: BookFacts) -> None:
    """Remember year, period and stage for the next time."""
    preferences = context.preferences
    preferences.set_text(f"places/{facts.identity.hex}", f"{context.period.key} {context.stage.value}")


def free_path(folder: Path, name: str) -> Path:
    """A path in the folder that is not taken yet: 'Sổ.hxdb', 'Sổ (2).hxdb' …"""
    path = folder / name
    number = 1
    while path.exists():
        number += 1
        path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
    return path


def trouble_with(path: Path) -> Trouble | None:
    """What a glance at a recent book's file finds wrong; None when nothing. Opens it for reading only, quickly.

    An open book is not looked at: closing another handle on its file would drop the locks that SQLite has on it.
    """
    if OpenBook.has(path):
        return None
    try:
        if not path.is_file():
            return Trouble(
                True,
                "Không thấy tệp ở chỗ cũ",
                "Cắm ổ USB rồi bấm Tìm lại; nếu sổ đã chuyển chỗ thì bấm Chọn tệp.",
            )
        with path.open("rb") as file:
            head = file.read(16)
        if head != b"SQLite format 3\0":
            return _DAMAGED
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0.2)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            size = connection.execute("PRAGMA page_size").fetchone()[0]
    except sqlite3.OperationalError:
        return None  # busy: opening tells more
    except (OSError, sqlite3.Error):
        return _DAMAGED
    return _DAMAGED if path.stat().st_size < pages * size else None


_DAMAGED = Trouble(
    False,
    "Tệp bị hỏng, chưa mở được",
    "Giữ nguyên tệp này, đừng ghi đè. Bấm Chọn tệp để mở bản chép hoặc bản sao lưu gần nhất của sổ.",
)


def _left_at(preferences: Preferences, facts: BookFacts, today: dt.date) -> tuple[int, Period, Stage]:
    kept = preferences.text(f"places/{facts.identity.hex}")
    if not kept:
        return facts.year, first_period(facts.year, today), Stage.FINAL
    key, _, stage = kept.partition(" ")
    try:
        period = Period.parse(key)
        return period.year, period, Stage(stage)
    except (HxError, ValueError):
        return facts.year, first_period(facts.year, today), Stage.FINAL


def first_period(year: int, today: dt.date) -> Period:
    """The period shown at first: in the running year the quarter that goes on, else the whole year."""
    if year == today.year:
        return next(period for period in periods_of(year) if period == Period.quarter(year, (today.month + 2) // 3))
    return Period.whole_year(year)
