"""Changing indicators by their form: what is written, what is kept, and what is refused beside which field."""

from __future__ import annotations

import unicodedata
import uuid
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hxapp.domain.errors import HxError, Refused
from hxapp.domain.indicators import Better, OverTime, PartKind, Typed, ValueKind
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.targets import Comparator, Target
from hxapp.services import indicator_edits, indicators
from hxapp.services.indicator_edits import IndicatorEdit
from hxapp.services.results import set_result
from hxapp.services.targets import target_of
from hxapp.storage.bin import live
from hxapp.storage.database import Database
from hxapp.storage.tables import Indicator, TargetRow
from tests.services.building import (
    MOMENT,
    Q2,
    YEAR,
    at_least,
    between,
    exactly,
    make_clause,
    make_department,
    make_indicator,
    make_person,
    make_target,
    the_document,
    the_row,
)

RATE = IndicatorEdit(name="Tỷ lệ", unit="%", comparator=Comparator.GE, low="90")


def the_target(session: Session, indicator_id: uuid.UUID, year: int = YEAR) -> TargetRow:
    return session.execute(
        sa.select(TargetRow).where(live(TargetRow), TargetRow.indicator_id == indicator_id, TargetRow.year == year)
    ).scalar_one()


def refused(session: Session, edit: IndicatorEdit, field: str, why: str) -> None:
    with pytest.raises(Refused, match=why) as caught:
        indicator_edits.add(session, YEAR, edit)
    assert caught.value.field == field


# The form of what is there

HECTARE = Target(comparator=Comparator.EQ, low=Decimal("110.0"), high=Decimal("110.0"), unit="triệu đồng", per="ha")
STORED = [
    HECTARE,
    between("14", "15"),
    at_least("40", "tỷ đồng"),
    Target(comparator=Comparator.GT, low=Decimal(99), strict=True, unit="%"),
    Target(comparator=Comparator.LE, high=Decimal("12.5"), unit="%", direction="lower_is_better"),
    Target(comparator=Comparator.LT, high=Decimal(3), strict=True, unit="%", approx=True),
    Target(comparator=Comparator.INCREASE_BY, low=Decimal(10), high=Decimal(10), unit="cơ sở"),
    Target(comparator=Comparator.INCREASE_BY, low=Decimal(10), strict=True, unit="cơ sở"),
    Target(comparator=Comparator.INCREASE_BY, low=Decimal(10), unit="cơ sở"),
    Target(comparator=Comparator.DECREASE_BY, high=Decimal(2), unit="%"),
    Target(comparator=Comparator.DECREASE_BY_BETWEEN, low=Decimal("0.7"), high=Decimal("0.9"), unit="%", baseline="so"),
    Target(comparator=Comparator.MAINTAIN, low=Decimal(75), high=Decimal(75), unit="%", direction="keep"),
    Target(comparator=Comparator.MAINTAIN, low=Decimal(75), unit="%", direction="keep"),
    Target(comparator=Comparator.MAINTAIN, direction="keep"),
    Target(comparator=Comparator.EQ, low=Decimal(20), high=Decimal(20), out_of=Decimal(24), unit="tiêu chí"),
    Target(comparator=Comparator.RELATIVE_TO_PLAN, low=Decimal(5), high=Decimal(10), unit="%", plan_basis="over_plan"),
    Target(comparator=Comparator.RELATIVE_TO_PLAN, low=Decimal(100), unit="%", plan_basis="of_plan"),
    Target(comparator=Comparator.RELATIVE_TO_PLAN),
    Target(),
]


