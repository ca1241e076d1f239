"""Sheets out and in, and reports."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from hxapp import disks, paths
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
    page_drawing,
    place,
    print_json,
    today_of,
    what_of,
)


def _declare_export(parser: argparse.ArgumentParser) -> None:
    declare_rows(parser)
    parser.add_argument("--to", type=Path)


def _export(chosen: argparse.Namespace) -> int:
    from hxapp import excel

    book, what = needed(chosen, "book", "tên tệp sổ"), what_of(chosen)
    to: Path = needed(chosen, "to", "nơi ghi (--to X.xlsx)")
    if to.suffix.lower() != ".xlsx":
        raise Misunderstood(f"Chưa rõ ghi “{to.name}” theo kiểu nào: tên tệp phải có đuôi .xlsx.")
    with opened(book, reading_only=True) as database, database.read() as session:
        year, period = place(session, chosen.period)
        excel.export(session, what, to, year=year, period=period, today=today_of(session))
    answer(chosen, {"what": what, "period": period.key, "file": str(to)}, f"Đã xuất “{to}”.")
    return DONE


def _declare_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("book", type=Path, nargs="?")
    parser.add_argument("sheet", type=Path, nargs="?")
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--json", action="store_true")


def _import(chosen: argparse.Namespace) -> int:
    from hxapp import excel
    from hxapp.domain.history import ActionKind
    from hxapp.services import backups

    book = needed(chosen, "book", "tên tệp sổ")
    sheet = needed(chosen, "sheet", "tệp Excel cần nhập")
    with opened(book) as database:
        with database.try_out() as session:
            plan = excel.read_plan(session, sheet, today_of(session))
        if plan.changes and not chosen.dry_run:
            folder = disks.backup_folder(database.path, paths.data_folder())
            backups.back_up_before_import(database, folder, dt.datetime.now(dt.UTC))
            with database.begin(f"Nhập từ Excel {sheet.name}", ActionKind.IMPORT) as session:
                excel.apply(session, plan, today_of(session))
    counts = {"new": plan.new, "changed": plan.changed, "same": plan.same}
    if chosen.json:
        refused = [{"cell": one.cell, "reason": one.reason} for one in plan.refused]
        print_json({**counts, "refused": refused})
    else:
        done = "Xem trước, chưa ghi gì" if chosen.dry_run else "Đã nhập"
        print(f"{done}: {plan.new} dòng mới, {plan.changed} ô thay đổi, {plan.same} dòng giữ nguyên.")
        for one in plan.refused:
            complain(f"{one.cell}: {one.reason}")
    return PARTLY if plan.refused else DONE


def _declare_report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("book", type=Path, nargs="?")
    parser.add_argument("--report")
    parser.add_argument("--period")
    parser.add_argument("--to", type=Path)
    parser.add_argument("--json", action="store_true")


def _report(chosen: argparse.Namespace) -> int:
    from hxapp.domain.periods import Period
    from hxapp.reports import REPORTS

    book = needed(chosen, "book", "tên tệp sổ")
    name = needed(chosen, "report", "tên báo cáo (--report)")
    period = Period.parse(needed(chosen, "period", "kỳ báo cáo (--period)"))
    to: Path = needed(chosen, "to", "nơi ghi (--to X.pdf hoặc X.xlsx)")
    entry = next((one for one in REPORTS if one.name == name), None)
    if entry is None:
        names = ", ".join(one.name for one in REPORTS)
        raise Misunderstood(f"Không có báo cáo “{name}”. Các báo cáo có: {names}.")
    if to.suffix.lower() not in (".pdf", ".xlsx"):
        raise Misunderstood(f"Chưa rõ ghi “{to.name}” theo kiểu nào: tên tệp phải có đuôi .pdf hoặc .xlsx.")
    with opened(book, reading_only=True) as database, database.read() as session:
        report = entry.build(session, period, today_of(session))
    if to.suffix.lower() == ".xlsx":
        from hxapp.reports import as_workbook

        as_workbook.write(report, to)
    else:
        with page_drawing():
            from hxapp.paper.output import write_pdf

            write_pdf(report, to)
    answer(chosen, {"report": name, "period": period.key, "file": str(to)}, f"Đã ghi “{to}”.")
    return DONE


COMMANDS = {
    "export": Command(_declare_export, _export),
    "import": Command(_declare_import, _import),
    "report": Command(_declare_report, _report),
}
