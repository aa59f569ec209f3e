"""Documents inside of others: a ConfigMap's entries, the files of a cloud-config, …

A wrapper is a row here: which objects are one, and the function that gives the texts inside, each with its place in the
outer file and the name that it has on the node. What is inside goes the way of any file, so every platform can stand
inside every wrapper; its places point into the file that the user has.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from numaconf.documents.pieces import PlainDocument, piece, text_in
from numaconf.documents.source import Source, mapping, value_at
from numaconf.named import NamedTuple
from numaconf.targets.subject import Subject, header

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numaconf.documents.source import Route
    from numaconf.targets.platform import Header

DEPTH = 4
"""How many wrappers may be in each other: user data in a Secret in a List is three."""


class Inside(NamedTuple):
    """A text inside a document. `name`: the path that it has on the node, or a key that tells as much. `unread`: why
    it cannot be looked into.
    """

    text: Source
    name: str = ""
    unread: str = ""


class Wrapper(NamedTuple):
    """A kind of object that holds texts. `headers`: its objects; `is_one(value)`: for those without a header."""

    name: str
    inside: Callable[[Source], Iterator[Inside]]
    headers: tuple[Header, ...] = ()
    is_one: Callable[[Any], bool] | None = None


def _config_map(source: Source) -> Iterator[Inside]:
    """Entries of `data`, whose names are the names of files where the map is mounted."""
    for name, value in mapping(source.document.value.get("data")).items():
        if isinstance(value, str):
            yield Inside(text_in(source, ("data", name)), name)


def _secret(source: Source) -> Iterator[Inside]:
    """Entries of `stringData`, and those of `data`, which are base64: user data of machines, files that are mounted."""
    value = source.document.value
    for name, text in mapping(value.get("stringData")).items():
        if isinstance(text, str):
            yield Inside(text_in(source, ("stringData", name)), name)
    for name, text in mapping(value.get("data")).items():
        data = _decoded(text, "base64") if isinstance(text, str) else None
        if data:
            yield Inside(text_in(source, ("data", name), data), name)


def _cloud_config(source: Source) -> Iterator[Inside]:
    """The files that cloud-init writes and the commands that it runs (22.4, `cloudinit/config/cc_write_files.py`)."""
    for key in _COMMANDS:
        commands = source.document.value.get(key)
        for index, one in enumerate(commands if isinstance(commands, list) else ()):
            if isinstance(one, str):
                yield Inside(text_in(source, (key, index)), f"{key}.sh")
            elif isinstance(one, list):
                words = shlex.join(str(word) for word in one)
                yield Inside(text_in(source, (key, index), words.encode()), f"{key}.sh")
    files = source.document.value.get("write_files")
    for index, one in enumerate(files if isinstance(files, list) else ()):
        content = mapping(one).get("content")
        if not isinstance(content, str):
            continue
        route, path = ("write_files", index, "content"), str(mapping(one).get("path", ""))
        encoding = str(mapping(one).get("encoding") or "text/plain").lower()
        if encoding in _PLAIN:
            yield Inside(text_in(source, route), path)
            continue
        data = _decoded(content, encoding)
        if data is None:
            yield Inside(text_in(source, route), path, f"{path or 'a file'} is not {encoding}")
        else:
            yield Inside(text_in(source, route, data), path)


def _machine_config(source: Source) -> Iterator[Inside]:
    """The files and units of OpenShift's MachineConfig (4.22, read), which are an Ignition configuration's."""
    yield from _ignition(source, ("spec", "config"))


def _ignition(source: Source, at: Route = ()) -> Iterator[Inside]:
    """The files and units that Ignition writes (3.5): `contents.source` is a data URL (RFC 2397), or an address
    elsewhere.
    """
    yield from _units(source, at)
    storage = mapping(mapping(value_at(source.document.value, at)).get("storage"))
    files = storage.get("files")
    for index, one in enumerate(files if isinstance(files, list) else ()):
        contents = mapping(mapping(one).get("contents"))
        url, path = contents.get("source"), str(mapping(one).get("path", ""))
        if not isinstance(url, str) or not url.startswith("data:"):
            continue
        text = (*at, "storage", "files", index, "contents", "source")
        data = _of_url(url, str(contents.get("compression") or ""))
        if data is None:
            yield Inside(text_in(source, text), path, f"{path or 'a file'} is not a readable data URL")
        else:
            yield Inside(text_in(source, text, data), path)


def _is_template(value: dict[str, Any]) -> bool:
    from numaconf.files import cloudformation

    return cloudformation.is_template(value)


def _cloud_formation(source: Source) -> Iterator[Inside]:
    """User data of a template of CloudFormation's, and files of cfn-init."""
    from numaconf.files import cloudformation

    yield from (Inside(text, name) for text, name in cloudformation.texts(source))


def _units(source: Source, at: Route) -> Iterator[Inside]:
    """The units of `systemd.units`, and their drop-ins."""
    units = value_at(source.document.value, (*at, "systemd", "units"))
    for index, unit in enumerate(units if isinstance(units, list) else ()):
        path, route = f"/etc/systemd/system/{mapping(unit).get('name')}", (*at, "systemd", "units", index)
        if isinstance(mapping(unit).get("contents"), str):
            yield Inside(text_in(source, (*route, "contents")), path)
        dropins = mapping(unit).get("dropins")
        for number, one in enumerate(dropins if isinstance(dropins, list) else ()):
            if isinstance(mapping(one).get("contents"), str):
                text = text_in(source, (*route, "dropins", number, "contents"))
                yield Inside(text, f"{path}.d/{mapping(one).get('name')}")


