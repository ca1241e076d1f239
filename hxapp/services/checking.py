"""Checking a book (kiểm tra sổ): everything that is wrong with it, each in a sentence with what can be done about it.

The faults of the file are found by `hxapp.storage.checks`, those of its meaning by `hxapp.services.invariants`; both on
a private copy, so that others go on working. What a finding's `repairs` name is done by `hxapp.services.repairs`.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, StaticPool, create_engine
from sqlalchemy.exc import SQLAlchemyError

from hxapp.domain.errors import HxError
from hxapp.services import history_labels
from hxapp.services.history_words import Wording, field_label
from hxapp.services.invariants import INVARIANTS, Invariant
from hxapp.storage import backup, checks, connections, history_checks
from hxapp.storage.checks import Fault, FaultKind, Told
from hxapp.storage.schema.base import BOOK_TABLES
from hxapp.storage.value_checks import is_legal

if TYPE_CHECKING:
    from hxapp.storage.database import Database, Reading

_RESTORE = "Hãy khôi phục sổ từ bản sao lưu gần nhất còn tốt"
_TYPE_AGAIN = "Hãy xem lại dòng đó và nhập lại cho đúng"
_MOST_LETTERS = 90


class Severity(StrEnum):
    """What a finding asks for."""

    RESTORE = "restore"
    """Something is lost or can't be trusted: the book is to be restored from a backup."""
    MEND = "mend"
    """It can be put right here, by a repair or by typing it again."""
    NOTE = "note"
    """Nothing that is in the book is wrong; its history of long ago is."""


class RepairName(StrEnum):
    """The repairs there are (`hxapp.services.repairs`)."""

    INDEXES = "indexes"
    OBJECTS = "objects"
    LINKS = "links"
    CELLS = "cells"
    RECORDED = "recorded"
    PRESENT = "present"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: the sentence says what, where, and what to do next.

    `repairs` name what would put it right, the safest first. Table, row and field are where it is, where that is known.
    """

    severity: Severity
    sentence: str
    repairs: tuple[RepairName, ...] = ()
    table: str = ""
    row_id: uuid.UUID | None = None
    field: str = ""

    @property
    def repair(self) -> RepairName | None:
        """The safest repair."""
        return self.repairs[0] if self.repairs else None


def full_check(
    database: Database, steps: Path, told: Told | None = None, earlier: Sequence[Path] = ()
) -> tuple[Finding, ...]:
    """Everything that is wrong with the open book, the gravest first; empty when all is well. Reads all of it.

    `steps` is the folder of schema steps, `earlier` are backups of this book that its history is compared with. `told`
    hears how far it is and may raise to end it. In a thread of its own it keeps nobody from saving.
    """
    hear = told or _nobody
    copy = _copy_of(database, hear)
    if isinstance(copy, Finding):
        return (copy,)
    with closing(copy):
        return check_copy(copy, steps, hear, earlier)


def quick_check(database: Database, told: Told | None = None) -> tuple[Finding, ...]:
    """What SQLite itself finds in the open book: of the file's structure and of the links between rows."""
    hear = told or _nobody
    copy = _copy_of(database, hear)
    if isinstance(copy, Finding):
        return (copy,)
    with closing(copy):
        with checks.interruptible(copy, lambda: hear(0, 0, "")):
            faults = checks.plain_faults(copy)
        with _reading(copy) as reading:
            words = _Words(reading)
            return tuple(words.of(fault) for fault in _merged(faults))


def _copy_of(database: Database, hear: Told) -> sqlite3.Connection | Finding:
    """A private copy of the open book, or what keeps it from being read at all."""
    with database.job() as job:
        source = job.copying_source() or backup.reader(database.path)
        try:
            return checks.private_copy(source, hear)
        except sqlite3.Error as error:
            return _unreadable(_kind(error))


def _kind(error: Exception) -> str:
    return str(getattr(error, "sqlite_errorname", "")) or type(error).__name__


