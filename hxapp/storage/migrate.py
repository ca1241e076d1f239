"""Brings a book to the newest schema: numbered, frozen steps of Alembic, each one transaction, after a backup."""

from __future__ import annotations

import logging
import os
import re
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Connection, NullPool

from hxapp.domain.errors import HxError
from hxapp.storage import replicas, whole_files
from hxapp.storage.connections import bare, connect, make_engine, tidy
from hxapp.storage.recognise import APPLICATION_ID
from hxapp.storage.trouble import explained

_STEP = r"(\d{4})_\w+\.py"
_log = logging.getLogger(__name__)


def numbers(steps: Path) -> list[int]:
    """The numbers of the steps in `steps`/versions, in order, by their file names; imports nothing."""
    versions = steps / "versions"
    names = versions.iterdir() if versions.is_dir() else ()
    found = sorted(int(match[1]) for file in names if (match := re.fullmatch(_STEP, file.name)))
    if not found:
        raise HxError(
            f"Chương trình cài đặt thiếu thư mục “{versions}”. Hãy cài lại HX App; các sổ không bị ảnh hưởng."
        )
    return found


def newest(steps: Path) -> int:
    """The schema version that this program writes: the number of its newest step."""
    return numbers(steps)[-1]


def build(path: Path, steps: Path) -> None:
    """Makes a new book at `path` by the same steps that old books take; never over an existing file.

    It is built beside and takes its name when it is whole; whatever fails, no file is left.
    """
    if not path.parent.is_dir():
        raise HxError(f"Không có thư mục “{path.parent}”. Hãy tạo thư mục đó hoặc chọn nơi khác để đặt sổ.")
    newest(steps)
    _refuse_existing(path)
    with explained(f"Chưa tạo được sổ “{path}”", files=True):
        try:
            path.open("xb").close()  # the name is ours from here on
        except FileExistsError:
            _refuse_existing(path)
            raise
        try:
            part = whole_files.beside(path)
            try:
                upgrade(part, steps)
                part.replace(path)
            finally:
                whole_files.discard(part)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        whole_files.settle(path.parent)


def _refuse_existing(path: Path) -> None:
    if os.path.lexists(path):
        raise HxError(f"Đã có “{path}”. Sổ mới không ghi đè lên tệp có sẵn: hãy đặt tên khác hoặc mở sổ đó.")


def renew(path: Path, version: int, steps: Path) -> Path:
    """Upgrades the book from `version`, after a backup beside it; returns the backup's path.

    HxError when the backup or a step fails: the book is then as it was after the last whole step.
    """
    with explained(f"Chưa sao lưu được sổ “{path}” trước khi nâng cấp", after="Sổ vẫn như cũ.", files=True):
        backup = _back_up(path, version)
    try:
        upgrade(path, steps)
    except Exception as error:
        _log.exception("upgrading failed")
        with closing(bare(path)) as connection:
            stands = _version(connection)
        if stands == version:
            backup.unlink(missing_ok=True)
        saved = "Sổ vẫn nguyên như trước" if stands == version else f"Bản trước khi nâng cấp nằm ở “{backup}”"
        if isinstance(error, HxError):
            why = str(error)
        else:
            why = (
                "một bước nâng cấp không làm được với số liệu trong sổ này. "
                "Hãy dùng lại bản HX App cũ để mở sổ và gửi tệp nhật ký lỗi cho người hỗ trợ"
            )
        raise HxError(
            f"Chưa nâng cấp được sổ “{path}” từ cấu trúc số {version} lên số {newest(steps)}: "
            f"{why.rstrip('.')}. {saved}."
        ) from error
    return backup


def upgrade(path: Path, steps: Path) -> None:
    """Takes every step the file has not taken, each in one transaction; an error leaves it after the last whole one."""
    engine = make_engine(path, NullPool, foreign_keys=False)
    facts = path.stat()
    place = replicas.place_of(path, (facts.st_dev, facts.st_ino))
    try:
        with closing(bare(path)) as connection:
            version = _version(connection)
        for number in numbers(steps):
            if number > version:
                with explained(f"Chưa làm được bước {number}"), engine.connect() as taken, taken.begin():
                    _take(taken, number, steps, place if version else None)
    finally:
        engine.dispose()
        with suppress(sqlite3.Error), closing(connect(path)) as connection:
            tidy(connection)


def _take(connection: Connection, number: int, steps: Path, place: bytes | None) -> None:
    """One step inside the open transaction, with foreign keys off since before it began.

    History's triggers are away meanwhile; then the step's own changes are written into history, as made at `place`. A
    book that is just being made has none.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    from hxapp.storage import step_history, triggers

    config = Config()
    config.set_main_option("script_location", str(steps).replace("%", "%%"))
    config.attributes["connection"] = connection
    step = ScriptDirectory.from_config(config).get_revision(f"{number:04d}")
    former = step_history.keep(connection) if place is not None else []
    triggers.drop(connection)
    command.upgrade(config, f"{number:04d}")
    step_history.rename(connection, number, step_history.Renames.of(step.module))
    if place is not None:
        step_history.record(connection, number, former, place)
    triggers.make(connection)
    if number == 1:
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    broken = {str(row[0]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}
    if broken:
        raise HxError(f"sau bước {number} có dòng trỏ tới dòng không còn trong bảng: {', '.join(sorted(broken))}")
    connection.exec_driver_sql(f"PRAGMA user_version = {number}")


def _back_up(path: Path, version: int) -> Path:
    """A proved copy beside the book."""
    from hxapp.storage import backup  # with the first upgrade, not at every start

    copy = _free_name(path, version)
    try:
        backup.copy_book(path, copy)
    except HxError as error:
        raise HxError(f"{error} Sổ vẫn như cũ.") from error
    return copy


def _free_name(path: Path, version: int) -> Path:
    name = f"{path.stem}.truoc-nang-cap-{version}"
    backup = path.with_name(f"{name}.hxdb")
    count = 1
    while backup.exists():
        count += 1
        backup = path.with_name(f"{name}-{count}.hxdb")
    return backup


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
