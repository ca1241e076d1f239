"""Typing a new indicator's target in words: its figures follow into their fields until the clerk chooses others."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit

from hxapp.domain.errors import Refused
from hxapp.domain.guessing import is_bounded_share
from hxapp.domain.indicators import OverAreas
from hxapp.domain.targets import OF_PLAN, Comparator, Target
from hxapp.domain.words import tidy
from hxapp.services import target_entry
from hxapp.services.indicator_edits import IndicatorEdit
from hxapp.services.target_forms import TargetForm, form_of, target_from
from hxapp.services.target_words import About
from hxapp.ui.choices import ChoiceBox
from hxapp.ui.dialogs.form import FormDialog
from hxapp.ui.panels.target_fields import TargetFields
from hxapp.ui.panels.target_reading import TargetReading

_FIGURES = ("comparator", "low", "high")
_BEARING = ("name", "unit", "better", "over_time", "assigned")


class WordsEntry(QObject):
    """Between the words of a dialog's target and its fields."""

    def __init__(self, dialog: FormDialog, target: TargetFields, reading: TargetReading, about: About) -> None:
        super().__init__(dialog)
        self._dialog, self._target, self._reading, self._about = dialog, target, reading, about
        self._followed: Target | None = None
        self._filled: dict[str, object] = {}
        reading.read.connect(lambda _: self._read())
        reading.wanted.connect(self._follow)
        for name in (*_FIGURES, *_BEARING):
            editor = dialog.fields[name].editor
            changed = self._compare if name in _FIGURES else self.refresh
            if isinstance(editor, QLineEdit):
                editor.textChanged.connect(lambda _, changed=changed: changed())
            elif isinstance(editor, ChoiceBox):
                editor.currentIndexChanged.connect(lambda _, changed=changed: changed())
        dialog.fields["wording"].left.connect(self._name_unit)
        reading.show_for(self._bears())

    def edited(self, edit: IndicatorEdit) -> IndicatorEdit:
        """The form with all that the words say of the figures; of figures chosen by hand what goes with them."""
        self.refresh()
        if self._followed is None:
            return edit
        read = target_entry.as_understood(edit, self._followed)
        return self._otherwise(edit, read) if self._is_chosen_otherwise() else read

    def _otherwise(self, edit: IndicatorEdit, read: IndicatorEdit) -> IndicatorEdit:
        """The form of figures chosen by hand, with what no field shows of the same comparison."""
        if edit.comparator is not read.comparator:
            return edit
        return replace(
            edit, strict=read.strict, baseline=read.baseline, plan_basis=read.plan_basis, target_unit=read.target_unit
        )

    def _bears(self) -> About:
        edit = IndicatorEdit(**{name: self._dialog.value(name) for name in _BEARING})
        return target_entry.of_edit(self._about, edit)

    def refresh(self) -> None:
        """Read the words anew: another name or unit may make other figures of them."""
        chosen = self._is_chosen_otherwise()
        self._reading.show_for(self._bears())
        if self._followed is not None and not chosen:
            self._follow()
        else:
            self._compare()

    def _read(self) -> None:
        told = self._reading.told
        if told is not None and told.target != self._followed:
            self._follow()
        elif told is None:
            self._followed = None
        self._compare()

    def _follow(self) -> None:
        """The figures of the words into the fields."""
        told = self._reading.told
        if told is None:
            return
        form = form_of(told.target, self._dialog.value("unit") or None)
        self._followed = told.target
        self._target.of_plan = form.plan_basis == OF_PLAN
        self._filled = {name: getattr(form, name) for name in _FIGURES}
        for name, value in self._filled.items():
            self._dialog.fields[name].fill(value)
        self._target.show_saved()
        self._compare()

    def _name_unit(self) -> None:
        """An indicator without a unit gets that of its words, where these tell it."""
        told, field = self._reading.told, self._dialog.fields["unit"]
        if told is None or tidy(field.value()) or told.target.unit in (None, "lần"):
            return
        target = told.target
        growth = target.is_change and target.unit in ("%", "‰")
        if growth and not is_bounded_share(self._dialog.value("name"), target.unit, OverAreas.NONE):
            return
        if target.comparator is not Comparator.RELATIVE_TO_PLAN:
            field.fill(target.unit)
            field.left.emit()

    def _is_chosen_otherwise(self) -> bool:
        """Whether the fields hold something else than the words put there."""
        held = self._target.values()
        return self._followed is not None and any(held[name] != self._filled[name] for name in _FIGURES)

    def _compare(self) -> None:
        told, about, followed = self._reading.told, self._reading.about, self._followed
        note = False
        if told is not None and followed is not None and self._is_chosen_otherwise():
            held = IndicatorEdit(name=about.name, unit=about.unit, **self._target.values())
            edit = self._otherwise(held, target_entry.as_understood(held, followed))
            form = TargetForm(
                edit.comparator, edit.low, edit.high, edit.strict, edit.baseline, edit.plan_basis, edit.target_unit
            )
            try:
                self._reading.compare(target_from(form, about.unit or None, about.better))
                note = True
            except Refused:  # half typed
                pass
        if not note:
            self._reading.say("")
