"""Keeping a book safe without a window: its history, undo and redo, backups, and bringing one back."""

from __future__ import annotations

import argparse
import datetime as dt
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hxapp import disks, paths
from hxapp.commands.command import (
    DONE,
    Command,
    Misunderstood,
    answer,
    complain,
    needed,
    opened,
    print_json,
)
from hxapp.domain.errors import HxError

if TYPE_CHECKING:
    from hxapp.services.backups import BackupFacts, Broken
    from hxapp.services.history_list import ActionRow
    from hxapp.services.undoing import Done
    from hxapp.storage.database import Database, Reading

_BOOK = "tên tệp sổ"


def _declare_book(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("book", type=Path, nargs="?")
    parser.add_argument("--json", action="store_true")


# History -----------------------------------------------------------------------------------------------------------


def _declare_history(parser: argparse.ArgumentParser) -> None:
    _declare_book(parser)
    parser.add_argument("--row")


def _history(chosen: argparse.Namespace) -> int:
    """All actions, or all changes of one row: the newest first."""
    book = needed(chosen, "book", _BOOK)
    row = _key(chosen.row) if chosen.row is not None else None
    with opened(book, reading_only=True) as database, database.read() as session:
        lines = _actions(session) if row is None else _changes_of(session, row)
    if chosen.json:
        print_json({"book": str(book), "history": lines})
    else:
        for line in lines:
            count = f"\t{line['changes']}" if "changes" in line else ""
            print(f"{line['moment']}\t{line['who']}\t{line['name']}{count}")
            for told in line.get("told", ()):
                print(f"\t{told}")
    return DONE


def _actions(session: Reading) -> list[dict[str, Any]]:
    from hxapp.services import history_list

    found: list[dict[str, Any]] = []
    before: int | None = None
    while True:
        page = history_list.page(session, before=before)
        found += [{**_action(one), "changes": one.changes} for one in page.actions]
        if page.older is None:
            return found
        before = page.older


def _changes_of(session: Reading, row: uuid.UUID) -> list[dict[str, Any]]:
    from hxapp.services import row_history

    table = row_history.table_of(session, row)
    if table is None:
        raise HxError(f"Sổ không có dòng mã {row}. Hãy lấy mã dòng từ lệnh “hxapp list … --json”.")
    entries = row_history.history_of(session, [row_history.Spot(table, row)], along=True, most=10_000)
    return [{**_action(one.action), "told": [one.change.sentence]} for one in entries]


def _action(action: ActionRow) -> dict[str, Any]:
    moment = action.moment.astimezone().isoformat(timespec="seconds")
    return {"id": action.id, "moment": moment, "who": action.who, "kind": action.kind.value, "name": action.name}


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Misunderstood(f"“{text}” không phải là mã dòng.") from error


# Undo and redo -----------------------------------------------------------------------------------------------------


def _undo(chosen: argparse.Namespace) -> int:
    from hxapp.services import undoing

    return _step(chosen, undoing.undo, "Đã hoàn tác")


def _redo(chosen: argparse.Namespace) -> int:
    from hxapp.services import undoing

    return _step(chosen, undoing.redo, "Đã làm lại")


def _step(chosen: argparse.Namespace, take: Callable[[Database, dt.datetime], Done], said: str) -> int:
    from hxapp.services import undoing

    with opened(needed(chosen, "book", _BOOK)) as database:
        done = take(database, _now())
        with database.read() as session:
            left = undoing.left_words(session, done.left)
    rows = sum(map(len, done.rows.values()))
    answer(chosen, {"action": done.name, "rows": rows, "left": list(left)}, f"{said} “{done.name}”: {rows} dòng.")
    if not chosen.json:
        for line in left:
            complain(f"Giữ nguyên: {line}")
    return DONE


# Backups -----------------------------------------------------------------------------------------------------------


def _declare_backup(parser: argparse.ArgumentParser) -> None:
    _declare_book(parser)
    parser.add_argument("--to", type=Path)


def _backup(chosen: argparse.Namespace) -> int:
    from hxapp.services import backups
    from hxapp.services.backups import BackupReason
    from hxapp.storage import recognise

    book: Path = needed(chosen, "book", _BOOK)
    recognise.is_file(book)
    folder = chosen.to if chosen.to is not None else disks.backup_folder(book, paths.data_folder())
    made = backups.back_up(book.absolute(), folder, BackupReason.ASKED, _now())
    answer(chosen, _facts(made), f"Đã sao lưu sổ thành “{made.path}”.")
    return DONE


def _backups(chosen: argparse.Namespace) -> int:
    book: Path = needed(chosen, "book", _BOOK).absolute()
    found = _found(book)
    missing = not book.is_file()
    if missing and not found:
        raise HxError(
            f"Không thấy sổ “{book}”, và không có bản sao lưu nào mang tên sổ đó trên máy này. "
            "Hãy kiểm tra lại đường dẫn, hoặc cắm ổ đĩa có bản sao lưu."
        )
    if missing:
        complain(f"Không thấy sổ “{book}”; các bản sao lưu dưới đây được tìm theo tên sổ.")
    if chosen.json:
        print_json({"book": str(book), "backups": [_facts(one) for one in found]})
        return DONE
    for one in found:
        facts = _facts(one)
        print(f"{facts['moment']}\t{facts['reason']}\t{facts['size']}\t{facts['file']}")
    if not found:
        complain(f"Chưa tìm thấy bản sao lưu nào của sổ “{book}” trên máy này.")
    return DONE


def _found(book: Path) -> tuple[BackupFacts | Broken, ...]:
    from hxapp.services import restoring

    return restoring.candidates(book, disks.backup_places(book, paths.data_folder()))


def _facts(one: BackupFacts | Broken) -> dict[str, Any]:
    from hxapp.services.backups import Broken

    moment = one.made_at.astimezone().isoformat(timespec="seconds")
    told: dict[str, Any] = {"file": str(one.path), "moment": moment, "size": one.size}
    if isinstance(one, Broken):
        return {**told, "reason": "hỏng", "broken": one.why}
    return {**told, "reason": one.reason.label, "counts": one.counts, "last": one.last_name, "who": one.last_who}


def _declare_restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("book", type=Path, nargs="?")
    parser.add_argument("backup", type=Path, nargs="?")
    parser.add_argument("--json", action="store_true")


def _restore(chosen: argparse.Namespace) -> int:
    """The backup takes the book's place; what was done since is told, and the former file stays beside it."""
    from hxapp.services import backups, restoring

    book: Path = needed(chosen, "book", _BOOK).absolute()
    backup = backups.facts_of(needed(chosen, "backup", "tên tệp bản sao lưu"), whole=True)
    lost = restoring.lost_by(book, backup) if book.exists() else None
    done = restoring.restore(book, backup, _now(), paths.user_name())
    facts = {
        "book": str(book),
        "kept": str(done.kept) if done.kept is not None else None,
        "lost": lost.count if lost is not None and not lost.unknown else None,
    }
    kept = f" Tệp trước đó được giữ ở “{done.kept}”." if done.kept is not None else ""
    answer(chosen, facts, f"Đã khôi phục sổ “{book}” từ “{backup.path}”.{kept}")
    if lost is not None and lost.count and not chosen.json:
        complain(f"{lost.count} việc làm sau bản sao lưu không có trong sổ vừa khôi phục, chỉ còn trong tệp được giữ.")
    return DONE


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone()


COMMANDS = {
    "history": Command(_declare_history, _history),
    "undo": Command(_declare_book, _undo),
    "redo": Command(_declare_book, _redo),
    "backup": Command(_declare_backup, _backup),
    "backups": Command(_declare_book, _backups),
    "restore": Command(_declare_restore, _restore),
}
