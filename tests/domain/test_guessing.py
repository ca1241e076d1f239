"""What a name tells: each rule by its own example, and the whole against the labelled corpus."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hxapp.domain import guessing
from hxapp.domain.guessing import Rule, guess_better, guess_over_time, is_bounded_share
from hxapp.domain.indicators import Better, OverAreas, OverTime

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "target-phrases-dev.jsonl"
SIDES = [
    (rule, side)
    for rules, side in (
        (guessing.LONG, Better.LOWER),
        (guessing.AGAINST, Better.HIGHER),
        (guessing.NEITHER, Better.NONE),
        (guessing.BAD, Better.LOWER),
        ((guessing.GROWN,), Better.HIGHER),
    )
    for rule in rules
]
NAMES = [
    ("Tỷ lệ trẻ em thuộc hộ nghèo đi học mẫu giáo", Better.HIGHER),
    ("Tỷ lệ hộ nghèo tiếp cận dịch vụ viễn thông", Better.HIGHER),
    ("Tỷ lệ người nghiện có hồ sơ quản lý", Better.HIGHER),
    ("Dạy nghề cho người nghèo", Better.HIGHER),
    ("Xây nhà đại đoàn kết cho hộ nghèo", Better.HIGHER),
    ("Vốn cho vay hộ nghèo", Better.HIGHER),
    ("Số xã, phường sạch về ma túy", Better.HIGHER),
    ("Tỷ lệ hộ gia đình không có bạo lực", Better.HIGHER),
    ("Số xã không còn tảo hôn", Better.HIGHER),
    ("Tỷ lệ cơ sở không gây ô nhiễm", Better.HIGHER),
    ("Tỷ lệ phụ nữ sinh con tại cơ sở y tế", Better.HIGHER),
    ("Số người hưởng bảo hiểm thất nghiệp", Better.HIGHER),
    ("Tỷ lệ đảng viên tham gia sinh hoạt", Better.HIGHER),
    ("Tỷ lệ sinh hoạt chi bộ", Better.HIGHER),
    ("Nhu yếu phẩm dự trữ", Better.HIGHER),
    ("Số tụ điểm ma túy bị triệt phá", Better.HIGHER),
    ("Xóa 100% điểm đen tai nạn giao thông", Better.HIGHER),
    ("Số phòng học tạm được thay thế", Better.HIGHER),
    ("Tỷ lệ hộ chăn nuôi có biện pháp giảm ô nhiễm", Better.HIGHER),
    ("Dân số nông thôn dùng điện lưới", Better.HIGHER),
    ("Tỷ lệ hộ nghèo thuộc vùng có đông người sử dụng tiếng Khmer", Better.LOWER),
    ("Tỷ lệ hộ nghèo thiếu hụt nước sạch", Better.LOWER),
    ("Tỷ lệ thất nghiệp của lao động qua đào tạo", Better.LOWER),
    ("Tỷ lệ hộ chưa được dùng nước sạch", Better.LOWER),
    ("Tỷ lệ lao động chưa qua đào tạo", Better.LOWER),
    ("Thôn chưa có điện", Better.LOWER),
    ("Tỷ lệ người dân không hài lòng", Better.LOWER),
    ("Diện tích rừng bị cháy", Better.LOWER),
    ("Tỷ suất chết trẻ em dưới 1 tuổi", Better.LOWER),
    ("Số vụ", Better.LOWER),
    ("Tỷ lệ hồ sơ giải quyết trễ hạn", Better.LOWER),
    ("Tỷ lệ nợ bảo hiểm thất nghiệp", Better.LOWER),
    ("Số hộ nghèo có nhà tạm", Better.LOWER),
    ("Dân số đô thị", Better.NONE),
    ("Quy mô dân số", Better.NONE),
    ("Tổng dân số", Better.NONE),
]
OVER_TIME = [
    (rule, unit, over_time)
    for rules, unit, over_time in (
        (guessing.NOTHING_ADDS, "%", OverTime.NONE),
        (guessing.EACH, "triệu đồng", OverTime.LATEST),
        (guessing.FLOWS, "người", OverTime.SUM),
    )
    for rule in rules
]


@pytest.mark.parametrize(("rule", "side"), SIDES, ids=lambda value: getattr(value, "example", None))
def test_each_rule_finds_its_example(rule: Rule, side: Better) -> None:
    assert rule.compiled.search(rule.example.lower())
    assert guess_better(rule.example) is side


@pytest.mark.parametrize(("name", "side"), NAMES)
def test_the_side_of_names_with_words_of_both_sides(name: str, side: Better) -> None:
    assert guess_better(name) is side


@pytest.mark.parametrize(("rule", "unit", "over_time"), OVER_TIME, ids=lambda value: getattr(value, "example", None))
def test_each_rule_of_adding_up_finds_its_example(rule: Rule, unit: str, over_time: OverTime) -> None:
    assert rule.compiled.search(rule.example.lower())
    assert guess_over_time(rule.example, unit) is over_time


def test_the_side_agrees_with_the_corpus_where_no_keeping_word_stands() -> None:
    if not CORPUS.exists():
        pytest.skip(f"không có {CORPUS.name}: tập câu mẫu nằm ngoài dự án")
    wrong, asked = [], 0
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)["label"]
        for target in label["targets"]:
            if target["direction"] == "keep":
                continue
            asked += 1
            name = target["name"] or label["indicator"] or ""
            side = Better.LOWER if target["direction"] == "lower_is_better" else Better.HIGHER
            if guess_better(name) is not side:
                wrong.append(name)
    assert asked > 200
    assert len(wrong) / asked < 0.05, wrong


@pytest.mark.parametrize(
    ("name", "unit", "over_time"),
    [
        ("Tỉ lệ hộ nghèo", "%", OverTime.LATEST),
        ("Tỷ lệ rác thải sinh hoạt được thu gom", "%", OverTime.LATEST),
        ("Tốc độ tăng trưởng kinh tế", "%/năm", OverTime.NONE),
        ("Tổng vốn đầu tư toàn xã hội", "tỷ đồng", OverTime.SUM),
        ("Tổng sản lượng nuôi trồng thuỷ sản", "tấn", OverTime.SUM),
        ("Số hộ nghèo", "hộ", OverTime.LATEST),
        ("Phổ cập giáo dục tiểu học", None, OverTime.LATEST),
        ("Số vụ phạm pháp hình sự", "vụ", OverTime.SUM),
    ],
)
def test_flows_are_summed_and_states_are_not(name: str, unit: str | None, over_time: OverTime) -> None:
    assert guess_over_time(name, unit) is over_time


def test_each_rule_is_tried_where_a_word_opens_it() -> None:
    """The rules are looked up by the words that open them, which finds what a search for each rule finds."""
    places = [
        ("Công tác phòng chống tội phạm", Better.HIGHER),
        ("Hộ (cận) nghèo", Better.LOWER),
        ("Xử lý nợ đọng thuế", Better.HIGHER),
        ("Tỷ lệ đảng viên bị xử lý kỷ luật do vi phạm", Better.LOWER),
        ("Số vụ cháy,nổ", Better.LOWER),
        ("Chuyển đổi cơ cấu cây trồng", Better.HIGHER),
        ("Tăng tỷ trọng dịch vụ", Better.HIGHER),
        ("Thời gian sống khỏe mạnh", Better.HIGHER),
        ("Giá trị sản xuất các ngành chủ yếu", Better.HIGHER),
        ("Số chi bộ yếu", Better.LOWER),
    ]
    for name, side in places:
        assert guess_better(name) is side, name
    for rules in (guessing.LONG, guessing.AGAINST, guessing.NEITHER, guessing.BAD):
        for rule in rules:
            assert guess_better(f"Kết quả: {rule.example}") is guess_better(rule.example) or "^" in rule.pattern


def test_spelling_and_letters_inside_a_word_decide_nothing() -> None:
    assert guess_better("TỈ LỆ HỘ NGHÈO") is Better.LOWER
    assert guess_better("Số hộ thoát nghèo") is Better.HIGHER
    assert guess_better("Xoá nhà tạm") is Better.HIGHER
    assert guess_better("") is Better.HIGHER


def test_a_bounded_share_is_no_growth_and_no_per_cent_of_a_plan() -> None:
    assert is_bounded_share("Tỉ lệ hộ nghèo giảm nhanh (so với năm 2021)", "%", OverAreas.NONE) is False
    assert is_bounded_share("Tỷ lệ hộ nghèo (so với năm 2021)", "%", OverAreas.NONE)
    assert is_bounded_share("Hộ dùng nước sạch", "%", OverAreas.RATIO)
    assert not is_bounded_share("Hộ dùng nước sạch", "%", OverAreas.NONE)
    assert not is_bounded_share("Tỷ lệ hộ dùng nước sạch", "‰", OverAreas.RATIO)
