"""The side panel (F4): the row's fields, each saved when it is left, each refusal beside its field.

A tab's panel says what its fields are and how one is read and saved:

    class TaskPanel(Panel):
        def __init__(self, context):
            super().__init__("Nhiệm vụ")
            self.context = context
            self.add_area("wording", "Nội dung")
            self.add_choice("department", "Chủ trì", choices)     # (value, word) pairs
            self.add_text("deadline", "Hạn hoàn thành", hint="31/3/2022, quý I/2022, trong năm…")

        def load(self, key):                                       # called for the row that is shown
            with self.context.database.read() as session:
                edit = tasks.edit_of(session, key)
            self.set_title(...); self.fill({"wording": edit.wording, …})

        def save_field(self, name, value):                         # raises HxError to refuse
            with self.context.database.begin("Sửa nhiệm vụ") as session:
                tasks.save(session, self.key, replace(edit, **{name: value}), self.context.today)

`Refused.field` leads the sentence to the field it names. A refused text stays in its field; `finish()` is False then,
and whoever wants to leave the row asks `may_leave()`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from hxapp.domain.errors import HxError, Refused
from hxapp.ui import messages, palette, signs
from hxapp.ui.choices import ChoiceBox
from hxapp.ui.field import Field, TextArea
from hxapp.ui.shut import WHY, shut
from hxapp.ui.signs import Sign

WIDTH = 340


class Panel(QFrame):
    """The panel of a tab.

    Signals: `closed()`: the clerk wants it away; `saved(key)`: a field of that row was saved; `history_wanted(name)`:
    what became of that field, '' for the whole row, is to be shown.
    """

    history_wanted = Signal(str)
    closed = Signal()
    saved = Signal(object)

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setFixedWidth(WIDTH)
        self.key: Hashable | None = None
        self.fields: dict[str, Field] = {}
        self.read_only = False  # every field shows, none takes anything
        self.has_history: Callable[[str], bool] = lambda _: False  # of the field with that name; the tab says
        self._saving = False
        self._title = QLabel(title, self)
        self._title.setObjectName("panelTitle")
        self._title.setWordWrap(True)
        hint = QLabel("F4", self)
        hint.setObjectName("caption")
        close = QToolButton(self)
        close.setObjectName("stripButton")
        close.setIcon(signs.icon(Sign.CROSS, palette.SECOND, 9))
        close.setToolTip("Đóng bảng chi tiết (F4); F6 để đi giữa bảng và bảng chi tiết")
        close.clicked.connect(self.closed)
        self.history = QToolButton(self)
        self.history.setObjectName("stripButton")
        self.history.setIcon(signs.icon(Sign.CLOCK, palette.SECOND, 11))
        self.history.setToolTip("Lịch sử dòng này…")
        self.history.setAccessibleName("Lịch sử dòng này")
        self.history.clicked.connect(lambda _=False: self.history_wanted.emit(""))
        head = QHBoxLayout()
        head.setContentsMargins(15, 8, 8, 8)
        head.addWidget(self._title, 1)
        head.addWidget(self.history)
        head.addWidget(hint)
        head.addWidget(close)
        self.content = QWidget(self)
        self.content.setObjectName("panelContent")
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(15, 8, 15, 12)
        self.body.setSpacing(4)
        self.body.addStretch(1)
        self.area = QScrollArea(self)
        self.area.setObjectName("panelScroll")
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self.content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        line = QFrame(self)
        line.setObjectName("hairline")
        line.setFixedHeight(1)
        layout.addWidget(line)
        self.nothing = QLabel("Chọn một dòng trong bảng để xem và sửa chi tiết ở đây.", self)
        self.nothing.setObjectName("quiet")
        self.nothing.setWordWrap(True)
        self.nothing.setContentsMargins(15, 10, 15, 0)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.nothing, 1)
        layout.addWidget(self.area, 1)
        self.show_row(None)

    # For the tab's panel -------------------------------------------------------------------------------------------

    def set_title(self, title: str) -> None:
        self._title.setText(title)

    def add_widget(self, widget: QWidget) -> QWidget:
        """Anything that stands between the fields (a sentence, a chart, a list)."""
        self.body.insertWidget(self.body.count() - 1, widget)
        return widget

    def add_heading(self, text: str) -> QLabel:
        label = QLabel(text, self.content)
        label.setObjectName("panelHeading")
        self.add_widget(label)
        return label

    def add_note(self, text: str = "", tone: palette.Tone = palette.Tone.SECOND) -> QLabel:
        """A sentence that is only read; wraps, can be copied."""
        label = QLabel(text, self.content)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setStyleSheet(f"color: {tone.value.text}")
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.add_widget(label)
        return label

    def add_text(self, name: str, label: str, *, hint: str = "") -> Field:
        editor = QLineEdit(self.content)
        editor.setPlaceholderText(hint)
        return self._add(Field(name, label, editor, self.content))

    def add_area(self, name: str, label: str, *, hint: str = "") -> Field:
        editor = TextArea(self.content)
        editor.setPlaceholderText(hint)
        return self._add(Field(name, label, editor, self.content))

    def add_choice(
        self, name: str, label: str, choices: Sequence[tuple[Any, str]] = (), *, free: bool = False
    ) -> Field:
        """A list of (value, word); with `free` another word may be typed, and that word is the field's value then."""
        editor = ChoiceBox(choices, free=free, parent=self.content)
        editor.setMinimumContentsLength(8)
        editor.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        return self._add(Field(name, label, editor, self.content))

    def add_check(self, name: str, label: str) -> Field:
        return self._add(Field(name, label, QCheckBox(label, self.content), self.content))

    def set_choices(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        """Other choices for a list, in which what stands there stays; fill it afterwards."""
        editor = self.fields[name].editor
        assert isinstance(editor, ChoiceBox)
        held = editor.value()
        editor.set_choices(choices)
        if isinstance(held, str) or any(held == value for value, _ in choices):
            blocked = editor.blockSignals(True)
            editor.choose(held)
            editor.blockSignals(blocked)

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show saved values; fields with an unsaved or refused text of the same row keep it."""
        for name, value in values.items():
            field = self.fields[name]
            if not (field.is_refused or (field.is_changed and field.editor.hasFocus())):
                field.fill(value)

    def load(self, key: Hashable) -> None:
        """Read the row and fill the fields; the tab's panel says how."""
        raise NotImplementedError

    def save_field(self, name: str, value: Any) -> None:
        """Save one field of the row `self.key`; HxError refuses it. The tab's panel says how."""
        raise NotImplementedError

    def waits(self, field: Field) -> bool:
        """Whether a field that was left is not saved yet, because it belongs to another that is typed now."""
        return False

    # For the tab ---------------------------------------------------------------------------------------------------

    def show_row(self, key: Hashable | None) -> None:
        """Show another row, or the same one anew; None shows that none is chosen."""
        if key != self.key:
            for field in self.fields.values():
                field.mark_saved()
        self.key = key
        self.content.setVisible(key is not None)
        self.area.setVisible(key is not None)
        self.history.setVisible(key is not None)
        self.nothing.setVisible(key is None)
        if key is not None:
            self.load(key)
            if self.read_only:
                self._shut()

    def finish(self) -> bool:
        """Save what stands unsaved in a field; False while something is refused."""
        for field in self.fields.values():
            if field.is_changed:
                self._on_left(field)
        return not any(field.is_refused for field in self.fields.values())

    def may_leave(self) -> bool:
        """Whether the row may be left: all saved, or the clerk lets go of what was refused."""
        if self.finish():
            return True
        field = next(field for field in self.fields.values() if field.is_refused)
        question = f"“{field.label}” chưa ghi được: {field.refusal.text()}"
        if messages.choose(self, question, ("Bỏ phần vừa nhập", "Sửa tiếp")) == 0:
            for other in self.fields.values():
                if other.is_changed or other.is_refused:
                    other.give_up()
            return True
        field.editor.setFocus()
        return False

    def _shut(self) -> None:
        """Texts can still be read through and copied; everything else is greyed."""
        for editor in (field.editor for field in self.fields.values()):
            if isinstance(editor, (QLineEdit, QPlainTextEdit)):
                editor.setReadOnly(True)
                editor.setToolTip(WHY)
            else:
                shut(editor)
        shut(*self.content.findChildren(QAbstractButton))

    def _add(self, field: Field) -> Field:
        self.fields[field.name] = field
        field.left.connect(lambda: None if self.waits(field) else self._on_left(field))
        field.menu_wanted.connect(lambda at: self._show_menu(field, at))
        self.add_widget(field)
        return field

    def _show_menu(self, field: Field, at: QPoint) -> None:
        menu = field.menu()
        if self.key is not None and self.has_history(field.name):
            menu.addAction("Lịch sử mục này…", lambda: self.history_wanted.emit(field.name))
        if menu.actions():
            menu.exec(at)
        menu.deleteLater()

    def _on_left(self, field: Field) -> None:
        if self.key is None or self._saving or not field.is_changed:
            if not field.is_changed:
                field.show_refusal("")
            return
        self._saving = True
        key = self.key
        try:
            self.save_field(field.name, field.value())
        except HxError as error:
            named = self.fields.get(error.field) if isinstance(error, Refused) else None
            if named is not None and named is not field:
                named.show_refusal(str(error))
            field.show_refusal(str(error))
        else:
            for other in self.fields.values():
                if other.is_refused and not other.is_changed:
                    other.show_refusal("")
            field.mark_saved()
            self.saved.emit(key)
        finally:
            self._saving = False
