"""History in a clerk's words: every table and field of the book, every kind of value, rows that are gone."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Boolean, Date

from hxapp.domain.history import ChangeKind
from hxapp.domain.indicators import Basis, Stage
from hxapp.domain.neighbourhoods import AreaKind
from hxapp.domain.tasks import Priority
from hxapp.services import bin as bin_service
from hxapp.services import history_labels, history_words, indicator_edits, settings, task_edits
from hxapp.services.history_rows import SUBJECTS
from hxapp.services.history_words import EMPTY, UNREADABLE, Wording, field_label, row_label, value_words
from hxapp.services.neighbourhoods import ward
from hxapp.services.results import set_result, set_result_note
from hxapp.services.row_names import GONE
from hxapp.storage import history
from hxapp.storage.database import Database
from hxapp.storage.history import Change
from hxapp.storage.schema.base import BOOK_TABLES
from hxapp.storage.tables import Area, Base, Indicator, ProgressNote, Result, Task, result_id
from hxapp.storage.types import Amount, Key, PeriodKey, UtcTime, Word
from tests.services import task_building
from tests.services.building import LATER, MOMENT, Q2, YEAR, at_least, exactly, make_department, make_indicator
from tests.ui.foreign_words import NAMES, foreign

VIETNAM = dt.timezone(dt.timedelta(hours=7))
COLUMNS = [(table, column) for table in BOOK_TABLES.sorted_tables for column in table.columns]
WORD_COLUMNS = [(table.name, column) for table, column in COLUMNS if isinstance(column.type, Word)]
# Vietnamese words in plain letters that stand in the names of tables and fields.
KNOWN = NAMES | {"ai", "chia", "duy", "giao", "minh", "quan", "sinh", "so", "tra", "vai"}


def reads_as_vietnamese(text: str) -> bool:
    return "_" not in text and "\\x" not in text and not foreign(text, KNOWN)


def last_changes(book: Database) -> list[Change]:
    """What the last action changed."""
    with book.read() as reading:
        last = max(one.id for one in history.actions(reading))
        return history.changes(reading, action_id=last)


def told(book: Database) -> list[str]:
    """The sentences of the last action, without what only keeps order."""
    changes = last_changes(book)
    with book.read() as reading:
        return [one.sentence for one in Wording(reading, VIETNAM).tell(changes) if not one.quiet]


def test_words_know_every_table() -> None:
    assert SUBJECTS
    assert set(history_labels.TABLES) == set(BOOK_TABLES.tables) == set(Base.metadata.tables)
    for noun in history_labels.TABLES.values():
        assert noun[0].islower() and reads_as_vietnamese(noun), noun


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=[f"{t.name}.{c.name}" for t, c in COLUMNS])
def test_every_field_has_a_name_of_its_own(table: sa.Table, column: Any) -> None:
    said = field_label(table.name, column.name)
    assert said != history_labels.FORMER_FIELD
    assert said[0].isupper() and reads_as_vietnamese(said), said
    others = [
        field_label(table.name, one.name)
        for one in table.columns
        if one is not column and not history_labels.is_bookkeeping(table.name, one.name)
    ]
    assert said not in others


def test_no_name_is_of_a_field_that_is_not_there() -> None:
    for table, fields in history_labels.FIELDS.items():
        assert set(fields) <= set(BOOK_TABLES.tables[table].c.keys()), table
    for (table, figure), beside in history_labels.DECIMALS.items():
        assert {figure, beside} <= set(BOOK_TABLES.tables[table].c.keys())
        assert history_labels.is_bookkeeping(table, beside)


def test_a_field_that_only_keeps_order_is_bookkeeping() -> None:
    assert history_labels.is_bookkeeping("task", "position")
    assert history_labels.is_bookkeeping("result", "decimals")
    assert not history_labels.is_bookkeeping("indicator", "decimals")  # typed in its panel
    assert not history_labels.is_bookkeeping("task", "due_wording")


@pytest.mark.parametrize(("table", "column"), WORD_COLUMNS, ids=[f"{t}.{c.name}" for t, c in WORD_COLUMNS])
def test_every_word_of_every_vocabulary_is_vietnamese(book: Database, table: str, column: Any) -> None:
    words: type[StrEnum] = column.type.words
    with book.read() as reading:
        said = {word: value_words(reading, table, column.name, word.value) for word in words}
    assert len(set(said.values())) == len(words)
    for word, text in said.items():
        assert text != word.value and reads_as_vietnamese(text), text


def a_value(kind: Any, some: Base) -> Any:
    """A value as the file holds it, of a column of that type."""
    if isinstance(kind, Key):
        return some.id.bytes  # type: ignore[attr-defined]
    if isinstance(kind, Amount):
        return 12_500_000
    if isinstance(kind, PeriodKey):
        return "2022-Q2"
    if isinstance(kind, UtcTime):
        return "2022-09-12T02:03:04.000000Z"
    if isinstance(kind, Date):
        return "2022-09-12"
    if isinstance(kind, Boolean):
        return 1
    if isinstance(kind, Word):
        words: type[StrEnum] = kind.words
        return min(words).value
    return 3 if isinstance(kind, sa.Integer) else "Lời văn"


def test_every_field_of_every_row_is_told_without_raw_values(book: Database) -> None:
    """Each type's own form, spoilt values among them; nothing raises."""
    with book.begin("Thử") as session:
        indicator = make_indicator(session, "Thu ngân sách", unit="tỷ đồng")
        some = session.get(Indicator, indicator)
        assert some is not None
        for table, column in COLUMNS:
            stored = a_value(column.type, some)
            said = value_words(session, table.name, column.name, stored, zone=VIETNAM)
            if isinstance(column.type, Key):
                target = next((one.column.table.name for one in column.foreign_keys), table.name)
                assert said == ("Thu ngân sách" if target == "indicator" else GONE)
            elif isinstance(column.type, UtcTime):
                assert said.endswith("12/09/2022 09:03")
            elif isinstance(column.type, Date):
                assert said == "12/09/2022"
            elif isinstance(column.type, PeriodKey):
                assert said == "Quý II/2022"
            elif isinstance(column.type, Boolean):
                assert (said, value_words(session, table.name, column.name, 0)) == ("có", "không")
            elif isinstance(column.type, Amount):
                assert said == "12,5"
            for spoilt in (b"\xff\x00", 3.5, "\x00", -1, "2022-13-45", b"0" * 16):
                assert "\\x" not in value_words(session, table.name, column.name, spoilt, zone=VIETNAM)
            assert value_words(session, table.name, column.name, None) in (EMPTY, history_words.NOT_IN_BIN)
        assert value_words(session, "result", "value", b"\xff") == UNREADABLE
        session.rollback()


