"""The reader: a phrase's indicator and its targets, by the sections of the label conventions (1 to 11)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from hxapp.domain import guessing
from hxapp.domain.errors import Refused
from hxapp.domain.indicators import Better
from hxapp.domain.phrases import lexicon
from hxapp.domain.phrases.binding import Draft, Range
from hxapp.domain.phrases.clauses import clauses
from hxapp.domain.phrases.folding import Tokens
from hxapp.domain.phrases.gathering import Gathering
from hxapp.domain.phrases.items import Kind
from hxapp.domain.phrases.lookup import match, table
from hxapp.domain.phrases.naming import divided, name_of, noun_of, said, time_of, topic
from hxapp.domain.phrases.scanning import Scan
from hxapp.domain.phrases.sets import AMOUNT_LEADS, GROUPS, MEASURES, WHOLES
from hxapp.domain.targets import HIGHER, KEEP, LOWER, OF_PLAN, OVER_PLAN, Comparator, Target

_AMOUNTS: Final = table(lexicon.AMOUNTS)
_HUNDRED: Final = Decimal(100)
_CHANGES: Final = frozenset(("up", "down"))


def read(text: str) -> tuple[str, list[Target]]:
    """The indicator's name ('' where there is none) and the targets; any text gives an answer."""
    tokens = Tokens(text)
    if not tokens.words:
        return "", [Target()]
    found, pending = _found(tokens)
    if not found:
        name = said(tokens, _uncompared(tokens, pending))
        return name, [Target(direction=_side(tokens, name, None))]
    if any(draft.tail and _of_structure(tokens.words, draft.tail) for draft in found):
        for draft in found:
            draft.part_of_total = draft.part_of_total or draft.share
    names, indicator = _names(tokens, found)
    targets = []
    for draft, own in zip(found, names, strict=True):
        target = _target(tokens, draft, own, indicator)
        if target is not None:
            targets.append(target)
    return indicator, targets or [Target(direction=_side(tokens, indicator, None))]


def _of_structure(words: list[str], tail: list[Range]) -> bool:
    """Whether the figure is a share 'trong cơ cấu …' (10)."""
    return any("cơ" in words[first:last] and "cấu" in words[first:last] for first, last in tail)


def _uncompared(tokens: Tokens, ranges: list[Range]) -> list[Range]:
    """The name without what it is compared with in words only ('thấp hơn bình quân chung')."""
    kept: list[Range] = []
    for first, last in ranges:
        if kept and tokens.words[last - 1] == "hơn" and tokens.words[first] in ("thấp", "cao"):
            break
        kept.append((first, last))
    return kept


def _found(tokens: Tokens) -> tuple[list[Draft], list[Range]]:
    """The drafts of the phrase in their order, and all the name's words where there is no draft."""
    gathering = Gathering(tokens)
    for clause in clauses(tokens, Scan(tokens).items):
        gathering.take(clause)
    return gathering.finish(), gathering.everything


def _names(tokens: Tokens, found: list[Draft]) -> tuple[list[str | None], str]:
    """The name of each draft (None: the indicator's) and the indicator's (9, 11)."""
    own = [name_of(tokens, draft) for draft in found]
    headed = [at for at, draft in enumerate(found) if draft.head]
    if headed and headed[0] == 0:
        head = found[0].head
        parts = {own[at] for at in headed}
        shares = "cơ cấu" in " ".join(tokens.words[head[0][0] : head[-1][1]])
        if len(found) > 1 and (paired := _paired(tokens, found, own)):
            return paired, said(tokens, head)
        if shares or len(parts) > 1:
            return _filled(found, own), said(tokens, head)
        if not topic(tokens, head):
            own[0] = said(tokens, [*head, *found[0].pre, *found[0].tail])
    indicator = own[0] or noun_of(tokens, found[0])
    if len(found) > 1:
        if paired := _paired(tokens, found, own):
            return paired, indicator
        if timed := _series(tokens, found, own):
            return timed, indicator
        if not indicator:
            indicator = next((name for name in own if name), "")
    names = _filled(found, own)
    names[0] = None
    return [None if name == indicator else name for name in names], indicator


