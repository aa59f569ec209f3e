"""The node groups of a ClusterConfig."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents.pieces import chosen
from numaconf.documents.source import value_at
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from numaconf.documents.source import Route, Source

SELF, MANAGED = "nodeGroups", "managedNodeGroups"
EXTRA, OVERRIDE, BEFORE = "kubeletExtraConfig", "overrideBootstrapCommand", "preBootstrapCommands"
DEFAULT_FAMILY = "AmazonLinux2023"


class Group(NamedTuple):
    """One node group: its route and its value."""

    route: Route
    value: dict[str, Any]

    @property
    def managed(self) -> bool:
        """Whether EKS manages it."""
        return self.route[:1] == (MANAGED,)

    @property
    def family(self) -> str:
        """Its family of images, by default AL2023."""
        found = self.value.get("amiFamily")
        return found if isinstance(found, str) and found else DEFAULT_FAMILY

    def instance_types(self) -> list[str]:
        """The instance types that it names; none where some are not named."""
        one, many = self.value.get("instanceType"), self.value.get("instanceTypes")
        mixed = value_at(self.value, ("instancesDistribution", "instanceTypes"))
        for listed in (many, mixed):
            if isinstance(listed, list):
                return [name for name in listed if isinstance(name, str)]
        return [one] if isinstance(one, str) and one != "mixed" else []

    def says_something(self) -> bool:
        """Whether it has settings of the kubelet."""
        bottlerocket = value_at(self.value, ("bottlerocket", "settings", "kubernetes"))
        keys = (EXTRA, OVERRIDE, BEFORE)
        return any(self.value.get(key) for key in keys) or bool(bottlerocket) or any(_is_odd(key) for key in self.value)


def _is_odd(key: str) -> bool:
    return "kubelet" in key.lower() and key != EXTRA


def nodes(source: Source) -> list[Route]:
    """The node groups with settings of the kubelet; the first one where none has any."""
    every = [
        Group((kind, at), one)
        for kind in (SELF, MANAGED)
        for at, one in enumerate(_list(source.document.value.get(kind)))
        if isinstance(one, dict)
    ]
    return [one.route for one in every if one.says_something()]


def of(source: Source) -> Group:
    """The node group that is read of a document."""
    route = chosen(source) or next(iter(nodes(source)), ())
    value = value_at(source.document.value, route) if route else {}
    return Group(route, value if isinstance(value, dict) else {})


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
