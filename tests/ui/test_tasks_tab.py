"""The screen of the tasks over a practice book: tree, filters, typing, assigning, adding, binning, accepting."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from hxapp.domain.tasks import TaskState
from hxapp.services import bin as the_bin
from hxapp.services import departments, task_edits, tasks
from hxapp.services.tasks import TaskRow
from hxapp.ui.context import Context
from hxapp.ui.dialogs.add_task import AddTaskDialog
from hxapp.ui.palette import Tone
from hxapp.ui.signs import Sign
from hxapp.ui.table import LOOK_ROLE, ROW_LOOK_ROLE, Look, RowLook
from hxapp.ui.tabs.tasks import TasksTab
from tests.ui.conftest import Said

Key = Qt.Key


@pytest.fixture
def tab(qtbot: QtBot, practice: Context) -> TasksTab:
    made = TasksTab(practice)
    qtbot.addWidget(made)
    made.resize(1366, 640)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.grid.setFocus()
    return made


def find(tab: TasksTab, words: str) -> TaskRow:
    """The first task whose wording holds the words, as the tab has it now."""
    return next(row for row in tab._rows if not row.is_clause and words in row.wording)


def clause(tab: TasksTab, number: str) -> TaskRow:
    return next(row for row in tab._rows if row.is_clause and row.number == number)


def shown(tab: TasksTab) -> list[str]:
    return [row.number or row.wording for row in tab.proxy.rows_shown()]


def cell(tab: TasksTab, row: TaskRow, column: str, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
    place = tab.model.place_of(row.id)
    assert place is not None
    return tab.model.index(place, tab.model.column_of(column)).data(role)


def type_in(qtbot: QtBot, tab: TasksTab, row: TaskRow, column: str, text: str) -> None:
    """Stand in the cell, type over it and press Enter."""
    assert tab.grid.show_key(row.id, column)
    qtbot.keyClick(tab.grid, Key.Key_F2)
    editor = tab.grid.delegate.editor
    assert isinstance(editor, QLineEdit)
    editor.setText(text)
    qtbot.keyClick(editor, Key.Key_Return)


def choose_in(qtbot: QtBot, tab: TasksTab, row: TaskRow, column: str, word: str) -> None:
    """Open the cell's list and take a word of it."""
    assert tab.grid.show_key(row.id, column)
    qtbot.keyClick(tab.grid, Key.Key_F2)
    editor = tab.grid.delegate.editor
    assert isinstance(editor, QComboBox)
    editor.hidePopup()
    number = editor.findText(word)
    assert number >= 0
    editor.setCurrentIndex(number)
    editor.activated.emit(number)


def select(tab: TasksTab, *rows: TaskRow) -> None:
    """Select whole cells of these rows, as with Ctrl held."""
    tab.grid.show_key(rows[0].id)
    for row in rows[1:]:
        tab.proxy.reveal(row.id)
        index = tab.proxy.index_of(row.id, tab.model.column_of("wording"))
        tab.grid.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)


def test_clauses_are_headings_with_late_counts_and_mean_percent(tab: TasksTab) -> None:
    economy = clause(tab, "C.II")
    look: Look = cell(tab, economy, "left", LOOK_ROLE)
    assert cell(tab, economy, "left") == "quá hạn 3/49"
    assert (look.sign, look.bold, look.tone) == (Sign.SQUARE, True, Tone.RED)
    assert cell(tab, economy, "percent") == str(economy.percent)
    assert cell(tab, economy, "percent", LOOK_ROLE).italic
    heading: RowLook = cell(tab, economy, "wording", ROW_LOOK_ROLE)
    assert heading.section and heading.span
    calm = clause(tab, "C.I")
    assert cell(tab, calm, "left") == "quá hạn 0/2"
    assert cell(tab, calm, "left", LOOK_ROLE).sign is None


