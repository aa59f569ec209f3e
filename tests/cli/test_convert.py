"""`numaconf convert` as its users meet it."""

from __future__ import annotations

import io
import pathlib
import sys
from typing import TYPE_CHECKING

import pytest

from numaconf.cli import main
from tests import golden

if TYPE_CHECKING:
    from collections.abc import Callable

KUBELET = """\
# numaconf: kubernetes=1.34
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
topologyManagerPolicy: restricted
kubeReserved:
  memory: 1Gi
"""


@pytest.fixture
def run(
    capfd: pytest.CaptureFixture[str], tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        status = main.run(["convert", *arguments])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return status, out, err

    (tmp_path / "k.yaml").write_text(KUBELET)
    return call


def test_a_file_becomes_another_platforms(run: Callable[..., tuple[int, str, str]]) -> None:
    status, out, err = run("k.yaml", "--to", "al2023")
    assert (status, err) == (0, "")
    assert "kind: NodeConfig" in out
    assert "topologyManagerPolicy: restricted" in out


def test_standard_input(run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(KUBELET.encode())

    monkeypatch.setattr(sys, "stdin", Stdin())
    status, out, err = run("-", "--to", "bottlerocket", "--bottlerocket-version", "1.64.0")
    assert (status, err) == (0, "")
    assert 'topology-manager-policy = "restricted"' in out
    assert "NumaProfile converted:" in out


def test_a_file_and_a_part_are_written(run: Callable[..., tuple[int, str, str]], tmp_path: pathlib.Path) -> None:
    status, out, _ = run("k.yaml", "--to", "al2023", "--part", "user-data.mime", "-o", "out.mime")
    assert (status, out) == (0, "")
    assert (tmp_path / "out.mime").read_text().startswith("MIME-Version: 1.0\n")
    status, _, err = run("k.yaml", "--to", "al2023", "--part", "nothing")
    assert status == 2
    assert "nodeconfig.yaml, user-data.mime" in err


def test_the_cluster_is_given_by_options(run: Callable[..., tuple[int, str, str]]) -> None:
    status, _, err = run("k.yaml", "--to", "al2", "--kubernetes-version", "1.32")
    assert status == 1
    assert "--cluster-name" in err
    status, out, _ = run(
        "k.yaml", "--to", "al2", "--kubernetes-version", "1.32", "--machine", "m5.24xlarge", "--cluster-name", "c",
        "--cluster-endpoint", "https://e.example", "--cluster-ca", "QQ==",
    )  # fmt: skip
    assert status == 1, "kubeReserved.cpu is not known from the file, and the flag replaces the whole map"
    assert out == ""
    status, out, _ = run(
        "k.yaml", "--to", "karpenter", "--karpenter-version", "1.15.0", "--machine", "m5.24xlarge",
        "--cluster-name", "c",
    )  # fmt: skip
    assert status == 0
    assert "role: KarpenterNodeRole-c" in out


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["k.yaml", "--to", "bottlerocket"], 2, "--bottlerocket-version"),
        (["k.yaml", "--to", "karpenter"], 2, "--karpenter-version"),
        (["k.yaml", "--to", "windows"], 2, "'windows' is unknown"),
        (["k.yaml"], 2, "--to"),
        (["nowhere.yaml", "--to", "al2023"], 2, "nowhere.yaml"),
        ([".", "--to", "al2023"], 2, "."),
        (["k.yaml", "--to", "al2023", "-o", "k.yaml/x"], 2, "k.yaml/x"),
        (["k.yaml", "--to", "al2023", "--as", "bottlerocket"], 1, "k.yaml:"),
        (["k.yaml", "--to", "al2023", "--machine", "m5.25xlarge"], 2, "m5.2"),
    ],
)
def test_what_goes_wrong(
    run: Callable[..., tuple[int, str, str]], arguments: list[str], status: int, says: str
) -> None:
    found, out, err = run(*arguments)
    assert (found, out) == (status, "")
    assert says in err


def test_without_any_version_it_is_asked_for(run: Callable[..., tuple[int, str, str]], tmp_path: pathlib.Path) -> None:
    (tmp_path / "k.yaml").write_text(KUBELET.partition("\n")[2])
    status, _, err = run("k.yaml", "--to", "al2023")
    assert status == 2
    assert "--kubernetes-version" in err


def test_user_data_of_amazon_linux_2_moves_to_2023(run: Callable[..., tuple[int, str, str]]) -> None:
    file = golden.EXAMPLES / "legacy-al2" / "rendered" / "al2" / "user-data.sh"
    given = ("--kubernetes-version", "1.32", "--machine", "m5.24xlarge")
    status, _, err = run(str(file), "--to", "al2023", *given)
    assert status == 1
    assert "give --cluster-cidr" in err
    status, out, err = run(str(file), "--to", "al2023", *given, "--cluster-cidr", "10.100.0.0/16")
    assert status == 0
    assert "nodeconfig.yaml alone cannot reset" in err
    assert "name: example" in out
