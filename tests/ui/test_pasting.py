"""What the clipboard holds: Excel's and WPS's sheet, tables with raw values, plain text, our own cells."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale, QMimeData

from hxapp.domain.errors import HxError
from hxapp.ui import pasting
from hxapp.ui.pasted_cells import MOST_CELLS, Block, Kind, PastedCell
from hxapp.ui.pasted_sheets import read_sheet

# As Excel writes it: two prefixes for one namespace, styles before the sheet, a zero byte at the end.
EXCEL = """<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40">
 <Styles>
  <Style ss:ID="Default" ss:Name="Normal"><Alignment ss:Vertical="Bottom"/><Font ss:FontName="Calibri"/>
   <NumberFormat/></Style>
  <Style ss:ID="s62"><NumberFormat ss:Format="#,##0.00"/></Style>
  <Style ss:ID="s63" ss:Name="Percent"><NumberFormat ss:Format="0%"/></Style>
  <Style ss:ID="s64" ss:Parent="s63"><Font ss:Bold="1"/></Style>
  <Style ss:ID="s65"><NumberFormat ss:Format="Short Date"/></Style>
 </Styles>
 <Worksheet ss:Name="Sheet1">
  <Table ss:ExpandedColumnCount="{width}" ss:ExpandedRowCount="{height}" ss:DefaultRowHeight="15">
   {rows}
  </Table>
 </Worksheet>
</Workbook>
"""


def excel(rows: str, height: int = 3, width: int = 6) -> bytes:
    return EXCEL.format(rows=rows, height=height, width=width).replace("\n", "\r\n").encode() + b"\0"


def from_excel(rows: str, text: str = "", height: int = 3, width: int = 6) -> QMimeData:
    """What Excel puts on Windows' clipboard, as far as it matters: its sheet, its table, its text."""
    mime = QMimeData()
    mime.setData(pasting.SHEET, excel(rows, height, width))
    mime.setHtml("<table><tr><td align=right>1,250</td></tr></table>")
    mime.setText(text or "1,250\r\n")
    return mime


def block(mime: QMimeData) -> Block:
    found = pasting.read(mime)
    assert found is not None
    return found


def shown(mime: QMimeData) -> dict[tuple[int, int], object]:
    """Each cell as its raw value, or what it shows."""
    return {place: cell.text if cell.value is None else cell.value for place, cell in block(mime).cells.items()}


# Excel's and WPS's sheet ---------------------------------------------------------------------------------------------


def test_excel_s_sheet_gives_raw_values_whatever_it_shows() -> None:
    rows = """
   <Row><Cell ss:StyleID="s62"><Data ss:Type="Number">1250.4956</Data></Cell>
    <Cell><Data ss:Type="String">1.250</Data></Cell>
    <Cell ss:StyleID="s64"><Data ss:Type="Number">0.125</Data></Cell></Row>
   <Row ss:Index="3"><Cell ss:Index="2"><Data ss:Type="Boolean">1</Data></Cell>
    <Cell ss:StyleID="s65"><Data ss:Type="DateTime">2022-05-31T00:00:00.000</Data></Cell>
    <Cell ss:Formula="=NA()"><Data ss:Type="Error">#N/A</Data></Cell></Row>"""
    found = block(from_excel(rows))
    assert (found.height, found.width) == (3, 6)
    assert found.cells == {
        (0, 0): PastedCell("1.250,4956", Kind.NUMBER, Decimal("1250.4956")),
        (0, 1): PastedCell("1.250"),
        (0, 2): PastedCell("12,5%", Kind.NUMBER, Decimal("12.500"), percent=True),
        (2, 1): PastedCell("TRUE"),
        (2, 2): PastedCell("31/05/2022", Kind.DATE),
        (2, 3): PastedCell("#N/A", Kind.ERROR),
    }


def test_merged_cells_and_comments_move_nothing() -> None:
    rows = """
   <Row><Cell ss:MergeAcross="2"><Data ss:Type="Number">1</Data><Comment ss:Author="A"><ss:Data
     xmlns="http://www.w3.org/TR/REC-html40"><B>99</B></ss:Data></Comment></Cell>
    <Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>không</B> phát sinh</ss:Data></Cell>
   </Row>
   <Row ss:Span="1"/>
   <Row><Cell><Data ss:Type="Number">4</Data></Cell></Row>"""
    assert shown(from_excel(rows, height=4)) == {(0, 0): 1, (0, 3): "không phát sinh", (3, 0): 4}


