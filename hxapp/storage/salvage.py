"""Salvages what can be read of a damaged book into a new one, and says what could not; the damaged file is not touched.

The pages are read as bytes (`salvage_pages`), on a private copy. A page that no tree leads to any more is known by its
rows: only one table takes such values. What is lost of a row or a whole table is made again from history where that is
whole, for it holds each value a second time. The new book is built by the same steps as any other, so that its
structure is sound whatever the old one's was.
"""

from __future__ import annotations

import mmap
import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from hxapp.domain.errors import HxError
from hxapp.storage import connections, migrate, whole_files
from hxapp.storage.checks import Told
from hxapp.storage.open_book import OpenBook
from hxapp.storage.salvage_pages import Pages
from hxapp.storage.salvage_reading import read_tables, roots_of, version_of
from hxapp.storage.salvage_writing import LostLink, Salvaged, SalvagedTable, Writing
from hxapp.storage.trouble import explained

__all__ = ["LostLink", "Salvaged", "SalvagedTable", "salvage"]


def salvage(damaged: Path, to: Path, steps: Path, told: Told | None = None) -> Salvaged:
    """Makes the new book `to` of what can be read of the closed book `damaged`; `steps` is the folder of schema steps.

    HxError, and no file at `to`, when nothing can be read, a file is there already or can't be written, or the book is
    one of a newer program. What `told` raises ends the work and comes out.
    """
    told = told or (lambda *_: None)
    if OpenBook.has(damaged):
        raise HxError(f"Sổ “{damaged}” đang mở. Hãy đóng sổ đó rồi cứu dữ liệu.")
    if not to.parent.is_dir():
        raise HxError(f"Không có thư mục “{to.parent}” để đặt sổ cứu được. Hãy tạo thư mục đó hoặc chọn nơi khác.")
    if to.exists() or to.is_symlink():
        raise HxError(f"Đã có “{to}”. Sổ cứu được không ghi đè lên tệp có sẵn: hãy đặt tên khác.")
    with (
        explained(f"Chưa cứu được dữ liệu của sổ “{damaged}”", after="Tệp sổ cũ không bị thay đổi.", files=True),
        tempfile.TemporaryDirectory(prefix="hxapp-", ignore_cleanup_errors=True) as name,
    ):
        folder = Path(name)
        told(0, 4, "Đang chép tệp sổ ra bản tạm…")
        copy = _private_copy(damaged, folder)
        if not copy.stat().st_size:
            raise _nothing(damaged)
        with copy.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            pages = Pages(data)
            roots = roots_of(pages)
            version = version_of(damaged, pages, roots, migrate.newest(steps))
            part = whole_files.beside(to)
            try:
                migrate.upgrade(part, _steps_until(steps, version, folder))
                held = read_tables(part, pages, roots, going_on=lambda: told(1, 4, "Đang đọc những gì còn đọc được…"))
                told(2, 4, "Đang ghi vào sổ mới…")
                done = Writing(part, to, held).write()
                if not sum(table.read for table in done.tables if table.name != "book"):
                    raise _nothing(damaged)
                told(3, 4, "Đang kiểm tra sổ mới…")
                migrate.upgrade(part, steps)
                _prove(part, damaged)
                whole_files.take_name(part, to)
            finally:
                whole_files.discard(part)
        whole_files.settle(to.parent)
    return done


def _nothing(damaged: Path) -> HxError:
    return HxError(
        f"Không cứu được gì từ “{damaged}”: không đọc ra dòng nào của sổ HX App trong tệp này, nên không tạo sổ mới. "
        "Hãy giữ nguyên tệp, tìm bản sao ở USB hoặc máy khác, hoặc gửi tệp cho người hỗ trợ."
    )


def _private_copy(damaged: Path, folder: Path) -> Path:
    """The file's bytes elsewhere; what a killed program left unfinished is rolled back there, if SQLite still can."""
    copy = folder / "ban-hong.hxdb"
    shutil.copyfile(damaged, copy)
    journal = damaged.with_name(damaged.name + "-journal")
    if journal.exists():
        shutil.copyfile(journal, copy.with_name(copy.name + "-journal"))
        with suppress(sqlite3.Error, UnicodeDecodeError), closing(connections.bare(copy)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return copy


def _steps_until(steps: Path, version: int, folder: Path) -> Path:
    """The steps up to that one: a book of an earlier schema is made as it was, and takes the later steps then."""
    if version == migrate.newest(steps):
        return steps
    fewer = folder / "db"
    (fewer / "versions").mkdir(parents=True)
    shutil.copyfile(steps / "env.py", fewer / "env.py")
    for file in (steps / "versions").glob("*.py"):
        if file.name[:4].isdecimal() and int(file.name[:4]) <= version:
            shutil.copyfile(file, fewer / "versions" / file.name)
    return fewer


def _prove(part: Path, damaged: Path) -> None:
    """HxError unless the new book is sound through and through."""
    with closing(connections.bare(part)) as connection:
        sound = connection.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if not sound or broken is not None:
        raise HxError(
            f"Những gì cứu được từ “{damaged}” không ghép lại được thành một sổ lành, nên không tạo sổ mới. "
            "Hãy gửi tệp cho người hỗ trợ. Tệp sổ cũ không bị thay đổi."
        )
