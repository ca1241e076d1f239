"""Under the words of a target (mức kế hoạch): what was understood, what is judged, and whether that is other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from hxapp.domain.targets import Target
from hxapp.domain.words import tidy
from hxapp.services.target_words import About, Understood, same_judged, understand
from hxapp.ui import palette
from hxapp.ui.field import Field

WORDS_HINT = "như: giảm 0,7 - 0,9% so với năm 2021; để trống thì ghi theo số bên dưới"
OTHERWISE = "Đang đánh giá theo mức đã chọn bên dưới, khác với lời văn."
NO_FIGURE = "Lời văn không có con số; đang đánh giá theo mức đã chọn bên dưới."


class TargetReading(QWidget):
    """Reads the field's words while they are typed.

    Signals: `read(told)`: other words stand there, and this is understood of them (None where the field is empty);
    `wanted()`: the clerk wants the figures of the words back.
    """

    read = Signal(object)
    wanted = Signal()

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.about = About()
        self.told: Understood | None = None
        self._editor = field.editor
        self.label = QLabel(self)
        self.label.setObjectName("caption")
        self.label.setFont(palette.font(11))
        self.note = QLabel(self)
        for label in (self.label, self.note):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.note.setFont(palette.font(11))
        self.note.setStyleSheet(f"color: {palette.Tone.AMBER.value.text}")
        self.back = QPushButton("Lấy lại theo lời văn", self)
        self.back.setObjectName("link")
        self.back.setFont(palette.font(11))
        self.back.setAutoDefault(False)
        self.back.setCursor(Qt.CursorShape.PointingHandCursor)
        self.back.clicked.connect(lambda _=False: self.wanted.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 2, 0, 0)
        layout.setSpacing(1)
        layout.addWidget(self.label)
        layout.addWidget(self.note)
        layout.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        under = field.layout()
        assert isinstance(under, QVBoxLayout)
        under.insertWidget(under.indexOf(field.refusal), self)
        assert isinstance(self._editor, (QLineEdit, QPlainTextEdit))
        self._editor.textChanged.connect(lambda *_: self._typed())
        self._editor.installEventFilter(self)
        self.say("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape gives the words up without telling."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyRelease:
            self._typed()
        return False

    @property
    def words(self) -> str:
        editor = self._editor
        return editor.toPlainText() if isinstance(editor, QPlainTextEdit) else editor.text()  # type: ignore[attr-defined]

    def show_for(self, about: About) -> None:
        """Read the words that stand there as those of this indicator."""
        self.about = about
        self._read()

    def say(self, note: str) -> None:
        """Say that something else is judged than the words ask, with the way back; '' says nothing."""
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.back.setVisible(bool(note) and self.told is not None)

    def compare(self, target: Target) -> None:
        """Say so where this target, which is judged, asks something else than the words."""
        if self.told is None or same_judged(target, self.told.target, self.about):
            self.say("")
        else:
            self.say(NO_FIGURE if self.told.in_words else OTHERWISE)

    def _typed(self) -> None:
        before = self.told
        self._read()
        if self.told != before:
            self.read.emit(self.told)

    def _read(self) -> None:
        words = self.words
        self.told = understand(words, self.about) if tidy(words) else None
        self.label.setText("" if self.told is None else "\n".join(self.told.lines))
        self.label.setVisible(self.told is not None)
