"""Power is cut at every point of a recorded session: each disk that may be left opens with all that was acknowledged.

How the file operations are recorded, and why so: `recording`. What may be on the disk: `images`.
"""

from __future__ import annotations

import logging
import random
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from hxapp.domain.documents import BookOrigin
from hxapp.domain.errors import HxError
from hxapp.services import backups, books
from hxapp.services.backups import BackupReason
from hxapp.storage import connections
from tests.books import MOMENT, STEPS
from tests.proof import recording
from tests.proof.conftest import Dose
from tests.proof.images import Disk, images
from tests.proof.recording import Recording, Said, Synced
from tests.proof.rows import digest, rows_before, rows_in
from tests.proof.server import Server
from tests.proof.stored import NEWEST, unpack

_log = logging.getLogger(__name__)
pytestmark = pytest.mark.skipif(not recording.CAN, reason="system calls are watched on Linux on x86-64 only")

Check = Callable[[Path, Sequence[str]], None]


def recorded(server: Server, what: str, book: Path, **more: Any) -> Recording:
    """What the job does in the book's folder."""
    return server.record({"what": what, "book": str(book), "seed": 3, **more}, book.parent)


def replay(made: Recording, folder: Path, further: int, check: Check, most: int | None = None) -> int:
    """Has the images of the recording checked, or so many of them; how many there were."""
    chance = random.Random(11)
    count = 0
    place = folder / "sau khi mất điện"
    left = sum(1 for _ in images(made, random.Random(11), further)) if most else 0
    for disk, at in images(made, random.Random(11), further):
        if most is not None:
            left -= 1
            if left and chance.random() > most / (left + 1):
                continue
            most -= left > 0
        place.mkdir()
        disk.write_to(place)
        try:
            check(place, disk.said)
        except (AssertionError, HxError) as error:
            raise AssertionError(f"image {at}, said {disk.said[-3:]}: {error}") from error
        shutil.rmtree(place)
        count += 1
    _log.info("%d operations, %d images", len(made.operations), count)
    return count


def as_acknowledged(path: Path, said: Sequence[str]) -> None:
    """The book opens, and holds the last state that was told, with at most the one action that followed."""
    states = [line.split() for line in said if line.startswith("state ")]
    saved = next((number for number, line in enumerate(reversed(said)) if line.startswith("state ")), 0)
    saved = sum(line == "saved" for line in said[len(said) - saved :])
    book = books.open_book(path, STEPS)
    try:
        assert book.check() == []
        if states:
            _, told, action = states[-1]
            with book.read() as reading:
                driver = connections.driver(reading)
                further = driver.execute("SELECT count(*) FROM action WHERE id > ?", (int(action),)).fetchone()[0]
                assert driver.execute("SELECT count(*) FROM running_action").fetchone() == (0,)
                assert saved <= further <= 1, "lost" if further < saved else "more than there was"
                assert digest(rows_before(driver, int(action))) == told, "not what was acknowledged"
    finally:
        book.close()


SMALL = ("type_a_result", "edit_a_task", "undo")
LARGE = (
    *("type_a_result", "clear_a_result", "paste_results", "undo", "undo", "redo", "edit_a_task", "assess"),
    *("add_an_indicator", "throw_away", "take_out_of_the_bin", "import_a_sheet", "undo", "redo", "undo_an_import"),
    *("move_a_clause", "change_many_by_one_statement", "undo", "add_people", "hand_over", "edit_a_criterion"),
    *("add_neighbourhoods", "paste_over_neighbourhoods", "paste_over_periods", "undo", "order_neighbourhoods"),
    *("type_a_result",) * 6,
)


def test_what_was_saved_is_there(server: Server, book_file: Path, tmp_path: Path, dose: Dose) -> None:
    names = SMALL if dose(0, 1) == 0 else LARGE
    made = recorded(server, "session", book_file, actions=names)
    said = [one.line for one in made.operations if isinstance(one, Said)]
    assert said.count("saved") >= len(names) and said[-1] == "closed"
    assert sum(isinstance(one, Synced) for one in made.operations) > 3 * len(names)
    name = book_file.name
    assert (
        replay(
            made, tmp_path, dose(1, 25), lambda folder, said: as_acknowledged(folder / name, said), dose(20, 0) or None
        )
        >= 20
    )


