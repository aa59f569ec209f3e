"""What kubeadm itself writes into the kubelet's configuration.

Source: kubernetes `cmd/kubeadm/app/componentconfigs/kubelet.go`, 1.27 and later: no reservations, no thresholds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet.effective import Origin
from numaconf.kubelet.tree import Node

if TYPE_CHECKING:
    from numaconf.kubelet.tree import Node as Tree

ORIGIN = Origin("platform-default", note="kubeadm sets it where the document does not")

_FIELDS: dict[str, Any] = {
    "staticPodPath": "/etc/kubernetes/manifests",
    "clusterDNS": ["10.96.0.10"],
    "clusterDomain": "cluster.local",
    "healthzBindAddress": "127.0.0.1",
    "healthzPort": 10248,
    "cgroupDriver": "systemd",
}
_ALWAYS: dict[str, Any] = {"rotateCertificates": True}
_AUTHENTICATION: dict[str, Any] = {
    "x509": {"clientCAFile": "/etc/kubernetes/pki/ca.crt"},
    "anonymous": {"enabled": False},
    "webhook": {"enabled": True},
}


def fields() -> dict[str, Any]:
    """The fields of a node that no document says anything about."""
    return {**_FIELDS, **_ALWAYS, "authentication": _AUTHENTICATION, "authorization": {"mode": "Webhook"}}


def fill(root: Tree) -> None:
    """Put kubeadm's values where a decoded configuration has none, in place."""
    for name, value in _FIELDS.items():
        root.value.setdefault(name, Node(value, ORIGIN))
    for name, value in _ALWAYS.items():
        root.value[name] = Node(value, ORIGIN)
    _below(root, "authorization", {"mode": "Webhook"})
    _below(root, "authentication", _AUTHENTICATION)


def _below(root: Tree, name: str, values: dict[str, Any]) -> None:
    held = root.value.setdefault(name, Node({}, ORIGIN))
    if not isinstance(held.value, dict):
        return
    for key, value in values.items():
        if isinstance(value, dict):
            _below(held, key, value)
        else:
            held.value.setdefault(key, Node(value, ORIGIN))
