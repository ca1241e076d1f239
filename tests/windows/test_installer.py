"""The installer and the uninstaller as made for clerks, in a Windows of their own under Wine."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path, PureWindowsPath

import pytest

from hxapp import VERSION

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / ".ci"))

from windows.installer import file_list, files_of, make_setup  # noqa: E402
from windows.room import Prefix, missing_right, screen, windows_path  # noqa: E402
from windows.toolchain import toolchain  # noqa: E402

pytestmark = pytest.mark.windows

PICTURES = ROOT / "out" / "windows"
HOME = r"C:\users\root"
USUAL = rf"{HOME}\AppData\Local\Programs\HX App"
APPS = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\HXApp"
NT = r"HKLM\Software\Microsoft\Windows NT\CurrentVersion"
FORMER = "0.0.1"
ONLY_FORMER = r"_internal\cu\only-the-former-has-it.txt"
TOO_OLD_WINDOWS, IN_USE, NEWER_IS_HERE, BAD_FOLDER = 3, 4, 5, 6

Setup = Callable[..., int]


class Pc:
    """A clerk's PC: one Windows, its disk seen from outside, and a screen."""

    def __init__(self, windows: Prefix, display: str, setups: Path) -> None:
        self.windows, self.setups = windows, setups
        self.env = {"DISPLAY": display}
        self.started: list[subprocess.Popen[bytes]] = []

    def at(self, path: str) -> Path:
        """A path of Windows, seen from outside."""
        return self.windows.drive_c.joinpath(*PureWindowsPath(path).parts[1:])

    def run(self, *words: str) -> int:
        return self.windows.run(*words, env=self.env, timeout=300).returncode

    def show(self, *words: str) -> subprocess.Popen[bytes]:
        """A program on the clerk's desktop."""
        self.started.append(self.windows.desktop(*words, env=self.env))
        return self.started[-1]

    def stop(self) -> None:
        """Whatever runs ends at once."""
        self.windows.stop()
        while self.started:
            self.started.pop().wait(60)

    def install(self, version: str, *switches: str) -> int:
        """The installer's exit code; `/D=` goes last and without quotes, as NSIS wants it."""
        words = " ".join(switches).split(" ")
        return self.run(windows_path(self.setups / f"HXApp-{version}-setup.exe"), *words)

    def uninstall(self, folder: str = USUAL, *switches: str) -> None:
        """As Windows' list of apps does it without questions: the uninstaller goes on in a copy of itself."""
        assert self.run(rf"{folder}\uninstall.exe", "/S", *switches) == 0
        self.windows.wait()

    def console(self, *words: str, folder: str = USUAL) -> str:
        return self.windows.must(rf"{folder}\hxapp-console.exe", *words, env=self.env)

    def value(self, key: str, name: str | None = None) -> str:
        """What the registry holds; empty when it has no such thing."""
        done = self.windows.run("reg", "query", key, *(("/v", name) if name else ("/ve",)))
        lines = [line.split(maxsplit=2) for line in done.stdout.splitlines() if "REG_" in line]
        return lines[0][2].strip() if lines and len(lines[0]) > 2 else ""

    def files(self) -> dict[str, str]:
        """Every file outside Windows' own folder, with its sum; what a program holds locked has none."""
        found = {}
        for path in self.windows.drive_c.rglob("*"):
            parts = path.relative_to(self.windows.drive_c).parts
            if parts[0] == "windows" or {"Temp", "INetCache"} & set(parts) or not path.is_file():
                continue
            if path.suffix == ".desktop":
                continue  # Wine's own, for Debian's desktop
            found["\\".join(parts)] = hashlib.sha256(path.read_bytes()).hexdigest()
        return found

    # The screen ----------------------------------------------------------------------------------------------------

    def x(self, *words: str) -> str:
        return self.windows.room.run(*words, env=self.env).stdout

    def titles(self) -> list[str]:
        """The windows on the screen, those that nobody sees left out."""
        found = self.x("xdotool", "search", "--onlyvisible", "--name", ".", "getwindowname", "%@").splitlines()
        return [title for title in found if title not in ("Default IME", "") and "Wine Desktop" not in title]

    def until(self, holds: Callable[[], bool], what: str, seconds: float = 90) -> None:
        """Wait for something to be so."""
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                self.picture("failed")
                pytest.fail(f"{what}; on the screen: {self.titles()}")
            time.sleep(0.2)

    def picture(self, name: str) -> bytes:
        """A picture of the screen, kept for whoever looks at it."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        place = PICTURES / f"installer-{name}.png"
        self.x("import", "-window", "root", str(place))
        return place.read_bytes()

    def still(self, name: str) -> bytes:
        """The picture once two in a row are the same: the page stands."""
        before, now = b"", self.picture(name)
        end = time.monotonic() + 30
        while before != now and time.monotonic() < end:
            time.sleep(0.5)
            before, now = now, self.picture(name)
        return now

    def press(self, *keys: str) -> None:
        for key in keys:
            self.x("xdotool", "key", "--delay", "40", key)


@pytest.fixture(scope="module")
def pc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pc]:
    """A PC without the program, and installers of the version that is built and of one before it."""
    tools = toolchain(ROOT)
    product = tools.out / f"HXApp-{VERSION}-setup.exe"
    lacking = missing_right() or ("" if product.is_file() else f"{product} is not built: python3 dev.py windows build")
    if lacking:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(lacking)
    place = tmp_path_factory.mktemp("setups")
    older = place / "HXApp"
    shutil.copytree(tools.bundle, older, copy_function=os.link)
    extra = older.joinpath(*PureWindowsPath(ONLY_FORMER).parts)
    extra.parent.mkdir()
    extra.write_text("x", "utf-8")
    make_setup(older, place / f"HXApp-{FORMER}-setup.exe", FORMER, quick=True)
    shutil.copy(product, place)
    windows = tools.room.prefix("installer")
    try:
        with screen(tools.room) as display:
            yield Pc(windows, display, place)
    finally:
        windows.stop()


@pytest.fixture(autouse=True)
def clean(pc: Pc) -> Iterator[None]:
    """Whatever a test left running or installed goes, so that the next one starts on an empty PC."""
    yield
    pc.stop()
    folder = pc.value(APPS, "InstallLocation")
    if folder:
        pc.uninstall(folder, "/SETTINGS")
    for left in (r"C:\Sổ", r"C:\Tài liệu phường", rf"{HOME}\AppData\Roaming\HXApp", rf"{HOME}\AppData\Local\HXApp"):
        shutil.rmtree(pc.at(left), ignore_errors=True)


def make_book(pc: Pc, name: str = "Sổ 2022", folder: str = USUAL) -> str:
    """A practice book in a folder of the clerk's."""
    book = rf"C:\Sổ\{name}.hxdb"
    pc.at(book).parent.mkdir(exist_ok=True)
    pc.console("new", book, "--practice", folder=folder)
    return book


