"""'Kiểm tra sổ': a check with progress, findings in words, repairs after a backup, the way to restoring."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from hxapp import disks, paths
from hxapp.domain.errors import HxError
from hxapp.services import repairs
from hxapp.services.checking import Finding, RepairName, Severity
from hxapp.ui import book_menu, check_watch
from hxapp.ui.book_menu import Entry
from hxapp.ui.context import Context
from hxapp.ui.dialogs.checks import ChecksDialog
from tests.services.damaging import behind
from tests.ui.building import all_of
from tests.ui.conftest import Said


@pytest.fixture(autouse=True)
def _no_other_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Backups of tests stay in the tests' own folder."""
    monkeypatch.setattr(disks, "volumes", tuple)


def opened(qtbot: QtBot, context: Context, findings: tuple[Finding, ...] | None = None) -> ChecksDialog:
    dialog = ChecksDialog(context, None, findings)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def checked(qtbot: QtBot, context: Context) -> ChecksDialog:
    dialog = opened(qtbot, context)
    qtbot.waitUntil(lambda: dialog.findings is not None, timeout=30_000)
    return dialog


def sentences(dialog: ChecksDialog) -> list[str]:
    return [one.sentence for _, one in dialog.model.rows]


def spoil(context: Context, *statements: str) -> None:
    with behind(context.database.path) as connection:
        for statement in statements:
            connection.execute(statement)


def test_a_sound_book_is_told_to_be_sound(qtbot: QtBot, practice: Context) -> None:
    dialog = checked(qtbot, practice)
    assert dialog.note.text() == "Sổ lành lặn. Đã kiểm tra lúc 15:42."
    assert dialog.model.rowCount() == 0
    assert dialog.offered == {}
    assert not check_watch.is_due(practice, dialog._book)


def test_what_is_found_is_told_and_repaired_after_a_question_and_a_backup(
    qtbot: QtBot, practice: Context, said: Said
) -> None:
    spoil(
        practice,
        "UPDATE result SET value = value + 1 WHERE rowid = (SELECT min(rowid) FROM result WHERE value IS NOT NULL)",
        "UPDATE task SET leader_id = randomblob(16) WHERE rowid = 3",
    )
    dialog = checked(qtbot, practice)
    assert dialog.note.text() == "Thấy 4 chỗ cần sửa. Số liệu khác vẫn dùng bình thường."
    assert any("trỏ tới một người không có trong sổ" in one for one in sentences(dialog))
    assert list(dialog.offered) == [RepairName.RECORDED, RepairName.PRESENT, RepairName.LINKS]
    said.answers = [1]
    dialog.offered[RepairName.RECORDED].click()
    assert dialog.findings  # not meant after all: nothing was done
    assert said.offered[-1] == ("Lấy lại theo lịch sử", "Thôi")
    assert "Trước khi sửa, sổ được sao lưu." in said.texts[-1]
    said.answers = [0]
    dialog.offered[RepairName.RECORDED].click()
    qtbot.waitUntil(lambda: dialog.findings == (), timeout=30_000)
    assert said.texts[-1] == "Đã sửa 2 chỗ: lấy lại theo lịch sử."
    home = paths.data_folder()
    places = disks.backup_places(practice.database.path, home)
    assert any(one.suffix == ".hxdb" and ".sua." in one.name for place in places for one in place.rglob("*"))
    assert dialog.offered == {}


def test_each_severity_has_its_words_and_sign(qtbot: QtBot, practice: Context) -> None:
    findings = tuple(Finding(severity, f"Chỗ {severity}.") for severity in Severity)
    dialog = opened(qtbot, practice, findings)
    column = dialog.model.columns[0]
    rows = dialog.model.rows
    assert [column.text(row) for row in rows] == ["Hỏng", "Cần sửa", "Lưu ý"]
    looks = [column.look(row) for row in rows if column.look is not None]
    assert len({look.sign for look in looks}) == 3  # colour is never the only sign
    assert dialog.note.text().startswith("Thấy 3 chỗ hỏng")


