"""Manifests and the pods that come of them: kinds, lists, defaults, QoS classes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from numaconf.pods import manifests
from numaconf.pods.read import PodError, Rules, read

NOW = Rules(34)


def arriving(*files: str) -> list[str]:
    found, wrong = manifests.pods(manifests.load([("a.yaml", text.encode()) for text in files]), NOW)
    assert wrong == []
    return [f"{one.written.pod.namespace}/{one.written.pod.name}" for one in found]


POD = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "app"}]}}


def workload(kind: str, **spec: Any) -> dict[str, Any]:
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": "web"}, "spec": {"template": POD, **spec}}


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (workload("Deployment"), 1),
        (workload("StatefulSet", replicas=2), 2),
        (workload("ReplicaSet", replicas=3), 3),
        (workload("DaemonSet"), 1),
        (workload("Job", parallelism=4), 4),
        ({"kind": "CronJob", "metadata": {"name": "web"},
          "spec": {"jobTemplate": {"spec": {"parallelism": 2, "template": POD}}}}, 2),
        ({"kind": "PodTemplate", "metadata": {"name": "web"}, "template": POD}, 1),
        ({"kind": "List", "items": [workload("Deployment", replicas=2), workload("ReplicaSet")]}, 3),
        ({"kind": "PodList", "items": [{"metadata": {"name": "web"}, "spec": POD["spec"]}]}, 1),
        ({"kind": "DeploymentList", "items": [{"metadata": {"name": "web"}, "spec": {"template": POD}}]}, 1),
    ],
)  # fmt: skip
def test_kinds(value: dict[str, Any], number: int) -> None:
    assert len(arriving(json.dumps(value))) == number


def test_a_controller_without_pods_is_named() -> None:
    found = manifests.load([("a.yaml", json.dumps(workload("Deployment", replicas=0)).encode())])
    assert found.pods == ()
    assert [one.what for one in found.passed] == ["Deployment web, which runs 0 pods,"]


def test_hugepages_alone_are_refused() -> None:
    """As the API server does (`HugePages require cpu or memory`)."""

    def limits(**amounts: str) -> dict[str, Any]:
        return {"metadata": {"name": "a"}, "spec": {"containers": [{"name": "b", "resources": {"limits": amounts}}]}}

    with pytest.raises(PodError, match="hugepages need cpu or memory beside them"):
        read(limits(**{"hugepages-2Mi": "4Mi"}), NOW)
    assert read(limits(cpu="1", **{"hugepages-2Mi": "4Mi"}), NOW).pod.qos == "Burstable"


def test_order_and_names() -> None:
    found = arriving("kind: List\nitems: []\n", json.dumps(workload("StatefulSet", replicas=2)), json.dumps({
        "kind": "Pod", "metadata": {"name": "one", "namespace": "shop"}, "spec": POD["spec"]}))  # fmt: skip
    assert found == ["default/web-0", "default/web-1", "shop/one"]


def test_json_objects_one_after_another() -> None:
    one, two = ({"kind": "Pod", "metadata": {"name": name}, "spec": POD["spec"]} for name in "ab")
    assert arriving(json.dumps(one) + json.dumps(two) + "\n" + json.dumps(one)) == [
        "default/a",
        "default/b",
        "default/a",
    ]


def test_pods_that_have_ended_take_no_room() -> None:
    ended = {"kind": "Pod", "metadata": {"name": "a"}, "spec": POD["spec"], "status": {"phase": "Succeeded"}}
    assert arriving(json.dumps(ended)) == []


def pod(*containers: dict[str, Any], rules: Rules = NOW, **spec: Any) -> Any:
    each = [{"name": f"c{place}", **one} for place, one in enumerate(containers)]
    return read({"metadata": {"name": "a"}, "spec": {"containers": each, **spec}}, rules).pod


FULL = {"resources": {"limits": {"cpu": "2", "memory": "1Gi"}}}
HALF = {"resources": {"limits": {"cpu": "2", "memory": "1Gi"}, "requests": {"cpu": "1"}}}
NONE: dict[str, Any] = {}


def test_qos_class() -> None:
    assert pod(FULL).qos == "Guaranteed"
    assert pod(FULL, NONE).qos == "Burstable"
    assert pod(HALF).qos == "Burstable"
    assert pod(NONE).qos == "BestEffort"
    assert pod({"resources": {"limits": {"nvidia.com/gpu": "1"}}}).qos == "BestEffort"
    assert pod(FULL, initContainers=[{"name": "i"}]).qos == "Burstable"
    assert pod({"resources": {"limits": {"cpu": "2", "memory": "0"}}}).qos == "Burstable"
    whole = {"resources": {"limits": {"cpu": "2", "memory": "1Gi"}}}
    assert pod(NONE, **whole).qos == "Guaranteed"
    assert pod(NONE, rules=Rules(31, pod_level=False), **whole).qos == "BestEffort"


def test_limits_become_requests_and_sidecars_are_told_apart() -> None:
    (one,) = pod(FULL).containers
    assert str(one.requests["cpu"]) == "2"
    first, second, _ = pod(
        FULL, initContainers=[{"name": "i", **FULL}, {"name": "s", "restartPolicy": "Always", **FULL}]
    ).containers
    assert (first.init, first.sidecar, second.sidecar) == (True, False, True)
    old = pod(FULL, rules=Rules(27, sidecars=False), initContainers=[{"name": "s", "restartPolicy": "Always", **FULL}])
    assert not old.containers[0].sidecar


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ({"containers": []}, "no container"),
        ({"containers": "app"}, "list"),
        ({"containers": [{"name": "a"}, {"name": "a"}]}, "a"),
        ({"containers": [{"name": "a", "resources": {"requests": {"cpu": "2"}, "limits": {"cpu": "1"}}}]}, "2"),
        ({"containers": [{"name": "a", "resources": {"requests": {"hugepages-2Mi": "2Mi"}}}]}, "limit"),
        ({"containers": [{"name": "a", "resources": {"limits": {"hugepages-2Mi": "3Mi"}}}]}, "pages"),
        ({"containers": [{"name": "a", "resources": {"limits": {"nvidia.com/gpu": "500m"}}}]}, "whole"),
        ({"containers": [{"name": "a", "resources": {"limits": ["cpu"]}}]}, "mapping"),
        ({"containers": [{"name": "a"}], "resources": {"limits": {"nvidia.com/gpu": 1}}}, "spec.resources"),
    ],
)
def test_what_the_api_server_refuses(spec: dict[str, Any], says: str) -> None:
    with pytest.raises(PodError) as caught:
        read({"metadata": {"name": "a"}, "spec": spec}, NOW)
    assert says in caught.value.message + caught.value.remedy


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ({"resize": "InProgress"}, True),
        ({"resize": ""}, False),
        ({"conditions": [{"type": "PodResizePending", "status": "True", "reason": "Deferred"}]}, True),
        ({"conditions": [{"type": "PodResizeInProgress", "status": "False"}]}, False),
        ({"conditions": [{"type": "Ready", "status": "True"}, {"type": 5, "status": "True"}, None]}, False),
        ({"conditions": 5}, False),
        ("odd", False),
        (None, False),
    ],
)
def test_a_resize_is_told_of(status: Any, told: bool) -> None:
    value = {"kind": "Pod", "metadata": {"name": "a"}, "spec": POD["spec"], "status": status}
    assert any("being resized" in one for one in read(value, NOW).remarks) == told


def test_claims_are_told_of() -> None:
    """Devices of DRA take no part in the alignment."""
    spec = {
        "resourceClaims": [{"name": "gpu"}],
        "containers": [{"name": "a", "resources": {"claims": [{"name": "gpu"}]}}],
    }
    (remark,) = read({"metadata": {"name": "a"}, "spec": spec}, NOW).remarks
    assert "resource claims (DRA)" in remark
