"""How a change reaches a node whose kubelet is started from files of its own."""

from __future__ import annotations

from numaconf.targets.rollout import Rollout

MAIN = Rollout(
    "in-place", "the file that the kubelet's --config names", "/var/lib/kubelet/config.yaml", is_document=True
)

LIVE = MAIN._replace(is_document=False)
"""From what a kubelet answers at /configz, which is not a file of the node."""

DROPIN = Rollout(
    "in-place", "a file in the kubelet's --config-dir", "/etc/kubernetes/kubelet.conf.d/90-numa.conf",
    is_document=True, is_rendering=True,
)  # fmt: skip

FLAGS = Rollout(
    "in-place",
    "the kubelet's command line, in its systemd unit or KUBELET_EXTRA_ARGS",
    start="systemctl daemon-reload && systemctl start kubelet",
)
