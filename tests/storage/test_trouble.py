"""Every known complaint of SQLite and the disk is a sentence; everything else stays what it was."""

from __future__ import annotations

import errno
import sqlite3

import pytest
import sqlalchemy as sa

from hxapp.domain.errors import HxError, Refused
from hxapp.storage.trouble import explained, reason


def complaint(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("in English")
    error.sqlite_errorcode = code
    return error


def wrapped(error: Exception) -> sa.exc.OperationalError:
    return sa.exc.OperationalError("UPDATE area", {}, error)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_FULL, "đầy"),
        (sqlite3.SQLITE_BUSY, "bận"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "bận"),
        (sqlite3.SQLITE_LOCKED, "bận"),
        (sqlite3.SQLITE_READONLY, "chỉ cho đọc"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "đổi tên"),
        (sqlite3.SQLITE_IOERR, "ổ đĩa"),
        (sqlite3.SQLITE_IOERR_WRITE, "ổ đĩa"),
        (sqlite3.SQLITE_CANTOPEN, "thư mục"),
        (sqlite3.SQLITE_CORRUPT, "hỏng"),
        (sqlite3.SQLITE_NOTADB, "hỏng"),
        (sqlite3.SQLITE_PERM, "quyền"),
    ],
)
def test_each_complaint_is_a_sentence_that_says_what_next(code: int, words: str) -> None:
    for error in (complaint(code), wrapped(complaint(code))):
        with pytest.raises(HxError) as caught, explained("Chưa lưu được “Sửa”", after="Sổ vẫn như trước."):
            raise error
        sentence = str(caught.value)
        assert sentence.startswith("Chưa lưu được “Sửa”: ")
        assert sentence.endswith(". Sổ vẫn như trước.")
        assert words in sentence
        assert "Hãy" in sentence
        assert "English" not in sentence


def test_a_mistake_of_the_program_stays_what_it_was() -> None:
    mistake = wrapped(complaint(sqlite3.SQLITE_CONSTRAINT_UNIQUE))
    with pytest.raises(sa.exc.OperationalError) as caught, explained("Chưa lưu được"):
        raise mistake
    assert caught.value is mistake
    with pytest.raises(ZeroDivisionError), explained("Chưa lưu được"):
        raise ZeroDivisionError


def test_a_refused_value_stays_what_it_was() -> None:
    refused = Refused("Số này có hơn 6 chữ số thập phân.")
    with pytest.raises(Refused) as caught, explained("Chưa lưu được"):
        raise sa.exc.StatementError("(Refused)", "INSERT", {}, refused)
    assert caught.value is refused


def test_a_write_refused_to_a_reading_is_a_mistake_of_the_program() -> None:
    with pytest.raises(RuntimeError, match="writes nothing"), explained("Chưa đọc được sổ", reading=True):
        raise wrapped(complaint(sqlite3.SQLITE_READONLY))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "đầy"),
        (errno.EROFS, "chỉ cho đọc"),
        (errno.EACCES, "quyền"),
        (errno.EIO, "ổ đĩa"),
        (errno.ENAMETOOLONG, "quá dài"),
        (errno.EMFILE, f"số {errno.EMFILE}"),
    ],
)
def test_the_systems_errors_are_explained_where_the_book_is_meant(number: int, words: str) -> None:
    with pytest.raises(HxError, match=words), explained("Chưa tạo được sổ", files=True):
        raise OSError(number, "in English")
    with pytest.raises(OSError, match="in English"), explained("Chưa lưu được"):
        raise OSError(number, "in English")


def test_what_comes_from_elsewhere_has_no_reason() -> None:
    assert reason(None) is None
    assert reason(ValueError("x")) is None
    assert reason(sqlite3.ProgrammingError("no code")) is None
