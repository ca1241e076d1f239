"""The installer: makensis with a list of what lies in the program's folder, on Debian and on Windows alike."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path, PureWindowsPath

from windows import Trouble

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "resources" / "windows" / "installer.nsi"
ICON = ROOT / "resources" / "icons" / "hxapp.ico"
PROGRAMS = ("HXApp.exe", "hxapp-console.exe")


def make_setup(bundle: Path, out: Path, version: str, makensis: str | None = None, quick: bool = False) -> Path:
    """Pack the program's folder `bundle` into the installer `out`; gives its path. A quick one is larger, for tests.

    Trouble when makensis is missing or says no.
    """
    program = makensis or find_makensis()
    if program is None:
        raise Trouble("Máy chưa có makensis: hãy cài NSIS 3 (trên Debian: gói nsis), rồi chạy lại.")
    out = out.resolve()
    part = out.with_suffix(".part")  # a half-made one has another name
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="hxapp-setup-") as name:
        work = Path(name)
        listed = files_of(bundle)
        (work / "files.txt").write_bytes(file_list(listed).encode("ascii"))
        (work / "stage.nsh").write_text(stage(bundle, listed), encoding="utf-8")
        defines = {
            "VERSION": version,
            "VERSION4": four_numbers(version),
            "SIZE_KB": str(sum(-(-(bundle / one).stat().st_size // 1024) for one in listed)),
            "OUT": str(part),
            "HERE": str(SCRIPT.parent),
            "ICON": str(ICON),
            "LIST": str(work / "files.txt"),
            "STAGE": str(work / "stage.nsh"),
        }
        switch = "/" if os.name == "nt" else "-"
        command = [program, f"{switch}V2", f"{switch}WX", f"{switch}INPUTCHARSET", "UTF8"]
        command += [f"{switch}D{key}={value}" for key, value in defines.items()]
        command += [f"{switch}DQUICK"] if quick else []
        ended = subprocess.run([*command, str(SCRIPT)], capture_output=True, text=True, errors="replace", check=False)
    if ended.returncode:
        part.unlink(missing_ok=True)
        raise Trouble(f"makensis không làm được trình cài đặt:\n{ended.stdout}{ended.stderr}")
    part.replace(out)
    return out


def find_makensis() -> str | None:
    """NSIS' compiler: on the path, or where its own installer puts it on Windows."""
    found = shutil.which("makensis")
    if found is None and os.name == "nt":
        homes = [os.environ.get(name) for name in ("ProgramFiles(x86)", "ProgramFiles")]
        places = [Path(home) / "NSIS" / "makensis.exe" for home in homes if home]
        found = next((str(place) for place in places if place.is_file()), None)
    return found


def four_numbers(version: str) -> str:
    """A version as Windows' resources have it: '0.1.0' is '0.1.0.0'."""
    return ".".join([*re.findall(r"\d+", version), "0", "0", "0", "0"][:4])


def files_of(bundle: Path) -> list[str]:
    """What is to be installed, relative and with slashes; the two programs first and next to each other.

    What one of them has in common with the other is then packed once. Trouble for a name that the lists,
    which are plain ASCII, could not hold.
    """
    listed = sorted(path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file())
    for one in PROGRAMS:
        if one not in listed:
            raise Trouble(f"Trong {bundle} không có {one}.")
    for one in listed:
        if not one.isascii() or re.search(r'[$"*?<>|:`\x00-\x1f]|\.\.', one):
            raise Trouble(f"Trình cài đặt không ghi được tên tệp này: {one}")
    return [*PROGRAMS, *(one for one in listed if one not in PROGRAMS)]


def file_list(listed: list[str]) -> str:
    """The list that the installer moves, and the uninstaller removes by: files, then folders from the inside out."""
    folders = {parent for one in listed for parent in PureWindowsPath(one).parents if parent.parts}
    inside_out = sorted(folders, key=lambda folder: (-len(folder.parts), str(folder)))
    lines = [*(str(PureWindowsPath(one)) for one in listed), *(f"{folder}\\" for folder in inside_out)]
    return "".join(f"{line}\r\n" for line in lines)


def stage(bundle: Path, listed: list[str]) -> str:
    """NSIS' commands that lay the files out beside the place where they are to stand."""
    lines, current = [], None
    for one in listed:
        folder = str(PureWindowsPath(one).parent)
        if folder != current:
            lines.append('SetOutPath "$INSTDIR\\${NEW}' + ("" if folder == "." else f"\\{folder}") + '"')
            current = folder
        lines.append(f'File "{str(bundle.resolve() / one).replace("$", "$$")}"')
    return "\n".join(lines) + "\n"
