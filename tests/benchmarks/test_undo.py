"""Undo of an import of 50,000 rows against the import itself, written as services write it: by mapped rows, one action.

The import's floor leaves out reading the sheet and comparing it, which take longer than the writing. By CPU time: both
do the same kind of work on the same disk, and machines are shared.

    python -m pytest -m benchmark -s tests/benchmarks/test_undo.py
"""

from __future__ import annotations

import time
import uuid
from pathlib import Path

import pytest

from hxapp.domain.history import ActionKind
from hxapp.services.guards import GUARDS
from hxapp.storage import history, undo
from hxapp.storage.database import Database
from hxapp.storage.tables import Task
from tests.storage.building import STEPS

ROWS = 50_000
MOST = 2.0


@pytest.mark.benchmark
@pytest.mark.parametrize("changed", [False, True], ids=["new rows", "new and changed rows"])
def test_undoing_an_import(tmp_path: Path, changed: bool) -> None:
    database = Database.create(tmp_path / "Sổ đo.hxdb", STEPS, guards=GUARDS)
    ids = [uuid.uuid4() for _ in range(ROWS)]
    if changed:
        with database.begin("Có sẵn") as session:
            session.add_all(
                Task(id=key, year=2022, wording="Việc", position=number) for number, key in enumerate(ids[::2])
            )
    started = time.process_time()
    with database.begin("Nhập", ActionKind.IMPORT) as session:
        for number, key in enumerate(ids):
            if changed and number % 2 == 0:
                row = session.get(Task, key)
                assert row is not None
                row.wording, row.percent = f"Việc số {number}", number % 100
            else:
                session.add(Task(id=key, year=2022, wording=f"Việc số {number}", position=number))
    importing = time.process_time() - started
    with database.read() as connection:
        action = history.actions(connection)[-1]
    started = time.process_time()
    with database.begin("Hoàn tác", ActionKind.UNDO, of_id=action.id) as session:
        done = undo.take_back(session, action.id)
    undoing = time.process_time() - started
    database.close()
    print(f"\nimport {importing:.1f} s, undo {undoing:.1f} s: × {undoing / importing:.2f} (at most {MOST})")
    assert (done.count, done.left) == (ROWS, ())
    assert undoing / importing <= MOST
