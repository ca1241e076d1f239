"""Trouble that a user can mend, told in one Vietnamese sentence."""

from __future__ import annotations


class HxError(Exception):
    """Something stands in the way that the user can put right; `str()` is the sentence: what, where, what next."""


class Refused(HxError):
    """A value that is not taken; nothing was changed.

    `field` names the attribute it was meant for ("result", "deadline" …), so that a form can point at it; "" for none.
    """

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field
