"""Criteria sets (bộ tiêu chí) of a book: the program's and the office's own, changed, into the bin and back."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from hxapp.domain.errors import Refused
from hxapp.domain.words import format_date, match_key
from hxapp.services import bin as the_bin
from hxapp.services import seed_sample
from hxapp.services.fields import needed, optional
from hxapp.services.seed_reader import read
from hxapp.storage.bin import live, live_row
from hxapp.storage.mapped.checklist import CriteriaSet
from hxapp.storage.schema.checklist import CRITERIA_SET

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hxapp.storage.database import Reading

LONGEST_WORD = 40
_LONGEST_CODE = 60

_GONE = "Bộ tiêu chí này không còn trong sổ (có thể vừa bị bỏ vào thùng rác). Hãy chọn bộ khác ở đầu trang."


@dataclass(frozen=True, slots=True)
class SuppliedSet:
    """A set that comes with the program; `basis` is the document it stands in."""

    code: str
    title: str
    basis: str
    in_force_from: dt.date | None
    in_force_to: dt.date | None

    @property
    def short_basis(self) -> str:
        """The document as an office calls it: 'Thông tư 02/2013'."""
        return self.basis.partition(" ngày ")[0].rpartition("/")[0] or self.basis

    def holds_in(self, year: int) -> bool:
        """Whether it is in force on some day of the year."""
        return (self.in_force_from is None or self.in_force_from.year <= year) and (
            self.in_force_to is None or year <= self.in_force_to.year
        )


@dataclass(frozen=True, slots=True)
class SetEdit:
    """A set as a form holds it, its lines apart; the two words name its two levels ('Tiêu chuẩn', 'Tiêu chí')."""

    title: str
    basis: str = ""
    group_word: str = "Tiêu chuẩn"
    criterion_word: str = "Tiêu chí"
    in_force_from: dt.date | None = None
    in_force_to: dt.date | None = None


def supplied_sets(session: Reading, seed: Path, year: int) -> tuple[SuppliedSet, ...]:
    """The program's own sets that hold in the year and are not in the book, or only in its bin; HxError for a damaged
    seed."""
    held = set(session.scalars(sa.select(CriteriaSet.code).where(live(CriteriaSet))))
    return tuple(one for one in _supplied(seed) if one.code not in held and one.holds_in(year))


def add_supplied_set(session: Session, seed: Path, code: str) -> uuid.UUID:
    """The program's set of that code, whole, with the identities all books share; one in the bin comes back as it was.

    Refused when the book has it.
    """
    held = session.execute(sa.select(CriteriaSet.id, CriteriaSet.binned_at).where(CriteriaSet.code == code)).first()
    if held is not None and held.binned_at is None:
        raise Refused("Bộ tiêu chí này đã có trong sổ. Hãy chọn bộ đó ở đầu trang.", "code")
    if held is not None:
        restore_sets(session, [held.id])
        set_id: uuid.UUID = held.id
        return set_id
    for path in _files(seed):
        if read(path).entry("set").text("code") == code:
            return seed_sample.fill_criteria(session, path)
    raise Refused(f"Chương trình không có bộ tiêu chí “{code}”. Hãy tạo bộ tiêu chí riêng.", "code")


def add_own_set(session: Session, edit: SetEdit, year: int) -> uuid.UUID:
    """A set without lines that holds in the year; Refused, with the field, for what is not taken."""
    position = session.scalar(sa.select(sa.func.max(CriteriaSet.position))) or 0
    row = CriteriaSet(id=uuid.uuid4(), position=position + 1)
    _write(session, row, edit, year)
    row.code = _free_code(session, row.title)
    session.add(row)
    session.flush()
    return row.id


def set_edit_of(session: Reading, set_id: uuid.UUID) -> SetEdit:
    """The set as a form shows it; Refused when it is not in the book any more."""
    row = live_row(session, CRITERIA_SET, set_id)
    if row is None:
        raise Refused(_GONE)
    return SetEdit(row.title, row.basis, row.group_word, row.criterion_word, row.in_force_from, row.in_force_to)


def save_set(session: Session, set_id: uuid.UUID, edit: SetEdit, year: int) -> None:
    """Writes the form over the set, which holds in the year on screen; Refused as for `add_own_set`.

    Its code, by which commands and sheets know it, stays.
    """
    row = session.scalar(sa.select(CriteriaSet).where(live(CriteriaSet), CriteriaSet.id == set_id))
    if row is None:
        raise Refused(_GONE)
    _write(session, row, edit, year)
    session.flush()


def remove_sets(session: Session, ids: Collection[uuid.UUID], now: dt.datetime) -> None:
    """Puts sets into the bin, each with its lines and rounds; the assessments wait for them."""
    the_bin.throw(session, "criteria_set", ids, now)


def restore_sets(session: Session, ids: Collection[uuid.UUID]) -> None:
    """Brings sets back from the bin, each with what went in with it; Refused when a live set has the title."""
    the_bin.restore(session, [("criteria_set", identity) for identity in ids])


def _write(session: Session, row: CriteriaSet, edit: SetEdit, year: int) -> None:
    title = needed(edit.title, "title", "Tên bộ tiêu chí")
    basis = optional(edit.basis, "basis", "Văn bản ban hành")
    group_word = needed(edit.group_word, "group_word", "Tên gọi của nhóm", LONGEST_WORD)
    criterion_word = needed(edit.criterion_word, "criterion_word", "Tên gọi của từng dòng", LONGEST_WORD)
    first, last = edit.in_force_from, edit.in_force_to
    if first is not None and first.year > year:
        raise Refused(
            f"Bộ áp dụng từ {format_date(first)} thì năm {year} chưa dùng được. "
            "Hãy sửa ngày, hoặc chọn năm khác ở góc trên rồi làm lại.",
            "in_force_from",
        )
    if last is not None and last.year < year:
        raise Refused(
            f"Bộ chỉ áp dụng đến {format_date(last)} thì năm {year} không dùng được nữa. "
            "Hãy sửa ngày, hoặc chọn năm khác ở góc trên rồi làm lại.",
            "in_force_to",
        )
    if first is not None and last is not None and last < first:
        raise Refused(f"Ngày này sớm hơn ngày bắt đầu {format_date(first)}. Hãy sửa lại.", "in_force_to")
    same = session.scalar(
        sa.select(CriteriaSet.id).where(live(CriteriaSet), CriteriaSet.title == title, CriteriaSet.id != row.id)
    )
    if same is not None and title != row.title:  # two circulars may give their sets one title
        raise Refused(f"Sổ đã có bộ “{title}”. Hãy đặt tên khác, ví dụ thêm số văn bản.", "title")
    row.title, row.basis = title, basis or ""
    row.group_word, row.criterion_word = group_word, criterion_word
    row.in_force_from, row.in_force_to = first, last


@cache
def _supplied(seed: Path) -> tuple[SuppliedSet, ...]:
    """All sets of the seed: they do not change while the program runs."""
    found = []
    for path in _files(seed):
        entry = read(path).entry("set")
        first, last = entry.day("in_force_from"), entry.day("in_force_to")
        found.append(SuppliedSet(entry.text("code"), entry.text("title"), entry.text("basis"), first, last))
    return tuple(found)


def _files(seed: Path) -> list[Path]:
    return [seed / "criteria" / name for name in seed_sample.CRITERIA]


def _free_code(session: Session, title: str) -> str:
    """What the commands call the set: its title without accents, counted up while another set has it."""
    bare = re.sub(r"[^a-z0-9]+", "-", match_key(title)).strip("-")[:_LONGEST_CODE].strip("-") or "bo-tieu-chi"
    held = set(session.scalars(sa.select(CriteriaSet.code)))
    code, number = bare, 1
    while code in held:
        number += 1
        code = f"{bare}-{number}"
    return code
