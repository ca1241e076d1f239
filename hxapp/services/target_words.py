"""A target (mức kế hoạch) as somebody typed it: what was understood, what would be judged, what else stands there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from hxapp.domain import judged_as, units
from hxapp.domain.cases import Case
from hxapp.domain.errors import Refused
from hxapp.domain.indicators import Better, OverTime, Stage, Typed, ValueKind
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.targets import Comparator, Target, parse_phrase, usually_typed, words
from hxapp.domain.words import format_number, match_key, parse_number, tidy


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the indicator that has a target of its own."""

    name: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """The indicator that the words speak of, as far as it bears on them.

    A `head` stands for the figures of its parts and has none itself. Without a `year` the one after the year that the
    words compare with is meant. `typed` None is what is usual.
    """

    name: str = ""
    unit: str = ""
    better: Better = Better.HIGHER
    over_time: OverTime = OverTime.LATEST
    kind: ValueKind = ValueKind.NUMBER
    year: int | None = None
    typed: Typed | None = None
    assigned: Decimal | None = None
    exceed_open_bound: bool = False
    head: bool = False
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """The target that a field takes of the words, with what a screen says of it, in whole sentences.

    `target` is in words only where nothing was understood; `further` names the figures that the field does not take,
    `doubts` what the clerk should look at.
    """

    target: Target
    said: str
    judged: str
    further: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def in_words(self) -> bool:
        """Whether nothing was understood that can be compared."""
        return self.target.comparator is Comparator.TEXT_ONLY

    @property
    def lines(self) -> tuple[str, ...]:
        """What a screen shows, the first two always: how it was understood, what is judged, then the rest."""
        told = () if self.in_words else (f"Hiểu là: {self.said}.",)
        return (*told, self.judged, *self.further, *self.doubts)


def understand(text: str, about: About) -> Understood:
    """What the words ask of the indicator; of any text there is an answer."""
    found, refused = _found(text, about)
    main = None if about.head else _main(found, about)
    target = Target() if main is None else _own(main, about.unit)
    return Understood(
        target,
        words(target),
        judged(target, about),
        tuple(_told_apart(one, main, about) for one in found if one is not main),
        (*refused, *_of_units(target, about)),
    )


def judged(target: Target, about: About) -> str:
    """The sentence of what is judged (`domain.judged_as`), of any target of the indicator."""
    if about.head:
        return "Đánh giá theo các phần của chỉ tiêu."
    year = about.year or _year_after(target)
    kind = ValueKind.NUMBER if about.kind is ValueKind.WORDS and target.has_figure else about.kind
    case = Case(
        target=target,
        better=about.better,
        over_time=about.over_time,
        typed=about.typed or usually_typed(target),
        period=Period.whole_year(year),
        stage=Stage.FINAL,
        rhythm=Rhythm.YEARLY,
        value=None,
        assigned=about.assigned,
        exceed_open_bound=about.exceed_open_bound,
        unit=about.unit or None,
        kind=kind,
    )
    said = judged_as.judged_as(case)
    return said if about.year or said == judged_as.BY_HAND else _unnamed(said, target, year)


def same_judged(one: Target, other: Target, about: About) -> bool:
    """Whether both ask the same of a figure, however they are written."""
    return judged(_plain(one), about) == judged(_plain(other), about)


def _plain(target: Target) -> Target:
    """Without the noughts that a figure was typed with."""
    low, high = (None if bound is None else bound.normalize() for bound in target.bounds)
    return replace(target, low=low, high=high)


def _year_after(target: Target) -> int:
    years = [int(year) for year in re.findall(r"\b(?:19|20)[0-9]{2}\b", target.baseline or "")]
    return max(years, default=2000) + 1


def _unnamed(said: str, target: Target, year: int) -> str:
    """Where neither indicator nor words tell a year, last year's figure is called so."""
    named = str(year - 1) in (target.baseline or "")
    return (
        said
        if named
        else said.replace(f"số liệu năm {year - 1}", "số liệu năm trước").replace(
            f"mức năm {year - 1}", "mức năm trước"
        )
    )


