"""A book as plain tables, so that the data outlives the program: a zip with one .csv per table and a read-me.

The tables are those of the file itself, under the names of their own; values are exact, and come back from the text.
"""

from __future__ import annotations

import csv
import io
import os
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean

from hxapp.storage import backup, connections, whole_files
from hxapp.storage.schema.base import BOOK_TABLES
from hxapp.storage.schema.history import HISTORY_TABLES
from hxapp.storage.types import SCALE, Amount, AsStored, UtcTime

READ_ME = "DOC_BAN.txt"
KIND = "_kind"
"""The end of the column that says which kind a value of any kind has: 'integer', 'text', 'blob' (or none: nothing)."""
_ELSEWHERE = ("content", "data")
_AT_ONCE = 1000
_QUOTES = "'"


def export(book: Path, to: Path) -> None:
    """Writes the closed book at `book` (a backup) as the new zip `to`; HxError, and no file, when it can't be."""
    with backup.explained(to):
        part = whole_files.beside(to)
        try:
            with closing(connections.looking(book)) as connection, part.open("wb") as file:
                connection.execute("BEGIN").close()
                with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
                    _write(connection, packed, book.name)
                file.flush()
                os.fsync(file.fileno())
            with zipfile.ZipFile(part) as packed:
                if (damaged := packed.testzip()) is not None:
                    raise OSError(5, "what was written is not what is read", damaged)
            whole_files.take_name(part, to)
        finally:
            whole_files.discard(part)
        whole_files.settle(to.parent)


def as_text(value: Any) -> str:
    """A stored value as its cell says it: nothing is an empty cell, bytes are hex, an empty text is two quotes.

    A text of quotes alone has two more, so that no two values look alike.
    """
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.hex()
    text = str(value)
    return text + 2 * _QUOTES if not text.strip(_QUOTES) else text


def as_amount(value: Any) -> str:
    """An amount, which is stored in millionths, as a decimal with a point; exact."""
    if not isinstance(value, int):
        return as_text(value)
    text = f"{Decimal(value).scaleb(-SCALE):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class _Field:
    """A column of the file: how its values are written, and what the read-me says of them."""

    name: str
    says: str
    write: Callable[[Any], str] = as_text
    is_any: bool = False


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    fields: tuple[_Field, ...]
    rows: int

    @property
    def heads(self) -> list[str]:
        return [
            head
            for field in self.fields
            for head in ([field.name, field.name + KIND] if field.is_any else [field.name])
        ]


def _tables(connection: sqlite3.Connection) -> list[_Table]:
    from hxapp.storage import tables  # loads the whole schema, which tells the columns' types

    del tables
    listed = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1"
    found = []
    for (name,) in connection.execute(listed).fetchall():
        columns = connection.execute(f"PRAGMA table_info({_quoted(name)})").fetchall()
        links = {row[3]: row[2] for row in connection.execute(f"PRAGMA foreign_key_list({_quoted(name)})")}
        fields = [_field(name, column[1], column[2], links) for column in columns if (name, column[1]) != _ELSEWHERE]
        rows = connection.execute(f"SELECT count(*) FROM {_quoted(name)}").fetchone()[0]
        found.append(_Table(name, tuple(fields), rows))
    return found


def _field(table: str, name: str, declared: str, links: dict[str, str]) -> _Field:
    known = BOOK_TABLES.tables.get(table)
    known = HISTORY_TABLES.tables.get(table) if known is None else known
    column = known.columns.get(name) if known is not None else None
    kind = column.type if column is not None else None
    link = f"; trỏ tới một dòng của bảng {links[name]}" if name in links else ""
    if isinstance(kind, Amount):
        return _Field(name, "số thập phân, dấu chấm ngăn phần thập phân, đúng đến một phần triệu", as_amount)
    if isinstance(kind, AsStored):
        says = (
            f"giá trị như nằm trong sổ, loại ghi ở cột {name}{KIND}; số của cột kiểu số thập phân tính theo phần triệu"
        )
        return _Field(name, says, is_any=True)
    if isinstance(kind, UtcTime):
        return _Field(name, "thời điểm theo giờ quốc tế UTC (giờ Việt Nam = UTC + 7)")
    if isinstance(kind, Boolean):
        return _Field(name, "1 là có, 0 là không")
    if "BLOB" in declared.upper() or "BINARY" in declared.upper():
        return _Field(name, f"mã viết bằng chữ số thập lục phân{link}")
    if "INT" in declared.upper():
        return _Field(name, f"số nguyên{link}")
    if "DATE" in declared.upper():
        return _Field(name, "ngày, viết năm-tháng-ngày")
    return _Field(name, f"chữ{link}")


