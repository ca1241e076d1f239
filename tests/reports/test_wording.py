"""Cells and words that reports share."""

from __future__ import annotations

from decimal import Decimal

import pytest

from hxapp.domain.indicators import Stage
from hxapp.reports import wording
from hxapp.services.figures import Figure


@pytest.mark.parametrize(
    ("text", "letters", "shown"),
    [
        ("Ngắn", 10, "Ngắn"),
        ("Đẩy mạnh tuyên truyền", 12, "Đẩy mạnh…"),
        ("Đẩy mạnh tuyên truyền", 9, "Đẩy mạnh…"),
        ("hai  dòng\nmột", 40, "hai dòng một"),
        ("Rà soát, lập danh mục", 10, "Rà soát…"),
        ("x" * 50, 10, "x" * 9 + "…"),
    ],
)
def test_shortened_text_is_cut_between_words(text: str, letters: int, shown: str) -> None:
    assert wording.shortened(text, letters) == shown
    assert len(shown) <= letters


def test_letters_follow_the_office_alphabet() -> None:
    letters = [wording.letter(place) for place in range(40)]
    assert letters[:8] == ["A", "B", "C", "D", "Đ", "E", "G", "H"]
    assert letters[23] == "AA"
    assert len(set(letters)) == 40 and not set("FJWZ") & set("".join(letters))


@pytest.mark.parametrize(
    ("text", "shown", "value", "decimals"),
    [
        ("76,8%", "76,8", Decimal("76.8"), 1),
        ("1.104,25%", "1.104,25", Decimal("1104.25"), 2),
        ("+0,6 điểm %", "+0,6 đ%", Decimal("0.6"), 1),
        ("-1,8 điểm %", "-1,8 đ%", Decimal("-1.8"), 1),
        ("+3 người", "+3 người", None, 0),
        ("", "", None, 0),
    ],
)
def test_comparisons_are_typed(text: str, shown: str, value: Decimal | None, decimals: int) -> None:
    cell = wording.comparison_cell(text)
    assert (cell.text, cell.value, cell.decimals) == (shown, value, decimals)


def test_figures_are_typed_as_printed() -> None:
    estimate = wording.figure_cell(Figure(Decimal("3186.2"), "3.186,2", Stage.ESTIMATE), bold=True)
    assert (estimate.value, estimate.decimals, estimate.italic, estimate.bold) == (Decimal("3186.2"), 1, True, True)
    assert wording.figure_cell(None, missing="…").text == "…"
    assert wording.figure_cell(Figure(None, "không phát sinh", Stage.FINAL, nothing_arose=True)).text == "-"
    words = wording.figure_cell(Figure(None, "Đạt chuẩn", Stage.FINAL, words="Đạt chuẩn"))
    assert (words.text, words.value) == ("Đạt chuẩn", None)


def test_lists_of_numbers_end() -> None:
    assert wording.listed(["1", "3"]) == "1, 3"
    assert wording.listed([str(number) for number in range(20)], 3) == "0, 1, 2, …"
