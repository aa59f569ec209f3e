"""How a change reaches the nodes, where it depends on the file."""

from __future__ import annotations

from numaconf.targets.registry import rollout


def test_rke2_has_units_of_its_own() -> None:
    k3s, rke2 = (rollout("k3s", f"/etc/rancher/{name}/config.yaml", b"kubelet-arg: []\n") for name in ("k3s", "rke2"))
    assert (k3s.file, k3s.stop) == ("/etc/rancher/k3s/config.yaml", "systemctl stop k3s-agent")
    assert (rke2.file, rke2.stop) == ("/etc/rancher/rke2/config.yaml", "systemctl stop rke2-agent")
    assert "rke2-server" in rke2.note


def test_only_the_file_of_a_node_is_put_there() -> None:
    """An object of a cluster, or what a kubelet answers, written to the node's file would stop the node."""
    assert rollout("k3s", "config.yaml", b"kubelet-arg: []\n").is_document
    assert not rollout("k3s", "c.yaml", b"apiVersion: provisioning.cattle.io/v1\nkind: Cluster\n").is_document
    assert rollout("kubelet", "a.yaml", b"").is_document
    assert not rollout("configz", "a.json", b"").is_document
    assert not rollout("kubeadm", "a.yaml", b"").is_document
