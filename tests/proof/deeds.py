"""What a user may do in an open book, each as the window does it: the functions that `actions.ACTIONS` lists.

Each takes the chance and the book, does one action, and gives its name; None where there was nothing to do it with, or
the program refused. It says nothing of what should come of it: the proofs learn that from the rows before and after.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from hxapp import excel
from hxapp.domain.checklist import Outcome, RoundKind
from hxapp.domain.documents import DocumentKind
from hxapp.domain.errors import HxError, Refused
from hxapp.domain.history import ActionKind
from hxapp.domain.indicators import Basis, Stage, ValueKind
from hxapp.domain.neighbourhoods import AreaKind
from hxapp.domain.periods import Period, PeriodKind, Rhythm, periods_of
from hxapp.domain.tasks import TaskState
from hxapp.services import (
    assessments,
    backups,
    clause_edits,
    criteria,
    departments,
    document_edits,
    handover,
    indicator_edits,
    neighbourhood_edits,
    people,
    result_grid,
    results,
    round_edits,
    settings,
    task_edits,
    undoing,
)
from hxapp.services import bin as the_bin
from hxapp.services.backups import BackupReason
from hxapp.services.figures import rate_sign
from hxapp.services.result_grid import GridRow
from hxapp.services.results import Entry
from hxapp.storage.bin import live
from hxapp.storage.database import Database
from hxapp.storage.schema.checklist import ASSESSMENT, CRITERIA_SET, CRITERION, ROUND
from hxapp.storage.schema.documents import CLAUSE, SOURCE_DOCUMENT
from hxapp.storage.schema.indicators import INDICATOR, RESULT
from hxapp.storage.schema.office import AREA, DEPARTMENT, PERSON
from hxapp.storage.schema.tasks import TASK
from tests.excel.sheets import changed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hxapp.storage.database import Reading

YEAR = 2022
TODAY = dt.date(2022, 9, 12)
MORNING = dt.datetime.now().astimezone()
"""The day whose actions can be undone: a run over midnight is one day."""
DUE = [period for period in periods_of(YEAR) if period.last <= TODAY]
MOST_NEIGHBOURHOODS = 15
"""No more are added: a ward has about so many."""

Act = Callable[[random.Random, Database], str | None]
Work = Callable[["Session"], object]
T = TypeVar("T")


def act(book: Database, name: str, work: Work, kind: ActionKind | None = None) -> str | None:
    """One action of the book; None where it was refused in words, or changed nothing."""
    told: list[frozenset[str]] = []
    stop = book.listen(told.append)
    try:
        with book.begin(name, kind) as session:
            work(session)
    except Refused:
        return None
    finally:
        stop()
    return name if told else None


def pick(chance: random.Random, session: Reading, table: sa.Table, *conditions: Any) -> Any:
    """Any live row of the table; None where there is none."""
    rows = session.execute(sa.select(table).where(live(table), *conditions).order_by(table.c.id)).all()
    return chance.choice(rows) if rows else None


def any_row(chance: random.Random, book: Database, table: sa.Table, *conditions: Any) -> Any:
    with book.read() as reading:
        return pick(chance, reading, table, *conditions)


def words(chance: random.Random) -> str:
    """A few words as a clerk types them, with what trips programs up."""
    some = [
        "đã làm xong",
        "chờ phường",
        "“nháy” và 'nháy'",
        "Tổ dân phố số 5",
        "½ khối lượng",
        "ỳ ợ ữ",
        "100 %",
        "𝄞 ghi",
    ]
    return f"{chance.choice(some)}, {chance.choice(some)} ({chance.randrange(10000)})"


def figure(chance: random.Random, kind: ValueKind) -> str:
    if kind in (ValueKind.WORDS, ValueKind.TITLE, ValueKind.OBJECT):
        return chance.choice(["đạt", "chưa đạt", words(chance)])
    if kind is ValueKind.LEVEL:
        return str(chance.randrange(1, 5))
    return chance.choice(["kps", f"{chance.randrange(100)},{chance.randrange(100):02d}", str(chance.randrange(5000))])


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


# Results


def type_a_result(chance: random.Random, book: Database) -> str | None:
    row = any_row(chance, book, INDICATOR)
    period = chance.choice([one for one in DUE if row.rhythm.due_in(one)] or DUE)
    text = figure(chance, row.value_kind)
    return act(book, f"Sửa {row.name}", lambda session: results.set_result(session, row.id, period, text))


def clear_a_result(chance: random.Random, book: Database) -> str | None:
    there = sa.select(INDICATOR.c.id).where(live(INDICATOR))  # figures of a binned indicator are on no screen
    row = any_row(chance, book, RESULT, RESULT.c.indicator_id.in_(there))
    if row is None:
        return None
    place = {"stage": row.stage, "basis": row.basis, "area_id": row.area_id}
    return act(
        book,
        "Xóa kết quả",
        lambda session: results.set_result(session, row.indicator_id, row.period, "", **place, now=now()),
    )


def paste_results(chance: random.Random, book: Database) -> str | None:
    """Several cells at once; one that is refused refuses the paste."""
    with book.read() as reading:
        rows = [pick(chance, reading, INDICATOR, INDICATOR.c.rhythm == Rhythm.QUARTERLY) for _ in range(8)]
    period = Period.quarter(YEAR, chance.randrange(1, 4))

    def work(session: Session) -> None:
        for row in filter(None, rows):
            results.set_result(session, row.id, period, figure(chance, row.value_kind))

    return act(book, "Dán 8 số liệu", work)


def note_a_result(chance: random.Random, book: Database) -> str | None:
    row = any_row(chance, book, INDICATOR)
    period, note = chance.choice(DUE), chance.choice(["", words(chance)])
    return act(
        book,
        "Ghi chú kết quả",
        lambda session: results.set_result_note(session, row.id, period, note=note, source=note[:20], now=now()),
    )


# The grids of results


def paste_over_periods(chance: random.Random, book: Database) -> str | None:
    """A block of the year's grid, several periods wide."""
    stage, basis = _shown(chance)
    kind, cumulative = chance.choice([PeriodKind.MONTH, PeriodKind.QUARTER]), basis is Basis.CUMULATIVE
    within = kind is PeriodKind.QUARTER and not cumulative  # counted from January a quarter's end is the half year's
    kinds = {kind, PeriodKind.YEAR, *([PeriodKind.MONTHS] if within else [])}
    columns = [one for one in periods_of(YEAR) if one.kind in kinds]
    if cumulative:
        del columns[-2]  # its last figure is the year's
    chosen = _beside(chance, columns, 5)
    with book.read() as reading:
        grid = result_grid.year_grid(reading, YEAR, columns, stage, basis)
        entries = _typed_over(chance, reading, grid.rows, [(period, None) for period in chosen])
    name = f"Dán {len(entries)} số liệu, {chosen[0].short_label} – {chosen[-1].short_label}/{YEAR}"
    return act(book, name, lambda session: _write_block(session, entries, stage, basis))


