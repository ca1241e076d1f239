"""A clerk's day with the installed program, by keys and mouse: what is seen is kept, what is typed is in the file."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtGui import QImage

from hxapp import NAME
from tests.windows.driving import HOME, LONGEST, PICTURES, PROGRAM, SIZE, Pc, clerks_pc, rows
from tests.windows.sheets import type_in_excel

pytestmark = pytest.mark.windows

OFFICE = "Ủy ban nhân dân phường Hồng Hà"
TITLE = f"{OFFICE} · Năm 2022"
BOOK = rf"{HOME}\Documents\HX App\{OFFICE} 2022.hxdb"
SHEET = rf"{HOME}\Documents\Số liệu quý.xlsx"
NEW, OUT, IN = "Tạo sổ từ nghị quyết mẫu năm 2022", "Xuất Excel", "Nhập từ Excel"
PREVIEW = "In báo cáo"
PRINTING = "Print"  # the system's own, in the system's words
HEAD = 29  # pixels of the title bar
TYPED, FROM_EXCEL = 12_500_000, 115_000_000  # as the file holds 12,5 and 115
FIGURES = "SELECT value FROM result WHERE value IS NOT NULL"
ASLEEP = 5.0  # seconds
MENU_UP = {OUT: 5, IN: 6}
"""How often Up leads to the entry from the foot of the menu."""


@pytest.fixture(scope="module")
def pc() -> Iterator[Pc]:
    with clerks_pc("driven", OFFICE + SHEET) as made:
        yield made


@pytest.fixture(scope="module")
def paper(pc: Pc) -> Iterator[Path]:
    """Where the printer lays its sheets."""
    with pc.printer() as folder:
        yield folder


def entry(pc: Pc, what: str) -> None:
    """Chooses an entry of the book's menu, and waits for its window."""
    pc.press("alt+s")
    pc.still()
    pc.press(*["Up"] * MENU_UP[what])
    pc.picture(f"menu-{MENU_UP[what]}")
    pc.press("Return")
    pc.window(what)


def told(pc: Pc, name: str) -> None:
    """Waits for the program's own box, keeps its picture, and closes it."""
    pc.window(NAME)
    pc.picture(name)
    pc.press("Return")
    pc.gone(NAME)


def results(pc: Pc) -> set[int]:
    return {value for (value,) in rows(pc.at(BOOK), FIGURES)}


@pytest.mark.parametrize("percent", [100, 150])
def test_a_day(pc: Pc, paper: Path, percent: int) -> None:
    pc.name = f"driven-{percent}"
    pc.windows.set_scale(percent)
    scale = percent / 100
    pc.at(BOOK).unlink(missing_ok=True)
    for sheet in paper.glob("*.pdf"):
        sheet.unlink()

    # A book from the sample resolution, with the mouse; its office typed.
    pc.open()
    pc.picture("1-start")
    pc.click(200 * scale, (HEAD + 289) * scale)
    pc.window(NEW)
    pc.type(OFFICE)
    pc.still()
    pc.picture("2-new")
    pc.click(*pc.filled())
    pc.window(TITLE)
    overview = pc.picture("3-overview")
    assert pc.at(BOOK).is_file()
    assert results(pc) == set()

    # Another tab by the mouse, a figure typed into the cell where the clerk stands.
    pc.click(226 * scale, (HEAD + 21) * scale)
    pc.still()
    assert pc.picture("4-indicators") != overview
    pc.type("12,5")
    pc.press("Return")
    pc.still()
    pc.picture("5-typed")
    assert results(pc) == {TYPED}

    # Out to Excel, a figure typed there, in again.
    entry(pc, OUT)
    pc.press("ctrl+a")
    pc.type(SHEET)
    pc.picture("6-save")
    pc.press("Return")
    told(pc, "7-written")
    type_in_excel(pc.at(SHEET), 115, first=1, count=1)
    entry(pc, IN)
    pc.type(SHEET)
    pc.press("Return")
    button = pc.filled()
    pc.picture("8-import")
    assert results(pc) == {TYPED}
    pc.click(*button)
    told(pc, "9-imported")
    pc.picture("10-both")
    assert results(pc) == {TYPED, FROM_EXCEL}
    pc.at(SHEET).unlink()

    # Printed.
    pc.press("ctrl+p")
    pc.window(PREVIEW)
    pc.picture("11-preview")
    pc.click(*pc.filled())
    pc.window(PRINTING)
    pc.press("Return")
    pc.gone(PRINTING)
    pc.until(lambda: finished(paper), "nothing was printed")
    (sheet,) = paper.glob("*.pdf")
    look_at_paper(sheet, PICTURES / f"{pc.name}-12-printed.png")
    pc.press("Escape")
    pc.gone(PREVIEW)

    # Closed, opened again: the same tab of the same book, with all that it had.
    before = pc.still()
    kept = rows(pc.at(BOOK), "SELECT * FROM result ORDER BY id")
    pc.close()
    assert not pc.at(f"{BOOK}-journal").exists()
    assert rows(pc.at(BOOK), "PRAGMA integrity_check") == [("ok",)]
    assert rows(pc.at(BOOK), "SELECT * FROM result ORDER BY id") == kept
    pc.open()
    pc.window(TITLE)
    assert_same_table(before, pc.picture("13-again"), scale)
    pc.close()
    assert "lành lặn" in pc.console("check", BOOK, "--full")
    pc.windows.must("cmd", "/c", "del", BOOK)
    pc.at(f"{HOME}\\AppData\\Roaming\\HXApp\\hxapp.ini").unlink()


