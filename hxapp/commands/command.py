"""What the commands without a window share: arguments, the open book, answers, exit codes.

Exit codes: 0 done; 1 refused, with one sentence on stderr; 2 the command was not understood; 3 done, but cells of the
sheet were refused or the check found something wrong; 70 an unexpected error. Messages go to stderr, results to stdout.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hxapp import NAME, paths
from hxapp.domain.errors import HxError

if TYPE_CHECKING:
    from hxapp.domain.periods import Period
    from hxapp.storage.database import Database

DONE, REFUSED, NOT_UNDERSTOOD, PARTLY, UNEXPECTED = 0, 1, 2, 3, 70

WHAT = ("indicators", "tasks", "checklist")


class Misunderstood(HxError):
    """The command line itself is wrong."""


@dataclass(frozen=True)
class Command:
    """One command: how its arguments are declared, and what it does with them."""

    declare: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def declare_rows(parser: argparse.ArgumentParser) -> None:
    """The arguments of what is done with the rows of a tab in a period."""
    parser.add_argument("book", type=Path, nargs="?")
    parser.add_argument("--what")
    parser.add_argument("--period")
    parser.add_argument("--json", action="store_true")


def needed(chosen: argparse.Namespace, name: str, what: str) -> Any:
    value = getattr(chosen, name)
    if value is None:
        raise Misunderstood(f"Lệnh còn thiếu {what}.")
    return value


@contextmanager
def opened(book: Path, *, reading_only: bool = False) -> Iterator[Database]:
    from hxapp.services import books

    database = books.open_book(book, paths.DB, paths.user_name(), reading_only=reading_only)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def page_drawing() -> Iterator[None]:
    """Qt without a window, with the shipped fonts: what drawing pages needs."""
    if sys.platform not in ("win32", "darwin"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    from hxapp.paper import engine, fonts

    application = QGuiApplication.instance() or QGuiApplication([NAME, *engine.arguments()])
    fonts.load(paths.FONTS)
    yield
    del application


def place(session: Any, written: str | None) -> tuple[int, Period]:
    """The year and period to show: as written, else the whole year that the book stands in."""
    from hxapp.domain.periods import Period
    from hxapp.services import books

    if written is not None:
        period = Period.parse(written)
        return period.year, period
    year = books.facts(session).year
    return year, Period.whole_year(year)


def what_of(chosen: argparse.Namespace) -> str:
    what: str = needed(chosen, "what", "loại dòng (--what indicators, tasks hoặc checklist)")
    if what not in WHAT:
        raise Misunderstood(f"Không có loại “{what}”: hãy chọn indicators, tasks hoặc checklist.")
    return what


def today_of(session: Any) -> dt.date:
    """The day that deadlines are judged by: the PC's, but in a practice book the day of its story."""
    from hxapp.services import books

    return books.facts(session).day(pc_day())


def pc_day() -> dt.date:
    return dt.datetime.now().astimezone().date()


def answer(chosen: argparse.Namespace, facts: dict[str, Any], sentence: str) -> None:
    if chosen.json:
        print_json(facts)
    else:
        print(sentence)


def print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))


def complain(sentence: str) -> None:
    if sys.stderr is not None:
        print(sentence, file=sys.stderr)
