"""A report as a workbook, read back: typed cells, no formula, ready to print."""

from __future__ import annotations

import os
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.worksheet.worksheet import Worksheet

from hxapp.domain.errors import HxError
from hxapp.reports import as_workbook
from hxapp.reports.report import (
    PRACTICE_MARK,
    Align,
    Bar,
    Bars,
    Cell,
    Charts,
    Column,
    Figure,
    Figures,
    Fill,
    Heading,
    Letterhead,
    Paragraph,
    Report,
    Run,
    Segment,
    Sign,
    Signatures,
    Table,
    column_numbers,
    item,
    note,
    part,
    section,
    total,
)

HEAD = (
    (Cell("TT", rows=2), Cell("Chỉ tiêu", rows=2), Cell("So sánh (%)", span=2)),
    (Cell("với kế hoạch"), Cell("với cùng kỳ")),
)
COLUMNS = (
    Column("TT", 10, Align.CENTER),
    Column("Chỉ tiêu", 60),
    Column("a", 30, Align.DECIMAL),
    Column("b", 30, Align.DECIMAL),
)


def table(*rows: object, name: str = "") -> Table:
    return Table(COLUMNS, rows, HEAD, column_numbers(4), name=name)  # type: ignore[arg-type]


def written(report: Report, folder: Path) -> list[Worksheet]:
    path = folder / "report.xlsx"
    as_workbook.write(report, path)
    return list(openpyxl.load_workbook(path).worksheets)


def find(sheet: Worksheet, text: str) -> openpyxl.cell.cell.Cell:
    return next(cell for row in sheet.iter_rows() for cell in row if cell.value == text)


def right_of(sheet: Worksheet, text: str, steps: int = 1) -> openpyxl.cell.cell.Cell:
    cell = find(sheet, text)
    return sheet.cell(cell.row, cell.column + steps)  # type: ignore[return-value]


def test_numbers_and_dates_are_typed_with_their_formats(tmp_path: Path) -> None:
    row_1 = item("1", "Thu", Cell("4.706,3", Decimal("4706.3"), 1), Cell("+2,4 đ%", Decimal("2.4"), 1))
    row_2 = item("2", "Hạn", Cell("30/6/2022", date(2022, 6, 30)), Cell("12", Decimal(12), 0, sign=Sign.TRIANGLE))
    (sheet,) = written(Report("BIỂU", blocks=(table(row_1, row_2),)), tmp_path)
    assert right_of(sheet, "Thu").value == 4706.3
    assert right_of(sheet, "Thu").number_format == "#,##0.0"
    assert right_of(sheet, "Thu", 2).value == 2.4
    assert right_of(sheet, "Thu", 2).number_format == '+#,##0.0" đ%";-#,##0.0" đ%";#,##0.0" đ%"'
    assert right_of(sheet, "Hạn").value == datetime(2022, 6, 30)
    assert right_of(sheet, "Hạn").number_format == "dd/mm/yyyy"
    assert right_of(sheet, "Hạn", 2).value == 12
    assert right_of(sheet, "Hạn", 2).number_format == '"▲ "#,##0'


