"""Makes the Windows program on Debian, for `python3 dev.py windows`: standard library alone, one subject a module."""

from __future__ import annotations


class Trouble(Exception):
    """Something that stops the work and that somebody can mend; its text is the whole sentence shown."""


def say(text: str) -> None:
    """One line for the user, ahead of what the next program prints."""
    print(text, flush=True)  # noqa: T201
