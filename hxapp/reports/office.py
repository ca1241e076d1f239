"""What every working print carries of its book: office, blanks for number and day, signatures, foot, practice mark."""

from __future__ import annotations

import datetime as dt

from hxapp.domain.documents import BookOrigin, OfficeKind
from hxapp.domain.words import format_date
from hxapp.reports.report import (
    NO_OFFICE,
    PRACTICE_MARK,
    Block,
    HeadStyle,
    Letterhead,
    Report,
    Signatures,
)
from hxapp.services.books import BookFacts
from hxapp.services.settings import Office

SIGNING_ROOM_MM = 25.0


def standing_alone(
    facts: BookFacts,
    today: dt.date,
    *,
    title: str,
    lines: tuple[str, ...],
    blocks: tuple[Block, ...],
    file_stem: str,
    landscape: bool,
) -> Report:
    """A table that goes out by itself: the office over it, who drew it up and who signs under it."""
    return Report(
        title=title,
        lines=lines,
        landscape=landscape,
        head=letterhead(facts.office, today, HeadStyle.SHEET),
        blocks=blocks,
        signatures=signatures(facts.office, with_drafter=True),
        practice_mark=practice_mark(facts),
        foot=foot(facts, today),
        file_stem=file_stem,
    )


def letter_style(office: Office) -> HeadStyle:
    """How a paper of this office is headed: the Party side has a head of its own."""
    return HeadStyle.PARTY if office.kind is OfficeKind.PARTY else HeadStyle.LETTER


def letterhead(office: Office, today: dt.date, style: HeadStyle) -> Letterhead:
    """The head with blanks for number and day; the year is the one it is drawn up in."""
    return Letterhead(office=office.name, superior=office.superior, place=office.place, year=today.year, style=style)


def signatures(office: Office, *, with_drafter: bool, room_mm: float = SIGNING_ROOM_MM) -> Signatures:
    """The signature block of the book's settings; what is not declared stays blank for the pen."""
    return Signatures(
        powers=tuple(line.strip() for line in office.powers.replace(";", "\n").splitlines() if line.strip()),
        post=office.post,
        name=office.signer,
        drafter_title=office.drafter_title if with_drafter else None,
        drafter=office.drafter if with_drafter else "",
        room_mm=room_mm,
    )


def practice_mark(facts: BookFacts) -> str | None:
    """The words that a practice book carries on every page."""
    return PRACTICE_MARK if facts.origin is BookOrigin.PRACTICE else None


def foot(facts: BookFacts, today: dt.date) -> str:
    """Which book a working print is from, and of which day."""
    return f"Bản làm việc, sổ của {facts.office.name or NO_OFFICE}, in ngày {format_date(today)}"
