"""A random walk of mixed actions with undo, redo and reopening, against a model that knows nothing of the program.

The model is rows in dictionaries and two piles of what changed. It learns from the book what a new action did, and
foretells what undo, redo and reopening must show.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from hxapp.services import books
from hxapp.storage import connections
from hxapp.storage.database import Database
from tests.books import STEPS
from tests.proof.actions import ACTIONS, Action, choose, the
from tests.proof.conftest import Dose
from tests.proof.rows import Rows, difference, last_action, rows_before, rows_of

Delta = list[tuple[str, bytes, dict[str, Any] | None, dict[str, Any] | None]]
REOPENED = 40
"""About so many actions lie between two openings."""
BURST = 25
"""And between two rows of undos with redos after them."""


def delta(before: Rows, after: Rows) -> Delta:
    return [
        (table, key, before[table].get(key), after[table].get(key))
        for table in after
        for key in before[table].keys() | after[table].keys()
        if before[table].get(key) != after[table].get(key)
    ]


class Model:
    """What the book must hold; `undo` and `redo` are the piles, each entry with the number of its action."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.undo: list[tuple[int, Delta]] = []
        self.redo: list[tuple[int, Delta]] = []

    def done(self, action: int, rows: Rows) -> None:
        self.undo.append((action, delta(self.rows, rows)))
        self.redo = []
        self.rows = rows

    def take_back(self) -> None:
        action, changes = self.undo.pop()
        self.redo.append((action, changes))
        self._put((table, key, before) for table, key, before, _ in changes)

    def do_again(self) -> None:
        action, changes = self.redo.pop()
        self.undo.append((action, changes))
        self._put((table, key, after) for table, key, _, after in changes)

    def _put(self, values: Iterable[tuple[str, bytes, dict[str, Any] | None]]) -> None:
        for table, key, row in values:
            if row is None:
                del self.rows[table][key]
            else:
                self.rows[table][key] = row


def look(book: Database) -> tuple[Rows, int, int | None]:
    """The rows, the newest action, and which action that one is of."""
    with book.read() as reading:
        driver = connections.driver(reading)
        number = last_action(driver)
        of = driver.execute("SELECT of_id FROM action WHERE id = ?", (number,)).fetchone()
        return rows_of(driver), number, of[0] if of else None


@pytest.mark.parametrize("seed", [5])
def test_the_book_is_what_the_model_says(seed: int, book_file: Path, dose: Dose) -> None:
    chance = random.Random(seed)
    book = books.open_book(book_file, STEPS, "Nguyễn Văn Mẫu")
    rows, number, _ = look(book)
    first, begun = number, {table: dict(held) for table, held in rows.items()}
    model = Model(rows)
    counts: Counter[str] = Counter()
    ahead: list[Action] = []
    wanted = dose(100, 10_000)
    while counts.total() < wanted:
        if chance.random() < 1 / REOPENED:
            book.close()
            book = books.open_book(book_file, STEPS, "Nguyễn Văn Mẫu")
            counts["reopened"] += 1
        if not ahead and chance.random() < 1 / BURST:
            undo, redo = the("undo", "redo")
            ahead = [undo] * chance.randrange(1, 8) + [redo] * chance.randrange(8)
        action = ahead.pop(0) if ahead else choose(chance)
        done = action.do(chance, book)
        before = number
        rows, number, of = look(book)
        if done is None or action.steps == "none":
            assert number == before
            assert done is not None or action.steps != "undo" or not model.undo
            assert done is not None or action.steps != "redo" or not model.redo
        elif action.steps == "redo":
            assert of == model.redo[-1][0]
            model.do_again()
        elif action.steps == "undo" or (of is not None and model.undo and of == model.undo[-1][0]):
            assert of == model.undo[-1][0]
            model.take_back()
        else:
            assert number == before + 1
            model.done(number, rows)
        assert rows == model.rows, (counts.total(), action.name, done, difference(model.rows, rows)[:5])
        counts[action.name] += done is not None
    assert book.check() == []
    with book.read() as reading:
        back = rows_before(connections.driver(reading), first)
    book.close()
    assert not difference(begun, back)  # and the whole walk can be told backwards
    if wanted >= 1_000:
        assert {action.name for action in ACTIONS} | {"reopened"} == {name for name, count in counts.items() if count}
