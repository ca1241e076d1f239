"""Column types: 16-byte UUID, exact amount, composed text, UTC time, a vocabulary word, a period's key, any value."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sqlalchemy import BigInteger, Integer, LargeBinary, Numeric, String, Text, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

from hxapp.domain.errors import Refused
from hxapp.domain.periods import Period
from hxapp.domain.words import format_number, nfc

SCALE = 6
_LIMIT = Decimal(2**63 // 10**SCALE)
_NOT_TEXT = "[\x00\ud800-\udfff]"
_MOST_DIGITS = len(str(_LIMIT))


class Key(TypeDecorator[uuid.UUID]):
    """A row's identity: 16 bytes on SQLite, the native type on PostgreSQL."""

    impl = Uuid
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(LargeBinary(16))
        return dialect.type_descriptor(Uuid(native_uuid=True))

    def process_bind_param(self, value: uuid.UUID | None, dialect: Dialect) -> Any:
        return value.bytes if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> uuid.UUID | None:
        return _identity(bytes(value)) if value is not None and dialect.name == "sqlite" else value


@lru_cache(maxsize=8192)  # a list of results names the same few indicators and areas thousands of times
def _identity(stored: bytes) -> uuid.UUID:
    return uuid.UUID(bytes=stored)


class Amount(TypeDecorator[Decimal]):
    """An exact decimal: INTEGER millionths on SQLite (whose NUMERIC is a float, silently), NUMERIC(19, 6) elsewhere.

    The decimals that were typed are kept in a column of their own beside it; `as_typed` puts both together.
    A seventh decimal, an amount that does not fit, or no number at all (NaN, infinity) raises Refused.
    """

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Integer())
        return dialect.type_descriptor(Numeric(19, SCALE))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if not isinstance(value, Decimal):
            raise TypeError(f"an amount is a Decimal, not {type(value).__name__}")
        millionths = _millionths(value)
        return millionths if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        if not isinstance(value, int):  # AVG and division give floats on SQLite: work with SUM and COUNT instead
            raise TypeError(f"an amount came back as {type(value).__name__}, which is not exact")
        return Decimal(value).scaleb(-SCALE)


def _millionths(value: Decimal) -> int:
    """The amount in millionths, exactly, whatever the precision of the current decimal context."""
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise Refused("Giá trị này không phải là một số. Hãy nhập một con số, hoặc để trống.")
    if (value and value.adjusted() >= _MOST_DIGITS) or abs(value) >= _LIMIT:
        raise Refused(
            f"Số này quá lớn để lưu (từ {format_number(_LIMIT)} trở lên). "
            "Hãy nhập theo đơn vị lớn hơn (nghìn, triệu, tỷ)."
        )
    shift = exponent + SCALE
    coefficient = int("".join(map(str, digits)))
    if shift < 0:
        coefficient, rest = divmod(coefficient, 10 ** min(-shift, len(digits)))
        if rest or (coefficient and -shift > len(digits)):
            raise Refused(
                f"Số này có hơn {SCALE} chữ số thập phân. "
                f"Hãy làm tròn còn nhiều nhất {SCALE} chữ số thập phân rồi nhập lại."
            )
    else:
        coefficient *= 10**shift if coefficient else 1
    return -coefficient if value.is_signed() else coefficient


def as_typed(value: Decimal | None, decimals: int | None) -> Decimal | None:
    """The amount with the decimals that were typed (its exponent), as Decimal('82.70') for 82,70; no digit is lost.

    Without `decimals`, as many as the amount needs.
    """
    if value is None:
        return None
    if decimals is not None and decimals >= 0 and (shown := value.quantize(Decimal(1).scaleb(-decimals))) == value:
        return shown
    exponent = value.normalize().as_tuple().exponent
    needed = max(0, -exponent) if isinstance(exponent, int) else 0
    return value.quantize(Decimal(1).scaleb(-max(decimals or 0, needed)))


class Composed(TypeDecorator[str]):
    """Text stored composed (Unicode NFC), so that equal words are equal bytes.

    Halves of characters and NUL, which no file can hold faithfully, raise Refused.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if re.search(_NOT_TEXT, value):
            raise Refused("Văn bản có ký tự hỏng, không lưu được (thường do dán từ tệp lỗi phông). Hãy gõ lại đoạn đó.")
        return nfc(value)


class UtcTime(TypeDecorator[dt.datetime]):
    """A moment in UTC, stored as ISO text; order between rows never comes from it."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: str | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return dt.datetime.fromisoformat(value)


E = TypeVar("E", bound=StrEnum)


class Word(TypeDecorator[E], Generic[E]):
    """A word of a closed vocabulary, stored as its own text, so that the file explains itself."""

    impl = String(32)
    cache_ok = True

    def __init__(self, words: type[E]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:
        return None if value is None else self.words(value)


class PeriodKey(TypeDecorator[Period]):
    """A reporting period, stored as its one text form."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: Period | None, dialect: Dialect) -> str | None:
        return None if value is None else value.key

    def process_result_value(self, value: str | None, dialect: Dialect) -> Period | None:
        return None if value is None else Period.parse(value)


class ContentHash(TypeDecorator[bytes]):
    """The SHA-256 of a content that the book keeps (`hxapp.storage.contents`); a row that holds it needs it."""

    impl = LargeBinary(32)
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        if value is not None and len(value) != 32:
            raise ValueError("a content hash has 32 bytes")
        return value


class AsStored(UserDefinedType[Any]):
    """Whatever another column holds, exactly as the file holds it: a whole number, text, bytes.

    SQLite's BLOB is the one declared type that converts nothing (https://www.sqlite.org/datatype3.html, 3.1).
    """

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "BLOB"
