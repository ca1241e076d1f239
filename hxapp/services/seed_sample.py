"""The worked sample: the 2022 resolution and its criteria set, from the seed's files into a book."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hxapp.domain.checklist import CriterionKind
from hxapp.domain.deadlines import Deadline
from hxapp.domain.documents import DocumentKind, DocumentRole, OfficeKind, Restates
from hxapp.domain.errors import Refused
from hxapp.domain.indicators import Better, OverAreas, OverTime, PartKind, PriceBasis, Typed, ValueKind
from hxapp.domain.neighbourhoods import AreaKind
from hxapp.domain.periods import Period, Rhythm
from hxapp.domain.targets import Comparator, Target
from hxapp.domain.tasks import Priority, TaskRole
from hxapp.services import settings
from hxapp.services.seed_reader import Entry, Names, decimals_of, read
from hxapp.storage.mapped.base import Base
from hxapp.storage.mapped.checklist import CriteriaSet, CriteriaStatement, Criterion
from hxapp.storage.mapped.document_parts import DocumentDuty, Programme, Recipient
from hxapp.storage.mapped.documents import Clause, SourceDocument
from hxapp.storage.mapped.indicators import Indicator, TargetRow
from hxapp.storage.mapped.office import Area, Department
from hxapp.storage.mapped.tasks import Place, Task, TaskDepartment, TaskPlace

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

RESOLUTION = "resolution-2022"
_INDICATORS = ("indicators.toml", "further-figures.toml")
_TASKS = (
    "tasks-1-covid.toml",
    "tasks-2-economy.toml",
    "tasks-3-society.toml",
    "tasks-4-city.toml",
    "tasks-5-government.toml",
)
CRITERIA = ("tt-02-2013-phuong.toml",)


def fill(session: Session, seed: Path) -> Names:
    """Writes the sample into an empty book and gives back the names of its rows; HxError for a damaged seed."""
    sample = _Sample(session)
    folder = seed / RESOLUTION
    sample.places(read(folder / "places-and-departments.toml"))
    sample.document(read(folder / "document.toml"))
    for name in _INDICATORS:
        sample.indicators(read(folder / name))
    sample.link_restatements()
    for name in _TASKS:
        sample.tasks(read(folder / name))
    for name in CRITERIA:
        sample.criteria(read(seed / "criteria" / name))
    session.flush()
    return sample.names


def fill_criteria(session: Session, path: Path) -> uuid.UUID:
    """Writes the criteria set of a seed file alone, without what a document says of it; its identity comes back."""
    set_id = _Sample(session).criteria(read(path), stated=False)
    session.flush()
    return set_id


def due_columns(deadline: Deadline | None) -> dict[str, Any]:
    """The columns of a deadline."""
    if deadline is None:
        return {"due_wording": None, "due_precision": None, "due_last_day": None}
    return {
        "due_wording": deadline.wording,
        "due_precision": deadline.precision,
        "due_last_day": deadline.last_day,
    }


class _Sample:
    """One filling of a book: positions follow the order of the files."""

    def __init__(self, session: Session) -> None:
        self.names = Names()
        self._session = session
        self._document_id: uuid.UUID | None = None
        self._position = 0
        self._restating: list[tuple[TargetRow, str, Entry]] = []

    def places(self, file: Entry) -> None:
        """The ward, its neighbourhoods, other places, and the departments and partners."""
        for entry in file.entries("area"):
            self._add(
                Area,
                entry,
                name=entry.text("name"),
                kind=entry.word("kind", AreaKind),
                parent_id=self.names.pointed(Area, entry, "parent"),
                code=entry.maybe("code"),
                superior=entry.maybe("superior"),
                valid_from=entry.day("valid_from"),
                valid_to=entry.day("valid_to"),
                note=entry.maybe("note"),
            )
        for entry in file.entries("place"):
            self._add(Place, entry, name=entry.text("name"), area_id=self.names.pointed(Area, entry, "area"))
        for entry in file.entries("department"):
            add_department(self._session, self.names, entry, self._next())
        file.done()

    def document(self, file: Entry) -> None:
        """The resolution with its clauses, duties, receivers and programmes."""
        entry = file.entry("document")
        year = entry.whole("year_from")
        self._document_id = self._add(
            SourceDocument,
            entry,
            called=entry.text("key"),
            kind=entry.word("kind", DocumentKind),
            issuer_kind=entry.maybe_word("issuer_kind", OfficeKind),
            issuer=entry.maybe("issuer"),
            number=entry.maybe("number"),
            issued_on=entry.day("issued_on"),
            title=entry.text("title"),
            year_from=year,
            year_to=entry.whole("year_to"),
        )
        for entry in file.entries("clause"):
            self._add(
                Clause,
                entry,
                called=entry.text("number"),
                document_id=self._document_id,
                parent_id=self.names.pointed(Clause, entry, "parent"),
                number=entry.text("number"),
                title=entry.text("title"),
                goal=entry.maybe("goal"),
            )
        for entry in file.entries("duty"):
            self._add(
                DocumentDuty,
                entry,
                document_id=self._document_id,
                department_id=self.names.find(Department, entry.text("department"), entry),
                role=entry.word("role", DocumentRole),
                wording=entry.maybe("wording"),
            )
        for entry in file.entries("recipient"):
            self._add(Recipient, entry, document_id=self._document_id, name=entry.text("name"))
        for entry in file.entries("programme"):
            self._add(
                Programme,
                entry,
                called=entry.text("number"),
                document_id=self._document_id,
                number=entry.text("number"),
                name=entry.text("name"),
            )
        file.done()
        settings.save_year(self._session, year)

    def indicators(self, file: Entry) -> None:
        """Indicators with their targets; a target's restated one is linked later, by `link_restatements`."""
        year = file.whole("year")
        area_id = self.names.find(Area, file.text("area"), file)
        for entry in file.entries("indicator"):
            targets = entry.entries("target")
            indicator_id = self._add(
                Indicator,
                entry,
                called=entry.text("key"),
                parent_id=self.names.pointed(Indicator, entry, "parent"),
                part_kind=entry.maybe_word("part", PartKind),
                name=entry.text("name"),
                short_name=entry.maybe("short_name"),
                unit=entry.maybe("unit"),
                value_kind=entry.maybe_word("value_kind", ValueKind) or ValueKind.NUMBER,
                better=entry.word("better", Better),
                over_time=entry.word("over_time", OverTime),
                over_areas=entry.word("over_areas", OverAreas),
                price_basis=entry.maybe_word("price_basis", PriceBasis),
                rhythm=entry.word("rhythm", Rhythm),
                decimals=entry.count("decimals"),
                note=entry.maybe("note"),
            )
            for target in targets:
                self._target(target, indicator_id, year, area_id)
        file.done()

    def _target(self, entry: Entry, indicator_id: uuid.UUID, year: int, area_id: uuid.UUID) -> None:
        target = _target_of(entry)
        restated = entry.maybe("of")
        restates = entry.maybe_word("restates", Restates)
        if (restated is None) is not (restates is None):
            entry.fail("“restates” và “of” phải đi với nhau")
        identity = self.names.add(TargetRow, entry.text("key"), entry)
        row = TargetRow(
            id=identity,
            indicator_id=indicator_id,
            document_id=self._document_id,
            clause_id=self.names.find(Clause, entry.text("clause"), entry),
            year=year,
            area_id=area_id,
            period=Period.whole_year(year),
            number=entry.maybe("number"),
            wording=entry.text("wording"),
            quote=entry.maybe("quote"),
            judged=entry.flag("judged", True),
            restates=restates,
            typed=entry.maybe_word("typed", Typed) or Typed.LEVEL,
            name=target.name,
            of_which=target.of_which,
            comparator=target.comparator,
            low=target.low,
            low_decimals=decimals_of(target.low),
            high=target.high,
            high_decimals=decimals_of(target.high),
            strict=target.strict,
            approx=target.approx,
            unit=target.unit,
            per=target.per,
            baseline=target.baseline,
            plan_basis=target.plan_basis,
            out_of=target.out_of,
            direction=target.direction,
            position=self._next(),
        )
        entry.done()
        self._session.add(row)
        if restated is not None:
            self._restating.append((row, restated, entry))

    def link_restatements(self) -> None:
        """Links the statements that repeat or contradict another, wherever that one stands."""
        for row, restated, entry in self._restating:
            row.restates_id = self.names.find(TargetRow, restated, entry)

    def tasks(self, file: Entry) -> None:
        """The tasks of a part of the resolution, with their places and partners."""
        year = file.whole("year")
        for entry in file.entries("task"):
            departments, places = entry.entries("departments"), entry.entries("places")
            task_id = self._add(
                Task,
                entry,
                called=entry.text("key"),
                parent_id=self.names.pointed(Task, entry, "parent"),
                document_id=self._document_id,
                clause_id=self.names.find(Clause, entry.text("clause"), entry),
                programme_id=self.names.pointed(Programme, entry, "programme"),
                year=year,
                wording=entry.text("wording"),
                quote=entry.text("quote"),
                lead_department_id=self.names.pointed(Department, entry, "lead"),
                priority=entry.maybe_word("priority", Priority) or Priority.NORMAL,
                **due_columns(entry.deadline(year)),
            )
            for one in departments:
                add_task_department(self._session, self.names, one, task_id)
            for one in places:
                area_id, place_id = self.names.pointed(Area, one, "area"), self.names.pointed(Place, one, "place")
                if (area_id is None) is (place_id is None):
                    one.fail("phải chỉ một tổ dân phố hoặc một địa điểm")
                identity = self.names.identity(one)
                self._session.add(TaskPlace(id=identity, task_id=task_id, area_id=area_id, place_id=place_id))
                one.done()
        file.done()

    def criteria(self, file: Entry, *, stated: bool = True) -> uuid.UUID:
        """A criteria set with its groups and criteria and, where it is `stated`, what the resolution says of it."""
        entry = file.entry("set")
        code = entry.text("code")
        set_id = self._add(
            CriteriaSet,
            entry,
            called=code,
            code=code,
            title=entry.text("title"),
            basis=entry.text("basis"),
            group_word=entry.text("group_word"),
            criterion_word=entry.text("criterion_word"),
            in_force_from=entry.day("in_force_from"),
            in_force_to=entry.day("in_force_to"),
            needs_confirmation=entry.flag("needs_confirmation"),
            note=entry.maybe("note"),
        )
        for group in file.entries("group"):
            criteria = group.entries("criterion")
            group_id = self._criterion(group, code, set_id, None)
            for criterion in criteria:
                self._criterion(criterion, code, set_id, group_id)
        said = file.entry("statement")
        if stated:
            self._statement(said, set_id)
        file.done()
        return set_id

    def _statement(self, said: Entry, set_id: uuid.UUID) -> None:
        self._session.add(
            CriteriaStatement(
                id=self.names.identity(said),
                document_id=self.names.find(SourceDocument, said.text("document"), said),
                clause_id=self.names.pointed(Clause, said, "clause"),
                set_id=set_id,
                met=said.whole("met"),
                total=said.whole("total"),
                quote=said.text("quote"),
            )
        )
        said.done()

    def _criterion(self, entry: Entry, set_code: str, set_id: uuid.UUID, group_id: uuid.UUID | None) -> uuid.UUID:
        threshold = entry.amount("threshold")
        return self._add(
            Criterion,
            entry,
            called=criterion_name(set_code, entry.text("code")),
            set_id=set_id,
            parent_id=group_id,
            code=entry.text("code"),
            title=entry.text("title"),
            kind=entry.maybe_word("kind", CriterionKind) or CriterionKind.YES_NO,
            comparator=entry.maybe_word("comparator", Comparator),
            threshold=threshold,
            threshold_decimals=decimals_of(threshold),
            unit=entry.maybe("unit"),
            metric=entry.maybe("metric"),
            remembered_threshold=entry.maybe("remembered_threshold"),
            needs_confirmation=entry.flag("needs_confirmation"),
            note=entry.maybe("note"),
        )

    def _add(self, table: type[Base], entry: Entry, *, called: str | None = None, **values: Any) -> uuid.UUID:
        """A row of the table in the order of the files; `called` is what other entries name it by."""
        name = called or values.get("name")
        named = isinstance(name, str) and table not in (Recipient, DocumentDuty)
        identity = self.names.add(table, name, entry) if named and name else self.names.identity(entry)
        entry.done()
        self._session.add(table(id=identity, position=self._next(), **values))
        return identity

    def _next(self) -> int:
        self._position += 1
        return self._position


