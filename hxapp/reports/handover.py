"""The minutes of a handing over (biên bản bàn giao): who gives, who takes over, and each duty; both sign."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hxapp.reports import office
from hxapp.reports.report import (
    BLANK,
    Align,
    Block,
    Cell,
    Column,
    Heading,
    Letterhead,
    Paragraph,
    Report,
    Signatures,
    Table,
    item,
)
from hxapp.services import books, handover
from hxapp.services.handover import Duties, Side

_INDENT = 10.0
_DOTS = "…" * 12


def build(session: Any, action_id: int, today: dt.date) -> Report:
    """The minutes of the handing over with that number in the book's history; HxError when there is none."""
    facts = books.facts(session)
    done = handover.read_handover(session, action_id)
    giver, taker = done.giver, done.taker
    head = office.letterhead(facts.office, today, office.letter_style(facts.office))
    blank = BLANK * 7
    opening = f"Hôm nay, ngày{blank}tháng{blank}năm {today.year}, tại {facts.office.shown_name}, chúng tôi gồm có:"
    blocks: list[Block] = [
        _paragraph(opening),
        Heading("I. THÀNH PHẦN"),
        _paragraph(f"1. Bên giao: {_called(giver)}"),
        _paragraph(f"2. Bên nhận: {_called(taker)}"),
        Heading("II. NỘI DUNG BÀN GIAO"),
        _paragraph(f"{giver.name} bàn giao cho {taker.name} phụ trách {_counted(done.duties)}, gồm:"),
        *_tables(done.duties),
        Heading("III. HỒ SƠ, TÀI LIỆU KÈM THEO (NẾU CÓ)"),
        _paragraph(_DOTS * 2),
        _paragraph(_DOTS * 2),
        _paragraph(
            "Biên bản lập xong đã đọc cho hai bên cùng nghe, hai bên nhất trí ký tên. "
            "Biên bản được lập thành 02 bản có giá trị như nhau, mỗi bên giữ 01 bản."
        ),
    ]
    return Report(
        title="BIÊN BẢN",
        subject="Bàn giao chỉ tiêu, nhiệm vụ được giao phụ trách",
        head=Letterhead(head.office, head.superior, head.place, head.year, "BB", head.style),
        blocks=tuple(blocks),
        signatures=Signatures(post="BÊN NHẬN", name=taker.name, drafter_title="BÊN GIAO", drafter=giver.name),
        practice_mark=office.practice_mark(facts),
        foot=office.foot(facts, today),
        file_stem=f"bien-ban-ban-giao-{today.isoformat()}",
    )


def _paragraph(text: str) -> Paragraph:
    return Paragraph(text, justify=True, first_line_mm=_INDENT)


def _called(side: Side) -> str:
    post = f"; chức vụ: {side.post}." if side.post else f"; chức vụ: {_DOTS}"
    return f"Ông (bà) {side.name}{post}"


def _counted(duties: Duties) -> str:
    counts = ((len(duties.indicators), "chỉ tiêu"), (len(duties.tasks), "nhiệm vụ"))
    return " và ".join(f"{number:02d} {word}" for number, word in counts if number)


def _tables(duties: Duties) -> list[Block]:
    made: list[Block] = []
    if duties.indicators:
        columns: tuple[Column, ...] = (
            Column("TT", 10, Align.CENTER),
            Column("Chỉ tiêu số", 24, Align.CENTER),
            Column("Tên chỉ tiêu", 131),
        )
        rows = tuple(
            item(Cell(str(number)), Cell(duty.number), Cell(duty.name))
            for number, duty in enumerate(duties.indicators, start=1)
        )
        made += [Heading("Chỉ tiêu", size=12), Table(columns, rows, name="Chỉ tiêu")]
    if duties.tasks:
        columns = (
            Column("TT", 10, Align.CENTER),
            Column("Mục", 16, Align.CENTER),
            Column("Nhiệm vụ", 84),
            Column("Hạn hoàn thành", 28),
            Column("Trạng thái", 27),
        )
        rows = tuple(
            item(Cell(str(number)), Cell(duty.number), Cell(duty.name), Cell(duty.due), Cell(duty.state))
            for number, duty in enumerate(duties.tasks, start=1)
        )
        made += [Heading("Nhiệm vụ", size=12), Table(columns, rows, name="Nhiệm vụ")]
    return made
