"""Making and opening books: every refusal has its own sentence and leaves the file and its folder as they were."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from hxapp.domain.errors import HxError
from hxapp.storage import migrate, recognise
from hxapp.storage.database import Database
from hxapp.storage.tables import Area
from tests.storage.building import STEPS, make, make_book

# Header places of an SQLite file: https://www.sqlite.org/fileformat.html, 1.3
VERSION_AT, APPLICATION_AT = 60, 68


def text_file(path: Path) -> None:
    path.write_text("Nghị quyết về nhiệm vụ năm 2022\n" * 20, encoding="utf-8")


def empty_file(path: Path) -> None:
    path.touch()


def half_a_book(path: Path) -> None:
    make_book(path.parent, path.name)
    os.truncate(path, path.stat().st_size // 2)


def a_few_bytes_of_a_book(path: Path) -> None:
    make_book(path.parent, path.name)
    os.truncate(path, 50)


def scrambled_inside(path: Path) -> None:
    make_book(path.parent, path.name)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\x5a" * 8192)


def scrambled_page_size(path: Path) -> None:
    make_book(path.parent, path.name)
    overwrite(path, 16, b"\x00\x03")


def another_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE contacts (name)")
        connection.execute("PRAGMA user_version = 1")


def newer_book(path: Path) -> None:
    make_book(path.parent, path.name)
    overwrite(path, VERSION_AT, (9000).to_bytes(4, "big"))


def old_excel(path: Path) -> None:
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000))


def overwrite(path: Path, place: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        file.write(data)


def picture(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Everything in the folder: times and contents."""
    return {file.name: (file.stat().st_mtime_ns, file.read_bytes()) for file in folder.iterdir() if file.is_file()}


REFUSALS: list[tuple[Callable[[Path], None], str]] = [
    (text_file, "không phải là sổ của HX App"),
    (old_excel, "không phải là sổ của HX App"),
    (empty_file, "rỗng"),
    (half_a_book, "thiếu dữ liệu ở cuối tệp"),
    (a_few_bytes_of_a_book, "chỉ còn 50 byte"),
    (scrambled_inside, "cấu trúc bên trong"),
    (scrambled_page_size, "bị hỏng"),
    (another_program, "chương trình khác"),
    (newer_book, "mới hơn"),
]


@pytest.mark.parametrize(("spoil", "words"), REFUSALS, ids=[spoil.__name__ for spoil, _ in REFUSALS])
def test_what_is_no_sound_book_is_refused_and_left_alone(
    tmp_path: Path, spoil: Callable[[Path], None], words: str
) -> None:
    path = tmp_path / "Sổ 2022.hxdb"
    spoil(path)
    before = picture(tmp_path)
    with pytest.raises(HxError) as caught:
        Database.open(path, STEPS)
    sentence = str(caught.value)
    assert words in sentence
    assert str(path) in sentence
    assert "Hãy" in sentence
    assert picture(tmp_path) == before
    with pytest.raises(HxError, match="Hãy"):
        Database.open(path, STEPS)  # a refusal does not leave it 'open'


def test_every_refusal_has_its_own_sentence(tmp_path: Path) -> None:
    sentences = set()
    spoils = (text_file, empty_file, half_a_book, scrambled_inside, another_program, newer_book)
    for number, spoil in enumerate(spoils):
        folder = tmp_path / str(number)
        folder.mkdir()
        spoil(folder / "x.hxdb")
        with pytest.raises(HxError) as caught:
            Database.open(folder / "x.hxdb", STEPS)
        sentences.add(str(caught.value).replace(str(folder), ""))
    assert len(sentences) == len(spoils)


def test_a_missing_file_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(HxError, match="Không tìm thấy"):
        Database.open(tmp_path / "không có.hxdb", STEPS)
    with pytest.raises(HxError, match="Không tìm thấy"):
        Database.open(tmp_path / "không có" / "x.hxdb", STEPS)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sổ.hxdb").mkdir()
    with pytest.raises(HxError, match="là một thư mục"):
        Database.open(tmp_path / "sổ.hxdb", STEPS)


def test_the_same_book_is_not_opened_twice(tmp_path: Path) -> None:
    path = make_book(tmp_path)
    database = Database.open(path, STEPS)
    other_way = tmp_path / "tắt" / ".." / path.name
    (tmp_path / "tắt").mkdir()
    for name in (path, other_way):
        with pytest.raises(HxError, match="đang mở trong chương trình này"):
            Database.open(name, STEPS)
    with database.begin("Thêm tổ dân phố") as session:
        make(session, Area)
    database.close()
    Database.open(path, STEPS).close()


