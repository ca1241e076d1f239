"""What build.spec takes into the bundle and what it leaves out, without building one."""

from __future__ import annotations

import importlib
import importlib.util
import os
import runpy
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from types import ModuleType, SimpleNamespace
from typing import Any

import PySide6
import pytest

from hxapp import VERSION

ROOT = Path(__file__).resolve().parents[1]
PLUGINS = Path(PySide6.__file__).parent / "Qt" / "plugins"
MANIFEST = ROOT / "resources" / "windows" / "hxapp.manifest"

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


def test_on_windows_both_have_icons_manifest_and_version(monkeypatch: pytest.MonkeyPatch) -> None:
    importlib.import_module("PyInstaller.depend.bindepend")  # which asks what system this is

    class Told:
        def __init__(self, *parts: Any, **facts: Any) -> None:
            self.parts, self.facts = parts, facts

    kinds = (
        "FixedFileInfo",
        "StringFileInfo",
        "StringStruct",
        "StringTable",
        "VSVersionInfo",
        "VarFileInfo",
        "VarStruct",
    )
    resource = ModuleType("PyInstaller.utils.win32.versioninfo")
    vars(resource).update(dict.fromkeys(kinds, Told))
    monkeypatch.setitem(sys.modules, resource.__name__, resource)
    monkeypatch.setattr(importlib.import_module("PyInstaller.utils.win32"), "versioninfo", resource, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    for one in run_spec(monkeypatch, [], []).programs:
        assert [Path(icon).name for icon in one["icon"]] == ["hxapp.ico", "hxapp-book.ico"]
        assert all(Path(icon).is_file() for icon in one["icon"])
        assert one["manifest"] == MANIFEST.read_text(encoding="utf-8")
        numbers = tuple([*(int(number) for number in VERSION.split(".")), 0, 0, 0, 0][:4])
        assert one["version"].facts["ffi"].facts == {"filevers": numbers, "prodvers": numbers}
        (table,) = one["version"].facts["kids"][0].parts[0]
        texts = dict(entry.parts for entry in table.parts[1])
        assert texts["ProductVersion"] == texts["FileVersion"] == VERSION
        assert texts["OriginalFilename"] == f"{one['name']}.exe"


def test_on_other_systems_there_is_none_of_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for one in run_spec(monkeypatch, [], []).programs:
        assert (one["icon"], one["manifest"], one["version"]) == (None, None, None)


def test_the_manifest_says_what_windows_is_to_grant() -> None:
    root = ET.parse(MANIFEST).getroot()
    said = {element.tag.rpartition("}")[2]: (element.text or "").strip() for element in root.iter()}
    given = {element.tag.rpartition("}")[2]: element.attrib for element in root.iter()}
    assert said["dpiAwareness"].split(", ") == ["PerMonitorV2", "PerMonitor"]
    assert (said["dpiAware"], said["longPathAware"], said["activeCodePage"]) == ("true/pm", "true", "UTF-8")
    assert given["requestedExecutionLevel"] == {"level": "asInvoker", "uiAccess": "false"}
    assert given["supportedOS"] == {"Id": "{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}"}
    assert given["assemblyIdentity"]["name"] == "Microsoft.Windows.Common-Controls"
    assert given["assemblyIdentity"]["version"] == "6.0.0.0"


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
    assert {
        "db/env.py",
        "resources/icons/hxapp-48.png",
        "resources/icons/menu@2x.png",
        "./LICENSE",
        "./requirements.lock",
    } <= {place.replace("\\", "/") for place in places}
    assert not [
        place
        for place in shipped
        if Path(place).suffix in {".ts", ".svg", ".ico", ".pyc"} or "/source/" in place or "resources/windows" in place
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


WITHOUT = """
import importlib.abc, sys
class Absent(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if any(name == one or name.startswith(one + ".") for one in ABSENT):
            raise ModuleNotFoundError(f"{name} is not in the bundle", name=name)
sys.meta_path.insert(0, Absent())
from hxapp.cli import main
for words in COMMANDS:
    code = main(words)
    if code != 0:
        sys.exit(f"{words}: {code}")
"""


def test_the_program_works_without_what_is_excluded(spec: Recorder, tmp_path: Path) -> None:
    book, sheet, backups = str(tmp_path / "Sổ.hxdb"), str(tmp_path / "x.xlsx"), str(tmp_path / "Sao lưu")
    commands = [
        ["new", book, "--practice"],
        *(["list", book, "--what", what] for what in ("indicators", "tasks", "checklist")),
        ["export", book, "--what", "indicators", "--to", sheet, "--period", "2022-Q3"],
        ["import", book, sheet],
        ["parse", "tăng 5-10% so với năm 2021", "--unit", "%"],
        ["backup", book, "--to", backups],
        ["check", book, "--full"],
        ["history", book],
        ["report", book, "--report", "tong-quan", "--period", "2022-Q3", "--to", str(tmp_path / "r.pdf")],
        ["report", book, "--report", "tong-quan", "--period", "2022-Q3", "--to", str(tmp_path / "r.xlsx")],
    ]
    program = f"ABSENT = {spec.analysis['excludes']!r}\nCOMMANDS = {commands!r}\n{WITHOUT}"
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "r.pdf").stat().st_size > 10_000


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
