"""Every public report gets the right answer: place, severity, rule, and the way out."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.field.report import FOLDER, ask, load, names, put
from tests.real import kubelet_of

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


@pytest.mark.shared
@pytest.mark.parametrize("name", [one for one in names() if "kubelet" in load(one)])
def test_the_kubelet_agrees(name: str, tmp_path: pathlib.Path) -> None:
    """What lint says of a whole configuration is what the real kubelet 1.34 does with it on a machine of two nodes."""
    report = load(name)
    for one in report["kubelet"]:
        folder = tmp_path / "asked"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        if "config" in one:
            (folder / "kubelet.yaml").write_text(report["files"][one["config"]])
        words = ("--flags", one["flags"]) if "flags" in one else ()
        said = kubelet_of("1.34", folder, "two-numa-96", *words)
        assert (said["verdict"] == "starts") == one["starts"], said["first_error"]
        assert one.get("says", "") in str(said["first_error"])
