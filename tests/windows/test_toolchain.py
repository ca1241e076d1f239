"""What `dev.py windows` is asked, which right it needs, where Debian and Python come from: without a room."""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / ".ci"))

from windows import Trouble, python, room, toolchain  # noqa: E402
from windows.room import Room, windows_path  # noqa: E402

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Debian makes it")

# --- what is asked ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "parts", "clean", "more"),
    [
        ([], ["room", "build", "suite", "driven"], False, []),
        (["--clean"], ["room", "build", "suite", "driven"], True, []),
        (["--clean", "room"], ["room"], True, []),
        (["build", "driven", "-k", "install"], ["build", "driven"], False, ["-k", "install"]),
        (["suite", "tests/excel", "--clean"], ["suite"], False, ["tests/excel", "--clean"]),
    ],
)
def test_the_parts_that_are_asked_for(args: list[str], parts: list[str], clean: bool, more: list[str]) -> None:
    assert toolchain.asked(args) == (parts, clean, more)


@pytest.mark.parametrize("args", [["biuld"], ["build", "-k", "x"], ["--clear"]])
def test_what_is_not_understood_is_refused_with_what_there_is(args: list[str]) -> None:
    with pytest.raises(Trouble) as trouble:
        toolchain.asked(args)
    text = str(trouble.value)
    assert text.startswith(f"Không hiểu “{args[-1] if len(args) == 1 else '-k'}”.")
    assert all(f"\n  {part} " in text for part in toolchain.PARTS)


def installs_nothing(packages: list[str]) -> None:
    """Stands in the place of apt-get where nothing may be installed."""
    raise AssertionError(packages)


