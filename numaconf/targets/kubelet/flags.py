"""From KubeletConfiguration fields to flags of the kubelet that survive the shell and systemd."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from numaconf.kubelet.flag_table import FLAGS
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.kubelet.version import Version

_SAFE = re.compile(r"--[a-z0-9-]+=[A-Za-z0-9_.,:;=<>%/+@-]*")
"""Neither the shell, in single quotes, nor systemd, in a unit and when it splits a variable, touches these."""

_SCALARS = frozenset("string bool int32 int64 level duration quantity ip".split())


class Flags(NamedTuple):
    """`arguments` in the order of the fields; `rest`: fields, or parts of them, that no flag can set."""

    arguments: tuple[str, ...]
    rest: dict[str, Any]


def flags(config: dict[str, Any], version: Version) -> Flags:
    """The flags for all fields of a configuration that have one in that version."""
    by_field = {
        flag.field: name for name, flag in FLAGS.items() if flag.field and flag.since <= version.minor <= flag.last
    }
    arguments: list[str] = []

    def walk(value: Any, route: tuple[str, ...]) -> Any:
        """What is left of a value when its flags are taken out; None for nothing."""
        name = by_field.get(".".join(route))
        written = list(_flag(name, FLAGS[name].type, value)) if name else None
        if written and all(map(_SAFE.fullmatch, written)):
            arguments.extend(written)
            return None
        if not isinstance(value, dict) or name:
            return value
        left = {key: kept for key, item in value.items() if (kept := walk(item, (*route, key))) is not None}
        return left or None

    rest = {key: kept for key, value in config.items() if (kept := walk(value, (key,))) is not None}
    return Flags(tuple(arguments), rest)


def _flag(name: str, type_: str, value: Any) -> Iterator[str]:
    """The occurrences of a flag that set a value; none where it cannot be written so."""
    if type_ in _SCALARS and not isinstance(value, (dict, list)):
        yield f"--{name}={_text(value)}"
    elif type_ == "list" and isinstance(value, list) and not any("," in str(item) or item == "" for item in value):
        yield f"--{name}={','.join(map(str, value))}"
    elif type_ in ("map", "map<", "gates") and isinstance(value, dict):
        sign = "<" if type_ == "map<" else "="
        yield f"--{name}={','.join(f'{key}{sign}{_text(item)}' for key, item in value.items())}"
    elif type_ in ("pair", "options") and isinstance(value, dict):
        # One pair for each occurrence: the CPU manager's flag takes no more, the topology manager's not before 1.31.
        yield from (f"--{name}={key}={_text(item)}" for key, item in value.items())
    elif type_ == "reserved-memory" and isinstance(value, list) and all(entry.get("limits") for entry in value):
        for entry in value:
            limits = ",".join(f"{kind}={amount}" for kind, amount in entry["limits"].items())
            yield f"--{name}={entry.get('numaNode', 0)}:{limits}"
    elif type_ == "taints" and isinstance(value, list):
        yield f"--{name}={','.join(map(_taint, value))}"


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _taint(taint: dict[str, str]) -> str:
    return f"{taint['key']}={taint.get('value', '')}:{taint['effect']}"


def line(arguments: tuple[str, ...]) -> str:
    """The value of --kubelet-extra-args: a percent sign that systemd would take for a specifier is doubled."""
    return re.sub(r"%(?=[A-Za-z%])", "%%", " ".join(arguments))
