"""The neighbourhoods (tổ dân phố) of a book: listed with what hangs on them, added, changed, ordered, put away."""

from __future__ import annotations

import datetime as dt
import unicodedata
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Table, func, select

from hxapp.domain.errors import Refused
from hxapp.domain.neighbourhoods import AreaKind
from hxapp.domain.words import format_date, match_key, quoted, sort_key, tidy
from hxapp.services import bin as the_bin
from hxapp.services.fields import needed, optional
from hxapp.services.neighbourhoods import ward
from hxapp.storage.bin import live, live_row
from hxapp.storage.mapped.office import Area
from hxapp.storage.schema.indicators import RESULT, TARGET
from hxapp.storage.schema.office import AREA
from hxapp.storage.schema.tasks import PLACE, TASK_PLACE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hxapp.storage.database import Reading

LONGEST_NAME = 120
LONGEST_CODE = 20
MOST_AT_ONCE = 300

_GONE = "Tổ dân phố này không còn trong sổ (có thể vừa bị bỏ vào thùng rác). Hãy đóng rồi mở lại danh sách."
_NAME, _CODE = "Tên tổ dân phố", "Mã"


@dataclass(frozen=True, slots=True)
class NeighbourhoodRow:
    """A neighbourhood in the list; counts what hangs on it: `figures` typed for it, `targets`, `tasks` done there."""

    id: uuid.UUID
    name: str
    code: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    figures: int
    targets: int
    tasks: int

    @property
    def has_ended(self) -> bool:
        """Whether it has a last day: nothing new is typed for it after that."""
        return self.valid_to is not None

    @property
    def hangs(self) -> str:
        """What hangs on it in words: '12 số liệu, 1 nhiệm vụ'; '' when it may be put away."""
        counts = ((self.figures, "số liệu"), (self.targets, "mức kế hoạch"), (self.tasks, "nhiệm vụ hoặc địa điểm"))
        return ", ".join(f"{count} {word}" for count, word in counts if count)


@dataclass(frozen=True, slots=True)
class NeighbourhoodEdit:
    """What can be typed of a neighbourhood; dates are the first and the last day on which it exists."""

    name: str
    code: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    note: str = ""


def list_rows(session: Reading) -> tuple[NeighbourhoodRow, ...]:
    """The book's neighbourhoods: those that exist in the office's order, then those that have ended."""
    figures = _counts(session, RESULT, live(RESULT))
    targets = _counts(session, TARGET, live(TARGET))
    tasks = _counts(session, TASK_PLACE, live(TASK_PLACE))
    for area_id, count in _counts(session, PLACE, live(PLACE)).items():
        tasks[area_id] = tasks.get(area_id, 0) + count
    rows = session.execute(
        select(AREA.c.id, AREA.c.name, AREA.c.code, AREA.c.valid_from, AREA.c.valid_to, AREA.c.position).where(
            _is_neighbourhood()
        )
    ).all()
    ordered = sorted(rows, key=lambda row: (row.valid_to is not None, row.position, sort_key(row.name), row.id))
    return tuple(
        NeighbourhoodRow(
            row.id,
            row.name,
            row.code or "",
            row.valid_from,
            row.valid_to,
            figures.get(row.id, 0),
            targets.get(row.id, 0),
            tasks.get(row.id, 0),
        )
        for row in ordered
    )


def edit_of(session: Reading, area_id: uuid.UUID) -> NeighbourhoodEdit:
    """What is typed of the neighbourhood; Refused when it is not in the book any more."""
    row = live_row(session, AREA, area_id)
    if row is None:
        raise Refused(_GONE)
    return NeighbourhoodEdit(row.name, row.code or "", row.valid_from, row.valid_to, row.note or "")


def names_of(text: str) -> tuple[str, ...]:
    """The names in a text with one a line, as typed or pasted from a column of a sheet; empty lines are left out.

    Refused for a line with several columns, one name twice, too many lines, and no name at all.
    """
    names: list[str] = []
    for line in text.splitlines():
        if "\t" in line.strip():
            raise Refused(
                f"Dòng {quoted(line)} có nhiều cột. Hãy chỉ sao chép một cột tên tổ dân phố rồi dán lại.", "names"
            )
        if name := tidy(line):
            names.append(needed(name, "names", _NAME, LONGEST_NAME))
    if not names:
        raise Refused("Chưa có tên nào. Hãy ghi mỗi tổ dân phố một dòng.", "names")
    if len(names) > MOST_AT_ONCE:
        raise Refused(f"Có {len(names)} dòng, nhiều nhất là {MOST_AT_ONCE}. Hãy thêm làm nhiều lần.", "names")
    seen: dict[tuple[str, str], str] = {}
    for name in names:
        if (same := seen.setdefault(_key(name), name)) is not name:
            alike = f" (dòng kia ghi “{same}”)" if same != name else ""
            raise Refused(f"“{name}” có hai lần trong danh sách{alike}. Hãy bỏ bớt một dòng.", "names")
    return tuple(names)


def add_many(session: Session, names: Sequence[str], valid_from: dt.date | None = None) -> tuple[uuid.UUID, ...]:
    """New neighbourhoods in this order after those there are; Refused beside `names`, and none is added."""
    held = _held(session)
    taken = [name for name in names if _key(name) in held]
    if taken:
        more = f" và {len(taken) - 5} tên nữa" if len(taken) > 5 else ""
        said = ", ".join(f"“{name}”" for name in taken[:5])
        raise Refused(f"Sổ đã có {said}{more}. Hãy bỏ các dòng đó rồi thêm lại.", "names")
    above = ward(session)
    last = session.scalar(select(func.max(AREA.c.position)).where(live(AREA))) or 0
    made = [
        Area(
            id=uuid.uuid4(),
            kind=AreaKind.NEIGHBOURHOOD,
            parent_id=above,
            name=needed(name, "names", _NAME, LONGEST_NAME),
            valid_from=valid_from,
            position=last + number,
        )
        for number, name in enumerate(names, start=1)
    ]
    session.add_all(made)
    session.flush()
    return tuple(area.id for area in made)