def test_without_the_right_nothing_is_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "missing_right", lambda: "Lệnh này cần quyền root.")
    with pytest.raises(Trouble, match=r"^Lệnh này cần quyền root\.$"):
        toolchain.run(ROOT, sys.executable, ["--clean"], installs_nothing, tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


# --- the right --------------------------------------------------------------------------------------------------------


@pytest.fixture
def debian(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A Debian of which the user is root and may mount."""
    monkeypatch.setattr(shutil, "which", lambda _program: "/usr/bin/apt-get")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(subprocess, "run", lambda command, **_settings: subprocess.CompletedProcess(command, 0))
    return monkeypatch


def test_root_on_debian_lacks_nothing(debian: pytest.MonkeyPatch) -> None:
    assert room.missing_right() is None


def test_another_user_is_told_how_to_become_root(debian: pytest.MonkeyPatch) -> None:
    debian.setattr(os, "geteuid", lambda: 1000, raising=False)
    said = room.missing_right()
    assert said is not None and "quyền root" in said and "“sudo python3 dev.py windows”" in said
    assert "\n" not in said and said.endswith(".")


def test_a_container_that_may_not_mount_is_told_which_right_it_lacks(debian: pytest.MonkeyPatch) -> None:
    debian.setattr(subprocess, "run", lambda command, **_settings: subprocess.CompletedProcess(command, 1))
    said = room.missing_right()
    assert said is not None and "CAP_SYS_ADMIN" in said and "--privileged" in said


@pytest.mark.parametrize(("apt", "machine"), [(None, "x86_64"), ("/usr/bin/apt-get", "aarch64")])
def test_another_system_is_told_where_it_goes(debian: pytest.MonkeyPatch, apt: str | None, machine: str) -> None:
    debian.setattr(shutil, "which", lambda _program: apt)
    debian.setattr(platform, "machine", lambda: machine)
    said = room.missing_right()
    assert said is not None and "Debian 12 trở lên, 64-bit" in said and "“py dev.py bundle”" in said


@linux
def test_without_a_way_to_install_the_missing_tool_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(python, "go_program", lambda: None)
    monkeypatch.setitem(toolchain.BRINGS, "golang-go", str(tmp_path / "go"))
    tools = toolchain.toolchain(ROOT, folder=tmp_path / "cache")
    interpreter = next(step for step in tools.tools if step.name == "interpreter")
    with pytest.raises(Trouble, match="Máy còn thiếu golang-go"):
        interpreter.make(tmp_path / "interpreter")


# --- the room ---------------------------------------------------------------------------------------------------------


def test_debian_is_taken_from_where_the_machine_has_it() -> None:
    targets = (
        "https://example.invalid/tools/ cloud-sdk-bookworm\n"
        "http://mirror.invalid/debian-security/ bookworm-security\n"
        "http://mirror.invalid/debian/ bookworm-updates\n"
        "http://mirror.invalid/debian/ bookworm\n"
    )
    assert room.debian_address(targets) == "http://mirror.invalid/debian"
    assert room.debian_address("http://mirror.invalid/ubuntu/ noble\n") is None
    assert room.debian_address("") is None


def test_a_command_in_the_room_keeps_its_words_apart(tmp_path: Path) -> None:
    here = Room(tmp_path / "room", (Path("/tmp"), Path("/srv/Tài liệu")))
    command = here.command("sh", "-c", "echo $1; exit", cwd="/srv/Tài liệu")
    assert command[:4] == ["unshare", "--mount", "--propagation", "private"]
    assert command[-6:] == [str(tmp_path / "room"), "/tmp\n/srv/Tài liệu", "/srv/Tài liệu", "sh", "-c", "echo $1; exit"]


def test_a_command_in_the_room_finds_nothing_of_this_machine_s(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    environment = Room(tmp_path, ()).environment({"DISPLAY": ":7"})
    assert "PYTHONPATH" not in environment and environment["DISPLAY"] == ":7"


def test_the_name_of_a_path_under_wine() -> None:
    assert windows_path("/work/Tài liệu phường/a.hxdb") == r"Z:\work\Tài liệu phường\a.hxdb"


# --- Windows' Python --------------------------------------------------------------------------------------------------

LOCK = """\
# What the tests need.
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:aa \\
    --hash=sha256:bb
librt==0.17.0 ; platform_python_implementation != 'PyPy' \\
    --hash=sha256:cc
macholib==1.16.4 ; sys_platform == 'darwin' \\
    --hash=sha256:dd
mypy-extensions==1.2.0 ; platform_python_implementation != 'PyPy' \\
    --hash=sha256:ee
uvloop==1.0 ; sys_platform != 'win32' \\
    --hash=sha256:ff
"""


def test_the_lock_is_judged_for_windows_with_its_hashes() -> None:
    assert python.for_windows(LOCK) == [
        "colorama==0.4.6 --hash=sha256:aa --hash=sha256:bb",
        "mypy-extensions==1.2.0 --hash=sha256:ee",
    ]


def test_a_condition_that_is_not_known_is_not_guessed() -> None:
    with pytest.raises(Trouble, match=r"python_version < '3\.12'"):
        python.for_windows("tomli==2.0 ; python_version < '3.12' --hash=sha256:aa\n")


@pytest.mark.parametrize("name", toolchain.LOCKS)
def test_our_locks_are_understood_and_all_hashed(name: str) -> None:
    kept = python.for_windows((ROOT / name).read_text("utf-8"))
    assert kept and all("==" in line and " --hash=sha256:" in line and ";" not in line for line in kept)
    assert {"pyinstaller", "pytest", "pefile", "pywin32-ctypes"} <= {line.partition("==")[0] for line in kept} or (
        name == "requirements.lock"
    )


def archive(folder: Path, files: dict[str, bytes]) -> Path:
    """A module's archive."""
    place = folder / "module.zip"
    with zipfile.ZipFile(place, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return place


def test_a_module_s_sum_is_go_s(tmp_path: Path) -> None:
    files = {"m@v1.0.0/go.mod": b"module m\n", "m@v1.0.0/a.go": b"package m\n"}
    listed = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    hexadecimal = hashlib.sha256(listed.encode()).digest()
    assert python.module_sum(archive(tmp_path, files)) == "h1:" + base64.b64encode(hexadecimal).decode()
    spoilt = {**files, "m@v1.0.0/a.go": b"package n\n"}
    assert python.module_sum(archive(tmp_path, spoilt)) != "h1:" + base64.b64encode(hexadecimal).decode()


def test_python_is_unpacked_whole_and_nothing_of_other_systems(tmp_path: Path) -> None:
    files = {
        python.INSIDE + "files.json": b"{}",
        python.INSIDE + "python.exe.gz": gzip.compress(b"MZ"),
        python.INSIDE + "Lib/os.py.gz": gzip.compress(b"import sys\n"),
        python.INSIDE + "Lib/note.txt": b"plain",
        python.INSIDE.replace("windows", "linux") + "bin/python.gz": gzip.compress(b"\x7fELF"),
    }
    python.unpack(archive(tmp_path, files), tmp_path / "python")
    found = {p.relative_to(tmp_path / "python").as_posix(): p.read_bytes() for p in tmp_path.rglob("python/**/*.*")}
    assert found == {"python.exe": b"MZ", "Lib/os.py": b"import sys\n", "Lib/note.txt": b"plain"}


def test_an_archive_writes_nothing_outside_its_folder(tmp_path: Path) -> None:
    bad = archive(tmp_path, {python.INSIDE + "../../escaped.txt": b"x"})
    with pytest.raises(Trouble, match="nằm ngoài thư mục"):
        python.unpack(bad, tmp_path / "a" / "b" / "python")
    assert not list(tmp_path.rglob("escaped.txt"))


@linux
def test_what_a_left_over_program_keeps_open_holds_nobody_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command has ended when it has ended, whoever it left behind with its output."""
    here = Room(tmp_path, ())
    monkeypatch.setattr(Room, "command", lambda _room, *words, cwd="/": list(words))
    done = here.run("sh", "-c", "printf 'Đã\\r\\n xong'; sleep 60 & exit 3", timeout=20)
    assert (done.returncode, done.stdout) == (3, "Đã\n xong")
