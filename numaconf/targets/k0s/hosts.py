"""The hosts of k0sctl: which profile each worker has, and which arguments its kubelet gets beside it.

k0sctl takes the quotes off an item of `installFlags`, and k0s takes `--kubelet-extra-args` apart at blanks; an argument
there wins over k0s' own and, as on any kubelet, over the file.

Source: k0sproject/k0sctl `cluster/flags.go` and `host.go`, k0sproject/k0s `pkg/component/worker/kubelet.go` (2026-08),
read.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from numaconf.documents.source import value_at
from numaconf.kubelet.effective import Origin
from numaconf.kubelet.flags import Argument
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route, Source

HOSTS: Route = ("spec", "hosts")
DEFAULT = "default"
_WORKERS = ("worker", "controller+worker", "single")


class Host(NamedTuple):
    """A host with a kubelet: its route, the profile that it names, and the words after its kubelet."""

    route: Route
    profile: str = DEFAULT
    words: tuple[Argument, ...] = ()


def of(source: Source) -> list[Host]:
    """The hosts with a kubelet, of equal ones the first."""
    held = value_at(source.document.value, HOSTS)
    found: dict[tuple[str, ...], Host] = {}
    for at, one in enumerate(held if isinstance(held, list) else ()):
        if isinstance(one, dict) and one.get("role") in _WORKERS:
            host = _host(source, (*HOSTS, at))
            found.setdefault((host.profile, *(word.value or "" for word in host.words)), host)
    return list(found.values())


def at(source: Source, route: Route) -> Host:
    """The host at a route."""
    return _host(source, route)


def _host(source: Source, route: Route) -> Host:
    flags = value_at(source.document.value, (*route, "installFlags"))
    profile = DEFAULT
    words: list[Argument] = []
    for at, item in enumerate(flags if isinstance(flags, list) else ()):
        here = (*route, "installFlags", at)
        for name, value in _pairs(item):
            if name == "--profile":
                profile = value
            elif name == "--kubelet-extra-args":
                words += (Argument(word, Origin("document", source, here)) for word in value.split())
    return Host(route, profile, tuple(words))


def _pairs(item: object) -> Iterator[tuple[str, str]]:
    """Name and value of an item, as k0s gets it: `--profile=a`, `--profile a`, quotes taken off."""
    if not isinstance(item, str):
        return
    try:
        bare = " ".join(shlex.split(item))
    except ValueError:
        bare = item
    name, blank, value = bare.partition(" ")
    if "=" in name or not blank:
        name, _, value = bare.partition("=")
    yield name, value
