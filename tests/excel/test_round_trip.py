"""A sheet that comes back: unchanged is no change, three edits are three, whatever was moved, sorted or hidden."""

from __future__ import annotations

import datetime as dt
import unicodedata
import uuid
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from hxapp.domain.errors import HxError
from hxapp.domain.indicators import Better, Stage
from hxapp.domain.periods import Period
from hxapp.excel.plan import Verdict
from hxapp.services import indicators, results, settings, tasks
from hxapp.storage.database import Database
from hxapp.storage.tables import Book
from tests.excel.sheets import Q2, TODAY, WHAT, changed, export, plan, take

INCOME, INSURED = "Giải quyết việc làm", "Tỷ lệ người tham gia bảo hiểm y tế"


def shown(book: Database, name: str, period: Period = Q2) -> indicators.IndicatorRow:
    with book.read() as session:
        return next(row for row in indicators.list_rows(session, 2022, period) if row.name.startswith(name))


def bytes_of(book: Database) -> bytes:
    return book.path.read_bytes()


@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize("period", [Q2, Period.quarter(2022, 3), Period.months(2022, 6), Period.whole_year(2022)])
def test_importing_unchanged_is_no_change(book: Database, tmp_path: Path, what: str, period: Period) -> None:
    path = export(book, tmp_path, what, period)
    before = bytes_of(book)
    found = plan(book, path)
    assert (found.new, found.changed, found.refused) == (0, 0, ())
    assert found.same > 10
    assert bytes_of(book) == before


