"""Rewrites labelled phrases with other figures, units and nouns of the same form, in text and label alike.

A reader that works by rules reads the rewritten phrases as well as the first ones; one that remembers them does not.
`python -m tests.domain.phrases.mutations [seed] [how many]` prints a sample to be judged by eye.
"""

from __future__ import annotations

import itertools
import random
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.domain.phrases.records import CORPUS, Record, labelled, own_phrases

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*")
_YEAR = re.compile(r"(?<![\d.,/])(?:19|20)\d\d(?![\d.,]*\d)")
_PER_MILLE_TAIL = re.compile(r"0/00")
_NOT_A_TARGET = re.compile(r"(thứ|tuổi từ|lớp|loại|hạng|mức độ|số|tháng|ngày|khu phố|tổ|đường)\s*$", re.IGNORECASE)
_AGE_OR_TIME = re.compile(r"\s*(tuổi|năm|tháng|ngày|giờ|buổi|nhóm|khu vực)\b", re.IGNORECASE)

_UNITS: tuple[tuple[tuple[str, ...], ...], ...] = (
    # Each row is a kind; each entry a unit: its name in the label first, then how it may be written.
    (("triệu đồng", "triệu", "trđ", "tr.đ", "tr"), ("tỷ đồng", "tỷ", "tỷđ", "tỷ.đ", "tỷ đ", "tỉ đồng", "tỉ")),
    (("triệu USD", "Tr. USD"), ("tỷ USD",)),
    (("đồng",), ("USD",)),
    (("người",), ("lao động",), ("hộ",)),
    (("doanh nghiệp",), ("cơ sở",), ("mô hình",), ("hợp tác xã",), ("trường",), ("chi bộ",)),
    (("phường",), ("xã", "xã, thị trấn"), ("khu phố",), ("huyện",)),
    (("nghìn người", "ngàn người"), ("nghìn lao động",)),
    (("kg",), ("tạ",), ("tấn",)),
    (("nghìn tấn", "1.000 tấn"), ("triệu tấn",)),
    (("m", "mét"), ("km",), ("ha",)),
    (("bác sĩ", "bác sỹ", "BS"), ("giường", "giường bệnh")),
    (("đường hẻm",), ("đoạn đường",)),
)

_NOUNS: tuple[tuple[str, ...], ...] = (
    # Nouns of one row stand in the same place, count alike and have the same better side; amounts stay amounts.
    ("giá trị sản xuất", "doanh thu", "kim ngạch xuất khẩu"),
    ("thu nhập", "năng suất lao động"),
    ("nông nghiệp", "lâm nghiệp", "ngư nghiệp"),
    ("thủy sản", "dược liệu", "hải sản"),
    ("công nghiệp", "thương mại", "vận tải"),
    ("dịch vụ", "du lịch", "hậu cần"),
    ("tiểu thủ công nghiệp", "thủ công mỹ nghệ"),
    ("dịch vụ công", "hành chính công"),
    ("bảo hiểm y tế", "bảo hiểm xã hội", "dịch vụ công trực tuyến"),
    ("BHYT", "BHXH", "BHTN"),
    ("gia đình văn hóa", "gia đình hiếu học", "gia đình hạnh phúc"),
    ("nông thôn mới", "văn minh đô thị", "an toàn thực phẩm"),
    ("chuẩn quốc gia", "chuẩn kiểm định", "chuẩn xanh sạch"),
    ("hộ nghèo", "hộ cận nghèo"),
    ("suy dinh dưỡng", "bỏ học"),
    ("tội phạm hình sự", "tai nạn giao thông", "phạm pháp hình sự"),
    ("thất nghiệp", "lạm phát", "tái nghèo"),
    ("đô thị hóa", "cơ giới hóa", "số hóa"),
    ("lúa", "ngô", "khoai"),
    ("lợn", "dê", "cừu"),
    ("trâu", "bò"),
    ("tôm", "cua"),
    ("nước sạch", "nước máy", "điện lưới"),
    ("rừng", "vườn"),
    ("cây xanh", "thảm cỏ"),
    ("học sinh", "đoàn viên", "hội viên"),
    ("người dân", "cử tri", "cư dân"),
    ("trẻ em", "phụ nữ", "thanh niên"),
    ("rác thải", "chất thải", "phế thải"),
    ("rác", "bao bì"),
    ("chiếu sáng", "trồng hoa", "gắn biển tên"),
    ("giáo dục", "y tế", "văn hóa", "thể thao"),
    ("đường giao thông", "kênh mương", "vỉa hè"),
    ("an ninh", "quốc phòng"),
    ("kinh tế tập thể", "kinh tế số", "kinh tế biển"),
    ("sản xuất, kinh doanh", "buôn bán, kinh doanh"),
    ("hài lòng", "tin cậy"),
    ("học nghề", "học chữ"),
    ("đào tạo", "tập huấn"),
    ("khởi nghiệp", "khuyến học", "nhân đạo"),
    ("xây dựng cơ bản", "phát triển hạ tầng"),
    ("chợ", "bến xe"),
    ("internet", "truyền hình"),
    ("camera", "loa"),
)


