"""The open book: one action is one transaction, reading never writes, and whoever listens hears what changed."""

from __future__ import annotations

import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from sqlalchemy import Connection, StaticPool, event

from hxapp.domain.errors import HxError
from hxapp.storage import connections, lock, migrate, recognise
from hxapp.storage.open_book import OpenBook
from hxapp.storage.trouble import UNCHANGED, explained

if TYPE_CHECKING:
    from sqlalchemy.orm import ORMExecuteState, Session, sessionmaker

    from hxapp.domain.history import ActionKind
    from hxapp.storage.history import Deed, Touched
    from hxapp.storage.read_only import Copy

    # Whoever lists what is there works inside a reading and inside an action alike. Both types are handed on by
    # layers that know nothing else of SQLAlchemy.
    Reading: TypeAlias = Connection | Session

__all__ = ["APPLICATION_ID", "Database", "Guard", "Reading", "Session", "Told"]

APPLICATION_ID = recognise.APPLICATION_ID
Told = Callable[[frozenset[str]], None]

_MOST_FINDINGS = 20
_WRITING = {connections.BEGIN: "BEGIN IMMEDIATE"}


class Guard(Protocol):
    """Looks at the rows an action has touched, before they are committed, and raises Refused for what may not be.

    It only reads. Whoever opens the book says which guards keep it; every action passes all of them.
    """

    def __call__(self, session: Session, touched: Touched, /) -> None: ...


