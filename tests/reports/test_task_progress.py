"""Task progress: totals that add up with their denominators, and every task once, the late ones first."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hxapp.domain.indicators import Stage
from hxapp.domain.tasks import TaskState
from hxapp.reports import task_progress
from hxapp.reports.report import Paragraph, Row, RowKind, Table, plain
from hxapp.services import task_edits, tasks
from hxapp.services.departments import find_or_add_department
from hxapp.services.overview import overview
from hxapp.services.task_edits import TaskEdit
from hxapp.services.tasks import TaskRow
from tests.reports.building import Q3, TODAY, YEAR, cell_of, line_of, rows_of, text_of, the_row, words_of

COUNTED = slice(2, -2)  # the columns of counts, between the department and the two rates


def tables(session: Any, today: dt.date = TODAY) -> tuple[Table, Table]:
    totals, detail = task_progress.build(session, Q3, today).tables()
    return totals, detail


def counts(row: Row) -> list[int]:
    return [int(cell.value) for cell in row.cells[COUNTED] if cell.value is not None]  # type: ignore[arg-type]


def counted_rows(session: Any) -> list[TaskRow]:
    return [row for row in tasks.list_rows(session, YEAR, TODAY) if tasks.is_counted(row)]


def add(session: Any, wording: str, department: str = "Trạm Y tế", today: dt.date = TODAY, **values: Any) -> Any:
    who = find_or_add_department(session, department)
    return task_edits.add(session, YEAR, TaskEdit(wording=wording, department_id=who, **values), today)


def test_every_row_of_totals_adds_up_and_so_do_the_columns(practice: Any) -> None:
    totals, _ = tables(practice)
    rows = rows_of(totals, RowKind.ITEM)
    (whole,) = rows_of(totals, RowKind.TOTAL)
    assert len(rows) > 5
    for row in (*rows, whole):
        total, dated, *stand, standing = counts(row)
        assert total == dated + standing
        assert dated == sum(stand)
    assert [sum(column) for column in zip(*map(counts, rows), strict=True)] == counts(whole)


def test_totals_are_those_of_the_services(practice: Any) -> None:
    totals, _ = tables(practice)
    (whole,) = rows_of(totals, RowKind.TOTAL)
    held = overview(practice, YEAR, Q3, Stage.FINAL, TODAY)
    total, dated, on_time, behind, still_open, late, standing = counts(whole)
    assert total == len(counted_rows(practice)) == held.tasks.total
    assert (dated, on_time + behind, still_open, late, standing) == (
        held.task_totals.dated,
        held.task_totals.done,
        held.task_totals.open,
        held.task_totals.late,
        held.task_totals.standing,
    )
    assert text_of(totals, whole, "hoàn thành") == "4,2"  # 3 of 71
    by_name = {line.name: line.totals for line in held.by_department}
    for row in rows_of(totals, RowKind.ITEM):
        assert counts(row)[1] == by_name[text_of(totals, row, "Đơn vị")].dated


def test_the_denominator_is_named_with_its_figures(practice: Any) -> None:
    words = words_of(task_progress.build(practice, Q3, TODAY))
    assert "trên số nhiệm vụ có thời hạn: (3 + 0)/71 = 4,2%" in words
    assert "trên số đã hoàn thành: 3/(3 + 0) = 100,0%" in words
    assert "Việc thường xuyên không tính vào tỷ lệ" in words


def test_every_task_stands_once_and_late_ones_come_first(practice: Any) -> None:
    _, detail = tables(practice)
    rows = counted_rows(practice)
    shown = rows_of(detail, RowKind.ITEM)
    assert len(shown) == len(rows)
    words = [text_of(detail, row, "Nhiệm vụ") for row in shown]
    assert all(any(text.startswith(row.wording) for text in words) for row in rows)
    flags: list[bool] = []
    for row in detail.rows:
        if row.kind is RowKind.SECTION:
            flags = []
            continue
        flags.append(text_of(detail, row, "Trạng thái").startswith("Quá hạn"))
        assert cell_of(detail, row, "Trạng thái").bold == flags[-1]
        assert flags == sorted(flags, reverse=True)
    late = sum(text_of(detail, row, "Trạng thái").startswith("Quá hạn") for row in shown)
    assert late == tasks.count_tasks(rows, TODAY).late > 0


def test_department_rows_repeat_and_carry_their_own_counts(practice: Any) -> None:
    totals, detail = tables(practice)
    sections = rows_of(detail, RowKind.SECTION)
    assert all(row.repeat and row.keep_with_next for row in sections)
    names = [text_of(totals, row, "Đơn vị") for row in rows_of(totals, RowKind.ITEM)]
    assert [line_of(row).split(" | ")[1].partition(" (")[0] for row in sections] == names
    assert [line_of(row).split(" | ")[0] for row in sections[:6]] == ["A", "B", "C", "D", "Đ", "E"]
    assert "quá hạn 3/22, hoàn thành 1/22 việc có thời hạn" in line_of(sections[0])


def test_states_are_told_in_an_offices_words(empty: Any) -> None:
    add(
        empty,
        "Xong sớm",
        deadline="30/9/2022",
        state=TaskState.DONE,
        finished_on=dt.date(2022, 9, 1),
        accepted_on=TODAY,
    )
    add(empty, "Xong muộn", deadline="31/8/2022", state=TaskState.DONE, finished_on=dt.date(2022, 9, 2))
    add(empty, "Đang trễ", deadline="31/8/2022", state=TaskState.PAUSED, percent=40, note="Chờ vốn.", noted_on=TODAY)
    add(empty, "Hôm nay", deadline="14/9/2022", state=TaskState.IN_PROGRESS, percent=90)
    add(empty, "Luôn luôn", deadline="thường xuyên", state=TaskState.IN_PROGRESS)
    add(empty, "Không hạn", state=TaskState.IN_PROGRESS)
    add(empty, "Đã hủy", deadline="1/8/2022", state=TaskState.CANCELLED)
    totals, detail = tables(empty)
    shown = {
        name: text_of(detail, the_row(detail, "Nhiệm vụ", name), "Trạng thái")
        for name in ("Xong sớm", "Xong muộn", "Đang trễ", "Hôm nay", "Luôn luôn", "Không hạn", "Đã hủy")
    }
    assert shown == {
        "Xong sớm": "Hoàn thành (01/09/2022)",
        "Xong muộn": "Hoàn thành quá hạn, muộn 2 ngày (02/09/2022)\nchờ xác nhận",
        "Đang trễ": "Quá hạn 14 ngày\ntạm dừng",
        "Hôm nay": "Đến hạn hôm nay",
        "Luôn luôn": "Thường xuyên",
        "Không hạn": "Đang thực hiện",
        "Đã hủy": "Hủy",
    }
    assert text_of(detail, the_row(detail, "Nhiệm vụ", "Đang trễ"), "Tình hình") == "40%. Chờ vốn (14/09)."
    (whole,) = rows_of(totals, RowKind.TOTAL)
    # total = dated (on time, behind, open, late) + without a day + standing; the cancelled one is in none.
    assert counts(whole) == [6, 4, 1, 1, 1, 1, 1, 1]
    assert "Không kể 1 việc đã hủy." in words_of(task_progress.build(empty, Q3, TODAY))


def test_the_column_of_undated_tasks_is_there_only_when_needed(empty: Any) -> None:
    add(empty, "Có hạn", deadline="30/9/2022")
    without, _ = tables(empty)
    add(empty, "Không hạn")
    with_column, _ = tables(empty)
    assert len(with_column.columns) == len(without.columns) + 1
    assert len(with_column.numbers) == len(with_column.columns)
    assert with_column.numbers[2].replace("\n", "") == "(3)=(4)+(9)+(10)"
    assert without.numbers[2].replace("\n", "") == "(3)=(4)+(9)"


def test_a_part_names_its_whole_and_takes_its_deadline(empty: Any) -> None:
    whole = add(empty, "Đấu giá quyền sử dụng đất", deadline="30/9/2022")
    add(empty, "Khu Thượng Khê", parent_id=whole)
    _, detail = tables(empty)
    (row,) = rows_of(detail, RowKind.ITEM)
    assert text_of(detail, row, "Nhiệm vụ") == "Khu Thượng Khê\nthuộc: Đấu giá quyền sử dụng đất"
    assert text_of(detail, row, "Hạn") == "30/9/2022\n(theo việc chung)"


def test_what_nobody_leads_comes_last(empty: Any) -> None:
    task_edits.add(empty, YEAR, TaskEdit(wording="Chưa giao", deadline="1/8/2022"), TODAY)
    add(empty, "Đã giao", deadline="30/9/2022")
    totals, _ = tables(empty)
    assert [text_of(totals, row, "Đơn vị") for row in rows_of(totals, RowKind.ITEM)] == ["Trạm Y tế", "Chưa phân công"]


def test_a_year_without_tasks_says_so(empty: Any) -> None:
    report = task_progress.build(empty, Q3, TODAY)
    assert report.blocks == (Paragraph("Sổ chưa có nhiệm vụ nào của năm 2022."),)
    assert plain(report.lines[0]) == "(Tính đến ngày 14/09/2022)"
