"""The practice book: the office's name and invented people, figures, progress and one assessment over the sample."""

from __future__ import annotations

import uuid
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from hxapp.domain.checklist import Outcome, RoundKind
from hxapp.domain.documents import OfficeKind
from hxapp.domain.indicators import Basis, Stage
from hxapp.domain.ratings import State
from hxapp.domain.tasks import Priority, TaskState
from hxapp.services import settings
from hxapp.services.figures import NOTHING_AROSE, ratio, rounded
from hxapp.services.seed_reader import Entry, Names, amount, decimals_of, read
from hxapp.services.seed_sample import add_department, add_task_department, criterion_name, due_columns
from hxapp.services.settings import Office
from hxapp.storage.mapped.base import Base
from hxapp.storage.mapped.checklist import Assessment, CriteriaSet, Criterion, Round, assessment_id
from hxapp.storage.mapped.documents import Clause
from hxapp.storage.mapped.indicators import Indicator, Result, TargetRow, result_id
from hxapp.storage.mapped.office import Area, Department, Person
from hxapp.storage.mapped.tasks import ProgressNote, Task

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_FOLDER = "practice"
# After the rows of the sample, which count their own positions from 1.
_AFTER_SAMPLE = 10_000
_COUNTED_DECIMALS = 1
R = TypeVar("R", bound=Base)


def fill(session: Session, seed: Path, names: Names) -> None:
    """Adds the invented part to a book that holds the sample of the given names; HxError for a damaged seed."""
    practice = _Practice(session, names)
    practice.office(read(seed / _FOLDER / "office.toml"))
    practice.results(read(seed / _FOLDER / "results.toml"))
    practice.tasks(read(seed / _FOLDER / "tasks.toml"))
    practice.checklist(read(seed / _FOLDER / "checklist.toml"))
    session.flush()


class _Practice:
    """One filling: rows of the sample are looked up by name and written over."""

    def __init__(self, session: Session, names: Names) -> None:
        self._session = session
        self._names = names
        self._position = _AFTER_SAMPLE

    def office(self, file: Entry) -> None:
        """The day of the story, the office with its signature block, its departments and its people."""
        day = file.day("day")
        if day is None:
            file.fail("ngày “day” bị thiếu")
        settings.save_practice_day(self._session, day)
        entry = file.entry("office")
        texts = {name: entry.text(name) for name in ("name", "superior", "place", "powers", "post", "signer")}
        drafting = {name: entry.text(name) for name in ("drafter", "drafter_title")}
        settings.save_office(self._session, Office(kind=entry.word("kind", OfficeKind), **texts, **drafting))
        entry.done()
        for entry in file.entries("department"):
            add_department(self._session, self._names, entry, self._next())
        for entry in file.entries("person"):
            name = entry.text("name")
            self._session.add(
                Person(
                    id=self._names.add(Person, name, entry),
                    name=name,
                    post=entry.maybe("post"),
                    department_id=self._names.pointed(Department, entry, "department"),
                    position=self._next(),
                )
            )
            entry.done()
        file.done()

    def results(self, file: Entry) -> None:
        """Assigned figures, who answers for each indicator, and the figures of its periods."""
        area_id = self._names.find(Area, file.text("area"), file)
        assigned = file.entry("assigned")
        for key in assigned:
            target = self._held(TargetRow, key, assigned)
            target.assigned = assigned.amount(key)
            target.assigned_decimals = decimals_of(target.assigned)
        answers = file.entry("answers")
        for key in answers:
            indicator, answer = self._held(Indicator, key, answers), answers.entry(key)
            indicator.department_id = self._names.pointed(Department, answer, "department")
            indicator.leader_id = self._names.pointed(Person, answer, "leader")
            answer.done()
        figures = file.entry("figures")
        for key in figures:
            self._figures(self._held(Indicator, key, figures), figures.entry(key), area_id)
        file.done()

    def _figures(self, indicator: Indicator, entry: Entry, area_id: uuid.UUID) -> None:
        for key in entry:
            period = entry.period(key)
            given = entry.raw(key)
            for basis, stage, values in _cells(indicator, given, entry, key):
                self._session.add(
                    Result(
                        id=result_id(indicator.id, period, area_id, basis, stage),
                        indicator_id=indicator.id,
                        period=period,
                        area_id=area_id,
                        basis=basis,
                        stage=stage,
                        **values,
                    )
                )

    def tasks(self, file: Entry) -> None:
        """Who leads each task of the resolution and how far it is, and tasks that arose during the year."""
        for entry in file.entries("progress"):
            task = self._held(Task, entry.text("task"), entry)
            self._progress(task, entry)
        for entry in file.entries("task"):
            task = Task(
                id=self._names.add(Task, entry.text("key"), entry),
                clause_id=self._names.pointed(Clause, entry, "clause"),
                year=entry.whole("year"),
                wording=entry.text("wording"),
                product=entry.maybe("product"),
                position=self._next(),
            )
            self._session.add(task)
            self._progress(task, entry)
        file.done()

    def _progress(self, task: Task, entry: Entry) -> None:
        task.lead_department_id = self._names.find(Department, entry.text("lead"), entry)
        task.leader_id = self._names.find(Person, entry.text("leader"), entry)
        task.watcher_id = self._names.pointed(Department, entry, "watcher")
        task.priority = entry.maybe_word("priority", Priority) or Priority.NORMAL
        task.state = entry.word("state", TaskState)
        task.percent = entry.count("percent") or 0
        task.finished_on = entry.day("finished_on")
        task.accepted_on = entry.day("accepted_on")
        deadline = entry.deadline(task.year)
        if deadline is not None and task.due_wording is not None:
            entry.fail("nghị quyết đã ghi hạn của nhiệm vụ này")
        if deadline is not None:
            for column, value in due_columns(deadline).items():
                setattr(task, column, value)
        departments, notes = entry.entries("departments"), entry.entries("notes")
        entry.done()
        for one in departments:
            add_task_department(self._session, self._names, one, task.id)
        for one in notes:
            on = one.day("on") or one.fail("thiếu ngày")
            note = ProgressNote(
                id=self._names.identity(one), task_id=task.id, noted_on=on, text=one.text("text"), position=self._next()
            )
            one.done()
            self._session.add(note)

    def checklist(self, file: Entry) -> None:
        """One round of assessment, with the road map of what is not met."""
        entry = file.entry("round")
        set_code = entry.text("set")
        period = entry.period(entry.text("period"))
        round_id = self._names.identity(entry)
        self._session.add(
            Round(
                id=round_id,
                set_id=self._names.find(CriteriaSet, set_code, entry),
                kind=entry.word("kind", RoundKind),
                name=entry.text("name"),
                period=period,
                held_on=entry.day("held_on"),
                position=self._next(),
            )
        )
        entry.done()
        for entry in file.entries("assessment"):
            criterion_id = self._names.find(Criterion, criterion_name(set_code, entry.text("criterion")), entry)
            value = entry.amount("value")
            self._session.add(
                Assessment(
                    id=assessment_id(round_id, criterion_id),
                    round_id=round_id,
                    criterion_id=criterion_id,
                    outcome=entry.word("outcome", Outcome),
                    value=value,
                    decimals=decimals_of(value),
                    remark=entry.maybe("remark"),
                    evidence=entry.maybe("evidence"),
                    missing=entry.maybe("missing"),
                    next_step=entry.maybe("next_step"),
                    department_id=self._names.pointed(Department, entry, "department"),
                    **due_columns(entry.deadline(period.year)),
                )
            )
            entry.done()
        file.done()

    def _held(self, table: type[R], name: str, entry: Entry) -> R:
        """A row of the sample, by the name the seed's files use for it."""
        held = self._session.get(table, self._names.find(table, name, entry))
        return held if held is not None else entry.fail(f"“{name}” chưa có trong sổ")

    def _next(self) -> int:
        self._position += 1
        return self._position


