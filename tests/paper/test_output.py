"""PDF, printer and preview: the same pages, embedded fonts, no half-written file, a sentence for every refusal."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter

from hxapp.domain.errors import HxError
from hxapp.paper.output import page_layout, print_on, write_pdf
from hxapp.paper.pages import page_count, pages, paint_page
from hxapp.reports.report import Cell, Column, HeadStyle, Letterhead, Paragraph, Report, Sign, Table, item
from tests.paper.building import long_table, pdf_texts, report
from tests.pdfs import page_texts

ROOT = Path(__file__).resolve().parents[2]
FAMILIES = ("LiberationSerif", "TimesNewRoman")


def first_places(path: Path) -> list[tuple[str, float, float]]:
    """The words of the first page with where they stand, in points from its lower left corner."""
    places: list[tuple[str, float, float]] = []

    def visit(text: str, matrix: list[float], text_matrix: list[float], *_font: object) -> None:
        if text.strip():
            x, y = text_matrix[4], text_matrix[5]
            places.append(
                (
                    " ".join(text.split()),
                    x * matrix[0] + y * matrix[2] + matrix[4],
                    x * matrix[1] + y * matrix[3] + matrix[5],
                )
            )

    PdfReader(path).pages[0].extract_text(visitor_text=visit)
    return places


PRINT_TEXTS = """
import json, sys
from pathlib import Path
from PySide6.QtGui import QFontDatabase, QFontInfo, QFont
from PySide6.QtWidgets import QApplication
app = QApplication(["hxapp"])
system = QFontDatabase.families()
from hxapp.paper import fonts
fonts.load(Path("resources/fonts"))
from pypdf import PdfReader
from tests.paper.building import long_table, pdf_texts, report
from tests.pdfs import page_texts
folder = Path(sys.argv[1])
texts = pdf_texts(report(long_table(20, parts_of=(2, 5))), folder)
names = sorted({font["/BaseFont"] for page in PdfReader(folder / "report.pdf").pages
                for font in (one.get_object() for one in page["/Resources"]["/Font"].values())})
