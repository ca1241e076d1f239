"""Who may write a book: a lock of the operating system on a file beside it, which dies with its holder.

The lock lies on a file of its own ('Sổ.hxdb.khoa'), never on the book's bytes: closing any handle on a file drops the
locks that POSIX keeps for SQLite on it. What stands in the file tells who holds it; a file that a killed program left
holds nothing and is nobody's.

On POSIX it is `flock`, not `lockf`: it belongs to the opening, so that a second opening in this process is refused too
and closing another handle drops nothing. A forked child would keep it alive and lets go of it at once. On Windows a
byte far beyond the text is locked, since others may not read a locked one.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from hxapp import NAME, VERSION
from hxapp.domain.errors import HxError
from hxapp.domain.words import format_date
from hxapp.storage.trouble import reason

SUFFIX = ".khoa"
_FAR = 1 << 30  # the locked byte on Windows; a file need not be as long
_PATIENCE = (0.005, 0.015, 0.03)  # seconds: somebody may just be looking who holds it, or be letting go
_MOST_TEXT = 4096
_held: set[int] = set()  # the handles of this process


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock: the PC's name, the login there, since when, with which program and process; '' if unknown."""

    pc: str
    user: str
    since: dt.datetime | None
    program: str = f"{NAME} {VERSION}"
    process: int = 0

    def words(self) -> str:
        """'trên máy PC-VP1, người dùng An, từ 08:15 ngày 12/09/2022'."""
        if not self.pc:
            return "bởi một chương trình chưa rõ"
        where = f"trên máy này ({self.pc})" if self.pc == pc_name() else f"trên máy {self.pc}"
        user = f", người dùng {self.user}" if self.user else ""
        local = self.since.astimezone() if self.since is not None else None
        return where + user + (f", từ {local:%H:%M} ngày {format_date(local.date())}" if local is not None else "")


class NoWriting(HxError):
    """The book can't be opened for writing now; it may be read."""


class Held(NoWriting):
    """Another program has the book open for writing."""

    def __init__(self, path: Path, holder: Holder) -> None:
        super().__init__(
            f"Sổ “{path}” đang được mở để ghi {holder.words()}. "
            "Hãy đóng sổ ở nơi đang giữ rồi làm lại, hoặc chờ đến khi sổ rảnh; xem và in thì không cần chờ."
        )
        self.holder = holder


class Busy(Exception):
    """Somebody else holds the lock on a file."""

    def __init__(self, holder: Holder) -> None:
        super().__init__(holder.words())
        self.holder = holder


class Lock:
    """A lock that is held until `release`, or until this process ends in whatever way."""

    def __init__(self, file: Path, holder: Holder, handle: int) -> None:
        """For `hold` and `hold_file`."""
        self.file, self.holder = file, holder
        self._handle = handle
        self._identity = _identity(os.fstat(handle))
        _held.add(handle)

    def keep(self) -> None:
        """To be asked before a write: the lock is held still, taken anew when somebody removed its file.

        Busy when another program has taken it meanwhile; OSError when it can't be taken again.
        """
        if self._is_in_place():
            return
        try:
            again = hold_file(self.file, self.holder)
        except Busy as busy:
            if busy.holder != self.holder:
                raise
            self._identity = _identity(self.file.stat())  # ours all along: a file system that renumbers its files
            return
        _let_go(self._handle)
        self._handle, self._identity = again._handle, again._identity

    def release(self) -> None:
        """Lets go and removes the file; twice is no error."""
        handle, self._handle = self._handle, -1
        if handle not in _held:
            return
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                _let_go(handle)
                self.file.unlink()  # refused while another program has it open, which is as well
            elif self._is_in_place():
                self.file.unlink()  # before letting go: whoever waits for this very file sees that it is gone
        _let_go(handle)

    def _is_in_place(self) -> bool:
        if sys.platform == "win32":
            return True  # an open file is not removed there
        try:
            return _identity(self.file.stat()) == self._identity
        except FileNotFoundError:
            return False
        except OSError:
            return True  # the disk doesn't answer: writing will tell

    def __enter__(self) -> Lock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def file_of(book: Path) -> Path:
    """Where the lock of a book lies."""
    return book.with_name(book.name + SUFFIX)


