"""What is in force on a node, from its own mouth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.kubelet import cpuset, decode
from numaconf.kubelet.effective import Origin
from numaconf.targets.configz import flagz
from numaconf.targets.kubelet import started
from numaconf.targets.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.context import Context
    from numaconf.documents.source import Route, Source
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

NAME = "configz"
KEY = "kubeletconfig"


def is_dump(value: Any) -> bool:
    """Whether a value is a dump in its wrapper."""
    held = value.get(KEY) if isinstance(value, dict) and len(value) == 1 else None
    return isinstance(held, dict) and len(_known(held)) >= min(3, max(1, len(held)))


def _known(held: dict[str, Any]) -> set[str]:
    from numaconf.kubelet import fields

    return held.keys() & fields.FIELDS.keys()


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """What is in force on the node."""
    value: Any = sources[0].document.value
    if isinstance(value, str) or flagz.is_dump(value):
        return flagz.read(sources[0], version, machine)
    base: Route = (KEY,) if is_dump(value) else ()
    held = value[KEY] if base else value
    if not isinstance(held, dict):
        return Reading(None)
    made = decode.main_file(
        {key: one for key, one in held.items() if key not in decode.HEADER}, (), version, header=False
    )
    config = dict(made.config)
    config.setdefault("evictionHard", {})  # none are filled in any more
    _without_listed_cpus(config)
    origins: dict[Route, Origin] = {(): Origin("document", sources[0], base)}
    unknown: dict[Route, str] = dict.fromkeys(made.unreadable, "its value has the wrong type")
    return started.start(NAME, started.Files(config, origins, unknown, resolved=True), (), version, machine)


def _without_listed_cpus(config: dict[str, Any]) -> None:
    """Take the kubelet's own note of the list's size out of systemReserved."""
    listed, reserved = config.get("reservedSystemCPUs"), config.get("systemReserved")
    if not (isinstance(listed, str) and listed and isinstance(reserved, dict) and "cpu" in reserved):
        return
    try:
        size = len(cpuset.parse(listed))
    except ValueError:
        return
    if str(reserved["cpu"]) == str(size):
        config["systemReserved"] = {key: amount for key, amount in reserved.items() if key != "cpu"}
