"""The guards: what no action leaves behind, whatever wrote it; and that every door to a book has them."""

from __future__ import annotations

import ast
import datetime as dt
import random
import re
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hxapp.domain.documents import BookOrigin
from hxapp.domain.errors import HxError, Refused
from hxapp.domain.neighbourhoods import AreaKind
from hxapp.services import bin as the_bin
from hxapp.services import books, neighbourhood_edits, results
from hxapp.services.guards import GUARDS
from hxapp.storage import history
from hxapp.storage.bin import live
from hxapp.storage.database import Database
from hxapp.storage.history import Touched
from hxapp.storage.tables import (
    Area,
    Base,
    Clause,
    CriteriaStatement,
    Criterion,
    Indicator,
    Place,
    Result,
    SourceDocument,
    TargetRow,
    Task,
    TaskPlace,
)
from tests.books import make_empty_book
from tests.services.building import MOMENT, Q1, ROOT, SEED, STEPS, YEAR, at_least, make_indicator, make_target
from tests.storage.building import make


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "Sổ thử.hxdb"
    make_empty_book(path, YEAR)
    database = books.open_book(path, STEPS, "Trần Thị Mẫu")
    yield database
    database.close()


LOOPS: list[tuple[Any, str, str]] = [
    (Area, "parent_id", "không thể nằm trong chính nó"),
    (Clause, "parent_id", "không thể nằm dưới chính nó"),
    (Criterion, "parent_id", "không thể nằm dưới chính nó"),
    (Indicator, "parent_id", "không thể là phần của chính nó"),
    (Task, "parent_id", "không thể nằm dưới chính nó"),
    (SourceDocument, "concretises_id", "không thể cụ thể hóa chính nó"),
    (SourceDocument, "amends_id", "không thể sửa đổi chính nó"),
    (TargetRow, "restates_id", "không thể nhắc lại chính nó"),
]


@pytest.mark.parametrize(("table", "link", "words"), LOOPS, ids=[f"{one.__name__}.{link}" for one, link, _ in LOOPS])
@pytest.mark.parametrize("size", [1, 3])
def test_nothing_stands_on_itself_not_even_by_a_round(
    guarded: Database, table: Any, link: str, words: str, size: int
) -> None:
    with guarded.begin("Thêm") as session:
        same: dict[str, Any] = {}
        if table in (Clause, TargetRow):
            same = {"document_id": document(session)}
        elif table is SourceDocument:
            same = {"year_from": YEAR, "year_to": YEAR}
        elif table is Criterion:
            same = {"set_id": make(session, Criterion).set_id}
        ids: list[uuid.UUID] = []
        for _ in range(size):
            ids.append(make(session, table, **{link: ids[-1] if ids else None}, **same).id)
    with pytest.raises(Refused, match=words) as refused, guarded.begin("Nối vòng") as session:
        session.execute(sa.update(table).where(table.id == ids[0]).values({link: ids[-1]}))
    assert refused.value.field == link
    with guarded.read() as connection:
        assert connection.scalar(sa.select(table.__table__.c[link]).where(table.__table__.c.id == ids[0])) is None
        assert "Nối vòng" not in {one.name for one in history.actions(connection)}


def test_every_link_of_a_table_to_itself_is_guarded() -> None:
    links = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table is table
    }
    assert links == {(table.__table__.name, link) for table, link, _ in LOOPS}


def document(session: Session) -> uuid.UUID:
    return make(session, SourceDocument, year_from=YEAR, year_to=YEAR).id


def plans(session: Session) -> tuple[uuid.UUID, uuid.UUID]:
    """A document and a clause of another."""
    return document(session), make(session, Clause, document_id=document(session)).id


@pytest.mark.parametrize("table", [TargetRow, Task, CriteriaStatement], ids=lambda one: one.__name__)
def test_a_clause_is_of_the_document_named_beside_it(guarded: Database, table: Any) -> None:
    with guarded.begin("Thêm") as session:
        other, clause = plans(session)
        right = session.get_one(Clause, clause).document_id
        row = make(session, table, document_id=right, clause_id=clause).id
    with pytest.raises(Refused, match="thuộc văn bản khác"), guarded.begin("Sửa") as session:
        session.execute(sa.update(table).where(table.id == row).values(document_id=other))
    with pytest.raises(Refused, match="thuộc văn bản khác"), guarded.begin("Sửa mục") as session:
        session.execute(sa.update(Clause).where(Clause.id == clause).values(document_id=other))
    with guarded.begin("Sửa cả hai") as session:
        session.execute(sa.update(Clause).where(Clause.id == clause).values(document_id=other))
        session.execute(sa.update(table).where(table.id == row).values(document_id=other))


