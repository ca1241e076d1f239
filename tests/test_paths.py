"""Names of files that Windows takes, and where files lie."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import pytest

from hxapp.paths import is_on_share, safe_file_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Chỉ tiêu – Quý II/2022", "Chỉ tiêu – Quý II 2022.xlsx"),
        ('a<b>c:d"e|f?g*h\\i', "a b c d e f g h i.xlsx"),
        ("con", "_con.xlsx"),
        ("NUL.txt", "_NUL.txt.xlsx"),
        ("com1", "_com1.xlsx"),
        ("  sổ. . ", "sổ.xlsx"),
        ("", "khong-ten.xlsx"),
        ("...", "khong-ten.xlsx"),
        ("một\nhai\tba", "một hai ba.xlsx"),
        ("đã có.XLSX", "đã có.xlsx"),
    ],
)
def test_what_windows_forbids_is_gone(name: str, safe: str) -> None:
    assert safe_file_name(name, ".xlsx") == safe


def test_long_and_decomposed_names() -> None:
    name = safe_file_name(unicodedata.normalize("NFD", "ế") * 300, ".hxdb")
    assert name == "ế" * 120 + ".hxdb"


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
