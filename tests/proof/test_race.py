"""Two programs race for one book again and again: one of them writes each time, and a killed one stops nobody."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hxapp.storage import history, lock
from hxapp.storage.database import Database
from tests.proof.conftest import Dose
from tests.storage.building import STEPS, make_book
from tests.storage.test_opening import as_here

KILLED_EVERY = 10

RACING = """
import sys, time, uuid
from pathlib import Path
from hxapp.storage.database import Database
from hxapp.storage.lock import Held
from hxapp.storage.tables import Setting, setting_id

print("here", flush=True)
for line in sys.stdin:
    number, start = line.split()
    while time.time() < float(start):
        pass
    try:
        database = Database.open(Path(sys.argv[1]), Path(sys.argv[2]), who=sys.argv[3])
    except Held as held:
        print(f"held by {held.holder.user}", flush=True)
        continue
    with database.begin(number) as session:
        session.add(Setting(id=setting_id(number), name=number, value=sys.argv[3]))
    print("won", flush=True)
    sys.stdin.readline()
    database.close()
    print("closed", flush=True)
"""


class Racer:
    """A program that tries to open the book when told, and keeps it until told."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", RACING, str(path), str(STEPS), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=as_here(),
        )
        assert self.answer() == "here"

    def tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


@contextmanager
def racing(path: Path) -> Iterator[list[Racer]]:
    racers = [Racer(path, name) for name in ("An", "Bình")]
    try:
        yield racers
    finally:
        for racer in racers:
            racer.kill()


def test_of_two_programs_one_writes_each_time(tmp_path: Path, dose: Dose) -> None:
    path = make_book(tmp_path)
    rounds = dose(10, 200)
    winners: list[str] = []
    with racing(path) as racers:
        for number in range(rounds):
            start = time.time() + 0.01
            for racer in racers:
                racer.tell(f"{number} {start}")
            answers = [racer.answer() for racer in racers]
            assert answers.count("won") == 1, (number, answers)
            place = answers.index("won")
            winner, loser = racers[place], racers[1 - place]
            assert answers[1 - place] == f"held by {winner.name}"
            winners.append(winner.name)
            if number % KILLED_EVERY == KILLED_EVERY - 1:
                winner.kill()
                loser.tell(f"{number}-sau 0")  # what the killed one held is free at once, without a question
                assert loser.answer() == "won"
                loser.tell("")
                assert loser.answer() == "closed"
                winners.append(loser.name)
                racers[place] = Racer(path, winner.name)
            else:
                winner.tell("")
                assert winner.answer() == "closed"
    assert not lock.file_of(path).exists()
    database = Database.open(path, STEPS)
    with database.read() as connection:
        assert [action.who for action in history.actions(connection)] == winners
    assert database.check() == []
    database.close()
