"""Windows' own Python with the libraries of our locks, unpacked on Debian for Wine."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from windows import Trouble
from windows.cache import Step, remove

# A Go module that carries CPython, whole, with the DLL of the stable ABI that PySide6 is linked to.
MODULE = "github.com/kluctl/go-embed-python"
MODULE_VERSION = "v0.0.0-3.11.11-20241219-1"
MODULE_SUM = "h1:yVXFTxa6cvhLC6TwkDEHmNaiWlDyaFEGiXd1DQdoeOU="
VERSION = "3.11"
INSIDE = f"{MODULE}@{MODULE_VERSION}/python/internal/data/windows-amd64/"

# What checks the source alone; Debian's Python has done it. The rest of the lock is what tests and the bundle run on.
SOURCE_CHECKS = {"ast-serialize", "grimp", "import-linter", "librt", "mypy", "ruff", "types-openpyxl"}


def module_sum(archive: Path) -> str:
    """Go's own sum of a module's archive: the SHA-256 over the list of its files with their SHA-256.

    As golang.org/x/mod/sumdb/dirhash, Hash1, has it.
    """
    with zipfile.ZipFile(archive) as files:
        lines = [f"{hashlib.sha256(files.read(name)).hexdigest()}  {name}\n" for name in sorted(files.namelist())]
    return "h1:" + base64.b64encode(hashlib.sha256("".join(lines).encode()).digest()).decode()


def unpack(archive: Path, place: Path) -> None:
    """Lays the module's Python for Windows out as a folder: each file but a few is kept in gzip."""
    with zipfile.ZipFile(archive) as files:
        for name in files.namelist():
            if not name.startswith(INSIDE) or name.endswith("/") or name == INSIDE + "files.json":
                continue
            content = files.read(name)
            target = place / name.removeprefix(INSIDE)
            if target.suffix == ".gz":
                target, content = target.with_suffix(""), gzip.decompress(content)
            if not target.resolve().is_relative_to(place.resolve()):
                raise Trouble(f"Gói {MODULE} có tệp nằm ngoài thư mục của nó: {name}")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def go_program() -> str | None:
    """Go's own command, where it is: on the path, or where its makers' archive is unpacked."""
    return shutil.which("go") or shutil.which("/usr/local/go/bin/go")


def _make_interpreter(place: Path, need: Callable[[Sequence[str]], None]) -> None:
    if go_program() is None:
        need(["golang-go"])
    store = place.with_name("go.part")
    remove(store)
    # The sum is pinned above, so nobody else need be asked for it; where the module comes from is Go's own setting.
    env = {**os.environ, "GOMODCACHE": str(store), "GOFLAGS": "-modcacherw", "GOSUMDB": "off", "GO111MODULE": "on"}
    env.setdefault("HOME", "/root")
    command = [go_program() or "go", "mod", "download", "-json", f"{MODULE}@{MODULE_VERSION}"]
    store.mkdir(parents=True)
    done = subprocess.run(command, cwd=store, env=env, capture_output=True, text=True, check=False)
    try:
        archive = Path(json.loads(done.stdout)["Zip"])
    except (ValueError, KeyError):
        said = (done.stdout + done.stderr).strip().splitlines()[-5:]
        raise Trouble("Go không tải được Python của Windows:\n  " + "\n  ".join(said)) from None
    found = module_sum(archive)
    if found != MODULE_SUM:
        raise Trouble(f"Gói {MODULE} tải về có tổng kiểm {found}, không phải {MODULE_SUM}: không dùng.")
    unpack(archive, place)
    remove(store)


def for_windows(lock: str) -> list[str]:
    """The requirements of a lock, with their hashes, that hold on Windows and are not for checking the source.

    pip judges conditions for the system it runs on, so that they are judged here.
    """
    kept = []
    for line in lock.replace("\\\n", " ").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        head, *hashes = line.split(" --hash=")
        requirement, _, condition = (part.strip() for part in head.partition(";"))
        if requirement.partition("==")[0] in SOURCE_CHECKS or not _holds_on_windows(condition):
            continue
        kept.append(" ".join([requirement, *(f"--hash={one.strip()}" for one in hashes)]))
    return kept


def _holds_on_windows(condition: str) -> bool:
    if not condition:
        return True
    simple = re.fullmatch(r"(sys_platform|platform_python_implementation|platform_system) (==|!=) '([^']*)'", condition)
    if simple is None:
        raise Trouble(
            f"Chưa biết điều kiện “{condition}” trong tệp khoá có đúng trên Windows không: hãy thêm vào python.py."
        )
    ours = {"sys_platform": "win32", "platform_python_implementation": "CPython", "platform_system": "Windows"}[
        simple[1]
    ]
    return (ours == simple[3]) is (simple[2] == "==")


def _make_python(place: Path, interpreter: Path, requirements: str, python: str) -> None:
    shutil.copytree(interpreter, place)
    wanted = place / "requirements.txt"
    wanted.write_text(requirements, "utf-8")
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-compile"]
    command += ["--require-hashes", "--no-deps", "--only-binary=:all:", "--platform=win_amd64", "--implementation=cp"]
    command += [f"--python-version={VERSION}", f"--abi=cp{VERSION.replace('.', '')}", "--abi=abi3", "--abi=none"]
    command += ["--target", str(place / "Lib" / "site-packages"), "--requirement", str(wanted)]
    done = subprocess.run(command, check=False)
    if done.returncode:
        raise Trouble(
            f"pip không cài được các thư viện cho Windows (mã {done.returncode}): xem lời báo lỗi ngay trên dòng này."
        )


def steps(folder: Path, locks: Sequence[Path], python: str, need: Callable[[Sequence[str]], None]) -> tuple[Step, Step]:
    """The interpreter, and the Python with the libraries; `python` is Debian's, with pip."""
    requirements = "\n".join(line for lock in locks for line in for_windows(lock.read_text("utf-8"))) + "\n"
    interpreter = Step(
        "interpreter",
        "Python của Windows",
        folder / "interpreter",
        (MODULE, MODULE_VERSION, MODULE_SUM),
        lambda place: _make_interpreter(place, need),
    )
    whole = Step(
        "python",
        "Thư viện cho Windows",
        folder / "python",
        (requirements,),
        lambda place: _make_python(place, interpreter.place, requirements, python),
        (interpreter,),
    )
    return interpreter, whole