@pytest.mark.parametrize("target", STORED)
@pytest.mark.parametrize("unit", ["%", "tỷ đồng", None])
def test_a_form_saved_unchanged_changes_nothing(book: Database, target: Target, unit: str | None) -> None:
    with book.begin("Sửa") as session:
        indicator_id = make_indicator(
            session,
            "Chỉ tiêu",
            target,
            unit=unit,
            value_kind=ValueKind.NUMBER,
            decimals=1,
            note="ghi chú",
            target_number="3",
            target_wording="như ghi trong nghị quyết",
            target_assigned=Decimal("4150.50"),
            target_assigned_decimals=2,
            target_typed=Typed.CHANGE,
        )
        before = dict(session.execute(sa.select(*TargetRow.__table__.columns)).one()._mapping)
        indicator_edits.save(session, indicator_id, YEAR, indicator_edits.edit_of(session, indicator_id, YEAR))
        session.expire_all()
        after = dict(session.execute(sa.select(*TargetRow.__table__.columns)).one()._mapping)
    assert after == before


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        (HECTARE, ("110,0", "", False)),
        (between("14", "15"), ("14", "15", False)),
        (Target(comparator=Comparator.LE, high=Decimal("12.5"), unit="%"), ("12,5", "", False)),
        (Target(comparator=Comparator.GT, low=Decimal(1250), strict=True, unit="%"), ("1.250", "", True)),
        (Target(), ("", "", False)),
    ],
)
def test_one_figure_stands_in_low_whichever_side_it_bounds(
    book: Database, target: Target, shown: tuple[str, str, bool]
) -> None:
    with book.begin("Sửa") as session:
        indicator_id = make_indicator(session, "Chỉ tiêu", target)
        edit = indicator_edits.edit_of(session, indicator_id, YEAR)
    assert (edit.low, edit.high, edit.strict) == shown
    assert edit.comparator is target.comparator


def test_a_per_cent_of_an_amount_is_typed_and_shown_with_its_sign(book: Database) -> None:
    growth = replace(RATE, unit="tỷ đồng", comparator=Comparator.INCREASE_BY, low="16%", baseline="so với năm 2021")
    with book.begin("Thêm") as session:
        grown = indicator_edits.add(session, YEAR, growth)
        row = the_target(session, grown)
        assert (row.low, row.unit, row.typed) == (Decimal(16), "%", Typed.LEVEL)
        assert row.wording == "tăng 16% so với năm 2021"
        edit = indicator_edits.edit_of(session, grown, YEAR)
        assert (edit.low, edit.target_unit) == ("16%", "%")
        ranged = replace(edit, comparator=Comparator.INCREASE_BY_BETWEEN, low="16", high="16,5%")
        indicator_edits.save(session, grown, YEAR, ranged)
        edit = indicator_edits.edit_of(session, grown, YEAR)
        assert (edit.low, edit.high) == ("16%", "16,5%")
        set_result(session, grown, Period.whole_year(2021), "236")
        set_result(session, grown, Period.whole_year(YEAR), "274")
        assert "là tăng 16,1%, đạt" in the_row(session, "Tỷ lệ", Period.whole_year(YEAR)).rating.why
        indicator_edits.save(session, grown, YEAR, replace(edit, low="16 tỷ đồng", high="17 tỷ đồng"))
        row = the_target(session, grown)
        assert (row.low, row.high, row.unit, row.typed) == (Decimal(16), Decimal(17), "tỷ đồng", Typed.CHANGE)


@pytest.mark.parametrize(
    ("unit", "low", "typed"), [("cơ sở", "10", Typed.CHANGE), ("%", "3", Typed.LEVEL), ("vụ", "5%", Typed.LEVEL)]
)
def test_what_is_typed_for_a_new_change_goes_by_the_targets_own_unit(
    book: Database, unit: str, low: str, typed: Typed
) -> None:
    with book.begin("Thêm") as session:
        edit = replace(RATE, unit=unit, comparator=Comparator.INCREASE_BY, low=low)
        assert the_target(session, indicator_edits.add(session, YEAR, edit)).typed is typed
        chosen = indicator_edits.add(session, YEAR, replace(edit, typed=Typed.CHANGE))
        assert the_target(session, chosen).typed is Typed.CHANGE


