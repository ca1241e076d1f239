"""Writing results: what is typed in a cell, read as an office types it, refused beside the cell, kept exactly."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hxapp.domain.errors import HxError, Refused
from hxapp.domain.indicators import Basis, OverTime, PartKind, Stage, ValueKind
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.ratings import State
from hxapp.domain.targets import Comparator, Target
from hxapp.domain.words import format_number
from hxapp.services import indicator_edits, results
from hxapp.services.neighbourhoods import ward
from hxapp.services.results import set_result, set_result_note, set_verdict
from hxapp.storage.bin import live
from hxapp.storage.database import Database
from hxapp.storage.tables import Result, result_id
from tests.services.building import (
    MOMENT,
    Q1,
    Q2,
    Q3,
    SIX_MONTHS,
    WHOLE_YEAR,
    YEAR,
    at_least,
    exactly,
    make_indicator,
    make_target,
    the_row,
)


def stored(session: Session, indicator_id: uuid.UUID, period: Period = Q2) -> Any:
    """The indicator's only live cell of the period; None when there is none."""
    return session.execute(
        sa.select(Result).where(live(Result), Result.indicator_id == indicator_id, Result.period == period)
    ).scalar_one_or_none()


def rate(session: Session, name: str = "Tỷ lệ", **values: Any) -> uuid.UUID:
    return make_indicator(session, name, at_least("90"), **{"unit": "%"} | values)


@pytest.mark.parametrize(
    ("typed", "value", "decimals"),
    [
        ("82,7", "82.7", 1),
        ("82,70", "82.70", 2),
        ("1.234", "1234", 0),
        ("0.9", "0.9", 1),
        ("82,7%", "82.7", 1),
        ("82,7 %", "82.7", 1),
        (" -3 ", "-3", 0),
        ("0", "0", 0),
    ],
)
def test_a_figure_is_read_as_typed_and_its_decimals_are_kept(
    book: Database, typed: str, value: str, decimals: int
) -> None:
    with book.begin("Nhập") as session:
        indicator_id = rate(session)
        set_result(session, indicator_id, Q2, typed)
        cell = stored(session, indicator_id)
        assert (cell.value, cell.decimals) == (Decimal(value), decimals)
        assert cell.id == result_id(indicator_id, Q2, ward(session), Basis.IN_PERIOD, Stage.FINAL)


def test_the_unit_may_stand_behind_a_figure(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Thu", at_least("4"), unit="tỷ đồng")
        set_result(session, indicator_id, Q2, "4,15 Tỷ đồng")
        assert stored(session, indicator_id).value == Decimal("4.15")
        with pytest.raises(Refused, match="chưa phải là một số") as refused:
            set_result(session, indicator_id, Q2, "4,15 triệu")
        assert refused.value.field == "result"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("ba mươi", "chưa phải là một số"),
        ("1,2345678", "7 chữ số thập phân"),
        ("9.999.999.999.999", "quá lớn"),
        ("%", "chưa có con số nào"),
        ("3/0", "phải lớn hơn 0"),
        ("-1/4", "phải lớn hơn 0"),
        ("5/4", "5 lớn hơn tổng số 4"),
        ("1/2/3", "nhiều hơn một dấu gạch chéo"),
        ("3/bốn", "chưa phải là một số"),
    ],
)
def test_what_is_no_figure_is_refused_beside_the_cell_and_leaves_it(book: Database, typed: str, why: str) -> None:
    with book.begin("Nhập") as session:
        indicator_id = rate(session)
        set_result(session, indicator_id, Q2, "95,5")
        with pytest.raises(Refused, match=why) as refused:
            set_result(session, indicator_id, Q2, typed)
        assert refused.value.field == "result"
        assert stored(session, indicator_id).value == Decimal("95.5")


