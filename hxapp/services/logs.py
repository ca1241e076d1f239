"""What the program's log and its reports tell of an unexpected error: what kind, and where; never a word of the book.

An error's own message may hold anything that was typed ('invalid literal for int(): …'), so it is left out, whatever
the error. What stays is known to be free of content: kinds of errors, the program's own lines, the numbers of the
operating system and of SQLite.
"""

from __future__ import annotations

import errno
import logging
import sqlite3
import traceback
from collections.abc import Iterator
from types import TracebackType

_MOST_CAUSES = 10
_LAYOUT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def told(error: BaseException, trace: TracebackType | None = None) -> str:
    """The error with what led to it, the first cause first: for each the program's lines and its kind."""
    parts = []
    for one, how in _chain(error):
        lines = traceback.format_tb(trace if one is error and trace is not None else one.__traceback__)
        head = ["Traceback (most recent call last):\n", *lines] if lines else []
        parts.append("".join([*head, f"{_kind(one)}\n", how]))
    return "".join(reversed(parts))


class LogFormatter(logging.Formatter):
    """A line of the log; an error that comes with it is told by `told`."""

    def __init__(self) -> None:
        super().__init__(_LAYOUT)

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler's formatter may have left the whole message there
        text = super().format(record)
        record.exc_text = None
        return text

    def formatException(self, ei: object) -> str:
        error = ei[1] if isinstance(ei, tuple) else None
        return told(error).rstrip("\n") if isinstance(error, BaseException) else ""


def _chain(error: BaseException) -> Iterator[tuple[BaseException, str]]:
    """The error, what caused it, what caused that …; each with the line that joins it to the one it led to."""
    seen: set[int] = set()
    one: BaseException | None = error
    how = ""
    while one is not None and id(one) not in seen and len(seen) < _MOST_CAUSES:
        seen.add(id(one))
        yield one, how
        if one.__cause__ is not None:
            one, how = one.__cause__, "\nThe above exception was the direct cause of the following exception:\n\n"
        else:
            one = None if one.__suppress_context__ else one.__context__
            how = "\nDuring handling of the above exception, another exception occurred:\n\n"


def _kind(error: BaseException) -> str:
    """The name of the error's class, with what the system or SQLite calls it."""
    name = (
        type(error).__qualname__
        if type(error).__module__ == "builtins"
        else (f"{type(error).__module__}.{type(error).__qualname__}")
    )
    if isinstance(error, OSError) and isinstance(error.errno, int):
        return f"{name} [{errno.errorcode.get(error.errno, error.errno)}]"
    cause = getattr(error, "orig", error)  # SQLAlchemy keeps the driver's error there
    if isinstance(cause, sqlite3.Error) and isinstance(code := getattr(cause, "sqlite_errorname", None), str):
        return f"{name} [{code}]"
    if isinstance(error, BaseExceptionGroup):
        return f"{name} [{', '.join(sorted(type(one).__qualname__ for one in error.exceptions))}]"
    return name