def test_a_late_task_has_its_days_bold_and_the_red_edge_a_note_its_day(tab: TasksTab) -> None:
    late = find(tab, "cây dược liệu")
    assert cell(tab, late, "deadline") == "quý II/2022"  # as the resolution wrote it
    assert cell(tab, late, "left") == "quá 74 ngày"
    assert cell(tab, late, "left", LOOK_ROLE).bold
    assert cell(tab, late, "wording", ROW_LOOK_ROLE).edge is Tone.RED
    assert cell(tab, late, "note").startswith("06/09  Đã làm đất 1,2 ha")
    silent = find(tab, "Khuyến khích mở rộng dịch vụ phi nông nghiệp")
    assert cell(tab, silent, "note") == "chưa có tình hình kỳ này"


def test_folding_at_first_is_one_step(qtbot: QtBot, practice: Context) -> None:
    made = TasksTab(practice)
    qtbot.addWidget(made)
    told: list[int] = []
    made.proxy.shown_changed.connect(lambda: told.append(made.proxy.rowCount()))
    made.show()
    assert len(told) == 2  # the rows, and once the folding of all clauses


def test_clauses_without_late_tasks_are_folded_at_first_and_folding_is_kept(tab: TasksTab, practice: Context) -> None:
    assert tab.proxy.is_folded(clause(tab, "C.I").id)
    assert not tab.proxy.is_folded(clause(tab, "C.II.4").id)
    tab.proxy.set_folded(clause(tab, "C.I").id, False)
    tab.proxy.set_folded(clause(tab, "C.II.4").id, True)
    late = find(tab, "cây dược liệu")
    with practice.database.begin("Đặt hạn") as session:
        task_edits.assign(session, [late.id], deadline="quý IV/2022")
    assert not tab.proxy.is_folded(clause(tab, "C.I").id)
    assert tab.proxy.is_folded(clause(tab, "C.II.4").id)


def test_chips_count_what_they_filter(tab: TasksTab) -> None:
    counts = {chip.key: chip.count for chip in tab.strip.chips()}
    assert counts == {"": 87, "late": 7, "week": 4, "month": 9, "silent": 6, "awaiting": 1}
    for key in ("late", "week", "month", "silent", "awaiting"):
        tab.strip.choose(key)
        counted = [row for row in tab.proxy.rows_shown() if tasks.is_counted(row)]
        assert len(counted) == counts[key], key
        tab.strip.choose(key)
    assert not tab.proxy.is_filtered


def test_a_chip_of_another_period_counts_its_own_silence(tab: TasksTab, practice: Context) -> None:
    from hxapp.domain.periods import Period

    practice.move(period=Period.month(2022, 9))
    counts = {chip.key: chip.count for chip in tab.strip.chips()}
    assert counts["silent"] > 6  # a note of August does not speak of September


def test_by_deadline_flattens_the_tree_late_ones_first_and_is_remembered(
    qtbot: QtBot, tab: TasksTab, practice: Context
) -> None:
    tab.show_by_deadline(True)
    rows = tab.proxy.rows_shown()
    assert len(rows) == 87
    assert all(tasks.is_counted(row) for row in rows)
    assert [tasks.is_late(row) for row in rows[:8]] == [True] * 7 + [False]
    assert rows[0].number.startswith("C.")  # the clause is told in the row now
    other = TasksTab(practice)
    qtbot.addWidget(other)
    other.show()
    assert len(other.proxy.rows_shown()) == 87
    other.show_by_deadline(False)
    assert len(other.model.rows) == len(tab._rows)


def test_leading_to_a_clause_leaves_the_flat_list(tab: TasksTab) -> None:
    tab.show_by_deadline(True)
    assert tab.show_row(clause(tab, "C.II.3").id)
    assert tab.grid.current_key() == clause(tab, "C.II.3").id
    assert not tab.show_row(uuid.uuid4())


def test_search_without_accents_finds_tasks_and_their_clause(tab: TasksTab) -> None:
    tab.search("TRIEN KHAI trong cay duoc lieu")
    assert shown(tab) == ["C.II", "C.II.3", find(tab, "cây dược liệu").wording]
    tab.search("")
    assert len(shown(tab)) > 3


