"""Which columns a width has room for: the name takes what is spare, the others give way in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hxapp.ui.table import Column

NAME_WISHED = 290  # under this the columns that may go do so
NAME_LEAST = 170


class Shown(NamedTuple):
    """The numbers of the shown columns, of the hidden ones in the order they went, and the name's width."""

    shown: tuple[int, ...]
    hidden: tuple[int, ...]
    stretch: int


def choose_columns(columns: Sequence[Column], widths: Mapping[str, int], room: int, shift: int = 0) -> Shown:
    """What to show in `room` logical pixels, `widths` being those the user dragged.

    Shift 0 lets columns give way. Shift 1 starts at the first movable column, 2 at the second …, and shows as many
    as fit, whether they may give way or not.
    """
    spare = room - sum(_width(column, widths) for column in columns if column.fixed and not column.stretch)
    movable = [number for number, column in enumerate(columns) if not column.fixed and not column.stretch]
    kept = list(movable)
    gone: list[int] = []

    def name() -> int:
        return spare - sum(_width(columns[number], widths) for number in kept)

    if shift:
        gone = kept[: shift - 1]
        kept = kept[shift - 1 :]
        while name() < NAME_WISHED and len(kept) > 1:
            gone.append(kept.pop())
    else:
        for number in sorted((n for n in movable if columns[n].gives_way), key=lambda n: columns[n].gives_way):
            if name() >= NAME_WISHED:
                break
            kept.remove(number)
            gone.append(number)
        while name() < NAME_LEAST and len(kept) > 1:
            gone.append(kept.pop())
    always = [number for number, column in enumerate(columns) if column.fixed or column.stretch]
    return Shown(tuple(sorted(always + kept)), tuple(gone), max(name(), NAME_LEAST))


def last_shift(columns: Sequence[Column], widths: Mapping[str, int], room: int) -> int:
    """How far the columns can be moved until the last one is shown; 0 when nothing is hidden."""
    if not choose_columns(columns, widths, room).hidden:
        return 0
    movable = [number for number, column in enumerate(columns) if not column.fixed and not column.stretch]
    return next(
        (
            shift
            for shift in range(1, len(movable) + 1)
            if movable[-1] in choose_columns(columns, widths, room, shift).shown
        ),
        0,
    )


def _width(column: Column, widths: Mapping[str, int]) -> int:
    return widths.get(column.key, column.width)
