"""Sets up and runs HX App from a checkout: `python3 dev.py app`, `test`, `bundle`, `windows` or `lock`.

On Windows it is `py dev.py …`.

Plain standard library, and it parses on Python 3.8, so that a Python which is too old can say what to install.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
OUT = ROOT / "out"
CACHE = ROOT / ".cache"
RUNTIME_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"

OLDEST, NEWEST = (3, 11), (3, 13)
WINDOWS = os.name == "nt"


class Trouble(Exception):
    """Something the user can mend; its text is the whole sentence shown."""


class Command(NamedTuple):
    """What may be asked of dev.py: its work, the files it cannot do without, the locks it needs, one line of help."""

    run: Callable[[str, list[str]], int]
    parts: tuple[str, ...]
    locks: tuple[Path, ...]
    help: str


# --- which Python ---------------------------------------------------------------------------------------------------


def fits(version: tuple[int, ...]) -> bool:
    """Whether HX App runs on this (major, minor)."""
    return OLDEST <= version <= NEWEST


def other_pythons(windows: bool) -> list[list[str]]:
    """The commands that may start a fitting Python, newest first."""
    minors = range(NEWEST[1], OLDEST[1] - 1, -1)
    return [["py", f"-3.{minor}"] if windows else [f"python3.{minor}"] for minor in minors]


def version_of(command: Sequence[str]) -> tuple[int, ...] | None:
    """The (major, minor) that a Python command really runs; None when it does not run."""
    program = shutil.which(command[0])
    if program is None:
        return None
    asked = [program, *command[1:], "-c", "import sys; print(*sys.version_info[:2])"]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False)
    numbers = answer.stdout.split()
    if answer.returncode or len(numbers) != 2:
        return None
    return int(numbers[0]), int(numbers[1])


def find_python(windows: bool, ask: Callable[[Sequence[str]], tuple[int, ...] | None] = version_of) -> list[str]:
    """The command of a fitting Python other than the running one; Trouble says what to install when there is none."""
    for command in other_pythons(windows):
        version = ask(command)
        if version is not None and fits(version):
            return command
    running = ".".join(str(number) for number in sys.version_info[:2])
    if windows:
        where = "bản 3.13 từ python.org (để nguyên mục “py launcher”)"
    else:
        where = "bằng lệnh “sudo apt-get install python3 python3-venv” (Debian 12 trở lên) hoặc từ python.org"
    raise Trouble(
        f"HX App cần Python 3.11, 3.12 hoặc 3.13 mà máy này chỉ thấy Python {running}: hãy cài {where}, rồi chạy lại."
    )


def start_again(command: list[str]) -> int:
    """This file with the same arguments under another Python; returns its exit code, if it returns at all."""
    whole = [shutil.which(command[0]) or command[0], *command[1:], str(ROOT / "dev.py"), *sys.argv[1:]]
    if not WINDOWS:  # execv there would give the prompt back before the program has ended
        os.execv(whole[0], whole)
    return subprocess.run(whole, check=False).returncode


def own_python() -> str:
    """The interpreter behind the running one: itself, or the one its virtual environment was made from."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def is_debians() -> bool:
    """Whether the running Python came with the system."""
    return not WINDOWS and own_python().startswith("/usr/bin/")


def can_make_venv() -> bool:
    """Whether this Python has what a virtual environment is made with; Debian keeps it in a package of its own."""
    return all(importlib.util.find_spec(module) is not None for module in ("venv", "ensurepip"))


# --- what Debian must hold ------------------------------------------------------------------------------------------

# What Qt's core, its windows, its printing and its X11 part are linked to; the packages are Debian's and Ubuntu's.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libcups.so.2": "libcups2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}