def paste_over_neighbourhoods(chance: random.Random, book: Database) -> str | None:
    """A block of a period's grid, over several neighbourhoods and perhaps the whole ward."""
    period = chance.choice([one for one in DUE if one.kind is not PeriodKind.MONTH])
    stage, basis = _shown(chance)
    with book.read() as reading:
        grid = result_grid.area_grid(reading, YEAR, period, stage, basis)
        columns = [(period, column.id) for column in grid.columns if not isinstance(column, Period)]
        entries = _typed_over(chance, reading, grid.rows, _beside(chance, columns, 6))
    name = f"Dán {len(entries)} số liệu, các tổ dân phố, {period.short_label}/{YEAR}"
    return act(book, name, lambda session: _write_block(session, entries, stage, basis))


def _shown(chance: random.Random) -> tuple[Stage, Basis]:
    """What the switches over the grid say."""
    stage = chance.choice([Stage.FINAL, Stage.FINAL, Stage.ESTIMATE])
    return stage, chance.choice([Basis.IN_PERIOD, Basis.IN_PERIOD, Basis.CUMULATIVE])


def _beside(chance: random.Random, columns: Sequence[T], most: int) -> Sequence[T]:
    """Some columns or rows that stand side by side, two or more where there are so many."""
    wide = min(len(columns), chance.randrange(2, most + 1))
    first = chance.randrange(len(columns) - wide + 1)
    return columns[first : first + wide]


