"""What is offered for a book that can't simply be opened: one that another program has, a damaged one, a spoilt one."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from hxapp.storage.lock import Held, NoWriting
from hxapp.storage.recognise import Damaged
from hxapp.ui import jobs, messages
from hxapp.ui.preferences import Preferences

if TYPE_CHECKING:
    from hxapp.services.backups import BackupFacts
    from hxapp.ui.context import Context


@dataclass(frozen=True)
class Next:
    """What the window shall do: open that book, only to read it where `reading_because` says why, or, with `backup`,
    bring that one back in its place first."""

    path: Path
    reading_because: NoWriting | None = None
    backup: BackupFacts | None = None


def offer(
    window: QWidget,
    path: Path,
    trouble: Exception,
    preferences: Preferences,
    now: dt.datetime,
    context: Context | None = None,
) -> Next | None:
    """Ask what shall be done; `context` is the open book that can't be shown. None when the clerk leaves it so."""
    if context is not None:
        return _spoilt(window, context, trouble)
    if isinstance(trouble, Held):
        return _held(window, path, trouble)
    assert isinstance(trouble, Damaged)
    return _damaged(window, path, trouble, preferences, now)


def _held(window: QWidget, path: Path, why: Held) -> Next | None:
    """Another program has the book: it can be read meanwhile, or waited for."""
    answer = messages.choose(window, str(why), ("Mở để xem", "Chờ đến khi sổ rảnh", "Thôi"))
    if answer == 0:
        return Next(path, why)
    if answer != 1:
        return None
    from hxapp.ui.dialogs.waiting import WaitingDialog

    dialog = WaitingDialog(path, why.holder, window)
    free = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return Next(path) if free else None


def _damaged(window: QWidget, path: Path, why: Damaged, preferences: Preferences, now: dt.datetime) -> Next | None:
    """A damaged book leads straight to its backups, and to what can be salvaged."""
    if messages.choose(window, str(why), ("Khôi phục từ bản sao lưu…", "Thôi")) != 0:
        return None
    from hxapp.ui.dialogs.restore import RestoreDialog

    found: list[Next] = []
    dialog = RestoreDialog(path, preferences, now, window, damaged=True)
    dialog.chosen.connect(lambda backup: found.append(Next(path, backup=backup)))
    dialog.opened_wanted.connect(lambda salvaged: found.append(Next(salvaged)))
    dialog.exec()
    dialog.deleteLater()
    return found[0] if found else None


def _spoilt(window: QWidget, context: Context, error: Exception) -> Next | None:
    """A book that opens and has values nobody can show leads to its check; it is closed in the end."""
    from hxapp.ui.dialogs.checks import ChecksDialog

    path = context.database.path
    logging.getLogger("hxapp").error("a book can't be shown", exc_info=error)
    messages.refuse(
        window,
        f"Sổ “{path}” có giá trị hỏng nên chưa hiện được. Hãy xem chỗ hỏng trong phần kiểm tra sổ sắp mở, "
        "rồi sửa ở đó hoặc khôi phục từ bản sao lưu.",
    )
    found: list[Next] = []
    dialog = ChecksDialog(context, window)
    context.restore_wanted.connect(lambda backup: found.append(Next(path, backup=backup)))
    dialog.exec()
    if dialog.repaired and not found:
        found.append(Next(path))
    dialog.deleteLater()
    jobs.wait_for_all()
    context.close()
    context.deleteLater()
    return found[0] if found else None
