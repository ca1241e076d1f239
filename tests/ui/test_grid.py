"""The grid under the hands: typing, refusing, moving, sideways, heights, selection."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton, QToolTip
from pytestqt.qtbot import QtBot

from hxapp.ui.grid import Grid
from hxapp.ui.preferences import Preferences
from hxapp.ui.table import Align, Column
from tests.ui.building import Line, Sheet, all_of, make_grid, make_line

Key = Qt.Key
LONG = "Tốc độ tăng giá trị sản xuất các ngành kinh tế bình quân so với năm 2021 (không tính tiền sử dụng đất) " * 2


def editor_of(grid: Grid) -> QLineEdit:
    editor = grid.delegate.editor
    assert isinstance(editor, QLineEdit)
    return editor


def start_typing(qtbot: QtBot, grid: Grid, key: int, text: str) -> QLineEdit:
    """Stand in the figure's cell of a row and type as a clerk does, the first letter into the grid."""
    assert grid.show_key(key, "figure")
    qtbot.keyClicks(grid, text[:1])
    editor = editor_of(grid)
    qtbot.keyClicks(editor, text[1:])
    return editor


def test_typing_starts_at_once_enter_saves_and_goes_to_the_next_cell_that_can_be_typed_into(qtbot: QtBot) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    editor = start_typing(qtbot, grid, 1, "12,5")
    assert editor.text() == "12,5"  # what stood there is replaced
    qtbot.keyClick(editor, Key.Key_Return)
    assert sheet.saved == [(1, "12,5")]
    assert not grid.is_editing()
    assert grid.current_key() == 61  # the head between has no figure of its own
    assert grid.hasFocus()


def test_tab_saves_and_goes_to_the_right_shift_enter_up(qtbot: QtBot) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    qtbot.keyClick(start_typing(qtbot, grid, 61, "5"), Key.Key_Tab)
    assert sheet.saved == [(61, "5")]
    assert grid.current_key() == 61
    assert sheet.model.columns[grid.currentIndex().column()].key == "state"
    qtbot.keyClick(start_typing(qtbot, grid, 62, "6"), Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert grid.current_key() == 61


def test_f2_edits_what_stands_there_and_escape_leaves_it(qtbot: QtBot) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    grid.show_key(62, "figure")
    qtbot.keyClick(grid, Key.Key_F2)
    editor = editor_of(grid)
    assert editor.text() == "41"
    qtbot.keyClicks(editor, "99")
    qtbot.keyClick(editor, Key.Key_Escape)
    assert not grid.is_editing()
    assert sheet.saved == []
    assert sheet.model.data(sheet.model.index(3, 3)) == "41"


def test_a_refused_figure_stays_in_its_cell_with_the_reason_and_can_be_mended(qtbot: QtBot) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    editor = start_typing(qtbot, grid, 62, "5000")
    qtbot.keyClick(editor, Key.Key_Return)
    assert grid.delegate.editor is editor
    assert editor.text() == "5000"
    assert editor.property("refused") is True
    assert grid.delegate.bubble.isVisible()
    assert "lớn hơn tổng là 1.000" in grid.delegate.bubble.reason
    assert sheet.saved == []
    editor.selectAll()
    qtbot.keyClicks(editor, "50")
    assert not grid.delegate.bubble.isVisible()
    qtbot.keyClick(editor, Key.Key_Return)
    assert sheet.saved == [(62, "50")]


def test_a_refused_figure_cannot_be_lost_by_clicking_elsewhere(qtbot: QtBot) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    editor = start_typing(qtbot, grid, 62, "5000")
    place = grid.visualRect(sheet.proxy.index_of(7, 1)).center()
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert grid.current_key() == 62
    assert grid.delegate.editor is editor
    assert editor.text() == "5000"
    assert not grid.finish_editing()
    qtbot.keyClick(editor, Key.Key_Escape)
    assert grid.finish_editing()


def test_clicking_elsewhere_saves_what_was_typed(qtbot: QtBot) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    start_typing(qtbot, grid, 62, "50")
    place = grid.visualRect(sheet.proxy.index_of(7, 1)).center()
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert sheet.saved == [(62, "50")]
    assert grid.current_key() == 7


def test_new_rows_while_typing_leave_the_typed_text_alone(qtbot: QtBot) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    editor = start_typing(qtbot, grid, 62, "50")
    sheet.model.set_rows(list(sheet.lines))  # another cell was saved by a job
    assert grid.delegate.editor is editor
    assert editor.text() == "50"


def test_the_numeric_pad_s_dot_is_a_comma(qtbot: QtBot) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    editor = start_typing(qtbot, grid, 62, "4")
    qtbot.keyClick(editor, ".", Qt.KeyboardModifier.KeypadModifier)
    qtbot.keyClicks(editor, "5")
    assert editor.text() == "4,5"
    qtbot.keyClick(editor, ".")
    assert editor.text() == "4,5."


def test_letters_in_a_cell_that_is_not_typed_into_do_nothing(qtbot: QtBot) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    grid.show_key(1, "name")
    qtbot.keyClicks(grid, "dt")
    assert grid.current_key() == 1
    assert not grid.is_editing()


def test_del_empties_a_figure_and_asks_for_removal_elsewhere(qtbot: QtBot) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    grid.show_key(62, "figure")
    with qtbot.assertNotEmitted(grid.removal_asked):
        qtbot.keyClick(grid, Key.Key_Delete)
    assert sheet.saved == [(62, "")]
    grid.show_key(62, "name")
    with qtbot.waitSignal(grid.removal_asked):
        qtbot.keyClick(grid, Key.Key_Delete)


def test_arrow_keys_fold_and_open_a_head_and_move_elsewhere(qtbot: QtBot) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    grid.show_key(6, "name")
    qtbot.keyClick(grid, Key.Key_Left)
    assert sheet.ids() == [1, 6, 7, 8]
    assert grid.current_key() == 6
    qtbot.keyClick(grid, Key.Key_Right)
    assert 61 in sheet.ids()
    grid.show_key(1, "name")
    qtbot.keyClick(grid, Key.Key_Right)
    assert grid.currentIndex().column() == 2


def test_a_click_on_the_arrow_folds(qtbot: QtBot) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    cell = grid.visualRect(sheet.proxy.index_of(6, 1))
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(cell.left() + 10, cell.center().y()))
    assert sheet.ids() == [1, 6, 7, 8]


