"""'Chuyển sang máy mới': the open book packed into one file; and on the other PC such a file taken in."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hxapp import disks, paths
from hxapp.domain.errors import HxError
from hxapp.domain.words import format_date, format_number
from hxapp.services import backups, books, moving
from hxapp.services.backups import BackupFacts
from hxapp.services.moving import Packed, Unpacked
from hxapp.services.moving_file import Package
from hxapp.ui import files, jobs, messages, room
from hxapp.ui.context import Context
from hxapp.ui.dialogs.form import fill_button
from hxapp.ui.preferences import Preferences

FILTER = f"Tệp chuyển máy (*{moving.SUFFIX})"
RECEIVE = "Nhận sổ từ máy cũ…"
"""What the start screen calls the way in."""
_FOLDER = "moving"


class MovingDialog(QDialog):
    """Says what goes along and how it goes on at the other PC, and writes the file."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        with context.database.read() as session:
            facts = books.facts(session)
        self._title = books.title(facts)
        book = context.database.path
        places = disks.backup_places(book, paths.data_folder())
        found = backups.list_backups([*places, book.parent], facts.identity)
        self._backups = tuple(one.path for one in found if isinstance(one, BackupFacts))
        self.setWindowTitle("Chuyển sang máy mới")
        self.note = QLabel(self._words(), self)
        self.note.setWordWrap(True)
        self.steps = QLabel(_STEPS, self)
        self.steps.setObjectName("quiet")
        self.steps.setWordWrap(True)
        self.make = fill_button(QPushButton("Tạo tệp chuyển máy…", self))
        self.make.clicked.connect(lambda _=False: self.choose())
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.make, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton("Đóng", QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(self.note)
        layout.addWidget(self.steps)
        layout.addStretch(1)
        layout.addWidget(buttons)
        room.fit(self, 640, 280)

    def _words(self) -> str:
        count = min(len(self._backups), moving.MOST_BACKUPS)
        carried = f"{count} bản sao lưu gần nhất của sổ" if count else "sổ này chưa có bản sao lưu nào để mang theo"
        return (
            f"Một tệp gồm đủ những gì máy mới cần:\n– sổ “{self._title}” đúng như lúc này, cả lịch sử sửa;\n"
            f"– {carried};\n– thiết lập của máy này: độ rộng cột, bảng bên, kỳ đang xem."
        )

    def choose(self) -> None:
        """Ask where the file goes, and write it."""
        preferences = self._context.preferences
        name = f"{self._title} – chuyển máy".replace(" · ", " ")
        folder = files.last_folder(preferences, _FOLDER)
        to = files.save_as(self, "Tạo tệp chuyển máy", folder, name, FILTER, moving.SUFFIX)
        if to is None:
            return
        files.keep_folder(preferences, _FOLDER, to)
        preferences.save()
        database, carried, settings, now = self._context.database, self._backups, preferences.path, self._context.now

        def work(report: jobs.Report) -> Packed:
            return moving.pack(database, carried, settings, to, now, report)

        self._context.run(work, self._on_made, self._on_failed, title="Đang tạo tệp chuyển máy…", parent=self)

    def _on_made(self, made: Packed) -> None:
        left_out = (
            f"\n\n{len(made.left_out)} bản sao lưu bị hỏng hoặc thiếu nội dung nên không mang theo, "
            f"ví dụ “{made.left_out[0].name}”."
            if made.left_out
            else ""
        )
        messages.tell(
            self,
            f"Đã tạo và kiểm tra xong “{made.path}” ({_megabytes(made.size)} MB): sổ, {made.backups} bản sao lưu và "
            f"thiết lập.{left_out}\n\n{_STEPS}",
        )
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, HxError):
            raise error
        messages.refuse(self, error)


_STEPS = (
    "Ở máy mới:\n"
    "1. Cài HX App, rồi cắm USB hoặc chép tệp này sang.\n"
    f"2. Mở HX App; ở màn hình đầu tiên, bấm “{RECEIVE}” và chọn tệp.\n"
    "3. Từ đó chỉ nhập số liệu ở máy mới. Sổ ở máy này vẫn còn nguyên, giữ lại làm bản dự phòng."
)


