"""Widths without fonts, by kinds of letter."""

from __future__ import annotations

import pytest

from hxapp.reports import text_widths
from hxapp.reports.report import Run

SENTENCE = "Rà soát, lập danh mục công trình, dự án cần thu hồi đất và chuyển mục đích sử dụng đất"


@pytest.mark.parametrize(
    ("text", "width", "count"),
    [("", 30, 1), ("một", 30, 1), ("một\nhai", 30, 2), (SENTENCE, 1000, 1), ("a" * 100, 50, 4)],
)
def test_lines(text: str, width: float, count: int) -> None:
    assert text_widths.lines(text, width, 11) == count


def test_bold_capitals_and_larger_type_are_wider() -> None:
    plain = text_widths.text_mm(SENTENCE, 11)
    assert plain < text_widths.text_mm(SENTENCE, 11, bold=True) < text_widths.text_mm(SENTENCE.upper(), 11, bold=True)
    assert text_widths.text_mm(SENTENCE, 22) == pytest.approx(2 * plain)
    assert text_widths.text_mm((Run(SENTENCE, bold=True),), 11) == text_widths.text_mm(SENTENCE, 11, bold=True)


def test_accents_take_no_width_of_their_own() -> None:
    assert text_widths.text_mm("ế", 11) == text_widths.text_mm("e", 11)
    assert text_widths.text_mm("ế", 11) == text_widths.text_mm("e\u0302\u0301", 11)
