"""The history of a book: who did what when, and what it changed, from what to what, in every row and field.

Triggers write it (`hxapp.storage.triggers`), in the transaction that makes the change and whoever makes it, and refuse
to have it edited. Its tables are numbered by the file, not by identities: an entry costs a few bytes that way, and an
action is known elsewhere by its replica and sequence. They stand apart from the book's own tables, which are the ones
that have a history.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text, text

from hxapp.domain.history import ActionKind, ChangeKind
from hxapp.storage.schema.base import BOOK_TABLES, needed, optional
from hxapp.storage.types import AsStored, Composed, Key, UtcTime, Word

HISTORY_TABLES = MetaData(naming_convention=BOOK_TABLES.naming_convention)

REPLICA = Table(
    "replica",
    HISTORY_TABLES,
    Column("id", Integer, primary_key=True),
    needed("identity", Key),
    needed("made_at", UtcTime),
    optional("place", LargeBinary),
)
"""One copy of the book at one place, as long as it was written there; the last row is the present one.

`place` is a digest of where it lay (`hxapp.storage.replicas`); empty for another program, whose place is unknown.
"""

ACTION = Table(
    "action",
    HISTORY_TABLES,
    Column("id", Integer, primary_key=True),
    needed("replica_id", Integer, ForeignKey(REPLICA.c.id)),
    needed("sequence", Integer),
    needed("kind", Word(ActionKind)),
    needed("name", Composed),
    optional("who", Composed),
    needed("moment", UtcTime),
    optional("of_id", Integer, ForeignKey("action.id")),
    optional("person_id", Key),
    optional("reverse", Composed),
)
"""What a user did, in one transaction; (replica, sequence) is its identity in every copy of the book.

`of_id` is the action that an undo takes back or a redo does again. `who` is what they were called then, `person_id` the
row of the book's people, where one said who sits at the PC. `reverse` is the own way back of an action that undo leaves
alone ('Mở lại kỳ'), '' for the making of the book, which nothing lies before.

No index keeps that: the last action alone tells the next one's sequence, and each index is a page more in every save.
"""

RUNNING_ACTION = Table(
    "running_action",
    HISTORY_TABLES,
    Column("action_id", Integer, ForeignKey(ACTION.c.id), primary_key=True, autoincrement=False),
)
"""The action that is going on: one row from its begin to its commit, so that nobody else ever sees one."""

RECORDED_TABLE = Table(
    "recorded_table",
    HISTORY_TABLES,
    Column("id", Integer, primary_key=True),
    needed("name", Text),
    optional("ended_by", Integer),
    Index("uq_recorded_table_name", "name", unique=True, sqlite_where=text("ended_by IS NULL")),
)
"""A table as history calls it. A step that renames it changes the name here, and all its history goes along.

`ended_by` is the number of the step that removed it.
"""

RECORDED_FIELD = Table(
    "recorded_field",
    HISTORY_TABLES,
    Column("id", Integer, primary_key=True),
    needed("table_id", Integer, ForeignKey(RECORDED_TABLE.c.id)),
    needed("name", Text),
    optional("ended_by", Integer),
    Index("uq_recorded_field_name", "table_id", "name", unique=True, sqlite_where=text("ended_by IS NULL")),
)
"""A field as history calls it, like `RECORDED_TABLE`. A later field of a removed one's name is another field."""

ROW_CHANGE = Table(
    "row_change",
    HISTORY_TABLES,
    Column("id", Integer, primary_key=True),
    needed("action_id", Integer, ForeignKey(ACTION.c.id)),
    needed("table_id", Integer, ForeignKey(RECORDED_TABLE.c.id)),
    needed("row_id", Key),
    needed("kind", Word(ChangeKind)),
    Index("ix_row_change_row_id", "row_id"),
)
"""One row changed once, in the order it happened; those of an action stand together."""

FIELD_CHANGE = Table(
    "field_change",
    HISTORY_TABLES,
    Column("change_id", Integer, ForeignKey(ROW_CHANGE.c.id), primary_key=True, autoincrement=False),
    Column("field_id", Integer, ForeignKey(RECORDED_FIELD.c.id), primary_key=True, autoincrement=False),
    optional("was", AsStored),
    optional("now", AsStored),
    sqlite_with_rowid=False,
)
"""What a change did to a field, both values as the file holds them.

An update has its changed fields, an insert and a delete all that were not empty: a field that is missing there was.
"""
