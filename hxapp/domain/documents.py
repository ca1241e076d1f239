"""Source documents (văn bản nguồn): what they are, who issues them, and the part an office takes in them."""

from __future__ import annotations

from enum import StrEnum


class OfficeKind(StrEnum):
    """Which side the office stands on; it decides the layout of its papers."""

    PARTY = "party"
    COMMITTEE = "committee"

    @property
    def label(self) -> str:
        return {OfficeKind.PARTY: "Đảng ủy", OfficeKind.COMMITTEE: "Ủy ban nhân dân"}[self]


class DocumentKind(StrEnum):
    """Kinds of source document."""

    RESOLUTION = "resolution"
    ASSIGNMENT = "assignment"
    PLAN = "plan"
    LETTER = "letter"
    CONCLUSION = "conclusion"

    @property
    def label(self) -> str:
        return {
            DocumentKind.RESOLUTION: "Nghị quyết",
            DocumentKind.ASSIGNMENT: "Quyết định giao chỉ tiêu",
            DocumentKind.PLAN: "Kế hoạch",
            DocumentKind.LETTER: "Công văn",
            DocumentKind.CONCLUSION: "Thông báo kết luận",
        }[self]


class DocumentRole(StrEnum):
    """What a department does about a whole document: carries it out, or watches and reports."""

    ACTS = "acts"
    WATCHES = "watches"


class Restates(StrEnum):
    """How a further statement of a figure stands to the judged one."""

    REPEATS = "repeats"
    CONTRADICTS = "contradicts"

    @property
    def label(self) -> str:
        return {Restates.REPEATS: "nhắc lại", Restates.CONTRADICTS: "khác với"}[self]


class BookOrigin(StrEnum):
    """What a book was made from; a practice book says on every page that its figures are invented."""

    EMPTY = "empty"
    SAMPLE = "sample"
    PRACTICE = "practice"
