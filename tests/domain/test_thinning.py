"""Which backups stay: by age, by room, and the newest of each book in any case."""

from __future__ import annotations

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hxapp.domain.thinning import DAILY, MONTHLY, WEEKLY, Copy, choose, limit_of

NOW = dt.datetime(2026, 11, 25, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))
copies = st.lists(
    st.tuples(st.integers(-600, 24 * 700), st.integers(0, 2), st.integers(0, 1000), st.booleans()), max_size=60
).map(
    lambda told: [
        Copy(number, book, NOW - dt.timedelta(hours=hours), size, months)
        for number, (hours, book, size, months) in enumerate(told)
    ]
)


def hourly(days: int) -> list[Copy]:
    return [Copy(n, "sổ", NOW - dt.timedelta(hours=n), 1) for n in range(24 * days)]


def test_two_days_then_days_weeks_and_months() -> None:
    kept = sorted(choose(hourly(500), NOW, 10**9).kept, key=lambda key: int(str(key)))
    assert kept[:49] == list(range(49))
    assert len(kept) == 49 + DAILY + WEEKLY + MONTHLY


def test_a_book_that_lay_idle_keeps_what_it_has() -> None:
    idle = [Copy(n, "sổ", NOW - dt.timedelta(days=400 + n), 1) for n in range(12)]
    assert choose(idle, NOW, 10**9).kept == frozenset(range(12))


def test_the_month_s_own_outlives_its_neighbours() -> None:
    found = [Copy(n, "sổ", NOW - dt.timedelta(days=n), 1, is_months=n == 40) for n in range(200)]
    assert 40 in choose(found, NOW, 10**9).kept


def test_the_limit_is_two_gigabytes_or_a_tenth() -> None:
    assert limit_of(5 * 10**9) == 2 * 10**9
    assert limit_of(10**12) == 10**11


@given(copies, st.integers(0, 20_000), st.integers(0, 2000))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_there_is(found: list[Copy], limit: int, shared: int) -> None:
    choice = choose(found, NOW, limit, shared)
    keys = {one.key for one in found}
    assert choice.kept | choice.dropped == keys
    assert not choice.kept & choice.dropped
    assert choice.early <= choice.dropped
    newest = set()
    for book in {one.book for one in found}:
        own = [one for one in found if one.book == book]
        latest = max(one.made_at for one in own)
        assert any(one.made_at == latest and one.key in choice.kept for one in own)
        newest.add(latest)
    left = [one for one in found if one.key in choice.kept]
    filled = shared + sum(one.size for one in left)
    assert filled <= limit or len(left) == len({one.book for one in found})
    for one in found:
        if one.key in choice.dropped - choice.early:
            assert NOW - one.made_at > dt.timedelta(days=2)
    rest = choose(left, NOW, limit, shared)
    assert not rest.early
