"""Ctrl+Z and Ctrl+Y of the window: the last action of today taken back or done again, and its row shown."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hxapp.services import undoing
from hxapp.services.undoing import Done
from hxapp.ui import messages

if TYPE_CHECKING:
    from hxapp.ui.book_view import BookView

# Where a changed row is shown: by its table the tab, and the field that holds the key of the tab's own row.
_SHOWN: Mapping[str, tuple[str, str]] = {
    "indicator": ("indicators", "id"),
    "result": ("indicators", "indicator_id"),
    "target": ("indicators", "indicator_id"),
    "task": ("tasks", "id"),
    "progress_note": ("tasks", "task_id"),
    "task_department": ("tasks", "task_id"),
    "task_place": ("tasks", "task_id"),
    "criterion": ("checklist", "id"),
    "assessment": ("checklist", "criterion_id"),
}


@dataclass(frozen=True)
class Offer:
    """An entry of the menu: its words, whether it can be done, and why not."""

    text: str
    may: bool
    why_not: str = ""


def offered(view: BookView) -> tuple[Offer, Offer]:
    """What the entries for undo and redo say now."""
    with view.context.database.read() as session:
        steps = undoing.steps(session, view.context.now)
    undo = (
        Offer(undoing.named("Hoàn tác", steps.undo.name), True)
        if steps.undo
        else Offer("Hoàn tác", False, steps.why_not)
    )
    redo = Offer(undoing.named("Làm lại", steps.redo.name), True) if steps.redo else Offer("Làm lại", False)
    return undo, redo


def undo(view: BookView) -> None:
    """Take the last action of today back."""
    _do(view, lambda: undoing.undo(view.context.database, view.context.now), "Đã hoàn tác")


def redo(view: BookView) -> None:
    """Do again what was taken back last."""
    _do(view, lambda: undoing.redo(view.context.database, view.context.now), "Đã làm lại")


def _do(view: BookView, step: Callable[[], Done], said: str) -> None:
    if not view.may_leave():  # what is typed is kept first: it is the last action then
        return
    with messages.refusing(view):
        done = step()
        show(view, done.rows)
        view.status.show_done(undoing.named(said, done.name))
        tell_left(view, done, said)


def show(view: BookView, rows: Mapping[str, frozenset[uuid.UUID]]) -> None:
    """Bring the one row that changed into sight; of many, or where none is shown any more, the tab stays as it is."""
    wanted: set[tuple[str, uuid.UUID]] = set()
    with view.context.database.read() as session:
        for table, ids in rows.items():
            tab, field = _SHOWN.get(table, ("", ""))
            if not tab or len(ids) > 20:
                continue
            for row_id in undoing.owners(session, table, field, ids):
                wanted.add((tab, row_id))
    if len(wanted) == 1:
        ((tab, row_id),) = wanted
        view.stand_at(tab, row_id)


def tell_left(view: BookView, done: Done, said: str) -> None:
    """Say what stays as it is, and why."""
    if not done.left:
        return
    with view.context.database.read() as session:
        lines = undoing.left_words(session, done.left)
    listed = "\n".join(f"– {line}" for line in lines)
    messages.tell(view, f"{said} “{done.name}”, trừ {len(done.left)} chỗ được giữ nguyên:\n\n{listed}")
