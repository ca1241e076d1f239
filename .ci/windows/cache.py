"""The ignored folder in which each step keeps what it made, once, and never taken for done by half."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from windows import Trouble, say


@dataclass(frozen=True)
class Step:
    """One thing to make: where it lies, what it is made from, and the work.

    `made_from` names all that changes the result: versions, sums, settings, the digests of files. `after` are the steps
    it is made with: when one of them is made from something else, so is this one. `make` is handed the place to make it
    at, which is beside the final one unless `in_place`; then it must mend what an interrupted run left there.
    """

    name: str
    what: str
    place: Path
    made_from: tuple[str, ...]
    make: Callable[[Path], None]
    after: tuple[Step, ...] = ()
    in_place: bool = False

    def digest(self) -> str:
        """The SHA-256 of all that it is made from, other steps included."""
        parts = [self.name, *self.made_from, *(step.digest() for step in self.after)]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass
class Cache:
    """The folder, with the stamps of what was made in it or from it, and the seconds that each step took this time."""

    folder: Path
    took: dict[str, float] = field(default_factory=dict)

    def stamp_of(self, step: Step) -> Path:
        """The file that holds the digest of a step that was done."""
        return self.folder / "stamps" / step.name

    def has(self, step: Step) -> bool:
        """Whether the step was done whole, from what it would be made from now."""
        if not step.place.exists():
            return False
        try:
            return self.stamp_of(step).read_text("ascii") == step.digest()
        except (OSError, ValueError):
            return False

    def bring(self, *steps: Step) -> None:
        """Does those of the steps, in their order, that were not done, each after the steps it is made with."""
        for step in steps:
            self.bring(*step.after)
            if step.name in self.took:
                continue
            start = time.monotonic()
            if self.has(step):
                say(f"== {step.what}: đã có")
            else:
                say(f"== {step.what} …")
                self._make(step)
                say(f"== {step.what}: {time.monotonic() - start:.0f} giây")
            self.took[step.name] = time.monotonic() - start

    def _make(self, step: Step) -> None:
        stamp = self.stamp_of(step)
        stamp.unlink(missing_ok=True)
        step.place.parent.mkdir(parents=True, exist_ok=True)
        if step.in_place:
            step.make(step.place)
        else:
            part = step.place.with_name(step.place.name + ".part")
            remove(part)
            step.make(part)
            remove(step.place)
            part.rename(step.place)
        stamp.parent.mkdir(parents=True, exist_ok=True)
        # A stamp is there whole or not at all, too.
        half = stamp.with_name(stamp.name + ".part")
        half.write_text(step.digest(), "ascii")
        half.replace(stamp)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """The folder for this run alone, as long as it lasts; Trouble while another run has it."""
        import fcntl  # no such thing on Windows

        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with self.folder.with_name(self.folder.name + ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Trouble(f"Một lệnh khác đang dùng {self.folder}: hãy đợi lệnh đó xong rồi chạy lại.") from None
            yield

    def clean(self) -> None:
        """Removes the folder."""
        remove(self.folder)


def files_digest(root: Path, files: Iterable[Path]) -> str:
    """The SHA-256 over these files' names below `root` and their contents, in whichever order they come."""
    whole = hashlib.sha256()
    for name, path in sorted((path.relative_to(root).as_posix(), path) for path in files):
        whole.update(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n".encode())
    return whole.hexdigest()


def mounts_below(folder: Path, table: Path = Path("/proc/self/mounts")) -> list[Path]:
    """What is mounted in or below the folder, the deepest first."""
    if not table.exists():
        return []
    top = folder.resolve()
    # The kernel writes a space, a tab, a newline and a backslash as \\ and three octal digits, byte by byte.
    octal = re.compile(rb"\\([0-7]{3})")
    places = [
        Path(os.fsdecode(octal.sub(lambda found: bytes([int(found[1], 8)]), line.split(b" ")[1])))
        for line in table.read_bytes().splitlines()
    ]
    return sorted((place for place in places if top in (place, *place.parents)), key=lambda place: -len(place.parts))


def remove(place: Path, unmount: Sequence[str] = ("umount", "--lazy")) -> None:
    """Removes a file or a folder with all below it; Trouble, with nothing removed, while something is mounted there.

    What is mounted may be this very checkout.
    """
    if place.is_symlink() or place.is_file():
        place.unlink()
        return
    if not place.exists():
        return
    for mounted in mounts_below(place):
        subprocess.run([*unmount, str(mounted)], check=False)
    left = mounts_below(place)
    if left:
        raise Trouble(
            f"Chưa xoá được {place}: {left[0]} còn gắn ở đó; hãy gỡ bằng lệnh “umount {left[0]}” rồi chạy lại."
        )
    shutil.rmtree(place)
