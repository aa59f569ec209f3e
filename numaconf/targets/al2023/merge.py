"""How nodeadm merges NodeConfigs, later ones over earlier ones.

Source: awslabs/amazon-eks-ami `nodeadm/internal/api/merge.go` and `internal/util/merge.go` (2026-07: mergo 1.0.2 with
override over maps that went through JSON), run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet.effective import Origin
from numaconf.named import NamedTuple
from numaconf.targets.al2023 import nodeconfig

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.documents.source import Route, Source

_EXACT = 1 << 53
"""Whole numbers above this lose digits: nodeadm's maps hold them as float64."""


class Merged(NamedTuple):
    """What nodeadm knows after the merge.

    `config` is `spec.kubelet.config`, with where each of its routes was written; `flags` the user's kubelet arguments
    in order, as written; `cluster` the fields of `spec.cluster` that are set.
    """

    config: dict[str, Any]
    origins: dict[Route, Origin]
    flags: tuple[tuple[str, Origin], ...]
    max_pods_expression: tuple[str, Origin] | None
    cluster: dict[str, Any]

    def missing(self) -> str | None:
        """What nodeadm says about an incomplete `spec.cluster`, or None."""
        for key, says in (
            ("name", "Name is missing in cluster configuration"),
            ("apiServerEndpoint", "Apiserver endpoint is missing in cluster configuration"),
            ("certificateAuthority", "Certificate authority is missing in cluster configuration"),
            ("cidr", "CIDR is missing in cluster configuration"),
        ):
            if not self.cluster.get(key):
                return says
        outpost = self.cluster.get("enableOutpost") is True and not self.cluster.get("id")
        return "cluster ID must be provided for outposts" if outpost else None


def merge(sources: Sequence[Source]) -> Merged:
    """Merge decodable NodeConfigs in order."""
    config: dict[str, Any] = {}
    origins: dict[Route, Origin] = {}
    flags: list[tuple[str, Origin]] = []
    expression: tuple[str, Origin] | None = None
    cluster: dict[str, Any] = {}
    for source in sources:
        value = source.document.value
        kubelet = nodeconfig.kubelet(value)
        here = ("spec", "kubelet")
        if isinstance(kubelet.get("config"), dict):
            override(config, kubelet["config"], origins, (), Origin("document", source, (*here, "config")))
        flags += (
            (flag or "", Origin("document", source, (*here, "flags", index)))
            for index, flag in enumerate(kubelet.get("flags") or ())
        )
        if kubelet.get("maxPodsExpression"):
            expression = kubelet["maxPodsExpression"], Origin("document", source, (*here, "maxPodsExpression"))
        cluster.update({key: item for key, item in nodeconfig.cluster(value).items() if item not in ("", None)})
    return Merged(config, origins, tuple(flags), expression, cluster)


def override(
    target: dict[str, Any], patch: dict[str, Any], origins: dict[Route, Origin], route: Route, origin: Origin
) -> None:
    """Lay `patch` over `target`, in place: maps merge, anything else replaces (empty values and null too), and `{}`
    does nothing.
    """
    for key, item in patch.items():
        here = (*route, key)
        written = origin._replace(route=(*origin.route, key))
        if isinstance(item, dict) and isinstance(target.get(key), dict) and target[key]:
            override(target[key], item, origins, here, written)
            continue
        if key in target:
            _forget(origins, here, target[key])
        target[key] = _copy(item)
        origins[here] = written


def _forget(origins: dict[Route, Origin], route: Route, value: Any) -> None:
    """Take out the origin of a value that is replaced, and those of what is in it."""
    origins.pop(route, None)
    if isinstance(value, dict):
        for key, item in value.items():
            _forget(origins, (*route, key), item)


def _copy(value: Any) -> Any:
    """A copy to merge into, with whole numbers as float64 keeps them."""
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copy(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _EXACT:
        return int(float(value))
    return value
