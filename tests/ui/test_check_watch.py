"""The book is checked while nobody waits: when, how much, what is said of it, and that it ends with the book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from hxapp import app, disks
from hxapp.domain.errors import HxError
from hxapp.services import backups, books, checking
from hxapp.services.checking import Finding, RepairName, Severity
from hxapp.ui import check_watch, jobs
from hxapp.ui.check_watch import CheckWatch
from hxapp.ui.context import Context
from hxapp.ui.dialogs.checks import ChecksDialog
from hxapp.ui.quiet_line import NoticeLine
from tests.services.damaging import behind
from tests.ui.building import all_of
from tests.ui.conftest import SEPTEMBER, Said

BAD_LINK = "UPDATE task SET leader_id = randomblob(16) WHERE rowid = 3"
BAD_FIGURE = "UPDATE result SET note = 'khác' WHERE rowid = 3"


@pytest.fixture(autouse=True)
def _no_other_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Backups of tests stay in the tests' own folder."""
    monkeypatch.setattr(disks, "volumes", tuple)


@pytest.fixture
def watch(practice: Context) -> CheckWatch:
    with practice.database.read() as reading:
        return CheckWatch(practice, books.facts(reading).identity, practice)


def spoil(context: Context, statement: str) -> None:
    with behind(context.database.path) as connection:
        connection.execute(statement)


def found(qtbot: QtBot, watch: CheckWatch) -> tuple[Finding, ...] | None:
    """What a check says; None when it says nothing."""
    heard: list[tuple[Finding, ...]] = []
    watch.found.connect(heard.append)
    watch.check()
    job = watch._job
    assert job is not None
    qtbot.waitUntil(lambda: not job.running, timeout=30_000)
    watch.found.disconnect(heard.append)
    return heard[0] if heard else None


def test_all_of_the_book_is_checked_at_first_and_then_weekly(
    qtbot: QtBot, practice: Context, watch: CheckWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(practice, BAD_FIGURE)
    now = [SEPTEMBER]
    monkeypatch.setattr(practice, "_clock", lambda: now[0])
    assert found(qtbot, watch) is not None
    for days, full in ((0, False), (6, False), (7, True), (8, False), (13, False), (14, True), (-30, True)):
        now[0] = SEPTEMBER + dt.timedelta(days=days)
        assert check_watch.is_due(practice, watch._book) is full
        assert (found(qtbot, watch) is not None) is full  # the quick check does not look at figures


def test_the_file_is_checked_every_time(qtbot: QtBot, practice: Context, watch: CheckWatch) -> None:
    assert found(qtbot, watch) is None
    spoil(practice, BAD_LINK)
    assert not check_watch.is_due(practice, watch._book)
    (finding,) = found(qtbot, watch) or ()
    assert finding.field == "leader_id"


def test_what_was_put_aside_is_not_said_again_until_it_is_more(
    qtbot: QtBot, practice: Context, watch: CheckWatch
) -> None:
    spoil(practice, BAD_LINK)
    findings = found(qtbot, watch)
    assert findings is not None
    check_watch.note_full_check(practice, watch._book)
    findings = found(qtbot, watch)
    assert findings is not None
    check_watch.put_aside(practice, watch._book, findings)
    assert found(qtbot, watch) is None
    spoil(practice, BAD_LINK.replace("3", "4"))
    assert len(found(qtbot, watch) or ()) == 2


def test_the_newest_backup_is_compared_with(
    qtbot: QtBot, practice: Context, watch: CheckWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = check_watch.earlier_copies(practice, watch._book)
    assert copies.newest() == ()
    copies.make(practice.database, practice.now)
    (kept,) = copies.newest()
    assert backups.facts_of(kept).reason is backups.BackupReason.REPAIR
    given: list[object] = []

    def check(_database: object, _steps: object, _told: object, earlier: object) -> tuple[Finding, ...]:
        given.append(earlier)
        return ()

    monkeypatch.setattr(checking, "full_check", check)
    found(qtbot, watch)
    assert given == [(kept,)]


def test_a_busy_book_is_tried_another_time_and_an_unexpected_error_is_not_hidden(
    qtbot: QtBot, practice: Context, watch: CheckWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise HxError("Sổ đang bận.")

    monkeypatch.setattr(checking, "full_check", busy)
    assert found(qtbot, watch) is None
    assert check_watch.is_due(practice, watch._book)

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(checking, "full_check", fail)
    with qtbot.captureExceptions() as raised:
        found(qtbot, watch)
    assert [one[0] for one in raised] == [ZeroDivisionError]


def test_stopping_ends_what_runs_and_says_nothing(
    qtbot: QtBot, practice: Context, watch: CheckWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(_database: object, _steps: object, told: Callable[[int, int, str], None], _earlier: object) -> None:
        while True:
            told(0, 0, "")

    monkeypatch.setattr(checking, "full_check", endless)
    heard: list[object] = []
    watch.found.connect(heard.append)
    watch.start()
    watch.check()
    job = watch._job
    assert job is not None
    watch.stop()
    qtbot.waitUntil(lambda: not job.running)
    assert heard == []
    assert not any(timer.isActive() for timer in all_of(watch, QTimer))
    assert jobs.wait_for_all()


def test_a_book_that_is_only_read_is_its_writer_s_to_check(
    practice: Context, watch: CheckWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch.start()
    assert any(timer.isActive() for timer in all_of(watch, QTimer))
    watch.stop()
    monkeypatch.setattr(Context, "read_only", property(lambda _: True))
    watch.start()
    assert not any(timer.isActive() for timer in all_of(watch, QTimer))


@pytest.mark.parametrize(
    ("severities", "words"),
    [
        ((Severity.RESTORE, Severity.MEND), "2 chỗ hỏng"),
        ((Severity.MEND, Severity.NOTE), "2 chỗ cần sửa"),
        ((Severity.NOTE,), "1 chỗ cần lưu ý"),
    ],
)
def test_the_line_says_how_grave_it_is(severities: tuple[Severity, ...], words: str) -> None:
    assert words in check_watch.said([Finding(one, "x.") for one in severities])


def test_the_line_stands_over_the_tabs_and_leads_to_the_dialog(
    qtbot: QtBot, practice: Context, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, preferences = practice.database.path, practice.preferences
    practice.close()
    window = app.make_window(preferences, lambda: SEPTEMBER, None, path.parent, path)
    qtbot.addWidget(window)
    window.show()
    view = window.view
    assert view is not None
    finding = Finding(Severity.MEND, "Một chỗ.", (RepairName.LINKS,))
    shown: list[tuple[Finding, ...] | None] = []
    monkeypatch.setattr(ChecksDialog, "exec", lambda dialog: shown.append(dialog.findings))
    qtbot.waitUntil(lambda: window.watches is not None)
    assert window.watches is not None
    window.watches.check()
    watch = window.watches.checks
    assert watch is not None

    def lines() -> list[NoticeLine]:
        return [one for one in all_of(view, NoticeLine) if one.isVisible()]

    watch.found.emit((finding,))
    qtbot.waitUntil(lambda: len(lines()) == 1)
    (line,) = lines()
    assert line.geometry().bottom() < view.stack.geometry().top() + 1
    line.look.click()
    assert shown == [(finding,)]
    qtbot.waitUntil(lambda: lines() == [])
    watch.found.emit((finding,))
    qtbot.waitUntil(lambda: len(lines()) == 1)
    (line,) = lines()
    line.later.click()
    qtbot.waitUntil(lambda: lines() == [])
    assert preferences.text(f"checks/{view.facts.identity.hex}-seen")
    assert window.close_book()
    assert window.watches is None
    assert said.texts == []