def test_a_repair_that_can_t_be_made_is_told(
    qtbot: QtBot, practice: Context, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(practice, "UPDATE task SET leader_id = randomblob(16) WHERE rowid = 3")
    dialog = checked(qtbot, practice)

    def no_room(*_: object) -> None:
        raise HxError("Ổ đĩa sao lưu đã đầy.")

    monkeypatch.setattr(check_watch.Backups, "make", no_room)
    before = practice.database.path.read_bytes()
    said.answers = [0]
    dialog.offered[RepairName.LINKS].click()
    qtbot.waitUntil(lambda: "Ổ đĩa sao lưu đã đầy." in said.texts)
    assert practice.database.path.read_bytes() == before
    assert dialog.again.isEnabled()


def test_closing_gives_the_check_up(qtbot: QtBot, practice: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[bool] = []

    def endless(_database: object, _steps: object, report: Callable[[int, int, str], None], *_: object) -> None:
        try:
            while True:
                report(0, 0, "")
        finally:
            ended.append(True)

    monkeypatch.setattr("hxapp.ui.dialogs.checks.full_check", endless)
    dialog = opened(qtbot, practice)
    qtbot.waitUntil(lambda: dialog._job is not None)
    assert not dialog.again.isEnabled()
    dialog.reject()
    qtbot.waitUntil(lambda: ended == [True])
    assert dialog.findings is None


def test_a_check_given_up_in_its_progress_leaves_the_dialog_usable(
    qtbot: QtBot, practice: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(_database: object, _steps: object, report: Callable[[int, int, str], None], *_: object) -> None:
        while True:
            report(0, 0, "")

    monkeypatch.setattr("hxapp.ui.dialogs.checks.full_check", endless)
    dialog = opened(qtbot, practice)
    qtbot.waitUntil(lambda: dialog._job is not None)
    assert dialog._job is not None
    dialog._job.cancel()
    qtbot.waitUntil(dialog.again.isEnabled)
    assert "Kiểm tra lại" in dialog.note.text()


def test_a_book_that_is_only_read_is_checked_and_not_repaired(
    qtbot: QtBot, practice: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Context, "read_only", property(lambda _: True))
    finding = Finding(Severity.MEND, "Một liên kết hỏng.", (RepairName.LINKS,))
    dialog = opened(qtbot, practice, (finding,))
    assert not dialog.offered[RepairName.LINKS].isEnabled()


def test_the_way_to_restoring_is_the_menu_s(qtbot: QtBot, practice: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[QDialog] = []

    class Restoring(QDialog):
        def exec(self) -> int:
            return 0

    def make(_context: Context, window: QWidget) -> QDialog:
        made.append(Restoring(window))
        return made[-1]

    monkeypatch.setattr(book_menu, "SAFETY", ())
    window = QWidget()
    qtbot.addWidget(window)
    dialog = ChecksDialog(practice, window, ())
    assert not dialog.restore.isVisibleTo(dialog)
    monkeypatch.setattr(book_menu, "SAFETY", (Entry("Khôi phục…", None, make),))
    dialog = ChecksDialog(practice, window, ())
    assert dialog.restore.isVisibleTo(dialog)
    dialog.restore.click()
    assert len(made) == 1
    assert dialog.result() == QDialog.DialogCode.Rejected


def test_the_menu_leads_here(practice: Context) -> None:
    (entry,) = [one for one in book_menu.SAFETY if one.text == "Kiểm tra sổ…"]
    window = QWidget()
    dialog = entry.make(practice, window)
    assert isinstance(dialog, ChecksDialog)
    dialog.reject()
    window.deleteLater()


def test_each_offer_says_beside_its_button_what_it_will_do(qtbot: QtBot, practice: Context) -> None:
    findings = tuple(Finding(Severity.MEND, f"Chỗ {name}.", (name,)) for name in RepairName)
    dialog = opened(qtbot, practice, findings)
    said_beside = {label.text() for label in all_of(dialog._repairs, QLabel)}
    assert said_beside == {one.says for one in repairs.offers(findings)}
    assert len(said_beside) == len(RepairName)
    with closing(sqlite3.connect(practice.database.path)) as connection:
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
