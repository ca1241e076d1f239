"""'Tổ dân phố': the sample's list, new ones by a pasted list, changes, order, and the bin, by keys and buttons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPlainTextEdit
from pytestqt.qtbot import QtBot

from hxapp.domain.neighbourhoods import AreaKind
from hxapp.services import neighbourhood_edits
from hxapp.services.neighbourhood_edits import NeighbourhoodEdit
from hxapp.storage import history
from hxapp.storage.lock import NoWriting
from hxapp.storage.schema.office import AREA
from hxapp.storage.schema.tasks import PLACE, TASK_PLACE
from hxapp.ui import book_menu, bookshelf
from hxapp.ui.context import Context
from hxapp.ui.dialogs.edit_neighbourhood import AddNeighbourhoodsDialog, NeighbourhoodDialog
from hxapp.ui.dialogs.neighbourhoods import NeighbourhoodsDialog
from tests.services.building import MOMENT
from tests.ui.conftest import SEPTEMBER, Said

Key = Qt.Key
Alt = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def dialog(practice: Context, qtbot: QtBot) -> NeighbourhoodsDialog:
    entry = next(one for one in book_menu.BOOK if one.text == "Tổ dân phố…")
    made = entry.make(practice, None)  # type: ignore[arg-type]
    assert isinstance(made, NeighbourhoodsDialog)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.grid.setFocus()
    return made


def names(dialog: NeighbourhoodsDialog) -> list[str]:
    return [row.name for row in dialog.model.rows]


def stand_at(dialog: NeighbourhoodsDialog, name: str) -> None:
    assert dialog.grid.show_key(next(row.id for row in dialog.model.rows if row.name == name))


def fills(monkeypatch: pytest.MonkeyPatch, kind: type[QDialog], fill: Callable[[Any], None]) -> None:
    """Fills each dialog of the kind and presses its button."""

    def run(form: Any) -> int:
        form.show()
        fill(form)
        form.yes.click()
        return int(form.result())

    monkeypatch.setattr(kind, "exec", run)


def last_action(context: Context) -> str:
    with context.database.read() as session:
        return history.actions(session)[-1].name


def test_the_sample_has_the_ones_its_text_names(dialog: NeighbourhoodsDialog) -> None:
    assert names(dialog) == ["Thanh Lương 02", "Thanh Tiên", "Thanh Lương 4"]
    assert dialog.note.text().startswith("3 tổ dân phố.")
    assert dialog.row is not None and dialog.row.tasks == 2
    assert not dialog.empty.isVisible()


def test_a_pasted_list_is_added_in_one_action_and_ordered_by_name(
    dialog: NeighbourhoodsDialog, practice: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(form: AddNeighbourhoodsDialog) -> None:
        editor = form.fields["names"].editor
        assert isinstance(editor, QPlainTextEdit)
        editor.setPlainText("Thanh Tiên\nTổ 10\nTổ 9")
        form.accept()
        assert "Sổ đã có “Thanh Tiên”" in form.fields["names"].refusal.text()
        editor.setPlainText("Tổ 10\nTổ 9")
        form.fields["valid_from"].fill("1/1/2020")

    fills(monkeypatch, AddNeighbourhoodsDialog, fill)
    qtbot.keyClick(dialog.grid, Key.Key_Insert)
    assert names(dialog)[3:] == ["Tổ 10", "Tổ 9"]
    assert dialog.row is not None
    assert (dialog.row.name, dialog.row.valid_from) == ("Tổ 10", dt.date(2020, 1, 1))
    assert last_action(practice) == "Thêm 2 tổ dân phố"
    dialog.by_name.trigger()
    assert names(dialog) == ["Thanh Lương 02", "Thanh Lương 4", "Thanh Tiên", "Tổ 9", "Tổ 10"]
    assert dialog.row.name == "Tổ 10"  # the clerk's place is kept


def test_one_is_changed_and_ends_below_the_others(
    dialog: NeighbourhoodsDialog, practice: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(form: NeighbourhoodDialog) -> None:
        assert form.value("name") == "Thanh Tiên"
        form.fields["name"].fill("Thanh Tiên (cũ)")
        form.fields["valid_to"].fill("31/2/2022")
        form.accept()
        assert not form.fields["valid_to"].refusal.isHidden()
        form.fields["valid_to"].fill("30/6/2022")
        form.fields["code"].fill("05")

    fills(monkeypatch, NeighbourhoodDialog, fill)
    stand_at(dialog, "Thanh Tiên")
    qtbot.keyClick(dialog.grid, Key.Key_F2)
    assert names(dialog) == ["Thanh Lương 02", "Thanh Lương 4", "Thanh Tiên (cũ)"]
    assert dialog.row is not None and (dialog.row.code, dialog.row.has_ended) == ("05", True)
    assert dialog.note.text().startswith("2 tổ dân phố, 1 tổ đã thôi.")
    assert last_action(practice) == "Sửa tổ dân phố Thanh Tiên"
    assert not dialog.up.isEnabled() and not dialog.down.isEnabled()


def test_the_order_is_changed_by_keys(dialog: NeighbourhoodsDialog, qtbot: QtBot) -> None:
    stand_at(dialog, "Thanh Tiên")
    qtbot.keyClick(dialog.grid, Key.Key_Up, Alt)
    assert names(dialog) == ["Thanh Tiên", "Thanh Lương 02", "Thanh Lương 4"]
    assert not dialog.up.isEnabled()
    qtbot.keyClick(dialog.grid, Key.Key_Down, Alt)
    qtbot.keyClick(dialog.grid, Key.Key_Down, Alt)
    assert names(dialog) == ["Thanh Lương 02", "Thanh Lương 4", "Thanh Tiên"]
    assert not dialog.down.isEnabled()


def test_only_one_on_which_nothing_hangs_goes_into_the_bin(
    dialog: NeighbourhoodsDialog, practice: Context, qtbot: QtBot, said: Said
) -> None:
    qtbot.keyClick(dialog.grid, Key.Key_Delete)
    assert "“Thanh Lương 02” đã có 2 nhiệm vụ hoặc địa điểm nên không bỏ được" in said.texts[0]
    with practice.database.begin("Thêm") as session:
        (added,) = neighbourhood_edits.add_many(session, ["Tổ 9"])
        neighbourhood_edits.save(session, added, NeighbourhoodEdit("Tổ 9"))
    dialog.reload(added)
    qtbot.keyClick(dialog.grid, Key.Key_Delete)
    assert said.texts[1].startswith("Bỏ tổ dân phố “Tổ 9” vào thùng rác?") and "Tổ 9" in names(dialog)
    said.answers = [0]
    qtbot.keyClick(dialog.grid, Key.Key_Delete)
    assert "Tổ 9" not in names(dialog)
    assert last_action(practice) == "Bỏ tổ dân phố “Tổ 9” vào thùng rác"


def test_a_book_without_any_offers_to_add_them(
    dialog: NeighbourhoodsDialog, practice: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    with practice.database.begin("Bỏ hết") as session:
        for hangs in (TASK_PLACE, PLACE):
            session.execute(sa.update(hangs).where(hangs.c.area_id.is_not(None)).values(binned_at=MOMENT))
        session.execute(sa.update(AREA).where(AREA.c.kind == AreaKind.NEIGHBOURHOOD).values(binned_at=MOMENT))
    dialog.reload()
    assert dialog.empty.isVisible() and not dialog.note.isVisible()
    assert not any(one.isEnabled() for one in (dialog.change, dialog.put_away, dialog.up, dialog.down, dialog.by_name))
    dialog.step(1)
    dialog.edit()
    dialog.remove()
    assert last_action(practice) == "Bỏ hết"
    fills(monkeypatch, AddNeighbourhoodsDialog, lambda form: form.fields["names"].editor.setPlainText("Tổ 1"))
    dialog.new.trigger()
    assert names(dialog) == ["Tổ 1"] and not dialog.empty.isVisible()
    assert last_action(practice) == "Thêm tổ dân phố Tổ 1"


def test_in_a_book_that_is_only_read_nothing_is_offered(practice: Context, qtbot: QtBot) -> None:
    path, preferences = practice.database.path, practice.preferences
    practice.database.close()
    context, _ = bookshelf.open_book(path, preferences, lambda: SEPTEMBER, reading_because=NoWriting("Sổ chỉ để xem."))
    try:
        dialog = NeighbourhoodsDialog(context)
        qtbot.addWidget(dialog)
        dialog.show()
        assert len(names(dialog)) == 3
        assert not any(action.isEnabled() for action in dialog.grid.actions())
    finally:
        context.close()
