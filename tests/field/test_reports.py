"""Every public report gets the right answer: place, severity, rule, and the way out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.field.report import FOLDER, ask, load, names, put

if TYPE_CHECKING:
    import pathlib


@pytest.mark.parametrize("name", names())
def test_the_answer(name: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    report = load(name)
    put(report, tmp_path)
    for one in report["asks"]:
        said = ask(one, tmp_path)
        right = {key: one.get(key, []) for key in ("found", "files", "undecided")}
        got = {"found": said.found, "files": said.files, "undecided": said.undecided}
        assert (said.exit, got) == (one["exit"], right), one["run"]
        for words in one.get("words", []):
            assert words in said.text, one["run"]


@pytest.mark.parametrize("name", names())
def test_it_names_its_source(name: str) -> None:
    first = (FOLDER / f"{name}.yaml").read_text().split("\n")[0]
    assert re.match(r"# public report: \S", first)
