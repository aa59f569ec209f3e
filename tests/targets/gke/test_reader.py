"""GKE's own settings: what gcloud refuses, and what it drops without a word."""

from __future__ import annotations

import pytest

from numaconf.context import Context
from numaconf.documents import yaml
from numaconf.documents.source import Source
from numaconf.kubelet.version import Version
from numaconf.targets import gke
from numaconf.verbs.lint.file import Options, lint


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("kubeletConfig: {cpuManagerPolicy: static, topologyManager: {policy: restricted, scope: pod}}", []),
        ("kubeletConfig: {cpuManagerPolicy: Static}", ["NC590"]),
        ("kubeletConfig: {kubeReserved: {memory: 1Gi}}", ["NC590"]),
        ("kubeletConfig: {podPidsLimit: '4096'}", ["NC590"]),
        ("kubeletConfig: {podPidsLimit: true}", ["NC590"]),
        ("kubeletConfig: {topologyManagerPolicy: restricted}", ["NC590"]),
        ("kubeletConfig: {topologyManager: {polcy: restricted}}", ["NC591"]),
        ("kubeletConfig: []", ["NC590"]),
        ("kubeletConfig:", []),
    ],
)
def test_what_is_said(text: str, codes: list[str]) -> None:
    found = gke.read([Source("pool.yaml", yaml.read(text))], Version(1, 34), None, Context())
    assert [one.code for one in found.findings] == codes
    assert found.effective is None


@pytest.mark.parametrize("pages", ["{hugepage_size_2m: 4}", "{hugepageSize1g: 4}"])
def test_pages_alone_are_a_configuration(pages: str) -> None:
    found = lint("pool.yaml", f"linuxConfig:\n  hugepageConfig: {pages}\n".encode(), Options())
    assert found is not None
    assert [one.finding.code for one in found.remarks] == ["NC591"]
