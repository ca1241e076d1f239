"""The command line: the window, or a command without one, which calls the same services as the window does.

Which command was meant is told here; what it does stands in `hxapp.commands`, which is imported when one is given.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from hxapp import NAME, VERSION, paths
from hxapp.commands.command import (
    DONE,
    NOT_UNDERSTOOD,
    PARTLY,
    REFUSED,
    UNEXPECTED,
    WHAT,
    Misunderstood,
    complain,
)
from hxapp.domain.errors import HxError
from hxapp.domain.file_names import BOOK_SUFFIX

__all__ = ["DONE", "NOT_UNDERSTOOD", "PARTLY", "REFUSED", "UNEXPECTED", "WHAT", "main"]

logger = logging.getLogger("hxapp")

HELP = f"""{NAME} {VERSION} – theo dõi chỉ tiêu, nhiệm vụ và tiêu chí văn minh đô thị của phường

Cách dùng:
  hxapp                                    mở cửa sổ chương trình
  hxapp --book SỔ                          mở cửa sổ với một sổ
  hxapp --smoke-test                       tự thử chương trình rồi thoát
  hxapp new SỔ [--sample | --practice]     tạo sổ trống, sổ mẫu năm 2022 hoặc sổ thực hành
  hxapp list SỔ --what LOẠI [--period KỲ]  liệt kê các dòng
  hxapp export SỔ --what LOẠI --to X.xlsx [--period KỲ]
                                           xuất ra tệp Excel
  hxapp import SỔ X.xlsx [--dry-run]       nhập lại tệp Excel đã xuất; --dry-run chỉ xem trước
  hxapp report SỔ --report TÊN --period KỲ --to X.pdf|X.xlsx
                                           lập báo cáo
  hxapp check SỔ [--full]                  kiểm tra tệp sổ; --full kiểm tra từng ô và lịch sử của nó
  hxapp history SỔ [--row MÃ]              ai đã sửa gì trong sổ, hoặc riêng một dòng
  hxapp undo SỔ, hxapp redo SỔ             hoàn tác, làm lại một việc của hôm nay
  hxapp backup SỔ [--to THƯ_MỤC]           sao lưu sổ
  hxapp backups SỔ                         liệt kê các bản sao lưu của sổ
  hxapp restore SỔ BẢN_SAO_LƯU             khôi phục sổ; tệp trước đó được giữ với tên khác
  hxapp parse "LỜI VĂN" [--unit ĐVT]       đọc một mức kế hoạch như văn bản viết, không cần sổ

LOẠI là indicators (chỉ tiêu), tasks (nhiệm vụ) hoặc checklist (văn minh đô thị).
KỲ viết như 2022-Q2, 2022-M05, 2022-6M, 2022-9M hoặc 2022.
Thêm --json để chương trình khác đọc kết quả.

Mã kết thúc: 0 xong; 1 không làm được (có lý do kèm theo); 2 lệnh viết chưa đúng;
3 xong nhưng có ô bị từ chối, hoặc kiểm tra thấy lỗi; 70 lỗi ngoài dự kiến.
"""


class _Parser(argparse.ArgumentParser):
    """Raises instead of printing English and leaving."""

    def error(self, message: str) -> NoReturn:
        raise Misunderstood(f"Lệnh “{self.prog}” viết chưa đúng.")


def main(argv: list[str]) -> int:
    """Do what the arguments say; gives the exit code."""
    _speak_utf8()
    try:
        return _dispatch(argv)
    except Misunderstood as error:
        complain(f"{error} Gõ “hxapp --help” để xem cách dùng.")
        return NOT_UNDERSTOOD
    except HxError as error:
        complain(str(error))
        return REFUSED
    except BrokenPipeError:  # whoever reads the answer has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception:
        _log_to_file()
        logger.exception("unexpected")
        complain(
            "Chương trình gặp một lỗi ngoài dự kiến và đã dừng việc này; sổ vẫn như lần lưu cuối. "
            f"Hãy gửi tệp nhật ký “{paths.log_file()}” cho người hỗ trợ."
        )
        return UNEXPECTED


def _log_to_file() -> None:
    """The log of the window serves the commands too."""
    from logging.handlers import RotatingFileHandler

    from hxapp.services.logs import LogFormatter

    with contextlib.suppress(OSError):
        handler = RotatingFileHandler(paths.log_file(), maxBytes=500_000, backupCount=3, encoding="utf-8")
        handler.setFormatter(LogFormatter())
        logger.addHandler(handler)


def _dispatch(argv: list[str]) -> int:
    if any(word in ("-h", "--help", "help") for word in argv):
        print(HELP, end="")
        return DONE
    if "--version" in argv:
        print(f"{NAME} {VERSION}")
        return DONE
    if len(argv) == 1 and argv[0].casefold().endswith(BOOK_SUFFIX):
        return _open_window(Path(argv[0]))  # a book dropped on the program, or opened with it
    if argv and not argv[0].startswith("-"):
        from hxapp.commands.registry import COMMANDS

        command = COMMANDS.get(argv[0])
        if command is None:
            raise Misunderstood(f"Không có lệnh “{argv[0]}”.")
        return command.run(_parse(argv[0], command.declare, argv[1:]))
    if not argv or (len(argv) == 2 and argv[0] == "--book" and not argv[1].startswith("-")):
        # As the desktop opens the window: a parser would take longer than reading the book's indicators.
        return _open_window(Path(argv[1]) if argv else None)
    return _window(_parse("", _declare_window, argv))


def _parse(name: str, declare: Callable[[argparse.ArgumentParser], None], argv: list[str]) -> argparse.Namespace:
    parser = _Parser(prog=f"hxapp {name}".strip(), add_help=False, allow_abbrev=False)
    declare(parser)
    chosen, unknown = parser.parse_known_args(argv)
    if unknown:
        raise Misunderstood(f"Không hiểu “{unknown[0]}” trong lệnh “{parser.prog}”.")
    return chosen


def _declare_window(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--book", type=Path)
    parser.add_argument("--smoke-test", action="store_true")
    parser.add_argument("--tour", type=Path)


def _window(chosen: argparse.Namespace) -> int:
    if not chosen.smoke_test and chosen.tour is None:
        return _open_window(chosen.book)
    from hxapp import app

    if chosen.smoke_test:
        return app.smoke_test()
    for written in app.tour(chosen.tour):
        print(f"Đã ghi {written}")
    return DONE


def _open_window(book: Path | None) -> int:
    book = None if book is None else book.absolute()  # a relative one is that of this start's folder, whoever opens it
    # Nearly all that a start makes stays: looking through it for rubbish, again and again as it grows, is a tenth of
    # the start. `app.run` turns the collector on when the window is there.
    gc.disable()
    try:
        from hxapp.ui import one_window

        seat = one_window.take(paths.settings_folder(), book)
        if seat is None:
            return DONE
        try:
            from hxapp import app

            return app.run(book, seat)
        finally:
            seat.leave()
    finally:
        gc.enable()


def _speak_utf8() -> None:
    """Vietnamese whatever the console's code page; a windowed Windows program has no streams at all."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
