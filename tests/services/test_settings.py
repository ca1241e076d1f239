"""The office's settings: what is saved is read back, and the defaults of a book that was not asked."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
import sqlalchemy as sa

from hxapp.domain.documents import OfficeKind
from hxapp.domain.errors import Refused
from hxapp.services import books, settings
from hxapp.services.settings import Office
from hxapp.storage.database import Database
from hxapp.storage.tables import Setting, setting_id


def test_an_undeclared_office_says_so_and_has_the_usual_drafter(book: Database) -> None:
    with book.read() as session:
        office = settings.office(session)
    assert office == Office()
    assert office.shown_name == "(chưa khai báo cơ quan)"
    assert office.drafter_title == "NGƯỜI LẬP BIỂU"


def test_a_declared_office_is_read_back_whole(book: Database) -> None:
    office = Office(
        name="Phường Thử Nghiệm",
        kind=OfficeKind.PARTY,
        superior="Thị xã Mẫu",
        place="Thử Nghiệm",
        powers="T/M ĐẢNG ỦY",
        post="BÍ THƯ",
        signer="Trần Văn Mẫu",
        drafter="Lê Thị Thử",
        drafter_title="NGƯỜI TỔNG HỢP",
    )
    with book.begin("Khai báo cơ quan") as session:
        settings.save_office(session, office)
    with book.read() as session:
        assert settings.office(session) == office
        assert settings.office(session).shown_name == "Phường Thử Nghiệm"


def test_an_office_is_saved_over_the_one_before_in_the_same_rows(book: Database) -> None:
    with book.begin("Khai báo") as session:
        settings.save_office(session, Office(name="Phường A", signer="Trần Văn Mẫu"))
        settings.save_office(session, Office(name="Phường B"))
        assert settings.office(session) == Office(name="Phường B")
        row = session.execute(sa.select(Setting.id, Setting.value).where(Setting.name == "office.name")).one()
    assert tuple(row) == (setting_id("office.name"), "Phường B")


def test_names_are_tidied_and_composed(book: Database) -> None:
    with book.begin("Khai báo") as session:
        settings.save_office(session, Office(name=unicodedata.normalize("NFD", "  Phường  Thế Kỷ ")))
        assert settings.office(session).name == "Phường Thế Kỷ"


def test_a_text_of_300_characters_is_taken_and_one_more_is_refused_beside_its_field(book: Database) -> None:
    with book.begin("Khai báo") as session:
        settings.save_office(session, Office(signer="ế" * 300))
        with pytest.raises(Refused, match="301 ký tự, nhiều nhất là 300") as refused:
            settings.save_office(session, Office(signer="ế" * 301))
    assert refused.value.field == "signer"


def test_saving_what_is_there_writes_nothing(book: Database) -> None:
    with book.begin("Khai báo") as session:
        settings.save_office(session, Office(name="Phường A"))
    told: list[frozenset[str]] = []
    stop = book.listen(told.append)
    with book.begin("Khai báo") as session:
        settings.save_office(session, Office(name="Phường A"))
    stop()
    assert told == []


def test_past_an_open_bound_is_met_until_the_book_decides_otherwise(book: Database) -> None:
    with book.begin("Cài đặt") as session:
        assert settings.exceed_open_bound(session) is False
        settings.set_exceed_open_bound(session, True)
        assert settings.exceed_open_bound(session) is True
        settings.set_exceed_open_bound(session, False)
        assert settings.exceed_open_bound(session) is False


def test_the_year_is_remembered_and_a_wild_one_refused(book: Database) -> None:
    with book.begin("Chọn năm") as session:
        settings.save_year(session, 2023)
        assert settings.current_year(session) == 2023
        with pytest.raises(Refused, match="Năm 20220 không dùng được") as refused:
            settings.save_year(session, 20220)
        assert refused.value.field == "year"
        assert settings.current_year(session) == 2023


def test_a_practice_book_has_a_day_of_its_own(book: Database) -> None:
    today, day = dt.date(2026, 11, 24), dt.date(2022, 9, 12)
    with book.read() as session:
        assert settings.practice_day(session) is None
        assert books.facts(session).day(today) == today
    with book.begin("Chọn ngày") as session:
        settings.save_practice_day(session, day)
    with book.read() as session:
        assert books.facts(session).day(today) == day
