"""The commands that keep a book safe: history, undo, redo, backups, bringing one back, the full check."""

from __future__ import annotations

import json
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hxapp import cli, disks, paths
from hxapp.services import books, people
from hxapp.services.people import PersonEdit
from hxapp.storage import lock
from tests.services.building import STEPS
from tests.storage.building import rows_of

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(disks, "volumes", lambda: ())
    monkeypatch.setattr(paths, "data_folder", lambda: tmp_path / "Dữ liệu")

    def call(*argv: object) -> tuple[int, str, str]:
        code = cli.main([str(word) for word in argv])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def answer(run: Run, *argv: object) -> Any:
    code, out, err = run(*argv, "--json")
    assert (code, err) == (cli.DONE, ""), err
    return json.loads(out)


@pytest.fixture
def book(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "Sổ.hxdb"
    assert run("new", path)[0] == cli.DONE
    return path


def add(path: Path, name: str) -> str:
    database = books.open_book(path, STEPS, "Trần Văn Mẫu")
    with database.begin(f"Thêm {name}") as session:
        key = people.add(session, PersonEdit(name))
    database.close()
    return str(key)


def people_of(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM person ORDER BY position")]


def test_the_history_of_the_book_and_of_a_row(run: Run, book: Path) -> None:
    add(book, "Một")
    key = add(book, "Hai")
    told = answer(run, "history", book)["history"]
    assert [(one["name"], one["kind"], one["changes"]) for one in told[:2]] == [
        ("Thêm Hai", "user", 1),
        ("Thêm Một", "user", 1),
    ]
    assert told[0]["who"] == "Trần Văn Mẫu" and told[-1]["name"] == "Tạo sổ mới"
    (only,) = answer(run, "history", book, "--row", key)["history"]
    assert only["name"] == "Thêm Hai" and "Hai" in only["told"][0]
    code, out, err = run("history", book, "--row", key)
    assert (code, err) == (cli.DONE, "") and "Trần Văn Mẫu\tThêm Hai" in out
    code, _, err = run("history", book, "--row", "không phải mã")
    assert code == cli.NOT_UNDERSTOOD and "không phải là mã dòng" in err
    code, _, err = run("history", book, "--row", "0" * 32)
    assert code == cli.REFUSED and "không có dòng mã" in err


def test_undo_and_redo(run: Run, book: Path) -> None:
    add(book, "Một")
    add(book, "Hai")
    done = answer(run, "undo", book)
    assert (done["action"], done["rows"], done["left"]) == ("Thêm Hai", 1, [])
    assert people_of(book) == ["Một"]
    assert answer(run, "redo", book)["action"] == "Thêm Hai"
    assert people_of(book) == ["Một", "Hai"]
    code, _, err = run("redo", book)
    assert code == cli.REFUSED and "Không có việc nào vừa hoàn tác" in err


def test_a_backup_is_made_listed_and_restored(run: Run, book: Path) -> None:
    add(book, "Một")
    made = answer(run, "backup", book)
    assert made["counts"]["người"] == 1
    saved = rows_of(book)
    add(book, "Hai")
    (listed,) = answer(run, "backups", book)["backups"]
    assert (listed["file"], listed["last"], listed["who"]) == (made["file"], "Thêm Một", "Trần Văn Mẫu")
    done = answer(run, "restore", book, made["file"])
    assert done["lost"] == 1 and Path(done["kept"]).is_file()
    assert rows_of(book) == saved
    code, out, _ = run("restore", book, done["kept"])
    assert code == cli.DONE and "Đã khôi phục" in out
    assert people_of(book) == ["Một", "Hai"]


def test_a_backup_goes_where_it_is_told(run: Run, book: Path, tmp_path: Path) -> None:
    to = tmp_path / "USB"
    made = Path(answer(run, "backup", book, "--to", to)["file"])
    assert made.is_relative_to(to)
    code, out, err = run("backup", tmp_path / "Không có.hxdb")
    assert (code, out) == (cli.REFUSED, "") and "Không tìm thấy sổ" in err
    code, _, err = run("restore", book, tmp_path / "Không có.hxdb")
    assert code == cli.REFUSED and err


def test_a_damaged_backup_restores_nothing(run: Run, book: Path) -> None:
    made = Path(answer(run, "backup", book)["file"])
    made.write_bytes(made.read_bytes()[:20_000])
    before = book.read_bytes()
    code, _, err = run("restore", book, made)
    assert code == cli.REFUSED and "không phải là một bản sao lưu còn tốt" in err
    assert book.read_bytes() == before
    (listed,) = answer(run, "backups", book)["backups"]
    assert "broken" in listed


def test_without_backups_it_says_so(run: Run, book: Path) -> None:
    code, out, err = run("backups", book)
    assert (code, out) == (cli.DONE, "") and "Chưa tìm thấy bản sao lưu nào" in err


def test_the_full_check_finds_what_history_does_not_know(run: Run, book: Path) -> None:
    key = add(book, "Một")
    assert run("check", book, "--full")[0] == cli.DONE
    with closing(sqlite3.connect(book)) as connection, connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("UPDATE person SET name = 'Khác' WHERE id = ?", (bytes.fromhex(key.replace("-", "")),))
        for _, sql in triggers:
            connection.execute(sql)
    assert run("check", book)[0] == cli.DONE
    code, _, err = run("check", book, "--full")
    assert code == cli.PARTLY and "Khác" in err


def test_a_book_that_is_open_elsewhere_is_checked_and_told_in_words_that_fit(run: Run, book: Path) -> None:
    add(book, "Một")
    with lock.hold(book, lock.this_holder("Lê Thị Thử")):
        assert run("check", book)[0] == cli.DONE
        assert run("check", book, "--full")[0] == cli.DONE
        code, _, err = run("undo", book)
        assert code == cli.REFUSED and "đang được mở để ghi" in err and "Hãy đóng sổ ở nơi đang giữ rồi làm lại" in err


def test_a_refused_sheet_leaves_no_backup(run: Run, book: Path, tmp_path: Path) -> None:
    code, _, err = run("import", book, tmp_path / "không có.xlsx")
    assert code == cli.REFUSED and err
    assert answer(run, "backups", book)["backups"] == []


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's pipe")
def test_a_reader_that_has_read_enough_is_no_error(book: Path) -> None:
    command = f"{shlex.quote(sys.executable)} -m hxapp history {shlex.quote(str(book))} --json | true"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, cwd=STEPS.parent)
    assert done.stderr == ""


def test_backups_of_a_book_that_is_not_there_say_so(run: Run, tmp_path: Path) -> None:
    code, out, err = run("backups", tmp_path / "Đã mất.hxdb")
    assert (code, out) == (cli.REFUSED, "") and "Không thấy sổ" in err and "Đã mất.hxdb" in err
