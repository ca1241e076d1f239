"""Changing the clauses of a document: their numbers, their order, what stands under them, the bin."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hxapp.domain.errors import Refused
from hxapp.services import bin as the_bin
from hxapp.services import clause_edits, document_edits, indicator_edits, indicators, task_edits, tasks
from hxapp.services.clause_edits import ClauseEdit, ClauseLine
from hxapp.services.document_edits import Carried, DocumentEdit
from hxapp.services.indicator_edits import IndicatorEdit
from hxapp.services.task_edits import TaskEdit
from hxapp.storage.bin import live
from hxapp.storage.database import Database
from hxapp.storage.tables import TargetRow
from tests.services.building import LATER, MOMENT, WHOLE_YEAR, YEAR, at_least, make_indicator

TODAY = dt.date(2022, 9, 12)


def outline(session: Session, document: uuid.UUID) -> list[str]:
    """'A', '.A.I': the numbers in reading order, a dot before for each level."""
    depth: dict[uuid.UUID | None, int] = {None: -1}
    found = []
    for line in clause_edits.list_lines(session, document):
        depth[line.id] = depth[line.parent_id] + 1
        found.append("." * depth[line.id] + line.number)
    return found


def make_clauses(session: Session, *numbers: str) -> tuple[uuid.UUID, dict[str, uuid.UUID]]:
    """A document with these clauses, each under the one that its number begins with."""
    document = document_edits.add(session, DocumentEdit("Nghị quyết", year_from="2022"))
    made: dict[str, uuid.UUID] = {}
    for number in numbers:
        above = made.get(number.rpartition(".")[0])
        made[number] = clause_edits.add(session, document, ClauseEdit(number, f"Tên {number}"), above)
    return document, made


def test_clauses_stand_where_they_were_added(book: Database) -> None:
    with book.begin("Thêm") as session:
        document, made = make_clauses(session, "A", "A.I", "C", "A.II")
        clause_edits.add(session, document, ClauseEdit(" B. ", " Chương  trình ", "Phấn đấu"), None, made["A"])
        assert outline(session, document) == ["A", ".A.I", ".A.II", "B", "C"]
        line = next(one for one in clause_edits.list_lines(session, document) if one.number == "B")
        assert clause_edits.edit_of(session, line.id) == ClauseEdit("B", "Chương trình", "Phấn đấu")


def test_a_number_that_a_clause_elsewhere_has_is_passed_over(book: Database) -> None:
    with book.begin("Thêm") as session:
        document, made = make_clauses(session, "A", "A.I", "B", "C", "C.I")
        clause_edits.save(session, made["C.I"], ClauseEdit("A.II", "Giữ số cũ"))
        assert clause_edits.move_in(session, made["B"])
        assert outline(session, document) == ["A", ".A.I", ".A.III", "C", ".A.II"]


@pytest.mark.parametrize(
    ("edit", "field", "why"),
    [
        (ClauseEdit(" . ", "Tên"), "number", "còn trống"),
        (ClauseEdit("x" * 41, "Tên"), "number", "dài 41"),
        (ClauseEdit("A", "Tên"), "number", "đã là “Tên A”"),
        (ClauseEdit("B", " "), "title", "còn trống"),
        (ClauseEdit("B", "Tên", "x" * 4001), "goal", "dài 4001"),
    ],
)
def test_what_a_clause_does_not_take_is_refused_beside_its_field(
    book: Database, edit: ClauseEdit, field: str, why: str
) -> None:
    with book.begin("Thêm") as session:
        document, made = make_clauses(session, "A", "C")
        with pytest.raises(Refused, match=why) as refused:
            clause_edits.add(session, document, edit)
        assert refused.value.field == field
        with pytest.raises(Refused, match=why) as refused:
            clause_edits.save(session, made["C"], edit)
        assert refused.value.field == field
        session.rollback()


def test_another_documents_clause_is_no_parent_and_has_numbers_of_its_own(book: Database) -> None:
    with book.begin("Thêm") as session:
        first, made = make_clauses(session, "A")
        second = document_edits.add(session, DocumentEdit("Kế hoạch", year_from="2022"))
        with pytest.raises(Refused, match="thuộc văn bản khác") as refused:
            clause_edits.add(session, second, ClauseEdit("A.I", "Tên"), made["A"])
        assert refused.value.field == "parent_id"
        clause_edits.add(session, second, ClauseEdit("A", "Tên"))
        document_edits.remove(session, [first], MOMENT)
        with pytest.raises(Refused, match="không còn trong sổ"):
            clause_edits.add(session, first, ClauseEdit("B", "Tên"))


def test_a_new_number_is_followed_by_those_under_it(book: Database) -> None:
    with book.begin("Sửa") as session:
        document, made = make_clauses(session, "C", "C.II", "C.II.3", "CII")
        clause_edits.add(session, document, ClauseEdit("(phụ)", "Số riêng"), made["C"])
        clause_edits.save(session, made["C"], ClauseEdit("D", "Tổ chức"))
        assert outline(session, document) == ["D", ".D.II", "..D.II.3", ".(phụ)", "CII"]
        clause_edits.save(session, made["CII"], ClauseEdit("E.II", "Lạc"))
        with pytest.raises(Refused, match=r"mục bên dưới thành “E\.II”, nay là số của “Lạc”") as refused:
            clause_edits.save(session, made["C"], ClauseEdit("E", "Tổ chức"))
        assert refused.value.field == "number"
        session.rollback()


def test_a_step_changes_the_order_and_no_number(book: Database) -> None:
    with book.begin("Sửa") as session:
        document, made = make_clauses(session, "A", "A.I", "B", "C")
        assert clause_edits.step(session, made["C"], -1)
        assert outline(session, document) == ["A", ".A.I", "C", "B"]
        assert clause_edits.step(session, made["A"], 1)
        assert outline(session, document) == ["C", "A", ".A.I", "B"]
        assert not clause_edits.step(session, made["C"], -1)
        assert not clause_edits.step(session, made["A.I"], 1)
        assert outline(session, document) == ["C", "A", ".A.I", "B"]


def test_a_clause_moves_under_the_one_before_it_and_out_again_and_counts_on_there(book: Database) -> None:
    with book.begin("Sửa") as session:
        document, made = make_clauses(session, "C", "C.I", "C.II", "C.II.1", "C.III")
        assert clause_edits.move_in(session, made["C.II"])
        assert outline(session, document) == ["C", ".C.I", "..C.I.1", "...C.I.1.1", ".C.III"]
        assert clause_edits.move_out(session, made["C.II"])
        assert outline(session, document) == ["C", ".C.I", ".C.II", "..C.II.1", ".C.III"]
        assert clause_edits.move_out(session, made["C.II.1"])
        assert outline(session, document) == ["C", ".C.I", ".C.II", ".C.IV", ".C.III"]  # C.III is taken
        assert not clause_edits.move_in(session, made["C.I"])
        assert not clause_edits.move_out(session, made["C"])


def test_a_number_of_its_own_stays_when_the_clause_moves(book: Database) -> None:
    with book.begin("Sửa") as session:
        document, made = make_clauses(session, "II", "III")
        own = clause_edits.add(session, document, ClauseEdit("II.1", "Đã ghi cả số"), None, made["II"])
        clause_edits.move_in(session, own)
        assert outline(session, document) == ["II", ".II.1", "III"]
        note = clause_edits.add(session, document, ClauseEdit("(chú)", "Số riêng"), made["II"])
        clause_edits.move_out(session, note)
        assert outline(session, document) == ["II", ".II.1", "(chú)", "III"]
        clause_edits.move_in(session, note)
        assert outline(session, document) == ["II", ".II.1", ".(chú)", "III"]


def test_a_list_counts_what_stands_right_under_each_clause(book: Database) -> None:
    with book.begin("Thêm") as session:
        document, made = make_clauses(session, "I", "II")
        place = {"target_document_id": document, "target_clause_id": made["I"]}
        whole = make_indicator(session, "Việc làm", at_least("100"), **place)
        make_indicator(session, "Xuất khẩu", at_least("10"), parent_id=whole, **place)
        make_indicator(session, "Thu", at_least("1"), **place)
        task_edits.add(session, YEAR, TaskEdit("Việc", clause_id=made["II"]), TODAY)
        lines = clause_edits.list_lines(session, document)
    assert [(line.number, line.indicators, line.tasks) for line in lines] == [("I", 2, 0), ("II", 0, 1)]


def test_a_clause_goes_and_comes_with_those_under_it_and_what_stands_there(book: Database) -> None:
    with book.begin("Bỏ") as session:
        document, made = make_clauses(session, "I", "I.1", "II")
        edit = IndicatorEdit("Thu ngân sách", unit="tỷ đồng", number="1", clause_id=made["I.1"])
        indicator_edits.add(session, YEAR, edit)
        task = task_edits.add(session, YEAR, TaskEdit("Thu nợ", clause_id=made["I.1"]), TODAY)
        task_edits.add(session, YEAR, TaskEdit("Lập danh sách nợ", parent_id=task), TODAY)
        task_edits.add(session, YEAR, TaskEdit("Việc khác", clause_id=made["II"]), TODAY)
        assert clause_edits.carried(session, [made["I"]]) == Carried(1, 1, 2)
        clause_edits.remove(session, [made["I"]], MOMENT)
        assert outline(session, document) == ["II"]
        assert indicators.list_rows(session, YEAR, WHOLE_YEAR) == ()
        assert [row.wording for row in tasks.list_rows(session, YEAR, TODAY)] == ["Tên II", "Việc khác"]
        assert [(row.kind, row.name) for row in the_bin.list_bin(session)] == [("clause", "I Tên I")]
        clause_edits.add(session, document, ClauseEdit("I.1", "Số đã dùng lại"))
        with pytest.raises(Refused, match=r"khác mang “I\.1”"):
            the_bin.restore(session, [("clause", made["I"])])
        session.rollback()
    with book.begin("Lấy lại") as session:
        document, made = make_clauses(session, "I", "I.1")
        key = indicator_edits.add(session, YEAR, IndicatorEdit("Thu", number="1", clause_id=made["I.1"]))
        clause_edits.remove(session, [made["I"]], MOMENT)
        clause_edits.restore(session, [made["I"]])
        assert outline(session, document) == ["I", ".I.1"]
        (row,) = indicators.list_rows(session, YEAR, WHOLE_YEAR)
        assert (row.id, row.clause) == (key, "I.1")


def test_a_plan_that_was_made_anew_meanwhile_is_not_there_twice(book: Database) -> None:
    with book.begin("Lấy lại") as session:
        _, made = make_clauses(session, "I", "II")
        edit = IndicatorEdit("Thu", number="1", clause_id=made["I"])
        key = indicator_edits.add(session, YEAR, edit)
        clause_edits.remove(session, [made["I"]], MOMENT)
        indicator_edits.save(session, key, YEAR, replace(edit, number="", clause_id=made["II"], wording="10"))
        with pytest.raises(Refused, match="“Thu” nay đã có mức kế hoạch khác"):
            clause_edits.restore(session, [made["I"]])
        session.rollback()
    with book.begin("Lấy lại") as session:
        _, made = make_clauses(session, "I", "II")
        indicator_edits.add(session, YEAR, IndicatorEdit("Thu", number="1", clause_id=made["I"]))
        clause_edits.remove(session, [made["I"]], LATER)
        indicator_edits.add(session, YEAR, IndicatorEdit("Chi", number="1", clause_id=made["II"]))
        with pytest.raises(Refused, match="mang số 1, nay là số của “Chi”"):
            clause_edits.restore(session, [made["I"]])
        session.rollback()


@pytest.mark.parametrize(
    ("numbers", "under", "following"),
    [
        ((), "", "I"),
        (("I",), "", "II"),
        (("VIII", "IX"), "", "X"),
        (("A", "B"), "", "C"),
        (("A",), "A", "A.I"),
        (("A", "A.I", "A.II"), "A", "A.III"),
        (("II",), "II", "II.1"),
        (("C.II", "C.II.9"), "C.II", "C.II.10"),
        (("1", "1.a"), "1", "1.b"),
        (("(phụ)",), "", ""),
    ],
)
def test_the_next_number_counts_on_as_the_document_does(numbers: tuple[str, ...], under: str, following: str) -> None:
    keys = {number: uuid.uuid4() for number in numbers}
    lines = [
        ClauseLine(keys[number], keys.get(number.rpartition(".")[0]), number, "Tên", "", 0, 0) for number in numbers
    ]
    assert clause_edits.next_number(lines, keys.get(under)) == following


def test_targets_and_tasks_are_placed_by_document_and_clause(book: Database) -> None:
    with book.begin("Chuyển") as session:
        document, made = make_clauses(session, "I", "II")
        plan = document_edits.add(session, DocumentEdit("Kế hoạch", year_from="2022"))
        key = indicator_edits.add(session, YEAR, IndicatorEdit("Thu", unit="tỷ đồng", clause_id=made["I"]))
        part = indicator_edits.add(session, YEAR, IndicatorEdit("Thu phí", unit="tỷ đồng"), key)

        def places() -> set[tuple[uuid.UUID, uuid.UUID | None]]:
            rows = session.execute(sa.select(TargetRow.document_id, TargetRow.clause_id).where(live(TargetRow)))
            return {(row.document_id, row.clause_id) for row in rows}

        assert places() == {(document, made["I"])}
        indicator_edits.place(session, [key], YEAR, document, made["II"])
        assert places() == {(document, made["II"])}
        edit = indicator_edits.edit_of(session, key, YEAR)
        assert (edit.document_id, edit.clause_id) == (None, made["II"])
        indicator_edits.save(session, key, YEAR, replace(edit, document_id=plan, clause_id=None))
        assert places() == {(plan, None)}
        assert indicator_edits.edit_of(session, part, YEAR).document_id == plan
        with pytest.raises(Refused, match="không có trong các văn bản của năm") as refused:
            indicator_edits.save(session, key, YEAR, replace(edit, document_id=uuid.uuid4(), clause_id=None))
        assert refused.value.field == "document_id"
        task = task_edits.add(session, YEAR, TaskEdit("Việc", document_id=plan), TODAY)
        below = task_edits.add(session, YEAR, TaskEdit("Phần", parent_id=task), TODAY)
        assert [row.wording for row in tasks.list_rows(session, YEAR, TODAY)] == ["Kế hoạch", "Việc", "Phần"]
        task_edits.place(session, [task, below], document, made["I"])
        assert [row.wording for row in tasks.list_rows(session, YEAR, TODAY)] == ["Tên I", "Việc", "Phần"]
        with pytest.raises(Refused, match="là phần việc"):
            task_edits.place(session, [below], document, made["II"])
        task_edits.place(session, [task], None, None)
        assert next(row.id for row in tasks.list_rows(session, YEAR, TODAY)) == tasks.ARISEN
        assert task_edits.edit_of(session, below).document_id is None
        with pytest.raises(Refused, match="Văn bản đã chọn không còn") as refused:
            task_edits.place(session, [task], uuid.uuid4(), None)
        assert refused.value.field == "document_id"


def test_a_plan_is_not_moved_into_a_document_that_has_one_for_the_indicator(book: Database) -> None:
    with book.begin("Chuyển") as session:
        document, _ = make_clauses(session, "I")
        plan = document_edits.add(session, DocumentEdit("Kế hoạch", year_from="2022", number="1"))
        key = make_indicator(session, "Thu", at_least("1"), target_document_id=document)
        make_indicator(session, "Chi", at_least("1"), target_document_id=plan)
        session.execute(sa.update(TargetRow).where(TargetRow.document_id == plan).values(indicator_id=key))
        with pytest.raises(Refused, match="đã có mức kế hoạch cho “Thu”") as refused:
            indicator_edits.place(session, [key], YEAR, plan, None)
        assert refused.value.field == "document_id"


def test_a_plan_keeps_its_number_only_where_the_document_has_it_free(book: Database) -> None:
    with book.begin("Chuyển") as session:
        document, made = make_clauses(session, "I")
        plan = document_edits.add(session, DocumentEdit("Kế hoạch", year_from="2022"))
        key = make_indicator(session, "Thu", at_least("1"), target_document_id=document, target_number="1")
        indicator_edits.place(session, [key], YEAR, document, made["I"])
        make_indicator(session, "Chi", at_least("1"), target_document_id=plan, target_number="1")
        with pytest.raises(Refused, match="Số 1 trong văn bản này đã là “Chi”"):
            indicator_edits.place(session, [key], YEAR, plan, None)
        session.rollback()
