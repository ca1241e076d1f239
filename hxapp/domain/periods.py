"""Reporting periods (kỳ báo cáo) and collecting rhythms (kỳ thu thập)."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache, total_ordering

from hxapp.domain.errors import Refused
from hxapp.domain.words import format_date, match_key, parse_date, quoted, roman


class PeriodKind(StrEnum):
    """What a period is; two kinds may cover the same days ('Quý I' and '3 tháng') and stay two periods."""

    MONTH = "month"
    QUARTER = "quarter"
    MONTHS = "months"
    YEAR = "year"
    SPAN = "span"


@total_ordering
@dataclass(frozen=True, slots=True, eq=True)
class Period:
    """A reporting period by the calendar, first and last day included; ordered by last, then first day.

    Cut-off days of a reporting regime are data elsewhere. Constructors raise Refused (field "period").
    """

    kind: PeriodKind
    first: dt.date
    last: dt.date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise Refused(
                f"Kỳ báo cáo bắt đầu {format_date(self.first)} nhưng kết thúc {format_date(self.last)}. "
                "Hãy chọn ngày cuối không trước ngày đầu.",
                "period",
            )
        if self.kind is not PeriodKind.SPAN and (self.first, self.last) != _days(self.kind, self.year, self.number):
            raise ValueError(f"{self.first}..{self.last} is no {self.kind}")

    @staticmethod
    def month(year: int, month: int) -> Period:
        _check(1 <= month <= 12, f"Không có tháng {month}: tháng đi từ 1 đến 12.")
        return _made(PeriodKind.MONTH, year, month)

    @staticmethod
    def quarter(year: int, quarter: int) -> Period:
        _check(1 <= quarter <= 4, f"Không có quý {quarter}: quý đi từ I đến IV.")
        return _made(PeriodKind.QUARTER, year, quarter)

    @staticmethod
    def months(year: int, count: int) -> Period:
        """The first `count` months of the year; all twelve are the year."""
        _check(1 <= count <= 12, f"Không có kỳ {count} tháng trong một năm: số tháng đi từ 1 đến 12.")
        return Period.whole_year(year) if count == 12 else _made(PeriodKind.MONTHS, year, count)

    @staticmethod
    def whole_year(year: int) -> Period:
        return _made(PeriodKind.YEAR, year, 0)

    @staticmethod
    def span(first: dt.date, last: dt.date) -> Period:
        """Any from–to, such as a term of five years."""
        return Period(PeriodKind.SPAN, first, last)

    @staticmethod
    def parse(text: str) -> Period:
        """The period of a key ('2022-Q2') or of an office's words ('Quý II/2022', '6 tháng đầu năm 2022')."""
        return _read(text)

    @property
    def year(self) -> int:
        """The calendar year; of a span, that of its last day."""
        return self.last.year

    @property
    def number(self) -> int:
        """Which month or quarter of the year, or how many months; 0 for a year and a span."""
        if self.kind in (PeriodKind.MONTH, PeriodKind.MONTHS):
            return self.last.month
        return (self.last.month + 2) // 3 if self.kind is PeriodKind.QUARTER else 0

    @property
    def key(self) -> str:
        """Its one text form, for files and commands: 2022-M05, 2022-Q2, 2022-6M, 2022, 2022-01-01..2026-12-31."""
        year = f"{self.year:04}"
        if self.kind is PeriodKind.MONTH:
            return f"{year}-M{self.number:02}"
        if self.kind is PeriodKind.QUARTER:
            return f"{year}-Q{self.number}"
        if self.kind is PeriodKind.MONTHS:
            return f"{year}-{self.number}M"
        return year if self.kind is PeriodKind.YEAR else f"{self.first.isoformat()}..{self.last.isoformat()}"

    @property
    def label(self) -> str:
        year = f"{self.year:04}"
        if self.kind is PeriodKind.MONTH:
            return f"Tháng {self.number}/{year}"
        if self.kind is PeriodKind.QUARTER:
            return f"Quý {roman(self.number)}/{year}"
        if self.kind is PeriodKind.MONTHS:
            return f"{self.number} tháng đầu năm {year}" if self.number == 6 else f"{self.number} tháng năm {year}"
        if self.kind is PeriodKind.YEAR:
            return f"Năm {year}"
        return f"Từ {format_date(self.first)} đến {format_date(self.last)}"

    @property
    def short_label(self) -> str:
        """Without its year, inside a sentence or a narrow head: 'quý II', '6 tháng', 'năm'."""
        if self.kind is PeriodKind.MONTH:
            return f"tháng {self.number}"
        if self.kind is PeriodKind.QUARTER:
            return f"quý {roman(self.number)}"
        if self.kind is PeriodKind.MONTHS:
            return f"{self.number} tháng"
        if self.kind is PeriodKind.YEAR:
            return "năm"
        if (self.first.month, self.first.day) == (1, 1) and self.ends_year:
            return f"{self.first.year:04}–{self.year:04}"
        return f"{format_date(self.first)}–{format_date(self.last)}"

    def contains(self, other: Period) -> bool:
        """Whether every day of the other period is in this one."""
        return self.first <= other.first and other.last <= self.last

    @property
    def ends_year(self) -> bool:
        return (self.last.month, self.last.day) == (12, 31)

    @property
    def cumulative(self) -> Period:
        """From 1 January to its last day (lũy kế); a span that began in an earlier year stays itself."""
        if self.kind in (PeriodKind.YEAR, PeriodKind.MONTHS) or self.first <= dt.date(self.year, 1, 1):
            return self if self.kind is not PeriodKind.QUARTER else Period.months(self.year, 3)
        if self._ends_month:
            return Period.months(self.year, self.last.month)
        return Period.span(dt.date(self.year, 1, 1), self.last)

    @property
    def same_last_year(self) -> Period:
        """The same period a year earlier (cùng kỳ)."""
        if self.kind is not PeriodKind.SPAN:
            return _made(self.kind, self.year - 1, self.number)
        _check_year(self.first.year - 1)
        last = self.last.day if not self._ends_month else 31
        return Period.span(
            _day(self.first.year - 1, self.first.month, self.first.day), _day(self.year - 1, self.last.month, last)
        )

    @property
    def previous_year(self) -> Period:
        """The whole year before."""
        return Period.whole_year(self.year - 1)

    @property
    def elapsed_share(self) -> Fraction:
        """How much of its year is over on its last day: months of twelve, days where it does not end a month.

        A span over more than one year counts as over: 1.
        """
        if self.first.year != self.last.year:
            return Fraction(1)
        if self._ends_month:
            return Fraction(self.last.month, 12)
        return Fraction(self.last.timetuple().tm_yday, 366 if calendar.isleap(self.year) else 365)

    @property
    def _ends_month(self) -> bool:
        return self.last == _day(self.last.year, self.last.month, 31)

    def __hash__(self) -> int:
        # By its days alone: a table of figures asks thousands of times, and few periods share them.
        return hash((self.first, self.last))

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Period):
            return NotImplemented
        return self._order < other._order

    @property
    def _order(self) -> tuple[dt.date, dt.date, int]:
        return self.last, self.first, _KINDS.index(self.kind)


