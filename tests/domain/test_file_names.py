"""Names of files that Windows takes, and the sentence for those that it doesn't."""

from __future__ import annotations

import unicodedata

import pytest

from hxapp.domain.errors import HxError
from hxapp.domain.file_names import LONGEST_PATH, refuse_too_long, refuse_unsafe, safe_file_name


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


@pytest.mark.parametrize(
    ("name", "why", "instead"),
    [
        ("con.hxdb", "tên dành riêng", "_con.hxdb"),
        ("Aux", "tên dành riêng", "_Aux"),
        ("com1.2022.xlsx", "tên dành riêng", "_com1.2022.xlsx"),
        ("quý I: 2022.xlsx", "dấu :", "quý I 2022.xlsx"),
        ("a?b*.pdf", "dấu ? *", "a b.pdf"),
        ("sổ.", "dấu chấm", "sổ"),
        ("hai\ndòng.xlsx", "xuống dòng", "hai dòng.xlsx"),
    ],
)
def test_what_windows_does_not_take_is_refused_with_another_name(name: str, why: str, instead: str) -> None:
    with pytest.raises(HxError) as refused:
        refuse_unsafe(name)
    assert why in str(refused.value) and f"“{instead}”" in str(refused.value)


@pytest.mark.parametrize(
    "name", ["Sổ năm 2022.hxdb", "console.xlsx", "com10.pdf", ".ẩn", "a.b.c", "Chỉ tiêu – Quý I.xlsx"]
)
def test_what_windows_takes_is_let_pass(name: str) -> None:
    refuse_unsafe(name)
    assert safe_file_name(name) == name


def test_a_book_needs_room_for_its_journal_in_the_longest_path() -> None:
    refuse_too_long("C:\\" + "a" * (LONGEST_PATH - len("C:\\-journal")))
    with pytest.raises(HxError, match="dài 252 ký tự"):
        refuse_too_long("C:\\" + "a" * 249)
