"""The fields of a target (mức kế hoạch), shown and saved together: how it compares, its figures, its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLabel

from hxapp.domain.targets import Comparator
from hxapp.ui.field import Field
from hxapp.ui.labels import capital

NAMES = ("comparator", "low", "high", "assigned", "wording")
COMPARATORS = [(one, capital(one.label)) for one in Comparator]

_RANGES = frozenset(
    {
        Comparator.BETWEEN,
        Comparator.INCREASE_BY_BETWEEN,
        Comparator.DECREASE_BY_BETWEEN,
        Comparator.RELATIVE_TO_PLAN,
    }
)
# One figure mostly, but words may give a ceiling, or both ends of what is kept.
_EITHER_END = frozenset({Comparator.INCREASE_BY, Comparator.DECREASE_BY, Comparator.MAINTAIN})


class TargetFields(QObject):
    """Shows of the fields named in `NAMES` those that the chosen comparison has, and reads them together."""

    def __init__(self, fields: Mapping[str, Field]) -> None:
        super().__init__(fields["comparator"])
        self.of_plan = False  # the figures are per cent of the assigned figure, not beyond it
        self._two_ended: Comparator | None = None
        self._fields = {name: fields[name] for name in NAMES}
        editor = self._fields["comparator"].editor
        assert isinstance(editor, QComboBox)
        editor.currentIndexChanged.connect(lambda _: self.show())
        editor.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape gives a choice up without telling."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyRelease:
            self.show()
        return False

    def show_saved(self) -> None:
        """Show the fields for what has just been filled in."""
        comparator = self._fields["comparator"].value()
        upper = comparator in _EITHER_END and self._fields["high"].value()
        self._two_ended = comparator if upper else None
        self.show()

    def show(self) -> None:
        """Show the fields that belong to the comparison; the first figure is called after it."""
        comparator = self._fields["comparator"].value()
        ranged = self._has_range(comparator)
        relative = comparator is Comparator.RELATIVE_TO_PLAN
        self._fields["low"].setVisible(comparator is not Comparator.TEXT_ONLY)
        self._fields["high"].setVisible(ranged)
        self._fields["assigned"].setVisible(relative)
        caption = (
            ("% mức giao, từ" if self.of_plan else "Vượt mức giao từ (%)") if relative else "Từ" if ranged else "Mức"
        )
        self._fields["low"].label = caption  # what a sentence calls it, too
        label = self._fields["low"].findChild(QLabel, "caption")
        assert isinstance(label, QLabel)
        label.setText(caption)

    def values(self) -> dict[str, Any]:
        """What stands in the fields, as `IndicatorEdit` names it; figures of another comparison are left out."""
        found = {name: field.value() for name, field in self._fields.items()}
        if not self._has_range(found["comparator"]):
            found["high"] = ""
        if found["comparator"] is Comparator.TEXT_ONLY:
            found["low"] = ""
        if found["comparator"] is not Comparator.RELATIVE_TO_PLAN:
            del found["assigned"]
        return found

    def _has_range(self, comparator: Comparator) -> bool:
        return comparator in _RANGES or comparator is self._two_ended