_KINDS = tuple(PeriodKind)


def _day(year: int, month: int, day: int) -> dt.date:
    """That day, or the month's last where it is shorter."""
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _days(kind: PeriodKind, year: int, number: int) -> tuple[dt.date, dt.date]:
    begins, ends = {
        PeriodKind.MONTH: (number, number),
        PeriodKind.QUARTER: (3 * number - 2, 3 * number),
        PeriodKind.MONTHS: (1, number),
        PeriodKind.YEAR: (1, 12),
    }[kind]
    return dt.date(year, begins, 1), _day(year, ends, 31)


@lru_cache(maxsize=1024)  # a listing asks for the months of a year hundreds of times
def _made(kind: PeriodKind, year: int, number: int) -> Period:
    _check_year(year)
    return Period(kind, *_days(kind, year, number))


def _check_year(year: int) -> None:
    _check(1 <= year <= 9999, f"Không có năm {year}: năm viết bằng bốn chữ số.")


def _check(right: bool, why: str) -> None:
    if not right:
        raise Refused(f"{why} Hãy ghi lại.", "period")


_YEAR = r"(?: |/|-|, ?)(?:nam )?([0-9]{4})"
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_COUNTS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bai": 7, "tam": 8, "chin": 9, "muoi": 10}
# Patterns are given to `re` as they stand: it compiles and keeps each when it is first looked for.
_KEY = r"([0-9]{4})(?:-(?:m([0-9]{2})|q([0-9])|([0-9]{1,2})m))?"
_SPAN = r"(?:tu )?(?:ngai )?([0-9./-]{6,10}?)(?:\.\.| den (?:het )?(?:ngai )?| ?- ?)([0-9./-]{6,10})"
_SECOND_HALF = rf"(?:0?6|sau) thang cuoi nam{_YEAR}"
_TERM = r"(?:giai doan |nhiem ki )?([0-9]{4}) ?- ?([0-9]{4})"
_WORDS = (
    (rf"(?:thang |t|)([0-9]{{1,2}}){_YEAR}", PeriodKind.MONTH),
    (rf"(?:qui |q)([ivx]+|[0-9]+){_YEAR}", PeriodKind.QUARTER),
    (rf"([0-9]{{1,2}}|{'|'.join(_COUNTS)}) thang(?: dau nam)?{_YEAR}", PeriodKind.MONTHS),
    (r"(?:ca )?nam ([0-9]{4})", PeriodKind.YEAR),
)