def save(session: Session, area_id: uuid.UUID, edit: NeighbourhoodEdit) -> None:
    """Changes a neighbourhood. Refused, with the field, for what cannot be kept."""
    area = _row(session, area_id)
    name = needed(edit.name, "name", _NAME, LONGEST_NAME)
    code = optional(edit.code, "code", _CODE, LONGEST_CODE)
    note = optional(edit.note, "note", "Ghi chú", 1000)
    if edit.valid_from is not None and edit.valid_to is not None and edit.valid_to < edit.valid_from:
        raise Refused(
            f"Ngày cuối {format_date(edit.valid_to)} sớm hơn ngày đầu {format_date(edit.valid_from)}. "
            "Hãy sửa lại một trong hai ngày.",
            "valid_to",
        )
    if edit.valid_to is None:  # what has ended keeps its name and code beside its successor
        _only_one(session, area_id, name, code)
    area.name, area.code, area.note = name, code, note
    area.valid_from, area.valid_to = edit.valid_from, edit.valid_to
    session.flush()


def step(session: Session, area_id: uuid.UUID, by: int) -> bool:
    """Moves the neighbourhood up (-1) or down (1) in the office's order; False where there is no room."""
    row = _row(session, area_id)
    beside = [one for one in _ordered(session) if (one.valid_to is None) == (row.valid_to is None)]
    place = beside.index(row)
    if not 0 <= place + by < len(beside):
        return False
    beside.insert(place + by, beside.pop(place))
    _number(beside, [one for one in _ordered(session) if one not in beside])
    session.flush()
    return True


def order_by_name(session: Session) -> bool:
    """Puts the neighbourhoods into the order of their names ('Tổ 2' before 'Tổ 10'); False when they stood so."""
    before = _ordered(session)
    after = sorted(before, key=lambda one: (one.valid_to is not None, sort_key(one.name), one.position))
    if before == after:
        return False
    _number(after, [])
    session.flush()
    return True


def remove(session: Session, ids: Collection[uuid.UUID], now: dt.datetime) -> None:
    """Puts neighbourhoods into the bin; Refused, naming the first, when something hangs on one of them."""
    for row in list_rows(session):
        if row.id in ids and row.hangs:
            raise Refused(
                f"Tổ dân phố “{row.name}” đã có {row.hangs} nên không bỏ được. "
                "Nếu tổ không còn nữa, hãy ghi ngày cuối cùng của tổ (Sửa…): số liệu cũ vẫn giữ nguyên."
            )
    the_bin.throw(session, "neighbourhood", ids, now)


def _is_neighbourhood() -> ColumnElement[bool]:
    return live(AREA) & (AREA.c.kind == AreaKind.NEIGHBOURHOOD)


def _row(session: Session, area_id: uuid.UUID) -> Area:
    row = session.get(Area, area_id)
    if row is None or row.binned_at is not None or row.kind is not AreaKind.NEIGHBOURHOOD:
        raise Refused(_GONE)
    return row


def _ordered(session: Session) -> list[Area]:
    rows = session.scalars(select(Area).where(_is_neighbourhood())).all()
    return sorted(rows, key=lambda one: (one.valid_to is not None, one.position, sort_key(one.name), one.id))


def _number(first: Sequence[Area], last: Sequence[Area]) -> None:
    """Numbers the areas in this order: those that exist before those that have ended."""
    rows = sorted((*first, *last), key=lambda one: one.valid_to is not None)
    for number, area in enumerate(rows, start=1):
        if area.position != number:
            area.position = number


def _counts(session: Reading, table: Table, condition: ColumnElement[bool]) -> dict[uuid.UUID, int]:
    """How many rows of the table name each area."""
    area = table.c.area_id
    counted = select(area, func.count()).where(condition, area.is_not(None)).group_by(area)
    return dict(session.execute(counted).all())


def _held(session: Reading, other_than: uuid.UUID | None = None) -> dict[tuple[str, str], str]:
    """The names of the neighbourhoods that exist now, by what tells them apart."""
    rows = select(AREA.c.name).where(_is_neighbourhood(), AREA.c.valid_to.is_(None))
    if other_than is not None:
        rows = rows.where(AREA.c.id != other_than)
    return {_key(name): name for name in session.scalars(rows)}


def _key(name: str) -> tuple[str, str]:
    """What tells two names apart: case, blanks and an accent's place do not ('An Hòa' is 'an hoà', not 'An Hoa')."""
    marks = sorted(letter for letter in unicodedata.normalize("NFD", name) if unicodedata.combining(letter))
    return match_key(name), "".join(marks)


def _only_one(session: Session, area_id: uuid.UUID, name: str, code: str | None) -> None:
    """Two neighbourhoods that exist at one time have different names and codes."""
    same = _held(session, area_id).get(_key(name))
    if same is not None:
        raise Refused(f"Sổ đã có tổ dân phố “{same}”. Hãy đặt tên khác để phân biệt hai tổ.", "name")
    if code is None:
        return
    others = session.execute(
        select(AREA.c.name, AREA.c.code).where(
            _is_neighbourhood(), AREA.c.valid_to.is_(None), AREA.c.id != area_id, AREA.c.code.is_not(None)
        )
    )
    for other in others:
        if match_key(other.code) == match_key(code):
            raise Refused(f"Mã {quoted(code)} đã là của tổ dân phố “{other.name}”. Hãy ghi mã khác.", "code")