def _typed_over(
    chance: random.Random,
    reading: Reading,
    rows: Sequence[GridRow],
    columns: Sequence[tuple[Period, uuid.UUID | None]],
) -> list[Entry]:
    """What stands in a block over the columns, in the cells that take a figure; seldom with one that is no figure."""
    kinds: dict[uuid.UUID, ValueKind] = dict(reading.execute(sa.select(INDICATOR.c.id, INDICATOR.c.value_kind)).all())
    entries = [
        Entry(row.id, period, _in_a_cell(chance, row, kinds[row.id], row.cell(area_id or period).typed_text), area_id)
        for row in _beside(chance, [one for one in rows if not one.is_head], 6)
        for period, area_id in columns
        if row.rhythm.due_in(period)
    ]
    if entries and chance.random() < 0.1:
        entries[-1] = replace(entries[-1], text="#N/A")
    return entries


def _in_a_cell(chance: random.Random, row: GridRow, kind: ValueKind, held: str) -> str:
    if chance.random() < 0.3:
        return "" if held else chance.choice(["", "kps"])
    if rate_sign(row.unit) is None or chance.random() < 0.3:
        return figure(chance, kind)
    whole = chance.randrange(1, 400)
    return f"{chance.randrange(whole + 1)}/{whole}"


def _write_block(session: Session, entries: Sequence[Entry], stage: Stage, basis: Basis) -> None:
    """As the grid writes it: what begins the year is the period's own figure under either basis."""
    for one in Basis:
        own = [entry for entry in entries if one is _basis_of(entry.period, basis)]
        results.set_results(session, own, stage=stage, basis=one, now=now())


def _basis_of(period: Period, basis: Basis) -> Basis:
    return Basis.IN_PERIOD if period == period.cumulative else basis


# Indicators and their targets


def edit_an_indicator(chance: random.Random, book: Database) -> str | None:
    with book.read() as reading:
        row = pick(chance, reading, INDICATOR)
        edit = indicator_edits.edit_of(reading, row.id, YEAR)
    edit = replace(
        edit,
        note=words(chance),
        short_name=chance.choice([edit.short_name, words(chance)]),
        rhythm=chance.choice(list(Rhythm)),
    )
    return act(book, f"Sửa {row.name}", lambda session: indicator_edits.save(session, row.id, YEAR, edit))


def edit_a_target(chance: random.Random, book: Database) -> str | None:
    with book.read() as reading:
        row = pick(chance, reading, INDICATOR)
        edit = indicator_edits.edit_of(reading, row.id, YEAR)
    edit = replace(
        edit,
        wording=f"{edit.wording} (sửa {chance.randrange(100)})",
        low=str(chance.randrange(1, 90)) if edit.low else "",
        high=str(chance.randrange(90, 100)) if edit.high else "",
    )
    return act(book, f"Sửa mức {row.name}", lambda session: indicator_edits.save(session, row.id, YEAR, edit))


def add_an_indicator(chance: random.Random, book: Database) -> str | None:
    edit = indicator_edits.IndicatorEdit(name=f"Chỉ tiêu {words(chance)}", unit=chance.choice(["%", "hộ", ""]))
    parent = any_row(chance, book, INDICATOR) if chance.random() < 0.3 else None
    above = parent.id if parent is not None and parent.parent_id is None else None
    return act(book, "Thêm chỉ tiêu", lambda session: indicator_edits.add(session, YEAR, edit, above))


def assign_indicators(chance: random.Random, book: Database) -> str | None:
    with book.read() as reading:
        ids = [pick(chance, reading, INDICATOR).id for _ in range(6)]
        department, person = pick(chance, reading, DEPARTMENT), pick(chance, reading, PERSON)
    whom = chance.choice([{"department_id": department.id}, {"leader_id": person.id}, {"leader_id": None}])
    return act(book, "Giao 6 chỉ tiêu", lambda session: indicator_edits.assign(session, ids, **whom))


# Tasks


def edit_a_task(chance: random.Random, book: Database) -> str | None:
    with book.read() as reading:
        row = pick(chance, reading, TASK)
        edit = task_edits.edit_of(reading, row.id)
    edit = replace(
        edit,
        note=chance.choice(["", words(chance)]),
        product=words(chance),
        deadline=chance.choice([edit.deadline, "30/9/2022", "quý IV", ""]),
        state=chance.choice([edit.state, TaskState.IN_PROGRESS, TaskState.PAUSED]),
        percent=chance.choice([edit.percent, chance.randrange(101)]),
    )
    return act(book, "Sửa nhiệm vụ", lambda session: task_edits.save(session, row.id, edit, TODAY))


