"""The minutes of a handing over: both sides, every duty once, and both sign."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hxapp.paper.pages import pages
from hxapp.reports import handover as minutes
from hxapp.reports.report import Paragraph, plain
from hxapp.services import handover, people
from hxapp.storage.database import Database
from tests.reports.building import TODAY


@pytest.fixture
def handed(practice_book: Database) -> Any:
    with practice_book.try_out() as session:
        giver = max(people.list_rows(session), key=lambda row: row.tasks)
        taker = next(row for row in people.list_rows(session) if row.id != giver.id)
        held = handover.duties_of(session, giver.id)
        handover.hand_over(
            session,
            giver.id,
            taker.id,
            indicators=[duty.id for duty in held.indicators],
            tasks=[duty.id for duty in held.tasks],
        )
        session.flush()
        number = session.connection().exec_driver_sql("SELECT max(id) FROM action").scalar_one()
        yield minutes.build(session, number, TODAY), giver, taker, held


def test_the_minutes_name_both_sides_and_every_duty(handed: Any) -> None:
    report, giver, taker, held = handed
    words = " ".join(plain(block.text) for block in report.blocks if isinstance(block, Paragraph))
    assert f"Bên giao: Ông (bà) {giver.name}; chức vụ: {giver.post}." in words
    assert f"Bên nhận: Ông (bà) {taker.name}" in words
    assert f"{len(held.indicators):02d} chỉ tiêu và {len(held.tasks):02d} nhiệm vụ" in words
    indicators, tasks = report.tables()
    assert [plain(row.cells[2].text) for row in indicators.rows] == [duty.name for duty in held.indicators]
    assert [plain(row.cells[2].text) for row in tasks.rows] == [duty.name for duty in held.tasks]
    assert [plain(row.cells[3].text) for row in tasks.rows] == [duty.due for duty in held.tasks]
    signed = report.signatures
    assert (signed.drafter_title, signed.drafter) == ("BÊN GIAO", giver.name)
    assert (signed.post, signed.name) == ("BÊN NHẬN", taker.name)


def test_the_minutes_are_drawn(handed: Any, paper: None, tmp_path: Path) -> None:
    report, *_ = handed
    assert len(pages(report)) >= 2
