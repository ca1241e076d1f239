"""The tab Chỉ tiêu: the year's indicators with their figures, typed here, and their ratings.

Three views: one period with its ratings, the whole year by its periods, one period by the neighbourhoods.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from hxapp.domain.errors import HxError
from hxapp.domain.indicators import Basis, Stage
from hxapp.services import documents, indicators
from hxapp.services.indicators import IndicatorRow
from hxapp.ui import indicator_columns, labels, messages
from hxapp.ui.chips import Chip
from hxapp.ui.context import Context
from hxapp.ui.indicator_columns import FURTHER, RESULT, STATES, FurtherHead, called, of_period
from hxapp.ui.signs import Sign
from hxapp.ui.table import Column, RowLook, TableModel
from hxapp.ui.tabs.indicator_deeds import IndicatorDeeds, has_figures
from hxapp.ui.view_switch import Choice, Switch

if TYPE_CHECKING:
    from hxapp.services.row_history import Spot
    from hxapp.storage.database import Reading
    from hxapp.ui.panels.indicator_panel import IndicatorPanel
    from hxapp.ui.tabs.result_view import ResultView

PERIOD, YEAR, AREAS = "period", "year", "areas"
"""The views; the last two are grids of results."""
_VIEWS = (
    Choice(PERIOD, "Một kỳ", "Bảng của kỳ chọn ở góc trên, có kế hoạch và đánh giá (Ctrl+1)"),
    Choice(YEAR, "Cả năm", "Số liệu các kỳ trong năm cạnh nhau (Ctrl+2)"),
    Choice(AREAS, "Tổ dân phố", "Số liệu của từng tổ dân phố trong kỳ chọn ở góc trên (Ctrl+3)"),
)
_KEPT = "views/indicators"


class IndicatorsTab(IndicatorDeeds):
    """See the module. Chips count the document's numbered indicators; the figures of part C stand folded below."""

    name = "indicators"
    title = "Chỉ tiêu"
    subjects = frozenset(
        {"indicator", "target", "result", "department", "person", "source_document", "clause", "setting", "area"}
    )
    sheet = "indicators"
    report = "chi-tieu"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._read: tuple[IndicatorRow, ...] | None = None  # of the chosen period, once they were wanted
        self._place: tuple[object, ...] = ()
        self._folds = True  # until the first rows have been shown
        kept = context.preferences.text(_KEPT)
        self.view = kept if kept in (YEAR, AREAS) else PERIOD
        self._results: ResultView | None = None
        self._switches: tuple[Switch, ...] = ()
        self._has_documents = False
        model = TableModel(
            self._columns(),
            key=lambda row: row.id,
            parent=self._parent_of,
            row_look=self._row_look,
            foldable=lambda row: not has_figures(row),
            save_block=self._save_block,
        )
        self.switch = Switch("Cách xem bảng", _VIEWS)
        self.switch.show_key(self.view)
        self.switch.chosen.connect(self.show_view)
        self.build(model, panel=self._new_panel, switch=self.switch)
        for number, choice in enumerate(_VIEWS, start=1):
            self.make_action(choice.word, None, partial(self.show_view, choice.key), f"Ctrl+{number}")
        self.add_deeds()
        self.areas_action = self.make_action("Danh sách tổ…", Sign.LIST, self.edit_areas)
        self.areas_action.setToolTip("Thêm, sửa, xếp thứ tự các tổ dân phố")
        self.areas_action.setVisible(self.view == AREAS)
        self.strip.add_action(self.areas_action, first=True)
        self._actions.append(self.areas_action)
        self.nothing_action = self.add_menu_action("Không phát sinh (kps)", self.declare_nothing)
        self.grid.selectionModel().currentChanged.connect(lambda *_: self.status_changed.emit())
        self.grid.selectionModel().selectionChanged.connect(lambda *_: self.status_changed.emit())

    def _new_panel(self) -> IndicatorPanel:
        from hxapp.ui.panels.indicator_panel import IndicatorPanel

        return IndicatorPanel(self.context, self.row_of)

    # Views ---------------------------------------------------------------------------------------------------------

    @property
    def results(self) -> ResultView:
        """The grids of results, imported and made when one is first shown."""
        if self._results is None:
            from hxapp.ui.tabs.result_view import ResultView

            self._results = ResultView(self.context)
            kind = Switch("Cột theo", (Choice(True, "Tháng"), Choice(False, "Quý")))
            basis = Switch(
                "Cách tính",
                (
                    Choice(Basis.IN_PERIOD, "Trong kỳ", "Số riêng của từng kỳ"),
                    Choice(Basis.CUMULATIVE, "Lũy kế", "Số cộng dồn từ đầu năm đến hết kỳ"),
                ),
            )
            self._switches = (kind, basis)
            kind.chosen.connect(lambda monthly: self._show_otherwise("monthly", monthly))
            basis.chosen.connect(lambda chosen: self._show_otherwise("basis", chosen))
            for switch in self._switches:
                self.strip.add_lead(switch)
        return self._results

    def show_view(self, view: Hashable) -> None:
        """Show another view, standing in the same row; a refused cell keeps this one."""
        if view != self.view and self.may_leave():
            assert isinstance(view, str)
            self.view = view
            self.context.preferences.set_text(_KEPT, view)
            self.grid.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
            self._again()
        self.switch.show_key(self.view)

    def show_row(self, row_id: object) -> bool:
        """In the view that is shown, or in the table of one period where that has no such row."""
        self.refresh()
        assert isinstance(row_id, Hashable)
        if self.view != PERIOD and self.model.place_of(row_id) is None:
            self.show_view(PERIOD)
        return super().show_row(row_id)

    def show_chip(self, key: str) -> None:
        """States are counted over the table of one period alone."""
        if key in {state.value for state in STATES}:
            self.show_view(PERIOD)
        super().show_chip(key)

    def _show_otherwise(self, name: str, value: object) -> None:
        """Other columns, or another basis, of the grid that is shown."""
        if self.may_leave():
            setattr(self.results, name, value)
            self._again()
        self._show_switches()

    def _again(self) -> None:
        self._become_stale()
        self.status_changed.emit()

    def _column(self) -> str:
        """The key of the column where the clerk stands."""
        index = self.grid.currentIndex()
        return self.model.columns[index.column()].key if index.isValid() else ""

    def _stand_in(self, column: str) -> None:
        """In other columns stand in the same one, else where figures are typed first."""
        index = self.grid.currentIndex()
        if not index.isValid() or self._column() == column:
            return
        keys = [one.key for one in self.model.columns]
        goal = column if column in keys else RESULT if self.view == PERIOD else self.results.first_column()
        if goal in keys:
            self.grid.bring(keys.index(goal))
            self.grid.stand(index.siblingAtColumn(keys.index(goal)))
            self.grid.scrollTo(self.grid.currentIndex())

    def _show_switches(self) -> None:
        """Show the switches of the grid, as they are set; none over the table of one period."""
        self.areas_action.setVisible(self.view == AREAS)
        if self._switches and self._results is not None:
            kind, basis = self._switches
            kind.show_key(self._results.monthly)
            basis.show_key(self._results.basis)
            self.strip.show_lead(kind, self.view == YEAR)
            self.strip.show_lead(basis, self.view != PERIOD)

    # Showing -------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        self._read = None
        if self.view == PERIOD:
            self._reload_period()
        else:
            self._reload_results()
        self._show_switches()

    def _reload_period(self) -> None:
        context = self.context
        place = (PERIOD, context.period, context.stage)
        with context.database.read() as session:
            rows = self._read = indicators.list_rows(session, context.year, context.period, context.stage)
            self._has_documents = bool(rows) or bool(documents.list_documents(session, context.year))
        columns = None if place == self._place else self._columns()
        self._place = place
        counts = indicators.count_states(rows)
        further = indicators.count_further(rows)
        numbered = sum(counts.values())
        shown: list[Any] = [row for row in rows if not row.further]
        if further:
            beneath = [row for row in rows if row.further]
            shown += [indicator_columns.further_head(indicators.further_title(beneath), further, numbered), *beneath]
        self._fold_first(bool(further), bool(numbered))
        chips = [Chip("", "Tất cả", numbered or sum(further.values()))]
        for state in STATES:
            if counts.get(state):
                label = labels.of_rating(state)
                chips.append(Chip(state.value, label.word, counts[state], label.sign, label.tone))
        column = self._column()
        self.show_rows(shown, chips, columns)
        self._stand_in(column)

    def _reload_results(self) -> None:
        from hxapp.ui.tabs.result_view import Grid

        context, results = self.context, self.results
        with context.database.read() as session:
            columns = results.read(session, Grid(self.view))
            self._has_documents = bool(results.rows) or bool(documents.list_documents(session, context.year))
        self._place = ()
        rows, chips = results.rows, results.chips()
        if self.view == AREAS and not results.has_areas():
            rows, chips = (), ()
        further = any(row.id == FURTHER for row in rows)
        self._fold_first(further, rows[:1] != () and rows[0].id != FURTHER)
        column = self._column()
        self.show_rows(rows, chips, columns)
        self._stand_in(column)

    def _fold_first(self, further: bool, numbered: bool) -> None:
        if further and self._folds:
            self._folds = False
            self.proxy.set_folded(FURTHER, numbered)  # alone they are the whole table

    @property
    def rows(self) -> tuple[IndicatorRow, ...]:
        """The indicators in the chosen period, whichever view is shown."""
        if self._read is None:
            context = self.context
            with context.database.read() as session:
                self._read = indicators.list_rows(session, context.year, context.period, context.stage)
        return self._read

    def _parent_of(self, row: Any) -> Hashable | None:
        if self.view != PERIOD and self._results is not None and not isinstance(row, (IndicatorRow, FurtherHead)):
            return self._results.parent_of(row.id)
        return FURTHER if isinstance(row, IndicatorRow) and row.further and row.depth == 0 else row.parent_id

    def _row_look(self, row: Any) -> RowLook:
        if self._results is None or isinstance(row, (IndicatorRow, FurtherHead)):
            return indicator_columns.row_look(row)
        return self._results.row_look(row)

    def chip_predicate(self, key: str) -> Callable[[Any], bool] | None:
        """The numbered indicators in that state, with their parts; over a grid those it counts."""
        if self.view != PERIOD:
            return self.results.chip_predicate(key)

        def fits(row: Any) -> bool:
            if not isinstance(row, IndicatorRow) or row.further:
                return False
            head = row if row.headline or row.parent_id is None else self.row_of(row.parent_id)
            return head is not None and head.rating.state.value == key

        return fits

    def hidden_text(self) -> str:
        """A grid hides many columns of one kind: how many is enough."""
        hidden = self.grid.hidden_columns()
        if self.view == PERIOD or not hidden:
            return super().hidden_text()
        return f"Đang ẩn {len(hidden)} cột (Ctrl+→)"

    def status_text(self) -> str:
        if self.view != PERIOD:
            columns, proxy = self.model.columns, self.proxy
            chosen = self.grid.selectionModel().selectedIndexes()
            several = [(proxy.row_at(one), columns[one.column()].key) for one in chosen] if len(chosen) > 1 else []
            said = self.results.sum_words(several)
            if said := said or self.results.cell_words(self.grid.current_row(), self._column()):
                return said
        return "Nhập số: dấu phẩy trước phần thập phân, kps nếu không phát sinh"

    def empty_text(self) -> str:
        if self.view == AREAS and self.results.rows:
            return (
                "Trong kỳ này sổ chưa có tổ dân phố nào. Hãy thêm các tổ của phường: gõ mỗi tổ một dòng, "
                "hoặc dán cả danh sách chép từ Excel."
            )
        if not self._has_documents:
            return (
                f"Năm {self.context.year} chưa có chỉ tiêu nào. Hãy khai báo nghị quyết hay quyết định giao chỉ tiêu "
                "của năm cùng các mục của nó, rồi thêm từng chỉ tiêu; hoặc nhập cả bảng bằng “Nhập từ Excel…”."
            )
        return (
            f"Năm {self.context.year} chưa có chỉ tiêu nào. Bấm “Thêm chỉ tiêu…” để nhập chỉ tiêu đầu tiên, "
            "hoặc nhập cả bảng bằng “Nhập từ Excel…”."
        )

    def empty_actions(self) -> Sequence[QAction]:
        """The document first while the year has none: indicators stand under its clauses."""
        if self.view == AREAS and self.results.rows:
            return [self.areas_action]
        usual = super().empty_actions()
        return [*usual, self.documents_action] if self._has_documents else [self.documents_action, *usual]

    def _columns(self) -> tuple[Any, ...]:
        return indicator_columns.columns(self.context.period, self.context.stage, self._save_result)

    def edit_areas(self) -> None:
        """Show the list of neighbourhoods."""
        from hxapp.ui.dialogs.neighbourhoods import NeighbourhoodsDialog

        if self.may_leave():
            dialog = NeighbourhoodsDialog(self.context, self)
            dialog.exec()
            dialog.deleteLater()

    # Writing -------------------------------------------------------------------------------------------------------

    def _save_result(self, row: IndicatorRow, text: str) -> None:
        with self.context.database.begin(f"Sửa {called(row)}, {self._of_place()}") as session:
            self._write(session, row, text)

    def _save_block(self, cells: Sequence[tuple[Any, Column, str]]) -> None:
        """Cells of one or several columns in one action, as the grid pastes, fills and empties them."""
        if self.view == PERIOD:
            self._write_many([(row, text) for row, _, text in cells], self.model.deed)
        else:
            self.results.write(cells, self.model.deed)

    def _write_many(self, cells: Sequence[tuple[Any, str]], deed: str) -> None:
        from hxapp.services import results

        context = self.context
        entries = [results.Entry(row.id, context.period, text) for row, text in cells]
        with context.database.begin(f"{deed} {len(cells)} số liệu, {self._of_place()}") as session:
            results.set_results(session, entries, stage=context.stage, now=context.now)

    def _write(self, session: Any, row: IndicatorRow, text: str) -> None:
        from hxapp.services import results

        context = self.context
        results.set_result(session, row.id, context.period, text, stage=context.stage, now=context.now)

    def declare_nothing(self) -> None:
        """'Không phát sinh' in the selected cells that take a figure, in one action."""
        from hxapp.ui import blocks

        chosen = [blocks.target(self.grid, index) for index in blocks.chosen_cells(self.grid)]
        cells = [cell for cell in chosen if cell.column.may_edit(cell.row)]
        if not cells:
            messages.tell(self, "Hãy chọn một hay nhiều ô nhập được số liệu trước.")
        elif self.may_leave():
            try:
                blocks.write(self.grid, [(cell, "kps") for cell in cells], "Ghi không phát sinh")
            except HxError as error:
                found = [(cells[at], reason) for at, reason in blocks.refused_places(error, len(cells))]
                messages.refuse(self, blocks.refusal("Chưa ghi ô nào", found) if found else error)

    def _has_history(self, name: str) -> bool:
        target = self._results.target_of(name) if self._results is not None and self.view != PERIOD else None
        return target is not None or super()._has_history(name)

    def spots_of(self, reading: Reading, row: Spot, name: str) -> tuple[Spot, ...]:
        from hxapp.ui import history_spots

        target = self._results.target_of(name) if self._results is not None and self.view != PERIOD else None
        if target is None or self._results is None:
            return super().spots_of(reading, row, name)
        basis = self._results.place.basis_of(target.period)
        return history_spots.of_result(reading, row, target.period, basis, target.area_id)

    def _of_place(self) -> str:
        """'quý III/2022', 'ước quý III/2022'."""
        estimate = f"{Stage.ESTIMATE.label} " if self.context.stage is Stage.ESTIMATE else ""
        return f"{estimate}{of_period(self.context.period)}"
