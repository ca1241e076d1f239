"""The one Vietnamese sentence that says why a result is rated as it is, with the figures it was judged by."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from hxapp.domain.bands import Band, Place, decimals_of, exactly, telling
from hxapp.domain.indicators import Better, Stage, Typed, ValueKind
from hxapp.domain.pace import Course
from hxapp.domain.periods import PeriodKind
from hxapp.domain.plan_share import ORDINALS, amount, gap
from hxapp.domain.targets import Comparator, Target, words
from hxapp.domain.words import format_date, format_number

if TYPE_CHECKING:
    from hxapp.domain.cases import Case
    from hxapp.domain.pace import Question


_IN_WORDS = frozenset({ValueKind.TITLE, ValueKind.OBJECT, ValueKind.WORDS})


def not_due(case: Case) -> str:
    return f"Kỳ thu thập {case.rhythm.label}, {_named(case)} chưa đến kỳ."


def no_figure(case: Case) -> str:
    if case.target.comparator is Comparator.TEXT_ONLY or case.kind in _IN_WORDS:
        return f"Chưa có kết quả {_named(case)}."
    return f"Chưa có số liệu {_named(case)}."


def nothing_arose(case: Case) -> str:
    return f"Không phát sinh trong {_named(case)} nên không có gì để so với kế hoạch."


def words_only(case: Case) -> str:
    return "Mức kế hoạch bằng lời, cần đơn vị tự xét đạt hay chưa đạt."


def by_hand(case: Case, label: str) -> str:
    if case.kind is ValueKind.TITLE:
        return f"Danh hiệu do đơn vị xét, đánh giá: {label}."
    return f"Mức kế hoạch xét bằng lời, đơn vị đánh giá: {label}."


def awaiting(case: Case) -> str:
    return f"Kế hoạch {words(case.target)} nhưng chưa nhập mức được giao nên chưa so được."


def no_base(case: Case) -> str:
    if case.base is not None:
        return f"Kế hoạch {words(case.target)} nhưng số liệu đang có là của năm {case.from_year} nên chưa so được."
    none = "Không phát sinh trong" if case.base_nothing_arose else "Chưa có số liệu"
    if case.target.comparator is Comparator.MAINTAIN and not case.target.has_figure:
        return f"{none} năm {case.from_year} nên chưa biết mức cần duy trì."
    if case.target.is_change:
        return f"{none} năm {case.from_year} nên không tính được mức {_verb(case)}."
    if case.target.unit == "lần":
        return f"{none} năm {case.from_year} nên không tính được gấp bao nhiêu lần."
    if case.base_nothing_arose:
        return f"{none} năm {case.from_year} nên không có mức để so."
    return f"Chưa có số liệu năm {case.from_year} nên chưa biết {_until(case)} cần đạt bao nhiêu."


def multiplied(case: Case, target: Target, why: str) -> str:
    """The sentence about times of last year's figure, after the one about what they come to."""
    asked = words(replace(case.target, baseline=None))
    rest = why.removeprefix(f"Kế hoạch {words(target)}; ")
    return f"Kế hoạch {asked} so với {_from(case)} là {words(target)}; {rest[0].lower()}{rest[1:]}"


def as_in_base_year(case: Case) -> str:
    """What last year's figure is kept by: 'duy trì 96,4% như năm 2021'."""
    return f"như năm {case.from_year}{' (ước)' if case.base_estimated else ''}"


def unlike_units(case: Case) -> str:
    return (
        f"Kế hoạch tính bằng {case.target.unit}, kết quả tính bằng {case.unit} nên chưa so được; "
        "hãy sửa đơn vị tính của chỉ tiêu hoặc của mức kế hoạch cho giống nhau."
    )


def zero_base(case: Case) -> str:
    times = case.target.unit == "lần" and not case.target.is_change
    untold = "gấp bao nhiêu lần" if times else f"mức thay đổi theo {case.target.unit}"
    if case.base_nothing_arose:
        return f"Năm {case.from_year} không phát sinh nên không tính được {untold}."
    base = case.base or Decimal(0)
    said = f"là số âm ({amount(base, case.unit)})" if base < 0 else "bằng 0"
    return f"Số liệu năm {case.from_year} {said} nên không tính được {untold}."


def unrounded(why: str, case: Case, question: Question, label: str) -> str:
    """The sentence, with the other outcome that the figure has before it is rounded for print."""
    unit = _change_unit(case) if _asks_change(case) else case.measure
    decimals = decimals_of(case.value, *case.target.bounds) + 1
    exact = telling(question.exact, question.printed, decimals)
    if question.exact == question.printed and case.base_unrounded is not None:
        base = amount(case.base_unrounded, case.measure)
        return f"{why.removesuffix('.')}; so với {base} chưa làm tròn (năm {case.from_year}) thì {label}."
    return f"{why.removesuffix('.')}; số chưa làm tròn {amount(exact, unit)} thì {label}."


