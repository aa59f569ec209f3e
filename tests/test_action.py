"""The GitHub Action: the scripts of its steps, run by bash as a runner does, and the recipes of docs/ci.md."""

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
from tests.real import INSTALLING, TREE, missing, program, quick_python

ACTION: dict[str, Any] = yaml.safe_load((TREE / "action.yml").read_text())
BAD = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nmemoryManagerPolicy: static\n"
GOOD = BAD.replace("static", "None")
EVENT = {
    "action": "opened",
    "number": 7,
    "pull_request": {"title": "$(touch owned)", "head": {"ref": "a`touch owned`b", "sha": "0" * 40}},
    "repository": {"full_name": "numa/nodes", "default_branch": "main"},
}
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail")
"""How a runner calls `shell: bash`."""


def run(name: str, folder: pathlib.Path, **given: str) -> tuple[subprocess.CompletedProcess[str], dict[str, str]]:
    """Run the script of a step in a workspace: what it printed, and its outputs."""
    program("bash")
    (step,) = (one for one in ACTION["runs"]["steps"] if one["name"] == name)
    inputs = {key: str(one["default"]) for key, one in ACTION["inputs"].items()} | given
    values = {f"inputs.{key}": value for key, value in inputs.items()} | {"github.action_path": str(TREE)}
    env = {
        key: re.sub(r"\$\{\{ (\S+) \}\}", lambda match: values[match[1]], value) for key, value in step["env"].items()
    }
    event, output, workspace = folder / "event.json", folder / "output", folder / "workspace"
    event.write_text(json.dumps(EVENT))
    output.write_text("")
    (folder / "script.sh").write_text(step["run"])
    runner = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "GITHUB_ACTIONS": "true", "CI": "true",
        "GITHUB_OUTPUT": str(output),
        "GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(event), "GITHUB_WORKSPACE": str(workspace),
        "RUNNER_TEMP": str(folder / "temp"), **INSTALLING,
    }  # fmt: skip
    done = subprocess.run(
        [*BASH, str(folder / "script.sh")],
        cwd=workspace,
        env={**runner, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not list(folder.rglob("owned"))
    return done, dict(line.split("=", 1) for line in output.read_text().splitlines())


@pytest.fixture
def workspace(tmp_path: pathlib.Path) -> pathlib.Path:
    """A checkout with a good and a bad file, and numaconf where the first step installs it."""
    for name, source in (("good", GOOD), ("bad", BAD)):
        (tmp_path / "workspace" / name).mkdir(parents=True)
        (tmp_path / "workspace" / name / "kubelet.yaml").write_text(source)
    bin_ = tmp_path / "temp" / "numaconf" / "bin"
    bin_.mkdir(parents=True)
    (bin_ / "numaconf").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m numaconf "$@"\n')
    (bin_ / "numaconf").chmod(0o755)
    return tmp_path


def test_findings_are_annotations_and_fail_the_step(workspace: pathlib.Path) -> None:
    done, outputs = run("Lint", workspace)
    assert (done.returncode, outputs) == (1, {"exit-code": "1"})
    assert re.search(r"^::error file=bad/kubelet\.yaml,line=3,.*NC109", done.stdout, re.MULTILINE), done


def test_paths_and_options(workspace: pathlib.Path) -> None:
    done, outputs = run("Lint", workspace, paths="good\nbad/kubelet.yaml", args="--exit-zero\n--ignore NC109")
    assert (done.returncode, outputs["exit-code"]) == (0, "0")
    assert "::error" not in done.stdout
    assert run("Lint", workspace, paths="good")[0].returncode == 0
    assert run("Lint", workspace, paths="missing")[1] == {"exit-code": "2"}


def test_a_sarif_file_beside_the_annotations(workspace: pathlib.Path) -> None:
    done, outputs = run("Lint", workspace, **{"sarif-file": "report file.sarif"})
    assert outputs == {"exit-code": "1", "sarif-file": "report file.sarif"}
    report = json.loads((workspace / "workspace" / "report file.sarif").read_text())
    assert report["runs"][0]["results"][0]["ruleId"] == "NC109"
    assert "::error" in done.stdout


@pytest.mark.parametrize("word", ["$(touch owned)", "`touch owned`", '"; touch owned; "', "a\ntouch owned", "--fix"])
@pytest.mark.parametrize("name", ["paths", "args", "format", "sarif-file"])
def test_an_input_never_becomes_a_command(
    workspace: pathlib.Path, name: str, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    numaconf = workspace / "temp" / "numaconf" / "bin" / "numaconf"
    numaconf.write_text(stand_in.SCRIPT)
    run("Lint", workspace, **{name: word})
    monkeypatch.chdir(workspace / "workspace")
    calls = stand_in.calls(numaconf)
    assert bool(calls) == (name != "sarif-file" or "\n" not in word)
    for words in calls:
        assert {"format": {word}, "sarif-file": set()}.get(name, set(word.split())) <= set(words)
        main.run(words)
    assert (name, word) == ("args", "--fix") or (workspace / "workspace/bad/kubelet.yaml").read_text() == BAD


def test_no_script_holds_an_expression() -> None:
    assert not any("${{" in step["run"] for step in ACTION["runs"]["steps"])


@pytest.mark.install
def test_the_package_is_installed_from_the_actions_own_checkout(tmp_path: pathlib.Path) -> None:
    """Into an empty environment: what it needs comes with it, its data too."""
    for name in ("workspace", "temp", "empty"):
        (tmp_path / name).mkdir()
    done, _ = run("Install numaconf", tmp_path, python=quick_python(tmp_path))
    if "No matching distribution" in done.stderr:
        missing("a package index")
    assert done.returncode == 0, done.stderr
    (tmp_path / "workspace" / "kubelet.yaml").write_text(BAD)
    assert run("Lint", tmp_path)[0].returncode == 1
    huge, packets, observer = (
        TREE / "examples" / name / "profile.yaml" for name in ("hugepages", "packet-workers", "best-effort-observer")
    )
    for arguments, says in [
        (["render", huge, "--target", "kubelet", "--part", "hugepages.sh"], "#!/bin/sh"),
        (["render", packets, "--target", "bottlerocket"], "[settings.kubernetes]"),
        (["render", observer, "--target", "minikube"], "minikube start"),
        (["schema", "profile"], "NumaProfile"),
        (["machine", "show", "c5n.18xlarge"], "NUMA node"),
        (["rules"], "NC101"),
    ]:
        ran = subprocess.run(
            [tmp_path / "temp/numaconf/bin/numaconf", *arguments], cwd=tmp_path / "empty", env=os.environ | INSTALLING,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (ran.returncode, says in ran.stdout) == (0, True), ran.stderr
