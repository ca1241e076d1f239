"""Numbers as offices write them, with their units and denominators (label conventions 2 and 7)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from hxapp.domain.phrases import vocabulary
from hxapp.domain.phrases.lookup import Table, match, table
from hxapp.domain.phrases.sets import BODIES, BORN, COMMUNES, OTHER_COUNTED, PREDICATES, QUARTERS

_MOST_DIGITS: Final = 18
_PHONE: Final = 9
_THOUSANDS: Final = 3
_SIGNED: Final = frozenset(("%", "‰", "tỷ", "triệu"))
_RANGE_SIGNS: Final = frozenset(("-", "đến", "tới"))
_FIRST_YEAR, _LAST_YEAR = "1945", "2099"
_ROUND: Final = frozenset(Decimal(10) ** power for power in range(2, 7))
PER_SO_MANY: Final = _ROUND | {Decimal(1)}
_SMALLER: Final = {"tỷ đồng": ("triệu đồng", Decimal(1000)), "triệu đồng": ("nghìn đồng", Decimal(1000))}
_WHOLE_UNIT: Final = ("triệu đồng", "người/năm")

UNITS: Final[Table[str]] = table(
    (
        *vocabulary.UNITS,
        *((words, meaning, "") for words, meaning, _ in vocabulary.NO_UNITS),
        *(
            (f"{magnitude} {words}", f"{said} {meaning}", "")
            for magnitude, said in vocabulary.MAGNITUDES.items()
            for words, meaning, _ in vocabulary.MAGNIFIED
        ),
    )
)
DENOMINATORS: Final[Table[str]] = table(vocabulary.DENOMINATORS)
# Of these the number stands before nothing counted, so what follows is the name.
MEASURING: Final = frozenset(("%", "‰", "lần", "hạng", "đồng", "USD", "m", "km", "ha", "lít", "kg", "tạ", "tấn"))


class Figure:
    """A figure as written: one number or a range, with unit, denominator and whole; tokens first to last."""

    ranged = half = open = nothing = twice = False
    rank = ""
    unit: str | None = None
    per: str | None = None
    out_of: Decimal | None = None

    def __init__(self, first: int, last: int, low: Decimal, high: Decimal) -> None:
        self.first, self.last, self.low, self.high, self.unit_at = first, last, low, high, last

    @property
    def measured(self) -> bool:
        """Whether the unit is one of measuring ('tỷ đồng', 'ha')."""
        return self.unit is not None and not self.counted

    @property
    def counted(self) -> bool:
        """Whether the unit is a noun that is counted ('hộ', 'cơ sở'), so may be a part of the name."""
        unit = self.unit
        return unit is not None and unit not in MEASURING and not unit.endswith(("đồng", "USD", "tấn", "ha", "năm"))


def is_number(token: str) -> bool:
    return "0" <= token[0] <= "9" and token != "0/00"


def is_year(token: str) -> bool:
    return len(token) == 4 and token.isdigit() and _FIRST_YEAR <= token <= _LAST_YEAR


def value_of(token: str) -> Decimal | None:
    """The number's value: a dot before exactly three digits groups, a comma is the decimal sign; None for no number."""
    if token.isdigit():
        if len(token) > _MOST_DIGITS or (token[0] == "0" and len(token) >= _PHONE):
            return None
        return Decimal(token)
    if len(token) > 2 * _MOST_DIGITS:
        return None
    whole, comma, part = token.partition(",")
    if comma:
        if "," in part or "." in part:
            groups = token.split(",")
            foreign = all(len(group) == _THOUSANDS for group in groups[1:]) and len(groups) > 2
            return Decimal("".join(groups)) if foreign else None
        if "." in whole:
            groups = whole.split(".")
            if any(len(group) != _THOUSANDS for group in groups[1:]):
                return None
            whole = "".join(groups)
        return Decimal(f"{whole}.{part}")
    groups = token.split(".")
    if all(len(group) == _THOUSANDS for group in groups[1:]) and groups[0] != "0" and len(groups[0]) <= _THOUSANDS:
        return Decimal("".join(groups))
    return Decimal(token) if len(groups) == 2 else None


def read(words: Sequence[str], at: int) -> Figure | None:
    """The figure that starts at the token; None where the number is a date's, a law's or none at all."""
    low = value_of(words[at])
    size = len(words)
    if low is None:
        return None
    after = at + 1
    if (
        after + 1 < size
        and (words[after] == "," or len(words[after]) == _THOUSANDS)
        and words[at].isdigit()
        and (torn := _torn(words, at)) is not None
    ):
        low, after = torn
    figure = Figure(at, after, low, low)
    if after + 1 < size and words[after] == "/" and is_number(words[after + 1]):
        whole = value_of(words[after + 1])
        after += 2
        if after < size and words[after] == "/":
            return None
        if whole in _ROUND and (low > whole or (after < size and words[after] in BORN)):
            _read_share(words, figure, after)
            return figure
        if whole is None or low > whole or whole == 0:
            return None
        figure.half = low == 1 and whole == 2
        figure.out_of = whole
        figure.last = figure.unit_at = after
    found = read_unit(words, after) if after < size else None
    if found is not None:
        figure.unit_at, (figure.unit, after) = after, found
        figure.last = after
    if figure.unit in _SMALLER and after + 1 < size and is_number(words[after]):
        after = _add_smaller(words, figure)
    if after + 1 < size and words[after] in _RANGE_SIGNS and figure.out_of is None:
        _read_range(words, after + 1, figure)
    _read_denominators(words, figure)
    return figure


