"""Targets typed as words into a book: what is written, what stays, and what is refused where nobody reads along."""

from __future__ import annotations

import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from hxapp.domain.errors import Refused
from hxapp.domain.indicators import Better, PartKind, Typed
from hxapp.domain.targets import Comparator, Target
from hxapp.services import indicator_edits, settings, target_entry
from hxapp.services.indicator_edits import IndicatorEdit
from hxapp.services.target_words import About
from hxapp.services.targets import target_of
from hxapp.storage.database import Database
from hxapp.storage.tables import TargetRow
from tests.services.building import YEAR, at_least, exactly, make_indicator
from tests.services.test_indicator_edits import the_target

POVERTY = "Tỷ lệ hộ nghèo"
WORDS = "giảm 0,7 - 0,9% so với năm 2021"


def typed(session: Session, indicator_id: uuid.UUID, words: str) -> TargetRow:
    """What stands in the book after the words were typed."""
    edit = indicator_edits.edit_of(session, indicator_id, YEAR)
    about = target_entry.about(session, YEAR, edit, indicator_id)
    indicator_edits.save(session, indicator_id, YEAR, target_entry.with_words(edit, words, about))
    return the_target(session, indicator_id)


def test_words_are_kept_as_typed_and_written_whole(book: Database) -> None:
    with book.begin("Gõ") as session:
        made = make_indicator(session, POVERTY, exactly("5"), unit="%", better=Better.LOWER)
        row = typed(session, made, WORDS)
        assert row.wording == WORDS
        assert target_of(row) == Target(
            comparator=Comparator.DECREASE_BY_BETWEEN,
            low=Decimal("0.7"),
            high=Decimal("0.9"),
            unit="%",
            baseline="so với năm 2021",
            direction="lower_is_better",
        )
        assert (row.low_decimals, row.typed) == (1, Typed.LEVEL)
        row = typed(session, made, "khoảng 20/24 tiêu chí")
        assert (row.approx, row.out_of, row.unit) == (True, Decimal(24), "tiêu chí")
        assert (row.baseline, row.wording) == (None, "khoảng 20/24 tiêu chí")


def test_a_counted_change_is_typed_as_the_change(book: Database) -> None:
    with book.begin("Gõ") as session:
        made = make_indicator(session, "Số cơ sở kinh tế", exactly("83", "cơ sở"), unit="cơ sở")
        assert typed(session, made, "tăng trên 10 cơ sở").typed is Typed.CHANGE
        assert typed(session, made, "tăng 5%").typed is Typed.LEVEL


def test_a_bare_number_is_in_the_indicators_unit(book: Database) -> None:
    with book.begin("Gõ") as session:
        made = make_indicator(session, "Lao động phi nông nghiệp", exactly("80"), unit="%")
        row = typed(session, made, "83")
        assert (row.wording, target_of(row)) == ("83", exactly("83"))


def test_a_new_indicator_takes_its_words(book: Database) -> None:
    blank = IndicatorEdit(name=POVERTY, unit="%", better=Better.LOWER)
    with book.begin("Thêm") as session:
        about = target_entry.about(session, YEAR, blank)
        made = indicator_edits.add(session, YEAR, target_entry.with_words(blank, WORDS, about))
        row = the_target(session, made)
        assert (row.wording, row.comparator, row.high) == (WORDS, Comparator.DECREASE_BY_BETWEEN, Decimal("0.9"))
        words = indicator_edits.add(session, YEAR, target_entry.with_words(blank, "theo chỉ đạo", about))
        assert (the_target(session, words).comparator, the_target(session, words).low) == (Comparator.TEXT_ONLY, None)


def test_figures_chosen_otherwise_stay_while_the_words_say_the_same(book: Database) -> None:
    with book.begin("Gõ") as session:
        made = make_indicator(session, POVERTY, at_least("90"), unit="%", target_wording="đạt 85%")
        assert typed(session, made, "Phấn đấu đạt 85 %").low == Decimal(90)
        assert typed(session, made, "Phấn đấu đạt 86 %").low == Decimal(86)


def test_figures_in_another_unit_of_money_are_shown_and_changed_in_the_indicators_own(book: Database) -> None:
    with book.begin("Gõ") as session:
        made = make_indicator(session, "Thu ngân sách", exactly("5"), unit="triệu đồng")
        row = typed(session, made, "từ 40 tỷ")
        assert (row.low, row.unit) == (Decimal(40), "tỷ đồng")
        edit = indicator_edits.edit_of(session, made, YEAR)
        assert (edit.low, edit.target_unit) == ("40.000", None)
        indicator_edits.save(session, made, YEAR, replace(edit, unit="nghìn đồng"))
        row = the_target(session, made)
        assert (row.low, row.unit) == (Decimal(40), "tỷ đồng")
        edit = indicator_edits.edit_of(session, made, YEAR)
        assert edit.low == "40.000.000"
        indicator_edits.save(session, made, YEAR, replace(edit, comparator=Comparator.LE))
        row = the_target(session, made)
        assert (row.high, row.unit, row.wording) == (Decimal(40_000_000), "nghìn đồng", "từ 40 tỷ")


def test_a_figure_that_the_indicators_unit_cannot_hold_stays_in_its_own(book: Database) -> None:
    with book.begin("Gõ") as session:
        made = make_indicator(session, "Thu quỹ", exactly("5"), unit="tỷ đồng")
        typed(session, made, "từ 500 đồng")
        edit = indicator_edits.edit_of(session, made, YEAR)
        assert (edit.low, edit.target_unit) == ("500", "đồng")