print(json.dumps({"texts": texts, "fonts": names, "system": system, "ratio": app.devicePixelRatio()}))
"""


def in_a_fresh_process(folder: Path, **environment: str) -> dict[str, object]:
    """Draw the same report in another process with these settings; its page texts and fonts."""
    folder.mkdir()
    result = subprocess.run(
        [sys.executable, "-c", PRINT_TEXTS, str(folder)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    answer: dict[str, object] = json.loads(result.stdout.strip().splitlines()[-1])
    return answer


def embedded(path: Path) -> dict[str, bool]:
    """The fonts of a PDF by name, each with whether its letters are in the file."""
    found: dict[str, bool] = {}
    for page in PdfReader(path).pages:
        for entry in page["/Resources"]["/Font"].values():  # type: ignore[index]
            font = entry.get_object()
            face = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            descriptor = face["/FontDescriptor"].get_object()
            found[str(font["/BaseFont"])] = any(key.startswith("/FontFile") for key in descriptor)
    return found


def test_only_one_family_is_used_and_it_is_embedded(tmp_path: Path) -> None:
    pdf_texts(report(long_table(8), lines=("(Kèm theo)",), foot="x"), tmp_path)
    fonts = embedded(tmp_path / "report.pdf")
    assert fonts and all(fonts.values())
    families = {name.lstrip("/").split("+")[-1].split("-")[0].removesuffix("PSMT").removesuffix("PS") for name in fonts}
    assert len(families) == 1
    assert families <= set(FAMILIES)


def test_no_other_face_steps_in_for_a_missing_letter(tmp_path: Path) -> None:
    table = Table((Column("A", 10), Column("B", 20)), (item("漢字 ✓ ☐ 😀", Cell("đạt", sign=Sign.DIAMOND)),))
    pdf_texts(report(table), tmp_path)
    assert all("Liberation" in name or "Times" in name for name in embedded(tmp_path / "report.pdf"))


def test_without_system_fonts_the_pages_are_the_same(tmp_path: Path) -> None:
    config = tmp_path / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{tmp_path / 'none'}</dir><cachedir>{tmp_path / 'cache'}</cachedir></fontconfig>",
        encoding="utf-8",
        newline="\n",
    )
    bare = in_a_fresh_process(tmp_path / "bare", FONTCONFIG_FILE=str(config))
    assert bare["texts"] == pdf_texts(report(long_table(20, parts_of=(2, 5))), tmp_path)
    names = bare["fonts"]
    assert isinstance(names, list) and names
    assert all("LiberationSerif" in name for name in names)
    if sys.platform.startswith("linux"):
        # Fontconfig always names its three aliases, even with no font behind them.
        system = bare["system"]
        assert isinstance(system, list)
        assert set(system) <= {"Monospace", "Sans Serif", "Serif"}


def test_the_screens_scale_moves_no_page_break(tmp_path: Path) -> None:
    plain = in_a_fresh_process(tmp_path / "plain")
    scaled = in_a_fresh_process(tmp_path / "scaled", QT_SCALE_FACTOR="1.5")
    large = in_a_fresh_process(tmp_path / "large", QT_FONT_DPI="192")
    assert (plain["ratio"], scaled["ratio"]) == (1.0, 1.5)
    assert plain["texts"] == scaled["texts"] == large["texts"]


def test_words_copied_out_of_the_pdf_have_blanks_between_them(tmp_path: Path) -> None:
    write_pdf(report(Paragraph("Rà soát, lập danh mục")), tmp_path / "x.pdf")
    text = PdfReader(tmp_path / "x.pdf").pages[0].extract_text()
    assert "Rà soát, lập danh mục" in text
    assert "\t" not in text


@pytest.mark.parametrize(("landscape", "size"), [(False, (595, 842)), (True, (842, 595))])
def test_pages_are_a4(tmp_path: Path, landscape: bool, size: tuple[int, int]) -> None:
    pdf_texts(report(long_table(8), landscape=landscape), tmp_path)
    for page in PdfReader(tmp_path / "report.pdf").pages:
        assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == size
        assert page.rotation == 0


def test_title_and_creator_are_set(tmp_path: Path) -> None:
    pdf_texts(report(subject="Quý II\nnăm 2022"), tmp_path)
    facts = PdfReader(tmp_path / "report.pdf").metadata
    assert facts is not None
    assert facts.title == "TIẾN ĐỘ THỰC HIỆN NHIỆM VỤ – Quý II năm 2022"
    assert str(facts.creator).startswith("HX App")


def test_printer_and_pdf_writer_give_the_same_pages(tmp_path: Path) -> None:
    description = report(long_table(16))
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setResolution(600)
    print_on(description, printer)
    printed = page_texts(tmp_path / "printed.pdf")
    assert printed == pdf_texts(description, tmp_path)
    first, second = first_places(tmp_path / "printed.pdf"), first_places(tmp_path / "report.pdf")
    assert len(first) > 10
    for (text, x, y), (other, other_x, other_y) in zip(first, second, strict=True):
        assert text == other
        assert (x, y) == pytest.approx((other_x, other_y), abs=0.3)


def test_printer_keeps_to_the_chosen_pages(tmp_path: Path) -> None:
    description = report(long_table(24))
    whole = pdf_texts(description, tmp_path)
    assert len(whole) > 3
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "some.pdf"))
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 3)
    print_on(description, printer)
    assert page_texts(tmp_path / "some.pdf") == whole[1:3]


@pytest.mark.qt_log_ignore(r"^QPainter::begin\(\): Returned false")
def test_a_printer_that_does_not_start_is_told_in_words(tmp_path: Path) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "missing" / "x.pdf"))
    with pytest.raises(HxError, match="Không in được"):
        print_on(report(), printer)


def test_preview_paints_the_whole_sheet_at_any_scale() -> None:
    sheet = pages(report(long_table(4)))[0]
    width, height = sheet.size_points
    for scale in (0.5, 96 / 72, 2.0):
        image = QImage(round(width * scale), round(height * scale), QImage.Format.Format_RGB32)
        image.fill(0xFFFFFFFF)
        painter = QPainter(image)
        painter.scale(scale, scale)
        paint_page(painter, sheet)
        painter.end()
        inked = [
            (x, y)
            for y in range(0, image.height(), 2)
            for x in range(0, image.width(), 2)
            if image.pixelColor(x, y).lightness() < 128
        ]
        left, right = min(x for x, _ in inked), max(x for x, _ in inked)
        # The table runs from margin to margin: 30 mm at the left, 15 mm at the right.
        assert left / image.width() == pytest.approx(30 / 210, abs=0.01)
        assert right / image.width() == pytest.approx(195 / 210, abs=0.01)


def test_layout_is_a4_without_margins() -> None:
    layout = page_layout(Report("x", landscape=True))
    assert layout.fullRect() == layout.paintRect()


def test_party_head_and_letter_head_are_drawn(tmp_path: Path) -> None:
    party = Letterhead("Đảng bộ thị xã X", "", "Hương Xuân", 2022, "BC/ĐU", HeadStyle.PARTY)
    text = pdf_texts(report(head=party), tmp_path)[0]
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text and "-BC/ĐU" in text and "CỘNG HÒA" not in text
    letter = Letterhead("Ủy ban nhân dân phường X", "Ủy ban nhân dân thị xã Y", "X", 2022, "BC-UBND")
    text = pdf_texts(report(head=letter), tmp_path)[0]
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: /BC-UBND",
        "X, ngày tháng năm 2022",
    ):
        assert words in text


class TestTrouble:
    """A target that cannot be written: one sentence, and the older file stays whole."""

    def test_missing_folder(self, tmp_path: Path) -> None:
        with pytest.raises(HxError, match="Không có thư mục"):
            write_pdf(report(), tmp_path / "không có" / "x.pdf")

    def test_target_is_a_folder(self, tmp_path: Path) -> None:
        (tmp_path / "x.pdf").mkdir()
        with pytest.raises(HxError, match="là một thư mục"):
            write_pdf(report(), tmp_path / "x.pdf")

    @pytest.mark.parametrize(
        ("number", "words"),
        [
            (errno.EACCES, "đang mở trong chương trình xem PDF"),
            (errno.ENOSPC, "ổ đĩa đã đầy"),
            (errno.EIO, "Không ghi được"),
        ],
    )
    def test_replacing_fails(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str) -> None:
        target = tmp_path / "x.pdf"
        target.write_bytes(b"old")

        def refuse(*_paths: object) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr("pathlib.Path.replace", refuse)
        with pytest.raises(HxError, match=words):
            write_pdf(report(), target)
        assert target.read_bytes() == b"old"
        assert [path.name for path in tmp_path.iterdir()] == ["x.pdf"]

    def test_part_file_cannot_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "x.pdf.part").mkdir()
        with pytest.raises(HxError, match="Không ghi được"):
            write_pdf(report(), tmp_path / "x.pdf")

    def test_a_name_with_blanks_and_vietnamese_letters(self, tmp_path: Path) -> None:
        folder = tmp_path / "Nguyễn Thị Hồng – báo cáo"
        folder.mkdir()
        write_pdf(report(), folder / "Tiến độ quý II.pdf")
        assert [path.name for path in folder.iterdir()] == ["Tiến độ quý II.pdf"]
        assert len(page_texts(folder / "Tiến độ quý II.pdf")) == page_count(report())
