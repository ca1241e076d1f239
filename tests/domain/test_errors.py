"""The sentence and the field a refusal carries."""

from __future__ import annotations

import copy
import pickle

from hxapp.domain.errors import HxError, Refused


def test_a_refusal_is_its_sentence_and_names_its_field() -> None:
    refused = Refused("'12a' chưa phải là một số.", "result")
    assert str(refused) == "'12a' chưa phải là một số."
    assert refused.field == "result"
    assert isinstance(refused, HxError)


def test_a_refusal_may_belong_to_no_field() -> None:
    assert Refused("Sổ này đang mở.").field == ""


def test_a_copy_of_a_refusal_keeps_its_field() -> None:
    refused = Refused("Quá lớn.", "target")
    for same in (copy.copy(refused), pickle.loads(pickle.dumps(refused))):
        assert (str(same), same.field) == ("Quá lớn.", "target")
