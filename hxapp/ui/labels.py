"""How each state looks: its sign, its tone, and whether it is trouble; the words come from the enums' own `label`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from hxapp.domain.ratings import State
from hxapp.ui.palette import Tone
from hxapp.ui.signs import Sign

if TYPE_CHECKING:  # nobody waits at the start for what other tabs show
    from hxapp.domain.checklist import Outcome
    from hxapp.domain.tasks import TaskState


class Label(NamedTuple):
    """A state on screen: `word` begins with a capital; `trouble` is shown coloured and bold."""

    word: str
    sign: Sign | None
    tone: Tone
    trouble: bool = False

    @property
    def text_tone(self) -> Tone:
        """The tone of the word: trouble in its colour, what cannot be judged grey, everything else dark."""
        if self.trouble or self.tone is Tone.GREY:
            return self.tone
        return Tone.TEXT


def capital(words: str) -> str:
    """The words with their first letter large."""
    return words[:1].upper() + words[1:]


_RATINGS: dict[State, tuple[Sign | None, Tone]] = {
    State.NO_FIGURE: (Sign.RING, Tone.GREY),
    State.NOT_DUE: (Sign.DASH, Tone.GREY),
    State.AWAITING_ASSIGNMENT: (Sign.CLOCK, Tone.GREY),
    State.NOT_COMPARABLE: (Sign.BARRED, Tone.GREY),
    State.LIKELY: (Sign.DOT, Tone.GREEN),
    State.UNLIKELY: (Sign.DIAMOND, Tone.AMBER),
    State.ESTIMATE_EXCEEDED: (Sign.TRIANGLE, Tone.GREEN),
    State.ESTIMATE_MET: (Sign.DOT, Tone.GREEN),
    State.ESTIMATE_NOT_MET: (Sign.SQUARE, Tone.RED),
    State.EXCEEDED: (Sign.TRIANGLE, Tone.GREEN),
    State.MET: (Sign.DOT, Tone.GREEN),
    State.NOT_MET: (Sign.SQUARE, Tone.RED),
}


@cache
def _tasks() -> dict[TaskState, tuple[Sign | None, Tone]]:
    from hxapp.domain.tasks import TaskState

    return {
        TaskState.NOT_STARTED: (Sign.RING, Tone.GREY),
        TaskState.IN_PROGRESS: (Sign.HALF, Tone.ACCENT),
        TaskState.DONE: (Sign.TICK, Tone.GREEN),
        TaskState.DONE_LATE: (Sign.TICK, Tone.AMBER),
        TaskState.PAUSED: (Sign.PAUSE, Tone.GREY),
        TaskState.CANCELLED: (Sign.BARRED, Tone.GREY),
    }


@cache
def _outcomes() -> dict[Outcome, tuple[Sign | None, Tone]]:
    from hxapp.domain.checklist import Outcome

    return {
        Outcome.MET: (Sign.DOT, Tone.GREEN),
        Outcome.NOT_MET: (Sign.SQUARE, Tone.RED),
        Outcome.NOT_ASSESSED: (Sign.RING, Tone.GREY),
        Outcome.NOT_APPLICABLE: (Sign.DASH, Tone.GREY),
    }


def of_rating(state: State) -> Label:
    """An indicator's rating."""
    sign, tone = _RATINGS[state]
    return Label(capital(state.label), sign, tone, tone in (Tone.RED, Tone.AMBER))


def of_task(state: TaskState) -> Label:
    """A task's state; lateness is not among them, it stands in a column of its own."""
    sign, tone = _tasks()[state]
    return Label(capital(state.label), sign, tone)


def of_outcome(outcome: Outcome) -> Label:
    """A criterion's outcome."""
    sign, tone = _outcomes()[outcome]
    return Label(capital(outcome.label), sign, tone, tone is Tone.RED)
