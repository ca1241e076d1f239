"""How the clauses of a document stand in a table, and the few words that tell what a document is."""

from __future__ import annotations

from collections.abc import Callable

from hxapp.domain.words import format_date
from hxapp.services.clause_edits import ClauseLine
from hxapp.services.documents import DocumentRow
from hxapp.ui.table import Align, Column, Look


def columns() -> tuple[Column, ...]:
    """Number, title as a tree, and how many indicators and tasks stand right under each clause."""
    bold, plain = Look(bold=True), Look()
    return (
        Column("number", "Số mục", lambda row: row.number, width=84, fixed=True, sortable=False),
        Column(
            "title",
            "Tên mục",
            lambda row: row.title,
            stretch=True,
            fixed=True,
            tree=True,
            sortable=False,
            look=lambda row: plain if row.parent_id else bold,
            tip=lambda row: row.goal,
        ),
        Column("indicators", "Chỉ tiêu", _figure("indicators"), width=70, align=Align.RIGHT, sortable=False),
        Column("tasks", "Nhiệm vụ", _figure("tasks"), width=76, align=Align.RIGHT, sortable=False),
    )


def _figure(name: str) -> Callable[[ClauseLine], str]:
    return lambda row: str(getattr(row, name) or "")


def facts(row: DocumentRow) -> list[str]:
    """'Nghị quyết', 'số 05-NQ/ĐU ngày 30/12/2021', 'Đảng ủy phường', 'năm 2022'."""
    number = f"số {row.number}" if row.number else ""
    day = f"ngày {format_date(row.issued_on)}" if row.issued_on else ""
    first, last = row.years[0], row.years[-1]
    years = f"năm {first}" if first == last else f"{first}–{last}"
    return [one for one in (row.kind.label, f"{number} {day}".strip(), row.issuer, years) if one]


def short_facts(row: DocumentRow) -> str:
    """'Nghị quyết · số 05-NQ/ĐU'."""
    number = f"số {row.number}" if row.number else "chưa có số"
    return f"{row.kind.label} · {number}"
