"""The user's own settings survive the program, and a damaged entry counts as none."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from hxapp.ui.preferences import Preferences, RecentBook

NOON = dt.datetime(2022, 9, 12, 5, tzinfo=dt.UTC)


def make_book(name: str, day: int = 12) -> RecentBook:
    return RecentBook(Path("/sổ") / name, f"Phường {name}", NOON.replace(day=day), practice=False)


def again(preferences: Preferences) -> Preferences:
    preferences.save()
    return Preferences(preferences.path)


def test_recent_books_latest_first_each_once_and_not_too_many(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path / "Nguyễn Thị Hồng" / "hxapp.ini")
    for number in range(1, 12):
        preferences.add_recent(make_book(f"{number}.hxdb", number))
    preferences.add_recent(make_book("5.hxdb", 20))
    kept = again(preferences).recent()
    assert kept[0] == make_book("5.hxdb", 20)
    assert [book.path.name for book in kept] == [f"{n}.hxdb" for n in (5, 11, 10, 9, 8, 7, 6, 4)]


def test_a_forgotten_book_is_not_the_last_one_either(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path / "hxapp.ini")
    book = make_book("a.hxdb")
    preferences.add_recent(book)
    preferences.set_last_book(book.path)
    assert again(preferences).last_book() == book.path
    preferences.forget_recent(book.path)
    assert again(preferences).recent() == ()
    assert again(preferences).last_book() is None


def test_widths_and_words_are_kept_and_nonsense_is_passed_over(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path / "hxapp.ini")
    preferences.set_widths("tasks", {"deadline": 120, "lead": 5})
    preferences.set_flag("panels/tasks", True)
    kept = again(preferences)
    assert kept.widths("tasks") == {"deadline": 120}
    assert kept.flag("panels/tasks")
    kept.set_text("books/recent", "[{'x'")
    kept.set_text("tables/tasks", "nonsense")
    assert again(kept).recent() == ()
    assert again(kept).widths("tasks") == {}


def test_they_are_a_file_in_its_place_and_not_the_registry(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path / "hxapp.ini")
    preferences.set_text("window/tab", "tasks")
    preferences.save()
    assert "tasks" in (tmp_path / "hxapp.ini").read_text(encoding="utf-8")
