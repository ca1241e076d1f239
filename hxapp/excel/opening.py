"""Opens a workbook from outside: hostile until read, and refused with the true reason."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from hxapp.domain.errors import HxError

# A workbook is a zip file: a few kilobytes may claim to be gigabytes.
MOST_UNPACKED = 200 * 1024 * 1024
MOST_PACKED = 50 * 1024 * 1024
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_STRICT = b"http://purl.oclc.org/ooxml/"
_SAVE_AS = "Hãy mở bằng Excel, chọn Lưu thành (Save As) dạng “Excel Workbook (*.xlsx)” rồi nhập lại."


@dataclass(frozen=True)
class Opened:
    """The workbook twice: its stored results, and its formulas (to tell a formula without a result from a blank)."""

    values: Workbook
    formulas: Workbook


def open_workbook(path: Path) -> Opened:
    """The workbook at `path`; HxError when there is none, when it is another kind of file, or when it is damaged."""
    _look(path)
    try:
        content = path.read_bytes()  # of our own reading: openpyxl leaves a file open that it stumbles over
    except OSError as error:
        raise HxError(_held(path)) from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl leaves out of a file (drop-down lists) is not ours to keep
            return Opened(load_workbook(BytesIO(content), data_only=True), load_workbook(BytesIO(content)))
    except Exception as error:  # openpyxl raises whatever the broken part leads it to
        raise HxError(
            f"Tệp “{path.name}” bị hỏng hoặc không phải sổ tính Excel hợp lệ, không đọc được. "
            "Hãy mở tệp bằng Excel, lưu lại dạng .xlsx rồi nhập lại. Sổ chưa thay đổi gì."
        ) from error


def _look(path: Path) -> None:
    """Refuses by the file's first bytes and sizes, before any parser sees it."""
    if path.is_dir():
        raise HxError(f"“{path}” là một thư mục. Hãy chọn tệp Excel (.xlsx) trong đó.")
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(512)
    except FileNotFoundError as error:
        raise HxError(
            f"Không tìm thấy tệp “{path}”. Có thể tệp đã bị chuyển chỗ hoặc đổi tên. Hãy chọn lại tệp."
        ) from error
    except OSError as error:
        raise HxError(_held(path)) from error
    if size == 0:
        raise HxError(f"Tệp “{path.name}” rỗng (0 byte). Hãy chọn tệp khác hoặc xuất lại từ chương trình.")
    if start.startswith(_OLD_EXCEL):
        raise HxError(_of_old_kind(path, size))
    if not start.startswith(_ZIP) or not zipfile.is_zipfile(path):
        text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        page = text.startswith((b"<!doctype html", b"<html", b"<table")) or b"<html" in text
        kind = "một trang web (HTML)" if page else "tệp XML" if text.startswith(b"<?xml") else "tệp loại khác"
        raise HxError(
            f"Tệp “{path.name}” là {kind}, không phải sổ tính .xlsx, hoặc đã bị hỏng. "
            "Hãy mở bằng Excel, lưu lại dạng .xlsx rồi nhập lại."
        )
    if size > MOST_PACKED or _unpacked(path) > MOST_UNPACKED:
        raise HxError(
            f"Tệp “{path.name}” quá lớn để đọc an toàn. Tệp do HX App xuất ra chỉ vài trăm KB: "
            "hãy xuất lại từ chương trình, hoặc xóa bớt các trang và hình không liên quan."
        )
    other = _other_kind(path)
    if other:
        raise HxError(f"Tệp “{path.name}” là {other}, chưa nhập được. {_SAVE_AS}")


def _of_old_kind(path: Path, size: int) -> str:
    """Why a file in Microsoft's old container is refused: a workbook under a password lies in one too."""
    content = path.read_bytes() if size <= MOST_PACKED else b""
    if _LOCKED in content:
        return (
            f"Tệp “{path.name}” có mật khẩu mở nên không đọc được. "
            "Hãy mở bằng Excel, bỏ mật khẩu (Tệp – Thông tin – Bảo vệ sổ làm việc), lưu lại rồi nhập."
        )
    return f"Tệp “{path.name}” là tệp Excel đời cũ (.xls), dù có thể mang đuôi .xlsx. {_SAVE_AS}"


def _other_kind(path: Path) -> str:
    """What a zip file is that is no workbook openpyxl reads; '' for one that may be."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                return "tệp của LibreOffice (.ods, .odt)" if b"opendocument" in archive.read("mimetype") else ""
            if "word/document.xml" in names:
                return "văn bản Word (.docx)"
            if "xl/workbook.bin" in names:
                return "sổ tính nhị phân (.xlsb)"
            if "xl/workbook.xml" in names and _STRICT in archive.read("xl/workbook.xml"):
                return "sổ tính kiểu Strict Open XML"
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, zlib.error, EOFError):
        pass  # a damaged one: said so when it is read
    return ""


def _unpacked(path: Path) -> int:
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile:
        return 0


def _held(path: Path) -> str:
    return (
        f"Không được phép đọc tệp “{path}”, có thể chương trình khác đang giữ tệp. "
        "Hãy đóng tệp đó ở chương trình kia rồi nhập lại."
    )
