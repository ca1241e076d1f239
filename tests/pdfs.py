"""What stands in a PDF, read as a reader's own program reads it (by PDFium)."""

from __future__ import annotations

from pathlib import Path

import pypdfium2


def page_texts(path: Path) -> list[str]:
    """The words of each page as a reader would copy them, blanks and line ends made one blank."""
    # From memory: Windows lets no file be removed that PDFium still reads.
    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        return [" ".join(_text(page).split()) for page in document]
    finally:
        document.close()


def page_count(path: Path) -> int:
    """How many pages the PDF has."""
    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        return len(document)
    finally:
        document.close()


def _text(page: pypdfium2.PdfPage) -> str:
    words = page.get_textpage()
    try:
        return str(words.get_text_range())
    finally:
        words.close()
        page.close()
