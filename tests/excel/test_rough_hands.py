"""Sheets as they come back from offices: scrambled, merged, retyped, imported twice, of an older state of the book."""

from __future__ import annotations

import datetime as dt
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from hxapp import excel
from hxapp.domain.errors import HxError
from hxapp.domain.indicators import Stage
from hxapp.domain.periods import Period
from hxapp.excel.plan import Plan, Verdict
from hxapp.services import checklist, indicator_edits, indicators, results, task_edits, tasks
from hxapp.services.rounds import round_for
from hxapp.storage.database import Database
from tests.excel.sheets import Q2, TODAY, Sheet, changed, export, plan, take

INSURED, NEW_JOBS, STANDARD = "Tỷ lệ người tham gia bảo hiểm", "Giải quyết việc làm", "Duy trì tỷ lệ trường đạt chuẩn"
Q3 = Period.quarter(2022, 3)


def shown(book: Database, name: str, period: Period = Q2) -> indicators.IndicatorRow:
    with book.read() as session:
        return next(row for row in indicators.list_rows(session, 2022, period) if row.name.startswith(name))


def counts(found: Plan) -> tuple[int, int, int]:
    return found.new, found.changed, len(found.refused)


def leaf(book: Database) -> tasks.TaskRow:
    with book.read() as session:
        rows = tasks.list_rows(session, 2022, TODAY)
    return next(row for row in rows if not row.is_clause and not row.has_children and row.state is not None)


def test_everything_sorted_with_heads_codes_and_headings(book: Database, tmp_path: Path) -> None:
    """A clerk selects the whole sheet and sorts it: rows still find themselves by their keys."""
    path = export(book, tmp_path, "tasks")
    same = plan(book, path).same
    with changed(path) as sheet:
        sheet.set(sheet.row(leaf(book).wording[:60], "wording"), "note", "Đã họp xong")
        hidden = sheet.sheet.row_dimensions[sheet.code_row]
        hidden.hidden = False
        rows = [[cell.value for cell in row] for row in sheet.sheet.iter_rows()]
        for place, values in enumerate(sorted(rows, key=lambda row: str(row[1] or "")), start=1):
            for column, value in enumerate(values, start=1):
                sheet.sheet.cell(place, column).value = value
    found = plan(book, path)
    assert counts(found) == (0, 1, 0)
    assert found.same == same - 1


@pytest.mark.parametrize("what", ["indicators", "tasks", "checklist"])
def test_lines_put_over_the_head_are_no_rows(book: Database, tmp_path: Path, what: str) -> None:
    path = export(book, tmp_path, what)
    with changed(path) as sheet:
        sheet.sheet.insert_rows(sheet.code_row + 1)
        sheet.sheet.insert_rows(1)
        sheet.sheet.cell(1, 2).value = "BẢNG GỬI ĐẢNG ỦY"
        sheet.sheet.cell(sheet.code_row + 2, 2).value = "Đơn vị tính: tỷ đồng"
    assert counts(plan(book, path)) == (0, 0, 0)