def pc_name() -> str:
    """What this PC is called on its network."""
    if sys.platform == "win32":
        return os.environ.get("COMPUTERNAME", "")
    return os.uname().nodename


def this_holder(user: str | None) -> Holder:
    """This process, from now on."""
    return Holder(pc_name(), user or "", dt.datetime.now(dt.UTC).replace(microsecond=0), process=os.getpid())


def hold(book: Path, holder: Holder) -> Lock:
    """The right to write the book; Held when another program has it, NoWriting where there can be no lock.

    Whoever writes a book's file holds it meanwhile: an open book, a migration, a restore. It is also a context.
    """
    try:
        return hold_file(file_of(book), holder)
    except Busy as busy:
        raise Held(book, busy.holder) from busy
    except PermissionError as error:
        raise NoWriting(
            f"Không được phép ghi vào thư mục “{book.parent}” chứa sổ “{book.name}”. Chương trình cần ghi tệp tạm "
            "bên cạnh sổ. Hãy chép sổ sang một thư mục ghi được (ví dụ Documents) rồi mở bản chép đó."
        ) from error
    except OSError as error:
        if error.errno == errno.ENOENT:
            raise HxError(
                f"Không còn thư mục “{book.parent}”. Hãy kiểm tra ổ đĩa hoặc đường mạng rồi mở lại."
            ) from error
        why = _NO_LOCKS if error.errno in _UNLOCKABLE else reason(error)
        raise NoWriting(f"Chưa mở được sổ “{book}” để ghi: {why}.") from error


def holder_of(book: Path) -> Holder | None:
    """Who has the book open for writing; None when nobody does or that can't be told. Makes no file."""
    try:
        handle = os.open(file_of(book), os.O_RDONLY | _FLAGS)
    except OSError:
        return None
    try:
        with contextlib.suppress(OSError):
            return None if _lock(handle) else _read(handle)
        return None
    finally:
        _let_go(handle)


def hold_file(file: Path, holder: Holder) -> Lock:
    """The lock on any file, which is made for it; Busy when another has it, OSError where there can be none."""
    waits = iter(_PATIENCE)
    while True:
        handle, writable = _open(file)
        try:
            if not _lock(handle):
                pause = next(waits, None)
                if pause is None:
                    raise Busy(_read(handle))
                time.sleep(pause)
                continue
            if not _is_at(handle, file):
                continue  # its last holder removed it between opening and locking
            if not writable and _removed(file):
                continue  # another user's leftover, which could not say that it is ours now
            if not _excludes(file, writable):
                raise OSError(errno.ENOLCK, "locks exclude nobody here")
            if writable:
                _write(handle, holder)
            held, handle = Lock(file, holder, handle), -1
            return held
        finally:
            if handle >= 0:
                os.close(handle)


_FLAGS = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_UNLOCKABLE = {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL}
_NO_LOCKS = (
    "nơi đặt sổ không giữ được quyền ghi cho riêng một chương trình, nên hai máy có thể ghi đè lên nhau. "
    "Hãy chép sổ sang một thư mục trên máy này (ví dụ Documents) rồi mở bản chép đó"
)


