"""From variables to the kubelet's file, as the role's template writes it, and to its command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.context import Context, named
from numaconf.kubelet import decode, fields, tree
from numaconf.kubelet.effective import Lost, Origin
from numaconf.kubelet.flags import Argument
from numaconf.kubelet.tree import Node
from numaconf.rules.registry import BY_CODE
from numaconf.targets.kubelet import problems, started
from numaconf.targets.kubespray import tables
from numaconf.targets.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

KIND = "kubespray"
ORIGIN = Origin("platform-default", note="Kubespray's own default")
FILLED_IN = "Ansible fills it in from another variable"
_TRUE = frozenset({"yes", "true", "on", "1", "y", "t"})


class Variables:
    """The variables in force: each with its value and the document that gives it, the last one."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources: dict[str, Source] = {}
        self.values: dict[str, Any] = {}
        for source in sources:
            value = source.document.value
            for name, held in value.items() if isinstance(value, dict) else ():
                self.sources[str(name)], self.values[str(name)] = source, held

    def node(self, name: str, default: Any) -> Node | None:
        """A variable's value with its place, or its default; None where it has none."""
        if name in self.values:
            origin = Origin("document", self.sources[name], (name,))
            return tree.from_layer(self.values[name], origin)
        return tree.from_layer(default, ORIGIN) if default is not None else None

    def is_on(self, name: str, *, default: bool = False) -> bool:
        """A switch as Jinja's `bool` filter takes it."""
        held = self.values.get(name, default)
        return held.lower() in _TRUE if isinstance(held, str) else bool(held)


def is_filled_in(value: Any) -> bool:
    """Whether a value is an expression of Jinja's, and what it will be is not known."""
    return isinstance(value, str) and ("{{" in value or "{%" in value)


def said(sources: Sequence[Source]) -> Context:
    """The cluster's Kubernetes version."""
    return named(Variables(sources).values.get("kube_version"))


def read(sources: Sequence[Source], version: Version, machine: Machine | None) -> Reading:
    """What comes into force of the variables."""
    given = Variables(sources)
    findings: list[Finding] = []
    lost: list[Lost] = []
    unknown: dict[Route, str] = {}
    root = Node({}, ORIGIN)
    _fill(root, {**tables.ABOVE, **tables.RESERVED}, given, unknown)
    for switch, (field, name, default) in tables.CGROUPS.items():
        if given.is_on(switch):
            _fill(root, {name: ((field,), default)}, given, unknown)
    for name in tables.EXTRA:
        findings += _pasted(root, given.node(name, None), name, unknown, lost)
    below = Node({}, ORIGIN)
    _fill(below, tables.BELOW, given, unknown)
    for name, held in below.value.items():
        before = root.value.get(name)
        if before is not None and before.origin.kind == "document" and held.origin.kind == "document":
            variable = held.origin.route[0]
            message = f"{variable} comes after it in Kubespray's template and wins: leave {name} out, or the variable"
            findings.append(BY_CODE["NC004"].finding(message, before.origin, key=True))
        if before is not None:
            lost.append(Lost(before.origin, "it appears again below in Kubespray's template"))
        root.value[name] = held
    config, origins = tree.to_config(root)
    made = decode.main_file(config, (), version, header=False)
    findings += problems.of_tree(made.problems, origins)
    unknown |= dict.fromkeys(made.unreadable, "its value has the wrong type")
    words, refused = _words(given)
    files = started.Files(made.config, origins, unknown, tuple(lost), (*findings, *refused))
    return started.start(KIND, files, words, version, machine)


def _fill(root: Node, table: dict[str, tuple[Route, Any]], given: Variables, unknown: dict[Route, str]) -> None:
    """Write what a part of the template writes, in place; what of it is not known."""
    for name, (route, default) in table.items():
        held = given.node(name, default)
        if held is None or (name in tables.SWITCHES and not given.is_on(name, default=bool(default))):
            continue
        if is_filled_in(held.value):
            unknown[route] = FILLED_IN
            continue
        if held.value in (None, "", '""') or (name in tables.IF_ANY and not held.value):
            continue
        node = root
        for step in route[:-1]:
            node = node.value.setdefault(step, Node({}, ORIGIN))
        node.value[route[-1]] = _written(name, held)


def _written(name: str, held: Node) -> Node:
    """A value as the template writes it: amounts in quotes, lists that are one string, gates that are `A=true`."""
    value = held.value
    if name in tables.RESERVED:
        return Node(str(value).lower() if isinstance(value, bool) else str(value), held.origin)
    if name == "kubelet_enforce_node_allocatable" and isinstance(value, str):
        return Node(value.split(","), held.origin)
    if name == "kubelet_feature_gates" and isinstance(value, list):
        pairs = (one.partition("=") for one in value if isinstance(one, str))
        return Node({gate: Node(_gate(text), held.origin) for gate, _, text in pairs}, held.origin)
    if name in tables.SWITCHES:
        return Node(True, held.origin)
    return held


def _gate(text: str) -> Any:
    return {"true": True, "false": False}.get(text.strip().lower(), text)


def _pasted(root: Node, held: Node | None, name: str, unknown: dict[Route, str], lost: list[Lost]) -> list[Finding]:
    """Lay the pasted map over what is above it, in place: a key that is there twice counts as a whole, the last."""
    if held is None or held.value in (None, "", {}):
        return []
    if is_filled_in(held.value):
        unknown |= {(field,): FILLED_IN for field in fields.FIELDS}
        return []
    if not isinstance(held.value, dict):
        message = f"{name} is not a map, and what the template makes of it is not YAML; write a map"
        return [BY_CODE["NC005"].finding(message, held.origin)]
    for key, inner in held.value.items():
        before = root.value.get(key)
        if before is not None and before.origin.kind == "document":
            lost.append(Lost(before.origin, f"{name} writes {key} once more, below it"))
        for route in [one for one in unknown if one[:1] == (key,)]:
            del unknown[route]
        if is_filled_in(inner.value):
            unknown[(key,)] = FILLED_IN
        else:
            root.value[key] = inner
    return []


def _words(given: Variables) -> tuple[list[Argument], list[Finding]]:
    """The words after `kubelet`, which win over the file."""
    words: list[Argument] = []
    findings: list[Finding] = []
    for name in tables.FLAGS:
        held = given.values.get(name)
        if held in (None, "", []) or is_filled_in(held):
            continue
        source = given.sources[name]
        items = held if isinstance(held, list) else [held]
        for at, item in enumerate(items):
            here = Origin("document", source, (name, at) if isinstance(held, list) else (name,))
            if not isinstance(item, str):
                message = f"{name} holds something that is not a string; write --name=value"
                findings.append(BY_CODE["NC005"].finding(message, here))
            elif not is_filled_in(item):
                words += (Argument(word, here) for word in item.split())
    return words, findings