def test_a_task_may_name_its_clause_alone(guarded: Database) -> None:
    with guarded.begin("Thêm") as session:
        make(session, Task, document_id=None, clause_id=plans(session)[1])


@pytest.mark.parametrize("changed", ["above", "beneath"])
def test_a_clause_and_a_criterion_stand_among_their_own(guarded: Database, changed: str) -> None:
    with guarded.begin("Thêm") as session:
        clause, criterion = make(session, Clause, document_id=document(session)), make(session, Criterion)
        under = make(session, Clause, document_id=clause.document_id, parent_id=clause.id)
        part = make(session, Criterion, set_id=criterion.set_id, parent_id=criterion.id)
        strange = document(session), make(session, Criterion).set_id
    moved = (clause.id, criterion.id) if changed == "above" else (under.id, part.id)
    with pytest.raises(Refused, match="Mục cấp trên"), guarded.begin("Sửa") as session:
        session.execute(sa.update(Clause).where(Clause.id == moved[0]).values(document_id=strange[0]))
    with pytest.raises(Refused, match="thuộc bộ tiêu chí khác"), guarded.begin("Sửa") as session:
        session.execute(sa.update(Criterion).where(Criterion.id == moved[1]).values(set_id=strange[1]))


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_task_is_done_to_a_hundred_percent_at_most(guarded: Database, percent: int) -> None:
    with guarded.begin("Thêm") as session:
        task = make(session, Task, wording="Rà soát hộ nghèo").id
    refusal = f"{percent}% của nhiệm vụ “Rà soát hộ nghèo”"
    with pytest.raises(Refused, match=refusal) as refused, guarded.begin("Sửa") as session:
        session.execute(sa.text("UPDATE task SET percent = :percent"), {"percent": percent})
    assert refused.value.field == "percent"
    with guarded.begin("Sửa") as session:
        session.execute(sa.update(Task).where(Task.id == task).values(percent=100))


def test_a_documents_years_are_in_order(guarded: Database) -> None:
    with pytest.raises(Refused, match="Năm cuối 2021 của văn bản"), guarded.begin("Thêm") as session:
        make(session, SourceDocument, year_from=2022, year_to=2021)


OF_AN_AREA: list[Any] = [Result, TargetRow, TaskPlace, Place]


def test_all_that_is_of_an_area_is_guarded() -> None:
    areas = Base.metadata.tables["area"]
    links = {
        (table.name, key.parent.name)
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table is areas and table is not areas
    }
    assert links == {(one.__table__.name, "area_id") for one in OF_AN_AREA}


@pytest.mark.parametrize("table", OF_AN_AREA, ids=lambda one: one.__name__)
def test_an_area_with_figures_does_not_lie_in_the_bin(guarded: Database, table: Any) -> None:
    """Neither when the area goes nor when a figure comes, as by an undo, under one that has gone."""
    with guarded.begin("Thêm") as session:
        area = make(session, Area, name="Tổ dân phố 1", kind=AreaKind.NEIGHBOURHOOD).id
        of_a_document = {"document_id": document(session)} if table is TargetRow else {}
        row = make(session, table, area_id=area, **of_a_document).id
    throw = sa.update(Area).where(Area.id == area).values(binned_at=MOMENT)
    with pytest.raises(Refused, match="Địa bàn “Tổ dân phố 1”") as refused, guarded.begin("Bỏ tổ") as session:
        session.execute(throw)
    assert refused.value.field == "area_id"
    with guarded.begin("Bỏ số liệu rồi bỏ tổ") as session:
        session.execute(sa.update(table).where(table.id == row).values(binned_at=MOMENT))
        session.execute(throw)
    with pytest.raises(Refused, match="Hãy khôi phục nó trước"), guarded.begin("Lấy lại số liệu") as session:
        session.execute(sa.update(table).where(table.id == row).values(binned_at=None))


