"""What the history of a book says, in a clerk's words: fields, rows, values and whole changes.

`Wording` tells many changes at once and reads for all of them together; the functions beside it tell one thing each.
Whatever the file holds is told, a row that is gone and a value that is spoilt too: nothing here raises.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Date

from hxapp.domain.errors import HxError
from hxapp.domain.history import ChangeKind
from hxapp.domain.periods import Period
from hxapp.domain.plan_share import ORDINALS, amount
from hxapp.domain.words import format_date, format_number, tidy
from hxapp.services import history_labels as labels
from hxapp.services import row_names
from hxapp.services.history_rows import Rows, key_of, referred, schema_of
from hxapp.storage.types import SCALE, Amount, PeriodKey, UtcTime, Word, as_typed

if TYPE_CHECKING:
    from hxapp.storage.database import Reading
    from hxapp.storage.history import Change

EMPTY = "(trống)"
UNREADABLE = "(không đọc được)"
NOT_IN_BIN = "không nằm trong thùng rác"

# Tables whose rows are cells: that there is one now means that something was typed into it.
_CELLS = frozenset({"result", "assessment", "setting", "progress_note"})
_IN_CELL = {"result": ("value", "words"), "assessment": ("outcome", "value")}
# What a cell shows: the cell's own name says it.
_MAIN = frozenset(
    {
        ("result", "value"),
        ("result", "words"),
        ("assessment", "outcome"),
        ("setting", "value"),
        ("progress_note", "text"),
    }
)
# Tables whose rows are called what they are: 'Mục A.II …'.
_SAY_THEMSELVES = frozenset({"clause", "criterion", "programme"})
_MOST_IN_SENTENCE = 90
_UNIT_OF = {"result": ("indicator", "indicator_id"), "assessment": ("criterion", "criterion_id")}


def field_label(table: str, field: str) -> str:
    """What the field is called in the book's forms, with a capital."""
    return labels.label(table, field)


def row_label(reading: Reading, table: str, row_id: uuid.UUID) -> str:
    """What a clerk calls the row, where it stands said with it: 'Thu ngân sách, Quý II/2022, ước'.

    Rows in the bin, and rows that are gone, are called as they last were.
    """
    return Wording(reading).row(table, row_id)


def value_words(
    reading: Reading,
    table: str,
    field: str,
    value: object,
    row_id: uuid.UUID | None = None,
    zone: dt.tzinfo | None = None,
) -> str:
    """A value as the file holds it, as the clerk would read it; with its row an amount has its decimals and unit.

    Moments are told by the clock of `zone`, without one by the PC's.
    """
    return Wording(reading, zone).value(table, field, value, row_id)


@dataclass(frozen=True, slots=True)
class FieldTold:
    """What became of a field: its name and both values in words; `quiet` for one that lists leave out."""

    field: str
    label: str
    was: str
    now: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class ChangeTold:
    """What became of a row: what it is called, what was done to it ('thêm', '' for fields only), and its fields.

    `live` is whether the row is in the book still, outside the bin. `sentence` tells all of it in one line.
    """

    number: int
    action_id: int
    table: str
    row_id: uuid.UUID
    noun: str
    row: str
    deed: str
    fields: tuple[FieldTold, ...]
    live: bool
    sentence: str

    @property
    def quiet(self) -> bool:
        """Whether only what no clerk filled was changed, as the order of rows."""
        return not self.deed and all(one.quiet for one in self.fields)