def sum_of(pc: Pc, path: str) -> str:
    return hashlib.sha256(pc.at(path).read_bytes()).hexdigest()


def is_open(pc: Pc, book: str) -> bool:
    """Whether a program holds the book for writing."""
    return pc.at(f"{book}.khoa").exists()


def opened(pc: Pc, book: str) -> subprocess.Popen[bytes]:
    """The program with the book in its window on the screen."""
    started = pc.show(rf"{USUAL}\HXApp.exe", "--book", book)
    pc.until(lambda: is_open(pc, book) and pc.titles() != [], "the book did not open")
    pc.still("opened")
    return started


def closed(pc: Pc, book: str) -> None:
    """The program's window closed as the clerk closes it."""
    pc.press("alt+F4")
    pc.until(lambda: not is_open(pc, book), "the window did not close")


def test_what_is_installed_is_the_bundle_and_what_is_removed_is_all_of_it(pc: Pc) -> None:
    bundle = toolchain(ROOT).bundle
    assert pc.run("cmd", "/c", "ver") == 0  # whatever Windows makes at its first start is there before
    before = pc.files()
    assert pc.install(VERSION, "/S") == 0
    installed = {path.relative_to(pc.at(USUAL)).as_posix() for path in pc.at(USUAL).rglob("*") if path.is_file()}
    assert installed == {*files_of(bundle), "uninstall.exe", "installed-files.txt"}
    assert (pc.at(USUAL) / "installed-files.txt").read_bytes().decode("ascii") == file_list(files_of(bundle))
    links = {path for path in set(pc.files()) - set(before) if path.endswith(".lnk")}
    menu = r"AppData\Roaming\Microsoft\Windows\Start Menu\Programs\HX App.lnk"
    assert links == {rf"users\root\{menu}", r"users\root\Desktop\HX App.lnk"}
    assert pc.value(APPS, "DisplayName") == pc.value(APPS, "Publisher") == "HX App"
    assert pc.value(APPS, "DisplayVersion") == VERSION
    assert pc.value(APPS, "InstallLocation") == USUAL
    assert pc.value(APPS, "QuietUninstallString") == rf'"{USUAL}\uninstall.exe" /S'
    size = sum((bundle / one).stat().st_size for one in files_of(bundle)) / 1024
    assert size <= int(pc.value(APPS, "EstimatedSize"), 16) <= size + len(installed)

    book = make_book(pc)
    started = opened(pc, book)
    closed(pc, book)
    started.wait(60)
    kept = sum_of(pc, book)
    pc.uninstall()
    left = set(pc.files()) - set(before)
    assert not pc.at(USUAL).exists()
    assert {path for path in left if not path.startswith((r"users\root\AppData\Roaming\HXApp", "Sổ\\"))} == {
        path for path in left if "HX App sao lưu" in path
    }
    assert r"users\root\AppData\Roaming\HXApp\hxapp.ini" in left
    assert sum_of(pc, book) == kept
    for key in (APPS, r"HKCU\Software\Classes\.hxdb", r"HKCU\Software\Classes\HXApp.Book"):
        assert pc.windows.run("reg", "query", key).returncode == 1, key