def _filled(found: list[Draft], own: list[str]) -> list[str | None]:
    """The own names; a further figure is of the thing before it, a bracket's of the figure that it restates."""
    names: list[str | None] = []
    known: dict[int, str | None] = {}
    for draft, name in zip(found, own, strict=True):
        parent = id(draft.parent)
        if name and not (names and draft.opener == Kind.OPEN and not draft.pre):
            names.append(name)
        elif parent in known:
            names.append(known[parent])
        else:
            names.append(names[-1] if names else None)
        known[id(draft)] = names[-1]
    return names


def _paired(tokens: Tokens, found: list[Draft], own: list[str]) -> list[str | None]:
    """Names for figures that answer to several names in order; [] where they do not."""
    first = found[0]
    run = 1
    while run < len(found) and not own[run] and not found[run].bracket:
        run += 1
    if run < 2 or not (first.pre or first.in_turn):
        return []
    units = [draft.figure.unit if draft.figure is not None else None for draft in found[:run]]
    named = tokens.words[first.pre[0][0] : first.pre[-1][1]] if first.pre else []
    unlike = run == 2 and None not in units and units[0] != units[1] and not (found[1].verb or found[1].level)
    abreast = run > 2 and named.count("-") == run - 1
    if not (first.in_turn or unlike or abreast):
        return []
    years = _years(tokens, first, run)
    names = years or divided(tokens, first.pre, run)
    if not names:
        return []
    if first.in_turn and not years and MEASURES.isdisjoint(name.lower().split()[0] for name in names[1:]):
        names[0] = " ".join(names[0].split()[-len(names[1].split()) :])
        names[0] = names[0][:1].upper() + names[0][1:]
    counted = all(str(unit) in name.lower() for unit, name in zip(units, names, strict=True))
    if unlike and not first.in_turn and not counted:
        return []
    rest = _filled(found[run:], own[run:])
    for draft in found[:run]:
        draft.shared = True
    return [*names, *rest]


def _years(tokens: Tokens, draft: Draft, parts: int) -> list[str]:
    """The times that so many figures answer to in turn ('năm 2023, 2024'); [] where there are not so many."""
    if not draft.in_turn or len(draft.times) != parts:
        return []
    times = [time_of(tokens, [one]) for one in draft.times]
    return [f"năm {time}" if time.isdigit() else time[:1].lower() + time[1:] for time in times]


def _series(tokens: Tokens, found: list[Draft], own: list[str]) -> list[str | None]:
    """Names by time for figures of one thing over time; [] where they are not."""
    if any(own[1:]) and any(name != own[0] for name in own[1:]):
        return []
    times = [time_of(tokens, draft.times) for draft in found if not draft.bracket]
    units = {draft.figure.unit for draft in found if draft.figure is not None and not draft.bracket}
    counted = all(draft.figure is None or draft.figure.counted for draft in found)
    if len(times) < 2 or "" in times or len(set(times)) < 2 or (len(units) > 1 and not counted):
        return []
    names: list[str | None] = []
    for draft in found:
        draft.shared = True
        names.append(names[-1] if draft.bracket and names else time_of(tokens, draft.times))
    return names


