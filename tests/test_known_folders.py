"""The folders that Windows names: Documents, and OneDrive's."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from hxapp import disks, known_folders, paths


@pytest.mark.parametrize("name", ["OneDrive", "OneDriveConsumer", "OneDriveCommercial"])
def test_onedrive_tells_its_folder_by_the_environment(tmp_path: Path, name: str) -> None:
    told = {name: str(tmp_path / "Đám mây")}
    assert tmp_path / "Đám mây" in known_folders.onedrive_folders(told)
    assert known_folders.is_in_onedrive(tmp_path / "Đám mây" / "Documents" / "Sổ.hxdb", told)
    assert not known_folders.is_in_onedrive(tmp_path / "Đám mây khác" / "Sổ.hxdb", told)
    assert disks.is_cloud(tmp_path / "Đám mây" / "Sổ.hxdb", told)


def test_documents_in_the_known_folder_of_onedrive_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_folders, "_known", lambda identity: tmp_path / "Kho")
    assert known_folders.documents() == tmp_path / "Kho"
    assert disks.is_cloud(tmp_path / "Kho" / "Sổ.hxdb", {})


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows names folders")
def test_windows_tells_documents_by_its_known_folder() -> None:
    found = known_folders.documents()
    assert found is not None and found.is_absolute() and found.is_dir()


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows keeps accounts of OneDrive in its registry")
def test_a_folder_of_an_account_of_onedrive_is_told(tmp_path: Path) -> None:
    if sys.platform == "win32":
        import winreg

        key = r"Software\Microsoft\OneDrive\Accounts\Business9"
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as account:
            winreg.SetValueEx(account, "UserFolder", 0, winreg.REG_SZ, str(tmp_path / "Cơ quan"))
        try:
            assert tmp_path / "Cơ quan" in known_folders.onedrive_folders({})
        finally:
            winreg.DeleteKey(winreg.HKEY_CURRENT_USER, key)


@pytest.mark.skipif(sys.platform != "win32", reason="elsewhere books are offered in the home folder")
def test_a_new_book_is_offered_in_documents_but_not_in_onedrives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "_is_fixed_disk", lambda root: False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(known_folders, "documents", lambda: tmp_path / "Tài liệu")
    assert paths.books_folder() == tmp_path / "Tài liệu" / "HX App"
    monkeypatch.setenv("OneDrive", str(tmp_path / "Tài liệu"))
    assert paths.books_folder() == tmp_path / "HX App"
