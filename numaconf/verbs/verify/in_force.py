"""What the files and flags of a host's kubelet put in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.documents.errors import Unreadable
from numaconf.documents.source import Source
from numaconf.kubelet.effective import EffectiveConfig, Origin
from numaconf.named import NamedTuple
from numaconf.observe.kubelet import dropins

if TYPE_CHECKING:
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.machine.tree import Tree
    from numaconf.observe.kubelet import Kubelet


class InForce(NamedTuple):
    """What its files and flags put in force, or `why` that cannot be said. `files`: those that were read."""

    node: EffectiveConfig | None
    why: str = ""
    files: tuple[str, ...] = ()


def in_force(tree: Tree, kubelet: Kubelet, version: Version, machine: Machine | None) -> InForce:
    """What the kubelet's own files and flags put in force."""
    from numaconf.kubelet.flags import Argument
    from numaconf.targets.kubelet.files import Files, read

    if kubelet.embedded:
        return InForce(None, f"{kubelet.embedded} has the kubelet inside and passes it arguments that nobody shows")
    if kubelet.config is None and kubelet.pid is None:
        return InForce(None, "neither the kubelet's process nor its configuration file can be seen")
    used: list[str] = []
    try:
        main = _source(tree, kubelet.config, used) if kubelet.config else None
        parts = tuple(_source(tree, path, used) for path in dropins(tree, kubelet.config_dir))
    except _Gap as gap:
        return InForce(None, str(gap), tuple(used))
    arguments = tuple(
        Argument(word, Origin("document", note="the kubelet's command line")) for word in kubelet.arguments
    )
    reading = read("kubelet", Files(main, parts, arguments if kubelet.pid else None, whole=True), version, machine)
    if reading.effective is None:
        why = next((one.message for one in reading.findings if one.severity == "will-not-start"), "it cannot be read")
        return InForce(None, why, tuple(used))
    node = reading.effective
    # Where a file is named and was read, nothing of it is unknown.
    if node.unknown and main is not None:
        node = node.with_(kubernetes=version, machine=machine, unknown={}, has_file=True)
    return InForce(node, "", tuple(used))


class _Gap(Exception):
    """A file that is needed cannot be read."""


def _source(tree: Tree, path: str, used: list[str]) -> Source:
    from numaconf.documents.load import read

    text = tree.text(path.lstrip("/"))
    if text is None:
        raise _Gap(f"{path} cannot be read")
    used.append(path)
    try:
        return Source(path, read((text + "\n").encode()))
    except Unreadable as error:
        raise _Gap(f"{path} cannot be read: {error}") from None
    except ImportError:
        raise _Gap(f"{path} is written in a form of YAML that needs the installed numaconf (PyYAML)") from None
