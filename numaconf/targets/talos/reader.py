"""From a machine configuration to the kubelet's configuration file and command line.

Talos looks twice. `talosctl validate` and `apply-config` refuse duplicate keys, keys of their own that they do not
know, and protected fields. The node then decodes the fields strictly: at an unknown one or a value of the wrong type
the kubelet is not configured, and only the node's log says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents.numbers import whole
from numaconf.documents.source import dotted, value_at
from numaconf.findings import Says
from numaconf.kubelet import decode, fields, tree
from numaconf.kubelet.effective import Origin
from numaconf.kubelet.flags import Argument
from numaconf.kubelet.rewrite import prune, rewritten
from numaconf.kubelet.tree import Node
from numaconf.rules.registry import BY_CODE
from numaconf.suggest import did_you_mean
from numaconf.targets.kubelet import problems, started
from numaconf.targets.reading import Hugepages, Reading
from numaconf.targets.talos import tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding
    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine

KIND = "talos"
V1ALPHA1: Route = ("machine", "kubelet")
ORIGIN = Origin("platform-default", note="Talos sets it where the machine configuration does not")
FORCED = Origin("platform-default", note="Talos sets it, and does not let it be changed")


def is_document(value: Any) -> bool:
    """Whether a value is Talos' own document of kind KubeletConfig: OpenShift has that kind, too."""
    return isinstance(value, dict) and value.get("kind") == "KubeletConfig" and value.get("apiVersion") == "v1alpha1"


def route(source: Source) -> Route:
    """Where a document has its settings of the kubelet."""
    return () if is_document(source.document.value) else V1ALPHA1


def kubelet(source: Source) -> dict[str, Any]:
    """The settings of the kubelet in a document."""
    found = value_at(source.document.value, route(source))
    return found if isinstance(found, dict) else {}


def read(sources: Sequence[Source], version: Version, machine: Machine | None) -> Reading:
    """What comes into force."""
    held = [source for source in sources if value_at(source.document.value, route(source))]
    if not held:
        return Reading(None)
    source = held[-1]
    whole = any(value_at(one.document.value, ("version",)) == "v1alpha1" for one in sources)
    findings = [finding for one in held for finding in _refused(one, whole=whole)]
    if len(held) > 1 and len({route(one) for one in held}) > 1:
        says = "kubelet config is already set in v1alpha1 config (.machine.kubelet)"
        message = "machine.kubelet and a document of kind KubeletConfig exclude each other"
        findings.append(_refusal(message, source, (), says))
    extra = (*route(source), "config" if is_document(source.document.value) else "extraConfig")
    value = value_at(source.document.value, extra)
    if value is not None and not isinstance(value, dict):
        findings.append(_refusal(f"{extra[-1]} is not a map", source, extra))
    if findings:
        return Reading(None, tuple(findings))
    root, unreadable, found = decoded(_as_talos_reads(source, extra, value or {}), source, extra, version)
    _protected(root, value or {})
    role = next((value_at(one.document.value, ("machine", "type")) for one in sources if not is_document(one)), None)
    unknown = fill(root, role)
    unknown |= dict.fromkeys(unreadable, "its value has the wrong type")
    words, denied = _arguments(source)
    found += denied
    config, origins = tree.to_config(root)
    files = started.Files(config, origins, unknown, findings=tuple(found))
    reading = started.start(KIND, files, words, version, machine)
    return _with_node(reading, [one for one in sources if not is_document(one.document.value)])


def _with_node(reading: Reading, sources: Sequence[Source]) -> Reading:
    """A reading with the labels, taints and pages that machine configurations give the node."""
    labels, taints = dict(reading.labels), list(reading.taints)
    pools = reading.hugepages
    for source in sources:
        given = value_at(source.document.value, ("machine", "nodeLabels"))
        labels |= {key: str(text) for key, text in given.items()} if isinstance(given, dict) else {}
        given = value_at(source.document.value, ("machine", "nodeTaints"))
        for key, text in given.items() if isinstance(given, dict) else ():
            value, _, effect = str(text).rpartition(":")
            taints.append({"key": key, "value": value, "effect": effect})
        pages = value_at(source.document.value, ("machine", "sysctls", "vm.nr_hugepages"))
        if pages is not None and str(pages).isdecimal():
            pools = (Hugepages(2 << 20, whole(str(pages))),)
    return reading._replace(labels=labels, taints=tuple(taints), hugepages=pools)


def _refusal(message: str, source: Source, where: Route, says: str = "", *, key: bool = False) -> Finding:
    words = Says("talos", says) if says else None
    return BY_CODE["NC570"].finding(message, Origin("document", source, where), says=words, key=key)


def _instead(key: str) -> str:
    """Where what a wrong key of `machine.kubelet` holds belongs."""
    if key in fields.FIELDS or "config" in key.lower():
        return "the kubelet's fields go into extraConfig"
    if "arg" in key.lower() or "flag" in key.lower():
        return "the kubelet's flags go into extraArgs"
    return did_you_mean(key, tables.KUBELET_KEYS, "leave it out")


