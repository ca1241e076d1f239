"""What is true of every whole book, each with its sentence: the guards over all rows, and what no form can break.

A guard looks at what an action touched; here all of it is looked at, because a book is also changed by other programs,
by damage, and by what former versions let pass. Only for reading; what is wrong is worded by `hxapp.services.checking`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Select, column, select, table, text

from hxapp.domain.checklist import CriterionKind
from hxapp.domain.documents import OfficeKind
from hxapp.domain.errors import HxError, Refused
from hxapp.services import settings
from hxapp.services.guards import GUARDS
from hxapp.storage.history import Touched
from hxapp.storage.types import SCALE, Key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hxapp.storage.database import Guard, Reading


@dataclass(frozen=True, slots=True)
class Breach:
    """Where an invariant does not hold: the row and, where one is to blame, its field; `detail` says it in words."""

    table: str = ""
    row_id: uuid.UUID | None = None
    field: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Invariant:
    """A rule of every book: its sentence, as a clerk is told it, and what finds the rows that break it."""

    name: str
    sentence: str
    find: Callable[[Reading], Iterator[Breach]]


class Everything(Touched):
    """All rows of the book, as if an action had touched them."""

    def __init__(self) -> None:
        """It asks no history, so it needs no connection and no action."""

    @cached_property
    def tables(self) -> frozenset[str]:
        from hxapp.storage.tables import Base

        return frozenset(Base.metadata.tables)

    def ids(self, table_name: str) -> Select[uuid.UUID]:
        return select(table(table_name, column("id", Key)).c.id)

    def __hash__(self) -> int:
        return id(self)


def _guarded(guard: Guard) -> Callable[[Reading], Iterator[Breach]]:
    def find(reading: Reading) -> Iterator[Breach]:
        try:
            guard(cast("Session", reading), Everything())  # a guard only reads
        except Refused as refused:
            yield Breach(field=refused.field, detail=str(refused))

    return find


def _one_book(reading: Reading) -> Iterator[Breach]:
    count = reading.scalar(text("SELECT count(*) FROM book"))
    if count != 1:
        yield Breach("book", detail=f"Sổ có {count} dòng như vậy")


def _one_ward(reading: Reading) -> Iterator[Breach]:
    rows = _rows(reading, "SELECT id FROM area WHERE kind = 'ward' AND binned_at IS NULL AND valid_to IS NULL")
    if len(rows) != 1:
        yield Breach("area", detail=f"Sổ có {len(rows)} dòng như vậy")


def _identities(reading: Reading) -> Iterator[Breach]:
    for name, row, right in derived(reading):
        if row != right:
            yield Breach(name, row)


def derived(reading: Reading) -> Iterator[tuple[str, uuid.UUID, uuid.UUID]]:
    """Of each row whose identity follows from its coordinates: its table, what its identity is, and what it should be.

    A row whose coordinates can't be read is left out: its values are told to be wrong.
    """
    from hxapp.domain.indicators import Basis, Stage
    from hxapp.domain.periods import Period
    from hxapp.storage.mapped.book import setting_id
    from hxapp.storage.mapped.checklist import assessment_id
    from hxapp.storage.mapped.indicators import result_id

    def of_result(indicator: bytes, period: str, area: bytes, basis: str, stage: str) -> uuid.UUID:
        return result_id(_uuid(indicator), Period.parse(period), _uuid(area), Basis(basis), Stage(stage))

    sources: tuple[tuple[str, str, Callable[..., uuid.UUID]], ...] = (
        ("result", "indicator_id, period, area_id, basis, stage", of_result),
        ("assessment", "round_id, criterion_id", lambda one, other: assessment_id(_uuid(one), _uuid(other))),
        ("setting", "name", setting_id),
    )
    for name, coordinates, identity in sources:
        for row, *values in _rows(reading, f"SELECT id, {coordinates} FROM {name}"):
            try:
                yield name, _uuid(row), identity(*values)
            except (HxError, ValueError, TypeError):
                continue


# What is typed with decimals, and where how many stands.
_FIGURES = (
    ("result", "value", "decimals"),
    ("target", "low", "low_decimals"),
    ("target", "high", "high_decimals"),
    ("target", "assigned", "assigned_decimals"),
    ("criterion", "threshold", "threshold_decimals"),
    ("assessment", "value", "decimals"),
)


def _decimals(reading: Reading) -> Iterator[Breach]:
    for name, figure, decimals in _FIGURES:
        for row, value, shown in _rows(
            reading,
            f"SELECT id, {figure}, {decimals} FROM {name} WHERE {decimals} IS NOT NULL OR {figure} IS NOT NULL",
        ):
            if not isinstance(value, int | None) or not isinstance(shown, int | None):
                continue  # told to be of the wrong kind
            if shown is None:
                continue  # as many as it needs
            if value is None or not 0 <= shown <= SCALE or value % 10 ** (SCALE - shown):
                yield Breach(name, _uuid(row), decimals)


def _parents_live(reading: Reading) -> Iterator[Breach]:
    for child, link, parent in standing():
        for row, _ in _rows(
            reading,
            f"SELECT c.id, c.{link} FROM {child} c JOIN {parent} p ON p.id = c.{link}"
            " WHERE c.binned_at IS NULL AND p.binned_at IS NOT NULL",
        ):
            yield Breach(child, _uuid(row), link)


@cache
def standing() -> tuple[tuple[str, str, str], ...]:
    """What goes into the bin with what: (table, its key, the table it stands in), from the bin's own list of kinds."""
    from hxapp.services import bin as bin_service

    found: set[tuple[str, str, str]] = set()

    def add(kind_table: Any, along: Any) -> None:
        found.add((along.table.__table__.name, along.owner.key, kind_table.__table__.name))
        if along.tree:
            found.add((along.table.__table__.name, "parent_id", along.table.__table__.name))
        for further in along.along:
            add(along.table, further)

    for kind_of in bin_service.KINDS.values():
        kind = kind_of()
        if kind.tree:
            found.add((kind.table.__table__.name, "parent_id", kind.table.__table__.name))
        for along in kind.along:
            add(kind.table, along)
    return tuple(sorted(found))


