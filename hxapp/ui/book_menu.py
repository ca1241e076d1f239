"""What the menu offers for an open book: one line each; its dialog is imported when it is chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QWidget

from hxapp.ui.context import Context
from hxapp.ui.signs import Sign


@dataclass(frozen=True)
class Entry:
    """An entry of the menu: its words, its sign, and what makes its dialog for the book, over the window."""

    text: str
    sign: Sign | None
    make: Callable[[Context, QWidget], QDialog]


def _documents(context: Context, window: QWidget) -> QDialog:
    from hxapp.ui.dialogs.documents import DocumentsDialog

    return DocumentsDialog(context, window)


def _office(context: Context, window: QWidget) -> QDialog:
    from hxapp.ui.dialogs.office import OfficeDialog

    return OfficeDialog(context, window)


def _bin(context: Context, window: QWidget) -> QDialog:
    from hxapp.ui.dialogs.bin import BinDialog

    return BinDialog(context, window)


def _people(context: Context, window: QWidget) -> QDialog:
    from hxapp.ui.dialogs.people import PeopleDialog

    return PeopleDialog(context, window)


def _neighbourhoods(context: Context, window: QWidget) -> QDialog:
    from hxapp.ui.dialogs.neighbourhoods import NeighbourhoodsDialog

    return NeighbourhoodsDialog(context, window)


def _imports(context: Context, window: QWidget) -> QDialog:
    from hxapp.ui.dialogs.imports import ImportsDialog

    return ImportsDialog(context, window)


def _checks(context: Context, window: QWidget) -> QDialog:
    from hxapp.ui.dialogs.checks import ChecksDialog

    return ChecksDialog(context, window)


def _history(context: Context, window: QWidget) -> QDialog:
    from hxapp.ui.dialogs.history import HistoryDialog

    return HistoryDialog(context, window)


def _backups(context: Context, window: QWidget) -> QDialog:
    from hxapp.ui.dialogs.backups import BackupsDialog

    return BackupsDialog(context, window)


def _restore(context: Context, window: QWidget) -> QDialog:
    from hxapp.ui.dialogs.restore import RestoreDialog

    dialog = RestoreDialog(context.database.path, context.preferences, context.now, window)
    dialog.chosen.connect(context.restore_wanted)
    context.writes(dialog.restore)
    return dialog


def _moving(context: Context, window: QWidget) -> QDialog:
    from hxapp.ui.dialogs.moving import MovingDialog

    return MovingDialog(context, window)


BOOK: tuple[Entry, ...] = (
    Entry("Văn bản nguồn…", Sign.LIST, _documents),
    Entry("Thông tin cơ quan…", None, _office),
    Entry("Người làm việc, bàn giao…", None, _people),
    Entry("Tổ dân phố…", None, _neighbourhoods),
    Entry("Thùng rác…", Sign.BIN, _bin),
)
"""In the menu itself."""

RESTORE = Entry("Khôi phục từ bản sao lưu…", None, _restore)

SAFETY: tuple[Entry, ...] = (
    Entry("Ai đã sửa gì…", Sign.CLOCK, _history),
    Entry("Các lần nhập từ Excel…", None, _imports),
    Entry("Sao lưu…", None, _backups),
    RESTORE,
    Entry("Kiểm tra sổ…", None, _checks),
    Entry("Chuyển sang máy mới…", None, _moving),
)
"""Under 'Lịch sử và an toàn': who changed what, backups, what brings a book back."""
