"""Phrases whose figures are no targets: whatever stands in them, no figure comes out."""

from __future__ import annotations

import tomllib

import pytest

from tests.domain.phrases.records import HERE, read

CASES = [
    (shape, text)
    for shape, texts in tomllib.loads((HERE / "text_only.toml").read_text(encoding="utf-8")).items()
    for text in texts
]


@pytest.mark.parametrize(("shape", "text"), CASES, ids=[f"{shape}-{i}" for i, (shape, _) in enumerate(CASES)])
def test_no_figure_comes_out(shape: str, text: str) -> None:
    (target,) = read(text).targets
    assert target["comparator"] == "text_only", f"{shape}: {text}"
    empty = {field: target[field] for field in ("low", "high", "unit", "per", "baseline", "plan_basis", "out_of")}
    assert set(empty.values()) == {None}, empty
    assert not target["strict"]


def test_there_are_enough_of_every_shape() -> None:
    assert len(CASES) >= 45
    assert len({text for _, text in CASES}) == len(CASES)