def test_a_link_opens_the_book_itself(tmp_path: Path) -> None:
    path = make_book(tmp_path)
    link = tmp_path / "lối tắt.hxdb"
    try:
        link.symlink_to(path)
    except OSError:
        pytest.skip("this system makes no links for this user")
    if not link.exists():
        pytest.skip("links lead nowhere here")
    database = Database.open(link, STEPS)
    assert database.path == path
    with pytest.raises(HxError, match="đang mở"):
        Database.open(path, STEPS)
    database.close()


def test_an_open_book_is_read_by_nothing_but_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_book(tmp_path)
    database = Database.open(path, STEPS)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", lambda *_, **__: pytest.fail("the file was opened"))
        with pytest.raises(HxError, match="đang mở"):
            Database.open(path, STEPS)
        with pytest.raises(HxError, match="Đã có"):
            Database.create(path, STEPS)
    database.close()


@pytest.mark.parametrize("name", ["Sổ của Nguyễn Thị Hồng", "100% #1?", "dấu ' và & ; =", "a" * 100])
def test_any_name_of_folder_and_file_works(tmp_path: Path, name: str) -> None:
    if os.name == "nt":
        name = name.replace("?", "")
    folder = tmp_path / name / "tài liệu Nguyễn Thị Hồng"
    folder.mkdir(parents=True)
    path = folder / f"{name}.hxdb"
    Database.create(path, STEPS).close()
    assert list(folder.iterdir()) == [path]
    Database.open(path, STEPS).close()


# Rights: the administrator is refused nothing, so under that account these run as 'nobody'.

needs_modes = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="rights are set otherwise on this system")


@contextmanager
def as_a_plain_user() -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def plain_folder() -> Iterator[Path]:
    """A folder that a plain user may enter and read, with a book that the administrator made in it."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    shutil.copytree(STEPS / "versions", folder / "steps" / "versions", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "sổ").mkdir()
    make_book(folder / "sổ")
    yield folder
    for path in (folder / "sổ", folder / "sổ" / "Sổ thử.hxdb"):
        path.chmod(0o755)
    shutil.rmtree(folder)


@needs_modes
@pytest.mark.parametrize(
    ("folder_mode", "file_mode", "words"),
    [
        (0o777, 0o000, "Không được phép đọc"),
        (0o777, 0o444, "Không được phép ghi vào sổ"),
        (0o555, 0o666, "Không được phép ghi vào thư mục"),
    ],
    ids=["unreadable", "read-only file", "read-only folder"],
)
def test_a_book_without_the_rights_to_write_is_refused(
    plain_folder: Path, folder_mode: int, file_mode: int, words: str
) -> None:
    folder = plain_folder / "sổ"
    path = folder / "Sổ thử.hxdb"
    before = picture(folder)
    path.chmod(file_mode)
    folder.chmod(folder_mode)
    with as_a_plain_user(), pytest.raises(HxError) as caught:
        Database.open(path, plain_folder / "steps")
    assert words in str(caught.value)
    assert "Hãy" in str(caught.value)
    path.chmod(0o644)
    assert picture(folder) == before


@needs_modes
def test_a_new_book_in_a_folder_without_the_right_to_write_is_refused(plain_folder: Path) -> None:
    (plain_folder / "sổ").chmod(0o555)
    before = picture(plain_folder / "sổ")
    with as_a_plain_user(), pytest.raises(HxError, match="không cho phép ghi"):
        Database.create(plain_folder / "sổ" / "mới.hxdb", plain_folder / "steps")
    assert picture(plain_folder / "sổ") == before


# Making


def test_a_new_book_never_replaces_a_file(tmp_path: Path) -> None:
    path = tmp_path / "x.hxdb"
    path.write_text("của người khác", encoding="utf-8")
    before = picture(tmp_path)
    with pytest.raises(HxError, match="không ghi đè"):
        Database.create(path, STEPS)
    assert picture(tmp_path) == before


def test_a_new_book_needs_its_folder(tmp_path: Path) -> None:
    with pytest.raises(HxError, match="Không có thư mục"):
        Database.create(tmp_path / "chưa có" / "x.hxdb", STEPS)
    assert list(tmp_path.iterdir()) == []


def test_a_name_the_system_cannot_hold_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(HxError, match=r"Chưa tạo được sổ"):
        Database.create(tmp_path / ("dài" * 200 + ".hxdb"), STEPS)
    with pytest.raises(HxError, match="Không tìm thấy"):
        Database.open(tmp_path / ("dài" * 200 + ".hxdb"), STEPS)


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), sqlite3.OperationalError("odd"), KeyboardInterrupt()])
def test_a_failed_creation_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def failing(path: Path, steps: Path) -> None:
        path.write_bytes(b"half")
        raise error

    monkeypatch.setattr(migrate, "upgrade", failing)
    with pytest.raises(HxError if isinstance(error, OSError) else type(error)):
        Database.create(tmp_path / "x.hxdb", STEPS)
    assert list(tmp_path.iterdir()) == []


def test_an_installation_without_its_steps_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(HxError, match="cài lại HX App"):
        Database.create(tmp_path / "x.hxdb", tmp_path / "db")
    assert list(tmp_path.iterdir()) == []


# What a killed program leaves


def test_a_left_over_journal_is_rolled_back_by_sqlite(tmp_path: Path) -> None:
    path = make_book(tmp_path)
    database = Database.open(path, STEPS)
    with database.begin("Thêm tổ dân phố") as session:
        make(session, Area, name="đã lưu")
    database.close()
    torn = tmp_path / "dở dang.hxdb"
    with closing(sqlite3.connect(path, isolation_level=None)) as killed:
        killed.execute("PRAGMA cache_size = 1")
        killed.execute("BEGIN IMMEDIATE")
        killed.execute("UPDATE area SET name = 'dở dang'")
        for _ in range(400):
            killed.execute("INSERT INTO book (id, origin, made_at) VALUES (randomblob(16), hex(zeroblob(400)), '')")
        shutil.copyfile(path, torn)
        shutil.copyfile(tmp_path / f"{path.name}-journal", tmp_path / f"{torn.name}-journal")
        killed.execute("ROLLBACK")
    assert (tmp_path / f"{torn.name}-journal").stat().st_size > 0
    database = Database.open(torn, STEPS)
    with database.read() as session:
        assert session.execute(sa.select(Area.name)).scalars().all() == ["đã lưu"]
        assert session.execute(sa.text("SELECT count(*) FROM book")).scalar_one() == 0
    assert database.check() == []
    database.close()
    assert not (tmp_path / f"{torn.name}-journal").exists()


SAVER = """
import sys
from pathlib import Path
import sqlalchemy as sa
from hxapp.storage.database import Database
from hxapp.storage.tables import Setting, setting_id

