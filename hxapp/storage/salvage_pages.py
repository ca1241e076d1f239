"""The pages of a damaged book as bytes: what SQLite refuses to go past is read around here, trusting no pointer.

The format is https://www.sqlite.org/fileformat.html (sections 1.3 header, 1.6 B-trees, 2.1 records); our books are
UTF-8 and have no vacuum pages. Nothing here raises for what a file holds: what can't be read is told as such.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

MAGIC = b"SQLite format 3\x00"
SIZES = (512, 1024, 2048, 4096, 8192, 16384, 32768, 65536)
TABLE_LEAF, TABLE_INNER, INDEX_LEAF, INDEX_INNER = 13, 5, 10, 2

_HEADER = 100
_SAMPLE = 400  # pages: enough to tell one page size from another
_LENGTHS = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)
_INTEGERS = frozenset(range(1, 7))


class Spoilt:
    """What stands for a value that can't be read."""


SPOILT: Final = Spoilt()


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of a table, or one entry of an index; `rowid` is 0 in the latter."""

    rowid: int
    values: tuple[Any, ...]


@dataclass
class Tree:
    """What a walk through one tree found: its rows, the pages that are none of it, the cells that can't be made out."""

    cells: list[Cell] = field(default_factory=list)
    leaves: int = 0
    bad_pages: int = 0
    bad_cells: int = 0

    @property
    def whole(self) -> bool:
        return not self.bad_pages and not self.bad_cells