def check_file(path: Path, steps: Path, told: Told | None = None, earlier: Sequence[Path] = ()) -> tuple[Finding, ...]:
    """The same for a book that nothing in this process has open; nothing is written."""
    hear = told or _nobody
    try:
        with closing(backup.reader(path)) as source:
            copy = checks.private_copy(source, hear)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return (_unreadable(_kind(error)),)
    with closing(copy):
        return check_copy(copy, steps, hear, earlier)


def check_copy(copy: sqlite3.Connection, steps: Path, told: Told, earlier: Sequence[Path]) -> tuple[Finding, ...]:
    """The same of a private copy (`checks.private_copy`)."""
    faults = checks.full(copy, checks.newest_schema(steps), told)
    with _reading(copy) as reading:
        words = _Words(reading)
        findings = [words.of(fault) for fault in _merged(faults)]
        for path in earlier:
            findings += _past(copy, path, words)
        for number, invariant in enumerate(INVARIANTS):
            told(number, len(INVARIANTS), "Đang kiểm tra các quy tắc của sổ…")
            findings += _breaches(reading, invariant, words, bool(faults))
    order = list(Severity)
    return tuple(sorted(findings, key=lambda one: order.index(one.severity)))


def _reading(copy: sqlite3.Connection) -> Connection:
    """The copy as services read a book."""
    engine = create_engine("sqlite+pysqlite://", creator=lambda: copy, poolclass=StaticPool, hide_parameters=True)
    return engine.connect()


def _nobody(_done: int, _total: int, _text: str) -> None:
    pass


def _merged(faults: Iterable[Fault]) -> Iterator[Fault]:
    """Of one index or page SQLite complains row by row, and a spoilt value is not history's either: said once."""
    said: set[tuple[FaultKind, str]] = set()
    held = list(faults)
    told_by_history = {(one.table, one.row_id, one.field) for one in held if one.kind is FaultKind.DIFFERS}
    for fault in held:
        if fault.kind is FaultKind.VALUE and (fault.table, fault.row_id, fault.field) in told_by_history:
            continue
        writes_history = fault.kind is FaultKind.OBJECT and fault.detail in ("trigger", "view")
        if writes_history or fault.kind in (FaultKind.INDEX, FaultKind.FILE):
            key = (fault.kind, fault.detail if writes_history else fault.table or fault.detail)
            if key in said:
                continue
            said.add(key)
        yield fault


def _past(copy: sqlite3.Connection, path: Path, words: _Words) -> list[Finding]:
    try:
        with closing(connections.looking(path)) as older:
            return [words.of(fault, path) for fault in history_checks.past_faults(copy, older)]
    except (sqlite3.Error, UnicodeDecodeError):
        return []  # the backup is the damaged one: lists of backups say so


def _breaches(reading: Connection, invariant: Invariant, words: _Words, damaged: bool) -> Iterator[Finding]:
    try:
        for breach in list(invariant.find(reading)):
            fixed = (RepairName.CELLS,) if invariant.name == "identities_follow_from_coordinates" else ()
            yield words.breach(invariant, breach.table, breach.row_id, breach.field, breach.detail, fixed)
    except (SQLAlchemyError, HxError, ValueError, TypeError, LookupError, sqlite3.Error):
        # What can't be read is told by the checks of values; where they found nothing, nobody else would say it.
        if not damaged:
            yield Finding(
                Severity.RESTORE,
                f"Không kiểm tra được quy tắc “{invariant.sentence}” vì có dòng không đọc được. {_RESTORE}.",
            )


def _unreadable(why: str) -> Finding:
    return Finding(Severity.RESTORE, f"Tệp sổ không đọc được đến hết (SQLite báo {why}). {_RESTORE}.")