def _cells(indicator: Indicator, given: object, entry: Entry, key: str) -> list[tuple[Basis, Stage, dict[str, Any]]]:
    """The cells that one line of a figure stands for: a final one, or those a table names."""
    if not isinstance(given, dict):
        return [(Basis.IN_PERIOD, Stage.FINAL, _values(indicator, given, entry, key))]
    table = entry.entry(key)
    beside = {name: table.maybe(name) for name in ("note", "source")}
    cells: list[tuple[Basis, Stage, dict[str, Any]]] = []
    if "words" in given:
        words = {"words": table.text("words"), "verdict": table.maybe_word("verdict", State)}
        cells.append((Basis.IN_PERIOD, Stage.FINAL, words | beside))
    for name, basis, stage in (
        ("final", Basis.IN_PERIOD, Stage.FINAL),
        ("estimate", Basis.IN_PERIOD, Stage.ESTIMATE),
        ("cumulative", Basis.CUMULATIVE, Stage.FINAL),
    ):
        if name in given:
            own = beside if basis is Basis.IN_PERIOD else {}
            cells.append((basis, stage, _values(indicator, table.raw(name), table, name) | own))
    table.done()
    return cells


def _values(indicator: Indicator, given: object, entry: Entry, key: str) -> dict[str, Any]:
    """The columns of a figure: a number, two counts, or 'không phát sinh'."""
    if given == NOTHING_AROSE:
        return {"nothing_arose": True}
    value = amount(given)
    if value is not None:
        return {"value": value, "decimals": decimals_of(value)}
    parts = [Decimal(text) for text in given.split("/") if text.isdecimal()] if isinstance(given, str) else []
    rate = ratio((parts[0], parts[1]), indicator.unit) if len(parts) == 2 else None
    if rate is None:
        entry.fail(f"không hiểu số liệu của “{key}”")
    decimals = _COUNTED_DECIMALS if indicator.decimals is None else indicator.decimals
    return {
        "value": rounded(rate, decimals),
        "decimals": decimals,
        "numerator": parts[0],
        "denominator": parts[1],
    }
