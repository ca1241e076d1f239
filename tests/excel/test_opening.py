"""Files that are no sheet of ours: each is refused with the true reason, and the book stays as it was."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from hxapp.domain.errors import HxError
from hxapp.excel import opening
from hxapp.storage.database import Database
from tests.excel.sheets import export, plan


def refusal(book: Database, path: Path) -> str:
    before = book.path.read_bytes()
    with pytest.raises(HxError) as caught:
        plan(book, path)
    assert book.path.read_bytes() == before
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "(.xls)"),
        (b"", "0 byte"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "XML"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "HTML"),
        (b"tieu de;so lieu\n1;2\n", "không phải sổ tính"),
        (b"PK\x03\x04 cut in half", "không phải sổ tính"),
    ],
)
def test_another_kind_of_file_is_named(book: Database, tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "Số liệu quý II.xlsx"
    path.write_bytes(content)
    sentence = refusal(book, path)
    assert word in sentence and path.name in sentence and "Hãy" in sentence


def test_a_workbook_under_a_password_is_told_from_an_old_one(book: Database, tmp_path: Path) -> None:
    path = tmp_path / "khóa.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    assert "có mật khẩu" in refusal(book, path)


@pytest.mark.parametrize(
    ("part", "content", "word"),
    [
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet", "LibreOffice"),
        ("word/document.xml", b"<document/>", "Word"),
        ("xl/workbook.bin", b"", ".xlsb"),
        ("xl/workbook.xml", b'<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>', "Strict"),
    ],
)
def test_another_kind_of_zip_is_named(book: Database, tmp_path: Path, part: str, content: bytes, word: str) -> None:
    path = tmp_path / "Số liệu.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, content)
    sentence = refusal(book, path)
    assert word in sentence and "Save As" in sentence


def test_the_first_bytes_count_and_not_the_ending(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "tasks")
    found = plan(book, path.rename(tmp_path / "Nhiệm vụ.xls"))
    assert found.same > 10 and (found.new, found.changed, found.refused) == (0, 0, ())


def test_a_file_cut_in_half(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "tasks")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert "hỏng" in refusal(book, path)


def test_no_file_and_a_folder(book: Database, tmp_path: Path) -> None:
    assert "Không tìm thấy" in refusal(book, tmp_path / "không có.xlsx")
    assert "thư mục" in refusal(book, tmp_path)


def test_a_workbook_that_is_not_ours(book: Database, tmp_path: Path) -> None:
    path = tmp_path / "khác.xlsx"
    Workbook().save(path)
    assert "không phải do HX App xuất ra" in refusal(book, path)


def test_our_sheet_without_its_hidden_page(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "tasks")
    workbook = load_workbook(path)
    del workbook["hx"]
    workbook.save(path)
    assert "trang ẩn" in refusal(book, path)


def test_a_sheet_copied_beside_itself(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "tasks")
    workbook = load_workbook(path)
    workbook.copy_worksheet(workbook.worksheets[0])
    workbook.save(path)
    assert "giữ lại một trang" in refusal(book, path)


def test_a_zip_that_claims_to_be_huge(book: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_UNPACKED", 1000)
    path = tmp_path / "nổ.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(5000))
    assert "quá lớn" in refusal(book, path)


def test_entities_are_not_expanded(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "tasks")
    evil = tmp_path / "ác ý.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(evil, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                body = content.partition(b"?>")[2] if content.startswith(b"<?xml") else content
                content = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]>' + body
            target.writestr(name, content)
    assert "hỏng" in refusal(book, evil)


def test_a_used_range_of_a_million_rows_is_read_in_time(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "tasks")
    workbook = load_workbook(path)
    workbook.worksheets[0].cell(1_048_576, 1).value = " "
    workbook.save(path)
    found = plan(book, path)
    assert (found.new, found.changed, found.refused) == (0, 0, ())
