"""`lint` with few options runs without click, and does the same."""

from __future__ import annotations

import pathlib
from collections.abc import Callable

import pytest

from numaconf.cli import lint_options
from numaconf.cli.main import run

TREE = pathlib.Path(__file__).resolve().parents[2]
FILE = str(TREE / "examples" / "best-effort-observer" / "rendered" / "kubelet" / "kubelet.yaml")
WRONG = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ntopologyManagerPolicy: strict\n"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[list[str], bool], object]:
    """Exit status and output of a run with or without click."""

    def ask(arguments: list[str], click: bool) -> object:
        with monkeypatch.context() as patch:
            if click:
                patch.setattr(lint_options, "plain", lambda _arguments: None)
            status = run(["lint", *arguments])
        return status, *capsys.readouterr()

    return ask


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        [FILE],
        [FILE, FILE],
        ["--kubernetes-version", "1.34", FILE],
        [FILE, "--kubernetes-version=1.30"],
        ["--kubernetes-version", "1.30", FILE, "--kubernetes-version", "1.34"],
        ["--kubernetes-version=", FILE],
        ["--machine", "c5n.18xlarge", "--karpenter-version=1.14.0", "--bottlerocket-version", "1.64.0", FILE],
        ["--machine", "c5n.18xlarg", FILE],
        ["--kubernetes-version", "1.99", FILE],
        ["--kubernetes-version", "-1", FILE],
        ["--kubernetes-version"],
        [FILE, "--kubernetes-version"],
        ["kubernetes-version", "1.34"],
        ["-kubernetes-version", "1.34"],
        ["--kubernetes", "1.34", FILE],
        ["--", FILE],
        ["--", "--kubernetes-version", "1.34"],
        ["--exit-zero", FILE],
        ["-q", FILE],
        ["--fix", "--diff", FILE],
        ["-", FILE],
        ["wrong.yaml"],
        ["--kubernetes-version", "1.34", "wrong.yaml"],
        ["missing.yaml"],
        ["--help"],
    ],
    ids=" ".join,
)
def test_options_mean_the_same(
    asked: Callable[[list[str], bool], object],
    arguments: list[str],
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    pathlib.Path("wrong.yaml").write_text(WRONG)
    assert asked(arguments, False) == asked(arguments, True)


def test_a_place_outside_of_the_lines_window_is_pointed_at(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    flags = (
        "--cpu-manager-policy=none --memory-manager-policy=Static --reserved-memory=0:memory=1Gi --max-pods=30 --v=4"
    )
    call = f"/etc/eks/bootstrap.sh c --kubelet-extra-args '{flags} --kube-reserved=memory=1Gi'"
    (tmp_path / "al2.sh").write_text(f"#!/bin/bash\n{call}\n")
    from numaconf.cli import main

    assert main.run(["lint", "al2.sh"]) == 1
    lines = capfd.readouterr().out.splitlines()
    assert any(line.endswith("→ kubeReserved 1Gi") for line in lines)
    assert max(map(len, lines)) <= 80


def test_an_error_fits_the_terminal_that_stderr_is(monkeypatch):
    from numaconf.cli import terminal

    text = "numaconf: " + "word " * 40 + "\n  did you mean that? " + "other " * 20
    monkeypatch.setenv("COLUMNS", "80")
    assert terminal._folded(text) == text
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    folded = terminal._folded(text).splitlines()
    assert max(map(len, folded)) <= 80
    assert folded[1].startswith("  word")
    assert " ".join(" ".join(folded).split()) == " ".join(text.split())


@pytest.mark.parametrize("click", [False, True])
def test_quiet_says_nothing_of_what_is_all_right_and_all_judged(asked, click, tmp_path):
    assert asked(["-q", FILE], click) == (0, "", "")
    (tmp_path / "k.yaml").write_text(WRONG)
    assert "NC301" in asked(["-q", str(tmp_path)], click)[1]
    (tmp_path / "k.yaml").write_text(WRONG.replace("strict", "none") + "reservedSystemCPUs: '0-1'\n")
    assert "not judged" in asked(["-q", str(tmp_path)], click)[1]
