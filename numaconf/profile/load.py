"""Profiles from files: YAML or JSON, one or several documents, each checked against the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from numaconf import suggest
from numaconf.documents import reading
from numaconf.documents.source import Source, path
from numaconf.profile.model import Profile

if TYPE_CHECKING:
    from numaconf.documents.source import Route
    from numaconf.documents.text import TextDocument
    from numaconf.findings import Finding

KIND = "NumaProfile"
API_VERSION = "numaconf/v1"


def read(file: str) -> bytes:
    """The bytes of a file, `-` being standard input. Raises CannotDo."""
    return reading.standard_input() if file == "-" else reading.contents(file)


def load(file: str) -> list[Profile]:
    """The profiles of a file (`-`: standard input). Raises CannotDo, and Unreadable for what is not YAML or JSON."""
    return parse(read(file), file)


@suggest.bounded(suggest.MOST)
def parse(data: bytes | str, file: str = "-") -> list[Profile]:
    """The profiles in a text that is at `file`; what is wrong with each is in its `findings`. Raises Unreadable.

    Empty documents count only when there is nothing else.
    """
    documents = _documents(data)
    filled = [document for document in documents if document.value is not None]
    return [of(Source(file, document, document.index)) for document in filled or documents[:1]]


def _documents(data: bytes | str) -> list[TextDocument]:
    text = data.encode() if isinstance(data, str) else data
    if text.lstrip()[:1] == b"{":
        from numaconf.documents import json

        return [json.read(text)]
    from numaconf.documents import yaml

    return list(yaml.read_all(text)) or [yaml.read(text)]


def of(source: Source) -> Profile:
    """The profile that a document is, with what is wrong with it."""
    document = cast("TextDocument", source.document)
    value = document.value
    if isinstance(value, dict):
        profile = Profile(source, _version_as_written(value, document), line=document.line)
        return profile._replace(findings=tuple(_kind(profile) or _errors(profile, document)))
    kind = "is empty" if value is None else "is not a map"
    profile = Profile(source, value, line=document.line)
    found = profile.finding("NC802", f"the document {kind}; a profile has {KIND} as its kind", ())
    return profile._replace(findings=(found,))


def _version_as_written(value: dict[str, Any], document: TextDocument) -> dict[str, Any]:
    """`1.30` without quotes is a number to YAML, and the number 1.3: what was meant is what is written."""
    spec = value.get("spec")
    if not isinstance(spec, dict) or not isinstance(spec.get("kubernetesVersion"), float | int):
        return value
    return {**value, "spec": {**spec, "kubernetesVersion": document.text(("spec", "kubernetesVersion"))}}


def _kind(profile: Profile) -> list[Finding]:
    """Whether the document is a profile at all; other errors would say nothing if it is not."""
    found = []
    for key, expected in (("kind", KIND), ("apiVersion", API_VERSION)):
        value = profile.get(key)
        if value != expected:
            what = f"{key} is missing" if value is None else f"{key} is {value!r}"
            message = f"{what}; a profile has {key}: {expected}"
            found.append(profile.finding("NC802", message, (key,) if value is not None else ()))
    return found


def _errors(profile: Profile, document: TextDocument) -> list[Finding]:
    from numaconf.kubelet import version
    from numaconf.profile.check import check

    wrongs = check(profile.value)
    found = [profile.finding(wrong.code, wrong.message, wrong.route, key=wrong.key) for wrong in wrongs]
    for twice in document.strict:
        message = f"{path(twice.route)} is set twice ({twice.text})"
        found.append(profile.finding("NC802", message, twice.route, key=True))
    where: Route = ("spec", "kubernetesVersion")
    if not any(wrong.route == where for wrong in wrongs) and profile.get(*where) is not None:
        try:
            version.kubernetes(str(profile.get(*where)))
        except ValueError as error:
            found.append(profile.finding("NC802", f"{path(where)}: {error}", where))
    return found
