"""Labelled phrases as they are kept in files, and how a reading of one is marked against its label."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from hxapp.domain.targets import parse_phrase

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]
CORPUS = REPOSITORY.parent / "shared" / "corpus" / "target-phrases-dev.jsonl"

DECIDING = ("comparator", "low", "high", "strict", "unit", "per", "baseline", "plan_basis", "out_of", "direction")
"""The ten fields that make a target right (section 12 of the page of label conventions)."""

BESIDE = ("approx", "of_which")

_EMPTY: dict[str, Any] = {
    "name": None,
    "of_which": False,
    "low": None,
    "high": None,
    "strict": False,
    "approx": False,
    "unit": None,
    "per": None,
    "baseline": None,
    "plan_basis": None,
    "out_of": None,
}
_SPELLINGS = (("ƣ", "ư"), ("tỉ", "tỷ"), ("sỹ", "sĩ"), ("hoá", "hóa"), ("thuỷ", "thủy"))


@dataclass(frozen=True)
class Record:
    """A phrase and its label: the indicator's name and the thirteen fields of every target, figures as Decimal."""

    id: str
    text: str
    indicator: str
    targets: tuple[Mapping[str, Any], ...]


def own_phrases() -> list[Record]:
    """The project's own phrases; absent fields of a target are null or false."""
    content = tomllib.loads((HERE / "own_phrases.toml").read_text(encoding="utf-8"), parse_float=Decimal)
    return [
        _record(phrase["id"], phrase["text"], phrase["indicator"], phrase["targets"]) for phrase in content["phrase"]
    ]


def labelled(path: Path) -> list[Record]:
    """The records of a file with one JSON object a line, as the corpus keeps them."""
    records = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            row = json.loads(line, parse_float=Decimal)
            records.append(_record(row["id"], row["text"], row["label"]["indicator"], row["label"]["targets"]))
    return records


def _record(name: str, text: str, indicator: str, targets: Iterable[Mapping[str, Any]]) -> Record:
    full = tuple({**_EMPTY, **{field: _exact(value) for field, value in target.items()}} for target in targets)
    return Record(name, text, indicator, full)


def _exact(value: Any) -> Any:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def read(text: str) -> Record:
    """What the program reads in a text, in the form of a label."""
    found = parse_phrase(text)
    fields = ("name", *DECIDING, *BESIDE)
    return Record("", text, found.indicator, tuple({f: getattr(t, f) for f in fields} for t in found.targets))


def marked(targets: Iterable[Mapping[str, Any]], fields: Iterable[str] = DECIDING) -> list[dict[str, Any]]:
    """Only the fields that are marked, of every target in order."""
    fields = tuple(fields)
    return [{field: target[field] for field in fields} for target in targets]


def right(record: Record) -> bool:
    """Whether the program reads every target of a record right, in order."""
    return marked(read(record.text).targets) == marked(record.targets)


def score(records: Iterable[Record]) -> float:
    """The per cent of records that are right."""
    verdicts = [right(record) for record in records]
    return 100 * sum(verdicts) / len(verdicts)


def likeness(one: str | None, other: str | None) -> float:
    """Word F1 of two names after folding; two absent names are alike, an absent and a present one are not."""
    if one is None or other is None:
        return float(one is other)
    left, right = Counter(_words(one)), Counter(_words(other))
    return 2 * (left & right).total() / max(1, left.total() + right.total())


def _words(name: str) -> list[str]:
    folded = unicodedata.normalize("NFC", name).casefold()
    for old, new in _SPELLINGS:
        folded = folded.replace(old, new)
    return re.findall(r"[^\W_]+", folded)
