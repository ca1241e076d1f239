"""What no action may leave behind, by whatever way it was done: the one list that every action passes at its end.

A form checks its own fields and names the one that is wrong; a guard is the last to look, at all rows that the action
touched: those a form wrote, a paste, an import, the bin, and what an undo puts back. It only reads, and raises Refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Integer, String, TableClause, and_, column, or_, select, table

from hxapp.domain.errors import Refused
from hxapp.storage.types import Key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hxapp.storage.database import Guard
    from hxapp.storage.history import Touched


def _table(name: str, *columns: str) -> TableClause:
    """A table by what guards look at; the whole schema is not loaded for that at every start."""
    keys = [column(one, Key) for one in ("id", *columns) if one.endswith("id")]
    others = [column(one, Integer if one in _WHOLE else String) for one in (*columns, "binned_at") if one[-2:] != "id"]
    return table(name, *keys, *others)


_WHOLE = {"percent", "year_from", "year_to"}
_AREA = _table("area", "parent_id", "name")
_CLAUSE = _table("clause", "parent_id", "document_id", "number", "title")
_CRITERION = _table("criterion", "parent_id", "set_id", "title")
_DOCUMENT = _table("source_document", "concretises_id", "amends_id", "title", "year_from", "year_to")
_INDICATOR = _table("indicator", "parent_id", "name")
_PLACE = _table("place", "area_id")
_RESULT = _table("result", "area_id")
_STATEMENT = _table("criteria_statement", "clause_id", "document_id")
_TARGET = _table("target", "clause_id", "document_id", "restates_id", "area_id", "wording")
_TASK = _table("task", "parent_id", "clause_id", "document_id", "wording", "percent")
_TASK_PLACE = _table("task_place", "area_id")

# What may lead from row to row, what a row is called, and how a round of them is told.
_LINKS = (
    (_AREA, "parent_id", "name", "“{row}” không thể nằm trong chính nó. Hãy chọn địa bàn cấp trên khác."),
    (_CLAUSE, "parent_id", "title", "Mục “{row}” không thể nằm dưới chính nó. Hãy chọn mục cấp trên khác."),
    (_CRITERION, "parent_id", "title", "Tiêu chí “{row}” không thể nằm dưới chính nó. Hãy chọn nhóm khác."),
    (_INDICATOR, "parent_id", "name", "Chỉ tiêu “{row}” không thể là phần của chính nó. Hãy chọn chỉ tiêu khác."),
    (
        _TASK,
        "parent_id",
        "wording",
        "Nhiệm vụ “{row}” không thể nằm dưới chính nó hoặc dưới phần việc của nó. Hãy chọn nhiệm vụ khác làm cấp trên.",
    ),
    (_DOCUMENT, "concretises_id", "title", "Văn bản “{row}” không thể cụ thể hóa chính nó. Hãy chọn văn bản khác."),
    (_DOCUMENT, "amends_id", "title", "Văn bản “{row}” không thể sửa đổi chính nó. Hãy chọn văn bản khác."),
    (_TARGET, "restates_id", "wording", "Mức “{row}” không thể nhắc lại chính nó. Hãy chọn mức khác."),
)
_MOST_LETTERS = 80


def nothing_stands_on_itself(session: Session, touched: Touched) -> None:
    """No row is beneath itself, not even by a round: lists of what hangs together would have no end."""
    for one, link, called, refusal in _LINKS:
        if one.name not in touched.tables:
            continue
        up = one.c[link]
        line = select(one.c.id.label("start"), up.label("at")).where(one.c.id.in_(touched.ids(one.name)))
        reached = line.where(up.is_not(None)).cte("reached", recursive=True)
        further = select(reached.c.start, up).join(one, one.c.id == reached.c.at).where(up.is_not(None))
        reached = reached.union(further)
        looped = select(one.c[called]).join(reached, reached.c.start == one.c.id).where(reached.c.at == one.c.id)
        _refuse(session, looped, refusal, link)


def clauses_are_of_the_same_document(session: Session, touched: Touched) -> None:
    """What names a clause beside its document names one of that document; and so does a clause above another.

    A task may name its clause alone.
    """
    for one, called in ((_TARGET, "wording"), (_TASK, "wording"), (_STATEMENT, None)):
        if touched.tables.isdisjoint({one.name, _CLAUSE.name}):
            continue
        strange = (
            select(_CLAUSE.c.number, _CLAUSE.c.title if called is None else one.c[called])
            .join(one, one.c.clause_id == _CLAUSE.c.id)
            .where(_live(one), _CLAUSE.c.document_id != one.c.document_id, _either(one, _CLAUSE, touched))
        )
        _refuse(
            session,
            strange,
            "Mục {row} thuộc văn bản khác với văn bản ghi cho “{other}”. Hãy chọn một mục của chính văn bản đó.",
            "clause_id",
        )
    _same_as_above(
        session,
        touched,
        _CLAUSE,
        "document_id",
        "Mục cấp trên của “{row}” thuộc văn bản khác. Hãy chọn mục của cùng văn bản.",
    )


def criteria_are_of_the_same_set(session: Session, touched: Touched) -> None:
    """A criterion stands in a group of its own set."""
    _same_as_above(
        session,
        touched,
        _CRITERION,
        "set_id",
        "Nhóm của tiêu chí “{row}” thuộc bộ tiêu chí khác. Hãy chọn nhóm của cùng bộ.",
    )


def figures_are_possible(session: Session, touched: Touched) -> None:
    """A task is done to 0 to 100 percent, and a document's last year is not before its first."""
    if _TASK.name in touched.tables:
        percent = _TASK.c.percent
        wrong = select(_TASK.c.wording, percent).where(_touched(_TASK, touched), or_(percent < 0, percent > 100))
        refusal = "Tỷ lệ hoàn thành {other}% của nhiệm vụ “{row}” không dùng được. Hãy nhập từ 0 đến 100."
        _refuse(session, wrong, refusal, "percent")
    if _DOCUMENT.name in touched.tables:
        first, last = _DOCUMENT.c.year_from, _DOCUMENT.c.year_to
        turned = select(_DOCUMENT.c.title, last).where(_touched(_DOCUMENT, touched), last < first)
        refusal = "Năm cuối {other} của văn bản “{row}” sớm hơn năm đầu. Hãy sửa lại năm áp dụng."
        _refuse(session, turned, refusal, "year_to")