def test_ticked_settings_and_log_go_too_and_nothing_else(pc: Pc) -> None:
    assert pc.install(VERSION, "/S") == 0
    settings = pc.at(rf"{HOME}\AppData\Roaming\HXApp")
    settings.mkdir()
    for name in ("hxapp.ini", "hxapp.log", "hxapp.log.1", "hxapp.hard.log", "hxapp.khoa"):
        (settings / name).write_text("x", "utf-8")
    backup = pc.at(rf"{HOME}\AppData\Local\HXApp\HX App sao lưu\sổ.hxdb")
    backup.parent.mkdir(parents=True)
    backup.write_text("x", "utf-8")
    (settings / "của tôi.txt").write_text("x", "utf-8")
    pc.uninstall(USUAL, "/SETTINGS")
    assert [path.name for path in settings.iterdir()] == ["của tôi.txt"]
    assert backup.exists()


def test_over_the_former_version_with_a_book_open(pc: Pc) -> None:
    assert pc.install(FORMER, "/S") == 0
    assert (pc.at(USUAL) / PureWindowsPath(ONLY_FORMER).as_posix()).exists()
    foreign = pc.at(rf"{USUAL}\_internal\của tôi.txt")
    foreign.write_text("x", "utf-8")
    book = make_book(pc)
    started = opened(pc, book)
    before = pc.files()
    assert pc.install(VERSION, "/S") == IN_USE
    assert pc.files() == before
    assert pc.value(APPS, "DisplayVersion") == FORMER
    assert is_open(pc, book)
    closed(pc, book)
    started.wait(60)
    kept = sum_of(pc, book)
    assert pc.install(VERSION, "/S") == 0
    assert pc.value(APPS, "DisplayVersion") == VERSION
    assert not (pc.at(USUAL) / "_internal" / "cu").exists()
    assert foreign.exists()
    assert sum_of(pc, book) == kept
    assert pc.console("check", book)
    pc.uninstall()
    assert [path for path in pc.at(USUAL).rglob("*") if path.is_file()] == [foreign]
    foreign.unlink()
    foreign.parent.rmdir()
    pc.at(USUAL).rmdir()