class _Words:
    """Says what is wrong, and where, as a clerk calls it."""

    def __init__(self, reading: Reading) -> None:
        self._wording = Wording(reading)

    def of(self, fault: Fault, beside: Path | None = None) -> Finding:
        key = _uuid(fault.row_id)
        severity, sentence, repairs = self._told(fault, key, beside)
        return Finding(severity, sentence, repairs, fault.table, key, fault.field)

    def breach(
        self,
        invariant: Invariant,
        table: str,
        row_id: uuid.UUID | None,
        field: str,
        detail: str,
        repairs: tuple[RepairName, ...],
    ) -> Finding:
        if row_id is None:
            sentence = detail if table == "" else f"{detail.rstrip('.')}. Quy tắc: {invariant.sentence} {_RESTORE}."
        else:
            why = f"{invariant.sentence.rstrip('.')}{f' ({detail})' if detail else ''}"
            sentence = f"{self._place(table, row_id, field)}: {why}. {'' if repairs else _TYPE_AGAIN + '.'}".rstrip()
        severity = Severity.RESTORE if row_id is None and table else Severity.MEND
        return Finding(severity, sentence, repairs, table, row_id, field)

    def _told(
        self, fault: Fault, key: uuid.UUID | None, beside: Path | None
    ) -> tuple[Severity, str, tuple[RepairName, ...]]:
        kind, table, field = fault.kind, fault.table, fault.field
        place = self._place(table, key, field)
        if kind is FaultKind.FILE:
            return Severity.RESTORE, f"Tệp sổ bị hỏng, SQLite báo: {fault.detail}. {_RESTORE}.", ()
        if kind is FaultKind.INDEX:
            sentence = f"Mục lục “{table}” của sổ không khớp với số liệu. Số liệu vẫn còn: hãy lập lại mục lục."
            return Severity.MEND, sentence, (RepairName.INDEXES,)
        if kind is FaultKind.KEY:
            parent = history_labels.noun(fault.detail)
            sentence = f"{place}: trỏ tới một {parent} không có trong sổ."
            if _is_optional(table, field):
                return Severity.MEND, f"{sentence} Hãy bỏ liên kết đó rồi chọn lại.", (RepairName.LINKS,)
            return Severity.RESTORE, f"{sentence} {_RESTORE}.", ()
        if kind is FaultKind.OBJECT:
            return _object(fault)
        if kind is FaultKind.FACTS:
            sentence = f"Tệp sổ tự ghi sai về mình ({fault.detail}: {fault.present}, đúng ra là {fault.recorded})."
            return Severity.RESTORE, f"{sentence} {_RESTORE}.", ()
        if kind is FaultKind.VALUE:
            sentence = f"{place}: giá trị {self._value(fault, key, fault.present)} không đúng kiểu của cột này."
            return Severity.MEND, f"{sentence} {_TYPE_AGAIN}.", ()
        if kind is FaultKind.DIFFERS:
            present, recorded = (self._value(fault, key, one) for one in (fault.present, fault.recorded))
            sentence = f"{place}: sổ đang ghi {present}, lịch sử ghi lần cuối là {recorded}."
            return Severity.MEND, f"{sentence} Hãy chọn giữ giá trị nào.", _either(fault)
        if kind is FaultKind.UNRECORDED:
            sentence = f"{place}: dòng có trong sổ mà lịch sử không ghi. Hãy ghi dòng này vào lịch sử."
            return Severity.MEND, sentence, (RepairName.PRESENT,)
        if kind is FaultKind.GONE:
            sentence = f"{place}: dòng mất khỏi sổ mà lịch sử không ghi ai bỏ. Hãy lấy lại dòng theo lịch sử."
            return Severity.MEND, sentence, (RepairName.RECORDED, RepairName.PRESENT)
        if kind is FaultKind.CONTENT:
            sentence = "Một tệp minh chứng không còn đúng nội dung lúc đưa vào."
            return Severity.RESTORE, f"{sentence} {_RESTORE}, hoặc đưa lại tệp đó vào sổ.", ()
        if kind is FaultKind.PAST:
            name = "" if beside is None else f" “{beside.name}”"
            sentence = f"Lịch sử, {_number(fault)}: không còn như trong bản sao lưu{name}."
            return Severity.NOTE, f"{sentence} Số liệu không bị ảnh hưởng; bản sao lưu đó còn ghi đúng.", ()
        where = place if table in BOOK_TABLES.tables else _number(fault)
        if fault.detail == "running":
            return (
                Severity.RESTORE,
                f"Lịch sử của sổ ghi một việc còn dở dang, sổ không ghi tiếp đúng được. {_RESTORE}.",
                (),
            )
        if fault.detail in ("fields", "table"):
            sentence = f"Lịch sử không theo dõi đúng bảng “{history_labels.noun(table)}” nữa."
            return Severity.RESTORE, f"{sentence} {_RESTORE}.", ()
        sentence = f"Lịch sử cũ không khớp ở {where} ({fault.detail})."
        return Severity.NOTE, f"{sentence} Số liệu đang có không vì thế mà sai; bản sao lưu cũ hơn còn ghi đúng.", ()

    def _place(self, table: str, row_id: uuid.UUID | None, field: str) -> str:
        if table not in BOOK_TABLES.tables:
            return f"Bảng {table}" if table else "Sổ"
        noun = history_labels.noun(table)
        try:
            row = (
                f"{noun[:1].upper()}{noun[1:]} “{_short(self._wording.row(table, row_id))}”"
                if row_id
                else (f"Một {noun} không rõ dòng nào")
            )
        except (SQLAlchemyError, HxError, ValueError, TypeError, LookupError, sqlite3.Error):
            row = f"{noun[:1].upper()}{noun[1:]} mã {row_id}"
        return f"{row}, {field_label(table, field)}" if field and field != "id" else row

    def _value(self, fault: Fault, key: uuid.UUID | None, value: object) -> str:
        try:
            said = self._wording.value(fault.table, fault.field, value, key)
        except (SQLAlchemyError, HxError, ValueError, TypeError, LookupError, sqlite3.Error):
            said = repr(value)
        shown = said.encode("utf-8", "replace").decode("utf-8")
        return f"“{_short(shown)}”"