def test_a_deadline_is_typed_as_an_office_writes_it(qtbot: QtBot, tab: TasksTab) -> None:
    late = find(tab, "cây dược liệu")
    type_in(qtbot, tab, late, "deadline", "quý IV/2022")
    now = find(tab, "cây dược liệu")
    assert now.deadline is not None
    assert (now.deadline.wording, now.standing.late) == ("quý IV/2022", False)
    assert {chip.key: chip.count for chip in tab.strip.chips()}["late"] == 6


def test_a_day_that_no_calendar_has_is_refused_beside_the_cell(qtbot: QtBot, tab: TasksTab) -> None:
    late = find(tab, "cây dược liệu")
    type_in(qtbot, tab, late, "deadline", "31/02/2022")
    assert tab.grid.is_editing()
    assert "31/02/2022" in tab.grid.delegate.bubble.reason
    assert not tab.may_leave()
    tab.grid.delegate.give_up()
    assert find(tab, "cây dược liệu").deadline == late.deadline


@pytest.mark.parametrize(("text", "percent"), [("65", 65), ("65%", 65), ("", 0)])
def test_percent_is_typed_with_or_without_its_sign(qtbot: QtBot, tab: TasksTab, text: str, percent: int) -> None:
    type_in(qtbot, tab, find(tab, "cây dược liệu"), "percent", text)
    assert find(tab, "cây dược liệu").percent == percent


@pytest.mark.parametrize("text", ["101", "4,5", "-3", "nửa"])
def test_what_is_no_percent_is_refused(qtbot: QtBot, tab: TasksTab, text: str) -> None:
    type_in(qtbot, tab, find(tab, "cây dược liệu"), "percent", text)
    assert tab.grid.is_editing()
    assert "từ 0 đến 100" in tab.grid.delegate.bubble.reason
    tab.grid.delegate.give_up()
    assert find(tab, "cây dược liệu").percent == 40


def test_state_and_department_are_taken_from_lists(qtbot: QtBot, tab: TasksTab, practice: Context) -> None:
    late = find(tab, "cây dược liệu")
    choose_in(qtbot, tab, late, "state", "Hoàn thành")
    now = find(tab, "cây dược liệu")
    assert (now.state, now.percent) == (TaskState.DONE_LATE, 100)
    assert cell(tab, now, "state", LOOK_ROLE).below[0].text == "chờ xác nhận"
    choose_in(qtbot, tab, now, "department", "Công an phường")
    choose_in(qtbot, tab, now, "leader", "(chưa giao)")
    now = find(tab, "cây dược liệu")
    assert (now.department, now.leader, now.leader_id) == ("Công an phường", "", None)


def test_a_note_typed_in_the_last_column_is_todays(qtbot: QtBot, tab: TasksTab, practice: Context) -> None:
    late = find(tab, "cây dược liệu")
    type_in(qtbot, tab, late, "note", "Cây giống đã về.")
    assert cell(tab, find(tab, "cây dược liệu"), "note") == "12/09  Cây giống đã về."
    with practice.database.read() as session:
        kept = tasks.notes(session, late.id)
    assert [note.text for note in kept][:2] == ["Cây giống đã về.", late.latest_note]


def test_what_parts_decide_cannot_be_typed_and_says_why(tab: TasksTab) -> None:
    whole = find(tab, "Triển khai các thủ tục tổ chức bán đấu giá")
    assert whole.has_children
    place = tab.model.place_of(whole.id)
    assert place is not None
    for column in ("state", "percent"):
        index = tab.model.index(place, tab.model.column_of(column))
        assert not index.flags() & Qt.ItemFlag.ItemIsEditable
        assert "phần việc" in index.data(Qt.ItemDataRole.ToolTipRole)
        assert index.data(LOOK_ROLE).italic
    deadline = tab.model.index(place, tab.model.column_of("deadline"))
    assert deadline.flags() & Qt.ItemFlag.ItemIsEditable