database = Database.open(Path(sys.argv[1]), Path(sys.argv[2]))
number = int(sys.argv[3])
while True:
    number += 1
    with database.begin("Nhập") as session:
        session.add(Setting(id=setting_id(str(number)), name=str(number), value="x"))
    print(number, flush=True)
"""


def test_what_was_saved_survives_a_killed_process(tmp_path: Path) -> None:
    path = make_book(tmp_path)
    last = 0
    for kill in range(int(os.environ.get("HX_KILLS", "4"))):
        command = [sys.executable, "-P", "-c", SAVER, str(path), str(STEPS), str(last)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=as_here()) as saver:
            assert saver.stdout is not None
            for _ in range(1 + kill * 3):
                last = int(saver.stdout.readline())
            saver.kill()
            last = max([last, *(int(line) for line in saver.stdout if line.endswith("\n"))])
        database = Database.open(path, STEPS)
        with database.read() as session:
            saved = {int(name) for name in session.execute(sa.text("SELECT name FROM setting")).scalars()}
        assert database.check() == []
        database.close()
        assert saved >= set(range(1, last + 1))
        last = max(saved)


def test_a_book_of_this_version_opens_without_alembic(tmp_path: Path) -> None:
    path = make_book(tmp_path)
    script = (
        "import sys; from pathlib import Path; from hxapp.storage.database import Database;"
        "Database.open(Path(sys.argv[1]), Path(sys.argv[2])).close();"
        "print([name for name in sys.modules if name.split('.')[0] in ('alembic', 'mako')])"
    )
    command = [sys.executable, "-P", "-c", script, str(path), str(STEPS)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=as_here())
    assert done.stdout.strip() == "[]"


def as_here() -> dict[str, str]:
    """The environment in which another Python finds the same modules as this one."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8"}


def test_the_header_places_are_sqlites_own(tmp_path: Path) -> None:
    header = make_book(tmp_path).read_bytes()[:100]
    assert int.from_bytes(header[VERSION_AT : VERSION_AT + 4], "big") == migrate.newest(STEPS)
    assert int.from_bytes(header[APPLICATION_AT : APPLICATION_AT + 4], "big") == recognise.APPLICATION_ID
    assert header[APPLICATION_AT : APPLICATION_AT + 4] == b"HXDB"