def test_a_style_of_the_row_or_the_column_counts_where_the_cell_has_none() -> None:
    rows = """
   <Column ss:Index="2" ss:StyleID="s63" ss:Span="1"/>
   <Row><Cell><Data ss:Type="Number">1</Data></Cell><Cell><Data ss:Type="Number">0.5</Data></Cell>
    <Cell><Data ss:Type="Number">0.25</Data></Cell><Cell><Data ss:Type="Number">2</Data></Cell></Row>
   <Row ss:StyleID="s63"><Cell><Data ss:Type="Number">0.75</Data></Cell></Row>"""
    cells = block(from_excel(rows)).cells
    assert [cell.text for cell in cells.values()] == ["1", "50%", "25%", "2", "75%"]


def test_rows_that_a_filter_hides_are_left_out_when_the_text_has_none_of_them() -> None:
    rows = """
   <Row><Cell><Data ss:Type="Number">1</Data></Cell></Row>
   <Row ss:Hidden="1"><Cell><Data ss:Type="Number">2</Data></Cell></Row>
   <Row><Cell><Data ss:Type="Number">3</Data></Cell></Row>"""
    assert shown(from_excel(rows, "1\r\n3\r\n")) == {(0, 0): 1, (1, 0): 3}
    assert shown(from_excel(rows, "1\r\n2\r\n3\r\n")) == {(0, 0): 1, (1, 0): 2, (2, 0): 3}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no markup at all",
        b"<html><body/></html>",
        excel("<Row><Cell><Data ss:Type='Number'>1</Cell></Row>"),  # broken
        excel("<Row ss:Index='-3'><Cell><Data ss:Type='Number'>1</Data></Cell></Row>"),
        excel("<Row ss:Index='99999999'><Cell><Data ss:Type='Number'>1</Data></Cell></Row>"),
        excel("<Row><Cell><Data ss:Type='Number'>1</Data></Cell></Row>").replace(
            b"<?mso-application", b'<!DOCTYPE Workbook [<!ENTITY a "1"><!ENTITY b "&a;&a;">]><?mso-application'
        ),
        excel("<Row><Cell><Data ss:Type='Number'>1</Data></Cell></Row>").replace(
            b"<?mso-application", b'<!DOCTYPE Workbook SYSTEM "file:///etc/hostname"><?mso-application'
        ),
        excel("<Row><Cell><Data ss:Type='Number'>1</Data></Cell></Row>" + " " * 16_000_000),  # too large
    ],
)
def test_a_sheet_that_is_none_or_declares_things_is_not_read_and_the_text_serves(data: bytes) -> None:
    assert read_sheet(data) is None
    mime = QMimeData()
    mime.setData(pasting.SHEET, data)
    mime.setText("7")
    assert shown(mime) == {(0, 0): "7"}


def test_more_cells_than_are_taken_are_refused_in_every_form() -> None:
    one = '<Row><Cell><Data ss:Type="Number">1</Data></Cell></Row>'
    table = QMimeData()
    table.setHtml("<table>" + '<tr><td x:num="1">1</td></tr>' * (MOST_CELLS + 1) + "</table>")
    text = QMimeData()
    text.setText("1\n" * (MOST_CELLS + 1))
    for mime in (from_excel(one * (MOST_CELLS + 1)), table, text):
        with pytest.raises(HxError, match=r"hơn 5\.000 ô"):
            pasting.read(mime)


def test_a_whole_copied_column_of_blanks_costs_nothing() -> None:
    rows = '<Row><Cell><Data ss:Type="Number">1</Data></Cell></Row>'
    found = block(from_excel(rows, height=1_048_576, width=1))
    assert (found.height, len(found.cells)) == (1_048_576, 1)


# Tables with raw values ----------------------------------------------------------------------------------------------