def note_a_task(chance: random.Random, book: Database) -> str | None:
    with book.read() as reading:
        row = pick(chance, reading, TASK)
        edit = replace(task_edits.edit_of(reading, row.id), note=words(chance))
    return act(book, "Ghi tình hình", lambda session: task_edits.save(session, row.id, edit, TODAY))


def add_a_task(chance: random.Random, book: Database) -> str | None:
    with book.read() as reading:
        clause, department = pick(chance, reading, CLAUSE), pick(chance, reading, DEPARTMENT)
    edit = task_edits.TaskEdit(
        wording=words(chance),
        clause_id=clause.id if clause is not None else None,
        department_id=department.id,
        coordinating=(department.id,),
        note=words(chance),
    )
    return act(book, "Thêm nhiệm vụ", lambda session: task_edits.add(session, YEAR, edit, TODAY))


def assign_tasks(chance: random.Random, book: Database) -> str | None:
    with book.read() as reading:
        ids = [pick(chance, reading, TASK).id for _ in range(10)]
        person = pick(chance, reading, PERSON)
    deadline = chance.choice(["30/9/2022", "31/12/2022", ""])
    return act(
        book,
        "Giao 10 nhiệm vụ",
        lambda session: task_edits.assign(session, ids, leader_id=person.id, deadline=deadline),
    )


# The checklist


def assess(chance: random.Random, book: Database) -> str | None:
    with book.read() as reading:
        round_, criterion = pick(chance, reading, ROUND), pick(chance, reading, CRITERION)
        if round_ is None or criterion is None:
            return None
    edit = assessments.AssessmentEdit(
        outcome=chance.choice(list(Outcome)), remark=words(chance), evidence=f"{words(chance)}\n{words(chance)}"
    )
    return act(
        book, "Đánh giá tiêu chí", lambda session: assessments.save_assessment(session, round_.id, criterion.id, edit)
    )


def measure_a_criterion(chance: random.Random, book: Database) -> str | None:
    held = any_row(chance, book, ASSESSMENT)
    if held is None:
        return None
    text = chance.choice(["", str(chance.randrange(100))])
    return act(
        book,
        "Nhập giá trị tiêu chí",
        lambda session: assessments.set_value(session, held.round_id, held.criterion_id, text),
    )


def edit_a_criterion(chance: random.Random, book: Database) -> str | None:
    with book.read() as reading:
        row = pick(chance, reading, CRITERION)
        if row is None:
            return None
        edit = replace(criteria.criterion_edit_of(reading, row.id), title=words(chance))
    return act(book, f"Sửa tiêu chí {row.code}", lambda session: criteria.save_criterion(session, row.id, edit))


def add_to_the_checklist(chance: random.Random, book: Database) -> str | None:
    with book.read() as reading:
        held, group = (
            pick(chance, reading, CRITERIA_SET),
            pick(chance, reading, CRITERION, CRITERION.c.parent_id.is_(None)),
        )
    if held is None:
        return None
    if chance.random() < 0.3 or group is None:
        name = f"Đợt {chance.randrange(1000)}"
        return act(
            book,
            f"Mở vòng “{name}”",
            lambda session: round_edits.add_round(session, held.id, name, RoundKind.SELF, chance.choice(DUE), None),
        )
    edit = criteria.CriterionEdit(code=f"T{chance.randrange(10000)}", title=words(chance))
    return act(book, "Thêm tiêu chí", lambda session: criteria.add_criterion(session, group.set_id, edit, group.id))


# Documents and clauses


def edit_a_document(chance: random.Random, book: Database) -> str | None:
    with book.read() as reading:
        row = pick(chance, reading, SOURCE_DOCUMENT)
        if row is None:
            return None
        edit = replace(
            document_edits.edit_of(reading, row.id), issuer=words(chance), number=f"{chance.randrange(99)}/NQ"
        )
    return act(book, "Sửa văn bản", lambda session: document_edits.save(session, row.id, edit))


def add_a_document(chance: random.Random, book: Database) -> str | None:
    edit = document_edits.DocumentEdit(f"Kế hoạch {words(chance)}", DocumentKind.PLAN, year_from=str(YEAR))
    return act(book, "Thêm văn bản", lambda session: document_edits.add(session, edit))


