"""Every action of the registry can be done in a practice book, and history tells all of it."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from hxapp.domain.indicators import Basis, Stage
from hxapp.services import books
from hxapp.storage import connections
from tests.books import STEPS
from tests.proof.actions import ACTIONS, Action, the
from tests.proof.rows import difference, digest, last_action, rows_before, rows_of

BEFORE = {
    "redo": ("type_a_result", "undo"),
    "undo": ("type_a_result",),
    "undo_an_import": ("import_a_sheet",),
    "take_out_of_the_bin": ("throw_away",),
    "throw_neighbourhoods_away": ("add_neighbourhoods",),
}
CHANGED = """
    SELECT r.* FROM result r JOIN row_change c ON c.row_id = r.id JOIN recorded_table t ON t.id = c.table_id
    WHERE t.name = 'result' AND c.action_id = ?"""


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_it_is_done_and_history_leads_back(action: Action, book_file: Path) -> None:
    chance = random.Random(5)
    book = books.open_book(book_file, STEPS, "Nguyễn Văn Mẫu")
    for name in BEFORE.get(action.name, ()):
        (first,) = the(name)
        while first.do(chance, book) is None:
            pass
    with book.read() as reading:
        driver = connections.driver(reading)
        rows, number = rows_of(driver), last_action(driver)
    for _ in range(40):
        if action.do(chance, book) is not None:
            break
    else:
        raise AssertionError("never done")
    with book.read() as reading:
        driver = connections.driver(reading)
        made = last_action(driver) - number
        back = rows_before(driver, number)
        changed = digest(rows_of(driver)) != digest(rows)
    book.close()
    assert not difference(rows, back)
    assert made == changed == (action.steps != "none")


def test_pasted_blocks_are_what_they_are_to_prove(book_file: Path) -> None:
    """Several periods, areas and rows, both bases; figures, counts, 'kps' and emptied cells; and some are refused."""
    chance = random.Random(5)
    book = books.open_book(book_file, STEPS, "Nguyễn Văn Mẫu")
    pastes = the("paste_over_periods", "paste_over_neighbourhoods")
    done: Counter[str] = Counter()
    for number in range(24):
        one = pastes[number % 2]
        if one.do(chance, book) is None:
            continue
        done[one.name] += 1
        with book.read() as reading:
            changed = connections.driver(reading).execute(CHANGED, (last_action(connections.driver(reading)),))
            cells = [dict(zip((column[0] for column in changed.description), row, strict=True)) for row in changed]
        for what in ("period", "area_id", "indicator_id"):
            done[what] += len({cell[what] for cell in cells}) > 1
        for cell in cells:
            done["emptied" if cell["binned_at"] else "kps" if cell["nothing_arose"] else "figure"] += 1
            done["counts"] += cell["denominator"] is not None
            done[cell["basis"]] += 1
            done[cell["stage"]] += 1
    book.close()
    wanted = ("period", "area_id", "indicator_id", "emptied", "kps", "figure", "counts", *Basis, *Stage)
    assert {name for name in wanted if done[name] < 3} == set(), done
    assert all(6 < done[one.name] < 12 for one in pastes), done
