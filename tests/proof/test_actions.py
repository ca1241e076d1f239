"""Every action of the registry can be done in a practice book, and history tells all of it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from hxapp.services import books
from hxapp.storage import connections
from tests.books import STEPS
from tests.proof.actions import ACTIONS, Action, the
from tests.proof.rows import difference, digest, last_action, rows_before, rows_of

BEFORE = {"redo": ("type_a_result", "undo"), "undo": ("type_a_result",), "undo_an_import": ("import_a_sheet",)}


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_it_is_done_and_history_leads_back(action: Action, book_file: Path) -> None:
    chance = random.Random(5)
    before = BEFORE.get(action.name, ("throw_away",) if action.name == "take_out_of_the_bin" else ())
    book = books.open_book(book_file, STEPS, "Nguyễn Văn Mẫu")
    for name in before:
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