def test_a_unit_with_results_in_it_only_changes_its_spelling(book: Database) -> None:
    with book.begin("Sửa") as session:
        indicator_id = make_indicator(session, "Thu", exactly("4150", "triệu đồng"), unit="triệu đồng")
        edit = indicator_edits.edit_of(session, indicator_id, YEAR)
        set_result(session, indicator_id, Q2, "2.000")
        with pytest.raises(Refused, match="đã có kết quả nhập theo triệu đồng") as caught:
            indicator_edits.save(session, indicator_id, YEAR, replace(edit, unit="tỷ đồng"))
        assert caught.value.field == "unit"
        indicator_edits.save(session, indicator_id, YEAR, replace(edit, unit="Triệu đồng"))
        assert session.get_one(Indicator, indicator_id).unit == "Triệu đồng"
        set_result(session, indicator_id, Q2, "", now=MOMENT)
        indicator_edits.save(session, indicator_id, YEAR, replace(edit, unit="tỷ đồng", low="4,15"))
        assert session.get_one(Indicator, indicator_id).unit == "tỷ đồng"


def test_a_name_suggests_its_better_side_and_how_it_adds_up() -> None:
    assert indicator_edits.suggest("Tỷ lệ hộ nghèo", "%") == (Better.LOWER, OverTime.LATEST)
    assert indicator_edits.suggest("Tổng thu ngân sách", "triệu đồng") == (Better.HIGHER, OverTime.SUM)


def test_the_form_shows_the_indicator_whole(book: Database) -> None:
    with book.begin("Sửa") as session:
        department, leader = make_department(session), make_person(session)
        indicator_id = make_indicator(
            session,
            "Thu ngân sách (không tính tiền sử dụng đất)",
            between("40", "45", "tỷ đồng"),
            short_name="Thu ngân sách",
            unit="triệu đồng",
            better=Better.NONE,
            over_time=OverTime.SUM,
            rhythm=Rhythm.MONTHLY,
            decimals=1,
            department_id=department,
            leader_id=leader,
            note="theo kho bạc",
            target_number="3",
            target_wording="40-45 tỷ đồng",
            target_assigned=Decimal("4150.50"),
            target_assigned_decimals=2,
            target_typed=Typed.CHANGE,
            target_baseline="so với năm 2021",
        )
        assert indicator_edits.edit_of(session, indicator_id, YEAR) == IndicatorEdit(
            name="Thu ngân sách (không tính tiền sử dụng đất)",
            short_name="Thu ngân sách",
            unit="triệu đồng",
            wording="40-45 tỷ đồng",
            comparator=Comparator.BETWEEN,
            low="40.000",
            high="45.000",
            baseline="so với năm 2021",
            assigned="4.150,50",
            better=Better.NONE,
            over_time=OverTime.SUM,
            rhythm=Rhythm.MONTHLY,
            decimals="1",
            department_id=department,
            leader_id=leader,
            note="theo kho bạc",
            typed=Typed.CHANGE,
            number="3",
            value_kind=ValueKind.NUMBER,
            document_id=the_document(session),
        )


# Saving


def test_every_field_is_written(book: Database) -> None:
    with book.begin("Sửa") as session:
        department, leader = make_department(session), make_person(session)
        indicator_id = make_indicator(session, "Cũ", at_least("1"), target_number="1")
        edit = IndicatorEdit(
            name="Tổng vốn đầu tư",
            short_name="Vốn",
            unit="tỷ đồng",
            wording="40-45 tỷ đồng",
            comparator=Comparator.BETWEEN,
            low="40",
            high="45,5",
            baseline="so với năm 2021",
            assigned="42",
            better=Better.NONE,
            over_time=OverTime.SUM,
            rhythm=Rhythm.MONTHLY,
            decimals="1",
            department_id=department,
            leader_id=leader,
            note="theo kho bạc",
            typed=Typed.LEVEL,
            number="5",
            value_kind=ValueKind.NUMBER,
            document_id=the_document(session),
        )
        indicator_edits.save(session, indicator_id, YEAR, edit)
        session.expire_all()
        assert indicator_edits.edit_of(session, indicator_id, YEAR) == edit
        target = the_target(session, indicator_id)
        assert (target.low_decimals, target.high_decimals) == (0, 1)