def test_words_without_a_figure_are_judged_by_hand_and_emptied_ones_are_made_of_the_figures(book: Database) -> None:
    with book.begin("Gõ") as session:
        made = make_indicator(session, POVERTY, exactly("5"), unit="%", target_wording="còn 5%")
        assert (typed(session, made, " ").wording, the_target(session, made).low) == ("5%", Decimal(5))
        row = typed(session, made, "theo chỉ đạo của thị xã")
        assert (row.comparator, row.low, row.unit) == (Comparator.TEXT_ONLY, None, None)


def test_a_part_keeps_that_it_is_one(book: Database) -> None:
    with book.begin("Gõ") as session:
        whole = make_indicator(session, "Giải quyết việc làm", exactly("100", "lao động"), unit="lao động")
        part = make_indicator(
            session,
            "Xuất khẩu lao động",
            replace(exactly("10", "người"), name="Xuất khẩu lao động theo hợp đồng", of_which=True),
            unit="người",
            parent_id=whole,
            part_kind=PartKind.OF_WHICH,
        )
        row = typed(session, part, "từ 10-12 người")
        assert (row.of_which, row.name, row.high) == (True, "Xuất khẩu lao động theo hợp đồng", Decimal(12))


def test_a_compounds_head_keeps_its_words_only(book: Database) -> None:
    with book.begin("Gõ") as session:
        head = make_indicator(session, "Tăng số cơ sở và số lao động", Target(), target_wording="> 10 cơ sở")
        make_indicator(session, "Tăng số cơ sở", at_least("10", "cơ sở"), unit="cơ sở", parent_id=head)
        row = typed(session, head, "> 12 cơ sở, với > 50 lao động")
        assert (row.comparator, row.wording) == (Comparator.TEXT_ONLY, "> 12 cơ sở, với > 50 lao động")


def test_what_the_words_bear_on(book: Database) -> None:
    with book.begin("Gõ") as session:
        settings.set_exceed_open_bound(session, True)
        grown = Target(comparator=Comparator.INCREASE_BY, low=Decimal(3), high=Decimal(3), unit="vụ")
        made = make_indicator(session, "Số vụ", grown, unit="vụ", better=Better.LOWER, target_typed=Typed.LEVEL)
        edit = replace(indicator_edits.edit_of(session, made, YEAR), assigned="1.250")
        about = target_entry.about(session, YEAR, edit, made)
        assert about == About(
            "Số vụ",
            "vụ",
            Better.LOWER,
            year=YEAR,
            typed=Typed.LEVEL,
            assigned=Decimal(1250),
            exceed_open_bound=True,
        )
        assert target_entry.of_edit(about, replace(edit, typed=Typed.CHANGE, assigned="nhiều")) == replace(
            about, typed=None, assigned=None
        )


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("theo chỉ đạo", "Không đọc ra con số nào trong “theo chỉ đạo”"),
        ("0,12345678%", "8 chữ số thập phân"),
        ("120 người", "Chưa so được: mức này tính bằng người, chỉ tiêu tính bằng %"),
        ("giảm 2% so với năm 2015", "số liệu để so là của năm 2021"),
    ],
)
def test_unseen_words_that_nothing_could_judge_are_refused(words: str, why: str) -> None:
    about = About(POVERTY, "%", Better.LOWER, year=YEAR)
    edit = IndicatorEdit(name=POVERTY, unit="%", wording="còn 5%", comparator=Comparator.EQ, low="5")
    with pytest.raises(Refused, match=why) as refused:
        target_entry.with_understood_words(edit, words, about)
    assert refused.value.field == "wording"


def test_unseen_words_are_taken_where_they_are_understood_or_where_words_stood() -> None:
    about = About(POVERTY, "%", Better.LOWER, year=YEAR)
    figure = IndicatorEdit(name=POVERTY, unit="%", wording="còn 5%", comparator=Comparator.EQ, low="5")
    assert target_entry.with_understood_words(figure, "còn 4%", about).low == "4"
    words = IndicatorEdit(name=POVERTY, unit="%", wording="theo chỉ đạo")
    taken = target_entry.with_understood_words(words, "theo kế hoạch riêng", about)
    assert (taken.wording, taken.comparator) == ("theo kế hoạch riêng", Comparator.TEXT_ONLY)


def test_figures_chosen_by_hand_leave_a_documents_words_and_the_words_of_what_is_judged_by_hand(book: Database) -> None:
    with book.begin("Gõ") as session:
        quoted = make_indicator(session, "A", exactly("83"), unit="%", target_wording="83%", target_quote="7. A: 83%.")
        made = make_indicator(session, "B", exactly("83"), unit="%", target_wording="83%")
        for indicator_id in (quoted, made):
            edit = indicator_edits.edit_of(session, indicator_id, YEAR)
            indicator_edits.save(session, indicator_id, YEAR, replace(edit, low="85"))
        assert (the_target(session, quoted).wording, the_target(session, made).wording) == ("83%", "85%")
        edit = indicator_edits.edit_of(session, made, YEAR)
        indicator_edits.save(session, made, YEAR, replace(edit, comparator=Comparator.TEXT_ONLY, low=""))
        row = the_target(session, made)
        assert (row.wording, row.comparator) == ("85%", Comparator.TEXT_ONLY)
