"""One value for several selected rows: lead, leader, deadline or rhythm, set in one action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from hxapp.domain.errors import Refused
from hxapp.ui.dialogs.form import FormDialog


class ChooseManyDialog(FormDialog):
    """Asks for one value and hands it to `apply`, which saves in one transaction and raises HxError to refuse.

    With `choices` a list of (value, word), `free` lets another word be typed (the value is then that word); without
    choices a line of text (a deadline as an office writes it).
    """

    def __init__(
        self,
        title: str,
        label: str,
        count: int,
        apply: Callable[[Any], None],
        *,
        choices: Sequence[tuple[Any, str]] | None = None,
        free: bool = False,
        noun: str = "dòng",
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, f"Đặt cho {count} {noun}", parent)
        self._apply = apply
        self.add_note(f"Giá trị này được đặt cho {count} {noun} đang chọn, trong một lần ghi.")
        if choices is None:
            field = self.add_text("value", label, hint=hint, wide=True)
        else:
            field = self.add_choice("value", label, choices, wide=True, free=free)
        self.finish_building(420)
        field.editor.setFocus()

    def save(self) -> None:
        try:
            self._apply(self.value("value"))
        except Refused as error:
            raise Refused(str(error), "value") from error  # whatever the service calls it, here it is the one field