def edit_a_clause(chance: random.Random, book: Database) -> str | None:
    with book.read() as reading:
        row = pick(chance, reading, CLAUSE)
        if row is None:
            return None
        edit = replace(clause_edits.edit_of(reading, row.id), title=words(chance), goal=words(chance))
    return act(book, f"Sửa mục {row.number}", lambda session: clause_edits.save(session, row.id, edit))


def move_a_clause(chance: random.Random, book: Database) -> str | None:
    row = any_row(chance, book, CLAUSE)
    if row is None:
        return None
    ways: Sequence[Work] = (
        lambda session: clause_edits.step(session, row.id, chance.choice([-1, 1])),
        lambda session: clause_edits.move_in(session, row.id),
        lambda session: clause_edits.move_out(session, row.id),
        lambda session: clause_edits.add(
            session, row.document_id, clause_edits.ClauseEdit(f"Z.{chance.randrange(10000)}", words(chance)), row.id
        ),
    )
    return act(book, f"Chuyển mục {row.number}", chance.choice(ways))


# The office


def edit_the_office(chance: random.Random, book: Database) -> str | None:
    with book.read() as reading:
        office = settings.office(reading)
    office = replace(office, name=f"Phường Mẫu {chance.randrange(1000)}")
    return act(book, "Sửa thông tin cơ quan", lambda session: settings.save_office(session, office))


def add_people(chance: random.Random, book: Database) -> str | None:
    name = f"Nguyễn Văn {chance.randrange(10000)}"

    def work(session: Session) -> None:
        department = departments.find_or_add_department(session, f"Ban {chance.randrange(40)}")
        people.add(session, people.PersonEdit(name, words(chance), department, TODAY))

    return act(book, f"Thêm người {name}", work)


def hand_over(chance: random.Random, book: Database) -> str | None:
    with book.read() as reading:
        giver, taker = pick(chance, reading, PERSON), pick(chance, reading, PERSON)
        duties = handover.duties_of(reading, giver.id)
    last = TODAY if chance.random() < 0.1 else None

    def work(session: Session) -> None:
        indicators, tasks = ([duty.id for duty in some] for some in (duties.indicators, duties.tasks))
        handover.hand_over(session, giver.id, taker.id, indicators=indicators, tasks=tasks, last_day=last)

    return act(book, handover.named(giver.name, taker.name), work)


# The neighbourhoods


def add_neighbourhoods(chance: random.Random, book: Database) -> str | None:
    """Several at once, as pasted; one name that is there already refuses the list."""
    with book.read() as reading:
        held = [row for row in neighbourhood_edits.list_rows(reading) if not row.has_ended]
    if len(held) >= MOST_NEIGHBOURHOODS:
        return None
    pasted = "\r\n".join(f" Tổ {chance.randrange(60)}  (khu {chance.choice('ABC')})" for _ in range(4))
    since = chance.choice([None, None, dt.date(2022, 4, 1)])

    def work(session: Session) -> None:
        neighbourhood_edits.add_many(session, neighbourhood_edits.names_of(pasted), since)

    return act(book, "Thêm 4 tổ dân phố", work)


def edit_a_neighbourhood(chance: random.Random, book: Database) -> str | None:
    """Another name or code, seldom a last day or none any more."""
    with book.read() as reading:
        row = pick(chance, reading, AREA, AREA.c.kind == AreaKind.NEIGHBOURHOOD)
        if row is None:
            return None
        edit = neighbourhood_edits.edit_of(reading, row.id)
    edit = replace(
        edit,
        name=chance.choice([edit.name, f"Tổ {chance.randrange(60)} (khu {chance.choice('ABC')})"]),
        code=chance.choice([edit.code, f"{chance.randrange(30):02d}"]),
        valid_to=chance.choice([*[edit.valid_to] * 4, None, dt.date(2022, 6, 30)]),
        note=words(chance),
    )
    return act(book, f"Sửa tổ dân phố {row.name}", lambda session: neighbourhood_edits.save(session, row.id, edit))


def order_neighbourhoods(chance: random.Random, book: Database) -> str | None:
    row = any_row(chance, book, AREA, AREA.c.kind == AreaKind.NEIGHBOURHOOD)
    if row is None:
        return None
    if chance.random() < 0.2:
        return act(book, "Xếp tổ dân phố theo tên", neighbourhood_edits.order_by_name)
    by = chance.choice([-1, 1])
    return act(book, "Đổi thứ tự tổ dân phố", lambda session: neighbourhood_edits.step(session, row.id, by))