def test_three_edits_are_three_changes_old_beside_new(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    old = shown(book, INSURED)
    with changed(path) as sheet:
        addresses = {
            sheet.set(sheet.row(INSURED, "name"), "result", 99.25),
            sheet.set(sheet.row(INSURED, "name"), "note", "Đối chiếu với bảo hiểm xã hội"),
            sheet.set(sheet.row(INCOME, "name"), "department", "Văn hóa – Xã hội mới"),
        }
    found = take(book, path)
    assert (found.new, found.changed, found.refused) == (0, 3, ())
    lines = {row.cell: row for row in found.rows if row.verdict is Verdict.CHANGED}
    assert set(lines) == addresses
    result = next(row for row in lines.values() if row.field.startswith("TH"))
    assert (result.old, result.new) == (old.in_period.text if old.in_period else "", "99,25")
    now = shown(book, INSURED)
    assert now.in_period is not None and now.in_period.value == Decimal("99.25")
    assert now.note == "Đối chiếu với bảo hiểm xã hội"
    assert shown(book, INCOME).department == "Văn hóa – Xã hội mới"
    assert plan(book, export(book, tmp_path, "indicators")).changed == 0


def test_a_trial_leaves_nothing(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        sheet.set(sheet.row(INSURED, "name"), "result", 99.5)
        sheet.set(sheet.row(INSURED, "name"), "department", "Một đơn vị chưa có")
    before = bytes_of(book)
    assert plan(book, path).changed == 2
    assert bytes_of(book) == before


def test_rows_sorted_a_column_moved_and_one_hidden(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        sheet.set(sheet.row(INSURED, "name"), "result", 99.5)
        rows = [[cell.value for cell in row] for row in sheet.sheet.iter_rows(min_row=sheet.first)]
        for offset, values in enumerate(reversed(rows)):
            for column, value in enumerate(values, start=1):
                sheet.sheet.cell(sheet.first + offset, column).value = value
        sheet.sheet.insert_cols(1)
        moved, home = sheet.columns["result"] + 1, 1
        for row in range(1, sheet.sheet.max_row + 1):
            sheet.sheet.cell(row, home).value = sheet.sheet.cell(row, moved).value
            sheet.sheet.cell(row, moved).value = None
        sheet.sheet.column_dimensions["C"].hidden = True
    found = take(book, path)
    assert (found.new, found.changed, found.refused) == (0, 1, ())
    result = shown(book, INSURED).in_period
    assert result is not None and result.text == "99,5"


def test_a_removed_row_deletes_nothing(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        sheet.sheet.delete_rows(sheet.row(INSURED, "name"))
    found = take(book, path)
    assert (found.new, found.changed, found.refused) == (0, 0, ())
    assert shown(book, INSURED).in_period is not None


def test_a_row_without_a_key_is_new(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        row = sheet.sheet.max_row + 1
        sheet.set(row, "name", "Tỷ lệ hộ dùng nước sạch")
        sheet.set(row, "unit", "%")
        sheet.set(row, "wording", "từ 98% trở lên")
        sheet.set(row, "result", 97.5)
    found = take(book, path)
    assert (found.new, found.changed, found.refused) == (1, 0, ())
    added = shown(book, "Tỷ lệ hộ dùng nước sạch")
    assert added.in_period is not None
    assert (added.unit, added.wording, added.in_period.text) == ("%", "từ 98% trở lên", "97,5")


def test_a_new_row_gets_the_better_side_that_its_name_speaks_for(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        row = sheet.sheet.max_row + 1
        sheet.set(row, "name", "Tỷ lệ thất nghiệp")
        sheet.set(row, "unit", "%")
    assert take(book, path).new == 1
    assert shown(book, "Tỷ lệ thất nghiệp").better is Better.LOWER


def test_a_new_row_without_its_name_is_refused(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        sheet.set(sheet.sheet.max_row + 1, "result", 97.5)
    found = plan(book, path)
    assert found.new == 0
    assert "Chỉ tiêu" in found.refused[0].reason


def test_a_duplicated_row_is_refused_and_the_rest_goes_in(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        source, target = sheet.row(INSURED, "name"), sheet.sheet.max_row + 1
        for column in range(1, sheet.sheet.max_column + 1):
            sheet.sheet.cell(target, column).value = sheet.sheet.cell(source, column).value
        sheet.set(target, "result", 91)
        sheet.set(sheet.row(INCOME, "name"), "result", 37)
    before = shown(book, INSURED).in_period
    found = take(book, path)
    assert found.changed == 1
    assert len(found.refused) == 2
    assert all("2 dòng" in one.reason for one in found.refused)
    assert shown(book, INSURED).in_period == before
    income = shown(book, INCOME).in_period
    assert income is not None and income.text == "37"


def test_a_row_with_a_refused_cell_stays_wholly_as_it_was(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        row = sheet.row(INSURED, "name")
        address = sheet.set(row, "result", "1,250")
        sheet.set(row, "note", "ghi chú sẽ không vào sổ")
    before = shown(book, INSURED)
    found = take(book, path)
    assert [one.cell for one in found.refused] == [address]
    assert "1,250" in found.refused[0].reason
    assert found.changed == 0
    assert shown(book, INSURED) == before


@pytest.mark.parametrize(
    ("value", "word"),
    [("1.250", "1.250"), ("99,,5", "99,,5"), ("#N/A", "#N/A"), ("=1/0", "công thức"), (True, "TRUE"),
     (dt.time(8, 30), "giờ"), (dt.date(2022, 3, 2), "02/03/2022"), ("chín mươi chín", "chín mươi chín"),
     (99.1234567, "6 chữ số"), (10**15, "lớn")],
)  # fmt: skip
def test_a_broken_cell_is_refused_by_its_address(book: Database, tmp_path: Path, value: object, word: str) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        address = sheet.set(sheet.row(INSURED, "name"), "result", value)
    found = plan(book, path)
    assert [one.cell for one in found.refused] == [address]
    assert word in found.refused[0].reason
    assert found.changed == 0


@pytest.mark.parametrize(("typed", "text"), [("99,5", "99,5"), (99.5, "99,5"), (" 99 ", "99"), ("98/99", "99,0")])
def test_a_figure_typed_as_text_is_read_where_it_is_clear(
    book: Database, tmp_path: Path, typed: object, text: str
) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        sheet.set(sheet.row(INSURED, "name"), "result", typed)
    assert take(book, path).changed == 1
    result = shown(book, INSURED).in_period
    assert result is not None and result.text.startswith(text)


def test_an_emptied_cell_goes_to_the_bin(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        sheet.set(sheet.row(INSURED, "name"), "result", None)
    assert take(book, path).changed == 1
    assert shown(book, INSURED).in_period is None


def test_a_change_in_a_shown_only_column_is_refused(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        address = sheet.set(sheet.row(INSURED, "name"), "rating", "Vượt")
    found = plan(book, path)
    assert [one.cell for one in found.refused] == [address]
    assert "Đánh giá" in found.refused[0].reason


def test_what_changed_in_the_book_since_is_left_alone(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    key = shown(book, INSURED).id
    with book.begin("Sửa số") as session:
        results.set_result(session, key, Q2, "98,8", stage=Stage.FINAL)
    found = take(book, path)
    assert (found.changed, found.refused) == (0, ())
    result = shown(book, INSURED).in_period
    assert result is not None and result.text == "98,8"


def test_a_cell_changed_on_both_sides_says_so(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    with book.begin("Sửa số") as session:
        results.set_result(session, shown_id(session, INSURED), Q2, "98,8")
    with changed(path) as sheet:
        sheet.set(sheet.row(INSURED, "name"), "result", 99.7)
    line = next(row for row in plan(book, path).rows if row.verdict is Verdict.CHANGED)
    assert (line.old, line.new) == ("98,8", "99,7")
    assert "cũng đã đổi" in line.reason


def shown_id(session: Session, name: str) -> uuid.UUID:
    return next(row.id for row in indicators.list_rows(session, 2022, Q2) if row.name.startswith(name))


def test_a_whole_may_grow_after_its_part(book: Database, tmp_path: Path) -> None:
    """The part stands below its whole; both grow past the other's old figure, and both go in."""
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        whole = sheet.row(INCOME, "name")
        sheet.set(whole, "result", 5000)
        sheet.set(whole + 1, "result", 4000)
    found = take(book, path)
    assert (found.changed, found.refused) == (2, ())
    with changed(path) as sheet:
        sheet.set(whole, "result", 9000)
        sheet.set(whole + 1, "result", 9500)
    refused = plan(book, path).refused
    assert len(refused) == 1 and "9.500" in refused[0].reason


@pytest.mark.parametrize("what", WHAT)
def test_a_changed_period_in_the_head_is_refused(book: Database, tmp_path: Path, what: str) -> None:
    path = export(book, tmp_path, what)
    with changed(path) as sheet:
        cell = next(
            cell for row in sheet.sheet.iter_rows(max_row=10) for cell in row if "Kỳ báo cáo" in str(cell.value)
        )
        cell.value = "Kỳ báo cáo: Quý III/2022"
    with pytest.raises(HxError, match=r"Quý III/2022.*Quý II/2022"):
        plan(book, path)


def test_a_sheet_of_another_book_is_refused(book: Database, practice_book: Path, tmp_path: Path) -> None:
    path = export(book, tmp_path, "tasks")
    with book.begin("Đổi sổ") as session:
        session.execute(sa.update(Book).values(id=uuid.uuid4()))
    with pytest.raises(HxError, match="một sổ khác"):
        plan(book, path)


def test_tasks_come_back_with_lead_deadline_state_percent_and_note(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "tasks")
    with changed(path) as sheet:
        with book.read() as session:
            rows = tasks.list_rows(session, 2022, TODAY)
        task = next(row for row in rows if not row.is_clause and not row.has_children and not row.accepted)
        row = sheet.row(task.wording[:60], "wording")
        sheet.set(row, "department", "Công an phường")
        sheet.set(row, "leader", "Phó Chủ tịch phụ trách")
        sheet.set(row, "deadline", dt.date(2022, 12, 15))
        sheet.set(row, "state", "Đang thực hiện")
        sheet.set(row, "percent", 55)
        sheet.set(row, "note", "Đã họp tổ dân phố lần hai")
    found = take(book, path)
    assert found.refused == ()
    with book.read() as session:
        now = next(row for row in tasks.list_rows(session, 2022, TODAY) if row.id == task.id)
    assert (now.department, now.leader, now.percent) == ("Công an phường", "Phó Chủ tịch phụ trách", 55)
    assert now.deadline is not None and now.deadline.last_day == dt.date(2022, 12, 15)
    assert (now.latest_note, now.latest_note_on) == ("Đã họp tổ dân phố lần hai", TODAY)
    assert plan(book, export(book, tmp_path, "tasks")).changed == 0


@pytest.mark.parametrize(
    ("code", "value", "word"),
    [("deadline", "31/02/2022", "31/02/2022"), ("state", "gần xong", "gần xong"), ("percent", 140, "100"),
     ("percent", "nửa chừng", "nửa chừng"), ("wording", "a" * 2001, "2001")],
)  # fmt: skip
def test_a_bad_task_cell_is_refused(book: Database, tmp_path: Path, code: str, value: object, word: str) -> None:
    path = export(book, tmp_path, "tasks")
    with book.read() as session:
        task = next(row for row in tasks.list_rows(session, 2022, TODAY) if not row.is_clause and not row.has_children)
    with changed(path) as sheet:
        address = sheet.set(sheet.row(task.wording[:60], "wording"), code, value)
    refused = plan(book, path).refused
    assert [one.cell for one in refused] == [address]
    assert word in refused[0].reason


def test_a_new_task_goes_into_any_clause_of_the_years_documents(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "tasks")
    with changed(path) as sheet:
        row = sheet.sheet.max_row + 1
        sheet.set(row, "wording", "Lập danh mục chương trình")
        sheet.set(row, "number", "b")  # no task stands there yet
        sheet.set(row + 1, "wording", "Mục lạ")
        address = sheet.set(row + 1, "number", "Z.9")
    found = take(book, path)
    assert (found.new, [one.cell for one in found.refused]) == (1, [address])
    assert "Z.9" in found.refused[0].reason
    with book.read() as session:
        (new,) = (row for row in tasks.list_rows(session, 2022, TODAY) if row.wording == "Lập danh mục chương trình")
    assert new.clause == "B"


def test_a_changed_heading_row_is_refused(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "tasks")
    with changed(path) as sheet:
        row = next(
            row
            for row in range(sheet.first, sheet.sheet.max_row)
            if str(sheet.cell(row, "key").value).startswith("mục")
        )
        sheet.set(row, "wording", "Tên mục khác")
    assert "tên mục" in plan(book, path).refused[0].reason


def test_outcomes_values_and_road_map_come_back(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "checklist", Period.quarter(2022, 3))
    with changed(path) as sheet:
        row = next(r for r in sheet.keyed_rows() if sheet.cell(r, "code").value == "3.1")
        sheet.set(row, "outcome", "chưa đạt")
        sheet.set(row, "missing", "Còn 3 đám cưới dựng rạp lấn lòng đường")
        sheet.set(row, "deadline", "quý IV/2022")
        other = next(r for r in sheet.keyed_rows() if sheet.cell(r, "code").value == "2.1")
        sheet.set(other, "value", 71.5)
        bad = next(r for r in sheet.keyed_rows() if sheet.cell(r, "code").value == "1.3")
        address = sheet.set(bad, "outcome", "tạm đạt")
    found = take(book, path)
    assert [one.cell for one in found.refused] == [address]
    assert found.changed == 4
    again = plan(book, export(book, tmp_path, "checklist", Period.quarter(2022, 3)))
    assert (again.changed, again.refused) == (0, ())


def test_the_sheet_is_typed_and_ready_to_print(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    sheet = load_workbook(path).worksheets[0]
    with changed(path) as found:
        row = found.row(INSURED, "name")
        cell = found.cell(row, "result")
        assert isinstance(cell.value, (int, float)) and cell.number_format == "[$-42A]#,##0.0"
        assert found.sheet.freeze_panes == f"C{found.first}"
        assert found.sheet.column_dimensions[found.cell(row, "key").column_letter].hidden
        assert found.sheet.row_dimensions[found.code_row].hidden
    assert sheet.page_setup.paperSize == 9 and sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows and sheet.print_area.startswith("'Chỉ tiêu'!$A$1:$M$")  # the keys stand in N
    assert load_workbook(path)["hx"].sheet_state == "hidden"
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDEFGHIJKLM"]
    assert sum(widths) < 210  # else A4 across makes the type smaller than eight points
    assert sheet.row_dimensions[row].height >= 18
    assert "SỔ THỰC HÀNH" in str(sheet["A1"].value)


def test_an_office_that_is_not_told_yet_is_said(book: Database, tmp_path: Path) -> None:
    with book.begin("Xóa tên cơ quan") as session:
        settings.save_office(session, settings.Office())
    sheet = load_workbook(export(book, tmp_path, "tasks")).worksheets[0]
    assert "(chưa khai báo cơ quan)" in [sheet.cell(row, 1).value for row in range(1, 6)]


def test_text_that_looks_like_a_formula_stays_text(book: Database, tmp_path: Path) -> None:
    with book.begin("Ghi chú") as session:
        results.set_result_note(session, shown_id(session, INSURED), Q2, note="=1+1 là hai", source="")
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        cell = sheet.cell(sheet.row(INSURED, "name"), "note")
        assert (cell.value, cell.data_type) == ("=1+1 là hai", "s")


def test_decomposed_letters_in_a_cell_are_no_change(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        row = sheet.row(INSURED, "name")
        sheet.set(row, "name", unicodedata.normalize("NFD", str(sheet.cell(row, "name").value)))
    assert plan(book, path).changed == 0
