"""Asking for a file: the name offered, the folder, and Qt's own dialog in Vietnamese."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from hxapp.ui import files
from hxapp.ui.files import FileFacts
from tests.ui.conftest import Said


@pytest.fixture
def asked(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str, bool]]]:
    """Presses Save at once; notes folder, name offered and whether our words stand in the columns."""
    seen: list[tuple[str, str, bool]] = []

    def run(dialog: QFileDialog) -> QDialog.DialogCode:
        chosen = Path(dialog.selectedFiles()[0]) if dialog.selectedFiles() else Path()
        seen.append(
            (str(Path(dialog.directory().absolutePath())), chosen.name, isinstance(dialog.proxyModel(), FileFacts))
        )
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(QFileDialog, "exec", run)
    # Windows' own dialog knows of no file before it is shown.
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    yield seen
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, False)


def test_a_period_with_a_stroke_is_one_name_and_no_folder(
    qtbot: QtBot, tmp_path: Path, asked: list[tuple[str, str, bool]]
) -> None:
    path = files.save_as(None, "Xuất Excel", tmp_path, "Chỉ tiêu – Quý III/2022", files.EXCEL, ".xlsx")
    assert path == tmp_path / "Chỉ tiêu – Quý III 2022.xlsx"
    assert asked == [(str(tmp_path), "Chỉ tiêu – Quý III 2022.xlsx", True)]


def test_a_folder_that_is_gone_gives_way_to_the_one_above(
    qtbot: QtBot, tmp_path: Path, asked: list[tuple[str, str, bool]]
) -> None:
    files.save_as(None, "Lưu", tmp_path / "đã xóa" / "quý I", "Sổ", files.PDF, ".pdf")
    files.open_one(None, "Mở", tmp_path / "đã xóa", files.PDF)
    assert [folder for folder, _, _ in asked] == [str(tmp_path)] * 2


def test_giving_up_is_no_file(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "exec", lambda _: QDialog.DialogCode.Rejected)
    assert files.open_one(None, "Mở", tmp_path, files.PDF) is None
    assert files.save_as(None, "Lưu", tmp_path, "Sổ", files.PDF, ".pdf") is None


def test_a_name_made_safe_never_lies_over_another_file_unasked(
    qtbot: QtBot, tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = tmp_path / "Báo cáo quý.pdf"
    taken.write_text("cũ", encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "exec", lambda _: QDialog.DialogCode.Accepted)
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda _: [str(tmp_path / "Báo cáo: quý.pdf")])
    parent = QWidget()
    qtbot.addWidget(parent)
    assert files.save_as(parent, "Lưu", tmp_path, "x", files.PDF, ".pdf") is None
    assert "Báo cáo quý.pdf" in said.texts[0]
    said.answers.append(0)
    assert files.save_as(parent, "Lưu", tmp_path, "x", files.PDF, ".pdf") == taken
