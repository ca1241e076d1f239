"""Blocks over several columns: copied exactly, pasted whole or not at all, filled, emptied, and named where refused."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from hxapp.domain.errors import Refused
from hxapp.ui import pasting
from hxapp.ui.blocks import MOST_NAMED
from hxapp.ui.dialogs.paste_preview import PastePreviewDialog
from hxapp.ui.grid import Grid
from tests.ui.conftest import Said
from tests.ui.month_sheet import MonthSheet, Year, choose, chosen, make_month_grid

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def _no_preview_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has raw values is pasted without a preview; a dialog that a test does not expect fails it."""
    monkeypatch.setattr(PastePreviewDialog, "exec", lambda dialog: pytest.fail("an unexpected preview"))


def put(rows: Sequence[Sequence[str]]) -> None:
    """On the clipboard as a sheet puts it, with raw values ('' is a blank cell, words are words)."""
    lines = []
    for row in rows:
        cells = [f'<td x:num="{cell}">{cell}</td>' if cell[:1].isdigit() else f"<td>{cell}</td>" for cell in row]
        lines.append("<tr>" + "".join(cells) + "</tr>")
    data = QMimeData()
    data.setHtml(f"<table>{''.join(lines)}</table>")
    data.setText("\n".join("\t".join(row) for row in rows))
    QGuiApplication.clipboard().setMimeData(data)


def press(qtbot: QtBot, grid: Grid, key: Qt.Key) -> None:
    qtbot.keyClick(grid, key, CONTROL)


def refused(qtbot: QtBot, grid: Grid, key: Qt.Key) -> str:
    with qtbot.waitSignal(grid.refused) as told:
        press(qtbot, grid, key)
    assert told.args is not None
    return str(told.args[0])


# Pasting -------------------------------------------------------------------------------------------------------------


