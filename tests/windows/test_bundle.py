"""The program's folder as built for Windows: what the two .exe tell Windows, and that nothing is there for nothing."""

from __future__ import annotations

import os
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hxapp import VERSION

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / ".ci"))

from windows.toolchain import toolchain  # noqa: E402

pytestmark = pytest.mark.windows

PROGRAMS = ("HXApp.exe", "hxapp-console.exe")
ICON, GROUP, VERSION_INFO, MANIFEST = 3, 14, 16, 24
LANGUAGES = 0x80000000  # the bit that tells a folder of resources from a resource


@pytest.fixture(scope="module")
def bundle() -> Path:
    folder = toolchain(ROOT).bundle
    if not (folder / PROGRAMS[0]).is_file():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{folder} is not built: python3 dev.py windows build")
    return folder


def resources(program: Path) -> Iterator[tuple[int, int, bytes]]:
    """Kind, number and content of each resource of a 64-bit program, by the layout of winnt.h."""
    content = program.read_bytes()
    head = struct.unpack_from("<I", content, 0x3C)[0]
    sections, optional = struct.unpack_from("<H12xH", content, head + 6)
    place = struct.unpack_from("<I", content, head + 24 + 112 + 2 * 8)[0]
    table = head + 24 + optional
    for number in range(sections):
        size, address, _, offset = struct.unpack_from("<IIII", content, table + 40 * number + 8)
        if address <= place < address + max(size, 1):
            break
    else:
        return
    start = place - address + offset

    def entries(at: int) -> Iterator[tuple[int, int]]:
        names, numbers = struct.unpack_from("<HH", content, start + at + 12)
        for entry in range(names + numbers):
            yield struct.unpack_from("<II", content, start + at + 16 + 8 * entry)

    for kind, kinds in entries(0):
        for name, names in entries(kinds & ~LANGUAGES):
            for _language, leaf in entries(names & ~LANGUAGES):
                where, length = struct.unpack_from("<II", content, start + leaf)
                begin = where - address + offset
                yield kind, name, content[begin : begin + length]


@pytest.mark.parametrize("name", PROGRAMS)
def test_icons_version_and_manifest_stand_in_the_programs(bundle: Path, name: str) -> None:
    found = {(kind, number): content for kind, number, content in resources(bundle / name)}
    icons = {number: content for (kind, number), content in found.items() if kind == ICON}
    for number, file in enumerate(("hxapp.ico", "hxapp-book.ico"), 1):
        ico, group = (ROOT / "resources" / "icons" / file).read_bytes(), found[GROUP, number]
        count = struct.unpack_from("<H", ico, 4)[0]
        assert struct.unpack_from("<H", group, 4)[0] == count == 9
        for entry in range(count):
            length, place = struct.unpack_from("<II", ico, 6 + 16 * entry + 8)
            (icon,) = struct.unpack_from("<H", group, 6 + 14 * entry + 12)
            assert icons[icon] == ico[place : place + length]
    (version,) = (content for (kind, _), content in found.items() if kind == VERSION_INFO)
    texts = re.sub(r"\0+", "|", version.decode("utf-16-le", "ignore"))
    assert f"ProductVersion|{VERSION}|" in texts
    assert f"OriginalFilename|{name}" in texts
    (manifest,) = (content.decode("utf-8") for (kind, _), content in found.items() if kind == MANIFEST)
    for word in ("PerMonitorV2, PerMonitor", "true/pm", "longPathAware", "UTF-8", "asInvoker", "Common-Controls"):
        assert word in manifest


def test_nothing_is_there_for_nothing(bundle: Path) -> None:
    files = [path for path in bundle.rglob("*") if path.is_file()]
    names = {path.relative_to(bundle).as_posix() for path in files}
    for word in (
        "opengl32sw",
        "setuptools",
        "imageformats",
        "Network",
        "Qt6Svg",
        "Qt6Qml",
        "libssl",
        "libcrypto",
        "avx2",
    ):
        assert [name for name in names if word.casefold() in name.casefold()] == []
    assert [name for name in names if name.endswith(".qm")] == ["_internal/resources/translations/qtbase_vi.qm"]
    assert [
        name for name in names if ".dist-info/" in name or "/windows/" in name or name.endswith((".ico", ".svg"))
    ] == []
    assert {name for name in names if name.endswith(".exe")} == set(PROGRAMS)
