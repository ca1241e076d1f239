"""'Kiểm tra sổ': everything that is wrong with the book, in words, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from hxapp import paths
from hxapp.domain.errors import HxError
from hxapp.services import books, repairs
from hxapp.services.checking import Finding, Severity, full_check
from hxapp.services.repairs import Offer
from hxapp.ui import book_menu, check_watch, jobs, messages, palette, room
from hxapp.ui.context import Context
from hxapp.ui.dialogs.form import fill_button
from hxapp.ui.dialogs.lists import list_grid
from hxapp.ui.palette import Tone
from hxapp.ui.signs import Sign
from hxapp.ui.table import Column, Look, TableModel

_LOOKS = {
    Severity.RESTORE: ("Hỏng", Look(sign=Sign.CROSS, sign_tone=Tone.RED)),
    Severity.MEND: ("Cần sửa", Look(sign=Sign.DIAMOND, sign_tone=Tone.AMBER)),
    Severity.NOTE: ("Lưu ý", Look(sign=Sign.RING, sign_tone=Tone.GREY)),
}
_RESTORE = "Khôi phục"
_ORDER = list(Severity)


class ChecksDialog(QDialog):
    """Checks the whole book as it opens, or shows what a check has found; offers the repairs that would help.

    `repaired` tells afterwards whether one was made.
    """

    def __init__(
        self, context: Context, parent: QWidget | None = None, findings: Sequence[Finding] | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        with context.database.read() as session:
            self._book = books.facts(session).identity
        self._job: jobs.Job | None = None
        self.findings: tuple[Finding, ...] | None = None
        self.repaired = False
        self.setWindowTitle("Kiểm tra sổ")
        room.fit(self, 820, 480)
        self.note = QLabel(self)
        self.note.setFont(palette.font(13, bold=True))
        self.note.setWordWrap(True)
        self.model = TableModel(
            (
                Column(
                    "kind",
                    "Mức",
                    lambda row: _LOOKS[row[1].severity][0],
                    lambda row: _ORDER.index(row[1].severity),
                    width=96,
                    fixed=True,
                    look=lambda row: _LOOKS[row[1].severity][1],
                ),
                Column("sentence", "Thấy gì và làm gì", lambda row: row[1].sentence, stretch=True, fixed=True),
            ),
            key=lambda row: row[0],
            owner=self,
        )
        self.grid = list_grid(self.model, "checks", context.preferences, self)
        self._repairs = QWidget(self)
        self._repairs_layout = QGridLayout(self._repairs)
        self._repairs_layout.setContentsMargins(0, 0, 0, 0)
        self._repairs_layout.setColumnStretch(1, 1)
        self.offered: dict[str, QPushButton] = {}
        self.again = QPushButton("Kiểm tra lại", self)
        self.again.clicked.connect(lambda _=False: self.check())
        self.restore = QPushButton("Khôi phục…", self)
        self.restore.clicked.connect(lambda _=False: self._on_restore())
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.again, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.restore, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton("Đóng", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.note)
        layout.addWidget(self.grid, 1)
        layout.addWidget(self._repairs)
        layout.addWidget(buttons)
        if findings is None:
            self._tell("Chưa kiểm tra.")
            QTimer.singleShot(0, self, self._begin)  # once the dialog stands, so that the progress stands over it
        else:
            self._show(tuple(findings))

    def done(self, result: int) -> None:
        """What runs is given up with the dialog."""
        if self._job is not None and self._job.running:
            self._job.cancel()
        self._job = None
        super().done(result)

    def _begin(self) -> None:
        if self.isVisible():  # not closed again before it stood
            self.check()

    def check(self) -> None:
        """Check the whole book in a thread of its own, with progress and 'Hủy'."""
        database = self._context.database
        copies = check_watch.earlier_copies(self._context, self._book)

        def work(report: jobs.Report) -> tuple[Finding, ...]:
            return full_check(database, paths.DB, report, copies.newest())

        self._tell("Đang kiểm tra…")
        self._run(work, self._on_checked, "Kiểm tra sổ")

    def _on_checked(self, findings: tuple[Finding, ...]) -> None:
        check_watch.note_full_check(self._context, self._book)
        self._show(findings)

    def repair(self, offer: Offer) -> None:
        """Do one repair after saying what it will do, and check again."""
        question = f"{offer.title}: {offer.says}\n\nTrước khi sửa, sổ được sao lưu."
        if self.findings is None or not messages.ask(self, question, offer.title):
            return
        findings, now, database = self.findings, self._context.now, self._context.database
        copies = check_watch.earlier_copies(self._context, self._book)

        def work(_report: jobs.Report) -> str:
            with database.job() as job:
                return repairs.repair(job, offer.name, findings, paths.DB, lambda: copies.make(job, now))

        def done(sentence: str) -> None:
            self.repaired = True
            messages.tell(self, sentence)
            self.check()

        self._run(work, done, "Sửa sổ")

    def _run(self, work: Callable[[jobs.Report], Any], done: Callable[[Any], None], title: str) -> None:
        def finished(result: object) -> None:
            if self._job is not None:
                self._job = None
                self._allow()
                done(result)

        def failed(error: Exception) -> None:
            if self._job is None:
                return
            self._job = None
            self._allow()
            self._tell_count()
            if not isinstance(error, HxError):
                raise error  # unexpected: logged and shown by whoever catches what nobody caught
            messages.refuse(self, error)

        job = self._job = self._context.run(work, finished, failed, title=title, parent=self)
        job.finished.connect(self._on_ended)
        self._allow()

    def _on_ended(self) -> None:
        """A check that was given up says nothing more."""
        QTimer.singleShot(0, self, self._after)

    def _after(self) -> None:
        if self._job is not None and not self._job.running:
            self._job = None
            self._tell_count()
            self._allow()

    def _show(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        self.model.set_rows(list(enumerate(findings)))
        self._tell_count()
        self._offer(repairs.offers(findings))
        self._allow()

    def _tell_count(self) -> None:
        if self.findings is None:
            self._tell("Chưa kiểm tra xong. Bấm “Kiểm tra lại” để kiểm tra cả sổ.")
        elif not self.findings:
            self._tell(f"Sổ lành lặn. Đã kiểm tra lúc {self._context.now:%H:%M}.")
        else:
            found = check_watch.said(self.findings).removeprefix("Kiểm tra sổ: ")
            self._tell(f"{found[0].upper()}{found[1:]}")

    def _tell(self, text: str) -> None:
        self.note.setText(text)

    def _offer(self, offers: tuple[Offer, ...]) -> None:
        while (item := self._repairs_layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.offered = {}
        for number, offer in enumerate(offers):
            button = fill_button(QPushButton(offer.title, self._repairs)) if number == 0 else QPushButton(offer.title)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, offer=offer: self.repair(offer))
            says = QLabel(offer.says, self._repairs)
            says.setObjectName("quiet")
            says.setWordWrap(True)
            says.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self._repairs_layout.addWidget(button, number, 0, Qt.AlignmentFlag.AlignTop)
            self._repairs_layout.addWidget(says, number, 1)
            self._context.writes(button)
            self.offered[offer.name] = button
        self._repairs.setVisible(bool(offers))

    def _allow(self) -> None:
        idle = self._job is None
        self.again.setEnabled(idle)
        for button in self.offered.values():
            button.setEnabled(idle and not self._context.read_only)
        self.restore.setVisible(_restoring() is not None)
        self.restore.setEnabled(idle)

    def _on_restore(self) -> None:
        entry, window = _restoring(), self.parentWidget()
        self.reject()
        if entry is not None and window is not None:
            dialog = entry.make(self._context, window)
            dialog.exec()
            dialog.deleteLater()


def _restoring() -> book_menu.Entry | None:
    """The menu's own way to restoring."""
    return next((entry for entry in book_menu.SAFETY if entry.text.startswith(_RESTORE)), None)
