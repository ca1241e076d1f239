"""The commands without a window; they call the same services as the window does.

Exit codes: 0 done; 1 refused, with one sentence on stderr; 2 the command was not understood; 3 done, but cells of the
sheet were refused or the check found something wrong; 70 an unexpected error. Messages go to stderr, results to stdout.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import gc
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from hxapp import NAME, VERSION, paths
from hxapp.domain.errors import HxError

if TYPE_CHECKING:
    from hxapp.domain.periods import Period
    from hxapp.storage.database import Database

logger = logging.getLogger("hxapp")

DONE, REFUSED, NOT_UNDERSTOOD, PARTLY, UNEXPECTED = 0, 1, 2, 3, 70

WHAT = ("indicators", "tasks", "checklist")

HELP = f"""{NAME} {VERSION} – theo dõi chỉ tiêu, nhiệm vụ và tiêu chí văn minh đô thị của phường

Cách dùng:
  hxapp                                    mở cửa sổ chương trình
  hxapp --book SỔ                          mở cửa sổ với một sổ
  hxapp --smoke-test                       tự thử chương trình rồi thoát
  hxapp new SỔ [--sample | --practice]     tạo sổ trống, sổ mẫu năm 2022 hoặc sổ thực hành
  hxapp list SỔ --what LOẠI [--period KỲ]  liệt kê các dòng
  hxapp export SỔ --what LOẠI --to X.xlsx [--period KỲ]
                                           xuất ra tệp Excel
  hxapp import SỔ X.xlsx [--dry-run]       nhập lại tệp Excel đã xuất; --dry-run chỉ xem trước
  hxapp report SỔ --report TÊN --period KỲ --to X.pdf|X.xlsx
                                           lập báo cáo
  hxapp check SỔ                           kiểm tra tệp sổ
  hxapp parse "LỜI VĂN" [--unit ĐVT]       đọc một mức kế hoạch như văn bản viết, không cần sổ

LOẠI là indicators (chỉ tiêu), tasks (nhiệm vụ) hoặc checklist (văn minh đô thị).
KỲ viết như 2022-Q2, 2022-M05, 2022-6M, 2022-9M hoặc 2022.
Thêm --json để chương trình khác đọc kết quả.

