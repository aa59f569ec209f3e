"""The keys of a Terraform result that are Karpenter's own."""

from __future__ import annotations

import json


def keys(texts: dict[str, str]) -> dict[str, str]:
    """The two objects apart, and of the node class what modules take by itself."""
    from numaconf.documents import yaml

    documents = [one for one in texts["karpenter.yaml"].split("\n---\n") if one.strip()]
    kinds = {yaml.read(text).value["kind"]: text.rstrip("\n") + "\n" for text in documents}
    spec = yaml.read(kinds["EC2NodeClass"]).value["spec"]
    return {
        "karpenter_nodeclass_yaml": kinds["EC2NodeClass"],
        "karpenter_nodepool_yaml": kinds["NodePool"],
        "karpenter_user_data": spec.get("userData", ""),
        "karpenter_kubelet_json": json.dumps(spec.get("kubelet", {}), sort_keys=True, separators=(",", ":")),
    }
