"""The sample against the resolution's own words, which the seed keeps sentence by sentence (source.toml)."""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hxapp.domain.deadlines import Deadline
from hxapp.domain.documents import Restates
from hxapp.domain.indicators import Typed
from hxapp.domain.targets import Target
from hxapp.domain.words import match_key, nfc
from hxapp.services import seeds
from hxapp.storage.database import Database
from hxapp.storage.tables import Clause, CriteriaStatement, DocumentDuty, Indicator, Programme, TargetRow, Task
from hxapp.storage.types import as_typed
from tests.services.building import ROOT, SEED, STEPS, YEAR

RESOLUTION = SEED / "resolution-2022"
SHARED = ROOT.parent / "shared"
NUMBER = re.compile(r"\d+(?:,\d+)?")
FIELDS = tuple(field.name for field in dataclasses.fields(Target) if field.compare)


def toml(name: str) -> dict[str, Any]:
    return tomllib.loads((RESOLUTION / name).read_text(encoding="utf-8"), parse_float=Decimal)


CLAUSES: dict[str, dict[str, Any]] = {clause["number"]: clause for clause in toml("source.toml")["clause"]}
PART_C = [number for number in CLAUSES if number == "C" or number.startswith("C.")]
# Everything of C.I to C.V that is printed: its heads and sentences, with where they stand and what their numbers are.
PRINTED = [
    (number, text, figures)
    for number in PART_C
    for text, figures in (
        (CLAUSES[number]["heading"], CLAUSES[number].get("figures", [])),
        *((one["text"], one.get("figures", [])) for one in CLAUSES[number].get("sentence", [])),
    )
]
SENTENCES = [(number, one["text"]) for number in PART_C for one in CLAUSES[number].get("sentence", [])]
TARGET_IDS = {
    target["key"]: target["id"]
    for file in ("indicators.toml", "further-figures.toml")
    for indicator in toml(file)["indicator"]
    for target in indicator.get("target", [])
}
TASK_IDS = {task["key"]: task["id"] for path in RESOLUTION.glob("tasks-*.toml") for task in toml(path.name)["task"]}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The sample in a book, read only."""
    database = Database.create(tmp_path_factory.mktemp("seed") / "Sổ mẫu.hxdb", STEPS)
    try:
        with database.begin("Tạo sổ mẫu") as session:
            seeds.load_sample(session, SEED)
        with database.read() as connection, Session(connection) as session:
            yield session
    finally:
        database.close()


@pytest.fixture(scope="module")
def targets(sample: Session) -> dict[str, TargetRow]:
    """The sample's targets by the seed's key."""
    by_id = {str(row.id): row for row in sample.scalars(sa.select(TargetRow))}
    return {key: by_id[identity] for key, identity in TARGET_IDS.items()}


@pytest.fixture(scope="module")
def tasks(sample: Session) -> dict[str, Task]:
    by_id = {str(row.id): row for row in sample.scalars(sa.select(Task))}
    return {key: by_id[identity] for key, identity in TASK_IDS.items()}


@pytest.fixture(scope="module")
def quotes(sample: Session) -> dict[str, list[str]]:
    """What the sample says in each clause: goals, and what tasks and targets quote."""
    found: dict[str, list[str]] = {}
    clauses = {row.id: row for row in sample.scalars(sa.select(Clause))}
    for clause in clauses.values():
        found.setdefault(clause.number, []).extend([clause.goal] if clause.goal else [])
    for table in (Task, TargetRow):
        for clause_id, quote in sample.execute(sa.select(table.clause_id, table.quote)):
            assert clause_id is not None and quote, "every task and target of the sample is quoted from a clause"
            found[clauses[clause_id].number].append(quote)
    return found


def words_of(clause: str) -> str:
    """All that a clause says, as one line."""
    return " ".join(one["text"] for one in CLAUSES[clause].get("sentence", []))


def numbers(text: str) -> set[Decimal]:
    return {Decimal(found.replace(",", ".")) for found in NUMBER.findall(text)}


def test_every_number_of_part_c_is_a_target_a_deadline_or_no_figure_with_its_reason() -> None:
    for clause, text, figures in PRINTED:
        rest, place = "", 0
        for figure in figures:
            kinds = {"targets", "deadline_of", "not_a_figure"} & figure.keys()
            assert len(kinds) == 1 and all(figure[kind] for kind in kinds), f"{clause}: {figure}"
            found = text.find(figure["words"], place)
            assert found >= 0, f"{clause}: “{figure['words']}” does not stand next in “{text}”"
            assert NUMBER.search(figure["words"]), f"{clause}: “{figure['words']}” holds no number"
            rest += text[place:found]
            place = found + len(figure["words"])
        assert not re.search(r"\d", rest + text[place:]), f"{clause}: a number of “{text}” is not accounted for"


def test_part_c_has_the_numbers_it_is_known_to_have() -> None:
    """So that a sentence dropped from the seed does not pass as covered."""
    assert len(SENTENCES) == 70
    assert sum(len(NUMBER.findall(text)) for _, text, _ in PRINTED) == 88
    assert len([figure for _, _, figures in PRINTED for figure in figures if "targets" in figure]) == 24


def test_a_number_that_is_a_target_is_the_figure_of_that_target(targets: dict[str, TargetRow]) -> None:
    for clause, text, figures in PRINTED:
        for figure in figures:
            for key in figure.get("targets", []):
                row = targets[key]
                bounds = {bound for bound in (row.low, row.high) if bound is not None}
                assert numbers(figure["words"]) == bounds, f"{clause}: {figure} is not what {key} asks"
                assert row.quote is not None and row.quote in text and figure["words"] in row.quote, key


def test_every_target_with_a_figure_in_part_c_has_its_number_there(sample: Session) -> None:
    named = {key for _, _, figures in PRINTED for figure in figures for key in figure.get("targets", [])}
    held = {
        str(identity)
        for identity, low, high, number in sample.execute(
            sa.select(TargetRow.id, TargetRow.low, TargetRow.high, Clause.number).join(
                Clause, Clause.id == TargetRow.clause_id
            )
        )
        if number.startswith("C.") and (low is not None or high is not None)
    }
    assert {TARGET_IDS[key] for key in named} == held


def test_the_deadlines_are_those_the_text_gives(tasks: dict[str, Task]) -> None:
    given = {
        figure["deadline_of"]: figure["words"]
        for _, _, figures in PRINTED
        for figure in figures
        if "deadline_of" in figure
    }
    assert {key: row.due_wording for key, row in tasks.items() if row.due_wording} == given
    for key, wording in given.items():
        read = Deadline.read(wording, YEAR)
        assert (tasks[key].due_precision, tasks[key].due_last_day) == (read.precision, read.last_day)
        assert wording in (tasks[key].quote or "")


@pytest.mark.parametrize(("clause", "sentence"), SENTENCES, ids=lambda value: str(value)[:30])
def test_every_word_of_part_c_stands_in_a_task_a_target_or_a_goal(
    quotes: dict[str, list[str]], clause: str, sentence: str
) -> None:
    covered = [False] * len(sentence)
    for quote in quotes[clause]:
        pieces = [quote] if quote in sentence else [sentence] if sentence in quote else []
        for piece in pieces:
            start = sentence.find(piece)
            covered[start : start + len(piece)] = [True] * len(piece)
    left = "".join(letter if not done else " " for letter, done in zip(sentence, covered, strict=True))
    assert not re.search(r"\w", left), f"{clause}: nothing in the sample says “{' '.join(left.split())}”"


def test_the_clauses_are_those_of_the_text_under_their_own_heads(sample: Session) -> None:
    titles = {row.number: row.title for row in sample.scalars(sa.select(Clause))}
    assert set(titles) == set(CLAUSES)
    for number, title in titles.items():
        head = f"{number.rsplit('.', 1)[-1]}. {title}"
        assert match_key(CLAUSES[number]["heading"]).rstrip(":") == match_key(head)


def test_every_quote_stands_in_its_clause(quotes: dict[str, list[str]]) -> None:
    for clause, said in quotes.items():
        for quote in said:
            assert quote in words_of(clause), f"{clause} does not say “{quote}”"


def test_a_target_is_worded_as_the_document_wrote_it(targets: dict[str, TargetRow]) -> None:
    for key, row in targets.items():
        assert row.wording in (row.quote or ""), key


def test_specifications_and_positions_stay_in_the_wording_of_their_tasks(tasks: dict[str, Task]) -> None:
    for key, words in (("C.II.2-2", "4,17ha"), ("C.II.4-7.2", "1,67 ha"), ("C.IV-1", "04/24"), ("C.IV-5", "06 mét")):
        assert words in tasks[key].wording


def test_the_fourteen_numbered_indicators_stand_in_order_with_names_as_printed(sample: Session) -> None:
    rows = sample.execute(
        sa.select(TargetRow.number, TargetRow.quote, TargetRow.wording, Indicator.name, Indicator.position)
        .join(Indicator, Indicator.id == TargetRow.indicator_id)
        .where(TargetRow.number.is_not(None))
        .order_by(Indicator.position)
    ).all()
    assert [row.number for row in rows] == [str(number) for number in range(1, 15)]
    printed = [one["text"] for one in CLAUSES["A.II"]["sentence"]]
    for row, text in zip(rows, printed, strict=True):
        assert row.quote == text
        bare = match_key(text).replace(" ", "")
        assert bare.startswith(f"{row.number}.{match_key(row.name).replace(' ', '')}:"), row.name
        assert match_key(row.wording).replace(" ", "") in bare


def test_compound_and_of_which_have_their_parts(sample: Session) -> None:
    part = sa.orm.aliased(Indicator)
    rows = sample.execute(
        sa.select(Indicator.name, part.part_kind, TargetRow.wording, TargetRow.typed)
        .join(part, part.parent_id == Indicator.id)
        .join(TargetRow, TargetRow.indicator_id == part.id)
        .where(TargetRow.judged)
        .order_by(part.position)
    ).all()
    assert [(row.name.split()[0], row.part_kind.value, row.wording, row.typed) for row in rows] == [
        ("Tăng", "compound", "> 10 cơ sở", Typed.CHANGE),
        ("Tăng", "compound", ">50 lao động", Typed.CHANGE),
        ("Giải", "of_which", "từ 10-12 người", Typed.LEVEL),
    ]


def test_repeated_and_contradicting_statements_are_linked(targets: dict[str, TargetRow]) -> None:
    keys = {str(row.id): key for key, row in targets.items()}
    linked = {
        key: (keys[str(row.restates_id)], row.restates) for key, row in targets.items() if row.restates_id is not None
    }
    assert linked == {
        "C.II=A.II.1": ("A.II.1", Restates.REPEATS),
        "C.II.3=A.II.2": ("A.II.2", Restates.CONTRADICTS),
        "C.II.5=A.II.5": ("A.II.5", Restates.REPEATS),
        "C.II.6.thu-ngan-sach": ("A.II.3", Restates.CONTRADICTS),
        "C.III.1=A.II.9": ("A.II.9", Restates.REPEATS),
        "C.III.3.ho-gia-dinh": ("A.II.12", Restates.CONTRADICTS),
        "C.III.4=A.II.7": ("A.II.7", Restates.REPEATS),
        "C.III.4=A.II.8a": ("A.II.8a", Restates.REPEATS),
        "C.III.4.ho-bao-hiem-y-te": ("A.II.11", Restates.CONTRADICTS),
        "C.III.4.ho-ngheo-can-ngheo": ("A.II.10", Restates.CONTRADICTS),
    }
    judged = Counter(row.indicator_id for row in targets.values() if row.judged)
    assert set(judged) == {row.indicator_id for row in targets.values()}, "every indicator has a judged target"
    assert set(judged.values()) == {1}


def test_one_figure_of_two_populations_is_two_indicators_that_cite_the_same_words(
    targets: dict[str, TargetRow],
) -> None:
    for first, second in (
        ("C.III.3.to-dan-pho", "C.III.3.co-quan"),
        ("C.III.3.danh-hieu-to-dan-pho", "C.III.3.danh-hieu-co-quan"),
        ("C.III.1.tieu-hoc", "C.III.1.thcs"),
    ):
        one, other = targets[first], targets[second]
        assert one.indicator_id != other.indicator_id
        assert one.quote == other.quote and fields(one) == fields(other)


def test_programmes_duties_and_the_statement_on_the_checklist_are_the_resolutions(sample: Session) -> None:
    printed = [one["text"] for one in CLAUSES["B"]["sentence"]]
    programmes = sample.execute(sa.select(Programme.number, Programme.name).order_by(Programme.position)).all()
    assert [f"{row.number}. {row.name}." for row in programmes] == printed
    wordings = sample.scalars(sa.select(DocumentDuty.wording)).all()
    assert len(wordings) == 7 and all(wording and wording in words_of("D") for wording in wordings)
    said = sample.scalars(sa.select(CriteriaStatement)).one()
    assert (said.met, said.total) == (20, 24) and said.quote in words_of("C.IV")


def test_the_words_kept_are_those_of_the_resolution() -> None:
    path = SHARED / "source" / "resolution-2022.txt"
    if not path.exists():
        pytest.skip("the resolution's text lies outside the repository and is not on this machine")
    text = nfc(path.read_text(encoding="utf-8"))
    printed = text[text.index("A. MỤC TIÊU") : text.index("Nơi nhận")]
    kept = " ".join(f"{one['heading']} {words_of(number)}" for number, one in CLAUSES.items())
    assert kept.split() == printed.split()


def test_every_target_of_the_corpus_is_in_the_sample(targets: dict[str, TargetRow]) -> None:
    path = SHARED / "corpus" / "target-phrases-dev.jsonl"
    if not path.exists():
        pytest.skip("the corpus lies outside the repository and is not on this machine")
    held = [(squeezed(row.quote or ""), fields(row)) for row in targets.values()]
    lines = path.read_text(encoding="utf-8").splitlines()
    records = [json.loads(line, parse_float=Decimal, parse_int=Decimal) for line in lines]
    asked = [record for record in records if record["doc"] == "D000"]
    assert len(asked) == 39
    for record in asked:
        text = squeezed(record["text"]).replace("xaidungphuongdat", "xaidungphuonghuongxuandat")
        said = [own for quote, own in held if text in quote or quote in text]
        for target in record["label"]["targets"]:
            assert tuple(target[field] for field in FIELDS) in said, (record["id"], target)


def squeezed(text: str) -> str:
    """Letters and figures alone, so that spacing and a closing full stop do not count."""
    return re.sub(r"[\s.]", "", match_key(text))


def fields(row: TargetRow) -> tuple[Any, ...]:
    """The thirteen fields; figures compare by value."""
    values = {field: getattr(row, field) for field in FIELDS}
    values["low"], values["high"] = as_typed(row.low, row.low_decimals), as_typed(row.high, row.high_decimals)
    return tuple(values[field] for field in FIELDS)
