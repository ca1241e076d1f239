"""The Windows program out of the checkout: PyInstaller's folder, checked, and what is handed out of it."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from windows import Trouble, say
from windows.cache import Step, files_digest, remove
from windows.room import Room, windows_path

MB = 1_000_000
MOST_FOLDER, MOST_SETUP, MOST_PORTABLE = 90 * MB, 30 * MB, 42 * MB

OWN = ("HXApp.exe", "hxapp-console.exe")
PORTABLE_MARKER = "portable.txt"  # as hxapp.paths has it
PORTABLE_TEXT = (
    "Có tệp này bên cạnh HXApp.exe thì HX App là bản mang theo: thiết lập và nhật ký nằm ngay trong thư mục này.\r\n"
    "Xoá tệp này thì chương trình giữ thiết lập trong hồ sơ người dùng của máy.\r\n"
)

# What Wine's own files carry in the place of a real DOS program, and what tells the kinds of executables apart.
WINE_MARKS = (b"Wine builtin DLL", b"Wine placeholder DLL")
ELF, PE = b"\x7fELF", b"MZ"

_SKIPPED = {"__pycache__"}
_LICENCES = """
import sys
from pathlib import Path
from hxapp import NAME, VERSION
from hxapp.ui.licences import PARTS
lines = [f"{NAME} {VERSION}: giấy phép của chương trình và của từng phần bên trong.", ""]
lines += [f"- {part.name} {part.version}".rstrip() + f": {part.does}; giấy phép {part.licence}" for part in PARTS]
for part in PARTS:
    text = part.text()
    if not text.strip():
        sys.exit(f"no text of the licence of {part.name}")
    lines += ["", "=" * 80, f"{part.name} {part.version}".rstrip(), "=" * 80, "", text]
Path(sys.argv[1]).write_bytes(("\\r\\n".join("\\n".join(lines).splitlines()) + "\\r\\n").encode("utf-8-sig"))
"""


def version(root: Path) -> str:
    """The program's version, as its package has it."""
    found: dict[str, object] = {}
    exec(compile((root / "hxapp/__init__.py").read_text("utf-8"), "hxapp", "exec"), found)  # two constants
    return str(found["VERSION"])


def sources(root: Path) -> list[Path]:
    """The files that the program's folder is made from."""
    found = [root / name for name in ("build.spec", "LICENSE", "requirements.lock")]
    for folder in ("hxapp", "db", "resources"):
        found += [path for path in (root / folder).rglob("*") if not _SKIPPED & set(path.parts) and path.is_file()]
    return found


def pyinstaller(dist: str, work: str, spec: str) -> list[str]:
    """PyInstaller's words after `python`."""
    return ["-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", dist, "--workpath", work, spec]


# --- what is looked at before anything is handed out ----------------------------------------------------------------


def sha256(path: Path) -> str:
    """The file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def executables(folder: Path) -> Iterable[Path]:
    """The programs and libraries for Windows below the folder, told by what they begin with."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                if file.read(2) == PE:
                    yield path


def known_sums(python: Path) -> set[str]:
    """The sums of all that a Windows Python brings for the processor."""
    return {sha256(path) for path in executables(python)}


def faults(bundle: Path, known: Collection[str] | None) -> list[str]:
    """What is wrong with the program's folder, a sentence each.

    `known` are the sums of all that it may hold for the processor beside the two programs; None where the folder was
    made on Windows, as there is nothing else it could have come from.
    """
    wrong = [f"thiếu {name}" for name in OWN if not (bundle / name).is_file()]
    total = 0
    for path in sorted(bundle.rglob("*")):
        name = path.relative_to(bundle).as_posix()
        if path.is_symlink():
            wrong.append(f"{name} là liên kết")
        if not path.is_file():
            continue
        content = path.read_bytes()
        total += len(content)
        if any(mark in content for mark in WINE_MARKS):
            wrong.append(f"{name} là tệp của Wine")
        if content.startswith(ELF):
            wrong.append(f"{name} là tệp của Linux")
        foreign = known is not None and name not in OWN and hashlib.sha256(content).hexdigest() not in known
        if content.startswith(PE) and foreign:
            wrong.append(f"{name} không đến từ Python của Windows")
    if total > MOST_FOLDER:
        wrong.append(f"cả thư mục {total / MB:.1f} MB, quá {MOST_FOLDER / MB:.0f} MB")
    return wrong


def check(bundle: Path, known: Collection[str] | None) -> None:
    """Trouble unless the program's folder holds nothing but the program for Windows, in its measure."""
    wrong = faults(bundle, known)
    if wrong:
        raise Trouble(f"Không giao được {bundle}: " + "; ".join(wrong) + ".")


def _within(path: Path, most: int) -> None:
    size = path.stat().st_size
    if size > most:
        raise Trouble(f"{path.name} nặng {size / MB:.1f} MB, quá {most / MB:.0f} MB: hãy bỏ bớt những gì không dùng.")


# --- what is handed out ---------------------------------------------------------------------------------------------


