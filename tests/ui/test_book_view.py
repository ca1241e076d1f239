"""One open book on screen: tabs that reload when they must, ways from tab to tab, and nothing typed is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QMenu, QStackedWidget
from pytestqt.qtbot import QtBot

from hxapp.domain.documents import BookOrigin
from hxapp.domain.errors import Refused
from hxapp.domain.indicators import Stage
from hxapp.domain.periods import Period
from hxapp.services import departments
from hxapp.services.departments import Choice
from hxapp.ui import bookshelf
from hxapp.ui.book_view import BookView
from hxapp.ui.chips import Chip
from hxapp.ui.choices import ChoiceBox
from hxapp.ui.context import Context
from hxapp.ui.preferences import Preferences
from hxapp.ui.table import Column, TableModel
from hxapp.ui.tabs.base import Tab, TabEntry
from hxapp.ui.tabs.table_tab import TableTab
from tests.ui.conftest import Said

NOON = dt.datetime(2022, 9, 12, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))
Key = Qt.Key


class DepartmentsTab(TableTab):
    """A small tab of its own: the departments of the book, whose names can be typed."""

    name, title = "departments", "Đơn vị"
    subjects = frozenset({"department"})
    sheet, report = "departments", "don-vi"
    noun = "đơn vị"

    def __init__(self, context: Context, parent: Any = None) -> None:
        super().__init__(context, parent)
        self.reloads = 0
        self.binned: list[str] = []
        self.build(
            TableModel(
                (
                    Column("name", "Tên", lambda row: row.name, stretch=True, fixed=True),
                    Column(
                        "short",
                        "Thêm",
                        lambda row: row.short_name or "",
                        width=200,
                        typed=True,
                        **self.writing("Thêm đơn vị", self._write),
                    ),
                ),
                key=lambda row: row.id,
            )
        )

    def _write(self, session: Any, row: Choice, text: str) -> None:
        if text == "xấu":
            raise Refused("Tên này không dùng được.", "name")
        departments.find_or_add_department(session, text)

    def reload(self) -> None:
        self.reloads += 1
        with self.context.database.read() as session:
            rows = departments.list_departments(session)
        self.show_rows(rows, (Chip("", "Tất cả", len(rows)), Chip("a", "Có chữ A", 1)))

    def chip_predicate(self, key: str) -> Any:
        return lambda row: "A" in row.name

    def bin_rows(self, rows: Sequence[Any]) -> None:
        self.binned += [row.name for row in rows]


class QuietTab(Tab):
    """A tab that shows tables nobody writes here."""

    name: ClassVar[str] = "quiet"
    title: ClassVar[str] = "Yên tĩnh"
    subjects: ClassVar[frozenset[str]] = frozenset({"criterion"})
    searchable: ClassVar[bool] = False

    def __init__(self, context: Context, parent: Any = None) -> None:
        super().__init__(context, parent)
        self.reloads = 0

    def reload(self) -> None:
        self.reloads += 1


ENTRIES = (TabEntry("departments", "Đơn vị", lambda: DepartmentsTab), TabEntry("quiet", "Yên tĩnh", lambda: QuietTab))


@pytest.fixture
def view(qtbot: QtBot, tmp_path: Path) -> Iterator[BookView]:
    path = tmp_path / "Nguyễn Thị Hồng" / "Sổ.hxdb"
    bookshelf.make_book(path, BookOrigin.EMPTY, NOON, None, 2022)
    context, facts = bookshelf.open_book(path, Preferences(tmp_path / "hxapp.ini"), lambda: NOON)
    with context.database.begin("Thêm đơn vị") as session:
        for name in ("Văn phòng", "Ban A", "Địa chính"):
            departments.find_or_add_department(session, name)
    made = BookView(context, facts, ENTRIES, QMenu())
    qtbot.addWidget(made)
    made.resize(1100, 500)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    yield made
    context.close()


def departments_tab(view: BookView) -> DepartmentsTab:
    tab = view.tabs[0]
    assert isinstance(tab, DepartmentsTab)
    return tab


def quiet_tab(view: BookView) -> QuietTab:
    tab = view.tabs[1]
    assert isinstance(tab, QuietTab)
    return tab


def pick(box: ChoiceBox, word: str) -> None:
    """Choose as a clerk does."""
    number = box.findText(word)
    assert number >= 0
    box.setCurrentIndex(number)
    box.activated.emit(number)


def add(view: BookView, name: str) -> None:
    with view.context.database.begin("Thêm đơn vị") as session:
        departments.find_or_add_department(session, name)


def names(tab: TableTab) -> list[str]:
    return [row.name for row in tab.proxy.rows_shown()]


def test_a_tab_reloads_when_what_it_shows_changed_and_it_is_looked_at(view: BookView) -> None:
    shown, hidden = departments_tab(view), quiet_tab(view)
    assert (shown.reloads, hidden.reloads) == (1, 0)
    add(view, "Công an")
    assert (shown.reloads, hidden.reloads) == (2, 0)
    assert "Công an" in names(shown)
    view.show_tab(1)
    assert hidden.reloads == 1
    add(view, "Trạm y tế")
    add(view, "Hội nông dân")
    assert (shown.reloads, hidden.reloads) == (2, 1)
    view.show_tab(0)
    assert (shown.reloads, hidden.reloads) == (3, 1)
    view.show_tab(1)
    view.show_tab(0)
    assert (shown.reloads, hidden.reloads) == (3, 1)


def test_a_book_that_opens_can_be_worked_in_at_once(view: BookView, qtbot: QtBot) -> None:
    window = QStackedWidget()
    qtbot.addWidget(window)
    view.bar.search.setFocus()
    view.hide()
    window.addWidget(view)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    view.show()
    assert departments_tab(view).grid.hasFocus()
    window.removeWidget(view)
    view.setParent(None)


def test_another_place_reloads_and_is_shown_in_the_bar(view: BookView, qtbot: QtBot) -> None:
    tab = departments_tab(view)
    assert view.context.period == Period.quarter(2022, 3)  # the clock says September
    pick(view.bar.period, "6 tháng")
    assert view.context.period == Period.months(2022, 6)
    assert tab.reloads == 2
    pick(view.bar.year, "Năm 2023")
    assert (view.context.year, view.context.period) == (2023, Period.months(2023, 6))
    assert "Năm 2023" in view.title()
    pick(view.bar.stage, "Ước")
    assert view.context.stage is Stage.ESTIMATE


def test_a_refused_text_keeps_its_tab_its_place_and_its_book(view: BookView, qtbot: QtBot) -> None:
    tab = departments_tab(view)
    tab.grid.setFocus()
    tab.grid.show_key(tab.model.key_of(0), "short")
    qtbot.keyClicks(tab.grid, "x")
    editor = tab.grid.delegate.editor
    assert isinstance(editor, QLineEdit)
    editor.setText("xấu")
    assert not view.show_tab(1)
    assert view.current() is tab
    assert not view.may_leave()
    pick(view.bar.year, "Năm 2023")
    assert view.context.year == 2022
    assert view.bar.year.value() == 2022
    assert editor.text() == "xấu"
    editor.setText("Đội trật tự")
    assert view.show_tab(1)
    view.show_tab(0)
    assert "Đội trật tự" in names(tab)


def test_what_is_saved_is_told_with_its_time(view: BookView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view.context, "_clock", lambda: NOON.replace(hour=15, minute=42))
    add(view, "Công an")
    assert view.status.saved.text() == "Đã lưu 15:42"
    assert view.status.place.text().endswith("Sổ.hxdb")


def test_searching_without_accents_and_leaving_the_field(view: BookView, qtbot: QtBot) -> None:
    tab = departments_tab(view)
    view.bar.start_search()
    qtbot.keyClicks(view.bar.search, "dia chinh")
    assert names(tab) == ["Địa chính"]
    view.show_tab(1)
    assert not view.bar.search.isEnabled()
    view.show_tab(0)
    assert names(tab) == ["Địa chính"]
    qtbot.keyClick(view.bar.search, Key.Key_Escape)
    assert len(names(tab)) == 3


def test_leading_to_a_row_lifts_filters_and_to_a_chip_sets_one(view: BookView, said: Said) -> None:
    tab = departments_tab(view)
    key = tab.model.key_of(2)
    view.show_tab(1)
    view.bar.search.setText("văn phòng")
    view.context.show_row("departments", key)
    assert view.current() is tab
    assert tab.grid.current_key() == key
    assert len(names(tab)) == 3
    view.context.show_row("departments", None, "a")
    assert names(tab) == ["Ban A"]
    view.context.show_row("departments", "không có")
    assert "không còn trong bảng" in said.texts[0]


def test_pasting_saves_a_block_in_one_action_or_nothing(view: BookView, said: Said) -> None:
    tab = departments_tab(view)
    save_many = tab.model.columns[1].save_many
    assert save_many is not None
    rows = tab.model.rows
    with pytest.raises(Exception, match=r"Ô thứ 2 .“xấu”.: Tên này không dùng được"):
        save_many([(rows[0], "Mới"), (rows[1], "xấu")])
    tab.reload()
    assert "Mới" not in names(tab)


def test_del_asks_with_the_row_s_name_and_bins_only_then(view: BookView, said: Said, qtbot: QtBot) -> None:
    tab = departments_tab(view)
    tab.grid.setFocus()
    tab.grid.show_key(tab.model.key_of(1), "name")
    first = names(tab)[tab.grid.currentIndex().row()]
    qtbot.keyClick(tab.grid, Key.Key_Delete)
    assert f"Bỏ đơn vị “{first}” vào thùng rác?" in said.texts[0]
    assert tab.binned == []
    said.answers.append(0)
    qtbot.keyClick(tab.grid, Key.Key_Delete)
    assert tab.binned == [first]


def test_the_place_is_remembered_by_the_book(view: BookView, tmp_path: Path) -> None:
    view.context.move(period=Period.months(2022, 9), stage=Stage.ESTIMATE)
    bookshelf.keep_place(view.context, view.facts)
    preferences = view.context.preferences
    path = view.context.database.path
    view.context.close()
    context, _ = bookshelf.open_book(path, preferences, lambda: NOON)
    assert (context.period, context.stage) == (Period.months(2022, 9), Stage.ESTIMATE)
    context.close()


def test_narrow_the_search_folds_into_a_button_and_the_bar_stays_whole(view: BookView, qtbot: QtBot) -> None:
    assert view.bar.search.isVisible()
    view.resize(700, 500)
    assert not view.bar.search.isVisible()
    view.bar.start_search()
    assert view.bar.search.isVisible()