Mã kết thúc: 0 xong; 1 không làm được (có lý do kèm theo); 2 lệnh viết chưa đúng;
3 xong nhưng có ô bị từ chối, hoặc kiểm tra thấy lỗi; 70 lỗi ngoài dự kiến.
"""


class _Misunderstood(HxError):
    """The command line itself is wrong."""


class _Parser(argparse.ArgumentParser):
    """Raises instead of printing English and leaving."""

    def error(self, message: str) -> NoReturn:
        raise _Misunderstood(f"Lệnh “{self.prog}” viết chưa đúng.")


@dataclass(frozen=True)
class _Command:
    """One command: how its arguments are declared, and what it does with them."""

    declare: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def main(argv: list[str]) -> int:
    """Do what the arguments say; gives the exit code."""
    _speak_utf8()
    try:
        return _dispatch(argv)
    except _Misunderstood as error:
        _complain(f"{error} Gõ “hxapp --help” để xem cách dùng.")
        return NOT_UNDERSTOOD
    except HxError as error:
        _complain(str(error))
        return REFUSED
    except Exception:
        _log_to_file()
        logger.exception("unexpected")
        _complain(
            "Chương trình gặp một lỗi ngoài dự kiến và đã dừng việc này; sổ vẫn như lần lưu cuối. "
            f"Hãy gửi tệp nhật ký “{paths.log_file()}” cho người hỗ trợ."
        )
        return UNEXPECTED


def _log_to_file() -> None:
    """The log of the window serves the commands too."""
    from logging.handlers import RotatingFileHandler

    with contextlib.suppress(OSError):
        handler = RotatingFileHandler(paths.log_file(), maxBytes=500_000, backupCount=3, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        logger.addHandler(handler)


def _dispatch(argv: list[str]) -> int:
    if any(word in ("-h", "--help", "help") for word in argv):
        print(HELP, end="")
        return DONE
    if "--version" in argv:
        print(f"{NAME} {VERSION}")
        return DONE
    if argv and not argv[0].startswith("-"):
        command = _COMMANDS.get(argv[0])
        if command is None:
            raise _Misunderstood(f"Không có lệnh “{argv[0]}”.")
        return command.run(_parse(argv[0], command.declare, argv[1:]))
    return _window(_parse("", _declare_window, argv))


def _parse(name: str, declare: Callable[[argparse.ArgumentParser], None], argv: list[str]) -> argparse.Namespace:
    parser = _Parser(prog=f"hxapp {name}".strip(), add_help=False, allow_abbrev=False)
    declare(parser)
    chosen, unknown = parser.parse_known_args(argv)
    if unknown:
        raise _Misunderstood(f"Không hiểu “{unknown[0]}” trong lệnh “{parser.prog}”.")
    return chosen


def _needed(chosen: argparse.Namespace, name: str, what: str) -> Any:
    value = getattr(chosen, name)
    if value is None:
        raise _Misunderstood(f"Lệnh còn thiếu {what}.")
    return value


# Which command takes what


def _declare_window(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--book", type=Path)
    parser.add_argument("--smoke-test", action="store_true")
    parser.add_argument("--tour", type=Path)


def _declare_new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("book", type=Path, nargs="?")
    parser.add_argument("--sample", action="store_true")
    parser.add_argument("--practice", action="store_true")
    parser.add_argument("--json", action="store_true")


def _declare_list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("book", type=Path, nargs="?")
    parser.add_argument("--what")
    parser.add_argument("--period")
    parser.add_argument("--json", action="store_true")


def _declare_export(parser: argparse.ArgumentParser) -> None:
    _declare_list(parser)
    parser.add_argument("--to", type=Path)


def _declare_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("book", type=Path, nargs="?")
    parser.add_argument("sheet", type=Path, nargs="?")
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--json", action="store_true")


def _declare_report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("book", type=Path, nargs="?")
    parser.add_argument("--report")
    parser.add_argument("--period")
    parser.add_argument("--to", type=Path)
    parser.add_argument("--json", action="store_true")


def _declare_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("book", type=Path, nargs="?")
    parser.add_argument("--json", action="store_true")


def _declare_parse(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("phrase", nargs="?")
    parser.add_argument("--unit")
    parser.add_argument("--json", action="store_true")


# What each command does


def _window(chosen: argparse.Namespace) -> int:
    if not chosen.smoke_test and chosen.tour is None:
        return _open_window(chosen.book)
    from hxapp import app

    if chosen.smoke_test:
        return app.smoke_test()
    for written in app.tour(chosen.tour):
        print(f"Đã ghi {written}")
    return DONE


def _open_window(book: Path | None) -> int:
    # Nearly all that a start makes stays: looking through it for rubbish, again and again as it grows, is a tenth of
    # the start. `app.run` turns the collector on when the window is there.
    gc.disable()
    try:
        from hxapp import app

        return app.run(book)
    finally:
        gc.enable()


def _new(chosen: argparse.Namespace) -> int:
    from hxapp.domain.documents import BookOrigin
    from hxapp.services import books

    if chosen.sample and chosen.practice:
        raise _Misunderstood("Chỉ chọn một trong hai: --sample hoặc --practice.")
    book = _needed(chosen, "book", "tên tệp sổ sẽ tạo")
    origin = BookOrigin.SAMPLE if chosen.sample else BookOrigin.PRACTICE if chosen.practice else BookOrigin.EMPTY
    now = dt.datetime.now(dt.UTC)
    year = None if chosen.sample or chosen.practice else now.year
    books.create(book, paths.DB, paths.SEED, origin, now=now, year=year, who=paths.user_name())
    _answer(chosen, {"book": str(book), "origin": origin.value}, f"Đã tạo sổ “{book}”.")
    return DONE


def _list(chosen: argparse.Namespace) -> int:
    from hxapp.services import listing

    book, what = _needed(chosen, "book", "tên tệp sổ"), _what(chosen)
    with _opened(book) as database, database.read() as session:
        year, period = _place(session, chosen.period)
        rows = listing.rows(session, what, year, period, _today(session))
    if chosen.json:
        _print_json({"what": what, "period": period.key, "rows": [row.as_json() for row in rows]})
    else:
        for row in rows:
            print(row.as_text())
    return DONE


def _export(chosen: argparse.Namespace) -> int:
    from hxapp import excel

    book, what = _needed(chosen, "book", "tên tệp sổ"), _what(chosen)
    to: Path = _needed(chosen, "to", "nơi ghi (--to X.xlsx)")
    if to.suffix.lower() != ".xlsx":
        raise _Misunderstood(f"Chưa rõ ghi “{to.name}” theo kiểu nào: tên tệp phải có đuôi .xlsx.")
    with _opened(book) as database, database.read() as session:
        year, period = _place(session, chosen.period)
        excel.export(session, what, to, year=year, period=period, today=_today(session))
    _answer(chosen, {"what": what, "period": period.key, "file": str(to)}, f"Đã xuất “{to}”.")
    return DONE


def _import(chosen: argparse.Namespace) -> int:
    from hxapp import excel

    book = _needed(chosen, "book", "tên tệp sổ")
    sheet = _needed(chosen, "sheet", "tệp Excel cần nhập")
    with _opened(book) as database:
        if chosen.dry_run:
            with database.try_out() as session:
                plan = excel.read_plan(session, sheet, _today(session))
        else:
            with database.begin(f"Nhập từ Excel {sheet.name}") as session:
                plan = excel.read_plan(session, sheet, _today(session))
                excel.apply(session, plan, _today(session))
    counts = {"new": plan.new, "changed": plan.changed, "same": plan.same}
    if chosen.json:
        refused = [{"cell": one.cell, "reason": one.reason} for one in plan.refused]
        _print_json({**counts, "refused": refused})
    else:
        done = "Xem trước, chưa ghi gì" if chosen.dry_run else "Đã nhập"
        print(f"{done}: {plan.new} dòng mới, {plan.changed} ô thay đổi, {plan.same} dòng giữ nguyên.")
        for one in plan.refused:
            _complain(f"{one.cell}: {one.reason}")
    return PARTLY if plan.refused else DONE


def _report(chosen: argparse.Namespace) -> int:
    from hxapp.domain.periods import Period
    from hxapp.reports import REPORTS

    book = _needed(chosen, "book", "tên tệp sổ")
    name = _needed(chosen, "report", "tên báo cáo (--report)")
    period = Period.parse(_needed(chosen, "period", "kỳ báo cáo (--period)"))
    to: Path = _needed(chosen, "to", "nơi ghi (--to X.pdf hoặc X.xlsx)")
    entry = next((one for one in REPORTS if one.name == name), None)
    if entry is None:
        names = ", ".join(one.name for one in REPORTS)
        raise _Misunderstood(f"Không có báo cáo “{name}”. Các báo cáo có: {names}.")
    if to.suffix.lower() not in (".pdf", ".xlsx"):
        raise _Misunderstood(f"Chưa rõ ghi “{to.name}” theo kiểu nào: tên tệp phải có đuôi .pdf hoặc .xlsx.")
    with _opened(book) as database, database.read() as session:
        report = entry.build(session, period, _today(session))
    if to.suffix.lower() == ".xlsx":
        from hxapp.reports import as_workbook

        as_workbook.write(report, to)
    else:
        with _page_drawing():
            from hxapp.paper.output import write_pdf

            write_pdf(report, to)
    _answer(chosen, {"report": name, "period": period.key, "file": str(to)}, f"Đã ghi “{to}”.")
    return DONE


def _check(chosen: argparse.Namespace) -> int:
    book = _needed(chosen, "book", "tên tệp sổ")
    with _opened(book) as database:
        findings = database.check()
    if chosen.json:
        _print_json({"book": str(book), "findings": findings})
    elif not findings:
        print(f"Sổ “{book}” lành lặn.")
    else:
        for finding in findings:
            _complain(finding)
    return PARTLY if findings else DONE


def _parse_phrase(chosen: argparse.Namespace) -> int:
    from hxapp.domain.targets import parse_phrase, short_words, words
    from hxapp.domain.words import tidy
    from hxapp.services.phrases import facts_of, judged_by_name

    text = _needed(chosen, "phrase", "lời văn cần đọc (đặt trong dấu ngoặc kép)")
    if not tidy(text):
        raise _Misunderstood("Lời văn cần đọc còn trống.")
    phrase = parse_phrase(text)
    if chosen.json:
        targets = [
            {**facts_of(target), "words": words(target), "short": short_words(target)} for target in phrase.targets
        ]
        _print_json({"indicator": phrase.indicator, "targets": targets})
        return DONE
    print(f"Chỉ tiêu: {phrase.indicator or '(lời văn không nêu tên)'}")
    for number, target in enumerate(phrase.targets, start=1):
        said = words(target)
        named = f"{target.name}: {said}" if target.name else said
        judged = judged_by_name(target, target.name or phrase.indicator, chosen.unit or "")
        print(f"{number}. {'Trong đó, ' if target.of_which else ''}{named}\n   {judged}")
    return DONE


_COMMANDS = {
    "new": _Command(_declare_new, _new),
    "list": _Command(_declare_list, _list),
    "export": _Command(_declare_export, _export),
    "import": _Command(_declare_import, _import),
    "report": _Command(_declare_report, _report),
    "check": _Command(_declare_check, _check),
    "parse": _Command(_declare_parse, _parse_phrase),
}


# What they share


@contextmanager
def _opened(book: Path) -> Iterator[Database]:
    from hxapp.services import books

    database = books.open_book(book, paths.DB, paths.user_name())
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _page_drawing() -> Iterator[None]:
    """Qt without a window, with the shipped fonts: what drawing pages needs."""
    if sys.platform not in ("win32", "darwin"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    from hxapp.paper import fonts

    application = QGuiApplication.instance() or QGuiApplication([NAME])
    fonts.load(paths.FONTS)
    yield
    del application


def _place(session: Any, written: str | None) -> tuple[int, Period]:
    """The year and period to show: as written, else the whole year that the book stands in."""
    from hxapp.domain.periods import Period
    from hxapp.services import books

    if written is not None:
        period = Period.parse(written)
        return period.year, period
    year = books.facts(session).year
    return year, Period.whole_year(year)


def _what(chosen: argparse.Namespace) -> str:
    what: str = _needed(chosen, "what", "loại dòng (--what indicators, tasks hoặc checklist)")
    if what not in WHAT:
        raise _Misunderstood(f"Không có loại “{what}”: hãy chọn indicators, tasks hoặc checklist.")
    return what


def _today(session: Any) -> dt.date:
    """The day that deadlines are judged by: the PC's, but in a practice book the day of its story."""
    from hxapp.services import books

    return books.facts(session).day(_pc_day())


def _pc_day() -> dt.date:
    return dt.datetime.now().astimezone().date()


def _answer(chosen: argparse.Namespace, facts: dict[str, Any], sentence: str) -> None:
    if chosen.json:
        _print_json(facts)
    else:
        print(sentence)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))


def _complain(sentence: str) -> None:
    if sys.stderr is not None:
        print(sentence, file=sys.stderr)


def _speak_utf8() -> None:
    """Vietnamese whatever the console's code page; a windowed Windows program has no streams at all."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
