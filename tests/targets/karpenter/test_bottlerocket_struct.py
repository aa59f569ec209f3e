"""Karpenter's filter of Bottlerocket settings against the real provider."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import pytest

from numaconf.documents import toml
from numaconf.kubelet.version import Version
from numaconf.targets.karpenter import bottlerocket_struct
from tests import real

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TABLES = [
    "cpu-manager-policy = 1",
    'cpu-manager-policy = "static"',
    'CPU-Manager-Policy = "static"',
    'reserved-cpus = "0-1"',
    'max-pods = "x"',
    "max-pods = 1.5",
    "max-pods = true",
    'cpu-manager-policy-options = "full-pcpus-only"',
    'cpu-manager-policy-options = ["full-pcpus-only"]',
    "cpu-manager-policy-options = [1]",
    "cpu-manager-policy-options = []",
    'server-tls-bootstrap = "true"',
    'kube-reserved = "x"',
    "kube-reserved.cpu = 1",
    'kube-reserved = {cpu = "1", foo = "2"}',
    'topology-manager-policy-options.max-allowable-numa-nodes = "8"',
    "topology-manager-policy-options = {prefer-closest-numa-nodes = true, max-allowable-numa-nodes = 8, foo = 1}",
    'topology-manager-policy-options.prefer-closest-numa-nodes = "true"',
    'memory-manager-reserved-memory.0.enabled = "true"',
    "memory-manager-reserved-memory.0.memory = 1",
    "memory-manager-reserved-memory.0 = 1",
    'memory-manager-policy = "Static"\nmemory-manager-reserved-memory.0 = {memory = "1Gi", hugepages-32Mi = "0"}',
    'memory-manager-reserved-memory.1 = {enabled = true, memory = "1Gi", hugepages-1Gi = "0"}',
    "image-gc-high-threshold-percent = 85",
    'cluster-dns-ip = ["1.1.1.1"]',
    'node-taints.a = "b:NoSchedule"',
    "node-labels.a = true",
    'node-labels = {"a/b" = "c"}',
    "log-level = -1",
    "log-level = 3",
    'image-minimum-gc-age = "5m"',
    'static-pods.a = {enabled = true, manifest = "eA==", other = 1}',
    'credential-providers.x = {enabled = true, image-patterns = ["*"], environment = {A = "b"}}',
    "pod-pids-limit = 5",
    'eviction-hard = {"memory.available" = "5%"}',
]

OWN = {"api-server", "cluster-certificate", "cluster-name", "cluster-dns-ip", "max-pods", "node-taints"}
"""What Karpenter writes whatever the user wrote."""


@pytest.mark.shared
@pytest.mark.parametrize("version", ["1.14", "1.15"])
def test_the_table_is_the_providers(version: str) -> None:
    karpenter = Version(*map(int, version.split(".")), 0)
    ask = real.karpenter_oracle(version)
    for table in TABLES:
        text = f"[settings.kubernetes]\n{table}\n"
        spec = {"amiFamily": "Bottlerocket", "amiSelectorTerms": [{"id": "ami-1"}], "userData": text}
        node_class = {
            "apiVersion": "karpenter.k8s.aws/v1",
            "kind": "EC2NodeClass",
            "metadata": {"name": "a"},
            "spec": spec,
        }
        answer = ask("userdata", nodeclass=json.dumps(node_class))
        decoded = bottlerocket_struct.decode(toml.read(text).value["settings"]["kubernetes"], karpenter)
        if decoded.refusal or answer.get("error"):
            assert decoded.refusal is not None, (table, answer["error"])
            # In inline and dotted tables the field is named where it is not below a header.
            name = re.compile(r"struct field \S+ of type ")
            said = name.sub("", f"invalid UserData {decoded.refusal[1]}")
            assert said == name.sub("", answer.get("error")), table
            continue
        kept: dict[str, Any] = tomllib.loads(answer["userData"])["settings"]["kubernetes"]
        kept.get("node-labels", {}).pop("karpenter.sh/capacity-type")
        if not kept["node-labels"]:
            del kept["node-labels"]
        mine = bottlerocket_struct.written(decoded.table)
        assert {k: v for k, v in mine.items() if k not in OWN} == {k: v for k, v in kept.items() if k not in OWN}, table
        logged = "Unknown parameter" in " ".join(answer.get("log") or ())
        assert logged == bool(decoded.dropped), table
