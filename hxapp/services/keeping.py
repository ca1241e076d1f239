"""The mark that leaves a field of many rows as it is, where None empties it."""

from __future__ import annotations

from enum import Enum
from typing import Final


class Keep(Enum):
    """One value: what is not set stays."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP
