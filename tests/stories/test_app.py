"""What `app` does without a hand on the mouse: the smoke test and the tour."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import qWarning
from PySide6.QtGui import QImage

from hxapp import app
from hxapp.domain.errors import HxError
from hxapp.ui.tabs import TABS
from hxapp.ui.tabs.base import Tab
from tests.pdfs import page_texts


def test_the_smoke_test_goes_well_and_fails_when_a_tab_does(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.smoke_test() == 0

    def fail(tab: Tab) -> None:
        raise HxError("Bảng này không đọc được.")

    monkeypatch.setattr(TABS[-1].load(), "reload", fail)
    assert app.smoke_test() != 0
    assert "Bảng này không đọc được." in capsys.readouterr().err


def test_the_smoke_test_fails_when_qt_warns(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(TABS[-1].load(), "reload", lambda tab: qWarning("Could not parse application stylesheet"))
    assert app.smoke_test() != 0
    assert "Could not parse application stylesheet" in capsys.readouterr().err


def test_the_tour_writes_a_picture_of_every_tab_the_overview_and_the_sheet(tmp_path: Path) -> None:
    out = tmp_path / "ra"
    written = app.tour(out)
    assert sorted(written) == sorted(out.iterdir())
    pictures = [path for path in written if path.suffix == ".png"]
    assert [path.stem.split("-", 1)[1] for path in pictures] == [tab.name for tab in TABS]
    images = [QImage(str(path)) for path in pictures]
    assert {(image.width(), image.height()) for image in images} == {(1366, 768)}
    assert len({path.read_bytes() for path in pictures}) == len(pictures)
    (text,) = page_texts(out / "tong-quan.pdf")
    assert "SỔ THỰC HÀNH" in text
    sheet = openpyxl.load_workbook(out / "chi-tieu.xlsx").worksheets[0]
    assert any("TH quý III" in str(cell.value) for row in sheet.iter_rows(max_row=12) for cell in row)


def test_a_window_that_cannot_be_made_is_logged_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("chia cho không")

    shown: list[str] = []
    monkeypatch.setattr("hxapp.paths.settings_folder", lambda: tmp_path)
    monkeypatch.setattr(app, "make_window", fail)
    monkeypatch.setattr("hxapp.ui.crash.CrashDialog.exec", lambda dialog: shown.append(dialog.text.toPlainText()))
    assert app.run(None) == app.UNEXPECTED
    assert len(shown) == 1 and "ZeroDivisionError" in shown[0]
    assert "ZeroDivisionError" in (tmp_path / "hxapp.log").read_text(encoding="utf-8")


def test_a_damaged_installation_is_told_in_a_box(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(argv: object) -> None:
        raise HxError("Thiếu phông chữ. Hãy cài lại chương trình.")

    said: list[str] = []
    monkeypatch.setattr(app, "qt_application", fail)
    monkeypatch.setattr("hxapp.ui.messages.refuse", lambda parent, sentence: said.append(str(sentence)))
    assert app.run(None) == app.REFUSED
    assert said == ["Thiếu phông chữ. Hãy cài lại chương trình."]
