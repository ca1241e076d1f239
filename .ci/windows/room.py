"""The room: a folder with Debian 13, for its Wine 10 (Debian 12's aborts with Qt 6), with an X server and a printer.

A command in the room sees the checkout and /tmp at the paths they have outside. Its mounts are its own and vanish with
it, so that nothing is left to unmount. Under Wine, Z: is the room's root: `windows_path` turns one into the other.
"""

from __future__ import annotations

import contextlib
import os
import platform
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from windows import Trouble
from windows.cache import Step, remove

SUITE = "trixie"
WINE = "wine-10.0"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
PACKAGES = (
    "wine",
    "wine64",
    # Title bars' buttons are letters of Marlett; the rest is read in Liberation, as Wine has no Segoe UI.
    "fonts-wine",
    "fonts-liberation",
    "libfreetype6",
    "libfontconfig1",
    "xvfb",
    "xauth",
    "xdotool",
    "x11-utils",
    "imagemagick",
    "cups",
    "cups-client",
    "printer-driver-cups-pdf",
    # Shows which files are written and that no connection is opened.
    "strace",
)
WINE64 = "/usr/lib/wine/wine64"
WINESERVER = "/usr/lib/wine/wineserver64"

# What Windows' own title bars and dialogs are drawn with: Wine's faces of these names lack Vietnamese letters.
FACES = ("Segoe UI", "Tahoma", "Microsoft Sans Serif", "MS Shell Dlg", "MS Shell Dlg 2")
# What makes a prefix a clerk's Windows 10, less what Wine would put on Debian's own desktop.
REGISTRY = (
    *((r"HKCU\Software\Wine\Fonts\Replacements", face, "REG_SZ", "Liberation Sans") for face in FACES),
    (r"HKCU\Software\Wine\DllOverrides", "winemenubuilder.exe", "REG_SZ", ""),
    (r"HKCU\Software\Wine\WineDbg", "ShowCrashDialog", "REG_DWORD", "0"),
)

# $1: the room; $2: the folders bound, divided by newlines; $3: the folder to start in; the rest: the command.
_ENTER = """
set -eu
room=$1 bound=$2 start=$3
shift 3
mount -t proc proc "$room/proc"
mount --rbind /dev "$room/dev"
printf '%s\\n' "$bound" | while IFS= read -r folder; do
    mkdir -p "$room$folder"
    mount --bind "$folder" "$room$folder"
done
exec chroot "$room" /usr/bin/env -C "$start" "$@"
"""


def windows_path(path: Path | str) -> str:
    """The name that a program under Wine has for a path of the room."""
    return str(PureWindowsPath("Z:" + str(path)))


