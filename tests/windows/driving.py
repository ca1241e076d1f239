"""Driving the real .exe as a clerk does: keys, mouse and eyes on the screen of a Windows under Wine.

What a test knows of the program comes from outside of it: the titles of its windows, the colours on the screen, its
processes, and the file of the book, read with sqlite3 on Debian's side.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest
from PySide6.QtGui import QImage

from hxapp import VERSION
from hxapp.ui.palette import ACCENT

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / ".ci"))

from windows.build import pyinstaller  # noqa: E402
from windows.cache import Step  # noqa: E402
from windows.room import Prefix, Room, missing_right, printer, screen, windows_path  # noqa: E402
from windows.toolchain import Toolchain, toolchain  # noqa: E402

__all__ = [
    "HOME",
    "LONGEST",
    "PICTURES",
    "PROGRAM",
    "ROOT",
    "SIZE",
    "Pc",
    "Step",
    "Toolchain",
    "clerks_pc",
    "pyinstaller",
    "rows",
    "windows_path",
]

PICTURES = ROOT / "out" / "windows"
HOME = r"C:\users\root"
PROGRAM = rf"{HOME}\AppData\Local\Programs\HX App"
SIZE = (1366, 768)
LONGEST = 180.0
"""Seconds that anything on the screen is waited for: two slow cores may be shared with other work."""
_PAUSE = 0.1
_ERROR, _REPLY = 0, 1
_FRAME = 6  # pixels: more than any frame is wide, less than a button has left of its words
_BUTTON = (40, 14)  # pixels that the smallest button is wide and high
_SPARE_KEYS = range(137, 167)
"""Wine knows no more further keys than about thirty."""
_STANDS = 0.6  # seconds without a change after which a picture stands


class Eyes:
    """The screen's pixels, asked of the X server itself: quick enough to look between two key strokes."""

    def __init__(self, display: str) -> None:
        self._connection = socket.socket(socket.AF_UNIX)
        self._connection.connect(f"/tmp/.X11-unix/X{display.removeprefix(':')}")
        self._connection.sendall(struct.pack("<cxHHHHxx", b"l", 11, 0, 0, 0))
        accepted, _, _, length = struct.unpack("<BxHHH", self._read(8))
        setup = self._read(length * 4)
        assert accepted == 1, "the X server lets nobody in"
        vendor, formats = struct.unpack_from("<H", setup, 16)[0], setup[21]
        (self._root,) = struct.unpack_from("<I", setup, 32 + (vendor + 3) // 4 * 4 + 8 * formats)

    def _read(self, size: int) -> bytes:
        read = bytearray()
        while len(read) < size:
            part = self._connection.recv(size - len(read))
            assert part, "the X server is gone"
            read += part
        return bytes(read)

    def close(self) -> None:
        self._connection.close()

    def add_letters(self, text: str) -> None:
        """Gives the keyboard keys for the Vietnamese letters of a text, in the place of keys for music and the like.

        Without them xdotool would change the keyboard at each letter, which Wine does not keep up with. To be called
        before the first program starts.
        """
        letters = sorted({letter for letter in text.lower() if not letter.isascii()})
        for key, letter in zip(_SPARE_KEYS, letters[: len(_SPARE_KEYS)], strict=False):
            symbols = [0x1000000 + ord(one) if ord(one) > 0xFF else ord(one) for one in (letter, letter.upper())]
            self._connection.sendall(struct.pack("<BBHBBHII", 100, 1, 4, key, 2, 0, *symbols))

    def see(self, left: int = 0, top: int = 0, width: int = SIZE[0], height: int = SIZE[1]) -> QImage:
        """What is on the screen now."""
        whole = 0xFFFFFFFF
        asked = struct.pack("<BBHIhhHHI", 73, 2, 5, self._root, left, top, width, height, whole)
        self._connection.sendall(asked)
        # All clients are told of a keyboard that changes, as it does when letters are typed that it lacks.
        while (answer := self._read(32))[0] != _REPLY:
            assert answer[0] != _ERROR, "the X server shows nothing"
        (length,) = struct.unpack_from("<I", answer, 4)
        data = self._read(length * 4)
        # The bytes go when this returns; the copy is Qt's own.
        return QImage(data, width, height, width * 4, QImage.Format.Format_RGB32).copy()


class Hands:
    """Keys and mouse by xdotool: one shell in the room that lives as long as the screen."""

    def __init__(self, room: Room, display: str) -> None:
        self._shell = subprocess.Popen(
            room.command("sh"),
            env=room.environment({"DISPLAY": display}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )

    def do(self, *words: str) -> list[str]:
        """One command to its end; the lines it said."""
        assert self._shell.stdin is not None and self._shell.stdout is not None
        self._shell.stdin.write(f"{shlex.join(words)}; echo; echo '=='\n")
        self._shell.stdin.flush()
        said: list[str] = []
        for line in self._shell.stdout:
            if line == "==\n":
                return [one for one in said if one]
            said.append(line.rstrip("\n"))
        pytest.fail("the shell of the screen is gone")

    def close(self) -> None:
        self._shell.communicate(timeout=LONGEST)


class Pc:
    """A clerk's PC with the program on it: one Windows, its disk seen from outside, a screen, a keyboard, a mouse."""

    def __init__(self, tools: Toolchain, windows: Prefix, display: str, name: str) -> None:
        self.tools, self.windows, self.name = tools, windows, name
        self.env = {"DISPLAY": display}
        self.eyes, self.hands = Eyes(display), Hands(windows.room, display)
        self.started: list[subprocess.Popen[bytes]] = []

    def leave(self) -> None:
        """Ends whatever runs; the screen may go."""
        self.windows.stop()
        for started in self.started:
            started.wait(LONGEST)
        self.hands.close()
        self.eyes.close()

    # Files and processes -------------------------------------------------------------------------------------------

    def at(self, path: str) -> Path:
        """A path of Windows' C:, seen from outside."""
        return self.windows.drive_c.joinpath(*PureWindowsPath(path).parts[1:])

    def console(self, *words: str) -> str:
        """What the program for the command line says; it has to go well."""
        return self.windows.must(rf"{PROGRAM}\hxapp-console.exe", *words, env=self.env)

    def processes(self, name: str = "HXApp.exe") -> list[int]:
        """The running programs of that name in this Windows, by their numbers here."""
        own = f"WINEPREFIX={self.windows.environment()['WINEPREFIX']}".encode()
        found = []
        for place in Path("/proc").iterdir():
            if not place.name.isdecimal():
                continue
            with contextlib.suppress(OSError):
                words = (place / "cmdline").read_bytes().split(b"\0")
                environment = (place / "environ").read_bytes().split(b"\0")
                if PureWindowsPath(os.fsdecode(words[0])).name == name and own in environment:
                    found.append(int(place.name))
        return found

    def settings(self) -> dict[str, str]:
        """The program's settings as they stand in its file."""
        lines = (self.at(HOME) / "AppData/Roaming/HXApp/hxapp.ini").read_text("utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines if "=" in line)

    # The program ---------------------------------------------------------------------------------------------------

    def open(self, *words: str) -> None:
        """Starts the program on the desktop, with its window shown when this returns."""
        self.started.append(self.windows.desktop(rf"{PROGRAM}\HXApp.exe", *words, env=self.env, size=SIZE))
        self.until(self.titles, "the window did not come")
        self.still()

    def close(self, name: str = "HXApp.exe") -> None:
        """Closes the window as a clerk does; the program is gone when this returns."""
        self.press("alt+F4")
        self.ended(name)

    def ended(self, name: str = "HXApp.exe") -> None:
        """Waits until the program is gone, and what had started it."""
        self.until(lambda: not self.processes(name), "the program did not end")
        while self.started:
            self.started.pop().wait(LONGEST)

    def kill(self, name: str = "HXApp.exe") -> int:
        """Ends the program at this moment, without a word to it; how many there were."""
        found = self.processes(name)
        for number in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        return len(found)

    def printer(self) -> contextlib.AbstractContextManager[Path]:
        """A printer on this PC; gives the folder where it lays its sheets, as PDF. Programs see it when they start."""
        return printer(self.windows.room)

    # Eyes ----------------------------------------------------------------------------------------------------------

    def titles(self) -> list[str]:
        """The titles of the windows on the screen."""
        found = self.hands.do("xdotool", "search", "--onlyvisible", "--name", ".", "getwindowname", "%@")
        return [title for title in found if title != "Default IME" and "Wine Desktop" not in title]

    def size(self, title: str) -> tuple[int, int]:
        """Width and height in pixels of the window of that title, without its frame."""
        said = self.hands.do("xdotool", "search", "--onlyvisible", "--name", title, "getwindowgeometry", "--shell")
        facts = dict(line.split("=", 1) for line in said)
        return int(facts["WIDTH"]), int(facts["HEIGHT"])

    def until(self, holds: Callable[[], object], what: str, seconds: float = LONGEST) -> None:
        """Waits for something to be so."""
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                self.picture("failed")
                pytest.fail(f"{what}; on the screen: {self.titles()}")
            time.sleep(_PAUSE)

    def window(self, title: str) -> None:
        """Waits for a window of that title, and until it stands."""
        self.until(lambda: title in self.titles(), f"no window “{title}”")
        self.still()

    def gone(self, title: str) -> None:
        self.until(lambda: title not in self.titles(), f"the window “{title}” stays")
        self.still()

    def picture(self, name: str) -> QImage:
        """What is on the screen, kept for whoever looks at it."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        seen = self.eyes.see()
        seen.save(str(PICTURES / f"{self.name}-{name}.png"))
        return seen

    def filled(self) -> tuple[int, int]:
        """Waits for the one filled button of what is shown, and gives the middle of it."""
        found: list[tuple[int, int]] = []

        def look() -> bool:
            found[:] = _filled_button(self.still())  # a bar that fills up has the colour too
            return bool(found)

        self.until(look, "no filled button")
        return found[0]

    def still(self) -> QImage:
        """The screen once nothing new comes onto it; a cursor that blinks shows what was there before."""
        end = time.monotonic() + LONGEST / 6
        shown, since = [self.eyes.see()], time.monotonic()
        while time.monotonic() < min(since + _STANDS, end):
            time.sleep(_PAUSE)
            now = self.eyes.see()
            if now not in shown:
                shown.append(now)
                since = time.monotonic()
        return shown[-1]

    # Hands ---------------------------------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Key strokes, one after the other ('ctrl+p')."""
        self.hands.do("xdotool", "key", "--delay", "60", *keys)

    def type(self, text: str) -> None:
        """Types a text over whatever is selected."""
        self.hands.do("xdotool", "type", "--delay", "60", text)

    def enter(self, text: str) -> None:
        """Types a text and Enter."""
        self.type(text)
        self.press("Return")

    def click(self, x: float, y: float, times: int = 1) -> None:
        """Presses the left button of the mouse at that pixel."""
        self.hands.do("xdotool", "mousemove", str(round(x)), str(round(y)))
        self.hands.do("xdotool", "click", "--repeat", str(times), "--delay", "80", "1")


def _filled_button(seen: QImage) -> list[tuple[int, int]]:
    """The middle of the first area of the accent colour that is as high as a button."""
    image = seen.convertToFormat(QImage.Format.Format_RGB888)
    data, line = bytes(image.constBits()), image.bytesPerLine()
    run = bytes.fromhex(ACCENT[1:]) * _BUTTON[0]
    at = data.find(run)
    while at >= 0:
        top, left = divmod(at, line)
        right = left
        while data[top * line + right : top * line + right + 3] == run[:3]:
            right += 3
        bottom, inside = top, left + _FRAME * 3
        while data[bottom * line + inside : bottom * line + inside + 3] == run[:3]:
            bottom += 1
        if left % 3 == 0 and bottom - top >= _BUTTON[1]:
            return [((left + right) // 6, (top + bottom) // 2)]
        at = data.find(run, max(at + 1, top * line + right))
    return []


@contextlib.contextmanager
def clerks_pc(name: str, letters: str = "") -> Iterator[Pc]:
    """A PC where the program was installed by its installer, and nothing of this machine's disk is seen.

    Without an installer the program's folder stands in for what it would have laid out.
    """
    tools = toolchain(ROOT)
    product = tools.out / f"HXApp-{VERSION}-setup.exe"
    there = (tools.bundle / "HXApp.exe").is_file()
    lacking = missing_right() or ("" if there else f"{tools.bundle} is not built: python3 dev.py windows build")
    if lacking:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(lacking)
    windows = tools.room.prefix(name)
    with screen(tools.room, SIZE) as display, contextlib.ExitStack() as stack:
        pc = Pc(tools, windows, display, name)
        stack.callback(pc.leave)
        pc.eyes.add_letters(letters)
        if product.is_file():
            assert windows.run(windows_path(product), "/S", env=pc.env).returncode == 0
            windows.wait()
        else:
            shutil.copytree(tools.bundle, pc.at(PROGRAM))
        # Wine shows this machine's disk as Z:; a clerk's PC has none, and books and backups would go there.
        (windows.place / "dosdevices" / "z:").unlink()
        yield pc


def rows(book: Path, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """What the book's file holds, read from a copy: nobody touches the file itself while it is open."""
    with tempfile.TemporaryDirectory(prefix="hxapp-") as folder:
        copy = Path(folder) / "copy"
        for suffix in ("", "-journal"):
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(f"{book}{suffix}", f"{copy}{suffix}")
        with contextlib.closing(sqlite3.connect(copy)) as connection:
            return connection.execute(statement, values).fetchall()