def _parts(reading: Reading) -> Iterator[Breach]:
    for row, _ in _rows(reading, "SELECT id, 0 FROM indicator WHERE (part_kind IS NULL) <> (parent_id IS NULL)"):
        yield Breach("indicator", _uuid(row), "part_kind")


def _of_which(reading: Reading) -> Iterator[Breach]:
    """A figure 'trong đó' is of a head: a part under one, or beside the figure that it is a part of."""
    statement = """
        SELECT t.id, 0 FROM target t JOIN indicator i ON i.id = t.indicator_id
        WHERE t.binned_at IS NULL AND t.of_which AND i.parent_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM target o WHERE o.indicator_id = t.indicator_id AND o.id <> t.id
                        AND o.binned_at IS NULL AND NOT o.of_which)"""
    for row, _ in _rows(reading, statement):
        yield Breach("target", _uuid(row), "of_which")


def _restated(reading: Reading) -> Iterator[Breach]:
    for row, _ in _rows(reading, "SELECT id, 0 FROM target WHERE restates IS NOT NULL AND restates_id IS NULL"):
        yield Breach("target", _uuid(row), "restates")


def _targets(reading: Reading) -> Iterator[Breach]:
    from hxapp.services.targets import COLUMNS, target_of

    for row in reading.execute(select(*COLUMNS)):
        try:
            target_of(row)
        except HxError as refused:
            yield Breach("target", row.id, getattr(refused, "field", ""), detail=str(refused).rstrip("."))


def _figures(reading: Reading) -> Iterator[Breach]:
    statement = """
        SELECT id, 0 FROM result WHERE (nothing_arose AND (value IS NOT NULL OR words IS NOT NULL))
        OR (numerator IS NULL) <> (denominator IS NULL) OR denominator <= 0"""
    for row, _ in _rows(reading, statement):
        yield Breach("result", _uuid(row), "value")


def _dates(reading: Reading) -> Iterator[Breach]:
    for name, first, last in (
        ("area", "valid_from", "valid_to"),
        ("department", "valid_from", "valid_to"),
        ("person", "valid_from", "valid_to"),
        ("criteria_set", "in_force_from", "in_force_to"),
    ):
        for row, _ in _rows(reading, f"SELECT id, 0 FROM {name} WHERE {last} < {first}"):
            yield Breach(name, _uuid(row), last)


def _deadlines(reading: Reading) -> Iterator[Breach]:
    for name in ("task", "assessment"):
        statement = f"SELECT id, 0 FROM {name} WHERE due_wording IS NULL AND due_last_day IS NOT NULL"
        for row, _ in _rows(reading, statement):
            yield Breach(name, _uuid(row), "due_last_day")