def test_rows_are_as_high_as_their_text_and_follow_the_width(qtbot: QtBot) -> None:
    sheet = Sheet((make_line(1, LONG), make_line(2, "Ngắn")))
    grid = make_grid(qtbot, sheet, 900)
    wide, short = grid.rowHeight(0), grid.rowHeight(1)
    assert short == 27
    assert wide > short
    grid.resize(650, 420)
    assert grid.rowHeight(0) > wide
    assert grid.rowHeight(1) == 27


def test_a_head_s_name_runs_over_the_empty_cells_after_it(qtbot: QtBot) -> None:
    sheet = Sheet((make_line(1, LONG), make_line(2, LONG, head=True, state="")))
    grid = make_grid(qtbot, sheet, 900)
    assert grid.rowHeight(1) < grid.rowHeight(0)
    name = sheet.proxy.index(1, 1)
    assert grid.text_width(name) > grid.columnWidth(1)


def test_a_long_tip_is_set_in_lines(qtbot: QtBot) -> None:
    tip = Column("tip", "Lưu ý", lambda row: "•", width=60, tip=lambda row: LONG)
    sheet = Sheet(extra=(tip,))
    grid = make_grid(qtbot, sheet, 1100)
    place = grid.visualRect(sheet.proxy.index_of(1, 5)).center()
    event = QHelpEvent(QEvent.Type.ToolTip, place, grid.viewport().mapToGlobal(place))
    QApplication.sendEvent(grid.viewport(), event)
    assert QToolTip.text().replace("\n", " ") == LONG.strip()
    assert "\n" in QToolTip.text()
    QToolTip.hideText()


WIDE = tuple(Column(f"x{n}", f"Cột {n}", lambda row: "", width=120, gives_way=n + 2) for n in range(5))


