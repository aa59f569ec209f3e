"""Objects that no platform here reads and that hold a kubelet's settings all the same: told of, never judged.

A container that is itself a kubelet, a node pool of a service in an object of its own, RKE's and old OpenShift's
arguments, a playbook that writes a unit. A schema names fields and sets none; so does prose.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from numaconf.targets.kubelet.recognise import NUMA_FIELDS
from numaconf.targets.subject import Subject, header

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route
    from numaconf.documents.text import TextDocument

_FLAGS = (
    "cpu-manager-policy|cpu-manager-policy-options|memory-manager-policy|topology-manager-(?:policy|scope)|"
    "reserved-memory|reserved-cpus|kube-reserved|system-reserved"
)
_WORDS = re.compile(
    rb"-manager-policy|ManagerPolicy|_manager_policy|reserved-|eserved|KubeletConf|NodeConf|settings\.kub"
)
_ARGUMENT = re.compile(rf"--({_FLAGS})(?:[= ]|\Z)")
_COMMAND = re.compile(rf"(?:KUBELET\w*=|\bkubelet\b)[^\n]*?--({_FLAGS})(?:[= ]|\Z)")
_PAIR = re.compile(rf"(?:\A|[\s,'\"])(?:--)?({_FLAGS})=")
_DOCUMENT = re.compile(
    r"(?m)^[ \t]*(?:[\"']?kind[\"']?:[ \t]*[\"']?(KubeletConfiguration|NodeConfig)\b|\[settings\.kubernetes[^\n\]]*\])"
)
"""What begins a document that another reader finds in a string."""
_SCHEMAS = frozenset({"CustomResourceDefinition", "APIService"})
_NAMES = frozenset(one.lower() for one in NUMA_FIELDS) | frozenset(
    "kubereserved systemreserved reservedcpus topologymanagerscope".split()
)
_CONFIGZ = "kubectl get --raw /api/v1/nodes/NAME/proxy/configz"


@lru_cache(1)
def _may_hold(data: bytes) -> bool:
    """Whether a file has such words at all; asked for each of its documents."""
    return _WORDS.search(data) is not None


def subjects(document: TextDocument, data: bytes) -> list[Subject]:
    """That a document of nobody's sets something of a kubelet's, and where; none where it does not."""
    value = document.value
    if not isinstance(value, dict | list) or not _may_hold(data) or _is_schema(value):
        return []
    found = next(_settings(value, ()), None)
    if found is None:
        return []
    route, name = found
    line = document.span(route).line
    kind = header(value)[1]
    where = f"line {line} of this {kind}" if kind else f"line {line}"
    reason = (
        f"{where} sets {name} for a kubelet in a form that numaconf does not follow: lint the arguments with "
        f"--as kubelet-flags, or what is in force on a node ({_CONFIGZ})"
    )
    return [Subject("kubelet", number=document.index, line=document.line, unread=reason)]


_ASSIGNED = re.compile(rf"^[ \t]*(?:export[ \t]+)?[\w.-]+[ \t]*\+?=[ \t]*[^\n]*?--({_FLAGS})[= ]", re.MULTILINE)


def assignments(path: str, data: bytes) -> list[Subject]:
    """That a text of another format gives a kubelet arguments: `command=` of supervisord, `command_args=` of OpenRC."""
    if b"-manager-policy" not in data and b"-reserved" not in data and b"-cpus" not in data:
        return []
    if b"kubelet" not in data.lower() and "kubelet" not in path.lower():
        return []
    text = data.decode("utf-8", "replace")
    match = _ASSIGNED.search(re.sub(r"\\\r?\n", lambda end: " " * len(end[0]), text))
    if match is None:
        return []
    line = text.count("\n", 0, match.start(1)) + 1
    reason = (
        f"line {line} gives a kubelet --{match[1]} in a form that numaconf does not follow: lint the arguments with "
        f"--as kubelet-flags, one on a line, or what is in force on a node ({_CONFIGZ})"
    )
    return [Subject("kubelet-flags", line=line, unread=reason)]


def _is_schema(value: Any) -> bool:
    return isinstance(value, dict) and (
        header(value)[1] in _SCHEMAS or not value.keys().isdisjoint({"$schema", "swagger", "openapi"})
    )


def _settings(value: Any, route: Route) -> Iterator[tuple[Route, str]]:
    """The places of settings: arguments anywhere, and names below a key that says kubelet."""
    if isinstance(value, str):
        match = _ARGUMENT.match(value) or _COMMAND.search(value)
        if match:
            yield route, f"--{match[1]}"
        elif "\n" in value and (held := _DOCUMENT.search(value)):
            yield route, f"a whole {held[1] or held[0].strip()}"
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from _settings(one, (*route, at))
    elif isinstance(value, dict):
        if any("kubelet" in str(value.get(key, "")).lower() for key in ("name", "path")):
            yield from _named(value.get("value"), (*route, "value"))
        for key, one in value.items():
            if isinstance(key, str) and "kubelet" in key.lower():
                yield from _named(one, (*route, key))
                if isinstance(one, str) and (match := _PAIR.search(one)):
                    yield (*route, key), match[1]
            yield from _settings(one, (*route, key))


def _named(value: Any, route: Route) -> Iterator[tuple[Route, str]]:
    """Names of settings in a map, in its items, or in the maps one step below."""
    for at, held in [((), value), *_below(value)]:
        for key, one in held.items() if isinstance(held, dict) else ():
            if isinstance(key, str) and re.sub(r"[-_]", "", key).lower() in _NAMES and not isinstance(one, dict):
                yield (*route, *at, key), key


def _below(value: Any) -> list[tuple[Route, Any]]:
    if isinstance(value, list):
        return [((at,), one) for at, one in enumerate(value)]
    return [((key,), one) for key, one in value.items()] if isinstance(value, dict) else []
