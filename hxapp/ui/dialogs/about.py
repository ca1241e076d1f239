"""'Giới thiệu': the version, where everything lies, the licences of all parts, a report for a helper."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from hxapp import NAME, VERSION, disks, paths
from hxapp.ui import carried, licences, messages, palette, room, system_report
from hxapp.ui.context import Context
from hxapp.ui.palette import Tone

_WORDS = (
    "Theo dõi chỉ tiêu, nhiệm vụ và tiêu chí văn minh đô thị của phường.\n"
    "Không cần mạng, không gửi số liệu ra ngoài máy."
)
_REPORT_NOTE = (
    "Gửi kèm các dòng này khi nhờ hỗ trợ. Trong đó không có số liệu của sổ, không có tên người, tên máy hay đường dẫn."
)
_LICENCE_NOTE = "Chương trình dùng các phần dưới đây; bấm một phần để đọc toàn văn giấy phép của phần đó."


class AboutDialog(QDialog):
    """Three pages: folders, licences, the report. `context` is the open book, if there is one."""

    def __init__(self, context: Context | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle(f"Giới thiệu {NAME}")
        self.links: dict[str, QPushButton] = {}
        self.parts = QListWidget(self)
        self.licence = QPlainTextEdit(self)
        self.report = QPlainTextEdit(self)
        self.copy = QPushButton("Chép thông tin máy", self)
        self.pages = QTabWidget(self)
        self.pages.addTab(self._folders(), "Thư mục")
        self.pages.addTab(self._licences(), "Giấy phép")
        self.pages.addTab(self._report(), "Thông tin máy")
        buttons = QDialogButtonBox(self)
        close = buttons.addButton("Đóng", QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(self._head())
        layout.addWidget(self.pages, 1)
        layout.addWidget(buttons)
        room.fit(self, 800, 520)
        self.pages.currentChanged.connect(self._on_page)

    def _head(self) -> QWidget:
        head = QWidget(self)
        picture = QLabel(head)
        pixmap = QPixmap(str(paths.ICONS / "hxapp-256.png")).scaled(
            QSize(112, 112), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        pixmap.setDevicePixelRatio(2.0)
        picture.setPixmap(pixmap)
        name = QLabel(f"{NAME} {VERSION}", head)
        name.setFont(palette.font(16, bold=True))
        name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = _quiet(_WORDS, head)
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addWidget(name)
        lines.addWidget(words)
        layout = QHBoxLayout(head)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(lines, 1)
        return head

    # Folders -------------------------------------------------------------------------------------------------------

    def _folders(self) -> QWidget:
        page = QFrame(self)
        grid = QGridLayout(page)
        grid.setContentsMargins(14, 12, 14, 12)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        row = 0
        for called, folder in self._places():
            title = QLabel(called, page)
            title.setFont(palette.font(12, bold=True))
            there = folder.is_dir()
            place = QLabel(str(folder) if there else f"{folder} (chưa có)", page)
            place.setWordWrap(True)
            place.setTextFormat(Qt.TextFormat.PlainText)
            place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            place.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            link = QPushButton("Mở thư mục", page)
            link.setAccessibleName(f"Mở thư mục: {called}")
            link.setAutoDefault(False)
            link.setEnabled(there)
            link.clicked.connect(lambda _=False, folder=folder: self.open_folder(folder))
            grid.addWidget(title, row, 0)
            grid.addWidget(place, row, 1)
            grid.addWidget(link, row, 2)
            self.links[called] = link
            row += 1
        if paths.medium_is_read_only():
            grid.addWidget(_quiet(carried.read_only_words(), page), row, 0, 1, 3)
            row += 1
        grid.setRowStretch(row, 1)
        return page

    def _places(self) -> tuple[tuple[str, Path], ...]:
        """What lies where, in the order a clerk asks for it."""
        found: list[tuple[str, Path]] = []
        if self._context is not None:
            book = self._context.database.path
            found += [("Sổ đang mở", book.parent), ("Bản sao lưu", disks.backup_folder(book, paths.data_folder()))]
        return (
            *found,
            ("Thiết lập", paths.preferences_file().parent),
            ("Nhật ký", paths.log_file().parent),
            ("Chương trình", paths.program_folder()),
        )

    def open_folder(self, folder: Path) -> None:
        """Show the folder in the system's own program for files; a refusal is told with the folder's path."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            messages.refuse(self, f"Chưa mở được thư mục “{folder}”. Hãy tự mở thư mục đó bằng File Explorer.")

    # Licences ------------------------------------------------------------------------------------------------------

    def _licences(self) -> QWidget:
        page = QFrame(self)
        self.parts.ensurePolished()  # the style sheet's padding counts from the first line on
        self.parts.addItems([f"{one.name} {one.version}".strip() for one in licences.PARTS])
        for number, one in enumerate(licences.PARTS):
            self.parts.item(number).setToolTip(f"{one.does}; giấy phép {one.licence}")
        self.parts.setFixedWidth(236)
        self.parts.setAccessibleName("Các phần của chương trình")
        self.parts.currentRowChanged.connect(self._on_part)
        self._about_part = QLabel(page)
        self._about_part.setFont(palette.font(12, bold=True))
        self._about_part.setWordWrap(True)
        self.licence.setReadOnly(True)
        self.licence.setTabChangesFocus(True)
        self.licence.setAccessibleName("Toàn văn giấy phép")
        right = QVBoxLayout()
        right.addWidget(self._about_part)
        right.addWidget(self.licence, 1)
        both = QHBoxLayout()
        both.addWidget(self.parts)
        both.addLayout(right, 1)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.addWidget(_quiet(_LICENCE_NOTE, page))
        layout.addLayout(both, 1)
        return page

    def _on_part(self, number: int) -> None:
        part = licences.PARTS[number]
        self._about_part.setText(f"{part.name} {part.version}".strip() + f" – {part.does} – giấy phép {part.licence}")
        self.licence.setPlainText(part.text())

    # The report ----------------------------------------------------------------------------------------------------

    def _report(self) -> QWidget:
        page = QFrame(self)
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setAccessibleName("Thông tin máy")
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(lambda _=False: self._on_copy())
        self._copied = QLabel("", page)
        self._copied.setStyleSheet(f"color: {Tone.GREEN.value.text};")
        line = QHBoxLayout()
        line.addWidget(self.copy)
        line.addWidget(self._copied, 1)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.addWidget(_quiet(_REPORT_NOTE, page))
        layout.addWidget(self.report, 1)
        layout.addLayout(line)
        return page

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
        self._copied.setText("Đã chép. Hãy dán vào thư hoặc tin nhắn.")

    def _on_page(self, number: int) -> None:
        """A page reads what it shows when it is first looked at."""
        if number == 1 and self.parts.currentRow() < 0:
            self.parts.setCurrentRow(0)
        if number == 2 and not self.report.toPlainText():
            self.report.setPlainText(system_report.report(self._context, self.screen()))


def _quiet(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setObjectName("quiet")
    label.setWordWrap(True)
    return label
