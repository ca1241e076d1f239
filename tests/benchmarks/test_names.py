"""300 × 300 names scored, against the library's own score of the same pairs in the same run.

python -m pytest -m benchmark -s tests/benchmarks/test_names.py
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from rapidfuzz import fuzz

from hxapp.domain.names import likeness
from tests.domain.test_names import pairs

NAMES = 300
MOST_RATIO = 5.0


def seconds(score: Callable[[str, str], float], names: list[str]) -> float:
    started = time.perf_counter()
    for one in names:
        for other in names:
            score(one, other)
    return time.perf_counter() - started


@pytest.mark.benchmark
def test_all_against_all() -> None:
    names = sorted({name for pair in pairs("same") + pairs("other") for name in pair})[:NAMES]
    assert len(names) == NAMES
    library = seconds(fuzz.WRatio, names)
    first = seconds(likeness, names)
    ratio = first / library
    print(f"\nlikeness {first:.2f} s, WRatio {library:.2f} s for {NAMES}² pairs: {ratio:.1f} times", end="")
    assert ratio <= MOST_RATIO
