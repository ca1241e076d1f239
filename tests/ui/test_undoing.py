"""Ctrl+Z and Ctrl+Y in the window: every kind of action, across reopening, and typing keeps its own undo."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hxapp import app, excel
from hxapp.services import bin as the_bin
from hxapp.services import settings, task_edits, tasks
from hxapp.services.settings import Office
from hxapp.services.task_edits import TaskEdit
from hxapp.storage.schema.base import BOOK_TABLES
from hxapp.ui import undoing
from hxapp.ui.dialogs.imports import ImportsDialog
from hxapp.ui.exchange import Exchange
from hxapp.ui.main_window import MainWindow
from hxapp.ui.preferences import Preferences
from tests.ui.conftest import Said

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(practice_file: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    path = Path(shutil.copy(practice_file, tmp_path / "Sổ thực hành.hxdb"))
    made = app.make_window(
        Preferences(tmp_path / "hxapp.ini"), lambda: dt.datetime.now().astimezone(), None, tmp_path, path
    )
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def rows(window: MainWindow) -> dict[str, list[tuple[Any, ...]]]:
    assert window.view is not None
    with window.view.context.database.read() as connection:
        return {
            name: sorted((tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')), key=repr)
            for name in BOOK_TABLES.tables
        }


def press(window: MainWindow, qtbot: QtBot, key: Qt.Key) -> None:
    """A key of the window, pressed where the tab has the focus."""
    assert window.view is not None
    tab = window.view.current()
    assert tab is not None
    tab.setFocus()
    qtbot.keyClick(window, key, Control)


def binned_task(window: MainWindow) -> None:
    context = window.view.context  # type: ignore[union-attr]
    with context.database.begin("Bỏ") as session:
        row = next(row for row in tasks.list_rows(session, 2022, context.today) if not row.is_clause)
        task_edits.remove(session, [row.id], context.now)


def added_task(window: MainWindow) -> None:
    context = window.view.context  # type: ignore[union-attr]
    with context.database.begin("Thêm nhiệm vụ") as session:
        task_edits.add(session, 2022, TaskEdit("Trồng cây", deadline="quý IV"), context.today)


def changed_office(window: MainWindow) -> None:
    context = window.view.context  # type: ignore[union-attr]
    with context.database.begin("Sửa thông tin cơ quan") as session:
        settings.save_office(session, Office(name="UBND phường An Hòa"))


def assigned_tasks(window: MainWindow) -> None:
    context = window.view.context  # type: ignore[union-attr]
    with context.database.begin("Đặt hạn") as session:
        ids = [row.id for row in tasks.list_rows(session, 2022, context.today) if not row.is_clause][:6]
        task_edits.assign(session, ids, deadline="31/12/2022")


ACTIONS: tuple[Callable[[MainWindow], None], ...] = (
    binned_task,
    added_task,
    changed_office,
    assigned_tasks,
)


@pytest.mark.parametrize("act", ACTIONS, ids=lambda act: act.__name__)
def test_each_action_is_undone_and_redone_by_keys(
    window: MainWindow, qtbot: QtBot, act: Callable[[MainWindow], None]
) -> None:
    before = rows(window)
    act(window)
    after = rows(window)
    assert after != before
    press(window, qtbot, Key.Key_Z)
    assert rows(window) == before
    press(window, qtbot, Key.Key_Y)
    assert rows(window) == after


def test_restoring_from_the_bin_is_an_action_like_any_other(window: MainWindow, qtbot: QtBot) -> None:
    before = rows(window)
    binned_task(window)
    in_bin = rows(window)
    context = window.view.context  # type: ignore[union-attr]
    with context.database.begin("Lấy lại") as session:
        the_bin.restore(session, [(row.kind, row.id) for row in the_bin.list_bin(session)][:1])
    assert rows(window) == before
    press(window, qtbot, Key.Key_Z)
    assert rows(window) == in_bin
    press(window, qtbot, Key.Key_Z)
    assert rows(window) == before
    press(window, qtbot, Key.Key_Y)
    press(window, qtbot, Key.Key_Y)
    assert rows(window) == before


def test_the_menu_names_what_it_would_do(window: MainWindow, qtbot: QtBot) -> None:
    window.menu.name_steps()
    assert (window.menu.undo.text(), window.menu.undo.isEnabled()) == ("Hoàn tác", False)
    assert window.menu.undo.toolTip() == "Hôm nay chưa có việc nào để hoàn tác."
    added_task(window)
    window.menu.name_steps()
    assert (window.menu.undo.text(), window.menu.undo.isEnabled()) == ("Hoàn tác “Thêm nhiệm vụ”", True)
    window.menu.allow()
    press(window, qtbot, Key.Key_Z)
    assert window.view is not None
    assert window.view.status.saved.text() == "Đã hoàn tác “Thêm nhiệm vụ”"
    window.menu.name_steps()
    assert window.menu.redo.text() == "Làm lại “Thêm nhiệm vụ”"


def test_nothing_to_undo_is_said(window: MainWindow, qtbot: QtBot, said: Said) -> None:
    press(window, qtbot, Key.Key_Z)
    press(window, qtbot, Key.Key_Y)
    assert said.texts[0] == "Hôm nay chưa có việc nào để hoàn tác."
    assert said.texts[1] == "Không có việc nào vừa hoàn tác để làm lại."


def test_it_goes_on_after_the_book_was_closed(window: MainWindow, qtbot: QtBot) -> None:
    before = rows(window)
    assert window.view is not None
    path = window.view.context.database.path
    added_task(window)
    assert window.close_book() and window.open_book(path)
    press(window, qtbot, Key.Key_Z)
    assert rows(window) == before


def test_in_a_field_the_keys_undo_typing(window: MainWindow, qtbot: QtBot) -> None:
    added_task(window)
    after = rows(window)
    assert window.view is not None
    window.view.show_tab(1)
    search = window.view.bar.search
    search.setFocus()
    qtbot.keyClicks(search, "abc")
    qtbot.keyClick(search, Key.Key_Z, Control)
    assert search.text() == ""
    assert rows(window) == after


def test_the_changed_row_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    view = window.view
    assert view is not None
    context = view.context
    with context.database.begin("Sửa") as session:
        row = [row for row in tasks.list_rows(session, 2022, context.today) if not row.is_clause][-1]
        task_edits.assign(session, [row.id], deadline="31/12/2022")
    view.show_tab(1)
    undoing.undo(view)
    tab = view.current()
    assert tab is not None and tab.name == "tasks"
    assert tab.grid.current_row().id == row.id  # type: ignore[attr-defined]


def test_the_column_that_was_worked_in_is_kept(window: MainWindow) -> None:
    """On a name Delete would take the row to the bin; in a figure's column it clears the figure."""
    view = window.view
    assert view is not None
    context = view.context
    with context.database.read() as session:
        first, *_, last = [row for row in tasks.list_rows(session, 2022, context.today) if not row.is_clause]
    view.show_row("tasks", first.id, "")
    grid = view.current().grid  # type: ignore[union-attr]
    with context.database.begin("Sửa") as session:
        task_edits.assign(session, [last.id], deadline="31/12/2022")
    assert grid.show_key(first.id, "deadline")
    column = grid.currentIndex().column()
    assert column != grid.stretch()
    undoing.undo(view)
    assert grid.current_row().id == last.id
    assert grid.currentIndex().column() == column


