"""A session to be watched: what a clerk does from the first start to the last, without a screen. Usage: FOLDER [amiss]

The books, the settings and what is asked for lie in the folder. With `amiss` it does what the program must never do.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from hxapp import cli, disks
from tests.windows.sheets import type_in_excel


def work(folder: Path) -> None:
    """Makes a book and works with it by all that writes: commands, the window, its tour."""
    book = folder / "sổ" / "Sổ phường.hxdb"
    asked = folder / "nhờ ghi"
    for directory in (book.parent, asked):
        directory.mkdir()
    sheet, report = asked / "chỉ tiêu.xlsx", asked / "báo cáo.pdf"
    assert cli.main(["new", str(book), "--practice"]) == 0
    window(book)  # before a command that draws: it makes the application
    assert cli.main(["export", str(book), "--what", "indicators", "--to", str(sheet), "--period", "2022-Q3"]) == 0
    type_in_excel(sheet, 7, count=1)
    for words in (
        ["report", book, "--report", "tong-quan", "--period", "2022-Q3", "--to", report],
        ["import", book, sheet],
        ["backup", book],
        ["check", book, "--full"],
        ["history", book],
        ["undo", book],
    ):
        assert cli.main([str(word) for word in words]) == 0, words
    assert cli.main(["--tour", str(asked)]) == 0


def window(book: Path) -> None:
    """The window with the book: every tab, then closed."""
    from hxapp.ui.main_window import MainWindow

    go = QApplication.exec

    def leave() -> None:
        (shown,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))
        assert shown.view is not None
        for number in range(len(shown.view.tabs)):
            shown.view.show_tab(number)
            QApplication.processEvents()
        shown.close()

    def watched(*_: object) -> int:
        QTimer.singleShot(1500, leave)
        return go()

    QApplication.exec = watched  # type: ignore[method-assign]
    assert cli.main(["--book", str(book)]) == 0


def amiss(folder: Path) -> None:
    """What the proof must see."""
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as reaching:
        reaching.connect(("127.0.0.1", 9))
    (folder / "dấu vết.txt").write_text("x", "utf-8")


if __name__ == "__main__":
    disks.volumes = lambda: ()
    place = Path(sys.argv[1])
    amiss(place) if sys.argv[2:] == ["amiss"] else work(place)