def test_a_typed_figure_is_told_with_place_unit_and_its_decimals(book: Database) -> None:
    with book.begin("Lập") as session:
        indicator = make_indicator(session, "Thu ngân sách", at_least("50", "tỷ đồng"), unit="tỷ đồng")
        set_result(session, indicator, Q2, "12,5")
    with book.begin("Sửa") as session:
        set_result(session, indicator, Q2, "13,0")
    assert told(book) == ["Thu ngân sách, Quý II/2022: 12,5 → 13,0 tỷ đồng"]
    with book.begin("Sửa") as session:
        set_result(session, indicator, Q2, "13,00")
    assert told(book) == ["Thu ngân sách, Quý II/2022: 13,0 → 13,00 tỷ đồng"]
    with book.begin("Ghi chú") as session:
        set_result_note(session, indicator, Q2, note="Thu dồn\ncuối quý", source="")
    assert told(book) == ["Thu ngân sách, Quý II/2022: ghi chú của số liệu (trống) → Thu dồn cuối quý"]
    with book.begin("Xóa số") as session:
        set_result(session, indicator, Q2, "")
    assert told(book)[0].startswith("Thu ngân sách, Quý II/2022: 13,00 tỷ đồng → (trống)")


def test_a_figure_is_told_in_the_unit_and_decimals_of_its_time(book: Database) -> None:
    with book.begin("Lập") as session:
        indicator = make_indicator(session, "Thu ngân sách", unit="tỷ đồng")
        set_result(session, indicator, Q2, "12,50")
    first = last_changes(book)
    with book.begin("Sửa") as session:
        set_result(session, indicator, Q2, "12,5")
        row = session.get(Indicator, indicator)
        assert row is not None
        row.unit = "triệu đồng"
    with book.read() as reading:
        (of_cell,) = [one for one in Wording(reading).tell(first) if one.table == "result"]
        assert of_cell.sentence == "Thu ngân sách, Quý II/2022: (trống) → 12,50 tỷ đồng"
        cell = result_id(indicator, Q2, ward(reading), Basis.IN_PERIOD, Stage.FINAL)
        assert value_words(reading, "result", "value", 12_500_000, cell) == "12,5 triệu đồng"