class Pages:
    """The pages of a file, numbered from 1; `claimed` are those that a walk has taken for its tree."""

    def __init__(self, data: mmap.mmap | bytes) -> None:
        self._data = data
        self.has_header = data[:16] == MAGIC and _stated_size(data) in SIZES
        self.size = _page_size(data)
        reserved = data[20] if self.has_header and len(data) > 20 and data[20] <= 64 else 0
        self._usable = self.size - reserved
        self.count = -(-len(data) // self.size)
        self.claimed: set[int] = set()
        self._overflow: set[int] = set()  # pages that carry on a row, whatever they look like

    def number(self, offset: int) -> int:
        """A number of the file's header; 0 where the header can't be trusted."""
        return int.from_bytes(self._data[offset : offset + 4], "big") if self.has_header else 0

    def claim_free(self) -> None:
        """Takes the pages that the file lists as free out of what may still be found: they hold what was removed."""
        trunk = self.number(32)
        while 1 < trunk <= self.count and trunk not in self.claimed:
            self.claimed.add(trunk)
            page = self._page(trunk)
            listed = min(int.from_bytes(page[4:8], "big"), self._usable // 4 - 2)
            free = (int.from_bytes(page[8 + 4 * at : 12 + 4 * at], "big") for at in range(listed))
            self.claimed.update(number for number in free if 1 < number <= self.count)
            trunk = int.from_bytes(page[:4], "big")

    def walk(self, root: int, of: Callable[[Cell], bool], *, index: bool = False) -> Tree:
        """All that the tree at `root` holds; a leaf where no cell is `of` the tree is not its own."""
        leaf, inner = (INDEX_LEAF, INDEX_INNER) if index else (TABLE_LEAF, TABLE_INNER)
        found = Tree()
        waiting = [root]
        while waiting:
            number = waiting.pop()
            kind = self.kind(number)
            if number in self.claimed or kind not in (leaf, inner):
                found.bad_pages += 1
                continue
            cells, bad = ([], 0) if kind == TABLE_INNER else self.cells(number)
            mine = [cell for cell in cells if of(cell)]
            if kind == leaf and (cells or bad) and not mine:
                found.bad_pages += 1
                continue
            self.claimed.add(number)
            found.cells += mine
            found.bad_cells += bad + len(cells) - len(mine)
            if kind == inner:
                waiting += reversed(self._children(number))
            else:
                found.leaves += 1
        return found

    def kind(self, number: int) -> int:
        """The kind of B-tree page it is; 0 for none."""
        if not 1 <= number <= self.count:
            return 0
        return _kind(self._page(number), _HEADER if number == 1 else 0, self._usable)

    def cells(self, number: int) -> tuple[list[Cell], int]:
        """The readable cells of a page that has a kind (no inner one of a table), and how many others there are."""
        page, kind = self._page(number), self.kind(number)
        found, bad = [], 0
        for at in self._pointers(number):
            cell = self._cell(page, at, kind)
            if cell is None:
                bad += 1
            else:
                found.append(cell)
        return found, bad

    def unclaimed(self, kind: int) -> Iterator[int]:
        """The pages of that kind that no walk has taken."""
        for number in range(1, self.count + 1):
            if number not in self.claimed and number not in self._overflow and self.kind(number) == kind:
                yield number

    def _page(self, number: int) -> bytes:
        page = bytes(self._data[(number - 1) * self.size : number * self.size])
        return page.ljust(self.size, b"\0")

    def _pointers(self, number: int) -> list[int]:
        page, start = self._page(number), _HEADER if number == 1 else 0
        first = start + (12 if page[start] in (TABLE_INNER, INDEX_INNER) else 8)
        count = int.from_bytes(page[start + 3 : start + 5], "big")
        return [int.from_bytes(page[first + 2 * at : first + 2 * at + 2], "big") for at in range(count)]

    def _children(self, number: int) -> list[int]:
        page, start = self._page(number), _HEADER if number == 1 else 0
        left = [int.from_bytes(page[at : at + 4], "big") for at in self._pointers(number)]
        return [*left, int.from_bytes(page[start + 8 : start + 12], "big")]

    def _cell(self, page: bytes, at: int, kind: int) -> Cell | None:
        try:
            if not 8 <= at < self._usable:
                return None
            if kind == INDEX_INNER:
                at += 4
            length, at = _varint(page, at)
            rowid = 0
            if kind == TABLE_LEAF:
                rowid, at = _varint(page, at)
                rowid -= (rowid >> 63) << 64
            payload = self._payload(page, at, length, kind == TABLE_LEAF)
            values = None if payload is None else _record(payload, length)
        except IndexError:
            return None
        return None if values is None else Cell(rowid, values)

    def _payload(self, page: bytes, at: int, length: int, is_table: bool) -> bytes | None:
        """The cell's bytes, as many as can be reached (section 1.6: how many stay on the page)."""
        usable = self._usable
        if length > len(self._data):
            return None
        most = usable - 35 if is_table else (usable - 12) * 64 // 255 - 23
        if length <= most:
            return page[at : at + length] if at + length <= usable else None
        least = (usable - 12) * 32 // 255 - 23
        kept = least + (length - least) % (usable - 4)
        kept = kept if kept <= most else least
        if at + kept + 4 > usable:
            return None
        parts, missing = [page[at : at + kept]], length - kept
        following = int.from_bytes(page[at + kept : at + kept + 4], "big")
        passed: set[int] = set()
        while missing > 0 and 1 < following <= self.count and following not in passed:
            passed.add(following)
            more = self._page(following)
            parts.append(more[4 : 4 + min(missing, usable - 4)])
            missing -= len(parts[-1])
            following = int.from_bytes(more[:4], "big")
        self._overflow |= passed
        return b"".join(parts)


def _record(payload: bytes, length: int) -> tuple[Any, ...] | None:
    """The values of a record (section 2.1); those that lie beyond what could be reached are spoilt."""
    head, at = _varint(payload, 0)
    if not at <= head <= min(length, len(payload)):
        return None
    kinds = []
    while at < head:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    lengths = [_LENGTHS[kind] if kind < 12 else (kind - 12) // 2 for kind in kinds]
    if at != head or head + sum(lengths) != length:
        return None
    values = []
    for kind, size in zip(kinds, lengths, strict=True):
        values.append(_value(payload[at : at + size], kind) if not size or at + size <= len(payload) else SPOILT)
        at += size
    return tuple(values)


def _value(held: bytes, kind: int) -> Any:
    if kind == 0:
        return None
    if kind in _INTEGERS:
        return int.from_bytes(held, "big", signed=True)
    if kind in (8, 9):
        return kind - 8
    if kind >= 12 and kind % 2 == 0:
        return held
    if kind >= 13:
        try:
            return held.decode("utf-8")
        except UnicodeDecodeError:
            return SPOILT
    return SPOILT  # a float (7), which no book has, or a kind that SQLite keeps for itself


def _varint(held: bytes, at: int) -> tuple[int, int]:
    value = 0
    for number in range(9):
        byte = held[at]
        at += 1
        if number == 8:
            return value << 8 | byte, at
        value = value << 7 | byte & 127
        if byte < 128:
            break
    return value, at


def _kind(page: bytes, start: int, usable: int) -> int:
    kind = page[start]
    if kind not in (TABLE_LEAF, TABLE_INNER, INDEX_LEAF, INDEX_INNER):
        return 0
    count = int.from_bytes(page[start + 3 : start + 5], "big")
    first = start + (12 if kind in (TABLE_INNER, INDEX_INNER) else 8)
    content = int.from_bytes(page[start + 5 : start + 7], "big") or 65536
    return kind if first + 2 * count <= content <= usable else 0


def _stated_size(data: mmap.mmap | bytes) -> int:
    size = int.from_bytes(data[16:18], "big")
    return 65536 if size == 1 else size


def _page_size(data: mmap.mmap | bytes) -> int:
    """The size by which most of the file falls into pages: what the header states is not believed."""
    best, most = 4096, 0
    for size in SIZES:
        reach = min(len(data), _SAMPLE * 65536)
        count = 0
        for start in range(0, reach - size + 1, size):
            at = _HEADER if start == 0 else 0
            page = bytes(data[start : start + at + 12])
            if _kind(page, at, size) and _points_inside(data, start, at, size):
                count += size
        if count > most:
            best, most = size, count
    return best


def _points_inside(data: mmap.mmap | bytes, start: int, at: int, size: int) -> bool:
    head = bytes(data[start + at : start + at + 12])
    first = start + at + (12 if head[0] in (TABLE_INNER, INDEX_INNER) else 8)
    held = bytes(data[first : first + 2 * int.from_bytes(head[3:5], "big")])
    pointers = [int.from_bytes(held[one : one + 2], "big") for one in range(0, len(held), 2)]
    # Cells fill a page from its end: where all lie in the first half, the page is a smaller one.
    return bool(pointers) and min(pointers) >= 8 and size // 2 <= max(pointers) < size
