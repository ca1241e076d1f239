"""'Sao lưu': where backups lie, what each holds, one made now, and the second place chosen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hxapp import disks, paths
from hxapp.disks import Volume
from hxapp.services import backups, books
from hxapp.services.backups import BackupReason
from hxapp.storage.lock import NoWriting
from hxapp.ui import backup_watch, bookshelf, jobs
from hxapp.ui.backup_watch import SecondPlace
from hxapp.ui.book_menu import SAFETY
from hxapp.ui.context import Context
from hxapp.ui.dialogs.backups import BackupsDialog
from tests.ui.conftest import SEPTEMBER, Said


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def dialog(qtbot: QtBot, practice: Context, window: QWidget) -> Iterator[BackupsDialog]:
    entry = next(one for one in SAFETY if one.text == "Sao lưu…")
    made = entry.make(practice, window)
    assert isinstance(made, BackupsDialog)
    made.show()
    yield made
    assert jobs.wait_for_all()


def settle(qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not jobs._running, timeout=20_000)


def shown(dialog: BackupsDialog) -> list[dict[str, str]]:
    return [{column.key: column.text(row) for column in dialog.model.columns} for row in dialog.model.rows]


def home(context: Context) -> Path:
    return disks.backup_folder(context.database.path, paths.data_folder())


def usb(root: Path) -> Volume:
    root.mkdir(exist_ok=True)
    return Volume(root, "ABCD-1234", "sdb", "USB CUA TOI", True, 7_400_000_000, 8_000_000_000)


def test_a_book_without_backups_says_where_they_will_lie(dialog: BackupsDialog, practice: Context) -> None:
    assert shown(dialog) == []
    assert str(home(practice)) in dialog.note.text()
    assert "Chưa chọn nơi sao lưu thứ hai" in dialog.second.text()


def test_a_backup_made_now_is_listed_with_what_it_holds(
    dialog: BackupsDialog, practice: Context, qtbot: QtBot, said: Said
) -> None:
    dialog.now.click()
    settle(qtbot)
    (row,) = shown(dialog)
    assert row["when"] == "12/09/2022 15:42"
    assert row["why"] == BackupReason.ASKED.label
    assert "chỉ tiêu" in row["holds"] and "nhiệm vụ" in row["holds"]
    assert row["size"].endswith(" KB")
    assert row["last"]
    assert row["where"] == "máy này"
    (made,) = home(practice).rglob("*.hxdb")
    assert said.texts == [f"Đã sao lưu và kiểm tra xong: “{made}”."]


def test_a_broken_backup_is_listed_as_one(dialog: BackupsDialog, qtbot: QtBot, practice: Context, said: Said) -> None:
    dialog.now.click()
    settle(qtbot)
    (made,) = home(practice).rglob("*.hxdb")
    made.write_bytes(b"x" * 5000)
    dialog.reload()
    assert [row["why"] for row in shown(dialog)] == ["hỏng, không dùng được"]


def test_trouble_is_told_and_nothing_is_listed(
    dialog: BackupsDialog, qtbot: QtBot, practice: Context, said: Said
) -> None:
    folder = home(practice)
    folder.mkdir(parents=True)
    with practice.database.read() as session:
        (folder / books.facts(session).identity.hex).write_text("một tệp ở chỗ của thư mục", encoding="utf-8")
    dialog.now.click()
    settle(qtbot)
    assert len(said.texts) == 1 and "Không ghi được vào nơi sao lưu" in said.texts[0]
    assert shown(dialog) == []


def test_a_usb_becomes_the_second_place_and_has_the_newest_backup_at_once(
    dialog: BackupsDialog,
    qtbot: QtBot,
    practice: Context,
    said: Said,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    volume = usb(tmp_path / "E")
    monkeypatch.setattr(disks, "volumes", lambda: (volume,))
    said.answers = [0]
    dialog.choose.click()
    settle(qtbot)
    assert said.offered[0] == (f"USB CUA TOI ({tmp_path / 'E'}), còn 7,4 GB", "Thôi")
    assert backup_watch.second_place(practice.preferences) == SecondPlace("ABCD-1234", disks.BACKUPS, volume.called)
    assert sorted(row["where"] for row in shown(dialog)) == ["máy này", "nơi thứ hai"]
    assert "đang cắm vào máy; chép sang lần cuối lúc 12/09/2022 15:42" in dialog.second.text()
    monkeypatch.setattr(disks, "volumes", lambda: ())
    dialog.reload()
    assert [row["where"] for row in shown(dialog)] == ["máy này"]
    assert "chưa cắm vào máy" in dialog.second.text()
    said.answers = [0]  # none is plugged in: only giving it up is offered
    dialog.choose.click()
    assert said.offered[-1] == ("Không dùng nơi thứ hai", "Thôi")
    assert backup_watch.second_place(practice.preferences) is None


def test_a_usb_that_cannot_be_written_does_not_become_the_second_place(
    dialog: BackupsDialog,
    qtbot: QtBot,
    practice: Context,
    said: Said,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    volume = usb(tmp_path / "E")
    (volume.root / disks.BACKUPS).write_text("một tệp ở chỗ của thư mục", encoding="utf-8")
    monkeypatch.setattr(disks, "volumes", lambda: (volume,))
    said.answers = [0]
    dialog.choose.click()
    settle(qtbot)
    assert backup_watch.second_place(practice.preferences) is None
    assert len(said.texts) == 2


def test_without_a_usb_it_says_what_to_do(dialog: BackupsDialog, said: Said) -> None:
    dialog.choose.click()
    assert said.texts == ["Chưa thấy USB hay ổ đĩa nào khác. Hãy cắm USB vào máy, chờ vài giây rồi bấm lại."]


def test_the_disks_of_the_book_and_of_its_backups_are_not_offered(
    dialog: BackupsDialog, said: Said, monkeypatch: pytest.MonkeyPatch, practice: Context, tmp_path: Path
) -> None:
    own = Volume(practice.database.path.parent, "AAAA", "sda", "", False, 10**10, 10**10)
    (tmp_path / "D").mkdir()
    other = Volume(tmp_path / "D", "BBBB", "sdb", "", False, 10**10, 10**10)
    nameless = Volume(tmp_path / "G", "", "sdc", "", True, 10**10, 10**10)
    monkeypatch.setattr(disks, "volumes", lambda: (own, other, nameless))
    dialog.choose.click()
    assert len(said.texts) == 1 and said.texts[0].startswith("Chưa thấy USB")


def test_a_book_that_is_only_read_is_not_backed_up(
    qtbot: QtBot, practice: Context, window: QWidget, tmp_path: Path
) -> None:
    path = practice.database.path
    because = NoWriting(path, "thử")
    practice.close()
    context, _ = bookshelf.open_book(path, practice.preferences, lambda: SEPTEMBER, reading_because=because)
    try:
        made = BackupsDialog(context, window)
        assert not made.now.isEnabled() and not made.choose.isEnabled()
    finally:
        context.close()


def test_a_backup_before_an_import_is_listed_by_its_reason(dialog: BackupsDialog, practice: Context) -> None:
    backups.back_up_before_import(practice.database, home(practice), SEPTEMBER)
    dialog.reload()
    assert [row["why"] for row in shown(dialog)] == ["trước khi nhập Excel"]