def test_an_older_version_over_a_newer_only_on_purpose(pc: Pc) -> None:
    assert pc.install(VERSION, "/S") == 0
    before = pc.files()
    assert pc.install(FORMER, "/S") == NEWER_IS_HERE
    assert pc.files() == before
    assert pc.value(APPS, "DisplayVersion") == VERSION
    assert pc.install(FORMER, "/S", "/OLDER") == 0
    assert pc.value(APPS, "DisplayVersion") == FORMER


def test_into_an_accented_folder_and_moved_there_from_the_usual_one(pc: Pc) -> None:
    place = r"C:\Tài liệu phường\HX App"
    assert pc.install(FORMER, "/S", "/NODESKTOP") == 0
    assert not pc.at(rf"{HOME}\Desktop\HX App.lnk").exists()
    assert pc.install(VERSION, "/S", f"/D={place}") == 0
    assert not pc.at(USUAL).exists()
    assert not pc.at(rf"{HOME}\Desktop\HX App.lnk").exists()
    book = make_book(pc, folder=place)
    kept = sum_of(pc, book)
    assert pc.console("list", book, "--what", "indicators", folder=place)
    pc.uninstall(place)
    assert not pc.at(place).exists()
    assert sum_of(pc, book) == kept


def test_a_file_that_another_program_holds_takes_everything_back(pc: Pc) -> None:
    assert pc.install(FORMER, "/S") == 0
    before = pc.files()
    ready = pc.at(r"C:\Sổ\ready")
    ready.parent.mkdir(exist_ok=True)
    held = rf"{USUAL}\_internal\resources\style.qss"
    holding = (
        "import ctypes, pathlib, time\n"
        "k = ctypes.windll.kernel32\n"
        "k.CreateFileW.restype = ctypes.c_void_p\n"
        f"h = k.CreateFileW({held!r}, 0x80000000, 0, None, 3, 0, None)\n"
        f"pathlib.Path({str(PureWindowsPath('C:/Sổ/ready'))!r}).write_text(str(h))\n"
        "time.sleep(300)\n"
    )
    script = pc.setups / "hold.py"
    script.write_text(holding, "utf-8")
    pc.started.append(pc.windows.start(toolchain(ROOT).python_exe, windows_path(script), env=pc.env))
    try:
        pc.until(lambda: ready.exists() and ready.stat().st_size > 0, "the file is not held")
        assert pc.install(VERSION, "/S") == 2
    finally:
        pc.stop()
    ready.unlink()
    assert pc.files() == before
    assert pc.value(APPS, "DisplayVersion") == FORMER


def test_a_windows_that_is_too_old_is_refused(pc: Pc) -> None:
    build = pc.value(NT, "CurrentBuildNumber")
    before = pc.files()

    def become(number: str) -> None:
        for name in ("CurrentBuildNumber", "CurrentBuild"):
            pc.windows.must("reg", "add", NT, "/v", name, "/d", number, "/f")
        pc.windows.wait()

    become("17134")  # Windows 10 1803
    try:
        assert pc.install(VERSION, "/S") == TOO_OLD_WINDOWS
        assert pc.files() == before
    finally:
        become(build)