def _target(tokens: Tokens, draft: Draft, name: str | None, indicator: str) -> Target | None:
    """The target that the draft comes to; None where its shape is none that a target has."""
    figure = draft.figure
    measured = name or indicator
    fields: dict[str, object] = {"name": name, "of_which": draft.of_which, "per": draft.per}
    baseline = draft.baseline
    if baseline is None and draft.restates and draft.parent is not None:
        baseline = draft.parent.baseline
    planned = draft.plan
    if baseline is not None:
        fields["baseline"] = baseline[0]
        if baseline[1] and not _other_year(tokens, draft, baseline[2]):
            planned = True
    if figure is None:
        kind = Comparator.MAINTAIN if draft.keep else Comparator.RELATIVE_TO_PLAN
        return _made(tokens, draft, kind, fields, measured, indicator)
    planned = planned and (figure.unit or draft.unit) == "%"  # 'đạt chỉ tiêu 900 con' is a level
    if figure.per is not None:
        fields["per"] = figure.per
    unit = figure.unit
    if unit is None and draft.unit is not None:
        unit = draft.unit
        fields["per"] = draft.unit_per or fields["per"]
        if unit == "triệu đồng" and fields["per"] == "người/năm":
            unit, fields["per"] = "triệu đồng/người/năm", None
    if unit == "triệu đồng/người/năm" and figure.per is None:
        fields["per"] = None
    fields["unit"], fields["out_of"], fields["approx"] = unit, figure.out_of, draft.about
    _bounds(draft, fields, planned)
    if draft.keep:
        kind = Comparator.MAINTAIN
    elif planned:
        kind = Comparator.RELATIVE_TO_PLAN
        fields["unit"], fields["out_of"] = "%", None
        _of_plan(draft, fields)
    else:
        change = _change(tokens, draft, measured, unit)
        if change == "up":
            kind = Comparator.INCREASE_BY_BETWEEN if figure.ranged else Comparator.INCREASE_BY
        elif change == "down":
            kind = Comparator.DECREASE_BY_BETWEEN if figure.ranged else Comparator.DECREASE_BY
        else:
            kind = _level(fields, figure.ranged)
        draft.change = change
    return _made(tokens, draft, kind, fields, measured, indicator)


def _bounds(draft: Draft, fields: dict[str, object], planned: bool) -> None:
    figure = draft.figure
    assert figure is not None
    low: Decimal | None = figure.low
    high: Decimal | None = figure.high
    word = draft.comparator
    strict = False
    if figure.ranged:
        if figure.low > figure.high:
            low, high = high, low
    elif figure.open:
        high = None
    elif figure.rank:
        if figure.rank == "le":
            low = None
    elif word == "from":
        high = high if draft.about and draft.link != "reach" and not planned else None
    elif word in ("ge", "reach"):
        high = None
    elif word == "exceed" and planned and figure.low < _HUNDRED:
        pass
    elif word in ("gt", "exceed"):
        high, strict = None, True
    elif word == "le":
        low = None
    elif word in ("lt", "below"):
        low, strict = None, True
    fields["low"], fields["high"], fields["strict"] = low, high, strict


def _level(fields: dict[str, object], ranged: bool) -> Comparator:
    if ranged:
        return Comparator.BETWEEN
    if fields["high"] is None:
        return Comparator.GT if fields["strict"] else Comparator.GE
    if fields["low"] is None:
        return Comparator.LT if fields["strict"] else Comparator.LE
    return Comparator.EQ


def _of_plan(draft: Draft, fields: dict[str, object]) -> None:
    """Whether the figures are per cent of the assigned figure or the excess over it (6)."""
    figure = draft.figure
    assert figure is not None
    changed = draft.verb in ("up", "add") or (draft.verb == "down" and not (draft.level or draft.link))
    over = draft.excess or changed or draft.comparator == "exceed"
    if over and figure.low >= _HUNDRED and not changed:
        over = False
    fields["plan_basis"] = OVER_PLAN if over else OF_PLAN


def _other_year(tokens: Tokens, draft: Draft, years: list[str]) -> bool:
    """Whether a plan compared with is that of another year than the phrase's own (6)."""
    if not years:
        return False
    words = tokens.words
    return not any(years[-1] in words[first:last] for first, last in draft.times)


def _change(tokens: Tokens, draft: Draft, measured: str, unit: str | None) -> str:
    """'up' or 'down' where the figure is a change, '' where it is a level (5)."""
    figure = draft.figure
    assert figure is not None
    verb, level, link = draft.verb, draft.level, draft.link
    if draft.times_over or figure.rank or figure.twice or figure.nothing:
        return ""
    if draft.rate and not (verb and not draft.pre):
        return ""
    if draft.restates and draft.parent is not None:
        return draft.parent.change
    if not verb and not level and not link and not draft.share:
        verb = draft.gov
    amount = unit == "%" and not draft.share and not draft.tail and _is_amount(measured) and not draft.part_of_total
    amount = amount and not _of_named_whole(measured)
    if verb in ("up", "add"):
        if level == "up" or (level == "" and link and verb == "up"):
            return "up" if amount else ""
        return "" if level == "down" else "up"
    if verb == "down":
        if level == "down" or link == "stand" or draft.comparator == "lt":
            return ""
        return "down"
    if amount and level != "down" and (verb in ("", "raise")):
        return "up"
    return ""


