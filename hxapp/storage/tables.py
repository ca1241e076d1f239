"""All tables of a book at once, for whoever needs the whole schema; services import what they use."""

from __future__ import annotations

from hxapp.storage.mapped.base import CELLS, Base, Binnable, Row
from hxapp.storage.mapped.book import Book, Setting, setting_id
from hxapp.storage.mapped.checklist import Assessment, CriteriaSet, CriteriaStatement, Criterion, Round, assessment_id
from hxapp.storage.mapped.document_parts import DocumentDuty, Programme, Recipient
from hxapp.storage.mapped.documents import Clause, SourceDocument
from hxapp.storage.mapped.due import Due
from hxapp.storage.mapped.indicators import Indicator, Result, TargetRow, result_id
from hxapp.storage.mapped.office import Area, Department, Person
from hxapp.storage.mapped.tasks import Place, ProgressNote, Task, TaskDepartment, TaskPlace
from hxapp.storage.schema.contents import CONTENT

__all__ = [
    "CELLS",
    "CONTENT",
    "Area",
    "Assessment",
    "Base",
    "Binnable",
    "Book",
    "Clause",
    "CriteriaSet",
    "CriteriaStatement",
    "Criterion",
    "Department",
    "DocumentDuty",
    "Due",
    "Indicator",
    "Person",
    "Place",
    "Programme",
    "ProgressNote",
    "Recipient",
    "Result",
    "Round",
    "Row",
    "Setting",
    "SourceDocument",
    "TargetRow",
    "Task",
    "TaskDepartment",
    "TaskPlace",
    "assessment_id",
    "result_id",
    "setting_id",
]
