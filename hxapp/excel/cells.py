"""What one cell of a sheet from outside says: the value as a clerk sees it there, or why it cannot be taken."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hxapp.domain.errors import Refused
from hxapp.domain.words import MOST_DECIMALS, format_date, format_number, parse_sheet_number, tidy
from hxapp.excel.layout import MOST_DIGITS, Field, Kind
from hxapp.excel.plan import CellValue

_FIRST_YEAR = 2000  # an earlier deadline is a number that a date format got hold of: 2022 becomes 14/07/1905
_ERRORS = ("#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!")
# Of a number format: what is printed as it stands (quoted, escaped, a blank's width, a colour or a language).
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


@dataclass(frozen=True)
class RawCell:
    """A cell as the file holds it; `formula`: its value is the stored result; `merged`: away under another cell."""

    value: Any
    number_format: str = "General"
    formula: bool = False
    error: bool = False
    merged: bool = False

    @property
    def text(self) -> str:
        """The value word for word, for a sentence about it."""
        if isinstance(self.value, dt.date):
            return format_date(self.value)
        return "" if self.value is None else tidy(str(self.value))


def value_of(one: Field, cell: RawCell) -> CellValue:
    """The cell's value for the field: a number, or text as it is shown; None for a blank. Refused says what is wrong.

    A number is what the cell shows: '82,4%' for 0.824 in a percent format, since that is what the clerk typed and sees.
    """
    value = cell.value
    if cell.merged:
        raise Refused("Ô này bị gộp vào ô bên cạnh nên không rõ giá trị. Hãy bỏ gộp ô (Unmerge) rồi ghi từng ô.")
    if cell.error or value in _ERRORS:
        raise Refused(f"Ô báo lỗi {value}. Hãy sửa công thức trong tệp, hoặc ghi thẳng giá trị.")
    if value is None:
        if cell.formula:
            raise Refused("Ô có công thức nhưng tệp không lưu kết quả. Hãy mở tệp bằng Excel, bấm Lưu rồi nhập lại.")
        return None
    if isinstance(value, bool):
        raise Refused(f"Ô chứa giá trị {'TRUE' if value else 'FALSE'}. Hãy ghi số hoặc chữ.")
    if isinstance(value, (dt.time, dt.timedelta)):
        raise Refused("Ô chứa giờ. Hãy đổi định dạng ô về Số hoặc Văn bản rồi ghi lại.")
    if isinstance(value, dt.date):
        return _date(one, value)
    if isinstance(value, (int, float)):
        return _number(one, value, _LITERAL.sub("", cell.number_format).partition(";")[0], cell.formula)
    return _text(one, str(value))


def _date(one: Field, value: dt.date) -> str:
    shown = format_date(value)
    if one.kind is Kind.FIGURE:
        raise Refused(
            f"Ô chứa ngày {shown}: Excel tự đổi những chữ như “3/4” thành ngày. "
            "Hãy đổi định dạng ô sang Văn bản (Text) rồi gõ lại."
        )
    if one.kind is Kind.DATE and value.year < _FIRST_YEAR:
        raise Refused(
            f"Ô chứa ngày {shown}, không thể là hạn: có lẽ một con số đã bị đổi thành ngày. "
            "Hãy gõ lại như 31/12/2022, hoặc xóa ô nếu chưa có hạn."
        )
    return shown


def _number(one: Field, value: float, shown_as: str, formula: bool) -> CellValue:
    number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.{MOST_DIGITS}g}")
    percent = "%" in shown_as
    if percent:
        number *= 100
    number = Decimal(f"{number.normalize():f}")
    if formula:
        number = _as_shown(number, shown_as)
    sign = "%" if percent else ""
    if one.kind is not Kind.FIGURE:
        text = format_number(number) if "," in shown_as else f"{number:f}".replace(".", ",")
        return text + sign
    if re.search("[0#?],+(?![0#?,])", shown_as) or "/" in shown_as:
        raise Refused(
            f"Ô chứa {format_number(number)} nhưng hiện theo kiểu phân số hoặc chia nghìn, nên không rõ là số nào. "
            "Hãy đổi định dạng ô về Số (Number) rồi xem lại."
        )
    return f"{format_number(number)}{sign}" if percent else number


def _as_shown(number: Decimal, shown_as: str) -> Decimal:
    """A formula's result with more decimals than a book keeps, as the cell shows it; else it stands as it is."""
    exponent = number.as_tuple().exponent
    shown = re.search(r"[0#?](?:\.([0#?]+))?", shown_as)
    if shown is None or not isinstance(exponent, int) or -exponent <= MOST_DECIMALS:
        return number
    return number.quantize(Decimal(1).scaleb(-min(len(shown[1] or ""), MOST_DECIMALS)), ROUND_HALF_UP)


def _text(one: Field, raw: str) -> CellValue:
    if one.kind is not Kind.FIGURE:
        return "\n".join(tidy(line) for line in raw.splitlines()).strip() or None
    text = tidy(raw)
    if not text:
        return None
    if any(letter.isalpha() for letter in text) or "/" in text:
        return text  # 'không phát sinh', '3/4': the office's words for a figure are read where they are saved
    if text.endswith("%"):
        return f"{format_number(parse_sheet_number(text[:-1]))}%"
    return parse_sheet_number(text)
