"""The rows of the result grids: indicators under the documents and clauses they stand in."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hxapp.services.indicator_rows import further_title
from hxapp.services.result_grid import GridRow, ResultGrid, Section
from hxapp.ui.indicator_columns import FURTHER


@dataclass(frozen=True)
class SectionRow:
    """A row over indicators: the document or clause they stand in, or that over the figures inside tasks."""

    id: Hashable
    title: str
    below: str = ""


@dataclass(frozen=True)
class Rows:
    """The rows in their order, and under which row each stands."""

    rows: tuple[Any, ...]
    parents: Mapping[Hashable, Hashable | None]


def rows_of(grid: ResultGrid) -> Rows:
    """The rows under the rows of their sections; the figures inside tasks stand under one of their own, as ever."""
    numbered = [row for row in grid.rows if not row.further]
    further = [row for row in grid.rows if row.further]
    laid = _Laid(grid.sections)
    laid.add(numbered, None)
    if further:
        tops, heads = sum(row.depth == 0 for row in further), sum(row.headline for row in numbered)
        apart = f"không cộng vào {heads} chỉ tiêu" if heads else "chưa có số thứ tự nên đếm riêng"
        laid.rows.append(SectionRow(FURTHER, f"{further_title(further)} ({tops})", apart))
        laid.parents[FURTHER] = None
        laid.add(further, FURTHER)
    return Rows(tuple(laid.rows), laid.parents)


class _Laid:
    """Rows being laid under their sections: a document's row, under it its clauses, each under its whole title.

    Clauses in clauses would take a row and an indent each: their titles stand before each other in one row.
    """

    def __init__(self, sections: Iterable[Section]) -> None:
        self._sections = {section.key: section for section in sections}
        self.rows: list[Any] = []
        self.parents: dict[Hashable, Hashable | None] = {}

    def add(self, rows: Sequence[GridRow], top: Hashable | None) -> None:
        """Rows below the row `top`; the one section over all of them says nothing new."""
        told = len({row.section for row in rows}) > 1
        for row in rows:
            above = row.parent_id if row.depth else self._section(row.section, top) if told else top
            self.parents[row.id] = above
            self.rows.append(row)

    def _section(self, key: Hashable | None, top: Hashable | None) -> Hashable | None:
        """The row of the section, made where it has none yet."""
        if key is None:
            return top
        if key not in self.parents:
            path = [section := self._sections[key]]
            while section.clause and section.parent is not None:
                path.insert(0, section := self._sections[section.parent])
            document = None if path[0].clause else path.pop(0)
            above = top if document is None or not path else self._section(document.key, top)
            self.parents[key] = above
            self.rows.append(SectionRow(key, _title(path) if path else self._sections[key].title))
        return key


def _title(path: Sequence[Section]) -> str:
    """'C.II.1. Về kinh tế › Dịch vụ - Thương mại': the number has the part of the document already."""
    titles = [section.title for section in path if section is path[-1] or "." in section.clause]
    return f"{path[-1].clause}. {' › '.join(titles)}"
