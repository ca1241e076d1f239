"""The status line: what gives way first when not all of it has room."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from hxapp.ui.status_line import StatusLine

WORDS = "Tỷ lệ người tham gia bảo hiểm y tế: quý III/2022, trong kỳ, chính thức – đã nhập"


def test_the_path_goes_first_then_the_name_then_the_tab_s_words(qtbot: QtBot) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    path = Path("/nơi/rất/xa/của/phường/các sổ nghị quyết của phường/Sổ nghị quyết năm 2022.hxdb")
    line.show_book(path)
    line.show_tab(WORDS, "Đang ẩn 2 cột (Ctrl+→)")
    line.show()
    seen: list[tuple[str, bool]] = []
    for width in range(1800, 300, -20):
        line.resize(width, 24)
        state = (line.place.text(), line.tab.isVisibleTo(line))
        if not seen or seen[-1] != state:
            seen.append(state)
    assert seen == [(str(path), True), (path.name, True), ("", True), (path.name, False), ("", False)]
