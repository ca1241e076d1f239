"""A process that is killed or watched while it works: it says what it has saved on its output, right after each commit.

It is loaded once, and makes a child for each line it is given (a job as JSON), waits for it to die, and says so; with
'record' in the job it watches what the child does to the files of that folder. Lines of a child: 'pid N', 'state DIGEST
ACTION' (what the book holds now, and its newest action), 'saved' (an action's commit has come back), 'began WHAT' and
'ended WHAT' (opening, importing, backing up, restoring), 'error …' (never to be).
"""

from __future__ import annotations

import datetime as dt
import json
import os
import pickle
import random
import shutil
import sys
import traceback
from pathlib import Path
from typing import Any

from hxapp import excel
from hxapp.domain.documents import BookOrigin
from hxapp.services import backups, books, restoring
from hxapp.services.backups import BackupReason
from hxapp.storage import connections
from hxapp.storage.database import Database
from tests.books import MOMENT, STEPS
from tests.proof import actions, deeds, recording
from tests.proof.rows import digest, last_action, rows_of


def say(*what: object) -> None:
    """One line, whole, whoever else writes."""
    os.write(1, (" ".join(map(str, what)) + "\n").encode())


def say_state(book: Database) -> None:
    with book.read() as reading:
        driver = connections.driver(reading)
        say("state", digest(rows_of(driver)), last_action(driver))


def open_book(path: Path) -> Database:
    book = books.open_book(path, STEPS, "Nguyễn Văn Mẫu")
    book.listen(lambda tables: say("saved"))
    return book


def work(job: dict[str, Any], chance: random.Random) -> None:
    """Actions of the named kinds until the kill; the book is opened anew now and then."""
    apply = excel.apply

    def told(*given: Any) -> None:
        say("began import")
        apply(*given)

    setattr(excel, "apply", told)  # noqa: B010
    chosen = actions.the(*job["actions"]) if job["actions"] else actions.ACTIONS
    book = open_book(Path(job["book"]))
    say_state(book)
    while True:
        if actions.choose(chance, chosen).do(chance, book) is not None:
            say_state(book)
        if chance.random() < 0.05:
            book.close()
            book = open_book(Path(job["book"]))


def migrate(job: dict[str, Any], chance: random.Random) -> None:
    """Opens books of an older schema, one after the other."""
    for number in range(1000):
        path = Path(job["book"]).with_name(f"cũ {number}.hxdb")
        shutil.copyfile(job["old"], path)
        say("began", path.name)
        book = open_book(path)
        say("ended", path.name)
        if chance.random() < 0.5:
            actions.the("type_a_result")[0].do(chance, book)
        book.close()


def back_up(job: dict[str, Any], chance: random.Random) -> None:
    """Backs the book up between actions."""
    book = open_book(Path(job["book"]))
    say_state(book)
    while True:
        say("began", "backup")
        made = backups.back_up(
            book, Path(job["book"]).with_name("sao lưu"), BackupReason.ASKED, dt.datetime.now(dt.UTC)
        )
        say("ended", made.path.name)
        for _ in range(chance.randrange(3)):
            if actions.the("type_a_result", "edit_a_task")[chance.randrange(2)].do(chance, book) is not None:
                say_state(book)


def restore(job: dict[str, Any], chance: random.Random) -> None:
    """Works in the book and puts a backup in its place, again and again."""
    while True:
        restore_once(job, chance)


def restore_once(job: dict[str, Any], chance: random.Random) -> None:
    """Works in the book, then puts the backup in its place."""
    path = Path(job["book"])
    book = open_book(path)
    say_state(book)
    for _ in range(chance.randrange(1, 4)):
        if actions.choose(chance, actions.the("type_a_result", "edit_a_task")).do(chance, book) is not None:
            say_state(book)
    book.close()
    say("began restore")
    restoring.restore(path, backups.facts_of(Path(job["backup"])), dt.datetime.now(dt.UTC))
    say("ended restore")


def session(job: dict[str, Any], chance: random.Random) -> None:
    """The named actions one after the other, to the end; with `unsafe` the disk is not waited for."""
    if job.get("unsafe"):
        pragmas = tuple(one.replace("FULL", "OFF") for one in connections._PRAGMAS)
        setattr(connections, "_PRAGMAS", pragmas)  # noqa: B010
    book = open_book(Path(job["book"]))
    say_state(book)
    for name in job["actions"]:
        for _ in range(20):
            if actions.the(name)[0].do(chance, book) is not None:
                break
        say_state(book)
        if chance.random() < 0.2:
            book.close()
            book = open_book(Path(job["book"]))
    book.close()
    say("closed")


def create(job: dict[str, Any], chance: random.Random) -> None:
    """Makes an empty book."""
    books.create(Path(job["book"]), STEPS, STEPS / "seed", BookOrigin.EMPTY, now=MOMENT, year=deeds.YEAR)
    say("made")


def migrate_one(job: dict[str, Any], chance: random.Random) -> None:
    """Opens a book of an older schema."""
    book = open_book(Path(job["book"]))
    say("migrated")
    book.close()


def back_up_once(job: dict[str, Any], chance: random.Random) -> None:
    """Backs the book up."""
    path = Path(job["book"])
    book = open_book(path)
    say_state(book)
    made = backups.back_up(book, path.with_name("sao lưu"), BackupReason.ASKED, dt.datetime.now(dt.UTC))
    say("backed up", made.path.relative_to(path.parent))
    book.close()


JOBS = {
    "work": work,
    "migrate": migrate,
    "back up": back_up,
    "restore": restore,
    "session": session,
    "create": create,
    "migrate one": migrate_one,
    "back up once": back_up_once,
    "restore once": restore_once,
}


def child(job: dict[str, Any]) -> None:
    if "record" in job:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        recording.be_watched()
    else:
        say("pid", os.getpid())
    try:
        JOBS[job["what"]](job, random.Random(job["seed"]))
    except BaseException:  # noqa: BLE001
        say("error", json.dumps(traceback.format_exc()))


def serve() -> None:
    say("here")
    for line in sys.stdin:
        job = json.loads(line)
        made = os.fork()
        if made == 0:
            child(job)
            os._exit(0)
        if "record" in job:
            told = recording.Recording.of(Path(job["record"]))
            recording.watch(made, told)
            Path(job["to"]).write_bytes(pickle.dumps(told.operations))
        else:
            os.waitpid(made, 0)
        say("dead")


if __name__ == "__main__":
    serve()