def test_what_is_typed_is_kept_before_and_is_what_is_undone(window: MainWindow, qtbot: QtBot) -> None:
    view = window.view
    assert view is not None
    view.show_tab(2 - 1)
    with view.context.database.read() as session:
        row = next(row for row in tasks.list_rows(session, 2022, view.context.today) if not row.is_clause)
    view.show_row("tasks", row.id, "")
    view.toggle_panel()
    before = rows(window)
    field = view.current().panel.fields["product"]  # type: ignore[union-attr]
    field.editor.setFocus()
    qtbot.keyClicks(field.editor, "Bao cao")
    undoing.undo(view)
    assert rows(window) == before


def test_an_import_is_taken_back_from_its_list(window: MainWindow, qtbot: QtBot, tmp_path: Path, said: Said) -> None:
    view = window.view
    assert view is not None
    context = view.context
    before = rows(window)
    path = tmp_path / "Chỉ tiêu.xlsx"
    with context.database.read() as session:
        excel.export(session, "tasks", path, year=2022, period=context.period, today=context.today)
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    changed = 0
    for line in sheet.iter_rows():
        for cell in line:
            if cell.value == "Đang thực hiện" and changed < 2:
                cell.value = "Tạm dừng"
                changed += 1
    assert changed == 2
    workbook.save(path)
    with context.database.try_out() as session:
        plan = excel.read_plan(session, path, context.today)
    assert plan.changed == 2
    Exchange(context, window, None).write(plan, path)
    qtbot.waitUntil(lambda: rows(window) != before)
    qtbot.waitUntil(lambda: bool(said.texts))
    dialog = ImportsDialog(context, window)
    qtbot.addWidget(dialog)
    dialog.grid.show_key(dialog.model.rows[0].action_id)
    assert dialog.model.rows[0].name == "Nhập từ Excel Chỉ tiêu.xlsx"
    said.answers.append(0)
    dialog.undo_chosen()
    assert rows(window) == before
    assert dialog.model.rows[0].taken_back and not dialog.take_back.isEnabled()