def _thresholds(reading: Reading) -> Iterator[Breach]:
    kind = CriterionKind.YES_NO.value
    for row, _ in _rows(reading, f"SELECT id, 0 FROM criterion WHERE kind = '{kind}' AND threshold IS NOT NULL"):
        yield Breach("criterion", _uuid(row), "threshold")


def _settings(reading: Reading) -> Iterator[Breach]:
    readable: dict[str, Callable[[str], object]] = {
        "year": lambda value: settings.YEARS.index(int(value)),
        "practice.day": dt.date.fromisoformat,
        "office.kind": OfficeKind,
        settings.EXCEED_OPEN_BOUND: ("yes", "no").index,
    }
    for row, name, value in _rows(reading, "SELECT id, name, value FROM setting"):
        try:
            readable.get(name, str)(value)
        except (ValueError, TypeError):
            yield Breach("setting", _uuid(row), "value")


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "nothing_stands_on_itself",
        "Không dòng nào nằm dưới chính nó, dù qua nhiều bậc.",
        _guarded(GUARDS[0]),
    ),
    Invariant(
        "clauses_are_of_the_same_document",
        "Mục ghi cho một dòng phải thuộc chính văn bản ghi cho dòng đó.",
        _guarded(GUARDS[1]),
    ),
    Invariant(
        "criteria_are_of_the_same_set",
        "Tiêu chí phải nằm trong nhóm của cùng bộ tiêu chí.",
        _guarded(GUARDS[2]),
    ),
    Invariant(
        "figures_are_possible",
        "Tỷ lệ hoàn thành từ 0 đến 100, năm cuối của văn bản không sớm hơn năm đầu.",
        _guarded(GUARDS[3]),
    ),
    Invariant(
        "areas_in_use_stay",
        "Tổ dân phố đã có số liệu, mức kế hoạch, nhiệm vụ hay địa điểm thì không nằm trong thùng rác.",
        _guarded(GUARDS[4]),
    ),
    Invariant("one_book", "Sổ có đúng một dòng ghi nguồn gốc của nó.", _one_book),
    Invariant("one_ward", "Sổ có đúng một dòng “toàn phường” đang dùng.", _one_ward),
    Invariant(
        "identities_follow_from_coordinates",
        "Mã của ô số liệu phải ứng với chỉ tiêu, kỳ, địa bàn của ô đó (hoặc vòng đánh giá và tiêu chí).",
        _identities,
    ),
    Invariant("decimals_suffice", "Số chữ số thập phân ghi kèm phải đủ để viết hết con số.", _decimals),
    Invariant("parents_are_live", "Dòng đang dùng không được thuộc một dòng đã bỏ vào thùng rác.", _parents_live),
    Invariant("parts_have_heads", "Chỉ tiêu thành phần phải có chỉ tiêu cấp trên, và ngược lại.", _parts),
    Invariant("of_which_has_a_whole", "Con số “trong đó” phải có con số chung mà nó là một phần.", _of_which),
    Invariant("what_restates_names_it", "Mức nhắc lại phải nêu mức được nhắc lại.", _restated),
    Invariant("targets_can_be_read", "Mức kế hoạch phải đọc được: đủ cận dưới, cận trên theo cách so sánh.", _targets),
    Invariant(
        "figures_are_one_thing",
        "Ô “không phát sinh” không ghi số; tử số và mẫu số phải đi đôi, mẫu số lớn hơn 0.",
        _figures,
    ),
    Invariant("dates_are_in_order", "Ngày cuối không sớm hơn ngày đầu.", _dates),
    Invariant("deadlines_have_words", "Hạn hoàn thành phải có lời ghi hạn.", _deadlines),
    Invariant("yes_no_has_no_threshold", "Tiêu chí đạt/không đạt không có ngưỡng số.", _thresholds),
    Invariant("settings_can_be_read", "Thông tin cơ quan và năm làm việc phải đọc được.", _settings),
)
"""Every rule of a whole book. That history is in step with itself is `hxapp.storage.history_checks`'s matter."""


def _rows(reading: Reading, statement: str) -> list[Any]:
    return list(reading.execute(text(statement)).all())


def _uuid(value: Any) -> uuid.UUID:
    return uuid.UUID(bytes=bytes(value))
