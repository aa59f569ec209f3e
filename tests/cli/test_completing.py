"""Completion in a real bash; zsh and fish ask the program the same."""

import os
import pathlib
import subprocess
import sys

import pytest

from tests.real import program

ASK = """
compopt() { printf 'default:%s %s\\n' "$1" "$2"; }
source <(numaconf completion bash)
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
_numaconf_completion numaconf
printf '%s\\n' "${COMPREPLY[@]}"
"""


def bash(folder, *words):
    environment = {**os.environ, "PATH": f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}"}
    run = subprocess.run(
        [program("bash"), "--norc", "-c", ASK, "bash", "numaconf", *words],
        cwd=folder, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stderr == ""
    return run.stdout.split("\n")[:-1]


@pytest.mark.parametrize("words", [("lint", "p"), ("validate", "p"), ("show", "p"), ("render", "-o", "p"),
                                   ("lint", "--config", "p"), ("fit", "k.yaml", "--pods", "p")])  # fmt: skip
def test_files_are_left_to_the_shell(words, tmp_path):
    assert bash(tmp_path, *words) == ["default:-o default", ""]


@pytest.mark.parametrize("words", [("verify", "--root", ""), ("plan", "a", "b", "--state", "")])
def test_folders_are_left_to_the_shell(words, tmp_path):
    assert bash(tmp_path, *words) == ["default:-o dirnames", ""]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("machine", "show", "c5n.18"), "c5n.18xlarge"),
        (("lint", "--machine", "p5.48"), "p5.48xlarge"),
        (("explain", "NC101"), "NC101"),
        (("explain", "TopologyAff"), "TopologyAffinityError"),
        (("explain", "topologymanagersc"), "topologyManagerScope"),
        (("lint", "--select", "NC201,NC101"), "NC201,NC101"),
        (("render", "--target", "bottle"), "bottlerocket"),
        (("render", "--target", "=", "bottle"), "bottlerocket"),
        (("render", "--target", "="), "bottlerocket"),
        (("lint", "--kubernetes-version", "1.34"), "1.34"),
        (("render", "--part", "user-data.m"), "user-data.mime"),
        (("val",), "validate"),
        (("machine", "show", "ki"), "kiste.yaml"),
    ],
)  # fmt: skip
def test_words_that_numaconf_knows(words, found, tmp_path):
    (tmp_path / "kiste.yaml").touch()
    assert found in bash(tmp_path, *words)


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_other_shells_get_their_script(shell, tmp_path):
    numaconf = pathlib.Path(sys.executable).parent / "numaconf"
    run = subprocess.run([numaconf, "completion", shell], capture_output=True, text=True, check=True)
    assert f"_NUMACONF_COMPLETE={shell}_complete" in run.stdout
