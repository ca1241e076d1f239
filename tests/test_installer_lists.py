"""What the installer is made from: the list that it moves and removes by, and its switches, without making one."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / ".ci"))

from windows import Trouble  # noqa: E402
from windows.installer import file_list, files_of, four_numbers, make_setup, stage  # noqa: E402

WORDS = ROOT / "resources" / "windows"


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "HXApp"
    for name in ("a.txt", "hxapp-console.exe", "HXApp.exe", "_internal/z/deep/b.txt", "_internal/a.dll"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, "utf-8")
    return folder


def test_the_programs_come_first_so_that_the_twin_costs_nothing(bundle: Path) -> None:
    assert files_of(bundle) == [
        "HXApp.exe",
        "hxapp-console.exe",
        "_internal/a.dll",
        "_internal/z/deep/b.txt",
        "a.txt",
    ]


def test_folders_are_listed_after_their_files_and_from_the_inside_out(bundle: Path) -> None:
    lines = file_list(files_of(bundle)).split("\r\n")
    assert lines == [
        "HXApp.exe",
        "hxapp-console.exe",
        r"_internal\a.dll",
        r"_internal\z\deep\b.txt",
        "a.txt",
        "_internal\\z\\deep\\",
        "_internal\\z\\",
        "_internal\\",
        "",
    ]


def test_every_file_is_laid_out_in_its_own_folder(bundle: Path) -> None:
    lines = stage(bundle, files_of(bundle)).splitlines()
    place, laid = "", {}
    for line in lines:
        command, argument = re.fullmatch(r'(SetOutPath|File) "(.*)"', line).groups()  # type: ignore[union-attr]
        if command == "SetOutPath":
            place = argument.removeprefix(r"$INSTDIR\${NEW}").strip("\\")
        else:
            laid[Path(argument)] = place
    assert laid == {bundle / one: str(Path(one).parent).replace("/", "\\").strip(".") for one in files_of(bundle)}


NO_NAME_THERE = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file of this name")


@pytest.mark.parametrize("name", ["sổ.txt", "a$b.txt", "a..b.txt", pytest.param('a"b.txt', marks=NO_NAME_THERE)])
def test_a_name_that_the_lists_can_not_hold_is_refused(bundle: Path, name: str) -> None:
    (bundle / name).write_text("x", "utf-8")
    with pytest.raises(Trouble, match="không ghi được tên tệp này"):
        files_of(bundle)


def test_without_its_programs_there_is_no_installer(bundle: Path, tmp_path: Path) -> None:
    (bundle / "HXApp.exe").unlink()
    with pytest.raises(Trouble, match=r"không có HXApp\.exe"):
        make_setup(bundle, tmp_path / "setup.exe", "1.0", makensis="/bin/false")


def test_a_makensis_that_says_no_leaves_nothing(bundle: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "setup.exe"
    with pytest.raises(Trouble, match="makensis không làm được"):
        make_setup(bundle, out, "1.0", makensis=sys.executable)  # which takes none of these switches
    assert list(out.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("version", "numbers"), [("0.1.0", "0.1.0.0"), ("12.3", "12.3.0.0"), ("1.2.3.4", "1.2.3.4"), ("2.0rc1", "2.0.1.0")]
)
def test_a_version_in_four_numbers(version: str, numbers: str) -> None:
    assert four_numbers(version) == numbers


def test_the_uninstaller_never_removes_a_folder_with_all_that_is_in_it() -> None:
    script = "\n".join(path.read_text("utf-8-sig") for path in sorted(WORDS.glob("*.ns*")))
    assert "RMDir" in script
    assert not re.search(r"RMDir\s+/r", script, re.IGNORECASE)
    assert not re.search(r"taskkill|TerminateProcess|KillProc", script, re.IGNORECASE)


def test_every_word_of_nsis_has_its_vietnamese_one() -> None:
    lines = (WORDS / "Vietnamese.nlf").read_text("utf-8-sig").splitlines()
    said = {lines[at][3:]: lines[at + 1] for at, line in enumerate(lines) if line.startswith("# ^")}
    assert len(said) > 80
    assert [word for word, text in said.items() if not text or text.startswith("#")] == []
    assert {"NextBtn": "&Tiếp tục >", "CancelBtn": "Hủy", "BackBtn": "< &Quay lại"}.items() <= said.items()
