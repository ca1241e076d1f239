"""Changing source documents by their form: what is written, what is refused beside which field, what goes along."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hxapp.domain.documents import DocumentKind
from hxapp.domain.errors import Refused
from hxapp.domain.indicators import PartKind
from hxapp.services import bin as the_bin
from hxapp.services import checklist, clause_edits, document_edits, documents, indicators, task_edits, tasks
from hxapp.services.clause_edits import ClauseEdit
from hxapp.services.document_edits import Carried, DocumentEdit
from hxapp.services.task_edits import TaskEdit
from hxapp.storage.bin import live
from hxapp.storage.database import Database
from hxapp.storage.tables import Base, Clause, CriteriaStatement, Programme, ProgressNote, Recipient, TargetRow, Task
from tests.books import make_practice_book
from tests.services.building import LATER, MOMENT, STEPS, WHOLE_YEAR, YEAR, at_least, make_indicator
from tests.storage.building import make

TODAY = dt.date(2022, 9, 12)
RESOLUTION = DocumentEdit(
    title="Nghị quyết năm 2022",
    issuer="Ban Chấp hành Đảng bộ phường",
    number="07-NQ/ĐU",
    issued_on=dt.date(2021, 12, 30),
    year_from="2022",
)


def cited(session: Session) -> tuple[uuid.UUID, uuid.UUID, uuid.UUID]:
    """A document with a clause in a clause, an indicator with a part there, and a task with a part and a note."""
    document = document_edits.add(session, RESOLUTION)
    top = clause_edits.add(session, document, ClauseEdit("II", "Nhiệm vụ"))
    clause = clause_edits.add(session, document, ClauseEdit("II.1", "Về kinh tế"), top)
    whole = make_indicator(
        session, "Việc làm", at_least("100", "lao động"), target_document_id=document, target_clause_id=clause
    )
    make_indicator(
        session,
        "Xuất khẩu lao động",
        at_least("10", "người"),
        parent_id=whole,
        part_kind=PartKind.OF_WHICH,
        target_document_id=document,
        target_clause_id=clause,
    )
    task = task_edits.add(session, YEAR, TaskEdit("Mở lớp dạy nghề", clause_id=clause, note="Đã có kế hoạch"), TODAY)
    task_edits.add(session, YEAR, TaskEdit("Chọn nơi mở lớp", parent_id=task), TODAY)
    return document, top, clause


def live_count(session: Session, table: type[Clause] | type[TargetRow] | type[Task] | type[ProgressNote]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table).where(live(table))) or 0


def test_a_document_comes_back_from_its_form_as_it_was_typed(book: Database) -> None:
    with book.begin("Thêm") as session:
        first = document_edits.add(session, RESOLUTION)
        plan = replace(
            RESOLUTION,
            kind=DocumentKind.PLAN,
            title="  Kế hoạch   nhiệm kỳ ",
            number="",
            issued_on=None,
            issuer="",
            year_from="2021",
            year_to="2025",
            concretises_id=first,
        )
        second = document_edits.add(session, plan)
    with book.read() as session:
        assert document_edits.edit_of(session, first) == RESOLUTION
        assert document_edits.edit_of(session, second) == replace(plan, title="Kế hoạch nhiệm kỳ")
        rows = documents.list_documents(session, YEAR)
        assert [(row.id, row.number, row.years) for row in rows] == [
            (first, "07-NQ/ĐU", (2022,)),
            (second, "", (2021, 2022, 2023, 2024, 2025)),
        ]
        assert document_edits.issuers(session) == ("Ban Chấp hành Đảng bộ phường",)
        assert document_edits.others(session, first) == ((second, "Kế hoạch nhiệm kỳ"),)


@pytest.mark.parametrize(
    ("field", "changes", "why"),
    [
        ("title", {"title": " "}, "còn trống"),
        ("title", {"title": "x" * 501}, "dài 501"),
        ("title", {}, "Sổ đã có"),
        ("number", {"title": "Khác", "number": "x" * 61}, "dài 61"),
        ("year_from", {"title": "Khác", "year_from": ""}, "còn trống"),
        ("year_from", {"title": "Khác", "year_from": "1789"}, "không dùng được"),
        ("year_to", {"title": "Khác", "year_to": "hai nghìn"}, "không dùng được"),
        ("year_to", {"title": "Khác", "year_to": "2021"}, "sớm hơn"),
        ("amends_id", {"title": "Khác", "amends_id": uuid.UUID(int=9)}, "không còn trong sổ"),
    ],
)
def test_what_a_document_does_not_take_is_refused_beside_its_field(
    book: Database, field: str, changes: dict[str, object], why: str
) -> None:
    with book.begin("Thêm") as session:
        document_edits.add(session, RESOLUTION)
    with pytest.raises(Refused, match=why) as refused, book.begin("Thêm") as session:
        document_edits.add(session, replace(RESOLUTION, **changes))  # type: ignore[arg-type]
    assert refused.value.field == field
    with book.read() as session:
        assert len(documents.list_documents(session, YEAR)) == 1


def test_the_same_name_is_taken_with_another_number_or_for_other_years(book: Database) -> None:
    with book.begin("Thêm") as session:
        document_edits.add(session, RESOLUTION)
        document_edits.add(session, replace(RESOLUTION, number="08-NQ/ĐU"))
        document_edits.add(session, replace(RESOLUTION, year_from="2023"))
        assert len(documents.list_documents(session, YEAR)) == 2


def test_two_documents_do_not_stand_on_each_other(book: Database) -> None:
    with book.begin("Thêm") as session:
        first = document_edits.add(session, RESOLUTION)
        second = document_edits.add(session, replace(RESOLUTION, title="Kế hoạch", concretises_id=first))
        third = document_edits.add(session, replace(RESOLUTION, title="Công văn", concretises_id=second))
        for other, field in ((third, "concretises_id"), (first, "amends_id")):
            with pytest.raises(Refused, match="lẫn nhau") as refused:
                document_edits.save(session, first, replace(RESOLUTION, **{field: other}))  # type: ignore[arg-type]
            assert refused.value.field == field


def test_a_saved_document_is_changed_whole_and_its_years_keep_what_it_asks_for(book: Database) -> None:
    with book.begin("Sửa") as session:
        document, _, _ = cited(session)
        changed = replace(RESOLUTION, title="Nghị quyết 07", kind=DocumentKind.PLAN, number="", year_to="2023")
        document_edits.save(session, document, changed)
        assert document_edits.edit_of(session, document) == changed
        with pytest.raises(Refused, match="chỉ tiêu của năm 2022") as refused:
            document_edits.save(session, document, replace(changed, year_from="2023"))
        assert refused.value.field == "year_from"
        session.rollback()
    with book.begin("Sửa") as session:
        document, _, _ = cited(session)
        indicators_gone = session.scalars(sa.select(TargetRow.indicator_id)).all()
        the_bin.throw(session, "indicator", indicators_gone, MOMENT)
        with pytest.raises(Refused, match="nhiệm vụ của năm 2022") as refused:
            document_edits.save(session, document, replace(RESOLUTION, year_from="2020", year_to="2021"))
        assert refused.value.field == "year_to"


def test_a_document_that_is_gone_is_explained(book: Database) -> None:
    with book.begin("Sửa") as session:
        document = document_edits.add(session, RESOLUTION)
        document_edits.remove(session, [document], MOMENT)
        with pytest.raises(Refused, match="không còn trong sổ"):
            document_edits.save(session, document, RESOLUTION)
        with pytest.raises(Refused, match="không còn trong sổ"):
            document_edits.edit_of(session, document)


def test_a_document_goes_and_comes_with_all_that_it_asks_for(book: Database) -> None:
    with book.begin("Bỏ") as session:
        document, _, _ = cited(session)
        other = document_edits.add(session, replace(RESOLUTION, title="Kế hoạch", kind=DocumentKind.PLAN))
        make_indicator(session, "Khác", at_least("1"), target_document_id=other)
        make(session, Programme, document_id=document)
        make(session, Recipient, document_id=document)
        make(session, CriteriaStatement, document_id=document)
        assert document_edits.carried(session, [document]) == Carried(2, 1, 2)
        document_edits.remove(session, [document], MOMENT)
        assert [row.title for row in documents.list_documents(session, YEAR)] == ["Kế hoạch"]
        assert [row.name for row in indicators.list_rows(session, YEAR, WHOLE_YEAR)] == ["Khác"]
        assert tasks.list_rows(session, YEAR, TODAY) == ()
        assert [live_count(session, one) for one in (Clause, TargetRow, Task, ProgressNote)] == [0, 1, 0, 0]
        for table in (Programme, Recipient, CriteriaStatement):
            assert session.scalars(sa.select(table.id).where(live(table))).all() == []
        (row,) = the_bin.list_bin(session)
        assert (row.kind, row.kind_label, row.name) == ("document", "Văn bản nguồn", "Nghị quyết năm 2022")
        document_edits.restore(session, [document])
        assert the_bin.list_bin(session) == ()
        assert [live_count(session, one) for one in (Clause, TargetRow, Task, ProgressNote)] == [2, 3, 2, 1]
        shown = [(row.number, row.wording) for row in tasks.list_rows(session, YEAR, TODAY)]
        assert shown == [("II.1", "Về kinh tế"), ("", "Mở lớp dạy nghề"), ("", "Chọn nơi mở lớp")]
        for table in (Programme, Recipient, CriteriaStatement):
            assert len(session.scalars(sa.select(table.id).where(live(table))).all()) == 1


def test_what_went_before_its_document_stays_when_that_comes_back_and_cannot_come_back_before_it(
    book: Database,
) -> None:
    with book.begin("Bỏ") as session:
        document, top, clause = cited(session)
        task = session.scalars(sa.select(Task.id).where(Task.parent_id.is_(None))).one()
        indicator = session.scalars(sa.select(TargetRow.indicator_id)).first()
        assert indicator is not None
        the_bin.throw(session, "task", [task], MOMENT)
        the_bin.throw(session, "indicator", [indicator], MOMENT)
        clause_edits.remove(session, [clause], MOMENT + dt.timedelta(hours=1))
        document_edits.remove(session, [document], LATER)
        kinds = [row.kind for row in the_bin.list_bin(session)]
        assert kinds == ["document", "clause", "indicator", "task"]
        for kind, key in (("task", task), ("clause", clause), ("indicator", indicator)):
            with pytest.raises(Refused, match=r"Hãy khôi phục “(Nghị quyết năm 2022|II\.1 Về kinh tế)” trước"):
                the_bin.restore(session, [(kind, key)])
        the_bin.restore(session, [("document", document)])
        assert [row.id for row in documents.clauses(session, document)] == [top]
        with pytest.raises(Refused, match=r"Hãy khôi phục “II\.1 Về kinh tế” trước"):
            the_bin.restore(session, [("task", task)])
        the_bin.restore(session, [("task", task), ("indicator", indicator), ("clause", clause)])
        assert the_bin.list_bin(session) == ()
        assert [live_count(session, one) for one in (Clause, TargetRow, Task)] == [2, 2, 2]


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ((0, 0, 0), ""),
        ((3, 0, 0), "3 mục"),
        ((0, 2, 5), "2 chỉ tiêu và 5 nhiệm vụ"),
        ((1, 2, 3), "1 mục, 2 chỉ tiêu và 3 nhiệm vụ"),
    ],
)
def test_what_goes_along_is_said(counts: tuple[int, int, int], text: str) -> None:
    assert Carried(*counts).text == text


def test_a_whole_practice_book_comes_back_from_the_bin_row_for_row(tmp_path: Path) -> None:
    path = make_practice_book(tmp_path)
    database = Database.open(path, STEPS)
    try:
        with database.begin("Bỏ và lấy lại") as session:
            before = all_rows(session)
            (document,) = (row.id for row in documents.list_documents(session, YEAR))
            top = [row.id for row in documents.clauses(session, document) if row.parent_id is None]
            (criteria_set,) = (row.id for row in checklist.list_sets(session, YEAR))
            for kind, ids in (("clause", top), ("document", [document]), ("criteria_set", [criteria_set])):
                the_bin.throw(session, kind, ids, LATER)
                assert all_rows(session) != before
                gone = the_bin.list_bin(session)
                assert {(row.kind, row.id) for row in gone} == {(kind, one) for one in ids}
                the_bin.restore(session, [(row.kind, row.id) for row in gone])
                assert all_rows(session) == before
    finally:
        database.close()


def all_rows(session: Session) -> dict[str, list[str]]:
    """Every row of the book, as text."""
    return {
        table.name: sorted(str(row) for row in session.execute(sa.select(table)))
        for table in Base.metadata.sorted_tables
    }