class Wording:
    """Tells what one reading of the book finds in its history; `prepare` reads for many changes at once."""

    def __init__(self, reading: Reading, zone: dt.tzinfo | None = None) -> None:
        self._rows = Rows(reading)
        self._names = row_names.Names(self._rows)
        self._zone = zone

    def prepare(self, changes: Iterable[Change]) -> None:
        """Reads whatever telling these changes needs: their rows, the rows they name, units and decimals of the time.

        What was not prepared is told all the same, row by row.
        """
        changed = list(changes)
        by_table: dict[str, set[uuid.UUID]] = {}
        figures: dict[tuple[str, str], set[uuid.UUID]] = {}
        for change in changed:
            by_table.setdefault(change.table, set()).add(change.row_id)
            for field, values in change.fields.items():
                target = referred(change.table, field)
                if target is not None:
                    by_table.setdefault(target, set()).update(key for key in map(key_of, values) if key is not None)
                elif (beside := labels.DECIMALS.get((change.table, field))) is not None:
                    figures.setdefault((change.table, beside), set()).add(change.row_id)
        self._names.want(by_table)
        for (table, beside), ids in figures.items():
            self._rows.want_past(table, beside, ids)
        units: dict[str, set[uuid.UUID]] = {}
        for change in changed:
            if any(_is_amount(change.table, field) for field in change.fields):
                for table, row in self._units_of(change.table, change.row_id):
                    units.setdefault(table, set()).add(row)
        for table, ids in units.items():
            self._rows.want(table, ids)
            self._rows.want_past(table, "unit", ids)

    def row(self, table: str, row_id: uuid.UUID) -> str:
        """See `row_label`."""
        return self._names.of(table, row_id)

    def is_live(self, table: str, row_id: uuid.UUID) -> bool:
        """Whether the row is in the book and not in the bin."""
        self._rows.want(table, (row_id,))
        return self._rows.is_live(table, row_id)

    def stored(self, table: str, row_id: uuid.UUID) -> Mapping[str, Any]:
        """What the file holds of the row, or last held."""
        self._rows.want(table, (row_id,))
        return self._rows.values(table, row_id)

    def value(
        self, table: str, field: str, value: object, row_id: uuid.UUID | None = None, change: int | None = None
    ) -> str:
        """See `value_words`; the decimals and the unit are those after the change with that number, or today's."""
        if field == labels.BINNED and value is None:
            return NOT_IN_BIN
        if value is None or value == "":
            return EMPTY
        try:
            return self._told(table, field, value, row_id, change)
        except (ValueError, TypeError, LookupError, ArithmeticError, HxError):  # spoilt, or of another schema
            return _plainly(value)

    def tell(self, changes: Iterable[Change]) -> list[ChangeTold]:
        """The changes in words, in their order."""
        changed = list(changes)
        self.prepare(changed)
        return [self._tell(one) for one in changed]

    def sentence(self, change: Change) -> str:
        """The change in one line: 'Thu ngân sách, Quý II/2022: 12,5 → 13,0 tỷ đồng'."""
        return self.tell((change,))[0].sentence

    # One change ----------------------------------------------------------------------------------------------------

    def _tell(self, change: Change) -> ChangeTold:
        noun, row = labels.noun(change.table), self.row(change.table, change.row_id)
        deed = _deed(change)
        fields = tuple(self._fields(change))
        return ChangeTold(
            change.id,
            change.action_id,
            change.table,
            change.row_id,
            noun,
            row,
            deed,
            fields,
            self.is_live(change.table, change.row_id),
            self._sentence(change, noun, row, deed, [one for one in fields if not one.quiet]),
        )

    def _fields(self, change: Change) -> Iterator[FieldTold]:
        table, row = change.table, change.row_id
        one_figure = change.fields.get("low") == change.fields.get("high")
        for field, (was, now) in self._shown(change):
            if field in row_names.COORDINATES.get(table, ()) and change.kind is not ChangeKind.UPDATE:
                continue  # the row's own name says it
            before = self.value(table, field, was, row, change.id - 1)
            after = self.value(table, field, now, row, change.id)
            quiet = labels.is_bookkeeping(table, field) or (field == "high" and one_figure)
            quiet = quiet or (field == labels.BINNED and (bool(_deed(change)) or table in _IN_CELL))
            quiet = quiet or (was is None and now == 0 and _is_truth(table, field))  # as every new row has it
            if quiet or before != after:
                yield FieldTold(field, field_label(table, field), before, after, quiet)

    def _shown(self, change: Change) -> Iterator[tuple[str, tuple[Any, Any]]]:
        """The fields; a figure whose decimals alone changed ('12,5' to '12,50') is told as changed."""
        beside = {
            decimals: field
            for (table, field), decimals in labels.DECIMALS.items()
            if table == change.table and decimals in change.fields and field not in change.fields
        }
        emptied = self._emptied(change)
        yield from emptied.items()
        for name, values in change.fields.items():
            if name not in emptied:
                yield name, values
            if name in beside and change.kind is ChangeKind.UPDATE:
                field = beside[name]
                self._rows.want_past(change.table, field, (change.row_id,))
                held = self._rows.at(change.table, change.row_id, field, change.id)
                yield field, (held, held)

    def _emptied(self, change: Change) -> dict[str, tuple[Any, Any]]:
        """What left a cell that was emptied, or came into one that had been: its row keeps the figure in the bin."""
        if change.kind is not ChangeKind.UPDATE or labels.BINNED not in change.fields:
            return {}
        leaves = change.fields[labels.BINNED][1] is not None
        found: dict[str, tuple[Any, Any]] = {}
        for field in _IN_CELL.get(change.table, ()):
            self._rows.want_past(change.table, field, (change.row_id,))
            now = self._rows.at(change.table, change.row_id, field, change.id)
            was = change.fields.get(field, (now, now))[0]
            if (was if leaves else now) is not None:
                found[field] = (was, None) if leaves else (None, now)
        return found

    def _sentence(self, change: Change, noun: str, row: str, deed: str, fields: list[FieldTold]) -> str:
        begun = f"{deed[:1].upper()}{deed[1:]}"
        if deed and change.kind is not ChangeKind.UPDATE:
            return f"{begun} {_lowered(row)}" if change.table in _SAY_THEMSELVES else f"{begun} {noun}: {row}"
        told = "; ".join(self._field_told(change, one, alone=len(fields) == 1) for one in fields)
        if deed:
            return f"{begun}: {row}" + (f" ({told})" if told else "")
        return f"{row}: {told or 'đổi thứ tự'}"

    def _field_told(self, change: Change, one: FieldTold, *, alone: bool) -> str:
        was, now = one.was, one.now
        if _is_amount(change.table, one.field):
            was = _without(was, now)
        named = alone and (change.table, one.field) in _MAIN
        said = f"{row_names.short(was, _MOST_IN_SENTENCE)} → {row_names.short(now, _MOST_IN_SENTENCE)}"
        return said if named else f"{_lowered(one.label)} {said}"

    # Values --------------------------------------------------------------------------------------------------------

    def _told(self, table: str, field: str, value: Any, row_id: uuid.UUID | None, change: int | None) -> str:
        if table == "setting" and field in ("name", "value"):
            return self._setting(field, value, row_id)
        target = referred(table, field)
        if target is not None or (key_of(value) is not None and field == "id"):
            key = key_of(value)
            return _plainly(value) if key is None else self.row(target or table, key)
        if (code := labels.CODES.get((table, field))) is not None and value in code:
            return code[value]
        schema = schema_of(table)
        if schema is None or field not in schema.c:
            return _plainly(value)
        kind = schema.c[field].type
        if isinstance(kind, Amount):
            return self._amount(table, field, value, row_id, change)
        if isinstance(kind, Word):
            word = kind.words(value)
            return labels.WORDS[kind.words][word] if kind.words in labels.WORDS else str(word.label)
        if isinstance(kind, PeriodKey):
            return Period.parse(value).label
        if isinstance(kind, Boolean):
            return {0: "không", 1: "có"}[value]
        if isinstance(kind, UtcTime):
            return self._moment(field, value)
        if isinstance(kind, Date):
            return format_date(dt.date.fromisoformat(value))
        percent = (table, field) == ("task", "percent") and isinstance(value, int)
        return f"{value}%" if percent else _plainly(value)

    def _amount(self, table: str, field: str, value: Any, row_id: uuid.UUID | None, change: int | None) -> str:
        if not isinstance(value, int):
            raise TypeError("an amount is stored as a whole number")
        decimals: Any = None
        beside = labels.DECIMALS.get((table, field))
        if row_id is not None and beside is not None:
            decimals = self._then(table, row_id, beside, change)
        figure = as_typed(Decimal(value).scaleb(-SCALE), decimals if isinstance(decimals, int) else None)
        assert figure is not None
        if row_id is None or field in ("numerator", "denominator"):
            return format_number(figure)
        for holder, row in self._units_of(table, row_id, field):
            unit = self._then(holder, row, "unit", change)
            if isinstance(unit, str) and unit:
                return amount(figure, unit)
        return format_number(figure)

    def _units_of(self, table: str, row_id: uuid.UUID, field: str = "") -> Iterator[tuple[str, uuid.UUID]]:
        """The rows that may say the unit of the row's figures, the nearest first.

        What was assigned is counted as the indicator is, even where the target asks for per cent of it.
        """
        if table in ("target", "criterion", "indicator") and field != "assigned":
            yield table, row_id
        holder, link = _UNIT_OF.get(table, ("indicator", "indicator_id"))
        key = key_of(self.stored(table, row_id).get(link))
        if key is not None:
            yield holder, key

    def _then(self, table: str, row_id: uuid.UUID, field: str, change: int | None) -> Any:
        self._rows.want(table, (row_id,))
        if change is None:
            return self._rows.values(table, row_id).get(field)
        self._rows.want_past(table, field, (row_id,))
        return self._rows.at(table, row_id, field, change)

    def _moment(self, field: str, value: str) -> str:
        local = dt.datetime.fromisoformat(value).astimezone(self._zone)
        told = f"{format_date(local.date())} {local:%H:%M}"
        return f"bỏ vào lúc {told}" if field == labels.BINNED else told

    def _setting(self, field: str, value: Any, row_id: uuid.UUID | None) -> str:
        if field == "name":
            return labels.SETTINGS.get(value, labels.FORMER_FIELD)
        name = None if row_id is None else self.stored("setting", row_id).get("name")
        if name == "office.kind":
            return labels.OFFICES[value]
        if name == "practice.day":
            return format_date(dt.date.fromisoformat(value))
        if name in labels.YES_NO:
            return {"yes": "có", "no": "không"}[value]
        return _plainly(value)


