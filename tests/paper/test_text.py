"""Lines break where an office would break them."""

from __future__ import annotations

import pytest

from hxapp.paper.breaking import Break, clean, opportunities
from hxapp.paper.measures import mm
from hxapp.paper.text import Style, one_line, wrap, wrap_at_most
from hxapp.reports.report import Run

STYLE = Style(11)


def lines(text: str, width_mm: float) -> list[str]:
    return [line.text for line in wrap(text, STYLE, mm(width_mm)).lines]


def width_of(text: str) -> float:
    return one_line(text, STYLE).width / mm(1) + 0.05


@pytest.mark.parametrize(
    "text",
    ["14 – 15%", "14 - 15", "0,7 – 0,9%", "> 99%", "5.092,5 triệu đồng", "12 cơ sở", "4,17 ha", "14–15%", "30 điểm %"],
)
def test_ranges_and_units_move_to_the_next_line_as_one(text: str) -> None:
    # Narrow by a hair: the last blank inside `text` would be the natural place to break.
    before = "phấn đấu đạt"
    assert lines(f"{before} {text}", width_of(f"{before} {text}") - 0.2) == [before, text]


def test_a_long_range_in_a_narrow_cell_breaks_after_the_dash() -> None:
    assert lines("5.092,5 – 5.335,0", width_of("5.092,5 – 5") - 1) == ["5.092,5 –", "5.335,0"]


def test_a_number_leaves_its_unit_only_where_both_are_too_wide() -> None:
    assert lines("5.092,5 triệu đồng", width_of("triệu đồng") + 1) == ["5.092,5", "triệu đồng"]


def test_a_dash_between_blanks_ends_a_line_and_starts_none() -> None:
    text = "đường phố xanh - sạch - đẹp"
    assert lines(text, width_of("đường phố xanh - ")) == ["đường phố xanh -", "sạch - đẹp"]
    assert lines(text, width_of("đường phố xanh") + 0.2) == ["đường phố", "xanh - sạch -", "đẹp"]


def test_a_word_that_fits_no_line_is_cut_rather_than_lost() -> None:
    assert "".join(lines("a" * 120, 20)) == "a" * 120


def test_words_keep_together_and_blanks_at_line_ends_go() -> None:
    text = "Rà soát, sắp xếp lồng nuôi cá trên sông Bồ"
    broken = lines(text, 30)
    assert len(broken) > 1
    assert " ".join(broken) == text
    assert all(line == line.strip() for line in broken)


def test_no_line_is_wider_than_its_cell() -> None:
    words = wrap(
        "Tổng thu ngân sách nhà nước trên địa bàn (không tính tiền sử dụng đất) 5.092,5 – 5.335,0", STYLE, mm(19)
    )
    assert words.width <= mm(19) + 1


def test_line_breaks_of_the_text_are_kept() -> None:
    assert lines("quý II/2022\ngia hạn 01 lần", 60) == ["quý II/2022", "gia hạn 01 lần"]


def test_justified_lines_fill_the_width_but_the_last() -> None:
    words = wrap("đạt và vượt chỉ tiêu được giao " * 12, STYLE, mm(100), justify=True)
    assert len(words.lines) > 2
    assert all(abs(line.width - mm(100)) < mm(0.2) for line in words.lines[:-1])
    assert words.lines[-1].width < mm(99)


def test_runs_keep_their_dress_across_lines() -> None:
    words = wrap((Run("Ghi chú: ", bold=True), Run("thực hiện so với kế hoạch")), STYLE, mm(25))
    assert len(words.lines) > 1
    assert words.lines[0].letters[0].style.bold
    assert not words.lines[-1].letters[-1].style.bold


def test_a_bigger_run_makes_its_line_higher() -> None:
    assert wrap((Run("7/14", size=17), Run(" đạt")), STYLE, mm(80)).height == pytest.approx(
        wrap("7/14", Style(17), mm(80)).height
    )


def test_clean_composes_and_drops_what_cannot_be_drawn() -> None:
    assert clean("e\u0302\u0301\u0000\u200b\u202ea") == "ếa"
    assert clean("xong 😀") == "xong □"
    assert clean("một\r\nhai\tba") == "một\nhai ba"


def test_hyphens_break_between_letters_and_last_of_all_between_digits() -> None:
    assert opportunities("UBND-VP")[5] is Break.FREE
    assert opportunities("14-15")[3] is Break.RANGE
    assert opportunities("14–15")[3] is Break.RANGE
    assert opportunities("9/2022") == {}


TASK = "Lấy ý kiến, hoàn chỉnh đề án quy hoạch phân khu phường Hương Xuân, sớm trình cấp có thẩm quyền phê duyệt"


@pytest.mark.parametrize("lines", [1, 2, 3])
def test_what_is_cut_keeps_to_its_lines_and_ends_between_words(lines: int) -> None:
    words = wrap_at_most(TASK, Style(10.5), mm(45), lines)
    text = " ".join(line.text for line in words.lines)
    assert len(words.lines) == lines
    assert text.endswith("…") and TASK.startswith(text[:-1])
    assert TASK[len(text) - 1] in " ,"
    assert all(line.width <= mm(45) for line in words.lines)
    # One more word would not have fitted.
    more = TASK[: TASK.find(" ", len(text) + 1)]
    assert len(wrap(more + "…", Style(10.5), mm(45)).lines) > lines


def test_the_tail_stays_where_the_rest_is_cut() -> None:
    words = wrap_at_most(f"{TASK} (C.II.4)", Style(10.5), mm(45), 2, tail=" (C.II.4)")
    assert len(words.lines) == 2 and words.lines[-1].text.endswith("… (C.II.4)")
    assert "trình" not in "".join(line.text for line in words.lines)


def test_what_fits_is_left_whole() -> None:
    for lines in (0, 3, 9):
        words = wrap_at_most(TASK, Style(10.5), mm(60), lines, tail="phê duyệt")
        assert " ".join(line.text for line in words.lines) == TASK


def test_an_endless_word_is_cut_inside() -> None:
    words = wrap_at_most("x" * 300, Style(10.5), mm(45), 1)
    assert len(words.lines) == 1 and words.lines[0].text.endswith("x…")
    assert mm(42) < words.lines[0].width <= mm(45)


def test_runs_keep_their_dress_where_they_are_cut() -> None:
    words = wrap_at_most((Run("Chậm 6,5 lao động.", bold=True), Run(" " + TASK, italic=True)), Style(10.5), mm(60), 2)
    pieces = [part for line in words.lines for part in line.letters]
    assert pieces[0].style.bold and pieces[-1].style.italic and pieces[-1].text.endswith("…")
