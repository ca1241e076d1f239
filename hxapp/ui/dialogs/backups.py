"""'Sao lưu': where backups of the book lie and what each holds, one made now, and the choice of a second place."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from hxapp import disks, paths
from hxapp.domain.errors import HxError
from hxapp.domain.words import format_date, format_number
from hxapp.services import backups, books
from hxapp.services.backups import BackupFacts, BackupReason, Broken, Found
from hxapp.ui import backup_watch, jobs, messages, room
from hxapp.ui.backup_watch import SecondPlace
from hxapp.ui.context import Context
from hxapp.ui.dialogs.form import fill_button
from hxapp.ui.dialogs.lists import list_grid
from hxapp.ui.palette import Tone
from hxapp.ui.table import Align, Column, Look, TableModel

_HERE, _OUTSIDE = "máy này", "nơi thứ hai"


class BackupsDialog(QDialog):
    """Lists the backups of the open book, the latest first: of this PC and, while it is there, of the second place."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        with context.database.read() as session:
            self._facts = books.facts(session)
        self._outside: Path | None = None
        self.setWindowTitle("Sao lưu")
        room.fit(self, 1020, 520)
        self.note = _quiet_label(self)
        self.second = _quiet_label(self)
        self.model = TableModel(self._columns(), key=lambda row: row.path, owner=self)
        self.grid = list_grid(self.model, "backup-list", context.preferences, self)
        self.now = fill_button(QPushButton("Sao lưu ngay", self))
        self.choose = QPushButton("Chọn nơi sao lưu thứ hai…", self)
        self.now.clicked.connect(lambda _=False: self.back_up())
        self.choose.clicked.connect(lambda _=False: self.choose_second())
        context.writes(self.now, self.choose)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.now, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.choose, QDialogButtonBox.ButtonRole.ActionRole)
        close = buttons.addButton("Đóng", QDialogButtonBox.ButtonRole.RejectRole)
        for button in (self.choose, close):
            button.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.note)
        layout.addWidget(self.second)
        layout.addWidget(self.grid, 1)
        layout.addWidget(buttons)
        self.reload()

    def _columns(self) -> tuple[Column, ...]:
        def look(row: Found) -> Look:
            return Look(tone=Tone.SECOND) if isinstance(row, Broken) else Look()

        def tip(row: Found) -> str:
            return str(row.path)

        right = Align.RIGHT
        return (
            Column("when", "Lúc", self._when, lambda row: row.made_at, "", 130, fixed=True, look=look, tip=tip),
            Column("why", "Lý do", _reason, width=165, look=look),
            Column("where", "Nơi", self._where, width=90, look=look, tip=tip),
            Column("size", "Dung lượng", _size, lambda row: row.size, width=90, align=right, look=look),
            Column("holds", "Có trong bản này", _holds, stretch=True, fixed=True, look=look, tip=_holds),
            Column("last", "Việc cuối cùng", self._last, width=250, look=look, tip=self._last),
        )

    # What is shown -------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Look for the backups and the second place anew."""
        found = disks.volumes()
        book, identity = self._context.database.path, self._facts.identity
        places = disks.backup_places(book, paths.data_folder(), found)
        second = backup_watch.second_place(self._context.preferences)
        volume = disks.volume_called(second.identity, found) if second is not None else None
        self._outside = volume.root / second.folder if second is not None and volume is not None else None
        rows = backups.list_backups([*places, *([self._outside] if self._outside is not None else [])], identity)
        self.model.set_rows(rows)
        if rows:
            self.grid.show_key(rows[0].path)
        self.note.setText(self._note(rows, book, found))
        self.second.setText(self._second_words(second))

    def _note(self, rows: tuple[Found, ...], book: Path, found: tuple[disks.Volume, ...]) -> str:
        here = [row.path.parent.parent for row in rows if not self._is_outside(row)]
        folder = here[0] if here else disks.backup_folder(book, paths.data_folder(), found)
        own, other = disks.volume_of(book, found), disks.volume_of(folder, found)
        where = ""
        if own is not None and other is not None:
            where = " (cùng ổ đĩa với sổ)" if own.root == other.root else " (khác ổ đĩa với sổ)"
        when = "Chương trình tự sao lưu ở lần sửa đầu tiên trong ngày, rồi cứ 30 phút có sửa, và khi đóng sổ."
        return f"Bản sao lưu nằm ở “{folder}”{where}. {when}"

    def _second_words(self, second: SecondPlace | None) -> str:
        if second is None:
            return (
                "Chưa chọn nơi sao lưu thứ hai. Nên có một USB: máy hỏng hoặc mất thì sổ vẫn còn. "
                "Hãy cắm USB rồi bấm “Chọn nơi sao lưu thứ hai…”."
            )
        state = "đang cắm vào máy" if self._outside is not None else "chưa cắm vào máy"
        carried = backup_watch.carried_at(self._context.preferences, self._facts.identity)
        last = f"chép sang lần cuối lúc {self._local(carried)}" if carried else "chưa chép sang bản nào của sổ này"
        return f"Nơi thứ hai: “{second.called}”, thư mục “{second.folder}”: {state}; {last}."

    def _local(self, moment: dt.datetime) -> str:
        local = moment.astimezone(self._context.now.tzinfo)
        return f"{format_date(local.date())} {local:%H:%M}"

    def _when(self, row: Found) -> str:
        return self._local(row.made_at)

    def _is_outside(self, row: Found) -> bool:
        return self._outside is not None and row.path.is_relative_to(self._outside)

    def _where(self, row: Found) -> str:
        return _OUTSIDE if self._is_outside(row) else _HERE

    def _last(self, row: Found) -> str:
        if isinstance(row, Broken) or row.last_moment is None:
            return ""
        who = f", {row.last_who}" if row.last_who else ""
        return f"{self._local(row.last_moment)}{who}: {row.last_name}"

    # Doing ---------------------------------------------------------------------------------------------------------

    def back_up(self) -> None:
        """Make a backup now."""
        database, now = self._context.database, self._context.now

        def work(report: jobs.Report) -> BackupFacts:
            folder = disks.backup_folder(database.path, paths.data_folder())
            return backups.back_up(database, folder, BackupReason.ASKED, now, report)

        def done(made: BackupFacts) -> None:
            self.reload()
            self.grid.show_key(made.path)
            messages.tell(self, f"Đã sao lưu và kiểm tra xong: “{made.path}”.")

        self._context.run(work, done, self._on_failed, title="Đang sao lưu…", parent=self)

    def choose_second(self) -> None:
        """Ask for one of the disks that are plugged in, or for none, and copy the newest backups there at once."""
        offered = self._offered()
        second = backup_watch.second_place(self._context.preferences)
        if not offered and second is None:
            messages.refuse(self, "Chưa thấy USB hay ổ đĩa nào khác. Hãy cắm USB vào máy, chờ vài giây rồi bấm lại.")
            return
        answers = [f"{one.called}, còn {_gigabytes(one.free)} GB" for one in offered]
        if second is not None:
            answers.append("Không dùng nơi thứ hai")
        question = (
            "Chép các bản sao lưu mới nhất sang đâu, mỗi lần cắm vào máy? Các tệp khác trên đó không bị động đến."
            if offered
            else f"Chưa thấy USB hay ổ đĩa nào khác. Thôi không chép sang “{second.called if second else ''}” nữa?"
        )
        chosen = messages.choose(self, question, (*answers, "Thôi"))
        if chosen < len(offered):
            self.carry_to(offered[chosen])
        elif chosen < len(answers):
            backup_watch.choose_second_place(self._context.preferences, None)
            self.reload()

    def _offered(self) -> list[disks.Volume]:
        """The volumes that are known again: removable ones first, never the book's or its backups' own."""
        found, book = disks.volumes(), self._context.database.path
        folder = disks.backup_folder(book, paths.data_folder(), found)
        taken = {one.root for one in (disks.volume_of(book, found), disks.volume_of(folder, found)) if one is not None}
        others = [one for one in found if one.identity and one.root not in taken]
        return sorted(others, key=lambda one: (not one.removable, str(one.root)))

    def carry_to(self, volume: disks.Volume) -> None:
        """Copy the newest backups to that volume; it becomes the second place when that works."""
        database, now, identity = self._context.database, self._context.now, self._facts.identity

        def work(report: jobs.Report) -> None:
            folder = disks.backup_folder(database.path, paths.data_folder())
            backups.back_up(database, folder, BackupReason.ASKED, now, report)
            backup_watch.carry(database.path, identity, volume, disks.BACKUPS, now, report)

        def done(_: None) -> None:
            preferences = self._context.preferences
            place = SecondPlace(volume.identity, disks.BACKUPS, volume.called)
            backup_watch.choose_second_place(preferences, place)
            backup_watch.note_carried(preferences, identity, now)
            self.reload()
            messages.tell(
                self,
                f"Đã chép các bản sao lưu mới nhất sang “{volume.called}”, thư mục “{disks.BACKUPS}”. "
                "Từ nay mỗi lần cắm vào máy, bản mới được tự chép sang.",
            )

        self._context.run(work, done, self._on_failed, title="Đang chép sang nơi thứ hai…", parent=self)

    def _on_failed(self, error: Exception) -> None:
        self.reload()
        if not isinstance(error, HxError):
            raise error
        messages.refuse(self, error)


def _quiet_label(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setObjectName("quiet")
    label.setWordWrap(True)
    return label


def _reason(row: Found) -> str:
    return "hỏng, không dùng được" if isinstance(row, Broken) else row.reason.label


def _size(row: Found) -> str:
    return f"{format_number(Decimal(max(1, row.size // 1024)))} KB"


def _gigabytes(size: int) -> str:
    return format_number(Decimal(size // 100_000_000) / 10)


def _holds(row: Found) -> str:
    if isinstance(row, Broken):
        return row.why
    return ", ".join(f"{format_number(Decimal(number))} {word}" for word, number in row.counts.items() if number)
