"""What holds for all tests.

Random search draws the same few examples in every run, so that a red test is about the change in front of one and comes
soon. A free search with more of them is `make search`, which `make fuzz` and `.ci/run` start too (`search.py`).
"""

from __future__ import annotations

import compileall
import gc
import os
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings, strategies

from tests.clean import untracked
from tests.real import TREE

if TYPE_CHECKING:
    import pytest

# A loaded machine is slow, and that is no defect: nothing here is timed.
settings.register_profile(
    "same", derandomize=True, deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("search", settings.get_profile("same"), derandomize=False, max_examples=100, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

_BEFORE: set[str] = set()


@settings(max_examples=1, database=None)
@given(strategies.none())
def _first_draw(_: None) -> None:
    """One draw, of nothing."""


def pytest_sessionstart(session: pytest.Session) -> None:
    """Remember what lies about already, and compile the package once: where Python is told to write no bytecode, each
    of the hundreds of programs that tests start would compile it anew, which takes three times as long as the rest.
    """
    if not hasattr(session.config, "workerinput"):
        compileall.compile_dir(TREE / "numaconf", quiet=2)
        _BEFORE.update(untracked(TREE))


def pytest_collection_finish() -> None:
    """What was collected stays: Python need not look through it again whenever it looks for garbage."""
    _first_draw()  # Hypothesis asks the collector, once, whether somebody holds its source of randomness
    gc.collect()
    gc.freeze()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run of the tests leaves no file behind: `git status` is as empty as before."""
    if hasattr(session.config, "workerinput"):
        return
    left = sorted(untracked(TREE) - _BEFORE)
    if left:
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        if reporter:
            reporter.write_line(f"the tests left files behind: {', '.join(left)}", red=True)
        session.exitstatus = 1
