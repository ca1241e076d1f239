"""The test's side of `worker`: a process that is loaded once, and whose children are killed or watched."""

from __future__ import annotations

import json
import os
import pickle
import select
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.proof.recording import Recording, Said
from tests.storage.test_opening import as_here

LONGEST = 120.0
"""Seconds a child is waited for."""


class Server:
    """The process whose children are killed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "tests.proof.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=as_here(),
        )
        self._held = b""
        assert self.line() == "here"

    def line(self, wait: float = LONGEST) -> str | None:
        """The next line; None when there is none for so many seconds."""
        assert self._process.stdout is not None
        handle = self._process.stdout.fileno()
        until = time.monotonic() + wait
        while b"\n" not in self._held:
            left = until - time.monotonic()
            if left <= 0 or not select.select([handle], [], [], left)[0]:
                return None
            read = os.read(handle, 65536)
            assert read, "the server is gone"
            self._held += read
        first, _, self._held = self._held.partition(b"\n")
        return first.decode()

    def kill_one(self, job: dict[str, Any], nth: int, what: str, delay: float) -> list[str]:
        """Gives a child the job, and kills it `delay` seconds after its `nth` line that begins so; what it has said."""
        self._give(job)
        said = self.line() or ""
        child = int(said.removeprefix("pid "))
        lines: list[str] = []
        try:
            while nth:
                line = self.line()
                assert line is not None and not line.startswith("error"), (line, lines)
                lines.append(line)
                nth -= line.startswith(what)
            until = time.monotonic() + delay
            while (left := until - time.monotonic()) > 0:
                if (line := self.line(left)) is not None:
                    lines.append(line)
        finally:
            os.kill(child, signal.SIGKILL)
        while (line := self.line()) != "dead":
            assert line is not None and not line.startswith("error"), (line, lines)
            lines.append(line)
        return lines

    def record(self, job: dict[str, Any], folder: Path) -> Recording:
        """Has a child do the job, and tells what it did to the files of the folder."""
        recording = Recording.of(folder)
        with tempfile.TemporaryDirectory() as place:
            told = Path(place) / "told"
            self._give({**job, "record": str(folder), "to": str(told)})
            assert self.line() == "dead"
            recording.operations += pickle.loads(told.read_bytes())
        assert not any(isinstance(one, Said) and one.line.startswith("error") for one in recording.operations)
        return recording

    def stop(self) -> None:
        self._process.communicate(timeout=LONGEST)

    def _give(self, job: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(job).encode() + b"\n")
        self._process.stdin.flush()
