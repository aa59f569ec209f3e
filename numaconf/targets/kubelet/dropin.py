"""A file of the kubelet's drop-in directory (`--config-dir`), laid over a main file that somebody else writes.

Maps merge by key, lists are replaced, `null` takes a key out (Kubernetes 1.32 and later, see `numaconf.kubelet.merge`).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from numaconf.kubelet.effective import Origin
from numaconf.rules.registry import BY_CODE
from numaconf.targets.kubelet.marks import is_text
from numaconf.targets.target import Inexpressible, Reading, Rendering

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.context import Context
    from numaconf.documents.source import Source
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.targets.target import Intent

NAME, PRIMARY = "kubelet-dropin", "90-numa.conf"

FIRST, NULL_REMOVES = 30, 32
"""Drop-ins need no environment variable from 1.30 on; a null takes a key out from 1.32 on."""


def formula(machine: Machine, config: dict[str, Any]) -> dict[str, str] | None:
    """None: the kubelet reserves nothing by itself, and what the main file reserves is not known."""
    return None


def below(version: Version) -> str:
    """The emptiest main file that a drop-in may override."""
    return "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"


def platform_defaults(version: Version) -> dict[str, Any]:
    """Nothing: the main file is somebody else's."""
    return {}


def render(intent: Intent) -> Rendering:
    """`90-numa.conf`, and what sets up hugepages and resets the checkpoints, where asked for."""
    from numaconf.targets.kubelet import yaml as kubelet_yaml

    refused = tuple(_refused(intent))
    return Rendering(refused=refused) if refused else kubelet_yaml.render(intent, PRIMARY, _config(intent))


def _config(intent: Intent) -> dict[str, Any]:
    """The fields, with null for each default threshold that is not wanted: evictionHard merges key by key."""
    from numaconf.targets.kubelet import yaml as kubelet_yaml

    config = kubelet_yaml.config(intent)
    gone = dict.fromkeys(_unwanted(intent))
    return config | ({"evictionHard": {**config["evictionHard"], **gone}} if gone else {})


def _unwanted(intent: Intent) -> tuple[str, ...]:
    """The kubelet's default thresholds that the intent does not have."""
    from numaconf.kubelet import eviction

    hard = intent.config.get("evictionHard")
    if hard is None:
        return ()
    return tuple(signal for signal in eviction.defaults(intent.kubernetes) if signal not in hard)


def _refused(intent: Intent) -> Iterator[Inexpressible]:
    version = intent.kubernetes
    if version.minor < FIRST:
        why = f"the kubelet {version} reads a drop-in directory only as an alpha feature, or not at all"
        yield Inexpressible("kubernetesVersion", why, f"from 1.{FIRST} on it can; or use the target kubelet")
        return
    if version.minor >= NULL_REMOVES:
        return
    for signal in _unwanted(intent):
        why = f"the main file has this threshold by default, and a drop-in cannot take it out on Kubernetes {version}"
        remedy = f"1.{NULL_REMOVES} is the first version where null does; or give the threshold a value"
        yield Inexpressible(f"kubelet.evictionHard[{signal}]", why, remedy)
    if "resolvConf" in intent.config:
        why = f"a drop-in cannot set it on Kubernetes {version}, which knows it under its Go name only"
        yield Inexpressible("kubelet.resolvConf", why, f"1.{NULL_REMOVES} is the first version where it can")


NOT_READ = (".yaml", ".yml", ".json")
"""Endings of configuration files in a drop-in folder that somebody may believe to be read."""


def _passed_over(source: Source) -> Reading | None:
    """What the kubelet makes of a file in its drop-in folder whose name does not end in `.conf`."""
    folder, name = os.path.split(os.path.abspath(source.passed_over))
    if not source.passed_over:
        return None
    if not name.endswith(NOT_READ):
        return Reading(None)  # put aside: 10-numa.conf.bak, 10-numa.conf.disabled
    finding = BY_CODE["NC009"].finding(
        f"of the folder {os.path.basename(folder)} the kubelet reads only files whose name ends in .conf: "
        f"nothing of this one is in force; call it {os.path.splitext(name)[0]}.conf",
        Origin("document", source),
    )
    return Reading(None, (finding,))


def is_main(path: str, others: str) -> bool:
    """Whether a path is the main file of drop-ins, of which `others` is one: `X` for `X.d/10.conf`."""
    return not path.endswith(".conf") or os.path.abspath(others).startswith(os.path.abspath(path) + ".d" + os.sep)


def read(sources: Sequence[Source], version: Version, machine: Machine | None, context: Context) -> Reading:
    """What the kubelet makes of drop-ins, in the order in which they are merged; of each file it reads one document.

    A first source that is the main file of the others stands for it (`is_main`); without one the main file
    is unknown, and so is every field that no drop-in sets.
    """
    from numaconf.targets.kubelet import files as kubelet_files
    from numaconf.targets.kubelet import problems

    if len(sources) > 1 and is_text(sources[-1]):  # of its command line
        from numaconf.targets.kubelet import command

        return command.read(sources, version, machine, context)
    if len(sources) == 1 and (passed_over := _passed_over(sources[0])):
        return passed_over
    firsts = {source.path: source for source in reversed(sources)}
    layers = tuple(source for source in sources if firsts[source.path] is source)
    further = [problems.further_document(source) for source in sources if source not in layers]
    main = layers[0] if len(layers) > 1 and is_main(layers[0].path, layers[1].path) else None
    if unread := kubelet_files.unread_dropins(layers if main is None else layers[1:], context.kubernetes):
        return Reading(None, unread)
    files = kubelet_files.Files(main, layers[1:] if main else layers, main_known=main is not None)
    found = kubelet_files.read(NAME, files, version, machine)
    return found._replace(findings=(*found.findings, *further)) if further else found