def level(case: Case, question: Question, due: Band) -> str:
    value, unit = _value(case), case.measure
    figures = (value, *case.target.bounds)
    if not case.running:
        return f"Kế hoạch {_plan(case)}; {_achieved(case)} {_figure(case)}, {_result(due, value, unit)}."
    if question.flows:
        pace = _pace(due, value, figures, unit)
        return f"{_flow_head(case, question, due, figures)}; nay {_figure(case)}, {pace}."
    floor, need = _side(due, question.printed)
    bound = question.band.floor if floor else question.band.ceiling
    if question.steady or bound == need:
        return f"{_held_head(case, question)}; nay {amount(value, unit)}, {_held(due, value, figures, unit)}."
    year = amount(_bound(bound), unit)
    now = amount(telling(need, question.printed, decimals_of(*figures, case.base)), unit)
    way = f"{'lên' if floor else 'xuống'} {year}"
    return (
        f"Từ {_from(case)} {way} thì {_until(case)} cần {'đạt' if floor else 'còn'} {now}; "
        f"nay {amount(value, unit)}, {_pace(due, value, (*figures, case.base), unit, reached=True)}."
    )


def _held_head(case: Case, question: Question) -> str:
    """What must hold all year: what is kept, or a bound that the year began at or beyond."""
    band, unit = question.band, case.measure
    if question.steady:
        origin = case.target.baseline or ""
        return f"Cần giữ {_band_words(band, unit)}{f' {origin}' if origin.startswith('như ') else ''}"
    if question.start is not None and _meets(band, question.start):
        # Only the side that limits is left to be kept.
        return f"{_base(case)} nên cần giữ {_band_words(replace(band, low=band.floor, high=band.ceiling), unit)}"
    if band.low is not None and band.high is not None:
        return f"Cả năm cần {'đúng ' if band.low == band.high else 'trong khoảng '}{_band_words(band, unit)}"
    return f"Cần {'đạt' if band.low is not None else 'ở mức'} {_band_words(band, unit)}"


def change_typed(case: Case, question: Question, due: Band) -> str:
    value, unit = _value(case), _change_unit(case)
    if not case.running:
        return f"Kế hoạch {words(case.target)}; {_achieved(case)} {_moved(case, value)}, {_result(due, value, unit)}."
    pace = _change_pace(question, due, case, value)
    return f"{_change_head(case, question, due, value)}; nay {_moved(case, value)}, {pace}."


def change_of_level(case: Case, question: Question, due: Band, shown: Decimal) -> str:
    unit = _change_unit(case)
    went = f"từ {_from(case)} {'nay' if case.running else _achieved(case)} {_figure(case)}"
    went = f"{went}{' là' if shown else ','} {_moved(case, shown)}"
    if not case.running:
        return f"Kế hoạch {words(case.target)}; {went}, {_result(due, shown, unit)}."
    return f"{_change_head(case, question, due, shown)}; {went}, {_change_pace(question, due, case, shown)}."


def change_of_flow(case: Case, question: Question, due: Band) -> str:
    value, unit = _value(case), case.measure
    figures = (value, case.base)
    floor, need = _side(due, question.printed)
    bound = question.band.floor if floor else question.band.ceiling
    now = amount(telling(need, question.printed, decimals_of(*figures)), unit)
    return (
        f"Kế hoạch {words(replace(case.target, baseline=None))} so với {_from(case)}, "
        f"tức cả năm {_limit(floor, due.strict)} {amount(_bound(bound), unit)}"
        f"{_along(case, question)}{_until(case)} {_limit(floor, due.strict)} {now}; "
        f"nay {_figure(case)}, {_pace(due, value, figures, unit)}."
    )


