"""Heights without fonts: lines by the widths of letters, and every kind of block counted."""

from __future__ import annotations

from decimal import Decimal

import pytest

from hxapp.reports import room
from hxapp.reports.report import (
    Bar,
    Bars,
    Block,
    Charts,
    Column,
    Figure,
    Figures,
    Heading,
    Letterhead,
    Paragraph,
    Report,
    Run,
    Segment,
    Signatures,
    Table,
    item,
)

SENTENCE = "Rà soát, lập danh mục công trình, dự án cần thu hồi đất và chuyển mục đích sử dụng đất"


@pytest.mark.parametrize(
    ("text", "width", "count"),
    [("", 30, 1), ("một", 30, 1), ("một\nhai", 30, 2), (SENTENCE, 1000, 1), ("a" * 100, 50, 4)],
)
def test_lines(text: str, width: float, count: int) -> None:
    assert room.lines(text, width, 11) == count


def test_bold_capitals_and_larger_type_are_wider() -> None:
    plain = room.text_mm(SENTENCE, 11)
    assert plain < room.text_mm(SENTENCE, 11, bold=True) < room.text_mm(SENTENCE.upper(), 11, bold=True)
    assert room.text_mm(SENTENCE, 22) == pytest.approx(2 * plain)
    assert room.text_mm((Run(SENTENCE, bold=True),), 11) == room.text_mm(SENTENCE, 11, bold=True)


def test_accents_take_no_width_of_their_own() -> None:
    assert room.text_mm("ế", 11) == room.text_mm("e", 11)
    assert room.text_mm("ế", 11) == room.text_mm("e\u0302\u0301", 11)


BARS = Bars("Tiến độ", (Bar("Thu ngân sách", (Segment(Decimal(70)),), "70"),), mark=(Decimal(75), "mốc 75%"))


@pytest.mark.parametrize(
    ("small", "tall"),
    [
        (Heading("Một"), Heading(SENTENCE * 3)),
        (Paragraph("Một"), Paragraph(SENTENCE * 3)),
        (Table((Column("A", 80),), (item("1"),)), Table((Column("A", 80),), (item("1"), item(SENTENCE * 2)))),
        (Figures((Figure("A", "1/2"),)), Figures((Figure("A", "1/2", lines=("một", "hai")),))),
        (BARS, Bars("Tiến độ", BARS.bars * 2, mark=BARS.mark)),
        (Charts((BARS,)), Charts((BARS, Bars("Hai", BARS.bars * 3)))),
    ],
)
def test_more_words_take_more_room(small: Block, tall: Block) -> None:
    assert 3 < room.block_mm(small) < room.block_mm(tall)


def test_head_and_signatures_count() -> None:
    bare = room.report_mm(Report("BÁO CÁO", head=None))
    head = room.report_mm(Report("BÁO CÁO", head=Letterhead("Ủy ban nhân dân phường X")))
    longer = room.report_mm(Report("BÁO CÁO", head=Letterhead("Ủy ban nhân dân phường X", superior=SENTENCE)))
    signed = room.report_mm(Report("BÁO CÁO", head=None, signatures=Signatures(("TM.",), "CHỦ TỊCH")))
    assert bare < head < longer
    assert signed > bare + 25
