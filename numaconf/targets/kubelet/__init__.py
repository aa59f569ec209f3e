"""The kubelet's own configuration file (`--config`), as any node has it."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from numaconf.findings import NotChecked
from numaconf.kubelet import fields, version
from numaconf.targets.kubelet import files as kubelet_files
from numaconf.targets.kubelet import problems
from numaconf.targets.kubelet.marks import is_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.context import Context
    from numaconf.documents.source import Source
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.targets.target import Intent, Reading, Rendering

NAME, PRIMARY = "kubelet", "kubelet.yaml"


def formula(machine: Machine, config: dict[str, Any]) -> dict[str, str] | None:
    """None: the kubelet reserves nothing by itself."""
    return None


def platform_defaults(version: Version) -> dict[str, Any]:
    """Nothing is between the file and the kubelet."""
    return {}


def render(intent: Intent) -> Rendering:
    """`kubelet.yaml`, and what sets up hugepages and resets the checkpoints, where asked for."""
    from numaconf.targets.kubelet import yaml as kubelet_yaml

    return kubelet_yaml.render(intent, PRIMARY, kubelet_yaml.config(intent))


def changes(sources: Sequence[Source]) -> frozenset[int] | range:
    """The minors from which on `read` may give something else than for the minor before, but for the version itself."""
    value = sources[0].document.value
    if len(sources) > 1 or not isinstance(value, dict) or kubelet_files.is_fragment(value):
        return range(version.FIRST, version.LAST + 1)
    return fields.changes(frozenset(value))


HEADERLESS = NotChecked(
    "NC002", "it has no apiVersion and kind, and the kubelet exits if this is its file: --as kubelet judges it as that"
)


def _may_be_whole(source: Source) -> bool:
    """Whether fields without a header stand in a file that is called as main files are."""
    if source.outer is not None or source.whole or not kubelet_files.is_fragment(source.document.value):
        return False
    name = os.path.basename(source.path)
    return re.fullmatch(r"kubelet(?:\.conf(?:ig)?|[-_]?conf(?:ig(?:uration)?)?\.(?:ya?ml|json|conf))", name) is not None


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """What the kubelet makes of a main file and drop-ins.

    The first source is the main file. Further documents of the same file are not read by the kubelet; sources of other
    files are drop-ins, in the order in which they are merged. A document without apiVersion and kind is a fragment, but
    not where a further one has them: then the kubelet misses them in the first.
    """
    main, *more = sources
    if more and is_text(more[-1]):  # of its command line
        from numaconf.targets.kubelet import command

        return command.read(sources, version, machine, context)
    if not more:
        found = kubelet_files.read(NAME, kubelet_files.Files(main), version, machine)
        return found._replace(not_checked=(*found.not_checked, HEADERLESS)) if _may_be_whole(main) else found
    dropins = tuple(source for source in more if source.path != main.path)
    if kubelet_files.unread_dropins(dropins, context.kubernetes):
        dropins = ()
    further = [source for source in more if source.path == main.path]
    whole = not all(kubelet_files.is_fragment(source.document.value) for source in further)
    found = kubelet_files.read(NAME, kubelet_files.Files(main, dropins, whole=whole), version, machine)
    ignored = [problems.further_document(source) for source in further]
    return found._replace(findings=(*found.findings, *ignored)) if ignored else found
