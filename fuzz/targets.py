"""What is fuzzed, and what to start from."""

from __future__ import annotations

import pathlib
import re
from json import dumps
from typing import TYPE_CHECKING

from numaconf.context import Context
from numaconf.documents import json, load, mime, shell, systemd, toml, yaml
from numaconf.documents.errors import Unreadable
from numaconf.documents.yaml import compose
from numaconf.documents.yaml import line_places as yaml_line_places
from numaconf.documents.yaml import lines as yaml_lines
from numaconf.documents.yaml import places as yaml_places
from numaconf.documents.yaml import values as yaml_values
from numaconf.errors import CannotDo, Problem
from numaconf.kubelet.version import kubernetes
from numaconf.machine.synthetic import parse
from numaconf.reports import fit as report
from numaconf.rules import pages
from numaconf.rules.registry import RULES
from numaconf.verbs.fit import fit
from numaconf.verbs.lint.file import Options, lint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numaconf.documents.source import Route
    from numaconf.documents.text import Strict

TREE = pathlib.Path(__file__).resolve().parent.parent


def _lint(kind: str | None) -> Callable[[bytes], object]:
    def one(data: bytes) -> object:
        return lint("x.yaml", data, Options(kind=kind))

    return one


def _text(read: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: read(data.decode("utf-8", "replace"))


def by_lines(data: bytes) -> object:
    """What the quick reader of YAML reads, and all places in it, held against the exact one."""
    quick = yaml_lines.read(data)
    if quick is None:
        return None
    strict: list[Strict] = []
    roots = [root for root, _ in compose.roots(data)]
    exact = [yaml_values.values(root, strict, exact=True) for root in roots]
    assert (repr([quick]), []) == (repr(exact), strict), data
    text, places = data.decode(), yaml_line_places.Places(data.decode())
    for route in _routes(quick, ()):
        place, node = places.find(route), yaml_places.value(roots[0], route)
        assert (place.value, place.missing) == (yaml_places.extent(roots[0], route, text, 0), node is None), (
            route,
            data,
        )
        assert (place.key or place.value) == yaml_places.extent(roots[0], route, text, 0, key=True), (route, data)
        assert node is None or place.style == yaml_places.style(node), (route, data)
    return quick


def by_kubelet(data: bytes) -> object:
    """Whatever somebody takes for manifests of pods, and what a kubelet says to them."""
    context = Context(kubernetes("1.34"), (parse("package:2 numa:1 core:4 pu:2 memory:16Gi"),))
    found = fit(("kubelet.yaml", KUBELET), [("pods.yaml", data)], context, Context())
    return report.text(found, 100), json.read(dumps(report.data(found)).encode())


KUBELET = b"""\
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cpuManagerPolicy: static
memoryManagerPolicy: Static
topologyManagerPolicy: restricted
reservedSystemCPUs: "0,8"
evictionHard: {memory.available: 100Mi}
reservedMemory: [{numaNode: 0, limits: {memory: 100Mi}}]
"""


def _routes(value: object, route: Route) -> Iterator[Route]:
    """Every route of a value, and some below it that lead nowhere."""
    yield route
    yield (*route, "nowhere")
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in inner:
        yield from _routes(one, (*route, step))
    if isinstance(value, list):
        yield (*route, len(value))


TARGETS: dict[str, Callable[[bytes], object]] = {
    "load": load.read,
    "yaml": yaml.read_each,
    "yaml-lines": by_lines,
    "json": json.read,
    "toml": toml.read,
    "mime": mime.parse,
    "shell": _text(shell.commands),
    "systemd": _text(systemd.split),
    "lint": _lint(None),
    "pods": by_kubelet,
    **{
        f"lint-{kind}": _lint(kind)
        for kind in (
            "kubelet",
            "kubelet-flags",
            "al2",
            "al2023",
            "karpenter",
            "bottlerocket",
            "minikube",
            "kubeadm",
            "kind",
            "cluster-api",
            "k3s",
            "openshift",
            "talos",
            "k0s",
            "eksctl",
            "profile",
        )
    },
}
"""Name to a function of bytes; it may end with one of EXPECTED and nothing else."""

EXPECTED = (Unreadable, Problem, CannotDo)


def run(target: str, data: bytes) -> None:
    """Feed bytes to a target. Raises what is a defect."""
    try:
        TARGETS[target](data)
    except EXPECTED:
        pass


def seeds() -> list[bytes]:
    """Texts to start from: the examples of all rules' pages, and what the examples render."""
    texts = [
        example.text.encode()
        for rule in RULES
        for section in (pages.BAD, pages.GOOD)
        for example in pages.examples(pages.read(rule.page()), section)
    ]
    guide = (TREE / "docs" / "fit.md").read_text()
    texts += [block.encode() for block in re.findall(r"^```yaml\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)]
    rendered = (TREE / "examples").glob("*/rendered/**/*")
    return [*dict.fromkeys([*texts, *(path.read_bytes() for path in rendered if path.is_file())])]
