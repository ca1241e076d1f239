"""Filling a book from the seed: the sample, the practice book over it, and seeds that are damaged."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hxapp.domain.checklist import Outcome
from hxapp.domain.errors import HxError
from hxapp.domain.indicators import Basis, OverTime, PartKind, Stage
from hxapp.domain.periods import Period
from hxapp.domain.ratings import State
from hxapp.domain.words import format_number, nfc
from hxapp.services import checklist, indicators, results, seeds, settings, tasks
from hxapp.services.figures import counts_text
from hxapp.services.result_cells import counts_of
from hxapp.storage.database import Database
from hxapp.storage.tables import (
    Area,
    Assessment,
    Base,
    CriteriaSet,
    Criterion,
    Department,
    Indicator,
    Person,
    ProgressNote,
    Recipient,
    Result,
    Round,
    Setting,
    TargetRow,
    Task,
    TaskDepartment,
    TaskPlace,
)
from hxapp.storage.types import as_typed
from tests.services.building import Q3, SEED, STEPS, YEAR

Load = Callable[[Session, Path], None]
MID_SEPTEMBER = dt.date(2022, 9, 12)
SET = "tt-02-2013-phuong"


def filled(folder: Path, load: Load, seed: Path = SEED) -> Iterator[Session]:
    """A book filled by the function, read only."""
    database = Database.create(folder / "Sổ.hxdb", STEPS)
    try:
        with database.begin("Tạo sổ") as session:
            load(session, seed)
        with database.read() as connection, Session(connection) as session:
            yield session
    finally:
        database.close()


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    yield from filled(tmp_path_factory.mktemp("sample"), seeds.load_sample)


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    yield from filled(tmp_path_factory.mktemp("practice"), seeds.load_practice)


def identities(session: Session) -> dict[str, set[uuid.UUID]]:
    """The identities of all rows, by table."""
    return {table.name: set(session.scalars(sa.select(table.c.id))) for table in Base.metadata.sorted_tables}


def written(*folders: str) -> set[uuid.UUID]:
    """The identities that the seed's files of these folders hold."""
    texts = (path.read_text(encoding="utf-8") for folder in folders for path in (SEED / folder).glob("*.toml"))
    return {uuid.UUID(found) for text in texts for found in re.findall(r'\bid = "([^"]+)"', text)}


