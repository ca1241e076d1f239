"""What the dialogs with fields share: fields with their refusal beside them, and buttons that say what they do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from hxapp.domain.errors import HxError, Refused
from hxapp.ui import messages, room
from hxapp.ui.choices import ChoiceBox
from hxapp.ui.field import Field


def fill_button(button: QPushButton) -> QPushButton:
    """Make a button the one filled button of its screen."""
    button.setProperty("filled", True)
    button.setDefault(True)
    button.style().unpolish(button)
    button.style().polish(button)
    return button


class FormDialog(QDialog):
    """Fields in two columns over a line of buttons; `accept` calls `save`, which raises HxError to keep it open.

    Escape and the window's cross ask first when something was typed since it was shown; 'Thôi' says so itself.
    """

    def __init__(self, title: str, yes: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.fields: dict[str, Field] = {}
        self._content = QWidget(self)
        self.grid = QGridLayout(self._content)
        self.grid.setContentsMargins(16, 14, 16, 8)
        self.grid.setHorizontalSpacing(14)
        self.grid.setVerticalSpacing(2)
        self.grid.setColumnStretch(0, 1)
        self.grid.setColumnStretch(1, 1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._content)
        self.yes = fill_button(QPushButton(yes, self))
        buttons = self._buttons = QDialogButtonBox(self)
        buttons.addButton(self.yes, QDialogButtonBox.ButtonRole.AcceptRole)
        self.no = buttons.addButton("Thôi", QDialogButtonBox.ButtonRole.RejectRole)
        self.no.setAutoDefault(False)
        buttons.accepted.connect(self.accept)
        self.no.clicked.connect(lambda: self.done(QDialog.DialogCode.Rejected))
        buttons.setContentsMargins(16, 4, 16, 12)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area, 1)
        layout.addWidget(buttons)
        self._row = 0
        self._column = 0
        self._at_first: dict[str, Any] | None = None
        self._by_program = False

    # Building ------------------------------------------------------------------------------------------------------

    def add_note(self, text: str) -> QLabel:
        """A sentence over the whole width."""
        label = QLabel(text, self._content)
        label.setWordWrap(True)
        label.setObjectName("quiet")
        self._put(label, wide=True)
        return label

    def add_heading(self, text: str) -> None:
        label = QLabel(text, self._content)
        label.setObjectName("panelHeading")
        self._put(label, wide=True)

    def add_text(self, name: str, label: str, *, hint: str = "", wide: bool = False) -> Field:
        editor = QLineEdit(self._content)
        editor.setPlaceholderText(hint)
        return self._add(Field(name, label, editor, self._content), wide)

    def add_choice(
        self, name: str, label: str, choices: Sequence[tuple[Any, str]], *, wide: bool = False, free: bool = False
    ) -> Field:
        editor = ChoiceBox(choices, free=free, parent=self._content)
        editor.setMinimumContentsLength(8)  # a long word must not make the dialog wider than it is
        editor.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        if not free and choices:
            editor.setCurrentIndex(0)
        return self._add(Field(name, label, editor, self._content), wide)

    def add_check(self, name: str, label: str) -> Field:
        return self._add(Field(name, label, QCheckBox(label, self._content), self._content), True)

    def finish_building(self, width: int = 560) -> None:
        """Take a size that shows everything where the screen has room for it."""
        self.grid.setRowStretch(self._row + 2, 1)
        self._content.ensurePolished()
        spare = self.fontMetrics().height() + 10  # a refusal's line opens without a scroll bar
        wanted = self._content.sizeHint().height() + self._buttons.sizeHint().height() + spare
        room.fit(self, width, wanted)

    def _add(self, field: Field, wide: bool) -> Field:
        self.fields[field.name] = field
        field.escape_gives_up = False
        self._put(field, wide)
        return field

    def add_button(self, text: str, clicked: Callable[[], object]) -> QPushButton:
        """A button among the fields, as wide as its words."""
        button = QPushButton(text, self._content)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: clicked())
        self._put(button, wide=False)
        self.grid.setAlignment(button, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        return button

    def _put(self, widget: QWidget, wide: bool) -> None:
        if wide and self._column:
            self._row, self._column = self._row + 1, 0
        self.grid.addWidget(widget, self._row, self._column, 1, 2 if wide else 1, Qt.AlignmentFlag.AlignTop)
        if wide or self._column:
            self._row, self._column = self._row + 1, 0
        else:
            self._column = 1

    # Ending --------------------------------------------------------------------------------------------------------

    def value(self, name: str) -> Any:
        return self.fields[name].value()

    def save(self) -> None:
        """Do what the dialog is for; HxError keeps it open with the reason beside the field, or told."""

    def has_typed(self) -> bool:
        """Whether a field holds something else than when the dialog was shown."""
        return self._at_first is not None and self._at_first != self._values()

    def _values(self) -> dict[str, Any]:
        return {name: field.value() for name, field in self.fields.items()}

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._at_first is None:
            self._at_first = self._values()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._by_program = not event.spontaneous()  # only the clerk's own click is asked about
        super().closeEvent(event)

    def reject(self) -> None:
        if not self._by_program and self.has_typed() and not messages.ask(self, "Bỏ những gì vừa gõ?", "Bỏ", "Gõ tiếp"):
            return
        super().reject()

    def accept(self) -> None:
        for field in self.fields.values():
            field.show_refusal("")
        try:
            self.save()
        except HxError as error:
            named = self.fields.get(error.field) if isinstance(error, Refused) else None
            if named is None:
                messages.refuse(self, error)
            else:
                named.show_refusal(str(error))
                named.editor.setFocus()
            return
        super().accept()
