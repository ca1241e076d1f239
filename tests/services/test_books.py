"""Making books: whole or not at all, and what a book says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from hxapp.domain.documents import BookOrigin
from hxapp.domain.errors import HxError
from hxapp.domain.neighbourhoods import AreaKind
from hxapp.services import books, documents, indicators, settings
from hxapp.services.settings import Office
from hxapp.storage.database import Database
from hxapp.storage.tables import Area, Book
from tests.services.building import MOMENT, SEED, STEPS, WHOLE_YEAR, exactly, make_document, make_indicator, make_target


def made(path: Path, **values: object) -> books.BookFacts:
    books.create(path, STEPS, SEED, BookOrigin.EMPTY, now=MOMENT, **values)  # type: ignore[arg-type]
    database = Database.open(path, STEPS)
    try:
        with database.read() as session:
            return books.facts(session)
    finally:
        database.close()


def test_an_empty_book_knows_its_origin_moment_office_and_year(tmp_path: Path) -> None:
    facts = made(tmp_path / "Sổ.hxdb", office=Office(name="Phường Thử Nghiệm"), year=2023)
    assert (facts.origin, facts.made_at) == (BookOrigin.EMPTY, MOMENT)
    assert facts.office.name == "Phường Thử Nghiệm"
    assert (facts.year, facts.years) == (2023, (2023,))
    assert books.title(facts) == "Phường Thử Nghiệm · Năm 2023"


def test_a_book_that_asks_nothing_says_that_the_office_is_not_declared(tmp_path: Path) -> None:
    facts = made(tmp_path / "Sổ.hxdb")
    assert facts.year == MOMENT.year
    assert books.title(facts) == "(chưa khai báo cơ quan) · Năm 2022"


def test_two_books_are_two(tmp_path: Path) -> None:
    assert made(tmp_path / "A.hxdb").identity != made(tmp_path / "B.hxdb").identity


@pytest.mark.parametrize(("office", "named"), [(Office(name="Phường Thử"), "Phường Thử"), (None, "Toàn phường")])
def test_an_empty_book_has_the_whole_ward_as_an_area(tmp_path: Path, office: Office | None, named: str) -> None:
    path = tmp_path / "Sổ.hxdb"
    made(path, office=office)
    database = Database.open(path, STEPS)
    with database.read() as session:
        areas = session.execute(sa.select(Area.kind, Area.name)).all()
    database.close()
    assert areas == [(AreaKind.WARD, named)]


def test_an_existing_file_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "Sổ.hxdb"
    path.write_bytes(b"cua nguoi khac")
    with pytest.raises(HxError, match="Đã có"):
        made(path)
    assert path.read_bytes() == b"cua nguoi khac"


def test_a_failure_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise HxError("Hỏng giữa chừng.")

    monkeypatch.setattr(settings, "save_year", fail)
    with pytest.raises(HxError, match="Hỏng giữa chừng"):
        made(tmp_path / "Sổ.hxdb", year=2022)
    assert list(tmp_path.iterdir()) == []


def test_a_wild_year_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(HxError, match="Năm 12 không dùng được"):
        made(tmp_path / "Sổ.hxdb", year=12)
    assert list(tmp_path.iterdir()) == []


def test_the_years_are_those_the_book_holds_something_for(book: Database) -> None:
    with book.begin("Thêm") as session:
        make_document(session, year_from=2020, year_to=2025)
        make_target(session, make_indicator(session, "Chỉ tiêu"), exactly("1"), year=2021)
        assert books.facts(session).years == (2020, 2021, 2022)
        settings.save_year(session, 2024)
        assert books.facts(session).years == (2020, 2021, 2024)
        assert books.facts(session).year == 2024


def test_a_book_without_its_own_row_is_explained(book: Database) -> None:
    with book.begin("Hỏng") as session:
        session.execute(sa.delete(Book))
    with book.read() as session, pytest.raises(HxError, match="bản sao lưu"):
        books.facts(session)


def test_an_empty_book_has_no_document_until_one_is_needed(book: Database) -> None:
    with book.begin("Thêm") as session:
        assert documents.list_documents(session, 2022) == ()
        made_id = documents.ensure_document(session, 2022)
        assert documents.ensure_document(session, 2022) == made_id
        assert [row.title for row in documents.list_documents(session, 2022)] == ["Nghị quyết năm 2022"]


@pytest.mark.parametrize(
    ("origin", "title"),
    [
        (BookOrigin.SAMPLE, "(chưa khai báo cơ quan) · Năm 2022"),
        (BookOrigin.PRACTICE, "Ủy ban nhân dân phường Hương Xuân · Năm 2022"),
    ],
)
def test_a_book_made_from_the_seed_stands_in_the_seeds_year(tmp_path: Path, origin: BookOrigin, title: str) -> None:
    path = tmp_path / "Sổ.hxdb"
    books.create(path, STEPS, SEED, origin, now=MOMENT.replace(year=2030))
    database = Database.open(path, STEPS)
    with database.read() as session:
        facts = books.facts(session)
        wards = session.scalars(sa.select(Area.name).where(Area.kind == AreaKind.WARD)).all()
        rows = indicators.list_rows(session, facts.year, WHOLE_YEAR)
    database.close()
    assert (facts.origin, facts.year, books.title(facts)) == (origin, 2022, title)
    assert len(wards) == 1
    assert sum(indicators.count_states(rows).values()) == 14


def test_a_seed_that_cannot_be_read_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(HxError):
        books.create(tmp_path / "Sổ.hxdb", STEPS, tmp_path / "không có", BookOrigin.SAMPLE, now=MOMENT)
    assert list(tmp_path.iterdir()) == []