def _whole(words: str) -> re.Pattern[str]:
    """A pattern for whole words only; of `nông, lâm nghiệp` the second half is no word of its own."""
    return re.compile(rf"(?<!\w)(?<!nông, )(?<!lâm, )({words})(?!\w)", re.IGNORECASE)


_ROW_OF = {noun.casefold(): row for row in _NOUNS for noun in row}
_KNOWN = _whole("|".join(sorted(map(re.escape, _ROW_OF), key=len, reverse=True)))


@dataclass(frozen=True)
class Rewriting:
    """A rewritten record and what was done to it."""

    before: Record
    after: Record
    figures: int
    """How many figures became others."""
    kept: int
    """How many figures stayed: written as words, or standing for more than one thing in the text."""
    units: int
    nouns: int


@dataclass(frozen=True)
class _Swap:
    """A unit that becomes another: where it is written, how, how the other one is, and the other one's name."""

    spans: list[tuple[int, int]]
    old: str
    new: str
    name: str


@dataclass
class _Draft:
    """A phrase in the making: pieces of the text to be replaced, and the label beside it."""

    text: str
    indicator: str
    targets: list[dict[str, Any]]

    def replace_everywhere(self, change: Callable[[str], str]) -> None:
        self.text = change(self.text)
        self.indicator = change(self.indicator)
        for target in self.targets:
            for field in ("name", "baseline"):
                if target[field] is not None:
                    target[field] = change(target[field])


def rewrite(record: Record, seed: int) -> Rewriting:
    """A record with other figures, units and nouns; the same seed gives the same one."""
    chance = random.Random(f"{seed} {record.id} {record.text}")
    draft = _Draft(record.text, record.indicator, [dict(target) for target in record.targets])
    _years(draft, chance)
    figures, kept, units = _figures_and_units(draft, chance)
    nouns = _nouns(draft, chance)
    after = Record(record.id, draft.text, draft.indicator, tuple(draft.targets))
    return Rewriting(record, after, figures, kept, units, nouns)


def _years(draft: _Draft, chance: random.Random) -> None:
    """All years of a phrase move by one and the same step, so periods and baselines stay what they are."""
    step = chance.choice((-4, -3, -2, -1, 1, 2, 3, 4))
    draft.replace_everywhere(lambda text: _YEAR.sub(lambda year: str(int(year[0]) + step), text))


def _figures_and_units(draft: _Draft, chance: random.Random) -> tuple[int, int, int]:
    """Other figures in their places, with other units behind them; how many figures changed and stayed, and units."""
    spans = list(_figure_spans(draft.text))
    edits: list[tuple[int, int, str]] = []
    at = changed = kept = units = 0
    exchanged: dict[str, tuple[str, ...]] = {}
    for target in draft.targets:
        wanted = _written(target)
        found = _places(spans[at:], draft.text, wanted)
        if found is None:
            kept += len(wanted)
            continue
        at += found[-1] + 1
        places = [spans[at - 1 - found[-1] + offset] for offset in found]
        new = _others(target, [draft.text[start:stop] for start, stop in places], chance)
        if new is None:
            kept += len(wanted)
        else:
            edits += [(start, stop, text) for (start, stop), text in zip(places, new, strict=True)]
            _relabel(target, [value_of(text) for text in new])
            changed += len(new)
        swap = _other_unit(target, draft.text, [stop for _, stop in places], chance, exchanged)
        if swap is not None:
            edits += [(start, stop, swap.new) for start, stop in swap.spans]
            units += 1
            _rename_unit(draft, target, swap)
            target["unit"] = swap.name
    for start, stop, text in sorted(edits, reverse=True):
        draft.text = draft.text[:start] + text + draft.text[stop:]
    return changed, kept, units


