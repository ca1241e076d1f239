"""The project's own phrases, labelled by the page of label conventions: every field of every target, and the names."""

from __future__ import annotations

import pytest

from tests.domain.phrases.records import BESIDE, DECIDING, Record, likeness, marked, own_phrases, read

PHRASES = own_phrases()


def by_id(record: Record) -> str:
    return record.id


@pytest.mark.parametrize("phrase", PHRASES, ids=by_id)
def test_every_target_is_read_as_labelled(phrase: Record) -> None:
    fields = DECIDING + BESIDE
    assert marked(read(phrase.text).targets, fields) == marked(phrase.targets, fields), phrase.text


@pytest.mark.parametrize("phrase", PHRASES, ids=by_id)
def test_names_are_recognised(phrase: Record) -> None:
    found = read(phrase.text)
    named = [(found.indicator, phrase.indicator)]
    named += [(one["name"], other["name"]) for one, other in zip(found.targets, phrase.targets, strict=True)]
    assert [pair for pair in named if likeness(*pair) < 0.6] == [], phrase.text


def test_there_are_enough_and_none_stands_twice() -> None:
    assert len(PHRASES) >= 150
    assert len({phrase.id for phrase in PHRASES}) == len({phrase.text for phrase in PHRASES}) == len(PHRASES)
