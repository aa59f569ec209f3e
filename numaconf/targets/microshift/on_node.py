"""The files of a node of MicroShift: the configuration that it writes for its kubelet when it starts.

Source: openshift/microshift `pkg/node/kubelet.go` (`writeConfig`): it loads the file by itself, and so without the
kubelet's default thresholds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.targets.kubelet.files import Files, read
from numaconf.targets.on_node import OnNode, source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.machine.tree import Tree

WRITTEN = "/var/lib/microshift/resources/kubelet/config/config.yaml"
GIVEN = "/etc/microshift/config.yaml"


def on_node(tree: Tree, program: str, words: Sequence[str], version: Version, machine: Machine | None) -> OnNode:
    """What MicroShift starts its kubelet with. Raises Gap."""
    used: list[str] = []
    reading = read("microshift", Files(source(tree, WRITTEN, used), (), (), whole=True), version, machine)
    node = reading.effective
    if node is not None and "evictionHard" not in node.config:
        reading = reading._replace(effective=node.with_(config={**node.config, "evictionHard": {}}))
    given = [GIVEN] if tree.text(GIVEN.lstrip("/")) is not None else []
    return OnNode(reading, (*used, *given), frozenset(used))
