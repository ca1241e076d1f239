"""Sections over the rows of the result grid: the documents of a year and their clauses that have indicators."""

from __future__ import annotations

import uuid
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hxapp.services import documents
from hxapp.services.indicator_order import Line

if TYPE_CHECKING:
    from hxapp.storage.database import Reading

Placed = tuple[Line, Hashable | None]


@dataclass(frozen=True, slots=True)
class Section:
    """A row over indicators: a clause with its number ('A.II'), or a document, whose `clause` is ''.

    `parent` is the key of the section it stands in; `further` tells that it is over figures inside tasks.
    """

    key: Hashable
    parent: Hashable | None
    title: str
    clause: str
    further: bool


@dataclass(slots=True)
class _Over:
    """A document or clause, while the tree is put together."""

    id: uuid.UUID
    title: str
    clause: str
    blocks: list[list[Line]] = field(default_factory=list)
    under: list[_Over] = field(default_factory=list)

    def is_empty(self) -> bool:
        return not self.blocks and all(one.is_empty() for one in self.under)


def in_sections(reading: Reading, lines: Sequence[Line]) -> tuple[tuple[Section, ...], tuple[Placed, ...]]:
    """The sections, each before those in it, and the lines under them, each with the key of its section.

    Numbered indicators first, then the figures inside tasks, by documents and clauses both; a part stays under its
    head. A document has a section where several have indicators, or where some of its name no clause and others do.
    The one clause over all of a document's tells nothing apart and has none.
    """
    clauses = {
        document_id: documents.clauses(reading, document_id)
        for document_id in dict.fromkeys(line.main.document_id for line in lines if line.main is not None)
    }
    several = len(clauses) > 1
    sections: list[Section] = []
    placed: list[Placed] = []
    for further in (False, True):
        blocks = _blocks(line for line in lines if line.further is further)
        trees = _trees(blocks, clauses)
        if not several and not any(tree.under for tree in trees):
            placed += [(line, None) for block in blocks for line in block]
            continue
        for over in _shown(trees, several=several):
            _place(over, None, further, sections, placed)
    return tuple(sections), tuple(placed)


def _blocks(lines: Iterable[Line]) -> list[list[Line]]:
    """Each head with its parts."""
    blocks: list[list[Line]] = []
    for line in lines:
        if line.depth == 0:
            blocks.append([])
        blocks[-1].append(line)
    return blocks


def _trees(blocks: Iterable[list[Line]], clauses: Mapping[uuid.UUID, Sequence[documents.ClauseRow]]) -> list[_Over]:
    """The documents with the clauses under them, and the blocks where they belong."""
    trees: dict[uuid.UUID, _Over] = {}
    places: dict[tuple[uuid.UUID, str], _Over] = {}
    for block in blocks:
        main = next(line.main for line in block if line.main is not None)
        document_id = main.document_id
        if document_id not in trees:
            trees[document_id] = _Over(document_id, main.document, "")
            made = {one.id: _Over(one.id, one.title, one.number) for one in clauses[document_id]}
            for one in clauses[document_id]:
                above = made.get(one.parent_id) if one.parent_id is not None else None
                (above or trees[document_id]).under.append(made[one.id])
                places[document_id, one.number] = made[one.id]
        places.get((document_id, main.clause), trees[document_id]).blocks.append(block)
    for over in (*trees.values(), *places.values()):
        over.under[:] = [one for one in over.under if not one.is_empty()]
    return list(trees.values())


def _shown(trees: Sequence[_Over], *, several: bool) -> list[_Over]:
    """What stands topmost; what names no clause stands under its document, or alone where nothing else does."""
    for tree in trees:
        if len(tree.under) == 1 and not tree.under[0].blocks and not tree.blocks:
            tree.under[:] = tree.under[0].under
    if several or len(trees) != 1 or trees[0].blocks:
        return list(trees)
    return trees[0].under


def _place(over: _Over, parent: Hashable | None, further: bool, sections: list[Section], placed: list[Placed]) -> None:
    key = (further, over.id)
    sections.append(Section(key, parent, over.title, over.clause, further))
    placed += [(line, key) for block in over.blocks for line in block]
    for one in over.under:
        _place(one, key, further, sections, placed)