def _butane(source: Source) -> Iterator[Inside]:
    """What Ignition is written as by hand (Butane 1.5): files have their text in `contents.inline`."""
    yield from _units(source, ())
    files = value_at(source.document.value, ("storage", "files"))
    for index, one in enumerate(files if isinstance(files, list) else ()):
        if isinstance(value_at(one, ("contents", "inline")), str):
            route = ("storage", "files", index, "contents", "inline")
            yield Inside(text_in(source, route), str(mapping(one).get("path", "")))


def _of_url(url: str, compression: str) -> bytes | None:
    from urllib.parse import unquote_to_bytes

    about, comma, rest = url.partition(",")
    data = unquote_to_bytes(rest)
    encoding = ("b64+" if about.endswith(";base64") else "") + compression
    return _decoded(data.decode("latin-1"), encoding) if comma else None


_PLAIN = frozenset({"text/plain"})
_COMMANDS = ("bootcmd", "runcmd")
_CLOUD = ("write_files", *_COMMANDS)
_BUTANE = ("storage", "systemd")


def _decoded(content: str, encoding: str) -> bytes | None:
    """The bytes that an encoding of cloud-init stands for; None where they do not come out, or are too many."""
    import base64
    import binascii

    from numaconf.documents.errors import Unreadable
    from numaconf.documents.mime.encoding import by_content

    try:
        data = base64.b64decode(content) if "b64" in encoding or "base64" in encoding else content.encode("latin-1")
        return by_content(data)[0] if "gz" in encoding else data
    except (binascii.Error, ValueError, Unreadable):
        return None


WRAPPERS: tuple[Wrapper, ...] = (
    Wrapper("ConfigMap", _config_map, (("v1", "ConfigMap"),)),
    Wrapper("Secret", _secret, (("v1", "Secret"),)),
    Wrapper("MachineConfig", _machine_config, (("machineconfiguration.openshift.io", "MachineConfig"),)),
    Wrapper("Ignition", _ignition, is_one=lambda value: isinstance(value.get("ignition"), dict)),
    Wrapper("CloudFormation", _cloud_formation, is_one=lambda value: "Resources" in value and _is_template(value)),
    Wrapper("Butane", _butane, is_one=lambda value: "variant" in value and not value.keys().isdisjoint(_BUTANE)),
    Wrapper(
        "cloud-config", _cloud_config, is_one=lambda value: any(isinstance(value.get(key), list) for key in _CLOUD)
    ),
)


_MAPS = (("v1", "ConfigMap"), ("v1", "Secret"))


def subjects(source: Source, recognise: Callable[[str, bytes], list[Subject]]) -> list[Subject]:
    """The subjects inside a document, if it is a wrapper. `recognise(name, data)`: those of a text."""
    value = source.document.value
    wrapper = _wrapper(value) if isinstance(value, dict) else None
    if wrapper is None or _depth(source) >= DEPTH:
        return []
    found: list[Subject] = []
    for one in wrapper.inside(source):
        document = one.text.document
        if one.unread:
            found.append(Subject("kubelet", number=source.index, unread=one.unread))
        elif isinstance(document, PlainDocument):
            inside = (placed(subject, one.text) for subject in recognise(one.name, document.data))
            found += (subject for subject in inside if not _is_borrowed(subject, one.name, value))
    return found


def _is_borrowed(subject: Subject, name: str, value: Any) -> bool:
    """Whether an entry of a ConfigMap is one name of the kubelet's and nothing that says whose it is: other programs
    have a setting of that name.
    """
    if not (subject.kind == "kubelet" and subject.fragment and header(value) in _MAPS):
        return False
    if "kubelet" in name.lower() or "kubelet" in str(mapping(value.get("metadata")).get("name")).lower():
        return False
    held = subject.sources[0].document.value if subject.sources else None
    return isinstance(held, dict) and len(held) == 1


def _wrapper(value: dict[str, Any]) -> Wrapper | None:
    kind = header(value)
    for one in WRAPPERS:
        if kind in one.headers or (one.is_one and kind == ("", "") and one.is_one(value)):
            return one
    return None


def _depth(source: Source) -> int:
    return 0 if source.outer is None else 1 + _depth(source.outer)


def placed(subject: Subject, text: Source) -> Subject:
    """A subject of a text, with the places that it has in the outer file."""
    refusal = subject.refusal
    if refusal is not None:
        span = text.span(())
        line = text.line + refusal.line - 1 if text.line else span.line
        refusal.line, refusal.column = line, refusal.column + text.column if text.line else span.column
    sources = tuple(_inside(one, text) for one in subject.sources)
    return subject._replace(sources=sources, number=text.index, line=text.span(()).line, refusal=refusal)


def _inside(source: Source, text: Source) -> Source:
    if isinstance(source.document, PlainDocument):
        source.document.memo.clear()  # what was found in it by now has the places of a file of its own
    if source.outer is None:
        found = piece(text, source.document, source.index, 1 if text.line else 0)
        found.whole, found.passed_over = source.whole, source.passed_over
        return found
    line = text.line + source.line - 1 if text.line and source.line else 0
    return Source(
        text.path, source.document, text.index,
        outer=_inside(source.outer, text), route=source.route, line=line, column=source.column + text.column,
    )  # fmt: skip
