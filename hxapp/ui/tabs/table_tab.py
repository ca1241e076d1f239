"""A tab that is a table: strip of counts, grid, side panel; what all three tables of the book have in common.

A subclass makes its model in `__init__` and hands it over, then fills it in `reload`:

    class IndicatorsTab(TableTab):
        name, title, subjects = "indicators", "Chỉ tiêu", frozenset({"indicator", "result", …})
        sheet, report = "indicators", "chi-tieu"

        def __init__(self, context, parent=None):
            super().__init__(context, parent)
            self.build(TableModel(self._columns(), key=lambda r: r.id, parent=lambda r: r.parent_id, …),
                       panel=IndicatorPanel(context))
            self.add_action("Thêm chỉ tiêu", Sign.PLUS, self._on_add)

        def reload(self):
            with self.context.database.read() as session:
                rows = indicators.list_rows(session, self.context.year, self.context.period, self.context.stage)
            self.show_rows(rows, chips=(Chip("", "Tất cả", 14), …))

        def chip_predicate(self, key):     # which rows the chip counts
            return lambda row: row.rating.state == key

`writing(action, write)` gives a column its `save` and `save_many`, each in one transaction:
    Column("result", …, **self.writing("Nhập kết quả", lambda session, row, text: set_result(session, row.id, …)))
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from hxapp.domain.errors import HxError
from hxapp.ui import messages, palette, signs
from hxapp.ui.chips import Chip, Strip
from hxapp.ui.context import Context
from hxapp.ui.empty import EmptyState
from hxapp.ui.grid import Grid
from hxapp.ui.shut import WHY
from hxapp.ui.signs import Sign
from hxapp.ui.sorting import SortProxy
from hxapp.ui.table import Column, TableModel
from hxapp.ui.tabs.base import Tab

if TYPE_CHECKING:
    from hxapp.services.row_history import Spot
    from hxapp.storage.database import Reading
    from hxapp.ui.panel import Panel
    from hxapp.ui.view_switch import Switch

_TYPED_HERE = "nhập tại đây"
_ASKED = (("Nhập từ Excel…", Sign.IN, "import"), ("Xuất Excel…", Sign.OUT, "export"), ("In…", Sign.PRINT, "print"))
Write = Callable[[Any, Any, str], None]


class TableTab(Tab):
    """See the module. `panel_open` is remembered for each tab by its name."""

    has_panel: ClassVar[bool] = True
    noun: ClassVar[str] = "dòng"  # what a row is called when it is put into the bin ('nhiệm vụ')

    model: TableModel
    proxy: SortProxy
    grid: Grid

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._panel: Panel | None = None
        self._make_panel: Callable[[], Panel] | None = None
        self._actions: list[QAction] = []
        self._asking: dict[str, QAction] = {}
        self._empty: EmptyState | None = None
        self._filled = False

    # Building ------------------------------------------------------------------------------------------------------

    def build(
        self,
        model: TableModel,
        panel: Panel | Callable[[], Panel] | None = None,
        head: QWidget | None = None,
        switch: Switch | None = None,
    ) -> None:
        """Put strip, grid and panel together; `head` stands over the strip (the set's title, round chooser).

        A `switch` stands first in the strip.

        A panel handed in as a function is made when it is first opened: its fields cost time at the start.
        """
        self.model = model
        model.setParent(self)
        if self.context.read_only:
            model.close(WHY)
        self.proxy = SortProxy(model, self)
        self.strip = Strip(self)
        self.strip.chosen.connect(self._on_chip)
        if switch is not None:
            self.strip.add_lead(switch)
        self.grid = Grid(model, self.proxy, self.name, self.context.preferences, self)
        self.grid.row_changed.connect(self._on_row_changed)
        self.grid.opened.connect(self._on_opened)
        self.grid.removal_asked.connect(self._on_removal_asked)
        self.grid.columns_changed.connect(self.status_changed)
        self.grid.refused.connect(lambda sentence: messages.refuse(self, sentence))
        self.grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.grid.customContextMenuRequested.connect(self._on_menu)
        self._make_panel = (lambda: panel) if isinstance(panel, QWidget) else panel
        self.panel_action = self.make_action("Chi tiết F4", Sign.PANEL, self.toggle_panel)
        self.panel_action.setCheckable(True)
        self.panel_action.setToolTip("Mở hoặc đóng bảng chi tiết (F4)")
        self.make_action("Sang bảng, bảng chi tiết, hàng nút", None, self.step_focus, "F6")
        for text, sign, what in _ASKED:
            self._asking[what] = self.make_action(text, sign, partial(self.context.asked.emit, what))
            self.strip.add_action(self._asking[what])
        self.context.writes(self._asking["import"])
        below = self._below = QHBoxLayout()
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(self.grid, 1)
        if panel is not None:
            self.grid.has_panel = True
            self.strip.add_action(self.panel_action, corner=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        if head is not None:
            layout.addWidget(head)
        layout.addWidget(self.strip)
        layout.addLayout(below, 1)
        self.proxy.shown_changed.connect(self._show_emptiness)
        self.setFocusProxy(self.grid)
        if isinstance(panel, QWidget) or self.context.preferences.flag(f"panels/{self.name}"):
            self._show_panel(self.context.preferences.flag(f"panels/{self.name}"))

    @property
    def empty(self) -> EmptyState:
        """What stands in the table while it has no row, made when it first has none."""
        if self._empty is None:
            self._empty = EmptyState(self.grid.viewport())
            self._empty.hide()
        return self._empty

    @property
    def panel(self) -> Panel | None:
        """The side panel, made when it is asked for; None for a tab without one."""
        if self._panel is None and self._make_panel is not None:
            panel = self._panel = self._make_panel()
            panel.setParent(self)
            panel.hide()
            panel.read_only = self.context.read_only
            panel.closed.connect(self.toggle_panel)
            panel.has_history = self._has_history
            panel.history_wanted.connect(self._show_panel_history)
            self._below.addWidget(panel)
        return self._panel

    def make_action(self, text: str, sign: Sign | None, triggered: Callable[[], object], keys: str = "") -> QAction:
        """An action with a painted icon; `keys` is a shortcut such as 'Ctrl+T' (never a single letter)."""
        action = QAction(text, self)
        if sign is not None:
            action.setIcon(signs.icon(sign, palette.SECOND, 11))
        if keys:
            action.setShortcut(keys)
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _=False: triggered())
        self.addAction(action)
        return action

    def add_action(self, text: str, sign: Sign | None, triggered: Callable[[], object], keys: str = "") -> QAction:
        """A button in the strip and a line in the menu of the right mouse button; it changes the book."""
        action = self.make_action(text, sign, triggered, keys)
        self.strip.add_action(action, first=True)
        self._actions.append(action)
        self.context.writes(action)
        return action

    def add_menu_action(self, text: str, triggered: Callable[[], object], *, writes: bool = True) -> QAction:
        """A line in the menu of the right mouse button only, for the selected rows ('Đặt đơn vị chủ trì…').

        One that only shows something says `writes=False`, so that it is offered in a book that is only read.
        """
        action = self.make_action(text, None, triggered)
        self._actions.append(action)
        if writes:
            self.context.writes(action)
        return action

    def writing(self, action: str, write: Write) -> dict[str, Any]:
        """`save` and `save_many` of a column from `write(session, row, text)`: one action, one transaction each."""

        def save(row: Any, text: str) -> None:
            with self.context.database.begin(action) as session:
                write(session, row, text)

        def save_many(cells: Sequence[tuple[Any, str]]) -> None:
            with self.context.database.begin(action) as session:
                for number, (row, text) in enumerate(cells, start=1):
                    try:
                        write(session, row, text)
                    except HxError as error:
                        raise HxError(f"Ô thứ {number} (“{text}”): {error}") from error

        return {"save": save, "save_many": save_many}

    # What a subclass says ------------------------------------------------------------------------------------------

    def chip_predicate(self, key: str) -> Callable[[Any], bool] | None:
        """Which rows the chip of that key counts; None for all."""
        return None

    def bin_rows(self, rows: Sequence[Any]) -> None:
        """Put the rows into the bin, in a transaction of its own."""
        raise NotImplementedError

    def may_bin(self, row: Any) -> bool:
        """Whether the row can be put into the bin (a clause's heading cannot)."""
        return True

    def empty_text(self) -> str:
        """What stands in an empty table: why it is empty and what to do."""
        return ""

    def empty_actions(self) -> Sequence[QAction]:
        """What an empty table offers at once: the tab's first action, and a whole sheet."""
        return [*self._actions[:1], self._asking["import"]]

    # What the window asks ------------------------------------------------------------------------------------------

    def show_rows(self, rows: Sequence[Any], chips: Sequence[Chip], columns: Sequence[Column] | None = None) -> None:
        """Show what was read, in other columns where they are given."""
        if columns is None:
            self.model.set_rows(rows)
        else:
            self.model.set_table(columns, rows)
        self._filled = True
        self.strip.set_chips(chips)
        self._show_emptiness()
        if self._panel is not None and self._panel.isVisibleTo(self):
            self._panel.show_row(self.grid.current_key())

    def show_row(self, row_id: object) -> bool:
        assert isinstance(row_id, Hashable)
        if not self.may_leave():
            return False
        self.refresh()
        self.grid.setFocus()
        shown = self.grid.show_key(row_id)
        if not self.proxy.is_filtered:
            self.strip.choose("")
        return shown

    def show_chip(self, key: str) -> None:
        if self.may_leave() and self.strip.key != key:
            self.refresh()
            self.strip.choose(key)

    def search(self, text: str) -> None:
        if self.grid.finish_editing():
            self.proxy.set_query(text)

    def hidden_text(self) -> str:
        hidden = self.grid.hidden_columns()
        return f"Đang ẩn {len(hidden)} cột: {', '.join(hidden)} (Ctrl+→ để xem)" if hidden else ""

    def may_leave(self) -> bool:
        return self.grid.finish_editing() and (self._panel is None or self._panel.may_leave())

    def actions_offered(self) -> tuple[QAction, ...]:
        return tuple(self._actions)

    def toggle_panel(self) -> None:
        panel = self.panel
        if panel is None:
            return
        opening = panel.isHidden()
        if opening or panel.may_leave():
            self.context.preferences.set_flag(f"panels/{self.name}", opening)
            self._show_panel(opening)

    def step_focus(self) -> None:
        """Lead the keyboard on: from the grid to the panel, to the strip, and to the grid again (F6)."""
        from hxapp.ui.tabs import focus_steps

        panel = self._panel
        places: list[QWidget] = [self.grid, self.strip]
        if panel is not None and panel.isVisible():
            places.insert(1, panel.content)
        goal = focus_steps.following(places)
        if self.grid.finish_editing():
            goal.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def remove_selected(self) -> None:
        rows = [row for row in self.grid.selected_rows() if self.may_bin(row)]
        if not rows or not self.may_leave():
            return
        question = (
            f"Bỏ {len(rows)} {self.noun} vào thùng rác? Lấy lại được ở Sổ ▸ Thùng rác."
            if len(rows) > 1
            else f"Bỏ {self.noun} “{self._name_of(rows[0])}” vào thùng rác? Lấy lại được ở Sổ ▸ Thùng rác."
        )
        if messages.ask(self, question, "Bỏ vào thùng rác"):
            with messages.refusing(self):
                self.bin_rows(rows)

    # Slots ---------------------------------------------------------------------------------------------------------

    def _on_removal_asked(self) -> None:
        if self.context.read_only:
            messages.refuse(self, WHY)
        else:
            self.remove_selected()

    def _name_of(self, row: Any) -> str:
        return next((column.text(row) for column in self.model.columns if column.stretch), "")

    def _show_panel(self, shown: bool) -> None:
        panel = self.panel
        if panel is None:
            return
        panel.setVisible(shown)
        self.panel_action.setChecked(shown)
        self.grid.mark_row = shown
        if shown:
            panel.show_row(self.grid.current_key())
        self.grid.viewport().update()

    def _on_chip(self, key: str) -> None:
        if self.grid.finish_editing():
            self.proxy.set_chip(self.chip_predicate(key) if key else None)

    def _on_row_changed(self, key: Hashable | None) -> None:
        panel = self._panel
        if panel is None or panel.isHidden():
            return
        if panel.key not in (None, key) and not panel.may_leave():
            if panel.key is not None:
                self.grid.show_key(panel.key)
            return
        panel.show_row(key)

    def _on_opened(self, key: Hashable | None) -> None:
        if self._make_panel is not None and (self._panel is None or self._panel.isHidden()):
            self.toggle_panel()

    def _on_menu(self, at: QPoint) -> None:
        if not self.grid.finish_editing():
            return
        menu = QMenu(self)
        menu.addActions(self._actions)
        if self._make_panel is not None:
            menu.addSeparator()
            menu.addAction(self.panel_action)
        self._add_history(menu)
        if not self.context.read_only and any(self.may_bin(row) for row in self.grid.selected_rows()):
            menu.addSeparator()
            column = self.model.columns[self.grid.currentIndex().column()]
            empties = column.save is not None and column.choices is None  # there Del empties the cell
            text = "Bỏ vào thùng rác" if empties else "Bỏ vào thùng rác\tDel"
            menu.addAction(signs.icon(Sign.BIN, palette.SECOND, 11), text, self.remove_selected)
        menu.exec(self.grid.viewport().mapToGlobal(at))
        menu.deleteLater()

    def _has_history(self, name: str) -> bool:
        from hxapp.ui import history_spots

        return history_spots.has_history(self.name, name)

    def _add_history(self, menu: QMenu) -> None:
        """The history of the current row and of the cell in it, where they have one."""
        from hxapp.ui import history_spots

        row, index = self.grid.current_row(), self.grid.currentIndex()
        if row is None or history_spots.of_row(self.name, row) is None:
            return
        menu.addSeparator()
        icon = signs.icon(Sign.CLOCK, palette.SECOND, 11)
        menu.addAction(icon, "Lịch sử dòng này…", partial(self.show_history, row))
        column = self.model.columns[index.column()]
        if self._has_history(column.key) and not getattr(row, "is_clause", False):
            heading = " ".join(part for part in (column.heading, column.second) if part and part != _TYPED_HERE)
            menu.addAction("Lịch sử ô này…", partial(self.show_history, row, column.key, heading))

    def show_history(self, row: Any, name: str = "", label: str = "") -> None:
        """What became of the row with all that hangs on it, or of the column or panel's field of that name."""
        from hxapp.services.history_words import row_label
        from hxapp.ui import history_spots
        from hxapp.ui.dialogs.row_history import RowHistoryDialog

        spot = history_spots.of_row(self.name, row)
        if spot is None or not self.may_leave():
            return

        with self.context.database.read() as reading:
            title = row_label(reading, spot.table, spot.row_id)
            spots = self.spots_of(reading, spot, name) if name else (spot,)
        dialog = RowHistoryDialog(self.context, title, spots, self.window(), label=label, along=not name)
        dialog.exec()
        dialog.deleteLater()

    def spots_of(self, reading: Reading, row: Spot, name: str) -> tuple[Spot, ...]:
        """The rows and fields of the book behind the column or the panel's field of that name."""
        from hxapp.ui import history_spots

        return history_spots.of_field(reading, self.context, self.name, row, name)

    def _show_panel_history(self, name: str) -> None:
        panel = self._panel
        place = None if panel is None or panel.key is None else self.model.place_of(panel.key)
        if panel is not None and place is not None:
            self.show_history(self.model.rows[place], name, panel.fields[name].label if name else "")

    def _show_emptiness(self) -> None:
        shown = self._filled and self.proxy.rowCount() == 0
        if shown:
            filtered = self.proxy.is_filtered and bool(self.model.rows)
            if filtered:
                self.empty.say("Không có dòng nào khớp. Hãy bấm “Tất cả” hoặc xóa chữ trong ô tìm để thấy lại.")
            else:
                self.empty.say(self.empty_text(), self.empty_actions())
        if self._empty is not None:
            self._empty.setVisible(shown)
