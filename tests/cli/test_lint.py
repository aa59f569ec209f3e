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