def _torn(words: Sequence[str], at: int) -> tuple[Decimal, int] | None:
    """A number that a scan tore with a blank ('1 250 tỷ đồng', '1, 5%') and where it ends; None for no such one."""
    whole, end = words[at], at + 1
    if words[end] == ",":
        part = words[end + 1]
        alone = len(part) == 1 and part.isdigit() and end + 2 < len(words) and words[end + 2] in _SIGNED
        led = at and (is_number(words[at - 1]) or words[at - 1] in ("lượt", ",", "và", "đến", "-"))
        return (Decimal(f"{whole}.{part}"), end + 2) if alone and not led else None
    while end < len(words) and len(words[end]) == _THOUSANDS and words[end].isdigit():
        whole += words[end]
        end += 1
    torn = end > at + 1 and len(words[at]) <= _THOUSANDS and words[at][0] != "0" and end < len(words)
    return (Decimal(whole), end) if torn and len(whole) <= _MOST_DIGITS and read_unit(words, end) else None


def _add_smaller(words: Sequence[str], figure: Figure) -> int:
    """'16 tỷ 434 triệu' is one figure, told in two magnitudes; gives where it ends."""
    smaller, parts = _SMALLER[figure.unit or ""]
    more = value_of(words[figure.last])
    found = read_unit(words, figure.last + 1) if figure.last + 1 < len(words) else None
    if more is not None and more < parts and found is not None and found[0] == smaller:
        figure.low = figure.high = figure.low + more / parts
        figure.last = found[1]
    return figure.last


def _read_share(words: Sequence[str], figure: Figure, after: int) -> None:
    """'42/100.000 trẻ đẻ sống', '110/100': so many of a round number, not of a whole."""
    number = words[after - 1]
    found = match(DENOMINATORS, words, after) if after < len(words) else None
    figure.per, figure.last = (number, after) if found is None else (f"{number} {found[0]}", after + found[1])
    figure.unit_at = figure.last


def _read_range(words: Sequence[str], at: int, figure: Figure) -> None:
    first = figure.first
    if first > 1 and words[first - 1] == "-" and (words[first - 2] == "%" or is_number(words[first - 2])):
        return
    if words[at] in ("dưới", "khoảng", "trên") and at + 1 < len(words):
        at += 1
    if not is_number(words[at]):
        return
    high = value_of(words[at])
    if high is None:
        return
    after = at + 1
    if after + 1 < len(words) and words[after] == "/" and (value_of(words[after + 1]) or 0) >= high > 1:
        after += 2  # '12-13/18 tiêu chí'
    found = read_unit(words, after) if after < len(words) else None
    third = after if found is None else found[1]
    if third + 1 < len(words) and words[third] == "-" and is_number(words[third + 1]):
        return  # shares side by side, '20% - 45% - 35%'
    if found is None:
        if figure.unit is not None and (
            is_year(words[at]) or (after < len(words) and words[after] in ("/", "năm", "tuổi"))
        ):
            return
        figure.unit_at = after
    else:
        if figure.unit is not None and found[0] != figure.unit:
            return
        figure.unit_at = after
        figure.unit, after = found
    figure.high, figure.ranged, figure.last = high, True, after


def read_unit(words: Sequence[str], at: int) -> tuple[str | None, int] | None:
    """The unit written at the token and where it ends; a unit None is a noun that only looks like one."""
    found = match(UNITS, words, at)
    if found is None:
        return None
    unit, size = found
    after = at + size
    if unit == "":
        return None
    if unit in ("triệu đồng", "tỷ đồng") and size == 1 and after < len(words):
        follower = words[after]
        if words[at] in ("triệu", "tỷ") and follower.isalpha() and follower in OTHER_COUNTED:
            return None
    return unit, after


def _read_denominators(words: Sequence[str], figure: Figure) -> None:
    found = denominators(words, figure.last)
    if found is None:
        return
    follower = words[found[1]] if found[1] < len(words) else ""
    if follower in PREDICATES and figure.unit_at < figure.last and lists(words, figure.last):
        return  # '18/20 xã/phường đạt chuẩn'
    per, figure.last = found
    if (figure.unit, per) == _WHOLE_UNIT:
        figure.unit = "/".join(_WHOLE_UNIT)
    else:
        figure.per = per


def lists(words: Sequence[str], at: int) -> bool:
    """Whether the slash at the token stands between two nouns of a kind ('thôn/tổ dân phố'), which it lists."""
    before = words[at - 1]
    for alike in (QUARTERS, COMMUNES, BODIES):
        if before in alike:
            return not alike.isdisjoint(words[at + 1 : at + 4])
    return False


def denominators(words: Sequence[str], at: int) -> tuple[str, int] | None:
    """What stands behind slashes at the token ('/ha/năm', '/100 trẻ gái') and where it ends; None for nothing."""
    size = len(words)
    said: list[str] = []
    while at + 1 < size and words[at] == "/":
        after = at + 1
        number = ""
        if is_number(words[after]):
            number = words[after]
            after += 1
            if value_of(number) not in PER_SO_MANY:
                break
        if after >= size or (found := match(DENOMINATORS, words, after)) is None:
            break
        meaning, length = found
        if not meaning:
            break
        said.append(meaning if number in ("", "1", "01") and meaning != "vạn dân" else f"{number} {meaning}".strip())
        at = after + length
    return ("/".join(said), at) if said else None
