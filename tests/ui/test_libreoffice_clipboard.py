"""Cells to and from a real office program: what LibreOffice reads of our table, and we of its own, in two languages."""

from __future__ import annotations

import os
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from hxapp.ui import clipboard, pasting
from hxapp.ui.pasted_cells import Kind
from tests.ui.month_sheet import MonthSheet, choose, make_month_grid

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice không có trên máy này"),
    pytest.mark.parametrize("language", ["en_US.UTF-8", "vi_VN.UTF-8"]),
]


def convert(folder: Path, language: str, source: str, *words: str) -> None:
    profile = f"-env:UserInstallation=file://{folder}/lo"
    command = ["soffice", profile, "--headless", *words, "--outdir", str(folder / "out"), str(folder / source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120, env={**os.environ, "LC_ALL": language})


def test_libreoffice_takes_the_raw_values_that_we_copy(qtbot: QtBot, tmp_path: Path, language: str) -> None:
    sheet = MonthSheet()
    sheet.years[2].typed[4] = "1.234,5"
    grid = make_month_grid(qtbot, sheet)
    choose(grid, (1, "id"), (2, "m4"))
    clipboard.copy(grid)
    (tmp_path / "cells.html").write_text(QGuiApplication.clipboard().mimeData().html(), encoding="utf-8")
    convert(tmp_path, language, "cells.html", "--infilter=HTML (StarCalc)", "--convert-to", "xlsx")
    rows = openpyxl.load_workbook(tmp_path / "out" / "cells.xlsx").worksheets[0].iter_rows(values_only=True)
    assert [list(row) for row in rows] == [
        ["1", "Tổng thu ngân sách", "tỷ đồng", 82.7, "3/4", 12.3333333333333, None],
        ["2", "Số cơ sở kinh tế", "tỷ đồng", 9, 10, 11, 1234.5],
    ]


def test_we_take_the_raw_values_that_libreoffice_copies(qtbot: QtBot, tmp_path: Path, language: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append([1250.4956, 0.125, 44682, "1.250", "=1/0", 12])
    for cell, code in (("A1", "#,##0.00"), ("B1", "0.0%"), ("C1", "dd/mm/yyyy"), ("F1", '0" ngày"')):
        sheet[cell].number_format = code
    book.save(tmp_path / "cells.xlsx")
    convert(tmp_path, language, "cells.xlsx", "--convert-to", "html")
    mime = QMimeData()
    mime.setHtml((tmp_path / "out" / "cells.html").read_text(encoding="utf-8"))
    mime.setText("x")
    found = pasting.read(mime)
    assert found is not None
    assert [(cell.kind, cell.value) for cell in found.cells.values()] == [
        (Kind.NUMBER, Decimal("1250.4956")),
        (Kind.NUMBER, Decimal("12.5")),
        (Kind.DATE, None),
        (Kind.TEXT, None),
        (Kind.ERROR, None),
        (Kind.NUMBER, Decimal(12)),
    ]
