"""States (trạng thái): the words of a rating, and which of them the time of the year allows."""

from __future__ import annotations

from enum import StrEnum

from hxapp.domain.bands import Place


class State(StrEnum):
    """What a rating says of a result."""

    NO_FIGURE = "no_figure"
    NOT_DUE = "not_due"
    AWAITING_ASSIGNMENT = "awaiting_assignment"
    NOT_COMPARABLE = "not_comparable"
    LIKELY = "likely"
    UNLIKELY = "unlikely"
    ESTIMATE_EXCEEDED = "estimate_exceeded"
    ESTIMATE_MET = "estimate_met"
    ESTIMATE_NOT_MET = "estimate_not_met"
    EXCEEDED = "exceeded"
    MET = "met"
    NOT_MET = "not_met"

    @property
    def label(self) -> str:
        return {
            State.NO_FIGURE: "chưa có số liệu",
            State.NOT_DUE: "chưa đến kỳ",
            State.AWAITING_ASSIGNMENT: "chờ giao chỉ tiêu",
            State.NOT_COMPARABLE: "chưa so sánh được",
            State.LIKELY: "có khả năng đạt",
            State.UNLIKELY: "khó đạt",
            State.ESTIMATE_EXCEEDED: "ước vượt",
            State.ESTIMATE_MET: "ước đạt",
            State.ESTIMATE_NOT_MET: "ước không đạt",
            State.EXCEEDED: "vượt",
            State.MET: "đạt",
            State.NOT_MET: "không đạt",
        }[self]

    @property
    def place(self) -> Place | None:
        """Where a figure so rated lies to what is asked; None where it was not judged."""
        return _PLACES.get(self)

    @property
    def is_good(self) -> bool:
        """Met, exceeded or on the way there."""
        return self.place in (Place.WITHIN, Place.PAST)

    @property
    def is_trouble(self) -> bool:
        """Not met, or not on the way there."""
        return self.place is Place.SHORT


_FINAL = {Place.PAST: State.EXCEEDED, Place.WITHIN: State.MET, Place.SHORT: State.NOT_MET}
_ESTIMATE = {
    Place.PAST: State.ESTIMATE_EXCEEDED,
    Place.WITHIN: State.ESTIMATE_MET,
    Place.SHORT: State.ESTIMATE_NOT_MET,
}
_RUNNING = {Place.PAST: State.LIKELY, Place.WITHIN: State.LIKELY, Place.SHORT: State.UNLIKELY}
_PLACES = {state: place for words in (_FINAL, _ESTIMATE) for place, state in words.items()} | {
    State.LIKELY: Place.WITHIN,
    State.UNLIKELY: Place.SHORT,
}


def state_at(place: Place, *, running: bool, final: bool) -> State:
    """The word for the time of the year: before the year's final figure never a plain 'không đạt'."""
    return (_RUNNING if running else _FINAL if final else _ESTIMATE)[place]
