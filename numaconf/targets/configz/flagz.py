"""`/flagz`: the flags of a running kubelet, each with its value or its default.

What a configuration file says is not among them. With one (`config` is a path) only a value that no default is can
have been given; without one the flags are all that the kubelet has.

Source: kubernetes `component-base/zpages/flagz` (1.32 to 1.34), `apiserver/pkg/server/flagz` (1.35 and later), read.
The text form parts names and values by one of four separators, drawn at random.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from numaconf.documents.pieces import Words, inside
from numaconf.documents.source import Span
from numaconf.kubelet import flags
from numaconf.kubelet.effective import Origin
from numaconf.kubelet.flag_table import FLAGS
from numaconf.kubelet.flags import Argument
from numaconf.targets.kubelet import started
from numaconf.targets.kubelet.files import not_given
from numaconf.targets.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Source
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

KIND = "configz"
HEADER = re.compile(r"\A\s*kubelet flag(?:s|z)\n")
_LINE = re.compile(r"([a-z][a-z0-9-]*)(?:: |:|=| )(.*)")
CLASSIFIED = "CLASSIFIED"

DEFAULTS = {
    "cpu-manager-policy": "none", "cpu-manager-policy-options": "", "memory-manager-policy": "None",
    "kube-reserved": "", "reserved-cpus": "", "reserved-memory": "", "system-reserved": "",
    "topology-manager-policy": "none", "topology-manager-policy-options": "", "topology-manager-scope": "container",
}  # fmt: skip
"""Flags that numaconf judges where there is a configuration file, too, with their defaults in every version."""


def is_dump(value: Any) -> bool:
    """Whether an object is the structured form, of a kubelet."""
    if not isinstance(value, dict) or value.get("kind") != "Flagz" or not isinstance(value.get("flags"), dict):
        return False
    metadata = value.get("metadata")
    return isinstance(metadata, dict) and metadata.get("name") == "kubelet"


def read(source: Source, version: Version, machine: Machine | None) -> Reading:
    """What the flags put in force, beside a configuration file that is not here if they name one."""
    every = {name: (value, origin) for name, value, origin in _flags(source)}
    path = every.get("config", ("", None))[0]
    words = [
        _word(name, value, origin, version)
        for name, (value, origin) in every.items()
        if name in FLAGS and value not in ("", CLASSIFIED, "[]") and (not path or DEFAULTS.get(name, value) != value)
    ]
    why = f"the kubelet's own {path} is not known: lint what /configz prints"
    unknown = not_given({}, version, why) if path else {}
    files = started.Files({}, {}, unknown, has_file=bool(path))
    return started.start(KIND, files, words, version, machine)


def _word(name: str, value: str, origin: Origin, version: Version) -> Argument:
    """A flag as it was given. The kubelet runs with it: what cannot be read again is not known."""
    text = f"--{name}={value[1:-1] if value[:1] == '[' and value[-1:] == ']' else value}"
    word = Argument(text, origin)
    parsed = flags.parse((word,), version)
    wrong = parsed.problems or flags.apply({}, {}, parsed, version).problems
    return Argument(None, origin, text) if wrong else word


def _flags(source: Source) -> Iterator[tuple[str, str, Origin]]:
    value = source.document.value
    if isinstance(value, dict):
        for name, held in value["flags"].items():
            if isinstance(held, str):
                yield str(name), held, Origin("document", source, ("flags", name))
        return
    for number, line in enumerate(str(value).splitlines(), 1):
        match = _LINE.fullmatch(line)
        if match:
            place = Span(number, match.start(2) + 1, number, match.end(2) + 1)
            yield match[1], match[2], Origin("document", inside(source, Words([match[2]], [place])), (0,))
