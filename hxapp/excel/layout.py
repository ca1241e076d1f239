"""What a sheet of ours consists of: its fields, where its rows come from, and where changes go."""

from __future__ import annotations

import datetime as dt
import uuid
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

from hxapp.domain.periods import Period
from hxapp.excel.plan import CellValue
from hxapp.services.fields import decimals_of

if TYPE_CHECKING:
    from hxapp.storage.database import Reading, Session


MOST_DIGITS = 15  # that Excel keeps of a number


class Kind(Enum):
    """What a field's cells hold.

    FIGURE is a number, or the office's words for one ('3/4', 'không phát sinh'); DATE a day, or words for a deadline.
    """

    TEXT = "text"
    FIGURE = "figure"
    DATE = "date"


@dataclass(frozen=True)
class Field:
    """One column. `code` finds it again wherever it was moved.

    `typed` columns are read back; `new_only` ones only from rows that are new; the rest is shown only, and a change in
    it is refused. `choices` become a drop-down list. Widths are Excel's.
    """

    code: str
    heading: str
    width: float
    kind: Kind = Kind.TEXT
    typed: bool = False
    new_only: bool = False
    choices: tuple[str, ...] = ()
    centred: bool = False


@dataclass(frozen=True)
class SheetCell:
    """A cell to write: a number with its decimals, a date, or a text.

    An estimate is shown as one ('ước 12,5'); `trouble` marks words of a state that somebody must look at.
    """

    value: CellValue | dt.date = None
    decimals: int = 0
    estimate: bool = False
    trouble: bool = False


@dataclass(frozen=True)
class SheetRow:
    """A row to write. Without a `key` it heads others (a clause, a group) and nothing is read back from it."""

    key: uuid.UUID | None
    name: str
    cells: dict[str, SheetCell]
    depth: int = 0
    bold: bool = False


@dataclass(frozen=True)
class Place:
    """What the sheet is about: year, reporting period, and for the checklist the set and the round."""

    year: int
    period: Period
    today: dt.date
    extra: dict[str, str] = field(default_factory=dict)
    memo: dict[str, Any] = field(default_factory=dict, compare=False)
    """What a format looked up once for all its rows."""


class SheetFormat(ABC):
    """One format: the sheet of one tab."""

    name: ClassVar[str]
    title: ClassVar[str]
    new_needs: ClassVar[str]
    """The field a new row cannot be without."""

    @abstractmethod
    def fields(self, session: Reading, place: Place) -> tuple[Field, ...]:
        """The columns in their order."""

    @abstractmethod
    def rows(self, session: Reading, place: Place) -> tuple[SheetRow, ...]:
        """The rows as the book has them now."""

    @abstractmethod
    def save(self, session: Session, place: Place, key: uuid.UUID, values: dict[str, CellValue]) -> None:
        """Write the changed fields of a row; Refused names the field by its code."""

    @abstractmethod
    def add(self, session: Session, place: Place, values: dict[str, CellValue]) -> uuid.UUID:
        """Make a new row of the fields that are filled; Refused names the field by its code."""

    def heading(self, session: Reading, place: Place) -> tuple[str, ...]:
        """Lines under the title."""
        return ()

    def place(self, session: Reading, place: Place) -> Place:
        """The place with what the format adds to it (the round that is shown)."""
        return place


def text_cell(text: str | None, *, estimate: bool = False, trouble: bool = False) -> SheetCell:
    """A text; '' is an empty cell."""
    return SheetCell(text or None, estimate=estimate, trouble=trouble)


def figure_cell(value: Decimal | None, text: str, *, estimate: bool = False) -> SheetCell:
    """A figure as a number with the decimals it was typed with; without a number, its words.

    Excel keeps fifteen digits of a number: one that has more is written as text.
    """
    if value is None or len(value.as_tuple().digits) > MOST_DIGITS:
        return text_cell(text, estimate=estimate)
    return SheetCell(value, decimals_of(value) or 0, estimate)