def test_a_column_of_deadlines_is_pasted_whole_or_not_at_all(qtbot: QtBot, tab: TasksTab) -> None:
    rows = [row for row in tab._rows if row.parent_key == clause(tab, "C.II.3").id][:2]
    QGuiApplication.clipboard().setText("tháng 11/2022\n31/02/2022")
    tab.grid.show_key(rows[0].id, "deadline")
    refused: list[str] = []
    tab.grid.refused.disconnect()
    tab.grid.refused.connect(refused.append)
    qtbot.keyClick(tab.grid, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert len(refused) == 1 and "31/02/2022" in refused[0]
    again = {row.id: row for row in tab._rows}
    assert [again[row.id].deadline for row in rows] == [row.deadline for row in rows]
    QGuiApplication.clipboard().setText("tháng 11/2022\n15/12/2022")
    qtbot.keyClick(tab.grid, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    again = {row.id: row for row in tab._rows}
    wordings = [deadline.wording for row in rows if (deadline := again[row.id].deadline) is not None]
    assert wordings == ["tháng 11/2022", "15/12/2022"]


def test_several_tasks_take_one_value_in_one_action(
    tab: TasksTab, practice: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [find(tab, "cây dược liệu"), find(tab, "kinh tế vườn"), find(tab, "đề án quy hoạch phân khu")]
    select(tab, *rows)
    assert "Đang chọn 3 nhiệm vụ" in tab.status_text()
    actions: list[str] = []
    begin = practice.database.begin

    def noted(action: str) -> Any:
        actions.append(action)
        return begin(action)

    monkeypatch.setattr(practice.database, "begin", noted)
    dialog = tab.many_dialog("Đặt đơn vị chủ trì", "department_id", tab.grid.selected_rows())
    dialog._apply("Tổ công tác cây dược liệu")  # a name that is new is added
    many = tab.many_dialog("Đặt hạn hoàn thành", "deadline", tab.grid.selected_rows())
    many.fields["value"].editor.setText("31/02/2022")  # type: ignore[attr-defined]
    many.accept()
    assert "31/02/2022" in many.fields["value"].refusal.text()
    many.fields["value"].editor.setText("30/11/2022")  # type: ignore[attr-defined]
    many.accept()
    assert actions.count("Đặt đơn vị chủ trì cho 3 nhiệm vụ") == 1
    now = [row for row in tab._rows if row.id in {one.id for one in rows}]
    assert {row.department for row in now} == {"Tổ công tác cây dược liệu"}
    assert {row.deadline.wording for row in now if row.deadline} == {"30/11/2022"}


def test_setting_for_many_without_a_task_says_what_to_do(tab: TasksTab, said: Said) -> None:
    tab.grid.show_key(clause(tab, "C.II").id)
    tab.set_for_many("Đặt hạn hoàn thành…", "deadline")
    assert "chọn một hay nhiều nhiệm vụ" in said.texts[0]


def test_a_new_task_stands_under_the_clause_where_the_clerk_was(
    qtbot: QtBot, tab: TasksTab, practice: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(dialog: AddTaskDialog) -> int:
        area = dialog.fields["wording"].editor
        assert isinstance(area, QPlainTextEdit)
        dialog.accept()
        assert "còn trống" in dialog.fields["wording"].refusal.text()
        area.setPlainText("Khơi thông cống rãnh trước mùa mưa")
        dialog.fields["deadline"].editor.setText("trước 15/10/2022")  # type: ignore[attr-defined]
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(AddTaskDialog, "exec", fill)
    tab.grid.show_key(find(tab, "cây dược liệu").id)
    tab.add_task()
    new = find(tab, "Khơi thông cống rãnh")
    assert (new.clause, new.parent_key) == ("C.II.3", clause(tab, "C.II.3").id)
    assert tab.grid.current_key() == new.id
    assert new.deadline is not None and new.deadline.wording == "trước 15/10/2022"


def test_a_part_takes_over_who_leads_and_makes_its_whole_derived(
    tab: TasksTab, monkeypatch: pytest.MonkeyPatch, said: Said
) -> None:
    def fill(dialog: AddTaskDialog) -> int:
        dialog.fields["wording"].editor.setPlainText("Mua cây giống")  # type: ignore[attr-defined]
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(AddTaskDialog, "exec", fill)
    tab.grid.show_key(clause(tab, "C.II.3").id)
    tab.add_part()
    assert "chọn nhiệm vụ" in said.texts[0]
    whole = find(tab, "cây dược liệu")
    tab.grid.show_key(whole.id)
    tab.add_part()
    part = find(tab, "Mua cây giống")
    assert (part.parent_key, part.department, part.due) == (whole.id, whole.department, whole.deadline)
    now = find(tab, "cây dược liệu")
    assert now.derived and now.percent == 0


def test_a_whole_goes_to_the_bin_with_its_parts_after_asking(tab: TasksTab, practice: Context, said: Said) -> None:
    whole = find(tab, "Triển khai các thủ tục tổ chức bán đấu giá")
    tab.grid.show_key(whole.id)
    tab.remove_selected()
    assert "cùng 4 phần việc" in said.texts[0]
    assert find(tab, "Triển khai các thủ tục tổ chức bán đấu giá") == whole  # Escape means no
    said.answers.append(0)
    tab.remove_selected()
    assert not [row for row in tab._rows if row.id == whole.id or row.parent_key == whole.id]
    with practice.database.begin("Khôi phục") as session:
        (entry,) = the_bin.list_bin(session)
        assert entry.id == whole.id
        the_bin.restore(session, [(entry.kind, entry.id)])
    assert sum(row.parent_key == whole.id for row in tab._rows) == 4


def test_a_clause_is_not_put_into_the_bin(tab: TasksTab, said: Said) -> None:
    tab.grid.show_key(clause(tab, "C.II.3").id)
    tab.remove_selected()
    assert said.texts == []


def test_done_tasks_are_accepted_and_taken_back(tab: TasksTab, said: Said) -> None:
    done = next(row for row in tab._rows if tasks.is_awaiting(row))
    select(tab, done, find(tab, "cây dược liệu"))  # of the selected ones only those that are done
    tab.accept_selected(True)
    assert {chip.key: chip.count for chip in tab.strip.chips()}["awaiting"] == 0
    tab.accept_selected(True)
    assert "Không có nhiệm vụ nào" in said.texts[0]
    tab.accept_selected(False)
    assert {chip.key: chip.count for chip in tab.strip.chips()}["awaiting"] == 1


def test_other_screens_changes_show_at_once_and_an_empty_year_says_what_to_do(tab: TasksTab, practice: Context) -> None:
    with practice.database.begin("Thêm đơn vị") as session:
        departments.find_or_add_department(session, "Ban Chỉ huy Quân sự")
    assert "Ban Chỉ huy Quân sự" in [word for _, word in tab._lists["department"]]
    from hxapp.domain.periods import Period

    practice.move(year=2023, period=Period.quarter(2023, 1))
    assert tab.proxy.rowCount() == 0
    assert not tab.empty.isHidden()
    assert "thêm nhiệm vụ vào từng mục" in tab.empty.text()
    assert tab.status_text() == "0 nhiệm vụ"


def test_nothing_on_the_strip_is_cut_at_150_percent(qtbot: QtBot, tab: TasksTab) -> None:
    tab.resize(911, 430)
    widgets: list[Any] = list(tab.strip.findChildren(QWidget))
    for widget in widgets:
        if widget.parent() is tab.strip and widget.isVisible():
            assert tab.strip.rect().contains(widget.geometry())
            assert widget.width() >= min(widget.sizeHint().width(), widget.minimumSizeHint().width())
    assert "Tình hình mới nhất" in tab.hidden_text()
