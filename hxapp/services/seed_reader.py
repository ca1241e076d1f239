"""Reading the seed (db/seed): TOML files as checked entries, and the names by which they point to each other."""

from __future__ import annotations

import datetime as dt
import tomllib
import uuid
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from hxapp.domain.deadlines import Deadline
from hxapp.domain.errors import HxError
from hxapp.domain.periods import Period
from hxapp.domain.words import nfc
from hxapp.storage.mapped.base import Base

T = TypeVar("T")
W = TypeVar("W", bound=StrEnum)
_NAMES = ("key", "number", "code", "name", "task", "criterion", "department", "place", "area", "on", "id")


def read(path: Path) -> Entry:
    """A whole seed file; HxError when it is missing, no UTF-8 or no TOML. Figures come as the Decimals written."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as error:
        raise _damaged(path.name, "không đọc được tệp") from error
    except ValueError as error:  # no UTF-8, no TOML
        raise _damaged(path.name, f"không đúng dạng TOML ({error})") from error
    return Entry(values, path.name)


class Entry:
    """One table of a seed file, read field by field; `done` refuses what nobody read, so that no slip is passed over.

    Every field that is missing though needed, of a wrong kind or out of its vocabulary raises HxError with the file
    and the entry.
    """

    def __init__(self, values: Mapping[str, Any], file: str, place: str = "") -> None:
        self._values = values
        self._file = file
        self._place = place or next((str(values[name]) for name in _NAMES if name in values), "")
        self._read: set[str] = set()

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def fail(self, what: str) -> NoReturn:
        """Raises the HxError that says what is wrong with this entry."""
        raise _damaged(self._file, f"mục “{self._place}”: {what}" if self._place else what)

    def done(self) -> None:
        """Refuses fields that were not read."""
        for name in self._values:
            if name not in self._read:
                self.fail(f"không hiểu “{name}”")

    def raw(self, name: str) -> Any:
        """The value as TOML gives it; None when it is not there."""
        self._read.add(name)
        return self._values.get(name)

    def identity(self) -> uuid.UUID:
        try:
            return uuid.UUID(self.text("id"))
        except ValueError:
            self.fail("“id” không phải là một UUID")

    def text(self, name: str) -> str:
        """A text that must be there."""
        return self._needed(name, self.maybe(name))

    def maybe(self, name: str) -> str | None:
        """A text, or None; an empty one is refused."""
        value: str | None = self._of(name, str)
        if value is not None and not value.strip():
            self.fail(f"“{name}” để trống")
        return None if value is None else nfc(value)

    def flag(self, name: str, default: bool = False) -> bool:
        value = self._of(name, bool)
        return default if value is None else value

    def count(self, name: str) -> int | None:
        value = self.raw(name)
        if value is not None and type(value) is not int:
            self.fail(f"“{name}” không phải là số nguyên")
        return value

    def whole(self, name: str) -> int:
        """A whole number that must be there."""
        return self._needed(name, self.count(name))

    def amount(self, name: str) -> Decimal | None:
        """A figure with the decimals written."""
        value = self.raw(name)
        if value is None:
            return None
        figure = amount(value)
        return self._needed(name, figure, "không phải là một con số")

    def day(self, name: str) -> dt.date | None:
        value = self.raw(name)
        if value is not None and type(value) is not dt.date:
            self.fail(f"“{name}” không phải là một ngày")
        return value

    def word(self, name: str, words: type[W]) -> W:
        """A word of a vocabulary that must be there."""
        return self._needed(name, self.maybe_word(name, words))

    def maybe_word(self, name: str, words: type[W]) -> W | None:
        value = self.maybe(name)
        if value is None:
            return None
        try:
            return words(value)
        except ValueError:
            self.fail(f"“{name}” có từ lạ “{value}”")

    def deadline(self, year: int) -> Deadline | None:
        """The field "deadline" as a clerk would type it."""
        wording = self.maybe("deadline")
        try:
            return None if wording is None else Deadline.read(wording, year)
        except HxError as error:
            self.fail(str(error))

    def period(self, key: str) -> Period:
        """The period of a key that stands in this entry ('2022-Q2')."""
        try:
            return Period.parse(key)
        except HxError as error:
            self.fail(f"kỳ “{key}”: {error}")

    def entry(self, name: str) -> Entry:
        """The table under the name, which must be there."""
        return Entry(self._needed(name, self._of(name, dict)), self._file, name)

    def entries(self, name: str) -> tuple[Entry, ...]:
        """The tables of a list; none when it is not there."""
        found = self._of(name, list) or []
        if not all(isinstance(one, dict) for one in found):
            self.fail(f"“{name}” không phải là một danh sách mục")
        return tuple(Entry(one, self._file) for one in found)

    def _of(self, name: str, kind: type[Any]) -> Any:
        value = self.raw(name)
        if value is not None and not isinstance(value, kind):
            self.fail(f"“{name}” không đúng kiểu")
        return value

    def _needed(self, name: str, value: T | None, what: str = "bị thiếu") -> T:
        if value is None:
            self.fail(f"“{name}” {what}")
        return value


def amount(value: object) -> Decimal | None:
    """A figure as TOML gives it, with the decimals written; None for anything that is no figure."""
    if isinstance(value, Decimal) and value.is_finite():
        return value
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else None


def decimals_of(value: Decimal | None) -> int | None:
    """How many decimals were written; None without a figure."""
    if value is None:
        return None
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


class Names:
    """The rows that are known so far, by table and by the name the seed's files use for them."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], uuid.UUID] = {}
        self._ids: set[uuid.UUID] = set()

    def add(self, table: type[Base], name: str, entry: Entry) -> uuid.UUID:
        """The identity of a new row; its name and its id must both be new."""
        identity = self.identity(entry)
        if (table.__table__.description, name) in self._known:
            entry.fail(f"“{name}” có hai lần")
        self._known[table.__table__.description, name] = identity
        return identity

    def identity(self, entry: Entry) -> uuid.UUID:
        """The identity of a new row that nothing points to."""
        identity = entry.identity()
        if identity in self._ids:
            entry.fail(f"mã {identity} có hai lần")
        self._ids.add(identity)
        return identity

    def find(self, table: type[Base], name: str, entry: Entry) -> uuid.UUID:
        """The row of that name; HxError when there is none."""
        found = self._known.get((table.__table__.description, name))
        if found is None:
            entry.fail(f"nhắc đến “{name}” nhưng không có mục đó")
        return found

    def pointed(self, table: type[Base], entry: Entry, field: str) -> uuid.UUID | None:
        """The row that a field names; None when the field is not there."""
        name = entry.maybe(field)
        return None if name is None else self.find(table, name, entry)


def _damaged(file: str, what: str) -> HxError:
    return HxError(
        f"Dữ liệu mẫu đi kèm chương trình bị hỏng (tệp {file}): {what.rstrip('.')}. Hãy cài lại chương trình."
    )
