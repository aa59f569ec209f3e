"""Drop-ins of Kubernetes 1.28 to 1.31: merged as JSON of the kubelet's *internal* type, whose keys are Go field names.

Every drop-in key that is not spelled as in Go is beside the main file's in the merged JSON and is decoded before or
after it, in the order of bytes (`CPUManagerPolicy` < `cpuManagerPolicy`), into the configuration that is there already.
So `null` changes nothing, no default is filled in again, and a field whose JSON name is not its Go name (`resolvConf`)
cannot be set. 1.28 and 1.29 also want the environment variable KUBELET_CONFIG_DROPIN_DIR_ALPHA; 1.28, which merges
fully defaulted structs, is read like 1.29 here.

Source: `mergeKubeletConfigurations` in kubernetes `cmd/kubelet/app/server.go`; 1.31.14 was asked.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from numaconf.kubelet import fields, letter_case, patch
from numaconf.kubelet.decode import Problem
from numaconf.kubelet.tree import Node

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.kubelet.effective import Lost, Origin
    from numaconf.kubelet.version import Version

_INITIALS = {"cpu": "CPU", "http": "HTTP", "iptables": "IPTables", "oom": "OOM", "qos": "QOS", "tls": "TLS"}
_TAGGED = frozenset(
    "LoggingConfiguration VModuleItem FormatOptions TextOptions JSONOptions TracingConfiguration Taint".split()
)
"""Structs that the internal type shares with the API: their keys are the JSON names."""


def go_field(name: str, struct: str) -> str:
    """The Go name of a field: `cpuManagerPolicy` is CPUManagerPolicy."""
    if struct in _TAGGED:
        return name
    if name == "resolvConf":
        return "ResolverConfig"
    first = (re.match("[a-z]+", name) or [""])[0]
    return _INITIALS.get(first, first.capitalize()) + name[len(first) :]


def _field(key: str, struct: str, minor: int) -> str | None:
    """The field whose Go name a key is in any letter case."""
    return _fields(struct, minor).get(key.casefold())


@lru_cache(256)
def _fields(struct: str, minor: int) -> dict[str, str]:
    """The fields of a struct by their folded Go names; of two that are equal the first."""
    found: dict[str, str] = {}
    for name, field in fields.STRUCTS[struct].items():
        if field.since <= minor:
            found.setdefault(go_field(name, struct).casefold(), name)
    return found


def overlay(
    root: Node,
    patches: Sequence[tuple[dict[str, Any], Origin]],
    version: Version,
    lost: list[Lost],
    problems: letter_case.Found,
) -> None:
    """Lay drop-ins over the main configuration, in place."""
    layered = Node({}, root.origin)
    for value, origin in patches:
        patch.merge_patch(layered, value, origin, lost)
    _Overlay(version.minor, lost, problems).decode(root, layered, "KubeletConfiguration")


class _Overlay:
    """Decodes merged drop-ins into the configuration that is there."""

    def __init__(self, minor: int, lost: list[Lost], problems: letter_case.Found) -> None:
        self.minor, self.lost, self.problems = minor, lost, problems

    def decode(self, old: Node, new: Node, struct: str, path: str = "") -> None:
        """One struct: every key in the order of bytes."""
        for key in sorted(new.value):
            inner: Node = new.value[key]
            name = _field(key, struct, self.minor)
            if name is None:
                if path or key.casefold() not in {"apiversion", "kind"}:
                    self.problems.append((letter_case.unknown(key, struct, self.minor), inner.origin))
                continue
            go_name = go_field(name, struct)
            if key >= go_name:
                if key != name:
                    self.problems.append((Problem("recased", (), "", suggestion=name), inner.origin))
                self.take(old, name, inner, struct, path)
                continue
            self.problems.append((Problem("case", (), "", suggestion=name), inner.origin))
            self.problems += letter_case.misfits(inner, name, struct, self.minor, path)
            after = old.value.get(name) or new.value.get(go_name)
            is_map = fields.plain(fields.STRUCTS[struct][name].type).startswith("map[")
            if is_map and isinstance(inner.value, dict) and after is not None and isinstance(after.value, dict):
                # The map that is decoded next adds its keys and takes none away.
                held = old.value.get(name) or Node({}, inner.origin)
                old.value[name] = Node({**inner.value, **held.value}, held.origin)

    def take(self, old: Node, name: str, new: Node, struct: str, path: str) -> None:
        """One field: maps and structs merge, a list is laid over the older one, anything else is replaced."""
        type_ = fields.STRUCTS[struct][name].type
        below = f"{path}.{name}".lstrip(".")
        before = old.value.get(name)
        if isinstance(new.value, dict) and (before is None or isinstance(before.value, dict)):
            held = before or Node({}, new.origin)
            if fields.plain(type_) in fields.STRUCTS:
                self.decode(held, new, fields.plain(type_), below)
            else:
                replaced = Node({key: held.value[key] for key in new.value if key in held.value}, held.origin)
                patch.note_lost(replaced, new.origin, self.lost)
                held.value.update(new.value)
            held.origin = new.origin
            old.value[name] = held
            return
        new = letter_case.canonical_value(new, type_, self.minor, self.problems, below)
        if before is not None:
            self.problems += letter_case.misfits(before, name, struct, self.minor, path)
            patch.note_lost(before, new.origin, self.lost)
            new = letter_case.over(before, new)
        old.value[name] = new


_MISFIT = re.compile(r"(Go struct field \w+\.)([\w.]+)( of type .*)")


def in_go_names(text: str) -> str:
    """A message about a wrong type with the internal type's names."""
    match = _MISFIT.search(text)
    if match is None:
        return text
    names, struct = [], "KubeletConfiguration"
    for step in match[2].split("."):
        names.append(go_field(step, struct))
        field = fields.STRUCTS[struct].get(step)
        type_ = fields.plain(field.type) if field else ""
        struct = fields.plain(fields.element(type_) or type_)
        if struct not in fields.STRUCTS:
            struct = "Taint"
    return text[: match.start()] + match[1] + ".".join(names) + match[3].replace("v1beta1.", "config.")
