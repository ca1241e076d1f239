"""Records what a program does to the files of a folder, by watching its system calls.

Ways that were weighed: a library loaded before the C library (needs a compiler where the tests run), strace (a package
that CI may lack), APSW's file layer in Python (another SQLite than the program's, and none of the program's own file
operations). So the calls are watched with ptrace, by ctypes: the program's own SQLite and Python, unchanged, and what
they say on their output stands between their file operations in the true order. It is Linux on x86-64 only; what is
proved with it holds for the order of writes and syncs, which is the same elsewhere.

ptrace(2), PTRACE_GET_SYSCALL_INFO.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

CAN = sys.platform == "linux" and platform.machine() == "x86_64"

_SYSCALL, _SETOPTIONS, _GET_INFO = 24, 0x4200, 0x420E
_EXITKILL, _SYSGOOD = 0x100000, 1
_ENTRY, _EXIT = 1, 2
_NAMES = {
    1: "write",
    2: "open",
    3: "close",
    9: "mmap",
    18: "pwrite",
    20: "writev",
    32: "dup",
    33: "dup2",
    40: "sendfile",
    72: "fcntl",
    74: "fsync",
    75: "fsync",
    76: "truncate",
    77: "ftruncate",
    82: "rename",
    83: "mkdir",
    84: "rmdir",
    85: "creat",
    86: "link",
    87: "unlink",
    257: "openat",
    258: "mkdirat",
    263: "unlinkat",
    264: "renameat",
    265: "linkat",
    285: "fallocate",
    292: "dup3",
    296: "pwritev",
    316: "renameat2",
    326: "copy_file_range",
    328: "pwritev2",
    437: "openat2",
}
_UNKNOWN = {"writev", "truncate", "creat", "fallocate", "pwritev", "pwritev2", "copy_file_range", "openat2", "rmdir"}
_AT_CWD = -100
_REMOVEDIR = 0x200
_DUPLICATES = {0, 1030}  # F_DUPFD, F_DUPFD_CLOEXEC
_SHARED, _WRITABLE = 1, 2


@dataclass(frozen=True)
class Made:
    """A new file, or with `folder` a new folder."""

    name: str
    inode: int
    folder: bool = False


@dataclass(frozen=True)
class Linked:
    """A second name for a file."""

    name: str
    inode: int


@dataclass(frozen=True)
class Renamed:
    """A file's name changed, over whatever had the new one."""

    name: str
    to: str
    inode: int


@dataclass(frozen=True)
class Removed:
    """A name gone."""

    name: str


@dataclass(frozen=True)
class Written:
    """Bytes written into a file."""

    inode: int
    at: int
    data: bytes


@dataclass(frozen=True)
class Cut:
    """A file's length set."""

    inode: int
    size: int


@dataclass(frozen=True)
class Synced:
    """A file whose bytes are on the disk now."""

    inode: int


@dataclass(frozen=True)
class FolderSynced:
    """A folder whose names are on the disk now; '' is the watched one itself."""

    name: str


@dataclass(frozen=True)
class Said:
    """What the program said on its output."""

    line: str


Operation = Made | Linked | Renamed | Removed | Written | Cut | Synced | FolderSynced | Said


@dataclass
class Recording:
    """What was in the folder before, by name, and what was done then."""

    folder: Path
    before: dict[str, bytes]
    folders: set[str]
    operations: list[Operation] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path) -> Recording:
        """The folder as it is, and nothing done yet."""
        files = sorted(folder.rglob("*"))
        before = {str(file.relative_to(folder)): file.read_bytes() for file in files if file.is_file()}
        return cls(folder.resolve(), before, {str(file.relative_to(folder)) for file in files if file.is_dir()})


def be_watched() -> None:
    """For a child that its parent watches: from here on."""
    assert ctypes.CDLL(None).ptrace(0, 0, None, None) == 0
    os.kill(os.getpid(), signal.SIGSTOP)


def watch(child: int, recording: Recording) -> None:
    """Writes down what the calling process's child does from `be_watched` to its end."""
    _Watch(child, recording).to_the_end()


