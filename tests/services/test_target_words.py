"""What a clerk types as a target: understood, judged, and what of it a field does not take."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hxapp.domain.indicators import Better, OverTime, Typed, ValueKind
from hxapp.domain.targets import Comparator, Target
from hxapp.services.target_words import About, Part, Understood, judged, same_judged, understand

POVERTY = About("Tỷ lệ hộ nghèo", "%", Better.LOWER, year=2022)
INSURED = About("Tỷ lệ người tham gia bảo hiểm y tế", "%", year=2022)
REVENUE = About("Tổng thu ngân sách nhà nước trên địa bàn", "triệu đồng", over_time=OverTime.SUM, year=2022)
SERVICES = About("Giá trị sản xuất ngành dịch vụ", "tỷ đồng", over_time=OverTime.SUM, year=2022)
JOBS = About("Giải quyết việc làm trong năm", "lao động", over_time=OverTime.SUM, year=2022)
PLACES = About("Tăng số cơ sở và số lao động trong các cơ sở kinh tế", year=2022)


@pytest.mark.parametrize(
    ("typed", "about", "lines"),
    [
        (
            "giảm 0,7 - 0,9% so với năm 2021",
            POVERTY,
            (
                "Hiểu là: giảm từ 0,7 đến 0,9% so với năm 2021.",
                "Đạt khi giảm từ 0,7 đến 0,9 điểm %; vượt khi giảm trên 0,9 điểm %; so với số liệu năm 2021.",
            ),
        ),
        ("> 99%", INSURED, ("Hiểu là: > 99%.", "Đạt khi trên 99%; không xét vượt.")),
        ("83", INSURED, ("Hiểu là: 83%.", "Đạt khi bằng 83%; vượt khi trên 83%.")),
        ("duy trì 75%", INSURED, ("Hiểu là: duy trì 75%.", "Đạt khi từ 75% trở lên; không xét vượt.")),
        (
            "đạt và vượt chỉ tiêu giao từ 5-10%",
            REVENUE,
            (
                "Hiểu là: đạt và vượt chỉ tiêu giao từ 5 đến 10%.",
                "Đạt khi từ 105 đến 110% mức giao; vượt khi trên 110% mức giao; so với chính mức giao thì xét riêng.",
            ),
        ),
        ("theo chỉ đạo của cấp trên", INSURED, ("Theo lời văn, đánh giá bằng tay.",)),
        ("", INSURED, ("Theo lời văn, đánh giá bằng tay.",)),
        (
            "40 tỷ đồng",
            REVENUE,
            (
                "Hiểu là: 40 tỷ đồng.",
                "Đạt khi bằng 40.000 triệu đồng; vượt khi trên 40.000 triệu đồng.",
                "Lời văn tính bằng tỷ đồng, đã đổi ra triệu đồng.",
            ),
        ),
        (
            "120 người",
            JOBS,
            (
                "Hiểu là: 120 người.",
                "Chưa so được: mức này tính bằng người, chỉ tiêu tính bằng lao động.",
                "Hãy viết lời văn theo đơn vị tính của chỉ tiêu, hoặc sửa đơn vị tính.",
            ),
        ),
        (
            "tăng 16-16,5%",
            SERVICES,
            (
                "Hiểu là: tăng từ 16 đến 16,5%.",
                "Đạt khi tăng từ 16 đến 16,5%; vượt khi tăng trên 16,5%; so với số liệu năm 2021.",
            ),
        ),
    ],
)
def test_what_a_clerk_types_is_said_back_and_how_it_is_judged(typed: str, about: About, lines: tuple[str, ...]) -> None:
    assert understand(typed, about).lines == lines


def test_of_several_figures_the_one_in_the_indicators_unit_is_taken_and_the_others_are_told() -> None:
    for typed in ("250-300 tỷ đồng, tăng từ 16-16,5%", "tăng từ 16-16,5%, đạt 250-300 tỷ đồng"):
        told = understand(typed, SERVICES)
        assert (told.target.comparator, told.target.unit) == (Comparator.BETWEEN, "tỷ đồng")
        assert told.further == ("Còn thấy: tăng từ 16 đến 16,5%, cũng nói về chỉ tiêu này, ô này không lấy.",)


def test_a_part_is_not_taken_for_its_whole() -> None:
    typed = "100-120 lao động, trong đó xuất khẩu lao động 10-12 người"
    told = understand(typed, JOBS)
    assert told.said == "từ 100 đến 120 lao động"
    (further,) = told.further
    assert further.startswith("Còn thấy: xuất khẩu lao động từ 10 đến 12 người, ô này không lấy; ")
    assert further.endswith("thêm một phần của chỉ tiêu.")
    with_part = replace(JOBS, parts=(Part("Xuất khẩu lao động theo hợp đồng", "người"),))
    assert understand(typed, with_part).further == (
        "Còn thấy: xuất khẩu lao động từ 10 đến 12 người, thuộc phần “Xuất khẩu lao động theo hợp đồng”.",
    )


def test_a_compounds_head_takes_no_figure_and_says_whose_each_is() -> None:
    parts = (Part("Tăng số cơ sở", "cơ sở"), Part("Tăng số lao động trong các cơ sở kinh tế", "lao động"))
    told = understand("> 10 cơ sở, với > 50 lao động", replace(PLACES, head=True, parts=parts))
    assert told.in_words and told.judged == "Đánh giá theo các phần của chỉ tiêu."
    assert [one.split("thuộc phần ")[1] for one in told.further] == [f"“{part.name}”." for part in parts]
    assert understand("> 10 cơ sở, với > 50 lao động", PLACES).said == "tăng trên 10 cơ sở"


def test_figures_of_the_name_are_not_those_of_the_words() -> None:
    children = About("Tỷ lệ trẻ em dưới 5 tuổi bị suy dinh dưỡng", "%", Better.LOWER, year=2022)
    assert understand("còn 3,8", children).judged == "Đạt khi bằng 3,8%; vượt khi dưới 3,8%."
    weak = About("Số xã đạt 15 tiêu chí nông thôn mới", "xã", year=2022)
    assert understand("như đã giao", weak).in_words
    assert understand("4 xã", weak).target == Target(
        comparator=Comparator.EQ,
        low=understand("4", weak).target.low,
        high=understand("4", weak).target.high,
        unit="xã",
    )


def test_a_name_that_says_how_it_goes_needs_only_the_figure() -> None:
    lowered = About("Tỷ lệ hộ nghèo giảm so với năm 2021 (theo chuẩn nghèo đa chiều)", "%", Better.LOWER, year=2022)
    assert understand("Từ 0,7 - 0,9%", lowered).said == "giảm từ 0,7 đến 0,9% so với năm 2021"
    kept = About("Duy trì tỷ lệ trường đạt chuẩn quốc gia", "%", year=2022)
    assert understand("75%", kept).target.comparator is Comparator.MAINTAIN


def test_a_figure_that_no_book_holds_is_not_taken() -> None:
    told = understand("0,12345678%", INSURED)
    assert told.in_words and "8 chữ số thập phân" in told.doubts[0]
    assert understand(f"{'9' * 20} triệu đồng", REVENUE).in_words


def test_without_a_year_the_words_own_year_is_taken_else_none_is_named() -> None:
    anywhere = About("Tỷ lệ hộ nghèo", "%", Better.LOWER)
    assert understand("giảm 1% so với năm 2024", anywhere).judged.endswith("so với số liệu năm 2024.")
    assert understand("giảm 1%", anywhere).judged.endswith("so với số liệu năm trước.")
    assert understand("duy trì", anywhere).judged == "Đạt khi không quá mức năm trước; không xét vượt."


def test_what_is_chosen_otherwise_counts() -> None:
    counted = understand("tăng 10 vụ", About("Số vụ", "vụ", year=2022)).target
    assert judged(counted, About("Số vụ", "vụ", year=2022)).endswith("theo mức tăng đã nhập.")
    assert judged(counted, About("Số vụ", "vụ", year=2022, typed=Typed.LEVEL)).endswith("so với số liệu năm 2021.")
    assert judged(counted, About("Số vụ", year=2022, kind=ValueKind.TITLE)) == "Theo lời văn, đánh giá bằng tay."
    assert "không xét vượt" not in understand("> 99%", About(unit="%", year=2022, exceed_open_bound=True)).judged


def test_what_is_written_otherwise_but_asks_the_same_is_the_same() -> None:
    exact, about = understand("40.000 triệu đồng", REVENUE), understand("khoảng 40 tỷ đồng", REVENUE)
    assert exact.target != about.target and same_judged(exact.target, about.target, REVENUE)
    assert not same_judged(exact.target, understand("trên 40 tỷ đồng", REVENUE).target, REVENUE)
    assert same_judged(understand("83", INSURED).target, understand("83,00%", INSURED).target, INSURED)
    assert same_judged(understand("83", PLACES).target, understand("95", PLACES).target, replace(PLACES, head=True))


@pytest.mark.parametrize("text", ["", "   ", "%%%", "x" * 10_000, "5-10-15%", "từ đến", "100% " * 300, "\x00\ufffd"])
def test_any_text_has_an_answer(text: str) -> None:
    assert isinstance(understand(text, POVERTY), Understood)
