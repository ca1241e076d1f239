"""Undo as a user meets it: today's last action, an import weeks later with what stays, and nothing twice."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from hxapp.domain.errors import HxError, Refused
from hxapp.domain.history import ActionKind
from hxapp.services import books, people, undoing
from hxapp.services.people import PersonEdit
from hxapp.storage.database import Database
from hxapp.storage.tables import Department, Person
from tests.books import make_empty_book
from tests.services.building import STEPS

NOW = dt.datetime.now().astimezone()


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "Sổ.hxdb"
    make_empty_book(path)
    database = books.open_book(path, STEPS, "Trần Văn Mẫu")
    yield database
    database.close()


def add(database: Database, *names: str, kind: ActionKind | None = None) -> list[uuid.UUID]:
    with database.begin(f"Thêm {', '.join(names)}", kind) as session:
        return [people.add(session, PersonEdit(name, "cũ")) for name in names]


def names(database: Database) -> list[str]:
    with database.read() as session:
        return [row.name for row in people.list_rows(session)]


def test_the_last_action_is_taken_back_and_done_again(book: Database) -> None:
    add(book, "Một")
    (key,) = add(book, "Hai")
    done = undoing.undo(book, NOW)
    assert (done.name, done.rows["person"], done.left) == ("Thêm Hai", frozenset({key}), ())
    assert names(book) == ["Một"]
    assert undoing.redo(book, NOW).name == "Thêm Hai"
    assert names(book) == ["Một", "Hai"]
    with pytest.raises(HxError, match="Không có việc nào vừa hoàn tác"):
        undoing.redo(book, NOW)


def test_what_was_done_before_today_is_not_undone(book: Database) -> None:
    add(book, "Một")
    tomorrow = NOW + dt.timedelta(days=1)
    with pytest.raises(HxError, match="Hôm nay chưa có việc nào"):
        undoing.undo(book, tomorrow)
    assert names(book) == ["Một"]
    assert undoing.start_of(NOW).date() == NOW.date()


def test_making_the_book_is_not_undone(book: Database) -> None:
    with pytest.raises(HxError, match="Hôm nay chưa có việc nào"):
        undoing.undo(book, NOW)
    add(book, "Một")
    undoing.undo(book, NOW)
    with pytest.raises(HxError, match="Hôm nay chưa có việc nào"):
        undoing.undo(book, NOW)


def test_an_import_is_taken_back_weeks_later_around_what_changed_since(book: Database) -> None:
    one, two, three = add(book, "Một", "Hai", "Ba", kind=ActionKind.IMPORT)
    with book.begin("Sửa tay") as session:
        people.save(session, two, PersonEdit("Hai", "mới"))
    with book.read() as session:
        (found,) = undoing.imports(session)
    assert (found.name, found.who, found.rows, found.taken_back) == ("Thêm Một, Hai, Ba", "Trần Văn Mẫu", 3, False)
    tried = undoing.try_import_undo(book, found.action_id)
    assert names(book) == ["Một", "Hai", "Ba"]
    done = undoing.undo_import(book, found.action_id)
    assert (done.rows, done.left) == (tried.rows, tried.left)
    assert done.rows == {"person": frozenset({one, three})}
    assert names(book) == ["Hai"]
    with book.read() as session:
        (line,) = undoing.left_words(session, done.left)
        assert undoing.imports(session)[0].taken_back
    assert "Hai" in line and "mới" in line
    with pytest.raises(HxError, match="đã được hoàn tác rồi"):
        undoing.undo_import(book, found.action_id)


def test_an_import_that_was_wholly_changed_since_is_refused_in_words(book: Database) -> None:
    (key,) = add(book, "Một", kind=ActionKind.IMPORT)
    with book.begin("Sửa tay") as session:
        people.save(session, key, PersonEdit("Một", "mới"))
    with book.read() as session:
        (found,) = undoing.imports(session)
    with pytest.raises(HxError, match="mọi số liệu của việc đó đã được sửa tiếp"):
        undoing.undo_import(book, found.action_id)
    with pytest.raises(HxError, match="không có trong sổ"):
        undoing.undo_import(book, found.action_id + 1)


def test_guards_keep_what_an_undo_would_break(book: Database) -> None:
    from hxapp.services import clause_edits, document_edits
    from hxapp.services.clause_edits import ClauseEdit
    from hxapp.services.document_edits import DocumentEdit

    with book.begin("Thêm văn bản") as session:
        document = document_edits.add(session, DocumentEdit(title="Nghị quyết", year_from="2022"))
        first = clause_edits.add(session, document, ClauseEdit("A", "Một"), None, None)
        second = clause_edits.add(session, document, ClauseEdit("B", "Hai"), first, None)
    with book.begin("Đưa ra ngoài") as session:
        clause_edits.move_out(session, second)
    with book.read() as session:
        moved = undoing.steps(session, NOW).undo
    assert moved is not None
    with book.begin("Đưa vào trong") as session:
        clause = sa.table("clause", sa.column("id"), sa.column("parent_id"))
        session.execute(sa.update(clause).where(clause.c.id == first.bytes).values(parent_id=second.bytes))
    from hxapp.storage import undo as storage_undo

    with pytest.raises(Refused, match="không thể nằm dưới chính nó"), book.begin("Hoàn tác") as session:
        storage_undo.take_back(session, moved.id)


def test_long_names_are_cut_for_the_menu() -> None:
    short = undoing.named("Hoàn tác", "Sửa Thu ngân sách, Quý II")
    assert short == "Hoàn tác “Sửa Thu ngân sách, Quý II”"
    assert len(undoing.named("Hoàn tác", "ê" * 300)) <= 83
    assert undoing.named("Hoàn tác", "Hoàn tác “Nhập từ Excel a.xlsx”") == "Bỏ hoàn tác “Nhập từ Excel a.xlsx”"


def test_deleted_rows_come_back_with_all_they_held(book: Database) -> None:
    with book.begin("Thêm") as session:
        session.add(Department(id=uuid.uuid4(), name="Văn phòng", position=1))
    (key,) = add(book, "Một")
    with book.begin("Xóa hẳn") as session:
        session.execute(sa.delete(Person).where(Person.id == key))
    assert names(book) == []
    undoing.undo(book, NOW)
    with book.read() as session:
        assert people.edit_of(session, key) == PersonEdit("Một", "cũ")
