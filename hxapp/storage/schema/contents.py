"""Contents of files that the book keeps (evidence), each once, by the SHA-256 of its bytes.

They have no history of their own: a row that needs a content holds its hash, and so does that row's history. A content
leaves only when neither does (`hxapp.storage.contents`).
"""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, Table

from hxapp.storage.schema.base import needed
from hxapp.storage.schema.history import HISTORY_TABLES

CONTENT = Table(
    "content",
    HISTORY_TABLES,
    Column("sha256", LargeBinary(32), primary_key=True),
    needed("size", Integer),
    needed("data", LargeBinary),
)
"""`size` is that of `data` in bytes: a backup that leaves the data to a folder beside it still says how much it was."""
