"""'Giới thiệu': folders that open, the licence of every part, and a report that tells nothing of people or the book."""

from __future__ import annotations

import getpass
import platform
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from pytestqt.qtbot import QtBot

from hxapp import NAME, VERSION, paths
from hxapp.services import books
from hxapp.ui import licences, room, system_report
from hxapp.ui.context import Context
from hxapp.ui.dialogs.about import AboutDialog
from hxapp.ui.preferences import Preferences
from hxapp.ui.start_screen import StartScreen
from tests.ui.conftest import SEPTEMBER, Said

LOCK = Path(__file__).resolve().parents[2] / "requirements.lock"


@pytest.fixture
def dialog(qtbot: QtBot, practice: Context, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AboutDialog:
    monkeypatch.setattr(paths, "settings_folder", lambda: tmp_path)
    made = AboutDialog(practice)
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_library_inside_has_a_part_with_its_version_and_text() -> None:
    pinned = dict(re.findall(r"(?m)^([\w.-]+)==(\S+)", LOCK.read_text(encoding="utf-8")))
    assert {one.library: one.version for one in licences.PARTS if one.library} == pinned


@pytest.mark.parametrize("part", licences.PARTS, ids=lambda part: part.name)
def test_every_part_has_the_text_of_its_licence(part: licences.Part) -> None:
    text = part.text()
    assert len(text) > 400
    assert re.search("(?i)permi|licen|public domain|distribut", text)


def test_qts_licence_is_whole_and_its_source_is_told() -> None:
    qt = next(one for one in licences.PARTS if one.library == "pyside6-essentials").text()
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in qt
    assert "TERMS AND CONDITIONS" in qt and "How to Apply These Terms to Your New Programs" in qt
    assert "download.qt.io" in qt


def test_in_the_bundle_a_librarys_texts_are_read_from_its_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "sqlalchemy"
    folder.mkdir()
    (folder / "LICENSE").write_text("giấy phép trong bản đóng gói", encoding="utf-8")
    monkeypatch.setattr(paths, "BUNDLED_LICENCES", tmp_path)
    part = next(one for one in licences.PARTS if one.library == "sqlalchemy")
    assert part.text() == "giấy phép trong bản đóng gói"


def test_the_folders_of_book_backups_settings_log_and_program_are_opened(
    dialog: AboutDialog, practice: Context, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[Path] = []

    def open_url(url: QUrl) -> bool:
        opened.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    assert list(dialog.links) == ["Sổ đang mở", "Bản sao lưu", "Thiết lập", "Nhật ký", "Chương trình"]
    assert not dialog.links["Bản sao lưu"].isEnabled()  # none was made yet
    for called in ("Sổ đang mở", "Thiết lập", "Nhật ký", "Chương trình"):
        dialog.links[called].click()
    assert opened == [practice.database.path.parent, tmp_path, tmp_path, paths.program_folder()]


def test_a_folder_that_does_not_open_is_told(
    dialog: AboutDialog, said: Said, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)
    dialog.links["Thiết lập"].click()
    assert len(said.texts) == 1 and str(tmp_path) in said.texts[0]


def test_each_part_shows_its_text(dialog: AboutDialog) -> None:
    dialog.pages.setCurrentIndex(1)
    assert "Apache License" in dialog.licence.toPlainText()
    dialog.parts.setCurrentRow(1)
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in dialog.licence.toPlainText()
    assert "mpdecimal" in dialog.licence.toPlainText()


def test_the_report_is_copied(dialog: AboutDialog) -> None:
    dialog.pages.setCurrentIndex(2)
    dialog.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert copied == dialog.report.toPlainText()
    for wanted in (f"{NAME} {VERSION}", "Qt 6.8.3", "SQLite 3.", "tỉ lệ 100 %", "cấu trúc số 3", "trống"):
        assert wanted in copied


def test_the_report_holds_no_name_no_path_and_nothing_of_the_book(practice: Context) -> None:
    told = system_report.report(practice)
    with practice.database.read() as session:
        facts = books.facts(session)
    home = Path.home()
    for secret in (
        str(home),
        str(practice.database.path),
        practice.database.path.stem,
        *(part for part in practice.database.path.parts if len(part) > 4),
        platform.node(),
        facts.identity.hex,
        facts.office.name,
    ):
        assert secret.casefold() not in told.casefold()
    assert not re.search(r"[A-Za-z]:\\|/\w+/", told)
    user = getpass.getuser()
    assert not re.search(rf"\b{re.escape(user)}\b", told, re.IGNORECASE)


def test_without_a_book_the_report_says_so(qtbot: QtBot) -> None:
    assert "Không có sổ nào đang mở." in system_report.report()
    made = AboutDialog()
    qtbot.addWidget(made)
    assert "Sổ đang mở" not in made.links


def test_it_fits_a_screen_of_1366_by_768_at_150_percent(dialog: AboutDialog) -> None:
    assert dialog.minimumSizeHint().width() <= 910 - room._FRAME.width()
    assert dialog.minimumSizeHint().height() <= 512 - room._FRAME.height()


def test_the_start_screen_leads_to_it(qtbot: QtBot, tmp_path: Path) -> None:
    screen = StartScreen(Preferences(tmp_path / "hxapp.ini"), paths.ICONS / "hxapp-256.png", lambda: SEPTEMBER)
    qtbot.addWidget(screen)
    with qtbot.waitSignal(screen.about_wanted):
        screen.about.click()
