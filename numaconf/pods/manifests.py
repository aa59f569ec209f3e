"""From manifests to pods: Pod, every kind that makes pods from a template, and lists of them.

A pod of a Deployment has a name that nobody knows before; here it is `web-0`, `web-1`, …, as in a StatefulSet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents.errors import Unreadable
from numaconf.documents.source import value_at
from numaconf.named import NamedTuple
from numaconf.pods.read import PodError, Rules, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.documents.source import Route
    from numaconf.documents.text import TextDocument
    from numaconf.pods.read import Written

TEMPLATE: Route = ("spec", "template")
WORKLOADS: dict[str, tuple[Route, Route | None]] = {
    "Deployment": (TEMPLATE, ("spec", "replicas")),
    "StatefulSet": (TEMPLATE, ("spec", "replicas")),
    "ReplicaSet": (TEMPLATE, ("spec", "replicas")),
    "ReplicationController": (TEMPLATE, ("spec", "replicas")),
    "DaemonSet": (TEMPLATE, None),
    "Job": (TEMPLATE, ("spec", "parallelism")),
    "CronJob": (("spec", "jobTemplate", "spec", "template"), ("spec", "jobTemplate", "spec", "parallelism")),
    "PodTemplate": (("template",), None),
}
"""Kind to the place of its pod template and of the number of pods."""

MOST_PODS = 10_000
"""Pods that are looked at; no node takes a hundredth of it."""

ENDED = ("Succeeded", "Failed")


class Manifest(NamedTuple):
    """One pod, or several alike: how they are called, and where the object is.

    `value` is what holds metadata and spec, `route` its place in the document; `number` how many pods it is.
    """

    path: str
    document: TextDocument
    route: Route
    value: Any
    name: str
    namespace: str
    number: int
    single: bool


class Wrong(NamedTuple):
    """What is wrong in a manifest, with its place and what to write."""

    place: str
    message: str
    remedy: str = ""


class Passed(NamedTuple):
    """An object that makes no pods here, and why."""

    place: str
    what: str


class Manifests(NamedTuple):
    """What the files hold."""

    pods: tuple[Manifest, ...]
    wrong: tuple[Wrong, ...]
    passed: tuple[Passed, ...]


class Arriving(NamedTuple):
    """One pod that arrives at the node. `of`: the object that it comes from (`Deployment web`)."""

    written: Written
    of: Manifest


def load(files: list[tuple[str, bytes]]) -> Manifests:
    """The pods of some files, in the order in which they are there."""
    pods: list[Manifest] = []
    wrong: list[Wrong] = []
    passed: list[Passed] = []
    for path, data in files:
        for document in _documents(path, data, wrong):
            if document.value is None:
                continue
            for one in _objects(path, document, (), document.value):
                if isinstance(one, Manifest):
                    pods.append(one)
                elif isinstance(one, Wrong):
                    wrong.append(one)
                else:
                    passed.append(one)
    return Manifests(tuple(pods), tuple(wrong), tuple(passed))


def _documents(path: str, data: bytes, wrong: list[Wrong]) -> Iterator[TextDocument]:
    from numaconf.documents import load as documents

    try:
        for document in documents.read_objects(data):
            if isinstance(document, Unreadable):
                wrong.append(_unreadable(path, document, data))
            else:
                yield document
    except Unreadable as error:
        wrong.append(_unreadable(path, error, data))


def _unreadable(path: str, error: Unreadable, data: bytes) -> Wrong:
    from numaconf.documents import hints

    told = hints.problem(error, path, data)
    return Wrong(told.place, told.message, told.remedy)


def _objects(path: str, document: TextDocument, route: Route, value: Any) -> Iterator[Manifest | Wrong | Passed]:
    place = _place(path, document, route)
    if not isinstance(value, dict):
        yield Wrong(place, "this is not a Kubernetes object", "write apiVersion, kind, metadata and spec")
        return
    kind = value.get("kind")
    if not isinstance(kind, str) or not kind:
        yield Wrong(place, "the object has no kind", "write kind: Pod, or the kind of its controller")
        return
    if kind.endswith("List") and isinstance(value.get("items"), list):
        for number, item in enumerate(value["items"]):
            # In a typed list (PodList) the items do not repeat their kind.
            typed = isinstance(item, dict) and "kind" not in item and kind != "List"
            held = {"kind": kind.removesuffix("List"), **item} if typed else item
            yield from _objects(path, document, (*route, "items", number), held)
        return
    yield _object(path, document, route, value, kind)


def _object(
    path: str, document: TextDocument, route: Route, value: dict[str, Any], kind: str
) -> Manifest | Wrong | Passed:
    metadata = value.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    name, namespace = str(metadata.get("name") or ""), str(metadata.get("namespace") or "default")
    if kind == "Pod":
        status = value.get("status")
        phase = status.get("phase") if isinstance(status, dict) else None
        if phase in ENDED:
            return Passed(_place(path, document, route), f"Pod {name}, which has ended ({phase})")
        return Manifest(path, document, route, value, "", namespace, 1, True)
    inner, count = WORKLOADS.get(kind, (TEMPLATE, ("spec", "replicas")))
    template = value_at(value, inner)
    if kind not in WORKLOADS and not _holds_containers(template):
        near = next((one for one in ("Pod", *WORKLOADS) if one.lower() == kind.lower()), None)
        if near:
            return Wrong(_place(path, document, (*route, "kind")), f"there is no kind {kind}", f"did you mean {near}?")
        return Passed(_place(path, document, route), f"{kind} {name}".strip())
    number = 1 if count is None else value_at(value, count)
    if number is None:
        number = 1
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        return Wrong(_place(path, document, (*route, *(count or ()))), f"{number!r} is not a number of pods", "write 3")
    if number == 0:
        return Passed(_place(path, document, (*route, *(count or ()))), f"{kind} {name}, which runs 0 pods,")
    return Manifest(path, document, (*route, *inner), template, name, namespace, number, False)


def _holds_containers(template: Any) -> bool:
    spec = template.get("spec") if isinstance(template, dict) else None
    return isinstance(spec, dict) and isinstance(spec.get("containers"), list)


def _place(path: str, document: TextDocument, route: Route) -> str:
    span = document.span(route)
    return f"{path}:{span.line}:{span.column}"


def pods(manifests: Manifests, rules: Rules) -> tuple[list[Arriving], list[Wrong]]:
    """All pods as a kubelet of those rules sees them, replicas as pods of their own, and what is wrong with some."""
    found: list[Arriving] = []
    wrong: list[Wrong] = []
    for one in manifests.pods:
        try:
            written = read(one.value, rules, name=one.name, namespace=one.namespace)
        except PodError as error:
            place = _place(one.path, one.document, (*one.route, *error.route))
            who = f"{one.name or _name(one.value)}: " if one.name or _name(one.value) else ""
            wrong.append(Wrong(place, who + error.message, error.remedy))
            continue
        if len(found) + one.number > MOST_PODS:
            place = _place(one.path, one.document, one.route)
            wrong.append(Wrong(place, f"{one.number} pods are more than any node takes", f"at most {MOST_PODS} in all"))
            continue
        if one.single:
            found.append(Arriving(written, one))
            continue
        pod = written.pod
        found += [
            Arriving(written._replace(pod=pod._replace(name=f"{pod.name}-{number}", uid="")), one)
            for number in range(one.number)
        ]
    return found, wrong


def _name(value: Any) -> str:
    metadata = value.get("metadata") if isinstance(value, dict) else None
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return name if isinstance(name, str) else ""
