"""Our own sheets: every format, and the three things done with one: export, plan of an import, apply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from hxapp.domain.documents import BookOrigin
from hxapp.domain.errors import HxError
from hxapp.domain.periods import Period
from hxapp.excel import applying, importing, writing
from hxapp.excel.checklist import ChecklistSheet
from hxapp.excel.indicators import IndicatorSheet
from hxapp.excel.layout import Place, SheetFormat
from hxapp.excel.plan import Plan, PlanRow, RefusedCell, Verdict
from hxapp.excel.tasks import TaskSheet
from hxapp.services import books

if TYPE_CHECKING:
    from hxapp.storage.database import Reading, Session


__all__ = ["FORMATS", "Plan", "PlanRow", "RefusedCell", "Verdict", "apply", "export", "read_plan"]

PRACTICE_MARK = "SỔ THỰC HÀNH – SỐ LIỆU KHÔNG CÓ THẬT"
NO_OFFICE = "(chưa khai báo cơ quan)"

FORMATS: tuple[SheetFormat, ...] = (IndicatorSheet(), TaskSheet(), ChecklistSheet())


def export(
    session: Reading,
    what: str,
    path: Path,
    *,
    year: int,
    period: Period,
    today: dt.date,
    chosen: Mapping[str, str] | None = None,
) -> None:
    """Write the sheet of 'indicators', 'tasks' or 'checklist' to `path`, whole or not at all.

    `chosen` names the set and the round of a checklist by their ids ('set', 'round'); else the period's own are taken.
    Raises HxError for another word, or when the file cannot be written.
    """
    form = next((one for one in FORMATS if one.name == what), None)
    if form is None:
        raise HxError(f"Không có loại “{what}”: hãy chọn indicators, tasks hoặc checklist.")
    place = form.place(session, Place(year, period, today, dict(chosen or {})))
    facts = books.facts(session)
    writing.write(
        path,
        form,
        place,
        form.fields(session, place),
        form.rows(session, place),
        book=facts.identity,
        lines=(facts.office.name or NO_OFFICE, *form.heading(session, place)),
        practice_mark=PRACTICE_MARK if facts.origin is BookOrigin.PRACTICE else None,
    )


def read_plan(session: Session, path: Path, today: dt.date) -> Plan:
    """What importing the file would do; nothing of it stays. Needs a session that may write (`Database.try_out`).

    Raises HxError when the file as a whole is refused: not a sheet of ours, of another book, of a changed period.
    """
    return importing.read_plan(session, path, today, FORMATS)


def apply(session: Session, plan: Plan, today: dt.date) -> None:
    """Write what the plan says, in the caller's transaction."""
    applying.apply(session, plan, today, FORMATS)
