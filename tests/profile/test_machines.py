"""The machines that a profile names, and what is said to a name that is none."""

from __future__ import annotations

import pathlib

import pytest

from numaconf.cli.main import run

PROFILE = (
    "apiVersion: numaconf/v1\nkind: NumaProfile\nmetadata: {name: a}\nspec:\n  kubernetesVersion: '1.34'\n"
    "  machine: {instanceTypes: [%s]}\n  targets: {kubelet: {}}\n"
)


@pytest.mark.parametrize(
    ("name", "way_out"),
    [
        ("c5n.18xlarg", "did you mean c5n.18xlarge"),
        ("zzz.999", "numaconf machine list shows those that are known"),
    ],
)
def test_an_unknown_instance_type(
    tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str], name: str, way_out: str
) -> None:
    file = tmp_path / "profile.yaml"
    file.write_text(PROFILE % name)
    assert run(["validate", str(file), "--format", "concise"]) == 1
    out = capfd.readouterr().out
    assert f"{name} is not an EC2 instance type that numaconf knows" in out
    assert way_out in out