@pytest.mark.parametrize(
    ("comparator", "low", "high", "strict", "bounds"),
    [
        (Comparator.EQ, "83", "", False, ("83", "83")),
        (Comparator.GE, "83%", "", False, ("83", None)),
        (Comparator.GT, "83", "", False, ("83", None)),
        (Comparator.LE, "12,5", "", False, (None, "12.5")),
        (Comparator.LT, "", "12,5", True, (None, "12.5")),
        (Comparator.BETWEEN, "14", "15", False, ("14", "15")),
        (Comparator.INCREASE_BY, "10", "", False, ("10", "10")),
        (Comparator.INCREASE_BY, "10", "", True, ("10", None)),
        (Comparator.DECREASE_BY_BETWEEN, "0,7", "0,9", False, ("0.7", "0.9")),
        (Comparator.MAINTAIN, "75", "", False, ("75", "75")),
        (Comparator.MAINTAIN, "", "", False, (None, None)),
        (Comparator.RELATIVE_TO_PLAN, "5", "10", False, ("5", "10")),
        (Comparator.RELATIVE_TO_PLAN, "", "", False, (None, None)),
        (Comparator.TEXT_ONLY, "", "", False, (None, None)),
    ],
)
def test_the_figures_typed_make_the_target(
    book: Database,
    comparator: Comparator,
    low: str,
    high: str,
    strict: bool,
    bounds: tuple[str | None, str | None],
) -> None:
    with book.begin("Thêm") as session:
        edit = replace(RATE, comparator=comparator, low=low, high=high, strict=strict)
        target = target_of(the_target(session, indicator_edits.add(session, YEAR, edit)))
    expected = tuple(None if bound is None else Decimal(bound) for bound in bounds)
    assert (target.comparator, target.bounds) == (comparator, expected)
    assert target.strict is (strict or comparator in (Comparator.GT, Comparator.LT))


@pytest.mark.parametrize("target", [one for one in STORED if one.comparator is not Comparator.TEXT_ONLY])
@pytest.mark.parametrize("unit", ["%", None])
def test_what_a_target_is_compared_with_changes_alone(book: Database, target: Target, unit: str | None) -> None:
    with book.begin("Sửa") as session:
        indicator_id = make_indicator(session, "Chỉ tiêu", target, unit=unit)
        edit = indicator_edits.edit_of(session, indicator_id, YEAR)
        indicator_edits.save(session, indicator_id, YEAR, replace(edit, baseline="so với năm 2020"))
        assert target_of(the_target(session, indicator_id)) == replace(target, baseline="so với năm 2020")


def test_a_changed_figure_keeps_what_the_form_does_not_show(book: Database) -> None:
    with book.begin("Sửa") as session:
        target = Target(
            name="Danh hiệu", comparator=Comparator.LT, high=Decimal(3), strict=True, unit="%", approx=True, per="năm"
        )
        indicator_id = make_indicator(session, "Chỉ tiêu", target, unit="%", target_quote="dưới 3%/năm")
        edit = indicator_edits.edit_of(session, indicator_id, YEAR)
        indicator_edits.save(session, indicator_id, YEAR, replace(edit, low="2,5"))
        row = the_target(session, indicator_id)
        assert target_of(row) == replace(target, high=Decimal("2.5"))
        assert row.quote == "dưới 3%/năm"


def test_the_unit_of_the_figures_follows_the_indicators_unless_it_is_another(book: Database) -> None:
    growth = Target(comparator=Comparator.INCREASE_BY, low=Decimal(16), high=Decimal(16), unit="%")
    with book.begin("Sửa") as session:
        amount = make_indicator(session, "Vốn", at_least("40", "tỷ đồng"), unit="tỷ đồng")
        grown = make_indicator(session, "Giá trị", growth, unit="tỷ đồng")
        for indicator_id in (amount, grown):
            edit = indicator_edits.edit_of(session, indicator_id, YEAR)
            indicator_edits.save(session, indicator_id, YEAR, replace(edit, unit="triệu đồng"))
        assert the_target(session, amount).unit == "triệu đồng"
        assert the_target(session, grown).unit == "%"
        edit = indicator_edits.edit_of(session, grown, YEAR)
        indicator_edits.save(session, grown, YEAR, replace(edit, comparator=Comparator.GE, low="250"))
        assert the_target(session, grown).unit == "triệu đồng"


