"""Instance types as the terms of a pod's node affinity, or of a Karpenter NodePool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.documents.yaml import write

if TYPE_CHECKING:
    from collections.abc import Sequence

KEY = "node.kubernetes.io/instance-type"


def terms(form: str, names: Sequence[str]) -> str:
    """YAML to paste: below a pod's `spec` for `node-affinity`, below `spec.template.spec` for `nodepool`."""
    one = {"key": KEY, "operator": "In", "values": list(names)}
    if form == "nodepool":
        return write.block({"requirements": [one]})
    required = {"nodeSelectorTerms": [{"matchExpressions": [one]}]}
    return write.block({"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": required}}})
