"""The reader against the labelled corpus, scored as section 12 of its page says.

The corpus lies beside the repository and is read in place; `-s` shows the figures by comparator and the rest.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator

import pytest

from tests.domain.phrases.records import BESIDE, CORPUS, Record, labelled, likeness, marked, read, right

LEAST_RIGHT, LEAST_NAMED = 98, 97


@pytest.fixture(scope="module")
def records() -> list[Record]:
    if not CORPUS.exists():
        pytest.skip(f"không có {CORPUS.name}: tập câu mẫu nằm ngoài dự án")
    return labelled(CORPUS)


def tagged(tag: str) -> set[str]:
    lines = CORPUS.read_text(encoding="utf-8").splitlines()
    return {row["id"] for row in map(json.loads, lines) if tag in row["tags"]}


def show(lines: Iterable[str]) -> None:
    sys.stdout.write("".join(f"\n{line}" for line in lines))


def per_cent(found: Counter[str], asked: Counter[str]) -> dict[str, str]:
    return {key: f"{found[key]}/{asked[key]} = {100 * found[key] / asked[key]:.1f} %" for key in sorted(asked)}


def test_the_targets(records: list[Record]) -> None:
    traps = tagged("trap")
    found: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    wrong = []
    for record in records:
        correct = right(record)
        groups = {str(target["comparator"]) for target in record.targets} | {"all"}
        if record.id in traps:
            groups.add("trap")
        asked.update(groups)
        found.update(groups if correct else ())
        if not correct:
            wrong.append(f"{record.id} {record.text}")
    show(f"{group}: {share}" for group, share in per_cent(found, asked).items())
    assert 100 * found["all"] >= LEAST_RIGHT * asked["all"], "\n".join(wrong)


def test_what_stands_beside_the_score(records: list[Record]) -> None:
    found: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    wrong = []
    for record in records:
        got = read(record.text)
        for what, correct, seen in _beside(record, got):
            asked[what] += 1
            found[what] += correct
            if not correct:
                wrong.append(f"{record.id} {what}: {seen}")
    show([f"{what}: {share}" for what, share in per_cent(found, asked).items()] + wrong)
    for what in asked:
        assert 100 * found[what] >= LEAST_NAMED * asked[what], "\n".join(wrong)


def _beside(record: Record, got: Record) -> Iterator[tuple[str, bool, object]]:
    yield "indicator", likeness(record.indicator, got.indicator) >= 0.6, (record.indicator, got.indicator)
    if len(record.targets) != len(got.targets):
        return
    for label, target in zip(record.targets, got.targets, strict=True):
        names = label["name"], target["name"]
        yield "name", likeness(*names) >= 0.6, names
        for field in BESIDE:
            yield field, marked([label], [field]) == marked([target], [field]), target[field]
