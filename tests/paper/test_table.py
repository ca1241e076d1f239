"""How a table is set: figures on the comma, signs drawn, the number shared by parts."""

from __future__ import annotations

import pytest

from hxapp.paper.measures import mm
from hxapp.paper.strips import Rule, Shape, Strip, Writing
from hxapp.paper.table import TableLayout
from hxapp.reports.report import Align, Cell, Column, Sign, Table, item, part

WIDTH = mm(165)


def strips(table: Table) -> list[Strip]:
    return TableLayout(table, WIDTH, 1).strips()


def writing(strip: Strip, text: str) -> Writing:
    return next(
        mark
        for mark in strip.marks
        if isinstance(mark, Writing) and " ".join(line.text for line in mark.words.lines) == text
    )


def comma_at(strip: Strip, text: str) -> float:
    mark = writing(strip, text)
    line = mark.words.lines[0]
    whole = text.split(",")[0].split(" ")[0]
    return mark.x + (line.x_at(len(whole)) if len(whole) < len(text) else line.width)


def test_figures_stand_on_the_comma_over_all_rows() -> None:
    texts = ("4.706,3", "9", "-0,75", "104,5", "+2,4 đ%", "12")
    columns = (Column("A", 60), Column("B", 40, Align.DECIMAL))
    rows = strips(Table(columns, tuple(item("x", Cell(text, bold=text == "9")) for text in texts)))[1:]
    commas = [comma_at(strip, text) for strip, text in zip(rows, texts, strict=True)]
    assert max(commas) - min(commas) < mm(0.05)


def test_what_is_no_figure_is_centred_in_a_figure_column() -> None:
    columns = (Column("A", 60), Column("B", 60, Align.DECIMAL))
    strip = strips(Table(columns, (item("x", "14 – 15"),)))[1]
    mark = writing(strip, "14 – 15")
    assert mark.align is Align.CENTER


def test_a_figure_wider_than_its_column_stays_inside() -> None:
    columns = (Column("A", 160), Column("B", 9, Align.DECIMAL))
    strip = strips(Table(columns, (item("x", "1.234.567.890,5"),)))[1]
    mark = next(mark for mark in strip.marks if isinstance(mark, Writing) and mark.x > mm(100))
    assert all(line.width <= mark.width + 1 for line in mark.words.lines)
    assert mark.x + mark.width <= WIDTH


@pytest.mark.parametrize("sign", list(Sign))
def test_signs_are_shapes_not_letters(sign: Sign) -> None:
    strip = strips(Table((Column("A", 60), Column("B", 60, Align.CENTER)), (item("x", Cell("Khó đạt", sign=sign)),)))[1]
    shape = next(mark for mark in strip.marks if isinstance(mark, Shape))
    text = writing(strip, "Khó đạt")
    slack = (text.width - text.words.lines[0].width) / 2
    assert shape.x + shape.size / 2 < text.x + slack
    assert shape.x - shape.size / 2 > WIDTH / 2
    assert 0 < shape.y < strip.height


def test_parts_share_the_number_cell_of_their_item() -> None:
    table = Table(
        (Column("TT", 10, Align.CENTER), Column("A", 60)),
        (
            item("6", "Tăng số cơ sở và số lao động trong các cơ sở kinh tế trong năm, gồm cả cơ sở mới đăng ký"),
            part("", "x"),
        ),
    )
    layout = TableLayout(table, WIDTH, 1)
    _head, whole, piece = layout.strips()
    across = [mark for mark in piece.marks if isinstance(mark, Rule) and mark.y1 == mark.y2 == 0]
    assert [mark.x1 for mark in across] == [layout.edges[1]]
    assert writing(whole, "6").y < mm(1)


def test_widths_fill_the_text_whatever_their_sum() -> None:
    layout = TableLayout(Table((Column("A", 1), Column("B", 3)), ()), WIDTH, 1)
    assert layout.edges == pytest.approx([0, WIDTH / 4, WIDTH])


def test_head_of_two_rows_with_spans_covers_the_width_without_overlap() -> None:
    head = (
        (Cell("TT", rows=2), Cell("So sánh lũy kế (%)", span=2), Cell("Ghi chú", rows=2)),
        (Cell("với kế hoạch"), Cell("với cùng kỳ")),
    )
    table = Table((Column("", 10), Column("", 20), Column("", 20), Column("", 30)), (), head)
    strip = strips(table)[0]
    upper, lower = writing(strip, "So sánh lũy kế (%)"), writing(strip, "với cùng kỳ")
    assert upper.y + upper.words.height <= lower.y
    for text in ("TT", "Ghi chú"):
        mark = writing(strip, text)
        assert mark.y + mark.words.height / 2 == pytest.approx(strip.height / 2, abs=1)
