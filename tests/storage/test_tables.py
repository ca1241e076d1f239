"""The mapped tables: unique rules among live rows, the bin's conditions, and every table written and read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hxapp.domain.indicators import Basis, Stage
from hxapp.domain.periods import Period
from hxapp.storage.bin import binned, live
from hxapp.storage.database import Database
from hxapp.storage.tables import Area, Base, Binnable, Clause, Department, Indicator, Place, Result, TargetRow
from tests.storage.building import STEPS, fill, make, opened

MOMENT = dt.datetime(2022, 4, 1, tzinfo=dt.UTC)
TABLES: list[type[Base]] = [mapper.class_ for mapper in Base.registry.mappers]
# In one order: processes that share the tests must collect the same ones.
UNIQUE = sorted(
    (
        (table, index)
        for table in TABLES
        for index in sa.inspect(table).local_table.indexes  # type: ignore[attr-defined]
        if index.unique
    ),
    key=lambda one: str(one[1].name),
)


@pytest.mark.parametrize(("table", "index"), UNIQUE, ids=[index.name for _, index in UNIQUE])
def test_a_unique_rule_counts_only_live_rows(tmp_path: Path, table: type[Base], index: sa.Index) -> None:
    with opened(tmp_path) as database:
        with database.begin("Thêm") as session:
            first = make(session, table, **judged(table))
            same: dict[str, Any] = {column.name: getattr(first, column.name) for column in index.columns}
            make(session, table, **judged(table), **same, binned_at=MOMENT)
            make(session, table, **judged(table), **same, binned_at=MOMENT)
        with pytest.raises(sa.exc.IntegrityError), database.begin("Thêm trùng") as session:
            make(session, table, **judged(table), **same)
        with database.begin("Xóa rồi thêm lại") as session:
            session.execute(sa.update(table).where(table.id == first.id).values(binned_at=MOMENT))  # type: ignore[attr-defined]
            make(session, table, **judged(table), **same)


def judged(table: type[Base]) -> dict[str, Any]:
    return {"judged": True} if table is TargetRow else {}


def test_an_indicator_has_one_judged_target_a_document_and_any_number_of_others(tmp_path: Path) -> None:
    with opened(tmp_path) as database, database.begin("Thêm mức kế hoạch") as session:
        first = make(session, TargetRow, judged=True)
        names = ("indicator_id", "document_id", "year", "area_id", "period")
        same = {name: getattr(first, name) for name in names}
        for _ in range(3):
            make(session, TargetRow, **same, judged=False, restates_id=first.id)


def test_a_department_that_ended_gives_its_name_free(tmp_path: Path) -> None:
    with opened(tmp_path) as database, database.begin("Thêm đơn vị") as session:
        make(session, Department, name="Văn hóa – Xã hội", valid_to=dt.date(2022, 6, 30))
        make(session, Department, name="Văn hóa – Xã hội")


def test_the_live_rows_are_told_in_one_place(tmp_path: Path) -> None:
    with opened(tmp_path) as database, database.begin("Thêm") as session:
        kept = make(session, Area)
        gone = make(session, Area, binned_at=MOMENT)
        make(session, Place, name="cầu", area_id=kept.id)
        make(session, Place, name="đò", area_id=gone.id)
        make(session, Place, name="hói", area_id=None)
        make(session, Place, name="bỏ", binned_at=MOMENT)
        joined = sa.select(Place.name).outerjoin(Area, Area.id == Place.area_id).order_by(Place.name)
        assert session.execute(joined.where(live(Place, Area))).scalars().all() == ["cầu", "hói"]
        assert session.execute(joined.where(binned(Place))).scalars().all() == ["bỏ"]


def test_every_row_but_the_book_and_its_settings_can_go_to_the_bin() -> None:
    kept = {table.__table__.description for table in TABLES if not issubclass(table, Binnable)}
    assert kept == {"book", "setting"}


def test_every_table_is_written_and_read(tmp_path: Path) -> None:
    database = Database.create(tmp_path / "đầy.hxdb", STEPS)
    with database.begin("Đổ đầy sổ") as session:
        counts = fill(session)
        written = {table: {row.id: values(row) for row in session.query(table)} for table in TABLES}  # type: ignore[attr-defined]
    assert set(counts) == {table.__table__.description for table in TABLES}
    database.close()
    database = Database.open(tmp_path / "đầy.hxdb", STEPS)
    with database.read() as connection, Session(connection) as session:
        for table in TABLES:
            assert {row.id: values(row) for row in session.query(table)} == written[table]  # type: ignore[attr-defined]
    assert database.check() == []
    database.close()


def values(row: Base) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in sa.inspect(type(row)).columns}


def test_every_key_to_another_table_has_an_index() -> None:
    for table in Base.metadata.sorted_tables:
        first = {next(iter(index.columns)).name for index in table.indexes}
        for column in table.columns:
            assert not column.foreign_keys or column.name in first, f"{table.name}.{column.name}"


def test_a_clause_number_is_unique_within_its_document(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        with database.begin("Thêm mục") as session:
            document = make(session, Clause, number="C.II.3").document_id
            make(session, Clause, number="C.II.3")  # of another document
        with pytest.raises(sa.exc.IntegrityError), database.begin("Thêm mục") as session:
            make(session, Clause, number="C.II.3", document_id=document)


def test_estimate_and_final_of_one_cell_are_two_rows(tmp_path: Path) -> None:
    with opened(tmp_path) as database, database.begin("Nhập kết quả") as session:
        where = {"indicator_id": make(session, Indicator).id, "area_id": make(session, Area).id}
        for basis in Basis:
            for stage in Stage:
                make(session, Result, **where, period=Period.parse("2022-Q2"), basis=basis, stage=stage)
        assert session.execute(sa.select(sa.func.count()).select_from(Result)).scalar_one() == len(Basis) * len(Stage)
