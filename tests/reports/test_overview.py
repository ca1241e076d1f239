"""The one-page overview: always one page, its figures those of the services, what is left out counted."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from hxapp.domain.documents import OfficeKind
from hxapp.domain.indicators import Better, OverTime, Stage
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.targets import Comparator
from hxapp.domain.tasks import TaskState
from hxapp.reports import as_workbook, overview
from hxapp.reports.report import BLANK, Bars, Charts, Figure, Figures, HeadStyle, Report, RowKind, Table, plain
from hxapp.services import indicator_edits, indicators, results, settings, task_edits
from hxapp.services.departments import find_or_add_department, find_or_add_person
from hxapp.services.indicator_edits import IndicatorEdit
from hxapp.services.overview import overview as read
from hxapp.services.settings import Office
from hxapp.services.task_edits import TaskEdit
from tests.reports.building import (
    NINE_MONTHS,
    Q3,
    TODAY,
    WHOLE_YEAR,
    YEAR,
    line_of,
    numbers_in,
    page_total,
    pdf_pages,
    rows_of,
    text_of,
    words_of,
)

pytestmark = pytest.mark.usefixtures("paper")

LONG = "Đẩy mạnh tuyên truyền, vận động Nhân dân THỰC HIỆN NẾP SỐNG VĂN MINH, giữ gìn vệ sinh môi trường ở khu dân cư "


def add_trouble(session: Any, count: int, name: str = "", *, department: str = "Văn phòng") -> None:
    """Numbered indicators that are far behind."""
    for number in range(1, count + 1):
        edit = IndicatorEdit(
            name=f"{name or 'Chỉ tiêu'} thứ {number}"[:290],
            unit="triệu đồng",
            wording=(f"phấn đấu đạt và vượt {number}.000 triệu đồng, " + name)[:180],
            comparator=Comparator.GE,
            low="1000",
            better=Better.HIGHER,
            over_time=OverTime.SUM,
            rhythm=Rhythm.QUARTERLY,
            number=str(number),
            department_id=find_or_add_department(session, f"{department} {number % 17}"),
        )
        identity = indicator_edits.add(session, YEAR, edit)
        for quarter in (1, 2, 3):
            results.set_result(session, identity, Period.quarter(YEAR, quarter), "12,5")
        note = name.strip()[:250]
        if note:
            results.set_result_note(session, identity, Q3, note=note, source="")


def add_late(
    session: Any, count: int, wording: str = "Việc", *, department: str = "Văn phòng", leader: str | None = None
) -> None:
    for number in range(1, count + 1):
        edit = TaskEdit(
            wording=f"{wording} {number}",
            department_id=find_or_add_department(session, f"{department} {number % 23}"),
            leader_id=find_or_add_person(session, leader or f"Nguyễn Thị Hoàng {wording[:60]} {number % 5}".strip()),
            deadline="31/8/2022",
            state=TaskState.IN_PROGRESS,
        )
        task_edits.add(session, YEAR, edit, TODAY)


def band(report: Report) -> dict[str, Figure]:
    (block,) = (block for block in report.blocks if isinstance(block, Figures))
    return {figure.caption: figure for figure in block.figures}


def table(report: Report, name: str) -> Table:
    (found,) = (one for one in report.tables() if one.name == name)
    return found


def charts(report: Report) -> tuple[Bars, ...]:
    return next((block.charts for block in report.blocks if isinstance(block, Charts)), ())


def drawn(report: Report) -> Report:
    """The length that paper draws."""
    from hxapp.paper.pages import fullest

    return fullest(report)


def free_mm(shown: Report) -> float:
    """How much of the page stays free under the signature."""
    from hxapp.paper.measures import mm, text_height
    from hxapp.paper.pages import height

    return (text_height(False) - height(shown)) / mm(1)


@pytest.mark.parametrize(
    ("period", "today"),
    list(itertools.product((Q3, NINE_MONTHS, WHOLE_YEAR, Period.month(YEAR, 1)), (TODAY, dt.date(2023, 2, 1)))),
)
def test_the_practice_book_takes_one_page(practice: Any, period: Period, today: dt.date) -> None:
    assert page_total(overview.build(practice, period, today)) == 1


@pytest.mark.parametrize(
    ("trouble", "late", "name"), [(0, 0, ""), (1, 40, ""), (12, 14, ""), (20, 1, LONG * 2), (12, 14, LONG * 2)]
)
def test_an_overfull_book_takes_one_page(empty: Any, trouble: int, late: int, name: str) -> None:
    settings.save_office(
        empty,
        Office(
            name="Ủy ban nhân dân phường Hương Xuân thuộc thị xã Hương Trà",
            superior="Ủy ban nhân dân thị xã Hương Trà, tỉnh Thừa Thiên Huế",
            place="Hương Xuân",
            powers="TM. ỦY BAN NHÂN DÂN; KT. CHỦ TỊCH",
            post="PHÓ CHỦ TỊCH PHỤ TRÁCH KINH TẾ",
            signer="Người Ký Mẫu",
        ),
    )
    add_trouble(empty, trouble, name, department=f"Bộ phận {name[:120]}")
    add_late(empty, late, name or "Việc", department=f"Bộ phận {name[:120]}")
    shown = drawn(overview.build(empty, Q3, TODAY))
    assert page_total(shown) == 1
    if trouble > 10 and late > 10:
        # Rows are left out only where there is no room for one more.
        assert free_mm(shown) < 10
    for one in shown.tables():
        assert one.size - any(cell.small for row in one.rows for cell in row.cells) >= 10
    if trouble:
        rows = rows_of(table(shown, "Khó đạt"), RowKind.ITEM)
        rest = [row for row in rows if "chỉ tiêu nữa" in line_of(row)]
        assert len(rows) - len(rest) + sum(numbers_in(line_of(row))[0] for row in rest) == trouble
    if late:
        rows = rows_of(table(shown, "Quá hạn"), RowKind.ITEM)
        rest = [row for row in rows if "quá hạn nữa" in line_of(row)]
        assert len(rows) - len(rest) + sum(numbers_in(line_of(row))[0] for row in rest) == late


@pytest.mark.parametrize(("trouble", "late"), [(0, 0), (12, 40)])
def test_names_of_300_letters_and_a_crowd_of_signers_take_one_page(empty: Any, trouble: int, late: int) -> None:
    long = (LONG * 3)[:300]
    settings.save_office(
        empty,
        Office(
            name=("Ủy ban nhân dân phường Hương Xuân " * 9)[:290],
            superior=("Ủy ban nhân dân thị xã Hương Trà " * 9)[:290],
            place="Hương Xuân",
            powers="TM. ỦY BAN NHÂN DÂN; KT. CHỦ TỊCH; TL. CHỦ TỊCH; TUQ. CHỦ TỊCH",
            post=long,
            signer="Người Ký Mẫu",
            drafter_title="NGƯỜI LẬP BIỂU",
            drafter="Người Lập Mẫu",
        ),
    )
    add_trouble(empty, trouble, long[:280], department=long[:200])
    add_late(empty, late, long[:280], department=long[:120])
    (text,) = pdf_pages(overview.build(empty, Q3, TODAY))
    assert "Người Ký Mẫu" in text


@pytest.mark.parametrize("period", [Period.quarter(YEAR, 2), Q3])
def test_the_page_shows_every_late_task_and_every_numbered_indicator_in_trouble(practice: Any, period: Period) -> None:
    held = read(practice, YEAR, period, Stage.FINAL, TODAY)
    (text,) = pdf_pages(overview.build(practice, period, TODAY))
    assert len(held.late) == 7
    assert [int(days) for days in re.findall(r"quá (\d+) ngày", text)] == [-(line.days_left or 0) for line in held.late]
    numbered = [line for line in held.trouble if not line.further]
    assert len(re.findall(r"Cần (?:đạt|tăng)", text)) == len(numbered) > 2
    assert " nữa, xem" not in text
    assert f"{len(held.month)} việc đến hạn trong 30 ngày: xem bảng tiến độ nhiệm vụ" in text
    assert "mốc tiến độ" in text


def test_the_workbook_leaves_nothing_out(practice: Any, tmp_path: Path) -> None:
    held = read(practice, YEAR, Q3, Stage.FINAL, TODAY)
    path = tmp_path / "X.xlsx"
    as_workbook.write(overview.build(practice, Q3, TODAY), path)
    trouble, work = load_workbook(path).worksheets
    for sheet, wordings in (
        (trouble, [line.name for line in held.trouble]),
        (work, [line.wording for line in (*held.late, *held.month)]),
    ):
        cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
        for wording in wordings:
            assert any(" ".join(wording.split()) in text for text in cells), wording


def test_nothing_is_cut_where_there_is_room(empty: Any) -> None:
    add_trouble(empty, 1)
    add_late(empty, 3, LONG, leader="Nguyễn Thị Mẫu")
    (text,) = pdf_pages(overview.build(empty, Q3, TODAY))
    assert "…" not in text
    assert "giữ gìn vệ sinh môi trường ở khu dân cư 3" in text


def test_each_length_is_no_taller_than_the_one_before(practice: Any, empty: Any) -> None:
    """Paper finds the fullest by halving."""
    from hxapp.paper.pages import height

    add_trouble(empty, 5, LONG)
    add_late(empty, 6, LONG)
    for session in (practice, empty):
        report = overview.build(session, Q3, TODAY)
        *beside, without = report.shorter
        assert charts(report) and not charts(without)
        for series in ((report, *beside), (without, *without.shorter)):
            heights = [height(one) for one in (*series[::20], *series[-3:])]
            assert heights == sorted(heights, reverse=True)
            assert heights[0] > heights[-1]


def test_the_big_figures_are_those_of_the_services(practice: Any) -> None:
    held = read(practice, YEAR, Q3, Stage.FINAL, TODAY)
    assert held.checklist is not None
    figures = band(overview.build(practice, Q3, TODAY))
    assert (figures["CHỈ TIÊU"].figure, figures["CHỈ TIÊU"].after) == (f"{held.good}/{held.total}", "có khả năng đạt")
    assert plain(figures["CHỈ TIÊU"].lines[0]).replace(BLANK, " ") == "3 khó đạt; 2 chưa đến kỳ; 1 chưa có số liệu"
    work = figures["NHIỆM VỤ CÓ HẠN"]
    assert work.figure == f"{held.task_totals.done}/{held.task_totals.dated}"
    assert (
        plain(work.lines[0]).replace(BLANK, " ")
        == f"{held.task_totals.open} trong hạn; {held.task_totals.late} quá hạn"
    )
    urban = figures["VĂN MINH ĐÔ THỊ"]
    assert urban.figure == held.checklist.tally.text and plain(urban.lines[0]) == "nghị quyết nêu 20/24"
    assert figures["CÒN THIẾU"].figure == str(len(held.missing))


def test_the_words_follow_the_time_of_the_year(empty: Any) -> None:
    add_trouble(empty, 1)
    assert band(overview.build(empty, Q3, TODAY))["CHỈ TIÊU"].after == "có khả năng đạt"
    assert band(overview.build(empty, WHOLE_YEAR, TODAY))["CHỈ TIÊU"].after == "đạt, vượt"
    (row,) = indicators.list_rows(empty, YEAR, WHOLE_YEAR)
    results.set_result(empty, row.id, WHOLE_YEAR, "2000", stage=Stage.ESTIMATE)
    assert band(overview.build(empty, WHOLE_YEAR, TODAY))["CHỈ TIÊU"].after == "ước đạt, vượt"


def test_charts_show_the_same_tasks_as_the_band(practice: Any) -> None:
    held = read(practice, YEAR, Q3, Stage.FINAL, TODAY)
    shares, departments = charts(overview.build(practice, Q3, TODAY))
    sums = [sum(bar.segments[place].value for bar in departments.bars) for place in range(3)]
    assert sums == [held.task_totals.late, held.task_totals.open, held.task_totals.done]
    assert departments.legend[0][1] == f"quá hạn {held.task_totals.late}"
    percents = {row.rating.percent for row in indicators.list_rows(practice, YEAR, Q3)}
    assert {bar.segments[0].value for bar in shares.bars} <= percents
    assert shares.mark == (Decimal(75), "mốc tiến độ 75%")


def test_trouble_comes_with_its_reason_and_who_answers(practice: Any) -> None:
    found = table(overview.build(practice, Q3, TODAY), "Khó đạt")
    first, second, *_ = rows_of(found, RowKind.ITEM)
    assert text_of(found, first, "TT") == "3"
    assert text_of(found, first, "9 tháng") == "3.186,2\n(73,1%)"
    assert text_of(found, first, "Lý do") == (
        "Cần đạt 3.268,1 triệu đồng, chậm 81,9 triệu đồng. Kho bạc chưa đối chiếu tháng 9."
    )
    assert text_of(found, first, "Đơn vị") == "Tài chính – Kế toán"
    assert text_of(found, second, "Lý do") == "Cần tăng trên 37,5 lao động, chậm 6,5 lao động."


def test_at_the_end_of_the_year_the_reason_is_what_is_lacking(practice: Any) -> None:
    found = table(overview.build(practice, WHOLE_YEAR, TODAY), "Khó đạt")
    (row,) = rows_of(found, RowKind.ITEM)
    assert text_of(found, row, "Lý do") == "Thiếu 8 lao động so với kế hoạch."


def test_late_tasks_are_listed_longest_first_with_who_answers(practice: Any) -> None:
    found = table(overview.build(practice, Q3, TODAY), "Quá hạn")
    first, *_ = rows_of(found, RowKind.ITEM)
    days = [text_of(found, row, "So với hạn").replace(BLANK, " ") for row in rows_of(found, RowKind.ITEM)]
    assert days[:2] == ["quá 167 ngày", "quá 76 ngày"]
    assert days[6:8] == ["quá 9 ngày", "còn 0 ngày"]
    assert text_of(found, first, "Phụ trách") == "Phan Đình Hải"
    assert "(C.II.4)" in text_of(found, first, "Nhiệm vụ")


def test_where_none_is_late_the_next_ones_stand(empty: Any) -> None:
    department = find_or_add_department(empty, "Trạm Y tế")
    task_edits.add(empty, YEAR, TaskEdit(wording="Gửi báo cáo", department_id=department, deadline="20/9/2022"), TODAY)
    report = overview.build(empty, Q3, TODAY)
    (row,) = table(report, "Quá hạn").rows
    assert "không có việc quá hạn" in words_of(report)
    assert text_of(table(report, "Quá hạn"), row, "So với hạn") == f"còn{BLANK}6{BLANK}ngày"


def test_sentences_tell_the_checklist_and_what_is_missing(practice: Any) -> None:
    words = words_of(overview.build(practice, Q3, TODAY))
    assert "3. Văn minh đô thị: chưa đạt 1.2" in words and "(hạn 31/10/2022)" in words
    assert "4. Số liệu còn thiếu: Địa chính – Xây dựng (chỉ tiêu 14)." in words


def test_an_empty_book_claims_nothing(empty: Any) -> None:
    report = overview.build(empty, Q3, TODAY)
    assert [figure.figure for figure in band(report).values()] == ["–"] * 4
    words = words_of(report)
    assert "sổ chưa có chỉ tiêu nào của năm" in words and "không có bộ tiêu chí" in words
    assert words.count("Không có.") == 2
    assert not charts(report)


def test_indicators_without_numbers_are_told_as_such(empty: Any) -> None:
    indicator_edits.add(empty, YEAR, IndicatorEdit(name="Tỷ lệ hộ nghèo", unit="%"))
    assert band(overview.build(empty, Q3, TODAY))["CHỈ TIÊU"].lines == ("1 chưa có số thứ tự",)


def test_the_party_side_has_its_own_head(empty: Any) -> None:
    settings.save_office(empty, Office(name="Đảng ủy phường X", kind=OfficeKind.PARTY))
    head = overview.build(empty, Q3, TODAY).head
    assert head is not None and head.style is HeadStyle.PARTY
