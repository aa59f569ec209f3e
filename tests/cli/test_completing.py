"""Completion in the real shells."""

import os
import pathlib
import pty
import select
import subprocess
import sys
import time
from functools import cache

import pytest

from tests.real import program

ENVIRONMENT = {**os.environ, "PATH": f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}"}
ASK = """
compopt() { printf 'default:%s %s\\n' "$1" "$2"; }
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
_numaconf_completion numaconf
printf '%s\\n' "${COMPREPLY[@]}"
"""


@cache
def script(shell, folder):
    """A file with what `numaconf completion` prints."""
    numaconf = pathlib.Path(sys.executable).parent / "numaconf"
    run = subprocess.run([numaconf, "completion", shell], capture_output=True, text=True, check=True)
    path = folder / f"completion.{shell}"
    path.write_text(run.stdout)
    return path


@pytest.fixture(scope="module")
def scripts(tmp_path_factory):
    return tmp_path_factory.mktemp("scripts")


@pytest.fixture
def bash(scripts, tmp_path):
    """What bash offers for some words, in a folder for this test."""

    def ask(*words):
        run = subprocess.run(
            [program("bash"), "--norc", "-c", ASK, "bash", script("bash", scripts), "numaconf", *words],
            cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert run.stderr == ""
        return run.stdout.split("\n")[:-1]

    return ask


@pytest.mark.parametrize("words", [("lint", "p"), ("validate", "p"), ("show", "p"), ("render", "-o", "p"),
                                   ("lint", "--config", "p"), ("fit", "k.yaml", "--pods", "p")])  # fmt: skip
def test_files_are_left_to_the_shell(words, bash):
    assert bash(*words) == ["default:-o default", ""]


@pytest.mark.parametrize("words", [("verify", "--root", ""), ("plan", "a", "b", "--state", "")])
def test_folders_are_left_to_the_shell(words, bash):
    assert bash(*words) == ["default:-o dirnames", ""]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("machine", "show", "c5n.18"), "c5n.18xlarge"),
        (("lint", "--machine", "p5.48"), "p5.48xlarge"),
        (("explain", "NC101"), "NC101"),
        (("explain", "TopologyAff"), "TopologyAffinityError"),
        (("explain", "single-numa"), "single-numa-node"),
        (("explain", "TopologyManagerPolicyB"), "TopologyManagerPolicyBetaOptions"),
        (("explain", "kubelet-a"), "kubelet-arg"),
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
def test_words_that_numaconf_knows(words, found, bash, tmp_path):
    (tmp_path / "kiste.yaml").touch()
    assert found in bash(*words)


@pytest.mark.parametrize("name", ["two words.yaml", "it's.yaml", "a$b&c.yaml"])
def test_bash_gets_a_file_name_quoted(name, bash, tmp_path):
    (tmp_path / name).touch()
    (found,) = [one for one in bash("machine", "show", name[:3]) if one.endswith("yaml")]
    run = subprocess.run([program("bash"), "-c", f"printf %s {found}"], capture_output=True, text=True, check=True)
    assert run.stdout == name


COMPLETED = [
    ("numaconf val", "numaconf validate"),
    ("numaconf lint pack", "numaconf lint packets.yaml"),
    ("numaconf render -o pack", "numaconf render -o packets.yaml"),
    ("numaconf plan a b --state fol", "numaconf plan a b --state folder/"),
    ("numaconf machine show c5n.18", "numaconf machine show c5n.18xlarge"),
    ("numaconf machine show pack", "numaconf machine show packets.yaml"),
    ("numaconf lint --machine p5.48", "numaconf lint --machine p5.48xlarge"),
    ("numaconf explain NC101", "numaconf explain NC101"),
    ("numaconf explain topologymanagersc", "numaconf explain topologyManagerScope"),
    ("numaconf explain TopologyAff", "numaconf explain TopologyAffinityError"),
    ("numaconf lint --select NC201,NC101", "numaconf lint --select NC201,NC101"),
    ("numaconf render --target bottle", "numaconf render --target bottlerocket"),
    ("numaconf render --target=bottle", "numaconf render --target=bottlerocket"),
    ("numaconf render --part user-data.m", "numaconf render --part user-data.mime"),
    ("numaconf lint --kubernetes-version 1.34", "numaconf lint --kubernetes-version 1.34"),
    ("numaconf lint --unsafe", "numaconf lint --unsafe-fixes"),
    ("numaconf completion fi", "numaconf completion fish"),
]
"""What is typed, and what the line is after a TAB."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("shells")
    (found / "packets.yaml").touch()
    (found / "folder").mkdir()
    return found


@pytest.fixture(scope="module")
def fish(scripts, folder):
    """What one fish offers for each line, with what it shows beside it."""
    code = "source $argv[1]; for typed in $argv[2..]; complete -C $typed; echo; end"
    run = subprocess.run(
        [program("fish"), "--no-config", "-c", code, script("fish", scripts), *(typed for typed, _ in COMPLETED)],
        cwd=folder, env={**ENVIRONMENT, "HOME": str(folder)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stderr == ""
    return dict(zip((typed for typed, _ in COMPLETED), run.stdout.split("\n\n"), strict=False))


@pytest.mark.parametrize(("typed", "line"), COMPLETED)
def test_fish(typed, line, fish):
    found = [one.partition("\t")[0] for one in fish[typed].splitlines()]
    assert line.rpartition(" ")[2] in found


def test_fish_shows_what_a_verb_does(fish):
    assert fish["numaconf val"] == "validate\tCheck profiles on every machine and target they name."


ZSHRC = """PS1="> "
autoload -Uz compinit; compinit -u -D
source <(numaconf completion zsh)
dump() { print -r -- "$BUFFER" >> $ZDOTDIR/lines; BUFFER= }
zle -N dump; bindkey '^X' dump
"""


@pytest.fixture(scope="module")
def zsh(folder, tmp_path_factory):
    """What each line is after a TAB in one interactive zsh, whose editor hands it out."""
    home = tmp_path_factory.mktemp("zsh")
    (home / ".zshrc").write_text(ZSHRC)
    shell = program("zsh")
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execvpe(shell, ["zsh", "-i"], {**ENVIRONMENT, "ZDOTDIR": str(home), "TERM": "dumb"})
    lines, asked, shown, until = home / "lines", 0, b"", time.monotonic() + 120
    while time.monotonic() < until and asked <= len(COMPLETED):
        ready, _, _ = select.select([terminal], [], [], 0.1)
        if ready:
            try:
                shown += os.read(terminal, 4096)
            except OSError:
                break
        answered = len(lines.read_text().splitlines()) if lines.exists() else 0
        if b"> " in shown and answered == asked:
            if asked < len(COMPLETED):
                os.write(terminal, COMPLETED[asked][0].encode() + b"\t\x18")
            asked += 1
    os.close(terminal)
    os.waitpid(pid, 0)
    return dict(zip((typed for typed, _ in COMPLETED), lines.read_text().splitlines(), strict=True))


@pytest.mark.parametrize(("typed", "line"), COMPLETED)
def test_zsh(typed, line, zsh):
    assert zsh[typed].rstrip() == line


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_is_printed_as_it_is(shell, scripts):
    assert f"_NUMACONF_COMPLETE={shell}_complete" in script(shell, scripts).read_text()
