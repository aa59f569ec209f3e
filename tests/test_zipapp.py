"""The program in one file: built, and run by a Python that knows nothing of this project."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess

import pytest

from tests.real import INSTALLING, TREE, program, quick_python

pytestmark = pytest.mark.install


def test_the_zipapp_renders_and_answers_terraform(tmp_path: pathlib.Path) -> None:
    tree = tmp_path / "tree"
    shutil.copytree(TREE, tree, ignore=shutil.ignore_patterns(".git", ".venv*", ".*_cache", "demo", "tests"))
    words = [program("make"), "zipapp", f"PYTHON={quick_python(tmp_path)}"]
    subprocess.run(words, cwd=tree, env=os.environ | INSTALLING, check=True, capture_output=True)
    pyz = tmp_path / "numaconf.pyz"
    shutil.move(tree / "numaconf.pyz", pyz)
    shutil.rmtree(tree / ".venv-zipapp")
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    profile = tmp_path / "profile.yaml"
    shutil.copy(TREE / "examples" / "packet-workers" / "profile.yaml", profile)

    def run(*arguments: str, stdin: str = "") -> str:
        command = [program("python3"), str(pyz), *arguments]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, input=stdin, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    rendered = run("render", "profile.yaml", "--target", "bottlerocket")
    query = {"profile": "profile.yaml", "target": "bottlerocket"}
    assert json.loads(run("terraform", stdin=json.dumps(query)))["bottlerocket_toml"] == rendered
