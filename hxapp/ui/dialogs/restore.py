"""'Khôi phục từ bản sao lưu': the backups of a book, what each would lose, a rehearsal, and the choice of one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from hxapp import disks, paths
from hxapp.domain.errors import HxError
from hxapp.domain.words import format_date, format_number
from hxapp.services import backups, restoring, salvaging
from hxapp.services.backups import BackupFacts, Broken
from hxapp.services.restoring import Lost
from hxapp.services.salvaging import Rescue
from hxapp.ui import bookshelf, files, jobs, messages, room
from hxapp.ui.dialogs.form import fill_button
from hxapp.ui.dialogs.lists import list_grid
from hxapp.ui.palette import Tone
from hxapp.ui.preferences import Preferences
from hxapp.ui.table import Align, Column, Look, TableModel

_SHOWN = 6


class RestoreDialog(QDialog):
    """Lists what the book at `path` can be brought back from; the book may be open, closed, damaged or gone.

    A `damaged` one can also be salvaged: what can still be read becomes a new book beside it.

    Signals: `chosen(BackupFacts)`: this one shall be restored; `opened_wanted(Path)`: the salvaged book shall be
    opened. Whoever shows the dialog does it, once it is closed.
    """

    chosen = Signal(object)
    opened_wanted = Signal(object)

    def __init__(
        self,
        path: Path,
        preferences: Preferences,
        now: dt.datetime,
        parent: QWidget | None = None,
        *,
        damaged: bool = False,
    ) -> None:
        super().__init__(parent)
        self._path, self._now, self._preferences, self._damaged = path, now, preferences, damaged
        self._lost: dict[Path, Lost] = {}
        self.setWindowTitle("Khôi phục từ bản sao lưu")
        room.fit(self, 980, 520)
        self.note = QLabel(self)
        self.note.setObjectName("quiet")
        self.note.setWordWrap(True)
        self.model = TableModel(self._columns(), key=lambda row: row.path, owner=self)
        self.grid = list_grid(self.model, "backups", preferences, self)
        self.loss = QLabel(self)
        self.loss.setWordWrap(True)
        self.restore = fill_button(QPushButton("Khôi phục bản này…", self))
        self.rehearse = QPushButton("Thử khôi phục", self)
        self.other = QPushButton("Chọn tệp khác…", self)
        self.salvage = QPushButton("Cứu dữ liệu…", self)
        self.salvage.setToolTip("Đọc những gì còn đọc được trong tệp sổ hỏng và ghi vào một sổ mới bên cạnh")
        self.salvage.setVisible(damaged)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.restore, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.rehearse, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.other, QDialogButtonBox.ButtonRole.ActionRole)
        if damaged:
            buttons.addButton(self.salvage, QDialogButtonBox.ButtonRole.ActionRole)
        close = buttons.addButton("Đóng", QDialogButtonBox.ButtonRole.RejectRole)
        for button in (self.rehearse, self.other, self.salvage, close):
            button.setAutoDefault(False)
        self.restore.clicked.connect(lambda _=False: self.choose())
        self.rehearse.clicked.connect(lambda _=False: self.try_out())
        self.other.clicked.connect(lambda _=False: self.choose_file())
        self.salvage.clicked.connect(lambda _=False: self.rescue())
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.note)
        layout.addWidget(self.grid, 1)
        layout.addWidget(self.loss)
        layout.addWidget(buttons)
        self.grid.row_changed.connect(lambda _: self._show_loss())
        self.reload()

    def _columns(self) -> tuple[Column, ...]:
        def look(row: BackupFacts | Broken) -> Look:
            return Look(tone=Tone.SECOND) if isinstance(row, Broken) else Look()

        def tip(row: BackupFacts | Broken) -> str:
            return str(row.path)

        right = Align.RIGHT
        return (
            Column("when", "Lúc", self._when, lambda row: row.made_at, "", 130, fixed=True, look=look, tip=tip),
            Column("why", "Lý do", _reason, width=150, look=look),
            Column("size", "Dung lượng", _size, lambda row: row.size, width=90, align=right, look=look),
            Column("holds", "Có trong bản này", _holds, stretch=True, fixed=True, look=look, tip=tip),
            Column("last", "Việc cuối cùng", self._last, width=300, look=look, tip=self._last),
        )

    @property
    def backup(self) -> BackupFacts | None:
        """The sound backup where the clerk stands."""
        row = self.grid.current_row()
        return row if isinstance(row, BackupFacts) else None

    def reload(self) -> None:
        """Look for the backups anew."""
        places = disks.backup_places(self._path, paths.data_folder())
        rows = restoring.candidates(self._path, places)
        self.model.set_rows(rows)
        self.note.setText(
            f"Sổ: {self._path}. Khi khôi phục, tệp sổ hiện nay được giữ lại với tên khác, không bị ghi đè."
            if rows
            else f"Chưa tìm thấy bản sao lưu nào của sổ “{self._path}” trên máy này. "
            "Nếu có bản ở nơi khác (USB, thư mục khác), hãy bấm “Chọn tệp khác…”."
            + (" Không có bản nào thì bấm “Cứu dữ liệu…”." if self._damaged else "")
        )
        if rows:
            sound = [row for row in rows if isinstance(row, BackupFacts)]
            own = (row for row in sound if not self._lost_by(row).parted)
            self.grid.show_key(next(own, (*sound, *rows)[0]).path)
        self._show_loss()

    def choose_file(self) -> None:
        """Take in a backup that lies elsewhere, and stand at it."""
        folder = files.last_folder(self._preferences, "backups")
        path = files.open_one(self, "Chọn bản sao lưu", folder, bookshelf.FILTER)
        if path is None:
            return
        files.keep_folder(self._preferences, "backups", path)
        with messages.refusing(self):
            facts = backups.facts_of(path)
            if self._identity() not in (None, facts.book):
                raise HxError(f"“{path}” là bản sao lưu của một sổ khác. Hãy chọn bản sao lưu của chính sổ này.")
            self.model.set_rows([facts, *(row for row in self.model.rows if row.path != path)])
            self.grid.show_key(path)
            self._show_loss()

    def _identity(self) -> uuid.UUID | None:
        """Which book lies at the path; None where that can't be read any more."""
        with suppress(HxError):
            return backups.identity_of(self._path)
        return None

    def _local(self, moment: dt.datetime) -> str:
        local = moment.astimezone(self._now.tzinfo)
        return f"{format_date(local.date())} {local:%H:%M}"

    def _when(self, row: BackupFacts | Broken) -> str:
        return self._local(row.made_at)

    def _last(self, row: BackupFacts | Broken) -> str:
        if isinstance(row, Broken) or row.last_moment is None:
            return ""
        who = f", {row.last_who}" if row.last_who else ""
        return f"{self._local(row.last_moment)}{who}: {row.last_name}"

    def _show_loss(self) -> None:
        backup = self.backup
        for button in (self.restore, self.rehearse):
            button.setEnabled(backup is not None)
        self.loss.setText("" if backup is None else self._loss_words(self._lost_by(backup)))

    def _lost_by(self, backup: BackupFacts) -> Lost:
        if backup.path not in self._lost:
            self._lost[backup.path] = restoring.lost_by(self._path, backup)
        return self._lost[backup.path]

    def _loss_words(self, lost: Lost) -> str:
        if lost.unknown:
            return "Tệp sổ hiện nay không đọc được, nên không biết bản này thiếu những việc nào làm sau cùng."
        apart = "Bản này có những việc mà sổ hiện nay không có: hai bản đã được ghi tách nhau. " if lost.parted else ""
        if not lost.count:
            return f"{apart}Bản này có đủ mọi việc đã làm trong sổ: khôi phục không mất gì."
        lines = [
            f"– {self._local(one.moment)}{f', {one.who}' if one.who else ''}: {one.name}"
            for one in lost.actions[:_SHOWN]
        ]
        more = lost.count - len(lines)
        if more:
            lines.append(f"… và {more} việc trước đó")
        return f"{apart}Khôi phục bản này sẽ mất {lost.count} việc mà bản này không có:\n" + "\n".join(lines)

    # Doing ---------------------------------------------------------------------------------------------------------

    def try_out(self) -> None:
        """Restore into a temporary copy and say whether it would work."""
        backup = self.backup
        if backup is None:
            return

        def work(report: jobs.Report) -> Mapping[str, int]:
            report(0, 0, "Đang thử khôi phục…")
            return restoring.rehearse(backup, paths.DB)

        def done(counts: Mapping[str, int]) -> None:
            held = ", ".join(f"{_number(number)} {word}" for word, number in counts.items() if number)
            messages.tell(self, f"Bản sao lưu này khôi phục được: {held or 'sổ trống'}. Sổ đang dùng chưa thay đổi gì.")

        jobs.run(work, done, self._on_failed, title="Đang thử khôi phục…", parent=self)

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, HxError):
            raise error
        messages.refuse(self, error)

    def rescue(self) -> None:
        """Salvage what can be read of the damaged book into a new one, tell what that is, and offer to open it."""
        question = (
            "Đọc những gì còn đọc được trong tệp sổ hỏng và ghi vào một sổ mới bên cạnh? "
            "Tệp sổ hỏng không bị thay đổi. "
            "Nếu có bản sao lưu tốt thì nên khôi phục từ bản sao lưu: sổ cứu được có thể thiếu dòng."
        )
        if not messages.ask(self, question, "Cứu dữ liệu"):
            return
        path, day = self._path, self._now.date()
        self.salvage.setEnabled(False)

        def work(report: jobs.Report) -> Rescue:
            return salvaging.rescue(path, paths.DB, day, report)

        job = jobs.run(work, self._on_rescued, self._on_failed, title="Đang cứu dữ liệu…", parent=self)
        job.finished.connect(lambda: self.salvage.setEnabled(True))

    def _on_rescued(self, rescue: Rescue) -> None:
        listing = f"\n\nDanh sách này nằm ở “{rescue.listing}”." if rescue.listing is not None else ""
        told = f"Đã cứu dữ liệu vào sổ mới “{rescue.done.path}”.\n\n{salvaging.words(rescue.done)}{listing}"
        if messages.choose(self, told, ("Mở sổ cứu được", "Đóng")) == 0:
            self.accept()
            self.opened_wanted.emit(rescue.done.path)

    def choose(self) -> None:
        """Restore the chosen one, after the loss was read."""
        backup = self.backup
        if backup is None:
            return
        question = (
            f"Khôi phục sổ từ bản lúc {self._when(backup)}?\n\n{self._loss_words(self._lost_by(backup))}\n\n"
            "Tệp sổ hiện nay được giữ lại với tên khác trong cùng thư mục."
        )
        if messages.ask(self, question, "Khôi phục"):
            self.accept()
            self.chosen.emit(backup)


def _reason(row: BackupFacts | Broken) -> str:
    return "hỏng, không dùng được" if isinstance(row, Broken) else row.reason.label


def _size(row: BackupFacts | Broken) -> str:
    return f"{_number(-(-row.size // 1024))} KB"


def _holds(row: BackupFacts | Broken) -> str:
    if isinstance(row, Broken):
        return row.why
    return ", ".join(f"{_number(number)} {word}" for word, number in row.counts.items() if number)


def _number(number: int) -> str:
    return format_number(Decimal(number))
