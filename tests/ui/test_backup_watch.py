"""The open book is backed up while it is worked in: when, what the foot of the window says, and the second place."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from hxapp import disks, paths
from hxapp.disks import Volume
from hxapp.domain.documents import BookOrigin
from hxapp.domain.errors import HxError
from hxapp.services import backup_places, backups, books
from hxapp.services.backup_places import Thinned
from hxapp.services.backups import BackupFacts, BackupReason
from hxapp.storage.tables import Department
from hxapp.ui import backup_watch, bookshelf, jobs
from hxapp.ui.backup_watch import BackupWatch, SecondPlace
from hxapp.ui.context import Context
from hxapp.ui.main_window import MainWindow
from hxapp.ui.preferences import Preferences
from tests.storage.building import make

MORNING = dt.datetime(2026, 11, 25, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))
USB = SecondPlace("ABCD-1234", disks.BACKUPS, "USB CUA TOI (E:)")


@dataclass
class Clock:
    now: dt.datetime = MORNING

    def __call__(self) -> dt.datetime:
        return self.now

    def go(self, **by: float) -> None:
        self.now += dt.timedelta(**by)


@dataclass
class Watched:
    """A watched book, and what the watch said."""

    context: Context
    watch: BackupWatch
    clock: Clock
    said: list[tuple[str, str]] = field(default_factory=list)

    @property
    def facts(self) -> books.BookFacts:
        with self.context.database.read() as session:
            return books.facts(session)

    @property
    def folder(self) -> Path:
        return disks.backup_folder(self.context.database.path, paths.data_folder())

    def backups(self) -> list[BackupFacts]:
        found = backups.list_backups([self.folder], self.facts.identity)
        return [one for one in found if isinstance(one, BackupFacts)][::-1]

    def change(self) -> None:
        with self.context.database.begin("Thêm đơn vị") as session:
            make(session, Department)


@pytest.fixture(scope="module")
def empty_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "Sổ.hxdb"
    bookshelf.make_book(path, BookOrigin.EMPTY, MORNING, None, None)
    return path


@pytest.fixture
def watched(qtbot: QtBot, empty_book: Path, tmp_path: Path) -> Iterator[Watched]:
    clock = Clock()
    path = Path(shutil.copy(empty_book, tmp_path / "Sổ của Hồng.hxdb"))
    context, facts = bookshelf.open_book(path, Preferences(tmp_path / "hxapp.ini"), clock)
    watch = BackupWatch(context, facts)
    made = Watched(context, watch, clock)
    watch.noticed.connect(lambda words, sentence: made.said.append((words, sentence)))
    yield made
    assert jobs.wait_for_all()
    watch.finish()
    context.close()


def settle(qtbot: QtBot) -> None:
    """All jobs have ended, and whoever waits for them has heard it."""
    qtbot.waitUntil(lambda: not jobs._running, timeout=20_000)


def test_the_first_change_of_a_day_is_backed_up_and_then_each_half_hour_of_change(
    watched: Watched, qtbot: QtBot
) -> None:
    watched.watch.look()
    settle(qtbot)
    assert watched.backups() == []  # nothing was changed
    watched.change()
    settle(qtbot)
    assert [one.reason for one in watched.backups()] == [BackupReason.MONTH]  # the month's own, where it has none
    watched.clock.go(minutes=5)
    watched.change()
    watched.clock.go(minutes=29)
    watched.watch.look()
    settle(qtbot)
    assert len(watched.backups()) == 1
    watched.clock.go(minutes=1)
    watched.watch.look()
    settle(qtbot)
    assert [one.reason for one in watched.backups()][1:] == [BackupReason.TIME]
    assert watched.backups()[-1].last_name == "Thêm đơn vị"
    watched.clock.go(minutes=90)
    watched.watch.look()
    settle(qtbot)
    assert len(watched.backups()) == 2  # nothing new since
    watched.clock.go(days=1)
    watched.change()
    settle(qtbot)
    assert [one.reason for one in watched.backups()][2:] == [BackupReason.DAY]
    assert watched.said == []


def test_a_second_start_on_the_same_day_waits_for_its_half_hour(watched: Watched, qtbot: QtBot) -> None:
    watched.change()
    settle(qtbot)
    again = BackupWatch(watched.context, watched.facts)
    watched.clock.go(hours=1)
    watched.change()
    settle(qtbot)
    assert len(watched.backups()) == 1
    watched.clock.go(minutes=30)
    watched.watch.finish()  # takes the change too, at closing
    assert [one.reason for one in watched.backups()][1:] == [BackupReason.CLOSE]
    again.finish()


def test_a_clock_that_was_set_back_does_not_keep_changes_waiting(watched: Watched, qtbot: QtBot) -> None:
    watched.change()
    settle(qtbot)
    watched.clock.go(hours=2)
    watched.change()
    watched.clock.go(hours=-1)
    watched.watch.look()
    settle(qtbot)
    assert len(watched.backups()) == 2


def test_closing_backs_up_what_no_backup_holds_and_nothing_twice(watched: Watched, qtbot: QtBot) -> None:
    watched.change()
    settle(qtbot)
    watched.change()
    watched.watch.finish()
    assert len(watched.backups()) == 2
    watched.watch.finish()
    watched.change()  # nobody listens any more
    settle(qtbot)
    assert len(watched.backups()) == 2


def test_closing_while_the_first_backup_runs_leaves_one_that_holds_the_change(watched: Watched, qtbot: QtBot) -> None:
    watched.change()
    assert jobs.wait_for_all()  # cancelled, or made just now: the window does not know yet
    watched.watch.finish()
    settle(qtbot)
    assert watched.backups()[-1].last_name == "Thêm đơn vị"
    assert len(watched.backups()) == 1


def test_closing_waits_no_longer_than_it_may(
    watched: Watched, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    watched.change()
    settle(qtbot)
    watched.change()
    monkeypatch.setattr(backup_watch, "CLOSING_SECONDS", -1.0)
    watched.watch.finish()
    assert len(watched.backups()) == 1
    assert "at closing" in caplog.text


def test_trouble_is_told_once_in_the_status_line_and_tried_again(
    watched: Watched, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise HxError("Ổ đĩa đã đầy. Hãy xóa bớt tệp.")

    with monkeypatch.context() as patched:
        patched.setattr(backups, "back_up", fails)
        watched.change()
        settle(qtbot)
        assert watched.said == [("Chưa sao lưu được", "Ổ đĩa đã đầy. Hãy xóa bớt tệp.")]
        watched.clock.go(minutes=11)
        watched.watch.look()
        settle(qtbot)
        assert len(watched.said) == 1
    watched.watch.look()
    settle(qtbot)
    assert watched.backups() == []  # not tried again every minute
    watched.clock.go(minutes=11)
    watched.watch.look()
    settle(qtbot)
    assert watched.said[1:] == [("", "")]
    assert watched.backups()[-1].last_name == "Thêm đơn vị"


def test_an_unexpected_error_is_told_in_words_and_logged_without_what_it_says(
    watched: Watched, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    content = "Nguyễn Văn Mẫu"

    def fails(*_: object, **__: object) -> None:
        raise ValueError(content)

    with monkeypatch.context() as patched:
        patched.setattr(backups, "back_up", fails)
        watched.change()
        settle(qtbot)
    assert watched.said[0][0] == "Chưa sao lưu được"
    assert "ValueError" in caplog.text and content not in caplog.text + watched.said[0][1]


def test_backups_that_had_to_go_early_are_told(watched: Watched, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = (Path("a.hxdb"),)
    limits: list[int] = []

    def thin(folder: Path, now: dt.datetime, limit: int) -> Thinned:
        limits.append(limit)
        return Thinned(gone, gone, (), 1)

    monkeypatch.setattr(backup_places, "thin", thin)
    watched.change()
    settle(qtbot)
    assert watched.said == [("Nơi sao lưu gần đầy", Thinned(gone, gone, (), 1).sentence)]
    assert limits == [max(2_000_000_000, shutil.disk_usage(watched.folder).total // 10)]


# The second place --------------------------------------------------------------------------------------------------


def plug_in(monkeypatch: pytest.MonkeyPatch, root: Path, identity: str = USB.identity) -> None:
    root.mkdir(exist_ok=True)
    volume = Volume(root, identity, "sdb", "USB CUA TOI", True, 10**10, 10**10)
    monkeypatch.setattr(disks, "volumes", lambda: (volume,))


def outside(root: Path) -> list[Path]:
    return sorted(root.rglob("*.hxdb"))


def test_the_usb_gets_the_newest_backups_when_it_is_plugged_in_whatever_its_letter(
    watched: Watched, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    backup_watch.choose_second_place(watched.context.preferences, USB)
    watched.change()
    settle(qtbot)
    plug_in(monkeypatch, tmp_path / "lạ", "another")
    watched.watch.look()
    settle(qtbot)
    assert outside(tmp_path / "lạ") == []
    plug_in(monkeypatch, tmp_path / "F")
    watched.watch.look()
    settle(qtbot)
    assert [one.name for one in outside(tmp_path / "F")] == [one.path.name for one in watched.backups()]
    assert outside(tmp_path / "F")[0].parent.parent == tmp_path / "F" / disks.BACKUPS
    assert backup_watch.carried_at(watched.context.preferences, watched.facts.identity) == MORNING
    watched.clock.go(days=1)
    watched.change()  # stays plugged in: the next backup goes there at once
    settle(qtbot)
    assert len(outside(tmp_path / "F")) == 2
    assert backup_watch.carried_at(watched.context.preferences, watched.facts.identity) == watched.clock.now


def test_a_usb_that_cannot_be_written_is_told_and_does_not_count(
    watched: Watched, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    backup_watch.choose_second_place(watched.context.preferences, USB)
    watched.change()
    settle(qtbot)
    plug_in(monkeypatch, tmp_path / "E")
    (tmp_path / "E" / disks.BACKUPS).write_text("một tệp ở chỗ của thư mục", encoding="utf-8")
    watched.watch.look()
    settle(qtbot)
    assert [words for words, _ in watched.said] == ["Chưa sao lưu ra ngoài được"]
    assert backup_watch.carried_at(watched.context.preferences, watched.facts.identity) is None


def test_nothing_outside_is_not_noted_as_carried(
    watched: Watched, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    backup_watch.choose_second_place(watched.context.preferences, USB)
    plug_in(monkeypatch, tmp_path / "E")
    watched.watch.look()
    settle(qtbot)
    assert backup_watch.carried_at(watched.context.preferences, watched.facts.identity) is None


def test_more_than_a_week_without_the_usb_is_told_until_it_comes(
    watched: Watched, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    watched.clock.go(days=7)
    watched.watch.look()
    assert watched.said == []
    watched.clock.go(days=2)
    watched.watch.look()
    words, sentence = watched.said[-1]
    assert words == "Chưa sao lưu ra ngoài 9 ngày"
    assert "Chọn nơi sao lưu thứ hai…" in sentence
    backup_watch.choose_second_place(watched.context.preferences, USB)
    watched.change()
    settle(qtbot)
    watched.watch.look()
    settle(qtbot)
    assert watched.said[-1][0] == words and USB.called in watched.said[-1][1]
    plug_in(monkeypatch, tmp_path / "E")
    watched.watch.look()
    settle(qtbot)
    assert watched.said[-1] == ("", "")


def test_a_practice_book_asks_for_no_usb(practice: Context) -> None:
    with practice.database.read() as session:
        facts = books.facts(session)
    later = facts.made_at + dt.timedelta(days=100)
    assert backup_watch.outside_words(practice.preferences, facts, later) == ("", "")


# The window --------------------------------------------------------------------------------------------------------


def test_the_window_watches_its_book_shows_trouble_and_backs_up_at_closing(
    qtbot: QtBot, empty_book: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(empty_book, tmp_path / "Sổ.hxdb"))
    clock = Clock()
    window = MainWindow(Preferences(tmp_path / "hxapp.ini"), clock, None, tmp_path)
    qtbot.addWidget(window)
    assert window.open_book(path)
    assert window.watches is None  # nothing before it stands on the screen
    with qtbot.waitSignal(window.first_painted):
        window.show()
    assert window.watches is not None
    watch, context, view = window.watches.backups, window._context, window.view
    assert watch is not None and context is not None and view is not None
    watch.noticed.emit("Chưa sao lưu được", "Ổ đĩa đã đầy.")
    assert (view.status.notice.text(), view.status.notice.toolTip()) == ("Chưa sao lưu được", "Ổ đĩa đã đầy.")
    assert view.status.notice.isVisible()
    watch.noticed.emit("", "")
    assert not view.status.notice.isVisible()
    made = Watched(context, watch, clock)
    identity, folder = made.facts.identity, made.folder
    made.change()
    settle(qtbot)
    clock.go(seconds=1)
    made.change()
    assert window.close_book()
    found = backups.list_backups([folder], identity)
    assert [one.reason for one in found if isinstance(one, BackupFacts)] == [BackupReason.CLOSE, BackupReason.MONTH]
    assert window.open_book(path)
    assert window.watches is not None and window.watches.backups not in (None, watch)
    assert window.close_book()
    assert len(backups.list_backups([folder], identity)) == 2  # nothing was changed