def test_a_documents_wording_stays_when_the_figures_change_and_a_made_one_follows_them(book: Database) -> None:
    with book.begin("Sửa") as session:
        written = make_indicator(session, "A", at_least("90"), unit="%", target_wording="phấn đấu 90%")
        made = indicator_edits.add(session, YEAR, RATE)
        assert the_target(session, made).wording == "từ 90% trở lên"
        for indicator_id in (written, made):
            edit = indicator_edits.edit_of(session, indicator_id, YEAR)
            indicator_edits.save(session, indicator_id, YEAR, replace(edit, low="95"))
        assert the_target(session, written).wording == "phấn đấu 90%"
        assert the_target(session, made).wording == "từ 95% trở lên"
        edit = indicator_edits.edit_of(session, written, YEAR)
        indicator_edits.save(session, written, YEAR, replace(edit, wording=" "))
        assert the_target(session, written).wording == "từ 95% trở lên"


def test_a_target_relative_to_a_plan_counts_above_it_unless_told_otherwise(book: Database) -> None:
    with book.begin("Thêm") as session:
        edit = replace(RATE, unit="triệu đồng", comparator=Comparator.RELATIVE_TO_PLAN, low="5", high="10")
        above = target_of(the_target(session, indicator_edits.add(session, YEAR, edit)))
        of_it = target_of(
            the_target(
                session, indicator_edits.add(session, YEAR, replace(edit, low="100", high="", plan_basis="of_plan"))
            )
        )
    assert (above.plan_basis, above.unit) == ("over_plan", "%")
    assert (of_it.plan_basis, of_it.bounds) == ("of_plan", (Decimal(100), Decimal(100)))


def test_a_year_without_a_target_gets_one_when_the_form_has_one(book: Database) -> None:
    with book.begin("Sửa") as session:
        indicator_id = make_indicator(session, "Cũ", at_least("1"), unit="%", target_year=2021)
        edit = indicator_edits.edit_of(session, indicator_id, YEAR)
        assert (edit.comparator, edit.low) == (Comparator.TEXT_ONLY, "")
        indicator_edits.save(session, indicator_id, YEAR, replace(edit, name="Mới"))
        assert session.get_one(Indicator, indicator_id).name == "Mới"
        assert indicators.list_rows(session, YEAR, Q2) == ()
        indicator_edits.save(session, indicator_id, YEAR, replace(edit, comparator=Comparator.GE, low="95"))
        assert the_row(session, "Cũ", Q2).wording == "từ 95% trở lên"
        assert the_target(session, indicator_id, 2021).low == 1


def test_saving_reaches_the_target_that_is_judged(book: Database) -> None:
    with book.begin("Sửa") as session:
        indicator_id = make_indicator(session, "Chỉ tiêu", at_least("90"), unit="%", target_position=5)
        other = make_target(session, indicator_id, exactly("1"), judged=False, position=1)
        edit = indicator_edits.edit_of(session, indicator_id, YEAR)
        assert edit.low == "90"
        indicator_edits.save(session, indicator_id, YEAR, replace(edit, low="91"))
        assert session.get_one(TargetRow, other).low == 1
        row = the_row(session, "Chỉ tiêu", Q2)
        assert row.target is not None and row.target.low == 91


# Adding


def test_a_new_indicator_stands_last_in_the_years_document(book: Database) -> None:
    with book.begin("Thêm") as session:
        clause = make_clause(session, "A.II")
        make_indicator(session, "Số một", at_least("1"), target_number="1", target_clause_id=clause)
        numbered = indicator_edits.add(session, YEAR, replace(RATE, name="Số hai", number="2"))
        indicator_edits.add(session, YEAR, replace(RATE, name="Không số"))
        rows = indicators.list_rows(session, YEAR, Q2)
        assert [(row.number, row.name, row.clause) for row in rows] == [
            ("1", "Số một", "A.II.1"),
            ("2", "Số hai", "A.II.2"),
            ("a", "Không số", ""),
        ]
        assert rows[1].id == numbered


def test_a_new_indicator_in_an_empty_book_makes_the_years_resolution(book: Database) -> None:
    with book.begin("Thêm") as session:
        indicator_edits.add(session, YEAR, RATE)
        assert [row.name for row in indicators.list_rows(session, YEAR, Q2)] == ["Tỷ lệ"]


