"""'Ai đã sửa gì' and the histories of rows, cells and fields: what is shown, filtered, and led to."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit
from pytestqt.qtbot import QtBot

from hxapp.domain.history import ActionKind
from hxapp.domain.periods import Period
from hxapp.services import bin as bin_service
from hxapp.services import indicators, results, task_edits, tasks
from hxapp.services.history_list import Subject
from hxapp.services.neighbourhoods import ward
from hxapp.services.row_history import Spot
from hxapp.storage.schema.indicators import RESULT
from hxapp.ui import book_menu, history_spots
from hxapp.ui.context import Context
from hxapp.ui.dialogs.history import HistoryDialog
from hxapp.ui.dialogs.row_history import RowHistoryDialog
from hxapp.ui.tabs.checklist import ChecklistTab
from hxapp.ui.tabs.indicators import IndicatorsTab
from hxapp.ui.tabs.table_tab import TableTab
from hxapp.ui.tabs.tasks import TasksTab

VERY_LONG = 60


@pytest.fixture
def revenue(practice: Context) -> uuid.UUID:
    """An indicator whose figure of the quarter was typed, typed again by somebody else, and emptied."""
    with practice.database.read() as session:
        rows = indicators.list_rows(session, 2022, practice.period)
        row = next(row for row in rows if row.unit == "triệu đồng" and row.due and not row.is_head)
    for who, typed in (("Lê Thị Mẫu", "150"), ("Trần Văn Thử", "151,5"), ("Lê Thị Mẫu", "")):
        practice.database.sign(who)
        with practice.database.begin(f"Sửa {row.name}, quý III") as session:
            results.set_result(session, row.id, practice.period, typed)
    practice.database.sign(None)
    return row.id


@pytest.fixture
def a_task(practice: Context) -> uuid.UUID:
    with practice.database.read() as session:
        rows = tasks.list_rows(session, 2022, practice.today)
        return next(row.id for row in rows if not row.is_clause and not row.has_children and not row.latest_note)


def open_list(practice: Context, qtbot: QtBot) -> HistoryDialog:
    made = HistoryDialog(practice)
    qtbot.addWidget(made)
    made.show()
    return made


def told(dialog: HistoryDialog) -> list[tuple[str, str, str]]:
    return [(line.field, line.was, line.now) for line in dialog.changes.rows]


def during(run: Callable[[], object], meet: Callable[[Any], None]) -> None:
    """Do what opens a window of its own, and in it what `meet` does."""
    met: list[bool] = []

    def look() -> None:
        shown = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if shown is None:
            QTimer.singleShot(0, look)
            return
        met.append(True)
        try:
            meet(shown)
        finally:
            shown.close()

    QTimer.singleShot(0, look)
    run()
    assert met


def test_the_menu_offers_it() -> None:
    assert "Ai đã sửa gì…" in [entry.text for entry in book_menu.SAFETY]


def test_the_newest_action_stands_first_and_is_told_below(practice: Context, revenue: uuid.UUID, qtbot: QtBot) -> None:
    dialog = open_list(practice, qtbot)
    first, second = dialog.model.rows[:2]
    assert (first.who, second.who) == ("Lê Thị Mẫu", "Trần Văn Thử")
    assert told(dialog) == [("Kết quả", "151,5 triệu đồng", "(trống)")]
    dialog.grid.show_key(second.id)
    assert told(dialog) == [("Kết quả", "150 triệu đồng", "151,5 triệu đồng")]
    row = dialog.changes.columns[0].text(dialog.changes.rows[0])
    assert row.startswith("Số liệu: ") and row.endswith("Quý III/2022")


def test_time_is_the_pcs(practice: Context, revenue: uuid.UUID, qtbot: QtBot) -> None:
    dialog = open_list(practice, qtbot)
    newest = dialog.model.rows[0]
    local = newest.moment.astimezone(dt.timezone(dt.timedelta(hours=7)))
    assert dialog.model.columns[0].text(newest) == local.strftime("%d/%m/%Y %H:%M")


def test_filters(practice: Context, revenue: uuid.UUID, a_task: uuid.UUID, qtbot: QtBot) -> None:
    with practice.database.begin("Nhập nhiệm vụ", ActionKind.IMPORT) as session:
        task_edits.save(session, a_task, replace(task_edits.edit_of(session, a_task), percent=37), practice.today)
    dialog = open_list(practice, qtbot)
    everything = len(dialog.model.rows)

    def shown() -> list[str]:
        return [row.name for row in dialog.model.rows]

    dialog.who.setCurrentIndex([word for _, word in dialog.who.choices()].index("Trần Văn Thử"))
    assert len(shown()) == 1 and told(dialog)[0][2] == "151,5 triệu đồng"
    dialog.who.setCurrentIndex(0)
    dialog.subject.setCurrentIndex([one for one, _ in dialog.subject.choices()].index(Subject.TASKS))
    assert shown()[0] == "Nhập nhiệm vụ" and told(dialog)[0][2] == "37%"
    dialog.subject.setCurrentIndex(0)
    dialog.kind.setCurrentIndex([one for one, _ in dialog.kind.choices()].index(ActionKind.IMPORT))
    assert shown() == ["Nhập nhiệm vụ"]
    dialog.kind.setCurrentIndex(0)
    assert len(shown()) == everything
    dialog.first.setText("1/1/2099")
    dialog.first.editingFinished.emit()
    assert shown() == [] and dialog.empty.isVisibleTo(dialog)
    assert dialog.changes.rows == () and not dialog.leading.isEnabled()
    dialog.first.setText("hôm nào")
    dialog.first.editingFinished.emit()
    assert "chưa phải là một ngày" in dialog.note.text()
    dialog.first.clear()
    dialog.first.editingFinished.emit()
    assert len(shown()) == everything


def test_words_are_looked_for_a_moment_after_the_last_letter(
    practice: Context, revenue: uuid.UUID, qtbot: QtBot
) -> None:
    dialog = open_list(practice, qtbot)
    dialog.text.setText("tran van thu")
    qtbot.waitUntil(lambda: len(dialog.model.rows) == 1)
    assert dialog.model.rows[0].who == "Trần Văn Thử"


def test_older_actions_are_read_when_they_are_wanted(practice: Context, a_task: uuid.UUID, qtbot: QtBot) -> None:
    for number in range(VERY_LONG + 5):
        with practice.database.begin(f"Sửa {number}") as session:
            session.execute(
                sa.text("UPDATE task SET percent = :n WHERE id = :id"), {"n": number % 90 + 1, "id": a_task.bytes}
            )
    dialog = open_list(practice, qtbot)
    assert len(dialog.model.rows) == VERY_LONG and dialog.more.isVisibleTo(dialog)
    dialog.more.click()
    assert len(dialog.model.rows) == VERY_LONG + 6  # the five that were missing, and the making of the book
    assert not dialog.more.isVisibleTo(dialog)


def test_a_large_action_is_read_in_parts(practice: Context, qtbot: QtBot) -> None:
    dialog = open_list(practice, qtbot)
    (made,) = dialog.model.rows
    assert made.changes > 400
    before = len(dialog.changes.rows)
    assert f"trong {made.changes} thay đổi" in dialog.told.text()
    dialog.more_changes.click()
    assert len(dialog.changes.rows) > before


def test_a_change_leads_to_its_row(practice: Context, a_task: uuid.UUID, qtbot: QtBot) -> None:
    wanted: list[tuple[str, object, str]] = []
    practice.row_wanted.connect(lambda *what: wanted.append(what))
    with practice.database.begin("Sửa nhiệm vụ") as session:
        task_edits.save(session, a_task, replace(task_edits.edit_of(session, a_task), percent=37), practice.today)
    dialog = open_list(practice, qtbot)
    dialog.leading.click()
    assert wanted == [("tasks", a_task, "")] and not dialog.isVisible()
    with practice.database.begin("Bỏ nhiệm vụ") as session:
        bin_service.throw(session, "task", [a_task], practice.now)
    again = open_list(practice, qtbot)
    again.leading.click()
    assert len(wanted) == 1 and again.isVisible()
    assert "không có dòng nào đang hiện" in again.told.text()


TABS: tuple[tuple[type[TableTab], str], ...] = (
    (IndicatorsTab, "indicators"),
    (TasksTab, "tasks"),
    (ChecklistTab, "checklist"),
)


@pytest.mark.parametrize(("kind", "name"), TABS, ids=[name for _, name in TABS])
def test_every_tab_shows_the_history_of_rows_cells_and_fields(
    practice: Context, qtbot: QtBot, kind: type[TableTab], name: str, revenue: uuid.UUID
) -> None:
    tab = kind(practice)
    qtbot.addWidget(tab)
    tab.resize(1300, 640)
    tab.show()
    row = next(
        row for row in tab.model.rows if not getattr(row, "is_clause", False) and not getattr(row, "is_group", 0)
    )
    tab.grid.show_key(row.id)
    seen: list[RowHistoryDialog] = []

    def look(dialog: RowHistoryDialog) -> None:
        assert dialog.model.rows and dialog.note.text()
        seen.append(dialog)

    during(lambda: tab.show_history(row), look)
    panel = tab.panel
    assert panel is not None
    if panel.isHidden():
        tab.toggle_panel()
    during(panel.history.click, look)
    assert len(seen) == 2
    known = [field for field in panel.fields if panel.has_history(field)]
    assert set(panel.fields) == set(known)
    with practice.database.read() as reading:
        spot = history_spots.of_row(name, row)
        assert spot is not None
        for field in known:
            for one in history_spots.of_field(reading, practice, name, spot, field):
                columns = set(reading.execute(sa.text(f"SELECT * FROM {one.table} LIMIT 0")).keys())
                assert set(one.fields) <= columns, field
    cells = [column.key for column in tab.model.columns if history_spots.has_history(name, column.key)]
    assert {"indicators": "result", "tasks": "percent", "checklist": "own"}[name] in cells


def test_the_menu_of_a_cell_offers_the_history_of_row_and_cell(
    practice: Context, revenue: uuid.UUID, qtbot: QtBot
) -> None:
    tab = IndicatorsTab(practice)
    qtbot.addWidget(tab)
    tab.resize(1300, 640)
    tab.show()
    tab.grid.show_key(revenue, "result")
    texts: list[str] = []

    def read(menu: QMenu) -> None:
        texts.extend(action.text() for action in menu.actions())

    during(lambda: tab.grid.customContextMenuRequested.emit(QPoint(5, 5)), read)
    assert {"Lịch sử dòng này…", "Lịch sử ô này…"} <= set(texts)
    tab.grid.show_key(revenue, "rating")
    texts.clear()
    during(lambda: tab.grid.customContextMenuRequested.emit(QPoint(5, 5)), read)
    assert "Lịch sử dòng này…" in texts and "Lịch sử ô này…" not in texts


def test_the_sum_so_far_is_told_with_every_period_in_it(practice: Context, revenue: uuid.UUID) -> None:
    practice.move(period=Period.quarter(2022, 3))
    with practice.database.read() as reading:
        held = {
            period: row
            for row, period in reading.execute(
                sa.select(RESULT.c.id, RESULT.c.period).where(
                    RESULT.c.indicator_id == revenue, RESULT.c.area_id == ward(reading)
                )
            )
        }
        spots = history_spots.of_field(reading, practice, "indicators", Spot("indicator", revenue), "so_far")
    told = {one.row_id for one in spots}
    assert {held[Period.quarter(2022, number)] for number in (1, 2, 3)} <= told
    assert told.isdisjoint(row for period, row in held.items() if period.year != 2022)


def test_a_cells_history_tells_from_to_who_when_and_which_action(
    practice: Context, revenue: uuid.UUID, qtbot: QtBot
) -> None:
    with practice.database.read() as reading:
        spot = Spot("indicator", revenue)
        spots = history_spots.of_field(reading, practice, "indicators", spot, "result")
    dialog = RowHistoryDialog(practice, "Thu", spots, label="TH quý III")
    qtbot.addWidget(dialog)
    columns = {column.key: column for column in dialog.model.columns}
    newest, middle = dialog.model.rows[:2]
    assert [columns[key].text(newest) for key in ("who", "was", "now")] == ["Lê Thị Mẫu", "151,5 triệu đồng", "(trống)"]
    assert [columns[key].text(middle) for key in ("who", "was", "now")] == [
        "Trần Văn Thử",
        "150 triệu đồng",
        "151,5 triệu đồng",
    ]
    assert columns["action"].text(middle).endswith("quý III")
    assert len(columns["when"].text(middle)) == len("12/09/2022 15:42")
    assert dialog.note.text() == "Thu · TH quý III"


def _read(texts: list[str], menu: QMenu) -> None:
    texts.extend(action.text() for action in menu.actions())


def test_a_fields_menu_offers_its_history(practice: Context, revenue: uuid.UUID, qtbot: QtBot) -> None:
    tab = IndicatorsTab(practice)
    qtbot.addWidget(tab)
    tab.resize(1300, 640)
    tab.show()
    tab.grid.show_key(revenue)
    if tab.panel is not None and tab.panel.isHidden():
        tab.toggle_panel()
    panel = tab.panel
    assert panel is not None
    for name in ("wording", "note", "unit", "department", "rhythm"):
        editor = panel.fields[name].editor
        # What is under the mouse is the editor, of a text of several lines its inner part.
        editor = editor.viewport() if isinstance(editor, QPlainTextEdit) else editor
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(3, 3), editor.mapToGlobal(QPoint(3, 3)))
        texts: list[str] = []
        during(partial(QApplication.sendEvent, editor, event), partial(_read, texts))
        assert texts[-1] == "Lịch sử mục này…", name
    met: list[str] = []
    during(lambda: panel.history_wanted.emit("unit"), lambda dialog: met.append(dialog.note.text()))
    assert met[0].endswith("· Đơn vị tính")
