"""Default eviction thresholds that are lost

What
    The main configuration file sets `evictionHard` and leaves `memory.available` or `nodefs.available` out.

Why
    The kubelet's defaults (memory.available 100Mi, nodefs.available 10%, …) apply only when the file does not mention
    `evictionHard` at all. With one signal in it the others have no threshold: the node runs out of memory, or its disk
    fills up, without any pod being evicted. The memory reservation, and with it the sum that `reservedMemory` must equal,
    shrinks by 100Mi too.

Bad
    ```yaml
    # numaconf: kubernetes=1.34
    evictionHard: {nodefs.available: 5%}
    ```

Good
    ```yaml
    # numaconf: kubernetes=1.34
    evictionHard: {memory.available: 100Mi, nodefs.available: 5%, nodefs.inodesFree: 5%, imagefs.available: 15%}
    ```

Versions
    All. From 1.33 on `mergeDefaultEvictionSettings: true` in the main file keeps the defaults of signals that are not
    named. In a drop-in the same map is laid over the defaults, if the main file has no `evictionHard`.

Source
    kubernetes, cmd/kubelet/app/server.go, loadConfigFile
"""  # noqa: E501  a log line is quoted as it is printed

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet import eviction
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig

RULE = BY_CODE["NC125"]


WATCHED = (eviction.MEMORY, "nodefs.available")


def check(node: EffectiveConfig) -> Iterator[Finding]:
    """Once for the whole map; an empty one is meant."""
    hard = node.config.get("evictionHard")
    if not hard or not node.has_file or node.facts.eviction_is_whole:
        return  # drop-ins and flags are laid over the defaults, or replace them knowingly
    if hard.keys() >= {*WATCHED}:
        return
    lost = _lost(node)
    if lost and any(node.origin("evictionHard", key).kind == "document" for key in hard):
        merge = "" if node.kubernetes.minor < eviction.MERGE_SINCE else ", or set mergeDefaultEvictionSettings: true"
        yield RULE.finding(
            f"evictionHard replaces the kubelet's defaults, and these are lost: {_listed(lost)}; write "
            f"the thresholds to keep{merge}",
            node.origin("evictionHard"),
            key=True,
        )


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _lost(node: EffectiveConfig) -> list[str]:
    """The thresholds that are no longer there, if one of those that are watched is among them."""
    kept, defaults = eviction.texts(node), eviction.defaults(node.kubernetes)
    lost = [signal for signal in defaults if signal not in kept]
    return [] if all(signal not in lost for signal in WATCHED) else [f"{one} {defaults[one]}" for one in lost]