@pytest.mark.parametrize("place", [r"C:\Sổ\USB", "C:\\" + "dài" * 60], ids=["portable", "long"])
def test_a_folder_that_will_not_do_is_refused(pc: Pc, place: str) -> None:
    pc.at(r"C:\Sổ\USB").mkdir(parents=True)
    pc.at(r"C:\Sổ\USB\portable.txt").write_text("x", "utf-8")
    before = pc.files()
    assert pc.install(VERSION, "/S", f"/D={place}") == BAD_FOLDER
    assert pc.files() == before


def double_click(pc: Pc, path: str) -> None:
    """What Explorer does with a file, which is to ask Windows for the program that opens it."""
    asked = [toolchain(ROOT).python_exe, "-c", "import os, sys; os.startfile(sys.argv[1])", path]
    pc.started.append(pc.windows.start(*asked, env=pc.env))


def test_a_book_opens_by_double_click_and_the_next_one_in_the_same_window(pc: Pc) -> None:
    assert pc.install(VERSION, "/S") == 0
    for key in (".hxdb", "HXApp.Book"):
        # Windows looks into the user's classes and then the PC's; Wine 10 only into the PC's.
        pc.windows.must("reg", "copy", rf"HKCU\Software\Classes\{key}", rf"HKLM\Software\Classes\{key}", "/s", "/f")
    first, second = make_book(pc, "Sổ một"), make_book(pc, "Sổ hai")
    double_click(pc, first)
    pc.until(lambda: is_open(pc, first), "the first book did not open")
    pc.still("first-book")
    double_click(pc, second)
    pc.until(lambda: is_open(pc, second), "the second book was not taken over")
    assert not is_open(pc, first)
    assert len(pc.titles()) == 1
    assert list(pc.at(rf"{HOME}\AppData\Roaming\HXApp").glob("hxapp-mo-*")) == []


@pytest.mark.parametrize("percent", [100, 150])
def test_the_pages_by_keyboard(pc: Pc, percent: int) -> None:
    pc.windows.set_scale(percent)
    try:
        setup = windows_path(pc.setups / f"HXApp-{VERSION}-setup.exe")
        desktop = pc.show(setup)
        pc.until(lambda: any(VERSION in title for title in pc.titles()), "the installer did not show")
        pages = [pc.still(f"{percent}-1-welcome")]
        for name in ("2-folder", "3-choices"):
            pc.press("Return")
            pc.until(lambda pages=pages: pc.picture("now") != pages[-1], "the next page did not come")  # type: ignore[misc]
            pages.append(pc.still(f"{percent}-{name}"))
        pc.press("Return")
        pc.until(lambda: pc.value(APPS, "DisplayVersion") == VERSION, "nothing was installed")
        pc.still(f"{percent}-4-done")
        pc.press("space", "Return")  # not to open it at once
        desktop.wait(60)
        assert len(set(pages)) == 3

        book = make_book(pc)
        desktop = opened(pc, book)
        remover = pc.windows.start(rf"{USUAL}\uninstall.exe", env=pc.env)
        pc.started.append(remover)
        pc.until(lambda: "HX App" in pc.titles(), "the uninstaller did not ask")
        pc.still(f"{percent}-5-running")
        assert pc.at(USUAL).exists()
        pc.press("Escape")
        remover.wait(60)
        closed(pc, book)
        desktop.wait(60)

        desktop = pc.show(rf"{USUAL}\uninstall.exe")
        pc.until(lambda: "Gỡ HX App" in pc.titles(), "the uninstaller did not show")
        pc.still(f"{percent}-6-remove")
        pc.press("alt+x", "alt+g")
        pc.until(lambda: not pc.at(USUAL).exists(), "nothing was removed")
        pc.still(f"{percent}-7-removed")
        pc.press("Return")
        desktop.wait(60)
        assert not pc.at(rf"{HOME}\AppData\Roaming\HXApp\hxapp.ini").exists()
        assert pc.at(book).exists()
    finally:
        pc.windows.set_scale(100)