def _object(fault: Fault) -> tuple[Severity, str, tuple[RepairName, ...]]:
    if fault.detail in ("trigger", "view"):
        how = f"bị mất hoặc khác với bản HX App này (như “{fault.table}”)"
        ending = "Số liệu vẫn còn: hãy lập lại phần này, để mọi thay đổi được ghi đủ."
        return Severity.MEND, f"Phần ghi lịch sử của sổ {how}. {ending}", (RepairName.OBJECTS,)
    what = f"{'Bảng' if fault.detail == 'table' else 'Mục lục'} “{fault.table}” của sổ"
    if fault.detail == "table":
        how = "bị mất" if fault.present is None else "không có trong cấu trúc của HX App"
        if fault.present is not None and fault.recorded is not None:
            how = "có cấu trúc khác với bản HX App này"
        grave = fault.recorded is not None
        ending = f"{_RESTORE}." if grave else "Bảng này do chương trình khác thêm vào; HX App không dùng đến."
        return Severity.RESTORE if grave else Severity.NOTE, f"{what} {how}. {ending}", ()
    how = "bị mất" if fault.present is None else "khác với bản HX App này"
    if fault.recorded is None:
        how = "do chương trình khác thêm vào"
    return Severity.MEND, f"{what} {how}. Số liệu vẫn còn: hãy lập lại phần này.", (RepairName.OBJECTS,)


def _either(fault: Fault) -> tuple[RepairName, ...]:
    """Which of both values can be kept: one that its column can hold; what history says is the likelier one."""
    table = BOOK_TABLES.tables.get(fault.table)
    if table is None or fault.field not in table.c:
        return ()
    column = table.c[fault.field]
    ways = ((RepairName.RECORDED, fault.recorded), (RepairName.PRESENT, fault.present))
    return tuple(name for name, value in ways if is_legal(column, value))


def _is_optional(table: str, field: str) -> bool:
    held = BOOK_TABLES.tables.get(table)
    return held is not None and field in held.c and held.c[field].nullable is True


def _number(fault: Fault) -> str:
    """What an entry of history is called: its number, which `hxapp history` shows too."""
    called = {"action": "việc", "replica": "bản sổ", "sequence": "thứ tự việc"}
    kind, _, number = fault.detail.rpartition(" ")
    return f"{called.get(kind or fault.table, 'dòng ghi')} số {number}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST_LETTERS else f"{line[: _MOST_LETTERS - 1].rstrip()}…"


def _uuid(key: bytes | None) -> uuid.UUID | None:
    return uuid.UUID(bytes=key) if isinstance(key, bytes) and len(key) == 16 else None
