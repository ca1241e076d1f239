"""The tables by subject: whoever imports one module has every table its keys point to, and no more than that."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import hxapp.storage.mapped
from hxapp.storage.tables import Base

MODULES = sorted(file.stem for file in Path(hxapp.storage.mapped.__file__).parent.glob("[!_]*.py"))
LOADED_ALONE = """
import importlib, sys
importlib.import_module("hxapp.storage.mapped." + sys.argv[1])
from hxapp.storage.mapped.base import Base
for table in Base.metadata.tables.values():
    for key in table.foreign_keys:
        key.column
print(*sorted(Base.metadata.tables))
"""


@cache
def alone(module: str) -> frozenset[str]:
    """The tables that a fresh process knows after importing this module only; their keys all lead somewhere."""
    done = subprocess.run([sys.executable, "-c", LOADED_ALONE, module], capture_output=True, text=True, check=True)
    return frozenset(done.stdout.split())


@pytest.mark.parametrize("module", MODULES)
def test_a_module_brings_what_its_keys_point_to(module: str) -> None:
    assert alone(module) <= set(Base.metadata.tables)


def test_indicators_are_mapped_without_tasks_and_checklist() -> None:
    known = alone("indicators")
    assert {"indicator", "target", "result", "source_document", "area"} <= known
    assert known.isdisjoint({"task", "criterion", "round", "programme"})


def test_all_tables_are_offered_at_once() -> None:
    named = frozenset().union(*(alone(module) for module in MODULES))
    assert named == set(Base.metadata.tables)
