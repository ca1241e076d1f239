"""Sheets in the hands of a real office program: saved again, sorted, a column moved or hidden, a formula typed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from hxapp.excel.plan import Verdict
from hxapp.storage.database import Database
from tests.excel.sheets import WHAT, export, plan

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice không có trên máy này"),
]

_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Function Prop(name, value)
  Dim made As New com.sun.star.beans.PropertyValue
  made.Name = name : made.Value = value
  Prop = made
End Function

Sub Rework(source, target)
  book = StarDesktop.loadComponentFromURL(ConvertToURL(source), "_blank", 0, Array(Prop("Hidden", True)))
  sheet = book.Sheets.getByIndex(0)
  cursor = sheet.createCursor() : cursor.gotoEndOfUsedArea(False) : last = cursor.RangeAddress.EndRow
  For row = 0 To 20 : For column = 0 To 20
    code = sheet.getCellByPosition(column, row).String
    If code = "hx:key" Then codes = row : keys = column
    If code = "hx:name" Then names = column
    If code = "hx:result" Then results = column
  Next column : Next row
  For row = codes + 2 To last
    name = sheet.getCellByPosition(names, row).String
    If InStr(name, "bảo hiểm y tế") > 0 Then sheet.getCellByPosition(results, row).setFormula("=49.3*2")
    If InStr(name, "trường đạt chuẩn quốc gia") > 0 Then sheet.getCellByPosition(results, row).FormulaLocal = "4/4"
  Next row
  Dim by(0) As New com.sun.star.table.TableSortField
  by(0).Field = names : by(0).IsAscending = False
  body = sheet.getCellRangeByPosition(0, codes + 2, keys, last)
  body.sort(Array(Prop("SortFields", by()), Prop("ContainsHeader", False)))
  sheet.Columns.insertByIndex(0, 1)
  Dim front As New com.sun.star.table.CellAddress
  sheet.moveRange(front, sheet.getCellRangeByPosition(results + 1, 0, results + 1, last).RangeAddress)
  sheet.Rows.insertByIndex(0, 2)
  sheet.getCellByPosition(0, 0).String = "GỬI VĂN PHÒNG"
  sheet.Columns.getByIndex(3).IsVisible = False
  book.storeToURL(ConvertToURL(target), Array(Prop("FilterName", "Calc MS Excel 2007 XML")))
  book.close(True)
End Sub
</script:module>
"""


def soffice(folder: Path, *words: str) -> None:
    profile = f"-env:UserInstallation=file://{folder}/lo"
    subprocess.run(["soffice", profile, "--headless", *words], check=True, capture_output=True, timeout=120)


@pytest.mark.parametrize("what", WHAT)
def test_right_after_libreoffice_saved_it(book: Database, tmp_path: Path, what: str) -> None:
    path = export(book, tmp_path, what)
    out = tmp_path / "đã lưu lại"
    soffice(tmp_path, "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(path))
    found = plan(book, out / path.name)
    assert (found.new, found.changed, found.refused) == (0, 0, ())


def test_right_after_a_clerk_worked_in_libreoffice(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    same = plan(book, path).same
    soffice(tmp_path, "--convert-to", "csv", "--outdir", str(tmp_path), str(path))  # it makes its folders at first
    (tmp_path / "lo" / "user" / "basic" / "Standard" / "Module1.xba").write_text(_MODULE, encoding="utf-8")
    out = tmp_path / "reworked.xlsx"
    soffice(tmp_path, f'macro:///Standard.Module1.Rework("{path}","{out}")')
    found = plan(book, out)
    assert (found.new, found.changed, found.same, found.refused) == (0, 2, same - 2, ())
    changed = {row.name.split(" quốc gia")[0]: row.new for row in found.rows if row.verdict is Verdict.CHANGED}
    assert changed == {"Tỷ lệ người tham gia bảo hiểm y tế": "98,6", "Duy trì tỷ lệ trường đạt chuẩn": "4/4"}
    assert all(row.cell.startswith("Chỉ tiêu!A") for row in found.rows if row.verdict is Verdict.CHANGED)
