"""The least a program of this kind does, for an .exe to compare with: Qt, the ORM, SQLite, one row, an empty window.

Usage: Floor.exe BOOK. The same as `floor` in first_paint.py, but that it stays until it is ended.
"""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication, QMainWindow
from sqlalchemy import LargeBinary, Text, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column


class Base(DeclarativeBase):
    """The tables."""


class Indicator(Base):
    """One of them, as small as it gets."""

    __tablename__ = "indicator"
    id = mapped_column(LargeBinary, primary_key=True)
    name = mapped_column(Text)


def main(book: str) -> int:
    """Shows the window; gives the exit code."""
    application = QApplication([])
    with Session(create_engine(f"sqlite:///{book}")) as session:
        row = session.scalars(select(Indicator).limit(1)).one()
    window = QMainWindow()
    window.setWindowTitle(row.name)
    window.showMaximized()
    return application.exec()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
