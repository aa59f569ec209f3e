"""Which documents are AKS's: names that only AKS has, and resources of an ARM template."""

from __future__ import annotations

from typing import Any

RESOURCE = "Microsoft.ContainerService/managedClusters"


def claims(path: str, value: dict[str, Any]) -> bool:
    """Whether an object without a header is a custom node configuration, or an ARM template with node pools."""
    from numaconf.kubelet.fields import FIELDS
    from numaconf.targets.aks.tables import KUBELET, OWN
    from numaconf.targets.kubelet.borrowed import standing

    if "kind" in value or "apiVersion" in value:
        return False
    if not OWN.isdisjoint(value):
        return standing(value) == "foreign" and len(value.keys() & (KUBELET.keys() | FIELDS.keys())) * 2 > len(value)
    resources = value.get("resources")
    listed = resources if isinstance(resources, list) else resources.values() if isinstance(resources, dict) else ()
    return any(isinstance(one, dict) and str(one.get("type")).startswith(RESOURCE) for one in listed)
