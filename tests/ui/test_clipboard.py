"""Copy and paste in a table with one typed column: text and raw values, refusals, one value for many cells."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from hxapp.ui.dialogs.paste_preview import PastePreviewDialog
from hxapp.ui.grid import Grid
from hxapp.ui.table import Column
from tests.ui.building import Line, Sheet, make_grid

Key = Qt.Key


def put(text: str, html: str = "") -> None:
    data = QMimeData()
    data.setText(text)
    if html:
        data.setHtml(html)
    QGuiApplication.clipboard().setMimeData(data)


def press(qtbot: QtBot, grid: Grid, key: Qt.Key) -> None:
    qtbot.keyClick(grid, key, Qt.KeyboardModifier.ControlModifier)


@pytest.fixture
def previews(monkeypatch: pytest.MonkeyPatch) -> list[PastePreviewDialog]:
    """The previews of what is pasted; in each the button that writes is pressed, and without it Esc."""
    shown: list[PastePreviewDialog] = []

    def run(dialog: PastePreviewDialog) -> int:
        shown.append(dialog)
        dialog.write.click()
        return dialog.result()

    monkeypatch.setattr(PastePreviewDialog, "exec", run)
    return shown


def test_copying_a_block_gives_tabs_and_raw_values_for_excel(qtbot: QtBot) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    grid.show_key(61, "figure")
    flags = QItemSelectionModel.SelectionFlag.Select
    for key, column in ((61, 1), (62, 1), (62, 3)):
        grid.selectionModel().select(sheet.proxy.index_of(key, column), flags)
    press(qtbot, grid, Key.Key_C)
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "Số cơ sở kinh tế\t9\nSố lao động\t41"
    assert 'x:num="41"' in data.html()


def test_pasting_a_column_saves_all_of_it_in_one_action(qtbot: QtBot, previews: list[PastePreviewDialog]) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    grid.show_key(61, "figure")
    put("12,5\r\n40\r\n7\r\n")
    press(qtbot, grid, Key.Key_V)
    assert sheet.saved == [(61, "12,5"), (62, "40"), (7, "7")]
    assert len(previews) == 1  # plain text says no raw values


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (("12", "5000", "1"), "lớn hơn tổng"),  # refused by the book
        (("1", "2", "3", "4"), "Thu nhập bình quân”, cột “TH quý III”: Dòng này chưa đến kỳ"),  # the fourth cell
        (("1", "2", "3", "4", "5", "6"), "có 6 dòng, từ ô đang đứng trở xuống chỉ còn 4 dòng"),
    ],
)
def test_a_block_that_does_not_fit_is_refused_whole(qtbot: QtBot, values: tuple[str, ...], said: str) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    grid.show_key(61, "figure")
    rows = "".join(f'<tr><td x:num="{value}">{value}</td></tr>' for value in values)
    put("\n".join(values), f"<table>{rows}</table>")
    with qtbot.waitSignal(grid.refused) as refused:
        press(qtbot, grid, Key.Key_V)
    assert refused.args is not None
    assert said in refused.args[0]
    assert sheet.saved == []


def test_excel_s_raw_values_are_taken_where_they_are_given(qtbot: QtBot) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    grid.show_key(61, "figure")
    put("1,250\n3", '<table><tr><td x:num="1.25">1,250</td></tr><tr><td sdval="300">300</td></tr></table>')
    press(qtbot, grid, Key.Key_V)
    assert sheet.saved == [(61, "1,25"), (62, "300")]


def test_one_value_fills_the_selected_cells_and_blanks_leave_a_cell_alone(
    qtbot: QtBot, previews: list[PastePreviewDialog]
) -> None:
    sheet = Sheet()
    grid = make_grid(qtbot, sheet)
    grid.show_key(61, "figure")
    grid.selectionModel().select(sheet.proxy.index_of(62, 3), QItemSelectionModel.SelectionFlag.Select)
    put("8")
    press(qtbot, grid, Key.Key_V)
    assert sheet.saved == [(61, "8"), (62, "8")]
    grid.show_key(61, "figure")
    put("\n15")
    press(qtbot, grid, Key.Key_V)
    assert sheet.saved[2:] == [(62, "15")]


def test_a_copied_choice_is_pasted_as_its_value(qtbot: QtBot) -> None:
    chosen: list[tuple[int, str]] = []

    def save_many(cells: Sequence[tuple[Line, str]]) -> None:
        chosen.extend((line.id, text) for line, text in cells)

    words = {"met": "Đạt", "not due": "Chưa đến kỳ"}
    extra = Column(
        "c",
        "Tự đánh giá",
        lambda line: words[line.state],
        width=110,
        save=lambda line, text: save_many([(line, text)]),
        save_many=save_many,
        edit_text=lambda line: line.state,
        choices=lambda line: tuple(words.items()),
    )
    grid = make_grid(qtbot, Sheet(extra=(extra,)), 1100)
    grid.show_key(8, "c")
    press(qtbot, grid, Key.Key_C)
    assert QGuiApplication.clipboard().text() == "Chưa đến kỳ"
    grid.show_key(1, "c")
    press(qtbot, grid, Key.Key_V)
    assert chosen == [(1, "not due")]
