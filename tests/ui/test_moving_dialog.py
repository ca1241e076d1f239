"""'Chuyển sang máy mới': the menu makes one file of the book, and the start screen of another PC takes it in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from hxapp import app, disks, paths
from hxapp.domain.errors import HxError
from hxapp.services import backups, moving, people
from hxapp.services.backups import BackupReason
from hxapp.services.people import PersonEdit
from hxapp.ui import book_menu, files
from hxapp.ui.context import Context
from hxapp.ui.dialogs.moving import RECEIVE, MovingDialog, ReceiveDialog
from hxapp.ui.main_window import MainWindow
from hxapp.ui.preferences import Preferences
from tests.ui.conftest import SEPTEMBER, Said

WAIT = 30_000


@pytest.fixture(autouse=True)
def _own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Backups of tests stay in the tests' own folder."""
    monkeypatch.setattr(disks, "volumes", tuple)
    monkeypatch.setattr(paths, "data_folder", lambda: tmp_path / "Dữ liệu")


@pytest.fixture
def to(tmp_path: Path) -> Path:
    folder = tmp_path / "USB"
    folder.mkdir()
    return folder / "Sổ.hxmove"


@pytest.fixture
def moved(practice_file: Path, to: Path, tmp_path: Path) -> Path:
    """The file that an old PC made, with one backup and that PC's settings."""
    book = Path(shutil.copy(practice_file, tmp_path / "cũ.hxdb"))
    made = backups.back_up(book, tmp_path / "cũ", BackupReason.ASKED, SEPTEMBER)
    settings = Preferences(tmp_path / "cũ.ini")
    settings.set_widths("people", {"name": 321})
    settings.set_widths("bin", {"what": 210})
    settings.set_text("files/books", "E:\\")
    settings.set_geometry(QByteArray(b"x"))
    settings.save()
    moving.pack(book, [made.path], settings.path, to, SEPTEMBER)
    return to


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """The program on the new PC, at its start screen."""
    made = app.make_window(Preferences(tmp_path / "mới.ini"), lambda: SEPTEMBER, None, tmp_path / "Sổ", None)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def chosen(monkeypatch: pytest.MonkeyPatch, **answers: Path | None) -> None:
    """What the clerk answers to each kind of question for a file."""
    for name, answer in answers.items():
        monkeypatch.setattr(files, name, lambda *_, answer=answer, **__: answer)


# On the old PC


