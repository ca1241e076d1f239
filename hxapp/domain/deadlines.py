"""Deadlines (hạn hoàn thành) with their precision, read from an office's words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from hxapp.domain.errors import Refused
from hxapp.domain.periods import Period
from hxapp.domain.words import date_of, match_key, quoted, tidy

# The day and month by which 'đầu năm học' is over: the office sets it, and this is what an office means that sets none,
# for all must stand ready when schools open on 5 September.
SCHOOL_YEAR_START = (31, 8)


class Precision(StrEnum):
    """How exactly a deadline is told; whatever it is, its last day judges."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    NINE_MONTHS = "nine_months"
    YEAR = "year"
    SCHOOL_YEAR_START = "school_year_start"
    STANDING = "standing"


@dataclass(frozen=True, slots=True)
class Deadline:
    """When something must be done: the words as written, how exact they are, and the last day (none when standing)."""

    wording: str
    precision: Precision
    last_day: dt.date | None

    def __post_init__(self) -> None:
        if (self.precision is Precision.STANDING) != (self.last_day is None):
            raise ValueError("every deadline but a standing one has a last day")

    @staticmethod
    def read(text: str, year: int) -> Deadline:
        """The deadline said by the words, wherever in them its one time stands ('sớm trình trong quý I/2022').

        Words that name no year mean `year`. A period is judged by its last day, 'đầu năm học' by SCHOOL_YEAR_START;
        'trước' a day, month, quarter or year ends the day before that begins; of 'từ … đến …' the later time counts;
        'thường xuyên', 'hằng tháng' and the like are standing. Raises Refused (field "deadline") for no time, for
        several, for a vague one ('đầu quý II', 'sau ngày 15/6') and for one that no calendar has.
        """
        wording = tidy(text)
        said = quoted(wording, 60)
        write_as = (
            f"Hãy viết như '31/3/{year}', 'tháng 6/{year}', 'quý I/{year}', '6 tháng đầu năm', "
            f"'trong năm {year}' hoặc 'thường xuyên'."
        )
        try:
            times = _times(wording, year)
        except Refused as refused:
            raise Refused(str(refused), "deadline") from refused
        kinds = {time.precision for time in times}
        if Precision.STANDING in kinds and kinds <= {Precision.STANDING, Precision.YEAR}:
            return Deadline(wording, Precision.STANDING, None)  # 'thường xuyên, liên tục trong năm 2022'
        if not times:
            missing = f"{said} chưa nói thời hạn nào" if wording else "Chưa có thời hạn nào"
            raise Refused(f"{missing}. {write_as}", "deadline")
        if len(times) > 1:
            raise Refused(f"{said} có hơn một thời hạn, chỉ ghi được một. {write_as}", "deadline")
        (time,) = times
        if time.precision is None:
            raise Refused(f"{said} chưa rõ ngày cuối cùng là ngày nào. {write_as}", "deadline")
        return Deadline(wording, time.precision, time.last_day)

    def days_left(self, today: dt.date) -> int | None:
        """Days until the last day, negative once it is over; None for a standing duty."""
        return None if self.last_day is None else (self.last_day - today).days

    def is_late(self, today: dt.date) -> bool:
        """Whether the last day is over; a standing duty never is late."""
        return self.last_day is not None and today > self.last_day


_Days = tuple[dt.date, dt.date]
_DaysOf = Callable[[re.Match[str], int], _Days]


@dataclass(frozen=True, slots=True)
class _Time:
    """A time found in the words, from one place to another; vague without precision, else standing without last day."""

    start: int
    end: int
    precision: Precision | None
    last_day: dt.date | None