def test_what_gives_way_is_named_and_brought_back_sideways_beside_the_name(qtbot: QtBot) -> None:
    sheet = Sheet(extra=WIDE)
    grid = make_grid(qtbot, sheet, 900)
    hidden = grid.hidden_columns()
    assert hidden[0] == "ĐVT"
    assert "Cột 0" in hidden
    seen = set()
    for _ in range(len(sheet.model.columns)):
        shown = {c.heading for n, c in enumerate(sheet.model.columns) if not grid.isColumnHidden(n)}
        assert {"TT", "Chỉ tiêu"} <= shown
        seen |= shown
        qtbot.keyClick(grid, Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert seen == {column.heading for column in sheet.model.columns}
    for _ in range(len(sheet.model.columns)):
        qtbot.keyClick(grid, Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert grid.hidden_columns() == hidden


def test_the_arrow_to_hidden_columns_covers_no_heading(qtbot: QtBot) -> None:
    share = Column("share", "%", lambda row: "", width=44, align=Align.RIGHT)
    grid = make_grid(qtbot, Sheet(extra=(share, *WIDE)), 700)
    assert "%" not in grid.hidden_columns() and grid.hidden_columns()
    head = grid.horizontalHeader()
    number = next(n for n, column in enumerate(grid.table.columns) if column.key == "share")
    left = head.sectionViewportPosition(number)
    arrow = next(one for one in all_of(head, QToolButton) if one.isVisible())
    assert left < arrow.x() < left + head.sectionSize(number)
    image = head.grab().toImage()
    free = {image.pixel(x, y) for x in range(left + 2, arrow.x()) for y in range(4, head.height() - 4)}
    assert len(free) > 1, "the heading stands beside the arrow"


def test_wider_again_everything_is_shown(qtbot: QtBot) -> None:
    sheet = Sheet(extra=WIDE)
    grid = make_grid(qtbot, sheet, 700)
    with qtbot.waitSignal(grid.columns_changed):
        grid.resize(1500, 420)
    assert grid.hidden_columns() == ()


def test_dragged_widths_are_remembered_and_the_name_takes_the_rest(qtbot: QtBot, tmp_path: Path) -> None:
    sheet = Sheet()
    preferences = Preferences(tmp_path / "hxapp.ini")
    grid = make_grid(qtbot, sheet, 900, preferences)
    name = grid.columnWidth(1)
    grid.setColumnWidth(4, 150)
    grid.keep_dragged_widths()
    assert grid.columnWidth(1) == name - 30
    other = make_grid(qtbot, Sheet(), 900, Preferences(tmp_path / "hxapp.ini"))
    assert other.columnWidth(4) == 150
    other.forget_width(4)
    assert other.columnWidth(4) == 120


def test_new_rows_keep_the_place_and_the_selection(qtbot: QtBot) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    grid.show_key(62, "figure")
    flags = QItemSelectionModel.SelectionFlag.Select
    grid.selectionModel().select(sheet.proxy.index_of(7, 3), flags)
    sheet.model.set_rows([*sheet.lines, make_line(9)])
    assert grid.current_key() == 62
    assert grid.currentIndex().column() == 3
    assert [line.id for line in grid.selected_rows()] == [62, 7]


def test_the_wheel_scrolls_and_changes_nothing(qtbot: QtBot) -> None:
    sheet = Sheet([make_line(n, figure="1") for n in range(1, 60)])
    grid = make_grid(qtbot, sheet)
    start_typing(qtbot, grid, 1, "5")
    middle = QPointF(200, 200)
    event = QWheelEvent(
        middle,
        middle,
        QPoint(),
        QPoint(0, -240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(grid.viewport(), event)
    assert grid.verticalScrollBar().value() > 0
    assert editor_of(grid).text() == "5"


def test_a_list_to_choose_from_saves_its_value(qtbot: QtBot) -> None:
    chosen: list[tuple[int, str]] = []

    def save(line: Line, text: str) -> None:
        chosen.append((line.id, text))

    words = (("met", "Đạt"), ("not", "Chưa đạt"))
    extra = Column("c", "Tự đánh giá", lambda line: line.state, width=110, save=save, choices=lambda line: words)
    sheet = Sheet(extra=(extra,))
    grid = make_grid(qtbot, sheet, 1100)
    grid.show_key(1, "c")
    qtbot.keyClick(grid, Key.Key_F2)
    box = grid.delegate.editor
    assert box is not None
    box.setCurrentIndex(1)  # type: ignore[attr-defined]
    qtbot.keyClick(box, Key.Key_Return)
    assert chosen == [(1, "not")]