def test_the_menu_makes_one_file_of_all(
    practice: Context, to: Path, qtbot: QtBot, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = disks.backup_folder(practice.database.path, paths.data_folder())
    backups.back_up(practice.database, folder, BackupReason.ASKED, SEPTEMBER)
    with practice.database.begin("Thêm") as session:
        people.add(session, PersonEdit("Hồ Văn Mẫu"))
    (entry,) = [one for one in book_menu.SAFETY if one.text == "Chuyển sang máy mới…"]
    dialog = entry.make(practice, None)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    assert isinstance(dialog, MovingDialog)
    dialog.show()
    assert "1 bản sao lưu gần nhất" in dialog.note.text() and RECEIVE in dialog.steps.text()
    chosen(monkeypatch, save_as=to)
    dialog.make.click()
    qtbot.waitUntil(lambda: bool(said.texts), timeout=WAIT)
    assert str(to) in said.texts[0] and "1 bản sao lưu" in said.texts[0] and RECEIVE in said.texts[0]
    assert dialog.result() == QDialog.DialogCode.Accepted
    package = moving.look(to, paths.DB)
    assert len(package.backups) == 1 and package.has_settings
    with practice.database.read() as session:
        assert package.counts["người"] == len(people.list_rows(session))
    assert files.last_folder(practice.preferences, "moving") == to.parent


def test_nothing_is_made_where_no_file_is_chosen(
    practice: Context, to: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = MovingDialog(practice)
    qtbot.addWidget(dialog)
    assert "chưa có bản sao lưu nào" in dialog.note.text()
    chosen(monkeypatch, save_as=None)
    dialog.choose()
    assert dialog.make.isEnabled() and not list(to.parent.iterdir())


def test_why_it_could_not_be_made_is_told_and_the_dialog_stays(
    practice: Context, to: Path, qtbot: QtBot, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = MovingDialog(practice)
    qtbot.addWidget(dialog)
    dialog.show()
    chosen(monkeypatch, save_as=to.parent / "không có" / "x.hxmove")
    dialog.choose()
    qtbot.waitUntil(lambda: bool(said.texts), timeout=WAIT)
    assert "Không có thư mục" in said.texts[0]
    assert dialog.isVisible()


# On the new PC


def soon(ready: Callable[[ReceiveDialog], bool], do: Callable[[ReceiveDialog], None], window: MainWindow) -> None:
    """Does something in the dialog that the window shows, once that is ready."""

    def look() -> None:
        dialog = window.findChild(ReceiveDialog)
        if isinstance(dialog, ReceiveDialog) and dialog.isVisible() and ready(dialog):
            timer.stop()
            do(dialog)

    timer = QTimer(window)
    timer.timeout.connect(look)
    timer.start(10)


def test_the_start_screen_takes_the_book_in_and_opens_it(
    window: MainWindow, moved: Path, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.preferences.set_widths("bin", {"what": 99})
    chosen(monkeypatch, open_one=moved)
    notes: list[str] = []

    def take(dialog: ReceiveDialog) -> None:
        notes.append(dialog.note.text())
        dialog.take.click()

    soon(lambda dialog: dialog.take.isEnabled(), take, window)
    qtbot.mouseClick(window.start.receive, Qt.MouseButton.LeftButton)
    assert "15:42" in notes[0] or "12/09/2022" in notes[0]
    assert "nhiệm vụ" in notes[0] and "1 bản sao lưu" in notes[0] and "thiết lập" in notes[0]
    assert window.view is not None
    context = window.view.context
    assert context.database.path == tmp_path / "Sổ" / "cũ.hxdb"
    assert not context.read_only
    assert len(backups.list_backups([tmp_path / "Dữ liệu" / disks.BACKUPS], window.view.facts.identity)) == 1
    assert window.preferences.widths("people") == {"name": 321}
    assert window.preferences.widths("bin") == {"what": 99}  # this PC's own stays
    assert window.preferences.geometry() is None and window.preferences.text("files/books") == ""


def test_the_book_goes_where_the_clerk_says(
    moved: Path, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = ReceiveDialog(moved, Preferences(tmp_path / "mới.ini"), tmp_path / "Sổ")
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.take.isEnabled, timeout=WAIT)
    assert dialog.folder.text() == str(tmp_path / "Sổ")
    chosen(monkeypatch, open_folder=tmp_path / "Nơi khác")
    dialog.choose()
    dialog.receive()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=WAIT)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.book == tmp_path / "Nơi khác" / "cũ.hxdb" and dialog.book.is_file()


def test_a_file_that_is_none_is_told_and_nothing_is_made(
    window: MainWindow, to: Path, said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to.write_bytes(b"khong phai")
    chosen(monkeypatch, open_one=to)
    window.receive_book()
    assert len(said.texts) == 1 and "không phải là tệp chuyển máy" in said.texts[0]
    assert window.view is None and not (tmp_path / "Sổ").exists()


def test_trouble_while_taking_it_in_is_told_and_another_folder_can_be_chosen(
    moved: Path, qtbot: QtBot, said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = ReceiveDialog(moved, Preferences(tmp_path / "mới.ini"), tmp_path / "Sổ")
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.take.isEnabled, timeout=WAIT)

    def full(*_: object) -> None:
        raise HxError("Ổ đĩa đã đầy.")

    with monkeypatch.context() as patched:
        patched.setattr(moving, "unpack", full)
        dialog.receive()
        qtbot.waitUntil(lambda: bool(said.texts), timeout=WAIT)
    assert said.texts == ["Ổ đĩa đã đầy."]
    qtbot.waitUntil(dialog.take.isEnabled, timeout=WAIT)
    assert dialog.isVisible()


def test_leaving_gives_up_what_runs_and_nothing_stays(
    moved: Path, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = ReceiveDialog(moved, Preferences(tmp_path / "mới.ini"), tmp_path / "Sổ")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.reject()  # while the file is looked at
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=WAIT)
    assert dialog.result() == QDialog.DialogCode.Rejected
    assert not (tmp_path / "Sổ").exists()


# Settings


def test_settings_of_another_pc_are_read_as_plain_words_only(tmp_path: Path) -> None:
    own = Preferences(tmp_path / "mới.ini")
    own.set_flag("panels/tasks", False)
    data = (
        '[tables]\npeople=@Variant(\\0\\0\\0\\x7f\\0\\0\\0\\xe)\nbin="{\\"what\\": 210}"\n'
        "[panels]\ntasks=yes\nindicators=yes\n[books]\nlast=E:/x.hxdb\n[people]\nx=y\n\xff"
    ).encode("latin-1")
    assert own.adopt_layout(data) == 2
    assert own.widths("bin") == {"what": 210} and own.flag("panels/indicators")
    assert not own.flag("panels/tasks")
    assert own.widths("people") == {} and own.last_book() is None and own.text("people/x") == ""
    assert own.adopt_layout(b"\0\x01[tables\n=\n[[]\n") == 0
