"""The list of reports: names a command line can take, each once; every one is built and drawn for every book."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hxapp.domain.periods import Period
from hxapp.reports import REPORTS, ReportEntry, as_workbook
from hxapp.reports.report import NO_OFFICE, PRACTICE_MARK
from tests.reports.building import NINE_MONTHS, Q3, TODAY, WHOLE_YEAR, YEAR, page_total

pytestmark = pytest.mark.usefixtures("paper")

PERIODS = (
    *(Q3, NINE_MONTHS, WHOLE_YEAR, Period.month(YEAR, 2), Period.months(YEAR, 10)),
    *(Period.parse("2021-Q4"), Period.parse("2022-01-01..2026-12-31")),
)


def test_names_are_unique_and_plain() -> None:
    names = [entry.name for entry in REPORTS]
    assert names == ["chi-tieu", "nhiem-vu", "van-minh-do-thi", "tong-quan"]
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in names)
    assert len({entry.title for entry in REPORTS}) == len(REPORTS)


@pytest.mark.parametrize("entry", REPORTS, ids=lambda entry: entry.name)
@pytest.mark.parametrize("book", ["empty", "sample", "practice"])
def test_every_report_is_built_for_every_period(
    request: pytest.FixtureRequest, entry: ReportEntry, book: str, tmp_path: Path
) -> None:
    session: Any = request.getfixturevalue(book)
    for period in PERIODS:
        report = entry.build(session, period, TODAY)
        assert report.title.strip() and report.head is not None
        assert report.practice_mark == (PRACTICE_MARK if book == "practice" else None)
        assert re.fullmatch(r"[a-z0-9.-]+", report.file_stem.lower())
        assert report.head.number == "" and report.head.day_line()
        if book != "practice":
            assert report.head.office_name() == NO_OFFICE
    assert page_total(report) >= 1
    as_workbook.write(report, tmp_path / "x.xlsx")
    assert openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets


@pytest.mark.parametrize("entry", REPORTS, ids=lambda entry: entry.name)
def test_building_writes_nothing(practice_book: Any, entry: ReportEntry) -> None:
    """A reading session refuses every statement that writes."""
    with practice_book.read() as session:
        assert entry.build(session, Q3, TODAY).blocks


@pytest.mark.parametrize("entry", REPORTS, ids=lambda entry: entry.name)
def test_pages_carry_mark_book_and_number(practice: Any, entry: ReportEntry, tmp_path: Path) -> None:
    from tests.paper.building import pdf_texts

    report = entry.build(practice, Q3, TODAY)
    texts = pdf_texts(report, tmp_path)
    for number, text in enumerate(texts, start=1):
        assert PRACTICE_MARK in text
        assert f"trang {number}/{len(texts)}" in text
        assert report.foot in text
    assert "Lê Quang Sơn" in texts[-1] and "CHỦ TỊCH" in texts[-1]