class Database:
    """A book that is open, on one held connection that belongs to the thread that opened it.

    Used from another thread it raises RuntimeError; long work takes a connection of its own with `job`. Trouble with
    the file or the disk comes out as HxError; what the transaction wrote is then undone.
    """

    path: Path

    def __init__(self, shared: OpenBook, made: sqlite3.Connection | None = None) -> None:
        """For `open` and `job`, which see to it that the file is a book and is ours; `made` is a connection to it."""
        self.path = shared.path
        self._shared = shared
        self._thread = threading.get_ident()
        self._in_session = False
        self._closed = False
        self._seen: tuple[int, ...] = ()  # the file's state when it was last looked at
        shared.joined()
        connecting = shared.connect if made is None else lambda: made
        self._engine = connections.make_engine(shared.file, StaticPool, connecting=connecting)
        try:
            with explained(f"Không mở được sổ “{self.path}”"), self._engine.connect() as connection:
                self._held = connections.driver(connection)
        except BaseException:
            self._closed = True
            shared.left()
            self._engine.dispose()
            raise

    @classmethod
    def create(cls, path: Path, steps: Path, *, guards: tuple[Guard, ...] = (), who: str | None = None) -> Database:
        """A new, empty book of the newest schema; `steps` is the folder of schema steps (db/), the rest as in `open`.

        HxError when the file exists, or the folder is missing or cannot be written; no file is left then.
        """
        path = path.absolute()
        migrate.build(path, steps)
        return cls.open(path, steps, guards=guards, who=who)

    @classmethod
    def open(
        cls,
        path: Path,
        steps: Path,
        *,
        guards: tuple[Guard, ...] = (),
        who: str | None = None,
        reading_only: bool = False,
        as_copy: bool = False,
    ) -> Database:
        """An existing book, held for writing (`lock`) and brought to the newest schema, after a backup beside it.

        Every action passes the `guards` before it is committed, and is signed by `who`, the user of this PC.
        HxError, and nothing touched, for what is not a book, a damaged one, one newer than the program, and one that
        this process has open; `lock.Held` when another has it, `lock.NoWriting` where it can't be written.

        With `reading_only` nothing is held, written or made beside it, and whoever holds it goes on (`read_only`);
        `as_copy` reads a copy, for a book on a share.
        """
        recognise.is_file(path)
        path = path.resolve() if path.is_symlink() else path.absolute()  # SQLite's journal lies beside the real file
        shared = OpenBook.claim(path, guards, who)
        try:
            made = cls._look(shared, steps, as_copy) if reading_only else cls._hold(shared, steps)
            database = cls(shared, made)
            if reading_only:
                database._seen = _state(made)
            return database
        except BaseException:
            shared.release()
            raise

    @staticmethod
    def _hold(shared: OpenBook, steps: Path) -> sqlite3.Connection:
        """The book as ours to write: a connection to it, of the newest schema."""
        path = shared.path
        shared.lock = lock.hold(path, lock.this_holder(shared.who))
        shared.may_write()
        newest = migrate.newest(steps)
        version, connection = recognise.recognise(path, newest)
        if version < newest:
            connection.close()
            migrate.renew(path, version, steps)
            connection = connections.bare(path)
        with explained(f"Không mở được sổ “{path}”"):
            return connections.set_up(connection)

    @staticmethod
    def _look(shared: OpenBook, steps: Path, as_copy: bool) -> sqlite3.Connection:
        """The book, or a copy of it, only to be read."""
        from hxapp.storage import read_only

        shown = read_only.find(shared.path, steps, as_copy=as_copy)
        shared.file, shared.copy = shown.file, shown.copy
        return shown.connection

    @property
    def read_only(self) -> bool:
        """Whether the book is open only to be read: every action is refused in words."""
        return self._shared.lock is None

    @property
    def copy(self) -> Copy | None:
        """The copy that is read in the book's place, if it is one."""
        return self._shared.copy

    def look_again(self) -> bool:
        """Whether another program has changed the book since the last time; all tables are told to the listeners then.

        For a book that is only read, outside of a reading. HxError when the file is another one now, or of a newer
        program: it must be opened again.
        """
        if self._in_session:
            return False  # asked while something is read; the next time will tell
        if self._shared.copy is None and not self._shared.is_in_place():
            raise HxError(f"Sổ “{self.path}” đã được thay bằng một tệp khác. Hãy đóng sổ rồi mở lại để xem bản mới.")
        with explained("Chưa đọc được sổ", reading=True), self._connection({connections.BEGIN: "BEGIN"}) as connection:
            driver = connections.driver(connection)
            before, self._seen = self._seen, _state(driver)
            if before == self._seen:
                return False
            tables = frozenset(row[0] for row in driver.execute("SELECT name FROM sqlite_schema WHERE type = 'table'"))
        if before[1:] != self._seen[1:]:
            raise HxError(f"Sổ “{self.path}” đã được một bản HX App mới hơn nâng cấp. Hãy đóng sổ rồi mở lại để xem.")
        for told in tuple(self._shared.listeners):
            told(tables)
        return True

    @contextmanager
    def begin(
        self, action: str, kind: ActionKind | None = None, *, of_id: int | None = None, reverse: str | None = None
    ) -> Iterator[Session]:
        """One user action as one transaction: committed at the end, undone by any exception.

        `action` is what the user does, in Vietnamese ('Sửa chỉ tiêu'); history calls it so, and a refusal quotes it.
        What else history shall say of it (`storage.history.Deed`) is told by `kind` (a user's own where nothing is
        said), `of_id` and `reverse`.
        What it changed, which history tells, passes the guards; after the commit the listeners hear the names of the
        changed tables, in this thread. An action that changed nothing leaves nothing, and nobody hears of it. A failed
        flush ends the action: a caller that means to go on after a refused row writes it inside
        `session.begin_nested()`.
        """
        from hxapp.storage import history  # with the first action, as all that writes

        with explained(f"Chưa lưu được “{action}”", after=UNCHANGED), self._session(_WRITING) as session:
            session.info["action"] = action
            deed = history.Deed(action, kind, of_id, reverse) if kind else history.Deed(action, reverse=reverse)
            touched = self._begin(session, deed)
            yield session
            session.flush()
            changed = touched.tables
            if changed:
                for guard in self._shared.guards:
                    guard(session, touched)
                history.end(session.connection())
            else:
                connections.driver(session.connection()).rollback()  # the action's own row is all there is
            session.commit()
        if changed:
            for told in tuple(self._shared.listeners):
                told(changed)

    @contextmanager
    def try_out(self) -> Iterator[Session]:
        """A session that may write, and whose changes are all undone at the end: what would come of an action?

        Nothing reaches the file, and nobody is told.
        """
        from hxapp.storage import history

        with explained("Chưa xem trước được", after=UNCHANGED), self._session(_WRITING) as session:
            self._begin(session, history.Deed("Xem trước"))
            try:
                yield session
            finally:
                session.rollback()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the book and may not write: a statement that does raises."""
        options = {connections.BEGIN: "BEGIN"}
        with explained("Chưa đọc được sổ", reading=True), self._connection(options) as connection:
            driver = connections.driver(connection)
            driver.execute("PRAGMA query_only=ON").close()
            try:
                connection.begin()
                yield connection
            finally:
                if not self.read_only:
                    driver.execute("PRAGMA query_only=OFF").close()

    @contextmanager
    def job(self) -> Iterator[Database]:
        """The same book on a connection of its own, for the thread that enters; closed at the end.

        Its changes are told to the same listeners, in the job's thread: a listener that touches a window passes them
        on by a signal.
        """
        if self._closed:
            raise RuntimeError("the book is closed")
        database = Database(self._shared)
        try:
            yield database
        finally:
            database.close()

    def copying_source(self) -> sqlite3.Connection | None:
        """The held connection, for SQLite's backup alone (`storage.backup`), which may run in another thread.

        None where SQLite was built so that threads can't share one.
        """
        return self._held if sqlite3.threadsafety == 3 else None

    def sign(self, who: str | None, person_id: uuid.UUID | None = None) -> None:
        """From now on actions are signed so: what somebody is called, and their row of the book's people."""
        self._shared.who, self._shared.person_id = who, person_id

    def listen(self, told: Told) -> Callable[[], None]:
        """Has `told` called with the names of the tables written by each commit; returns what stops it."""
        listeners = self._shared.listeners
        listeners.append(told)

        def stop() -> None:
            if told in listeners:
                listeners.remove(told)

        return stop

    def close(self) -> None:
        """Lets go of the file; closing twice is no error. The last connection leaves no journal file beside it."""
        if self._closed:
            return
        self._only_here()
        if self._in_session:
            raise RuntimeError("a session is still open")
        self._closed = True
        last = self._shared.left()
        try:
            if last and not self.read_only:
                with self._engine.connect() as connection:
                    connections.tidy(connections.driver(connection))
        finally:
            self._engine.dispose()
            if last:
                self._shared.release()

    def check(self) -> list[str]:
        """What is wrong with the file, in Vietnamese sentences; empty when all is well. Reads the whole book."""
        try:
            with self.read() as connection:
                connection.exec_driver_sql("PRAGMA shrink_memory")  # what is checked comes from the disk
                findings = connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST_FINDINGS})").scalars().all()
                orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        except HxError as error:
            return [str(error)]
        damage = [
            f"Tệp sổ bị hỏng, phép kiểm tra của SQLite báo: {finding}." for finding in findings if finding != "ok"
        ]
        return damage + [
            f"Bảng {table}: {'một dòng' if row is None else f'dòng số {row}'} "
            f"trỏ tới một dòng không có trong bảng {parent}."
            for table, row, parent, _ in orphans[:_MOST_FINDINGS]
        ]

    def _begin(self, session: Session, deed: Deed) -> Touched:
        from hxapp.storage import history

        signed = history.Signed(self._shared.who, self._shared.person_id)
        return history.begin(session.connection(), self._shared.place, deed, signed)

    @contextmanager
    def _session(self, options: dict[str, Any]) -> Iterator[Session]:
        self._shared.may_write()
        with self._connection(options) as connection, _sessions()(bind=connection) as session:
            session.connection()  # begins now, so that a busy book is told before any work
            yield session

    @contextmanager
    def _connection(self, options: dict[str, Any]) -> Iterator[Connection]:
        """The held connection; a transaction that is not committed at the end is undone."""
        self._only_here()
        if self._closed:
            raise RuntimeError("the book is closed")
        if self._in_session:
            raise RuntimeError("a session is open already: one action or one reading at a time")
        self._in_session = True
        try:
            with self._engine.connect() as plain:
                connection = plain.execution_options(**options)
                driver = connections.driver(connection)
                try:
                    yield connection
                finally:
                    if driver.in_transaction:  # a refused COMMIT leaves it open
                        driver.rollback()
        finally:
            self._in_session = False

    def _only_here(self) -> None:
        if threading.get_ident() != self._thread:
            raise RuntimeError("the held connection belongs to the thread that opened the book; use Database.job")


def _state(driver: sqlite3.Connection) -> tuple[int, ...]:
    """What is another one when another connection committed, and when a newer program took a schema step."""
    return tuple(driver.execute(f"PRAGMA {name}").fetchone()[0] for name in ("data_version", "user_version"))


@cache
def _sessions() -> sessionmaker[Session]:
    """What makes the sessions of actions."""
    from sqlalchemy.orm import Session, sessionmaker  # a tenth of the program's start, which only reads

    made = sessionmaker(class_=Session, expire_on_commit=False)
    event.listen(made, "do_orm_execute", _flush_first)
    return made


def _flush_first(execution: ORMExecuteState) -> None:
    """What was changed in the session reaches the tables before anything is read from them.

    SQLAlchemy does so for statements on mapped classes only; the book's lists are read from the tables.
    """
    if execution.session.autoflush:
        execution.session.flush()