def count(session: Session, table: type[Base]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


class TestSample:
    def test_every_row_has_the_identity_the_seed_gives_it(self, sample: Session) -> None:
        held = identities(sample)
        held.pop("setting")
        assert set().union(*held.values()) == written("resolution-2022", "criteria")

    def test_it_has_no_results_no_people_and_no_progress(self, sample: Session) -> None:
        for table in (Result, Assessment, Round, Person, ProgressNote):
            assert count(sample, table) == 0, table
        assert sample.scalars(sa.select(Task.id).where(Task.percent > 0)).all() == []
        assert sample.scalars(sa.select(TargetRow.id).where(TargetRow.assigned.is_not(None))).all() == []

    def test_its_office_is_not_declared_and_its_year_is_the_resolutions(self, sample: Session) -> None:
        assert settings.office(sample) == settings.Office()
        assert settings.current_year(sample) == YEAR

    def test_the_departments_are_those_the_text_names(self, sample: Session) -> None:
        rows = sample.execute(sa.select(Department.name, Department.outside).order_by(Department.position))
        assert [name for name, outside in rows.all() if outside] == [
            "HTX NN Tây Xuân",
            "Thị đoàn Hương Trà",
            "Các phòng ban chuyên môn thị xã",
            "Công ty TNHH Sinh dược phẩm Hera",
        ]
        assert count(sample, Department) == 11

    def test_the_ward_stands_over_the_neighbourhoods_of_the_text(self, sample: Session) -> None:
        areas = {row.name: row for row in sample.scalars(sa.select(Area))}
        ward = areas.pop("Phường Hương Xuân")
        assert (ward.code, ward.superior, ward.valid_from) == ("20017", "Thị xã Hương Trà", dt.date(2011, 11, 15))
        assert "Kim Trà" in (ward.note or "")
        assert {row.parent_id for row in areas.values()} == {ward.id}
        assert set(areas) == {"Thanh Lương 02", "Thanh Tiên", "Thanh Lương 4"}
        assert set(sample.scalars(sa.select(TargetRow.area_id))) == {ward.id}

    def test_receivers_stand_as_printed(self, sample: Session) -> None:
        names = sample.scalars(sa.select(Recipient.name).order_by(Recipient.position)).all()
        assert len(names) == 8 and names[0] == "Ban Thường vụ Thị uỷ" and names[-1] == "Lưu Đảng uỷ"

    def test_the_sub_tasks_of_the_auction_name_their_places(self, sample: Session) -> None:
        parent = sample.scalars(
            sa.select(Task).where(Task.wording.startswith("Triển khai các thủ tục tổ chức bán"))
        ).one()
        children = sample.scalars(sa.select(Task.id).where(Task.parent_id == parent.id)).all()
        assert len(children) == 4
        places = sample.scalars(sa.select(TaskPlace.task_id).where(TaskPlace.task_id.in_(children))).all()
        assert set(places) == set(children)
        assert count(sample, TaskDepartment) == 5

    def test_nothing_unverified_of_the_criteria_judges_and_none_is_preset(self, sample: Session) -> None:
        criteria = sample.scalars(sa.select(Criterion).where(Criterion.parent_id.is_not(None))).all()
        assert len(criteria) == 24
        doubtful = [row for row in criteria if row.needs_confirmation]
        assert len(doubtful) == 19 and all(row.threshold is None for row in doubtful)
        assert {row.code for row in criteria if row.remembered_threshold} == {"3.1", "4.2", "5.1", "5.2"}
        held = checklist.list_sets(sample, YEAR)
        assert [(row.code, row.statement, row.needs_confirmation) for row in held] == [(SET, "20/24", True)]
        assert checklist.tally_of(checklist.list_rows(sample, held[0].id, None)).not_met == 0

    def test_the_indicators_wait_for_figures_and_assignments(self, sample: Session) -> None:
        rows = indicators.list_rows(sample, YEAR, Q3)
        assert [row.number for row in rows if row.headline] == [str(number) for number in range(1, 15)]
        assert [row.number for row in rows if row.is_head] == ["6"]
        assert {row.rating.state for row in rows} <= {
            State.NO_FIGURE,
            State.NOT_DUE,
            State.AWAITING_ASSIGNMENT,
            State.NOT_COMPARABLE,
        }


def test_two_books_from_the_seed_have_the_same_rows(tmp_path: Path, practice: Session) -> None:
    for session in filled(tmp_path, seeds.load_practice):
        assert identities(session) == identities(practice)


class TestPractice:
    def test_it_adds_to_the_sample_and_changes_no_identity(self, sample: Session, practice: Session) -> None:
        held, base = identities(practice), identities(sample)
        assert all(base[table] <= held[table] for table in base)
        derived = ("setting", "result", "assessment")
        added = set().union(*(held[table] - base[table] for table in held if table not in derived))
        assert added == written("practice")

    def test_its_office_is_the_wards(self, practice: Session) -> None:
        office = settings.office(practice)
        assert office.name == "Ủy ban nhân dân phường Hương Xuân" and office.place == "Hương Xuân"
        assert office.superior == "Ủy ban nhân dân thị xã Hương Trà"
        assert settings.current_year(practice) == YEAR
        assert all(value for value in practice.scalars(sa.select(Setting.value)))

    def test_its_figures_are_those_a_clerk_could_type(self, tmp_path: Path) -> None:
        """Typed again through the grid's own door, in any order but wholes first, each cell stays as it is."""
        database = Database.create(tmp_path / "Sổ.hxdb", STEPS)
        columns = ("value", "decimals", "numerator", "denominator", "nothing_arose", "note", "source", "binned_at")
        try:
            with database.begin("Tạo sổ") as session:
                seeds.load_practice(session, SEED)
                rows = session.scalars(
                    sa.select(Result).join(Indicator).order_by(Indicator.position).where(Result.words.is_(None))
                ).all()
                before = {row.id: [getattr(row, name) for name in columns] for row in rows}
                for row in rows:
                    results.set_result(
                        session, row.indicator_id, row.period, typed(row), stage=row.stage, basis=row.basis
                    )
                session.expire_all()
                after = {row.id: [getattr(row, name) for name in columns] for row in rows}
        finally:
            database.close()
        assert len(before) > 150
        assert after == before

    @pytest.mark.parametrize("key", ["2022-Q1", "2022-Q2", "2022-6M", "2022-Q3", "2022-9M", "2022"])
    def test_no_figure_contradicts_another_is_out_of_bounds_or_in_an_unlike_unit(
        self, practice: Session, key: str
    ) -> None:
        rows = indicators.list_rows(practice, YEAR, Period.parse(key))
        assert [row.name for row in rows if {"không khớp", "nghi vấn"} & set(row.marks)] == []
        assert [row.name for row in rows if "kết quả tính bằng" in row.rating.why] == []

    def test_third_children_are_judged_by_the_rate_since_january(self, practice: Session) -> None:
        rows = indicators.list_rows(practice, YEAR, Period.quarter(YEAR, 3))
        (row,) = [row for row in rows if row.name == "Tỷ lệ sinh con thứ 3 trở lên"]
        assert row.in_period is not None and row.cumulative is not None
        assert (row.in_period.text, row.cumulative.text, row.versus_text) == ("13,3", "12,9", "-0,4 điểm %")
        assert "nay 12,9%" in row.rating.why

    def test_a_year_of_2021_is_the_sum_of_its_quarters(self, practice: Session) -> None:
        found: dict[uuid.UUID, dict[str, Decimal]] = defaultdict(dict)
        for identity, period, value in practice.execute(
            sa.select(Result.indicator_id, Result.period, Result.value)
            .join(Indicator)
            .where(Indicator.over_time == OverTime.SUM, Result.value.is_not(None))
        ):
            if period.year == YEAR - 1 and value is not None:
                found[identity][period.key] = value
        assert len(found) == 15
        for figures in found.values():
            assert figures.pop("2021") == sum(figures.values()) and len(figures) == 4

    def test_it_shows_every_kind_of_figure(self, practice: Session) -> None:
        rows = {row.short_name: row for row in indicators.list_rows(practice, YEAR, Q3)}
        schools = rows["Trường đạt chuẩn quốc gia"].in_period
        assert schools is not None and schools.counts == (Decimal(3), Decimal(4)) and schools.text == "75,0"
        revenue = rows["Thu ngân sách (không tính tiền sử dụng đất)"]
        assert revenue.in_period is not None and revenue.in_period.stage is Stage.ESTIMATE
        assert revenue.assigned == 4150 and revenue.cumulative is not None and revenue.cumulative.text == "3.186,2"
        assert rows["Cơ sở sản xuất có hệ thống xử lý môi trường"].in_period is None
        first = {row.short_name: row for row in indicators.list_rows(practice, YEAR, Period.quarter(YEAR, 1))}
        auction = first["Thu nộp ngân sách từ đấu giá đất"].in_period
        assert auction is not None and auction.nothing_arose

    def test_in_mid_september_it_shows_good_and_bad(self, practice: Session) -> None:
        rows = indicators.list_rows(practice, YEAR, Q3)
        states = indicators.count_states(rows)
        assert sum(states.values()) == 14
        assert states[State.NOT_DUE] == 2 and states[State.NO_FIGURE] == 1
        assert states[State.LIKELY] > states[State.UNLIKELY] > 0
        further = indicators.count_further(rows)
        assert further[State.LIKELY] and further[State.UNLIKELY]

    def test_every_indicator_and_task_has_someone_who_answers(self, practice: Session) -> None:
        for table, department in ((Indicator, Indicator.department_id), (Task, Task.lead_department_id)):
            missing = sa.select(table.id).where(sa.or_(department.is_(None), table.leader_id.is_(None)))
            assert practice.scalars(missing).all() == []

    def test_its_tasks_are_late_due_and_done_as_told(self, practice: Session) -> None:
        rows = tasks.list_rows(practice, YEAR, MID_SEPTEMBER)
        counts = tasks.count_tasks(rows, MID_SEPTEMBER)
        assert (counts.late, counts.week, counts.month, counts.awaiting) == (7, 4, 9, 1)
        assert 0 < counts.silent < counts.total / 4
        assert [row.deadline.wording for row in tasks.by_deadline(rows)[:2] if row.deadline] == [
            "quý I/2022",
            "quý II/2022",
        ]
        noted = practice.scalars(sa.select(ProgressNote.noted_on)).all()
        assert max(noted) <= MID_SEPTEMBER

    def test_done_tasks_have_their_day_and_all_their_percent(self, practice: Session) -> None:
        for task in practice.scalars(sa.select(Task)):
            done = task.state.value.startswith("done")
            assert done is (task.finished_on is not None) is (task.percent == 100), task.wording
            assert task.accepted_on is None or (task.finished_on and task.finished_on <= task.accepted_on)

    def test_one_round_assesses_the_set_and_gives_the_unmet_their_road_map(self, practice: Session) -> None:
        set_id = practice.scalars(sa.select(CriteriaSet.id)).one()
        (held,) = checklist.list_rounds(practice, set_id)
        rows = checklist.list_rows(practice, set_id, held.id)
        tally = checklist.tally_of(rows)
        assert (tally.met, tally.not_met, tally.not_assessed) == (21, 2, 1)
        for row in rows:
            if not row.is_group and row.outcome is not Outcome.MET:
                assert row.missing and row.next_step and row.department and row.deadline, row.code
        assert {row.code: row.value.text for row in rows if row.value} == {
            "1.1": "94,1%",
            "1.2": "91,7%",
            "2.1": "86,4%",
            "2.2": "81,8%",
        }


def typed(row: Result) -> str:
    """The cell as a clerk would type it."""
    counts = counts_of(row.numerator, row.denominator)
    if row.nothing_arose:
        return "kps"
    value = as_typed(row.value, row.decimals)
    assert value is not None
    return counts_text(counts) if counts else format_number(value)


def test_parts_of_practice_never_exceed_their_whole(practice: Session) -> None:
    part, whole = sa.orm.aliased(Result), sa.orm.aliased(Result)
    found = practice.execute(
        sa.select(part.value, whole.value)
        .join(Indicator, Indicator.id == part.indicator_id)
        .join(whole, sa.and_(whole.indicator_id == Indicator.parent_id, whole.period == part.period))
        .where(Indicator.part_kind == PartKind.OF_WHICH, part.basis == Basis.IN_PERIOD)
    ).all()
    assert len(found) == 8 and all(one is not None and all_ is not None and one <= all_ for one, all_ in found)


DAMAGES: dict[str, tuple[str, str, str, str]] = {
    "a dangling reference": ("resolution-2022/tasks-1-covid.toml", 'clause = "C.I"', 'clause = "C.IX"', "C.IX"),
    "an unknown field": ("resolution-2022/document.toml", "[document]", "[document]\nsinger = 1", "singer"),
    "an unknown field at the top": (
        "resolution-2022/indicators.toml",
        "year = 2022",
        "year = 2022\nmonth = 1",
        "month",
    ),
    "an unknown word": ("resolution-2022/indicators.toml", 'better = "higher"', 'better = "up"', "up"),
    "a missing text": ("resolution-2022/tasks-1-covid.toml", "wording = ", "# wording = ", "wording"),
    "an empty text": ("practice/office.toml", 'place = "Hương Xuân"', 'place = " "', "place"),
    "no identity": ("resolution-2022/places-and-departments.toml", 'id = "', 'id = "x', "UUID"),
    "a key twice": ("resolution-2022/tasks-1-covid.toml", '"C.I-2"', '"C.I-1"', "C.I-1"),
    "no TOML": ("criteria/tt-02-2013-phuong.toml", "[set]", "[set", "tt-02-2013"),
    "a target of no shape": ("resolution-2022/indicators.toml", "low = 14\nhigh = 15", "low = 15\nhigh = 14", "15"),
    "a repeated figure of nothing": ("resolution-2022/indicators.toml", 'of = "A.II.1"', 'of = "A.II.99"', "A.II.99"),
    "half a link": ("resolution-2022/indicators.toml", 'of = "A.II.1"\n', "", "restates"),
    "a deadline of no calendar": ("resolution-2022/tasks-2-economy.toml", '"quý I/2022"', '"quý V/2022"', "quý V"),
    "a text for a number": ("resolution-2022/indicators.toml", "decimals = 1", 'decimals = "1"', "decimals"),
    "a number for a figure's text": ("practice/results.toml", '2021-Q1 = "3/4"', '2021-Q1 = "ba"', "2021-Q1"),
    "counts of no rate": ("practice/results.toml", "2021-Q1 = 62", '2021-Q1 = "6/7"', "2021-Q1"),
    "no period": ("practice/results.toml", "2021-Q1 = 62", "2021-Q7 = 62", "C.II.3.thuy-san"),
    "an unknown indicator": ("practice/results.toml", '[figures."A.II.4"]', '[figures."A.II.44"]', "A.II.44"),
    "a deadline over the document's": (
        "practice/tasks.toml",
        'task = "C.II.4-4"\n',
        'task = "C.II.4-4"\ndeadline = "quý III/2022"\n',
        "C.II.4-4",
    ),
    "a round of no period": ("practice/checklist.toml", '"2022-9M"', '"2022-13M"', "2022-13M"),
    "an unknown criterion": ("practice/checklist.toml", 'criterion = "1.4"', 'criterion = "1.9"', "1.9"),
    "an unknown verdict": ("practice/results.toml", 'verdict = "met"', 'verdict = "good"', "good"),
    "a day that is none": ("practice/checklist.toml", "held_on = 2022-09-08", 'held_on = "8/9"', "held_on"),
    "a list that is none": ("practice/tasks.toml", "notes = [", "notes = 5 # [", "tasks.toml"),
    "a flag that is none": ("resolution-2022/places-and-departments.toml", "outside = true", "outside = 1", "outside"),
    "a note without its day": ("practice/tasks.toml", "on = 2022-09-06, ", "", "ngày"),
    "a place and an area": ("resolution-2022/tasks-2-economy.toml", 'area = "Thanh Lương 02"', 'x = "y"', "tổ dân phố"),
}


@pytest.fixture(scope="module")
def empty_book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A book in which loading is tried out: what fails leaves nothing in it."""
    database = Database.create(tmp_path_factory.mktemp("empty") / "Sổ.hxdb", STEPS)
    yield database
    database.close()


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    """A copy of the seed, to be damaged."""
    return shutil.copytree(SEED, tmp_path / "seed")


def refusal(book: Database, load: Load, seed: Path) -> str:
    """What loading the damaged seed says."""
    with pytest.raises(HxError) as refused, book.try_out() as session:
        load(session, seed)
    return str(refused.value)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_seed_is_refused_with_its_file_and_place(empty_book: Database, seed: Path, damage: str) -> None:
    file, there, instead, said = DAMAGES[damage]
    text = (seed / file).read_text(encoding="utf-8")
    assert there in text, "the damage must meet something"
    (seed / file).write_text(text.replace(there, instead, 1), encoding="utf-8")
    sentence = refusal(empty_book, seeds.load_practice, seed)
    assert Path(file).name in sentence and said in sentence
    assert sentence.endswith("Hãy cài lại chương trình.")


def test_an_identity_used_twice_is_refused(empty_book: Database, seed: Path) -> None:
    path = seed / "resolution-2022" / "tasks-1-covid.toml"
    text = path.read_text(encoding="utf-8")
    first, second = re.findall(r'id = "([^"]+)"', text)[:2]
    path.write_text(text.replace(second, first), encoding="utf-8")
    sentence = refusal(empty_book, seeds.load_sample, seed)
    assert first in sentence and "hai lần" in sentence


@pytest.mark.parametrize("content", [None, "Nghị quyết".encode("utf-16")], ids=["missing", "no UTF-8"])
def test_a_seed_file_that_cannot_be_read_is_named(empty_book: Database, seed: Path, content: bytes | None) -> None:
    path = seed / "resolution-2022" / "document.toml"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    assert path.name in refusal(empty_book, seeds.load_sample, seed)


def test_the_files_hold_composed_text_and_no_identity_twice() -> None:
    seen: Counter[str] = Counter()
    for path in SEED.rglob("*.toml"):
        text = path.read_text(encoding="utf-8")
        assert text == nfc(text), path
        seen.update(re.findall(r'\bid = "([^"]+)"', text))
    assert seen and set(seen.values()) == {1}
