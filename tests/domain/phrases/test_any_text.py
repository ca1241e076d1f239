"""Any text gives an answer: no exception, time in proportion to the length, and spans that lie in the text as given."""

from __future__ import annotations

import sys
import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hxapp.domain.phrases.folding import MOST_CHARACTERS
from hxapp.domain.targets import Comparator, parse_phrase
from tests.domain.phrases.records import own_phrases

OWN = own_phrases()
# What phrases are made of, in no order; and a page in an old font's letters.
PIECES = """
tăng giảm từ đến trên dưới còn xuống lên đạt và vượt chỉ tiêu kế hoạch giao duy trì giữ vững so với năm 2021
2016 - 2020 5% 0,250/00 1/2 3.000 1.2.3 02/2013/TT 12/24 tiêu chí hộ nghèo tỷ lệ tỉ đồng triệu / người ( ) ;
, . : trong đó riêng không còn một hai con số gấp lần lần lượt là top thứ trở lên trong nhóm % ‰ ≥ <= > bình
quân hằng năm mỗi xã cơ cấu tổng số Tû lÖ hé nghÌo gi¶m cßn 12.345.678,9 06 §¹t trªn 98% “ ” … + * cơ bản
phấn đấu [ ] = đ tr.đ
"""
WORDS = st.sampled_from(PIECES.split())
MESSES = st.one_of(
    st.text(max_size=300),
    st.lists(WORDS, max_size=60).map(" ".join),
    st.lists(WORDS, max_size=60).map("".join),
    st.tuples(st.lists(WORDS, max_size=20), st.text(max_size=40)).map(lambda parts: " ".join([*parts[0], parts[1]])),
)


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(text=MESSES, form=st.sampled_from(["NFC", "NFD", "NFKD", "as it is"]))
@example(text="", form="NFC")
@example(text=" \u200b\ufeff", form="NFC")
@example(text="٣% ４２％ ²³ ½ 5¹, 5٣% ¹% 7⁴;", form="NFC")
@example(text="İ" * 30 + " 5%", form="NFD")
@example(text="từ 5 đến 3% xuống từ 9 xuống 10/5 xã", form="NFC")
def test_any_text_has_targets_with_spans_in_it(text: str, form: str) -> None:
    if form != "as it is":
        text = unicodedata.normalize(form, text)  # type: ignore[arg-type]
    phrase = parse_phrase(text)
    assert phrase.targets
    for target in phrase.targets:
        if target.span is not None:
            start, end = target.span
            assert 0 <= start < end <= len(text)
        if target.has_figure:
            assert target.span is not None


@pytest.mark.parametrize("phrase", OWN[::5], ids=lambda phrase: phrase.id)
def test_composed_and_decomposed_letters_read_alike(phrase: object) -> None:
    text = phrase.text  # type: ignore[attr-defined]
    mixed = "".join(
        unicodedata.normalize("NFD" if number % 2 else "NFC", word + " ") for number, word in enumerate(text.split(" "))
    )
    for other in (unicodedata.normalize("NFD", text), mixed, text.replace(" ", "\u00a0"), f"\ufeff{text}\u200b"):
        assert parse_phrase(other).targets == parse_phrase(text).targets
        assert parse_phrase(other).indicator == parse_phrase(text).indicator


def test_letters_of_an_old_font_hide_no_figure() -> None:
    (target,) = parse_phrase("Tû lÖ hé nghÌo gi¶m cßn 3,5%").targets
    assert (target.comparator, str(target.low), target.unit) == (Comparator.EQ, "3.5", "%")


SPANS = [
    ("Tỷ lệ hộ nghèo giảm từ 0,7 - 0,9% so với năm 2021", ["giảm từ 0,7 - 0,9% so với năm 2021"]),
    ("7. Thu phí: > 10 tỷ đồng, tăng 5%", ["> 10 tỷ đồng", "tăng 5%"]),
    ("Tỷ lệ thôn đạt chuẩn 58,9% (66/112 thôn, tăng thêm 20 thôn)", ["58,9%", "66/112 thôn", "tăng thêm 20 thôn"]),
    ("Đạt và vượt chỉ tiêu giao từ 5-10%", ["Đạt và vượt chỉ tiêu giao từ 5-10%"]),
    ("Phường không còn hộ nghèo", ["không còn"]),
    ("Tỷ lệ hộ khá đạt 40% trở lên vào năm 2025", ["đạt 40% trở lên"]),
]


@pytest.mark.parametrize(("text", "spans"), SPANS)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_each_target_knows_its_words(text: str, spans: list[str], form: str) -> None:
    given_text = unicodedata.normalize(form, text)  # type: ignore[arg-type]
    cut = [given_text[slice(*target.span)] for target in parse_phrase(given_text).targets if target.span]
    assert [unicodedata.normalize("NFC", one) for one in cut] == spans


def test_a_span_is_no_part_of_a_target() -> None:
    one, other = parse_phrase("Tỷ lệ hộ khá 5%").targets[0], parse_phrase("9. Tỷ lệ hộ khá: 5%").targets[0]
    assert one == other
    assert one.span != other.span


LONG: list[tuple[str, Callable[[int], str]]] = [
    ("one figure again and again", lambda size: "tăng từ 5 đến 10% " * (size // 18)),
    ("brackets", lambda size: "(" * size),
    ("figures", lambda size: "5 " * (size // 2)),
    ("digits", lambda size: "1" * size),
    ("dots", lambda size: "1." * (size // 2)),
    ("slashes", lambda size: "1/" * (size // 2)),
    ("marks on one letter", lambda size: "a" + "\u0301\u0323" * (size // 2)),
    ("no blank", lambda size: "xã" * (size // 2)),
    ("list", lambda size: "Tỷ lệ hộ khá 5%, thu phí 6 tỷ; " * (size // 31)),
    ("brackets with figures", lambda size: "xã (5 " * (size // 6)),
    ("từ", lambda size: "từ " * (size // 3)),
    ("so với", lambda size: "so với năm " * (size // 11)),
    ("của which", lambda size: "trong đó A 5%, " * (size // 15)),
]


# Windows counts a process' time in steps that are too long here.
clock = time.perf_counter if sys.platform == "win32" else time.process_time


def seconds(text: str) -> float:
    best = 9.0
    for _ in range(5):
        start = clock()
        parse_phrase(text)
        best = min(best, clock() - start)
    return best


@pytest.mark.parametrize(("make"), [make for _, make in LONG], ids=[name for name, _ in LONG])
def test_time_grows_no_faster_than_the_text(make: Callable[[int], str]) -> None:
    short, long = seconds(make(400)), seconds(make(3_600))
    assert long <= 40 * max(short, 0.0002), (short, long)


@pytest.mark.parametrize(("make"), [make for _, make in LONG], ids=[name for name, _ in LONG])
def test_of_a_very_long_line_so_much_is_read(make: Callable[[int], str]) -> None:
    read, whole = seconds(make(MOST_CHARACTERS)), seconds(make(100_000))
    assert whole <= 3 * read + 0.02
    assert parse_phrase(make(100_000)).targets


def test_what_is_read_of_a_long_line_ends_at_a_word() -> None:
    text = "Tỷ lệ hộ khá 40% " + "và nhiều việc khác " * 5000
    (target,) = parse_phrase(text).targets
    assert str(target.low) == "40"
    assert parse_phrase("a " * 3000 + "5%").targets[0].comparator is Comparator.TEXT_ONLY