def loads(library: str) -> bool:
    """Whether the system's loader finds this shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages(name: str, found: Callable[[str], bool] = loads) -> list[str]:
    """The packages that command `name` still needs from Debian, sorted."""
    wanted = {} if name == "lock" else dict(QT_LIBRARIES)
    if wanted and os.environ.get("WAYLAND_DISPLAY"):
        wanted.update(WAYLAND_LIBRARIES)
    if name == "bundle" and is_debians():
        # Debian's Python is linked statically; PyInstaller puts the shared one into the bundle.
        wanted[str(sysconfig.get_config_var("INSTSONAME"))] = f"libpython3.{sys.version_info[1]}"
    missing = {package for library, package in wanted.items() if not found(library)}
    if name == "bundle" and shutil.which("objdump") is None:
        missing.add("binutils")
    if is_debians() and not can_make_venv():
        missing.add(f"python3.{sys.version_info[1]}-venv")
    return sorted(missing)


def may_install() -> bool:
    """Whether this user may install Debian's packages."""
    return not WINDOWS and os.geteuid() == 0


def install_packages(packages: list[str]) -> None:
    """Installs Debian's packages as root; otherwise Trouble names the one command that does."""
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        raise Trouble(f"Máy còn thiếu gói hệ thống: hãy cài các gói ứng với gói Debian sau, rồi chạy lại: {names}")
    if not may_install():
        raise Trouble(
            f"Máy còn thiếu gói hệ thống: hãy chạy lệnh dưới đây rồi thử lại:\n  sudo apt-get install -y {names}"
        )
    say(f"Máy còn thiếu gói hệ thống; đang cài: {names}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # A list that cannot be renewed is no reason to stop: the one at hand may do.
    for step in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        ended = subprocess.run(["apt-get", "-qq", *step], env=quiet, stdout=subprocess.DEVNULL, check=False)
    if ended.returncode:
        raise Trouble(
            f"apt-get không cài được các gói trên (mã {ended.returncode}): xem lời báo lỗi ngay trên dòng này."
        )


# --- the virtual environment ----------------------------------------------------------------------------------------


def python_of(venv: Path) -> Path:
    """Where a virtual environment keeps its interpreter."""
    return venv / "Scripts" / "python.exe" if WINDOWS else venv / "bin" / "python"


def environment() -> dict[str, str]:
    """The user's environment less what would lead a Python to another one's packages."""
    return {key: value for key, value in os.environ.items() if key not in ("PYTHONHOME", "PYTHONPATH")}


def belongs(venv: Path) -> bool:
    """Whether the virtual environment works, has pip and was made from the running Python."""
    question = "import json, sys, pip; print(json.dumps([list(sys.version_info[:2]), sys.base_prefix]))"
    try:
        answer = subprocess.run(
            [str(python_of(venv)), "-c", question], capture_output=True, text=True, check=False, env=environment()
        )
        version, base = json.loads(answer.stdout)
    except (OSError, ValueError):
        return False
    return bool(version == list(sys.version_info[:2])) and os.path.realpath(base) == os.path.realpath(sys.base_prefix)


def make_venv(venv: Path) -> None:
    """Makes the virtual environment anew."""
    if not can_make_venv():
        raise Trouble(f"Python ở {own_python()} thiếu mô-đun venv hoặc ensurepip: hãy cài lại bản Python đầy đủ.")
    say(f"Đang tạo môi trường Python ở {venv} …")
    if venv.is_symlink() or venv.is_file():
        venv.unlink()
    elif venv.exists():
        shutil.rmtree(venv)
    ended = subprocess.run([own_python(), "-m", "venv", str(venv)], env=environment(), check=False)
    if ended.returncode:
        raise Trouble(f"Không tạo được {venv}: xem lời báo lỗi ngay trên dòng này.")


def digest(lock: Path) -> str:
    """The SHA-256 of a lock, the same whichever way its lines end."""
    return hashlib.sha256(lock.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def stamp_of(venv: Path) -> Path:
    """The file that remembers which locks a virtual environment holds."""
    return venv / "hxapp-locks.json"


def holds(venv: Path, locks: Iterable[Path]) -> bool:
    """Whether these locks, as they read now, are installed whole."""
    try:
        installed = json.loads(stamp_of(venv).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(installed, dict) and all(installed.get(lock.name) == digest(lock) for lock in locks)


def install(venv: Path, locks: Sequence[Path], run: Callable[[list[str]], int]) -> None:
    """Installs the locks and stamps them; the old stamp goes first, so that an interrupted install leaves none."""
    stamp_of(venv).unlink(missing_ok=True)
    command = [str(python_of(venv)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--no-user", "--require-hashes", "--only-binary=:all:"]
    for lock in locks:
        command += ["--requirement", str(lock)]
    code = run(command)
    if code:
        raise Trouble(
            f"pip không cài được các thư viện (mã {code}): xem lời báo lỗi ngay trên dòng này; "
            "thường là do mạng hoặc thiết lập của pip. Sửa xong, chạy lại lệnh này."
        )
    stamp_of(venv).write_text(json.dumps({lock.name: digest(lock) for lock in locks}), "utf-8")


def set_up(name: str, locks: Sequence[Path]) -> str:
    """Brings the machine to where command `name` can run; returns the interpreter that has the locks' packages."""
    if name == "windows":
        lacking_right = of_windows("room").missing_right()
        if lacking_right:
            raise Trouble(lacking_right)
    if sys.platform.startswith("linux"):
        packages = missing_packages(name)
        if packages:
            install_packages(packages)
    if not locks:
        return own_python()
    if not belongs(VENV):
        make_venv(VENV)
    if not holds(VENV, locks):
        say("Đang cài các thư viện đã ghim (lần đầu tải khoảng 100 MB) …")
        install(VENV, locks, lambda command: subprocess.run(command, env=environment(), check=False).returncode)
    return str(python_of(VENV))


# --- the commands ---------------------------------------------------------------------------------------------------


def say(text: str) -> None:
    """One line for the user, ahead of what the next program prints."""
    print(text, flush=True)


def has_display() -> bool:
    """Whether a window can be shown to somebody."""
    if os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] in ("offscreen", "minimal"):
        return False
    return WINDOWS or sys.platform == "darwin" or any(os.environ.get(key) for key in ("DISPLAY", "WAYLAND_DISPLAY"))


def with_screen(env: dict[str, str]) -> dict[str, str]:
    """The environment in which Qt draws into memory when there is no display."""
    return env if has_display() else {**env, "QT_QPA_PLATFORM": "offscreen"}


def run_app(python: str, args: list[str]) -> int:
    """The program itself; with no display and nothing else asked, its main job without a window, into out/."""
    env = with_screen({**environment(), "PYTHONPATH": str(ROOT)})
    # The user's own folder stays the current one, for the files named in `args`; -P keeps its modules out.
    start = [python, "-P", "-m", "hxapp"]
    opens_window = not args or (args[0] == "--book" and "--smoke-test" not in args)
    if has_display() or not opens_window:
        return subprocess.run([*start, *args], env=env, check=False).returncode
    if args:
        raise Trouble(
            "Máy này không có màn hình để mở sổ: hãy chạy nơi có màn hình, hoặc dùng lệnh list, report, export."
        )
    say(f"Máy này không có màn hình: chương trình làm việc chính rồi ghi kết quả vào {OUT} …")
    return subprocess.run([*start, "--tour", str(OUT)], env=env, check=False).returncode


def side_by_side() -> list[str]:
    """Tests on several processors at once, each file's together; not on a screen, where windows share one focus."""
    return [] if has_display() else ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile"]


def run_test(python: str, args: list[str]) -> int:
    """Every check in turn, whatever the one before said; `args` are for pytest alone."""
    imports = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    steps = [
        ("soát mã (ruff check)", ["-m", "ruff", "check", "."]),
        ("soát cách trình bày (ruff format)", ["-m", "ruff", "format", "--check", "."]),
        ("soát kiểu dữ liệu (mypy)", ["-m", "mypy"]),
        ("soát chiều import (import-linter)", ["-c", imports, "--no-logo"]),
        ("kiểm thử (pytest)", ["-m", "pytest", *side_by_side(), *args]),
    ]
    # Their own encoding, or a tool that draws boxes falls over on a Windows pipe.
    env = with_screen({**environment(), "PYTHONIOENCODING": "utf-8"})
    failed = []
    for number, (step, command) in enumerate(steps, 1):
        say(f"== {number}/{len(steps)}: {step}")
        if subprocess.run([python, *command], cwd=ROOT, env=env, check=False).returncode:
            failed.append(step)
    if failed:
        raise Trouble(f"KHÔNG ĐẠT {len(failed)}/{len(steps)} bước: {'; '.join(failed)}.")
    say(f"Đạt cả {len(steps)} bước.")
    return 0


def run_bundle(python: str, args: list[str]) -> int:
    """The program as one folder that needs no Python, in dist/."""
    folders = ["--distpath", str(ROOT / "dist"), "--workpath", str(ROOT / "build")]
    command = [python, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *folders, *args, "build.spec"]
    code = subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode
    if code:
        raise Trouble(f"PyInstaller không đóng gói được (mã {code}): xem lời báo lỗi ngay trên dòng này.")
    if WINDOWS:
        hand_out(python)
    say(f"Đã đóng gói vào {ROOT / 'dist'}.")
    return 0


def of_windows(name: str) -> ModuleType:
    """One of the modules that make the Windows program, in .ci/windows."""
    folder = str(ROOT / ".ci")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module(f"windows.{name}")


def hand_out(python: str) -> None:
    """On Windows: what `windows` leaves in dist/windows/ on Debian, out of the folder just made."""
    build, installer = of_windows("build"), of_windows("installer")

    def run_python(*words: str) -> None:
        if subprocess.run([python, *words], cwd=ROOT, env=environment(), check=False).returncode:
            raise Trouble("Không ghi được giấy phép của các phần bên trong: xem lời báo lỗi ngay trên dòng này.")

    with_setup = installer.find_makensis() is not None
    try:
        build.check(ROOT / "dist" / "HXApp", None)
        build.hand_out(ROOT / "dist" / "HXApp", ROOT, ROOT / "dist" / "windows", run_python, with_setup)
    except build.Trouble as trouble:
        raise Trouble(str(trouble)) from None
    if not with_setup:
        say("Máy này không có makensis (NSIS 3) nên không làm bộ cài; bản mang theo thì đã làm.")


def run_windows(python: str, args: list[str]) -> int:
    """The Windows program on Debian: made, tested and driven under Wine, handed out in dist/windows/."""
    toolchain = of_windows("toolchain")
    try:
        return int(toolchain.run(ROOT, python, args, install_packages))
    except toolchain.Trouble as trouble:
        raise Trouble(str(trouble)) from None


def run_lock(_python: str, args: list[str]) -> int:
    """Both locks anew from pyproject.toml: the newest it allows, for every system and fitting Python."""
    if args:
        raise Trouble("Lệnh “lock” không nhận tham số.")
    tools = CACHE / "uv"
    if not belongs(tools):
        make_venv(tools)
    uv_python = str(python_of(tools))
    pip = [uv_python, "-m", "pip", "--disable-pip-version-check"]
    if subprocess.run([*pip, "install", "--quiet", "--upgrade", "uv"], env=environment(), check=False).returncode:
        raise Trouble("pip không cài được uv, công cụ làm lại tệp khoá: xem lời báo lỗi ngay trên dòng này.")
    env = {**environment(), "UV_CACHE_DIR": str(CACHE / "uv-cache"), **index_settings(pip)}
    compile_ = [uv_python, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--upgrade", "--generate-hashes"]
    compile_ += ["--python-version", ".".join(map(str, OLDEST)), "--no-header", "--no-annotate", "pyproject.toml"]
    runtime, dev = CACHE / RUNTIME_LOCK.name, CACHE / DEV_LOCK.name
    resolve([*compile_, "--output-file", str(runtime)], env)
    only_dev = ["--extra", "dev", "--constraints", str(runtime)]
    for name in names_in(runtime.read_text("utf-8")):
        only_dev += ["--no-emit-package", name]
    resolve([*compile_, *only_dev, "--output-file", str(dev)], env)
    for made, kept, purpose in (
        (runtime, RUNTIME_LOCK, "What the program runs on."),
        (dev, DEV_LOCK, "What the tests and the bundle need beside requirements.lock."),
    ):
        head = f"# {purpose} Written by `python3 dev.py lock` from pyproject.toml, never by hand.\n"
        kept.write_bytes((head + made.read_text("utf-8")).encode("utf-8"))
        made.unlink()
        say(f"Đã ghi {kept.name}.")
    return 0


def resolve(command: list[str], env: dict[str, str]) -> None:
    """Runs uv; Trouble when no set of versions goes together."""
    if subprocess.run(command, cwd=ROOT, env=env, check=False).returncode:
        raise Trouble("uv không tìm được bộ phiên bản hợp nhau: xem lời báo lỗi ngay trên dòng này.")


def names_in(lock: str) -> list[str]:
    """The packages that a lock pins."""
    return re.findall(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", lock, flags=re.MULTILINE)


def index_settings(pip: list[str]) -> dict[str, str]:
    """This machine's own pip settings under uv's names: by the environment only, so that no address reaches a lock."""
    settings = {}
    for uv_name, pip_name in (
        ("UV_DEFAULT_INDEX", "index-url"),
        ("UV_INDEX", "extra-index-url"),
        ("SSL_CERT_FILE", "cert"),
    ):
        value = os.environ.get("PIP_" + pip_name.upper().replace("-", "_"), "")
        for section in ("install", "global"):
            if not value:
                asked = [*pip, "config", "get", f"{section}.{pip_name}"]
                value = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
        if value:
            settings[uv_name] = value
    return settings


COMMANDS = {
    "app": Command(
        run_app, ("hxapp/__main__.py",), (RUNTIME_LOCK,), "mở chương trình; không có màn hình thì ghi vào out/"
    ),
    "test": Command(
        run_test, ("tests",), (RUNTIME_LOCK, DEV_LOCK), "mọi phép soát và kiểm thử (tham số thêm là của pytest)"
    ),
    "bundle": Command(
        run_bundle,
        ("build.spec", "hxapp/__main__.py"),
        (RUNTIME_LOCK, DEV_LOCK),
        "đóng gói thành một thư mục trong dist/",
    ),
    "windows": Command(
        run_windows,
        (".ci/windows/toolchain.py", "build.spec", "hxapp/__main__.py"),
        (RUNTIME_LOCK, DEV_LOCK),
        "trên Debian: chương trình cho Windows vào dist/windows/ (room, build, suite, driven; --clean)",
    ),
    "lock": Command(run_lock, ("pyproject.toml",), (), "làm lại các tệp khoá phiên bản từ pyproject.toml"),
}


def lacking(command: Command, root: Path) -> list[str]:
    """The parts of a command that this checkout does not have yet."""
    return [part for part in command.parts if not (root / part).exists()]


def usage(root: Path) -> str:
    """How to call dev.py: the commands whose parts are all here."""
    lines = [f"  {name:<8}{one.help}" for name, one in COMMANDS.items() if not lacking(one, root)]
    start = "py dev.py" if WINDOWS else "python3 dev.py"
    return f"Cách dùng: {start} LỆNH [tham số …]\n" + "\n".join(lines)


def main(argv: list[str], root: Path = ROOT) -> int:
    """Runs one command; returns its exit code: 0 done, 1 failed, 2 asked wrongly, else the program's own."""
    if not argv or argv[0] in ("-h", "--help", "help"):
        say(usage(root))
        return 0 if argv else 2
    name, args = argv[0], argv[1:]
    command = COMMANDS.get(name)
    if command is None:
        print(f"Không có lệnh “{name}”.\n{usage(root)}", file=sys.stderr)
        return 2
    absent = lacking(command, root)
    if absent:
        print(f"Bản này chưa có lệnh “{name}” (thiếu {', '.join(absent)}).\n{usage(root)}", file=sys.stderr)
        return 2
    try:
        if not fits(sys.version_info[:2]):
            return start_again(find_python(WINDOWS))
        return command.run(set_up(name, command.locks), args)
    except Trouble as trouble:
        print(trouble, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("Đã dừng.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        # A pipe or an old console may be of an encoding without Vietnamese letters.
        getattr(stream, "reconfigure")(encoding="utf-8", errors="replace")  # noqa: B009
    sys.exit(main(sys.argv[1:]))
