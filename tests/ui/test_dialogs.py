"""The dialogs: who the office is, a new book, many rows at once, and the bin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QScrollArea
from pytestqt.qtbot import QtBot

from hxapp.domain.documents import BookOrigin, OfficeKind
from hxapp.domain.errors import HxError, Refused
from hxapp.services import books, settings, task_edits, tasks
from hxapp.services.settings import Office
from hxapp.ui import bookshelf, files
from hxapp.ui.context import Context
from hxapp.ui.dialogs.bin import BinDialog
from hxapp.ui.dialogs.choose_many import ChooseManyDialog
from hxapp.ui.dialogs.new_book import NewBookDialog
from hxapp.ui.dialogs.office import OfficeDialog
from hxapp.ui.preferences import Preferences
from tests.ui.building import all_of
from tests.ui.conftest import Said

NOON = dt.datetime(2022, 9, 12, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))
Accepted = QDialog.DialogCode.Accepted


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    path = tmp_path / "Sổ.hxdb"
    bookshelf.make_book(path, BookOrigin.SAMPLE, NOON, Office(name="UBND phường An"), None)
    made, _ = bookshelf.open_book(path, Preferences(tmp_path / "hxapp.ini"), lambda: NOON)
    yield made
    made.close()


def make_new_book(qtbot: QtBot, tmp_path: Path, origin: BookOrigin = BookOrigin.EMPTY) -> NewBookDialog:
    dialog = NewBookDialog(origin, NOON, tmp_path / "Sổ của tôi")
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def type_in(dialog: Any, name: str, value: Any) -> None:
    field = dialog.fields[name]
    if hasattr(field.editor, "choose"):
        field.editor.choose(value)
    else:
        field.editor.setText(value)
    field.left.emit()


@pytest.mark.parametrize("typed", ["", "/", "/Năm mới/"])
def test_a_folder_is_no_file_s_name(qtbot: QtBot, tmp_path: Path, typed: str) -> None:
    dialog = make_new_book(qtbot, tmp_path)
    type_in(dialog, "name", "UBND phường An")
    type_in(dialog, "path", f"{tmp_path}{typed}")
    dialog.accept()
    assert "là thư mục" in dialog.fields["path"].refusal.text()
    assert list(tmp_path.parent.glob(f"{tmp_path.name}*")) == [tmp_path]


def test_escape_asks_before_it_drops_what_was_typed(qtbot: QtBot, tmp_path: Path, said: Said) -> None:
    dialog = make_new_book(qtbot, tmp_path)
    qtbot.keyClick(dialog.fields["name"].editor, Qt.Key.Key_Escape)
    assert said.texts == []  # nothing was typed
    assert dialog.isHidden()
    dialog = make_new_book(qtbot, tmp_path)
    qtbot.keyClicks(dialog.fields["place"].editor, "Kim Tra")
    said.answers = [1, 0]
    qtbot.keyClick(dialog.fields["place"].editor, Qt.Key.Key_Escape)
    assert said.texts == ["Bỏ những gì vừa gõ?"]
    assert dialog.isVisible()
    assert dialog.value("place") == "Kim Tra"
    qtbot.keyClick(dialog.fields["place"].editor, Qt.Key.Key_Escape)
    assert dialog.isHidden()
    assert dialog.result() == QDialog.DialogCode.Rejected


def test_the_button_that_gives_up_does_not_ask(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = make_new_book(qtbot, tmp_path)
    qtbot.keyClicks(dialog.fields["place"].editor, "Kim Tra")
    dialog.no.click()
    assert dialog.isHidden()


def test_a_new_book_is_named_after_the_office_and_made_where_it_says(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = make_new_book(qtbot, tmp_path)
    type_in(dialog, "name", "UBND phường Kim/Trà")
    type_in(dialog, "year", "2023")
    offered = tmp_path / "Sổ của tôi" / "UBND phường Kim Trà 2023.hxdb"
    assert dialog.value("path") == str(offered)
    dialog.accept()
    assert dialog.result() == Accepted
    assert dialog.path == offered
    context, facts = bookshelf.open_book(offered, Preferences(tmp_path / "hxapp.ini"), lambda: NOON)
    context.close()
    assert facts.office.name == "UBND phường Kim/Trà"
    assert facts.office.post == "CHỦ TỊCH"
    assert facts.year == 2023
    assert books.title(facts) == "UBND phường Kim/Trà · Năm 2023"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("name", " ", "Chưa có tên cơ quan"),
        ("year", "hai nghìn", "không dùng được"),
        ("year", "1789", "không dùng được"),
        ("name", "x" * 2000, "dài"),
    ],
)
def test_what_is_refused_stands_beside_its_field_and_no_file_is_left(
    qtbot: QtBot, tmp_path: Path, name: str, value: str, said: str
) -> None:
    dialog = make_new_book(qtbot, tmp_path)
    type_in(dialog, "name", "UBND phường An")
    type_in(dialog, name, value)
    dialog.accept()
    assert dialog.result() != Accepted
    assert said in dialog.fields[name].refusal.text()
    assert dialog.fields[name].refusal.isVisible()
    assert list(tmp_path.rglob("*.hxdb")) == []


def test_a_place_that_is_taken_is_refused_and_a_chosen_one_is_kept(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = tmp_path / "Có rồi.hxdb"
    taken.write_text("của người khác", encoding="utf-8")
    dialog = make_new_book(qtbot, tmp_path)
    monkeypatch.setattr(files, "save_as", lambda *_: taken)
    dialog._on_choose()
    type_in(dialog, "name", "UBND phường An")
    assert dialog.value("path") == str(taken)
    dialog.accept()
    assert "Đã có tệp" in dialog.fields["path"].refusal.text()
    assert taken.read_text(encoding="utf-8") == "của người khác"


def test_the_signing_lines_follow_the_kind_until_they_are_typed_over(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = make_new_book(qtbot, tmp_path)
    type_in(dialog, "kind", OfficeKind.PARTY)
    assert dialog.value("post") == "BÍ THƯ"
    type_in(dialog, "post", "PHÓ BÍ THƯ")
    type_in(dialog, "kind", OfficeKind.COMMITTEE)
    assert dialog.value("powers") == "TM. ỦY BAN NHÂN DÂN"
    assert dialog.value("post") == "PHÓ BÍ THƯ"


def test_the_sample_asks_for_the_office_and_keeps_its_year(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = make_new_book(qtbot, tmp_path, BookOrigin.SAMPLE)
    assert not dialog.fields["year"].editor.isEnabled()
    type_in(dialog, "name", "UBND phường An")
    dialog.accept()
    context, facts = bookshelf.open_book(dialog.path, Preferences(tmp_path / "hxapp.ini"), lambda: NOON)
    context.close()
    assert (facts.origin, facts.year, facts.office.name) == (BookOrigin.SAMPLE, 2022, "UBND phường An")


def test_the_office_is_changed_in_one_action(qtbot: QtBot, context: Context) -> None:
    dialog = OfficeDialog(context)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.value("name") == "UBND phường An"
    type_in(dialog, "signer", "Lê Văn Tí")
    dialog.fields["exceeds"].editor.setChecked(True)  # type: ignore[attr-defined]
    with qtbot.waitSignal(context.changed) as changed:
        dialog.accept()
    assert changed.args == [frozenset({"setting"})]
    with context.database.read() as session:
        assert settings.office(session).signer == "Lê Văn Tí"
        assert settings.exceed_open_bound(session)


def test_one_value_for_several_rows_and_a_refusal_keeps_the_dialog(qtbot: QtBot, said: Said) -> None:
    taken: list[Any] = []

    def apply(value: Any) -> None:
        if value == "32/1/2022":
            raise Refused("Tháng 1 không có ngày 32.", "deadline")
        if value == "x":
            raise HxError("Sổ nằm ở nơi chỉ cho đọc.")
        taken.append(value)

    dialog = ChooseManyDialog("Đặt hạn", "Hạn hoàn thành", 3, apply, noun="nhiệm vụ")
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.yes.text() == "Đặt cho 3 nhiệm vụ"
    type_in(dialog, "value", "32/1/2022")
    dialog.accept()
    assert dialog.fields["value"].refusal.text() == "Tháng 1 không có ngày 32."
    type_in(dialog, "value", "x")
    dialog.accept()
    assert said.texts == ["Sổ nằm ở nơi chỉ cho đọc."]
    assert dialog.result() != Accepted
    type_in(dialog, "value", "quý II/2022")
    dialog.accept()
    assert taken == ["quý II/2022"]
    listed = ChooseManyDialog("Đặt", "Chủ trì", 2, taken.append, choices=(("a", "Văn phòng"),), free=True)
    qtbot.addWidget(listed)
    listed.fields["value"].editor.setEditText("Đội mới")  # type: ignore[attr-defined]
    listed.accept()
    assert taken[-1] == "Đội mới"


def test_what_was_binned_comes_back(qtbot: QtBot, context: Context) -> None:
    def listed() -> set[str]:
        with context.database.read() as session:
            return {row.wording for row in tasks.list_rows(session, 2022, NOON.date()) if not row.is_clause}

    with context.database.read() as reading:
        gone = [row for row in tasks.list_rows(reading, 2022, NOON.date()) if not row.is_clause][:2]
    before = listed()
    with context.database.begin("Bỏ nhiệm vụ") as session:
        task_edits.remove(session, [row.id for row in gone], context.now.astimezone(dt.UTC))
    assert listed() < before
    dialog = BinDialog(context)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    assert {row.name for row in dialog.model.rows} == {row.wording for row in gone}
    assert dialog.grid.model().index(0, 2).data() == "12/09/2022 12:00"
    dialog.grid.selectAll()
    assert dialog.restore.text() == "Lấy lại 2 dòng"
    dialog.restore.click()
    assert listed() == before
    assert dialog.model.rows == ()
    assert not dialog.restore.isEnabled()


def test_a_form_is_as_high_as_its_fields_and_keeps_a_line_for_a_refusal(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = make_new_book(qtbot, tmp_path)
    (area,) = all_of(dialog, QScrollArea)
    assert dialog.screen().availableGeometry().height() > dialog.height()
    dialog.accept()
    qtbot.waitUntil(dialog.fields["name"].refusal.isVisible)
    assert area.verticalScrollBar().maximum() == 0
    spare = dialog.yes.mapTo(dialog, dialog.yes.rect().topLeft()).y() - dialog._content.height()
    assert 0 <= spare < 30
