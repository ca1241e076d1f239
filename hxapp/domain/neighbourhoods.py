"""Areas a figure is told of: the whole ward, and its neighbourhoods (tổ dân phố)."""

from __future__ import annotations

from enum import StrEnum


class AreaKind(StrEnum):
    """What an area is."""

    WARD = "ward"
    NEIGHBOURHOOD = "neighbourhood"

    @property
    def label(self) -> str:
        return {AreaKind.WARD: "Toàn phường", AreaKind.NEIGHBOURHOOD: "Tổ dân phố"}[self]