@pytest.mark.parametrize(
    ("unit", "typed"), [("cơ sở", Typed.CHANGE), ("%", Typed.LEVEL), ("‰", Typed.LEVEL), ("", Typed.CHANGE)]
)
def test_a_change_is_typed_as_such_for_counts_and_as_the_level_for_rates(
    book: Database, unit: str, typed: Typed
) -> None:
    with book.begin("Thêm") as session:
        edit = replace(RATE, unit=unit, comparator=Comparator.INCREASE_BY)
        assert the_target(session, indicator_edits.add(session, YEAR, edit)).typed is typed
        chosen = replace(edit, typed=Typed.LEVEL)
        assert the_target(session, indicator_edits.add(session, YEAR, chosen)).typed is Typed.LEVEL


@pytest.mark.parametrize(
    ("comparator", "better", "direction"),
    [
        (Comparator.GE, Better.HIGHER, "higher_is_better"),
        (Comparator.GE, Better.LOWER, "lower_is_better"),
        (Comparator.GE, Better.NONE, "keep"),
        (Comparator.MAINTAIN, Better.HIGHER, "keep"),
    ],
)
def test_the_direction_of_a_new_target_follows_the_better_side(
    book: Database, comparator: Comparator, better: Better, direction: str
) -> None:
    with book.begin("Thêm") as session:
        edit = replace(RATE, comparator=comparator, better=better)
        assert the_target(session, indicator_edits.add(session, YEAR, edit)).direction == direction


def test_an_indicator_in_words_takes_words(book: Database) -> None:
    with book.begin("Thêm") as session:
        edit = IndicatorEdit(name="Đường ngõ phố", wording="cơ bản hoàn thành bê tông")
        indicator_id = indicator_edits.add(session, YEAR, edit)
        set_result(session, indicator_id, Q2, "đang làm")
        row = the_row(session, "Đường ngõ phố", Q2)
        assert row.in_period is not None
        assert (row.wording, row.in_period.text) == ("cơ bản hoàn thành bê tông", "đang làm")


def test_what_is_typed_follows_the_target_between_words_and_figures(book: Database) -> None:
    with book.begin("Sửa") as session:
        indicator_id = indicator_edits.add(
            session, YEAR, IndicatorEdit(name="Đường ngõ phố", wording="cơ bản hoàn thành")
        )
        edit = indicator_edits.edit_of(session, indicator_id, YEAR)
        assert edit.value_kind is ValueKind.WORDS
        maintained = replace(edit, comparator=Comparator.MAINTAIN)
        indicator_edits.save(session, indicator_id, YEAR, maintained)
        assert indicator_edits.edit_of(session, indicator_id, YEAR).value_kind is ValueKind.WORDS
        indicator_edits.save(session, indicator_id, YEAR, replace(edit, comparator=Comparator.GE, low="90", unit="%"))
        figures = indicator_edits.edit_of(session, indicator_id, YEAR)
        assert figures.value_kind is ValueKind.NUMBER
        in_words = replace(figures, comparator=Comparator.TEXT_ONLY, low="", unit="")
        indicator_edits.save(session, indicator_id, YEAR, in_words)
        assert indicator_edits.edit_of(session, indicator_id, YEAR).value_kind is ValueKind.WORDS
        indicator_edits.save(session, indicator_id, YEAR, replace(in_words, value_kind=ValueKind.TITLE))
        assert indicator_edits.edit_of(session, indicator_id, YEAR).value_kind is ValueKind.TITLE


def test_a_part_of_a_whole_is_of_which_and_of_a_head_in_words_a_compounds(book: Database) -> None:
    with book.begin("Thêm") as session:
        clause = make_clause(session, "A.II")
        whole = make_indicator(session, "Việc làm", at_least("100"), target_number="8", target_clause_id=clause)
        head = make_indicator(session, "Gộp", Target(), target_number="6")
        first = indicator_edits.add(session, YEAR, replace(RATE, name="Xuất khẩu"), whole)
        second = indicator_edits.add(session, YEAR, replace(RATE, name="Cơ sở"), head)
        third = indicator_edits.add(session, YEAR, replace(RATE, name="Lao động"), head)
        kinds = [session.get_one(Indicator, one).part_kind for one in (first, second, third)]
        assert kinds == [PartKind.OF_WHICH, PartKind.COMPOUND, PartKind.COMPOUND]
        assert the_target(session, first).of_which is True
        assert the_target(session, second).of_which is False
        rows = indicators.list_rows(session, YEAR, Q2)
        assert [row.name for row in rows] == ["Gộp", "Cơ sở", "Lao động", "Việc làm", "Xuất khẩu"]
        assert rows[-1].clause == "A.II.8"
        with pytest.raises(Refused, match="không chia nhỏ thêm được"):
            indicator_edits.add(session, YEAR, RATE, first)
        with pytest.raises(Refused, match="không mang số riêng") as caught:
            indicator_edits.add(session, YEAR, replace(RATE, number="9"), head)
        assert caught.value.field == "number"


