"""A pytest plugin for the suite under Wine: leaves out the tests that a list names, and refuses too long a list.

The list is `not_under_wine.toml`: each test by its name with its reason. A test that is skipped counts as left out.
The names of those that fail are left in the file that HX_FAILED names, for another try alone.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

LIST = Path(__file__).with_name("not_under_wine.toml")
MOST = 0.05
# What a clerk's year hangs on is tried whole.
WHOLE = ("tests/excel/", "tests/reports/", "tests/stories/")


@dataclass(frozen=True)
class Exclusion:
    """A test (a file, a function or one case of it, by its pytest name) that can't be tried under Wine, and why."""

    test: str
    reason: str

    def covers(self, name: str) -> bool:
        """Whether the test of this name is left out."""
        return name == self.test or name.startswith((f"{self.test}::", f"{self.test}["))


def read(path: Path) -> tuple[Exclusion, ...]:
    """The list; KeyError where an entry lacks its name or reason."""
    with path.open("rb") as file:
        return tuple(Exclusion(one["test"], one["reason"]) for one in tomllib.load(file)["excluded"])


def faults(exclusions: Sequence[Exclusion], names: Collection[str], files: Collection[str]) -> list[str]:
    """What is wrong with the list for tests of these names: one sentence each.

    An entry whose file isn't among `files` is not asked for: only a part of the tests was collected.
    """
    found = [f"{one.test}: has no reason" for one in exclusions if not one.reason.strip()]
    found += [f"{one.test}: may not be left out" for one in exclusions if one.test.startswith(WHOLE)]
    for one in exclusions:
        if one.test.partition("::")[0] in files and not any(one.covers(name) for name in names):
            found.append(f"{one.test}: there is no such test")
    left_out = sum(any(one.covers(name) for one in exclusions) for name in names)
    if left_out > MOST * len(names) and len({file.partition("::")[0] for file in files}) > len(WHOLE):
        found.append(f"{left_out} of {len(names)} tests are left out, more than {MOST:.0%}")
    return found


class _Plugin:
    def __init__(self) -> None:
        self.left_out = 0

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        exclusions = read(LIST)
        names = [item.nodeid for item in items]
        wrong = faults(exclusions, names, {name.partition("::")[0] for name in names})
        if wrong:
            raise pytest.UsageError(f"{LIST.name}: " + "; ".join(wrong))
        gone = [item for item in items if any(one.covers(item.nodeid) for one in exclusions)]
        self.left_out = len(gone)
        config.hook.pytest_deselected(items=gone)
        items[:] = [item for item in items if item not in set(gone)]

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        answer = getattr(session.config, "workeroutput", None)
        if answer is not None:
            answer["left_out"] = self.left_out

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        self.left_out = getattr(node, "workeroutput", {}).get("left_out", 0)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if hasattr(terminalreporter.config, "workerinput"):
            return
        skipped = len(terminalreporter.stats.get("skipped", ()))
        done = sum(len(terminalreporter.stats.get(kind, ())) for kind in ("passed", "failed", "error"))
        failed = [report.nodeid for kind in ("failed", "error") for report in terminalreporter.stats.get(kind, ())]
        if place := os.environ.get("HX_FAILED"):
            Path(place).write_text("".join(f"{name}\n" for name in dict.fromkeys(failed)), "utf-8")
        whole = done + skipped + self.left_out
        share = (skipped + self.left_out) / max(whole, 1)
        terminalreporter.write_line(
            f"{done} tried, {self.left_out} left out by {LIST.name}, {skipped} skipped: {share:.1%} not tried"
        )


def pytest_configure(config: pytest.Config) -> None:
    """Put the plugin to work (`-p tests.windows.exclusions`)."""
    config.pluginmanager.register(_Plugin(), "hxapp-not-under-wine")
