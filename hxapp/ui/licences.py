"""The licence of the program and of every part that ships with it, with the whole text of each."""

from __future__ import annotations

import importlib.metadata
import platform
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from hxapp import NAME, VERSION, paths

_TEXT = re.compile(r"(?i)(licen[cs]e|copying|notice|authors)")
"""How files of licences are called in the libraries' own metadata; build.spec takes the same ones."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the program: its name, what it does here, its licence by name, and where the licence's text is.

    `library` is what the list of libraries calls it ('' for what is none), `texts` are files of `resources/licences`.
    """

    name: str
    does: str
    licence: str
    library: str = ""
    texts: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """The version that is here; '' for what has none."""
        if self.library:
            return _versions().get(self.library, "")
        return _OWN_VERSIONS.get(self.name, "")

    def text(self) -> str:
        """Every text of the licence, one after the other."""
        files = [paths.LICENCES / f"{name}.txt" for name in self.texts]
        if self.library:
            files += _library_texts(self.library)
        files += _ELSEWHERE.get(self.name, ())
        read = (file.read_text(encoding="utf-8", errors="replace").strip() for file in files)
        return "\n\n\n".join(read)


_PYTHON, _FONTS, _SQLITE, _LOADER = "Python", "Liberation (kiểu chữ)", "SQLite", "PyInstaller"
_OWN_VERSIONS = {NAME: VERSION, _PYTHON: platform.python_version(), _SQLITE: sqlite3.sqlite_version, _FONTS: "2.1.5"}
_ELSEWHERE = {NAME: (paths.LICENCE,), _FONTS: (paths.FONTS / "LICENSE-Liberation.txt",)}
_QT = ("Qt", "LGPL-3", "GPL-3")

PARTS: tuple[Part, ...] = (
    Part(NAME, "chương trình này", "Apache 2.0"),
    Part(_PYTHON, "chạy chương trình", "PSF", texts=("Python", "Python-libraries")),
    Part("Qt, PySide6", "cửa sổ, in, PDF", "LGPL 3", "pyside6-essentials", _QT),
    Part("Shiboken", "nối Python với Qt", "LGPL 3", "shiboken6", _QT),
    Part(_SQLITE, "tệp sổ", "không giữ bản quyền", texts=("SQLite",)),
    Part("SQLAlchemy", "đọc và ghi sổ", "MIT", "sqlalchemy"),
    Part("Alembic", "nâng cấp sổ cũ", "MIT", "alembic"),
    Part("Mako", "đi cùng Alembic", "MIT", "mako"),
    Part("MarkupSafe", "đi cùng Mako", "BSD", "markupsafe"),
    Part("typing_extensions", "đi cùng SQLAlchemy", "PSF", "typing-extensions"),
    Part("openpyxl", "tệp Excel", "MIT", "openpyxl"),
    Part("et_xmlfile", "đi cùng openpyxl", "MIT", "et-xmlfile"),
    Part("defusedxml", "đọc tệp Excel an toàn", "PSF", "defusedxml"),
    Part("RapidFuzz", "so tên gần giống nhau", "MIT", "rapidfuzz"),
    Part(_FONTS, "chữ trên báo cáo và màn hình", "SIL OFL 1.1"),
    Part(_LOADER, "đóng gói thành tệp .exe", "GPL 2, có ngoại lệ", texts=(_LOADER,)),
    Part("Visual C++ runtime", "thư viện của Microsoft (Windows)", "Microsoft", texts=("Windows-runtime",)),
)
"""The program first, then what it stands on."""


def _versions() -> dict[str, str]:
    """The pinned version of each library; the bundle was made from these."""
    lock = paths.LOCK.read_text(encoding="utf-8") if paths.LOCK.is_file() else ""
    return dict(re.findall(r"(?m)^([\w.-]+)==([^\s\\]+)", lock))


def _library_texts(name: str) -> list[Path]:
    """The files that the library itself brings: in the bundle in a folder of its own, else where it is installed."""
    folder = paths.BUNDLED_LICENCES / name
    if folder.is_dir():
        return sorted(folder.iterdir())
    try:
        files = importlib.metadata.files(name) or ()
    except importlib.metadata.PackageNotFoundError:
        return []
    own = (Path(str(file.locate())) for file in files if ".dist-info" in str(file) and _TEXT.match(file.name))
    return sorted(file for file in own if file.is_file())
