"""What gives way on the one-page overview, and in which order: every length the page may be told in, fullest first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

# No page holds more rows of one table.
_MOST_ROWS = 32
# Both tables keep so many rows while there is anything else to give up.
_DECENT_ROWS = 6


@dataclass(frozen=True)
class Length:
    """One length of the page; a limit of 0 is none.

    `trouble` and `work` hold for every row that is shown the most lines it may take; `named` is how many criteria and
    departments the sentences name, each in at most so many `letters`. `bars` 0 leaves the charts out.
    """

    trouble: tuple[int, ...]
    work: tuple[int, ...]
    bars: int = 8
    label_lines: int = 2
    named: int = 8
    letters: int = 0
    sentence_lines: int = 0
    size: float = 10.5


def lengths(numbered: int, further: int, late: int, due: int, *, charts: bool = True) -> tuple[tuple[Length, ...], ...]:
    """Every length for so many numbered indicators and further figures in trouble, so many tasks late and due soon.

    With `charts` there are two series, one with them and one for when too little room is left beside them. In each the
    first leaves nothing out, and each is as tall as the one before it or less.
    """
    fullest = Length((0,) * (numbered + further), (0,) * (late + due))
    numbered, late = min(numbered, _MOST_ROWS), min(late, _MOST_ROWS)
    without = _Steps(replace(fullest, bars=0))
    _shorten_names(without, numbered, late)
    _drop_rows(without, numbered, late)
    without.give(named=2, letters=24)
    without.give(named=1, sentence_lines=3)
    without.drop_longer(1)
    without.give(sentence_lines=1)
    if not charts:
        return (tuple(without.taken),)
    beside = _Steps(fullest)
    _shorten_names(beside, numbered, late)
    _drop_rows(beside, numbered, late)
    return tuple(beside.taken), tuple(without.taken)


def _shorten_names(steps: _Steps, numbered: int, late: int) -> None:
    """Long names give way first, one row after the other, then what the charts and the sentences need not have."""
    steps.give(trouble=steps.now.trouble[:_MOST_ROWS], work=steps.now.work[:_MOST_ROWS])
    for lines in (8, 6, 5, 4, 3):
        steps.tighten(lines, numbered, late)
    steps.give(named=4, letters=60)
    steps.give(bars=min(6, steps.now.bars))
    steps.give(letters=44, label_lines=1)
    steps.give(bars=min(5, steps.now.bars))
    steps.give(size=10.0)
    steps.tighten(2, numbered, late)


def _drop_rows(steps: _Steps, numbered: int, late: int) -> None:
    """What stands in a task comes after what the document numbers, what is only due after what is late."""
    steps.drop_rows("trouble", numbered or 1)
    steps.tighten_work(1, late)
    steps.drop_rows("work", late or 1)
    steps.give(bars=min(4, steps.now.bars))
    steps.tighten_work(1, 0)
    steps.give(named=3)
    steps.drop_longer(_DECENT_ROWS)


class _Steps:
    """The lengths so far; every step makes the last one shorter."""

    def __init__(self, fullest: Length) -> None:
        self.taken = [fullest]

    @property
    def now(self) -> Length:
        """The shortest so far."""
        return self.taken[-1]

    def give(self, **changes: Any) -> None:
        """The shortest so far with these changes, where they change it."""
        shorter = replace(self.now, **changes)
        if shorter != self.now:
            self.taken.append(shorter)

    def tighten(self, lines: int, numbered: int, late: int) -> None:
        """Hold the rows to so many lines, one after the other, the most important last."""
        for place in reversed(range(late, len(self.now.work))):
            self._hold("work", place, lines)
        for place in reversed(range(numbered, len(self.now.trouble))):
            self._hold("trouble", place, lines)
        for place in reversed(range(late)):
            self._hold("work", place, lines)
        for place in reversed(range(numbered)):
            self._hold("trouble", place, lines)

    def tighten_work(self, lines: int, first: int) -> None:
        """Hold the tasks from `first` on to so many lines, the last first."""
        for place in reversed(range(first, len(self.now.work))):
            self._hold("work", place, lines)

    def drop_rows(self, table: str, least: int) -> None:
        """Leave out a table's rows from its end, down to `least`."""
        while len(getattr(self.now, table)) > least:
            self.give(**{table: getattr(self.now, table)[:-1]})

    def drop_longer(self, least: int) -> None:
        """Leave out rows from the end of the longer table, down to `least` in both."""
        while max(len(self.now.trouble), len(self.now.work)) > least:
            longer = "trouble" if len(self.now.trouble) >= len(self.now.work) else "work"
            self.drop_rows(longer, len(getattr(self.now, longer)) - 1)

    def _hold(self, table: str, place: int, lines: int) -> None:
        limits = getattr(self.now, table)
        self.give(**{table: (*limits[:place], lines, *limits[place + 1 :])})
