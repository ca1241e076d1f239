"""Cứu dữ liệu: where no backup is good, what can be read of a damaged book in a new one, and the list of what can't."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from hxapp.domain.errors import HxError
from hxapp.services import backups, history_labels
from hxapp.storage import salvage, whole_files
from hxapp.storage.salvage import Salvaged, SalvagedTable

_MARK = "cuu-duoc"
_HISTORY = {
    "action": "việc đã làm trong lịch sử",
    "content": "nội dung tệp đính kèm",
    "field_change": "giá trị cũ và mới trong lịch sử",
    "replica": "bản sao của sổ",
    "row_change": "dòng thay đổi trong lịch sử",
}


@dataclass(frozen=True, slots=True)
class Rescue:
    """A salvaged book, and the text beside it that lists what could not be read; None where it could not be written."""

    done: Salvaged
    listing: Path | None


def rescue(damaged: Path, steps: Path, day: dt.date, told: Callable[[int, int, str], None] | None = None) -> Rescue:
    """Salvages the closed book at `damaged` into a new one beside it, named after it and the day.

    HxError, and no new file, when nothing of it can be read or the new book can't be written there.
    """
    done = salvage.salvage(damaged, _free_name(damaged, day), steps, told)
    listing = done.path.with_suffix(".txt")
    text = f"Cứu dữ liệu từ “{damaged}”, ngày {day:%d/%m/%Y}.\nSổ cứu được: “{done.path}”.\n\n{words(done)}\n"
    try:
        whole_files.save_whole(listing, lambda part: _write(part, text))
    except HxError:
        return Rescue(done, None)
    return Rescue(done, listing)


def words(done: Salvaged) -> str:
    """What was read and what was not, table by table."""
    return "\n".join(_lines(done))


def _lines(done: Salvaged) -> Iterator[str]:
    read = ", ".join(
        f"{table.read} {_noun(table.name)}" for table in done.tables if table.read and table.name != "book"
    )
    yield f"Đọc được: {read}."
    unreadable = [_noun(name) for name in done.unreadable]
    if unreadable:
        yield f"Không đọc được gì của: {', '.join(unreadable)}."
    lines = [line for table in (*done.tables, *done.history) for line in _table(table)]
    if lines:
        yield "Những gì không đọc được hoặc phải dựng lại:"
        yield from lines
    elif not unreadable and not done.lost_links:
        yield "Không thấy thiếu dòng nào."
    if done.book_remade:
        yield "– Dòng ghi nguồn gốc của sổ không còn: sổ mới mang mã khác, các bản sao lưu cũ không tự nhận ra nó."
    for (table, field, left_out), links in groupby(
        sorted((one.table, one.field, one.left_out) for one in done.lost_links)
    ):
        what = "bị bỏ vì thiếu" if left_out else "để trống mục"
        label = history_labels.label(table, field)
        yield f"– {len(list(links))} {_noun(table)} {what} “{label}” (dòng đó không đọc được)."


def _table(table: SalvagedTable) -> Iterator[str]:
    noun = _noun(table.name)
    if table.remade:
        yield f"– {noun}: {table.remade} dòng hỏng đã dựng lại từ lịch sử của sổ."
    if table.unsure:
        yield f"– {noun}: {table.unsure} dòng dựng lại có thể mang giá trị cũ, vì lịch sử cũng bị hỏng; cần xem lại."
    if table.cleared:
        yield f"– {noun}: {table.cleared} ô không đọc được, đã để trống."
    if table.lost is None:
        yield f"– {noun}: có phần không đọc được, không biết mất bao nhiêu dòng."
    elif table.lost:
        yield f"– {noun}: mất {table.lost} dòng."


def _noun(table: str) -> str:
    return _HISTORY.get(table) or history_labels.noun(table)


def _write(part: Path, text: str) -> None:
    part.write_text(text, encoding="utf-8-sig", newline="\r\n")  # as Notepad reads it


def _free_name(damaged: Path, day: dt.date) -> Path:
    name = f"{damaged.stem}.{_MARK}.{day:%Y-%m-%d}"
    free, count = damaged.with_name(f"{name}{backups.SUFFIX}"), 1
    while os.path.lexists(free) or os.path.lexists(free.with_suffix(".txt")):
        count += 1
        free = damaged.with_name(f"{name}-{count}{backups.SUFFIX}")
    return free
