"""The bar at the head of the window: the book's menu, the tabs, year and period, and the search field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QToolButton,
    QWidget,
)

from hxapp.domain.indicators import Stage
from hxapp.domain.periods import Period, PeriodKind, periods_of
from hxapp.ui import palette, signs
from hxapp.ui.cells import advance
from hxapp.ui.choices import ChoiceBox
from hxapp.ui.labels import capital
from hxapp.ui.signs import Sign

_HEIGHT = 40
PRACTICE = "Sổ thực hành – số liệu không có thật"
_PRACTICE_SHORT = "Sổ thực hành"


class _Search(QLineEdit):
    """The search field; Escape empties it, then leaves it."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class TopBar(QFrame):
    """Signals: `tab_chosen(number)`, `year_chosen(int)`, `period_chosen(Period)`, `stage_chosen(Stage)`,
    `searched(text)`, `search_left()`. Narrow: the practice mark gets short and the field becomes a button."""

    tab_chosen = Signal(int)
    year_chosen = Signal(int)
    period_chosen = Signal(object)
    stage_chosen = Signal(object)
    searched = Signal(str)
    search_left = Signal()

    def __init__(self, titles: Sequence[str], menu: QMenu, practice: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.setFixedHeight(_HEIGHT)
        self.setMinimumWidth(300)  # it folds; its widgets must not keep the window wide
        self._wanted = False
        self._menu_button = QToolButton(self)
        self._menu_button.setObjectName("menuButton")
        self._menu_button.setText("Sổ")
        self._menu_button.setIcon(signs.icon(Sign.MENU, palette.SECOND, 12))
        self._menu_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu_button.setMenu(menu)
        self._menu_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._menu_button.setToolTip("Mở, tạo, nhập, xuất và in (Alt+S)")
        self._menu_button.setShortcut("Alt+S")
        layout = self._row = QHBoxLayout(self)
        layout.setContentsMargins(10, 0, 10, 0)
        layout.setSpacing(6)
        layout.addWidget(self._menu_button)
        line = QFrame(self)
        line.setObjectName("hairline")
        line.setFixedSize(1, 18)
        layout.addWidget(line)
        self._tabs = QButtonGroup(self)
        for number, title in enumerate(titles):
            layout.addWidget(self._tab_button(number, title))
        layout.addStretch(1)
        self.practice = QLabel(PRACTICE, self)
        self.practice.setObjectName("practice")
        self.practice.setToolTip("Mọi số liệu trong sổ này là bịa ra để tập làm quen.")
        self.practice.setVisible(practice)
        self._is_practice = practice
        layout.addWidget(self.practice, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addSpacing(4)
        self._label = QLabel("Kỳ", self)
        self._label.setObjectName("caption")
        layout.addWidget(self._label)
        self.period = self._combo("Kỳ báo cáo")
        self.year = self._combo("Năm")
        self.stage = self._combo("Số ước hay số chính thức")
        self.stage.set_choices([(stage, capital(stage.label)) for stage in (Stage.FINAL, Stage.ESTIMATE)])
        for combo in (self.period, self.year, self.stage):
            layout.addWidget(combo)
        self.folded = QToolButton(self)
        self.folded.setObjectName("menuButton")
        self.folded.setIcon(signs.icon(Sign.MORE, palette.SECOND, 12))
        self.folded.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.folded.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.folded.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.folded.setToolTip("Số ước hay số chính thức, năm")
        self._folded_menu = QMenu(self.folded)
        self._folded_menu.aboutToShow.connect(self._fill_folded)
        self.folded.setMenu(self._folded_menu)
        self.folded.hide()
        layout.addWidget(self.folded)
        self.search = _Search(self)
        self.search.setObjectName("search")
        self.search.setPlaceholderText("Tìm, không cần dấu (Ctrl+F)")
        self.search.setAccessibleName("Tìm trong bảng")
        self.search.addAction(
            QAction(signs.icon(Sign.SEARCH, palette.THIRD, 12), "", self.search),
            QLineEdit.ActionPosition.LeadingPosition,
        )
        self.search.setFixedWidth(212)
        self.search.textChanged.connect(self.searched)
        # Its cross comes with the first letter: loading that picture takes a hundredth of the program's start.
        self.search.textChanged.connect(lambda: self.search.setClearButtonEnabled(True))
        self.search.left.connect(self._on_search_left)
        layout.addWidget(self.search)
        self._search_button = QToolButton(self)
        self._search_button.setObjectName("menuButton")
        self._search_button.setIcon(signs.icon(Sign.SEARCH, palette.SECOND, 13))
        self._search_button.setToolTip("Tìm, không cần dấu (Ctrl+F)")
        self._search_button.clicked.connect(self.start_search)
        self._search_button.hide()
        layout.addWidget(self._search_button)
        self.year.activated.connect(lambda _: self.year_chosen.emit(self.year.value()))
        self.period.activated.connect(lambda _: self.period_chosen.emit(self.period.value()))
        self.stage.activated.connect(lambda _: self.stage_chosen.emit(self.stage.value()))

    def _tab_button(self, number: int, title: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("tabButton")
        button.setText(title)
        button.setCheckable(True)
        button.setFixedHeight(_HEIGHT - 1)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip("Ctrl+PgUp, Ctrl+PgDn để chuyển qua lại")
        button.clicked.connect(lambda: self.tab_chosen.emit(number))
        # Room for the semibold title of the chosen tab, so that the others do not move.
        button.setMinimumWidth(round(advance(title, palette.font(12, bold=True))) + 28)
        self._tabs.addButton(button, number)
        return button

    def _combo(self, name: str) -> ChoiceBox:
        combo = ChoiceBox(parent=self)
        combo.setAccessibleName(name)
        combo.setToolTip(name)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        combo.setMaxVisibleItems(24)
        return combo

    # What the window says ------------------------------------------------------------------------------------------

    def show_tab(self, number: int, searchable: bool) -> None:
        """Mark the tab that is shown."""
        self._tabs.button(number).setChecked(True)
        self.search.setEnabled(searchable)
        self._search_button.setEnabled(searchable)

    def show_place(self, years: Sequence[int], period: Period, stage: Stage) -> None:
        """Show the year, the period and the stage, with what can be chosen."""
        blockers = [QSignalBlocker(combo) for combo in (self.year, self.period, self.stage)]
        self.year.set_choices([(year, f"Năm {year}") for year in sorted({*years, period.year}, reverse=True)])
        self.year.choose(period.year)
        offered = periods_of(period.year)
        offered = offered if period in offered else (*offered, period)
        self.period.set_choices([(one, _period_word(one)) for one in offered])
        self.period.choose(period)
        self.stage.choose(stage)
        self.folded.setText(capital(stage.label) if stage is Stage.ESTIMATE else "")
        del blockers
        self._fit()

    def start_search(self) -> None:
        """Put the cursor into the search field (Ctrl+F), showing it where it is folded away."""
        if self.search.isEnabled():
            self._wanted = True
            self._fit()
            self.search.setFocus()
            self.search.selectAll()

    def _on_search_left(self) -> None:
        self._wanted = bool(self.search.text())
        self._fit()
        self.search_left.emit()

    def _fill_folded(self) -> None:
        """The choices that have no room in the bar."""
        self._folded_menu.clear()
        for combo, chosen in ((self.stage, self.stage_chosen), (self.year, self.year_chosen)):
            if not combo.isHidden():
                continue
            self._folded_menu.addSeparator()
            for value, word in combo.choices():
                action = self._folded_menu.addAction(word)
                action.setCheckable(True)
                action.setChecked(value == combo.value())
                action.triggered.connect(lambda _=False, chosen=chosen, value=value: chosen.emit(value))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Fold what gives way first, until the rest fits: the field, the long practice mark, 'Kỳ', the stage, the year.

        At last the practice mark goes: the window's title says it too.
        """
        field = self._wanted or bool(self.search.text())
        for step in range(7):
            self.search.setVisible(field or step == 0)
            self._search_button.setVisible(not (field or step == 0))
            self.practice.setText(PRACTICE if step < 2 else _PRACTICE_SHORT)
            self._label.setVisible(step < 3)
            self._row.setSpacing(6 if step < 3 else 2)
            self.stage.setVisible(step < 4)
            self.folded.setVisible(step >= 4)
            self.year.setVisible(step < 5)
            self.practice.setVisible(self._is_practice and step < 6)
            self._row.invalidate()
            if self._row.minimumSize().width() <= self.width():
                break


def _period_word(period: Period) -> str:
    """The period without its year, which stands beside it ('Quý III', '6 tháng đầu năm')."""
    if period.kind is PeriodKind.SPAN:
        return period.label
    if period.kind is PeriodKind.YEAR:
        return "Cả năm"
    word = period.short_label
    return capital(word)
