"""The kubelet's command line on EKS images, laid over the configuration files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet.effective import origin_at
from numaconf.rules.registry import BY_CODE
from numaconf.targets.kubelet import over
from numaconf.targets.target import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numaconf.findings import Finding
    from numaconf.kubelet.effective import EffectiveConfig
    from numaconf.kubelet.flags import Applied, Argument, Flags

_MAPS = ("kubeReserved", "systemReserved", "evictionHard", "evictionSoft", "evictionMinimumReclaim")


def lay(node: EffectiveConfig, arguments: Sequence[Argument], findings: Iterable[Finding] = ()) -> Reading:
    """What comes into force with these words after `kubelet`; None where the kubelet exits on its command line."""
    laid = over.lay(node, arguments)
    said = [*findings, *_partial(node, laid.parsed, laid.applied)]
    if laid.parsed.opaque and not laid.findings:
        why = "an argument of the kubelet is a variable that may hold any number of flags"
        return Reading(None, tuple(said), not_checked=(BY_CODE["NC526"].not_checked(why),))
    memory = ("kubeReserved", "memory")
    computed = memory in laid.node.unknown or laid.node.origin(*memory).kind != "document"
    final = laid.node.with_(facts=laid.node.facts._replace(computed_memory=computed))
    return laid._replace(node=final).reading(said)


def _partial(node: EffectiveConfig, parsed: Flags, applied: Applied) -> Iterator[Finding]:
    """Flags that stand for a map and do not repeat the keys that the image wrote into the file."""
    from numaconf.kubelet.flag_table import FLAGS

    for field in _MAPS:
        before, after = node.config.get(field), applied.config.get(field)
        setting = next((one for one in parsed.settings if FLAGS[one.name].field == field), None)
        if setting is None or not isinstance(before, dict) or not isinstance(after, dict):
            continue
        keys = [*before, *(route[1] for route in node.unknown if route[:1] == (field,) and len(route) == 2)]
        gone = [key for key in keys if key not in after]
        ours = [key for key in gone if origin_at(node.origins, (field, key)).kind == "platform-default"]
        if field == "kubeReserved" and applied.config.get("reservedSystemCPUs"):
            ours = [key for key in ours if key != "cpu"]  # the list takes its place
        if ours:
            yield BY_CODE["NC512"].finding(
                f"--{setting.name} replaces the whole {field} of the file: {_and(ours)} of the image {_is(ours)} gone; "
                "repeat what you want to keep",
                setting.origin,
            )


def _and(keys: list[Any]) -> str:
    return " and ".join(map(str, keys)) if len(keys) < 3 else ", ".join(map(str, keys[:-1])) + f" and {keys[-1]}"


def _is(keys: list[Any]) -> str:
    return "is" if len(keys) == 1 else "are"
