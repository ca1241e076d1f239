"""Files written whole or not at all: what stands in the way is told, and an older file stays."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from hxapp.domain.errors import HxError
from hxapp.storage import whole_files
from hxapp.storage.whole_files import save_whole


def write(part: Path) -> None:
    part.write_bytes(b"new")


@pytest.mark.parametrize("name", ["con.xlsx", "PRN", "aux.pdf", "quý I: 2022.xlsx", "sổ. "])
def test_a_name_that_windows_does_not_take_is_refused_on_every_system(tmp_path: Path, name: str) -> None:
    with pytest.raises(HxError, match="Windows không nhận tên tệp"):
        save_whole(tmp_path / name, write)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_called_like_a_device_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(HxError, match="tên dành riêng"):
        whole_files.make_folder(tmp_path / "nul" / "Sổ")
    assert list(tmp_path.iterdir()) == []
    whole_files.make_folder(tmp_path / "Tài liệu phường" / "Sổ")
    assert (tmp_path / "Tài liệu phường" / "Sổ").is_dir()


@pytest.mark.parametrize(("suffix", "program"), [(".xlsx", "Excel"), (".pdf", "chương trình xem PDF")])
def test_a_file_that_is_open_elsewhere_is_told_with_the_program_to_close(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, program: str
) -> None:
    target = tmp_path / f"Báo cáo{suffix}"
    target.write_bytes(b"old")

    def refuse(_part: Path, _to: Path) -> None:
        error = PermissionError(errno.EACCES, "sharing violation")
        error.winerror = 32  # type: ignore[attr-defined, unused-ignore]
        raise error

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(HxError, match=f"đang mở trong {program}"):
        save_whole(target, write)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(sys.platform != "win32", reason="elsewhere an open file is replaced")
def test_windows_refuses_to_replace_a_file_that_is_open(tmp_path: Path) -> None:
    target = tmp_path / "Báo cáo.xlsx"
    target.write_bytes(b"old")
    with target.open("rb"), pytest.raises(HxError, match="đang mở trong Excel"):
        save_whole(target, write)
    assert target.read_bytes() == b"old"
    save_whole(target, write)
    assert target.read_bytes() == b"new"


def test_a_folder_that_may_not_be_written_is_told_as_such(tmp_path: Path) -> None:
    def refuse(_part: Path) -> None:
        raise PermissionError(errno.EACCES, "denied")

    with pytest.raises(HxError, match=r"thư mục .* không cho ghi"):
        save_whole(tmp_path / "Báo cáo.xlsx", refuse)


def test_a_path_that_is_too_long_is_told_with_its_length(tmp_path: Path) -> None:
    def refuse(_part: Path) -> None:
        raise OSError(errno.ENAMETOOLONG, "too long")

    target = tmp_path / "Báo cáo.xlsx"
    with pytest.raises(HxError, match=f"dài {len(str(target.absolute()))} ký tự, quá dài") as told:
        save_whole(target, refuse)
    assert "đặt tên ngắn hơn" in str(told.value)


def test_windows_without_long_paths_says_that_there_is_no_such_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = FileNotFoundError(errno.ENOENT, "no such file")
    long = tmp_path / ("a" * 250) / "b.xlsx"
    assert not whole_files.is_too_long(long, missing) or os.name == "nt"
    monkeypatch.setattr(whole_files, "_ON_WINDOWS", True)
    assert whole_files.is_too_long(long, missing)
    assert not whole_files.is_too_long(tmp_path / "b.xlsx", missing)
