"""Writes the plan of an import into the book it was made for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hxapp.domain.errors import HxError
from hxapp.excel.comparing import same_name
from hxapp.excel.layout import Place, SheetCell, SheetFormat, SheetRow
from hxapp.excel.marks import canonical
from hxapp.excel.plan import Plan, RowChange

if TYPE_CHECKING:
    from hxapp.storage.database import Session


_MOVED = "Sổ đã thay đổi sau khi xem trước nên không nhập được nữa: {what} Hãy xem trước lại."


def apply(session: Session, plan: Plan, today: dt.date, formats: Sequence[SheetFormat]) -> None:
    """Write what the plan says, in the caller's transaction; HxError when the book is not as the plan found it."""
    form = next(one for one in formats if one.name == plan.what)
    place = form.place(session, Place(plan.year, plan.period, today, plan.facts))
    _check_unmoved(form, form.rows(session, place), plan)
    waiting = list(plan.changes)
    while waiting:  # a whole may have to grow before its part
        left = []
        trouble: HxError | None = None
        for change in waiting:
            try:
                with session.begin_nested():
                    write_row(session, form, place, change)
            except HxError as error:
                left.append(change)
                trouble = error
        if trouble is not None and len(left) == len(waiting):
            raise HxError(_MOVED.format(what=trouble))
        waiting = left


def _check_unmoved(form: SheetFormat, rows: Sequence[SheetRow], plan: Plan) -> None:
    """What was typed since the preview is never overwritten by it."""
    held = {row.key: row for row in rows if row.key is not None}
    names = {same_name(row.name) for row in held.values()}
    for change in plan.changes:
        if change.key is None:
            name = str(change.values[form.new_needs])
            if same_name(name) in names:
                raise HxError(_MOVED.format(what=f"“{name}” vừa được thêm vào sổ."))
            continue
        row = held.get(change.key)
        if row is None:
            raise HxError(_MOVED.format(what="một dòng đã bị xóa."))
        for code, old in change.old.items():
            if canonical(row.cells.get(code, SheetCell()).value) != old:
                raise HxError(_MOVED.format(what=f"“{row.name}” vừa được sửa."))


def write_row(session: Session, form: SheetFormat, place: Place, change: RowChange) -> None:
    """One row of the sheet into the book; HxError when it is refused."""
    if change.key is None:
        form.add(session, place, change.values)
    else:
        form.save(session, place, change.key, change.values)