def test_stage_basis_and_neighbourhood_are_said_where_they_are_not_the_usual_ones(book: Database) -> None:
    with book.begin("Lập") as session:
        indicator = make_indicator(session, "Hộ nghèo")
        area, name = uuid.uuid4(), "Tổ dân phố 3"
        session.add(Area(id=area, parent_id=ward(session), kind=AreaKind.NEIGHBOURHOOD, name=name, position=3))
        usual, other = (
            Result(indicator_id=indicator, period=Q2, area_id=where, basis=basis, stage=stage, nothing_arose=True)
            for where, basis, stage in (
                (ward(session), Basis.IN_PERIOD, Stage.FINAL),
                (area, Basis.CUMULATIVE, Stage.ESTIMATE),
            )
        )
        usual.id, other.id = uuid.uuid4(), uuid.uuid4()
        session.add_all((usual, other))
        session.flush()
        assert row_label(session, "result", usual.id) == "Hộ nghèo, Quý II/2022"
        assert row_label(session, "result", other.id) == f"Hộ nghèo, Quý II/2022, {name}, lũy kế, ước"


def test_what_is_assigned_is_told_in_the_indicators_unit(book: Database) -> None:
    with book.begin("Lập") as session:
        make_indicator(session, "Thu", exactly("105"), unit="triệu đồng", target_assigned=Decimal(46150))
    with book.read() as reading:
        fields = {
            one.field: one.now
            for change in Wording(reading).tell(last_changes_of(reading, "target"))
            for one in change.fields
        }
    assert fields["assigned"] == "46.150 triệu đồng"
    assert fields["low"] == "105%"


def last_changes_of(reading: Any, table: str) -> list[Change]:
    return [one for one in history.changes(reading) if one.table == table][-1:]


def test_one_figure_is_not_told_as_both_of_its_bounds(book: Database) -> None:
    with book.begin("Lập") as session:
        indicator = make_indicator(session, "Tỷ lệ", exactly("90"), unit="%", target_wording="90%")
    with book.begin("Sửa") as session:
        edit = indicator_edits.edit_of(session, indicator, YEAR)
        indicator_edits.save(session, indicator, YEAR, replace(edit, low="95", wording="95%"))
    (sentence,) = told(book)
    assert sentence.count("95%") == 2  # the words, and the figure once
    assert "đến" not in sentence


def test_rows_point_by_name_and_the_bin_is_told_as_such(book: Database) -> None:
    with book.begin("Lập") as session:
        office = make_department(session, "Địa chính – Xây dựng")
        task = task_edits.add(
            session, YEAR, task_building.edit("Chỉnh trang vỉa hè", department_id=office), MOMENT.date()
        )
    assert any(one.startswith("Thêm nhiệm vụ: Chỉnh trang vỉa hè") for one in told(book))
    with book.begin("Sửa") as session:
        edit = replace(
            task_edits.edit_of(session, task),
            department_id=None,
            deadline="31/3/2022",
            percent=40,
            priority=Priority.HIGH,
        )
        task_edits.save(session, task, edit, MOMENT.date())
    (sentence,) = told(book)
    assert "đơn vị chủ trì Địa chính – Xây dựng → (trống)" in sentence
    assert "hạn hoàn thành (trống) → 31/3/2022" in sentence
    assert "mức ưu tiên thường → cao" in sentence and "tỷ lệ hoàn thành 0% → 40%" in sentence
    assert "2022-03-31" not in sentence and "ngày cuối" not in sentence
    with book.begin("Bỏ") as session:
        bin_service.throw(session, "task", [task], LATER)
    assert told(book) == ["Bỏ vào thùng rác: Chỉnh trang vỉa hè"]
    with book.begin("Lấy lại") as session:
        bin_service.restore(session, [("task", task)])
    assert told(book) == ["Lấy lại từ thùng rác: Chỉnh trang vỉa hè"]


