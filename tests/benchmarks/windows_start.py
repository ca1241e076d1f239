"""Start of HXApp.exe to a filled tab, against an .exe built in the same way that shows an empty window.

QT_QPA_PLATFORM=offscreen .venv/bin/python -m pytest -m windows -s tests/benchmarks/windows_start.py

Both are built by PyInstaller under Wine from build.spec, and measured in one run from outside: from the start of the
process until the screen shows what it shows when the program has come to rest.
"""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath

import pytest
from PySide6.QtGui import QImage

from tests.windows.driving import (
    HOME,
    LONGEST,
    PROGRAM,
    ROOT,
    SIZE,
    Pc,
    Step,
    Toolchain,
    clerks_pc,
    pyinstaller,
    windows_path,
)

pytestmark = pytest.mark.windows

RUNS = 7
MOST = 1.5
BOOK = rf"{HOME}\Documents\Sổ phường.hxdb"
FLOOR = r"C:\Floor"
BODY = (10, 150, 1300, 580)
"""What is looked at: the rows of the table; of the floor its empty ground."""
FLOOR_SOURCE = ROOT / "tests" / "benchmarks" / "windows_floor.py"
ENTRY = '[str(ROOT / "hxapp" / "__main__.py")]'
CHANGES = {
    "ROOT = Path(SPECPATH).resolve()": f"ROOT = Path({windows_path(ROOT)!r})",
    ENTRY: '[str(ROOT / "tests" / "benchmarks" / "windows_floor.py")]',
    "datas=[*shipped(), *licences()],": "datas=[],",
    "hiddenimports=imported_by_steps(),": "hiddenimports=[],",
    'program("HXApp", console=False),': 'program("Floor", console=False),',
    '    program("hxapp-console", console=True),\n': "",
    '    name="HXApp",\n    upx=False,\n)': '    name="Floor",\n    upx=False,\n)',
}
"""What of build.spec is another one for the floor."""


def floor_spec(text: str) -> str:
    """build.spec for the floor's program."""
    for old, new in CHANGES.items():
        assert text.count(old) == 1, f"build.spec has no {old!r} any more"
        text = text.replace(old, new)
    return text


def floor_step(tools: Toolchain) -> Step:
    """The floor's folder in the cache, made anew when what it is made from is another."""
    spec = floor_spec((ROOT / "build.spec").read_text("utf-8"))

    def make(place: Path) -> None:
        work = ROOT / "build" / "windows-floor"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        (work / "floor.spec").write_text(spec, "utf-8")
        builder = tools.room.prefix("floor-build")
        try:
            words = pyinstaller(*(windows_path(work / name) for name in ("dist", "work", "floor.spec")))
            env = {"PYTHONHASHSEED": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
            builder.must(tools.python_exe, *words, env=env, cwd=ROOT)
        finally:
            builder.stop()
        shutil.move(work / "dist" / "Floor", place)

    program = FLOOR_SOURCE.read_text("utf-8")
    return Step("floor", "Floor.exe", tools.cache.folder / "floor", (spec, program), make)


@pytest.fixture(scope="module")
def pc() -> Iterator[Pc]:
    """A PC with both programs and a desktop that is there already; the book opens at its indicators."""
    with clerks_pc("start") as made:
        step = floor_step(made.tools)
        made.tools.cache.bring(step)
        shutil.copytree(step.place, made.at(FLOOR))
        made.at(BOOK).parent.mkdir(exist_ok=True)
        made.console("new", BOOK, "--sample")
        made.open("--book", BOOK)
        made.press("ctrl+Next")
        made.still()
        made.close()
        made.windows.wait()
        width, height = SIZE
        explorer = r"HKCU\Software\Wine\Explorer"
        made.windows.must("reg", "add", explorer, "/v", "Desktop", "/d", "hx", "/f")
        made.windows.must("reg", "add", rf"{explorer}\Desktops", "/v", "hx", "/d", f"{width}x{height}", "/f")
        desktop = made.windows.start("explorer", f"/desktop=hx,{width}x{height}", env=made.env)
        yield made
        made.windows.stop()
        desktop.wait(LONGEST)


def start_and_end(pc: Pc, words: tuple[str, ...], shown: QImage | None) -> tuple[float, QImage]:
    """Seconds from the start until the screen shows that picture; without one, the picture it comes to."""
    empty = pc.still().copy(*BODY)
    begun = time.monotonic()
    pc.started.append(pc.windows.start(*words, env=pc.env))
    if shown is None:
        pc.until(pc.titles, "the window did not come")
        shown = pc.still().copy(*BODY)
        assert shown != empty
    while pc.eyes.see(*BODY) != shown:
        assert time.monotonic() < begun + LONGEST, pc.picture("failed")
        time.sleep(0.01)
    took = time.monotonic() - begun
    pc.still()
    pc.close(PureWindowsPath(words[0]).name)
    return took, shown


def test_start(pc: Pc) -> None:
    programs = {"floor": (rf"{FLOOR}\Floor.exe", BOOK), "hxapp": (rf"{PROGRAM}\HXApp.exe", "--book", BOOK)}
    shown = {name: start_and_end(pc, words, None)[1] for name, words in programs.items()}  # and the disk's cache warm
    found: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(RUNS):
        for name, words in programs.items():
            found[name].append(start_and_end(pc, words, shown[name])[0])
    medians = {name: statistics.median(seconds) for name, seconds in found.items()}
    ratio = medians["hxapp"] / medians["floor"]
    for name, seconds in found.items():
        print(f"\n{name}: {medians[name]:.2f} s ({', '.join(f'{one:.2f}' for one in sorted(seconds))})", end="")
    print(f"\nstart × {ratio:.2f} (at most {MOST})")
    assert ratio <= MOST


def test_the_floor_is_built_as_the_program_is() -> None:
    text = floor_spec((ROOT / "build.spec").read_text("utf-8"))
    compile(text, "floor.spec", "exec")
    assert "windows_floor.py" in text
