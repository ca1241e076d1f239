"""Books that programs of former schema versions made, kept as they left them.

Each is a practice book in which that version's program typed results, noted a task, put one into the bin, imported a
sheet of tasks ('Nhập từ Excel nhiem-vu.xlsx', ten rows changed and one new) and edited an indicator after it. Whoever
makes a schema step stores the book of the version before it: made by its program, never by today's.
"""

from __future__ import annotations

import gzip
from pathlib import Path

from hxapp.storage import migrate
from tests.books import STEPS

FOLDER = Path(__file__).resolve().parents[1] / "storage" / "books"
NEWEST = migrate.newest(STEPS)
VERSIONS = tuple(migrate.numbers(STEPS))
IMPORT = "Nhập từ Excel nhiem-vu.xlsx"


def unpack(version: int, path: Path) -> Path:
    """The stored book of the version, written to `path`."""
    path.write_bytes(gzip.decompress((FOLDER / f"practice-{version}.hxdb.gz").read_bytes()))
    return path
