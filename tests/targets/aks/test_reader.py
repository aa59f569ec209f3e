"""AKS's own settings: what the service refuses, and names of the kubelet's that have no effect there."""

from __future__ import annotations

import pytest

from numaconf.context import Context
from numaconf.documents import yaml
from numaconf.documents.source import Source
from numaconf.kubelet.version import Version
from numaconf.targets import aks


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ('{"cpuManagerPolicy": "static", "topologyManagerPolicy": "restricted", "podMaxPids": 4096}', []),
        ('{"podMaxPids": 1, "podPidsLimit": 4096}', ["NC592"]),
        ('{"podMaxPids": 1, "memoryManagerPolicy": "Static"}', ["NC592"]),
        ('{"podMaxPids": "4096"}', ["NC593"]),
        ('{"podMaxPids": 1, "topologyManagerPolicy": "Restricted"}', ["NC593"]),
        ('{"imageGcHighThreshold": true}', ["NC593"]),
        (
            '{"resources": [{"type": "Microsoft.ContainerService/managedClusters/agentPools", "properties": '
            '{"kubeletConfig": {"podMaxPids": "1"}}}]}',
            ["NC593"],
        ),
        (
            '{"resources": [{"type": "Microsoft.Other/pools", "properties": {"kubeletConfig": {"podMaxPids": "1"}}}]}',
            [],
        ),
        (
            '{"resources": {"pool": {"type": "Microsoft.ContainerService/managedClusters", "properties": '
            '{"agentPoolProfiles": [{"kubeletConfig": {"podMaxPids": "1"}}]}}}}',
            ["NC593"],
        ),
        ('{"resources": "x"}', []),
        ('{"resources": [1, "x", null]}', []),
    ],
)
def test_what_is_said(text: str, codes: list[str]) -> None:
    found = aks.read([Source("kubelet.json", yaml.read(text))], Version(1, 34), None, Context())
    assert [one.code for one in found.findings] == codes
    assert found.effective is None
