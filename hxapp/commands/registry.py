"""Every command by its name."""

from __future__ import annotations

from hxapp.commands import books, exchange, phrases, safety
from hxapp.commands.command import Command

COMMANDS: dict[str, Command] = {**books.COMMANDS, **exchange.COMMANDS, **phrases.COMMANDS, **safety.COMMANDS}
