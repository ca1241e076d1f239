"""The classes say of each column what its table says, and reading needs neither them nor the ORM."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import types
import typing
import uuid
from decimal import Decimal
from enum import StrEnum

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from hxapp.domain.periods import Period
from hxapp.storage.schema.base import BOOK_TABLES
from hxapp.storage.tables import Base
from hxapp.storage.types import Amount, Composed, Key, PeriodKey, UtcTime, Word

CLASSES = sorted((mapper.class_ for mapper in Base.registry.mappers), key=lambda one: one.__name__)
HELD_AS: dict[type, tuple[type, ...]] = {
    uuid.UUID: (Key,),
    Decimal: (Amount,),
    str: (Composed, sa.Text),
    dt.datetime: (UtcTime,),
    dt.date: (sa.Date,),
    bool: (sa.Boolean,),
    int: (sa.Integer,),
    Period: (PeriodKey,),
}
READING = """
import sys
from hxapp.services import books, indicators, overview
assert "sqlalchemy" in sys.modules
loaded = [name for name in sys.modules if name.startswith(("sqlalchemy.orm", "hxapp.storage.mapped", "alembic"))]
print(*loaded)
"""


def told(cls: type) -> dict[str, tuple[type, bool]]:
    """What the class says of its columns: the values' type, and whether there may be none."""
    said = {}
    for name, hint in typing.get_type_hints(cls).items():
        if typing.get_origin(hint) is not Mapped:
            continue
        (inner,) = typing.get_args(hint)
        kinds = typing.get_args(inner) if typing.get_origin(inner) in (typing.Union, types.UnionType) else (inner,)
        (kind,) = (one for one in kinds if one is not types.NoneType)
        said[name] = (kind, types.NoneType in kinds)
    return said


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_a_class_tells_its_table(cls: type[Base]) -> None:
    said = told(cls)
    assert set(said) == {column.name for column in cls.__table__.columns}
    for column in cls.__table__.columns:
        kind, may_be_empty = said[column.name]
        assert may_be_empty == bool(column.nullable), column
        if issubclass(kind, StrEnum):
            assert isinstance(column.type, Word), column
            assert column.type.words is kind, column
        else:
            assert isinstance(column.type, HELD_AS[kind]), column


def test_every_table_has_its_class() -> None:
    assert {cls.__table__.description for cls in CLASSES} == set(BOOK_TABLES.tables)


def test_what_a_window_first_shows_loads_no_orm() -> None:
    done = subprocess.run([sys.executable, "-c", READING], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
