"""A new book: who the office is, which year, and where the file lies."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from PySide6.QtWidgets import QWidget

from hxapp import disks
from hxapp.domain import file_names
from hxapp.domain.documents import BookOrigin
from hxapp.domain.errors import Refused
from hxapp.services.settings import YEARS, Office
from hxapp.ui import bookshelf, files
from hxapp.ui.dialogs.form import FormDialog
from hxapp.ui.dialogs.office_fields import add_office_fields, fill_office, read_office

_SAMPLE_YEAR = 2022


class NewBookDialog(FormDialog):
    """Asks and makes the book; `path` is where it lies after `exec` was accepted."""

    def __init__(self, origin: BookOrigin, now: dt.datetime, folder: Path, parent: QWidget | None = None) -> None:
        sample = origin is BookOrigin.SAMPLE
        super().__init__("Tạo sổ từ nghị quyết mẫu năm 2022" if sample else "Tạo sổ mới", "Tạo sổ", parent)
        self.path = Path()
        self._origin, self._now, self._folder = origin, now, folder
        add_office_fields(self)
        self.add_heading("Sổ")
        year = self.add_text("year", "Năm")
        year.fill(str(_SAMPLE_YEAR if sample else now.year))
        year.editor.setEnabled(not sample)
        self._place = self.add_text("path", "Nơi đặt sổ", wide=True)
        self.add_button("Chọn nơi khác…", self._on_choose)
        self.cloud = self.add_note(disks.CLOUD_WORDS)
        self._follows = True
        fill_office(self, Office())
        self._offer()
        for name in ("name", "year"):
            self.fields[name].left.connect(self._offer)
        self._place.left.connect(self._on_typed)
        self._place.left.connect(self._look_for_cloud)
        self.finish_building()
        self.fields["name"].editor.setFocus()

    def save(self) -> None:
        office = read_office(self)
        year = self._year()
        self._offer()
        text = str(self.value("path")).strip()
        if not text:
            raise Refused("Chưa có nơi đặt sổ. Hãy bấm Chọn nơi khác… để chọn thư mục và tên tệp.", "path")
        path = Path(text)
        if not path.is_absolute():
            path = self._folder / path
        if path.is_dir() or text.endswith(("/", "\\")):
            raise Refused(f"“{path}” là thư mục. Hãy ghi thêm tên tệp của sổ vào sau.", "path")
        name = file_names.safe_file_name(path.name, bookshelf.SUFFIX)
        path = path.with_name(name)
        if path.exists():
            raise Refused(f"Đã có tệp “{path}”. Hãy đặt tên khác, hoặc mở sổ đó.", "path")
        bookshelf.make_book(path, self._origin, self._now, office, year)
        self.path = path

    def _year(self) -> int:
        text = str(self.value("year")).strip()
        if not (text.isascii() and text.isdecimal()) or int(text) not in YEARS:
            raise Refused(f"Năm “{text}” không dùng được. Hãy ghi năm từ {YEARS[0]} đến {YEARS[-1]}.", "year")
        return int(text)

    def _offer(self) -> None:
        """The file takes the office's name and the year until the clerk chooses a place."""
        if self._follows:
            name = f"{self.value('name') or 'Sổ nghị quyết'} {self.value('year')}".strip()
            path = bookshelf.free_path(self._folder, file_names.safe_file_name(name, bookshelf.SUFFIX))
            self._place.fill(str(path))
        self._look_for_cloud()

    def _look_for_cloud(self) -> None:
        """A book in OneDrive's folder is made all the same; the clerk is told what comes of it."""
        self.cloud.setVisible(disks.is_cloud(self._folder / str(self.value("path")).strip()))

    def _on_typed(self) -> None:
        if self._place.is_changed:
            self._follows = False

    def _on_choose(self) -> None:
        offered = self._folder / str(self.value("path")).strip()
        path = files.save_as(self, "Nơi đặt sổ", offered.parent, offered.name, bookshelf.FILTER, bookshelf.SUFFIX)
        if path is not None:
            self._follows = False
            self._place.fill(str(path))
            self._look_for_cloud()