@dataclass(frozen=True)
class Room:
    """The room, and the folders that it shares with the outside, at the same paths."""

    place: Path
    shared: tuple[Path, ...]

    def command(self, *words: str, cwd: Path | str = "/") -> list[str]:
        """The command line that runs `words` in the room."""
        bound = "\n".join(str(folder) for folder in self.shared)
        alone = ["unshare", "--mount", "--propagation", "private", "sh", "-c", _ENTER, "room"]
        return [*alone, str(self.place), bound, str(cwd), *words]

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """What a command in the room finds in its environment: nothing of this machine's, but what is given."""
        own = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/root",
            "LC_ALL": "C.UTF-8",
            "XDG_RUNTIME_DIR": "/run/user/0",
            "DEBIAN_FRONTEND": "noninteractive",
        }
        return {**own, **(more or {})}

    def run(
        self, *words: str, env: Mapping[str, str] | None = None, cwd: Path | str = "/", timeout: float | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command to its end; its output is in the answer, mixed as it came, wherever it goes wrong."""
        # Into a file, not a pipe: one that a program of Wine's inherits stays open after the command has ended.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(
                self.command(*words, cwd=cwd),
                env=self.environment(env),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                timeout=timeout,
                check=False,
            )
            said.seek(0)
            text = said.read().decode("utf-8", "replace").replace("\r\n", "\n")
        return subprocess.CompletedProcess(done.args, done.returncode, text)

    def must(self, *words: str, env: Mapping[str, str] | None = None, cwd: Path | str = "/") -> str:
        """The output of a command that has to go well; Trouble ends with the last lines of what it said."""
        done = self.run(*words, env=env, cwd=cwd)
        if done.returncode:
            said = "\n  ".join(done.stdout.splitlines()[-15:])
            raise Trouble(f"Lệnh “{shlex.join(words[:4])}” trong {self.place} hỏng (mã {done.returncode}):\n  {said}")
        return done.stdout

    def start(
        self, *words: str, env: Mapping[str, str] | None = None, cwd: Path | str = "/", log: Path | None = None
    ) -> subprocess.Popen[bytes]:
        """Starts a command and does not wait for it; what it says goes into `log`."""
        with contextlib.ExitStack() as stack:
            said = stack.enter_context(log.open("ab")) if log else subprocess.DEVNULL
            return subprocess.Popen(
                self.command(*words, cwd=cwd),
                env=self.environment(env),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    def prefix(self, name: str) -> Prefix:
        """A Windows of one's own, new from the made one; a former one of this name is stopped and removed."""
        place = self.place / "prefixes" / name
        prefix = Prefix(self, place)
        if place.exists():
            prefix.stop()
            remove(place)
        place.parent.mkdir(exist_ok=True)
        # Windows' own files, 700 MB that nobody writes to, are the same ones in each.
        made, windows = self.place / "prefix", Path("drive_c/windows")
        shutil.copytree(
            made, place, symlinks=True, ignore=lambda here, _names: ["windows"] if here == str(made / "drive_c") else []
        )
        subprocess.run(["cp", "-al", str(made / windows), str(place / windows)], check=True)
        return prefix


@dataclass(frozen=True)
class Prefix:
    """One Windows under Wine: its drives and its registry lie in a folder of the room."""

    room: Room
    place: Path

    @property
    def drive_c(self) -> Path:
        """Its C:, seen from outside."""
        return self.place / "drive_c"

    @property
    def user(self) -> Path:
        """Its user's own folder, seen from outside."""
        return self.drive_c / "users" / "root"

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """What makes Wine use this Windows, and `more`."""
        inside = "/" + self.place.relative_to(self.room.place).as_posix()
        return {"WINEPREFIX": inside, "WINEARCH": "win64", "WINEDEBUG": "-all", **(more or {})}

    def run(
        self, *words: str, env: Mapping[str, str] | None = None, cwd: Path | str = "/", timeout: float | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Runs a Windows program to its end."""
        return self.room.run(WINE64, *words, env=self.environment(env), cwd=cwd, timeout=timeout)

    def must(self, *words: str, env: Mapping[str, str] | None = None, cwd: Path | str = "/") -> str:
        """The output of a Windows program that has to go well."""
        return self.room.must(WINE64, *words, env=self.environment(env), cwd=cwd)

    def start(
        self, *words: str, env: Mapping[str, str] | None = None, cwd: Path | str = "/", log: Path | None = None
    ) -> subprocess.Popen[bytes]:
        """Starts a Windows program and does not wait for it."""
        return self.room.start(WINE64, *words, env=self.environment(env), cwd=cwd, log=log)

    def desktop(
        self, *words: str, env: Mapping[str, str], size: tuple[int, int] = (1366, 768), log: Path | None = None
    ) -> subprocess.Popen[bytes]:
        """Starts a program on a desktop of this size in pixels; `env` names the DISPLAY."""
        width, height = size
        return self.start("explorer", f"/desktop=hx,{width}x{height}", *words, env=env, log=log)

    def set_scale(self, percent: int) -> None:
        """The scale of what is shown, for programs started from now on."""
        dots = str(96 * percent // 100)
        self.must("reg", "add", r"HKCU\Control Panel\Desktop", "/v", "LogPixels", "/t", "REG_DWORD", "/d", dots, "/f")

    def wait(self) -> None:
        """Returns when all its programs have ended and the registry is on the disk."""
        self.room.run(WINESERVER, "-w", env=self.environment())

    def stop(self) -> None:
        """Ends all its programs at once."""
        self.room.run(WINESERVER, "-k", env=self.environment())
        self.wait()


@contextlib.contextmanager
def screen(room: Room, size: tuple[int, int] = (1366, 768)) -> Iterator[str]:
    """An X server without a monitor, in the room; gives its DISPLAY."""
    width, height = size
    inside, answer = os.pipe()
    # Without keys that repeat: on a busy machine one that is let go of late would type twice (-r).
    size_of = f"{width}x{height}x24"
    words = ["Xvfb", "-displayfd", str(answer), "-r", "-screen", "0", size_of, "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(
        room.command(*words),
        env=room.environment(),
        pass_fds=(answer,),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(answer)
    try:
        with os.fdopen(inside, "rb") as numbers:
            number = numbers.readline().decode("ascii").strip()
        if not number:
            raise Trouble("Xvfb không chạy được: hãy chạy lại với --clean để làm lại từ đầu.")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


@contextlib.contextmanager
def printer(room: Room) -> Iterator[Path]:
    """A printer called PDF, the default one, for all programs in the room.

    Gives the folder, seen from outside, where it lays each job as a PDF; it is made by the first job.
    """
    paper = room.place / "root" / "PDF"  # where cups-pdf lays the jobs of root
    if paper.exists():
        shutil.rmtree(paper)
    # Its own socket alone: the machine's print server may hold the port.
    (room.place / "etc" / "cups" / "cupsd.conf").write_text(
        "Listen /run/cups/cups.sock\nDefaultAuthType None\n"
        "<Location />\n  Allow all\n</Location>\n"
        "<Policy default>\n  <Limit All>\n    Allow all\n  </Limit>\n</Policy>\n",
        "ascii",
    )
    server = room.start("cupsd", "-f")
    try:
        deadline = time.monotonic() + 30
        while room.run("lpstat", "-r").returncode or not (room.place / "run" / "cups" / "cups.sock").exists():
            if time.monotonic() > deadline:
                raise Trouble("Máy in thử (CUPS) không chạy được: hãy chạy lại với --clean để làm lại từ đầu.")
            time.sleep(0.2)
        room.must("lpadmin", "-p", "PDF", "-E", "-v", "cups-pdf:/", "-m", "lsb/usr/cups-pdf/CUPS-PDF_opt.ppd")
        room.must("lpadmin", "-d", "PDF")
        yield paper
    finally:
        server.terminate()
        server.wait()


# --- how the room is made ---------------------------------------------------------------------------------------------


def missing_right() -> str | None:
    """The one sentence that says which right is missing for a room on this machine; None when none is."""
    if not hasattr(os, "geteuid") or shutil.which("apt-get") is None or platform.machine() != "x86_64":
        return (
            "Lệnh này cần máy Debian 12 trở lên, 64-bit (x86_64): hãy chạy ở đó; "
            "trên Windows, “py dev.py bundle” đóng gói bằng Python của Windows."
        )
    if os.geteuid() != 0:
        return (
            "Lệnh này cần quyền root để dựng thư mục Debian 13 có Wine (debootstrap, chroot, mount): "
            "hãy chạy “sudo python3 dev.py windows”."
        )
    tried = subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False)
    if tried.returncode:
        return (
            "Lệnh này cần quyền gắn ổ đĩa (CAP_SYS_ADMIN) mà root ở đây không có, thường vì đang chạy trong container: "
            "hãy chạy trên máy thật, máy ảo, hoặc container mở với tuỳ chọn --privileged."
        )
    return None


def debian_address(targets: str) -> str | None:
    """The first address of a whole Debian among lines of `address release`, as apt-get indextargets gives them.

    Updates and security have releases of their own names (bookworm-updates); those hold no whole Debian.
    """
    for line in targets.splitlines():
        address, _, release = line.strip().rpartition(" ")
        if (
            address.startswith(("http://", "https://", "file:/", "ftp://"))
            and release.isalpha()
            and "debian" in address
        ):
            return address.rstrip("/")
    return None


def _asked_of_apt(*words: str) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout


def _make_debian(place: Path) -> None:
    targets = _asked_of_apt("apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE)", "Created-By: Packages")
    address = debian_address(targets)
    if address is None:
        raise Trouble("Nguồn apt của máy này không có Debian: hãy thêm một nguồn Debian vào /etc/apt rồi chạy lại.")
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    for scheme in ("http", "https"):
        proxy = _asked_of_apt("apt-config", "shell", "proxy", f"Acquire::{scheme}::Proxy").partition("'")[2]
        if proxy.rstrip().rstrip("'"):
            env.setdefault(f"{scheme}_proxy", proxy.rstrip().rstrip("'"))
    log = place.with_name("debootstrap.log")
    command = ["debootstrap", "--variant=minbase", f"--keyring={KEYRING}", SUITE, str(place), address]
    with log.open("wb") as said:
        done = subprocess.run(command, env=env, stdout=said, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        lines = log.read_text("utf-8", errors="replace").splitlines()[-5:]
        raise Trouble("debootstrap không dựng được Debian 13:\n  " + "\n  ".join(lines))
    # How this machine reaches Debian.
    (place / "etc/apt/apt.conf.d/00machine").write_text(_asked_of_apt("apt-config", "dump", "Acquire"), "utf-8")
    for path in ("/etc/resolv.conf", "/etc/ssl/certs/ca-certificates.crt"):
        if Path(path).exists():
            (place / path[1:]).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place / path[1:])


def _add_packages(room: Room) -> None:
    # An interrupted run may have left packages unpacked and not set up.
    room.must("dpkg", "--configure", "-a")
    room.must("apt-get", "-q", "update")
    quick = ("-o", "Dpkg::Options::=--force-unsafe-io")
    room.must("apt-get", "-q", *quick, "install", "-y", "--no-install-recommends", "--fix-broken", *PACKAGES)
    room.must("apt-get", "-q", "clean")
    said = room.must(WINE64, "--version").strip()
    if not said.startswith(WINE):
        raise Trouble(f"Debian 13 ở đây có {said}, không phải {WINE}: hãy kiểm tra nguồn apt của máy.")
    (room.place / "run/user/0").mkdir(parents=True, exist_ok=True, mode=0o700)
    versions = room.must("dpkg-query", "-W", "-f", "${Package} ${Version}\n", *PACKAGES)
    (room.place / "versions.txt").write_text(versions, "utf-8")


def _make_prefix(room: Room, place: Path) -> None:
    prefix = Prefix(room, place)
    prefix.must("wineboot", "-i")
    prefix.must("winecfg", "-v", "win10")
    for key, name, kind, value in REGISTRY:
        prefix.must("reg", "add", key, "/v", name, "/t", kind, "/d", value, "/f")
    prefix.wait()
    if not (prefix.drive_c / "windows/system32/kernel32.dll").exists():
        raise Trouble("Wine không dựng được ổ C: hãy chạy lại với --clean để làm lại từ đầu.")


def steps(room: Room, need: Callable[[Sequence[str]], None]) -> tuple[Step, Step, Step]:
    """Debian, its packages, the prefix; `need` sees to it that Debian's packages of these names are on this machine."""

    def make_debian(place: Path) -> None:
        need(["debootstrap", "debian-archive-keyring"])
        _make_debian(place)

    debian = Step("debian", "Debian 13", room.place, (SUITE,), make_debian)
    packages = Step(
        "packages",
        "Wine 10",
        room.place,
        (*PACKAGES, WINE),
        lambda _place: _add_packages(room),
        (debian,),
        in_place=True,
    )
    prefix = Step(
        "prefix",
        "Windows 10 trong Wine",
        room.place / "prefix",
        tuple("\t".join(entry) for entry in REGISTRY),
        lambda place: _make_prefix(room, place),
        (packages,),
    )
    return debian, packages, prefix
