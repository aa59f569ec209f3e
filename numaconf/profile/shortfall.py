"""What of an intent does not reach the node: the one comparison of every proof."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from numaconf.documents.source import path
from numaconf.kubelet.compare import missing
from numaconf.named import NamedTuple
from numaconf.targets.registry import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numaconf.documents.source import Route
    from numaconf.targets.reading import Hugepages, Reading
    from numaconf.targets.target import Intent


class Shortfall(NamedTuple):
    """`route`: below a profile's `spec`: `("kubelet", "maxPods")`, `("node", "taints", 0)`, `("hugepages", 0)`."""

    route: Route
    message: str


def of_reading(intent: Intent, reading: Reading, name: str = "") -> Iterator[Shortfall]:
    """What was asked for and is not in force by one rendered file, whose name is `name`; hugepages may be another's."""
    if reading.effective is None:
        yield Shortfall((), "no kubelet configuration results from the rendering")
        return
    for route, asked, has in missing(intent.config, reading.effective.config, intent.kubernetes):
        message = f"{path(route)} is meant to be {_shown(asked)}, and the rendering reads back as {_shown(has)}"
        yield Shortfall(("kubelet", *route), message)
    if BY_NAME[intent.target].bare:
        return
    for key, asked in intent.labels.items() if name not in BY_NAME[intent.target].unlabelled else ():
        if reading.labels.get(key) != asked:
            yield Shortfall(("node", "labels", key), f"the label {key}={asked} does not reach the node")
    for index, taint in enumerate(intent.taints):
        if _taint(taint) not in map(_taint, reading.taints):
            yield Shortfall(("node", "taints", index), f"the taint {taint['key']} does not reach the node")


def of_hugepages(intent: Intent, read: Iterable[tuple[Hugepages, ...]]) -> Iterator[Shortfall]:
    """The pools that none of the rendered files allocates, by what was `read` back of each."""
    from numaconf.targets import boot

    if BY_NAME[intent.target].bare or not intent.hugepages:
        return
    allocated = {pool for pools in read for pool in boot.merged(pools)}
    places = [(one.size, one.numa_node) for one in intent.hugepages]
    for pool in boot.merged(intent.hugepages):
        if pool not in allocated:
            place = places.index((pool.size, pool.numa_node))
            yield Shortfall(("hugepages", place), f"the rendering does not allocate these hugepages: {pool.size} bytes")


def _taint(taint: dict[str, str]) -> tuple[str, str, str]:
    """No value and an empty one are the same."""
    return taint["key"], taint.get("value", ""), taint["effect"]


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
