"""The user actions that the proofs work through, by kills, power cuts and the walk, with undo, redo and imports.

A feature joins all of them by one line in `ACTIONS`, and a function in `deeds` (or beside its own tests).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from tests.proof import deeds
from tests.proof.deeds import Act


@dataclass(frozen=True)
class Action:
    """One line of the registry; `weight` tells how often it is tried among the others."""

    do: Act
    weight: int = 4
    steps: str = "new"
    """What it is to undo: 'new' what Ctrl+Z takes back, 'undo', 'redo', or 'none' of the book's own actions."""

    @property
    def name(self) -> str:
        return self.do.__name__


ACTIONS: tuple[Action, ...] = (
    Action(deeds.type_a_result, 12),
    Action(deeds.clear_a_result),
    Action(deeds.paste_results),
    Action(deeds.paste_over_periods, 6),
    Action(deeds.paste_over_neighbourhoods, 6),
    Action(deeds.note_a_result),
    Action(deeds.edit_an_indicator),
    Action(deeds.edit_a_target),
    Action(deeds.add_an_indicator, 2),
    Action(deeds.assign_indicators, 2),
    Action(deeds.edit_a_task),
    Action(deeds.note_a_task),
    Action(deeds.add_a_task),
    Action(deeds.assign_tasks, 2),
    Action(deeds.assess),
    Action(deeds.measure_a_criterion),
    Action(deeds.edit_a_criterion),
    Action(deeds.add_to_the_checklist, 2),
    Action(deeds.edit_a_document, 1),
    Action(deeds.add_a_document, 1),
    Action(deeds.edit_a_clause, 2),
    Action(deeds.move_a_clause),
    Action(deeds.edit_the_office, 1),
    Action(deeds.add_people, 1),
    Action(deeds.hand_over, 1),
    Action(deeds.add_neighbourhoods, 2),
    Action(deeds.edit_a_neighbourhood, 2),
    Action(deeds.order_neighbourhoods, 2),
    Action(deeds.throw_neighbourhoods_away, 2),
    Action(deeds.throw_away, 3),
    Action(deeds.take_out_of_the_bin),
    Action(deeds.import_a_sheet, 1),
    Action(deeds.change_many_by_one_statement, 1),
    Action(deeds.undo, 14, "undo"),
    Action(deeds.redo, 8, "redo"),
    Action(deeds.undo_an_import, 1),
    Action(deeds.back_up, 1, "none"),
)


def choose(chance: random.Random, actions: Sequence[Action] = ACTIONS) -> Action:
    """One of the actions, by their weights."""
    return chance.choices(actions, [one.weight for one in actions])[0]


def the(*names: str) -> tuple[Action, ...]:
    """The actions of those names."""
    found = tuple(one for one in ACTIONS if one.name in names)
    assert len(found) == len(names)
    return found
