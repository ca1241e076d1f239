"""Where an indicator or a task stands: the document (văn bản nguồn) of the year, and a clause (mục) of it."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout

from hxapp.domain.documents import DocumentKind
from hxapp.domain.words import match_key
from hxapp.services import document_edits, documents
from hxapp.services.documents import ClauseRow, DocumentRow
from hxapp.ui import palette, signs
from hxapp.ui.choices import ChoiceBox
from hxapp.ui.context import Context
from hxapp.ui.dialogs.form import FormDialog
from hxapp.ui.signs import Sign

Place = tuple[uuid.UUID | None, uuid.UUID | None]  # the clause, or without one the document before it
NO_CLAUSE = "(không theo mục nào)"
LIST_WIDTH = 460  # a list opens wider than its field: titles of clauses are long


class PlaceFields:
    """Two fields of a form, 'document_id' and 'clause_id', and the way to the documents themselves.

    `arisen` lets the clerk say that no document asks for it (nhiệm vụ phát sinh). Without any document in the year an
    indicator's is made when it is saved, and the field says so.
    """

    def __init__(self, dialog: FormDialog, context: Context, *, arisen: bool) -> None:
        self._dialog, self._context, self._arisen = dialog, context, arisen
        self._documents: tuple[DocumentRow, ...] = ()
        self._clauses: dict[uuid.UUID, tuple[ClauseRow, ...]] = {}
        self.document = dialog.add_choice("document_id", "Văn bản nguồn", ())
        self.clause = dialog.add_choice("clause_id", "Mục", ())
        for field in (self.document, self.clause):
            _box(field).view().setMinimumWidth(LIST_WIDTH)
        _box(self.document).currentIndexChanged.connect(lambda _: self._offer_clauses(None))
        self._add_button()
        self._read()

    def _add_button(self) -> None:
        """A pencil behind the clause: documents and clauses can be added and changed at once."""
        button = QToolButton(self._dialog)
        button.setObjectName("stripButton")
        button.setIcon(signs.icon(Sign.PENCIL, palette.SECOND, 11))
        button.setToolTip("Thêm, sửa văn bản nguồn và các mục")
        button.setAccessibleName(button.toolTip())
        button.clicked.connect(lambda _=False: self.edit_documents())
        layout = self.clause.layout()
        assert isinstance(layout, QVBoxLayout)
        at = layout.indexOf(self.clause.editor)
        layout.removeWidget(self.clause.editor)
        line = QHBoxLayout()
        line.setSpacing(2)
        line.addWidget(self.clause.editor, 1)
        line.addWidget(button)
        layout.insertLayout(at, line)
        self.button = button

    def _read(self) -> None:
        year = self._context.year
        with self._context.database.read() as session:
            self._documents = documents.list_documents(session, year)
            self._clauses = {one.id: documents.clauses(session, one.id) for one in self._documents}
        titles = Counter(one.title for one in self._documents)
        choices: list[tuple[Any, str]] = [
            (one.id, f"{one.title} (số {one.number})" if titles[one.title] > 1 and one.number else one.title)
            for one in self._documents
        ]
        if self._arisen:
            choices.insert(0, (None, "(không có: nhiệm vụ phát sinh)"))
        elif not choices:
            title = document_edits.usual_title(DocumentKind.RESOLUTION, year)
            choices.append((None, f"(tạo “{title}”)"))
        _box(self.document).set_choices(choices)

    def _offer_clauses(self, clause_id: uuid.UUID | None) -> None:
        held = self._clauses.get(self._dialog.value("document_id"), ())
        _box(self.clause).set_choices([(None, NO_CLAUSE), *((one.id, f"{one.number} {one.title}") for one in held)])
        self.clause.fill(clause_id)
        self.clause.editor.setEnabled(bool(held))

    def fill(self, document_id: uuid.UUID | None, clause_id: uuid.UUID | None = None) -> None:
        """Offer that place; the document is that of the clause."""
        found = next((key for key, held in self._clauses.items() if clause_id in {one.id for one in held}), document_id)
        self.document.fill(found)
        if _box(self.document).currentIndex() < 0:
            _box(self.document).setCurrentIndex(0)
        self._offer_clauses(clause_id)

    def fill_first(self) -> None:
        """Offer the year's first document, and there the clause that holds its indicators, told by its title."""
        first = next(iter(self._documents), None)
        held = () if first is None or self._arisen else self._clauses[first.id]
        clause = [one.id for one in held if "chi tieu" in match_key(one.title)]
        self.fill(None if first is None else first.id, clause[-1] if clause else None)

    def chosen(self) -> Place:
        """Document and clause as `TaskEdit` and `IndicatorEdit` hold them: the clause, or without one the document."""
        clause_id = self._dialog.value("clause_id")
        return (None, clause_id) if clause_id is not None else (self._dialog.value("document_id"), None)

    def edit_documents(self) -> None:
        """Open the documents, and offer afterwards where the clerk stood there."""
        from hxapp.ui.dialogs.documents import DocumentsDialog

        at = self._dialog.value("document_id"), self._dialog.value("clause_id")
        dialog = DocumentsDialog(self._context, self._dialog, document_id=at[0], clause_id=at[1])
        dialog.exec()
        after = dialog.document_id, dialog.clause_id
        dialog.deleteLater()
        self._read()
        self.fill(*(after if after[0] is not None else at))


def place_choices(session: Any, year: int) -> list[tuple[Place, str]]:
    """The places of a task as one list: arisen, each document of the year, each of its clauses."""
    found: list[tuple[Place, str]] = [((None, None), "(nhiệm vụ phát sinh)")]
    held = documents.list_documents(session, year)
    for document in held:
        after = f" – {document.title}" if len(held) > 1 else ""
        found.append(((document.id, None), f"{document.title} {NO_CLAUSE}"))
        found += [
            ((None, one.id), f"{one.number} {one.title}{after}") for one in documents.clauses(session, document.id)
        ]
    return found


def _box(field: Any) -> ChoiceBox:
    editor = field.editor
    assert isinstance(editor, ChoiceBox)
    return editor