def _refused(source: Source, *, whole: bool) -> Iterator[Finding]:
    """What Talos refuses of a document before it gets to a node. `whole`: it is not a patch."""
    for where, _ in getattr(source.document, "strict", ()):
        says = f'mapping key "{where[-1]}" already defined'
        yield _refusal(
            f"{dotted(tuple(where))} appears twice, and Talos takes no key twice", source, tuple(where), says, key=True
        )
    base, held = route(source), kubelet(source)
    name = "extraConfig" if base else "config"
    config = held.get(name)
    if base:
        for key in held:
            if key not in tables.KUBELET_KEYS:
                says = "unknown keys found during decoding"
                message = f"Talos knows no key {key} in machine.kubelet; {_instead(key)}"
                yield _refusal(message, source, (*base, key), says, key=True)
    elif whole and not held.get("image"):
        yield _refusal("Talos wants image in a KubeletConfig", source, (), "kubelet image cannot be empty")
    for key in config if isinstance(config, dict) else ():
        if key in tables.PROTECTED:
            says = f'kubelet configuration field "{key}" can\'t be overridden'
            yield _refusal(
                f"Talos sets {key} itself and does not let it be changed; leave it out",
                source,
                (*base, name, key),
                says,
                key=True,
            )


def _as_talos_reads(source: Source, where: Route, value: Any) -> Any:
    """A value with the scalars as Talos' YAML has them: `no`, `off`, `yes` are strings, and 110.0 is a whole number."""
    if isinstance(value, dict):
        return {key: _as_talos_reads(source, (*where, key), held) for key, held in value.items()}
    if isinstance(value, list):
        return [_as_talos_reads(source, (*where, at), held) for at, held in enumerate(value)]
    if isinstance(value, bool):
        text = getattr(source.document, "text", None)
        written = str(text(where)) if callable(text) else ""
        return written if written.lower() in {"yes", "no", "on", "off", "y", "n"} else value
    return int(value) if isinstance(value, float) and value.is_integer() else value


def decoded(
    value: dict[str, Any], source: Source, where: Route, version: Version
) -> tuple[Node, tuple[Route, ...], list[Finding]]:
    """The fields as the node's controller decodes and writes them, those of a wrong type, and what ends it."""
    origin = Origin("document", source, where)
    found = decode.main_file(value, (), version, header=False)
    findings = []
    for problem, finding in zip(found.problems, problems.of_main(found.problems, origin), strict=True):
        findings.append(_on_the_node(problem, finding, version))
    root = tree.from_config(found.config, {(): origin})
    prune(root, rewritten(found.config))
    return root, found.unreadable, findings


def _on_the_node(problem: decode.Problem, finding: Finding, version: Version) -> Finding:
    """What the strict decoder on the node says to something that the kubelet's own forgives, or not."""
    if problem.kind == "type":
        message = finding.message.replace("the kubelet wants", "Talos wants").replace(", and ends", ", and exits")
        return finding._replace(message=f"{message}; only the node says so, talosctl takes it", says=None)
    name = dotted(problem.route)
    says = Says("talos", f'strict decoding error: unknown field "{name}"')
    if problem.kind == "later":
        cause = f"Kubernetes {version} has no field {name}: 1.{problem.since} is the first; leave it out until then"
    elif problem.kind == "case":
        cause = f"{name} is not the field {problem.suggestion}: letter case counts, write {problem.suggestion}"
    else:
        hint = f"; did you mean {problem.suggestion}?" if problem.suggestion else "; leave it out"
        cause = f"the kubelet has no field {name}{hint}"
    message = f"{cause}; the node does not configure its kubelet then, though talosctl takes the document"
    return BY_CODE["NC571"].finding(message, finding.origin, says=says, fix=finding.fix, key=True)


def _protected(root: Node, value: dict[str, Any]) -> None:
    for name, held in tables.FORCED.items():
        root.value[name] = Node(tree.from_layer(held, FORCED).value, FORCED)
    for name in ("shutdownGracePeriod", "shutdownGracePeriodCriticalPods"):
        if name in value and name not in root.value:
            root.value[name] = Node("0s", ORIGIN)  # given as zero: not replaced


def fill(root: Node, role: Any) -> dict[Route, str]:
    """Put in what Talos sets where nothing is given, in place; what of it is not known."""
    for name, held in tables.DEFAULTS.items():
        root.value.setdefault(name, Node(held, ORIGIN))
    for name in list(root.value):
        if fields.plain(fields.FIELDS[name].type) == "Duration" and root.value[name].value == "0s":
            del root.value[name]
    if "systemReserved" in root.value:
        return {}
    note = Origin("platform-default", note="Talos reserves it where systemReserved is not given")
    memory = tables.MEMORY.get(role) if isinstance(role, str) else None
    reserved = {**tables.RESERVED, **({"memory": memory} if memory else {})}
    root.value["systemReserved"] = tree.from_layer(reserved, note)
    if memory:
        return {}
    return {("systemReserved", "memory"): "machine.type is not given: Talos reserves 384Mi on a worker, else 512Mi"}


def _arguments(source: Source) -> tuple[list[Argument], list[Finding]]:
    """The kubelet's words of extraArgs, in the order in which Talos passes them."""
    base = (*route(source), "extraArgs")
    held = value_at(source.document.value, base)
    words: list[Argument] = []
    denied: list[Finding] = []
    if held is not None and not isinstance(held, dict):
        return [], [_refusal("extraArgs is not a map", source, base)]
    for name in sorted(held or {}):
        value, here = (held or {})[name], (*base, name)
        if name in tables.DENIED:
            message = f"Talos sets --{name} itself, and the node does not configure its kubelet with another one"
            denied.append(BY_CODE["NC571"].finding(message, Origin("document", source, here), key=True))
            continue
        for at, one in enumerate(value) if isinstance(value, list) else [(None, value)]:
            text = str(one).lower() if isinstance(one, bool) else "" if one is None else str(one)
            origin = Origin("document", source, here if at is None else (*here, at))
            words.append(Argument(f"--{name}={text}", origin, text))
    return words, denied