class ReceiveDialog(QDialog):
    """Says what the file of the old PC holds, asks where its book goes, and takes it in.

    `book` is where the book lies after `exec` was accepted. A file that is refused is told, and closes the dialog.
    """

    def __init__(self, path: Path, preferences: Preferences, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book = Path()
        self._path, self._preferences, self._folder = path, preferences, folder
        self._leaving = self._refused = False
        self._package: Package | None = None
        self._job: jobs.Job | None = None
        self.setWindowTitle(RECEIVE.rstrip("…"))
        self.note = QLabel(f"Đang kiểm tra “{path}”…", self)
        self.note.setWordWrap(True)
        label = QLabel("&Thư mục đặt sổ", self)
        self.folder = QLineEdit(str(folder), self)
        label.setBuddy(self.folder)
        other = QPushButton("Chọn thư mục khác…", self)
        other.setAutoDefault(False)
        other.clicked.connect(lambda _=False: self.choose())
        self.kept = QLabel(
            "Không có tệp nào của máy này bị ghi đè: tên đã có thì sổ nhận về mang thêm số (2). "
            "Thiết lập sẵn có của máy này được giữ nguyên.",
            self,
        )
        self.kept.setObjectName("quiet")
        self.kept.setWordWrap(True)
        self.take = fill_button(QPushButton("Nhận và mở sổ", self))
        self.take.setEnabled(False)
        self.take.clicked.connect(lambda _=False: self.receive())
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.take, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton("Thôi", QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        line = QHBoxLayout()
        line.addWidget(self.folder, 1)
        line.addWidget(other)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        for widget in (self.note, label):
            layout.addWidget(widget)
        layout.addLayout(line)
        layout.addWidget(self.kept)
        layout.addStretch(1)
        layout.addWidget(buttons)
        room.fit(self, 640, 260)
        self._look()

    def choose(self) -> None:
        """Ask for another folder."""
        folder = files.open_folder(self, "Thư mục đặt sổ", self._chosen())
        if folder is not None:
            self.folder.setText(str(folder))

    def _chosen(self) -> Path:
        return self._folder / self.folder.text().strip()  # an absolute path stands alone

    def receive(self) -> None:
        """Take the book and its backups out of the file; the dialog closes when that worked."""
        path, folder = self._path, self._chosen()

        def work(report: jobs.Report) -> Unpacked:
            place = disks.backup_folder(folder / f"x{backups.SUFFIX}", paths.data_folder())
            return moving.unpack(path, folder, place, paths.DB, report)

        self._run(jobs.run(work, self._on_taken, self._on_failed, title="Đang nhận sổ…", parent=self))

    def reject(self) -> None:
        """Close; while something runs it is given up first."""
        if self._job is not None and self._job.running:
            self._leaving = True
            self._job.cancel()
        else:
            super().reject()

    # Jobs ----------------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        path = self._path

        def work(report: jobs.Report) -> Package:
            return moving.look(path, paths.DB, report)

        self._run(jobs.run(work, self._on_looked, self._on_not_looked, title="Đang kiểm tra tệp…", parent=self))

    def _run(self, job: jobs.Job) -> None:
        self._job = job
        self.take.setEnabled(False)
        job.finished.connect(lambda: QTimer.singleShot(0, self, self._after))

    def _after(self) -> None:
        """A job has ended and its outcome was heard; there was none where it was given up."""
        self.take.setEnabled(self._package is not None)
        given_up = self._package is None and not self._refused
        if self.isVisible() and (self._leaving or given_up):
            super().reject()

    def _on_looked(self, package: Package) -> None:
        self._package = package
        made = package.made_at.astimezone()
        held = ", ".join(
            f"{format_number(Decimal(number))} {word}" for word, number in package.counts.items() if number
        )
        settings = "\n– thiết lập của máy cũ" if package.has_settings else ""
        self.note.setText(
            f"Tệp tạo ở máy cũ lúc {made:%H:%M} ngày {format_date(made.date())}, còn nguyên vẹn, gồm:\n"
            f"– sổ “{Path(package.book_name).stem}”: {held or 'sổ trống'}\n"
            f"– {len(package.backups)} bản sao lưu{settings}"
        )

    def _on_not_looked(self, error: Exception) -> None:
        self._refused = True
        try:
            self._on_failed(error)
        finally:
            super().reject()

    def _on_taken(self, taken: Unpacked) -> None:
        if taken.settings is not None:
            self._preferences.adopt_layout(taken.settings)
        self.book = taken.book
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, HxError):
            raise error
        messages.refuse(self, error)


def _megabytes(size: int) -> str:
    return format_number(max(Decimal(1), Decimal(size // 100_000)) / 10)