def test_a_block_over_several_columns_is_one_action_and_is_selected_then(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    grid.show_key(1, "m4")
    put([["1.5", "2"], ["3", "kps"]])
    press(qtbot, grid, Key.Key_V)
    assert sheet.written == [("Dán", [(1, "m4", "1,5"), (1, "m5", "2"), (2, "m4", "3"), (2, "m5", "kps")])]
    assert chosen(grid) == [(1, "m4"), (1, "m5"), (2, "m4"), (2, "m5")]
    assert grid.current_key() == 1


def test_the_whole_pasted_block_is_selected_its_blanks_too(qtbot: QtBot) -> None:
    grid = make_month_grid(qtbot, MonthSheet())
    grid.show_key(1, "m4")
    put([["", "2"], ["3", ""]])
    press(qtbot, grid, Key.Key_V)
    assert chosen(grid) == [(1, "m4"), (1, "m5"), (2, "m4"), (2, "m5")]
    assert grid.table.columns[grid.currentIndex().column()].key == "m4"


def test_blank_cells_leave_what_stands_there(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    grid.show_key(2, "m1")
    put([["", "7", ""]])
    press(qtbot, grid, Key.Key_V)
    assert sheet.typed(2) == {1: "9", 2: "7", 3: "11"}


@pytest.mark.parametrize(
    ("column", "rows", "said"),
    [
        ("m1", [[str(n) for n in range(1, 14)]], "có 13 cột, từ ô đang đứng sang phải chỉ còn 12 cột"),
        ("m12", [["1", "2"]], "có 2 cột, từ ô đang đứng sang phải chỉ còn 1 cột"),
        ("m1", [["1"]] * 5, "có 5 dòng, từ ô đang đứng trở xuống chỉ còn 4 dòng"),
        ("m1", [["1"], ["2"]], "Ở dòng “Lĩnh vực xã hội”, cột “Tháng 1”: Ô này không nhập được."),
        ("m1", [["khoảng chục"]], "Ở dòng “Số cơ sở kinh tế”, cột “Tháng 1”: 'khoảng chục' chưa phải là một số"),
        ("m1", [["#N/A"], [""]], "Ở dòng “Số cơ sở kinh tế”, cột “Tháng 1”: Ô báo lỗi #N/A"),
        ("unit", [["1"]], "cột “ĐVT”: Cột “ĐVT” chỉ để xem"),
    ],
)
def test_what_does_not_fit_is_refused_whole_and_named(
    qtbot: QtBot, column: str, rows: list[list[str]], said: str
) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    grid.show_key(2, column)
    put(rows)
    assert said in refused(qtbot, grid, Key.Key_V)
    assert sheet.written == []


def test_every_refused_cell_is_named_with_its_row_and_column(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    grid.show_key(1, "m4")
    put([["5000", "1"], ["1", "7000"]])
    said = refused(qtbot, grid, Key.Key_V)
    assert said.splitlines() == [
        "Chưa dán ô nào: 2 ô không ghi được. Hãy sửa các ô này rồi làm lại.",
        "– Tổng thu ngân sách, Tháng 4: 5.000 lớn hơn tổng là 1.000. Hãy sửa tổng trước.",
        "– Số cơ sở kinh tế, Tháng 5: 7.000 lớn hơn tổng là 1.000. Hãy sửa tổng trước.",
    ]
    assert sheet.written == []


def test_a_single_refused_cell_is_named_too(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    grid.show_key(1, "m4")

    def refuse(cells: object) -> None:
        raise Refused("Lớn hơn tổng. Hãy sửa tổng trước.", "result")

    sheet.model.save_block = refuse
    put([["5"]])
    said = refused(qtbot, grid, Key.Key_V)
    assert said == "Chưa dán ô nào. Ở dòng “Tổng thu ngân sách”, cột “Tháng 4”: Lớn hơn tổng. Hãy sửa tổng trước."


def test_of_many_refused_cells_as_many_are_named_as_a_small_screen_holds(qtbot: QtBot) -> None:
    sheet = MonthSheet([Year(n, f"Chỉ tiêu {n}") for n in range(1, 21)])
    grid = make_month_grid(qtbot, sheet)
    grid.show_key(1, "m1")
    put([["5000"]] * 20)
    lines = refused(qtbot, grid, Key.Key_V).splitlines()
    assert lines[1] == "– Chỉ tiêu 1, Tháng 1: 5.000 lớn hơn tổng là 1.000."  # of many only what is wrong
    assert len(lines) == MOST_NAMED + 2
    assert lines[-1] == "… và 8 ô nữa."
    for year in sheet.years:
        year.name += " rất dài" * 20
    lines = refused(qtbot, grid, Key.Key_V).splitlines()
    assert len(lines) == 9 + 2
    assert lines[-1] == "… và 11 ô nữa."
    assert all(len(line) < 128 for line in lines)


def test_a_block_goes_on_to_the_months_that_wait_beside_the_screen(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet, 700)
    assert len(grid.hidden_columns()) > 4
    grid.show_key(2, "m1")
    put([[str(n) for n in range(1, 13)]])
    press(qtbot, grid, Key.Key_V)
    assert sheet.typed(2) == {n: str(n) for n in range(1, 13)}


def test_one_copied_value_fills_the_block_and_passes_over_headings(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    choose(grid, (2, "m1"), (4, "m2"))
    put([["8"]])
    press(qtbot, grid, Key.Key_V)
    assert len(chosen(grid)) == 8  # still the block that was filled, its heading too
    written = [(key, column) for key in (2, 3, 4) for column in ("m1", "m2")]
    assert sheet.written == [("Dán", [(*cell, "8") for cell in written])]


def test_a_block_begins_in_the_first_selected_cell_wherever_the_selection_was_drawn_from(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    choose(grid, (1, "m4"), (2, "m8"))
    grid.selectionModel().setCurrentIndex(
        grid.proxy.index_of(2, grid.table.column_of("m8")), QItemSelectionModel.SelectionFlag.NoUpdate
    )
    put([["1", "2"]])  # the selection is no multiple of it
    press(qtbot, grid, Key.Key_V)
    assert sheet.written == [("Dán", [(1, "m4", "1"), (1, "m5", "2")])]


def test_a_row_is_repeated_over_a_selection_of_several_rows_but_not_in_headings(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    choose(grid, (2, "m1"), (4, "m4"))
    put([["1", "2"]])
    press(qtbot, grid, Key.Key_V)
    row = [("m1", "1"), ("m2", "2"), ("m3", "1"), ("m4", "2")]
    assert sheet.written == [("Dán", [(key, *cell) for key in (2, 3, 4) for cell in row])]
    assert len(chosen(grid)) == 16


def test_a_place_that_gave_way_takes_nothing_unseen(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    grid.show_key(1, "unit")
    grid.resize(600, 420)
    assert "ĐVT" in grid.hidden_columns()
    put([["1", "2"]])
    assert "không hiện trên màn hình" in refused(qtbot, grid, Key.Key_V)


def test_a_table_without_blocks_takes_one_column_at_a_time(qtbot: QtBot) -> None:
    sheet = MonthSheet(blocks=False)
    grid = make_month_grid(qtbot, sheet)
    grid.show_key(1, "m4")
    put([["1", "2"]])
    assert "từng cột một" in refused(qtbot, grid, Key.Key_V)
    assert sheet.written == []


def test_without_a_place_or_a_block_nothing_happens(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    grid.show_key(1, "m4")
    QGuiApplication.clipboard().setMimeData(QMimeData())
    with qtbot.assertNotEmitted(grid.refused):
        press(qtbot, grid, Key.Key_V)
    assert sheet.written == []


# Copying -------------------------------------------------------------------------------------------------------------


def test_what_is_copied_here_is_pasted_here_exactly(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    choose(grid, (1, "m1"), (2, "m2"))
    press(qtbot, grid, Key.Key_C)
    grid.show_key(1, "m7")
    press(qtbot, grid, Key.Key_V)
    typed = sheet.typed(1)
    assert [typed[7], typed[8]] == ["82,70", "3/4"]  # with its decimals, with its two counts
    assert [sheet.typed(2)[month] for month in (7, 8)] == ["9", "10"]


def test_of_a_copied_row_what_follows_from_its_figures_follows_again(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    choose(grid, (1, "m1"), (1, "m3"))  # the third follows
    press(qtbot, grid, Key.Key_C)
    grid.show_key(4, "m1")
    press(qtbot, grid, Key.Key_V)
    assert sheet.typed(4) == {1: "82,70", 2: "3/4"}
    grid.show_key(1, "m3")  # copied by itself it is a figure like any other, exact though 12,3 is shown
    press(qtbot, grid, Key.Key_C)
    grid.show_key(4, "m3")
    press(qtbot, grid, Key.Key_V)
    assert sheet.typed(4)[3] == "12,333333"


def test_other_programs_get_text_and_raw_values_in_their_own_ways(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    choose(grid, (1, "name"), (1, "m3"))
    press(qtbot, grid, Key.Key_C)
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "Tổng thu ngân sách\ttỷ đồng\t82,70\t3/4\t12,3"
    assert 'x:num="82.70" sdval="82.70" sdnum="1033;"' in data.html()
    assert "mso-number-format" in data.html()
    assert '<td class="text" x:str sdnum="1033;0;@">3/4</td>' in data.html()  # no day in April
    other = QMimeData()
    other.setHtml(data.html())
    found = pasting.read(other)
    assert found is not None
    assert [cell.value for cell in found.cells.values()][2] == sheet.years[1].value(1)


def test_copying_takes_the_months_that_wait_beside_the_screen_too(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet, 700)
    grid.show_key(2, "m1")
    press(qtbot, grid, Key.Key_A)
    press(qtbot, grid, Key.Key_C)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[2].split("\t") == ["2", "Số cơ sở kinh tế", "9", "10", "11", *[""] * 9]  # ĐVT gave way
    assert len(lines) == 6


# Filling -------------------------------------------------------------------------------------------------------------


def test_fill_down_hands_the_first_row_on_and_passes_over_headings(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    choose(grid, (1, "m1"), (4, "m3"))
    press(qtbot, grid, Key.Key_D)
    columns = {"m1": "82,70", "m2": "3/4"}  # the third follows from others
    assert sheet.written == [
        ("Điền", [(key, column, text) for column, text in columns.items() for key in (2, 3, 4)]),
    ]
    choose(grid, (1, "m3"), (2, "m3"))  # by itself it is handed on
    press(qtbot, grid, Key.Key_D)
    assert sheet.written[1:] == [("Điền", [(2, "m3", "12,333333")])]


def test_fill_right_hands_the_first_column_on(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    choose(grid, (2, "m3"), (3, "m5"))
    press(qtbot, grid, Key.Key_R)
    assert sheet.written == [("Điền", [(2, "m4", "11"), (2, "m5", "11")])]  # row 3 has nothing to hand on


def test_a_single_cell_takes_what_stands_above_or_at_its_left(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    grid.show_key(3, "m2")  # a heading stands between it and 10
    press(qtbot, grid, Key.Key_D)
    grid.show_key(2, "m4")
    press(qtbot, grid, Key.Key_R)
    assert sheet.written == [("Điền", [(3, "m2", "10")]), ("Điền", [(2, "m4", "11")])]


def test_a_fill_over_a_cell_that_takes_nothing_is_refused_whole(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    choose(grid, (3, "m1"), (3, "m12"))
    said = refused(qtbot, grid, Key.Key_R)
    assert said.startswith("Chưa điền ô nào: 4 ô không ghi được")
    assert "– Hộ nghèo, Tháng 7: Chưa đến kỳ" in said
    assert sheet.written == []


@pytest.mark.parametrize(
    ("key", "column", "pressed", "said"),
    [(4, "m9", Key.Key_D, "phía trên"), (1, "m1", Key.Key_R, "bên trái"), (1, "name", Key.Key_D, "ô số liệu")],
)
def test_a_fill_from_nothing_says_so(qtbot: QtBot, key: int, column: str, pressed: Qt.Key, said: str) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    grid.show_key(key, column)
    assert said in refused(qtbot, grid, pressed)
    assert sheet.written == []


# Emptying ------------------------------------------------------------------------------------------------------------


def test_del_empties_a_block_in_one_action_after_asking(qtbot: QtBot, said: Said) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    choose(grid, (1, "m1"), (3, "m3"))
    said.answers = [1, 0]
    with qtbot.assertNotEmitted(grid.removal_asked):
        qtbot.keyClick(grid, Key.Key_Delete)
        assert sheet.written == []
        qtbot.keyClick(grid, Key.Key_Delete)
    assert "6 ô đang chọn ở 3 cột “Tháng 1” … “Tháng 3”" in said.texts[0]  # 12,3 follows: nothing was typed there
    filled = [(1, "m1"), (1, "m2"), (2, "m1"), (2, "m2"), (2, "m3"), (3, "m1")]
    assert sheet.written == [("Xóa", [(*cell, "") for cell in filled])]


def test_del_in_the_name_s_column_is_about_the_row(qtbot: QtBot) -> None:
    sheet = MonthSheet()
    grid = make_month_grid(qtbot, sheet)
    grid.show_key(1, "name")
    with qtbot.waitSignal(grid.removal_asked):
        qtbot.keyClick(grid, Key.Key_Delete)


# A book that is only read --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [Key.Key_V, Key.Key_D, Key.Key_R])
def test_nothing_is_written_where_the_book_is_only_read(qtbot: QtBot, key: Qt.Key) -> None:
    sheet = MonthSheet()
    sheet.model.close("Sổ đang mở để xem.")
    grid = make_month_grid(qtbot, sheet)
    choose(grid, (1, "m1"), (2, "m2"))
    put([["1"]])
    assert refused(qtbot, grid, key) == "Sổ đang mở để xem."
    assert sheet.written == []