def _deed(change: Change) -> str:
    """What was done to the row as a whole; '' where only fields were filled or changed."""
    if change.kind is ChangeKind.INSERT:
        return "" if change.table in _CELLS else "thêm"
    if change.kind is ChangeKind.DELETE:
        return "xóa hẳn"
    was, now = change.fields.get(labels.BINNED, (None, None))
    if change.table in _IN_CELL or (was is None) == (now is None):
        return ""
    return "bỏ vào thùng rác" if was is None else "lấy lại từ thùng rác"


def _is_amount(table: str, field: str) -> bool:
    schema = schema_of(table)
    return schema is not None and field in schema.c and isinstance(schema.c[field].type, Amount)


def _is_truth(table: str, field: str) -> bool:
    schema = schema_of(table)
    return schema is not None and field in schema.c and isinstance(schema.c[field].type, Boolean)


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _without(was: str, now: str) -> str:
    """The former figure without the unit, where the present one says the same: '12,5 → 13,0 tỷ đồng'."""
    figure, blank, unit = was.partition(" ")
    same = blank and now.endswith(f" {unit}") and unit not in ORDINALS and figure not in ORDINALS
    return figure if same and figure[-1:].isdigit() else was


def _plainly(value: object) -> str:
    """A text or a whole number as it stands, line by line; anything else is not for reading."""
    if isinstance(value, str):
        return "\n".join(line for line in map(tidy, value.splitlines()) if line) or EMPTY
    return str(value) if isinstance(value, int) else UNREADABLE
