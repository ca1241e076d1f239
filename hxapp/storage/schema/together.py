"""Which fields of a row make one value: they are put back together or not at all.

A figure and the number of its decimals, the two counts of a rate, a deadline's words and its day: one without the other
would be another value, which nobody typed.
"""

from __future__ import annotations

from collections.abc import Mapping

_DUE = frozenset({"due_wording", "due_precision", "due_last_day"})

TOGETHER: Mapping[str, tuple[frozenset[str], ...]] = {
    "result": (frozenset({"value", "decimals", "numerator", "denominator", "words", "nothing_arose"}),),
    "assessment": (frozenset({"value", "decimals"}), _DUE),
    "criterion": (frozenset({"threshold", "threshold_decimals"}),),
    "target": (
        frozenset(
            {"wording", "comparator", "low", "low_decimals", "high", "high_decimals", "strict", "approx", "unit"}
        ),
        frozenset({"assigned", "assigned_decimals"}),
    ),
    "task": (_DUE,),
}
"""By table its groups of fields."""


def with_its_own(table: str, field: str) -> frozenset[str]:
    """The field with all that make one value with it."""
    return next((group for group in TOGETHER.get(table, ()) if field in group), frozenset({field}))
