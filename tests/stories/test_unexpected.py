"""An unexpected error, wherever it comes from: the book is as before, the window works on, no report holds content."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from hxapp import cli, disks, paths
from hxapp.services import checking
from hxapp.services.checking import RepairName
from hxapp.storage.schema.tasks import TASK
from hxapp.ui import jobs
from hxapp.ui.crash import CrashReporter
from hxapp.ui.dialogs.checks import ChecksDialog
from hxapp.ui.main_window import MainWindow
from tests.services.damaging import behind
from tests.stories.conftest import Said

SECRET = "Lời văn bí mật của phường"


def test_the_window_works_on_after_each_layer_s_error(
    qtbot: QtBot,
    window: MainWindow,
    reporter: CrashReporter,
    reports: list[str],
) -> None:
    window.open_practice()
    view = window.view
    assert view is not None
    database = view.context.database
    with database.begin("Sửa nhiệm vụ") as session:
        session.connection().exec_driver_sql("UPDATE task SET wording = ? WHERE rowid = 1", (SECRET,))
    with database.read() as reading:
        before = reading.execute(sa.select(TASK)).all()

    def in_an_action(session: Session, *_: object) -> None:
        session.execute(sa.update(TASK).values(percent=7))
        raise KeyError(SECRET)

    def ask_in_a_slot() -> None:
        with database.begin(f"Sửa {SECRET}") as session:
            in_an_action(session)

    def twice_the_same() -> None:
        with database.begin("Thêm") as session:
            session.connection().exec_driver_sql("INSERT INTO task SELECT * FROM task WHERE wording = ?", (SECRET,))

    def work(_report: jobs.Report) -> None:
        with database.job() as job, job.begin("Nhập") as session:
            in_an_action(session)

    view.context.place_changed.connect(ask_in_a_slot)
    view.context.move(year=2023)
    view.context.place_changed.disconnect(ask_in_a_slot)
    assert len(reports) == 1
    view.context.row_wanted.connect(lambda *_: twice_the_same())
    view.context.row_wanted.emit("không có", None, "")
    assert len(reports) == 2
    view.context.run(work, lambda _: None, reporter.report)
    qtbot.waitUntil(lambda: len(reports) == 3)
    view.context.move(year=2022)

    with database.read() as reading:
        assert reading.execute(sa.select(TASK)).all() == before
    assert checking.full_check(database, paths.DB) == ()
    for number in range(len(view.tabs)):  # every tab can be shown still, and the book written
        assert view.show_tab(number)
    with database.begin("Sửa tiếp") as session:
        session.connection().exec_driver_sql("UPDATE task SET percent = 8 WHERE rowid = 1")
    log = reporter.log_file.read_text(encoding="utf-8")
    assert log.count("Traceback") >= 3
    for text in (*reports, log):
        assert "bí mật" not in text
    assert "KeyError" in reports[0] and "SQLITE_CONSTRAINT" in reports[1] and "KeyError" in reports[2]


def test_a_command_s_error_leaves_the_book_and_no_content(
    folder: Path,
    window: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    window.open_practice()
    assert window.view is not None
    path = window.view.context.database.path
    window.close_book()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE task SET wording = ? WHERE rowid = 1", (SECRET,))
        connection.commit()
    before = path.read_bytes()

    def fail(session: sa.Connection, *_: object) -> None:
        row = session.execute(sa.select(TASK.c.wording).where(TASK.c.wording == SECRET)).one()
        raise ValueError(f"không hiểu {row.wording}")

    monkeypatch.setattr("hxapp.services.listing.rows", fail)
    monkeypatch.setattr("hxapp.paths.settings_folder", lambda: tmp_path)
    log = logging.getLogger("hxapp")
    handlers = list(log.handlers)
    try:
        code = cli.main(["list", str(path), "--what", "tasks"])
    finally:
        for handler in [one for one in log.handlers if one not in handlers]:
            log.removeHandler(handler)
            handler.close()
    assert code == cli.UNEXPECTED
    assert path.read_bytes() == before
    written = (tmp_path / "hxapp.log").read_text(encoding="utf-8")
    told = "".join(capsys.readouterr())
    assert "ValueError" in written
    for text in (written, told):
        assert "bí mật" not in text


def test_a_book_with_a_value_nobody_can_show_leads_to_its_check_and_opens_when_it_is_mended(
    qtbot: QtBot, window: MainWindow, folder: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disks, "volumes", tuple)  # backups of tests stay in the tests' own folder
    window.open_practice()
    assert window.view is not None
    window.view.show_tab(1)  # the tab that shows figures is the one it opens with
    path = window.view.context.database.path
    window.close_book()
    with behind(path) as connection:
        connection.execute("UPDATE result SET value = 'mười' WHERE value IS NOT NULL")
        connection.execute("UPDATE target SET low = 'mười' WHERE low IS NOT NULL")
    seen: list[int] = []

    def look(dialog: ChecksDialog) -> int:
        dialog.show()
        qtbot.waitUntil(lambda: dialog.findings is not None, timeout=30_000)
        seen.append(len(dialog.findings or ()))
        if len(seen) > 1:  # the first time it is only looked at
            said.answers = [0]
            dialog.offered[RepairName.RECORDED].click()
            qtbot.waitUntil(lambda: dialog.findings == (), timeout=30_000)
        dialog.reject()
        return 0

    monkeypatch.setattr(ChecksDialog, "exec", look)
    assert not window.open_book(path)
    assert window.view is None
    assert "giá trị hỏng nên chưa hiện được" in said.texts[0]
    assert window.open_book(path)
    assert seen[0] == seen[1] > 10
    assert window.view is not None


def test_a_book_whose_own_facts_can_t_be_read_is_told_to_be_damaged(window: MainWindow, said: Said) -> None:
    window.open_practice()
    assert window.view is not None
    path = window.view.context.database.path
    window.close_book()
    with behind(path) as connection:
        connection.execute("UPDATE setting SET value = 'năm nay' WHERE name = 'year'")
    assert not window.open_book(path)
    assert "có giá trị hỏng ở phần thông tin cơ quan" in said.texts[-1]