def _write(connection: sqlite3.Connection, packed: zipfile.ZipFile, book: str) -> None:
    tables = _tables(connection)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    with packed.open(READ_ME, "w") as file:
        file.write(_read_me(book, version, tables).replace("\n", "\r\n").encode("utf-8-sig"))
    for table in tables:
        asked = ", ".join(_quoted(field.name) for field in table.fields)
        rows = connection.execute(f"SELECT {asked} FROM {_quoted(table.name)}")
        with (
            packed.open(f"{table.name}.csv", "w", force_zip64=True) as file,
            io.TextIOWrapper(file, "utf-8-sig", newline="") as text,
        ):
            writer = csv.writer(text)
            writer.writerow(table.heads)
            while some := rows.fetchmany(_AT_ONCE):
                writer.writerows(_lines(table, some))


def _lines(table: _Table, rows: Iterable[tuple[Any, ...]]) -> Iterator[list[str]]:
    for row in rows:
        line: list[str] = []
        for field, value in zip(table.fields, row, strict=True):
            line.append(field.write(value))
            if field.is_any:
                line.append(_KINDS[type(value)])
        yield line


_KINDS = {type(None): "", int: "integer", float: "real", str: "text", bytes: "blob"}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


_ABOUT = {
    "action": "các việc đã làm, mỗi dòng một việc: ai, lúc nào, việc gì",
    "alembic_version": "số hiệu cấu trúc sổ",
    "area": "địa bàn",
    "assessment": "kết quả đánh giá từng tiêu chí văn minh đô thị trong từng vòng",
    "book": "bản thân cuốn sổ",
    "clause": "các mục của văn bản nguồn",
    "content": "tệp đính kèm: mã SHA-256 và số byte; tệp nằm trong thư mục noi-dung cạnh bản sao lưu, tên là mã",
    "criteria_set": "bộ tiêu chí văn minh đô thị",
    "criteria_statement": "số tiêu chí phải đạt của từng bộ",
    "criterion": "từng tiêu chí",
    "department": "đơn vị, bộ phận",
    "document_duty": "đơn vị thực hiện hoặc theo dõi cả văn bản",
    "field_change": "lịch sử: giá trị trước (was) và sau (now) của từng ô đã đổi",
    "indicator": "chỉ tiêu",
    "person": "người làm việc",
    "place": "địa điểm",
    "programme": "chương trình mà văn bản nêu",
    "progress_note": "diễn biến của nhiệm vụ",
    "recipient": "nơi nhận văn bản",
    "recorded_field": "lịch sử: số hiệu và tên các cột",
    "recorded_table": "lịch sử: số hiệu và tên các bảng",
    "replica": "lịch sử: các bản của sổ, mỗi dòng là một nơi sổ từng được ghi",
    "result": "kết quả của từng chỉ tiêu trong từng kỳ",
    "round": "vòng đánh giá tiêu chí",
    "row_change": "lịch sử: từng dòng đã đổi, thuộc việc nào (i là thêm, u là sửa, d là xóa)",
    "running_action": "việc đang làm dở (luôn trống trong bản xuất)",
    "setting": "thiết lập của cơ quan",
    "source_document": "văn bản nguồn",
    "target": "mức giao của từng chỉ tiêu",
    "task": "nhiệm vụ",
    "task_department": "đơn vị thực hiện nhiệm vụ",
    "task_place": "nơi thực hiện nhiệm vụ",
}


def _read_me(book: str, version: int, tables: list[_Table]) -> str:
    lines = [
        "SỐ LIỆU CỦA MỘT CUỐN SỔ HX APP",
        "",
        f"Xuất từ bản sao lưu “{book}”, cấu trúc sổ số {version}.",
        "Không cần chương trình HX App cũng đọc được: mỗi tệp .csv là một bảng, mỗi dòng là một dòng của bảng,",
        "dòng đầu là tên cột. Chữ theo bảng mã UTF-8, các ô ngăn nhau bằng dấu phẩy.",
        "",
        "Mở bằng Excel: chọn Data (Dữ liệu) > From Text/CSV (Từ văn bản/CSV), để mọi cột là Text (Văn bản). Đừng bấm",
        "đúp vào tệp: Excel sẽ đổi các ô giống ngày, số hoặc công thức.",
        "",
        "CÁCH VIẾT GIÁ TRỊ",
        "- Ô trống: không có giá trị. Hai dấu nháy đơn ('') : chữ rỗng. Ô chỉ gồm dấu nháy đơn: bớt hai dấu ở cuối.",
        "- Mã (khóa) của dòng: 32 chữ số thập lục phân; cột có tên kết thúc bằng _id chứa mã của dòng ở bảng khác.",
        "- Số thập phân có dấu chấm; số chữ số thập phân người dùng đã gõ nằm ở cột riêng bên cạnh (nếu có).",
        "- Ngày: năm-tháng-ngày. Thời điểm: giờ quốc tế UTC.",
        "- Cột binned_at có giá trị: dòng đang ở trong thùng rác.",
        "",
        "CÁC BẢNG",
    ]
    for table in tables:
        about = _ABOUT.get(table.name, "")
        lines += ["", f"{table.name}.csv{': ' + about if about else ''} ({table.rows} dòng)"]
        lines += [f"    {field.name}: {field.says}" for field in table.fields]
    return "\n".join(lines) + "\n"
