"""The first screen: make a book, open one, try the sample or the practice book, or go on with a recent one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from hxapp import NAME, VERSION
from hxapp.domain.words import format_date
from hxapp.ui import bookshelf, palette, signs
from hxapp.ui.dialogs.form import fill_button
from hxapp.ui.palette import Tone
from hxapp.ui.preferences import Preferences, RecentBook
from hxapp.ui.signs import Sign


def _label(text: str, pixels: float, tone: Tone = Tone.TEXT, *, bold: bool = False, wrap: bool = False) -> QLabel:
    label = QLabel(text)
    label.setFont(palette.font(pixels, bold=bold))
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setStyleSheet(f"color: {tone.value.text}; background: transparent;")
    label.setWordWrap(wrap)
    return label


class _BigButton(QPushButton):
    """A button of two lines with a sign."""

    def __init__(self, sign: Sign, title: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("startButton")
        self.setAccessibleName(f"{title}. {words}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        picture = QLabel(self)
        picture.setPixmap(signs.pixmap(sign, palette.ACCENT, 15, 2.0))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 12, 8)
        layout.setSpacing(14)
        layout.addWidget(picture)
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addWidget(_label(title, 13, bold=True))
        lines.addWidget(_label(words, 11, Tone.SECOND))
        layout.addLayout(lines, 1)
        child: QLabel
        for child in self.findChildren(QLabel):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedHeight(58)


class RecentCard(QFrame):
    """One recent book: its name, place, when it was open, and what is wrong with it, with the way out."""

    opened = Signal()
    forgotten = Signal()
    moved = Signal()
    sought = Signal()

    def __init__(self, book: RecentBook, trouble: bookshelf.Trouble | None, local: dt.datetime) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.book, self.trouble = book, trouble
        self.setAccessibleName(book.title)
        picture = QLabel()
        picture.setPixmap(signs.pixmap(Sign.BOOK, palette.ACCENT if trouble is None else palette.THIRD, 15, 2.0))
        words = QVBoxLayout()
        words.setSpacing(3)
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(_label(book.title, 13, Tone.TEXT if trouble is None else Tone.SECOND, bold=True))
        if book.practice:
            mark = QLabel("Số liệu không có thật")
            mark.setObjectName("practice")
            first.addWidget(mark)
        first.addStretch(1)
        first.addWidget(_label(f"mở lần cuối {format_date(local.date())}", 11, Tone.THIRD))
        words.addLayout(first)
        words.addWidget(_label(str(book.path), 12, Tone.SECOND, wrap=True))
        last = QHBoxLayout()
        last.setSpacing(8)
        if trouble is not None:
            tone = Tone.AMBER if trouble.missing else Tone.RED
            line = QHBoxLayout()
            sign = QLabel()
            sign.setPixmap(signs.pixmap(Sign.DIAMOND if trouble.missing else Sign.SQUARE, tone.value.sign, 9, 2.0))
            line.addWidget(sign)
            line.addWidget(_label(trouble.short, 12, tone, bold=True))
            line.addStretch(1)
            words.addLayout(line)
            last.addWidget(_label(trouble.long, 12, wrap=True), 1)
            buttons: tuple[tuple[str, Signal], ...] = (
                ("Bỏ khỏi danh sách", self.forgotten),  # type: ignore[assignment]
                ("Chọn tệp…", self.moved),
                ("Tìm lại", self.sought),
            )
        else:
            last.addStretch(1)
            buttons = (("Mở sổ", self.opened),)  # type: ignore[assignment]
        self.buttons = []
        for text, signal in buttons:
            button = QPushButton(text)
            button.clicked.connect(signal)
            last.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
            self.buttons.append(button)
        words.addLayout(last)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 10, 14, 10)
        layout.setSpacing(14)
        layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)

    def mark(self, chosen: bool) -> None:
        """The first book that opens is the one offered."""
        self.setProperty("chosen", chosen)
        if chosen and self.trouble is None:
            fill_button(self.buttons[0])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.trouble is None:
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.trouble is None:
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QEvent) -> None:
        self.setStyleSheet(f"#card {{ border-color: {palette.ACCENT}; }}")
        super().focusInEvent(event)  # type: ignore[arg-type]

    def focusOutEvent(self, event: QEvent) -> None:
        self.setStyleSheet("")
        super().focusOutEvent(event)  # type: ignore[arg-type]


class StartScreen(QWidget):
    """Signals: `new_wanted`, `open_wanted`, `sample_wanted`, `practice_wanted`, `receive_wanted` (from the old PC),
    `about_wanted`; `book_wanted(path)` for a recent one; `other_file_wanted(path)`: that recent book lies elsewhere."""

    new_wanted = Signal()
    open_wanted = Signal()
    sample_wanted = Signal()
    practice_wanted = Signal()
    receive_wanted = Signal()
    about_wanted = Signal()
    book_wanted = Signal(object)
    other_file_wanted = Signal(object)

    def __init__(
        self,
        preferences: Preferences,
        icon: Path,
        clock: Callable[[], dt.datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._preferences, self._clock = preferences, clock
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._side(icon))
        main = QFrame(self)
        main.setObjectName("startMain")
        main.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        right = QVBoxLayout(main)
        right.setContentsMargins(32, 26, 32, 20)
        head = QHBoxLayout()
        head.addWidget(_label("Sổ gần đây", 16, bold=True))
        head.addStretch(1)
        self._hint = _label("Bấm đúp hoặc Enter để mở", 11, Tone.THIRD)
        head.addWidget(self._hint)
        right.addLayout(head)
        right.addSpacing(4)
        self._area = QScrollArea(main)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        right.addWidget(self._area, 1)
        layout.addWidget(main, 1)
        self.cards: list[RecentCard] = []
        self.reload()

    def _side(self, icon: Path) -> QWidget:
        side = QFrame(self)
        side.setObjectName("startSide")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(388)
        layout = QVBoxLayout(side)
        layout.setContentsMargins(32, 30, 32, 20)
        layout.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(14)
        picture = QLabel(side)
        pixmap = QPixmap(str(icon)).scaled(
            QSize(80, 80), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        pixmap.setDevicePixelRatio(2.0)
        picture.setPixmap(pixmap)
        head.addWidget(picture)
        names = QVBoxLayout()
        names.setSpacing(1)
        names.addWidget(_label(NAME, 19, bold=True))
        names.addWidget(_label("Theo dõi nghị quyết của phường suốt cả năm", 11, Tone.SECOND))
        head.addLayout(names, 1)
        layout.addLayout(head)
        layout.addSpacing(14)
        layout.addWidget(_label("Bắt đầu", 12, Tone.SECOND, bold=True))
        self.buttons = []
        for sign, title, words, signal, after in (
            (Sign.PLUS, "Tạo sổ mới", "Nhập tên cơ quan, năm, người ký", self.new_wanted, 0),
            (Sign.FOLDER, "Mở sổ có sẵn…", "Tệp sổ trên máy hoặc trên ổ USB", self.open_wanted, 12),
            (
                Sign.SHEET,
                "Tạo từ nghị quyết mẫu năm 2022",
                "Chỉ tiêu, nhiệm vụ, tiêu chí đã nhập sẵn",
                self.sample_wanted,
                0,
            ),
            (Sign.PENCIL, "Sổ thực hành", "Số liệu không có thật, dùng để tập làm quen", self.practice_wanted, 0),
        ):
            button = _BigButton(sign, title, words, side)
            button.clicked.connect(signal)
            layout.addWidget(button)
            layout.addSpacing(after)
            self.buttons.append(button)
        self.receive = QPushButton("Nhận sổ từ máy cũ…", side)
        self.receive.setObjectName("link")
        self.receive.setIcon(signs.icon(Sign.IN, palette.ACCENT, 12))
        self.receive.setCursor(Qt.CursorShape.PointingHandCursor)
        self.receive.setToolTip("Một tệp gồm sổ, bản sao lưu và thiết lập, tạo ở máy cũ bằng “Chuyển sang máy mới…”")
        self.receive.clicked.connect(self.receive_wanted)
        layout.addSpacing(6)
        layout.addWidget(self.receive, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        self.about = QPushButton(f"Giới thiệu {NAME}", side)
        self.about.setObjectName("link")
        self.about.setCursor(Qt.CursorShape.PointingHandCursor)
        self.about.setToolTip("Phiên bản, thư mục, giấy phép và thông tin máy để nhờ hỗ trợ")
        self.about.clicked.connect(self.about_wanted)
        layout.addWidget(self.about, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(
            _label(f"Phiên bản {VERSION} · Không cần mạng, không gửi số liệu ra ngoài máy", 11, Tone.THIRD, wrap=True)
        )
        return side

    def reload(self) -> None:
        """Look at the recent books anew."""
        content = QWidget()
        content.setObjectName("startMain")
        content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 6, 0)
        layout.setSpacing(10)
        self.cards = []
        for book in self._preferences.recent():
            local = book.opened_at.astimezone(self._clock().tzinfo)
            card = RecentCard(book, bookshelf.trouble_with(book.path), local)
            card.opened.connect(lambda path=book.path: self.book_wanted.emit(path))
            card.moved.connect(lambda path=book.path: self.other_file_wanted.emit(path))
            card.forgotten.connect(lambda path=book.path: self._on_forgotten(path))
            card.sought.connect(self.reload)
            layout.addWidget(card)
            self.cards.append(card)
        for card in self.cards:
            if card.trouble is None:
                card.mark(True)
                break
        if not self.cards:
            layout.addWidget(
                _label(
                    "Chưa có sổ nào được mở trên máy này. Tạo sổ mới ở bên trái, "
                    "hoặc mở sổ thực hành để xem thử chương trình.",
                    12,
                    Tone.SECOND,
                    wrap=True,
                )
            )
        self._hint.setVisible(bool(self.cards))
        layout.addStretch(1)
        self._area.setWidget(content)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        for card in self.cards:
            if card.property("chosen"):
                card.setFocus()  # Enter opens what is offered

    def _on_forgotten(self, path: Path) -> None:
        self._preferences.forget_recent(path)
        self.reload()
