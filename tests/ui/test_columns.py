"""Which columns a width has room for."""

from __future__ import annotations

from hxapp.ui.columns import NAME_LEAST, NAME_WISHED, choose_columns, last_shift
from hxapp.ui.table import Column


def make_column(key: str, width: int = 100, **more: object) -> Column:
    return Column(key, key, lambda row: "", width=width, **more)  # type: ignore[arg-type]


COLUMNS = (
    make_column("no", 40, fixed=True),
    make_column("name", fixed=True, stretch=True),
    make_column("unit", 80, gives_way=2),
    make_column("plan", 120),
    make_column("typed", 100, typed=True),
    make_column("note", 80, gives_way=1),
)


def keys(numbers: tuple[int, ...]) -> list[str]:
    return [COLUMNS[number].key for number in numbers]


def test_with_room_all_are_shown_and_the_name_takes_the_rest() -> None:
    shown = choose_columns(COLUMNS, {}, 1000)
    assert keys(shown.shown) == ["no", "name", "unit", "plan", "typed", "note"]
    assert shown.hidden == ()
    assert shown.stretch == 1000 - 40 - 80 - 120 - 100 - 80


def test_columns_go_in_their_order_until_the_name_has_its_width() -> None:
    narrow = choose_columns(COLUMNS, {}, 40 + NAME_WISHED + 80 + 120 + 100)
    assert keys(narrow.hidden) == ["note"]
    assert narrow.stretch == NAME_WISHED
    narrower = choose_columns(COLUMNS, {}, 40 + NAME_WISHED + 80 + 120 + 99)
    assert keys(narrower.hidden) == ["note", "unit"]


def test_what_never_goes_goes_last_and_the_name_keeps_a_least_width() -> None:
    tiny = choose_columns(COLUMNS, {}, 300)
    assert keys(tiny.shown) == ["no", "name", "plan"]
    assert tiny.stretch == NAME_LEAST


def test_dragged_widths_count() -> None:
    assert choose_columns(COLUMNS, {"plan": 220}, 1000).stretch == 1000 - 40 - 80 - 220 - 100 - 80


def test_sideways_every_column_can_be_reached_beside_the_name() -> None:
    room = 40 + NAME_WISHED + 120 + 100
    assert keys(choose_columns(COLUMNS, {}, room).hidden) == ["note", "unit"]
    last = last_shift(COLUMNS, {}, room)
    seen = set()
    for shift in range(last + 1):
        shown = keys(choose_columns(COLUMNS, {}, room, shift).shown)
        assert shown[:2] == ["no", "name"]
        seen |= set(shown)
    assert seen == {column.key for column in COLUMNS}


def test_nothing_hidden_nothing_to_move() -> None:
    assert last_shift(COLUMNS, {}, 2000) == 0