def make_portable(bundle: Path, archive: Path) -> None:
    """The folder to carry along, as an archive that Explorer opens: Deflate, and the marker beside the programs."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as files:
        for path in sorted(bundle.rglob("*")):
            if path.is_file():
                files.write(path, f"HXApp/{path.relative_to(bundle).as_posix()}")
        # The byte order mark tells old Notepads that these are Vietnamese letters.
        files.writestr(f"HXApp/{PORTABLE_MARKER}", PORTABLE_TEXT.encode("utf-8-sig"))


def write_sums(files: Sequence[Path], target: Path) -> None:
    """The sums, as `sha256sum --check` reads them."""
    target.write_bytes("".join(f"{sha256(path)}  {path.name}\n" for path in files).encode())


def remove_former(out: Path, keep: Collection[Path]) -> None:
    """Removes what is there of other versions or half-made, so that what lies there belongs together."""
    for path in [*out.glob("HXApp-*-setup.exe"), *out.glob("HXApp-*-portable.zip"), *out.glob("*.part")]:
        if path not in keep:
            remove(path)


def hand_out(bundle: Path, root: Path, out: Path, run_python: Callable[..., None], installer: bool) -> list[Path]:
    """Everything that is handed out, made anew from the checked folder: for Windows, where no stamps are kept."""
    number = version(root)
    out.mkdir(parents=True, exist_ok=True)
    portable, licences = out / f"HXApp-{number}-portable.zip", out / "licenses.txt"
    make_portable(bundle, portable)
    _within(portable, MOST_PORTABLE)
    run_python("-c", _LICENCES, str(licences))
    products = [portable, licences]
    if installer:
        products.insert(0, _make_setup(bundle, out / f"HXApp-{number}-setup.exe", number))
    remove_former(out, products)
    write_sums(products, out / "SHA256SUMS")
    return [*products, out / "SHA256SUMS"]


def _make_setup(bundle: Path, place: Path, number: str) -> Path:
    from windows.installer import make_setup

    make_setup(bundle, place, number)
    _within(place, MOST_SETUP)
    return place


# --- under Wine -----------------------------------------------------------------------------------------------------


def _build(root: Path, room: Room, python: Path, place: Path) -> None:
    prefix = room.prefix("build")  # which ends what an interrupted run may have left at work
    work = root / "build" / "windows"
    remove(work)
    work.mkdir(parents=True)
    words = pyinstaller(*(windows_path(path) for path in (work / "dist", work / "work", root / "build.spec")))
    # The same order of everything in both programs, and no bytecode left in the checkout by a Python of another system.
    env = {"PYTHONHASHSEED": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    said = prefix.must(windows_path(python / "python.exe"), *words, env=env, cwd=root)
    (work / "pyinstaller.log").write_text(said, "utf-8")
    prefix.stop()
    remove(prefix.place)
    made = work / "dist" / "HXApp"
    if not made.is_dir():
        raise Trouble(f"PyInstaller không để lại {made}: xem {work / 'pyinstaller.log'}.")
    check(made, known_sums(python))
    shutil.move(made, place)


def steps(
    root: Path, out: Path, room: Room, python: Path, after: tuple[Step, ...], need: Callable[[Sequence[str]], None]
) -> tuple[Step, ...]:
    """The program's folder, the portable archive, the licences, the installer."""
    number = version(root)
    bundle = Step(
        "bundle",
        "Đóng gói HXApp.exe",
        out / "HXApp",
        (files_digest(root, sources(root)),),
        lambda place: _build(root, room, python, place),
        after,
    )

    def portable(place: Path) -> None:
        make_portable(bundle.place, place)
        _within(place, MOST_PORTABLE)

    def licences(place: Path) -> None:
        prefix = room.prefix("build")
        env = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
        prefix.must(windows_path(python / "python.exe"), "-c", _LICENCES, windows_path(place), env=env, cwd=root)
        prefix.stop()
        remove(prefix.place)

    def setup(place: Path) -> None:
        need(["nsis"])
        _make_setup(bundle.place, place, number)

    script = [path for path in (root / "resources" / "windows").rglob("*") if path.is_file()]
    script += (root / ".ci" / "windows").glob("installer*.py")
    zipped = out / f"HXApp-{number}-portable.zip"
    return (
        bundle,
        Step("portable", "Bản mang theo", zipped, (PORTABLE_TEXT, number), portable, (bundle,)),
        Step("licences", "Giấy phép", out / "licenses.txt", (_LICENCES, number), licences, (bundle,)),
        Step(
            "setup", "Bộ cài", out / f"HXApp-{number}-setup.exe", (files_digest(root, script), number), setup, (bundle,)
        ),
    )


def finish(out: Path, products: Sequence[Path]) -> None:
    """Leaves only this version's products, with their sums."""
    remove_former(out, products)
    write_sums(products, out / "SHA256SUMS")
    for path in products:
        say(f"  {path.stat().st_size / MB:6.1f} MB  {path}")
