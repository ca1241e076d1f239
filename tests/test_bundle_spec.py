"""What build.spec takes into the bundle and what it leaves out, without building one."""

from __future__ import annotations

import importlib.util
import runpy
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any

import PySide6
import pytest

ROOT = Path(__file__).resolve().parents[1]
PLUGINS = Path(PySide6.__file__).parent / "Qt" / "plugins"

Entry = tuple[str, str, str]


class Recorder:
    """Stands for PyInstaller: keeps what the spec asks it for, and finds what it is told to."""

    def __init__(self, binaries: list[Entry], datas: list[Entry]) -> None:
        self.found = {"binaries": binaries, "datas": datas}
        self.analysis: dict[str, Any] = {}
        self.scripts: list[str] = []
        self.programs: list[dict[str, Any]] = []
        self.collected: list[Any] = []
        self.folder: dict[str, Any] = {}

    def analyse(self, scripts: list[str], **settings: Any) -> SimpleNamespace:
        self.scripts, self.analysis = scripts, settings
        return SimpleNamespace(pure=[], scripts=[], **self.found)

    def program(self, *parts: Any, **settings: Any) -> str:
        self.programs.append(settings)
        return str(settings["name"])

    def collect(self, *parts: Any, **settings: Any) -> None:
        self.collected, self.folder = list(parts), settings


def run_spec(
    monkeypatch: pytest.MonkeyPatch, binaries: list[Entry], datas: list[Entry], work: Path = ROOT / "build"
) -> Recorder:
    """Run the spec file; its search path is put back at the end of the test."""
    monkeypatch.syspath_prepend(str(ROOT))
    recorder = Recorder(binaries, datas)
    runpy.run_path(
        str(ROOT / "build.spec"),
        init_globals={
            "SPECPATH": str(ROOT),
            "workpath": str(work),
            "Analysis": recorder.analyse,
            "PYZ": lambda pure: pure,
            "EXE": recorder.program,
            "COLLECT": recorder.collect,
        },
    )
    return recorder


@pytest.fixture
def spec(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    return run_spec(monkeypatch, [], [])


def test_two_programs_in_one_folder(spec: Recorder) -> None:
    assert spec.scripts == [str(ROOT / "hxapp" / "__main__.py")]
    assert [(one["name"], one["console"]) for one in spec.programs] == [("HXApp", False), ("hxapp-console", True)]
    assert all(one["exclude_binaries"] and one["upx"] is False for one in spec.programs)
    assert spec.collected[:2] == ["HXApp", "hxapp-console"]
    assert spec.folder == {"name": "HXApp", "upx": False}


def test_every_file_that_the_program_reads_is_shipped(spec: Recorder) -> None:
    places = {f"{folder}/{Path(source).name}": source for source, folder in spec.analysis["datas"]}
    shipped = {str(PurePosixPath(Path(place))) for place in places}
    for folder, pattern in (
        ("db/versions", "*.py"),
        ("db/seed", "*.toml"),
        ("resources/fonts", "*"),
        ("resources/translations", "*.qm"),
    ):
        files = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob(pattern) if path.is_file()}
        assert files <= shipped
        assert files
    assert {"db/env.py", "resources/icons/hxapp-48.png", "resources/icons/menu@2x.png", "./LICENSE"} <= {
        place.replace("\\", "/") for place in places
    }
    assert not [
        place for place in shipped if Path(place).suffix in {".ts", ".svg", ".ico", ".pyc"} or "/source/" in place
    ]


def test_the_libraries_licences_are_shipped(spec: Recorder) -> None:
    folders = {folder for _source, folder in spec.analysis["datas"]}
    assert {"licences/alembic", "licences/openpyxl", "licences/sqlalchemy", "licences/mako"} <= folders


def test_what_the_schemas_steps_import_is_taken(spec: Recorder) -> None:
    taken = spec.analysis["hiddenimports"]
    assert {"alembic.op", "alembic.context", "sqlalchemy"} <= set(taken)
    assert all(importlib.util.find_spec(name) is not None for name in taken)