WPS = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta name="Generator" content="WPS Office ET"><style>
<!-- @page {margin:1.00in;}
td {mso-style-parent:style0; mso-number-format:"General";}
.style0 {mso-number-format:"General"; color:#000000;}
.style24 {mso-number-format:"0%"; mso-style-id:5;}
.xl65 {mso-style-parent:style0; text-align:left;}
.xl66 {mso-style-parent:style24;}
.xl67 {mso-style-parent:style0; mso-number-format:"yyyy\\/m\\/d";}
.xl68 {mso-style-parent:style0; mso-number-format:"0\\0022 d\\0022";}
--></style></head><body><table><col width="87"/>
<tr height="20"><td class="xl65" height="20" x:num>1250.5</td><td class="xl65" x:num="1250.4956">1,250.50</td>
 <td class="xl66" x:num="0.125">13%</td><td class="xl67" x:num="45009">2023-03-24 </td></tr>
<tr><td class="xl65" x:str>1.250</td><td class="xl65" x:num>1,250</td><td x:err="#DIV/0!">#DIV/0!</td>
 <td class="xl68" x:num="12">12 d</td></tr>
<![if supportMisalignedColumns]><tr width="0" style='display:none;'><td width="87"></td></tr><![endif]>
</table></body></html>"""


def html(text: str, plain: str = "x") -> QMimeData:
    mime = QMimeData()
    mime.setHtml(text)
    mime.setText(plain)
    return mime


def test_wps_s_table_gives_raw_values_with_the_formats_of_its_classes() -> None:
    found = block(html(WPS))
    assert (found.height, found.width) == (2, 4)
    assert found.cells == {
        (0, 0): PastedCell("1250.5", Kind.NUMBER, Decimal("1250.5")),
        (0, 1): PastedCell("1,250.50", Kind.NUMBER, Decimal("1250.4956")),
        (0, 2): PastedCell("13%", Kind.NUMBER, Decimal("12.500"), percent=True),
        (0, 3): PastedCell("2023-03-24", Kind.DATE),
        (1, 0): PastedCell("1.250"),
        (1, 1): PastedCell("1,250"),  # no raw value, and two readings
        (1, 2): PastedCell("#DIV/0!", Kind.ERROR),
        (1, 3): PastedCell("12 d", Kind.NUMBER, Decimal(12)),
    }


def test_libreoffice_s_table_is_read_by_its_own_language_and_its_errors_are_no_zeros() -> None:
    table = """<table><tr>
 <td height="20" align="right" valign=bottom sdval="1250,5" sdnum="1066;"><font color="#000000">1250,5</font></td>
 <td align="right" sdval="0,125" sdnum="1066;0;0,0%">12,5%</td>
 <td align="right" sdval="44682" sdnum="1066;0;DD/MM/YYYY">01/05/2022</td>
 <td align="right" sdval="0" sdnum="1066;">#N/A</td><td align="left">1.250</td>
<tr><td colspan=2 sdval="1234,5" sdnum="1066;0;#.##0,0 &quot;tỷ đồng&quot;">1.234,5 tỷ đồng</td>
 <td sdval="1" sdnum="1066;0;BOOLEAN">TRUE</td><td>hai<br>dòng</td></table>"""
    assert block(html(table)).cells == {
        (0, 0): PastedCell("1250,5", Kind.NUMBER, Decimal("1250.5")),
        (0, 1): PastedCell("12,5%", Kind.NUMBER, Decimal("12.500"), percent=True),
        (0, 2): PastedCell("01/05/2022", Kind.DATE),
        (0, 3): PastedCell("#N/A", Kind.ERROR),
        (0, 4): PastedCell("1.250"),
        (1, 0): PastedCell("1.234,5 tỷ đồng", Kind.NUMBER, Decimal("1234.5")),
        (1, 2): PastedCell("TRUE", Kind.TEXT),
        (1, 3): PastedCell("hai dòng"),
    }


def test_spans_keep_every_cell_in_its_column() -> None:
    table = """<table><tr><td rowspan=2 x:num="1">1</td><td x:num="2">2</td><td x:num="3">3</td></tr>
<tr><td x:num="4">4</td></tr><tr><td colspan=2 x:num="5">5</td><td x:num="6">6</td></tr></table>"""
    assert shown(html(table)) == {(0, 0): 1, (0, 1): 2, (0, 2): 3, (1, 1): 4, (2, 0): 5, (2, 2): 6}


def test_only_the_first_table_counts_and_a_table_inside_a_cell_is_none_of_it() -> None:
    table = """<table><tr><td x:num="1">1<table><tr><td x:num="9">9</td></tr></table></td>
<td x:num="2">2</td></tr></table>
<table><tr><td x:num="8">8</td></tr></table>"""
    assert shown(html(table)) == {(0, 0): 1, (0, 1): 2}


@pytest.mark.parametrize("table", ["<table><tr><td>1,250</td></tr></table>", "<p>7</p>", "<![odd[<table>", ""])
def test_without_raw_values_the_plain_text_counts(table: str) -> None:
    assert shown(html(table, "12,5\t7")) == {(0, 0): "12,5", (0, 1): "7"}


def test_a_table_without_text_beside_it_still_serves() -> None:
    mime = QMimeData()
    mime.setHtml("<table><tr><td>1,250</td><td>Đạt</td></tr></table>")
    assert shown(mime) == {(0, 0): "1,250", (0, 1): "Đạt"}


# Plain text ----------------------------------------------------------------------------------------------------------


def test_plain_text_is_parted_as_excel_writes_it() -> None:
    mime = QMimeData()
    mime.setText('12,5\t"hai\ndòng"\t"gọi ""A"""\r\n"không"\t\t5" ống\r\n\r\n7\r\n')
    found = block(mime)
    assert {place: cell.text for place, cell in found.cells.items()} == {
        (0, 0): "12,5",
        (0, 1): "hai dòng",
        (0, 2): 'gọi "A"',
        (1, 0): '"không"',
        (1, 2): '5" ống',
        (3, 0): "7",
    }
    assert (found.height, found.width) == (4, 3)


def test_the_text_s_numbers_stay_unsure() -> None:
    mime = QMimeData()
    mime.setText("1.250\tkps\t#N/A")
    assert [cell.unsure for cell in block(mime).cells.values()] == [True, False, False]
    assert block(mime).cells[0, 2].kind is Kind.ERROR


@pytest.mark.parametrize(("region", "sign"), [("vi_VN", ","), ("en_US", "."), ("de_CH", "."), ("fr_FR", ",")])
def test_the_decimal_sign_is_that_of_the_region(monkeypatch: pytest.MonkeyPatch, region: str, sign: str) -> None:
    monkeypatch.setattr(QLocale, "system", staticmethod(lambda: QLocale(region)))
    assert pasting.region_sign() == sign


@pytest.mark.parametrize("text", ["", "\n", " \t\n "])
def test_an_empty_clipboard_is_no_block(text: str) -> None:
    mime = QMimeData()
    mime.setText(text)
    assert pasting.read(mime) is None
    assert pasting.read(QMimeData()) is None


def test_text_without_end_is_refused() -> None:
    mime = QMimeData()
    mime.setText("x" * 4_000_001)
    with pytest.raises(HxError, match="quá lớn"):
        pasting.read(mime)


# Our own -------------------------------------------------------------------------------------------------------------


def test_our_own_cells_come_back_as_they_were_typed() -> None:
    mime = html(WPS)
    mime.setData(pasting.SHEET, excel("<Row/>"))
    first = [PastedCell("75", typed="3/4", column="m1"), PastedCell("7", typed="7", column="m2", follows=True)]
    cells: list[list[PastedCell | None]] = [[*first], [PastedCell("", typed="", column="m1"), None]]
    mime.setData(pasting.OWN, pasting.own_data(cells))
    found = block(mime)
    assert found.cells == {(0, 0): first[0], (0, 1): first[1]}
    assert (found.height, found.width) == (2, 2)


@pytest.mark.parametrize("data", [b"\xff", b"{}", b'{"rows": [[5]]}', b'{"rows": 7}', b"[" * 100_000])
def test_another_program_s_data_by_our_name_is_passed_over(data: bytes) -> None:
    mime = QMimeData()
    mime.setData(pasting.OWN, data)
    mime.setText("7")
    assert shown(mime) == {(0, 0): "7"}
