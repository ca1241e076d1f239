"""Builds rows in an empty book for the service tests: what a test does not say is filled in, plainly and legally."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hxapp.domain.documents import DocumentKind
from hxapp.domain.indicators import PartKind
from hxapp.domain.neighbourhoods import AreaKind
from hxapp.domain.periods import Period
from hxapp.domain.targets import Comparator, Target
from hxapp.services import books, indicators, people
from hxapp.services.indicators import IndicatorRow
from hxapp.services.neighbourhoods import ward
from hxapp.services.people import PersonEdit
from hxapp.storage.tables import Area, Clause, Department, Indicator, Person, SourceDocument, TargetRow

ROOT = Path(__file__).resolve().parents[2]
STEPS = ROOT / "db"
SEED = STEPS / "seed"
MOMENT = dt.datetime(2022, 1, 5, 2, 3, 4, tzinfo=dt.UTC)
LATER = MOMENT + dt.timedelta(days=1)
YEAR = 2022
Q1, Q2, Q3, Q4 = (Period.quarter(YEAR, number) for number in range(1, 5))
SIX_MONTHS, NINE_MONTHS, WHOLE_YEAR = Period.months(YEAR, 6), Period.months(YEAR, 9), Period.whole_year(YEAR)

_serial = itertools.count(1)


def make_document(session: Session, **values: Any) -> uuid.UUID:
    """A resolution of the year."""
    filled = {
        "kind": DocumentKind.RESOLUTION,
        "title": "Nghị quyết năm 2022",
        "year_from": YEAR,
        "year_to": YEAR,
        "position": next(_serial),
    }
    return _add(session, SourceDocument(**filled | values))


def make_clause(session: Session, number: str, **values: Any) -> uuid.UUID:
    """A clause of the year's resolution, after those made before."""
    filled = {"title": f"Mục {number}", "position": next(_serial), "number": number}
    if "document_id" not in values:
        filled["document_id"] = the_document(session)
    return _add(session, Clause(**filled | values))


def make_department(session: Session, name: str = "Văn phòng – Thống kê", **values: Any) -> uuid.UUID:
    return _add(session, Department(**{"name": name, "position": next(_serial)} | values))


def make_person(session: Session, name: str = "Trần Thị Mẫu", **values: Any) -> uuid.UUID:
    return _add(session, Person(**{"name": name, "position": next(_serial)} | values))


def make_area(session: Session, name: str, **values: Any) -> uuid.UUID:
    """A neighbourhood, after those made before."""
    return _add(session, Area(**{"name": name, "kind": AreaKind.NEIGHBOURHOOD, "position": next(_serial)} | values))


def make_indicator(session: Session, name: str, target: Target | None = None, **values: Any) -> uuid.UUID:
    """An indicator with its judged target; `target_…` values go to the target's row, others to the indicator's."""
    of_target = {key.removeprefix("target_"): values.pop(key) for key in list(values) if key.startswith("target_")}
    if "parent_id" in values:
        values.setdefault("part_kind", PartKind.COMPOUND)
    identity = _add(session, Indicator(**{"name": name, "position": next(_serial)} | values))
    if target is not None:
        make_target(session, identity, target, **of_target)
    return identity


def make_target(session: Session, indicator_id: uuid.UUID, target: Target, **values: Any) -> uuid.UUID:
    """A target of an indicator: the ward's, of the whole year, in the year's resolution, judged."""
    year = values.get("year", YEAR)
    filled: dict[str, Any] = {
        "indicator_id": indicator_id,
        "document_id": values.get("document_id") or the_document(session, year),
        "year": year,
        "area_id": ward(session),
        "period": Period.whole_year(year),
        "wording": "như nghị quyết ghi",
        "position": next(_serial),
    }
    for name in [field.name for field in fields(Target) if field.compare]:
        filled[name] = getattr(target, name)
    for name in ("low", "high"):
        figure = filled[name]
        filled[f"{name}_decimals"] = None if figure is None else max(0, -int(figure.as_tuple().exponent))
    return _add(session, TargetRow(**filled | values))


def the_document(session: Session, year: int = YEAR) -> uuid.UUID:
    """The year's resolution, made when it is first needed."""
    found = session.scalar(sa.select(SourceDocument.id).where(SourceDocument.year_from == year))
    return found or make_document(session, title=f"Nghị quyết năm {year}", year_from=year, year_to=year)


def at_least(low: str, unit: str | None = "%") -> Target:
    return Target(comparator=Comparator.GE, low=Decimal(low), unit=unit)


def exactly(value: str, unit: str | None = "%") -> Target:
    return Target(comparator=Comparator.EQ, low=Decimal(value), high=Decimal(value), unit=unit)


def between(low: str, high: str, unit: str | None = "%") -> Target:
    return Target(comparator=Comparator.BETWEEN, low=Decimal(low), high=Decimal(high), unit=unit)


def the_row(session: Session, name: str, period: Period, **options: Any) -> IndicatorRow:
    """The line of the indicator with that name, in the year of the period."""
    rows = [row for row in indicators.list_rows(session, period.year, period, **options) if row.name == name]
    assert len(rows) == 1, f"{len(rows)} rows called {name}"
    return rows[0]


def _add(session: Session, row: Any) -> uuid.UUID:
    row.id = row.id or uuid.uuid4()
    session.add(row)
    session.flush()
    identity: uuid.UUID = row.id
    return identity


def add_people(path: Path, *names: str, who: str = "Trần Văn Mẫu") -> None:
    """One action each in the closed book at `path`: 'Thêm <name>'."""
    database = books.open_book(path, STEPS, who)
    for name in names:
        with database.begin(f"Thêm {name}") as session:
            people.add(session, PersonEdit(name))
    database.close()
