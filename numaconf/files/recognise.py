"""What a file is, from its content: its kind is never asked for where the file carries it.

A file becomes subjects: documents that one platform reads together, each with the kind whose reader takes them.
"""

from __future__ import annotations

from numaconf.documents.errors import Unreadable
from numaconf.documents.source import Source
from numaconf.files import bystanders, manifests, traces
from numaconf.files.subject import Subject, of_text

KINDS = (
    "kubelet", "kubelet-dropin", "kubelet-flags", "al2", "al2023", "nodeadm", "karpenter", "bottlerocket", "minikube",
    "profile",
)  # fmt: skip
"""What `--as` takes; `nodeadm` is another name of `al2023`."""

TEMPLATE = "a template that is not filled in yet"
"""Why such a file is skipped."""

_IMAGE_TABLES = frozenset({"metadata", "services", "configuration-files"})
"""What the files have besides settings that Bottlerocket's image is made of."""


class Recognised:
    """The subjects of a file, or why there are none. `known` is False for a file that is not for numaconf."""

    __slots__ = ("known", "reason", "subjects")

    def __init__(
        self,
        subjects: tuple[Subject, ...] = (),
        reason: str = "nothing in it that numaconf knows",
        *,
        known: bool = False,
    ) -> None:
        self.subjects, self.reason, self.known = subjects, reason, known


def recognise(path: str, data: bytes, kind: str | None = None) -> Recognised:
    """What a file is; `kind` (one of KINDS) says it for a file that does not carry it."""
    if not (kind or traces.is_ours(data)):
        return Recognised()
    if not kind and traces.is_binary(data):
        return Recognised(reason="is binary")
    if not kind and bystanders.is_other_language(path, data):
        return Recognised(reason="prose or source code by its name, which numaconf does not search")
    if bystanders.is_template(path, data):
        return Recognised(reason=TEMPLATE, known=kind is not None or traces.is_in_template(data))
    try:
        subjects = as_kind("al2023" if kind == "nodeadm" else kind, path, data) if kind else _by_content(path, data)
    except Unreadable as error:  # packed, and whatever it holds does not come out
        return Recognised(reason=error.message)
    return Recognised(tuple(subjects), "", known=True) if subjects else Recognised()


def as_kind(kind: str, path: str, data: bytes) -> list[Subject]:
    """A file that is said to be of a kind."""
    if kind in {"al2", "minikube", "kubelet-flags"}:
        return [of_text(kind, path, data)]
    if kind == "bottlerocket":
        return [_toml(path, data)]
    if kind == "al2023":
        return [_user_data(path, data)]
    return manifests.as_kind(kind, path, data)


def _by_content(path: str, data: bytes) -> list[Subject]:
    if traces.is_packed(data):
        subject = _user_data(path, data)
        return [subject] if subject.refusal is None and b"node.eks.aws" in _unpacked(data) else []
    if traces.is_mime(data):
        if b"node.eks.aws" in data or b"Tm9kZUNvbmZpZ" in data:
            return [_user_data(path, data)]
        return [of_text("al2", path, data)] if b"bootstrap.sh" in data else []
    settings = _settings(path, data) if not path.endswith((".yaml", ".yml", ".json")) else None
    if settings and not settings.refusal:
        return [settings]
    if traces.is_script(path, data):
        return _script(path, data)
    found = manifests.configuration(path, data) if traces.may_hold_objects(data) else []
    if settings and all(subject.refusal for subject in found):
        return [settings]
    return found or (_script(path, data) if traces.is_environment_file(data) else [])


def _settings(path: str, data: bytes) -> Subject | None:
    """Bottlerocket's user data, read or perhaps only meant to be: other texts hold such lines too, further in.

    A table of that name is nothing rare, and Bottlerocket's own image has files with more than settings in them.
    """
    if not traces.has_settings(data):
        return None
    subject = _toml(path, data)
    if subject.refusal:
        return subject if b"settings.kubernetes" in data else None
    from numaconf.targets.bottlerocket.settings import SETTINGS

    values = subject.sources[0].document.value
    table = values.get("settings")
    if not isinstance(table, dict) or not _IMAGE_TABLES.isdisjoint(values):
        return None
    known = b"kubernetes" in data and not SETTINGS.fields.keys().isdisjoint(table)
    return subject if known or b"bottlerocket" in data.lower() else None


def _script(path: str, data: bytes) -> list[Subject]:
    if traces.names_bootstrap(data):
        from numaconf.targets.al2.prepare import prepare

        subject = of_text("al2", path, data)
        if not prepare(subject.sources[0]).foreign:
            return [subject]
    if traces.calls_minikube(data):
        return [of_text("minikube", path, data)]
    if not traces.has_flags(data):
        return []
    from numaconf.targets.kubelet import command as kubelet_command

    subject = of_text("kubelet-flags", path, data)
    return [subject] if kubelet_command.lines(subject.sources[0]) else []


def _toml(path: str, data: bytes) -> Subject:
    from numaconf.documents import toml

    try:
        return Subject("bottlerocket", (Source(path, toml.read(data)),))
    except Unreadable as error:
        return Subject("bottlerocket", refusal=error)


def _user_data(path: str, data: bytes) -> Subject:
    """What nodeadm is given: MIME or packed user data, or a NodeConfig's file, of which it reads the first document."""
    if not (traces.is_mime(data) or traces.is_packed(data) or data.startswith(b"#!")):
        documents = manifests.objects(data)
        if documents and isinstance(documents[0], Unreadable):
            return Subject("al2023", refusal=documents[0])
    return of_text("al2023", path, data)


def _unpacked(data: bytes) -> bytes:
    from numaconf.documents.mime.encoding import by_content

    return by_content(data)[0]