def _found(text: str, about: About) -> tuple[list[Target], tuple[str, ...]]:
    """The targets that the words themselves state, and why one of them cannot be taken."""
    typed, name = tidy(text), tidy(about.name)
    lead = f"{name}: " if name else ""
    found = [] if not typed else _stated(f"{lead}{typed}", len(lead))
    if lead and not found:  # the name took the figures for its own
        found = _stated(typed, 0)
    refused: list[str] = []
    for one in list(found):
        if told := _unbearable(one):
            found.remove(one)
            refused.append(told)
    return found, tuple(refused)


def _stated(phrase: str, lead: int) -> list[Target]:
    """What stands behind the lead, not the figures of the indicator's name."""
    return [
        one
        for one in parse_phrase(phrase).targets
        if one.comparator is not Comparator.TEXT_ONLY and (one.span is None or one.span[1] > lead)
    ]


def _unbearable(target: Target) -> str:
    """Why a figure is too large or too exact for a book; '' for one that is not."""
    for figure in (target.low, target.high, target.out_of):
        if figure is not None:
            try:
                parse_number(format_number(figure))
            except Refused as refused:
                return str(refused)
    return ""


def _main(found: Sequence[Target], about: About) -> Target | None:
    """The figure that the indicator itself is measured by: the first in its unit, else the first; a whole, no part."""
    own = [one for one in found if not one.of_which] or found
    return next((one for one in own if _fits(one, about.unit)), own[0] if own else None)


def _own(main: Target, unit: str) -> Target:
    """The figure as the indicator's: one without a unit is in the indicator's."""
    bare = main.unit is None and main.has_figure
    return replace(main, name=None, of_which=False, unit=unit or None if bare else main.unit)


def _fits(target: Target, unit: str) -> bool:
    if target.unit is None or not unit or target.comparator is Comparator.RELATIVE_TO_PLAN:
        return True
    return units.factor(target.unit, unit) is not None


def _told_apart(target: Target, main: Target | None, about: About) -> str:
    """A figure that the field does not take: 'Còn thấy: xuất khẩu lao động từ 10 đến 12 người, …'."""
    name = target.name or ""
    shown = f"{name[:1].lower()}{name[1:]} {words(target)}" if name else words(target)
    part = _part_for(target, about.parts)
    if part is not None:
        return f"Còn thấy: {shown}, thuộc phần “{part.name}”."
    of_same = main is not None and not target.of_which and target.name is None and target.unit != main.unit
    if of_same and target.is_change:
        return f"Còn thấy: {shown}, cũng nói về chỉ tiêu này, ô này không lấy."
    return f"Còn thấy: {shown}, ô này không lấy; cần theo dõi thì thêm một phần của chỉ tiêu."


def _part_for(target: Target, parts: Sequence[Part]) -> Part | None:
    """The part that the figure belongs to, by its name, else by a unit that only one part has."""
    if target.name and parts:
        from hxapp.domain import names  # brings word lists and a library for distances

        best = names.best_match(target.name, [part.name for part in parts])
        if best is not None and best.verdict is names.Verdict.SURE:
            return parts[best.place]
    alike = [part for part in parts if target.unit and units.same(part.unit, target.unit)]
    return alike[0] if len(alike) == 1 else None


def _of_units(target: Target, about: About) -> tuple[str, ...]:
    """What is said of a unit that is not the indicator's."""
    own, unit = target.unit, about.unit
    if own is None or not unit or _is_share(target, unit) or target.comparator is Comparator.RELATIVE_TO_PLAN:
        return ()
    scale = units.factor(own, unit)
    if scale is None:
        return ("Hãy viết lời văn theo đơn vị tính của chỉ tiêu, hoặc sửa đơn vị tính.",)
    return () if scale == 1 else (f"Lời văn tính bằng {own}, đã đổi ra {unit}.",)


def _is_share(target: Target, unit: str) -> bool:
    """Whether the figures are a share or times of last year's, so that their unit is no unit of measure."""
    if target.unit == "lần":
        return target.is_change or target.baseline is not None
    return target.is_change and target.unit in ("%", "‰") and match_key(unit)[:1] not in ("%", "‰")
