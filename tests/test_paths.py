"""Names of files that Windows takes."""

from __future__ import annotations

import unicodedata

import pytest

from hxapp.paths import safe_file_name


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
