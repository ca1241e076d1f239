"""What `python3 dev.py windows` works with, and what it does in which order."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from windows import Trouble, build, python, room, say
from windows.cache import Cache, Step
from windows.room import Room, windows_path

PARTS = {
    "room": "dựng Debian 13 có Wine và Python của Windows",
    "build": "đóng gói, kiểm tra, làm bộ cài và bản mang theo vào dist/windows/",
    "suite": "cả bộ kiểm thử dưới Python của Windows trong Wine (tham số thêm là của pytest)",
    "driven": "cài, mở, gõ, in, tắt và gỡ HXApp.exe thật trong Wine (tham số thêm là của pytest)",
}
LOCKS = ("requirements.lock", "requirements-dev.lock")

# Debian's packages by a program or a file that they bring.
BRINGS = {
    "debootstrap": "/usr/sbin/debootstrap",
    "debian-archive-keyring": "/usr/share/keyrings/debian-archive-trixie-stable.gpg",
    "golang-go": "/usr/bin/go",
    "nsis": "/usr/bin/makensis",
}


@dataclass(frozen=True)
class Toolchain:
    """The checkout, Debian's Python with our locks, the cache, the room, and the steps that lead to the products."""

    root: Path
    debian_python: str
    cache: Cache
    room: Room
    windows_python: Path
    tools: tuple[Step, ...]
    products: tuple[Step, ...]

    @property
    def out(self) -> Path:
        """The folder of what is handed out."""
        return self.root / "dist" / "windows"

    @property
    def bundle(self) -> Path:
        """The program's folder."""
        return self.out / "HXApp"

    @property
    def python_exe(self) -> str:
        """Windows' Python, under the name it has in Wine."""
        return windows_path(self.windows_python / "python.exe")


def toolchain(
    root: Path,
    debian_python: str = sys.executable,
    folder: Path | None = None,
    install: Callable[[list[str]], None] | None = None,
) -> Toolchain:
    """The toolchain of a checkout; nothing is made yet. `install` brings Debian's packages; without it none is."""

    def need(packages: Sequence[str]) -> None:
        missing = [package for package in packages if not Path(BRINGS[package]).exists()]
        if missing and install is None:
            raise Trouble(f"Máy còn thiếu {', '.join(missing)}: hãy chạy “python3 dev.py windows room” trước.")
        if missing and install is not None:
            install(missing)

    folder = folder or root / ".cache" / "windows"
    here = Room(folder / "room", (Path("/tmp"), root))
    tools = (
        *room.steps(here, need),
        *python.steps(folder, [root / name for name in LOCKS], debian_python, need),
    )
    whole_python = tools[-1]
    made = build.steps(root, root / "dist" / "windows", here, whole_python.place, (tools[2], whole_python), need)
    return Toolchain(root, debian_python, Cache(folder), here, whole_python.place, tools, made)


def run(
    root: Path,
    debian_python: str,
    args: Sequence[str],
    install: Callable[[list[str]], None],
    folder: Path | None = None,
) -> int:
    """Does the parts that `args` name, all of them when it names none; returns 0."""
    parts, clean, more = asked(args)
    lacking = room.missing_right()
    if lacking:
        raise Trouble(lacking)
    tools = toolchain(root, debian_python, folder, install)
    with tools.cache.alone():
        if clean:
            say(f"Đang xoá {tools.cache.folder} …")
            tools.cache.clean()
            shutil.rmtree(tools.out, ignore_errors=True)
        took: dict[str, float] = {}
        try:
            tools.cache.bring(*tools.tools)
            if {"build", "driven"} & set(parts):
                tools.cache.bring(*tools.products)
                _bundle, portable, licences, setup = tools.products
                build.finish(tools.out, [setup.place, portable.place, licences.place])
            if {"suite", "driven"} <= set(parts):
                _both(tools, more, took)
            else:
                for part in ("suite", "driven"):
                    if part in parts:
                        _tests(tools, part, more, took)
        finally:
            say("Mỗi bước mất bao lâu:")
            for name, seconds in {**tools.cache.took, **took}.items():
                say(f"  {name:<12}{seconds:7.1f} giây")
    return 0


def _tests(tools: Toolchain, part: str, more: Sequence[str], took: dict[str, float]) -> None:
    """Runs the tests of a part; Trouble when they failed."""
    start = time.monotonic()
    say(f"== {part}: {PARTS[part]} …")
    code = _suite(tools, more) if part == "suite" else _driven(tools, more).wait()
    took[part] = time.monotonic() - start
    _judge({part: code})


def _both(tools: Toolchain, more: Sequence[str], took: dict[str, float]) -> None:
    """Both parts side by side: the driven program mostly waits, and goes first where it doesn't; told one by one."""
    start = time.monotonic()
    said = tools.cache.folder / "driven.log"
    with said.open("wb") as log:
        driven = _driven(tools, more, log)
        try:
            say(f"== suite: {PARTS['suite']} (driven chạy bên cạnh) …")
            suite = _suite(tools, more, beside=True)
            took["suite"] = time.monotonic() - start
        except BaseException:
            driven.terminate()
            raise
        finally:
            code = driven.wait()
    took["driven"] = time.monotonic() - start
    say(f"== driven: {PARTS['driven']}")
    say(said.read_text("utf-8", errors="replace"))
    _judge({"suite": suite, "driven": code})


def _judge(codes: Mapping[str, int]) -> None:
    failed = [f"“{part}” (mã {code})" for part, code in codes.items() if code]
    if failed:
        raise Trouble(f"KHÔNG ĐẠT: {', '.join(failed)}. Xem kết quả ngay trên dòng này.")


def asked(args: Sequence[str]) -> tuple[list[str], bool, list[str]]:
    """The parts named, whether to start from nothing, and what is left for pytest; Trouble when that is for none."""
    parts: list[str] = []
    clean = False
    left = list(args)
    while left and (left[0] in PARTS or left[0] == "--clean"):
        word = left.pop(0)
        clean = clean or word == "--clean"
        parts += [word] if word in PARTS else []
    if left and not {"suite", "driven"} & set(parts):
        names = "\n".join(f"  {name:<8}{text}" for name, text in PARTS.items())
        raise Trouble(
            f"Không hiểu “{left[0]}”. Cách dùng: python3 dev.py windows [--clean] [PHẦN …]; "
            f"không nêu phần nào thì làm cả. Các phần:\n{names}\n  --clean xoá những gì đã dựng rồi làm lại từ đầu."
        )
    return parts or list(PARTS), clean, left


def _suite(tools: Toolchain, args: Sequence[str], *, beside: bool = False) -> int:
    suite = importlib.import_module("windows.suite")
    return int(suite.run(tools, list(args), beside=beside))


def _driven(tools: Toolchain, args: Sequence[str], log: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
    env = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY", "PYTHONPATH")}
    env["QT_QPA_PLATFORM"] = "offscreen"
    command = [tools.debian_python, "-m", "pytest", "tests/windows", "-m", "windows", "--durations", "10", *args]
    return subprocess.Popen(command, cwd=tools.root, env=env, stdout=log, stderr=log and subprocess.STDOUT)
