"""The checklist on paper: outcomes and tallies as assessed, what is unconfirmed, and the road map of the unmet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from hxapp.domain.checklist import Outcome, RoundKind
from hxapp.domain.periods import Period
from hxapp.reports import checklist_assessment
from hxapp.reports.report import Paragraph, RowKind, Table
from hxapp.services import assessments, checklist, round_edits
from hxapp.services.assessments import AssessmentEdit
from hxapp.services.checklist import CriterionRow, SetRow
from hxapp.services.rounds import round_for
from tests.paper.building import pdf_texts
from tests.reports.building import (
    NINE_MONTHS,
    Q3,
    TODAY,
    WHOLE_YEAR,
    YEAR,
    cell_of,
    headings,
    line_of,
    rows_of,
    text_of,
    the_row,
    words_of,
)


def the_set(session: Any) -> SetRow:
    (found,) = checklist.list_sets(session, YEAR)
    return found


def the_rows(session: Any, period: Period = Q3) -> tuple[CriterionRow, ...]:
    held = round_for(checklist.list_rounds(session, the_set(session).id), period)
    assert held is not None
    return checklist.list_rows(session, the_set(session).id, held.id)


def tables(session: Any, period: Period = Q3) -> tuple[Table, ...]:
    return checklist_assessment.build(session, period, TODAY).tables()


def criterion(session: Any, code: str) -> CriterionRow:
    (found,) = (row for row in the_rows(session) if row.code == code)
    return found


def test_the_sets_own_title_basis_and_round_stand_above(practice: Any) -> None:
    report = checklist_assessment.build(practice, Q3, TODAY)
    assert the_set(practice).title.upper() in report.title
    assert the_set(practice).basis in report.lines[0]
    assert "Tự đánh giá 9 tháng năm 2022" in report.lines[0] and "08/09/2022" in report.lines[0]


def test_every_criterion_stands_as_assessed(practice: Any) -> None:
    table = tables(practice)[0]
    rows = the_rows(practice)
    assert sum(not row.is_group for row in rows) == 24
    for row in rows:
        line = the_row(table, "Mã", row.code)
        assert row.title in text_of(table, line, "Nội dung")
        if row.is_group:
            assert line.kind is RowKind.SECTION and row.tally is not None
            assert text_of(table, line, "Tự đánh giá") == row.tally.text
            continue
        outcome = row.outcome or Outcome.NOT_ASSESSED
        cell = cell_of(table, line, "Tự đánh giá")
        assert text_of(table, line, "Tự đánh giá").lower() == outcome.label
        assert cell.bold == (outcome is Outcome.NOT_MET)
        assert text_of(table, line, "Giá trị") == (row.value.text if row.value else "")
        assert text_of(table, line, "Ngưỡng") == row.threshold_text.removeprefix("= ")
        assert text_of(table, line, "Nội dung").endswith(" (*)") == row.needs_confirmation


def test_the_sum_names_codes_and_the_documents_own_statement(practice: Any) -> None:
    (line,) = (line_of(row) for row in rows_of(tables(practice)[0], RowKind.TOTAL))
    counts = checklist.tally_of(the_rows(practice))
    assert line.startswith(f"Cộng: {counts.text} tiêu chí đạt; 2 chưa đạt (1.2, 4.1); 1 chưa đánh giá (2.3).")
    assert line.endswith("Nghị quyết nêu 20/24 tiêu chí đạt.")
    words = words_of(checklist_assessment.build(practice, Q3, TODAY))
    assert "(*) 19 nội dung cần xác nhận" in words
    assert "20/24 tiêu chí đạt: đó là con số của văn bản, không phải kết quả của vòng này" in words


def test_the_unmet_and_only_they_have_a_road_map(practice: Any) -> None:
    _, table = tables(practice)
    unmet = [row for row in the_rows(practice) if not row.is_group and row.outcome is Outcome.NOT_MET]
    assert [text_of(table, row, "Mã") for row in table.rows] == [row.code for row in unmet] == ["1.2", "4.1"]
    line = table.rows[0]
    assert text_of(table, line, "Việc phải làm") == unmet[0].next_step
    assert text_of(table, line, "Chủ trì") == unmet[0].department
    assert text_of(table, line, "Hạn") == "31/10/2022"
    assert text_of(table, line, "Tình trạng") == "Còn 47 ngày"


def test_a_short_road_map_stays_on_one_page(practice: Any, paper: None, tmp_path: Path) -> None:
    texts = pdf_texts(checklist_assessment.build(practice, Q3, TODAY), tmp_path)
    (page,) = (text for text in texts if "II. LỘ TRÌNH" in text)
    assert "Điều chỉnh tổng mặt bằng" in page and "Hoàn thiện hồ sơ khởi công" in page
    assert "CHỦ TỊCH" in page


def test_what_a_road_map_lacks_is_bold(practice: Any) -> None:
    held = round_for(checklist.list_rounds(practice, the_set(practice).id), Q3)
    assert held is not None
    late = AssessmentEdit(Outcome.NOT_MET, missing="Thiếu sân", next_step="Làm sân", deadline="31/8/2022")
    assessments.save_assessment(practice, held.id, criterion(practice, "1.3").id, late)
    whole = AssessmentEdit(
        Outcome.NOT_MET,
        missing="Thiếu đèn",
        next_step="Lắp đèn",
        department_id=criterion(practice, "1.2").department_id,
        deadline="31/8/2022",
    )
    assessments.save_assessment(practice, held.id, criterion(practice, "1.4").id, whole)
    _, table = tables(practice)
    line = the_row(table, "Mã", "1.3")
    assert text_of(table, line, "Chủ trì") == "chưa xác định" and cell_of(table, line, "Chủ trì").bold
    assert text_of(table, line, "Tình trạng") == "Thiếu lộ trình"
    line = the_row(table, "Mã", "1.4")
    assert text_of(table, line, "Tình trạng") == "Quá hạn 14 ngày" and cell_of(table, line, "Tình trạng").bold


def test_what_is_not_assessed_says_what_comes_next(practice: Any) -> None:
    table = tables(practice)[0]
    text = text_of(table, the_row(table, "Mã", "2.3"), "Còn thiếu")
    assert text.startswith("Chờ kết quả xét của 3 cơ quan, doanh nghiệp; việc tiếp theo: thu phiếu")
    assert text.endswith("hạn 16/09/2022")


def test_a_threshold_from_memory_is_marked_and_never_stands_as_one(practice: Any) -> None:
    table = tables(practice)[0]
    remembered = [row for row in the_rows(practice) if row.remembered and not row.threshold_text]
    assert remembered
    for row in remembered:
        line = the_row(table, "Mã", row.code)
        assert text_of(table, line, "Ngưỡng") == ""
        assert f"gưỡng ghi nhớ {row.remembered} (*)" in text_of(table, line, "Còn thiếu")


def test_the_last_round_is_shown_once_there_is_one(practice: Any) -> None:
    chosen = the_set(practice)
    assert not any(head.startswith("Vòng trước") for head in headings(tables(practice, Q3)[0]))
    new = round_edits.add_round(practice, chosen.id, "Cuối năm", RoundKind.SELF, WHOLE_YEAR, dt.date(2022, 12, 20))
    assessments.set_outcome(practice, new, criterion(practice, "1.1").id, Outcome.MET)
    assessments.set_outcome(practice, new, criterion(practice, "4.1").id, Outcome.MET)
    table = tables(practice, WHOLE_YEAR)[0]
    assert "Vòng trước (09/2022)" in headings(table)
    line = the_row(table, "Mã", "4.1")
    assert (text_of(table, line, "Vòng trước"), text_of(table, line, "Tự đánh giá")) == ("Chưa đạt", "Đạt (mới)")
    assert text_of(table, the_row(table, "Mã", "1.1"), "Tự đánh giá") == "Đạt"
    # At the end of nine months the later round is not known yet.
    assert not any(head.startswith("Vòng trước") for head in headings(tables(practice, NINE_MONTHS)[0]))


def test_a_superiors_round_has_its_column(practice: Any) -> None:
    chosen = the_set(practice)
    assert "Cấp trên đánh giá" not in headings(tables(practice)[0])
    checked = round_edits.add_round(practice, chosen.id, "Thị xã kiểm tra", RoundKind.CHECKED, NINE_MONTHS, TODAY)
    assessments.set_outcome(practice, checked, criterion(practice, "1.1").id, Outcome.NOT_MET)
    table = tables(practice)[0]
    assert text_of(table, the_row(table, "Mã", "1.1"), "Cấp trên") == "Chưa đạt"
    assert text_of(table, the_row(table, "Mã", "1.2"), "Cấp trên") == ""


def test_without_a_round_nothing_is_preset_as_unmet(sample: Any) -> None:
    report = checklist_assessment.build(sample, Q3, TODAY)
    (table,) = report.tables()
    shown = {text_of(table, row, "Tự đánh giá") for row in rows_of(table, RowKind.ITEM)}
    assert shown == {"Chưa đánh giá"}
    assert "chưa có vòng tự đánh giá" in report.lines[0]
    (line,) = (line_of(row) for row in rows_of(table, RowKind.TOTAL))
    assert "0/24 tiêu chí đạt; 24 chưa đánh giá." in line and "20/24" in line


def test_a_year_without_a_set_says_so(empty: Any) -> None:
    report = checklist_assessment.build(empty, Q3, TODAY)
    assert report.blocks == (Paragraph("Sổ không có bộ tiêu chí nào áp dụng trong năm 2022."),)
