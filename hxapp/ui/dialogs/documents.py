"""'Văn bản nguồn': the documents of the year, and the clauses of the chosen one as a tree."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from hxapp.services import clause_edits, document_edits, documents
from hxapp.services.clause_edits import ClauseLine
from hxapp.services.documents import DocumentRow
from hxapp.ui import messages, palette, room, signs
from hxapp.ui.context import Context
from hxapp.ui.dialogs.clause_table import columns, facts, short_facts
from hxapp.ui.dialogs.lists import list_grid
from hxapp.ui.empty import EmptyState
from hxapp.ui.signs import Sign
from hxapp.ui.table import TableModel

_BIN = "Lấy lại được ở Sổ ▸ Thùng rác."
_LIST_WIDTH = 264


class DocumentsDialog(QDialog):
    """Adds, changes, orders and bins documents and clauses, each in an action of its own.

    `document_id` and `clause_id` are where the clerk stands; given, the dialog opens there.
    """

    def __init__(
        self,
        context: Context,
        parent: QWidget | None = None,
        *,
        document_id: uuid.UUID | None = None,
        clause_id: uuid.UUID | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self._documents: tuple[DocumentRow, ...] = ()
        self._lines: tuple[ClauseLine, ...] = ()
        self.setWindowTitle(f"Văn bản nguồn năm {context.year}")
        self.list = QListWidget(self)
        self.list.setWordWrap(True)
        self.list.setMinimumWidth(_LIST_WIDTH)
        self.list.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName("Các văn bản của năm")
        self.title = QLabel(self)
        self.title.setObjectName("strong")
        self.facts = QLabel(self)
        self.facts.setObjectName("caption")
        for label in (self.title, self.facts):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.model = TableModel(columns(), key=lambda row: row.id, parent=lambda row: row.parent_id, owner=self)
        self.grid = list_grid(self.model, "clauses", context.preferences, self)
        self.empty = EmptyState(self.grid.viewport())
        self._build_actions()
        context.writes(*self.list.actions(), *self.grid.actions())
        self._build_layout()
        room.fit(self, 1000, 580)
        self.list.currentRowChanged.connect(lambda _: self._show_clauses())
        self.list.itemDoubleClicked.connect(lambda _: self.change_document.trigger())
        self.grid.opened.connect(lambda _: self.change_clause.trigger())
        self.grid.removal_asked.connect(self.bin_clause.trigger)
        self.grid.row_changed.connect(lambda _: self._allow())
        self.grid.selectionModel().selectionChanged.connect(lambda *_: self._allow())
        self._reload(document_id or self._document_of(clause_id), clause_id)
        (self.grid if self.model.rows else self.list).setFocus()

    # Building ------------------------------------------------------------------------------------------------------

    def _build_actions(self) -> None:
        on_list, on_grid = partial(self._action, self.list), partial(self._action, self.grid)
        self.new_document = on_list("Thêm văn bản…", Sign.PLUS, self.add_document, "Ins")
        self.change_document = on_list("Sửa…", Sign.PENCIL, self.edit_document, "F2")
        self.bin_document = on_list("Bỏ", Sign.BIN, self.remove_document, "Del")
        self.new_clause = on_grid("Thêm mục…", Sign.PLUS, self.add_clause, "Ins")
        self.new_part = on_grid("Thêm mục con…", Sign.PLUS, self.add_part, "Alt+Ins")
        self.change_clause = on_grid("Sửa…", Sign.PENCIL, self.edit_clause, "F2")
        self.up = on_grid("Lên", Sign.UP, partial(self.step, -1), "Alt+Up")
        self.down = on_grid("Xuống", Sign.DOWN, partial(self.step, 1), "Alt+Down")
        self.outward = on_grid("Ra ngoài", Sign.LEFT, partial(self.change_level, False), "Alt+Left")
        self.inward = on_grid("Vào trong", Sign.RIGHT, partial(self.change_level, True), "Alt+Right")
        self.bin_clause = on_grid("Bỏ", Sign.BIN, self.remove_clauses, "")
        for action, tip in (
            (self.new_document, "Thêm văn bản của năm (Insert)"),
            (self.change_document, "Sửa văn bản đang chọn (F2)"),
            (self.bin_document, "Bỏ văn bản vào thùng rác (Del)"),
            (self.new_clause, "Thêm mục ngang cấp, ngay sau mục đang chọn (Insert)"),
            (self.new_part, "Thêm mục nằm trong mục đang chọn (Alt+Insert)"),
            (self.change_clause, "Sửa số, tên, mục tiêu của mục (F2)"),
            (self.up, "Đưa mục lên trên (Alt+↑)"),
            (self.down, "Đưa mục xuống dưới (Alt+↓)"),
            (self.outward, "Đưa mục ra ngoài một cấp (Alt+←)"),
            (self.inward, "Đưa mục vào trong mục ngay trên nó (Alt+→)"),
            (self.bin_clause, "Bỏ mục vào thùng rác (Del)"),
        ):
            action.setToolTip(tip)

    def _action(self, owner: QWidget, text: str, sign: Sign, done: Callable[[], object], keys: str) -> QAction:
        action = QAction(signs.icon(sign, palette.SECOND, 11), text, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda _=False: done())
        owner.addAction(action)
        return action

    def _build_layout(self) -> None:
        heading = QLabel(f"Văn bản của năm {self.context.year}", self)
        heading.setObjectName("strong")
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(heading)
        left.addWidget(self.list, 1)
        left.addLayout(self._line((self.new_document, self.change_document, self.bin_document)))
        frame = QFrame(self)
        frame.setObjectName("card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.grid)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(self.title)
        right.addWidget(self.facts)
        right.addWidget(frame, 1)
        moves = (self.up, self.down, self.outward, self.inward)
        right.addLayout(self._line((self.new_clause, self.new_part, self.change_clause, self.bin_clause), moves))
        both = QHBoxLayout()
        both.setSpacing(14)
        both.addLayout(left)
        both.addLayout(right, 1)
        buttons = QDialogButtonBox(self)
        close = buttons.addButton("Đóng", QDialogButtonBox.ButtonRole.RejectRole)
        close.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(10)
        layout.addLayout(both, 1)
        layout.addWidget(buttons)

    def _line(self, actions: tuple[QAction, ...], icons: tuple[QAction, ...] = ()) -> QHBoxLayout:
        """A line of buttons; those of `icons` stand at the right by their signs alone."""
        line = QHBoxLayout()
        line.setSpacing(2)
        for action in (*actions, *icons):
            button = QToolButton(self)
            button.setObjectName("stripButton")
            button.setDefaultAction(action)
            button.setAccessibleName(action.text().removesuffix("…"))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            if action in icons:
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            else:
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            if icons and action is icons[0]:
                line.addStretch(1)
            line.addWidget(button)
        if not icons:
            line.addStretch(1)
        return line

    # Showing -------------------------------------------------------------------------------------------------------

    @property
    def document(self) -> DocumentRow | None:
        """The chosen document."""
        number = self.list.currentRow()
        return self._documents[number] if 0 <= number < len(self._documents) else None

    @property
    def document_id(self) -> uuid.UUID | None:
        return None if self.document is None else self.document.id

    @property
    def clause(self) -> ClauseLine | None:
        """The clause where the clerk stands."""
        row = self.grid.current_row()
        return row if isinstance(row, ClauseLine) else None

    @property
    def clause_id(self) -> uuid.UUID | None:
        return None if self.clause is None else self.clause.id

    def _document_of(self, clause_id: uuid.UUID | None) -> uuid.UUID | None:
        if clause_id is None:
            return None
        with self.context.database.read() as session:
            held = documents.list_documents(session, self.context.year)
            return next((one.id for one in held for c in documents.clauses(session, one.id) if c.id == clause_id), None)

    def _reload(self, document_id: uuid.UUID | None, clause_id: uuid.UUID | None = None) -> None:
        """Read the book anew and stand there, else in the first document."""
        with self.context.database.read() as session:
            self._documents = documents.list_documents(session, self.context.year)
        blocked = self.list.blockSignals(True)
        self.list.clear()
        for row in self._documents:
            item = QListWidgetItem(f"{row.title}\n{short_facts(row)}")
            item.setToolTip(row.title)
            self.list.addItem(item)
        numbers = [number for number, one in enumerate(self._documents) if one.id == document_id]
        self.list.setCurrentRow(numbers[0] if numbers else 0 if self._documents else -1)
        self.list.blockSignals(blocked)
        self._show_clauses(clause_id)

    def _show_clauses(self, clause_id: uuid.UUID | None = None) -> None:
        chosen = self.document
        self._lines = ()
        self.title.setText("")
        self.facts.setText("")
        if chosen is not None:
            with self.context.database.read() as session:
                self._lines = clause_edits.list_lines(session, chosen.id)
                edit = document_edits.edit_of(session, chosen.id)
                named = dict(document_edits.others(session, chosen.id))
            self.title.setText(chosen.title)
            links = ((edit.concretises_id, "cụ thể hóa"), (edit.amends_id, "sửa đổi, bổ sung"))
            linked = [f"{word} “{named[key]}”" for key, word in links if key in named]
            self.facts.setText(" · ".join([*facts(chosen), *linked]))
        self.title.setVisible(chosen is not None)
        self.facts.setVisible(chosen is not None)
        self.model.set_rows(self._lines)
        if clause_id is not None:
            self.grid.show_key(clause_id)
        self._show_emptiness()
        self._allow()

    def _show_emptiness(self) -> None:
        if self.document is None:
            self.empty.say(
                f"Năm {self.context.year} chưa có văn bản nguồn nào. Hãy thêm nghị quyết, kế hoạch hoặc quyết định "
                "giao chỉ tiêu của năm, rồi thêm các mục của nó.",
                [self.new_document],
            )
        else:
            self.empty.say(
                "Văn bản này chưa có mục nào. Hãy thêm các mục như văn bản chia (A, A.I, A.II…): "
                "chỉ tiêu và nhiệm vụ sẽ đứng dưới mục của mình.",
                [self.new_clause],
            )
        self.empty.setVisible(not self._lines)

    def _allow(self) -> None:
        document, clause = self.document is not None, self.clause is not None
        for action in (self.change_document, self.bin_document, self.new_clause):
            action.setEnabled(document)
        for action in (self.new_part, self.change_clause, self.bin_clause):
            action.setEnabled(clause)
        beside = [one.id for one in self._lines if self.clause and one.parent_id == self.clause.parent_id]
        self.up.setEnabled(clause and beside[0] != self.clause_id)
        self.down.setEnabled(clause and beside[-1] != self.clause_id)
        self.inward.setEnabled(clause and beside[0] != self.clause_id)
        self.outward.setEnabled(self.clause is not None and self.clause.parent_id is not None)

    # Documents -----------------------------------------------------------------------------------------------------

    def add_document(self) -> None:
        """Ask for a new document of the year, and stand in it."""
        self._ask_document(None)

    def edit_document(self) -> None:
        """Change the chosen document."""
        if self.document is not None:
            self._ask_document(self.document.id)

    def _ask_document(self, held_id: uuid.UUID | None) -> None:
        from hxapp.ui.dialogs.edit_document import DocumentDialog

        dialog = DocumentDialog(self.context, held_id, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._reload(dialog.document_id, self.clause_id)
            if self.document_id != dialog.document_id:
                messages.tell(
                    self, f"Văn bản đã ghi, nhưng không áp dụng cho năm {self.context.year}: chọn năm khác để thấy nó."
                )
            elif not self._lines:
                self.grid.setFocus()
        dialog.deleteLater()

    def remove_document(self) -> None:
        """Put the chosen document into the bin, after telling what goes with it."""
        chosen = self.document
        if chosen is None:
            return
        with self.context.database.read() as session:
            along = document_edits.carried(session, [chosen.id]).text
        with_it = f", cùng {along} của nó" if along else ""
        if messages.ask(self, f"Bỏ văn bản “{chosen.title}” vào thùng rác{with_it}? {_BIN}", "Bỏ vào thùng rác"):
            with messages.refusing(self):
                with self.context.database.begin(f"Bỏ văn bản “{chosen.title}” vào thùng rác") as session:
                    document_edits.remove(session, [chosen.id], self.context.now)
                self._reload(None)

    # Clauses -------------------------------------------------------------------------------------------------------

    def add_clause(self) -> None:
        """Ask for a clause behind the one where the clerk stands."""
        beside = self.clause
        self._ask_clause(beside.parent_id if beside is not None else None, beside.id if beside is not None else None)

    def add_part(self) -> None:
        """Ask for a clause under the one where the clerk stands."""
        if self.clause is not None:
            self._ask_clause(self.clause.id, None)

    def _ask_clause(self, parent_id: uuid.UUID | None, after_id: uuid.UUID | None) -> None:
        from hxapp.ui.dialogs.edit_clause import ClauseDialog

        if self.document is None:
            self.add_document()  # a clause needs its document first
            return
        self._ran(
            ClauseDialog(
                self.context, self.document.id, self._lines, parent_id=parent_id, after_id=after_id, parent=self
            )
        )

    def edit_clause(self) -> None:
        """Change the clause where the clerk stands."""
        from hxapp.ui.dialogs.edit_clause import ClauseDialog

        if self.document is not None and self.clause is not None:
            self._ran(ClauseDialog(self.context, self.document.id, self._lines, held=self.clause, parent=self))

    def _ran(self, dialog: Any) -> None:
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._reload(self.document_id, dialog.clause_id)
            self.grid.setFocus()
        dialog.deleteLater()

    def step(self, by: int) -> None:
        """Move the clause up (-1) or down (1) among those beside it."""
        self._change("Đổi thứ tự mục", lambda session, key: clause_edits.step(session, key, by))

    def change_level(self, inward: bool) -> None:
        """Move the clause into the one before it, or out of the one it stands in."""
        moved = clause_edits.move_in if inward else clause_edits.move_out
        self._change("Chuyển cấp của mục", moved)

    def _change(self, action: str, change: Callable[[Any, uuid.UUID], bool]) -> None:
        key = self.clause_id
        if key is None:
            return
        with messages.refusing(self):
            with self.context.database.begin(action) as session:
                change(session, key)
            self._reload(self.document_id, key)

    def remove_clauses(self) -> None:
        """Put the selected clauses into the bin, after telling what goes with them."""
        rows = [row for row in self.grid.selected_rows() if isinstance(row, ClauseLine)]
        if not rows:
            return
        ids = [row.id for row in rows]
        with self.context.database.read() as session:
            along = clause_edits.carried(session, ids).text
        what = f"mục “{rows[0].number} {rows[0].title}”" if len(rows) == 1 else f"{len(rows)} mục"
        with_it = f", cùng {along} bên dưới" if along else ""
        if messages.ask(self, f"Bỏ {what} vào thùng rác{with_it}? {_BIN}", "Bỏ vào thùng rác"):
            with messages.refusing(self):
                with self.context.database.begin(f"Bỏ {what} vào thùng rác") as session:
                    clause_edits.remove(session, ids, self.context.now)
                self._reload(self.document_id)


def open_documents(context: Context, parent: QWidget, clause_id: uuid.UUID | None = None) -> None:
    """Show the documents of the year, standing in that clause."""
    dialog = DocumentsDialog(context, parent, clause_id=clause_id)
    dialog.exec()
    dialog.deleteLater()
