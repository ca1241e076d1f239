"""What a target asks of the year's figure, in one sentence, by the rules that judge it (`ratings.judge`)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from hxapp.domain import units
from hxapp.domain.assigned import asked_of
from hxapp.domain.bands import Band, exactly
from hxapp.domain.cases import Case
from hxapp.domain.changes import asked_side, is_of_other_year
from hxapp.domain.indicators import Better, ValueKind
from hxapp.domain.outcomes import band_between, ends_of
from hxapp.domain.plan_share import ORDINALS, amount
from hxapp.domain.targets import Comparator, Target, words
from hxapp.domain.words import format_number

BY_HAND = "Theo lời văn, đánh giá bằng tay."

_BY_HAND = frozenset({ValueKind.TITLE, ValueKind.OBJECT, ValueKind.WORDS})
_AS_SET = "lệch về phía nào cũng không đạt"
_NO_MORE = "không xét vượt"


def judged_as(case: Case) -> str:
    """When the figure of the whole year is đạt and when vượt, and what it is compared with; ends with a full stop.

    Of the case the figure itself, the base and the period do not matter: 'Đạt khi giảm từ 0,7 đến 0,9 điểm %; vượt
    khi giảm trên 0,9 điểm %; so với số liệu năm 2021.' Where nothing can be judged, it says why.
    """
    target = case.target
    if target.comparator is Comparator.TEXT_ONLY or case.kind in _BY_HAND:
        return BY_HAND
    if target.comparator is Comparator.RELATIVE_TO_PLAN:
        return _relative(case)
    if target.comparator is Comparator.MAINTAIN and not target.has_figure:
        return _other_year(case) or _kept(case)
    if not target.is_change and target.baseline is not None and target.unit == "lần" and not _in_times(case):
        return _other_year(case) or _times_last_year(case)
    scale = _scale(case)
    if scale is None:
        return f"Chưa so được: mức này tính bằng {target.unit}, chỉ tiêu tính bằng {case.unit}."
    return _change(case, scale) if target.is_change else _level(case, scale)


@dataclass(frozen=True, slots=True)
class _Telling:
    """How a bound is told: with the decimals it was typed with, its unit, and what it is a part or a multiple of."""

    target: Target
    unit: str | None = None
    of: str = ""
    whole: str = ""  # what stands for 100 of that

    def number(self, bound: Fraction) -> Decimal:
        typed = (one for one in self.target.bounds if one is not None and Fraction(one) == bound)
        return next(typed, exactly(bound))

    def figure(self, bound: Fraction) -> str:
        return format_number(self.number(bound))

    def all(self, bound: Fraction) -> str:
        if self.whole and bound == 100:
            return self.whole
        return f"{self.figure(bound)}{self.of}" if self.of else amount(self.number(bound), self.unit)


def _times_last_year(case: Case) -> str:
    plain = replace(case, unit=None, target=replace(case.target, out_of=None))
    band = band_between(plain, ends_of(case.target), case.better)
    return _sentence(band, _Telling(case.target, of=f" lần số liệu năm {case.from_year}"))


def _kept(case: Case) -> str:
    """Last year's figure, whatever it is: told as the whole of itself."""
    band = band_between(replace(case, unit=None), (Fraction(100), Fraction(100)), case.better)
    return _sentence(band, _Telling(case.target, whole=f"mức năm {case.from_year}"))


def _level(case: Case, scale: Fraction) -> str:
    low, high = (None if bound is None else Fraction(exactly(bound * scale)) for bound in ends_of(case.target))
    if scale != 1:
        case = replace(case, target=replace(case.target, out_of=None))
    return _sentence(band_between(case, (low, high), case.better), _Telling(case.target, case.measure))


def _change(case: Case, scale: Fraction) -> str:
    target = case.target
    if not case.change_typed and (told := _other_year(case)):
        return told
    low, high = (None if bound is None else Fraction(exactly(bound * scale)) for bound in ends_of(target))
    verb = "tăng" if target.is_increase else "giảm"
    unit = (case.unit if scale != 1 else target.unit) or case.measure
    unit = f"điểm {unit[0]}" if unit and case.of_rate and unit[0] in "%‰" else unit
    against = f"theo mức {verb} đã nhập" if case.change_typed else f"so với số liệu năm {case.from_year}"
    return _sentence(band_between(case, (low, high), asked_side(case)), _Telling(target, unit), f"{verb} ", against)


def _relative(case: Case) -> str:
    """Against the assigned figure: by its amount where that is known, else in per cents of it."""
    apart = "so với chính mức giao thì xét riêng" if case.target.has_figure else ""
    if case.assigned is not None:
        band = band_between(case, asked_of(case, Fraction(case.assigned)), case.better)
        return _sentence(band, _Telling(case.target, case.measure), "", apart)
    band = band_between(replace(case, unit=None), asked_of(case, Fraction(100)), case.better)
    whole = "" if case.target.is_range else "mức giao"
    return _sentence(band, _Telling(case.target, of="% mức giao", whole=whole), "", apart)


def _other_year(case: Case) -> str:
    if not is_of_other_year(case):
        return ""
    return f"Chưa so được: mức này {words(case.target)}, số liệu để so là của năm {case.from_year}."


def _in_times(case: Case) -> bool:
    """Whether the indicator itself is told in times, so that 'lần' is its unit and no multiple of last year."""
    return units.same(case.unit, "lần")


def _scale(case: Case) -> Fraction | None:
    """By what the target's figures come to be in the indicator's unit; None where the units are unlike."""
    target = case.target
    if not case.unit or not target.unit or case.changes_relatively or (target.is_change and target.unit == "lần"):
        return Fraction(1)
    return units.factor(target.unit, case.unit)


def _sentence(band: Band, telling: _Telling, verb: str = "", against: str = "") -> str:
    low, high, end = band.floor, band.ceiling, band.better_end
    upwards = band.better is Better.HIGHER
    past = f"{verb}{'trên' if upwards else 'dưới'} {telling.all(end)}" if end is not None else ""
    said = []
    if past and band.strict:  # an open bound that counts as a figure: nothing lies between đạt and vượt
        said.append(f"Vượt khi {past}, bằng mức này chưa đạt")
    else:
        met = (low, end) if past and upwards else (end, high) if past else (low, high)
        said.append(f"Đạt khi {verb}{_span(*met, band.strict, telling, verb)}")
        if past:
            said.append(f"vượt khi {past}")
        else:
            said.append(_AS_SET if low is not None and low == high else _NO_MORE)
    return f"{'; '.join(one for one in (*said, against) if one)}."


def _span(low: Fraction | None, high: Fraction | None, strict: bool, telling: _Telling, verb: str) -> str:
    """From where to where; a range's first figure stands alone, unless its unit comes before it."""
    if low is not None and high is not None:
        if low == high:
            return f"{'' if verb else 'bằng '}{telling.all(low)}"
        return f"từ {telling.all(low) if telling.unit in ORDINALS else telling.figure(low)} đến {telling.all(high)}"
    if low is not None:
        return f"trên {telling.all(low)}" if strict else f"từ {telling.all(low)} trở lên"
    return f"{'dưới' if strict else 'không quá'} {telling.all(high if high is not None else Fraction(0))}"