if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    class _Overlapped(ctypes.Structure):
        _fields_ = (
            ("internal", ctypes.c_void_p),
            ("internal_high", ctypes.c_void_p),
            ("offset", wintypes.DWORD),
            ("offset_high", wintypes.DWORD),
            ("event", wintypes.HANDLE),
        )

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.LockFileEx.argtypes = (wintypes.HANDLE, *[wintypes.DWORD] * 4, ctypes.POINTER(_Overlapped))
    _kernel.UnlockFileEx.argtypes = (wintypes.HANDLE, *[wintypes.DWORD] * 3, ctypes.POINTER(_Overlapped))
    _AT_ONCE_ALONE = 1 | 2  # LOCKFILE_FAIL_IMMEDIATELY, LOCKFILE_EXCLUSIVE_LOCK
    _TAKEN = (33, 167, 997)  # ERROR_LOCK_VIOLATION, ERROR_LOCK_FAILED, ERROR_IO_PENDING

    def _lock(handle: int) -> bool:
        """Whether the lock is ours now, False when another opening has it; OSError where there are no locks.

        Asked of Windows itself: what `msvcrt.locking` raises depends on the C library.
        """
        at = _Overlapped(offset=_FAR)
        if _kernel.LockFileEx(msvcrt.get_osfhandle(handle), _AT_ONCE_ALONE, 0, 1, 0, ctypes.byref(at)):
            return True
        code = ctypes.get_last_error()
        if code in _TAKEN:
            return False
        raise ctypes.WinError(code)

    def _unlock(handle: int) -> None:
        """Let go now: after a mere closing Windows may take a while."""
        at = _Overlapped(offset=_FAR)
        _kernel.UnlockFileEx(msvcrt.get_osfhandle(handle), 0, 1, 0, ctypes.byref(at))

    def _hide(file: Path) -> None:
        ctypes.windll.kernel32.SetFileAttributesW(str(file), 2)

else:
    import fcntl

    def _lock(handle: int) -> bool:
        """Whether the lock is ours now, False when another opening has it; OSError where there are no locks."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(handle: int) -> None:
        """Closing lets go."""

    def _hide(file: Path) -> None:
        """Hidden is a matter of Windows."""

    def _drop_in_child() -> None:
        """The opening is shared with a forked child: with it the lock would outlive its holder."""
        while _held:
            os.close(_held.pop())

    os.register_at_fork(after_in_child=_drop_in_child)


def _open(file: Path) -> tuple[int, bool]:
    """A handle, and whether it can be written by; another user's leftover is opened for reading."""
    try:
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL | _FLAGS, 0o666)
    except FileExistsError:
        try:
            return os.open(file, os.O_RDWR | os.O_CREAT | _FLAGS, 0o666), True
        except PermissionError as refused:
            try:
                return os.open(file, os.O_RDONLY | _FLAGS), False
            except OSError:
                raise refused from None
    _hide(file)
    return handle, True


def _let_go(handle: int) -> None:
    _held.discard(handle)
    with contextlib.suppress(OSError):
        _unlock(handle)
    with contextlib.suppress(OSError):
        os.close(handle)


def _is_at(handle: int, file: Path) -> bool:
    if sys.platform == "win32":
        return True
    try:
        return _identity(file.stat()) == _identity(os.fstat(handle))
    except FileNotFoundError:
        return False


def _identity(facts: os.stat_result) -> tuple[int, int]:
    return facts.st_dev, facts.st_ino


def _removed(file: Path) -> bool:
    try:
        file.unlink()
    except OSError:
        return False
    return True


def _excludes(file: Path, writable: bool) -> bool:
    """Whether a lock that we hold keeps another opening out: some file systems grant it to everybody."""
    other = os.open(file, (os.O_RDWR if writable else os.O_RDONLY) | _FLAGS)
    try:
        return not _lock(other)
    except OSError:
        return True
    finally:
        os.close(other)


def _write(handle: int, holder: Holder) -> None:
    since = holder.since.isoformat() if holder.since is not None else None
    facts = {
        "pc": holder.pc,
        "user": holder.user,
        "since": since,
        "program": holder.program,
        "process": holder.process,
    }
    with contextlib.suppress(OSError):  # a full disk: the lock holds all the same, it only tells nobody whose it is
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, json.dumps(facts, ensure_ascii=False).encode("utf-8", "replace"))


def _read(handle: int) -> Holder:
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        facts = json.loads(os.read(handle, _MOST_TEXT).decode("utf-8"))
        return Holder(
            str(facts["pc"])[:100],
            str(facts["user"])[:100],
            dt.datetime.fromisoformat(facts["since"]),
            str(facts["program"])[:100],
            int(facts["process"]),
        )
    except (OSError, ValueError, TypeError, KeyError):
        return Holder("", "", None, "")