@lru_cache(maxsize=1024)  # a list reads the same few keys once a row
def _read(text: str) -> Period:
    words = match_key(text).replace(" /", "/").replace("/ ", "/")
    if match := re.fullmatch(_KEY, words):
        year = int(match[1])
        if match[2]:
            return Period.month(year, int(match[2]))
        if match[3]:
            return Period.quarter(year, int(match[3]))
        return Period.months(year, int(match[4])) if match[4] else Period.whole_year(year)
    if match := re.fullmatch(_TERM, words):
        return Period.span(Period.whole_year(int(match[1])).first, Period.whole_year(int(match[2])).last)
    if match := re.fullmatch(_SECOND_HALF, words):
        year = int(match[1])
        return Period.span(Period.month(year, 7).first, Period.month(year, 12).last)
    if match := re.fullmatch(_SPAN, words):
        try:
            first, last = parse_date(match[1]), parse_date(match[2])
        except Refused as refused:
            raise Refused(str(refused), "period") from refused
        return Period.span(first, last)
    for pattern, kind in _WORDS:
        if match := re.fullmatch(pattern, words):
            year = int(match[match.lastindex or 1])
            if kind is PeriodKind.MONTH:
                return Period.month(year, int(match[1]))
            if kind is PeriodKind.QUARTER:
                _check(match[1] in _QUARTERS, f"Không có quý {match[1].upper()}: quý đi từ I đến IV.")
                return Period.quarter(year, _QUARTERS[match[1]])
            if kind is PeriodKind.MONTHS:
                return Period.months(year, _COUNTS.get(match[1], 0) or int(match[1]))
            return Period.whole_year(year)
    missing = f"{quoted(text)} chưa phải là một kỳ báo cáo" if words else "Chưa có kỳ báo cáo nào"
    raise Refused(
        f"{missing}. Hãy viết như 'tháng 5/2022', 'quý II/2022', '6 tháng đầu năm 2022' hoặc 'năm 2022'.", "period"
    )


def periods_of(year: int) -> tuple[Period, ...]:
    """The year's periods in the order choosers offer them: what ends with a month comes after that month."""
    offered: list[Period] = []
    for month in range(1, 13):
        offered.append(Period.month(year, month))
        if month % 3 == 0:
            offered.append(Period.quarter(year, month // 3))
        if month in (6, 9, 12):
            offered.append(Period.months(year, month))
    return tuple(offered)


class Rhythm(StrEnum):
    """How often an indicator's figure is collected; in other periods it is neither missing nor rated (chưa đến kỳ)."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"

    @property
    def label(self) -> str:
        return {
            Rhythm.MONTHLY: "hằng tháng",
            Rhythm.QUARTERLY: "hằng quý",
            Rhythm.HALF_YEARLY: "6 tháng một lần",
            Rhythm.YEARLY: "hằng năm",
        }[self]

    def due_in(self, period: Period) -> bool:
        """Whether a figure is expected for the period: its last day ends a quarter, a half year, a year."""
        if self is Rhythm.MONTHLY:
            return True
        step = {Rhythm.QUARTERLY: 3, Rhythm.HALF_YEARLY: 6, Rhythm.YEARLY: 12}[self]
        return period.last.month % step == 0 and period.last == _day(period.year, period.last.month, 31)
