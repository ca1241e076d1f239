"""'Người làm việc': who sits at the PC signs, people are added and changed, duties handed over with their minutes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from hxapp.services import books, handover, people
from hxapp.storage import history
from hxapp.storage.history import Action
from hxapp.ui import bookshelf, sitting
from hxapp.ui.context import Context
from hxapp.ui.dialogs.edit_person import PersonDialog
from hxapp.ui.dialogs.handover import HandoverDialog
from hxapp.ui.dialogs.people import PeopleDialog
from hxapp.ui.dialogs.report_preview import ReportPreview
from tests.ui.conftest import SEPTEMBER


@pytest.fixture
def dialog(practice: Context, qtbot: QtBot) -> PeopleDialog:
    made = PeopleDialog(practice)
    qtbot.addWidget(made)
    made.show()
    return made


def during(run: Callable[[], object], meet: Callable[[Any], None]) -> None:
    """Do what opens a dialog, and in it what `meet` does; the dialog is closed by whoever has not."""
    met: list[bool] = []

    def look() -> None:
        shown = QApplication.activeModalWidget()
        if shown is None:
            QTimer.singleShot(0, look)
            return
        met.append(True)
        try:
            meet(shown)
        finally:
            if isinstance(shown, QDialog) and shown.isVisible():
                shown.done(QDialog.DialogCode.Rejected)

    QTimer.singleShot(0, look)
    run()
    assert met


def last_action(context: Context) -> Action:
    with context.database.read() as session:
        return history.actions(session)[-1]


def stand_at(dialog: PeopleDialog, name: str) -> Any:
    row = next(row for row in dialog.model.rows if row.name == name)
    dialog.grid.show_key(row.id)
    return row


def test_who_sits_here_signs_from_then_on(dialog: PeopleDialog, practice: Context) -> None:
    assert "tên đăng nhập" in dialog.note.text()
    person = stand_at(dialog, dialog.model.rows[-1].name)
    assert dialog.seat.text() == "Tôi là người này"
    dialog.seat.click()
    assert person.name in dialog.note.text()
    with practice.database.begin("Sửa") as session:
        people.save(session, person.id, people.PersonEdit(person.name, "Công chức mới"))
    done = last_action(practice)
    assert (done.who, done.person_id) == (person.name, person.id)
    dialog.seat.click()
    assert "tên đăng nhập" in dialog.note.text()
    with practice.database.begin("Sửa") as session:
        people.save(session, person.id, people.PersonEdit(person.name, "Công chức"))
    assert last_action(practice).person_id is None


def test_the_pc_remembers_who_sits_at_it(dialog: PeopleDialog, practice: Context) -> None:
    person = stand_at(dialog, dialog.model.rows[0].name)
    dialog.sit()
    preferences, path = practice.preferences, practice.database.path
    practice.database.close()
    context, facts = bookshelf.open_book(path, preferences, lambda: SEPTEMBER)
    try:
        assert sitting.sitter(preferences, facts.identity) == person.id
        with context.database.begin("Sửa") as session:
            people.save(session, person.id, people.PersonEdit(person.name, "Chủ tịch mới"))
        assert last_action(context).person_id == person.id
    finally:
        context.close()


def test_another_books_sitter_is_not_this_ones(practice: Context) -> None:
    with practice.database.read() as session:
        book = books.facts(session).identity
    practice.preferences.set_text(f"people/{book.hex}", "không phải mã")
    assert sitting.sitter(practice.preferences, book) is None
    sitting.sit(practice.preferences, book, book)  # nobody of that identity
    assert sitting.sign(practice.database, practice.preferences, book) is None


def test_a_person_is_added_and_changed(dialog: PeopleDialog, practice: Context) -> None:
    def type_new(form: PersonDialog) -> None:
        form.fields["name"].fill("Hồ Văn Mẫu")
        form.fields["post"].fill("Công chức Địa chính")
        form.fields["valid_from"].fill("1/3/2022")
        form.accept()

    during(dialog.add_person, type_new)
    person = dialog.person
    assert person is not None
    assert (person.name, person.post) == ("Hồ Văn Mẫu", "Công chức Địa chính")
    assert last_action(practice).name == "Thêm người Hồ Văn Mẫu"

    def end(form: PersonDialog) -> None:
        assert form.value("valid_from") == "01/03/2022"
        form.fields["valid_to"].fill("28/2/2022")
        form.accept()
        assert "sớm hơn" in form.fields["valid_to"].refusal.text()
        form.fields["valid_to"].fill("31/8/2022")
        form.accept()

    during(dialog.edit_person, end)
    assert dialog.person is not None and dialog.person.has_left
    assert not dialog.seat.isEnabled()


def test_duties_are_handed_over_and_the_minutes_shown(dialog: PeopleDialog, practice: Context, qtbot: QtBot) -> None:
    giver = stand_at(dialog, max(dialog.model.rows, key=lambda row: row.tasks).name)
    assert not dialog.minutes.isEnabled()
    form = HandoverDialog(practice, giver.id, dialog)
    qtbot.addWidget(form)
    form.show()
    form.accept()
    assert "Chưa chọn người" in form.fields["taker"].refusal.text()  # nobody is taken for granted
    choose_taker(form)
    indicators, tasks = (form.tree.topLevelItem(number) for number in range(2))
    assert (indicators.childCount(), tasks.childCount()) == (giver.indicators, giver.tasks)
    tasks.setCheckState(0, Qt.CheckState.Unchecked)  # the group leads its rows
    tasks.child(0).setCheckState(0, Qt.CheckState.Checked)
    kept = tasks.childCount() - 1
    form.accept()
    dialog.reload()
    with practice.database.read() as session:
        assert len(handover.duties_of(session, giver.id).tasks) == kept
    assert dialog.minutes.isEnabled()
    assert last_action(practice).name.startswith(f"Bàn giao việc của {giver.name} cho ")
    seen: list[str] = []

    def look(preview: ReportPreview) -> None:
        assert preview.report is not None
        assert not preview.list.isVisible() and not preview.period.isVisible()
        seen.append(preview.report.title)

    during(lambda: dialog.print_minutes(form.action_id), look)
    assert seen == ["BIÊN BẢN"]


def test_nothing_ticked_is_refused_in_words(dialog: PeopleDialog, practice: Context, qtbot: QtBot, said: Any) -> None:
    giver = max(dialog.model.rows, key=lambda row: row.tasks)
    form = HandoverDialog(practice, giver.id, dialog)
    qtbot.addWidget(form)
    choose_taker(form)
    for number in range(form.tree.topLevelItemCount()):
        form.tree.topLevelItem(number).setCheckState(0, Qt.CheckState.Unchecked)
    form.accept()
    assert form.result() == QDialog.DialogCode.Rejected
    assert "Chưa chọn việc nào" in said.texts[0]


def test_the_giver_does_not_take_over_from_himself(dialog: PeopleDialog, practice: Context, qtbot: QtBot) -> None:
    form = HandoverDialog(practice, dialog.model.rows[0].id, dialog)
    qtbot.addWidget(form)
    form.fields["taker"].fill(form.value("giver"))
    form.accept()
    assert "một người khác" in form.fields["taker"].refusal.text()


def choose_taker(form: HandoverDialog) -> None:
    """Somebody else than the giver takes over."""
    form.fields["taker"].fill(next(person for person in form._names if person != form.value("giver")))
