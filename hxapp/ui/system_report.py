"""What a helper wants to know of this PC and this program, to be copied into a letter: no name, no path, no word of
a book.

Numbers, versions and kinds only. Who adds a line makes sure that it holds neither what was typed nor how a person, a
PC or a folder is called; a test looks for all of these.
"""

from __future__ import annotations

import locale
import platform
import sqlite3
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QLocale, QStandardPaths, qVersion
from PySide6.QtGui import QGuiApplication, QScreen

from hxapp import NAME, VERSION, disks, paths
from hxapp.domain.words import format_number
from hxapp.services import books
from hxapp.ui import look, palette
from hxapp.ui.context import Context

_MB, _GB = 1_000_000, 1_000_000_000


def report(context: Context | None = None, screen: QScreen | None = None) -> str:
    """The report, a fact a line; of the open book when there is one. `screen` is the one that the window stands on."""
    return "\n".join([*_program(), "", *_system(screen), "", *_disks(context), "", *_book(context)])


def _program() -> Iterator[str]:
    kind = "bản mang theo" if paths.is_portable() else "bản đã cài" if paths.is_bundled() else "chạy từ mã nguồn"
    yield f"{NAME} {VERSION} ({kind})"
    if paths.medium_is_read_only():
        yield "Thiết lập: thư mục chương trình không ghi được, dùng thư mục của người dùng"
    yield f"Python {platform.python_version()}, Qt {qVersion()}, SQLite {sqlite3.sqlite_version}"
    settings, log = (_megabytes(_size(file)) for file in (paths.preferences_file(), paths.log_file()))
    yield f"Tệp thiết lập {settings} MB, nhật ký {log} MB"


def _system(screen: QScreen | None) -> Iterator[str]:
    yield f"Hệ điều hành: {_system_name()}, {platform.machine()}"
    yield f"Ngôn ngữ: {QLocale.system().name()}, bảng mã {locale.getpreferredencoding(False)}"
    scheme = QGuiApplication.styleHints().colorScheme().name
    yield f"Kiểu cửa sổ {look.STYLE}, màu {scheme}, chữ {palette.body_family()}, {QGuiApplication.platformName()}"
    for number, one in enumerate(QGuiApplication.screens(), start=1):
        size, ratio = one.geometry().size(), one.devicePixelRatio()
        here = ", cửa sổ ở màn hình này" if one is screen else ""
        yield (
            f"Màn hình {number}: {round(size.width() * ratio)}×{round(size.height() * ratio)}, "
            f"tỉ lệ {round(one.logicalDotsPerInch() / 96 * ratio * 100)} %{here}"
        )


def _system_name() -> str:
    """'Windows 11 10.0.22631', or the kernel: never the PC's own name, which `platform.platform` may hold elsewhere."""
    if sys.platform == "win32":
        version = sys.getwindowsversion()
        named = " ".join(["Windows", platform.release(), platform.win32_edition() or ""]).rstrip()
        return f"{named} {version.major}.{version.minor}.{version.build}"
    return f"{platform.system()} {platform.release()}"


def _disks(context: Context | None) -> Iterator[str]:
    temporary = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.TempLocation))
    places = [("chương trình", paths.program_folder()), ("thiết lập", paths.settings_folder()), ("tệp tạm", temporary)]
    found = disks.volumes()
    if context is not None:
        book = context.database.path
        backups = disks.backup_folder(book, paths.data_folder(), found)
        places = [("sổ", book.parent), ("bản sao lưu", backups), *places]
    for called, folder in places:
        try:
            free, total = disks.room_of(folder)
        except OSError:
            yield f"Ổ chứa {called}: không đọc được"
            continue
        kind = _kind(folder, found)
        yield f"Ổ chứa {called}: {kind}, trống {_gigabytes(free)} trên {_gigabytes(total)} GB"


def _kind(folder: Path, found: tuple[disks.Volume, ...]) -> str:
    volume = disks.volume_of(folder, found)
    words = "ổ mạng" if paths.is_on_share(folder) else "ổ tháo rời" if volume and volume.removable else "ổ trong máy"
    system = disks.file_system(folder)
    return ", ".join([words, *([system] if system else []), *(["thư mục đám mây"] if disks.is_cloud(folder) else [])])


def _book(context: Context | None) -> Iterator[str]:
    if context is None:
        yield "Không có sổ nào đang mở."
        return
    database = context.database
    how = "chỉ để xem" if database.read_only else "để ghi"
    with database.read() as session:
        found = books.measures(session)
    pages, actions, changes = (format_number(Decimal(one)) for one in (found.pages, found.actions, found.changes))
    yield f"Sổ đang mở {how}: cấu trúc số {found.schema}, {_megabytes(_size(database.path))} MB, {pages} trang"
    yield f"Lịch sử sổ: {actions} việc, {changes} ô được ghi"


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _megabytes(size: int) -> str:
    return format_number(Decimal(size * 10 // _MB) / 10)


def _gigabytes(size: int) -> str:
    return format_number(Decimal(size * 10 // _GB) / 10)
