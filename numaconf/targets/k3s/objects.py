"""Objects that carry `kubelet-arg`: Rancher's clusters, and k3d's files.

Source: rancher/rancher `pkg/apis/rke.cattle.io/v1`, `pkg/capr/planner/config.go`: a machineSelectorConfig's key takes
the place of machineGlobalConfig's; k3d-io/k3d `pkg/config/v1alpha5`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents.pieces import chosen
from numaconf.targets.k3s import items
from numaconf.targets.k3s.commands import FLAG
from numaconf.targets.k3s.items import Item, Merged

if TYPE_CHECKING:
    from numaconf.documents.source import Route, Source

RANCHER, K3D = "provisioning.cattle.io", "k3d.io"
_GLOBAL: Route = ("spec", "rkeConfig", "machineGlobalConfig")
_SELECTORS: Route = ("spec", "rkeConfig", "machineSelectorConfig")
_EXTRA: Route = ("options", "k3s", "extraArgs")


def is_object(value: Any) -> bool:
    """Whether a document is one of these."""
    return isinstance(value, dict) and str(value.get("apiVersion")).partition("/")[0] in {RANCHER, K3D}


def nodes(source: Source) -> list[Route]:
    """The nodes that an object makes: for Rancher the selectors that have arguments, else all nodes alike."""
    value = source.document.value
    selectors = _at(value, _SELECTORS)
    found: list[Route] = [
        (*_SELECTORS, at)
        for at, one in enumerate(selectors if isinstance(selectors, list) else ())
        if items.KEY in (_at(one, ("config",)) or {})
    ]
    if _at(value, (*_GLOBAL, items.KEY)) is not None or not found:
        found.insert(0, ())
    return found


def merged(source: Source) -> Merged:
    """The arguments of the node that is read."""
    value = source.document.value
    extra = _at(value, _EXTRA)
    if isinstance(extra, list):
        found: list[Item] = []
        for at, one in enumerate(extra):
            argument = one.get("arg") if isinstance(one, dict) else None
            if isinstance(argument, str) and argument.startswith(f"{FLAG}="):
                item = items.of_value(argument.removeprefix(f"{FLAG}="), source, (*_EXTRA, at, "arg"))
                found += item
        return Merged(tuple(found))
    result = Merged()
    config = _at(value, _GLOBAL)
    if isinstance(config, dict):
        result = items.merge(result, config, source, _GLOBAL)
    node = chosen(source)
    config = _at(value, (*node, "config")) if node else None
    if isinstance(config, dict):
        result = items.merge(result, config, source, (*node, "config"))
    return result


def _at(value: Any, route: Route) -> Any:
    from numaconf.documents.source import value_at

    return value_at(value, route)
