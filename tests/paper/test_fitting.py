"""A report told in several lengths: paper draws the fullest that stands on one page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hxapp.paper.measures import mm, text_height
from hxapp.paper.pages import fullest, height, page_count, pages
from hxapp.reports.report import Align, Bar, Bars, Cell, Column, Heading, Paragraph, Report, Table, item
from tests.paper.building import pdf_texts, report

SENTENCE = "Rà soát, lập danh mục công trình, dự án cần thu hồi đất và chuyển mục đích sử dụng đất."


def told(*counts: int) -> Report:
    """The same in so many paragraphs, and in ever fewer."""
    first, *rest = (report(*[Paragraph(f"{number}. {SENTENCE}") for number in range(1, count + 1)]) for count in counts)
    return replace(first, shorter=tuple(rest))


def paragraphs(text: str) -> int:
    return text.count(SENTENCE)


def test_the_fullest_that_fits_is_drawn(tmp_path: Path) -> None:
    choices = told(*range(60, 0, -1))
    (text,) = pdf_texts(choices, tmp_path)
    shown = paragraphs(text)
    assert f"{shown}. {SENTENCE}" in text
    assert page_count(told(shown)) == 1 and page_count(told(shown + 1)) == 2
    assert len(fullest(choices).blocks) == shown


def test_what_fits_whole_is_drawn_whole(tmp_path: Path) -> None:
    (text,) = pdf_texts(told(3, 2, 1), tmp_path)
    assert paragraphs(text) == 3


def test_the_last_may_start_anew(tmp_path: Path) -> None:
    again = told(40, 30, 7, 5)
    choices = replace(told(60, 50), shorter=(told(50), again))
    (text,) = pdf_texts(choices, tmp_path)
    assert paragraphs(text) == 7


def test_what_no_length_can_spare_is_drawn_smaller(tmp_path: Path) -> None:
    (text,) = pdf_texts(told(70, 60), tmp_path)
    assert paragraphs(text) == 60 and "Trần Văn Mẫu" in text
    (page,) = pages(told(70, 60))
    last = page.placed[-1]
    assert last.y + last.strip.height <= text_height(False)
    assert height(told(60)) > text_height(False)


def test_without_shorter_ones_a_report_takes_the_pages_it_needs() -> None:
    assert page_count(told(60)) > 1


def test_a_cell_held_to_lines_makes_a_low_row(tmp_path: Path) -> None:
    columns = (Column("TT", 10, Align.CENTER), Column("Việc", 60), Column("Hạn", 20))
    whole = Table(columns, (item("1", Cell(SENTENCE * 3 + " (C.II)", tail=" (C.II)"), "31/12/2022"),))
    held = replace(whole, rows=(item("1", Cell(SENTENCE * 3 + " (C.II)", lines=2, tail=" (C.II)"), "31/12/2022"),))
    assert height(report(held)) < height(report(whole)) - mm(8)
    (text,) = pdf_texts(report(held), tmp_path)
    assert "… (C.II)" in text and text.count("Rà soát") == 2
    assert "…" not in pdf_texts(report(whole), tmp_path)[0]


def test_a_paragraph_and_a_label_are_held_to_lines(tmp_path: Path) -> None:
    (text,) = pdf_texts(report(Paragraph(SENTENCE * 9, lines=2)), tmp_path)
    assert text.count("…") == 1 and paragraphs(text) < 3
    bars = Bars("Tiến độ", (Bar(SENTENCE, (), "70"),))
    assert height(report(replace(bars, label_lines=1))) < height(report(bars))


@pytest.mark.parametrize("rows", [1, 5])
def test_the_gap_in_a_row_is_the_tables_own(rows: int) -> None:
    table = Table((Column("A", 80),), tuple(item(str(number)) for number in range(rows)))
    saved = height(report(table)) - height(report(replace(table, pad_mm=0.4)))
    assert saved == pytest.approx((rows + 1) * 2 * mm(0.3))


def test_a_table_stands_close_under_its_heading() -> None:
    table = Table((Column("A", 80),), (item("1"),))
    heading = height(report(Heading("I. TỔNG HỢP"))) - height(report())
    under = height(report(Heading("I. TỔNG HỢP"), table)) - height(report()) - heading
    alone = height(report(table)) - height(report())
    assert alone - under == pytest.approx(mm(1.6))
