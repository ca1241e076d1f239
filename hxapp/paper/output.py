"""A report as a PDF file or on a printer."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter

from hxapp import NAME, VERSION
from hxapp.domain.errors import HxError
from hxapp.paper.measures import DOTS_PER_INCH, POINTS_PER_INCH
from hxapp.paper.pages import Page, pages, paint_page
from hxapp.reports.report import Report
from hxapp.storage.whole_files import save_whole

_CHARACTER_MAP = re.compile(rb"begincmap.*?endcmap", re.DOTALL)
_MAP_ENTRIES = re.compile(rb"\[[^\]]*\]")


def write_pdf(report: Report, path: Path) -> None:
    """Write the report as a PDF with its fonts embedded; no printer is needed.

    Raises HxError when the folder is missing or the file cannot be written; an older file is then untouched.
    """
    sheets = pages(report)
    save_whole(path, lambda part: _draw_pdf(report, sheets, part))


def page_layout(report: Report) -> QPageLayout:
    """A4 in the report's orientation, without margins: the pages have their own."""
    orientation = QPageLayout.Orientation.Landscape if report.landscape else QPageLayout.Orientation.Portrait
    return QPageLayout(QPageSize(QPageSize.PageSizeId.A4), orientation, QMarginsF(0, 0, 0, 0))


def file_title(report: Report) -> str:
    """The title of the document in one line: what a viewer's window and a printer's queue show."""
    return " – ".join(" ".join(text.split()) for text in (report.title, report.subject) if text.strip())


def _draw_pdf(report: Report, sheets: tuple[Page, ...], path: Path) -> None:
    # An open by Python first: it says why it cannot write, where QPdfWriter only prints a warning.
    with path.open("wb"):
        pass
    writer = QPdfWriter(str(path))
    writer.setResolution(DOTS_PER_INCH)
    writer.setPageLayout(page_layout(report))
    writer.setTitle(file_title(report))
    writer.setCreator(f"{NAME} {VERSION}")
    painter = QPainter()
    if not painter.begin(writer):
        raise HxError(f"Không ghi được tệp “{path.stem}”. Hãy chọn tên hoặc thư mục khác rồi làm lại.")
    try:
        painter.scale(DOTS_PER_INCH / POINTS_PER_INCH, DOTS_PER_INCH / POINTS_PER_INCH)
        for index, sheet in enumerate(sheets):
            if index:
                writer.newPage()
            paint_page(painter, sheet)
    finally:
        painter.end()
    drawn = path.read_bytes()
    # A disk that fills up while Qt writes is only seen in the result: a whole PDF ends with its mark.
    if not drawn.rstrip().endswith(b"%%EOF"):
        raise HxError(f"Tệp “{path.stem}” chưa được ghi trọn vẹn, có thể ổ đĩa đã đầy. Hãy chọn ổ đĩa khác.")
    path.write_bytes(_CHARACTER_MAP.sub(_with_blanks, drawn))


def _with_blanks(found: re.Match[bytes]) -> bytes:
    """One character map of a PDF with its tabs made blanks.

    Where FreeType draws, Qt calls the blank's glyph a tab, and every word copied out of the PDF would be followed by
    one. Both codes are of the same length, so that no offset of the file moves.
    """
    return _MAP_ENTRIES.sub(lambda entries: entries[0].replace(b"<0009>", b"<0020>"), found[0])


def print_on(report: Report, printer: QPrinter) -> None:
    """Print the report, or draw it for a print preview.

    The printer's page range and order are kept; copies are printed here only where the printer cannot make them itself.
    Raises HxError when the printer does not start.
    """
    sheets = pages(report)
    # Not the margins: a printer that cannot print to the edge would refuse the whole layout with them.
    layout = page_layout(report)
    printer.setFullPage(True)
    printer.setPageSize(layout.pageSize())
    printer.setPageOrientation(layout.orientation())
    printer.setDocName(file_title(report))
    chosen = _chosen(sheets, printer)
    painter = QPainter()
    if not painter.begin(printer):
        raise HxError(
            f"Không in được trên máy in “{printer.printerName()}”. "
            "Hãy kiểm tra máy in đã bật và còn giấy, hoặc ghi ra tệp PDF rồi in."
        )
    try:
        painter.scale(printer.logicalDpiX() / POINTS_PER_INCH, printer.logicalDpiY() / POINTS_PER_INCH)
        for index, sheet in enumerate(chosen):
            if index and not printer.newPage():
                raise HxError("Máy in dừng giữa chừng. Hãy kiểm tra máy in rồi in lại từ trang còn thiếu.")
            paint_page(painter, sheet)
    finally:
        painter.end()


def _chosen(sheets: tuple[Page, ...], printer: QPrinter) -> list[Page]:
    """The pages to send, in the order to send them."""
    chosen = list(sheets)
    if printer.printRange() is QPrinter.PrintRange.PageRange and printer.fromPage() > 0:
        chosen = chosen[printer.fromPage() - 1 : max(printer.toPage(), printer.fromPage())]
    if printer.pageOrder() == QPrinter.PageOrder.LastPageFirst:
        chosen.reverse()
    if printer.supportsMultipleCopies() or printer.copyCount() < 2:
        return chosen
    if printer.collateCopies():
        return chosen * printer.copyCount()
    return [sheet for sheet in chosen for _ in range(printer.copyCount())]
