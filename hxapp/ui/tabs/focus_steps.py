"""Where the keyboard goes on from one place of a tab to the next (F6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def following(places: Sequence[QWidget]) -> QWidget:
    """What takes the keyboard after the place that has it now: the first place itself, of another its first stop.

    A place without a stop is passed over; after the last one it is the first again.
    """
    focus, first = QApplication.focusWidget(), places[0]
    at = next((number for number, place in enumerate(places) if _holds(place, focus)), -1)
    for place in places[at + 1 :]:
        goal = place if place is first else next(_stops(place), None)
        if goal is not None:
            return goal
    return first


def _holds(place: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and (focus is place or place.isAncestorOf(focus))


def _stops(place: QWidget) -> Iterator[QWidget]:
    """The widgets in `place` that Tab stops at, in its order."""
    widget: QWidget | None = place.nextInFocusChain()
    while widget is not None and widget is not place:
        stops = widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if stops and place.isAncestorOf(widget):
            yield widget
        widget = widget.nextInFocusChain()
