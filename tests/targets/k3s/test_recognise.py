"""Which files are k3s's or RKE2's, by their keys and by their place."""

from __future__ import annotations

import pathlib

import pytest

from numaconf.cli.main import run
from tests.targets.linted import Found, linted

STATIC = "cpu-manager-policy=static"


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("any.yaml", f"kubelet-arg: [{STATIC}, 'kube-reserved=cpu=1']\n", []),
        ("any.yaml", f"kubelet-arg: [{STATIC}]\n", [("NC209", 1)]),
        ("etc/rancher/k3s/config.yaml", f"kubelet-args: [{STATIC}]\n", [("NC551", 1)]),  # by its place
        ("etc/rancher/rke2/config.yaml.d/a.yaml", f"kublet-arg: [{STATIC}]\n", [("NC551", 1)]),
    ],
)
def test_findings(path: str, text: str, found: Found) -> None:
    assert linted(path, text) == found


def test_a_walk_finds_a_key_that_is_misspelt_beyond_its_marks(
    tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "etc" / "rancher" / "k3s"
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text(f"kublet-arg: [{STATIC}]\n")
    (folder / "registries.yaml").write_text("mirrors: {}\n")
    assert run(["lint", "--format", "concise", str(tmp_path)]) == 1
    assert [line.split()[1] for line in capfd.readouterr().out.splitlines()] == ["NC551"]
