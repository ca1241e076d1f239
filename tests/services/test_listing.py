"""The rows of a tab as plain facts for the command line."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from hxapp.domain.errors import HxError
from hxapp.domain.indicators import OverTime, Stage
from hxapp.domain.periods import Period
from hxapp.domain.targets import Comparator, Target
from hxapp.services import listing
from hxapp.services.results import set_result
from hxapp.storage.database import Database
from tests.services.building import WHOLE_YEAR, YEAR, at_least, between, make_indicator, make_target

TODAY = dt.date(2022, 9, 15)


def facts(session: Session, name: str, period: Period = WHOLE_YEAR) -> dict[str, Any]:
    lines = listing.rows(session, "indicators", YEAR, period, TODAY)
    (found,) = [line.as_json() for line in lines if line.as_json()["name"] == name]
    return found


def test_a_compounds_head_says_what_the_document_asks(book: Database) -> None:
    with book.begin("Nhập") as session:
        head = make_indicator(
            session, "Cơ sở và lao động", Target(), target_number="6", target_wording="> 10 cơ sở, với > 50 lao động"
        )
        make_indicator(session, "Cơ sở", at_least("10", "cơ sở"), unit="cơ sở", parent_id=head)
        assert facts(session, "Cơ sở và lao động")["target"] == "> 10 cơ sở, với > 50 lao động"


def test_a_row_tells_stage_marks_and_every_outcome(book: Database) -> None:
    given = Target(
        comparator=Comparator.RELATIVE_TO_PLAN, low=Decimal(5), high=Decimal(10), unit="%", plan_basis="over_plan"
    )
    money: dict[str, Any] = {"unit": "triệu đồng", "over_time": OverTime.SUM}
    with book.begin("Nhập") as session:
        indicator_id = make_indicator(session, "Thu", given, target_assigned=Decimal(4150), **money)
        make_target(session, indicator_id, between("4000", "4100", "triệu đồng"), judged=False, wording="4.000-4.100")
        make_indicator(session, "Chi", at_least("5", "triệu đồng"), **money)
        set_result(session, indicator_id, WHOLE_YEAR, "4.200", stage=Stage.ESTIMATE)
        found, other = facts(session, "Thu"), facts(session, "Chi")
    assert (found["assigned"], found["stage"], found["marks"]) == ("4.150", "estimate", ["ước"])
    assert (found["rating"], found["against_assigned"]) == ("estimate_not_met", "estimate_exceeded")
    assert (found["percent"], found["percent_of_assigned"]) == ("96,4%", "101,2%")
    assert found["outcomes"] == [{"target": "4.000-4.100", "rating": "estimate_exceeded"}]
    empty = {name: other[name] for name in ("assigned", "stage", "against_assigned", "percent_of_assigned")}
    assert empty == dict.fromkeys(empty)
    assert (other["marks"], other["outcomes"]) == ([], [])


def test_another_word_is_explained(book: Database) -> None:
    with book.read() as session, pytest.raises(HxError, match="indicators, tasks hoặc checklist"):
        listing.rows(session, "books", YEAR, WHOLE_YEAR, TODAY)