def criterion_name(set_code: str, code: str) -> str:
    """What a criterion is known by among those of all sets."""
    return f"{set_code}/{code}"


def add_department(session: Session, names: Names, entry: Entry, position: int) -> None:
    """A department or partner of the seed."""
    name = entry.text("name")
    row = Department(
        id=names.add(Department, name, entry),
        name=name,
        short_name=entry.maybe("short_name"),
        outside=entry.flag("outside"),
        position=position,
    )
    entry.done()
    session.add(row)


def add_task_department(session: Session, names: Names, entry: Entry, task_id: uuid.UUID) -> None:
    """A department that coordinates in a task, or a partner of it."""
    row = TaskDepartment(
        id=names.identity(entry),
        task_id=task_id,
        department_id=names.find(Department, entry.text("department"), entry),
        role=entry.word("role", TaskRole),
    )
    entry.done()
    session.add(row)


def _target_of(entry: Entry) -> Target:
    """The thirteen fields of a target; a shape that no phrase has is a damaged seed."""
    fields: dict[str, Any] = {
        **{field: entry.amount(field) for field in ("low", "high", "out_of")},
        **{field: entry.maybe(field) for field in ("name", "unit", "per", "baseline", "plan_basis")},
        **{field: entry.flag(field) for field in ("of_which", "strict", "approx")},
    }
    try:
        return Target(comparator=entry.word("comparator", Comparator), direction=entry.text("direction"), **fields)
    except Refused as refused:
        entry.fail(str(refused))
