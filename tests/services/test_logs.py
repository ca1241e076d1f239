"""What is told of an unexpected error holds where it happened and never what was typed."""

from __future__ import annotations

import errno
import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from hxapp.domain.targets import Comparator
from hxapp.services import logs
from hxapp.storage.database import Database
from hxapp.storage.tables import Area, Indicator
from tests.services.building import make_department

SECRET = "Nguyễn Thị Bí Mật"


def plain(raised: BaseException) -> Callable[[Database], None]:
    def act(_book: Database) -> None:
        raise raised

    return act


def constraint(book: Database) -> None:
    with book.begin("Thêm") as session:
        make_department(session, SECRET)
        make_department(session, SECRET)


def wrong_kind(book: Database) -> None:
    with book.begin("Sửa") as session:
        session.execute(sa.update(Indicator).values(name=SECRET, position=object()))


def bad_word(book: Database) -> None:
    with book.begin("Đọc") as session:
        session.connection().exec_driver_sql("UPDATE area SET kind = ?", (SECRET,))
        session.scalars(sa.select(Area)).all()


def bad_text(book: Database) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("SELECT CAST(? AS TEXT)", (b"\xff" + SECRET.encode(),)).fetchall()


def wrong_statement(book: Database) -> None:
    with book.read() as reading:
        reading.execute(sa.text("SELECT * FROM nowhere WHERE x = :x"), {"x": SECRET})


def in_domain(_book: Database) -> None:
    Comparator(SECRET)


def chained(_book: Database) -> None:
    try:
        {}[SECRET]  # type: ignore[index]
    except KeyError as error:
        try:
            int(SECRET)
        except ValueError:
            raise RuntimeError(SECRET) from error


def with_note(_book: Database) -> None:
    error = ValueError(SECRET)
    error.add_note(SECRET)
    raise error


def in_a_group(_book: Database) -> None:
    raise ExceptionGroup(SECRET, [ValueError(SECRET), KeyError(SECRET)])


class OddError(Exception):
    def __str__(self) -> str:
        return SECRET

    __repr__ = __str__


CASES: dict[str, Callable[[Database], None]] = {
    "value": plain(ValueError(SECRET)),
    "attribute": plain(AttributeError(SECRET, name=SECRET, obj=SECRET)),
    "name": plain(NameError(SECRET, name=SECRET)),
    "import": plain(ImportError(SECRET, name=SECRET, path=SECRET)),
    "file": plain(OSError(errno.ENOSPC, SECRET, SECRET)),
    "odd file": plain(OSError(SECRET)),
    "text": plain(UnicodeEncodeError("utf-8", SECRET, 0, 1, SECRET)),
    "syntax": plain(SyntaxError(SECRET, (SECRET, 1, 1, SECRET))),
    "own": plain(OddError(SECRET)),
    "constraint": constraint,
    "wrong kind": wrong_kind,
    "bad word": bad_word,
    "bad text": bad_text,
    "wrong statement": wrong_statement,
    "domain": in_domain,
    "chained": chained,
    "note": with_note,
    "group": in_a_group,
}


def error_of(act: Callable[[Database], None], book: Database) -> Exception:
    try:
        act(book)
    except Exception as error:  # noqa: BLE001 - whatever it is: that is the question
        return error
    pytest.fail("nothing was raised")


@pytest.mark.parametrize("act", CASES.values(), ids=CASES)
def test_no_word_of_the_book_is_in_what_is_told(
    book: Database, act: Callable[[Database], None], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    error = error_of(act, book)
    told = logs.told(error)
    assert "test_logs.py" in told
    assert type(error).__qualname__ in told
    handler = logging.FileHandler(tmp_path / "hxapp.log", encoding="utf-8")
    handler.setFormatter(logs.LogFormatter())
    logger = logging.getLogger("hxapp.thử")
    logger.addHandler(handler)
    try:
        logger.error("unexpected", exc_info=error)
    finally:
        logger.removeHandler(handler)
        handler.close()
    written = (tmp_path / "hxapp.log").read_text(encoding="utf-8")
    assert "test_logs.py" in written
    for text in (told, written):
        assert SECRET not in text
        assert "Bí Mật" not in text
    caplog.clear()


def test_what_is_known_to_be_free_of_content_is_told(book: Database) -> None:
    assert "OSError [ENOSPC]" in logs.told(OSError(errno.ENOSPC, "x", "y"))
    with pytest.raises(sa.exc.IntegrityError) as raised:
        constraint(book)
    told = logs.told(raised.value)
    assert "sqlalchemy.exc.IntegrityError [SQLITE_CONSTRAINT_UNIQUE]" in told
    assert "in constraint" in told  # the line that failed
    with pytest.raises(RuntimeError) as chain:
        chained(book)
    told = logs.told(chain.value)
    assert told.index("KeyError") < told.index("direct cause") < told.index("RuntimeError")
    assert "ValueError" not in told  # as Python tells it: the cause, where one is named


def test_errors_that_cause_each_other_in_a_round_end() -> None:
    one, other = ValueError(), KeyError()
    one.__cause__, other.__cause__ = other, one
    assert logs.told(one).count("KeyError") == 1


def test_sqlalchemy_hides_what_was_written(book: Database) -> None:
    """Whoever prints such an error elsewhere does not print the row either."""
    with pytest.raises(sa.exc.IntegrityError) as raised:
        constraint(book)
    assert SECRET not in str(raised.value)


def test_another_handler_s_text_does_not_come_along() -> None:
    """Handlers share a record, and the first leaves the error's text in it."""
    record = logging.LogRecord("hxapp", logging.ERROR, __file__, 1, "unexpected", (), None)
    error = ValueError(SECRET)
    record.exc_info = (ValueError, error, None)
    assert SECRET in logging.Formatter().format(record)
    assert SECRET not in logs.LogFormatter().format(record)
