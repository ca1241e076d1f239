"""What the tab Chỉ tiêu shows as a grid of results: the year by its periods, or a period by the neighbourhoods."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from hxapp.domain.errors import HxError, Refused
from hxapp.domain.indicators import Basis, Stage
from hxapp.domain.periods import Period, PeriodKind
from hxapp.services import result_grid
from hxapp.services.indicator_marks import CONTRADICTS, DOUBTFUL
from hxapp.services.result_grid import GridRow, ResultGrid, Spot
from hxapp.ui import result_columns
from hxapp.ui.chips import Chip
from hxapp.ui.indicator_columns import of_period
from hxapp.ui.palette import Tone
from hxapp.ui.result_columns import Place, Target
from hxapp.ui.result_rows import Rows, rows_of
from hxapp.ui.signs import Sign
from hxapp.ui.table import Column

if TYPE_CHECKING:
    from hxapp.storage.database import Reading
    from hxapp.ui.context import Context

MISSING, DOUBTED = "missing", "doubted"
_WARNED = frozenset({CONTRADICTS, DOUBTFUL})


class Grid(StrEnum):
    """What the columns of the grid are."""

    YEAR = "year"
    AREAS = "areas"


class ResultView:
    """Reads a grid of results, and writes what is typed, pasted or emptied in it.

    `monthly` and `basis` are what the switches over the grid say; at first the columns are of the kind of the period
    that is chosen in the bar, and again whenever that is another kind.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self.kind = Grid.YEAR
        self.monthly = context.period.kind is PeriodKind.MONTH
        self.basis = Basis.IN_PERIOD
        self._followed = context.period
        self._grid = ResultGrid((), (), ())
        self._rows = Rows((), {})
        self._targets: Mapping[str, Target] = {}
        self._fitting: Mapping[str, frozenset[uuid.UUID]] = {}

    # Reading -------------------------------------------------------------------------------------------------------

    @property
    def place(self) -> Place:
        """What is shown now."""
        return Place(self._context.period, self._context.stage, self.basis)

    def read(self, reading: Reading, kind: Grid) -> tuple[Column, ...]:
        """Read the grid anew; its columns."""
        context = self._context
        self.kind = kind
        if kind is Grid.AREAS:
            self._grid = result_grid.area_grid(reading, context.year, context.period, context.stage, self.basis)
        else:
            self._grid = result_grid.year_grid(reading, context.year, self._periods(), context.stage, self.basis)
        self._rows = rows_of(self._grid)
        found, self._targets = result_columns.columns(self._grid, self.place, self._save)
        tops = frozenset(row.id for row in self._tops())
        self._fitting = {key: tops & self._blocks(fits) for key, fits in self._counted()}
        return found

    def _periods(self) -> Sequence[Period]:
        """The periods of the year: another period chosen in the bar brings the columns of its kind."""
        chosen = self._context.period
        if chosen != self._followed:
            self._followed = chosen
            if chosen.kind is not PeriodKind.YEAR:  # which both have
                self.monthly = chosen.kind is PeriodKind.MONTH
        return result_columns.year_periods(self._context.year, monthly=self.monthly, basis=self.basis)

    @property
    def rows(self) -> tuple[Any, ...]:
        """The rows with those of their sections."""
        return self._rows.rows

    def parent_of(self, key: Hashable) -> Hashable | None:
        """The key of the row that the row with that key stands under."""
        return self._rows.parents.get(key)

    row_look = staticmethod(result_columns.row_look)

    def has_areas(self) -> bool:
        """Whether the grid of neighbourhoods has any beside the whole ward."""
        return len(self._grid.columns) > 1

    def chips(self) -> tuple[Chip, ...]:
        """Counts of the numbered indicators, with their parts; where none is numbered of all."""
        word = "Thiếu tổ" if self.kind is Grid.AREAS else "Còn trống"
        found = [Chip("", "Tất cả", len(self._tops()))]
        for key, said, sign, tone in (
            (MISSING, word, Sign.RING, Tone.SECOND),
            (DOUBTED, "Cần xem lại", Sign.QUERY, Tone.AMBER),
        ):
            if count := len(self._fitting[key]):
                found.append(Chip(key, said, count, sign, tone))
        return tuple(found)

    def chip_predicate(self, key: str) -> Callable[[Any], bool]:
        """Whether a row is of what the chip counts."""

        def fits(row: Any) -> bool:
            if not isinstance(row, GridRow):
                return False
            head = row.parent_id if row.depth else row.id
            return head in self._fitting.get(key, frozenset())

        return fits

    def _tops(self) -> list[GridRow]:
        tops = [row for row in self._grid.rows if row.depth == 0]
        return [row for row in tops if row.headline] or tops

    def _counted(self) -> tuple[tuple[str, Callable[[GridRow], bool]], ...]:
        return (MISSING, self._is_missing), (DOUBTED, self._is_doubted)

    def _blocks(self, fits: Callable[[GridRow], bool]) -> frozenset[uuid.UUID]:
        """The heads that fit, or that have a part which does."""
        return frozenset(
            row.parent_id if row.depth and row.parent_id else row.id for row in self._grid.rows if fits(row)
        )

    def _is_missing(self, row: GridRow) -> bool:
        """A figure was due by the end of the chosen period and is not there; of neighbourhoods only where some told."""
        counted = [target for target in self._targets.values() if self._is_counted(target)]
        if self.kind is Grid.YEAR:
            return any(self._is_owed(row, target.period) for target in counted)
        spots = [row.cell(target.key).spot for target in counted]
        return Spot.EMPTY in spots and (Spot.TYPED in spots or Spot.DERIVED in spots)

    def _is_owed(self, row: GridRow, period: Period) -> bool:
        """Whether the empty figure is still to be told: what was told by quarters is not owed again by months.

        An estimate of the year is no figure of its last quarter.
        """
        if row.cell(period).spot is not Spot.EMPTY:
            return False
        month = period.last.month
        wider = [] if month % 3 else [Period.quarter(period.year, month // 3), Period.months(period.year, month)]
        told = [row.cell(one) for one in wider if one.contains(period) and one != period]
        stage = self._context.stage
        return not any(
            cell.spot is Spot.TYPED and (month < 12 or cell.figure is None or cell.figure.stage is stage)
            for cell in told
        )

    def _is_counted(self, target: Target) -> bool:
        if self.kind is Grid.AREAS:
            return target.area_id is not None
        return target.period.last <= self._context.period.last

    def _is_doubted(self, row: GridRow) -> bool:
        return any(not _WARNED.isdisjoint(row.cell(target.key).marks) for target in self._targets.values())

    def first_column(self) -> str:
        """The key of the column where figures are typed first: the chosen period's, else the one in which it ends.

        Of neighbourhoods the first one's: the ward's figure follows from theirs.
        """
        chosen = self._context.period

        def order(target: Target) -> tuple[object, ...]:
            one = target.period
            return target.area_id is None, one != chosen, not one.first <= chosen.last <= one.last, one.last

        return min(self._targets, key=lambda key: order(self._targets[key]), default="")

    # The cell where the clerk stands ---------------------------------------------------------------------------------

    def target_of(self, column: str) -> Target | None:
        """What the column of that key writes; None for one that only shows."""
        return self._targets.get(column)

    def cell_words(self, row: Any, column: str) -> str:
        """The cell in words for the status line; '' where there is none."""
        target = self._targets.get(column)
        if target is None or not isinstance(row, GridRow):
            return ""
        of_areas = target.area_id is None and any(
            row.cell(one.key).figure is not None for one in self._targets.values() if one.area_id is not None
        )
        return result_columns.words_of(row, target, self.place, of_areas=of_areas)

    def sum_words(self, cells: Sequence[tuple[Any, str]]) -> str:
        """Several selected cells (row, column) in words; '' where no more than one takes a figure."""
        found = [
            (row, target)
            for row, column in cells
            if isinstance(row, GridRow) and not row.is_head and (target := self._targets.get(column)) is not None
        ]
        return result_columns.sum_of(found, self.place) if len(found) > 1 else ""

    # Writing -------------------------------------------------------------------------------------------------------

    def _save(self, row: GridRow, target: Target, text: str) -> None:
        from hxapp.services import results

        context = self._context
        with context.database.begin(f"Sửa {result_columns.called(row)}, {self._of([target])}") as session:
            results.set_result(
                session,
                row.id,
                target.period,
                text,
                stage=context.stage,
                basis=self.place.basis_of(target.period),
                area_id=target.area_id,
                now=context.now,
            )

    def write(self, cells: Sequence[tuple[Any, Column, str]], deed: str) -> None:
        """Write cells of several columns in one action; BlockRefused, numbered as they are given, when one can't be."""
        from hxapp.services import results
        from hxapp.services.results import BlockRefused, Entry
        from hxapp.services.typed_results import FIELD

        context, place = self._context, self.place
        targets = [self._targets[column.key] for _, column, _ in cells]
        kinds = {target.period.kind for target in targets}
        if {PeriodKind.MONTH, PeriodKind.YEAR} <= kinds and any(text for _, _, text in cells):
            raise HxError(
                f"Vùng {deed.lower()} lấn từ các tháng sang cột “Cả năm”, là số của cả năm, không của riêng tháng nào. "
                "Hãy chọn đúng các cột tháng, hoặc làm riêng cột “Cả năm”."
            )
        entries = [
            Entry(row.id, target.period, text, target.area_id)
            for (row, _, text), target in zip(cells, targets, strict=True)
        ]
        found: list[tuple[int, str]] = []
        with context.database.begin(f"{deed} {len(cells)} số liệu, {self._of(targets)}") as session:
            for basis in Basis:
                numbers = [at for at, target in enumerate(targets) if place.basis_of(target.period) is basis]
                try:
                    results.set_results(
                        session, [entries[at] for at in numbers], stage=context.stage, basis=basis, now=context.now
                    )
                except BlockRefused as refused:
                    found += [(numbers[at], sentence) for at, sentence in refused.found]
                except Refused as refused:
                    found.append((numbers[0], str(refused)))
            if found:
                raise BlockRefused(sorted(found)) if len(cells) > 1 else Refused(found[0][1], FIELD)

    def _of(self, targets: Collection[Target]) -> str:
        """Of what cells are: 'quý III/2022', 'tổ Thanh Tiên, ước quý III/2022', 'lũy kế tháng 1 – tháng 6/2022'."""
        periods = sorted({target.period for target in targets}, key=lambda one: (one.last, -one.first.toordinal()))
        areas = {target.area for target in targets}
        named = [f"tổ {area}" for area in areas if area] if len(areas) == 1 else ["các tổ dân phố"] if areas else []
        stage = f"{Stage.ESTIMATE.label} " if self._context.stage is Stage.ESTIMATE else ""
        basis = f"{Basis.CUMULATIVE.label} " if self.basis is Basis.CUMULATIVE else ""
        first = f"{periods[0].short_label} – " if len(periods) > 1 else ""
        return ", ".join([*named, f"{stage}{basis}{first}{of_period(periods[-1])}"])
