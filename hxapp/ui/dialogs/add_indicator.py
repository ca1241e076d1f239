"""A new indicator (chỉ tiêu) with its target of the year, or a part of one."""

from __future__ import annotations

import uuid
from functools import partial

from PySide6.QtWidgets import QWidget

from hxapp.domain.indicators import Better, OverTime
from hxapp.domain.periods import Rhythm
from hxapp.domain.targets import Comparator
from hxapp.services import indicator_edits, target_entry
from hxapp.services.indicator_edits import IndicatorEdit
from hxapp.services.indicators import IndicatorRow
from hxapp.ui.choices import ChoiceBox
from hxapp.ui.context import Context
from hxapp.ui.dialogs.form import FormDialog
from hxapp.ui.dialogs.place_fields import PlaceFields
from hxapp.ui.dialogs.words_entry import WordsEntry
from hxapp.ui.labels import capital
from hxapp.ui.panels import fields
from hxapp.ui.panels.target_fields import COMPARATORS, TargetFields
from hxapp.ui.panels.target_reading import WORDS_HINT, TargetReading


class AddIndicatorDialog(FormDialog):
    """Asks for name, plan, who and how often; `indicator_id` is the new indicator once it is saved.

    `whole` makes it a part of that indicator; `place` is the document and the clause offered first.
    """

    def __init__(
        self,
        context: Context,
        whole: IndicatorRow | None = None,
        parent: QWidget | None = None,
        *,
        place: tuple[uuid.UUID | None, uuid.UUID | None] | None = None,
    ) -> None:
        super().__init__("Thêm phần của chỉ tiêu" if whole is not None else "Thêm chỉ tiêu", "Thêm", parent)
        self.context = context
        self.indicator_id = uuid.UUID(int=0)
        self._whole = whole
        with context.database.read() as session:
            department_choices = fields.department_choices(session)
            people = fields.people_choices(session)
            about = target_entry.about(session, context.year, IndicatorEdit(name=""))
        if whole is not None:
            self.add_note(f"Phần của: {whole.name}")
        self.add_text("name", "Tên chỉ tiêu", hint="như văn bản viết", wide=True)
        self.add_text("unit", "Đơn vị tính", hint="%, triệu đồng, hộ…")
        if whole is None:
            self.add_text("number", "Số thứ tự trong văn bản", hint="để trống thì không đếm vào tổng số")
        self.place = None if whole is not None else PlaceFields(self, context, arisen=False)
        if self.place is not None and place is not None:
            self.place.fill(*place)
        elif self.place is not None:
            self.place.fill_first()
        self.add_heading(f"Mức kế hoạch năm {context.year}")
        self.add_text("wording", "Mức kế hoạch", hint=WORDS_HINT, wide=True)
        self.add_choice("comparator", "Cách so", COMPARATORS)
        self.add_text("assigned", "Mức được giao", hint="con số cấp trên giao")
        self.add_text("low", "Mức")
        self.add_text("high", "Đến")
        self.target = TargetFields(self.fields)
        self.reading = TargetReading(self.fields["wording"])
        self.add_heading("Theo dõi")
        self.add_choice("department", "Đơn vị chủ trì", department_choices, free=True)
        self.add_choice("leader", "Lãnh đạo phụ trách", people, free=True)
        self.add_choice("rhythm", "Kỳ thu thập", [(one, capital(one.label)) for one in Rhythm])
        self.add_choice("over_time", "Cộng các kỳ", [(one, capital(one.label)) for one in OverTime])
        self.add_choice("better", "Chiều tốt", [(one, capital(one.label)) for one in Better])
        if whole is None:
            self.add_note("“Cộng các kỳ” và “Chiều tốt” đoán theo tên, sửa được.")
        self.fields["comparator"].fill(Comparator.EQ)
        self.fields["rhythm"].fill(Rhythm.QUARTERLY if whole is None else whole.rhythm)
        self.fields["over_time"].fill(OverTime.LATEST if whole is None else whole.over_time)
        self.fields["better"].fill(Better.HIGHER if whole is None else whole.better)
        self.fields["department"].fill(None if whole is None else whole.department_id)
        self.fields["leader"].fill(None if whole is None else whole.leader_id)
        self.target.show()
        self._chosen: set[str] = set() if whole is None else {"better", "over_time"}
        for name in ("better", "over_time"):
            editor = self.fields[name].editor
            assert isinstance(editor, ChoiceBox)
            editor.activated.connect(partial(self._keep, name))
        for name in ("name", "unit"):
            self.fields[name].left.connect(self._guess)
        self._entry = WordsEntry(self, self.target, self.reading, about)
        self.finish_building(540)
        self.fields["name"].editor.setFocus()

    def _keep(self, name: str, _: int) -> None:
        self._chosen.add(name)

    def _guess(self) -> None:
        """What name and unit speak for, until the clerk chooses."""
        guessed = dict(
            zip(("better", "over_time"), indicator_edits.suggest(self.value("name"), self.value("unit")), strict=True)
        )
        for name in guessed.keys() - self._chosen:
            self.fields[name].fill(guessed[name])
        self._entry.refresh()

    def save(self) -> None:
        document_id, clause_id = (None, None) if self.place is None else self.place.chosen()
        self._guess()
        with self.context.database.begin(f"{self.windowTitle()} “{self.value('name').strip()}”") as session:
            edit = IndicatorEdit(
                name=self.value("name"),
                unit=self.value("unit"),
                number=self.value("number") if "number" in self.fields else "",
                department_id=fields.department_of(session, self.value("department")),
                leader_id=fields.person_of(session, self.value("leader")),
                rhythm=self.value("rhythm"),
                over_time=self.value("over_time"),
                better=self.value("better"),
                **self.target.values(),
                document_id=document_id,
                clause_id=clause_id,
            )
            edit = self._entry.edited(edit)
            parent_id = None if self._whole is None else self._whole.id
            self.indicator_id = indicator_edits.add(session, self.context.year, edit, parent_id)
