"""What is handed out: nothing of Wine's or Debian's inside, in its measure, with its marker and its sums."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / ".ci"))

from hxapp import VERSION, paths  # noqa: E402
from windows import Trouble, build  # noqa: E402


@pytest.fixture
def windows_python(tmp_path: Path) -> Path:
    """A Windows Python that brings one library."""
    folder = tmp_path / "python"
    folder.mkdir()
    (folder / "python311.dll").write_bytes(b"MZ python")
    (folder / "os.py").write_text("MZ = 1\n", "utf-8")
    return folder


@pytest.fixture
def bundle(tmp_path: Path, windows_python: Path) -> Path:
    """A program's folder with nothing wrong in it."""
    folder = tmp_path / "HXApp"
    (folder / "_internal" / "db").mkdir(parents=True)
    for name in build.OWN:
        (folder / name).write_bytes(b"MZ own")
    shutil.copy(windows_python / "python311.dll", folder / "_internal" / "python311.dll")
    (folder / "_internal" / "db" / "env.py").write_text("pass\n", "utf-8")
    return folder


def test_a_clean_folder_passes(bundle: Path, windows_python: Path) -> None:
    assert build.faults(bundle, build.known_sums(windows_python)) == []
    build.check(bundle, build.known_sums(windows_python))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("_internal/dbghelp.dll", b"MZ" + b"\0" * 62 + b"Wine builtin DLL\0", "dbghelp.dll là tệp của Wine"),
        ("HXApp.exe", b"MZ" + b"\0" * 62 + b"Wine placeholder DLL\0", "HXApp.exe là tệp của Wine"),
        ("_internal/libz.so.1", b"\x7fELF\x02\x01", "libz.so.1 là tệp của Linux"),
        ("_internal/python311.dll", b"MZ another", "python311.dll không đến từ Python của Windows"),
    ],
)
def test_what_does_not_belong_is_named(
    bundle: Path, windows_python: Path, name: str, content: bytes, said: str
) -> None:
    (bundle / name).write_bytes(content)
    with pytest.raises(Trouble) as trouble:
        build.check(bundle, build.known_sums(windows_python))
    assert said in str(trouble.value)


def test_a_program_that_is_missing_is_named(bundle: Path) -> None:
    (bundle / "hxapp-console.exe").unlink()
    assert build.faults(bundle, None) == ["thiếu hxapp-console.exe"]


def test_on_windows_any_library_may_be_there(bundle: Path) -> None:
    (bundle / "_internal" / "ucrtbase.dll").write_bytes(b"MZ windows")
    assert build.faults(bundle, None) == []


def test_a_folder_that_is_too_large_is_refused(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "MOST_FOLDER", 10)
    assert [fault for fault in build.faults(bundle, None) if "cả thư mục" in fault]


def test_the_portable_archive_holds_the_folder_and_its_marker(bundle: Path, tmp_path: Path) -> None:
    build.make_portable(bundle, tmp_path / "portable.zip")
    with zipfile.ZipFile(tmp_path / "portable.zip") as files:
        assert files.testzip() is None
        assert {entry.compress_type for entry in files.infolist()} == {zipfile.ZIP_DEFLATED}
        inside = {path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()}
        assert set(files.namelist()) == {f"HXApp/{name}" for name in inside} | {f"HXApp/{paths.PORTABLE_MARKER}"}
        assert "bản mang theo" in files.read(f"HXApp/{paths.PORTABLE_MARKER}").decode("utf-8-sig")
        assert files.read("HXApp/_internal/python311.dll") == b"MZ python"


def test_sums_are_what_sha256sum_checks(tmp_path: Path) -> None:
    for name in ("b.exe", "a.zip"):
        (tmp_path / name).write_bytes(name.encode())
    build.write_sums([tmp_path / "b.exe", tmp_path / "a.zip"], tmp_path / "SHA256SUMS")
    lines = (tmp_path / "SHA256SUMS").read_text("ascii").splitlines()
    assert [line.split("  ")[1] for line in lines] == ["b.exe", "a.zip"]
    if shutil.which("sha256sum") is None:
        pytest.skip("no sha256sum here")
    checked = subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path, check=False)
    assert checked.returncode == 0


def test_products_of_other_versions_do_not_stay_beside(tmp_path: Path) -> None:
    kept = tmp_path / "HXApp-0.2.0-setup.exe"
    for name in (kept.name, "HXApp-0.1.0-setup.exe", "HXApp-0.1.0-portable.zip", "HXApp.part", "notes.txt"):
        (tmp_path / name).touch()
    build.remove_former(tmp_path, [kept])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["HXApp-0.2.0-setup.exe", "notes.txt"]


def test_all_that_windows_hands_out_is_made_from_the_folder(bundle: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    def run_python(*words: str) -> None:
        subprocess.run([sys.executable, *words], cwd=ROOT, check=True)

    made = build.hand_out(bundle, ROOT, out, run_python, installer=False)
    assert [path.name for path in made] == [f"HXApp-{VERSION}-portable.zip", "licenses.txt", "SHA256SUMS"]
    text = (out / "licenses.txt").read_text("utf-8-sig")
    assert text.startswith(f"HX App {VERSION}: giấy phép")
    for part in ("Python", "Qt", "SQLAlchemy", "openpyxl"):
        assert f"\n{part}" in text
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    assert (out / "SHA256SUMS").read_text("ascii").count("\n") == 2


def test_a_product_that_is_too_large_is_refused(bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "MOST_PORTABLE", 10)
    with pytest.raises(Trouble, match=r"-portable\.zip nặng 0\.0 MB, quá 0 MB"):
        build.hand_out(bundle, ROOT, tmp_path, pytest.fail, installer=False)


def test_the_program_is_made_from_all_that_it_needs() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in build.sources(ROOT)}
    assert {"build.spec", "LICENSE", "requirements.lock", "hxapp/__main__.py", "db/env.py"} <= names
    assert any(name.startswith("resources/fonts/") for name in names)
    assert not [name for name in names if "__pycache__" in name]
    assert build.version(ROOT) == VERSION
    assert build.PORTABLE_MARKER == paths.PORTABLE_MARKER