def test_without_its_period_line_a_sheet_goes_where_it_was_written_for(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        line = next(cell.row for (cell,) in sheet.sheet.iter_rows(max_col=1) if "Kỳ báo cáo" in str(cell.value))
        assert line is not None
        sheet.sheet.delete_rows(line)
        sheet = Sheet(sheet.sheet)
        sheet.set(sheet.row(INSURED, "name"), "result", 98.1)
    assert counts(take(book, path)) == (0, 1, 0)
    result = shown(book, INSURED).in_period
    assert result is not None and result.text == "98,1"


def test_a_changed_round_in_the_head_is_refused(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "checklist", Q3)
    with changed(path) as sheet:
        line = next(cell for (cell,) in sheet.sheet.iter_rows(max_col=1) if "Vòng đánh giá" in str(cell.value))
        line.value = "Vòng đánh giá: Cấp trên kiểm tra"
    with pytest.raises(HxError, match="Cấp trên kiểm tra"):
        plan(book, path)


@pytest.mark.parametrize("row_or_column", ["row", "column"])
def test_without_codes_or_keys_a_sheet_is_refused(book: Database, tmp_path: Path, row_or_column: str) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        if row_or_column == "row":
            sheet.sheet.delete_rows(sheet.code_row)
        else:
            sheet.sheet.delete_cols(sheet.columns["key"])
    with pytest.raises(HxError, match="đã mất"):
        plan(book, path)


def test_cells_merged_away_empty_nothing(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        row = sheet.row(INSURED, "name")
        letter = sheet.cell(row, "department").column_letter
        sheet.sheet.merge_cells(f"{letter}{row}:{letter}{row + 1}")
    found = take(book, path)
    assert [one.cell for one in found.refused] == [f"Chỉ tiêu!{letter}{row + 1}"]
    assert "gộp" in found.refused[0].reason


def test_an_array_formula_without_a_result_empties_nothing(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        cell = sheet.cell(sheet.row(INSURED, "name"), "result")
        sheet.sheet[cell.coordinate] = ArrayFormula(cell.coordinate, "=SUM(A1:A2*2)")
    assert ["không lưu kết quả" in one.reason for one in plan(book, path).refused] == [True]


def test_a_percent_typed_in_excel_is_what_the_cell_shows(book: Database, tmp_path: Path) -> None:
    """Excel makes 0.824 in a percent format of a typed 82.4%; an amount takes no per cent."""
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        cell = sheet.cell(sheet.row(INSURED, "name"), "result")
        cell.value, cell.number_format = 0.824, "0.0%"
        bad = sheet.cell(sheet.row(NEW_JOBS, "name"), "result")
        bad.value, bad.number_format = 0.37, "0%"
    found = take(book, path)
    assert [one.cell for one in found.refused] == [f"Chỉ tiêu!{bad.coordinate}"]
    line = next(row for row in found.rows if row.verdict is Verdict.CHANGED)
    assert line.new == "82,4%"
    result = shown(book, INSURED).in_period
    assert result is not None and result.value == Decimal("82.4")


def test_a_percent_format_put_on_the_same_figure_is_no_change(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        cell = sheet.cell(sheet.row(INSURED, "name"), "result")
        assert isinstance(cell.value, float)
        cell.value, cell.number_format = round(cell.value / 100, 6), "0.0%"
    assert counts(plan(book, path)) == (0, 0, 0)


def test_two_counts_stay_and_are_safe_from_excels_dates(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        row = sheet.row(STANDARD, "name")
        cell = sheet.cell(row, "result")
        assert (cell.value, cell.number_format) == ("3/4", "@")
        cell.value, cell.number_format = dt.datetime(2022, 4, 3), "d-mmm"
    found = plan(book, path)
    assert "3/4" in found.refused[0].reason
    with changed(path) as sheet:
        sheet.set(row, "result", "4/4")
    assert counts(take(book, path)) == (0, 1, 0)
    result = shown(book, STANDARD).in_period
    assert result is not None and result.counts_text == "4/4"


def test_a_day_that_shows_as_a_number_is_no_rate(book: Database, tmp_path: Path) -> None:
    """LibreOffice keeps the number format when somebody types 4/3/2022 into the cell."""
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        address = sheet.set(sheet.row(INSURED, "name"), "result", 44624)
        sheet.set(sheet.row(NEW_JOBS, "name"), "result", 44624)  # as an amount it may be
    found = plan(book, path)
    assert [one.cell for one in found.refused] == [address] and "3/4" in found.refused[0].reason
    assert found.changed == 1


def test_an_estimate_is_shown_as_one_and_stays_one(book: Database, tmp_path: Path) -> None:
    with book.begin("Ước") as session:
        rows = indicators.list_rows(session, 2022, Q3)
        key = next(row.id for row in rows if row.name.startswith(INSURED))
        results.set_result(session, key, Q3, "", stage=Stage.FINAL)
        results.set_result(session, key, Q3, "98,5", stage=Stage.ESTIMATE)
    path = export(book, tmp_path, "indicators", Q3)
    with changed(path) as sheet:
        cell = sheet.cell(sheet.row(INSURED, "name"), "result")
        assert cell.value == 98.5 and "ước" in cell.number_format
        assert cell.font.italic
        cell.value = 98.7
    assert counts(take(book, path)) == (0, 1, 0)
    result = shown(book, INSURED, Q3).in_period
    assert result is not None and (result.text, result.stage) == ("98,7", Stage.ESTIMATE)


def test_words_in_another_case_are_no_change(book: Database, tmp_path: Path) -> None:
    key = shown(book, NEW_JOBS).id
    with book.begin("Không phát sinh") as session:
        results.set_result(session, key, Period.quarter(2022, 4), "kps")
    path = export(book, tmp_path, "indicators", Period.quarter(2022, 4))
    with changed(path) as sheet:
        row = sheet.row(NEW_JOBS, "name")
        assert sheet.cell(row, "result").value == "không phát sinh"
        sheet.set(row, "result", "KHÔNG PHÁT SINH ")
    assert counts(plan(book, path)) == (0, 0, 0)
    path = export(book, tmp_path, "tasks")
    with changed(path) as sheet:
        row = sheet.row(leaf(book).wording[:60], "wording")
        sheet.set(row, "state", f" {unicodedata.normalize('NFD', str(sheet.cell(row, 'state').value).upper())} ")
    assert counts(plan(book, path)) == (0, 0, 0)


def test_a_figure_with_more_digits_than_excel_keeps_survives(book: Database, tmp_path: Path) -> None:
    key = shown(book, NEW_JOBS).id
    with book.begin("Số dài") as session:
        results.set_result(session, key, Q2, "1234567890123,456")
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        assert isinstance(sheet.cell(sheet.row(NEW_JOBS, "name"), "result").value, str)
    assert counts(plan(book, path)) == (0, 0, 0)


def test_text_that_no_figure_reads_is_no_change_where_it_was_not_touched(book: Database, tmp_path: Path) -> None:
    """A result in words may look like an unclear number; the clerk did not write it into the sheet."""
    with book.begin("Bằng chữ") as session:
        rows = indicators.list_rows(session, 2022, Period.whole_year(2022))
        key = next(row.id for row in rows if row.name.startswith("Phổ cập giáo dục mầm non"))
        results.set_result(session, key, Period.whole_year(2022), "1.250")
    path = export(book, tmp_path, "indicators", Period.whole_year(2022))
    assert counts(plan(book, path)) == (0, 0, 0)


def test_lines_of_evidence_stay_lines(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "checklist", Q3)
    with changed(path) as sheet:
        row = next(row for row in sheet.keyed_rows() if sheet.cell(row, "code").value == "1.1")
        sheet.set(row, "evidence", f"{sheet.cell(row, 'evidence').value}\nẢnh chụp ")
    assert counts(take(book, path)) == (0, 1, 0)
    with book.read() as session:
        (one,) = checklist.list_sets(session, 2022)[:1]
        held = round_for(checklist.list_rounds(session, one.id), Q3)
        assert held is not None
        found = next(row for row in checklist.list_rows(session, one.id, held.id) if row.code == "1.1")
    assert found.evidence.splitlines()[-1] == "Ảnh chụp" and found.evidence_count == 3


def test_words_near_a_good_outcome_do_not_become_it(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "checklist", Q3)
    with changed(path) as sheet:
        row = next(row for row in sheet.keyed_rows() if sheet.cell(row, "code").value == "3.1")
        address = sheet.set(row, "outcome", "Không đạt")
    found = plan(book, path)
    assert [one.cell for one in found.refused] == [address] and "Chưa đạt" in found.refused[0].reason


def test_a_heading_row_takes_nothing_in_any_column(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "tasks")
    with changed(path) as sheet:
        row = next(row for row in range(sheet.first, 40) if str(sheet.cell(row, "key").value).startswith("mục"))
        addresses = [sheet.set(row, "department", "Công an phường"), sheet.set(row, "percent", 11)]
    found = plan(book, path)
    assert [one.cell for one in found.refused] == addresses
    assert found.changed == 0


def test_an_emptied_note_takes_no_note_away(book: Database, tmp_path: Path) -> None:
    with book.read() as session:
        noted = next(row for row in tasks.list_rows(session, 2022, TODAY) if not row.is_clause and row.latest_note)
    path = export(book, tmp_path, "tasks")
    with changed(path) as sheet:
        address = sheet.set(sheet.row(noted.wording[:60], "wording"), "note", None)
    found = plan(book, path)
    assert [one.cell for one in found.refused] == [address]


def test_a_new_task_goes_under_the_clause_it_names(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "tasks")
    with changed(path) as sheet:
        row = sheet.row(leaf(book).wording[:60], "wording")
        sheet.sheet.insert_rows(row)
        sheet.set(row, "number", "c.ii.1")
        sheet.set(row, "wording", "Khảo sát chợ tạm")
        sheet.set(row, "percent", "25%")
        sheet.set(row, "standing", "còn 3 ngày")
        address = sheet.set(sheet.sheet.max_row + 1, "number", "C.IX")
        sheet.set(sheet.sheet.max_row, "wording", "Việc của mục không có")
    found = take(book, path)
    assert found.new == 1
    assert [one.cell for one in found.refused] == [address]
    line = next(row for row in found.rows if row.verdict is Verdict.NEW)
    assert "Còn lại" in line.reason  # what was typed there is not taken, and that is said
    with book.read() as session:
        added = next(row for row in tasks.list_rows(session, 2022, TODAY) if row.wording == "Khảo sát chợ tạm")
    assert (added.clause, added.percent) == ("C.II.1", 25)


def test_the_same_file_twice_adds_nothing_twice(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        row = sheet.sheet.max_row + 1
        sheet.set(row, "name", "Tỷ lệ hộ dùng nước sạch")
        sheet.set(row, "unit", "%")
        sheet.set(row, "result", 97.5)
        sheet.set(sheet.row(INSURED, "name"), "result", 98.2)
    first = take(book, path)
    assert counts(first) == (1, 1, 0)
    again = take(book, path)
    assert counts(again) == (0, 0, 0)
    assert again.same == first.same + 2
    with changed(path) as sheet:
        address = sheet.set(row, "result", 97.9)
        twin = sheet.set(row + 1, "name", "Một dòng mới")
        sheet.set(row + 2, "name", "MỘT DÒNG MỚI")
    found = plan(book, path)
    assert counts(found) == (1, 0, 2)
    assert {one.cell for one in found.refused} == {address.replace("F", "B"), twin.replace(str(row + 1), str(row + 2))}


def test_a_binned_rows_key_is_refused(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "tasks")
    task = leaf(book)
    with book.begin("Xóa") as session:
        task_edits.remove(session, [task.id], dt.datetime(2022, 9, 12, tzinfo=dt.UTC))
    found = plan(book, path)
    assert len(found.refused) == 1 and "thùng rác" in found.refused[0].reason
    assert found.changed == 0


def test_a_new_department_is_told_and_so_is_the_one_it_resembles(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        sheet.set(sheet.row(INSURED, "name"), "department", "Văn phòg - Thống kê")
        sheet.set(sheet.row(NEW_JOBS, "name"), "department", "VAN PHONG - THONG KE")
    reasons = {row.name: row.reason for row in plan(book, path).rows if row.verdict is Verdict.CHANGED}
    misspelt = next(reason for name, reason in reasons.items() if name.startswith(INSURED))
    assert "sẽ thêm mới" in misspelt and "“Văn phòng – Thống kê”" in misspelt
    assert next(reason for name, reason in reasons.items() if name.startswith(NEW_JOBS)) == ""


def test_a_name_of_more_than_300_characters_is_refused(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        row = sheet.row(INSURED, "name")
        address = sheet.set(row, "name", "ế" * 301)
        sheet.set(sheet.row(NEW_JOBS, "name"), "name", unicodedata.normalize("NFD", "ế" * 300))
    found = take(book, path)
    assert [one.cell for one in found.refused] == [address] and "301" in found.refused[0].reason
    assert found.changed == 1
    assert shown(book, "ế" * 300).name == "ế" * 300


def test_the_refusal_of_a_bad_cell_shows_what_stands_there(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        sheet.set(sheet.row(INSURED, "name"), "result", "1,250")
    line = next(row for row in plan(book, path).rows if row.verdict is Verdict.REFUSED)
    assert (line.old, line.new) == (shown(book, INSURED).in_period.text, "1,250")  # type: ignore[union-attr]


@pytest.mark.parametrize("since", ["cell", "bin", "new"])
def test_a_plan_is_not_written_over_what_happened_since(book: Database, tmp_path: Path, since: str) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        sheet.set(sheet.row(INSURED, "name"), "result", 98.2)
        sheet.set(sheet.sheet.max_row + 1, "name", "Tỷ lệ hộ dùng nước sạch")
    found = plan(book, path)
    key = shown(book, INSURED).id
    with book.begin("Sửa") as session:
        if since == "cell":
            results.set_result(session, key, Q2, "97,1")
        elif since == "bin":
            indicator_edits.remove(session, [key], dt.datetime(2022, 9, 12, tzinfo=dt.UTC))
        else:
            indicator_edits.add(session, 2022, indicator_edits.IndicatorEdit(name="Tỷ lệ hộ dùng nước sạch"))
    before = book.path.read_bytes()
    with pytest.raises(HxError, match="xem trước lại"), book.begin("Nhập") as session:
        excel.apply(session, found, TODAY)
    assert book.path.read_bytes() == before


def test_a_set_that_is_gone_is_told(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "checklist", Q3)
    workbook = load_workbook(path)
    fact = next(row for row in workbook["hx"].iter_rows(max_col=2) if row[0].value == "set")
    fact[1].value = "7650cd6f-4458-4d97-bf02-ab87bfcc6c28"
    workbook.save(path)
    with pytest.raises(HxError, match="Bộ tiêu chí"):
        plan(book, path)


def test_many_new_criteria_read_the_table_no_oftener_than_one(
    book: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = export(book, tmp_path, "checklist")
    read: list[object] = []
    list_rows = checklist.list_rows

    def noted(*asked: Any) -> tuple[checklist.CriterionRow, ...]:
        read.append(asked)
        return list_rows(*asked)

    monkeypatch.setattr(checklist, "list_rows", noted)

    def readings(codes: range) -> int:
        with changed(path) as sheet:
            last = sheet.sheet.max_row
            for row, code in enumerate(codes, start=last + 1):
                sheet.set(row, "code", f"1.{code}")
                sheet.set(row, "title", f"Tiêu chí tự thêm {code}")
        read.clear()
        plan(book, path)
        return len(read)

    assert readings(range(50, 51)) == readings(range(51, 60)) == 2
    assert plan(book, path).new == 10
