"""The sheet's column of plans: words typed there are read like those in the window, and what is not read is refused."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from hxapp.domain.targets import Comparator
from hxapp.storage.database import Database
from hxapp.storage.tables import Indicator, TargetRow
from tests.excel.sheets import Sheet, changed, export, plan, take
from tests.excel.test_round_trip import INSURED, shown

TITLE, HEAD, WASTE = "Xây dựng phường", "Tăng số cơ sở và số lao động", "Tỷ lệ thu gom và vận chuyển"


def stored(book: Database, name: str) -> TargetRow:
    with book.begin("Xem") as session:
        found = session.scalars(
            sa.select(TargetRow)
            .join(Indicator, Indicator.id == TargetRow.indicator_id)
            .where(Indicator.name.startswith(name), TargetRow.judged)
        ).one()
        session.expunge(found)
        return found


def with_words(book: Database, folder: Path, name: str, words: object) -> tuple[Path, str]:
    """An exported sheet in which the indicator's plan reads so, and the cell's address."""
    path = export(book, folder, "indicators")
    with changed(path) as sheet:
        address = sheet.set(sheet.row(name, "name"), "wording", words)
    return path, address


def test_changed_words_change_the_figures_that_are_judged(book: Database, tmp_path: Path) -> None:
    path, address = with_words(book, tmp_path, INSURED, "từ 98 - 98,5%, giữ ổn định")
    before = plan(book, path)
    assert (before.changed, before.refused) == (1, ())
    assert [(row.old, row.new) for row in before.rows if row.cell == address] == [
        ("> 99%", "từ 98 - 98,5%, giữ ổn định")
    ]
    take(book, path)
    now = stored(book, INSURED)
    assert (now.comparator, now.low, now.high) == (Comparator.BETWEEN, Decimal(98), Decimal("98.5"))
    assert shown(book, INSURED).wording == "từ 98 - 98,5%, giữ ổn định"
    assert plan(book, export(book, tmp_path, "indicators")).changed == 0


@pytest.mark.parametrize(("typed", "format_", "wording"), [(95, "General", "95"), (0.955, "0.0%", "95,5%")])
def test_a_plain_number_is_a_plan_too(book: Database, tmp_path: Path, typed: float, format_: str, wording: str) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        row = sheet.row(WASTE, "name")
        sheet.set(row, "wording", typed)
        sheet.cell(row, "wording").number_format = format_
    assert take(book, path).refused == ()
    now = stored(book, WASTE)
    assert (now.wording, now.comparator, now.unit) == (wording, Comparator.EQ, "%")
    assert now.low == now.high == Decimal(wording.rstrip("%").replace(",", "."))


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("theo kế hoạch của ngành", "Không đọc ra con số nào"),
        ("100 hộ", "tính bằng hộ, chỉ tiêu tính bằng %"),
        ("99,1234567%", "7 chữ số thập phân"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_address(
    book: Database, tmp_path: Path, words: str, why: str
) -> None:
    path, address = with_words(book, tmp_path, INSURED, words)
    (refused,) = take(book, path).refused
    assert refused.cell == address and why in refused.reason
    assert (shown(book, INSURED).wording, stored(book, INSURED).low) == ("> 99%", Decimal(99))


@pytest.mark.parametrize("name", [TITLE, HEAD])
def test_what_was_in_words_stays_in_words(book: Database, tmp_path: Path, name: str) -> None:
    path, _ = with_words(book, tmp_path, name, "> 12 cơ sở, với > 60 lao động" if name == HEAD else "đạt chuẩn")
    assert take(book, path).refused == ()
    now = stored(book, name)
    assert (now.comparator, now.low) == (Comparator.TEXT_ONLY, None)
    assert now.wording in ("> 12 cơ sở, với > 60 lao động", "đạt chuẩn")


def test_a_new_row_is_read_too(book: Database, tmp_path: Path) -> None:
    path = export(book, tmp_path, "indicators")
    with changed(path) as sheet:
        _add(sheet, "Tỷ lệ hộ dùng nước sạch", "%", "từ 98% trở lên")
        _add(sheet, "Thu quỹ", "triệu đồng", "120 hộ")
        _add(sheet, "Việc bằng lời", None, "cơ bản hoàn thành")
    found = take(book, path)
    assert found.new == 2
    assert [one.reason.partition(":")[0] for one in found.refused] == ["Chưa so được"]
    assert (stored(book, "Tỷ lệ hộ dùng nước sạch").comparator, stored(book, "Tỷ lệ hộ dùng nước sạch").low) == (
        Comparator.GE,
        Decimal(98),
    )
    assert stored(book, "Việc bằng lời").comparator is Comparator.TEXT_ONLY


def _add(sheet: Sheet, name: str, unit: str | None, words: str) -> None:
    row = sheet.sheet.max_row + 1
    sheet.set(row, "name", name)
    sheet.set(row, "unit", unit)
    sheet.set(row, "wording", words)
