"""Many results written at once: what one by one would give, all or nothing, judged as it stands in the end."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hxapp.domain.errors import HxError, Refused
from hxapp.domain.indicators import Basis, OverAreas, OverTime, PartKind, Stage, ValueKind
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.targets import Target
from hxapp.services.neighbourhoods import ward
from hxapp.services.results import BlockRefused, Entry, set_result, set_results
from hxapp.storage import history
from hxapp.storage.bin import live
from hxapp.storage.database import Database
from hxapp.storage.tables import Result
from tests.services.building import (
    MOMENT,
    Q1,
    Q2,
    Q3,
    SIX_MONTHS,
    WHOLE_YEAR,
    YEAR,
    at_least,
    make_area,
    make_indicator,
)
from tests.services.task_building import statements, undone

MONTHS = [Period.month(YEAR, month) for month in range(1, 13)]


def amount(session: Session, name: str = "Số hộ", **values: Any) -> uuid.UUID:
    filled = {"unit": "hộ", "rhythm": Rhythm.MONTHLY, "over_time": OverTime.SUM} | values
    return make_indicator(session, name, at_least("10", filled["unit"]), **filled)


def whole_and_part(session: Session, **values: Any) -> tuple[uuid.UUID, uuid.UUID]:
    whole = amount(session, "Số hộ", **values)
    return whole, amount(session, "Hộ nghèo", parent_id=whole, part_kind=PartKind.OF_WHICH, **values)


def held(session: Session) -> set[tuple[Any, ...]]:
    """All live results, by what a clerk sees of them."""
    rows = session.execute(sa.select(Result).where(live(Result))).scalars()
    return {
        (
            row.indicator_id,
            row.period,
            row.area_id,
            row.basis,
            row.stage,
            str(row.value),
            row.decimals,
            row.numerator,
            row.denominator,
            row.words,
            row.verdict,
            row.nothing_arose,
        )
        for row in rows
    }


def test_a_block_is_written_as_its_cells_one_by_one(book: Database) -> None:
    with book.begin("Dán") as session:
        flow = amount(session)
        rate = make_indicator(session, "Tỷ lệ", at_least("90"), unit="%", rhythm=Rhythm.MONTHLY)
        words = make_indicator(session, "Danh hiệu", Target(), value_kind=ValueKind.WORDS, rhythm=Rhythm.MONTHLY)
        area = make_area(session, "Tổ 1")
        set_result(session, flow, Q2, "8")
        entries = [
            Entry(flow, Q1, "12,50"),
            Entry(flow, Q2, ""),
            Entry(flow, Q3, "kps"),
            Entry(flow, Q1, "3", area),
            Entry(rate, Q1, "3/4"),
            Entry(words, Q1, "Đạt"),
        ]
        set_results(session, entries, stage=Stage.ESTIMATE, basis=Basis.CUMULATIVE, now=MOMENT)
        block = held(session)
        emptied = [Entry(one.indicator_id, one.period, "", one.area_id) for one in entries]
        set_results(session, emptied, stage=Stage.ESTIMATE, basis=Basis.CUMULATIVE)
        assert len(held(session)) == 1  # the final figure of Q2, which the block did not mean
        for one in entries:
            set_result(
                session,
                one.indicator_id,
                one.period,
                one.text,
                stage=Stage.ESTIMATE,
                basis=Basis.CUMULATIVE,
                area_id=one.area_id,
                now=MOMENT,
            )
        assert held(session) == block
        assert len(block) == 6


def test_one_refused_cell_keeps_all_from_being_written_and_every_refused_one_is_told(book: Database) -> None:
    with book.begin("Dán") as session:
        flow = amount(session)
        yearly = amount(session, "Hộ nghèo", rhythm=Rhythm.YEARLY)
        words = make_indicator(session, "Danh hiệu", Target(), value_kind=ValueKind.WORDS)
        set_result(session, flow, Q1, "1")
        before = held(session)
        with pytest.raises(BlockRefused) as refused:
            set_results(
                session,
                [
                    Entry(flow, Q1, "5"),
                    Entry(flow, Q2, "ba"),
                    Entry(yearly, Q1, "2"),
                    Entry(uuid.uuid4(), Q1, "2"),
                    Entry(flow, Q3, "9.999.999.999.999"),
                    Entry(flow, SIX_MONTHS, "6"),
                    Entry(words, Q1, "hỏng\ud800phông"),
                ],
            )
        found = dict(refused.value.found)
        assert list(found) == [1, 2, 3, 4, 6]
        assert "chưa phải là một số" in found[1]
        assert "Chưa đến kỳ thu thập của “Hộ nghèo”" in found[2]
        assert "không còn trong sổ" in found[3]
        assert "quá lớn" in found[4]
        assert "ký tự hỏng" in found[6]
        assert str(refused.value) == f"Chưa ghi gì, vì có 5 ô không nhận được. {found[1]}"
        assert refused.value.field == "result"
        assert held(session) == before


def test_a_single_entry_is_refused_in_its_own_words(book: Database) -> None:
    with book.begin("Dán") as session:
        flow = amount(session)
        with pytest.raises(Refused, match="chưa phải là một số") as refused:
            set_results(session, [Entry(flow, Q1, "ba")])
        assert not isinstance(refused.value, BlockRefused)
        with pytest.raises(HxError, match="không còn trong sổ") as gone:
            set_results(session, [Entry(uuid.uuid4(), Q1, "3")])
        assert not isinstance(gone.value, Refused)
        set_results(session, [])


def test_part_and_whole_are_compared_as_they_stand_in_the_end(book: Database) -> None:
    with book.begin("Dán") as session:
        whole, part = whole_and_part(session)
        set_results(session, [Entry(whole, Q1, "34"), Entry(part, Q1, "30")])
        # One by one the part would be refused first, and the whole after it the other way round.
        set_results(session, [Entry(part, Q1, "40"), Entry(whole, Q1, "41")])
        set_results(session, [Entry(whole, Q1, "3"), Entry(part, Q1, "2")])
        with pytest.raises(BlockRefused) as refused:
            set_results(session, [Entry(whole, Q1, "5"), Entry(whole, Q2, "8"), Entry(part, Q1, "7")])
        ((at, sentence),) = refused.value.found
        assert at == 2
        assert "“Hộ nghèo” là 7 hộ, không được lớn hơn “Số hộ” là 5 hộ" in sentence
        with pytest.raises(BlockRefused) as refused:
            set_results(session, [Entry(whole, Q1, "1"), Entry(whole, Q2, "8")])
        ((at, sentence),) = refused.value.found
        assert (at, "không được nhỏ hơn phần “Hộ nghèo” là 2 hộ" in sentence) == (0, True)


def test_an_emptied_whole_no_longer_holds_its_part(book: Database) -> None:
    with book.begin("Dán") as session:
        whole, part = whole_and_part(session)
        set_result(session, whole, Q1, "5")
        set_results(session, [Entry(whole, Q1, ""), Entry(part, Q1, "7")])
        assert len(held(session)) == 1


def test_the_latest_figure_is_blamed_for_a_later_period_that_is_put_out_of_order(book: Database) -> None:
    with book.begin("Dán") as session:
        whole, part = whole_and_part(session)
        set_result(session, whole, SIX_MONTHS, "10")
        set_result(session, part, Q2, "6")
        with pytest.raises(BlockRefused) as refused:
            set_results(session, [Entry(part, MONTHS[0], "2"), Entry(part, Q1, "6"), Entry(whole, WHOLE_YEAR, "99")])
        ((at, sentence),) = refused.value.found
        assert at == 1
        assert sentence.startswith("6 tháng đầu năm 2022: “Hộ nghèo” là 12 hộ")


def test_what_was_out_of_order_elsewhere_does_not_stop_a_block(book: Database) -> None:
    with book.begin("Dán") as session:
        whole, part = whole_and_part(session, over_time=OverTime.NONE)
        set_result(session, part, Q3, "9")
        set_result(session, whole, Q3, "10")
        spoilt = sa.update(Result).where(Result.indicator_id == whole, Result.period == Q3)
        session.execute(spoilt.values(value=Decimal(3)))
        set_results(session, [Entry(whole, Q1, "4"), Entry(part, Q1, "4")])
        with pytest.raises(BlockRefused):
            set_results(session, [Entry(whole, Q1, "4"), Entry(whole, Q3, "4")])


def test_beside_a_cell_that_is_refused_anyway_parts_are_not_judged(book: Database) -> None:
    with book.begin("Dán") as session:
        whole, part = whole_and_part(session)
        set_result(session, whole, Q1, "5")
        with pytest.raises(BlockRefused) as refused:
            set_results(session, [Entry(whole, Q1, "bảy"), Entry(part, Q1, "7")])
        assert [at for at, _ in refused.value.found] == [0]


def test_of_one_cell_given_twice_the_last_counts(book: Database) -> None:
    with book.begin("Dán") as session:
        flow = amount(session)
        set_results(session, [Entry(flow, Q1, "1"), Entry(flow, Q2, "7"), Entry(flow, Q1, "2"), Entry(flow, Q2, "")])
        (cell,) = held(session)
        assert (cell[1], cell[5]) == (Q1, str(Decimal("2.000000")))


def test_a_block_is_one_action_and_only_what_changed_is_in_its_history(book: Database) -> None:
    with book.begin("Chuẩn bị") as session:
        flow = amount(session)
        set_results(session, [Entry(flow, period, "5") for period in MONTHS])
    with book.begin("Dán") as session:
        set_results(session, [Entry(flow, period, "5" if period.number < 11 else "6") for period in MONTHS])
    with book.read() as reading:
        last = history.actions(reading)[-1]
        changed = reading.execute(
            sa.text("SELECT count(*) FROM row_change WHERE action_id = :action"), {"action": last.id}
        ).scalar_one()
    assert (last.name, changed) == ("Dán", 2)


def test_what_the_session_holds_of_a_cell_is_read_again(book: Database) -> None:
    with undone(book) as session:
        flow = amount(session)
        set_results(session, [Entry(flow, Q1, "5"), Entry(flow, Q2, "5")])
        first, second = session.scalars(sa.select(Result).order_by(Result.period)).all()
        set_results(session, [Entry(flow, Q1, "6"), Entry(flow, Q2, "")], now=MOMENT)
        assert (first.value, second.binned_at) == (Decimal(6), MOMENT)


def test_a_block_takes_as_many_statements_as_a_few_cells(book: Database) -> None:
    counts = []
    with undone(book) as session:
        pairs = [whole_and_part(session) for _ in range(12)]
        heads = [amount(session, "Gộp", value_kind=ValueKind.NUMBER) for _ in range(3)]
        for head in heads:
            amount(session, "Phần", parent_id=head, part_kind=PartKind.COMPOUND)
        areas = [ward(session), make_area(session, "Tổ 1"), make_area(session, "Tổ 2")]
        for few in (1, 12):
            entries = [
                Entry(one, period, "5" if one is whole else "4", area)
                for whole, part in pairs[:few]
                for one in (whole, part, *heads)
                for period in MONTHS[:few]
                for area in areas
            ]
            with statements(session) as sent:
                set_results(session, entries)
            counts.append(len(sent))
    assert counts[0] == counts[1] <= 8


# Against what is plain ----------------------------------------------------------------------------------------------


def one_by_one(session: Session, entries: Sequence[Entry], **how: Any) -> dict[int, str]:
    """Writes each entry alone; what is refused of them, by their places."""
    refused = {}
    for at, one in enumerate(entries):
        try:
            set_result(session, one.indicator_id, one.period, one.text, area_id=one.area_id, **how)
        except HxError as error:
            refused[at] = str(error)
    return refused


@pytest.mark.parametrize("seed", range(20))
def test_random_blocks_give_what_their_cells_give_one_by_one(book: Database, seed: int) -> None:
    """Of indicators without parts, each cell once: no order can matter."""
    chance = random.Random(seed)
    texts = ["5", "12,5", "kps", "", "3/4", "đạt", "1.234", "-2", "ba", "99,99%", "7/3", "0"]
    with undone(book) as session:
        indicators = [
            amount(session),
            amount(session, "Theo quý", rhythm=Rhythm.QUARTERLY),
            make_indicator(session, "Tỷ lệ", at_least("9"), unit="%", over_areas=OverAreas.RATIO),
            make_indicator(session, "Mức", at_least("2", None), value_kind=ValueKind.LEVEL),
            make_indicator(session, "Lời", Target(), value_kind=ValueKind.WORDS),
        ]
        areas = [None, make_area(session, "Tổ 1")]
        places = [(one, period, area) for one in indicators for period in (*MONTHS, Q1, WHOLE_YEAR) for area in areas]
        how: dict[str, Any] = {"stage": chance.choice(list(Stage)), "basis": chance.choice(list(Basis)), "now": MOMENT}
        for one, period, area in chance.sample(places, 30):
            one_by_one(session, [Entry(one, period, chance.choice(texts), area)], **how)
        entries = [
            Entry(one, period, chance.choice(texts), area)
            for one, period, area in chance.sample(places, chance.randint(2, 40))
        ]
        try:
            set_results(session, entries, **how)
            refused = {}
        except BlockRefused as found:
            refused = dict(found.found)
            set_results(session, [one for at, one in enumerate(entries) if at not in refused], **how)
        block = held(session)
        assert one_by_one(session, entries, **how) == refused  # what they were is written over
        assert held(session) == block


@pytest.mark.parametrize("seed", range(20))
def test_random_blocks_of_parts_are_taken_when_no_part_ends_above_its_whole(book: Database, seed: int) -> None:
    chance = random.Random(seed)
    with undone(book) as session:
        whole, part = whole_and_part(session, over_time=OverTime.NONE)
        area = make_area(session, "Tổ 1")
        model: dict[tuple[uuid.UUID, Period, uuid.UUID | None], int] = {}
        taken = 0
        for _ in range(12):
            entries = [
                Entry(*place[:2], chance.choice(("", *map(str, range(1, 10)))), place[2])
                for place in chance.sample(
                    [(one, period, at) for one in (whole, part) for period in MONTHS[:4] for at in (None, area)],
                    chance.randint(2, 5),
                )
            ]
            after = dict(model)
            written = []
            for one in entries:
                place = (one.indicator_id, one.period, one.area_id)
                after.pop(place, None)
                if one.text:
                    after[place] = int(one.text)
                    written.append((one.period, one.area_id))
            wrong = any(
                after.get((part, *place), 0) > after[whole, *place] for place in written if (whole, *place) in after
            )
            if wrong:
                with pytest.raises(BlockRefused):
                    set_results(session, entries)
            else:
                set_results(session, entries)
                model = after
                taken += 1
            home = ward(session)
            assert {(row[0], row[1], row[2], row[5].partition(".")[0]) for row in held(session)} == {
                (indicator, period, at or home, str(value)) for (indicator, period, at), value in model.items()
            }
        assert taken
