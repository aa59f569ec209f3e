"""What lint says of a kind Cluster's patches, node by node."""

from __future__ import annotations

import pytest

from tests.targets.linted import Found, in_force, linted

HEAD = "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes:\n"


def node(role: str, *patch: str) -> str:
    lines = "".join(f"    {line}\n" for line in patch)
    return f"- role: {role}\n" + (f"  kubeadmConfigPatches:\n  - |\n{lines}" if patch else "")


ARGUMENTS = ("nodeRegistration:", "  kubeletExtraArgs: {max-pods: '50'}")
LABEL = ("nodeRegistration: {name: a}",)


@pytest.mark.parametrize(
    ("nodes", "found"),
    [
        (node("control-plane", "kind: InitConfiguration", *ARGUMENTS), []),
        (node("control-plane", "kind: JoinConfiguration", *ARGUMENTS), [("NC542", 7)]),
        (node("control-plane", "kind: JoinConfiguration", *LABEL), []),  # it has nothing for the kubelet
        (node("control-plane") + node("worker", "kind: JoinConfiguration", *ARGUMENTS), []),
        (node("control-plane") + node("worker", "kind: InitConfiguration", *ARGUMENTS), [("NC542", 8)]),
        (node("control-plane") + node("worker", "kind: InitConfiguration", *LABEL), []),
        (node("control-plane", "kind: KubeletConfiguration", "maxPods: 50"), []),
        (node("control-plane") + node("worker", "kind: KubeletConfiguration", "maxPods: 50"), [("NC542", 8)]),
        (node("control-plane", "maxPods: 50"), [("NC542", 7)]),
        (node("worker", "kind: JoinConfiguration", *ARGUMENTS), [("NC543", 4)]),
    ],
)
def test_findings(nodes: str, found: Found) -> None:
    assert linted("kind.yaml", HEAD + nodes, "1.33") == found


def test_the_first_control_planes_configuration_is_every_nodes() -> None:
    text = HEAD + node("control-plane", "kind: KubeletConfiguration", "maxPods: 50") + node("worker")
    assert [config["maxPods"] for config in in_force("kind.yaml", text, "1.33")] == [50, 50]