def _times(wording: str, year: int) -> list[_Time]:
    """The times in the words, in their order."""
    words = match_key(wording)  # there y is i, and no accent is left
    accented = wording.lower() if len(wording.lower()) == len(words) else words
    times: list[_Time] = []
    rest = words
    for pattern, precision, days_of in _patterns():
        for match in pattern.finditer(rest):
            last_day = None
            if days_of is not None:
                first, last_day = days_of(match, year)
                if words[: match.start()].endswith("truoc ") and _BEGINS.match(match[0]):
                    last_day = first - dt.timedelta(days=1)
            times.append(_Time(match.start(), match.end(), precision, last_day))
        rest = pattern.sub(lambda taken: "#" * len(taken[0]), rest)  # so that no later pattern reads it again
    kept: list[_Time] = []
    for time in sorted(times, key=lambda time: time.start):
        if kept and _FROM.search(accented[: kept[-1].start]) and _TO.fullmatch(words[kept[-1].end : time.start]):
            begun = kept.pop().last_day
            if begun and time.last_day and begun > time.last_day:
                raise Refused("Thời hạn 'từ … đến …' này kết thúc trước khi bắt đầu. Hãy ghi lại hai mốc.")
        kept.append(time)
    return [replace(time, precision=None) if _FROM.search(accented[: time.start]) else time for time in kept]


_BEGINS = re.compile(r"ngai|[0-9]|thang|qui|nam [0-9]")
_FROM = re.compile(r"\b(?:từ|tu|sau) $")  # 'đầu tư' and 'sáu' are neither
_TO = re.compile(r" ?(?:-|den|toi) ?(?:het )?")


def _day(match: re.Match[str], year: int) -> _Days:
    day = date_of(int(match["d"]), int(match["m"]), _year(match, year))
    return day, day


def _month(match: re.Match[str], year: int) -> _Days:
    return _days(Period.month(_year(match, year), int(match["m"])))


def _quarter(match: re.Match[str], year: int) -> _Days:
    return _days(Period.parse(f"quý {match['q']}/{_year(match, year):04}"))


def _first_months(match: re.Match[str], year: int) -> _Days:
    count = {"ba": 3, "sau": 6, "nua": 6, "chin": 9}.get(match["n"]) or int(match["n"])
    return _days(Period.months(_year(match, year), count))


def _second_half(match: re.Match[str], year: int) -> _Days:
    return Period.month(_year(match, year), 7).first, Period.month(_year(match, year), 12).last


def _whole_year(match: re.Match[str], year: int) -> _Days:
    return _days(Period.whole_year(_year(match, year)))


def _school_year_start(match: re.Match[str], year: int) -> _Days:
    day = date_of(*SCHOOL_YEAR_START, _year(match, year))
    return day, day


def _days(period: Period) -> _Days:
    return period.first, period.last


def _year(match: re.Match[str], year: int) -> int:
    named = match.groupdict().get("y")
    if named is None:
        return year
    return int(named) if len(named) == 4 else 2000 + int(named)


_AFTER = r"(?:^|(?<=truoc )|(?<=den )|(?<=nhat )|(?<=het ))"  # where a time may stand without saying 'ngày' or 'tháng'
_D, _M, _Y = r"(?P<d>[0-9]{1,2})", r"(?P<m>[0-9]{1,2})(?![0-9])", r"(?P<y>(?:19|20|21)[0-9]{2})(?![0-9])"
_OF_YEAR = rf"(?: ?[/-] ?|,? )(?:cua )?(?:nam )?{_Y}"
_YEARLY = r"(?: nam nai| (?:hang|moi) nam)?"
_OF_A_YEAR = rf"(?:{_OF_YEAR}|{_YEARLY})"
_Q = r"(?:[ivx]+|[0-9]+)\b"
_AND = r"(?: ?[,-] ?| va | den )"