# Refusals


def test_a_name_of_300_characters_is_taken_and_a_longer_one_refused(book: Database) -> None:
    with book.begin("Thêm") as session:
        long = unicodedata.normalize("NFD", "ế" * 300)
        indicator_id = indicator_edits.add(session, YEAR, replace(RATE, name=long))
        assert session.get_one(Indicator, indicator_id).name == "ế" * 300
        refused(session, replace(RATE, name="ế" * 301), "name", "Tên chỉ tiêu dài 301 ký tự, nhiều nhất là 300")


@pytest.mark.parametrize(
    ("change", "field", "why"),
    [
        ({"name": "  "}, "name", "Tên chỉ tiêu còn trống"),
        ({"short_name": "a" * 301}, "short_name", "Tên gọn dài"),
        ({"unit": "a" * 61}, "unit", "Đơn vị tính dài"),
        ({"wording": "a" * 2001}, "wording", "Mức kế hoạch dài"),
        ({"note": "a" * 4001}, "note", "Ghi chú dài"),
        ({"number": "1" * 21}, "number", "Số thứ tự dài"),
        ({"baseline": "a" * 301}, "baseline", "So với dài"),
        ({"low": "chín mươi"}, "low", "chưa phải là một số"),
        ({"low": ""}, "low", "Hãy gõ mức thấp nhất"),
        ({"low": "90", "high": "95"}, "high", "không có cận trên"),
        ({"comparator": Comparator.BETWEEN, "low": "15", "high": "14"}, "high", "15 lớn hơn 14"),
        ({"comparator": Comparator.BETWEEN, "low": "14", "high": "x"}, "high", "chưa phải là một số"),
        ({"comparator": Comparator.TEXT_ONLY}, "low", "không có con số"),
        ({"assigned": "nhiều"}, "assigned", "chưa phải là một số"),
        ({"decimals": "7"}, "decimals", "từ 0 đến 6"),
        ({"decimals": "1,5"}, "decimals", "từ 0 đến 6"),
        ({"decimals": "-1"}, "decimals", "từ 0 đến 6"),
        ({"department_id": uuid.uuid4()}, "department_id", "Đơn vị đã chọn không còn"),
        ({"leader_id": uuid.uuid4()}, "leader_id", "Người phụ trách đã chọn không còn"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    book: Database, change: dict[str, Any], field: str, why: str
) -> None:
    with book.begin("Thêm") as session:
        refused(session, replace(RATE, **change), field, why)


def test_a_refused_form_leaves_the_book_as_it_was(book: Database) -> None:
    with book.begin("Thêm") as session:
        indicator_id = make_indicator(session, "Chỉ tiêu", at_least("90"), unit="%")
        edit = indicator_edits.edit_of(session, indicator_id, YEAR)
    with pytest.raises(Refused), book.begin("Sửa") as session:
        indicator_edits.save(session, indicator_id, YEAR, replace(edit, name="Khác", low="x"))
    with book.read() as session:
        assert indicator_edits.edit_of(session, indicator_id, YEAR) == edit


def test_a_number_stands_once_in_a_document(book: Database) -> None:
    with book.begin("Thêm") as session:
        make_indicator(session, "Số bảy", at_least("1"), target_number="7")
        of_term = {"target_year": 2021, "target_document_id": the_document(session)}
        make_indicator(session, "Số chín của năm trước", at_least("1"), target_number="9", **of_term)
        gone = make_indicator(session, "Số tám đã xóa", at_least("1"), target_number="8")
        indicator_edits.remove(session, [gone], MOMENT)
        indicator_id = indicator_edits.add(session, YEAR, replace(RATE, number="8"))
        edit = indicator_edits.edit_of(session, indicator_id, YEAR)
        with pytest.raises(Refused, match="Số 7 trong văn bản này đã là “Số bảy”") as caught:
            indicator_edits.save(session, indicator_id, YEAR, replace(edit, number=" 7 "))
        assert caught.value.field == "number"
        indicator_edits.save(session, indicator_id, YEAR, replace(edit, number="9"))
        assert the_row(session, "Tỷ lệ", Q2).number == "9"
        indicator_edits.save(session, indicator_id, YEAR, replace(edit, number=""))
        assert the_row(session, "Tỷ lệ", Q2).further


def test_an_indicator_in_the_bin_has_no_form(book: Database) -> None:
    with book.begin("Xóa") as session:
        indicator_id = make_indicator(session, "Chỉ tiêu", at_least("90"))
        edit = indicator_edits.edit_of(session, indicator_id, YEAR)
        indicator_edits.remove(session, [indicator_id], MOMENT)
        with pytest.raises(HxError, match="không còn trong sổ"):
            indicator_edits.edit_of(session, indicator_id, YEAR)
        with pytest.raises(HxError, match="không còn trong sổ"):
            indicator_edits.save(session, indicator_id, YEAR, edit)


# Many rows, and the bin


def test_several_rows_take_one_value_and_keep_the_rest(book: Database) -> None:
    with book.begin("Phân công") as session:
        department, other, leader = make_department(session), make_department(session, "Khác"), make_person(session)
        first, second, third = (
            make_indicator(session, name, at_least("1"), department_id=other, leader_id=leader) for name in "ABC"
        )
        indicator_edits.assign(session, [first, second], department_id=department)
        indicator_edits.assign(session, [first], leader_id=None, rhythm=Rhythm.YEARLY)
        indicator_edits.assign(session, [first, second])
        rows = {row.id: row for row in indicators.list_rows(session, YEAR, Q2)}
        assert [rows[one].department_id for one in (first, second, third)] == [department, department, other]
        assert [rows[one].leader_id for one in (first, second, third)] == [None, leader, leader]
        assert [rows[one].rhythm for one in (first, second)] == [Rhythm.YEARLY, Rhythm.QUARTERLY]
        with pytest.raises(Refused) as caught:
            indicator_edits.assign(session, [first], department_id=uuid.uuid4())
        assert caught.value.field == "department_id"


def test_a_removed_indicator_comes_back_with_its_parts_targets_and_results(book: Database) -> None:
    with book.begin("Xóa") as session:
        whole = make_indicator(session, "Việc làm", at_least("100"), unit="lao động", target_number="8")
        part = make_indicator(session, "Xuất khẩu", at_least("10"), parent_id=whole, part_kind=PartKind.OF_WHICH)
        set_result(session, whole, Q2, "34")
        set_result(session, part, Q2, "2")
        before = indicators.list_rows(session, YEAR, Q2)
        indicator_edits.remove(session, [whole], MOMENT)
        assert indicators.list_rows(session, YEAR, Q2) == ()
        indicator_edits.restore(session, [whole])
        assert indicators.list_rows(session, YEAR, Q2) == before


def test_changing_one_indicator_reads_no_other_s_target(book: Database) -> None:
    with book.begin("Thêm") as session:
        for number in range(12):
            make_indicator(session, f"Chỉ tiêu {number}", at_least("1"))
        rate = indicator_edits.add(session, YEAR, RATE)
    sent: list[str] = []
    with book.begin("Sửa") as session:
        sa.event.listen(session.connection(), "before_cursor_execute", lambda *args: sent.append(args[2]))
        edit = indicator_edits.edit_of(session, rate, YEAR)
        indicator_edits.save(session, rate, YEAR, replace(edit, low="95"))
        assert the_target(session, rate).low == 95
    read = [one for one in sent if "FROM target" in one]
    assert read
    assert [one for one in read if "indicator_id = " not in one and "target.id = " not in one] == []
