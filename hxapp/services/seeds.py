"""What a new book may start from: the 2022 resolution as a worked sample, and the practice book made of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hxapp.services import seed_practice, seed_sample

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def load_sample(session: Session, seed: Path) -> None:
    """Fills an empty book with the whole resolution, without results and without an office.

    `seed` is the folder of the seed's files; every row has the identity written there. HxError for a damaged seed.
    """
    seed_sample.fill(session, seed)


def load_practice(session: Session, seed: Path) -> None:
    """Fills an empty book with the sample and invented results, progress and one round of assessment.

    The office is phường Hương Xuân's; that nothing else is real is said by the book's origin. HxError for a damaged
    seed.
    """
    seed_practice.fill(session, seed, seed_sample.fill(session, seed))