def throw_neighbourhoods_away(chance: random.Random, book: Database) -> str | None:
    """One on which nothing hangs, or two; now and then one with figures, which is refused."""
    with book.read() as reading:
        held = neighbourhood_edits.list_rows(reading)
    fitting = [row for row in held if not row.hangs or chance.random() < 0.05]
    chosen = [row.id for row in chance.sample(fitting, min(len(fitting), chance.choice([1, 1, 2])))]
    return act(
        book,
        f"Bỏ {len(chosen)} tổ dân phố vào thùng rác",
        lambda session: neighbourhood_edits.remove(session, chosen, now()),
    )


# The bin


def throw_away(chance: random.Random, book: Database) -> str | None:
    """Few rows at a time, and seldom what takes much along, so that something is left for the others."""
    kinds = {"indicator": INDICATOR, "task": TASK, "criterion": CRITERION, "round": ROUND, "clause": CLAUSE}
    kind, table = chance.choice(list(kinds.items()))
    if chance.random() < 0.02:
        kind, table = "document", SOURCE_DOCUMENT
    row = any_row(chance, book, table)
    if row is None:
        return None
    return act(book, "Bỏ vào thùng rác", lambda session: the_bin.throw(session, kind, [row.id], now()))


def take_out_of_the_bin(chance: random.Random, book: Database) -> str | None:
    with book.read() as reading:
        held = the_bin.list_bin(reading)
    chosen = [(row.kind, row.id) for row in chance.sample(held, min(len(held), 3))]
    return act(book, "Lấy lại từ thùng rác", lambda session: the_bin.restore(session, chosen)) if chosen else None


# Sheets, bulk statements, undo


def import_a_sheet(chance: random.Random, book: Database) -> str | None:
    """Exports the tasks, changes them as in Excel, and reads them in again."""
    sheet_path = book.path.with_name("nhiem-vu.xlsx")
    with book.read() as reading:
        excel.export(reading, "tasks", sheet_path, year=YEAR, period=Period.quarter(YEAR, 3), today=TODAY)
    with changed(sheet_path) as sheet:
        rows = sheet.keyed_rows()
        for row in chance.sample(rows, min(len(rows), 12)):
            sheet.set(row, "note", words(chance))
            sheet.set(row, "leader", f"Trần Thị {chance.randrange(100)}")
        sheet.set(sheet.sheet.max_row + 1, "wording", f"Nhiệm vụ từ tệp {words(chance)}")
    with book.try_out() as session:
        plan = excel.read_plan(session, sheet_path, TODAY)
    sheet_path.unlink()
    if not plan.changes:
        return None
    name = f"Nhập từ Excel {sheet_path.name}"
    return act(book, name, lambda session: excel.apply(session, plan, TODAY), ActionKind.IMPORT)


def change_many_by_one_statement(chance: random.Random, book: Database) -> str | None:
    mark = words(chance)
    return act(book, "Ghi chú mọi chỉ tiêu", lambda session: session.execute(sa.update(INDICATOR).values(note=mark)))


def undo(chance: random.Random, book: Database) -> str | None:
    with book.read() as reading:
        if undoing.steps(reading, MORNING).undo is None:
            return None
    return undoing.undo(book, MORNING).name


def redo(chance: random.Random, book: Database) -> str | None:
    with book.read() as reading:
        if undoing.steps(reading, MORNING).redo is None:
            return None
    return undoing.redo(book, MORNING).name


def undo_an_import(chance: random.Random, book: Database) -> str | None:
    """Any import of the book, out of its turn; refused where all of it was changed since."""
    with book.read() as reading:
        held = [one for one in undoing.imports(reading) if not one.taken_back]
    if not held:
        return None
    try:
        return undoing.undo_import(book, chance.choice(held).action_id).name
    except HxError:
        return None


# Copies of the book


def back_up(chance: random.Random, book: Database) -> str | None:
    """A backup that counts holds what the book holds."""
    with book.read() as reading:
        last = reading.exec_driver_sql("SELECT moment FROM action ORDER BY id DESC LIMIT 1").scalar()
    made = backups.back_up(book, book.path.with_name("sao lưu"), chance.choice(list(BackupReason)), now())
    assert made.last_moment is not None and made.last_moment == dt.datetime.fromisoformat(str(last))
    for old in sorted(made.path.parent.glob("*.hxdb"))[:-5]:
        old.unlink()
    return f"Sao lưu {made.path.name}"
