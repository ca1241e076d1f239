"""The indicator table: columns by kind of period, figures as the services have them, counts that name each number."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from hxapp.domain.indicators import Basis, Better, OverTime, Stage
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.targets import Comparator
from hxapp.reports import indicator_table
from hxapp.reports.report import PRACTICE_MARK, HeadStyle, Paragraph, Report, Row, RowKind, Table, plain
from hxapp.services import indicator_edits, indicators, results, settings
from hxapp.services.indicator_edits import IndicatorEdit
from hxapp.services.indicators import IndicatorRow
from hxapp.services.settings import Office
from tests.reports.building import (
    NINE_MONTHS,
    Q3,
    TODAY,
    WHOLE_YEAR,
    YEAR,
    cell_of,
    headings,
    line_of,
    rows_of,
    text_of,
    the_row,
    words_of,
)

QUARTER_HEADS = [
    *("TT", "Chỉ tiêu", "Đơn vị tính", "TH năm 2021", "Kế hoạch năm 2022", "TH quý III/2022"),
    *("Lũy kế 9 tháng năm 2022", "Cùng kỳ năm 2021", "với kế hoạch năm", "với cùng kỳ", "Đánh giá", "Ghi chú"),
]
NINE_MONTH_HEADS = [
    *("TT", "Chỉ tiêu", "Đơn vị tính", "TH năm 2021", "Kế hoạch năm 2022", "Ước TH 9 tháng năm 2022"),
    *("Cùng kỳ năm 2021", "với kế hoạch năm", "với cùng kỳ", "Ước TH cả năm 2022", "Khả năng", "Ghi chú"),
]
YEAR_HEADS = [
    *("TT", "Chỉ tiêu", "Đơn vị tính", "TH năm 2021", "Kế hoạch năm 2022", "Ước TH năm 2022"),
    *("với kế hoạch năm", "với TH năm 2021", "Đánh giá", "Ghi chú"),
]


def table_of(report: Report) -> Table:
    (table,) = report.tables()
    return table


def lines_of(table: Table) -> list[Row]:
    """The rows of indicators and parts, without those that ask something else of the same figure."""
    own = ("- So với mức được giao", "- Mức khác của cùng chỉ tiêu")
    return [row for row in rows_of(table, RowKind.ITEM, RowKind.PART) if text_of(table, row, "Chỉ tiêu") not in own]


def made(session: Any, **values: Any) -> uuid.UUID:
    """An indicator of the empty book: by default a flow of 100 a year."""
    edit = IndicatorEdit(
        name="Số việc",
        unit="việc",
        wording="100 việc",
        comparator=Comparator.EQ,
        low="100",
        better=Better.HIGHER,
        over_time=OverTime.SUM,
        rhythm=Rhythm.QUARTERLY,
        number="1",
    )
    return indicator_edits.add(session, YEAR, replace(edit, **values))


@pytest.mark.parametrize(
    ("period", "expected"), [(Q3, QUARTER_HEADS), (NINE_MONTHS, NINE_MONTH_HEADS), (WHOLE_YEAR, YEAR_HEADS)]
)
def test_columns_follow_the_kind_of_period(practice: Any, period: Period, expected: list[str]) -> None:
    report = indicator_table.build(practice, period, TODAY)
    table = table_of(report)
    assert headings(table) == expected
    assert len(table.numbers) == len(expected)
    assert report.landscape


def test_a_month_names_its_own_days(practice: Any) -> None:
    report = indicator_table.build(practice, Period.month(YEAR, 5), TODAY)
    heads = headings(table_of(report))
    assert "TH tháng 5/2022" in heads and "Lũy kế 5 tháng năm 2022" in heads
    assert report.title.endswith("THÁNG 5 VÀ 5 THÁNG NĂM 2022")


@pytest.mark.parametrize("period", [Q3, NINE_MONTHS, WHOLE_YEAR, Period.month(YEAR, 5)])
def test_column_numbers_say_which_columns_are_compared(practice: Any, period: Period) -> None:
    table = table_of(indicator_table.build(practice, period, TODAY))
    heads = headings(table)
    for place, number in enumerate(table.numbers, start=1):
        own, *formula = (int(found) for found in re.findall(r"\d+", number))
        assert own == place
        if formula:
            result, base = (heads[column - 1] for column in formula)
            assert result.startswith(("Lũy kế", "Ước TH", "TH năm 2022"))
            assert base.startswith("Kế hoạch" if "kế hoạch" in heads[place - 1] else ("Cùng kỳ", "TH năm 2021"))
    assert sum("=" in number for number in table.numbers) == 2


@pytest.mark.parametrize("period", [Q3, NINE_MONTHS, WHOLE_YEAR])
def test_every_figure_is_what_the_services_say(practice: Any, period: Period) -> None:
    rows = indicators.list_rows(practice, YEAR, period)
    table = table_of(indicator_table.build(practice, period, TODAY))
    shown = lines_of(table)
    assert len(shown) == len(rows) > 14
    for row, line in zip(rows, shown, strict=True):
        assert text_of(table, line, "TT") == row.number
        assert row.name.lower() in text_of(table, line, "Chỉ tiêu").lower()
        rating = cell_of(table, line, "Khả năng" if period is NINE_MONTHS else "Đánh giá")
        assert plain(rating.text).lower() == row.rating.state.label
        assert rating.bold == row.rating.state.is_trouble
        _same_figure(table, line, "TH năm 2021", row.previous)
        so_far = row.cumulative or (row.in_period if row.over_time is not OverTime.SUM else None)
        _same_figure(table, line, headings(table)[6 if period is Q3 else 5], so_far)
        if period is Q3:
            _same_figure(table, line, "TH quý III", row.in_period)
        percent = text_of(table, line, "với kế hoạch năm")
        assert percent == row.percent_text.replace("điểm %", "đ%").removesuffix("%") or "đ%" in percent
        assert bool(percent) == bool(row.percent_text)
        assert bool(text_of(table, line, "với cùng kỳ" if period is not WHOLE_YEAR else "với TH")) == bool(
            row.versus_text
        )


def _same_figure(table: Table, line: Row, heading: str, figure: Any) -> None:
    cell = cell_of(table, line, heading)
    if figure is None:
        assert plain(cell.text) in ("", "…")
    elif figure.nothing_arose:
        assert plain(cell.text) == "-"
    else:
        assert plain(cell.text) == figure.text
        assert cell.value == figure.value
        assert cell.italic == (figure.stage is Stage.ESTIMATE)


def test_counts_name_every_number_once(practice: Any) -> None:
    rows = indicators.list_rows(practice, YEAR, Q3)
    table = table_of(indicator_table.build(practice, Q3, TODAY))
    first, second = (line_of(row) for row in rows_of(table, RowKind.TOTAL))
    assert first.startswith("Cộng 14 chỉ tiêu:")
    for line, counts, numbered in (
        (first, indicators.count_states(rows), [row.number for row in rows if row.headline]),
        (second, indicators.count_further(rows), [row.number for row in rows if row.further and row.depth == 0]),
    ):
        named: list[str] = []
        for state, count in counts.items():
            found = re.search(rf"{count} {state.label} \(([^)]*)\)", line)
            assert found is not None, (state, line)
            assert len(found[1].split(", ")) == count
            named += found[1].split(", ")
        assert sorted(named) == sorted(numbered)


def test_figures_inside_the_tasks_are_counted_apart(practice: Any) -> None:
    table = table_of(indicator_table.build(practice, Q3, TODAY))
    sections = [line_of(row) for row in rows_of(table, RowKind.SECTION)]
    further = [row for row in indicators.list_rows(practice, YEAR, Q3) if row.further and row.depth == 0]
    assert sections == [
        "A. CÁC CHỈ TIÊU CỦA NGHỊ QUYẾT (14 chỉ tiêu)",
        f"B. CHỈ TIÊU TRONG PHẦN C ({len(further)} số liệu, tính riêng)",
    ]
    place = table.rows.index(rows_of(table, RowKind.SECTION)[1])
    assert table.rows[place - 1].kind is RowKind.TOTAL


def test_parts_stand_under_their_head(practice: Any) -> None:
    table = table_of(indicator_table.build(practice, Q3, TODAY))
    head = the_row(table, "TT", "6")
    parts = table.rows[table.rows.index(head) + 1 : table.rows.index(head) + 3]
    assert [row.kind for row in parts] == [RowKind.PART, RowKind.PART]
    assert all(text_of(table, row, "Chỉ tiêu").startswith("- ") for row in parts)
    assert text_of(table, head, "TH quý III") == "" and text_of(table, head, "TH năm 2021") == ""
    jobs = table.rows[table.rows.index(the_row(table, "TT", "8")) + 1]
    assert text_of(table, jobs, "Chỉ tiêu") == "- Trong đó: xuất khẩu lao động theo hợp đồng"


def test_an_assigned_figure_has_its_own_outcome(practice: Any) -> None:
    (row,) = (one for one in indicators.list_rows(practice, YEAR, Q3) if one.number == "3")
    table = table_of(indicator_table.build(practice, Q3, TODAY))
    line = table.rows[table.rows.index(the_row(table, "TT", "3")) + 1]
    assert row.assigned is not None and row.rating.against_assigned is not None
    assert text_of(table, line, "Chỉ tiêu") == "- So với mức được giao"
    assert cell_of(table, line, "Kế hoạch").value == row.assigned
    assert text_of(table, line, "Đánh giá").lower() == row.rating.against_assigned.label


def test_nothing_arose_nothing_typed_and_not_due_are_told_apart(empty: Any) -> None:
    declared, absent = made(empty, name="Khai báo"), made(empty, name="Thiếu", number="2")
    made(empty, name="Cuối năm", number="3", rhythm=Rhythm.YEARLY)
    for number in (1, 2, 3):
        results.set_result(empty, declared, Period.quarter(YEAR, number), "không phát sinh")
    results.set_result(empty, absent, Period.quarter(YEAR, 1), "4")
    table = table_of(indicator_table.build(empty, Q3, TODAY))
    shown = {
        name: text_of(table, the_row(table, "Chỉ tiêu", name), "TH quý III")
        for name in ("Khai báo", "Thiếu", "Cuối năm")
    }
    assert shown == {"Khai báo": "-", "Thiếu": "…", "Cuối năm": ""}
    assert text_of(table, the_row(table, "Chỉ tiêu", "Cuối năm"), "Đánh giá") == "Chưa đến kỳ"


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({}, "100"),
        ({"wording": "> 100 việc"}, "> 100"),
        ({"wording": "khoảng 100 công việc"}, "khoảng 100 công việc"),
        ({"unit": "%", "wording": "83%", "low": "83", "over_time": OverTime.LATEST}, "83"),
        (
            {
                "unit": "%",
                "wording": "giảm 0,7%",
                "comparator": Comparator.DECREASE_BY,
                "low": "0,7",
                "over_time": OverTime.LATEST,
                "better": Better.LOWER,
            },
            "giảm 0,7%",
        ),
    ],
)
def test_the_plan_leaves_out_only_the_unit_beside_it(empty: Any, values: dict[str, Any], shown: str) -> None:
    made(empty, **values)
    table = table_of(indicator_table.build(empty, Q3, TODAY))
    assert text_of(table, the_row(table, "TT", "1"), "Kế hoạch") == shown


@pytest.mark.parametrize(("stage", "head"), [(Stage.FINAL, "TH năm 2022"), (Stage.ESTIMATE, "Ước TH năm 2022")])
def test_a_final_figure_is_not_called_an_estimate(empty: Any, stage: Stage, head: str) -> None:
    results.set_result(empty, made(empty), WHOLE_YEAR, "104", stage=stage)
    assert headings(table_of(indicator_table.build(empty, WHOLE_YEAR, TODAY)))[5] == head


def test_nine_months_show_the_estimate_of_the_year_and_warn_when_it_turns(empty: Any) -> None:
    identity = made(empty)
    results.set_result(empty, identity, NINE_MONTHS, "90", basis=Basis.CUMULATIVE)
    results.set_result(empty, identity, WHOLE_YEAR, "95", stage=Stage.ESTIMATE)
    table = table_of(indicator_table.build(empty, NINE_MONTHS, TODAY))
    line = the_row(table, "TT", "1")
    assert text_of(table, line, "Khả năng") == "Có khả năng đạt"
    assert cell_of(table, line, "Ước TH cả năm").value == Decimal(95)
    assert text_of(table, line, "Ghi chú") == "Cả năm ước không đạt"


def test_what_the_document_says_otherwise_is_noted(practice: Any) -> None:
    table = table_of(indicator_table.build(practice, Q3, TODAY))
    assert text_of(table, the_row(table, "TT", "2"), "Ghi chú") == "C.II.3 ghi khác: “trên 110 triệu đồng”"


def test_notes_explain_only_what_the_table_has(practice: Any, empty: Any) -> None:
    words = words_of(indicator_table.build(practice, Q3, TODAY))
    assert "so với mức thấp" in words and "cột (9)" in words and "9/12 kế hoạch năm" in words
    assert "Kế hoạch năm 2022 lấy theo: Nghị quyết" in words
    made(empty)
    plain_words = words_of(indicator_table.build(empty, Q3, TODAY))
    assert "mức thấp" not in plain_words and "phần thấp nhất" not in plain_words


def test_a_year_without_indicators_says_so(empty: Any) -> None:
    report = indicator_table.build(empty, Q3, TODAY)
    assert report.blocks == (Paragraph("Sổ chưa có chỉ tiêu nào của năm 2022."),)


def test_office_signatures_and_marks_come_from_the_book(practice: Any) -> None:
    report = indicator_table.build(practice, Q3, TODAY)
    held = settings.office(practice)
    assert report.head is not None and report.signatures is not None
    assert (report.head.office, report.head.place, report.head.style) == (held.name, held.place, HeadStyle.SHEET)
    assert report.signatures.powers == (held.powers,)
    assert (report.signatures.post, report.signatures.name) == (held.post, held.signer)
    assert (report.signatures.drafter_title, report.signatures.drafter) == (held.drafter_title, held.drafter)
    assert report.practice_mark == PRACTICE_MARK
    assert "14/09/2022" in report.foot and held.name in report.foot


def test_powers_may_be_of_several_lines(empty: Any) -> None:
    settings.save_office(
        empty, Office(name="UBND phường X", powers="TM. ỦY BAN NHÂN DÂN; KT. CHỦ TỊCH", post="PHÓ CHỦ TỊCH")
    )
    report = indicator_table.build(empty, Q3, TODAY)
    assert report.signatures is not None
    assert report.signatures.powers == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH")
    assert report.practice_mark is None


def test_further_figures_are_named_after_their_part(practice: Any) -> None:
    (row, *_) = (one for one in indicators.list_rows(practice, YEAR, Q3) if one.further)

    def rows(*clauses: str) -> list[IndicatorRow]:
        return [replace(row, clause=clause) for clause in clauses]

    assert indicators.further_title(rows("C.I", "C.II.3", "A.I")) == "Chỉ tiêu trong phần C"
    assert indicators.further_title(rows("II.1", "III.2")) == "Chỉ tiêu khác trong văn bản"
    assert indicators.further_title(rows("", "")) == "Chỉ tiêu khác trong văn bản"


def test_the_row_against_the_assigned_figure_has_a_share_of_its_own(practice: Any) -> None:
    row = next(one for one in indicators.list_rows(practice, YEAR, Q3) if one.rating.assigned_percent_text)
    report = indicator_table.build(practice, Q3, TODAY)
    line = next(
        one for one in report.tables()[0].rows if any("mức được giao" in plain(cell.text) for cell in one.cells)
    )
    shares = [plain(cell.text) for cell in line.cells if cell.value == row.rating.assigned_percent]
    assert row.rating.assigned_percent != row.rating.percent
    assert shares and shares[0] in row.rating.assigned_percent_text
