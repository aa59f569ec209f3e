"""Settings for AKS that hold fields of the kubelet's."""

from __future__ import annotations

import pytest

from numaconf.verbs.lint.file import Options, lint


@pytest.mark.parametrize(
    "text",
    [
        '{"memoryManagerPolicy": "Static", "podMaxPids": 100}',
        '{"reservedSystemCPUs": "0", "imageGcHighThreshold": 80, "cpuManagerPolicy": "static"}',
    ],
)
def test_a_field_of_the_kubelets_is_unknown_to_it(text: str) -> None:
    found = lint("kubeletconfig.json", text.encode(), Options())
    assert found is not None
    assert [one.finding.code for one in found.remarks] == ["NC592"]
    assert found.remarks[0].finding.message.endswith("leave it out")
