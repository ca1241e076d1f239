"""The side panel of a task: what it reads back, saves on leaving, and refuses beside the field."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from hxapp.domain.tasks import Priority, TaskState
from hxapp.domain.words import format_date
from hxapp.services import documents, tasks
from hxapp.services.tasks import TaskRow
from hxapp.ui.context import Context
from hxapp.ui.panels.task_panel import TaskPanel
from hxapp.ui.tabs.tasks import TasksTab

LATE = "cây dược liệu"


@pytest.fixture
def tab(qtbot: QtBot, practice: Context) -> TasksTab:
    made = TasksTab(practice)
    qtbot.addWidget(made)
    made.resize(1366, 640)
    made.show()
    made.toggle_panel()
    made.show_row(find(made, LATE).id)
    return made


def find(tab: TasksTab, words: str) -> TaskRow:
    return next(row for row in tab._rows if not row.is_clause and words in row.wording)


def panel_of(tab: TasksTab) -> TaskPanel:
    assert isinstance(tab.panel, TaskPanel)
    return tab.panel


def leave(tab: TasksTab, name: str, text: str) -> None:
    """Type into the field and go on."""
    field = panel_of(tab).fields[name]
    for way in ("setPlainText", "setText", "setEditText"):
        if hasattr(field.editor, way):
            getattr(field.editor, way)(text)
            break
    field.left.emit()


def choose(tab: TasksTab, name: str, value: object) -> None:
    field = panel_of(tab).fields[name]
    field.editor.choose(value)  # type: ignore[attr-defined]
    field.left.emit()


def test_it_shows_the_task_with_its_standing_and_reads_the_deadline_back(tab: TasksTab) -> None:
    panel = panel_of(tab)
    assert LATE in panel.fields["wording"].value()
    assert panel.where.text() == "Mục C.II.3"
    assert panel.standing.text() == "Quá 74 ngày: hạn quý II/2022, tính đến hết ngày 30/06/2022."
    assert panel.reading.text() == "tính đến hết ngày 30/06/2022"
    panel.fields["deadline"].editor.setText("quý I/2022")  # type: ignore[attr-defined]
    assert panel.reading.text() == "tính đến hết ngày 31/03/2022"  # while it is typed
    panel.fields["deadline"].give_up()


def test_a_deadline_is_saved_on_leaving_and_a_wrong_one_refused_beside_it(tab: TasksTab) -> None:
    leave(tab, "deadline", "quý IV/2022")
    assert not find(tab, LATE).standing.late
    leave(tab, "deadline", "31/02/2022")
    field = panel_of(tab).fields["deadline"]
    assert "31/02/2022" in field.refusal.text()
    assert field.value() == "31/02/2022"  # nothing typed is thrown away
    deadline = find(tab, LATE).deadline
    assert deadline is not None and deadline.wording == "quý IV/2022"


def test_a_new_department_and_person_may_be_typed(tab: TasksTab) -> None:
    leave(tab, "department", "Tổ dược liệu")
    leave(tab, "leader", "Nguyễn Văn An")
    leave(tab, "watcher", "Văn phòng Đảng ủy")
    now = find(tab, LATE)
    assert (now.department, now.leader, now.watcher) == ("Tổ dược liệu", "Nguyễn Văn An", "Văn phòng Đảng ủy")


def test_coordinating_departments_are_typed_or_ticked(tab: TasksTab) -> None:
    panel = panel_of(tab)
    assert panel.fields["coordinating"].value() == "HTX NN Tây Xuân"
    leave(tab, "coordinating", "HTX NN Tây Xuân; Công an phường")
    assert find(tab, LATE).coordinating == "Công an phường, HTX NN Tây Xuân"  # partners stand last
    panel.coordinating_menu.aboutToShow.emit()
    ticked = [action.text() for action in panel.coordinating_menu.actions() if action.isChecked()]
    assert sorted(ticked) == ["Công an phường", "HTX NN Tây Xuân"]
    next(action for action in panel.coordinating_menu.actions() if action.text() == "HTX NN Tây Xuân").trigger()
    assert find(tab, LATE).coordinating == "Công an phường"


def test_state_percent_and_acceptance_agree(tab: TasksTab) -> None:
    panel = panel_of(tab)
    assert panel.fields["accepted"].isHidden()
    leave(tab, "percent", "101")
    assert "0 đến 100" in panel.fields["percent"].refusal.text()
    panel.fields["percent"].give_up()
    choose(tab, "state", TaskState.DONE)
    now = find(tab, LATE)
    assert (now.state, now.percent) == (TaskState.DONE_LATE, 100)
    assert panel.fields["finished_on"].value() == "12/09/2022"
    leave(tab, "finished_on", "30/06/2022")
    assert find(tab, LATE).state is TaskState.DONE
    accepted = panel.fields["accepted"]
    assert not accepted.isHidden()
    accepted.editor.click()  # type: ignore[attr-defined]
    assert find(tab, LATE).accepted
    assert "chờ xác nhận" not in panel.standing.text()


def test_a_note_is_added_with_its_day_and_the_field_is_empty_again(tab: TasksTab, practice: Context) -> None:
    panel = panel_of(tab)
    leave(tab, "noted_on", "13/09/2022")
    assert "còn chưa đến" in panel.fields["noted_on"].refusal.text()
    leave(tab, "noted_on", "10/09/2022")
    leave(tab, "note", "Đã ký hợp đồng cây giống.")
    assert (panel.fields["note"].value(), panel.fields["noted_on"].value()) == ("", "")
    with practice.database.read() as session:
        kept = tasks.notes(session, find(tab, LATE).id)
    assert kept[0].text == "Đã ký hợp đồng cây giống."
    item = panel.notes.itemAt(0)
    assert item is not None
    label = item.widget()
    assert isinstance(label, QLabel)
    assert label.text() == "10/09/2022  Đã ký hợp đồng cây giống."
    leave(tab, "note", "   ")
    with practice.database.read() as session:
        assert tasks.notes(session, find(tab, LATE).id) == kept  # nothing is noted of blanks


def test_other_fields_are_saved_each_by_itself(tab: TasksTab) -> None:
    choose(tab, "priority", Priority.HIGH)
    leave(tab, "product", "3 ha cây dược liệu")
    leave(tab, "wording", "Trồng cây dược liệu ở Tây Xuân")
    now = find(tab, "Trồng cây dược liệu")
    assert (now.priority, now.product) == (Priority.HIGH, "3 ha cây dược liệu")
    leave(tab, "wording", "   ")
    assert "còn trống" in panel_of(tab).fields["wording"].refusal.text()


def test_a_task_moves_to_another_clause(tab: TasksTab) -> None:
    other = next(row for row in tab._rows if row.is_clause and row.number == "C.II.4")
    choose(tab, "clause", (None, other.id))
    assert find(tab, LATE).parent_key == other.id


def test_a_task_moves_out_of_its_clause_and_out_of_its_document(tab: TasksTab, practice: Context) -> None:
    with practice.database.read() as reading:
        (document,) = documents.list_documents(reading, 2022)
    choose(tab, "clause", (document.id, None))
    assert find(tab, LATE).parent_key == document.id
    assert panel_of(tab).fields["clause"].value() == (document.id, None)
    choose(tab, "clause", (None, None))
    assert find(tab, LATE).parent_key == tasks.ARISEN


def test_what_parts_decide_is_only_read_and_says_so(tab: TasksTab) -> None:
    tab.show_row(find(tab, "Triển khai các thủ tục tổ chức bán đấu giá").id)
    panel = panel_of(tab)
    assert not panel.fields["state"].editor.isEnabled()
    assert not panel.fields["percent"].editor.isEnabled()
    assert "4 phần việc" in panel.derived.text()
    assert panel.quote.text().startswith("Nguyên văn: “")
    tab.show_row(find(tab, "Lê Đức Thọ").id)
    assert panel.fields["state"].editor.isEnabled()
    assert "Thuộc nhiệm vụ: " in panel.where.text() or find(tab, "Lê Đức Thọ").parent_key is not None
    assert panel.derived.isHidden()


def test_a_clause_is_told_in_a_sentence_and_offers_no_field(tab: TasksTab) -> None:
    economy = next(row for row in tab._rows if row.is_clause and row.number == "C.II")
    tab.show_row(economy.id)
    panel = panel_of(tab)
    assert "49 nhiệm vụ, 3 quá hạn" in panel.where.text()
    assert all(field.isHidden() for field in panel.fields.values())


def test_a_note_waits_for_its_day(qtbot: QtBot, tab: TasksTab, practice: Context) -> None:
    def noted() -> list[tuple[str, str]]:
        with practice.database.read() as session:
            return [(format_date(one.on), one.text) for one in tasks.notes(session, find(tab, LATE).id)]

    panel = panel_of(tab)
    tab.window().activateWindow()
    before = noted()
    note, day = panel.fields["note"].editor, panel.fields["noted_on"].editor
    note.setFocus()
    qtbot.keyClicks(note, "Da ky hop dong.")
    qtbot.keyClick(note, Qt.Key.Key_Tab)
    assert day.hasFocus()
    assert noted() == before  # the day is still to come
    qtbot.keyClicks(day, "10/09/2022")
    panel.fields["percent"].editor.setFocus()
    assert [one for one in noted() if one not in before] == [("10/09/2022", "Da ky hop dong.")]
    assert (panel.fields["note"].value(), panel.fields["noted_on"].value()) == ("", "")


def test_a_day_typed_for_one_task_is_none_of_another_s(qtbot: QtBot, tab: TasksTab) -> None:
    panel = panel_of(tab)
    leave(tab, "noted_on", "10/09/2022")
    other = next(row for row in tab._rows if not row.is_clause and row.id != find(tab, LATE).id)
    assert tab.show_row(other.id)
    assert panel.key == other.id
    assert panel.fields["noted_on"].value() == ""