def test_nothing_that_the_program_imports_is_excluded(spec: Recorder) -> None:
    excluded = set(spec.analysis["excludes"])
    assert not excluded & {"PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets", "PySide6.QtPrintSupport", "hashlib"}
    assert {"tkinter", "pytest", "hypothesis", "pip", "setuptools", "PySide6.QtNetwork", "PySide6.QtQml"} <= excluded
    words = {line.split()[1] for path in (ROOT / "hxapp").rglob("*.py") for line in imports(path)}
    assert {"alembic", "pathlib", "sqlalchemy.exc"} <= words
    assert [word for word in words for name in excluded if word == name or word.startswith(name + ".")] == []


def imports(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.lstrip().startswith(("import ", "from ")) and len(line.split()) > 1:
            yield line


@pytest.mark.skipif(not PLUGINS.is_dir(), reason="Windows' Qt lies elsewhere")
def test_of_qt_only_what_is_used_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    home = PLUGINS.parents[1]
    library = PLUGINS.parent / "lib"

    def entry(path: Path, kind: str = "BINARY") -> Entry:
        return str(Path("PySide6") / path.relative_to(home)), str(path), kind

    kept = [
        entry(home / "QtWidgets.abi3.so", "EXTENSION"),
        entry(PLUGINS / "platforms" / "libqxcb.so"),
        entry(PLUGINS / "platforminputcontexts" / "libibusplatforminputcontextplugin.so"),
        entry(PLUGINS / "printsupport" / "libcupsprintersupport.so"),
        *(
            entry(library / f"libQt6{name}.so.6")
            for name in ("Core", "Gui", "Widgets", "XcbQpa", "DBus", "PrintSupport")
        ),
        entry(library / "libicudata.so.73"),
    ]
    left = [
        entry(PLUGINS / "platforms" / "libqwayland-generic.so"),
        entry(PLUGINS / "platformthemes" / "libqgtk3.so"),
        entry(PLUGINS / "imageformats" / "libqtiff.so"),
        entry(PLUGINS / "platforminputcontexts" / "libqtvirtualkeyboardplugin.so"),
        *(entry(library / f"libQt6{name}.so.6") for name in ("Qml", "Svg", "WaylandClient", "Network")),
    ]
    link = ("libQt6Gui.so.6", "PySide6/Qt/lib/libQt6Gui.so.6", "SYMLINK")
    dangling = ("libQt6Svg.so.6", "PySide6/Qt/lib/libQt6Svg.so.6", "SYMLINK")
    german = ("PySide6/Qt/translations/qtbase_de.qm", "x", "DATA")
    ours = ("resources/translations/qtbase_vi.qm", "x", "DATA")
    spec = run_spec(monkeypatch, [*left, *kept], [link, dangling, german, ours])
    assert set(spec.collected[2]) == set(kept)
    assert spec.collected[3] == [link, ours]


@pytest.mark.skipif(shutil.which("strip") is None, reason="only Linux' bundle is stripped")
def test_debugging_symbols_are_taken_out_of_extensions_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    extension = importlib.util.find_spec("_ctypes")
    assert extension is not None and extension.origin is not None
    ours: Entry = ("python3/_ctypes.so", extension.origin, "EXTENSION")
    qt: Entry = ("PySide6/QtCore.abi3.so", str(next(Path(PySide6.__file__).parent.glob("QtCore.*so"))), "EXTENSION")
    collected = run_spec(monkeypatch, [ours, qt], [], tmp_path).collected[2]
    assert qt in collected
    (target, source, kind), *_ = [entry for entry in collected if entry != qt]
    assert (target, kind) == (ours[0], ours[2])
    assert source == str(tmp_path / "stripped" / target)
    assert Path(source).read_bytes()[:4] == b"\x7fELF"
    assert Path(source).stat().st_size <= Path(extension.origin).stat().st_size
