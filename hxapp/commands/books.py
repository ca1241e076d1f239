"""Making a book, listing what it holds, checking it."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from hxapp import paths
from hxapp.commands.command import (
    DONE,
    PARTLY,
    Command,
    Misunderstood,
    answer,
    complain,
    declare_rows,
    needed,
    opened,
    place,
    print_json,
    today_of,
    what_of,
)
from hxapp.domain.errors import HxError
from hxapp.domain.file_names import BOOK_SUFFIX


def _declare_new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("book", type=Path, nargs="?")
    parser.add_argument("--sample", action="store_true")
    parser.add_argument("--practice", action="store_true")
    parser.add_argument("--json", action="store_true")


def _new(chosen: argparse.Namespace) -> int:
    from hxapp.domain.documents import BookOrigin
    from hxapp.services import books

    if chosen.sample and chosen.practice:
        raise Misunderstood("Chỉ chọn một trong hai: --sample hoặc --practice.")
    book: Path = needed(chosen, "book", "tên tệp sổ sẽ tạo")
    if book.suffix.lower() != BOOK_SUFFIX:
        raise HxError(f"Tên tệp sổ phải có đuôi {BOOK_SUFFIX}. Hãy viết “{book.with_name(book.stem + BOOK_SUFFIX)}”.")
    origin = BookOrigin.SAMPLE if chosen.sample else BookOrigin.PRACTICE if chosen.practice else BookOrigin.EMPTY
    now = dt.datetime.now(dt.UTC)
    year = None if chosen.sample or chosen.practice else now.year
    books.create(book, paths.DB, paths.SEED, origin, now=now, year=year, who=paths.user_name())
    answer(chosen, {"book": str(book), "origin": origin.value}, f"Đã tạo sổ “{book}”.")
    return DONE


def _list(chosen: argparse.Namespace) -> int:
    from hxapp.services import listing

    book, what = needed(chosen, "book", "tên tệp sổ"), what_of(chosen)
    with opened(book, reading_only=True) as database, database.read() as session:
        year, period = place(session, chosen.period)
        rows = listing.rows(session, what, year, period, today_of(session))
    if chosen.json:
        print_json({"what": what, "period": period.key, "rows": [row.as_json() for row in rows]})
    else:
        for row in rows:
            print(row.as_text())
    return DONE


def _declare_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("book", type=Path, nargs="?")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--json", action="store_true")


def _check(chosen: argparse.Namespace) -> int:
    book = needed(chosen, "book", "tên tệp sổ")
    with opened(book, reading_only=True) as database:
        findings = database.check()
        if chosen.full:
            from hxapp import disks
            from hxapp.services import checking, restoring
            from hxapp.services.backups import BackupFacts

            found = restoring.candidates(book.absolute(), disks.backup_places(book, paths.data_folder()))
            earlier = [one.path for one in found if isinstance(one, BackupFacts)][:1]
            findings = [one.sentence for one in checking.full_check(database, paths.DB, earlier=earlier)]
    if chosen.json:
        print_json({"book": str(book), "findings": findings})
    elif not findings:
        print(f"Sổ “{book}” lành lặn.")
    else:
        for finding in findings:
            complain(finding)
    return PARTLY if findings else DONE


COMMANDS = {
    "new": Command(_declare_new, _new),
    "list": Command(declare_rows, _list),
    "check": Command(_declare_check, _check),
}
