"""What the files and flags of a host's kubelet put in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.kubelet.effective import EffectiveConfig, Origin
from numaconf.named import NamedTuple
from numaconf.observe.kubelet import dropins
from numaconf.targets.on_node import Gap, source

if TYPE_CHECKING:
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.machine.tree import Tree
    from numaconf.observe.kubelet import Kubelet
    from numaconf.targets.on_node import OnNode
    from numaconf.targets.reading import Reading


UNSEEN = "its command line cannot be seen, and would override that"


class InForce(NamedTuple):
    """What its files and flags put in force, or `why` that cannot be said. `files`: those that were read; `written`:
    those of them that a program writes for its kubelet when it starts. `caveat`: what could still override them.
    """

    node: EffectiveConfig | None
    why: str = ""
    files: tuple[str, ...] = ()
    written: frozenset[str] = frozenset()
    caveat: str = ""


def in_force(tree: Tree, kubelet: Kubelet, version: Version, machine: Machine | None) -> InForce:
    """What the kubelet's own files and flags put in force."""
    used: list[str] = []
    try:
        held = _of_program(tree, kubelet, version, machine)
        if held is not None:
            return _told(held.reading, held.files, held.written)
        if kubelet.config is None and kubelet.pid is None:
            return InForce(None, "neither the kubelet's process nor its configuration file can be seen")
        return _of_files(tree, kubelet, version, machine, used)
    except Gap as gap:
        return InForce(None, str(gap), tuple(used))


def _told(reading: Reading, files: tuple[str, ...], written: frozenset[str] = frozenset()) -> InForce:
    if reading.effective is None:
        why = next((one.message for one in reading.findings if one.severity == "will-not-start"), "it cannot be read")
        return InForce(None, why, files)
    if reading.effective.unknown:
        return InForce(None, next(iter(reading.effective.unknown.values())), files)
    return InForce(reading.effective, "", files, written)


def _of_program(tree: Tree, kubelet: Kubelet, version: Version, machine: Machine | None) -> OnNode | None:
    """What a program that has the kubelet inside gives it; without any process, what its files tell. Raises Gap."""
    from numaconf.targets.registry import PLATFORMS, hook

    seen = kubelet.pid is not None or kubelet.config is not None
    for platform in PLATFORMS:
        for program, folder in platform.programs:
            if program == kubelet.embedded or (not seen and tree.entries(folder.lstrip("/")) is not None):
                found: OnNode = hook(platform.on_node)(tree, program, kubelet.arguments, version, machine)
                return found
    if kubelet.embedded:
        raise Gap(f"{kubelet.embedded} has the kubelet inside, and what it gives it cannot be seen")
    return None


def _of_files(tree: Tree, kubelet: Kubelet, version: Version, machine: Machine | None, used: list[str]) -> InForce:
    """What the files that its command line names put in force. Raises Gap."""
    from numaconf.kubelet.flags import Argument
    from numaconf.targets.kubelet.files import Files, read

    main = source(tree, kubelet.config, used) if kubelet.config else None
    parts = tuple(source(tree, path, used) for path in dropins(tree, kubelet.config_dir))
    arguments = tuple(
        Argument(word, Origin("document", note="the kubelet's command line")) for word in kubelet.arguments
    )
    reading = read("kubelet", Files(main, parts, arguments if kubelet.pid else None, whole=True), version, machine)
    node = reading.effective
    # All files that are named were read, so nothing is unknown.
    if node is not None and node.unknown:
        node = node.with_(kubernetes=version, machine=machine, unknown={}, has_file=main is not None)
    unseen = "" if kubelet.pid is not None else UNSEEN
    return _told(reading._replace(effective=node), tuple(used))._replace(caveat=unseen)
