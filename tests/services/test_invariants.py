"""The rules of a whole book: each holds in the books we make, and each finds the row that breaks it."""

from __future__ import annotations

import shutil
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from hxapp.domain.documents import BookOrigin
from hxapp.services import books
from hxapp.services.guards import GUARDS
from hxapp.services.invariants import INVARIANTS, Breach, standing
from hxapp.storage.tables import Base
from tests.books import make_practice_book
from tests.services.building import MOMENT, SEED, STEPS
from tests.services.damaging import behind

NAME = "__name__"  # which a guard has, though its type does not say so
BINNED = "'2022-01-01T00:00:00.000000Z'"


@pytest.fixture(scope="module", params=list(BookOrigin))
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sổ") / "Sổ.hxdb"
    books.create(path, STEPS, SEED, request.param, now=MOMENT)
    return path


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_practice_book(tmp_path_factory.mktemp("sổ"))


def broken(path: Path, only: str = "") -> dict[str, list[Breach]]:
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as reading:
        found = {one.name: list(one.find(reading)) for one in INVARIANTS if only in ("", one.name)}
    engine.dispose()
    return {name: breaches for name, breaches in found.items() if breaches}


def test_the_books_we_make_keep_every_rule(made: Path) -> None:
    assert broken(made) == {}


def of(table: str, where: str = "binned_at IS NULL") -> Callable[[sqlite3.Connection], bytes]:
    def find(connection: sqlite3.Connection) -> bytes:
        row: bytes = connection.execute(f"SELECT id FROM {table} WHERE {where} ORDER BY rowid").fetchone()[0]
        return row

    return find


# What breaks a rule: the rule, the row's table and which one, what is done to it, and the field that is blamed.
BREAKS: list[tuple[str, str, str, str, str | None]] = [
    (
        "identities_follow_from_coordinates",
        "result",
        "binned_at IS NULL",
        "SET stage = CASE stage WHEN 'final' THEN 'estimate' ELSE 'final' END",
        "",
    ),
    (
        "identities_follow_from_coordinates",
        "assessment",
        "binned_at IS NULL",
        "SET criterion_id = (SELECT id FROM criterion WHERE id NOT IN (SELECT criterion_id FROM assessment))",
        "",
    ),
    ("identities_follow_from_coordinates", "setting", "name = 'year'", "SET name = 'yeax'", ""),
    ("decimals_suffice", "result", "decimals > 0 AND value % 1000000", "SET decimals = 0", "decimals"),
    ("decimals_suffice", "result", "value IS NOT NULL", "SET decimals = 7", "decimals"),
    ("decimals_suffice", "result", "value IS NULL", "SET decimals = 1", "decimals"),
    ("decimals_suffice", "target", "low % 1000000", "SET low_decimals = 0", "low_decimals"),
    ("decimals_suffice", "target", "high IS NOT NULL", "SET high_decimals = -1", "high_decimals"),
    (
        "decimals_suffice",
        "target",
        "assigned IS NULL",
        "SET assigned = 1500000, assigned_decimals = 0",
        "assigned_decimals",
    ),
    (
        "decimals_suffice",
        "criterion",
        "kind = 'numeric'",
        "SET threshold = 90500000, threshold_decimals = 0",
        "threshold_decimals",
    ),
    ("decimals_suffice", "assessment", "value IS NULL", "SET value = 500000, decimals = 0", "decimals"),
    ("parts_have_heads", "indicator", "part_kind IS NOT NULL", "SET parent_id = NULL", "part_kind"),
    ("parts_have_heads", "indicator", "parent_id IS NOT NULL", "SET part_kind = NULL", "part_kind"),
    (
        "of_which_has_a_whole",
        "target",
        (
            "judged AND indicator_id IN (SELECT id FROM indicator WHERE parent_id IS NULL)"
            " AND indicator_id IN (SELECT indicator_id FROM target GROUP BY 1 HAVING count(*) = 1)"
        ),
        "SET of_which = 1",
        "of_which",
    ),
    ("what_restates_names_it", "target", "restates IS NOT NULL", "SET restates_id = NULL", "restates"),
    (
        "targets_can_be_read",
        "target",
        "low IS NOT NULL AND comparator = 'ge'",
        "SET low = NULL, low_decimals = NULL",
        None,
    ),
    ("figures_are_one_thing", "result", "value IS NOT NULL AND numerator IS NULL", "SET nothing_arose = 1", "value"),
    ("figures_are_one_thing", "result", "value IS NOT NULL AND numerator IS NULL", "SET numerator = 1", "value"),
    ("figures_are_one_thing", "result", "value IS NOT NULL", "SET numerator = 1, denominator = 0", "value"),
    (
        "dates_are_in_order",
        "person",
        "binned_at IS NULL",
        "SET valid_from = '2022-02-01', valid_to = '2022-01-31'",
        "valid_to",
    ),
    (
        "dates_are_in_order",
        "department",
        "binned_at IS NULL",
        "SET valid_from = '2022-02-01', valid_to = '2022-01-31'",
        "valid_to",
    ),
    (
        "dates_are_in_order",
        "area",
        "kind <> 'ward'",
        "SET valid_from = '2022-02-01', valid_to = '2022-01-31'",
        "valid_to",
    ),
    (
        "dates_are_in_order",
        "criteria_set",
        "binned_at IS NULL",
        "SET in_force_from = '2022-02-01', in_force_to = '2022-01-31'",
        "in_force_to",
    ),
    ("deadlines_have_words", "task", "due_last_day IS NOT NULL", "SET due_wording = NULL", "due_last_day"),
    ("yes_no_has_no_threshold", "criterion", "kind = 'yes_no'", "SET threshold = 1000000", "threshold"),
    ("settings_can_be_read", "setting", "name = 'year'", "SET value = 'năm nay'", "value"),
    ("settings_can_be_read", "setting", "name = 'year'", "SET value = '1'", "value"),
    ("settings_can_be_read", "setting", "name = 'practice.day'", "SET value = '12/09/2022'", "value"),
    ("settings_can_be_read", "setting", "name = 'office.kind'", "SET value = 'x'", "value"),
    ("one_book", "book", "TRUE", "INSERT INTO book SELECT randomblob(16), origin, made_at FROM book", None),
    ("one_book", "book", "TRUE", "DELETE FROM book", None),
    ("one_ward", "area", "kind = 'ward'", f"SET binned_at = {BINNED}", None),
    ("one_ward", "area", "kind <> 'ward'", "SET kind = 'ward'", None),
    ("nothing_stands_on_itself", "indicator", "parent_id IS NOT NULL", "SET parent_id = id", None),
    (
        "clauses_are_of_the_same_document",
        "task",
        "clause_id IS NOT NULL AND document_id IS NOT NULL",
        "UPDATE clause SET document_id = randomblob(16) WHERE id = (SELECT clause_id FROM task WHERE id = :id)",
        None,
    ),
    ("criteria_are_of_the_same_set", "criterion", "parent_id IS NOT NULL", "SET set_id = randomblob(16)", None),
    ("figures_are_possible", "task", "binned_at IS NULL", "SET percent = 101", None),
    ("areas_in_use_stay", "area", "kind = 'ward'", f"SET binned_at = {BINNED}", None),
]


