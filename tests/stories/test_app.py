"""What `app` does without a hand on the mouse: the smoke test and the tour."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pypdf
import pytest
from PySide6.QtGui import QImage

from hxapp import app
from hxapp.domain.errors import HxError
from hxapp.ui.tabs import TABS
from hxapp.ui.tabs.base import Tab


def test_the_smoke_test_goes_well_and_fails_when_a_tab_does(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.smoke_test() == 0

    def fail(tab: Tab) -> None:
        raise HxError("Bảng này không đọc được.")

    monkeypatch.setattr(TABS[-1].load(), "reload", fail)
    assert app.smoke_test() != 0
    assert "Bảng này không đọc được." in capsys.readouterr().err


def test_the_tour_writes_a_picture_of_every_tab_the_overview_and_the_sheet(tmp_path: Path) -> None:
    out = tmp_path / "ra"
    written = app.tour(out)
    assert sorted(written) == sorted(out.iterdir())
    pictures = [path for path in written if path.suffix == ".png"]
    assert [path.stem.split("-", 1)[1] for path in pictures] == [tab.name for tab in TABS]
    images = [QImage(str(path)) for path in pictures]
    assert {(image.width(), image.height()) for image in images} == {(1366, 768)}
    assert len({path.read_bytes() for path in pictures}) == len(pictures)
    text = pypdf.PdfReader(out / "tong-quan.pdf").pages[0].extract_text()
    assert "SỔ THỰC HÀNH" in text
    assert len(pypdf.PdfReader(out / "tong-quan.pdf").pages) == 1
    sheet = openpyxl.load_workbook(out / "chi-tieu.xlsx").worksheets[0]
    assert any("TH quý III" in str(cell.value) for row in sheet.iter_rows(max_row=12) for cell in row)
