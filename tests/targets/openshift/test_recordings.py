"""OpenShift's model against what the operator's decoder and merge said (tests/recordings/openshift.json)."""

from __future__ import annotations

from typing import Any

import pytest
import yaml as pyyaml

from numaconf.documents import yaml
from numaconf.documents.source import Source
from numaconf.kubelet import tree
from numaconf.kubelet.effective import Origin
from numaconf.kubelet.version import Version
from numaconf.targets.openshift import pool, reader
from tests.recordings import cases

ASKED = Version(1, 34)
_ELSEWHERE = frozenset({"authentication", "authorization", "containerRuntimeEndpoint", "memorySwap", "logging"})


@pytest.mark.parametrize("case", cases("openshift"))
def test_merge(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    base = pyyaml.safe_load(case["ask"]["base"])
    monkeypatch.setattr(pool, "fields", lambda _: base)
    source = Source("kc.yaml", yaml.read(case["ask"]["text"]))
    given = reader.decoded(source.document.value, Origin("document", source), ASKED)
    wrong = [problem for problem, _ in given.problems if problem.kind == "type"]
    assert bool(wrong) == ("error" in case["says"]), (case["says"], given.problems)
    if wrong:
        return
    # The operator takes systemReserved out before it merges; the recording is of the merge alone.
    held = given.root.value.get("systemReserved")
    asked = {key: value for key, value in case["says"]["config"].items() if key not in _ELSEWHERE}
    reserved = asked.pop("systemReserved", None)
    assert (tree.to_config(held)[0] if held is not None and held.value else None) == reserved
    if "protectKernelDefaults" in case["ask"]["text"]:
        asked.pop("protectKernelDefaults")  # which the operator looks for in the text
    config = reader.merged(given.root, ASKED, None, automatic=False, worker=False).config
    assert {key: value for key, value in config.items() if key not in _ELSEWHERE | {"systemReserved"}} == asked


def kubelet_config(fields: str, spec: str = "") -> Source:
    text = (
        f"apiVersion: {reader.GROUP}/v1\nkind: KubeletConfig\nmetadata: {{name: a}}\nspec:\n{spec}"
        f"  kubeletConfig: {fields}\n"
    )
    return Source("kc.yaml", yaml.read(text))


WORKERS = "  machineConfigPoolSelector: {matchLabels: {pools.operator.machineconfiguration.openshift.io/worker: ''}}\n"


def reserved(fields: str, minor: int, spec: str = WORKERS) -> tuple[Any, set[Any]]:
    node = reader.read(kubelet_config(fields, spec), Version(1, minor), None).effective
    assert node is not None
    return node.get("systemReserved"), set(node.unknown)


def test_one_amount_fixes_all_three() -> None:
    for minor in (30, 33, 34, 37):
        found, unknown = reserved("{systemReserved: {cpu: '1'}}", minor)
        assert found == {"cpu": "1", "memory": "1Gi", "ephemeral-storage": "1Gi"}
        assert not unknown


def test_who_sizes_by_itself() -> None:
    own = {"cpu": "500m", "memory": "1Gi", "ephemeral-storage": "1Gi"}
    assert reserved("{maxPods: 20}", 33) == (own, set())
    assert ("systemReserved", "memory") in reserved("{maxPods: 20}", 34)[1]
    masters = WORKERS.replace("/worker", "/master")
    assert reserved("{maxPods: 20}", 34, masters) == (own, set())
    assert ("systemReserved", "memory") in reserved("{maxPods: 20}", 33, WORKERS + "  autoSizingReserved: true\n")[1]


@pytest.mark.parametrize(
    ("fields", "since"),
    [
        ("{featureGates: {A: true}}", 27), ("{cgroupDriver: systemd}", 27), ("{ClusterDomain: a.b}", 27),
        ("{failSwapOn: false}", 34), ("{memorySwap: {swapBehavior: NoSwap}}", 34), ("{maxPods: '20'}", 27),
    ],
)  # fmt: skip
def test_refusals(fields: str, since: int) -> None:
    for minor in (27, since - 1, since, 37):
        found = reader.read(kubelet_config(fields), Version(1, minor), None)
        refused = [one for one in found.findings if one.code == "NC560"]
        assert bool(refused) == (minor >= since)
        assert (found.effective is None) == bool(refused)


def test_a_boolean_is_a_string_from_420_on() -> None:
    for minor, taken in ((32, False), (33, True)):
        found = reader.read(
            kubelet_config("{cpuManagerPolicyOptions: {full-pcpus-only: true}}"), Version(1, minor), None
        )
        assert (found.effective is not None) == taken
