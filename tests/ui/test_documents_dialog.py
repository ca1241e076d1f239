"""'Văn bản nguồn': an empty book gets its own document and clauses, by keys and by buttons, and gives them back."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QToolButton
from pytestqt.qtbot import QtBot

from hxapp import app
from hxapp.domain.documents import BookOrigin, DocumentKind
from hxapp.services import bin as the_bin
from hxapp.services import clause_edits, document_edits, documents, indicator_edits, indicators, task_edits, tasks
from hxapp.services.clause_edits import ClauseEdit
from hxapp.services.document_edits import DocumentEdit
from hxapp.services.settings import Office
from hxapp.services.task_edits import TaskEdit
from hxapp.ui import bookshelf
from hxapp.ui.context import Context
from hxapp.ui.dialogs.add_indicator import AddIndicatorDialog
from hxapp.ui.dialogs.add_task import AddTaskDialog
from hxapp.ui.dialogs.documents import DocumentsDialog
from hxapp.ui.dialogs.edit_clause import ClauseDialog
from hxapp.ui.dialogs.edit_document import DocumentDialog
from hxapp.ui.dialogs.move_to_clause import MoveToClauseDialog
from hxapp.ui.preferences import Preferences
from hxapp.ui.tabs.indicators import IndicatorsTab
from hxapp.ui.tabs.tasks import TasksTab
from tests.ui.conftest import SEPTEMBER, Said

Key = Qt.Key
Alt = Qt.KeyboardModifier.AltModifier
YEAR = 2022


@pytest.fixture(scope="module")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("trống") / "Sổ.hxdb"
    office = Office(name="UBND phường An", superior="UBND thị xã Bình")
    bookshelf.make_book(path, BookOrigin.EMPTY, SEPTEMBER, office, YEAR)
    return path


@pytest.fixture
def context(empty_file: Path, tmp_path: Path) -> Iterator[Context]:
    path = tmp_path / "Sổ.hxdb"
    path.write_bytes(empty_file.read_bytes())
    passed = itertools.count()  # two deeds are never done at the same moment
    clock = lambda: SEPTEMBER + dt.timedelta(seconds=next(passed))  # noqa: E731
    made, _ = bookshelf.open_book(path, Preferences(tmp_path / "hxapp.ini"), clock)
    yield made
    made.close()


def opened(qtbot: QtBot, context: Context, **where: Any) -> DocumentsDialog:
    dialog = DocumentsDialog(context, **where)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    dialog.activateWindow()
    return dialog


def make_document(context: Context, *numbers: str, title: str = "Nghị quyết năm 2022") -> dict[str, Any]:
    """A document with these clauses, each under the one that its number begins with; their ids, that of '' its own."""
    with context.database.begin("Thêm") as session:
        made: dict[str, Any] = {"": document_edits.add(session, DocumentEdit(title, year_from=str(YEAR)))}
        for number in numbers:
            above = made.get(number.rpartition(".")[0]) if "." in number else None
            made[number] = clause_edits.add(session, made[""], ClauseEdit(number, f"Tên {number}"), above)
    return made


def numbers(dialog: DocumentsDialog) -> list[str]:
    return [row.number for row in dialog.model.rows]


def fills(monkeypatch: pytest.MonkeyPatch, kind: type[QDialog], fill: Callable[[Any], None]) -> list[Any]:
    """Fills each dialog of the kind and presses its button; the dialogs that were asked."""
    asked: list[Any] = []

    def run(dialog: Any) -> QDialog.DialogCode:
        asked.append(dialog)
        fill(dialog)
        dialog.accept()
        return QDialog.DialogCode(dialog.result())

    monkeypatch.setattr(kind, "exec", run)
    return asked


def test_an_empty_year_asks_for_its_document_and_that_for_its_clauses(
    qtbot: QtBot, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened(qtbot, context)
    assert "chưa có văn bản nguồn nào" in dialog.empty.text()
    assert not dialog.new_clause.isEnabled()

    def document(form: DocumentDialog) -> None:
        assert form.value("title") == "Nghị quyết năm 2022"
        form.fields["kind"].editor.setCurrentIndex(2)  # type: ignore[attr-defined]
        assert form.value("title") == "Kế hoạch năm 2022"
        assert "UBND thị xã Bình" in [form.fields["issuer"].editor.itemText(n) for n in range(2)]  # type: ignore[attr-defined]
        form.fields["issuer"].editor.setEditText("HĐND phường An")  # type: ignore[attr-defined]
        form.fields["title"].fill("Kế hoạch phát triển")
        form.fields["year_from"].editor.setText("2021")  # type: ignore[attr-defined]
        assert form.value("title") == "Kế hoạch phát triển"
        form.fields["year_to"].fill("2025")
        form.fields["issued_on"].fill("31/02/2022")
        form.accept()
        assert form.fields["issued_on"].refusal.text()
        form.fields["issued_on"].fill("28/2/2021")

    fills(monkeypatch, DocumentDialog, document)
    qtbot.mouseClick(dialog.empty.buttons[0], Qt.MouseButton.LeftButton)
    with context.database.read() as session:
        (row,) = documents.list_documents(session, YEAR)
    assert (row.kind, row.issuer, row.years) == (DocumentKind.PLAN, "HĐND phường An", tuple(range(2021, 2026)))
    assert dialog.facts.text() == "Kế hoạch · ngày 28/02/2021 · HĐND phường An · 2021–2025"
    assert "chưa có mục nào" in dialog.empty.text()

    offered: list[str] = []

    def clause(form: ClauseDialog) -> None:
        offered.append(form.value("number"))
        form.accept()
        assert "còn trống" in form.fields["title"].refusal.text()
        form.fields["title"].fill(f"Mục thứ {len(offered)}")

    fills(monkeypatch, ClauseDialog, clause)
    qtbot.mouseClick(dialog.empty.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.keyClick(dialog.grid, Key.Key_Insert)
    qtbot.keyClick(dialog.grid, Key.Key_Insert, Alt)
    assert offered == ["I", "II", "II.1"]
    assert numbers(dialog) == ["I", "II", "II.1"]
    assert dialog.clause is not None and dialog.clause.title == "Mục thứ 3"
    assert dialog.empty.isHidden()


def test_a_new_clause_stands_behind_the_one_where_the_clerk_is(
    qtbot: QtBot, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_document(context, "I", "II", "III")
    dialog = opened(qtbot, context, clause_id=made["I"])
    assert dialog.clause_id == made["I"]

    def between(form: ClauseDialog) -> None:
        form.fields["number"].fill("I bis")
        form.fields["title"].fill("Chen vào")

    fills(monkeypatch, ClauseDialog, between)
    qtbot.keyClick(dialog.grid, Key.Key_Insert)
    assert numbers(dialog) == ["I", "I bis", "II", "III"]


def test_keys_order_and_nest_and_the_buttons_say_what_can_be(qtbot: QtBot, context: Context) -> None:
    made = make_document(context, "I", "II", "III")
    dialog = opened(qtbot, context, clause_id=made["I"])
    assert [one.isEnabled() for one in (dialog.up, dialog.down, dialog.outward, dialog.inward)] == [
        False,
        True,
        False,
        False,
    ]
    dialog.grid.show_key(made["III"])
    qtbot.keyClick(dialog.grid, Key.Key_Up, Alt)
    assert numbers(dialog) == ["I", "III", "II"]
    qtbot.keyClick(dialog.grid, Key.Key_Right, Alt)
    assert numbers(dialog) == ["I", "I.1", "II"]
    assert dialog.clause_id == made["III"] and dialog.outward.isEnabled()
    qtbot.keyClick(dialog.grid, Key.Key_Left, Alt)
    qtbot.keyClick(dialog.grid, Key.Key_Down, Alt)
    assert [row.title for row in dialog.model.rows] == ["Tên I", "Tên II", "Tên III"]
    assert numbers(dialog) == ["I", "II", "III"]


def test_f2_renames_a_clause_and_a_document(qtbot: QtBot, context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_document(context, "I", "I.1")
    dialog = opened(qtbot, context, clause_id=made["I"])

    def rename(form: ClauseDialog) -> None:
        assert "parent_id" not in form.fields
        assert (form.value("number"), form.value("title")) == ("I", "Tên I")
        form.fields["number"].fill("A")
        form.fields["goal"].fill("Phấn đấu")

    fills(monkeypatch, ClauseDialog, rename)
    qtbot.keyClick(dialog.grid, Key.Key_F2)
    assert numbers(dialog) == ["A", "A.1"]
    assert dialog.clause is not None and dialog.clause.goal == "Phấn đấu"

    def number(form: DocumentDialog) -> None:
        assert form.value("title") == "Nghị quyết năm 2022"
        form.fields["number"].fill("07-NQ/ĐU")

    fills(monkeypatch, DocumentDialog, number)
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, Key.Key_F2)
    assert "số 07-NQ/ĐU" in dialog.facts.text()
    assert "số 07-NQ/ĐU" in dialog.list.item(0).text()


def test_tab_leads_from_the_clauses_to_the_buttons_and_back_to_the_documents(qtbot: QtBot, context: Context) -> None:
    made = make_document(context, "I", "II")
    dialog = opened(qtbot, context, clause_id=made["I"])
    qtbot.waitUntil(dialog.grid.hasFocus)
    qtbot.keyClick(dialog.grid, Key.Key_Tab)
    assert isinstance(dialog.focusWidget(), QToolButton)
    met = set()
    for _ in range(30):
        met.add(dialog.focusWidget())
        qtbot.keyClick(dialog.focusWidget(), Key.Key_Tab)
    assert {dialog.grid, dialog.list} <= met


def test_a_document_moved_to_another_year_says_where_it_went(
    qtbot: QtBot, context: Context, monkeypatch: pytest.MonkeyPatch, said: Said
) -> None:
    make_document(context)
    dialog = opened(qtbot, context)
    fills(monkeypatch, DocumentDialog, lambda form: form.fields["year_from"].fill("2023"))
    dialog.edit_document()
    assert "không áp dụng cho năm 2022" in said.texts[0]
    assert dialog.document is None


def test_what_goes_into_the_bin_is_told_first(qtbot: QtBot, context: Context, said: Said) -> None:
    made = make_document(context, "I", "I.1", "II")
    with context.database.begin("Thêm") as session:
        task_edits.add(session, YEAR, TaskEdit("Việc", clause_id=made["I.1"]), context.today)
    dialog = opened(qtbot, context, clause_id=made["I"])
    qtbot.keyClick(dialog.grid, Key.Key_Delete)
    assert "Bỏ mục “I Tên I” vào thùng rác, cùng 1 mục và 1 nhiệm vụ bên dưới?" in said.texts[0]
    assert numbers(dialog) == ["I", "I.1", "II"]
    said.answers = [0, 0]
    qtbot.keyClick(dialog.grid, Key.Key_Delete)
    assert numbers(dialog) == ["II"]
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, Key.Key_Delete)
    assert "cùng 1 mục của nó" in said.texts[2]
    assert dialog.document is None
    with context.database.begin("Lấy lại") as session:
        the_bin.restore(session, [("document", made[""])])
        the_bin.restore(session, [("clause", made["I"])])
        assert [row.wording for row in tasks.list_rows(session, YEAR, context.today)] == ["Tên I.1", "Việc"]


def test_a_choice_of_documents_shows_each_ones_clauses(qtbot: QtBot, context: Context) -> None:
    make_document(context, "I")
    make_document(context, "A", "B", title="Nghị quyết thứ hai")
    dialog = opened(qtbot, context)
    assert (dialog.list.count(), numbers(dialog)) == (2, ["I"])
    dialog.list.setCurrentRow(1)
    assert (dialog.title.text(), numbers(dialog)) == ("Nghị quyết thứ hai", ["A", "B"])


# Where indicators and tasks are added


def test_in_an_empty_book_an_indicator_says_that_its_document_will_be_made(qtbot: QtBot, context: Context) -> None:
    form = AddIndicatorDialog(context)
    qtbot.addWidget(form)
    assert form.fields["document_id"].editor.currentText() == "(tạo “Nghị quyết năm 2022”)"  # type: ignore[attr-defined]
    assert not form.fields["clause_id"].editor.isEnabled()
    form.fields["name"].fill("Thu ngân sách")
    form.fields["low"].fill("10")
    form.save()
    with context.database.read() as session:
        (row,) = documents.list_documents(session, YEAR)
        edit = indicator_edits.edit_of(session, form.indicator_id, YEAR)
    assert (row.title, edit.document_id) == ("Nghị quyết năm 2022", row.id)


def test_an_indicator_is_offered_the_clause_of_the_indicators_then_that_of_the_row(
    qtbot: QtBot, context: Context
) -> None:
    made = make_document(context, "I", "II")
    with context.database.begin("Sửa") as session:
        clause_edits.save(session, made["II"], ClauseEdit("II", "Các chỉ tiêu chủ yếu"))
    form = AddIndicatorDialog(context)
    qtbot.addWidget(form)
    assert (form.value("document_id"), form.value("clause_id")) == (made[""], made["II"])
    form.fields["name"].fill("Thu ngân sách")
    form.fields["low"].fill("10")
    form.fields["clause_id"].fill(made["I"])
    form.save()
    with context.database.read() as session:
        assert indicator_edits.edit_of(session, form.indicator_id, YEAR).clause_id == made["I"]
    tab = IndicatorsTab(context)
    qtbot.addWidget(tab)
    tab.refresh()
    assert tab.show_row(form.indicator_id)
    second = tab.add_dialog(None)
    assert second.value("clause_id") == made["I"]
    part = tab.add_dialog(tab.row_of(form.indicator_id))
    assert "clause_id" not in part.fields


def test_a_task_stands_under_the_chosen_clause_or_the_document_or_arises(qtbot: QtBot, context: Context) -> None:
    made = make_document(context, "I", "II")
    for chosen in ((made[""], made["II"]), (made[""], None), (None, None)):
        form = AddTaskDialog(context)
        qtbot.addWidget(form)
        assert form.value("document_id") == made[""]
        form.fields["document_id"].editor.choose(chosen[0])  # type: ignore[attr-defined]
        form.fields["clause_id"].fill(chosen[1])
        form.fields["wording"].fill("Việc")
        form.save()
        with context.database.read() as session:
            edit = task_edits.edit_of(session, form.task_id)
        assert (edit.document_id, edit.clause_id) == ((None, chosen[1]) if chosen[1] else chosen)
    with context.database.read() as session:
        shown = [(row.wording, row.depth) for row in tasks.list_rows(session, YEAR, context.today)]
    assert shown == [
        ("Nghị quyết năm 2022", 0),
        ("Việc", 1),
        ("Tên II", 1),
        ("Việc", 2),
        ("Nhiệm vụ phát sinh", 0),
        ("Việc", 1),
    ]


def test_the_pencil_leads_to_the_documents_and_what_is_made_there_is_offered(
    qtbot: QtBot, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = AddTaskDialog(context)
    qtbot.addWidget(form)
    assert form.value("document_id") is None

    def make(dialog: DocumentsDialog) -> int:
        made = make_document(context, "I")
        dialog._reload(made[""], made["I"])
        return 0

    monkeypatch.setattr(DocumentsDialog, "exec", make)
    assert form.place is not None
    button: QToolButton = form.place.button
    assert button.accessibleName() == "Thêm, sửa văn bản nguồn và các mục"
    button.click()
    assert form.fields["document_id"].editor.currentText() == "Nghị quyết năm 2022"  # type: ignore[attr-defined]
    assert form.fields["clause_id"].editor.currentText() == "I Tên I"  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", [IndicatorsTab, TasksTab])
def test_an_empty_tab_leads_to_the_documents_first(
    qtbot: QtBot, context: Context, kind: type[IndicatorsTab | TasksTab], monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = kind(context)
    qtbot.addWidget(tab)
    with qtbot.waitExposed(tab):
        tab.show()
    assert tab.empty.buttons[0].text() == "Văn bản nguồn và mục…"
    monkeypatch.setattr(DocumentsDialog, "exec", lambda _: make_document(context, "I"))
    qtbot.mouseClick(tab.empty.buttons[0], Qt.MouseButton.LeftButton)
    offered = [button.text() for button in tab.empty.buttons]
    assert offered[0].startswith("Thêm") and offered[-1] == "Văn bản nguồn và mục…"


def test_selected_rows_move_to_another_clause_in_one_action(
    qtbot: QtBot, context: Context, monkeypatch: pytest.MonkeyPatch, said: Said
) -> None:
    made = make_document(context, "I", "II")
    with context.database.begin("Thêm") as session:
        task = task_edits.add(session, YEAR, TaskEdit("Việc", clause_id=made["I"]), context.today)
        edit = indicator_edits.IndicatorEdit("Thu", number="1", clause_id=made["I"])
        indicator = indicator_edits.add(session, YEAR, edit)

    def choose(form: MoveToClauseDialog) -> None:
        assert form.value("clause_id") == made["I"]
        form.fields["clause_id"].fill(made["II"])

    fills(monkeypatch, MoveToClauseDialog, choose)
    for kind, key in ((TasksTab, task), (IndicatorsTab, indicator)):
        tab: Any = kind(context)
        qtbot.addWidget(tab)
        tab.refresh()
        assert tab.show_row(key)
        tab.move_to_clause()
    with context.database.read() as reading:
        assert task_edits.edit_of(reading, task).clause_id == made["II"]
        (row,) = indicators.list_rows(reading, YEAR, context.period)
    assert row.clause == "II.1"
    assert said.texts == []


def test_the_windows_menu_leads_to_the_documents(
    qtbot: QtBot, empty_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "Sổ.hxdb"
    path.write_bytes(empty_file.read_bytes())
    preferences = Preferences(tmp_path / "hxapp.ini")
    window = app.make_window(preferences, lambda: SEPTEMBER, None, tmp_path, path)
    qtbot.addWidget(window)
    asked: list[str] = []
    monkeypatch.setattr(DocumentsDialog, "exec", lambda dialog: asked.append(dialog.windowTitle()))
    action = next(one for one in window.menu.actions() if one.text() == "Văn bản nguồn…")
    action.trigger()
    assert asked == ["Văn bản nguồn năm 2022"]
    window.close_book()
    assert not action.isEnabled()