def relative(case: Case, question: Question, due: Band, given: Question, due_given: Band, second: str) -> str:
    value, unit = _value(case), case.measure
    figures = (value, case.assigned)
    decimals = decimals_of(*figures)
    assigned = amount(case.assigned if case.assigned is not None else Decimal(0), unit)
    plan = f"Mức giao {assigned}, kế hoạch {words(case.target)}"
    if case.target.has_figure:
        plan = f"{plan}, tức {_band_words(question.band, unit)}"
    if not case.running:
        done = f"{_achieved(case)} {_figure(case)}, {_result(due, value, unit)}"
        return f"{plan}; {done}; so với mức giao: {second}."
    floor, need = _side(due, question.printed)
    floor_given, need_given = _side(due_given, given.printed)
    now = amount(telling(need, question.printed, decimals), unit)
    now_given = amount(telling(need_given, given.printed, decimals), unit)
    course = question.course(case)
    way = course.label if course is not None and question.flows else f"từ {_from(case)}"
    return (
        f"{plan}; {way} thì {_until(case)} {_limit(floor, due.strict)} {now}, "
        f"nay {_figure(case)}, {_pace(due, value, figures, unit, reached=not question.flows)}; "
        f"so với mức giao {_limit(floor_given, due_given.strict)} {now_given}: {second}."
    )


def _named(case: Case) -> str:
    label = case.period.label
    return f"{label[0].lower()}{label[1:]}"


def _until(case: Case) -> str:
    if case.period.kind is PeriodKind.SPAN:
        return f"hết ngày {format_date(case.period.last)}"
    return f"hết {case.period.short_label}"


def _value(case: Case) -> Decimal:
    return case.value if case.value is not None else Decimal(0)


def _figure(case: Case) -> str:
    """The figure with its unit; where nothing arose it says so, for that is no typed 0."""
    value = _value(case)
    return f"{amount(value, case.measure)}{' (không phát sinh)' if case.nothing_arose and not value else ''}"


def _achieved(case: Case) -> str:
    return "thực hiện" if case.stage is Stage.FINAL else "ước thực hiện"


def _from(case: Case) -> str:
    base = case.base if case.base is not None else Decimal(0)
    if case.base_nothing_arose:
        return f"0 (năm {case.from_year} không phát sinh)"
    return f"{amount(base, case.measure)} (năm {case.from_year}{', ước' if case.base_estimated else ''})"


def _base(case: Case) -> str:
    base = case.base if case.base is not None else Decimal(0)
    return f"Năm {case.from_year} đã ở mức {amount(base, case.measure)}{' (ước)' if case.base_estimated else ''}"


def _bound(bound: Fraction | None) -> Decimal:
    return exactly(bound if bound is not None else Fraction(0))


def _side(due: Band, printed: Fraction) -> tuple[bool, Fraction]:
    """The bound to speak of: the one that is missed, else the floor, else the ceiling; True is the floor."""
    floor, ceiling = due.floor, due.ceiling
    if ceiling is not None and (floor is None or not due.keeps_ceiling(printed)):
        return False, ceiling
    return True, floor if floor is not None else Fraction(0)


def _meets(band: Band, start: Fraction) -> bool:
    return band.place(start) is not Place.SHORT


def _limit(floor: bool, strict: bool) -> str:
    if floor:
        return "cần đạt trên" if strict else "cần đạt"
    return "cần dưới" if strict else "không được quá"


def _plan(case: Case) -> str:
    """What is asked, as written; levels are named before their number."""
    if case.kind is not ValueKind.LEVEL or not case.target.has_figure:
        return words(case.target)
    target = case.target
    low, high = (None if bound is None else Fraction(bound) for bound in target.bounds)
    asked = _band_words(Band(low, high, case.better, target.strict), case.measure)
    kept = target.comparator is Comparator.MAINTAIN
    return f"{'duy trì ' if kept else ''}{asked}{f' {target.baseline}' if target.baseline else ''}"


def _band_words(band: Band, unit: str | None) -> str:
    low, high = band.low, band.high
    if low is not None and high is not None:
        if low != high:
            first = amount(_bound(low), unit) if unit in ORDINALS else format_number(_bound(low))
            return f"từ {first} đến {amount(_bound(high), unit)}"
        return amount(_bound(low), unit)
    if low is not None:
        shown = amount(_bound(low), unit)
        return f"trên {shown}" if band.strict else f"từ {shown} trở lên"
    return f"{'dưới' if band.strict else 'không quá'} {amount(_bound(high), unit)}"


def _along(case: Case, question: Question) -> str:
    """How what is due was reached, before the period it is due by: ', chia đều thì '; of a level the base tells it."""
    course = question.course(case)
    return " thì " if course is None or course is Course.FROM_BASE else f", {course.label} thì "


def _flow_head(case: Case, question: Question, due: Band, figures: tuple[Decimal | None, ...]) -> str:
    floor, need = _side(due, question.printed)
    bound = question.band.floor if floor else question.band.ceiling
    year = f"Cả năm {_limit(floor, question.band.strict)} {amount(_bound(bound), case.measure)}"
    by_then = f"{_along(case, question)}{_until(case)}"
    if need == bound:
        return f"{year}{by_then} cần đạt đủ" if case.share is not None and floor and bound else year
    if floor and not need:
        return f"{year}{by_then} chưa cần có"
    shown = amount(telling(need, question.printed, decimals_of(*figures)), case.measure)
    return f"{year}{by_then} {_limit(floor, due.strict)} {shown}"


