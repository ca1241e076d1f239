"""Lengths on paper: everything is laid out on a fixed grid of 1200 dots an inch, whatever the screen or printer.

The margins and head measures are those of the office layouts (Nghị định 30/2020 for the government side).
"""

from __future__ import annotations

DOTS_PER_INCH = 1200
POINTS_PER_INCH = 72
MM_PER_INCH = 25.4

A4_WIDTH_MM = 210.0
A4_HEIGHT_MM = 297.0
TOP_MM = 20.0
BOTTOM_MM = 20.0
LEFT_MM = 30.0
RIGHT_MM = 15.0

# The line of 'trang x/y' and of the practice mark: its middle, from the paper's nearer edge.
EDGE_LINE_MM = 11.0

# Height of a line of Times, as a multiple of its size; baseline within that line.
LINE_PITCH = 1.149
BASELINE = 0.913

HAIRLINE_PT = 0.5
RULE_PT = 0.75


def mm(length: float) -> float:
    """Millimetres in dots."""
    return length / MM_PER_INCH * DOTS_PER_INCH


def pt(length: float) -> float:
    """Points in dots."""
    return length / POINTS_PER_INCH * DOTS_PER_INCH


def sheet_mm(landscape: bool) -> tuple[float, float]:
    """Width and height of the A4 sheet, in millimetres."""
    return (A4_HEIGHT_MM, A4_WIDTH_MM) if landscape else (A4_WIDTH_MM, A4_HEIGHT_MM)


def text_width(landscape: bool) -> float:
    """Width between the margins, in dots."""
    return mm(sheet_mm(landscape)[0] - LEFT_MM - RIGHT_MM)


def text_height(landscape: bool) -> float:
    """Height between the margins, in dots."""
    return mm(sheet_mm(landscape)[1] - TOP_MM - BOTTOM_MM)
