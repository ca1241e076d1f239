"""The preview of what is pasted as plain text: the decimal sign, what is refused, and nothing written before 'Dán'."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from hxapp.domain.errors import HxError
from hxapp.ui import pasting
from hxapp.ui.dialogs.paste_preview import Outcome, PastePreviewDialog
from hxapp.ui.grid import Grid
from hxapp.ui.pasted_cells import COMMA, DOT
from tests.ui.conftest import Said
from tests.ui.month_sheet import MonthSheet, chosen, make_month_grid

Key = Qt.Key
Hands = Callable[[PastePreviewDialog], None]


@pytest.fixture(autouse=True)
def _vietnamese_region(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pasting, "region_sign", lambda: COMMA)


def paste(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, grid: Grid, text: str, hands: Hands) -> None:
    """Paste plain text at the current cell; `hands` do what the clerk does in the preview, which must come."""
    came: list[AssertionError | None] = []

    def run(dialog: PastePreviewDialog) -> int:
        with qtbot.waitExposed(dialog):
            dialog.show()
        try:
            hands(dialog)
            came.append(None)
        except AssertionError as error:  # not through Qt, which called this
            came.append(error)
        dialog.hide()
        return dialog.result()

    monkeypatch.setattr(PastePreviewDialog, "exec", run)
    data = QMimeData()
    data.setText(text)
    QGuiApplication.clipboard().setMimeData(data)
    qtbot.keyClick(grid, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert len(came) == 1
    if came[0] is not None:
        raise came[0]


def at(qtbot: QtBot, sheet: MonthSheet, key: int, column: str) -> Grid:
    grid = make_month_grid(qtbot, sheet)
    grid.show_key(key, column)
    return grid


def test_what_is_on_the_clipboard_stands_beside_what_would_be_written(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = MonthSheet()
    grid = at(qtbot, sheet, 1, "m1")

    def hands(dialog: PastePreviewDialog) -> None:
        assert [(row.target.name, row.target.column.heading, row.copied, row.text) for row in dialog.planned()] == [
            ("Tổng thu ngân sách", "Tháng 1", "82,70", "82,70"),
            ("Tổng thu ngân sách", "Tháng 2", "12,5%", "12,5%"),
            ("Số cơ sở kinh tế", "Tháng 1", "1.250,5", "1.250,5"),
            ("Số cơ sở kinh tế", "Tháng 2", "kps", "kps"),
        ]
        assert [row.outcome for row in dialog.planned()] == [Outcome.SAME, *[Outcome.CHANGED] * 3]
        assert sheet.written == []
        dialog.reject()

    paste(qtbot, monkeypatch, grid, "82,70\t12,5%\r\n1.250,5\tkps\r\n", hands)
    assert sheet.written == []  # given up


def test_enter_pastes_and_the_block_is_selected_then(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = MonthSheet()
    grid = at(qtbot, sheet, 1, "m4")
    paste(qtbot, monkeypatch, grid, "1\t2,5", lambda dialog: qtbot.keyClick(dialog.write, Key.Key_Return))
    assert sheet.written == [("Dán", [(1, "m4", "1"), (1, "m5", "2,5")])]
    assert chosen(grid) == [(1, "m4"), (1, "m5")]


@pytest.mark.parametrize(("region", "written"), [(COMMA, "125"), (DOT, "0,125")])
def test_what_can_be_read_in_two_ways_goes_by_the_region_and_is_marked(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, region: str, written: str
) -> None:
    monkeypatch.setattr(pasting, "region_sign", lambda: region)
    sheet = MonthSheet()
    grid = at(qtbot, sheet, 4, "m1")
    text = "1.250" if region == COMMA else "1,250"

    def hands(dialog: PastePreviewDialog) -> None:
        assert dialog.sign == region
        assert "vùng của máy này" in dialog.why.text()
        planned = dialog.planned()[0]
        assert planned.outcome is Outcome.TWO_WAYS
        assert planned.text == "1.250"
        assert planned.why == ("dấu chấm: 1,250" if region == COMMA else "dấu phẩy: 1,250")
        dialog.reject()

    paste(qtbot, monkeypatch, grid, text, hands)
    assert sheet.written == []


def test_the_decimal_sign_is_switched_by_hand(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = MonthSheet()
    grid = at(qtbot, sheet, 4, "m1")

    def hands(dialog: PastePreviewDialog) -> None:
        qtbot.mouseClick(dialog.signs[DOT], Qt.MouseButton.LeftButton)
        assert [row.text for row in dialog.planned()] == ["1,250", "7"]
        dialog.write.click()

    paste(qtbot, monkeypatch, grid, "1.250\t7", hands)
    assert sheet.typed(4) == {1: "1,250", 2: "7"}


def test_a_block_that_shows_its_sign_by_itself_says_by_which_cell(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = MonthSheet()
    grid = at(qtbot, sheet, 4, "m1")

    def hands(dialog: PastePreviewDialog) -> None:
        assert dialog.sign == DOT
        assert "12.5" in dialog.why.text()
        dialog.write.click()

    paste(qtbot, monkeypatch, grid, "1.250\t12.5", hands)
    assert sheet.typed(4) == {1: "1,250", 2: "12,5"}


def test_a_cell_that_cannot_be_written_stops_the_whole_and_is_shown(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = MonthSheet()
    grid = at(qtbot, sheet, 4, "m1")

    def hands(dialog: PastePreviewDialog) -> None:
        assert [row.outcome for row in dialog.planned()] == [Outcome.REFUSED, Outcome.NEW, Outcome.REFUSED]
        assert "ngày giờ" in dialog.planned()[2].why
        assert not dialog.write.isEnabled()
        assert "2 ô phải sửa" in dialog.write.text()
        assert [row.number for row in dialog.proxy.rows_shown()] == [0, 2]  # what must be mended comes first
        dialog.accept()
        assert dialog.isVisible()
        dialog.reject()

    paste(qtbot, monkeypatch, grid, "#N/A\t7\t15/05/2022", hands)
    assert sheet.written == []


def test_what_the_book_refuses_is_shown_in_its_rows_and_the_preview_stays(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = MonthSheet()
    grid = at(qtbot, sheet, 4, "m1")

    def hands(dialog: PastePreviewDialog) -> None:
        dialog.write.click()
        assert dialog.isVisible()
        assert [row.outcome for row in dialog.planned()] == [Outcome.NEW, Outcome.REFUSED]
        assert "lớn hơn tổng" in dialog.planned()[1].why
        assert not dialog.write.isEnabled()
        dialog.signs[DOT].click()  # 1,25 is no more than the whole
        dialog.write.click()

    paste(qtbot, monkeypatch, grid, "7\t1.250", hands)
    assert sheet.written == [("Dán", [(4, "m1", "7"), (4, "m2", "1,250")])]


def test_a_refusal_of_the_block_as_such_is_told_and_the_preview_stays(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, said: Said
) -> None:
    sheet = MonthSheet()

    def shut(cells: object) -> None:
        raise HxError("Kỳ này đã chốt. Hãy mở lại kỳ trước.")

    sheet.model.save_block = shut
    grid = at(qtbot, sheet, 4, "m1")

    def hands(dialog: PastePreviewDialog) -> None:
        dialog.write.click()
        assert dialog.isVisible()
        dialog.reject()

    paste(qtbot, monkeypatch, grid, "7", hands)
    assert said.texts == ["Kỳ này đã chốt. Hãy mở lại kỳ trước."]


def test_enter_elsewhere_than_on_the_button_writes_nothing(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = MonthSheet()
    grid = at(qtbot, sheet, 4, "m1")

    def hands(dialog: PastePreviewDialog) -> None:
        dialog.grid.setFocus()
        qtbot.keyClick(dialog.grid, Key.Key_Return)
        dialog.signs[COMMA].setFocus()
        qtbot.keyClick(dialog.signs[COMMA], Key.Key_Return)
        assert dialog.isVisible()
        qtbot.keyClick(dialog, Key.Key_Escape)
        assert not dialog.isVisible()

    paste(qtbot, monkeypatch, grid, "7", hands)
    assert sheet.written == []


def test_chips_show_the_cells_of_one_outcome(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = MonthSheet()
    grid = at(qtbot, sheet, 2, "m3")

    def hands(dialog: PastePreviewDialog) -> None:
        counts = [(chip.key, chip.count) for chip in dialog.strip.chips()]
        assert counts == [("", 3), ("TWO_WAYS", 1), ("NEW", 1), ("SAME", 1)]
        dialog.strip.choose("TWO_WAYS")
        assert [row.copied for row in dialog.proxy.rows_shown()] == ["1.250"]
        dialog.reject()

    paste(qtbot, monkeypatch, grid, "11\t1.250\t5", hands)


def test_what_is_read_in_two_ways_is_counted_where_it_replaces_a_figure(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = MonthSheet()
    grid = at(qtbot, sheet, 1, "m1")

    def hands(dialog: PastePreviewDialog) -> None:
        assert [row.outcome for row in dialog.planned()] == [Outcome.TWO_WAYS, Outcome.CHANGED]
        counts = [(chip.key, chip.count) for chip in dialog.strip.chips()]
        assert counts == [("", 2), ("TWO_WAYS", 1), ("CHANGED", 2)]
        dialog.strip.choose("CHANGED")
        assert [row.copied for row in dialog.proxy.rows_shown()] == ["1.250", "7"]
        dialog.reject()

    paste(qtbot, monkeypatch, grid, "1.250\t7", hands)


def test_words_alone_need_no_preview(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PastePreviewDialog, "exec", lambda dialog: pytest.fail("an unexpected preview"))
    sheet = MonthSheet()
    grid = at(qtbot, sheet, 4, "m1")
    QGuiApplication.clipboard().setText("kps\tkps")
    qtbot.keyClick(grid, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert sheet.typed(4) == {1: "kps", 2: "kps"}