def test_rows_that_are_gone_are_called_as_they_last_were(book: Database) -> None:
    with book.begin("Lập") as session:
        task = task_edits.add(session, YEAR, task_building.edit("Nạo vét mương"), MOMENT.date())
        note = ProgressNote(id=uuid.uuid4(), task_id=task, noted_on=dt.date(2022, 3, 2), text="Xong 2 km", position=1)
        session.add(note)
    with book.begin("Đổi tên") as session:
        session.execute(sa.update(Task).where(Task.id == task).values(wording="Nạo vét mương tổ 4"))
    with book.begin("Xóa hẳn") as session:
        session.execute(sa.delete(ProgressNote).where(ProgressNote.id == note.id))
        session.execute(sa.delete(Task).where(Task.id == task))
    with book.read() as reading:
        assert row_label(reading, "task", task) == "Nạo vét mương tổ 4"
        assert row_label(reading, "progress_note", note.id) == "Nạo vét mương tổ 4, ghi chép ngày 02/03/2022"
        assert row_label(reading, "task", uuid.uuid4()) == GONE
        assert not Wording(reading).is_live("task", task)
    assert "Xóa hẳn nhiệm vụ: Nạo vét mương tổ 4" in told(book)


def test_settings_are_told_by_what_they_set(book: Database) -> None:
    with book.begin("Cơ quan") as session:
        settings.set_exceed_open_bound(session, True)
        settings.save_year(session, 2023)
    assert sorted(told(book)) == [
        "Kết quả quá mức mở tính là vượt: (trống) → có",
        f"Năm đang làm: {YEAR} → 2023",
    ]


def test_every_setting_that_is_saved_has_a_name(book: Database) -> None:
    with book.begin("Cơ quan") as session:
        settings.save_office(session, settings.Office(name="UBND phường"))
        settings.save_practice_day(session, MOMENT.date())
        for name in session.scalars(sa.text("SELECT name FROM setting")):
            assert name in history_labels.SETTINGS
        session.rollback()


def test_a_part_is_called_with_its_head(book: Database) -> None:
    with book.begin("Lập") as session:
        head = make_indicator(session, "Giải quyết việc làm")
        part = make_indicator(session, "Nữ", parent_id=head)
        assert row_label(session, "indicator", part) == "Giải quyết việc làm – Nữ"


def test_a_field_of_a_former_schema_is_told(book: Database) -> None:
    change = Change(1, 1, "thing", uuid.uuid4(), ChangeKind.UPDATE, {"colour": ("đỏ", b"\x01")})
    with book.read() as reading:
        said = Wording(reading).sentence(change)
    assert said == f"{GONE}: mục nay không còn trong sổ đỏ → {UNREADABLE}"


def test_order_alone_is_quiet(book: Database) -> None:
    with book.begin("Lập") as session:
        indicator = make_indicator(session, "Thu")
    with book.begin("Xếp") as session:
        session.execute(sa.update(Indicator).where(Indicator.id == indicator).values(position=99))
    with book.read() as reading:
        (one,) = Wording(reading).tell(history.changes(reading, row_id=indicator)[-1:])
    assert one.quiet and one.sentence == "Thu: đổi thứ tự"


def test_many_changes_are_told_with_few_questions(book: Database) -> None:
    """A thousand figures take as many statements as ten: nothing is asked change by change."""
    asked = []
    for number in (10, 400):
        with book.begin("Nhập") as session:
            names = [make_indicator(session, f"Chỉ tiêu {number}.{one}", unit="hộ") for one in range(number)]
            for one in names:
                set_result(session, one, Q2, "12,5")
        changes = last_changes(book)
        assert len(changes) == 2 * number
        with book.begin("Đọc") as session, task_building.statements(session) as sent:
            said = Wording(session).tell(changes)
            assert said[-1].sentence.endswith("(trống) → 12,5 hộ")
            asked.append(len(sent))
    assert asked[1] <= asked[0] + 4