@pytest.mark.parametrize(
    ("rule", "table", "where", "statement", "field"),
    BREAKS,
    ids=[f"{number}-{one[0]}-{one[1]}" for number, one in enumerate(BREAKS)],
)
def test_a_broken_rule_is_found_at_its_row(
    practice: Path, tmp_path: Path, rule: str, table: str, where: str, statement: str, field: str | None
) -> None:
    path = Path(shutil.copy(practice, tmp_path / "Sổ.hxdb"))
    with behind(path) as connection:
        key = of(table, where)(connection)
        if statement.startswith("SET "):
            statement = f"UPDATE {table} {statement} WHERE id = :id"
        connection.execute(statement, {"id": key} if ":id" in statement else {})
    found = broken(path, rule)
    assert rule in found
    if field is not None:
        assert (table, uuid.UUID(bytes=key), field) in {(one.table, one.row_id, one.field) for one in found[rule]}


def test_every_rule_is_broken_once() -> None:
    assert {one[0] for one in BREAKS} | {"parents_are_live"} == {one.name for one in INVARIANTS}
    assert len({one.sentence for one in INVARIANTS}) == len(INVARIANTS)
    assert {getattr(guard, NAME) for guard in GUARDS} <= {one.name for one in INVARIANTS}


@pytest.mark.parametrize(("child", "link", "parent"), standing(), ids=str)
def test_what_stands_in_something_is_not_live_without_it(
    practice: Path, tmp_path: Path, child: str, link: str, parent: str
) -> None:
    path = Path(shutil.copy(practice, tmp_path / "Sổ.hxdb"))
    with behind(path) as connection:
        row = connection.execute(
            f"SELECT c.id, p.id FROM {child} c JOIN {parent} p ON p.id = c.{link} WHERE c.binned_at IS NULL"
        ).fetchone()
        if row is None:  # the practice book has none: one is pointed there
            row = (
                of(child)(connection),
                connection.execute(f"SELECT id FROM {parent} ORDER BY rowid DESC").fetchone()[0],
            )
            connection.execute(f"UPDATE {child} SET {link} = ? WHERE id = ?", (row[1], row[0]))
        connection.execute(f"UPDATE {parent} SET binned_at = {BINNED} WHERE id = ?", (row[1],))
    breaches = broken(path, "parents_are_live")["parents_are_live"]
    assert (child, uuid.UUID(bytes=row[0]), link) in {(one.table, one.row_id, one.field) for one in breaches}


def test_the_bin_s_own_list_is_what_must_stand_together() -> None:
    assert len(standing()) >= 20
    tables = Base.metadata.tables
    for child, link, parent in standing():
        (key,) = tables[child].c[link].foreign_keys
        assert key.column.table is tables[parent]


def test_a_row_that_can_t_be_read_is_no_end_of_the_rules(practice: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(practice, tmp_path / "Sổ.hxdb"))
    with behind(path) as connection:
        connection.execute("UPDATE result SET period = 'x', stage = 'y', value = 'z' WHERE rowid = 1")
        connection.execute("UPDATE task SET percent = 200 WHERE rowid = 1")
    with closing(sqlite3.connect(path)):
        assert "figures_are_possible" in broken(path)