def finished(paper: Path) -> bool:
    """Whether the one job has been written to its end."""
    jobs = list(paper.glob("*.pdf"))
    return len(jobs) == 1 and b"%%EOF" in jobs[0].read_bytes()[-64:]


def look_at_paper(sheet: Path, picture: Path) -> None:
    """The paper is A4 lying, and has letters on it; its text layer is Wine's, so the picture is judged."""
    document = pypdfium2.PdfDocument(sheet)
    try:
        assert len(document) >= 1
        width, height = document[0].get_size()
        assert (round(width), round(height)) in ((842, 595), (595, 842))
        image = document[0].render(scale=1.5)
        data, stride = bytes(image.buffer), image.stride
        page = QImage(data, image.width, image.height, stride, QImage.Format.Format_BGR888)
        page.save(str(picture))
        dark = sum(value < 128 for value in data) / len(data)
        assert 0.005 < dark < 0.3
    finally:
        document.close()


def assert_same_table(before: QImage, after: QImage, scale: float) -> None:
    """The same figures in the same places, whatever the bars above and below say; and whichever cell is marked."""
    top, left, width, height = (round(one * scale) for one in (HEAD + 115, 45, 440, 300))
    assert before.copy(left, top, width, height) == after.copy(left, top, width, height)


def test_a_second_start_hands_its_book_to_the_first_window(pc: Pc) -> None:
    pc.name = "driven-two"
    pc.windows.set_scale(100)
    first, second = rf"{HOME}\Documents\Sổ một.hxdb", rf"{HOME}\Documents\Sổ hai.hxdb"
    pc.console("new", first, "--sample")
    pc.console("new", second, "--practice")
    pc.open("--book", first)
    (title,) = pc.titles()
    (program,) = pc.processes()
    pc.picture("1-first")
    assert pc.windows.run(rf"{PROGRAM}\HXApp.exe", second, env=pc.env, timeout=LONGEST).returncode == 0
    pc.until(lambda: len(pc.titles()) == 1 and pc.titles() != [title], "the first window did not take the book over")
    pc.still()
    pc.picture("2-second")
    assert pc.processes() == [program]
    locks = {path.name for path in pc.at(first).parent.glob("*.hxdb.khoa")}
    assert locks == {"Sổ hai.hxdb.khoa"}
    pc.close()


def test_the_pc_sleeps_with_a_figure_half_typed(pc: Pc) -> None:
    pc.name = "driven-sleep"
    pc.windows.set_scale(100)
    book = rf"{HOME}\Documents\Sổ ngủ.hxdb"
    pc.console("new", book, "--sample")
    pc.open("--book", book)
    pc.press("ctrl+Next")
    pc.still()
    pc.type("12,5")
    pc.still()
    (program,) = pc.processes()
    os.kill(program, signal.SIGSTOP)  # as far as it can see, that is what a sleeping PC is: time that it did not have
    time.sleep(ASLEEP)
    os.kill(program, signal.SIGCONT)
    pc.press("Return")
    pc.until(lambda: rows(pc.at(book), FIGURES) == [(TYPED,)], "what was typed before was not saved after")
    pc.picture("awake")
    assert pc.at(f"{book}.khoa").exists()
    pc.close()
    assert "lành lặn" in pc.console("check", book, "--full")


@pytest.mark.parametrize("percent", [125, 200])
def test_the_window_fits_the_screen_at_every_scale(pc: Pc, percent: int) -> None:
    pc.name = f"driven-{percent}"
    pc.windows.set_scale(percent)
    book = rf"{HOME}\Documents\Sổ {percent}.hxdb"
    pc.console("new", book, "--practice")
    pc.open("--book", book)
    shown: list[QImage] = []
    for number in range(4):
        shown.append(pc.picture(f"{number}-tab"))
        width, height = pc.size(pc.titles()[0])
        assert width <= SIZE[0] and height <= SIZE[1]
        pc.press("ctrl+Next")
        pc.until(lambda: pc.still() != shown[-1], "no other tab came")
    pc.close()
