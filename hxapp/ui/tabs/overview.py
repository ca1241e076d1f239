"""The tab Tổng quan: where the year stands, on one screen; everything leads by one click to its row."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from hxapp.domain.indicators import Stage
from hxapp.domain.ratings import State
from hxapp.services.overview import Overview, overview
from hxapp.ui import palette, signs
from hxapp.ui.context import Context
from hxapp.ui.indicator_columns import STATES, of_period
from hxapp.ui.overview_cards import Card, ChecklistCard, DepartmentCard, IndicatorCard, TaskCard
from hxapp.ui.palette import Tone
from hxapp.ui.pressable import BandFigure
from hxapp.ui.signs import Sign
from hxapp.ui.tabs.base import Tab

_WIDE, _MIDDLE = 1080, 800


class OverviewTab(Tab):
    """See the module. Cards stand in three columns, two, or one, as the width allows; the page scrolls."""

    name = "overview"
    title = "Tổng quan"
    subjects = frozenset(
        {
            "indicator",
            "target",
            "result",
            "task",
            "task_department",
            "progress_note",
            "criteria_set",
            "criteria_statement",
            "criterion",
            "round",
            "assessment",
            "department",
            "person",
            "source_document",
            "clause",
            "setting",
            "area",
        }
    )
    report = "tong-quan"
    searchable = False

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.found: Overview | None = None
        self._columns = 0
        self.indicators = IndicatorCard(self.lead)
        self.tasks = TaskCard(self.lead)
        self.checklist = ChecklistCard(self.lead)
        self.departments = DepartmentCard(self.lead)
        self.band = QFrame(self)
        self.band.setObjectName("tabHead")
        self._band_line = QHBoxLayout(self.band)
        self._band_line.setContentsMargins(8, 8, 8, 8)
        self._band_line.setSpacing(4)
        self.figures: list[BandFigure] = []
        self._print = self._print_button()
        self._page = QWidget(self)
        self._page.setObjectName("overviewPage")
        self._columns_line = QHBoxLayout(self._page)
        self._columns_line.setContentsMargins(12, 12, 12, 12)
        self._columns_line.setSpacing(12)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.band)
        layout.addWidget(self._area, 1)
        self._place_cards(3)

    # What the window asks ------------------------------------------------------------------------------------------

    def reload(self) -> None:
        context = self.context
        with context.database.read() as session:
            found = overview(session, context.year, context.period, context.stage, context.today)
        self.found = found
        self._fill_band(found)
        for card in (self.indicators, self.tasks, self.checklist, self.departments):
            card.show_overview(found)

    def status_text(self) -> str:
        return "Mọi con số và dòng đều mở được bằng một lần bấm, hoặc bằng phím mũi tên và Enter"

    def lead(self, tab: str, row_id: object, chip: str) -> None:
        """Lead to a row, or to a chip's rows, of another tab."""
        self.context.show_row(tab, row_id, chip)

    # The band ------------------------------------------------------------------------------------------------------

    def _fill_band(self, found: Overview) -> None:
        while (item := self._band_line.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not self._print:
                widget.setParent(None)
                widget.deleteLater()
        self.figures = [
            self._of_indicators(found),
            self._of_tasks(found),
            self._of_checklist(found),
            self._of_missing(found),
        ]
        for number, figure in enumerate(self.figures):
            if number:
                self._band_line.addWidget(_upright())
            self._band_line.addWidget(figure)
        self._band_line.addWidget(_upright())
        self._band_line.addWidget(self._print)

    def _of_indicators(self, found: Overview) -> BandFigure:
        running = not found.period.ends_year
        word = "có khả năng đạt" if running else "ước đạt" if found.stage is Stage.ESTIMATE else "đạt"
        rest = [f"{found.states[one]} {one.label}" for one in STATES if found.states.get(one) and not one.is_good]
        return BandFigure(
            f"{found.good}/{found.total}",
            f"chỉ tiêu {word}",
            ", ".join(rest) or ("không có chỉ tiêu nào khó đạt" if found.total else self._uncounted(found)),
            lambda: self.lead("indicators", None, ""),
        )

    def _uncounted(self, found: Overview) -> str:
        apart = sum(found.further_states.values())
        return f"{apart} chỉ tiêu chưa có số thứ tự" if apart else "chưa nhập chỉ tiêu nào"

    def _of_tasks(self, found: Overview) -> BandFigure:
        counts = found.tasks
        return BandFigure(
            str(counts.late),
            "nhiệm vụ quá hạn",
            f"trong {counts.total}; {counts.week} đến hạn trong 7 ngày" if counts.total else "chưa nhập nhiệm vụ nào",
            lambda: self.lead("tasks", None, "late" if counts.late else ""),
            tone=Tone.RED if counts.late else Tone.TEXT,
        )

    def _of_checklist(self, found: Overview) -> BandFigure:
        line = found.checklist
        if line is None:
            figure, below = "–", "chưa có bộ tiêu chí"
        elif line.round is None:
            figure, below = f"0/{line.tally.total}", "chưa có vòng đánh giá nào"
        else:
            figure = line.tally.text
            stated = f"nghị quyết nêu {line.of.statement}" if line.of.statement else line.round.name
            rest = line.tally.not_met
            below = f"{stated}; {rest} chưa đạt" if rest else stated
        return BandFigure(figure, "tiêu chí văn minh đô thị", below, lambda: self.lead("checklist", None, ""))

    def _of_missing(self, found: Overview) -> BandFigure:
        numbered = found.states.get(State.NO_FIGURE, 0)
        others = len(found.missing) - numbered
        below = f"kỳ {of_period(found.period)}"
        if others > 0 and found.total:
            below += f"; {others} ngoài {found.total} chỉ tiêu"
        return BandFigure(
            str(len(found.missing)),
            "số liệu còn thiếu",
            below,
            lambda: self.lead("indicators", None, State.NO_FIGURE.value if numbered else ""),
            tone=Tone.AMBER if found.missing else Tone.TEXT,
        )

    def _print_button(self) -> QToolButton:
        button = QToolButton(self.band)
        button.setObjectName("stripButton")
        button.setText("In một trang…")
        button.setIcon(signs.icon(Sign.PRINT, palette.SECOND, 11))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setToolTip("In tổng quan thành một trang (Ctrl+P)")
        button.setAccessibleName("In một trang")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _=False: self.context.asked.emit("print"))
        return button

    # The cards -----------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.width()
        wide = width >= _WIDE
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if wide else Qt.ToolButtonStyle.ToolButtonIconOnly
        self._print.setToolButtonStyle(style)
        self._place_cards(3 if wide else 2 if width >= _MIDDLE else 1)

    def _place_cards(self, columns: int) -> None:
        """Put the cards into so many columns."""
        if columns == self._columns:
            return
        self._columns = columns
        while (item := self._columns_line.takeAt(0)) is not None:
            layout = item.layout()
            if layout is not None:
                while layout.takeAt(0) is not None:
                    pass
                layout.deleteLater()
        placed: tuple[tuple[int, tuple[Card, ...]], ...] = {
            3: (
                (33, (self.indicators, self.departments)),
                (38, (self.tasks,)),
                (30, (self.checklist,)),
            ),
            2: ((1, (self.indicators, self.departments)), (1, (self.tasks, self.checklist))),
            1: ((1, (self.indicators, self.tasks, self.checklist, self.departments)),),
        }[columns]
        for stretch, cards in placed:
            column = QVBoxLayout()
            column.setSpacing(12)
            for card in cards:
                column.addWidget(card, 1 if columns == 3 and card is cards[-1] else 0)
            if columns < 3:
                column.addStretch(1)
            self._columns_line.addLayout(column, stretch)


def _upright() -> QFrame:
    line = QFrame()
    line.setObjectName("hairline")
    line.setFixedWidth(1)
    return line
