"""The areas of a book: the whole ward, which every ward-wide target and result names."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from sqlalchemy import select

from hxapp.domain.errors import HxError
from hxapp.domain.neighbourhoods import AreaKind
from hxapp.storage.bin import live
from hxapp.storage.schema.office import AREA

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hxapp.storage.database import Reading

WHOLE_WARD = "Toàn phường"


def find_ward(session: Reading) -> uuid.UUID | None:
    """The area of the whole ward as it is now; None when the book has none yet."""
    return session.scalar(
        select(AREA.c.id)
        .where(live(AREA), AREA.c.kind == AreaKind.WARD, AREA.c.valid_to.is_(None))
        .order_by(AREA.c.position, AREA.c.id)
    )


def ward(session: Reading) -> uuid.UUID:
    """The area of the whole ward; HxError when the book has lost it."""
    found = find_ward(session)
    if found is None:
        raise HxError(
            "Sổ này không có dòng “toàn phường” nên không ghi được số liệu. Hãy mở bản sao lưu gần nhất của sổ."
        )
    return found


def add_ward(session: Session, name: str) -> uuid.UUID:
    """Makes the area of the whole ward, named as the office is or, without a name, 'Toàn phường'."""
    from hxapp.storage.mapped.office import Area

    area = Area(id=uuid.uuid4(), kind=AreaKind.WARD, name=name or WHOLE_WARD)
    session.add(area)
    session.flush()
    return area.id
