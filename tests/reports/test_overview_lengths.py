"""What gives way on the one-page overview: names before rows, figures of tasks before numbered indicators."""

from __future__ import annotations

import itertools

import pytest

from hxapp.reports.overview_lengths import Length, lengths


def first_without(series: tuple[Length, ...], table: str, count: int) -> int:
    """The place of the first length that shows fewer than `count` rows."""
    return next(place for place, length in enumerate(series) if len(getattr(length, table)) < count)


def test_the_first_leaves_nothing_out() -> None:
    beside, without = lengths(3, 2, 40, 9)
    assert beside[0] == Length((0,) * 5, (0,) * 49)
    assert without[0] == Length((0,) * 5, (0,) * 49, bars=0)
    assert all(length.bars for length in beside) and not any(length.bars for length in without)


@pytest.mark.parametrize("counts", [(0, 0, 0, 0), (1, 0, 0, 0), (0, 7, 0, 7), (4, 8, 7, 9), (20, 0, 40, 0)])
def test_each_asks_for_less(counts: tuple[int, int, int, int]) -> None:
    for series in lengths(*counts):
        for before, after in itertools.pairwise(series):
            assert before != after
            for table in ("trouble", "work"):
                ever_more, ever_less = getattr(before, table), getattr(after, table)
                assert len(ever_less) <= len(ever_more)
                assert all((a or 99) <= (b or 99) for a, b in zip(ever_less, ever_more, strict=False))
            assert (after.bars, after.label_lines, after.named, after.size) <= (
                before.bars,
                before.label_lines,
                before.named,
                before.size,
            )


def test_names_give_way_before_any_row_does() -> None:
    series, _ = lengths(4, 8, 7, 9)
    dropped = min(first_without(series, "trouble", 12), first_without(series, "work", 16))
    assert set(series[dropped - 1].trouble) == {2} and set(series[dropped - 1].work) == {2}


def test_figures_of_tasks_go_first_then_what_is_only_due() -> None:
    _, series = lengths(4, 8, 7, 9)
    no_figures = first_without(series, "trouble", 5)
    no_due = first_without(series, "work", 8)
    first_late = first_without(series, "work", 7)
    first_numbered = first_without(series, "trouble", 4)
    assert first_without(series, "trouble", 12) < no_figures < first_without(series, "work", 16) < no_due
    assert no_due < min(first_late, first_numbered)
    assert all(limit == 1 for limit in series[first_late - 1].work)


def test_charts_stay_only_while_what_matters_stands_beside_them() -> None:
    beside, without = lengths(20, 0, 40, 0)
    assert (len(beside[-1].trouble), len(beside[-1].work)) == (6, 6)
    assert (len(without[-1].trouble), len(without[-1].work)) == (1, 1)
    assert without[-1].sentence_lines == 1


def test_a_book_without_charts_has_one_series() -> None:
    assert len(lengths(1, 0, 1, 0, charts=False)) == 1
