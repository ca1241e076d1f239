"""Cells with a derived identity: written in place, taken out of the bin, the same on every PC."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hxapp.domain.errors import Refused
from hxapp.domain.indicators import Basis, Stage
from hxapp.domain.periods import Period
from hxapp.storage.bin import live
from hxapp.storage.cells import check_values, throw_cells, write_cell, write_cells
from hxapp.storage.tables import (
    Area,
    Assessment,
    Criterion,
    Indicator,
    Result,
    Round,
    assessment_id,
    result_id,
    setting_id,
)
from tests.storage.building import make, opened

MOMENT = dt.datetime(2022, 4, 1, tzinfo=dt.UTC)


def coordinates(session: Session) -> dict[str, Any]:
    return {
        "indicator_id": make(session, Indicator).id,
        "period": Period.parse("2022-Q2"),
        "area_id": make(session, Area).id,
        "basis": next(iter(Basis)),
        "stage": next(iter(Stage)),
    }


def test_a_cell_is_inserted_with_the_columns_own_defaults(tmp_path: Path) -> None:
    with opened(tmp_path) as database, database.begin("Nhập kết quả") as session:
        where = coordinates(session)
        write_cell(session, Result, result_id(**where), **where, value=Decimal("12.5"), decimals=1)
        row = session.execute(sa.select(Result)).scalar_one()
        assert (row.id, row.value, row.decimals) == (result_id(**where), Decimal("12.5"), 1)
        assert row.nothing_arose is False
        assert row.binned_at is None


def test_a_cell_is_changed_in_place_and_keeps_what_is_not_named(tmp_path: Path) -> None:
    with opened(tmp_path) as database, database.begin("Nhập kết quả") as session:
        where = coordinates(session)
        write_cell(session, Result, result_id(**where), **where, value=Decimal(1), decimals=0, note="tạm tính")
        place = session.execute(sa.text("SELECT rowid FROM result")).scalar_one()
        write_cell(session, Result, result_id(**where), **where, value=Decimal(2), decimals=0)
        assert session.execute(sa.select(Result.value, Result.note)).all() == [(Decimal(2), "tạm tính")]
        assert session.execute(sa.text("SELECT rowid FROM result")).scalar_one() == place


def test_what_is_typed_where_a_binned_cell_lies_takes_it_out_of_the_bin(tmp_path: Path) -> None:
    with opened(tmp_path) as database, database.begin("Nhập kết quả") as session:
        where = coordinates(session)
        write_cell(session, Result, result_id(**where), **where, value=Decimal(1), decimals=0)
        session.execute(sa.update(Result).values(binned_at=MOMENT))
        assert session.execute(sa.select(Result.value).where(live(Result))).all() == []
        write_cell(session, Result, result_id(**where), **where, value=Decimal(2), decimals=0)
        assert session.execute(sa.select(Result.value).where(live(Result))).scalars().all() == [Decimal(2)]


def test_a_row_held_by_the_session_shows_what_was_written(tmp_path: Path) -> None:
    with opened(tmp_path) as database, database.begin("Nhập kết quả") as session:
        where = coordinates(session)
        row = make(session, Result, id=result_id(**where), **where, value=Decimal(1), binned_at=MOMENT)
        row.note = "chưa ghi xuống"
        write_cell(session, Result, row.id, **where, value=Decimal(2))
        assert (row.value, row.binned_at, row.note) == (Decimal(2), None, "chưa ghi xuống")


def test_an_assessment_is_a_cell_too_and_listeners_hear_it(tmp_path: Path) -> None:
    told: list[frozenset[str]] = []
    with opened(tmp_path) as database:
        with database.begin("Mở vòng đánh giá") as session:
            where = {"round_id": make(session, Round).id, "criterion_id": make(session, Criterion).id}
        database.listen(told.append)
        with database.begin("Đánh giá") as session:
            write_cell(session, Assessment, assessment_id(**where), **where, remark="đủ minh chứng")
        assert told == [frozenset({"assessment"})]
        with database.read() as session:
            assert session.execute(sa.select(Assessment.id, Assessment.remark)).all() == [
                (assessment_id(**where), "đủ minh chứng")
            ]


def test_a_second_row_in_a_live_cell_is_refused_by_the_file(tmp_path: Path) -> None:
    with opened(tmp_path) as database, pytest.raises(sa.exc.IntegrityError), database.begin("Nhập") as session:
        where = coordinates(session)
        make(session, Result, **where)
        make(session, Result, **where)


def test_a_second_row_beside_a_binned_one_is_allowed(tmp_path: Path) -> None:
    with opened(tmp_path) as database, database.begin("Nhập") as session:
        where = coordinates(session)
        make(session, Result, **where, binned_at=MOMENT)
        make(session, Result, **where, binned_at=MOMENT)
        make(session, Result, **where)
        assert session.execute(sa.select(sa.func.count()).where(live(Result))).scalar_one() == 1


def several(session: Session, count: int) -> dict[uuid.UUID, dict[str, Any]]:
    """Coordinates of cells of one indicator and area, in successive months, by their identities."""
    where = coordinates(session)
    places = [where | {"period": Period.month(2022, month)} for month in range(1, count + 1)]
    return {result_id(**place): place for place in places}


def test_many_cells_are_written_by_one_statement_new_ones_old_ones_and_binned_ones(tmp_path: Path) -> None:
    with opened(tmp_path) as database, database.begin("Dán") as session:
        places = several(session, 3)
        new, old, binned = places
        write_cell(session, Result, old, **places[old], value=Decimal(1), note="giữ")
        write_cell(session, Result, binned, **places[binned], value=Decimal(1))
        throw_cells(session, Result, {binned}, MOMENT)
        held = session.get(Result, old)
        assert held is not None and held.value == 1
        sent: list[str] = []
        sa.event.listen(session.connection(), "before_cursor_execute", lambda *args: sent.append(args[2]))
        write_cells(session, Result, {key: {**where, "value": Decimal(2)} for key, where in places.items()})
        assert len(sent) == 1
        rows = session.execute(sa.select(Result.id, Result.value, Result.note).where(live(Result))).all()
        assert {row.id: row.note for row in rows} == {new: None, old: "giữ", binned: None}
        assert {row.value for row in rows} == {Decimal(2)}
        assert held.value == 2
        write_cells(session, Result, {})
        assert len([one for one in sent if one.startswith("INSERT")]) == 1


def test_cells_go_into_the_bin_once_and_what_is_not_there_is_left_alone(tmp_path: Path) -> None:
    with opened(tmp_path) as database, database.begin("Xóa") as session:
        places = several(session, 3)
        first, second, missing = places
        for key in (first, second):
            write_cell(session, Result, key, **places[key], value=Decimal(1))
        throw_cells(session, Result, {first}, MOMENT)
        throw_cells(session, Result, [first, second, missing], MOMENT + dt.timedelta(days=1))
        found = {row.id: row.binned_at for row in session.execute(sa.select(Result.id, Result.binned_at))}
        assert found == {first: MOMENT, second: MOMENT + dt.timedelta(days=1)}
        throw_cells(session, Result, (), MOMENT)


def test_values_that_the_file_cannot_hold_are_refused_beside_their_field(tmp_path: Path) -> None:
    with opened(tmp_path) as database, database.begin("Nhập") as session:
        check_values(session, Result, {"words": "Đạt", "value": Decimal("1.5"), "note": None, "decimals": 1}, "result")
        for values in ({"words": "hỏng\x00"}, {"value": Decimal(10**13)}, {"value": Decimal("0.0000001")}):
            with pytest.raises(Refused) as refused:
                check_values(session, Result, values, "result")
            assert refused.value.field == "result"


INDICATOR = uuid.UUID("11111111-1111-4111-8111-111111111111")
AREA = uuid.UUID("22222222-2222-4222-8222-222222222222")


def test_every_coordinate_makes_another_cell() -> None:
    quarters = [Period.parse("2022-Q1"), Period.parse("2022-Q2")]
    made = {
        result_id(indicator, period, area, basis, stage)
        for indicator in (INDICATOR, AREA)
        for period in quarters
        for area in (INDICATOR, AREA)
        for basis in Basis
        for stage in Stage
    }
    assert len(made) == 8 * len(Basis) * len(Stage)


class _Words(StrEnum):
    """Words of a fixed spelling: the formula is pinned here, the vocabularies in the domain's own tests."""

    CUMULATIVE = "cumulative"
    FINAL = "final"


def test_identities_never_change() -> None:
    """Books already written, and other PCs, hold these: a change would make a second row for the same cell."""
    quarter = Period.parse("2022-Q2")
    words = cast(Basis, _Words.CUMULATIVE), cast(Stage, _Words.FINAL)
    assert str(result_id(INDICATOR, quarter, AREA, *words)) == "741764ab-8809-53a5-8139-bbc1c7e2bbdb"
    assert str(assessment_id(INDICATOR, AREA)) == "425ac7df-8670-5f16-9ecd-8a154fcb1c97"
    assert str(setting_id("office_name")) == "93b6ff11-57f9-53f4-837f-482907907436"