@pytest.mark.parametrize(
    ("typed", "decimals", "value", "counts"),
    [
        ("3/4", None, "75.0", (3, 4)),
        ("9.842/9.905", None, "99.4", (9842, 9905)),
        ("9842 / 9905", 2, "99.36", (9842, 9905)),
        ("1/8", 0, "13", (1, 8)),
        ("0/7", None, "0", (0, 7)),
    ],
)
def test_a_rate_is_computed_from_two_counts_and_keeps_both(
    book: Database, typed: str, decimals: int | None, value: str, counts: tuple[int, int]
) -> None:
    with book.begin("Nhập") as session:
        indicator_id = rate(session, decimals=decimals)
        set_result(session, indicator_id, Q2, typed)
        cell = stored(session, indicator_id)
        assert cell.value == Decimal(value)
        assert (cell.numerator, cell.denominator) == counts
        figure = the_row(session, "Tỷ lệ", Q2).in_period
        assert figure is not None
        assert figure.counts == (Decimal(counts[0]), Decimal(counts[1]))
        assert figure.counts_text == "/".join(format_number(Decimal(count)) for count in counts)


def test_a_figure_typed_over_counts_forgets_them(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = rate(session)
        set_result(session, indicator_id, Q2, "3/4")
        set_result(session, indicator_id, Q2, "76")
        cell = stored(session, indicator_id)
        assert (cell.value, cell.numerator, cell.denominator) == (Decimal(76), None, None)


def test_only_a_rate_is_typed_as_two_counts(book: Database) -> None:
    with book.begin("Nhập") as session:
        people = make_indicator(session, "Việc làm", at_least("100", "lao động"), unit="lao động")
        with pytest.raises(Refused, match="đơn vị tính của “Việc làm” là “lao động”"):
            set_result(session, people, Q2, "3/4")
        births = make_indicator(session, "Tỷ suất sinh", exactly("1", "‰"), unit="‰")
        set_result(session, births, Q2, "1/4")
        assert stored(session, births).value == Decimal(250)


@pytest.mark.parametrize("typed", ["kps", "KPS", "không phát sinh", "Khong phat sinh"])
def test_nothing_arose_is_neither_zero_nor_blank(book: Database, typed: str) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(
            session, "Vụ việc", at_least("0", "vụ"), unit="vụ", over_time=OverTime.SUM, rhythm=Rhythm.QUARTERLY
        )
        set_result(session, indicator_id, Q1, typed)
        cell = stored(session, indicator_id, Q1)
        assert (cell.value, cell.nothing_arose) == (None, True)
        figure = the_row(session, "Vụ việc", Q1).in_period
        assert figure is not None
        assert (figure.text, figure.value, figure.nothing_arose) == ("không phát sinh", None, True)
        set_result(session, indicator_id, Q1, "0")
        assert (stored(session, indicator_id, Q1).value, stored(session, indicator_id, Q1).nothing_arose) == (0, False)


def test_an_emptied_cell_goes_to_the_bin_and_what_is_typed_there_takes_it_out(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = rate(session)
        set_result(session, indicator_id, Q2, "95")
        set_result_note(session, indicator_id, Q2, note="theo báo cáo", source="Y tế")
        identity = stored(session, indicator_id).id
        set_result(session, indicator_id, Q2, "  ", now=MOMENT)
        assert stored(session, indicator_id) is None
        held = session.execute(sa.select(Result.binned_at, Result.value).where(Result.id == identity)).one()
        assert tuple(held) == (MOMENT, Decimal(95))
        set_result(session, indicator_id, Q2, "96")
        cell = stored(session, indicator_id)
        assert (cell.id, cell.value, cell.note) == (identity, Decimal(96), "theo báo cáo")


def test_emptying_an_empty_cell_is_no_trouble_even_outside_the_rhythm(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = rate(session, rhythm=Rhythm.YEARLY)
        set_result(session, indicator_id, Q1, "")
        assert session.scalars(sa.select(Result)).all() == []


@pytest.mark.parametrize(
    ("rhythm", "period", "instead"),
    [
        (Rhythm.YEARLY, Q3, "Quý IV/2022"),
        (Rhythm.YEARLY, Period.month(YEAR, 5), "Tháng 12/2022"),
        (Rhythm.YEARLY, SIX_MONTHS, "Năm 2022"),
        (Rhythm.HALF_YEARLY, Q1, "Quý II/2022"),
        (Rhythm.QUARTERLY, Period.month(YEAR, 4), "Tháng 6/2022"),
    ],
)
def test_outside_the_rhythm_a_figure_is_refused_naming_where_it_belongs(
    book: Database, rhythm: Rhythm, period: Period, instead: str
) -> None:
    with book.begin("Nhập") as session:
        indicator_id = rate(session, rhythm=rhythm)
        with pytest.raises(Refused, match="Chưa đến kỳ thu thập của “Tỷ lệ”") as refused:
            set_result(session, indicator_id, period, "95")
        assert f"Hãy nhập ở kỳ {instead}" in str(refused.value)
        assert refused.value.field == "result"
        set_result(session, indicator_id, Period.parse(instead), "95")
        assert stored(session, indicator_id, Period.parse(instead)).value == 95


def test_estimate_and_final_of_one_cell_are_two(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = rate(session)
        set_result(session, indicator_id, WHOLE_YEAR, "95", stage=Stage.ESTIMATE)
        set_result(session, indicator_id, WHOLE_YEAR, "96", stage=Stage.FINAL)
        set_result(session, indicator_id, WHOLE_YEAR, "", stage=Stage.ESTIMATE)
        assert stored(session, indicator_id, WHOLE_YEAR).stage is Stage.FINAL
        assert stored(session, indicator_id, WHOLE_YEAR).value == 96


def whole_and_part(session: Session, **values: Any) -> tuple[uuid.UUID, uuid.UUID]:
    whole = make_indicator(session, "Giải quyết việc làm", at_least("100", "lao động"), unit="lao động", **values)
    part = make_indicator(
        session,
        "Xuất khẩu lao động",
        at_least("10", "người"),
        unit="người",
        parent_id=whole,
        part_kind=PartKind.OF_WHICH,
        **values,
    )
    return whole, part


def test_a_part_never_exceeds_its_whole(book: Database) -> None:
    with book.begin("Nhập") as session:
        whole, part = whole_and_part(session)
        set_result(session, whole, Q3, "34")
        set_result(session, part, Q3, "34")
        with pytest.raises(Refused) as refused:
            set_result(session, part, Q3, "38")
        assert "“Xuất khẩu lao động” là 38 người, không được lớn hơn “Giải quyết việc làm” là 34 lao động" in str(
            refused.value
        )
        assert refused.value.field == "result"
        assert stored(session, part, Q3).value == 34
        set_result(session, part, Q2, "38")


@pytest.mark.parametrize(
    ("period", "typed", "more"),
    [
        (Q1, "9", {"stage": Stage.ESTIMATE}),
        (SIX_MONTHS, "30", {}),
        (Q2, "11", {"basis": Basis.CUMULATIVE}),
        (Q2, "6", {}),
    ],
)
def test_a_part_is_held_against_what_is_shown_of_its_whole(
    book: Database, period: Period, typed: str, more: dict[str, Any]
) -> None:
    with book.begin("Nhập") as session:
        whole, part = whole_and_part(session, over_time=OverTime.SUM)
        set_result(session, whole, Q1, "5")
        set_result(session, whole, Q2, "5")
        with pytest.raises(Refused, match="không được lớn hơn “Giải quyết việc làm”"):
            set_result(session, part, period, typed, **more)
        assert session.scalar(sa.select(Result.id).where(Result.indicator_id == part)) is None


def test_a_part_that_a_later_cumulative_figure_makes_too_large_is_refused_there(book: Database) -> None:
    with book.begin("Nhập") as session:
        whole, part = whole_and_part(session, over_time=OverTime.SUM)
        set_result(session, whole, SIX_MONTHS, "10")
        set_result(session, part, Q2, "6")
        with pytest.raises(Refused, match=r"^6 tháng đầu năm 2022: “Xuất khẩu lao động” là 12 người"):
            set_result(session, part, Q1, "6")
        set_result(session, part, Q1, "4")


def test_a_whole_never_falls_below_its_part(book: Database) -> None:
    with book.begin("Nhập") as session:
        whole, part = whole_and_part(session)
        set_result(session, part, Q3, "1.038")
        with pytest.raises(Refused, match=r"“Giải quyết việc làm” là 34 .* phần “Xuất khẩu lao động” là 1\.038 người"):
            set_result(session, whole, Q3, "34")
        with pytest.raises(Refused, match="là 0 lao động, không được nhỏ hơn phần"):
            set_result(session, whole, Q3, "kps")
        set_result(session, part, Q3, "")
        set_result(session, whole, Q3, "34")


def test_a_share_of_the_whole_is_not_compared_with_it(book: Database) -> None:
    with book.begin("Nhập") as session:
        whole = make_indicator(session, "Số trường", at_least("4", "trường"), unit="trường")
        share = rate(session, parent_id=whole, part_kind=PartKind.OF_WHICH)
        set_result(session, whole, Q3, "4")
        set_result(session, share, Q3, "75")
        assert stored(session, share, Q3).value == 75


def test_a_compound_head_takes_no_figure_of_its_own(book: Database) -> None:
    with book.begin("Nhập") as session:
        head = make_indicator(session, "Cơ sở và lao động", Target(), target_number="6")
        part = make_indicator(session, "Số cơ sở", at_least("10", "cơ sở"), parent_id=head, unit="cơ sở")
        with pytest.raises(Refused, match=r"chỉ tiêu gộp.*như “Số cơ sở”"):
            set_result(session, head, Q2, "12")
        set_result(session, part, Q2, "12")
        assert stored(session, part).value == 12


def test_a_head_is_one_only_in_the_years_it_asks_nothing_of_itself(book: Database) -> None:
    with book.begin("Nhập") as session:
        head = make_indicator(session, "Cơ sở", Target(), target_number="6", unit="cơ sở")
        make_target(session, head, at_least("9", "cơ sở"), year=YEAR - 1)
        make_indicator(session, "Cơ sở lớn", at_least("10", "cơ sở"), parent_id=head, unit="cơ sở")
        set_result(session, head, Period.whole_year(YEAR - 1), "9")
        with pytest.raises(Refused, match="chỉ tiêu gộp"):
            set_result(session, head, Q2, "12")


def test_the_note_shown_is_that_of_the_figure_shown(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = rate(session)
        set_result(session, indicator_id, Q2, "95", stage=Stage.ESTIMATE)
        set_result_note(session, indicator_id, Q2, note="ước của trạm", source="", stage=Stage.ESTIMATE)
        set_result_note(session, indicator_id, Q2, note="chờ số chính thức", source="")
        assert the_row(session, "Tỷ lệ", Q2).note == "ước của trạm"


def test_words_are_kept_and_judge_where_they_say_so(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Đường ngõ phố", Target(), value_kind=ValueKind.WORDS)
        set_result(session, indicator_id, Q2, " Đã bê tông  8/12 tuyến ")
        assert (stored(session, indicator_id).words, stored(session, indicator_id).verdict) == (
            "Đã bê tông 8/12 tuyến",
            None,
        )
        assert the_row(session, "Đường ngõ phố", Q2).rating.state is State.NOT_COMPARABLE
        set_verdict(session, indicator_id, Q2, State.NOT_MET)
        assert the_row(session, "Đường ngõ phố", Q2).rating.state is State.UNLIKELY
        set_result(session, indicator_id, WHOLE_YEAR, "Đạt")
        row = the_row(session, "Đường ngõ phố", WHOLE_YEAR)
        assert row.in_period is not None
        assert (row.in_period.text, row.rating.state) == ("Đạt", State.MET)
        set_result(session, indicator_id, WHOLE_YEAR, "chưa đạt")
        assert the_row(session, "Đường ngõ phố", WHOLE_YEAR).rating.state is State.NOT_MET


def test_a_verdict_alone_makes_a_cell_and_can_be_taken_back(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Đạt chuẩn", Target(), value_kind=ValueKind.TITLE)
        set_verdict(session, indicator_id, WHOLE_YEAR, State.MET)
        row = the_row(session, "Đạt chuẩn", WHOLE_YEAR)
        assert row.in_period is not None
        assert (row.in_period.text, row.rating.state) == ("đạt", State.MET)
        set_verdict(session, indicator_id, WHOLE_YEAR, None)
        assert the_row(session, "Đạt chuẩn", WHOLE_YEAR).in_period is None
        with pytest.raises(Refused, match="Chỉ đánh giá tay được"):
            set_verdict(session, indicator_id, WHOLE_YEAR, State.LIKELY)


def test_a_level_is_a_whole_number(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Phổ cập THCS", exactly("3", None), value_kind=ValueKind.LEVEL)
        set_result(session, indicator_id, Q2, "3")
        with pytest.raises(Refused, match="không phải là một mức độ"):
            set_result(session, indicator_id, Q2, "2,5")
        assert stored(session, indicator_id).value == 3


def test_an_indicator_in_the_bin_takes_nothing(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = rate(session)
        indicator_edits.remove(session, [indicator_id], MOMENT)
        for write in (
            lambda: set_result(session, indicator_id, Q2, "95"),
            lambda: set_result_note(session, indicator_id, Q2, note="x", source=""),
            lambda: set_verdict(session, indicator_id, Q2, State.MET),
        ):
            with pytest.raises(HxError, match="không còn trong sổ"):
                write()


def test_a_note_and_a_source_stand_beside_the_figure(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = rate(session)
        set_result(session, indicator_id, Q2, "98,2")
        set_result_note(session, indicator_id, Q2, note=" Xe chưa vào được\n hai ngõ ", source="Đội thu gom")
        row = the_row(session, "Tỷ lệ", Q2)
        assert (row.note, row.source) == ("Xe chưa vào được\nhai ngõ", "Đội thu gom")
        assert row.in_period is not None and row.in_period.text == "98,2"
        set_result(session, indicator_id, Q2, "98,5")
        assert the_row(session, "Tỷ lệ", Q2).note == "Xe chưa vào được\nhai ngõ"


def test_a_note_may_stand_alone_and_goes_when_it_is_emptied(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = rate(session)
        set_result(session, indicator_id, Q2, "95")
        set_result(session, indicator_id, Q2, "", now=MOMENT)
        set_result_note(session, indicator_id, Q2, note="Chưa thu thập được", source="")
        row = the_row(session, "Tỷ lệ", Q2)
        assert (row.note, row.in_period) == ("Chưa thu thập được", None)
        assert row.rating.state is State.NO_FIGURE
        set_result_note(session, indicator_id, Q2, note="", source="", now=MOMENT)
        assert stored(session, indicator_id) is None


def test_an_endless_note_is_refused_beside_its_field(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = rate(session)
        with pytest.raises(Refused, match="nhiều nhất là") as refused:
            set_result_note(session, indicator_id, Q2, note="a" * 4001, source="")
        assert refused.value.field == "note"
        with pytest.raises(Refused, match="Nguồn số liệu") as refused:
            set_result_note(session, indicator_id, Q2, note="", source="a" * 301)
        assert refused.value.field == "source"


def test_a_typed_cumulative_figure_is_a_cell_of_its_own(book: Database) -> None:
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Thu", at_least("4"), unit="tỷ đồng", over_time=OverTime.SUM)
        results.set_result(session, indicator_id, Q3, "2")
        results.set_result(session, indicator_id, Q3, "6,5", basis=Basis.CUMULATIVE)
        row = the_row(session, "Thu", Q3)
        assert row.in_period is not None and row.cumulative is not None
        assert (row.in_period.text, row.cumulative.text, row.cumulative.derived) == ("2", "6,5", False)


def test_only_the_asked_indicator_counts_as_a_relative_of_a_plan(book: Database) -> None:
    """An amount may be typed before the superior has assigned anything."""
    with book.begin("Nhập") as session:
        target = Target(comparator=Comparator.RELATIVE_TO_PLAN)
        indicator_id = make_indicator(session, "Thu ngân sách", target, unit="triệu đồng", over_time=OverTime.SUM)
        set_result(session, indicator_id, Q1, "982,4")
        assert the_row(session, "Thu ngân sách", Q1).rating.state is State.AWAITING_ASSIGNMENT
