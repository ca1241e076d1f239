"""The program's few colours: one accent, and a sign, a text and a tint of each tone.

Colour never stands alone: whoever uses a tone shows a sign or a word with it. Good states keep dark text and only a
coloured sign; trouble is coloured and bold.
"""

from __future__ import annotations

from enum import Enum
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QPainter

TEXT, SECOND, THIRD = "#1B2430", "#4E5B69", "#65717F"
SURFACE, WINDOW, HEAD = "#FFFFFF", "#F3F5F7", "#F6F8FA"
ROW_LINE, SECTION_LINE, FIELD_LINE = "#E6EAEE", "#D3DAE1", "#C3CCD5"
NOT_DUE, NOT_DUE_TEXT = "#EEF1F4", "#56626F"
ACCENT, ACCENT_DARK, ACCENT_TINT, ACCENT_LIGHT = "#1C5D99", "#164A7B", "#E7F0F8", "#F3F8FC"
MET_SQUARE = "#8FC6A8"


@cache
def colour(name: str) -> QColor:
    """The colour of that name ('#1C5D99'), shared by all who paint with it: a table asks for hundreds at a time."""
    return QColor(name)


class Shades(NamedTuple):
    """One tone: the colour of its sign, of its text, and of a surface behind them."""

    sign: str
    text: str
    tint: str


class Tone(Enum):
    """What a colour says. TEXT, SECOND and THIRD are dark, quiet and quietest; GREY is 'nothing to judge'."""

    TEXT = Shades(TEXT, TEXT, SURFACE)
    SECOND = Shades(SECOND, SECOND, HEAD)
    THIRD = Shades(THIRD, THIRD, HEAD)
    GREY = Shades("#7B8794", NOT_DUE_TEXT, NOT_DUE)
    GREEN = Shades("#1F7A4D", "#17623D", "#E4F2EA")
    AMBER = Shades("#C77700", "#8A5200", "#FCF2DE")
    RED = Shades("#B42318", "#A11B11", "#FBEAE8")
    ACCENT = Shades(ACCENT, ACCENT_DARK, ACCENT_TINT)

    @property
    def sign(self) -> QColor:
        return colour(self.value.sign)

    @property
    def text(self) -> QColor:
        return colour(self.value.text)

    @property
    def tint(self) -> QColor:
        return colour(self.value.tint)


def fill(painter: QPainter, area: QRect, colour: QColor) -> None:
    """Paint the area in the colour: as `QPainter.fillRect`, for which PySide would load all kinds of gradients."""
    painter.setBackground(colour)
    painter.eraseRect(area)


def qt_palette() -> QPalette:
    """Qt's own palette in these colours, so that Fusion's widgets agree with ours."""
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, colour in (
        (roles.Window, WINDOW),
        (roles.WindowText, TEXT),
        (roles.Base, SURFACE),
        (roles.AlternateBase, HEAD),
        (roles.Text, TEXT),
        (roles.Button, SURFACE),
        (roles.ButtonText, TEXT),
        (roles.ToolTipBase, SURFACE),
        (roles.ToolTipText, TEXT),
        (roles.PlaceholderText, THIRD),
        (roles.Highlight, ACCENT),
        (roles.Accent, ACCENT),
        (roles.BrightText, SURFACE),
        (roles.Light, SURFACE),
        (roles.Midlight, WINDOW),
        (roles.Mid, FIELD_LINE),
        (roles.Dark, "#8C97A3"),
        (roles.Shadow, THIRD),
        (roles.HighlightedText, SURFACE),
        (roles.Link, ACCENT),
        (roles.LinkVisited, ACCENT_DARK),
    ):
        palette.setColor(role, QColor(colour))
    disabled = QPalette.ColorGroup.Disabled
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(disabled, role, QColor("#8C97A3"))
    return palette


BODY_POINTS = 9.0


def system_family() -> str:
    """The system's own family that has every Vietnamese letter: Windows', else Noto; '' where it has neither."""
    return next((family for family in ("Segoe UI", "Noto Sans") if QFontDatabase.hasFamily(family)), "")


@lru_cache(maxsize=1)
def body_family() -> str:
    """The family of the screen: the system's, else the one that ships with the program, where it was loaded."""
    own = "Liberation Sans"
    return system_family() or (own if QFontDatabase.hasFamily(own) else QFont().family())


@lru_cache(maxsize=64)
def font(pixels: float = 12, *, bold: bool = False, italic: bool = False) -> QFont:
    """The screen's font, shared by all who ask, who leave it as it is; `pixels` counts at 96 dots an inch.

    12 is the body, 11 heads, 10 small print.
    """
    made = QFont(body_family())
    made.setPointSizeF(pixels * 0.75)
    made.setItalic(italic)
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return made


def forget_fonts() -> None:
    """Choose the family anew; after fonts were loaded."""
    body_family.cache_clear()
    font.cache_clear()