# What is looked for, the most exact first. Without a way to read it, it is standing or (without precision) vague.
_PATTERNS: tuple[tuple[str, Precision | None, _DaysOf | None], ...] = (
    (rf"(?:\bngai )?(?<![0-9.,/-]){_D} ?(?P<s>[/.-]) ?{_M} ?(?P=s) ?{_Y}", Precision.DAY, _day),
    (rf"(?:\bngai )?(?<![0-9.,/-]){_D}(?P<s>[/-]){_M}(?P=s)(?P<y>[0-9]{{2}})(?![0-9/-])", Precision.DAY, _day),
    (rf"(?:\bngai |{_AFTER}){_D} ?/? ?thang {_M}{_OF_A_YEAR}", Precision.DAY, _day),
    (rf"\bngai {_D} ?[/-] ?{_M}(?! ?[0-9/-]){_YEARLY}", Precision.DAY, _day),
    (rf"{_AFTER}{_D}[/-]{_M}{_YEARLY}$", Precision.DAY, _day),
    (rf"\b(?P<n>(?:0?6|sau)(?= thang)|nua)(?: thang)? dau nam{_OF_A_YEAR}", Precision.HALF, _first_months),
    (rf"\b(?P<n>0?6|sau) thang{_OF_YEAR}", Precision.HALF, _first_months),
    (rf"\b(?:(?:0?6|sau) thang|nua) cuoi nam{_OF_A_YEAR}", Precision.HALF, _second_half),
    (rf"\b(?P<n>0?9|chin) thang dau nam{_OF_A_YEAR}", Precision.NINE_MONTHS, _first_months),
    (rf"\b(?P<n>0?9|chin) thang{_OF_YEAR}", Precision.NINE_MONTHS, _first_months),
    (rf"\b(?P<n>0?3|ba) thang dau nam{_OF_A_YEAR}", Precision.QUARTER, _first_months),
    (rf"\b(?P<n>[0-9]{{1,2}}) thang dau nam{_OF_A_YEAR}", Precision.MONTH, _first_months),
    (
        rf"\b(?:dau nam hoc(?: moi)?|nam hoc moi)(?: {_Y}(?: ?- ?[0-9]{{4}})?)?",
        Precision.SCHOOL_YEAR_START,
        _school_year_start,
    ),
    (rf"\b(?:(?:cuoi|het) )?nam hoc\b(?: {_Y}(?: ?- ?[0-9]{{4}})?)?", None, None),
    (
        rf"\b(?:dau|giua|(?:thuong|trung) tuan|tuan (?:thu )?[0-9]) (?:thang {_M}|qui {_Q}|nam\b){_OF_A_YEAR}",
        None,
        None,
    ),
    (rf"\b(?:thang {_M}(?:{_AND}[0-9]{{1,2}}(?![0-9]))+|qui {_Q}(?:{_AND}{_Q})+){_OF_A_YEAR}", None, None),
    (rf"\b(?:(?:cuoi|het) )?qui (?P<q>{_Q}){_OF_A_YEAR}", Precision.QUARTER, _quarter),
    (rf"\b(?:(?:cuoi|het|ha tuan) )?thang {_M}{_OF_A_YEAR}", Precision.MONTH, _month),
    (rf"{_AFTER}{_M}/{_Y}$", Precision.MONTH, _month),
    (
        r"\b(?:thuong xuien|lien tuc|quanh nam|dinh ki|(?:hang|moi) (?:ngai|tuan|thang|qui|nam))\b",
        Precision.STANDING,
        None,
    ),
    (rf"\b(?:giai doan |nhiem ki |{_AFTER})[0-9]{{4}} ?- ?{_Y}", Precision.YEAR, _whole_year),
    (rf"\b(?:(?:trong|cuoi|het|ca) )?nam {_Y}", Precision.YEAR, _whole_year),
    (r"\b(?:(?:trong|cuoi|het|ca) nam(?: nai)?|nam nai)\b", Precision.YEAR, _whole_year),
    (rf"{_AFTER}{_Y}$", Precision.YEAR, _whole_year),
)


@cache  # compiling takes longer than all else that is done with deadlines at the start
def _patterns() -> tuple[tuple[re.Pattern[str], Precision | None, _DaysOf | None], ...]:
    return tuple((re.compile(pattern), precision, days_of) for pattern, precision, days_of in _PATTERNS)
