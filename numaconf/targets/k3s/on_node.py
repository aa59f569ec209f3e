"""The files of a node of k3s or RKE2: drop-ins, configuration, and the unit whose command line nobody else shows (k3s
writes over its own arguments).

Source: k3s-io/k3s `pkg/daemons/agent/agent_linux.go` (`kubeletArgsAndConfig`), `pkg/cli/server/server.go`
(`SetProcTitle`), `pkg/configfilearg/parser.go`: the arguments of a file come before those of the command line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.documents.pieces import PlainDocument
from numaconf.documents.source import Source
from numaconf.observe.kubelet import dropins
from numaconf.targets.k3s import commands, defaults, items
from numaconf.targets.k3s.items import DROPIN_SINCE, Merged
from numaconf.targets.kubelet.files import Files, read
from numaconf.targets.on_node import Gap, OnNode, source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine
    from numaconf.machine.tree import Tree
    from numaconf.targets.k3s.items import Item

_UNITS = (
    "/etc/systemd/system/{}.service", "/usr/local/lib/systemd/system/{}.service", "/usr/lib/systemd/system/{}.service",
    "/lib/systemd/system/{}.service", "/etc/init.d/{}",
)  # fmt: skip
_OWN = re.compile(r"/(?:00-(?:k3s|rke2)-defaults\.conf|10-cli-config\.conf|20-cli-config-dir/.*)$")
_DATA_DIR = re.compile(r"(?:--data-dir|(?<!\S)-d)(?:=|[ \t]+)['\"]?([^\s'\"]+)")
_COMMENT = re.compile(r"^[ \t]*[#;].*$", re.MULTILINE)


def on_node(tree: Tree, program: str, words: Sequence[str], version: Version, machine: Machine | None) -> OnNode:
    """What the kubelet inside of k3s, or below RKE2, is started with. `words`: what its process shows (`server` or
    `agent`). Raises Gap.
    """
    used: list[str] = []
    configs = [source(tree, path, used) for path in _configs(tree, program)]
    unit = _unit(tree, program, words, used)
    found = Merged()
    for one in configs:
        if isinstance(one.document.value, dict):
            found = items.merge(found, one.document.value, one)
    held: tuple[Item, ...] = (*found.items, *commands.items(unit))
    folder = f"{_data_dir(configs, unit, program)}/agent/etc/kubelet.conf.d"
    modern = tree.entries(folder.lstrip("/")) is not None
    made = items.words(held, {} if modern else defaults.FLAGS, DROPIN_SINCE if modern else DROPIN_SINCE - 1)
    main = None
    if not modern and made.config is not None:
        main = source(tree, made.config.text or "", used)
    parts = tuple(source(tree, path, used) for path in dropins(tree, folder)) if modern else ()
    reading = read("k3s", Files(main, parts, made.words, whole=True), version, machine)
    return OnNode(reading, tuple(used), frozenset(path for path in used if _OWN.search(path)))


def _configs(tree: Tree, program: str) -> list[str]:
    """Its configuration files, in their order."""
    main = f"/etc/rancher/{program}/config.yaml"
    names = sorted(tree.entries(f"{main}.d".lstrip("/")) or ())
    more = [f"{main}.d/{name}" for name in names if name.endswith((".yaml", ".yml"))]
    return [main, *more] if tree.text(main.lstrip("/")) is not None else more


def _unit(tree: Tree, program: str, words: Sequence[str], used: list[str]) -> Source:
    """The unit that starts it. Raises Gap where there is none: there may be arguments that nobody sees."""
    server = "rke2-server" if program == "rke2" else "k3s"
    role = next((word for word in words if word in {"server", "agent"}), "")
    names = {"server": [server], "agent": [f"{program}-agent"]}.get(role, [server, f"{program}-agent"])
    for name in names:
        for path in (pattern.format(name) for pattern in _UNITS):
            text = tree.text(path.lstrip("/"))
            if text is not None:
                used.append(path)
                return Source(path, PlainDocument(text))
    raise Gap(f"{program} hides its arguments, and the unit that starts it ({names[0]}.service) cannot be seen")


def _data_dir(configs: Sequence[Source], unit: Source, program: str) -> str:
    named = [one.document.value.get("data-dir") for one in configs if isinstance(one.document.value, dict)]
    named += _DATA_DIR.findall(_COMMENT.sub("", str(unit.document.value)))
    told = [one for one in named if isinstance(one, str) and one.startswith("/")]
    return told[-1].rstrip("/") if told else f"/var/lib/rancher/{program}"
