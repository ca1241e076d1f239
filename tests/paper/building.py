"""Builders for reports in tests, and the text of the PDF pages drawn from them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hxapp.paper.output import write_pdf
from hxapp.reports.report import (
    PRACTICE_MARK,
    Align,
    Cell,
    Column,
    HeadStyle,
    Letterhead,
    Report,
    Row,
    RowKind,
    Signatures,
    Table,
    column_numbers,
    item,
    part,
    plain,
    section,
    total,
)
from tests.pdfs import page_texts

SENTENCE = (
    "Thực hiện nhiệm vụ {number}: rà soát, lập danh mục công trình, dự án cần thu hồi đất và chuyển mục đích sử dụng "
    "đất; phối hợp Mặt trận và các đoàn thể tuyên truyền, vận động từng hộ gia đình ở tổ dân phố số {number}, hết việc "
    "{number}."
)
HEADINGS = ("TT", "Nhiệm vụ được giao", "Kết quả đạt được")


def sentence(number: int) -> str:
    """About six lines in the middle column, told from its like by `number`."""
    return SENTENCE.format(number=f"n{number:03d}n")


def long_table(items: int = 24, *, parts_of: Iterable[int] = (), size: float = 11) -> Table:
    """Rows of six lines with a section before every seventh item; items in `parts_of` have two parts."""
    rows: list[Row] = []
    for number in range(1, items + 1):
        if number % 7 == 1:
            rows.append(section(f"{number // 7 + 1}", f"PHẦN VIỆC THỨ {number // 7 + 1}"))
        rows.append(item(str(number), sentence(number), Cell(f"{number},5")))
        if number in set(parts_of):
            rows += [part("", f"- phần đầu của {number}", "0,25"), part("", f"- phần cuối của {number}", "10,1")]
    rows.append(total("", "Cộng toàn phường", "99,5"))
    columns = (
        Column(HEADINGS[0], 10, Align.CENTER),
        Column(HEADINGS[1], 75),
        Column(HEADINGS[2], 80, Align.DECIMAL),
    )
    return Table(columns, tuple(rows), numbers=column_numbers(3), size=size)


def report(*blocks: object, practice: bool = True, landscape: bool = False, **fields: object) -> Report:
    """A signed report around the blocks."""
    values: dict[str, object] = {
        "title": "TIẾN ĐỘ THỰC HIỆN NHIỆM VỤ",
        "landscape": landscape,
        "head": Letterhead("Ủy ban nhân dân phường Hương Xuân", "", "Hương Xuân", 2022, "BC-UBND", HeadStyle.SHEET),
        "blocks": blocks,
        "signatures": Signatures(("TM. ỦY BAN NHÂN DÂN",), "CHỦ TỊCH", "Trần Văn Mẫu", drafter="Lê Thị Thử"),
        "practice_mark": PRACTICE_MARK if practice else None,
    }
    return Report(**{**values, **fields})  # type: ignore[arg-type]


def pdf_texts(description: Report, folder: Path) -> list[str]:
    """The words of each page as a reader would copy them, blanks and line ends made one blank."""
    path = folder / "report.pdf"
    write_pdf(description, path)
    return page_texts(path)


def row_texts(table: Table, *kinds: RowKind) -> list[str]:
    """The longest cell of each row of these kinds."""
    return [max((plain(cell.text) for cell in row.cells), key=len) for row in table.rows if row.kind in kinds]
