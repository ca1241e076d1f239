"""The grid of neighbourhoods in the tab Chỉ tiêu: their figures make the ward's, or it is said why not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hxapp.domain.indicators import Basis, Stage
from hxapp.domain.periods import Period
from hxapp.services import neighbourhood_edits, results
from hxapp.ui.context import Context
from hxapp.ui.dialogs.neighbourhoods import NeighbourhoodsDialog
from hxapp.ui.tabs.indicators import AREAS, YEAR, IndicatorsTab
from hxapp.ui.tabs.result_view import MISSING
from tests.ui.result_grids import (
    Q3,
    areas,
    column,
    kept,
    last_action,
    look,
    opened,
    row,
    row_id,
    stand,
    text,
    type_in,
    typed_columns,
)

Key = Qt.Key


@pytest.fixture
def tab(qtbot: QtBot, practice: Context) -> IndicatorsTab:
    return opened(qtbot, practice)


def test_a_figure_of_a_neighbourhood_makes_the_ward_s(tab: IndicatorsTab, practice: Context, qtbot: QtBot) -> None:
    first, second, third = areas(practice)
    indicator = row_id(tab, "3")
    with practice.database.begin("Xóa") as session:
        for stage in Stage:
            results.set_result(session, indicator, Q3, "", stage=stage)
    tab.show_view(AREAS)
    ward_key = typed_columns(tab)[0]
    type_in(qtbot, tab, "3", f"area {first}", "100")
    assert kept(practice, indicator, first) == {("2022-Q3", Basis.IN_PERIOD, Stage.FINAL): Decimal(100)}
    assert last_action(practice).endswith(", tổ Thanh Lương 02, quý III/2022")
    made = look(tab, "3", ward_key)
    assert (text(tab, "3", ward_key), made.italic, made.mark_text) == ("100,0", True, "1/3")
    assert {chip.key: chip.count for chip in tab.strip.chips()}[MISSING] == 1
    tab.model.write([(row(tab, "3"), column(tab, f"area {one}"), "50") for one in (second, third)], "Dán")
    assert (text(tab, "3", ward_key), look(tab, "3", ward_key).mark_text) == ("200,0", "")
    assert last_action(practice) == "Dán 2 số liệu, các tổ dân phố, quý III/2022"
    stand(tab, "3", ward_key)
    assert tab.status_text().endswith("quý III/2022, trong kỳ, chính thức – suy ra từ 3/3 tổ dân phố")
    stand(tab, "3", f"area {second}")
    assert ": Thanh Tiên, quý III/2022, trong kỳ" in tab.status_text()
    assert MISSING not in {chip.key for chip in tab.strip.chips()}


def test_where_neighbourhoods_make_no_figure_of_the_ward_the_status_line_says_why(
    tab: IndicatorsTab, practice: Context, qtbot: QtBot
) -> None:
    first, second, _ = areas(practice)
    tab.show_view(AREAS)
    ward_key = typed_columns(tab)[0]
    stand(tab, "14", ward_key)
    assert tab.status_text().endswith("chính thức – chưa có số liệu")
    type_in(qtbot, tab, "14", f"area {first}", "3/4")
    stand(tab, "14", ward_key)
    assert "suy ra từ 1/3 tổ dân phố" in tab.status_text()
    type_in(qtbot, tab, "14", f"area {second}", "50")  # whose counts nobody knows
    stand(tab, "14", ward_key)
    assert text(tab, "14", ward_key) == ""
    assert tab.status_text().endswith("chưa tính được từ các tổ: có tổ nhập tỷ lệ, hãy nhập hai số đếm như 3/4")
    stand(tab, "1", ward_key)
    qtbot.keyClick(tab.grid, Key.Key_Delete)
    type_in(qtbot, tab, "1", f"area {first}", "15")
    stand(tab, "1", ward_key)
    assert tab.status_text().endswith("không cộng từ các tổ, hãy nhập số của toàn phường")


def test_a_book_without_neighbourhoods_offers_to_add_them(
    tab: IndicatorsTab, practice: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    with practice.database.begin("Thôi") as session:
        for one in neighbourhood_edits.list_rows(session):
            edit = neighbourhood_edits.edit_of(session, one.id)
            last = Period.whole_year(2020).last
            neighbourhood_edits.save(session, one.id, neighbourhood_edits.NeighbourhoodEdit(edit.name, valid_to=last))
    assert not tab.areas_action.isVisible()
    tab.show_view(AREAS)
    assert tab.proxy.rowCount() == 0 and tab.empty.isVisible()
    assert "chưa có tổ dân phố nào" in tab.empty_text()
    assert list(tab.empty_actions()) == [tab.areas_action] and tab.areas_action.isVisible()
    with practice.database.begin("Thêm") as session:
        neighbourhood_edits.add_many(session, ["Tổ 1"])
    assert not tab.empty.isVisible() and tab.model.columns[-1].heading == "Tổ 1"
    shown: list[str] = []
    monkeypatch.setattr(NeighbourhoodsDialog, "exec", lambda dialog: shown.append(dialog.model.rows[0].name))
    tab.areas_action.trigger()
    assert shown == ["Tổ 1"]
    with practice.database.begin("Sửa") as session:
        for one in neighbourhood_edits.list_rows(session)[:1]:
            neighbourhood_edits.save(session, one.id, neighbourhood_edits.NeighbourhoodEdit("Tổ dân phố số 1"))
    assert tab.model.columns[-1].heading == "Tổ 1"  # the long word is the kind's own
    tab.show_view(YEAR)
    assert not tab.areas_action.isVisible()


def test_in_a_book_that_is_only_read_he_stands_at_the_first_neighbourhood_too(
    tab: IndicatorsTab, practice: Context
) -> None:
    tab.model.close("Sổ chỉ để xem.")
    tab.show_view(YEAR)
    stand(tab, "3", "year")
    tab.show_view(AREAS)
    assert tab.model.columns[tab.grid.currentIndex().column()].key == f"area {areas(practice)[0]}"
