"""The columns of a deadline, which tasks and assessments have."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from hxapp.domain.deadlines import Precision


class Due:
    """A deadline with its precision: as written, how exact it is, and the last day that keeps it."""

    due_wording: Mapped[str | None]
    due_precision: Mapped[Precision | None]
    due_last_day: Mapped[dt.date | None]