@pytest.mark.parametrize("text", ["=1+1", "+84 xã", "-5% so với", "@SUM(A1)", "- So với số giao", "=HYPERLINK(1)"])
def test_text_never_becomes_a_formula(tmp_path: Path, text: str) -> None:
    report = Report(
        text, text, (text,), blocks=(Heading(text), table(item(text, text, text), section(text), note(text)))
    )
    (sheet,) = written(report, tmp_path)
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert sum(cell.value == text for cell in cells) >= 8
    assert all(cell.data_type != "f" for cell in cells)
    assert all(cell.quotePrefix for cell in cells if cell.value == text)
    with zipfile.ZipFile(tmp_path / "report.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_control_characters_do_not_break_the_file(tmp_path: Path) -> None:
    (sheet,) = written(Report("BIỂU", blocks=(table(item("1", "a\x00b\x0bc")),)), tmp_path)
    assert find(sheet, "abc").value


def test_figures_typed_as_text_stay_text(tmp_path: Path) -> None:
    (sheet,) = written(Report("BIỂU", blocks=(table(item("1", "KH", "14 – 15", "1.250")),)), tmp_path)
    assert right_of(sheet, "KH").value == "14 – 15"
    assert right_of(sheet, "KH", 2).value == "1.250"


def test_head_is_merged_frozen_and_repeated_on_paper(tmp_path: Path) -> None:
    (sheet,) = written(Report("BIỂU", blocks=(table(item("1", "x")),)), tmp_path)
    top = find(sheet, "TT").row
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {f"A{top}:A{top + 1}", f"B{top}:B{top + 1}", f"C{top}:D{top}"} <= merged
    assert sheet.freeze_panes == f"A{top + 3}"
    assert sheet.print_title_rows == f"${top}:${top + 2}"
    assert [sheet.cell(top + 2, column).value for column in range(1, 5)] == list(column_numbers(4))


@pytest.mark.parametrize("landscape", [False, True])
def test_page_is_a4_with_marks_and_numbers(tmp_path: Path, landscape: bool) -> None:
    report = Report("BIỂU", landscape=landscape, practice_mark=PRACTICE_MARK, foot="A & B", blocks=(table(item("1")),))
    (sheet,) = written(report, tmp_path)
    assert str(sheet.page_setup.paperSize) == "9"
    assert sheet.page_setup.orientation == ("landscape" if landscape else "portrait")
    assert sheet.page_setup.fitToWidth == 1 and sheet.page_setup.fitToHeight == 0
    footer, header = sheet.oddFooter, sheet.oddHeader
    assert footer is not None and header is not None
    assert footer.right.text == "Trang &P/&N" and not footer.center.text
    assert footer.left.text == "A && B"
    assert header.center.text == PRACTICE_MARK
    assert sheet["A1"].value == PRACTICE_MARK


def test_widths_follow_the_paper(tmp_path: Path) -> None:
    (sheet,) = written(Report("BIỂU", blocks=(table(item("1")),)), tmp_path)
    widths = [sheet.column_dimensions[letter].width for letter in "ABCD"]
    assert widths[1] > widths[2] == widths[3] > widths[0]
    # 165 mm of text are about 624 pixels of 7 a digit.
    assert sum(widths) == pytest.approx(624 / 7, rel=0.05)


def test_every_block_and_the_signatures_arrive(tmp_path: Path) -> None:
    bars = Bars("Tiến độ (%)", (Bar("Thu ngân sách", (Segment(Decimal("76.5")),), "76,5"),))
    report = Report(
        "BÁO CÁO",
        "Tóm tắt",
        ("(Kèm theo)",),
        head=Letterhead("Ủy ban nhân dân phường X", "", "X", 2022, "BC-UBND"),
        blocks=(
            Figures((Figure("CHỈ TIÊU", "7/14", "có khả năng đạt", ("4 khó đạt",)),)),
            Charts((bars,)),
            table(section("I", "KINH TẾ"), item("1", "a"), part("", "- b"), total("", "Cộng", "2")),
            Paragraph((Run("Ghi chú: ", bold=True), Run("TH là thực hiện."))),
        ),
        signatures=Signatures(("TM. ỦY BAN NHÂN DÂN",), "CHỦ TỊCH", "Trần Văn Mẫu", drafter="Lê Thị Thử"),
    )
    (sheet,) = written(report, tmp_path)
    values = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    for text in (
        "ỦY BAN NHÂN DÂN\nPHƯỜNG X",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "BÁO CÁO",
        "Tóm tắt",
        "(Kèm theo)",
        "7/14 có khả năng đạt; 4 khó đạt",
        "Thu ngân sách",
        "76.5",
        "KINH TẾ",
        "- b",
        "Cộng",
        "Ghi chú: TH là thực hiện.",
        "NGƯỜI LẬP BIỂU",
        "Lê Thị Thử",
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Trần Văn Mẫu",
    ):
        assert text in values, text


def test_runs_keep_their_dress(tmp_path: Path) -> None:
    runs = (Run("Địa chính: ", bold=True), Run("quá\u00a0hạn 3/22"), Run(" (ước)", italic=True))
    path = tmp_path / "X.xlsx"
    as_workbook.write(Report("BÁO CÁO", blocks=(table(section("A", Cell(runs)), item("=1+1", Cell(runs))),)), path)
    sheet = openpyxl.load_workbook(path, rich_text=True).worksheets[0]
    found = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, CellRichText)]
    assert len(found) == 2
    for value in found:
        assert str(value) == "Địa chính: quá hạn 3/22 (ước)"
        assert [(bool(piece.font.b), bool(piece.font.i)) for piece in value if isinstance(piece, TextBlock)] == [
            (True, False),
            (False, False),
            (False, True),
        ]


def test_the_superior_stands_lighter_over_the_office(tmp_path: Path) -> None:
    (sheet,) = written(Report("BÁO CÁO", head=Letterhead("UBND phường X", "UBND thị xã Y")), tmp_path)
    assert not find(sheet, "UBND THỊ XÃ Y").font.b
    assert find(sheet, "UBND PHƯỜNG X").font.b


def test_an_empty_office_is_named_as_such(tmp_path: Path) -> None:
    (sheet,) = written(Report("BÁO CÁO"), tmp_path)
    assert find(sheet, "(chưa khai báo cơ quan)").value


def test_each_table_has_its_sheet_with_a_name_excel_takes(tmp_path: Path) -> None:
    report = Report(
        "TIẾN ĐỘ",
        blocks=(
            Heading("I. TỔNG HỢP [đến 14/9/2022]: theo đơn vị chủ trì"),
            table(item("1")),
            Heading("II. CHI TIẾT"),
            table(item("2")),
            table(item("3"), name="II. Chi tiết"),
        ),
    )
    names = [sheet.title for sheet in written(report, tmp_path)]
    assert len(names) == 3
    assert len({name.casefold() for name in names}) == 3
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert names[1] == "II. CHI TIẾT"


def test_a_report_without_table_or_of_one_column_is_written(tmp_path: Path) -> None:
    assert written(Report("BÁO CÁO", blocks=(Paragraph("Một dòng."),)), tmp_path)
    one = Table((Column("A", 100),), (item("x"),))
    signed = Report("BÁO CÁO", blocks=(one,), signatures=Signatures(("TM.",), "CHỦ TỊCH", "Tên"))
    (sheet,) = written(signed, tmp_path)
    assert find(sheet, "CHỦ TỊCH").value
    assert written(Report("BÁO CÁO", blocks=(Table((), ()),)), tmp_path)


def test_trouble_is_told_and_the_older_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(HxError, match="Không có thư mục"):
        as_workbook.write(Report("x"), tmp_path / "none" / "x.xlsx")
    target = tmp_path / "x.xlsx"
    target.write_bytes(b"old")

    def refuse(*_paths: object) -> None:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(HxError, match="đang mở trong Excel"):
        as_workbook.write(Report("x"), target)
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["x.xlsx"]


def test_without_a_note_the_page_number_stands_in_the_middle(tmp_path: Path) -> None:
    (sheet,) = written(Report("BIỂU", blocks=(table(item("1")),)), tmp_path)
    assert sheet.oddFooter is not None and sheet.oddFooter.center.text == "Trang &P/&N"


def test_rows_are_as_high_as_their_longest_text(tmp_path: Path) -> None:
    """LibreOffice and WPS show a row without a height as one line, whatever its cells hold."""
    long = item("1", "Rà soát, lập danh mục công trình, dự án cần thu hồi đất " * 3)
    (sheet,) = written(
        Report("BIỂU", blocks=(table(long, item("2", "Ngắn"), item("3", "Ngắn", "một\nhai")),)), tmp_path
    )
    first, second, third = (sheet.row_dimensions[find(sheet, text).row].height for text in ("1", "2", "3"))
    assert first > 3 * second
    assert third == pytest.approx(2 * second, rel=0.15)


def test_a_bar_of_several_stretches_says_what_its_numbers_are(tmp_path: Path) -> None:
    stretches = tuple(Segment(Decimal(count), fill, str(count)) for count, fill in ((3, Fill.BLACK), (0, Fill.WHITE)))
    legend = ((Fill.BLACK, "quá hạn 3"), (Fill.WHITE, "hoàn thành 0"))
    (sheet,) = written(Report("BÁO CÁO", blocks=(Bars("Nhiệm vụ", (Bar("Trạm Y tế", stretches),), legend),)), tmp_path)
    assert right_of(sheet, "Trạm Y tế").value == "3; 0"
    assert find(sheet, "Thứ tự các số: quá hạn 3; hoàn thành 0").value
