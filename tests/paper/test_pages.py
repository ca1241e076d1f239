"""Page breaks are ours: what stays together, what repeats, and that nothing is lost or doubled."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hxapp.paper.measures import mm, text_height
from hxapp.paper.pages import page_count, pages
from hxapp.paper.strips import Writing
from hxapp.paper.text import Style, wrap
from hxapp.reports.report import (
    PRACTICE_MARK,
    Align,
    Bar,
    Bars,
    Cell,
    Column,
    Figure,
    Figures,
    Heading,
    Paragraph,
    Report,
    Row,
    RowKind,
    Segment,
    Signatures,
    Table,
    item,
    note,
    part,
    section,
    total,
)
from tests.paper.building import HEADINGS, long_table, pdf_texts, report, row_texts, sentence

HEAD_WORDS = f"{HEADINGS[0]} {HEADINGS[1]} {HEADINGS[2]} (1) (2) (3)"


@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize("items", [9, 24, 25, 26, 27, 28])
def test_rows_of_six_lines_are_whole_on_one_page(tmp_path: Path, landscape: bool, items: int) -> None:
    table = long_table(items)
    texts = pdf_texts(report(table, landscape=landscape), tmp_path)
    assert len(texts) > 1
    for text in row_texts(table, RowKind.ITEM):
        assert sum(page.count(text) for page in texts) == 1, text


def test_the_rows_of_the_test_have_six_lines() -> None:
    assert len(wrap(sentence(12), Style(11), mm(75 - 1.7)).lines) == 6


def test_head_and_column_numbers_repeat_on_every_page(tmp_path: Path) -> None:
    texts = pdf_texts(report(long_table(30)), tmp_path)
    assert len(texts) >= 4
    assert all(page.count(HEAD_WORDS) == 1 for page in texts)


@pytest.mark.parametrize("fillers", range(0, 16))
def test_a_section_never_ends_a_page(tmp_path: Path, fillers: int) -> None:
    # A rising stack of lines moves every section through the bottom of a page. Rows are drawn last on a page.
    table = long_table(14)
    rows = tuple(replace(row, keep_with_next=False) for row in table.rows)
    texts = pdf_texts(report(*[Paragraph("dòng đệm", size=6)] * fillers, replace(table, rows=rows)), tmp_path)
    assert texts[-1].endswith("Trần Văn Mẫu")
    for page in texts:
        assert not page.endswith(("PHẦN VIỆC THỨ 1", "PHẦN VIỆC THỨ 2"))


@pytest.mark.parametrize("fillers", range(0, 16))
def test_a_total_row_stays_with_the_row_before_it(tmp_path: Path, fillers: int) -> None:
    table = long_table(6)
    blocks = [Paragraph("dòng đệm")] * fillers
    texts = pdf_texts(report(*blocks, table, signatures=None), tmp_path)
    page = next(page for page in texts if "Cộng toàn phường" in page)
    assert sentence(6) in page


@pytest.mark.parametrize("fillers", range(12))
def test_an_item_and_its_parts_stay_together(tmp_path: Path, fillers: int) -> None:
    table = long_table(14, parts_of=range(1, 15))
    texts = pdf_texts(report(*[Paragraph("dòng đệm")] * fillers, table), tmp_path)
    for number in range(1, 15):
        page = next(page for page in texts if sentence(number) in page)
        assert f"- phần đầu của {number} " in page
        assert f"- phần cuối của {number} " in page


@pytest.mark.parametrize("fillers", range(12))
def test_total_and_signature_take_the_last_row_with_them(tmp_path: Path, fillers: int) -> None:
    table = long_table(9)
    foot_note = Paragraph("Ghi chú: số liệu ước.", size=10)
    texts = pdf_texts(report(*[Paragraph("dòng đệm")] * fillers, table, foot_note), tmp_path)
    for words in ("Cộng toàn phường", "Ghi chú: số liệu ước.", "CHỦ TỊCH", "Trần Văn Mẫu", "Lê Thị Thử"):
        assert words in texts[-1]
    assert sentence(9) in texts[-1]


def test_signature_after_words_alone_takes_the_last_paragraph(tmp_path: Path) -> None:
    for lines in range(25, 45):
        blocks = [Paragraph(f"đoạn số {number}.") for number in range(1, lines)]
        texts = pdf_texts(report(*blocks), tmp_path)
        assert f"đoạn số {lines - 1}." in texts[-1]


def test_page_numbers_and_practice_mark_stand_on_every_page(tmp_path: Path) -> None:
    texts = pdf_texts(report(long_table(20), foot="In lúc 14:05"), tmp_path)
    for number, page in enumerate(texts, start=1):
        assert page.count(f"trang {number}/{len(texts)}") == 1
        assert page.count(PRACTICE_MARK) == 1
        assert "In lúc 14:05" in page


def test_a_real_book_carries_no_practice_mark(tmp_path: Path) -> None:
    assert PRACTICE_MARK not in " ".join(pdf_texts(report(long_table(3), practice=False), tmp_path))


def test_every_word_is_there_once_and_no_other(tmp_path: Path) -> None:
    """The words of the PDF, counted, are the words of the description with its repeated heads, and nothing else."""
    table = long_table(20, parts_of=(3, 9))
    description = report(table, Heading("II. PHẦN CUỐI"), Paragraph("Hết; đường, ưu, ợ, ữ, ẵ, Ỹ."), head=None)
    texts = pdf_texts(description, tmp_path)
    pages = len(texts)
    expected = Counter[str]()
    for row in table.rows:
        for cell in row.cells:
            assert isinstance(cell.text, str)
            expected.update(cell.text.split())
    for _ in range(pages - (1 if HEAD_WORDS not in texts[-1] else 0)):
        expected.update(HEAD_WORDS.split())
    for number in range(1, pages + 1):
        expected.update(f"{PRACTICE_MARK} trang {number}/{pages}".split())
    expected.update(
        [
            "TIẾN",
            "ĐỘ",
            "THỰC",
            "HIỆN",
            "NHIỆM",
            "VỤ",
            "II.",
            "PHẦN",
            "CUỐI",
            "Hết;",
            "đường,",
            "ưu,",
            "ợ,",
            "ữ,",
            "ẵ,",
            "Ỹ.",
        ]
    )
    expected.update(
        [
            "TM.",
            "ỦY",
            "BAN",
            "NHÂN",
            "DÂN",
            "CHỦ",
            "TỊCH",
            "Trần",
            "Văn",
            "Mẫu",
            "NGƯỜI",
            "LẬP",
            "BIỂU",
            "Lê",
            "Thị",
            "Thử",
        ]
    )
    assert Counter(" ".join(texts).split()) == expected


def test_decomposed_text_is_printed_composed(tmp_path: Path) -> None:
    texts = pdf_texts(report(Paragraph("Tie\u0302\u0301n đo\u0323\u0302 quy\u0301 II")), tmp_path)
    assert "Tiến độ quý II" in texts[0]


def test_a_row_taller_than_a_page_goes_on_and_loses_nothing(tmp_path: Path) -> None:
    """The one exception to 'a row is never cut'."""
    words = [f"chữ{number}" for number in range(4000)]
    columns = (Column("TT", 10), Column("Nội dung", 60), Column("Ghi chú", 40))
    table = Table(columns, (item("1", "ngắn", "x"), item("2", " ".join(words), "bên cạnh"), item("3", "sau cùng", "y")))
    texts = pdf_texts(report(table, signatures=None), tmp_path)
    assert len(texts) > 2
    found = [word for word in " ".join(texts).split() if word.startswith("chữ")]
    assert found == words
    assert all(page.count("TT Nội dung Ghi chú") == 1 for page in texts)
    assert "sau cùng" in texts[-1]
    assert sum(page.count("bên cạnh") for page in texts) == 1


def test_a_last_row_taller_than_a_page_keeps_the_signature_with_it(tmp_path: Path) -> None:
    for count in (2700, 3050, 3400):
        words = " ".join(f"chữ{number}" for number in range(count))
        table = Table((Column("TT", 10), Column("Nội dung", 100)), (item("1", "ngắn"), item("2", words)))
        texts = pdf_texts(report(table), tmp_path)
        assert f"chữ{count - 1} " in texts[-1]
        assert "CHỦ TỊCH" in texts[-1]


def test_a_paragraph_taller_than_a_page_goes_on(tmp_path: Path) -> None:
    words = [f"chữ{number}" for number in range(3000)]
    texts = pdf_texts(report(Paragraph(" ".join(words), justify=True)), tmp_path)
    assert [word for word in " ".join(texts).split() if word.startswith("chữ")] == words


def test_a_group_longer_than_a_page_is_parted_between_rows(tmp_path: Path) -> None:
    parts = [part("", f"- phần thứ {number}: {sentence(number)}") for number in range(1, 31)]
    table = Table((Column("TT", 10), Column("Nội dung", 100)), (section("A", "MỤC"), item("1", "Gốc"), *parts))
    texts = pdf_texts(report(table), tmp_path)
    for number in range(1, 31):
        assert sum(page.count(sentence(number)) for page in texts) == 1
    first = next(page for page in texts if " MỤC " in page)
    assert "Gốc" in first and sentence(1) in first


def test_a_head_taller_than_a_page_is_shrunk_and_rows_still_follow(tmp_path: Path) -> None:
    table = Table((Column("đầu " * 900, 20), Column("B", 20)), (item("1", "hai"), item("3", "bốn")))
    texts = pdf_texts(report(table), tmp_path)
    assert "bốn" in texts[-1]
    assert " ".join(texts).count("đầu") == 900 * sum("đầu" in page for page in texts)


def test_a_chart_taller_than_a_page_is_shrunk_to_one(tmp_path: Path) -> None:
    bars = tuple(Bar(f"cột {number}.", (Segment(Decimal(number)),), str(number)) for number in range(120))
    texts = pdf_texts(report(Bars("Biểu đồ", bars)), tmp_path)
    assert any("cột 0." in page and "cột 119." in page for page in texts)


def test_section_row_repeats_on_the_next_page_when_asked(tmp_path: Path) -> None:
    rows = (section("A", "Địa chính - Xây dựng", repeat=True), *(item(str(n), sentence(n)) for n in range(1, 20)))
    table = Table((Column("TT", 10, Align.CENTER), Column("Nhiệm vụ", 75), Column("x", 80)), rows)
    texts = pdf_texts(report(table), tmp_path)
    with_rows = [page for page in texts if "Thực hiện nhiệm vụ" in page]
    assert len(with_rows) > 1
    assert all(page.count("Địa chính - Xây dựng") == 1 for page in with_rows)


def test_note_rows_stay_with_the_table(tmp_path: Path) -> None:
    for fillers in range(0, 40, 3):
        table = Table((Column("A", 10), Column("B", 20)), (item("1", "dòng cuối"), note("Chú thích của bảng.")))
        texts = pdf_texts(report(*[Paragraph("đệm")] * fillers, table, signatures=None), tmp_path)
        assert sum("dòng cuối" in page and "Chú thích của bảng." in page for page in texts) == 1


ROWS = st.tuples(st.sampled_from(list(RowKind)), st.integers(0, 400) | st.just(1500), st.booleans())


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(ROWS, max_size=25),
    fillers=st.integers(0, 45),
    landscape=st.booleans(),
    signed=st.booleans(),
)
def test_whatever_the_rows_all_are_placed_in_order_inside_the_page(
    rows: list[tuple[RowKind, int, bool]], fillers: int, landscape: bool, signed: bool
) -> None:
    body = tuple(
        Row(kind, (Cell(str(number)), Cell("chữ " * words)), keep, repeat=keep)
        for number, (kind, words, keep) in enumerate(rows)
    )
    table = Table((Column("TT", 10), Column("Nội dung", 60), Column("Ghi chú", 40)), body, numbers=("(1)", "(2)"))
    signatures = Signatures(("TM.",), "CHỦ TỊCH") if signed else None
    description = report(*[Paragraph("đệm")] * fillers, table, landscape=landscape, signatures=signatures)
    sheets = pages(description)
    height = text_height(landscape)
    numbers: list[str] = []
    for sheet in sheets:
        assert sheet.placed
        lower = 0.0
        for placed in sheet.placed:
            assert placed.y >= lower - 0.01
            lower = placed.y + placed.strip.height
            first = next((mark for mark in placed.strip.marks if isinstance(mark, Writing)), None)
            if placed.strip.group and first is not None:
                numbers.append(first.words.lines[0].text)
        assert lower <= height + 1
    found = [number for number in dict.fromkeys(numbers) if number.isdigit()]
    assert found == [str(number) for number in range(len(rows))]


@pytest.mark.parametrize(
    "description",
    [
        Report("", head=None),
        Report("BÁO CÁO"),
        Report("BÁO CÁO", blocks=(Table((), ()),)),
        Report("BÁO CÁO", blocks=(Table((Column("A", 0),), (item(), section(), total(), note(""))),)),
        Report("BÁO CÁO", blocks=(Table((Column("A", 5),), (), head=((Cell("x", span=9, rows=9),),)),)),
        Report("BÁO CÁO", blocks=(Figures(()), Figures((Figure("", ""),)), Bars("", ()))),
    ],
)
def test_empty_descriptions_still_give_a_page(description: Report, tmp_path: Path) -> None:
    texts = pdf_texts(description, tmp_path)
    assert len(texts) == page_count(description) == 1
    assert "trang 1/1" in texts[0]


def test_an_empty_office_is_named_as_such(tmp_path: Path) -> None:
    assert "(chưa khai báo cơ quan)" in pdf_texts(Report("BÁO CÁO"), tmp_path)[0]


def test_a_name_of_300_letters_without_a_blank_is_whole(tmp_path: Path) -> None:
    name = "Đ" * 300
    table = Table((Column("A", 20), Column("B", 20)), (item(name, "x"),))
    text = pdf_texts(report(table), tmp_path)[0]
    assert text.replace(" ", "").count("Đ") >= 300
    assert name in text.replace(" ", "")
