"""k3s and RKE2: what their units and configurations make of the kubelet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from numaconf.cli.main import run

if TYPE_CHECKING:
    import pathlib


@pytest.mark.parametrize("argument", ["$MORE", "${MORE}", "cpu-manager-policy=$POLICY"])
def test_an_argument_that_only_the_shell_knows_is_no_finding(
    tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str], argument: str
) -> None:
    """Nor is anything said of what it may set."""
    unit = tmp_path / "k3s.service"
    unit.write_text(f"[Service]\nExecStart=/usr/local/bin/k3s server --kubelet-arg={argument}\n")
    assert run(["lint", "--format", "json", "--kubernetes-version", "1.34", str(unit)]) == 0
    found = json.loads(capfd.readouterr().out)
    assert found["findings"] == []
    assert found["summary"]["undecided"]
