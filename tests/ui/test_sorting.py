"""What is shown and in which order: siblings sorted, folding, words without accents, chips."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.building import Sheet, make_line

DOWN = Qt.SortOrder.DescendingOrder
LETTERS = (
    make_line(1, "Em", "3"),
    make_line(2, "Đường", "10"),
    make_line(3, "Dân số", "9"),
    make_line(4, "Ăn", None),
    make_line(5, "An", "2,5"),
)


def test_rows_stand_as_they_were_handed_in() -> None:
    assert Sheet().ids() == [1, 6, 61, 62, 7, 8]


def test_vietnamese_letters_in_their_order() -> None:
    sheet = Sheet(LETTERS)
    sheet.proxy.sort(1)
    assert sheet.names() == ["An", "Ăn", "Dân số", "Đường", "Em"]


def test_figures_by_their_value_and_empty_ones_last_both_ways() -> None:
    sheet = Sheet(LETTERS)
    sheet.proxy.sort(3)
    assert sheet.ids() == [5, 1, 3, 2, 4]
    sheet.proxy.sort(3, DOWN)
    assert sheet.ids() == [2, 3, 1, 5, 4]


def test_siblings_are_sorted_and_parts_stay_under_their_head() -> None:
    sheet = Sheet()
    sheet.proxy.sort(1, DOWN)
    assert sheet.ids() == [1, 8, 6, 62, 61, 7]
    sheet.proxy.sort(-1)
    assert sheet.ids() == [1, 6, 61, 62, 7, 8]


def test_folding_hides_what_stands_under_a_row_also_after_new_rows() -> None:
    sheet = Sheet()
    sheet.proxy.set_folded(6, True)
    assert sheet.ids() == [1, 6, 7, 8]
    sheet.model.set_rows([*sheet.lines, make_line(9)])
    assert sheet.ids() == [1, 6, 7, 8, 9]
    sheet.proxy.fold_all(False)
    assert 61 in sheet.ids()
    sheet.proxy.fold_all()
    assert 61 not in sheet.ids()


def test_words_without_accents_find_rows_and_keep_what_stands_over_them() -> None:
    sheet = Sheet()
    sheet.proxy.set_folded(6, True)
    sheet.proxy.set_query("so lao dong")
    assert sheet.ids() == [6, 61, 62]  # the head says it too, so its parts come with it
    sheet.proxy.set_query("co so kinh te")
    assert sheet.ids() == [6, 61]
    sheet.proxy.set_query("duong")
    assert sheet.ids() == [7]
    sheet.proxy.set_query("")
    assert sheet.ids() == [1, 6, 7, 8]


def test_a_chip_shows_its_rows_and_their_heads() -> None:
    sheet = Sheet()
    sheet.proxy.set_chip(lambda line: line.id == 62)
    assert sheet.ids() == [6, 62]
    sheet.proxy.set_query("duong")
    assert sheet.ids() == []
    sheet.proxy.set_query("")
    sheet.proxy.set_chip(None)
    assert len(sheet.ids()) == 6


def test_typing_in_a_sorted_and_filtered_table_moves_no_row() -> None:
    sheet = Sheet(LETTERS)
    sheet.proxy.sort(3)
    sheet.proxy.set_chip(lambda line: line.figure is None or line.figure < 5)
    before = sheet.ids()
    assert sheet.model.commit(sheet.model.index(4, 3), "900") is None
    assert sheet.ids() == before
    sheet.proxy.refresh()
    assert sheet.ids() == [1, 4]


def test_reveal_opens_heads_and_lifts_filters(qtbot: QtBot) -> None:
    sheet = Sheet()
    sheet.proxy.set_folded(6, True)
    sheet.proxy.set_query("duong")
    with qtbot.waitSignal(sheet.proxy.shown_changed):
        sheet.proxy.reveal(62)
    assert sheet.proxy.index_of(62).isValid()
    assert not sheet.proxy.is_filtered
    sheet.proxy.reveal(999)
    assert not sheet.proxy.index_of(999).isValid()


def test_many_rows_fold_in_one_go_and_folding_them_again_is_nothing(qtbot: QtBot) -> None:
    sheet = Sheet(lines := [make_line(n) for n in range(1, 6)] + [make_line(n * 10, parent=n) for n in range(1, 6)])
    told: list[int] = []
    sheet.proxy.shown_changed.connect(lambda: told.append(len(sheet.ids())))
    sheet.proxy.fold([line.id for line in lines[:5]])
    assert told == [5]
    sheet.proxy.fold([1, 2])
    assert told == [5]
    sheet.proxy.fold([1, 2], False)
    assert told == [5, 7]
