"""Adding a criteria set (bộ tiêu chí) to a book: one that comes with the program, or one of the office's own."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hxapp.domain.errors import Refused
from hxapp.domain.words import format_date, match_key
from hxapp.services import seed_sample
from hxapp.services.fields import needed, optional
from hxapp.services.seed_reader import read
from hxapp.storage.bin import live
from hxapp.storage.mapped.checklist import CriteriaSet

LONGEST_WORD = 40
_LONGEST_CODE = 60


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


def supplied_sets(session: Session, seed: Path, year: int) -> tuple[SuppliedSet, ...]:
    """The program's own sets that hold in the year and are not in the book yet; HxError for a damaged seed."""
    held = set(session.scalars(sa.select(CriteriaSet.code)))
    return tuple(one for one in _supplied(seed) if one.code not in held and one.holds_in(year))


def add_supplied_set(session: Session, seed: Path, code: str) -> uuid.UUID:
    """The program's set of that code, whole, with the identities all books share; Refused when the book has it."""
    if session.scalar(sa.select(CriteriaSet.id).where(CriteriaSet.code == code)) is not None:
        raise Refused("Bộ tiêu chí này đã có trong sổ. Hãy chọn bộ đó ở đầu trang.", "code")
    for path in _files(seed):
        if read(path).entry("set").text("code") == code:
            return seed_sample.fill_criteria(session, path)
    raise Refused(f"Chương trình không có bộ tiêu chí “{code}”. Hãy tạo bộ tiêu chí riêng.", "code")


def add_own_set(session: Session, edit: SetEdit, year: int) -> uuid.UUID:
    """A set without lines that holds in the year; Refused, with the field, for what is not taken."""
    title = needed(edit.title, "title", "Tên bộ tiêu chí")
    basis = optional(edit.basis, "basis", "Văn bản ban hành")
    group_word = needed(edit.group_word, "group_word", "Tên gọi của nhóm", LONGEST_WORD)
    criterion_word = needed(edit.criterion_word, "criterion_word", "Tên gọi của từng dòng", LONGEST_WORD)
    first, last = edit.in_force_from, edit.in_force_to
    if first is not None and first.year > year:
        raise Refused(
            f"Bộ áp dụng từ {format_date(first)} thì năm {year} chưa dùng được. "
            "Hãy sửa ngày, hoặc chọn năm khác ở góc trên rồi thêm lại.",
            "in_force_from",
        )
    if last is not None and last.year < year:
        raise Refused(
            f"Bộ chỉ áp dụng đến {format_date(last)} thì năm {year} không dùng được nữa. "
            "Hãy sửa ngày, hoặc chọn năm khác ở góc trên rồi thêm lại.",
            "in_force_to",
        )
    if first is not None and last is not None and last < first:
        raise Refused(f"Ngày này sớm hơn ngày bắt đầu {format_date(first)}. Hãy sửa lại.", "in_force_to")
    same = session.scalar(sa.select(CriteriaSet.id).where(live(CriteriaSet), CriteriaSet.title == title))
    if same is not None:
        raise Refused(f"Sổ đã có bộ “{title}”. Hãy đặt tên khác, ví dụ thêm số văn bản.", "title")
    position = session.scalar(sa.select(sa.func.max(CriteriaSet.position))) or 0
    row = CriteriaSet(
        id=uuid.uuid4(),
        code=_free_code(session, title),
        title=title,
        basis=basis or "",
        group_word=group_word,
        criterion_word=criterion_word,
        in_force_from=first,
        in_force_to=last,
        position=position + 1,
    )
    session.add(row)
    session.flush()
    return row.id


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