class _Watch:
    def __init__(self, pid: int, recording: Recording) -> None:
        self._pid, self._root, self._said = pid, recording.folder, recording.operations
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
        self._libc.ptrace.restype = ctypes.c_long
        self._names = {name: number for number, name in enumerate(recording.before)}
        self._next = len(self._names)
        self._folders = recording.folders | {""}
        self._open: dict[int, int | str] = {}  # a file by its number, a folder by its name
        self._memory = -1

    def to_the_end(self) -> None:
        _, status = os.waitpid(self._pid, 0)
        assert os.WIFSTOPPED(status) and os.WSTOPSIG(status) == signal.SIGSTOP, "the program did not begin"
        self._ask(_SETOPTIONS, None, _EXITKILL | _SYSGOOD)
        self._memory = os.open(f"/proc/{self._pid}/mem", os.O_RDONLY)
        try:
            call: tuple[str, tuple[int, ...], list[str]] | None = None
            told = ctypes.create_string_buffer(88)
            deliver = 0
            while True:
                self._ask(_SYSCALL, None, deliver)
                _, status = os.waitpid(self._pid, 0)
                if not os.WIFSTOPPED(status):
                    break
                deliver = 0
                if os.WSTOPSIG(status) != signal.SIGTRAP | 0x80:
                    deliver = os.WSTOPSIG(status)
                    continue
                self._ask(_GET_INFO, 88, ctypes.addressof(told))
                if told.raw[0] == _ENTRY:
                    number, *given = struct.unpack_from("<7Q", told.raw, 24)
                    name = _NAMES.get(number)
                    call = None if name is None else (name, tuple(given), self._paths(name, given))
                elif told.raw[0] == _EXIT and call is not None:
                    (result,) = struct.unpack_from("<q", told.raw, 24)
                    if result >= 0:
                        self._done(*call, result)
                    call = None
            assert os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0, "the program failed"
        finally:
            os.close(self._memory)

    def _ask(self, what: int, address: int | None, data: int | None) -> None:
        if self._libc.ptrace(what, self._pid, address, data) < 0:
            raise OSError(ctypes.get_errno(), "ptrace")

    def _paths(self, name: str, given: Sequence[int]) -> list[str]:
        """The paths that a call names, from the watched folder on; one that is not in it is '/'."""
        if name in ("open", "unlink", "mkdir", "rmdir", "creat", "truncate"):
            return [self._path(given[0])]
        if name in ("rename", "link"):
            return [self._path(given[0]), self._path(given[1])]
        if name in ("openat", "unlinkat", "mkdirat"):
            return [self._path(given[1], given[0])]
        if name in ("renameat", "renameat2", "linkat"):
            return [self._path(given[1], given[0]), self._path(given[3], given[2])]
        return []

    def _path(self, address: int, folder: int = _AT_CWD) -> str:
        text = b""
        while b"\0" not in text:  # a page at a time: the next may not be there
            text += os.pread(self._memory, 4096 - (address + len(text)) % 4096, address + len(text))
        path = os.fsdecode(text[: text.index(b"\0")])
        if not path.startswith(os.sep):
            at = ctypes.c_int(folder & 0xFFFFFFFF).value
            place = Path(f"/proc/{self._pid}/{'cwd' if at == _AT_CWD else f'fd/{at}'}").readlink()
            path = str(place / path)
        path = os.path.normpath(path)
        root = str(self._root)
        if path == root:
            return ""
        return path.removeprefix(f"{root}{os.sep}") if path.startswith(f"{root}{os.sep}") else "/"

    def _done(self, name: str, given: tuple[int, ...], paths: list[str], result: int) -> None:
        first = ctypes.c_int(given[0] & 0xFFFFFFFF).value
        if name in ("open", "openat"):
            self._opened(paths[0], given[1 if name == "open" else 2], result)
        elif name == "close":
            self._open.pop(first, None)
        elif name in ("dup", "dup2", "dup3") or (name == "fcntl" and given[1] in _DUPLICATES):
            self._open.pop(result, None)
            if first in self._open:
                self._open[result] = self._open[first]
        elif name == "write" and first == 1:
            said = os.pread(self._memory, result, given[1]).decode()
            self._said += [Said(line) for line in said.splitlines()]
        elif name in ("write", "pwrite", "sendfile", "ftruncate", "fsync"):
            self._to_file(name, first, given, result)
        elif name in ("rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir", "mkdirat"):
            self._to_names(name, given, paths)
        elif name == "mmap":
            number = ctypes.c_int(given[4] & 0xFFFFFFFF).value
            assert not (number in self._open and given[3] & _SHARED and given[2] & _WRITABLE), "written without a call"
        elif name in _UNKNOWN:
            assert first not in self._open and all(path == "/" for path in paths), f"{name} is not recorded"

    def _opened(self, path: str, flags: int, handle: int) -> None:
        self._open.pop(handle, None)
        if path == "/":
            return
        if path in self._folders:
            self._open[handle] = path
            return
        if path not in self._names:
            self._names[path] = self._next
            self._next += 1
            self._said.append(Made(path, self._names[path]))
        elif flags & os.O_TRUNC:
            self._said.append(Cut(self._names[path], 0))
        self._open[handle] = self._names[path]

    def _to_file(self, name: str, handle: int, given: tuple[int, ...], result: int) -> None:
        inode = self._open.get(handle)
        if inode is None:
            return
        if name == "fsync":
            self._said.append(FolderSynced(inode) if isinstance(inode, str) else Synced(inode))
            return
        assert isinstance(inode, int)
        if name == "ftruncate":
            self._said.append(Cut(inode, given[1]))
            return
        if name == "pwrite":
            at, data = given[3], os.pread(self._memory, result, given[1])
        else:
            facts = Path(f"/proc/{self._pid}/fdinfo/{handle}").read_text(encoding="ascii").split()
            at = int(facts[facts.index("pos:") + 1]) - result
            with Path(f"/proc/{self._pid}/fd/{handle}").open("rb") as file:  # what sendfile put there
                file.seek(at)
                data = file.read(result)
        assert len(data) == result
        self._said.append(Written(inode, at, data))

    def _to_names(self, name: str, given: tuple[int, ...], paths: list[str]) -> None:
        if all(path == "/" for path in paths):
            return
        assert "/" not in paths, f"{name} out of the folder"
        if name.startswith("mkdir"):
            self._folders.add(paths[0])
            self._said.append(Made(paths[0], -1, folder=True))
        elif name.startswith("unlink"):
            assert name == "unlink" or not given[2] & _REMOVEDIR, "folders are not removed"
            del self._names[paths[0]]
            self._said.append(Removed(paths[0]))
        elif name.startswith("link"):
            self._names[paths[1]] = self._names[paths[0]]
            self._said.append(Linked(paths[1], self._names[paths[0]]))
        else:
            self._names[paths[1]] = self._names.pop(paths[0])
            self._said.append(Renamed(paths[0], paths[1], self._names[paths[1]]))