def _is_amount(name: str) -> bool:
    """Whether an amount heads the name, of which a bare percentage is growth (5.5)."""
    words = name.lower().replace(",", " ,").split()
    at = 0
    while at < len(words) and words[at] in AMOUNT_LEADS:
        at += 1
    return (at < len(words) and match(_AMOUNTS, words, at) is not None) or (
        at > 0 and match(_AMOUNTS, words, at - 1) is not None
    )


def _of_named_whole(name: str) -> bool:
    """Whether the whole that a share is of stands in the name ('vốn đầu tư so với GRDP')."""
    words = name.lower().split()
    return any(
        word in ("so", "trên", "trong", "/") and not WHOLES.isdisjoint(words[at + 1 : at + 3])
        for at, word in enumerate(words)
    )


def _made(
    tokens: Tokens, draft: Draft, kind: Comparator, fields: dict[str, object], measured: str, indicator: str
) -> Target | None:
    fields["direction"] = (
        KEEP
        if kind is Comparator.MAINTAIN
        else _side(tokens, measured, draft, indicator, kind, fields.get("low") is None)
    )
    fields["span"] = tokens.given_span(draft.first, draft.last)
    try:
        return Target(comparator=kind, **fields)  # type: ignore[arg-type]
    except Refused:
        return None


def _of_group(draft: Draft, word: str) -> bool:
    """Whether a figure of the same measure is told for a place or group ('riêng các xã vùng cao giảm 4%')."""
    return (bool(draft.pre) or word == "đối") and draft.opener != Kind.SEMICOLON and word in GROUPS


def _lean(name: str) -> Better | None:
    return guessing.spoken_for(name.lower().replace("tỉ lệ", "tỷ lệ").replace("xoá ", "xóa "))


def _listed_share(draft: Draft, word: str) -> bool:
    """Whether the figure goes on with the shares of a list ('tỷ trọng A chiếm 8%, B chiếm 32%')."""
    figure = draft.figure
    return bool(draft.pre) and figure is not None and figure.unit == "%" and word not in MEASURES


def _side(
    tokens: Tokens,
    measured: str,
    draft: Draft | None,
    indicator: str = "",
    kind: Comparator | None = None,
    ceiling: bool = False,
) -> str:
    """The better side of what is measured (10)."""
    lean = _lean(measured)
    if draft is not None:
        if draft.part_of_total and kind is not None and not draft.change:
            return KEEP
        if lean is None and (draft.shared or not (draft.pre or draft.tail)):
            lean = _lean(indicator)
        elif measured is not indicator and (lean is None or draft.head):
            whole = _lean(said(tokens, draft.head) if draft.head else indicator)
            words = measured.lower().split(maxsplit=1)
            if (whole is Better.NONE and (draft.head or _listed_share(draft, words[0]))) or (
                lean is None and whole is Better.LOWER and (draft.of_which or draft.head or _of_group(draft, words[0]))
            ):
                lean = whole
        if draft.figure is not None and (draft.figure.rank or draft.figure.nothing):
            lean = Better.LOWER
        if lean is Better.NONE and (draft.verb in ("up", "add", "raise") or draft.gov in ("up", "add", "raise")):
            lean = Better.HIGHER
        if lean is None and draft.verb == "down" and kind is Comparator.RELATIVE_TO_PLAN:
            lean = Better.LOWER
        if lean is None and (kind in (Comparator.LE, Comparator.LT) or (kind is Comparator.INCREASE_BY and ceiling)):
            lean = Better.LOWER
    if lean is Better.LOWER:
        return LOWER
    return KEEP if lean is Better.NONE else HIGHER
