"""dev.py: which Python, what Debian lacks, when packages are installed again, what is offered, and its locks."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NoReturn

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import dev

LOCKS = (dev.RUNTIME_LOCK, dev.DEV_LOCK)


def requirements(lock: Path) -> list[str]:
    """The lock's requirements, each with its hashes on one line."""
    text = lock.read_text("utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def checkout(root: Path, *parts: str) -> Path:
    """A folder that holds these empty files."""
    for part in parts:
        (root / part).parent.mkdir(parents=True, exist_ok=True)
        (root / part).touch()
    return root


def locks_in(folder: Path) -> tuple[Path, Path]:
    """Two small locks."""
    runtime, more = folder / "requirements.lock", folder / "requirements-dev.lock"
    runtime.write_text("a==1\n", "utf-8")
    more.write_text("b==1\n", "utf-8")
    return runtime, more


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """A folder in the place of a virtual environment."""
    folder = tmp_path / ".venv"
    folder.mkdir()
    return folder


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Linux machine that shows no window."""
    monkeypatch.setattr(dev, "WINDOWS", False)
    monkeypatch.setattr(sys, "platform", "linux")
    for key in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(key, raising=False)


class Started:
    """Stands in the place of subprocess.run: remembers what was started and answers with the codes given."""

    def __init__(self, *failing: str) -> None:
        self.failing = failing
        self.commands: list[list[str]] = []
        self.environments: list[dict[str, str]] = []

    def __call__(self, command: list[str], **settings: object) -> subprocess.CompletedProcess[str]:
        self.commands.append(command)
        env = settings.get("env")
        self.environments.append(env if isinstance(env, dict) else {})
        code = 1 if any(word in command for word in self.failing) else 0
        return subprocess.CompletedProcess(command, code, "", "")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    """What dev.py starts, without starting it."""
    recorder = Started()
    monkeypatch.setattr(subprocess, "run", recorder)
    return recorder


# --- which Python ---------------------------------------------------------------------------------------------------


def test_an_old_python_can_read_the_file() -> None:
    ast.parse((dev.ROOT / "dev.py").read_text("utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize(
    ("version", "good"), [((3, 10), False), ((3, 11), True), ((3, 13), True), ((3, 14), False), ((2, 12), False)]
)
def test_which_versions_fit(version: tuple[int, int], good: bool) -> None:
    assert dev.fits(version) is good


def test_the_versions_that_fit_are_those_of_pyproject() -> None:
    oldest, newest = dev.OLDEST, dev.NEWEST
    text = (dev.ROOT / "pyproject.toml").read_text("utf-8")
    assert f'requires-python = ">={oldest[0]}.{oldest[1]},<{newest[0]}.{newest[1] + 1}"' in text


def test_the_newest_python_that_answers_is_taken() -> None:
    answers = {"python3.12": (3, 12), "python3.11": (3, 11)}
    assert dev.find_python(False, lambda command: answers.get(command[0])) == ["python3.12"]


def test_on_windows_the_launcher_is_asked() -> None:
    assert dev.find_python(True, lambda command: (3, 11) if command[1] == "-3.11" else None) == ["py", "-3.11"]


def test_a_name_that_starts_another_version_is_passed_over() -> None:
    answers = {"python3.13": (3, 9), "python3.11": (3, 11)}
    assert dev.find_python(False, lambda command: answers.get(command[0])) == ["python3.11"]


@pytest.mark.parametrize(
    ("windows", "how"), [(False, "sudo apt-get install python3 python3-venv"), (True, "python.org")]
)
def test_with_no_python_one_sentence_says_what_to_install(windows: bool, how: str) -> None:
    with pytest.raises(dev.Trouble) as trouble:
        dev.find_python(windows, lambda _command: None)
    text = str(trouble.value)
    assert "3.11, 3.12 hoặc 3.13" in text and how in text
    assert "\n" not in text and text.endswith(".")


def test_the_version_of_a_command_is_what_it_runs() -> None:
    assert dev.version_of([sys.executable]) == sys.version_info[:2]
    assert dev.version_of(["python-that-is-nowhere"]) is None


def test_an_unfit_python_starts_a_fit_one_with_the_same_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    monkeypatch.setattr(dev, "WINDOWS", False)
    monkeypatch.setattr(dev, "fits", lambda _version: False)
    monkeypatch.setattr(dev, "find_python", lambda _windows: [sys.executable])
    monkeypatch.setattr(sys, "argv", ["dev.py", "test", "-k", "x"])

    def execv(_path: str, command: list[str]) -> NoReturn:
        seen.append(command)
        raise SystemExit

    monkeypatch.setattr(os, "execv", execv)
    with pytest.raises(SystemExit):
        dev.main(["test", "-k", "x"])
    assert seen == [[sys.executable, str(dev.ROOT / "dev.py"), "test", "-k", "x"]]


# --- what Debian must hold ------------------------------------------------------------------------------------------


def test_only_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(dev, "can_make_venv", lambda: True)
    assert dev.missing_packages("app", lambda _library: True) == []
    lost = {"libEGL.so.1", "libxcb-cursor.so.0"}
    assert dev.missing_packages("test", lambda library: library not in lost) == ["libegl1", "libxcb-cursor0"]


def test_wayland_is_asked_for_where_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert "libwayland-client0" in dev.missing_packages("app", lambda _library: False)


@pytest.mark.skipif(sys.platform == "win32", reason="Debian's packages")
def test_the_bundle_wants_debians_shared_python_and_objdump(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "own_python", lambda: "/usr/bin/python3")
    monkeypatch.setattr(dev, "can_make_venv", lambda: True)
    monkeypatch.setattr(shutil, "which", lambda _program: None)
    lacks_python = dev.missing_packages("bundle", lambda library: not library.startswith("libpython"))
    assert lacks_python == ["binutils", f"libpython3.{sys.version_info[1]}"]
    assert dev.missing_packages("app", lambda _library: True) == []


@pytest.mark.skipif(sys.platform != "linux", reason="Debian's libraries")
def test_a_library_that_is_nowhere_does_not_load() -> None:
    assert dev.loads("libc.so.6")
    assert not dev.loads("libhxapp-that-is-nowhere.so.0")


@pytest.mark.skipif(sys.platform == "win32", reason="Debian's packages")
def test_debians_venv_is_named_with_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "can_make_venv", lambda: False)
    package = f"python3.{sys.version_info[1]}-venv"
    monkeypatch.setattr(dev, "own_python", lambda: "/usr/bin/python3")
    assert dev.missing_packages("app", lambda library: library != "libGL.so.1") == ["libgl1", package]
    assert dev.missing_packages("lock", lambda _library: False) == [package]
    monkeypatch.setattr(dev, "own_python", lambda: "/home/x/python/bin/python3")
    assert dev.missing_packages("app", lambda _library: True) == []


def test_a_system_without_apt_is_told_what_to_look_for(monkeypatch: pytest.MonkeyPatch, started: Started) -> None:
    monkeypatch.setattr(shutil, "which", lambda _program: None)
    with pytest.raises(dev.Trouble, match=r"gói ứng với gói Debian sau, rồi chạy lại: libegl1$"):
        dev.install_packages(["libegl1"])
    assert started.commands == []


def test_without_the_right_the_one_command_is_named(monkeypatch: pytest.MonkeyPatch, started: Started) -> None:
    monkeypatch.setattr(dev, "may_install", lambda: False)
    monkeypatch.setattr(shutil, "which", lambda _program: "/usr/bin/apt-get")
    with pytest.raises(dev.Trouble, match=r"\n  sudo apt-get install -y libegl1 libgl1$"):
        dev.install_packages(["libegl1", "libgl1"])
    assert started.commands == []


def test_root_installs_without_questions(monkeypatch: pytest.MonkeyPatch, started: Started) -> None:
    monkeypatch.setattr(dev, "may_install", lambda: True)
    monkeypatch.setattr(shutil, "which", lambda _program: "/usr/bin/apt-get")
    dev.install_packages(["libegl1"])
    assert [command[2] for command in started.commands] == ["update", "install"]
    assert "-y" in started.commands[1] and started.commands[1][-1] == "libegl1"
    assert started.environments[1]["DEBIAN_FRONTEND"] == "noninteractive"


def test_a_failed_apt_stops(monkeypatch: pytest.MonkeyPatch, started: Started) -> None:
    monkeypatch.setattr(dev, "may_install", lambda: True)
    monkeypatch.setattr(shutil, "which", lambda _program: "/usr/bin/apt-get")
    started.failing = ("install",)
    with pytest.raises(dev.Trouble, match="apt-get không cài được"):
        dev.install_packages(["libegl1"])


# --- the virtual environment ----------------------------------------------------------------------------------------


def test_a_broken_environment_does_not_belong(venv: Path) -> None:
    assert not dev.belongs(venv)
    assert not dev.belongs(venv / "nowhere")


@pytest.mark.parametrize(
    ("version", "base", "ours"),
    [
        (list(sys.version_info[:2]), sys.base_prefix, True),
        ([3, 8], sys.base_prefix, False),
        (list(sys.version_info[:2]), "/opt/another", False),
    ],
)
def test_an_environment_of_another_python_does_not_belong(
    monkeypatch: pytest.MonkeyPatch, venv: Path, version: list[int], base: str, ours: bool
) -> None:
    answer = subprocess.CompletedProcess([], 0, json.dumps([version, base]), "")
    monkeypatch.setattr(subprocess, "run", lambda *_args, **_settings: answer)
    assert dev.belongs(venv) is ours


def test_what_is_installed_is_not_installed_again(tmp_path: Path, venv: Path) -> None:
    locks = locks_in(tmp_path)
    assert not dev.holds(venv, locks)
    dev.install(venv, locks, lambda _command: 0)
    assert dev.holds(venv, locks)
    assert dev.holds(venv, locks[:1])


def test_the_programs_packages_are_not_the_tests_packages(tmp_path: Path, venv: Path) -> None:
    locks = locks_in(tmp_path)
    dev.install(venv, locks[:1], lambda _command: 0)
    assert dev.holds(venv, locks[:1])
    assert not dev.holds(venv, locks)


def test_a_changed_lock_is_installed_again(tmp_path: Path, venv: Path) -> None:
    locks = locks_in(tmp_path)
    dev.install(venv, locks, lambda _command: 0)
    locks[1].write_text("b==2\n", "utf-8")
    assert not dev.holds(venv, locks)
    assert dev.holds(venv, locks[:1])


def test_line_ends_do_not_change_a_lock(tmp_path: Path, venv: Path) -> None:
    locks = locks_in(tmp_path)
    dev.install(venv, locks, lambda _command: 0)
    locks[0].write_bytes(b"a==1\r\n")
    assert dev.holds(venv, locks)


@pytest.mark.parametrize("content", ["", "[]", '{"requirements.lock": "half'])
def test_a_spoilt_stamp_counts_for_nothing(tmp_path: Path, venv: Path, content: str) -> None:
    dev.stamp_of(venv).write_text(content, "utf-8")
    assert not dev.holds(venv, locks_in(tmp_path))


def test_an_interrupted_install_leaves_no_stamp(tmp_path: Path, venv: Path) -> None:
    locks = locks_in(tmp_path)
    dev.install(venv, locks, lambda _command: 0)

    def interrupted(_command: list[str]) -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dev.install(venv, locks, interrupted)
    assert not dev.holds(venv, locks)


def test_a_failed_install_says_so_and_leaves_no_stamp(tmp_path: Path, venv: Path) -> None:
    locks = locks_in(tmp_path)
    with pytest.raises(dev.Trouble, match="pip không cài được"):
        dev.install(venv, locks, lambda _command: 2)
    assert not dev.holds(venv, locks)


def test_pip_takes_only_what_the_locks_name(tmp_path: Path, venv: Path) -> None:
    seen: list[list[str]] = []
    locks = locks_in(tmp_path)

    def pip(command: list[str]) -> int:
        seen.append(command)
        return 0

    dev.install(venv, locks, pip)
    assert "--require-hashes" in seen[0] and "--disable-pip-version-check" in seen[0]
    assert not [word for word in seen[0] if "index" in word or "://" in word]
    assert [seen[0][place + 1] for place, word in enumerate(seen[0]) if word == "--requirement"] == [*map(str, locks)]


def test_another_pythons_packages_stay_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PIP_CERT", "/its/own")
    assert "PYTHONPATH" not in dev.environment()
    assert dev.environment()["PIP_CERT"] == "/its/own"


# --- the commands ---------------------------------------------------------------------------------------------------


def test_only_commands_whose_parts_exist_are_offered(tmp_path: Path) -> None:
    root = checkout(tmp_path, "pyproject.toml", "tests/test_x.py", "build.spec")
    assert re.findall(r"^  (\w+)", dev.usage(root), re.MULTILINE) == ["test", "lock"]
    checkout(root, "hxapp/__main__.py")
    assert re.findall(r"^  (\w+)", dev.usage(root), re.MULTILINE) == ["app", "test", "bundle", "lock"]


def test_a_command_that_is_not_there_yet_says_what_is_lacking(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert dev.main(["app"], checkout(tmp_path, "tests/test_x.py")) == 2
    assert "chưa có lệnh “app” (thiếu hxapp/__main__.py)" in capfd.readouterr().err


def test_an_unknown_command_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["tets"], tmp_path) == 2
    assert "Không có lệnh “tets”" in capfd.readouterr().err


def test_trouble_is_told_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(_name: str, _locks: object) -> str:
        raise dev.Trouble("Máy còn thiếu thư viện.")

    monkeypatch.setattr(dev, "set_up", refuse)
    assert dev.main(["test"]) == 1
    assert capfd.readouterr().err == "Máy còn thiếu thư viện.\n"


def test_every_check_runs_and_the_failed_ones_are_named(
    started: Started, no_display: None, capfd: pytest.CaptureFixture[str]
) -> None:
    started.failing = ("mypy", "format")
    with pytest.raises(dev.Trouble) as trouble:
        dev.run_test("python", ["tests/x.py", "-k", "y"])
    assert "2/5" in str(trouble.value)
    assert "mypy" in str(trouble.value) and "ruff format" in str(trouble.value) and "pytest" not in str(trouble.value)
    assert len(started.commands) == 5
    assert started.commands[-1] == ["python", "-m", "pytest", *dev.side_by_side(), "tests/x.py", "-k", "y"]
    assert not [command for command in started.commands[:-1] if "tests/x.py" in command]
    assert {env["QT_QPA_PLATFORM"] for env in started.environments} == {"offscreen"}


def test_tests_run_side_by_side_where_no_window_takes_the_focus(
    monkeypatch: pytest.MonkeyPatch, no_display: None
) -> None:
    assert dev.side_by_side()[0] == "-n"
    monkeypatch.setenv("DISPLAY", ":0")
    assert dev.side_by_side() == []


def test_all_checks_passed(started: Started, capfd: pytest.CaptureFixture[str]) -> None:
    assert dev.run_test("python", []) == 0
    assert capfd.readouterr().out.endswith("Đạt cả 5 bước.\n")


def test_a_display_keeps_qts_own_choice(monkeypatch: pytest.MonkeyPatch, started: Started, no_display: None) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    assert dev.run_app("python", ["--book", "x.hxdb"]) == 0
    assert started.commands == [["python", "-P", "-m", "hxapp", "--book", "x.hxdb"]]
    assert "QT_QPA_PLATFORM" not in started.environments[0]


def test_with_no_display_the_main_job_is_done(
    started: Started, no_display: None, capfd: pytest.CaptureFixture[str]
) -> None:
    assert dev.run_app("python", []) == 0
    assert started.commands == [["python", "-P", "-m", "hxapp", "--tour", str(dev.ROOT / "out")]]
    assert started.environments[0]["QT_QPA_PLATFORM"] == "offscreen"
    assert f"ghi kết quả vào {dev.OUT}" in capfd.readouterr().out
    started.failing = ("--tour",)
    assert dev.run_app("python", []) == 1


def test_a_book_is_not_opened_where_nobody_sees_it(started: Started, no_display: None) -> None:
    with pytest.raises(dev.Trouble, match="không có màn hình"):
        dev.run_app("python", ["--book", "x.hxdb"])
    assert started.commands == []


def test_commands_without_a_window_need_no_display(started: Started, no_display: None) -> None:
    assert dev.run_app("python", ["--book", "x.hxdb", "--smoke-test"]) == 0
    started.commands.clear()
    assert dev.run_app("python", ["list", "x.hxdb", "--what", "tasks"]) == 0
    assert started.commands == [["python", "-P", "-m", "hxapp", "list", "x.hxdb", "--what", "tasks"]]


# --- the Windows program --------------------------------------------------------------------------------------------


def test_the_windows_program_is_offered_where_it_can_be_made(tmp_path: Path) -> None:
    parts = (".ci/windows/toolchain.py", "build.spec", "hxapp/__main__.py")
    assert "  windows " in dev.usage(checkout(tmp_path, *parts))
    (tmp_path / parts[0]).unlink()
    assert "  windows " not in dev.usage(tmp_path)


def test_without_the_right_for_it_one_sentence_says_so_and_nothing_is_installed(
    monkeypatch: pytest.MonkeyPatch, started: Started, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev.of_windows("room"), "missing_right", lambda: "Lệnh này cần quyền root.")
    assert dev.main(["windows"]) == 1
    assert capfd.readouterr().err == "Lệnh này cần quyền root.\n"
    assert started.commands == []


def test_windows_hands_its_arguments_on_and_tells_its_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    toolchain = dev.of_windows("toolchain")
    asked: list[list[str]] = []

    def run(root: Path, _python: str, args: list[str], install: object) -> int:
        asked.append(args)
        assert root == dev.ROOT and install is dev.install_packages
        if "suite" in args:
            raise toolchain.Trouble("Phần “suite” KHÔNG ĐẠT.")
        return 0

    monkeypatch.setattr(toolchain, "run", run)
    assert dev.run_windows("python", ["build", "--clean"]) == 0
    assert asked == [["build", "--clean"]]
    with pytest.raises(dev.Trouble, match="KHÔNG ĐẠT"):
        dev.run_windows("python", ["suite"])


@pytest.mark.parametrize("makensis", ["C:/NSIS/makensis.exe", None])
def test_on_windows_the_bundle_is_handed_out_with_an_installer_where_nsis_is(
    monkeypatch: pytest.MonkeyPatch, started: Started, capfd: pytest.CaptureFixture[str], makensis: str | None
) -> None:
    build, installer = dev.of_windows("build"), dev.of_windows("installer")
    handed: list[tuple[Path, bool]] = []

    def hand_out(bundle: Path, _root: Path, out: Path, _run_python: object, with_setup: bool) -> None:
        assert bundle == dev.ROOT / "dist" / "HXApp"
        handed.append((out, with_setup))

    monkeypatch.setattr(dev, "WINDOWS", True)
    monkeypatch.setattr(build, "check", lambda _bundle, _known: None)
    monkeypatch.setattr(build, "hand_out", hand_out)
    monkeypatch.setattr(installer, "find_makensis", lambda: makensis)
    assert dev.run_bundle("python", []) == 0
    assert handed == [(dev.ROOT / "dist" / "windows", makensis is not None)]
    assert ("không làm bộ cài" in capfd.readouterr().out) is (makensis is None)


def test_elsewhere_the_bundle_is_a_folder_alone(monkeypatch: pytest.MonkeyPatch, started: Started) -> None:
    monkeypatch.setattr(dev, "WINDOWS", False)
    monkeypatch.setattr(dev, "hand_out", pytest.fail)
    assert dev.run_bundle("python", []) == 0
    assert len(started.commands) == 1


# --- the locks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_requirement_is_pinned_with_its_hashes(lock: Path) -> None:
    found = requirements(lock)
    assert len(found) >= 5
    for requirement in found:
        assert re.match(r"[a-z0-9._-]+==[^ ]+( ; [^\\]*?)? +--hash=sha256:[0-9a-f]{64}", requirement), requirement


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_index(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert not re.search(r"https?:|//|--(extra-)?index|--find-links|--trusted-host|file:|@", text)


def test_qt_is_the_last_one_for_older_windows() -> None:
    pins = dict(line.split(" ", 1)[0].split("==") for line in requirements(dev.RUNTIME_LOCK))
    assert pins["pyside6-essentials"] == pins["shiboken6"] == "6.8.3"


def test_each_package_is_in_one_lock_only() -> None:
    runtime, more = (set(dev.names_in(lock.read_text("utf-8"))) for lock in LOCKS)
    assert not runtime & more


def test_the_locks_hold_what_pyproject_asks_for() -> None:
    project = tomllib.loads((dev.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for lock, wanted in (
        (dev.RUNTIME_LOCK, project["dependencies"]),
        (dev.DEV_LOCK, project["optional-dependencies"]["dev"]),
    ):
        pins = dict(line.split(" ", 1)[0].split("==") for line in requirements(lock))
        for asked in map(Requirement, wanted):
            assert asked.specifier.contains(pins[canonicalize_name(asked.name)]), asked


def test_windows_packages_are_asked_for_on_windows_only() -> None:
    marked = dict(line.split("==", 1) for line in requirements(dev.DEV_LOCK))
    for name in ("colorama", "pefile", "pywin32-ctypes"):
        assert " ; sys_platform == 'win32' " in marked[name]