@pytest.mark.parametrize("seed", range(2))
def test_no_order_of_deeds_leaves_anything_under_an_area_in_the_bin(guarded: Database, seed: int) -> None:
    """Tasks, indicators and neighbourhoods go into the bin and come back as chance will, and figures are typed."""
    chance = random.Random(seed)
    with guarded.begin("Thêm") as session:
        areas = neighbourhood_edits.add_many(session, [f"Tổ {number}" for number in range(2)])
        tasks = [make(session, Task).id for _ in areas]
        for task, area in zip(tasks, areas, strict=True):
            make(session, TaskPlace, task_id=task, area_id=area)
        indicators = [make_indicator(session, name, at_least("10")) for name in ("Số hộ", "Số trẻ")]
        make_target(session, indicators[0], at_least("5"), area_id=areas[0])
    kinds = {"task": tasks, "indicator": indicators, "neighbourhood": list(areas)}
    counts: Counter[str] = Counter()
    for number in range(100):
        kind = chance.choice(list(kinds))
        row, now = chance.choice(kinds[kind]), MOMENT + dt.timedelta(seconds=number)
        deed = chance.choice(["throw", "restore", "throw", "restore", "type"])
        try:
            with guarded.begin("Làm") as session:
                if deed == "type":
                    text = chance.choice([*[""] * 7, "5"])
                    results.set_result(
                        session, chance.choice(indicators), Q1, text, area_id=chance.choice(areas), now=now
                    )
                elif deed == "restore":
                    the_bin.restore(session, [(kind, row)])
                elif kind == "neighbourhood":
                    neighbourhood_edits.remove(session, [row], now)
                else:
                    the_bin.throw(session, kind, [row], now)
            counts[f"{deed} {kind}"] += 1
        except HxError as refused:
            counts["refused by a guard"] += getattr(refused, "field", "") == "area_id"
        with guarded.read() as reading:
            for one in OF_AN_AREA:
                lost = sa.select(one.id).join(Area, Area.id == one.area_id)
                assert not reading.execute(lost.where(live(one), Area.binned_at.is_not(None))).all(), (number, deed)
    assert all(counts[name] for name in ("throw neighbourhood", "restore neighbourhood", "restore task"))
    assert counts["refused by a guard"]


def test_a_job_passes_the_same_guards(guarded: Database) -> None:
    refused: list[Refused] = []

    def work() -> None:
        try:
            with guarded.job() as job, job.begin("Nhập tệp") as session:
                make(session, Task, percent=200)
        except Refused as error:
            refused.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(30)
    assert len(refused) == 1


def test_guards_see_what_an_action_touched_in_whatever_way_and_only_that(tmp_path: Path) -> None:
    seen: list[dict[str, frozenset[uuid.UUID]]] = []

    def look(session: Session, touched: Touched) -> None:
        seen.append({table: touched.rows(table) for table in (*touched.tables, "place")})

    database = Database.create(tmp_path / "Sổ thử.hxdb", STEPS, guards=(look,))
    with database.begin("Thêm") as session:
        areas = [make(session, Area).id for _ in range(3)]
        task = make(session, Task).id
    with database.begin("Không đổi gì"):
        pass
    with database.begin("Sửa") as session:
        session.execute(sa.text("UPDATE area SET note = 'x' WHERE id <> :id"), {"id": areas[0].bytes})
        session.delete(session.get_one(Task, task))
    with database.try_out() as session:
        make(session, Area)
    database.close()
    assert seen == [
        {"area": frozenset(areas), "task": frozenset({task}), "place": frozenset()},
        {"area": frozenset(areas[1:]), "task": frozenset({task}), "place": frozenset()},
    ]


@pytest.mark.parametrize("origin", BookOrigin)
def test_the_books_we_make_pass_and_say_who_made_them(tmp_path: Path, origin: BookOrigin) -> None:
    path = tmp_path / "Sổ.hxdb"
    books.create(path, STEPS, SEED, origin, now=MOMENT, who="Trần Thị Mẫu")
    database = books.open_book(path, STEPS)
    with database.read() as connection:
        assert [(one.name, one.who) for one in history.actions(connection)] == [("Tạo sổ mới", "Trần Thị Mẫu")]
    database.close()


def test_only_the_one_door_opens_books() -> None:
    """The window, the commands and whatever comes: a book that is opened elsewhere would have no guards."""
    assert len(GUARDS) == 5
    for file in sorted((ROOT / "hxapp").rglob("*.py")):
        if file.parent.name == "storage" or file.relative_to(ROOT).as_posix() == "hxapp/services/books.py":
            continue
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"Database\.(open|create)\(", text), file
    text = (ROOT / "hxapp" / "services" / "books.py").read_text(encoding="utf-8")
    calls = [one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.Call)]
    opening = [one for one in calls if ast.unparse(one.func) in ("Database.open", "Database.create")]
    assert len(opening) == 2
    assert all("guards=GUARDS" in ast.unparse(one) for one in opening)
