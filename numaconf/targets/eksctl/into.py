"""Where in a ClusterConfig the NodeConfig is that `render --into` writes into."""

from __future__ import annotations

from typing import Any

from numaconf.errors import CannotDo, Problem
from numaconf.targets.eksctl.groups import EXTRA, MANAGED, OVERRIDE, SELF, Group
from numaconf.targets.target import Part


def part(value: Any, name: str | None, path: str) -> Part:
    """The bootstrap command of the node group of this name; without a name of the only one.

    Raises CannotDo where several could be meant, Problem for a family of images that takes no NodeConfig.
    """
    every = [
        Group((kind, at), one)
        for kind in (SELF, MANAGED)
        for at, one in enumerate(value.get(kind) or () if isinstance(value.get(kind), list) else ())
        if isinstance(one, dict)
    ]
    if not every:
        raise Problem("has no node group", place=path)
    found = [one for one in every if name is None or one.value.get("name") == name]
    if len(found) != 1:
        names = ", ".join(str(one.value.get("name") or f"the one at {one.route[0]}[{one.route[1]}]") for one in every)
        told = f", and {name!r} does not say which" if name else ""
        raise CannotDo(f"has several node groups ({names}){told}", place=path, remedy="say which with --name")
    (group,) = found
    if group.family != "AmazonLinux2023":
        raise Problem(
            f"the node group {group.value.get('name')} has images of the family {group.family}, and what is rendered "
            "for eksctl is a NodeConfig of AmazonLinux2023",
            place=path,
            remedy=_INSTEAD.get(group.family, ""),
        )
    return Part("al2023", group.route, (*group.route, OVERRIDE), (*group.route, EXTRA))


_INSTEAD = {
    "Bottlerocket": "render bottlerocket says what belongs below bottlerocket.settings",
    "AmazonLinux2": "render al2 says what its bootstrap.sh takes",
}
