"""The GitLab component: its form, and its script, run by sh as a runner does, with inputs put in as GitLab does."""

from __future__ import annotations

import json
import os
import pathlib
import re
import subprocess
import sys
from typing import Any

import pytest
import yaml

from numaconf.cli import main
from tests import stand_in
from tests.real import TREE, program

TEXT = (TREE / "templates" / "lint.yml").read_text()
SPEC: dict[str, Any] = yaml.safe_load(TEXT.partition("\n---\n")[0])["spec"]
BAD = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nmemoryManagerPolicy: static\n"
PYTHON3 = '#!/bin/sh\n[ "$1 $2" = "-m venv" ] && mkdir -p "$3/bin" && cp "$FAKES/pip" "$FAKES/numaconf" "$3/bin"\n'
PIP = '#!/bin/sh\nprintf "%s\\n" "$@" > "$FAKES/installed"\n'


def job(**given: str) -> tuple[str, dict[str, Any]]:
    """The job with inputs in it. GitLab puts their text into the YAML's own strings."""
    inputs = {name: one.get("default") for name, one in SPEC["inputs"].items()} | given
    assert None not in inputs.values(), "an input without default is required"

    def put(value: Any) -> Any:
        if isinstance(value, dict):
            return {put(key): put(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [put(one) for one in value]
        if isinstance(value, str):
            return re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda match: inputs[match[1]], value)
        return value

    ((name, found),) = put(yaml.safe_load(TEXT.partition("\n---\n")[2])).items()
    return name, found


NUMACONF = f'#!/bin/sh\nexec "{sys.executable}" -m numaconf "$@"\n'


def run(folder: pathlib.Path, numaconf: str = NUMACONF, **given: str) -> subprocess.CompletedProcess[str]:
    """Run the job's script as a runner does: its lines one after another, the first that fails ends it."""
    _, found = job(**{"package": "/src/numaconf", **given})
    fakes, builds, work = folder / "fakes", folder / "builds", folder / "work"
    for one in (fakes, builds):
        one.mkdir(exist_ok=True)
    for name, text in (("python3", PYTHON3), ("pip", PIP), ("numaconf", numaconf)):
        (fakes / name).write_text(text)
        (fakes / name).chmod(0o755)
    env = {
        "PATH": f"{fakes}:{os.environ['PATH']}", "FAKES": str(fakes), "CI": "true", "CI_BUILDS_DIR": str(builds),
        "HOME": str(folder), **found["variables"],
    }  # fmt: skip
    done = subprocess.run(
        [program("sh"), "-e", "-c", "\n".join(found["script"])],
        cwd=work, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert not list(folder.rglob("owned"))
    return done


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> pathlib.Path:
    for name, text in (("good", BAD.replace("static", "None")), ("bad", BAD)):
        (tmp_path / "work" / name).mkdir(parents=True)
        (tmp_path / "work" / name / "kubelet.yaml").write_text(text)
    return tmp_path


def report(folder: pathlib.Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / "work" / "gl-code-quality-report.json").read_text())
    return found


def test_findings_fail_the_job_and_are_in_the_report(folder: pathlib.Path) -> None:
    done = run(folder)
    assert done.returncode == 1, done.stderr
    assert "NC109" in done.stdout
    assert [one["location"]["path"] for one in report(folder)] == ["bad/kubelet.yaml"]
    assert (folder / "fakes" / "installed").read_text().splitlines()[-1] == "/src/numaconf"


def test_paths_and_options(folder: pathlib.Path) -> None:
    assert run(folder, paths="good").returncode == 0
    assert report(folder) == []
    assert run(folder, paths="good bad", args="--ignore NC109").returncode == 0
    assert run(folder, paths="missing").returncode == 2


@pytest.mark.parametrize("word", ["$(touch owned)", "`touch owned`", "; touch owned;", "a\ntouch owned", "*"])
@pytest.mark.parametrize("name", ["paths", "args", "package"])
def test_an_input_never_becomes_a_command(
    folder: pathlib.Path, name: str, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(folder, stand_in.SCRIPT, **{name: word})
    monkeypatch.chdir(folder / "work")
    calls = stand_in.calls(folder / "builds" / "numaconf-venv" / "bin" / "numaconf")
    assert len(calls) == 2
    for words in calls:
        assert name == "package" or set(word.split()) <= set(words)
        main.run(words)
    assert (folder / "work" / "bad" / "kubelet.yaml").read_text() == BAD


def test_no_script_holds_an_input() -> None:
    assert not any("$[[" in line for line in yaml.safe_load(TEXT.partition("\n---\n")[2]).popitem()[1]["script"])


def test_names_stage_and_image_are_inputs() -> None:
    name, found = job(package="x", **{"job-name": "numa", "stage": "lint", "image": "python:3.12"})
    assert (name, found["stage"], found["image"]) == ("numa", "lint", "python:3.12")
    assert found["artifacts"]["reports"] == {"codequality": "gl-code-quality-report.json"}


def test_the_page_names_every_input() -> None:
    page = (TREE / "docs" / "ci.md").read_text()
    assert all(f"`{name}`" in page for name in SPEC["inputs"])
    assert [name for name, one in SPEC["inputs"].items() if "default" not in one] == ["package"]
    assert all(one["description"] for one in SPEC["inputs"].values())
