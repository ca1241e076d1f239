"""Source documents of a year, their clauses in reading order, and their programmes."""

from __future__ import annotations

import datetime as dt

from hxapp.domain.documents import DocumentKind
from hxapp.services import documents
from hxapp.storage.database import Database
from hxapp.storage.tables import Clause, Programme
from tests.services.building import MOMENT, make_clause, make_document


def test_the_year_has_the_documents_that_hold_for_it_resolutions_first(book: Database) -> None:
    with book.begin("Thêm") as session:
        make_document(session, title="Kế hoạch", kind=DocumentKind.PLAN, position=0)
        make_document(session, title="Nghị quyết nhiệm kỳ", year_from=2020, year_to=2025, position=0)
        make_document(
            session,
            title="Nghị quyết",
            number="05-NQ",
            issued_on=dt.date(2021, 12, 30),
            issuer="Đảng ủy",
            position=1,
        )
        make_document(session, title="Năm sau", year_from=2023, year_to=2023)
        make_document(session, title="Đã xóa", binned_at=MOMENT)
        rows = documents.list_documents(session, 2022)
    assert [row.title for row in rows] == ["Nghị quyết", "Nghị quyết nhiệm kỳ", "Kế hoạch"]
    assert (rows[0].number, rows[0].issued_on, rows[0].issuer) == ("05-NQ", dt.date(2021, 12, 30), "Đảng ủy")
    assert rows[1].years == (2020, 2021, 2022, 2023, 2024, 2025)
    assert rows[2].number == "" and rows[2].issuer == ""


def test_clauses_come_as_the_document_reads(book: Database) -> None:
    with book.begin("Thêm") as session:
        part_c = make_clause(session, "C", position=3)
        document_id = session.get_one(Clause, part_c).document_id
        make_clause(session, "C.2", parent_id=part_c, position=1)
        make_clause(session, "C.1", parent_id=part_c, position=1, goal="Phấn đấu")
        part_a = make_clause(session, "A", position=1)
        make_clause(session, "A.II", parent_id=part_a, position=2)
        make_clause(session, "A.I", parent_id=part_a, position=1)
        make_clause(session, "B", position=2, binned_at=MOMENT)
        rows = documents.clauses(session, document_id)
    assert [row.number for row in rows] == ["A", "A.I", "A.II", "C", "C.1", "C.2"]
    assert [row.parent_id for row in rows] == [None, part_a, part_a, None, part_c, part_c]
    assert [row.goal for row in rows if row.goal] == ["Phấn đấu"]


def test_a_clause_whose_parent_is_in_the_bin_is_still_listed(book: Database) -> None:
    with book.begin("Thêm") as session:
        part = make_clause(session, "C", binned_at=MOMENT)
        document_id = session.get_one(Clause, part).document_id
        make_clause(session, "C.I", parent_id=part)
        assert [row.number for row in documents.clauses(session, document_id)] == ["C.I"]


def test_programmes_are_those_of_the_years_documents(book: Database) -> None:
    with book.begin("Thêm") as session:
        this, other = make_document(session), make_document(session, year_from=2023, year_to=2023)
        session.add_all(
            [
                Programme(document_id=this, number="2", name="Nông nghiệp hữu cơ", position=2),
                Programme(document_id=this, number="1", name="Văn minh đô thị", position=1),
                Programme(document_id=other, number="1", name="Năm sau"),
            ]
        )
        session.flush()
        assert [(row.number, row.name) for row in documents.programmes(session, 2022)] == [
            ("1", "Văn minh đô thị"),
            ("2", "Nông nghiệp hữu cơ"),
        ]


def test_what_is_added_belongs_to_the_years_resolution(book: Database) -> None:
    with book.begin("Thêm") as session:
        plan = make_document(session, kind=DocumentKind.PLAN)
        assert documents.ensure_document(session, 2022) == plan
        resolution = make_document(session)
        assert documents.ensure_document(session, 2022) == resolution


def test_a_year_without_documents_gets_a_resolution(book: Database) -> None:
    with book.begin("Thêm") as session:
        made = documents.ensure_document(session, 2024)
        (row,) = documents.list_documents(session, 2024)
    assert (row.id, row.kind, row.title, row.years) == (
        made,
        DocumentKind.RESOLUTION,
        "Nghị quyết năm 2024",
        (2024,),
    )
