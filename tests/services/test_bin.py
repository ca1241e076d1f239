"""The bin: what it shows, and that exactly what went in together comes back together."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hxapp.domain.errors import HxError, Refused
from hxapp.domain.indicators import PartKind
from hxapp.services import bin as the_bin
from hxapp.services import indicator_edits
from hxapp.storage.bin import live
from hxapp.storage.database import Database
from hxapp.storage.tables import CriteriaSet, Criterion, Indicator, Round, TargetRow, Task, TaskDepartment
from tests.services.building import LATER, MOMENT, at_least, make_indicator, make_target
from tests.storage.building import make


def live_names(session: Session) -> set[str]:
    return set(session.scalars(sa.select(Indicator.name).where(live(Indicator))))


def live_targets(session: Session) -> int:
    return len(session.scalars(sa.select(TargetRow.id).where(live(TargetRow))).all())


def whole_and_part(session: Session) -> tuple[uuid.UUID, uuid.UUID]:
    whole = make_indicator(session, "Việc làm", at_least("100", "lao động"), target_number="8")
    part = make_indicator(
        session, "Xuất khẩu lao động", at_least("10", "người"), parent_id=whole, part_kind=PartKind.OF_WHICH
    )
    return whole, part


def test_an_empty_bin(book: Database) -> None:
    with book.read() as session:
        assert the_bin.list_bin(session) == ()


def test_an_indicator_goes_with_its_parts_and_targets_and_comes_back_with_them(book: Database) -> None:
    with book.begin("Xóa") as session:
        whole, _ = whole_and_part(session)
        make_indicator(session, "Khác", at_least("1"))
        the_bin.throw(session, "indicator", [whole], MOMENT)
        assert live_names(session) == {"Khác"}
        assert live_targets(session) == 1
        (row,) = the_bin.list_bin(session)
        assert (row.id, row.kind, row.kind_label, row.name, row.binned_at) == (
            whole,
            "indicator",
            "Chỉ tiêu",
            "Việc làm",
            MOMENT,
        )
        the_bin.restore(session, [(row.kind, row.id)])
        assert live_names(session) == {"Việc làm", "Xuất khẩu lao động", "Khác"}
        assert live_targets(session) == 3
        assert the_bin.list_bin(session) == ()


def test_what_went_in_before_stays_there(book: Database) -> None:
    with book.begin("Xóa") as session:
        whole, part = whole_and_part(session)
        make_target(session, whole, at_least("90", "lao động"), judged=False, binned_at=MOMENT)
        the_bin.throw(session, "indicator", [part], MOMENT)
        the_bin.throw(session, "indicator", [whole], LATER)
        assert [row.name for row in the_bin.list_bin(session)] == ["Việc làm", "Xuất khẩu lao động"]
        the_bin.restore(session, [("indicator", whole)])
        assert live_names(session) == {"Việc làm"}
        assert live_targets(session) == 1
        the_bin.restore(session, [("indicator", part)])
        assert live_names(session) == {"Việc làm", "Xuất khẩu lao động"}
        assert live_targets(session) == 2


def test_a_part_waits_for_its_head_or_comes_along_with_it(book: Database) -> None:
    with book.begin("Xóa") as session:
        whole, part = whole_and_part(session)
        the_bin.throw(session, "indicator", [part], MOMENT)
        the_bin.throw(session, "indicator", [whole], LATER)
        with pytest.raises(Refused, match="Hãy khôi phục “Việc làm” trước"):
            the_bin.restore(session, [("indicator", part)])
        the_bin.restore(session, [("indicator", part), ("indicator", whole)])
        assert live_names(session) == {"Việc làm", "Xuất khẩu lao động"}


def test_what_is_not_in_the_bin_any_more_is_explained(book: Database) -> None:
    with book.begin("Xóa") as session:
        whole, _ = whole_and_part(session)
        with pytest.raises(HxError, match="không còn trong thùng rác"):
            the_bin.restore(session, [("indicator", whole)])
        with pytest.raises(HxError, match="không có loại"):
            the_bin.restore(session, [("gì đó", whole)])


def test_a_number_that_was_given_away_is_not_there_twice(book: Database) -> None:
    with book.begin("Xóa") as session:
        whole, _ = whole_and_part(session)
        the_bin.throw(session, "indicator", [whole], MOMENT)
        other = make_indicator(session, "Chỉ tiêu mới", at_least("1"), target_number="8")
    with pytest.raises(Refused, match="mang số 8, nay là số của “Chỉ tiêu mới”"), book.begin("Khôi phục") as session:
        the_bin.restore(session, [("indicator", whole)])
    with book.begin("Khôi phục") as session:
        assert live_names(session) == {"Chỉ tiêu mới"}
        indicator_edits.remove(session, [other], LATER)
        the_bin.restore(session, [("indicator", whole)])
        assert live_names(session) == {"Việc làm", "Xuất khẩu lao động"}


def test_a_task_goes_and_comes_with_what_is_under_it_and_belongs_to_it(book: Database) -> None:
    with book.begin("Xóa") as session:
        task = make(session, Task, wording="Nhiệm vụ", year=2022)
        under = make(session, Task, wording="Việc con", year=2022, parent_id=task.id)
        make(session, TaskDepartment, task_id=under.id)
        the_bin.throw(session, "task", [task.id], MOMENT)
        assert [(row.kind, row.name) for row in the_bin.list_bin(session)] == [("task", "Nhiệm vụ")]
        assert session.scalars(sa.select(TaskDepartment).where(live(TaskDepartment))).all() == []
        the_bin.restore(session, [("task", task.id)])
        assert len(session.scalars(sa.select(Task.id).where(live(Task))).all()) == 2
        assert len(session.scalars(sa.select(TaskDepartment.id).where(live(TaskDepartment))).all()) == 1


@pytest.mark.parametrize(
    ("table", "kind", "of_set"),
    [(Criterion, "criterion", {"code": "1.2", "title": "Đường phố"}), (Round, "round", {"name": "Quý II"})],
)
def test_a_code_or_name_that_was_taken_meanwhile_is_refused(
    book: Database, table: type[Criterion] | type[Round], kind: str, of_set: dict[str, str]
) -> None:
    with book.begin("Xóa") as session:
        held = make(session, CriteriaSet)
        row = make(session, table, set_id=held.id, **of_set)
        the_bin.throw(session, kind, [row.id], MOMENT)
        again = make(session, table, set_id=held.id, **of_set)
        taken = of_set.get("code") or of_set["name"]
        with pytest.raises(Refused, match=f"khác mang “{taken}”"):
            the_bin.restore(session, [(kind, row.id)])
        the_bin.throw(session, kind, [again.id], LATER)
        the_bin.restore(session, [(kind, row.id)])
        assert [one.id for one in the_bin.list_bin(session)] == [again.id]
