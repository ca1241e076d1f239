"""A table laid out: columns that give way by width and move sideways, rows as high as their text, names over cells."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QTableView, QWidget

from hxapp.ui import palette
from hxapp.ui.columns import Shown, choose_columns, last_shift
from hxapp.ui.editing import EditingDelegate
from hxapp.ui.head import HeadView
from hxapp.ui.preferences import Preferences
from hxapp.ui.sorting import SortProxy
from hxapp.ui.table import Index, RowLook, TableModel

ROW_HEIGHT = 27


class LaidTable(QTableView):
    """What of the columns is shown and how large everything is. Signal: `columns_changed()`: others are hidden now.

    The Grid, which is one, makes `head` and `delegate` and says when the rows change.
    """

    columns_changed = Signal()

    head: HeadView
    delegate: EditingDelegate

    def __init__(
        self,
        table: TableModel,
        proxy: SortProxy,
        name: str,
        preferences: Preferences | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setViewport(_viewport(self))
        self.table, self.proxy, self.name = table, proxy, name
        self._preferences = preferences
        self._widths: dict[str, int] = preferences.widths(name) if preferences is not None else {}
        self._shift = 0
        self._shown = Shown((), (), 0)
        self._was_shown = False  # until then its width is none that anyone sees, and measuring rows for it is lost
        self._measured: tuple[Any, ...] = ()
        self._heights: dict[int, int] = {}  # of rows
        self._cells: dict[tuple[int, int, int], int] = {}  # of cells by width: mostly the name's alone changes
        self._laying = False
        self._dragged = False

    def hidden_columns(self) -> tuple[str, ...]:
        """The headings of the columns that are not shown, in the order in which they gave way."""
        return tuple(self.table.columns[number].heading for number in self._shown.hidden)

    def move_sideways(self, step: int) -> None:
        """Show the next columns (1) or the former ones (-1); TT and name stay."""
        if not self.delegate.finish():
            return
        last = last_shift(self.table.columns, self._widths, self.viewport().width())
        self._shift = min(max(self._shift + step, 0), last)
        self.lay_out()

    # Columns -------------------------------------------------------------------------------------------------------

    def lay_out(self) -> None:
        """Choose and size the columns for the width there is, then the rows; nothing before the table is shown."""
        if self._laying or not self._was_shown or not self.table.columns:
            return
        before = self._shown.hidden
        for _ in range(3):  # a scroll bar that comes or goes changes the width
            width = self.viewport().width()
            self._lay_out_columns(width)
            self.lay_out_rows()
            if self.viewport().width() == width:
                break
        if self._shown.hidden != before:
            self.columns_changed.emit()

    def _lay_out_columns(self, width: int) -> None:
        self._laying = True
        try:
            shown = choose_columns(self.table.columns, self._widths, width, self._shift)
            for number, column in enumerate(self.table.columns):
                visible = number in shown.shown
                if self.isColumnHidden(number) == visible:
                    self.setColumnHidden(number, not visible)
                if visible:
                    size = shown.stretch if column.stretch else self._widths.get(column.key, column.width)
                    if self.columnWidth(number) != size:
                        self.setColumnWidth(number, size)
            self._shown = shown
            self.head.show_arrows(self._shift > 0, self.more_at_right())
            self.head.updateGeometry()
            self.updateGeometries()
        finally:
            self._laying = False

    def more_at_right(self) -> bool:
        """Whether there are columns that moving sideways brings."""
        last = last_shift(self.table.columns, self._widths, self.viewport().width())
        return bool(self._shown.hidden) and self._shift < last

    def forget_width(self, number: int) -> None:
        """Back to the column's own width."""
        self._widths.pop(self.table.columns[number].key, None)
        self._dragged = False
        self._save_widths()
        self.lay_out()

    def keep_dragged_widths(self) -> None:
        """The mouse let go of a column's edge."""
        if self._dragged:
            self._dragged = False
            self._save_widths()
            self.lay_out()

    def on_section_resized(self, number: int, old: int, new: int) -> None:
        """The head gave a column another width: by the mouse, unless we lay out."""
        column = self.table.columns[number] if number < len(self.table.columns) else None
        if not self._laying and column is not None and new > 0 and not column.stretch:
            self._widths[column.key] = new
            self._dragged = True

    def _save_widths(self) -> None:
        if self._preferences is not None:
            self._preferences.set_widths(self.name, self._widths)

    def stretch(self) -> int:
        """The number of the name's column."""
        return next((number for number, column in enumerate(self.table.columns) if column.stretch), 0)

    # Rows ----------------------------------------------------------------------------------------------------------

    def lay_out_rows(self) -> None:
        """Give every row the height its text needs; what was measured holds for these rows and widths."""
        if not self._was_shown:
            return
        measured = (self.table.revision, tuple((number, self.columnWidth(number)) for number in self._shown.shown))
        if measured != self._measured:
            if measured[0] != (self._measured or (None,))[0]:
                self._cells.clear()
            self._measured = measured
            self._heights.clear()
        heights = self.verticalHeader()
        for number in range(self.proxy.rowCount()):
            height = self._height_of(number)
            if heights.sectionSize(number) != height:
                heights.resizeSection(number, height)
        self.viewport().update()

    def _height_of(self, number: int) -> int:
        row = self.proxy.place_at(self.proxy.index(number, 0))
        if row not in self._heights:
            height = ROW_HEIGHT
            held, columns = self.table.rows[row], self.table.columns
            for column in self._shown.shown:
                if self.delegate.takes_one_line(held, columns[column]):
                    continue
                index = self.proxy.index(number, column)
                cell = row, column, self.text_width(index)
                if cell not in self._cells:
                    self._cells[cell] = self.delegate.height_of(index, cell[2])
                height = max(height, self._cells[cell])
            self._heights[row] = height
        return self._heights[row]

    # What the delegate asks ----------------------------------------------------------------------------------------

    def text_width(self, index: Index) -> int:
        """The width of a cell, or of the cells its text runs over."""
        stretch = self.table.columns[index.column()].stretch
        if stretch and self.table.row_look_of(self.proxy.row_at(index)).span:
            return sum(self.columnWidth(number) for number in self._spanned(index))
        return self.columnWidth(index.column())

    def span_of(self, index: Index, look: RowLook) -> tuple[QModelIndex, QRect] | None:
        """For a cell the name runs over: the name's cell and the whole area."""
        if not look.span or index.column() not in (spanned := self._spanned(index)):
            return None
        if len(spanned) == 1:
            return None
        name = index.model().index(index.row(), spanned[0])
        area = self.visualRect(name)
        area.setWidth(sum(self.columnWidth(number) for number in spanned))
        return name, area

    def _spanned(self, index: Index) -> list[int]:
        """The name's column and the shown ones after it that are empty in this row."""
        start = self.stretch()
        spanned = [start]
        row = self.proxy.row_at(index)
        for number in self._shown.shown:
            if number <= start:
                continue
            column = self.table.columns[number]
            look = self.table.look_of(row, column)
            if column.text(row) or look.sign is not None or look.below:
                break
            spanned.append(number)
        return spanned

    def ends_span(self, rect: QRect, area: QRect) -> bool:
        return rect.right() >= area.right()

    def depth_of(self, index: Index) -> int:
        return self.table.depth_of(self.proxy.place_at(index))

    def is_foldable(self, index: Index) -> bool:
        return self.table.is_foldable(self.proxy.place_at(index))

    def is_folded(self, index: Index) -> bool:
        return self.proxy.is_folded(self.key_at(index))

    def is_first(self, index: Index) -> bool:
        return bool(self._shown.shown) and index.column() == self._shown.shown[0]

    def key_at(self, index: Index) -> Any:
        """The key of the row that a cell of the table on screen belongs to."""
        return self.table.key_of(self.proxy.place_at(index))

    # When the room changes -----------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.ApplicationFontChange):
            self._measured = ()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        index = self.currentIndex()
        seen = index.isValid() and self.viewport().rect().intersects(self.visualRect(index))
        super().resizeEvent(event)
        self.lay_out()
        if seen:  # rows got higher: the one that is worked in stays on the screen
            self.scrollTo(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        palette.fill(painter, event.rect(), palette.colour(palette.SURFACE))  # below the last row nothing else does
        painter.end()
        super().paintEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._was_shown:
            self._was_shown = True
            self.lay_out()


def _viewport(table: QTableView) -> QWidget:
    """A viewport as Qt makes it, but made here: asked what a widget of Qt's making is, PySide loads every kind."""
    made = QWidget(table)
    made.setObjectName("qt_scrollarea_viewport")
    # The style sheet makes it see-through, and all of it would be painted anew with every step of scrolling.
    made.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
    made.setBackgroundRole(QPalette.ColorRole.Base)
    made.setAutoFillBackground(True)
    return made
