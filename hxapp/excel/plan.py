"""What an import would do, row by row and cell by cell: the one thing that preview, command line and apply share."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from hxapp.domain.periods import Period

CellValue = Decimal | str | None


class Verdict(StrEnum):
    """What happens to one line of the preview."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return {
            Verdict.NEW: "Mới",
            Verdict.CHANGED: "Thay đổi",
            Verdict.SAME: "Giống",
            Verdict.REFUSED: "Từ chối",
        }[self]


@dataclass(frozen=True)
class PlanRow:
    """One line of the preview: a cell that changes or is refused, or a whole row that is new or the same.

    `cell` is the address ('Chỉ tiêu!F7'), `name` what the row is about, `field` the column's heading; `old` and `new`
    are what the book shows and what the sheet says, word for word; `reason` says why, in a sentence.
    """

    cell: str
    name: str
    field: str
    old: str
    new: str
    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True)
class RefusedCell:
    """A cell that was not taken, and why."""

    cell: str
    reason: str


@dataclass(frozen=True)
class RowChange:
    """What one row of the sheet writes: by field code, the new values. `key` None makes a new row.

    `old` is what the book held of these cells when the plan was made, as equal text.
    """

    row: int
    key: uuid.UUID | None
    values: dict[str, CellValue]
    old: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """An import, worked out and tried: `new` and `same` count rows, `changed` counts cells, `refused` lists cells.

    A row with a refused cell is not among `changes`: it stays wholly as it was.
    """

    what: str
    year: int
    period: Period
    rows: tuple[PlanRow, ...]
    new: int
    changed: int
    same: int
    refused: tuple[RefusedCell, ...]
    changes: tuple[RowChange, ...]
    facts: dict[str, str]
