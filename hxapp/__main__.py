"""`python -m hxapp`: hands the arguments to the command line, which opens the window when they name no command."""

from __future__ import annotations

import sys

from hxapp import cli


def main() -> int:
    """The program's exit code."""
    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
