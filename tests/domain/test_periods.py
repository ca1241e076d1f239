"""Periods: keys and words both ways, order, containment, the periods beside one, and when a figure is due."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hxapp.domain.errors import Refused
from hxapp.domain.periods import Period, PeriodKind, Rhythm, periods_of

YEARS = st.integers(1, 9999)
SPANS = st.tuples(st.dates(), st.dates()).map(lambda days: Period.span(min(days), max(days)))
PERIODS = (
    st.builds(Period.month, YEARS, st.integers(1, 12))
    | st.builds(Period.quarter, YEARS, st.integers(1, 4))
    | st.builds(Period.months, YEARS, st.integers(1, 12))
    | st.builds(Period.whole_year, YEARS)
    | SPANS
)
TERM = Period.span(dt.date(2022, 1, 1), dt.date(2026, 12, 31))


def of(key: str) -> Period:
    return Period.parse(key)


@pytest.mark.parametrize(
    ("period", "key", "label", "short", "first", "last", "number"),
    [
        (Period.month(2022, 5), "2022-M05", "Tháng 5/2022", "tháng 5", (5, 1), (5, 31), 5),
        (Period.month(2024, 2), "2024-M02", "Tháng 2/2024", "tháng 2", (2, 1), (2, 29), 2),
        (Period.quarter(2022, 2), "2022-Q2", "Quý II/2022", "quý II", (4, 1), (6, 30), 2),
        (Period.quarter(2022, 4), "2022-Q4", "Quý IV/2022", "quý IV", (10, 1), (12, 31), 4),
        (Period.months(2022, 6), "2022-6M", "6 tháng đầu năm 2022", "6 tháng", (1, 1), (6, 30), 6),
        (Period.months(2022, 9), "2022-9M", "9 tháng năm 2022", "9 tháng", (1, 1), (9, 30), 9),
        (Period.months(2022, 11), "2022-11M", "11 tháng năm 2022", "11 tháng", (1, 1), (11, 30), 11),
        (Period.whole_year(2022), "2022", "Năm 2022", "năm", (1, 1), (12, 31), 0),
    ],
)
def test_kinds_of_period(
    period: Period, key: str, label: str, short: str, first: tuple[int, int], last: tuple[int, int], number: int
) -> None:
    assert (period.key, period.label, period.short_label, period.number) == (key, label, short, number)
    assert (period.first, period.last) == (dt.date(period.year, *first), dt.date(period.year, *last))


def test_a_span_is_any_from_to() -> None:
    assert (TERM.kind, TERM.year, TERM.number) == (PeriodKind.SPAN, 2026, 0)
    assert TERM.key == "2022-01-01..2026-12-31"
    assert TERM.label == "Từ 01/01/2022 đến 31/12/2026"
    assert TERM.short_label == "2022–2026"
    assert Period.span(dt.date(2022, 3, 5), dt.date(2022, 6, 10)).short_label == "05/03/2022–10/06/2022"


def test_twelve_months_are_the_year_but_three_months_are_not_the_first_quarter() -> None:
    assert Period.months(2022, 12) == Period.whole_year(2022)
    assert Period.months(2022, 3) != Period.quarter(2022, 1)
    assert Period.months(2022, 1) != Period.month(2022, 1)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("quý II/2022", "2022-Q2"),
        ("QUÝ II NĂM 2022", "2022-Q2"),
        ("Quí 2/2022", "2022-Q2"),
        ("quy iv 2022", "2022-Q4"),
        ("Q3/2022", "2022-Q3"),
        ("2022-q3", "2022-Q3"),
        ("tháng 5/2022", "2022-M05"),
        ("tháng 05 năm 2022", "2022-M05"),
        ("Tha\u0301ng 5 / 2022", "2022-M05"),
        ("T12/2022", "2022-M12"),
        ("5/2022", "2022-M05"),
        ("5 tháng/2022", "2022-5M"),
        ("5 tháng năm 2022", "2022-5M"),
        ("6 tháng đầu năm 2022", "2022-6M"),
        ("06 tháng đầu năm 2022", "2022-6M"),
        ("sáu tháng đầu năm 2022", "2022-6M"),
        ("9 tháng năm 2022", "2022-9M"),
        ("chín tháng đầu năm 2022", "2022-9M"),
        ("12 tháng năm 2022", "2022"),
        ("6 tháng cuối năm 2022", "2022-07-01..2022-12-31"),
        ("năm 2022", "2022"),
        ("cả năm 2022", "2022"),
        (" 2022\u00a0", "2022"),
        ("2021–2025", "2021-01-01..2025-12-31"),
        ("giai đoạn 2021 - 2025", "2021-01-01..2025-12-31"),
        ("nhiệm kỳ 2020-2025", "2020-01-01..2025-12-31"),
        ("Từ 01/01/2022 đến 31/12/2026", "2022-01-01..2026-12-31"),
        ("từ ngày 5/3/2022 đến hết ngày 10/6/2022", "2022-03-05..2022-06-10"),
        ("05/03/2022 - 10/06/2022", "2022-03-05..2022-06-10"),
    ],
)
def test_an_office_s_words(text: str, key: str) -> None:
    assert Period.parse(text).key == key


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Chưa có kỳ báo cáo nào. Hãy viết như 'tháng 5/2022'"),
        ("quý II", "'quý II' chưa phải là một kỳ báo cáo"),
        ("52022", "'52022' chưa phải là một kỳ báo cáo"),
        ("x" * 500, "xxx…' chưa phải là một kỳ báo cáo"),
        ("tháng 13/2022", "Không có tháng 13: tháng đi từ 1 đến 12."),
        ("2022-M00", "Không có tháng 0"),
        ("quý V/2022", "Không có quý V: quý đi từ I đến IV."),
        ("2022-Q5", "Không có quý 5"),
        ("2022-Q0", "Không có quý 0"),
        ("13 tháng năm 2022", "Không có kỳ 13 tháng"),
        ("năm 0000", "Không có năm 0"),
        ("từ 31/02/2022 đến 30/06/2022", "tháng 2 năm 2022 chỉ có 28 ngày"),
        ("từ 01/07/2022 đến 30/06/2022", "bắt đầu 01/07/2022 nhưng kết thúc 30/06/2022"),
        ("2025-2021", "bắt đầu 01/01/2025 nhưng kết thúc 31/12/2021"),
    ],
)
def test_what_is_no_period_is_refused_with_why(text: str, why: str) -> None:
    with pytest.raises(Refused) as caught:
        Period.parse(text)
    assert why in str(caught.value)
    assert caught.value.field == "period"
    assert len(str(caught.value)) < 250


@given(PERIODS)
def test_key_and_label_read_back_as_the_period(period: Period) -> None:
    assert Period.parse(period.key) == period
    assert Period.parse(period.label) == period


@given(st.text(max_size=20) | st.text("0123456789-/. qmnăthág", max_size=14))
def test_any_text_is_a_period_or_refused(text: str) -> None:
    try:
        period = Period.parse(text)
    except Refused:
        return
    assert Period.parse(period.key) == period


def test_dates_and_kind_must_fit() -> None:
    with pytest.raises(ValueError, match="no quarter"):
        Period(PeriodKind.QUARTER, dt.date(2022, 1, 1), dt.date(2022, 6, 30))
    with pytest.raises(ValueError, match="no month"):
        Period(PeriodKind.MONTH, dt.date(2022, 2, 1), dt.date(2022, 2, 27))


def test_order_is_by_last_then_first_day() -> None:
    right = [
        of(key) for key in ("2022-M01", "2022-Q1", "2022-3M", "2022-M03", "2022-M04", "2022-6M", "2022-Q2", "2022")
    ]
    assert sorted(set(right)) == right
    assert of("2022-Q4") < of("2022-M12") < of("2023-M01")
    assert max(right) == of("2022")


@given(PERIODS, PERIODS)
def test_order_is_total_and_agrees_with_being_equal(one: Period, other: Period) -> None:
    assert (one < other) + (one == other) + (one > other) == 1
    if one.last != other.last:
        assert (one < other) == (one.last < other.last)


@pytest.mark.parametrize(
    ("whole", "part", "contained"),
    [
        ("2022", "2022-Q4", True),
        ("2022-6M", "2022-Q2", True),
        ("2022-Q1", "2022-3M", True),
        ("2022-Q2", "2022-6M", False),
        ("2022", "2023-M01", False),
        ("2022-01-01..2026-12-31", "2024", True),
        ("2022-01-01..2026-12-31", "2021", False),
        ("2022-M05", "2022-M05", True),
    ],
)
def test_containment(whole: str, part: str, contained: bool) -> None:
    assert of(whole).contains(of(part)) is contained


@given(PERIODS)
def test_the_cumulative_period_contains_its_period_and_ends_with_it(period: Period) -> None:
    cumulative = period.cumulative
    assert cumulative.contains(period)
    assert cumulative.last == period.last
    assert cumulative.cumulative == cumulative


@pytest.mark.parametrize(
    ("key", "cumulative", "last_year", "year_before", "share"),
    [
        ("2022-M01", "2022-M01", "2021-M01", "2021", Fraction(1, 12)),
        ("2022-M05", "2022-5M", "2021-M05", "2021", Fraction(5, 12)),
        ("2024-M02", "2024-2M", "2023-M02", "2023", Fraction(1, 6)),
        ("2022-Q1", "2022-3M", "2021-Q1", "2021", Fraction(1, 4)),
        ("2022-Q2", "2022-6M", "2021-Q2", "2021", Fraction(1, 2)),
        ("2022-Q4", "2022", "2021-Q4", "2021", Fraction(1)),
        ("2022-M12", "2022", "2021-M12", "2021", Fraction(1)),
        ("2022-9M", "2022-9M", "2021-9M", "2021", Fraction(3, 4)),
        ("2022", "2022", "2021", "2021", Fraction(1)),
        ("2022-07-01..2022-12-31", "2022", "2021-07-01..2021-12-31", "2021", Fraction(1)),
        ("2022-03-05..2022-08-31", "2022-8M", "2021-03-05..2021-08-31", "2021", Fraction(2, 3)),
        ("2022-03-05..2022-06-14", "2022-01-01..2022-06-14", "2021-03-05..2021-06-14", "2021", Fraction(165, 365)),
        ("2024-02-29..2024-03-15", "2024-01-01..2024-03-15", "2023-02-28..2023-03-15", "2023", Fraction(75, 366)),
        ("2025-02-01..2025-02-28", "2025-2M", "2024-02-01..2024-02-29", "2024", Fraction(1, 6)),
        ("2022-01-01..2026-12-31", "2022-01-01..2026-12-31", "2021-01-01..2025-12-31", "2025", Fraction(1)),
        ("2021-12-15..2022-06-14", "2021-12-15..2022-06-14", "2020-12-15..2021-06-14", "2021", Fraction(1)),
    ],
)
def test_the_periods_beside_one(key: str, cumulative: str, last_year: str, year_before: str, share: Fraction) -> None:
    period = of(key)
    assert period.cumulative.key == cumulative
    assert period.same_last_year.key == last_year
    assert period.previous_year.key == year_before
    assert period.elapsed_share == share


def test_before_the_first_year_there_is_none() -> None:
    for period in (Period.month(1, 5), Period.span(dt.date(1, 2, 3), dt.date(2, 2, 3))):
        with pytest.raises(Refused, match="Không có năm 0"):
            _ = period.same_last_year


@pytest.mark.parametrize(
    ("key", "ends"),
    [("2022", True), ("2022-Q4", True), ("2022-M12", True), ("2022-01-01..2026-12-31", True), ("2022-9M", False)],
)
def test_what_ends_a_year(key: str, ends: bool) -> None:
    assert of(key).ends_year is ends


def test_choosers_offer_a_year_s_periods_as_they_come() -> None:
    offered = [period.key.removeprefix("2022-") for period in periods_of(2022)]
    assert " ".join(offered) == "M01 M02 M03 Q1 M04 M05 M06 Q2 6M M07 M08 M09 Q3 9M M10 M11 M12 Q4 2022"


@pytest.mark.parametrize(
    ("rhythm", "due"),
    [
        (Rhythm.MONTHLY, {period.key for period in periods_of(2022)}),
        (
            Rhythm.QUARTERLY,
            {"2022-M03", "2022-Q1", "2022-M06", "2022-Q2", "2022-6M", "2022-M09", "2022-Q3", "2022-9M"}
            | {"2022-M12", "2022-Q4", "2022"},
        ),
        (Rhythm.HALF_YEARLY, {"2022-M06", "2022-Q2", "2022-6M", "2022-M12", "2022-Q4", "2022"}),
        (Rhythm.YEARLY, {"2022-M12", "2022-Q4", "2022"}),
    ],
)
def test_when_a_figure_is_due(rhythm: Rhythm, due: set[str]) -> None:
    assert {period.key for period in periods_of(2022) if rhythm.due_in(period)} == due


def test_a_span_is_due_when_it_ends_like_the_rhythm() -> None:
    assert Rhythm.YEARLY.due_in(TERM)
    assert not Rhythm.QUARTERLY.due_in(of("2022-01-01..2022-06-14"))
    assert Rhythm.MONTHLY.due_in(of("2022-01-01..2022-06-14"))


def test_rhythms_have_words() -> None:
    assert [rhythm.label for rhythm in Rhythm] == ["hằng tháng", "hằng quý", "6 tháng một lần", "hằng năm"]
