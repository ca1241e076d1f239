"""Where the program's files lie: its own, the user's, and those of a program that is carried along."""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import Any

import pytest

from hxapp import paths
from hxapp.paths import is_on_share

MOUNTS = """sysfs /sys sysfs rw 0 0
/dev/sda1 / ext4 rw 0 0
//may-chu/chung /mnt/chung cifs rw 0 0
/dev/sdb1 /mnt/chung/o-rieng vfat rw 0 0
may-chu:/so /mnt/Sổ\\040phường nfs4 rw 0 0
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells the kind of a drive itself")
@pytest.mark.parametrize(
    ("path", "shared"),
    [
        ("/home/an/Sổ.hxdb", False),
        ("/mnt/chung/Sổ.hxdb", True),
        ("/mnt/chung/2022/Sổ.hxdb", True),
        ("/mnt/chung khác/Sổ.hxdb", False),
        ("/mnt/chung/o-rieng/Sổ.hxdb", False),
        ("/mnt/Sổ phường/Sổ.hxdb", True),
    ],
)
def test_a_book_on_another_computer_is_known(monkeypatch: pytest.MonkeyPatch, path: str, shared: bool) -> None:
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: MOUNTS)
    assert is_on_share(Path(path)) is shared


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells the kind of a drive itself")
def test_a_system_that_does_not_tell_its_mounts_has_no_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise OSError

    monkeypatch.setattr(Path, "read_text", refuse)
    assert not is_on_share(Path("/mnt/chung/Sổ.hxdb"))


# A program that is carried along -----------------------------------------------------------------------------------


@pytest.fixture
def carried(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of a portable program, called as an office would; the user's own folders are elsewhere."""
    folder = tmp_path / "Tài liệu phường" / "HX App"
    folder.mkdir(parents=True)
    (folder / "portable.txt").write_text("", encoding="utf-8")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(folder / "HXApp.exe"))
    for name in ("APPDATA", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "của người dùng"))
    paths._writable.cache_clear()
    return folder


def test_settings_log_backups_and_books_of_a_portable_program_lie_beside_it(carried: Path) -> None:
    beside = carried / "Dữ liệu HX App"
    assert paths.is_portable() and not paths.medium_is_read_only()
    assert paths.settings_folder() == beside and beside.is_dir()
    assert (paths.preferences_file(), paths.log_file()) == (beside / "hxapp.ini", beside / "hxapp.log")
    assert paths.data_folder() == beside
    assert paths.books_folder() == carried / "Sổ HX App"
    assert paths.program_folder() == carried
    assert sorted(one.name for one in carried.iterdir()) == ["Dữ liệu HX App", "portable.txt"]


def test_without_its_marker_the_program_writes_into_the_users_own_folder(carried: Path, tmp_path: Path) -> None:
    (carried / "portable.txt").unlink()
    assert not paths.is_portable() and not paths.medium_is_read_only()
    assert paths.settings_folder() == tmp_path / "của người dùng" / "HXApp"
    assert list(carried.iterdir()) == []


def test_a_marker_makes_nothing_of_a_program_that_is_run_from_its_source(
    carried: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "frozen", False)
    assert not paths.is_portable()
    assert paths.settings_folder() == tmp_path / "của người dùng" / "HXApp"


def test_on_a_medium_that_cannot_be_written_the_settings_lie_in_the_users_own_folder(
    carried: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    make = Path.mkdir

    def refuse(folder: Path, *more: Any, **named: Any) -> None:
        if folder.is_relative_to(carried):
            raise OSError(errno.EROFS, "read-only")
        make(folder, *more, **named)

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert paths.is_portable() and paths.medium_is_read_only()
    assert paths.settings_folder() == tmp_path / "của người dùng" / "HXApp"
    assert not paths.data_folder().is_relative_to(carried)
    assert not paths.books_folder().is_relative_to(carried)
