"""What stands over the checklist: the set's title and basis, how many are met, the squares, and the round."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from hxapp.domain.checklist import Tally
from hxapp.services.checklist import CriterionRow, RoundRow, SetRow, tally_of
from hxapp.ui import palette, signs
from hxapp.ui.choices import ChoiceBox
from hxapp.ui.signs import Sign
from hxapp.ui.squares import Squares, groups_of

_ROOM_FOR_TITLE = 280  # under this the rest gives way: first the squares, each of which is a row below
_LEAST_TITLE = 160  # narrower, its lines would make the whole window higher until the rest has given way
_NEW_ROUND = "Mở vòng mới…"


class ChecklistHead(QFrame):
    """Signals: `set_chosen(SetRow)`, `round_chosen(RoundRow)`, `round_wanted()`: a new round is asked for,
    `square_chosen(id)`."""

    set_chosen = Signal(object)
    round_chosen = Signal(object)
    round_wanted = Signal()
    square_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tabHead")
        self.setMinimumWidth(300)  # it folds; its widgets must not keep the window wide
        self.title = QLabel(self)
        self.title.setFont(palette.font(13, bold=True))
        self.sets = ChoiceBox(parent=self)
        self.sets.setAccessibleName("Bộ tiêu chí")
        self.sets.activated.connect(lambda _: self.set_chosen.emit(self.sets.value()))
        self.basis = QLabel(self)
        self.basis.setObjectName("caption")
        for label in (self.title, self.basis):
            label.setWordWrap(True)
            label.setMinimumWidth(_LEAST_TITLE)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.count = QLabel(self)
        self.count.setFont(palette.font(22, bold=True))
        self.counted = QLabel(self)
        self.counted.setFont(palette.font(12, bold=True))
        self.stated = QLabel(self)
        self.stated.setObjectName("caption")
        self.squares = Squares(self)
        self.squares.chosen.connect(self.square_chosen)
        self.rounds = ChoiceBox(parent=self)
        self.rounds.setAccessibleName("Vòng đánh giá")
        self.rounds.setToolTip("Vòng đánh giá")
        self.rounds.setMinimumWidth(200)
        self.rounds.setMaximumWidth(280)
        self.rounds.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        self.rounds.activated.connect(lambda _: self.round_chosen.emit(self.rounds.value()))
        self.new_round = QPushButton(_NEW_ROUND, self)
        self.new_round.setAccessibleName(_NEW_ROUND)
        self.new_round.clicked.connect(lambda _=False: self.round_wanted.emit())
        line = self._line = QHBoxLayout(self)
        line.setContentsMargins(14, 6, 10, 6)
        line.setSpacing(14)
        self.more = QToolButton(self)
        self.more.setObjectName("stripButton")
        self.more.setIcon(signs.icon(Sign.MORE, palette.SECOND, 11))
        self.more.setToolTip("Sửa, bỏ bộ tiêu chí và vòng đánh giá")
        self.more.setAccessibleName(self.more.toolTip())
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(QMenu(self.more))
        self.more.hide()
        line.addLayout(_stacked(self.title, self.sets, self.basis), 1)
        line.addWidget(self.count)
        line.addLayout(_stacked(self.counted, self.stated))
        line.addWidget(self.squares)
        chooser = QHBoxLayout()
        chooser.setSpacing(6)
        chooser.addWidget(self.rounds)
        chooser.addWidget(self.new_round)
        chooser.addWidget(self.more)
        line.addLayout(chooser)

    def offer(self, *groups: Sequence[QAction]) -> None:
        """What can be done with the set and its rounds, behind a button of its own."""
        menu = self.more.menu()
        menu.clear()
        for group in groups:
            menu.addSeparator()
            menu.addActions(group)
        self.more.show()

    def show_sets(self, sets: Sequence[SetRow], chosen: SetRow | None) -> None:
        """The set's own title; a list of them where the year has several."""
        same = len({one.title for one in sets}) < len(sets)
        self.sets.set_choices([(one, f"{one.title} ({one.basis})" if same else one.title) for one in sets])
        self.sets.choose(chosen)
        self.sets.setVisible(len(sets) > 1)
        self.title.setVisible(len(sets) <= 1)
        self.title.setText(chosen.title if chosen is not None else "Chưa có bộ tiêu chí")
        unsure = chosen is not None and chosen.needs_confirmation
        self.basis.setText(chosen.basis if chosen is not None else "Thêm bộ tiêu chí bằng nút ở giữa trang.")
        self.basis.setVisible(bool(self.basis.text()))
        self.basis.setToolTip("Vòng nhỏ cạnh mã: dòng cần đối chiếu với văn bản gốc" if unsure else "")
        self.new_round.setEnabled(chosen is not None)

    def show_rounds(self, rounds: Sequence[RoundRow], chosen: RoundRow | None, until: str) -> None:
        """The rounds, the latest first; without one up to the period the list says so."""
        self.rounds.set_choices([(one, one.name) for one in reversed(rounds)])
        self.rounds.setPlaceholderText(f"chưa có vòng nào đến {until}" if rounds else "chưa có vòng nào")
        self.rounds.choose(chosen)
        self.rounds.setEnabled(bool(rounds))

    def show_tally(self, rows: Sequence[CriterionRow], of: SetRow | None, held: RoundRow | None) -> None:
        """'21/24 tiêu chí đạt', and what the document says of it."""
        tally = tally_of(rows)
        self.count.setText(tally.text if held is not None else f"–/{tally.total}")
        self.counted.setText(f"{of.criterion_word.lower()} đạt" if of is not None else "")
        self.stated.setText(_statement(of, tally, held))
        self.squares.set_groups(groups_of(rows))
        for widget in (self.count, self.counted, self.stated, self.squares):
            widget.setVisible(bool(rows))
        self._give_way()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_way()

    def _give_way(self) -> None:
        """Room for the title: without the squares, then the words of the button, then what the document says.

        Counted before anything is shown or hidden: either lays the window out anew at once.
        """
        words = max(one.sizeHint().width() for one in (self.counted, self.stated))
        short = self.new_round.fontMetrics().horizontalAdvance(_NEW_ROUND)
        spare = self.width() - self._line.contentsMargins().left() - self._line.contentsMargins().right()
        spare -= self.count.sizeHint().width() + words + self.rounds.sizeHint().width()
        spare -= self.new_round.sizeHint().width() + self.more.sizeHint().width() + 5 * self._line.spacing()
        if self.new_round.text() != _NEW_ROUND:
            spare -= short
        squares = self.squares.sizeHint().width()
        with_squares = bool(squares) and spare - squares - self._line.spacing() >= _ROOM_FOR_TITLE
        with_words = with_squares or spare >= _ROOM_FOR_TITLE
        with_statement = with_words or spare + short >= _ROOM_FOR_TITLE
        self.squares.setVisible(with_squares)
        self.new_round.setText(_NEW_ROUND if with_words else "+")
        self.new_round.setToolTip("" if with_words else _NEW_ROUND)
        self.stated.setVisible(with_statement and not self.count.isHidden())
        self.counted.setToolTip("" if with_statement else self.stated.text())


def _stacked(*widgets: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addStretch(1)
    for widget in widgets:
        column.addWidget(widget, 0, Qt.AlignmentFlag(0))
    column.addStretch(1)
    return column


def _statement(of: SetRow | None, tally: Tally, held: RoundRow | None) -> str:
    """'Nghị quyết nêu 20/24, thêm 1': a document's words beside our count, never mixed with it."""
    if of is None:
        return ""
    if not of.statement:
        return "" if held is not None else "chưa có vòng đánh giá"
    met, _, total = of.statement.partition("/")
    more = ""
    if held is not None and total == str(tally.total) and met.isdecimal() and tally.met != int(met):
        step = tally.met - int(met)
        more = f", thêm {step}" if step > 0 else f", kém {-step}"
    return f"Nghị quyết nêu {of.statement}{more}"