def _figure_spans(text: str) -> Iterator[tuple[int, int]]:
    """The numbers of a text that can be figures of a target: no years, ages, ordinals, list numbers, denominators."""
    leading = re.match(r"\s*(\(\d+\)|\d+\.(?!\d))", text)
    for number in _NUMBER.finditer(text):
        start, stop = number.span()
        tail = _PER_MILLE_TAIL.search(number[0] + text[stop : stop + 3])
        if tail:  # 0,250/00: the last nought belongs to the sign
            stop = start + tail.start()
        if (
            (leading and stop <= leading.end())
            or _YEAR.match(text, start)
            or _NOT_A_TARGET.search(text[:start])
            or _AGE_OR_TIME.match(text, stop)
            or re.search(r"0/0?$", text[:start])
        ):
            continue
        yield start, stop


def value_of(written: str) -> Decimal:
    """The figure a number stands for: dots before three digits group thousands, a comma is the decimal sign."""
    whole, _, decimals = written.partition(",")
    if re.fullmatch(r"\d{1,3}(\.\d{3})+", whole):
        whole = whole.replace(".", "")
    return Decimal(f"{whole}.{decimals}" if decimals else whole)


def _written(target: Mapping[str, Any]) -> list[Decimal]:
    """The figures of a target in the order in which they stand in a text."""
    figures = [target["low"], target["high"]]
    if figures[0] == figures[1]:
        figures.pop()
    return [figure for figure in (*figures, target["out_of"]) if figure is not None]


def _relabel(target: dict[str, Any], figures: list[Decimal]) -> None:
    """Puts other figures into a label, in the order of `_written`."""
    if target["out_of"] is not None:
        target["out_of"] = figures.pop()
    if target["low"] == target["high"]:
        figures *= 2
    for field in ("low", "high"):
        if target[field] is not None:
            target[field] = figures.pop(0)


def _places(spans: list[tuple[int, int]], text: str, wanted: list[Decimal]) -> list[int] | None:
    """Which of the spans hold the figures, in order; None where there is none or where it cannot be told which."""
    if not wanted:
        return None
    values = [value_of(text[start:stop]) for start, stop in spans]
    runs = [i for i in range(len(values)) if values[i : i + len(wanted)] == wanted]
    if not runs:
        return None
    return list(range(runs[0], runs[0] + len(wanted)))


def _others(target: Mapping[str, Any], old: list[str], chance: random.Random) -> list[str] | None:
    """Other numbers of the same form for the figures of one target, in the same order and within the same limits."""
    whole = target["out_of"]
    if old == ["100"] and target["unit"] == "%" and target["comparator"] != "relative_to_plan":
        return [str(chance.randint(61, 99))]
    ceiling = Decimal(199) if target["comparator"] == "relative_to_plan" else max(Decimal(100), value_of(old[-1]))
    for _ in range(500):
        new = [_like(number, chance) for number in old]
        if whole is not None and target["low"] == whole:
            new[-1] = new[0]
        values = [value_of(number) for number in new]
        rising = all(one < other for one, other in itertools.pairwise(values))
        if whole is not None:
            rising = values[-1] > 2 and (values[0] == values[-1] if target["low"] == whole else values[0] < values[-1])
        if rising and new != old and not (target["unit"] == "%" and whole is None and values[-1] > ceiling):
            return new
    return None


