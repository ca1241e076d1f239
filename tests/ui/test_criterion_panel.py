"""The side panel of a criterion: value against threshold, road map, the line itself, thresholds as typed."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from hxapp.domain.checklist import CriterionKind, Outcome
from hxapp.domain.errors import Refused
from hxapp.domain.periods import Period
from hxapp.domain.targets import Comparator
from hxapp.services.checklist import CriterionRow
from hxapp.services.criteria import CriterionEdit
from hxapp.ui.context import Context
from hxapp.ui.panels.criterion_panel import CriterionPanel, with_threshold
from hxapp.ui.tabs.checklist import ChecklistTab


@pytest.fixture
def tab(qtbot: QtBot, practice: Context) -> ChecklistTab:
    made = ChecklistTab(practice)
    qtbot.addWidget(made)
    made.resize(1366, 640)
    made.show()
    made.toggle_panel()
    made.show_row(line(made, "1.2").id)
    return made


def line(tab: ChecklistTab, code: str) -> CriterionRow:
    return next(row for row in tab._rows if row.code == code)


def panel_of(tab: ChecklistTab) -> CriterionPanel:
    assert isinstance(tab.panel, CriterionPanel)
    return tab.panel


def leave(tab: ChecklistTab, name: str, text: str) -> None:
    field = panel_of(tab).fields[name]
    for way in ("setPlainText", "setText", "setEditText"):
        if hasattr(field.editor, way):
            getattr(field.editor, way)(text)
            break
    field.left.emit()


def choose(tab: ChecklistTab, name: str, value: object) -> None:
    field = panel_of(tab).fields[name]
    field.editor.choose(value)  # type: ignore[attr-defined]
    field.left.emit()


def test_the_value_is_told_against_the_threshold(tab: ChecklistTab) -> None:
    panel = panel_of(tab)
    assert panel.sentence.text() == "91,7% chưa đạt ngưỡng = 100%."
    leave(tab, "value", "100%")
    assert panel.sentence.text() == "100% đạt ngưỡng = 100%."
    assert line(tab, "1.2").outcome is Outcome.MET
    choose(tab, "outcome", Outcome.NOT_MET)
    assert "ghi tay là “chưa đạt”" in panel.sentence.text()
    leave(tab, "value", "nhiều")
    assert panel.fields["value"].is_refused


def test_a_road_map_is_asked_for_until_it_is_whole(tab: ChecklistTab) -> None:
    panel = panel_of(tab)
    assert panel.road_note.isHidden()
    tab.show_row(line(tab, "1.3").id)
    choose(tab, "outcome", Outcome.NOT_MET)
    assert panel.road_note.text() == "Chưa có lộ trình: thiếu việc tiếp theo, đơn vị, hạn."
    leave(tab, "missing", "Một sân thể thao bị cho thuê")
    leave(tab, "next_step", "Thu hồi sân")
    leave(tab, "department", "Địa chính – Xây dựng")
    leave(tab, "deadline", "quý IV/2022")
    assert panel.reading.text() == "tính đến hết ngày 31/12/2022"
    assert panel.road_note.isHidden()
    now = line(tab, "1.3")
    assert (now.missing, now.next_step, now.department) == (
        "Một sân thể thao bị cho thuê",
        "Thu hồi sân",
        "Địa chính – Xây dựng",
    )


def test_evidence_is_counted_by_its_lines(tab: ChecklistTab) -> None:
    leave(tab, "evidence", "Biên bản 1\nBiên bản 2\n\nẢnh")
    assert line(tab, "1.2").evidence_count == 3
    leave(tab, "remark", "Kiểm tra lại vào tháng 10")
    assert line(tab, "1.2").remark == "Kiểm tra lại vào tháng 10"


def test_a_remembered_threshold_is_a_hint_until_it_is_confirmed(tab: ChecklistTab) -> None:
    tab.show_row(line(tab, "4.2").id)
    panel = panel_of(tab)
    assert "theo trí nhớ" in panel.remembered.text()
    assert panel.fields["needs_confirmation"].value() is True
    leave(tab, "threshold", ">= 80%")
    assert line(tab, "4.2").threshold_text == "≥ 80%"
    leave(tab, "value", "50")
    assert line(tab, "4.2").outcome is Outcome.MET  # still unconfirmed
    panel.fields["needs_confirmation"].editor.click()  # type: ignore[attr-defined]
    assert not line(tab, "4.2").needs_confirmation
    assert "50% chưa đạt ngưỡng ≥ 80%" in panel.sentence.text()
    assert "hãy xem lại" in panel.sentence.text()  # the outcome stands until somebody changes it


def test_the_line_itself_is_edited_and_a_taken_code_refused(tab: ChecklistTab) -> None:
    leave(tab, "title", "Công trình công cộng mới đúng quy hoạch")
    assert line(tab, "1.2").title == "Công trình công cộng mới đúng quy hoạch"
    leave(tab, "code", "1.1")
    assert "1.1" in panel_of(tab).fields["code"].refusal.text()


def test_without_a_round_only_the_line_can_be_edited(tab: ChecklistTab, practice: Context) -> None:
    practice.move(period=Period.quarter(2022, 1))
    panel = panel_of(tab)
    assert "Mở vòng mới" in panel.sentence.text()
    assert all(panel.fields[name].isHidden() for name in ("outcome", "value", "missing", "evidence"))
    assert not panel.fields["title"].isHidden()


def test_a_group_has_an_outcome_of_its_own_but_no_value(tab: ChecklistTab) -> None:
    tab.show_row(line(tab, "2").id)
    panel = panel_of(tab)
    assert panel.sentence.text() == "Chưa đánh giá: 4/5 đạt, 1 chưa đánh giá."
    assert panel.fields["value"].isHidden() and panel.fields["threshold"].isHidden()
    choose(tab, "outcome", Outcome.MET)
    assert line(tab, "2").outcome is Outcome.MET


@pytest.mark.parametrize(
    ("text", "comparator", "figure", "unit"),
    [
        ("≥ 90%", Comparator.GE, "90", "%"),
        (">=90 %", Comparator.GE, "90", "%"),
        ("= 100%", Comparator.EQ, "100", "%"),
        ("< 1,5 vụ", Comparator.LT, "1,5", "vụ"),
        ("<= 3", Comparator.LE, "3", ""),
    ],
)
def test_a_threshold_is_typed_in_one_line(text: str, comparator: Comparator, figure: str, unit: str) -> None:
    edit = with_threshold(CriterionEdit("1", "Dòng"), text)
    assert (edit.kind, edit.comparator, edit.threshold, edit.unit) == (CriterionKind.NUMERIC, comparator, figure, unit)


def test_no_threshold_makes_a_criterion_of_yes_or_no() -> None:
    edit = with_threshold(CriterionEdit("1", "Dòng", CriterionKind.NUMERIC, Comparator.GE, "90", "%"), " ")
    assert (edit.kind, edit.comparator, edit.threshold) == (CriterionKind.YES_NO, None, "")


@pytest.mark.parametrize("text", ["90%", "nhiều", "≥ nhiều", "≥"])
def test_what_is_no_threshold_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        with_threshold(CriterionEdit("1", "Dòng"), text)
    assert refused.value.field == "threshold"