def _pace(
    due: Band, value: Decimal, figures: tuple[Decimal | None, ...], unit: str | None, *, reached: bool = False
) -> str:
    """How the figure stands to what is due by now; `reached` speaks of a level that moves towards its bound."""
    floor, need = _side(due, Fraction(value))
    ahead = value - telling(need, Fraction(value), decimals_of(*figures))
    if not ahead:
        return "đúng mức cần" if not due.strict else f"mới bằng, chưa {'vượt' if floor else 'dưới'} mức này"
    shown = gap(abs(ahead), unit)
    if floor or reached:
        return f"{'nhanh hơn' if (ahead > 0) is floor else 'chậm'} {shown}"
    return f"quá {shown}" if ahead > 0 else f"còn dưới mức này {shown}"


def _held(due: Band, value: Decimal, figures: tuple[Decimal | None, ...], unit: str | None) -> str:
    floor, need = _side(due, Fraction(value))
    if due.place(Fraction(value)) is not Place.SHORT:
        return "giữ được"
    off = value - telling(need, Fraction(value), decimals_of(*figures))
    if not off:
        return f"mới bằng, chưa {'vượt' if floor else 'dưới'} mức này"
    return f"{'thấp' if floor else 'cao'} hơn {gap(abs(off), unit)}"


def _result(band: Band, value: Decimal, unit: str | None) -> str:
    """How a figure of the whole year stands to the plan."""
    exact = Fraction(value)
    place = band.place(exact)
    if place is Place.WITHIN:
        return "đạt"
    if place is Place.PAST:
        end = band.better_end
        past = gap(exactly(abs(exact - (end if end is not None else exact)), value), unit)
        return f"vượt {past}" if band.better is Better.HIGHER else f"vượt, thấp hơn {past}"
    floor, need = _side(band, exact)
    if exact == need:
        return f"mới bằng, chưa {'vượt' if floor else 'dưới'} mức này"
    below, above = ("thấp hơn", "cao hơn") if unit in ORDINALS else ("thiếu", "quá")
    return f"{below if floor else above} {gap(exactly(abs(exact - need), value), unit)}"


def _asks_change(case: Case) -> bool:
    """Whether the figure that is judged is the change itself."""
    return case.target.is_change and not (case.running and case.sums and case.typed is Typed.LEVEL)


def _change_unit(case: Case) -> str | None:
    """The unit a change is told in; that of a rate is told in points."""
    unit = case.target.unit or case.measure
    return f"điểm {unit[0]}" if unit and case.of_rate and unit[0] in "%‰" else unit


def _verb(case: Case) -> str:
    return "tăng" if case.target.is_increase else "giảm"


def _moved(case: Case, change: Decimal) -> str:
    """'giảm 0,8 điểm %'; a change against the sense asked is named by the other word."""
    if not change:
        return "không phát sinh" if case.change_typed and case.nothing_arose else "không đổi"
    against = {"tăng": "giảm", "giảm": "tăng"}[_verb(case)]
    return f"{against if change < 0 else _verb(case)} {amount(abs(change), _change_unit(case))}"


def _change_head(case: Case, question: Question, due: Band, value: Decimal) -> str:
    unit, verb = _change_unit(case), _verb(case)
    floor, need = _side(due, question.printed)
    bound = question.band.floor if floor else question.band.ceiling
    decimals = decimals_of(value, *case.target.bounds)
    limit = ("trên" if due.strict else "") if floor else ("dưới" if due.strict else "không quá")
    year = f"{verb} {limit} {amount(_bound(bound), unit)}".replace("  ", " ")
    if need == bound:
        return f"Cần {verb} {_band_words(question.band, unit)}"
    shown = amount(telling(need, question.printed, decimals), unit)
    return f"Cả năm cần {year}{_along(case, question)}{_until(case)} cần {verb} {limit} {shown}".replace("  ", " ")


def _change_pace(question: Question, due: Band, case: Case, value: Decimal) -> str:
    figures = (value, *case.target.bounds)
    floor, need = _side(due, question.printed)
    bound = question.band.floor if floor else question.band.ceiling
    if need == bound:
        if due.place(question.printed) is Place.SHORT:
            return _held(due, value, figures, _change_unit(case))
        return "đúng mức cần" if question.printed == need else "đủ mức cần"
    return _pace(due, value, figures, _change_unit(case))
