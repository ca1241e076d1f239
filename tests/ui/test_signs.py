"""Signs are painted shapes, each its own; every state has a sign and a tone, and trouble is coloured."""

from __future__ import annotations

import pytest

from hxapp.domain.checklist import Outcome
from hxapp.domain.ratings import State
from hxapp.domain.tasks import TaskState
from hxapp.ui import labels, signs
from hxapp.ui.palette import Tone
from hxapp.ui.signs import Sign


def picture(sign: Sign) -> bytes:
    image = signs.pixmap(sign, "#000000", 20, 2.0).toImage()
    return bytes(image.constBits())


def test_every_sign_is_drawn_and_no_two_look_alike() -> None:
    pictures = {sign: picture(sign) for sign in Sign}
    assert all(any(content) for content in pictures.values())
    assert len(set(pictures.values())) == len(Sign)


def test_the_sharp_picture_has_the_screen_s_pixels() -> None:
    assert signs.pixmap(Sign.DOT, "#000000", 10, 1.0).width() * 2 == signs.pixmap(Sign.DOT, "#000000", 10, 2.0).width()
    assert signs.pixmap(Sign.DOT, "#000000", 10, 2.0).devicePixelRatio() == 2.0


@pytest.mark.parametrize("state", list(State))
def test_every_rating_has_a_sign_and_a_word(state: State) -> None:
    label = labels.of_rating(state)
    assert label.sign is not None
    assert label.word.lower() == state.label.lower()
    assert label.trouble == state.is_trouble


def test_tasks_and_criteria_too() -> None:
    assert all(labels.of_task(state).sign is not None for state in TaskState)
    assert all(labels.of_outcome(outcome).sign is not None for outcome in Outcome)
    assert labels.of_outcome(Outcome.NOT_MET).text_tone is Tone.RED
    assert labels.of_outcome(Outcome.MET).text_tone is Tone.TEXT
