"""The objects of a YAML or JSON file: each platform says which are its own, and which it reads together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents import load
from numaconf.documents.errors import Unreadable
from numaconf.documents.source import Source, value_at
from numaconf.files import marks
from numaconf.targets import registry
from numaconf.targets.registry import BY_NAME, HEADERS, PLATFORMS
from numaconf.targets.subject import Subject, header, of_document, of_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numaconf.documents.source import Route
    from numaconf.documents.text import TextDocument

NO_JSON = "what starts with a brace is read as JSON, and this is YAML: write it without the outer braces"

_GROUPS = {group: one.name for one in PLATFORMS for group in one.groups}
_BY_NAME = tuple((part, one) for one in PLATFORMS for part in one.names)
_CLAIMING = tuple(sorted((one for one in PLATFORMS if one.claims), key=lambda one: one.name == "kubelet"))
"""The kubelet last: others have some of its names, and more of their own."""


def as_kind(kind: str, path: str, data: bytes) -> list[Subject]:
    """The documents of a file that is said to be of a kind: all that are a platform's that reads several together, all
    profiles, or the one document that the kubelet reads.
    """
    documents = objects(data)
    if BY_NAME[kind].together and not kind.startswith("kubelet"):
        owners = {kind, *BY_NAME[kind].takes, *((None, "kubelet") if BY_NAME[kind].claims else ())}
        return _together(kind, path, [one for one in _readable(documents) if owner(path, one.value) in owners], [])
    if not documents and kind.startswith("kubelet"):
        documents = [load.read(data)]  # of nothing but comments: the kubelet exits on it
    refused = [Subject(kind, number=n, refusal=one) for n, one in enumerate(documents) if isinstance(one, Unreadable)]
    if not kind.startswith("kubelet") or not documents or isinstance(documents[0], Unreadable):
        return refused or [of_document(kind, path, one) for one in _readable(documents)]
    subject = of_document(kind, path, documents[0], fragment=header(documents[0].value) == ("", ""), whole=True)
    cut_off = (one for one in _readable(documents[1:]) if _is_kubelets(path, one.value))
    return [subject._replace(sources=(*subject.sources, *(Source(path, one, one.index) for one in cut_off)))]


def _is_kubelets(path: str, value: Any) -> bool:
    """Whether a further document holds settings of the kubelet, which reads the first one only."""
    from numaconf.kubelet import fields

    bare = isinstance(value, dict) and bool(value) and header(value) == ("", "")
    return (bare and value.keys() <= fields.FIELDS.keys()) or owner(path, value) == "kubelet"


def configuration(path: str, data: bytes, recognise: Callable[[str, bytes], list[Subject]]) -> list[Subject]:
    """The objects of a YAML or JSON file that numaconf knows, each platform's together, and what is inside of
    others, which `recognise(name, data)` tells.
    """
    documents = [held for one in objects(data) for held in _items(one)]
    no_json = None
    first = documents[0] if len(documents) == 1 else None
    if isinstance(first, Unreadable) and not first.limit and data.lstrip()[:1] == b"{":
        no_json, documents = first, _flow(data) or documents
    owned: dict[str, list[TextDocument]] = {}
    strangers: list[TextDocument] = []
    subjects: list[Subject] = []
    for one in documents:
        if isinstance(one, Unreadable):
            # Behind a KubeletConfiguration nobody reads it: the kubelet reads the first document.
            read = "kubelet" if any(other.index == 0 for other in owned.get("kubelet", ())) else ""
            kinds = [kind for kind in marks.kinds_by_line(data) if kind != read]
            if kinds and not subjects:
                subjects.append(Subject(kinds[0], refusal=one))
            elif one.limit and not subjects and marks.names_ours(data):
                subjects.append(Subject("kubelet", unread=one.message))
            continue
        name = owner(path, one.value)
        if name is None:
            strangers.append(one)
            continue
        if no_json and not BY_NAME[name].flow:
            no_json.hint = NO_JSON
            return [Subject(name, refusal=no_json)]
        if BY_NAME[name].whole and one.index == 0 and not hasattr(one, "root"):
            return [of_text(name, path, data)]
        owned.setdefault(name, []).append(one)
        if BY_NAME[name].boots_with:
            subjects += _written_by_user_data(path, one, BY_NAME[name].boots_with, recognise)
    for name in [name for name in owned if BY_NAME[name].takes]:
        for other in BY_NAME[name].takes:
            owned[name] += owned.pop(other, [])
        owned[name].sort(key=lambda one: one.index)
    for name, mine in owned.items():
        subjects += _together(name, path, mine, strangers)
    for one in strangers:
        from numaconf.files import foreign, unwrap

        subjects += unwrap.subjects(Source(path, one, one.index), recognise) or foreign.subjects(one, data)
    return subjects if len(subjects) < 2 else sorted(subjects, key=lambda subject: subject.number)


def _written_by_user_data(
    path: str, document: TextDocument, route: Route, recognise: Callable[[str, bytes], list[Subject]]
) -> list[Subject]:
    """What cloud-configs among the user data of an object write; the rest of it is the platform's own reader's."""
    data = value_at(document.value, route)
    if not isinstance(data, str) or "cloud-config" not in data:
        return []
    from numaconf.documents.pieces import text_in
    from numaconf.files import multipart, unwrap

    text = text_in(Source(path, document, document.index), route)
    return [unwrap.placed(one, text) for one in multipart.cloud_configs(path, data.encode(), recognise)]


def _items(document: TextDocument | Unreadable) -> Iterable[TextDocument | Unreadable]:
    """The objects of a list, as `kubectl get -o yaml` prints several, and of a template of OpenShift's; any other
    document as it is.
    """
    if isinstance(document, Unreadable):
        return (document,)
    value = document.value
    if not isinstance(value, dict) or not ("items" in value or "objects" in value):
        return (document,)
    kind = value.get("kind")
    key = "items" if str(kind).endswith("List") else "objects" if kind == "Template" else ""
    if not isinstance(value.get(key), list):
        return (document,)
    from numaconf.documents.pieces import maps_of

    return maps_of(document, key)


def _together(name: str, path: str, mine: list[TextDocument], strangers: list[TextDocument]) -> list[Subject]:
    """The subjects of a platform's documents in one file, in which `strangers` are nobody's."""
    platform = BY_NAME[name]
    if platform.unread:
        return [Subject(name, number=one.index, line=one.line, unread=platform.unread) for one in mine]
    if platform.together:
        found: list[Subject] = registry.hook(platform.together)(path, mine, strangers)
        return found
    return [of_document(name, path, one) for one in mine]


def owner(path: str, value: Any) -> str | None:
    """The platform whose an object is; a header that is half right still tells what was meant."""
    if isinstance(value, list) and value:
        listing = (one for part, one in _BY_NAME if part in path and one.lists)
        return next((one.name for one in listing if registry.hook(one.claims)(path, value)), None)
    if not isinstance(value, dict):
        return None
    for part, platform in _BY_NAME:
        if part in path and registry.hook(platform.claims)(path, value):
            return platform.name
    group, name = header(value)
    found = HEADERS.get((group, name))
    if found is None and group in _GROUPS:
        found = _GROUPS[group]
        if found == "kubelet" and name and not name.lower().startswith("kubelet"):
            return None
    if found is None and name in _OFTEN_MISSPELT and _is_near(group, name):
        found = marks.OBJECTS[name]
    if found is None:
        for platform in _CLAIMING:
            if registry.hook(platform.claims)(path, value):
                return platform.name
    return found


def _is_near(group: str, name: str) -> bool:
    """Whether an API group may be a kind's own, misspelt: others have kinds of the same name."""
    from difflib import SequenceMatcher

    own = next(one for one, kind in HEADERS if kind == name)
    return not group or SequenceMatcher(None, group, own).ratio() > NEAR


NEAR = 0.6

_OFTEN_MISSPELT = frozenset({"KubeletConfiguration", "EC2NodeClass", "NumaProfile"})
"""Kinds that tell enough, whatever their API group is."""


def objects(data: bytes) -> list[TextDocument | Unreadable]:
    """All documents of a YAML or JSON text."""
    try:
        return load.read_each(data)
    except Unreadable as error:
        return [error]


def _flow(data: bytes) -> list[TextDocument | Unreadable]:
    """The documents of a text that starts with a brace and is not JSON; none where it is not YAML either."""
    from numaconf.documents import yaml

    documents: list[TextDocument | Unreadable] = [*yaml.read_each(data)]
    return documents if len(_readable(documents)) == len(documents) else []


def _readable(documents: Iterable[TextDocument | Unreadable]) -> list[TextDocument]:
    """Those that could be read."""
    return [one for one in documents if not isinstance(one, Unreadable)]
