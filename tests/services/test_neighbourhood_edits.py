"""The neighbourhoods of a book: listed with what hangs on them, added many at once, changed, ordered, put away."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy.orm import Session

from hxapp.domain.errors import HxError, Refused
from hxapp.domain.neighbourhoods import AreaKind
from hxapp.services import bin as the_bin
from hxapp.services import neighbourhood_edits as edits
from hxapp.services import neighbourhoods
from hxapp.services.neighbourhood_edits import NeighbourhoodEdit
from hxapp.storage.database import Database
from hxapp.storage.tables import Area, Place, Result, TargetRow, TaskPlace
from tests.services.building import LATER, MOMENT
from tests.storage.building import make

DAY = dt.date(2022, 6, 30)


def names(session: Session) -> list[str]:
    return [row.name for row in edits.list_rows(session)]


def add(session: Session, *wanted: str) -> tuple[uuid.UUID, ...]:
    return edits.add_many(session, wanted)


def test_many_names_are_added_in_their_order_under_the_ward(book: Database) -> None:
    with book.begin("Thêm") as session:
        add(session, "Thanh Tiên")
        first, second = edits.add_many(session, edits.names_of(" Tổ  10\r\n\n\tTổ 2 \n"), dt.date(2020, 1, 1))
        assert names(session) == ["Thanh Tiên", "Tổ 10", "Tổ 2"]
        row = session.get_one(Area, second)
        assert (row.parent_id, row.kind) == (neighbourhoods.ward(session), AreaKind.NEIGHBOURHOOD)
        assert row.valid_from == dt.date(2020, 1, 1)
        assert session.get_one(Area, first).position < row.position


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (" \n ", "Chưa có tên nào"),
        ("1\tTổ 1\n2\tTổ 2", "có nhiều cột"),
        ("Tổ 1\nTổ 2\nTỔ  1", "“TỔ 1” có hai lần"),
        ("An Hòa\nan hoà", "có hai lần"),
        ("ê" * 121, "nhiều nhất là 120"),
        ("\n".join(f"Tổ {number}" for number in range(301)), "nhiều nhất là 300"),
    ],
)
def test_a_list_that_cannot_be_kept_is_refused_before_anything_is_added(text: str, why: str) -> None:
    with pytest.raises(Refused, match=why) as refused:
        edits.names_of(text)
    assert refused.value.field == "names"


def test_names_that_differ_in_an_accent_are_two_and_300_are_not_too_many() -> None:
    assert edits.names_of("An Hòa\nAn Hoa\nAn Hóa") == ("An Hòa", "An Hoa", "An Hóa")
    assert len(edits.names_of("\n".join(f"Tổ {number}" for number in range(300)))) == 300


def test_a_name_that_is_there_already_is_named_and_none_is_added(book: Database) -> None:
    with book.begin("Thêm") as session:
        add(session, *(f"Tổ {number}" for number in range(1, 8)))
        with pytest.raises(Refused, match=r"Sổ đã có “tổ 1”, .*“Tổ 5” và 2 tên nữa") as refused:
            add(session, "Tổ 99", "tổ 1", *(f"Tổ {number}" for number in range(2, 8)))
        assert refused.value.field == "names"
        assert len(names(session)) == 7


def test_what_hangs_on_a_neighbourhood_is_counted(book: Database) -> None:
    with book.begin("Thêm") as session:
        first, second = add(session, "Tổ 1", "Tổ 2")
        for binned in (None, None, MOMENT):
            make(session, Result, area_id=first, binned_at=binned)
        make(session, TargetRow, area_id=first)
        make(session, TargetRow, area_id=first, binned_at=MOMENT)
        make(session, TaskPlace, area_id=second)
        make(session, TaskPlace, area_id=second, binned_at=MOMENT)
        make(session, Place, area_id=second)
        make(session, Place, area_id=None)
        one, two = edits.list_rows(session)
    assert (one.figures, one.targets, one.tasks, one.hangs) == (2, 1, 0, "2 số liệu, 1 mức kế hoạch")
    assert (two.figures, two.targets, two.tasks, two.hangs) == (0, 0, 2, "2 nhiệm vụ hoặc địa điểm")


def test_a_neighbourhood_is_renamed_coded_and_ends(book: Database) -> None:
    with book.begin("Thêm") as session:
        first, second, third = add(session, "Tổ 1", "Tổ 2", "Tổ 3")
        wanted = NeighbourhoodEdit("Tổ  dân phố 1", "01", dt.date(2011, 11, 15), DAY, "Nhập vào Tổ 2")
        edits.save(session, first, wanted)
        kept = edits.edit_of(session, first)
        assert kept == NeighbourhoodEdit("Tổ dân phố 1", "01", dt.date(2011, 11, 15), DAY, "Nhập vào Tổ 2")
        assert names(session) == ["Tổ 2", "Tổ 3", "Tổ dân phố 1"]
        assert [row.has_ended for row in edits.list_rows(session)] == [False, False, True]
        edits.save(session, second, NeighbourhoodEdit("Tổ dân phố 1", "01"))  # a successor of the same name and code
        with pytest.raises(Refused, match=r"Sổ đã có tổ dân phố “Tổ dân phố 1”"):
            edits.save(session, third, NeighbourhoodEdit("tổ dân phố 1"))


@pytest.mark.parametrize(
    ("edit", "field"),
    [
        (NeighbourhoodEdit(" "), "name"),
        (NeighbourhoodEdit("ê" * 121), "name"),
        (NeighbourhoodEdit("Tổ 2", code="0" * 21), "code"),
        (NeighbourhoodEdit("Tổ 2", code="a-1"), "code"),
        (NeighbourhoodEdit("tổ 1"), "name"),
        (NeighbourhoodEdit("Tổ 2", note="ê" * 1001), "note"),
        (NeighbourhoodEdit("Tổ 2", valid_from=DAY, valid_to=DAY - dt.timedelta(days=1)), "valid_to"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(book: Database, edit: NeighbourhoodEdit, field: str) -> None:
    with book.begin("Thêm") as session:
        first, second = add(session, "Tổ 1", "Tổ 2")
        edits.save(session, first, NeighbourhoodEdit("Tổ 1", code="A–1"))
        with pytest.raises(Refused) as refused:
            edits.save(session, second, edit)
        assert refused.value.field == field
        assert edits.edit_of(session, second) == NeighbourhoodEdit("Tổ 2")


def test_the_order_is_changed_step_by_step_and_by_name(book: Database) -> None:
    with book.begin("Thêm") as session:
        ten, two, one, old = add(session, "Tổ 10", "Tổ 2", "Tổ 1", "Tổ 0")
        edits.save(session, old, NeighbourhoodEdit("Tổ 0", valid_to=DAY))
        assert edits.step(session, one, -1)
        assert names(session) == ["Tổ 10", "Tổ 1", "Tổ 2", "Tổ 0"]
        assert edits.step(session, ten, 1)
        assert names(session) == ["Tổ 1", "Tổ 10", "Tổ 2", "Tổ 0"]
        assert not edits.step(session, one, -1)
        assert not edits.step(session, two, 1)  # the ended one stays below
        assert not edits.step(session, old, -1)
        assert names(session) == ["Tổ 1", "Tổ 10", "Tổ 2", "Tổ 0"]
        assert edits.order_by_name(session)
        assert names(session) == ["Tổ 1", "Tổ 2", "Tổ 10", "Tổ 0"]
        assert not edits.order_by_name(session)


def test_one_on_which_nothing_hangs_goes_into_the_bin_and_comes_back(book: Database) -> None:
    with book.begin("Thêm") as session:
        first, second = add(session, "Tổ 1", "Tổ 2")
        edits.remove(session, [first], MOMENT)
        assert names(session) == ["Tổ 2"]
        (row,) = the_bin.list_bin(session)
        assert (row.kind, row.kind_label, row.name) == ("neighbourhood", "Tổ dân phố", "Tổ 1")
        edits.save(session, second, NeighbourhoodEdit("Tổ 1"))
        with pytest.raises(Refused, match="khác mang “Tổ 1”"):
            the_bin.restore(session, [(row.kind, row.id)])
        edits.save(session, second, NeighbourhoodEdit("Tổ 1", valid_to=DAY))
        the_bin.restore(session, [(row.kind, row.id)])
        assert names(session) == ["Tổ 1", "Tổ 1"]


@pytest.mark.parametrize("hanging", [Result, TargetRow, TaskPlace, Place])
def test_one_with_figures_targets_or_tasks_stays_and_is_told_what_to_do(book: Database, hanging: Any) -> None:
    with book.begin("Thêm") as session:
        first, second = add(session, "Tổ 1", "Tổ 2")
        make(session, hanging, area_id=second)
        with pytest.raises(Refused, match=r"“Tổ 2” đã có 1 .* ghi ngày cuối cùng"):
            edits.remove(session, [first, second], LATER)
        assert names(session) == ["Tổ 1", "Tổ 2"]


def test_what_is_gone_or_is_no_neighbourhood_is_not_changed(book: Database) -> None:
    with book.begin("Thêm") as session:
        (gone,) = add(session, "Tổ 1")
        edits.remove(session, [gone], MOMENT)
        for wanted in (gone, uuid.uuid4(), neighbourhoods.ward(session)):
            with pytest.raises(HxError, match="không còn trong sổ"):
                edits.save(session, wanted, NeighbourhoodEdit("Tổ 9"))
            with pytest.raises(HxError, match="không còn trong sổ"):
                edits.step(session, wanted, 1)
        with pytest.raises(HxError, match="không còn trong sổ"):
            edits.edit_of(session, gone)
