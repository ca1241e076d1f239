"""The program is alone: no connection, and it writes only the book, backups, settings and what it is told to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.windows.driving import HOME, PROGRAM, ROOT, Pc, clerks_pc, rows
from tests.windows.tracing import NETWORKS, Trace, read_trace, strace

OWN = ("sổ", "nhờ ghi", "settings/HXApp", "data/HXApp", "passing")
"""What the program may write; fontconfig, the system's own, keeps its index of fonts beside."""
SCREENLESS = {"QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}


def lacking() -> str:
    """Why nothing can be watched here; empty when it can."""
    if shutil.which("strace") is None:
        return "strace is not installed (Debian's package of that name)"
    tried = subprocess.run(
        ["strace", "-f", "--seccomp-bpf", "-o", os.devnull, "true"], capture_output=True, check=False
    )
    return "" if tried.returncode == 0 else f"strace may not watch here: {tried.stderr.decode().strip()}"


def watched(folder: Path, *words: str) -> Trace:
    """The session's trace; its home, its settings and its passing files lie in the folder, too."""
    why = lacking()
    if why:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(why)
    for name in ("home", "settings", "data", "passing"):
        (folder / name).mkdir()
    environment = {
        **{key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")},
        **SCREENLESS,
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder / "home"),
        "XDG_CONFIG_HOME": str(folder / "settings"),
        "XDG_DATA_HOME": str(folder / "data"),
        "TMPDIR": str(folder / "passing"),
    }
    log = folder / "trace"
    command = [sys.executable, "-P", "-m", "tests.windows.alone_session", str(folder), *words]
    done = subprocess.run(
        [*strace(log), *command], env=environment, cwd=folder, capture_output=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return read_trace(log)


def strangers(trace: Trace, folder: Path, allowed: tuple[str, ...]) -> list[str]:
    """What was touched outside of the allowed places of the folder; what has no name on a disk is nothing."""
    own = [folder / name for name in allowed]
    unnamed = (Path("/dev"), Path("/proc"))
    return sorted(
        str(path)
        for path in trace.written
        if not any(path == one or path.is_relative_to(one) for one in [*own, *unnamed])
    )


on_linux = pytest.mark.skipif(sys.platform != "linux", reason="strace is Linux'; the .exe has a test of its own")


@on_linux
def test_a_session_on_linux(tmp_path: Path) -> None:
    trace = watched(tmp_path)
    assert not trace.sockets & NETWORKS
    assert not trace.reached
    assert strangers(trace, tmp_path, (*OWN, "home/.cache/fontconfig")) == []
    assert tmp_path / "sổ" / "Sổ phường.hxdb" in trace.written
    assert tmp_path / "nhờ ghi" / "báo cáo.pdf" in trace.written
    for kept in ("settings/HXApp", "data/HXApp"):
        assert any(path.is_relative_to(tmp_path / kept) for path in trace.written), kept
    assert list((tmp_path / "passing").iterdir()) == []


@on_linux
def test_what_goes_amiss_is_seen(tmp_path: Path) -> None:
    trace = watched(tmp_path, "amiss")
    assert trace.sockets & NETWORKS == {"AF_INET"}
    assert len(trace.reached) == 1
    assert strangers(trace, tmp_path, ("sổ", "passing")) == [str(tmp_path / "dấu vết.txt")]


@pytest.fixture(scope="module")
def pc() -> Iterator[Pc]:
    with clerks_pc("alone") as made:
        yield made


@pytest.fixture(scope="module")
def paper(pc: Pc) -> Iterator[Path]:
    """A printer: without one Wine looks for it by the network each time that a program starts."""
    with pc.printer() as folder:
        yield folder


@pytest.mark.windows
@pytest.mark.usefixtures("paper")
def test_the_exe_with_its_window(pc: Pc) -> None:
    """Wine's server opens files and sockets for all programs: it is watched, and so is the program itself.

    What Wine does of itself when it starts is over before the program starts.
    """
    book = rf"{HOME}\Documents\Sổ\Sổ phường.hxdb"
    pc.at(book).parent.mkdir()
    pc.console("new", book, "--sample")
    pc.windows.stop()
    folder = pc.tools.cache.folder / "alone"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    explorer = ("/usr/lib/wine/wine64", "explorer", "/desktop=hx,1366x768")
    env = pc.windows.environment(pc.env)
    pc.started.append(pc.windows.room.start(*strace(folder / "wine"), *explorer, env=env))
    pc.until(lambda: "hx - Wine Desktop" in pc.hands.do(*WINDOWS), "no desktop")
    quiet(folder / "wine")
    before = (folder / "wine").stat().st_size
    program = (rf"{PROGRAM}\HXApp.exe", "--book", book)
    pc.started.append(pc.windows.room.start(*strace(folder / "program"), *explorer, *program, env=env))
    pc.until(pc.titles, "the window did not come")
    pc.still()
    pc.press("ctrl+Next")
    pc.still()
    pc.enter("12,5")
    pc.until(lambda: rows(pc.at(book), "SELECT value FROM result") == [(12_500_000,)], "nothing was saved")
    pc.press("alt+F4")
    pc.until(lambda: not pc.processes(), "the program did not end")
    after = (folder / "wine").stat().st_size
    traces = [part(folder / "wine", before, after), read_trace(folder / "program")]
    # Not a socket is asked for but one that Python itself makes and never uses (`_overlapped`, which asyncio imports).
    assert not traces[0].reached | traces[1].reached
    assert strangers_of_windows(pc, traces) == []
    assert any(str(path).endswith("Sổ phường.hxdb-journal") for trace in traces for path in trace.written)

    # The proof itself: a program that opens a connection is seen.
    (pc.windows.place / "dosdevices" / "z:").symlink_to("/")
    pc.windows.must(
        pc.tools.python_exe, "-c", "import socket; socket.socket().connect_ex(('127.0.0.1', 9))", env=pc.env
    )
    pc.until(lambda: part(folder / "wine", after, None).reached, "a connection was not seen")


SPOOLER = "/windows/system32/spool/"  # where Wine keeps what it knows of the printer
WINDOWS = ("xdotool", "search", "--onlyvisible", "--name", ".", "getwindowname", "%@")


def quiet(log: Path) -> None:
    """Waits until nothing more comes."""
    size = -1
    while size != (size := log.stat().st_size):
        time.sleep(3)


def part(log: Path, begin: int, end: int | None) -> Trace:
    """What was done between two moments."""
    piece = log.with_name("piece")
    piece.write_bytes(log.read_bytes()[begin:end])
    return read_trace(piece)


def strangers_of_windows(pc: Pc, traces: list[Trace]) -> list[str]:
    """What was touched and stayed outside of the allowed places of C:, and what was touched outside of Wine's own."""
    inside = Path("/" + pc.windows.place.relative_to(pc.windows.room.place).as_posix())
    own = [
        inside / drive / "users/root" / place
        for drive in ("drive_c", "dosdevices/c:")
        for place in ("Documents/Sổ", "AppData/Roaming/HXApp", "AppData/Local/HXApp")
    ]
    found = []
    for path in sorted({path for trace in traces for path in trace.written}):
        wines = not path.is_relative_to(inside) or path.suffix in (".reg", ".tmp") or SPOOLER in path.as_posix()
        gone = not Path(f"{pc.windows.room.place}{path}").exists()
        if not wines and not gone and not any(path.is_relative_to(one) for one in own):
            found.append(str(path))
    return found