def test_a_book_that_was_made_is_there(server: Server, tmp_path: Path, dose: Dose) -> None:
    folder = tmp_path / "sổ"
    folder.mkdir()
    made = recorded(server, "create", folder / "Sổ mới.hxdb")

    def check(place: Path, said: Sequence[str]) -> None:
        path = place / "Sổ mới.hxdb"
        if "made" not in said:  # nothing was promised yet; what is there is refused in words or is a book
            with suppress(HxError):
                books.open_book(path, STEPS).close()
            return
        book = books.open_book(path, STEPS)
        with book.read() as reading:
            facts = books.facts(reading)
        assert (facts.origin, facts.year, facts.made_at) == (BookOrigin.EMPTY, 2022, MOMENT)
        assert book.check() == []
        book.close()

    assert replay(made, tmp_path, dose(1, 40), check, dose(15, 0) or None) >= 15


def test_a_book_on_its_way_to_a_newer_schema_is_there(server: Server, tmp_path: Path, dose: Dose) -> None:
    folder = tmp_path / "sổ"
    folder.mkdir()
    path = unpack(NEWEST - 1 if dose(0, 1) == 0 else 1, folder / "Sổ cũ.hxdb")
    before = rows_in(path)
    made = recorded(server, "migrate one", path)

    def check(place: Path, said: Sequence[str]) -> None:
        as_acknowledged(place / path.name, said)
        now = rows_in(place / path.name)
        for table, rows in before.items():
            assert now[table].keys() == rows.keys()
            for key, row in rows.items():
                assert {name: now[table][key][name] for name in row} == row
        kept = list(place.glob("Sổ cũ.truoc-nang-cap-*.hxdb"))
        assert kept  # made when the book was opened just now, if not before
        for one in kept:
            backups.facts_of(one, whole=True)
        if "migrated" in said:
            assert any(rows_in(one) == before for one in kept)

    assert replay(made, tmp_path, dose(0, 10), check, dose(6, 0) or None) >= 6


def test_a_backup_that_was_made_is_there(server: Server, book_file: Path, tmp_path: Path, dose: Dose) -> None:
    made = recorded(server, "back up once", book_file)
    before = rows_in(book_file)

    def check(place: Path, said: Sequence[str]) -> None:
        as_acknowledged(place / book_file.name, said)
        for line in said:
            if line.startswith("backed up "):
                assert (place / line.removeprefix("backed up ")).is_file(), "the backup is gone"
        for one in place.glob("sao lưu/*/*.hxdb"):
            backups.facts_of(one, whole=True)
            assert rows_in(one) == before

    assert replay(made, tmp_path, dose(2, 60), check, dose(10, 0) or None) >= 10


def test_a_restored_book_is_there_and_the_former_beside_it(
    server: Server, practice_book: Path, book_file: Path, tmp_path: Path, dose: Dose
) -> None:
    backup = backups.back_up(practice_book, tmp_path / "nơi khác", BackupReason.ASKED, MOMENT).path
    made = recorded(server, "restore once", book_file, backup=str(backup))
    restored = rows_in(backup)
    former = rows_in(next(book_file.parent.glob("*.truoc-khoi-phuc.*.hxdb")))

    def check(place: Path, said: Sequence[str]) -> None:
        path = place / book_file.name
        if "began restore" not in said:
            as_acknowledged(path, said)
            return
        book = books.open_book(path, STEPS)
        assert book.check() == []
        book.close()
        assert rows_in(path) in ([restored] if "ended restore" in said else [restored, former])
        kept = list(place.glob("*.truoc-khoi-phuc.*.hxdb"))
        assert all(rows_in(one) == former for one in kept)
        assert kept or rows_in(path) == former  # the former book is never gone

    assert replay(made, tmp_path, dose(1, 40), check, dose(12, 0) or None) >= 12


def test_a_program_that_does_not_wait_for_the_disk_is_found_out(
    server: Server, book_file: Path, tmp_path: Path
) -> None:
    """The proof itself: without syncs, acknowledged saves are lost in some of the images."""
    made = recorded(server, "session", book_file, actions=["type_a_result"], unsafe=True)
    with pytest.raises(AssertionError, match="image"):
        replay(made, tmp_path, 1, lambda folder, said: as_acknowledged(folder / book_file.name, said))


def test_an_image_without_a_sync_has_nothing_and_with_one_has_all() -> None:
    from tests.proof.recording import Cut, FolderSynced, Made, Written

    disk = Disk({}, {}, set())
    for operation in (Made("a", 1), Written(1, 3, b"xyz"), Cut(1, 5)):
        disk.ask(operation)
    assert (disk.names, disk.files) == ({}, {})
    disk.ask(Synced(1))
    assert (disk.names, disk.files) == ({}, {1: bytearray(b"\0\0\0xy")})
    disk.ask(FolderSynced(""))
    assert (disk.names, disk.waiting) == ({"a": 1}, [])