def areas_in_use_stay(session: Session, touched: Touched) -> None:
    """Nothing stands under an area that lies in the bin: a figure would be shown nowhere, a task lose its place."""
    for one, what in (
        (_RESULT, "số liệu hoặc mức kế hoạch"),
        (_TARGET, "số liệu hoặc mức kế hoạch"),
        (_TASK_PLACE, "nhiệm vụ"),
        (_PLACE, "địa điểm"),
    ):
        if touched.tables.isdisjoint({one.name, _AREA.name}):
            continue
        lost = (
            select(_AREA.c.name)
            .join(one, one.c.area_id == _AREA.c.id)
            .where(_AREA.c.binned_at.is_not(None), _live(one), _either(one, _AREA, touched))
        )
        refusal = f"Địa bàn “{{row}}” có {what} nên không thể nằm trong thùng rác. Hãy khôi phục nó trước."
        _refuse(session, lost, refusal, "area_id")


GUARDS: tuple[Guard, ...] = (
    nothing_stands_on_itself,
    clauses_are_of_the_same_document,
    criteria_are_of_the_same_set,
    figures_are_possible,
    areas_in_use_stay,
)
"""What keeps a book: `books.open_book` hands it to every book that is opened, whoever opens it."""


def _same_as_above(session: Session, touched: Touched, one: TableClause, key: str, refusal: str) -> None:
    if one.name not in touched.tables:
        return
    above = one.alias("above")
    strange = (
        select(one.c.title)
        .join(above, above.c.id == one.c.parent_id)
        .where(
            _live(one), above.c[key] != one.c[key], or_(_touched(one, touched), above.c.id.in_(touched.ids(one.name)))
        )
    )
    _refuse(session, strange, refusal, "parent_id")


def _live(one: TableClause) -> ColumnElement[bool]:
    return one.c.binned_at.is_(None)


def _touched(one: TableClause, touched: Touched) -> ColumnElement[bool]:
    return and_(_live(one), one.c.id.in_(touched.ids(one.name)))


def _either(one: TableClause, other: TableClause, touched: Touched) -> ColumnElement[bool]:
    """Whether a row of one or of the other table was touched; a table that was not touched is not looked for."""
    return or_(*(each.c.id.in_(touched.ids(each.name)) for each in (one, other) if each.name in touched.tables))


def _refuse(session: Session, wrong: Any, refusal: str, field: str) -> None:
    """Refused for the first row found, its name and what else the query gives put into the sentence."""
    found = session.execute(wrong.limit(1)).first()
    if found is not None:
        row, *others = (_short(value) for value in found)
        raise Refused(refusal.format(row=row, other=others[0] if others else ""), field)


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1].rstrip()}…"