def _like(number: str, chance: random.Random) -> str:
    """Another number of as many digits, with the same signs and the same noughts in front; never 1 or a year."""
    while True:
        digits = list(number)
        places = [i for i, sign in enumerate(digits) if sign.isdigit()]
        front = True  # noughts that lead stay
        for i in places:
            if front and digits[i] == "0":
                continue
            digits[i] = str(chance.randint(1 if front or i == places[-1] else 0, 9))
            front = False
        new = "".join(digits)
        year = re.fullmatch(r"\d{4}", new) is not None and 1900 <= int(new) <= 2100
        if value_of(new) not in (0, 1) and not year:
            return new
        if value_of(number) == 0:
            return number


def _other_unit(
    target: Mapping[str, Any], text: str, stops: list[int], chance: random.Random, exchanged: dict[str, tuple[str, ...]]
) -> _Swap | None:
    """Another unit of the same kind in place of the one written behind the figures or in a bracket of the name.

    None where the unit has no sibling or is not written there. Within a phrase a unit always becomes the same one.
    """
    for kind in _UNITS:
        siblings = [unit for unit in kind if unit[0] != target["unit"]]
        own = next((unit for unit in kind if unit[0] == target["unit"]), None)
        if own is None:
            continue
        for wording in sorted(own, key=len, reverse=True):
            behind = re.compile(rf"\s*({re.escape(wording)})(?!\w)", re.IGNORECASE)
            found = [match for stop in stops if (match := behind.match(text, stop))]
            if not found:
                found = list(re.finditer(rf"\(({re.escape(wording)})(?=[)/])", text, re.IGNORECASE))[:1]
            if found:
                other = exchanged.setdefault(target["unit"], chance.choice(siblings))
                rank = own.index(wording)
                new = other[rank] if rank < len(other) else other[0]
                return _Swap([match.span(1) for match in found], found[0][1], new, other[0])
    return None


def _rename_unit(draft: _Draft, target: dict[str, Any], swap: _Swap) -> None:
    """The counted noun is often part of the name: where the text has it only there, the name changes with it."""
    word = _whole(re.escape(swap.old))
    if len(word.findall(draft.text)) != 1:
        return
    if target["name"] is not None:
        target["name"] = word.sub(lambda noun: _cased(swap.new, noun[0]), target["name"])
    else:
        draft.indicator = word.sub(lambda noun: _cased(swap.new, noun[0]), draft.indicator)


def _cased(new: str, old: str) -> str:
    """A noun with a capital where the old one had it."""
    return new[0].upper() + new[1:] if old[0].isupper() else new


def _nouns(draft: _Draft, chance: random.Random) -> int:
    """Other nouns of the same row wherever one stands, the longest first; how many were changed."""
    chosen: dict[str, str] = {}
    for noun in _KNOWN.findall(draft.text):
        folded = noun.casefold()
        if folded not in chosen:
            free = [other for other in _ROW_OF[folded] if other.casefold() not in draft.text.casefold()]
            free = [other for other in free if other not in chosen.values()]
            if free:
                chosen[folded] = chance.choice(free)

    def change(match: re.Match[str]) -> str:
        return _cased(chosen.get(match[0].casefold(), match[0]), match[0])

    draft.replace_everywhere(lambda text: _KNOWN.sub(change, text))
    return len(chosen)


def all_records() -> list[Record]:
    """The own phrases, and the corpus where it lies beside the repository."""
    return own_phrases() + (labelled(CORPUS) if CORPUS.exists() else [])


def rewritten(records: Iterable[Record], seed: int) -> list[Rewriting]:
    """Every record rewritten."""
    return [rewrite(record, seed) for record in records]


def _show(arguments: list[str]) -> str:
    seed = int(arguments[0]) if arguments else 1
    many = int(arguments[1]) if len(arguments) > 1 else 40
    records = all_records()
    lines = []
    for done in random.Random(seed).sample(rewritten(records, seed), min(many, len(records))):
        lines += [done.before.id, f"  - {done.before.text}", f"  + {done.after.text}", f"    {done.after.indicator}"]
        for target in done.after.targets:
            told = {key: str(value) for key, value in target.items() if value not in (None, False)}
            lines.append(f"    {told}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(_show(sys.argv[1:]) + "\n")
