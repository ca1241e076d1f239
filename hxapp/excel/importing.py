"""Works out what a sheet of ours changes, and tries it without keeping anything."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hxapp.domain.errors import HxError, Refused
from hxapp.domain.words import format_date, format_number
from hxapp.excel.applying import write_row
from hxapp.excel.columns import KnownNames
from hxapp.excel.comparing import comparable, same_name
from hxapp.excel.layout import Field, Place, SheetCell, SheetFormat, SheetRow
from hxapp.excel.marks import canonical
from hxapp.excel.plan import CellValue, Plan, PlanRow, RefusedCell, RowChange, Verdict
from hxapp.excel.reading import Reading, ReadRow, read, understood
from hxapp.services import books

if TYPE_CHECKING:
    from hxapp.storage.database import Session

_SHOWN_ONLY = (
    "Cột “{heading}” do chương trình ghi ra để xem, không nhập lại được. "
    "Hãy trả ô này về như khi xuất, hoặc sửa trong chương trình."
)
_HEADS_ONLY = "Dòng này là tên mục, không nhập được số liệu vào. Hãy trả ô về như khi xuất."
_NAMED = ("department", "leader")


@dataclass(frozen=True)
class _Change:
    """One cell that the user changed, with what stood in the book."""

    field: Field
    address: str
    old: SheetCell
    new: CellValue
    reason: str


def read_plan(session: Session, path: Path, today: dt.date, formats: Sequence[SheetFormat]) -> Plan:
    """The plan of importing the file at `path`; HxError when the file as a whole is refused.

    The changes are tried in savepoints and taken back, so the session must be one that may write; nothing stays.
    """
    reading = read(path)
    form = _form(reading, formats)
    _same_book(session, reading)
    place = form.place(session, Place(reading.year, reading.period, today, reading.facts))
    fields = form.fields(session, place)
    understood(reading, fields)
    return _Planner(session, form, place, fields, reading).plan()


def _form(reading: Reading, formats: Sequence[SheetFormat]) -> SheetFormat:
    for form in formats:
        if form.name == reading.what:
            return form
    raise HxError("Tệp do bản HX App mới hơn xuất ra, bản này chưa đọc được. Hãy xuất lại từ chương trình này.")


def _same_book(session: Session, reading: Reading) -> None:
    facts = books.facts(session)
    if reading.book != facts.identity:
        raise HxError(
            "Tệp này được xuất từ một sổ khác, không phải sổ đang mở "
            f"({books.title(facts)}). Hãy mở đúng sổ đã xuất tệp, hoặc xuất tệp mới từ sổ này. Sổ chưa thay đổi gì."
        )


class _Planner:
    """Compares the reading with the book."""

    def __init__(
        self, session: Session, form: SheetFormat, place: Place, fields: tuple[Field, ...], reading: Reading
    ) -> None:
        self.session = session
        self.form = form
        self.place = place
        self.fields = [one for one in fields if one.code in reading.columns]
        self.reading = reading
        rows = form.rows(session, place)
        self.book = {row.key: row for row in rows if row.key is not None}
        self.known = KnownNames(session)
        self.named: dict[str, list[SheetRow]] = {}
        for one in self.book.values():
            self.named.setdefault(same_name(one.name), []).append(one)
        self.counts = Counter(row.key for row in reading.rows if row.key is not None)
        self.lines: list[PlanRow] = []
        self.refused: list[RefusedCell] = []
        self.new = self.changed = self.same = 0
        self.changes: list[RowChange] = []

    def plan(self) -> Plan:
        pending: list[tuple[ReadRow, RowChange, list[_Change]]] = []
        for row in self.reading.rows:
            if self._refuse_row(row):
                continue
            if row.heads:
                self._check_heading(row)
                continue
            if row.key is None:
                change = self._new_row(row)
                if change is not None:
                    pending.append((row, change, []))
                continue
            cells = self._changed_cells(row, self.book[row.key])
            shown = [one for one in cells if not one.field.typed]
            if shown:
                for one in shown:
                    self._refuse(row, one.address, _SHOWN_ONLY.format(heading=one.field.heading), one.field)
            elif cells:
                change = RowChange(
                    row.row,
                    row.key,
                    {one.field.code: one.new for one in cells},
                    {one.field.code: canonical(one.old.value) for one in cells},
                )
                pending.append((row, change, cells))
            else:
                self.same += 1
                self._line(row, self._name(row), "", "", "", Verdict.SAME)
        self._try(pending)
        self.lines.sort(key=lambda line: self._order(line.cell))
        return Plan(
            what=self.form.name,
            year=self.reading.year,
            period=self.reading.period,
            rows=tuple(self.lines),
            new=self.new,
            changed=self.changed,
            same=self.same,
            refused=tuple(sorted(self.refused, key=lambda one: self._order(one.cell))),
            changes=tuple(self.changes),
            facts=self.reading.facts,
        )

    # A row that is refused before it is compared

    def _refuse_row(self, row: ReadRow) -> bool:
        reasons = list(row.refused)
        if row.key is not None and self.counts[row.key] > 1:
            reasons.append(
                RefusedCell(
                    self._row_address(row),
                    f"Mã dòng của dòng này đứng ở {self.counts[row.key]} dòng (dòng bị chép thêm). "
                    "Hãy xóa dòng thừa; nếu là dòng mới thì xóa mã ở cột mã dòng.",
                )
            )
        elif row.key is not None and row.key not in self.book:
            reasons.append(
                RefusedCell(
                    self._row_address(row),
                    "Dòng này không còn trong sổ (đã xóa vào thùng rác hoặc thuộc năm khác). "
                    "Hãy khôi phục dòng trong sổ, hoặc xóa dòng này khỏi tệp.",
                )
            )
        for reason in reasons:
            self._refuse(row, reason.cell, reason.reason)
        return bool(reasons)

    def _refuse(self, row: ReadRow, cell: str, reason: str, field: Field | None = None, new: str = "") -> None:
        self.refused.append(RefusedCell(cell, reason))
        field = field or next((one for one in self.fields if row.addresses.get(one.code) == cell), None)
        old = ""
        if field is not None and row.key in self.book:
            old = _shown(self.book[row.key].cells.get(field.code, SheetCell()).value)
            new = new or _shown(row.values.get(field.code))
        self.lines.append(
            PlanRow(cell, self._name(row), field.heading if field else "", old, new, Verdict.REFUSED, reason)
        )

    def _check_heading(self, row: ReadRow) -> None:
        """A row that heads others carries nothing back, but a change in it is not passed over in silence."""
        written = self.reading.written.get(row.key_text, {})
        for one in self.fields:
            if comparable(one, row.values.get(one.code)) != comparable(one, written.get(one.code)):
                self._refuse(row, row.addresses[one.code], _HEADS_ONLY, one)

    # Comparing

    def _new_row(self, row: ReadRow) -> RowChange | None:
        values = {
            one.code: row.values[one.code]
            for one in self.fields
            if (one.typed or one.new_only) and row.values.get(one.code) is not None
        }
        if not values:
            return None  # a heading or a remark under the table
        needed = next((one for one in self.fields if one.code == self.form.new_needs), None)
        address = row.addresses.get(self.form.new_needs, self._row_address(row))
        if needed is None or needed.code not in values:
            heading = needed.heading if needed else "tên"
            self._refuse(row, address, f"Dòng mới cần có “{heading}”. Hãy ghi vào ô này, hoặc xóa cả dòng.")
            return None
        name = same_name(str(values[needed.code]))
        if name in self.named:
            self._refuse_known(row, needed, values, self.named[name])
            return None
        self.named[name] = []
        return RowChange(row.row, None, values)

    def _refuse_known(self, row: ReadRow, needed: Field, values: dict[str, CellValue], twins: list[SheetRow]) -> None:
        """A row without a key whose name the book has: the file was imported before, or the clerk means that row."""
        typed = [one for one in self.fields if one.code in values]
        if any(
            all(
                comparable(one, values[one.code]) == comparable(one, twin.cells.get(one.code, SheetCell()).value)
                for one in typed
            )
            for twin in twins
        ):
            self.same += 1
            self._line(
                row, self._name(row), "", "", "", Verdict.SAME, "Dòng không có mã, nhưng sổ đã có đúng dòng này."
            )
            return
        where = "Sổ đã có" if twins else "Tệp đã có một dòng mới"
        self._refuse(
            row,
            row.addresses[needed.code],
            f"{where} cùng tên này nên không thêm lần nữa. Muốn sửa dòng có sẵn, hãy xuất lại tệp rồi sửa ở dòng đó; "
            "nếu là dòng khác, hãy ghi tên cho khác đi.",
            needed,
        )

    def _changed_cells(self, row: ReadRow, book: SheetRow) -> list[_Change]:
        written = self.reading.written.get(row.key_text)
        changes = []
        for one in self.fields:
            old, new = book.cells.get(one.code, SheetCell()), row.values.get(one.code)
            now, said = comparable(one, old.value), comparable(one, new)
            base = comparable(one, written.get(one.code)) if written is not None else now
            if said in (base, now):
                continue
            reason = self.known.doubt(one.code, new)
            if written is not None and now != base:
                reason = "Ô này trong sổ cũng đã đổi sau khi xuất tệp; số trong tệp sẽ thay số trong sổ. " + reason
            changes.append(_Change(one, row.addresses[one.code], old, new, reason.strip()))
        return changes

    # Trying

    def _try(self, pending: list[tuple[ReadRow, RowChange, list[_Change]]]) -> None:
        """Writes every row in a savepoint; what fails is tried again after the others, and at last refused."""
        outer = self.session.begin_nested()
        try:
            waiting = pending
            while waiting:
                left: list[tuple[ReadRow, RowChange, list[_Change]]] = []
                reasons: dict[int, HxError] = {}
                for row, change, cells in waiting:
                    try:
                        with self.session.begin_nested():
                            write_row(self.session, self.form, self.place, change)
                    except HxError as error:
                        reasons[row.row] = error
                        left.append((row, change, cells))
                    else:
                        self._take(row, change, cells)
                if len(left) == len(waiting):
                    for row, change, _ in left:
                        self._refuse_tried(row, change, reasons[row.row])
                    break
                waiting = left
        finally:
            outer.rollback()

    def _take(self, row: ReadRow, change: RowChange, cells: list[_Change]) -> None:
        self.changes.append(change)
        if change.key is None:
            self.new += 1
            self._line(row, self._name(row), "", "", self._name(row), Verdict.NEW, self._told_of_new(row, change))
            return
        for one in cells:
            self.changed += 1
            self.lines.append(
                PlanRow(
                    one.address,
                    self._name(row),
                    one.field.heading,
                    _shown(one.old.value),
                    _shown(one.new),
                    Verdict.CHANGED,
                    one.reason,
                )
            )

    def _told_of_new(self, row: ReadRow, change: RowChange) -> str:
        left_out = [one.heading for one in self.fields if row.values.get(one.code) and one.code not in change.values]
        doubts = [self.known.doubt(code, change.values.get(code)) for code in _NAMED]
        told = ["Dòng chưa có mã: sẽ thêm vào sổ."]
        if left_out:
            told.append(f"Không nhập cột chương trình tự tính: {', '.join(left_out)}.")
        return " ".join([*told, *(doubt for doubt in doubts if doubt)])

    def _refuse_tried(self, row: ReadRow, change: RowChange, error: HxError) -> None:
        """Every cell of the row that is refused: each is left out in turn, to hear what is said of the others."""
        left = dict(change.values)
        trouble: HxError | None = error
        while trouble is not None:
            code = trouble.field if isinstance(trouble, Refused) else ""
            if not code and len(left) == 1:
                (code,) = left
            field = next((one for one in self.fields if one.code == code), None)
            address = row.addresses[code] if field is not None else self._row_address(row)
            self._refuse(row, address, str(trouble), field)
            if code not in left or code == self.form.new_needs:
                return
            del left[code]
            trouble = self._trouble_with(replace(change, values=left)) if left else None

    def _trouble_with(self, change: RowChange) -> HxError | None:
        trial = self.session.begin_nested()
        try:
            write_row(self.session, self.form, self.place, change)
        except HxError as error:
            return error
        finally:
            trial.rollback()
        return None

    # Words and addresses

    def _line(
        self, row: ReadRow, name: str, field: str, old: str, new: str, verdict: Verdict, reason: str = ""
    ) -> None:
        self.lines.append(PlanRow(self._row_address(row), name, field, old, new, verdict, reason))

    def _name(self, row: ReadRow) -> str:
        if row.key in self.book:
            return self.book[row.key].name
        return _shown(row.values.get(self.form.new_needs))

    def _row_address(self, row: ReadRow) -> str:
        return row.addresses.get(self.form.new_needs) or f"{self.reading.title}!A{row.row}"

    def _order(self, cell: str) -> tuple[int, int, str]:
        place = cell.rpartition("!")[2]
        letters = place.rstrip("0123456789")
        digits = place[len(letters) :]
        return (int(digits) if digits else 0, len(letters), letters)


def _shown(value: CellValue | dt.date) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return format_date(value) if isinstance(value, dt.date) else format_number(value)
