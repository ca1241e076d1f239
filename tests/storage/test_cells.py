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

from hxapp.domain.indicators import Basis, Stage
from hxapp.domain.periods import Period
from hxapp.storage.bin import live
from hxapp.storage.cells import write_cell
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
