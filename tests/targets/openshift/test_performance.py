"""PerformanceProfile: what the node tuning operator makes of one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from numaconf.context import Context
from numaconf.documents import load, yaml
from numaconf.documents.source import Source
from numaconf.kubelet.version import Version
from numaconf.rules import judge
from numaconf.targets import openshift
from numaconf.targets.reading import Hugepages
from tests.recordings import cases

PROFILE = """\
apiVersion: performance.openshift.io/v2
kind: PerformanceProfile
metadata:
  name: low
  annotations:
    kubeletconfig.experimental: |
      %s
spec:
  cpu: {reserved: "0-1", isolated: "2-7", ovsDpdk: "6"}
  numa: {topologyPolicy: %s}
  hugepages: {pages: [{size: 1G, count: 16, node: 0}, {size: 2M, count: 128}]}
"""


def read(snippet: str = "{}", policy: str = "single-numa-node", minor: int = 34) -> Any:
    source = Source("p.yaml", yaml.read(PROFILE % (snippet, policy)))
    found = openshift.read([source], Version(1, minor), None, Context())
    assert found.effective is not None
    return found


def test_single_numa_node() -> None:
    found = read()
    node = found.effective
    assert node.get("reservedMemory") == [{"numaNode": 0, "limits": {"memory": "1100Mi"}}]
    assert node.get("reservedSystemCPUs") == "0-1,6"
    assert (node.get("memoryManagerPolicy"), node.get("topologyManagerPolicy")) == ("Static", "single-numa-node")
    assert node.get("cpuManagerPolicyOptions") == {"full-pcpus-only": "true"}
    assert node.get("systemReserved") == {"memory": "500Mi", "cpu": "500m", "ephemeral-storage": "1Gi"}
    assert found.hugepages == (Hugepages(1 << 30, 16, 0), Hugepages(2 << 20, 128, None))
    said = judge.judge(lambda version, _: read(minor=version.minor), Context(), judge.ALL)
    assert not [one for one in said.findings if one.severity != "suspicious"]


def test_best_effort_has_no_static_memory() -> None:
    node = read(policy="best-effort").effective
    assert node.get("memoryManagerPolicy") is None
    assert node.get("reservedMemory") is None
    assert node.get("cpuManagerPolicyOptions") is None


def test_a_snippet_survives_where_the_operator_does_not_set_it() -> None:
    snippet = '{"cpumanagerpolicy": "none", "kubeReserved": {"memory": "1Gi"}, "topologyManagerScope": "pod"}'
    node = read(snippet).effective
    assert node.get("cpuManagerPolicy") == "static"
    assert node.get("topologyManagerScope") == "pod"
    assert node.get("reservedMemory")[0]["limits"] == {"memory": "1624Mi"}


def test_a_percentage_breaks_the_sum() -> None:
    found = read('{"evictionHard": {"memory.available": "5%"}}')
    assert ("reservedMemory",) in found.effective.unknown


def test_a_snippet_that_is_no_json() -> None:
    source = Source("p.yaml", yaml.read(PROFILE % ("nothing", "restricted")))
    found = openshift.read([source], Version(1, 34), None, Context())
    assert [one.code for one in found.findings] == ["NC560"]


def _of(spec: str, annotations: str = "{}") -> Any:
    text = (
        f"apiVersion: performance.openshift.io/v2\nkind: PerformanceProfile\nmetadata: {{annotations: {annotations}}}\n"
    )
    found = openshift.read([Source("p.yaml", yaml.read(text + f"spec: {spec}\n"))], Version(1, 34), None, Context())
    assert found.effective is not None
    return found.effective


def test_shared_cpus_are_reserved_with_mixed_cpus_only() -> None:
    cpus = '{reserved: "0-1", isolated: "4-7", shared: "2-3"}'
    assert _of(f"{{cpu: {cpus}}}").get("reservedSystemCPUs") == "0-1"
    assert _of(f"{{cpu: {cpus}, workloadHints: {{mixedCpus: true}}}}").get("reservedSystemCPUs") == "0-3"


def test_a_driver_in_place_of_the_managers() -> None:
    asked = 'performance.openshift.io/dra-resource-management: "%s"'
    spec = '{cpu: {reserved: "0-1"}, numa: {topologyPolicy: restricted}}'
    node = _of(spec, "{" + asked % "true" + "}")
    assert (node.get("cpuManagerPolicy"), node.get("topologyManagerPolicy")) == ("none", "none")
    assert (node.get("reservedSystemCPUs"), node.get("reservedMemory")) == (None, None)
    assert _of(spec, "{" + asked % "no" + "}").get("cpuManagerPolicy") == "static"


@pytest.mark.parametrize("case", cases("openshift-performance"), ids=lambda case: case["case"])
def test_what_the_operator_makes_of_its_own_profiles(case: dict[str, Any]) -> None:
    """Read as a PerformanceProfile and as the KubeletConfig that comes of it, the same is in force."""
    asked = dict(case["profile"])
    head = {"apiVersion": "performance.openshift.io/v2", "kind": "PerformanceProfile"}
    profile = {**head, "metadata": {"annotations": asked.pop("annotations", {})}, "spec": asked}
    pool = {"machineConfigPoolSelector": {"matchLabels": {"machineconfiguration.openshift.io/role": "worker-cnf"}}}
    config = {"apiVersion": "machineconfiguration.openshift.io/v1", "kind": "KubeletConfig"}
    written = {**config, "spec": {**pool, "kubeletConfig": case["kubelet"]}}
    nodes = []
    for document in (profile, written):
        source = Source("p.json", load.read(json.dumps(document)))
        node = openshift.read([source], Version(1, 34), None, Context()).effective
        assert node is not None
        nodes.append(node.config)
    assert nodes[0] == nodes[1]
