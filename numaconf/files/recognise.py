"""What a file is, from its content: its kind is never asked for where the file carries it.

One way for every file: bytes → marks (one cheap look) → a text for one platform, or documents, parsed once → each
platform says which of them are its own → subjects, which one platform reads together. What is inside of other
documents is unwrapped (`numaconf.files.unwrap`) and goes the same way.
"""

from __future__ import annotations

from typing import get_args

from numaconf.documents.errors import Unreadable
from numaconf.documents.forms import is_packed
from numaconf.files import bystanders, marks, together
from numaconf.targets import registry
from numaconf.targets.subject import Subject, of_text

TEMPLATE = "a template that is not filled in yet"
"""Why such a file is skipped."""

NOTHING = "nothing in it that numaconf knows"

_TEXTS = {
    form: tuple((one.texts, one.marks) for one in registry.PLATFORMS if one.texts and form in one.forms)
    for form in get_args(marks.Form)
}


class Recognised:
    """The subjects of a file, or why there are none. `known` is False for a file that is not for numaconf.
    `unread`: what in it holds kubelet settings in a form that numaconf does not follow.
    """

    __slots__ = ("known", "reason", "subjects", "unread")

    def __init__(
        self,
        subjects: tuple[Subject, ...] = (),
        reason: str = NOTHING,
        *,
        known: bool = False,
        unread: tuple[str, ...] = (),
    ) -> None:
        self.subjects, self.reason, self.known, self.unread = subjects, reason, known, unread


def recognise(path: str, data: bytes, kind: str | None = None) -> Recognised:
    """What a file's content says that it is. `kind` is a name that `--as` takes, for a file that does not carry it."""
    if not kind and together.is_read_as_dropin(path):
        kind = "kubelet-dropin"  # whatever it holds
    if not (kind or marks.is_ours(data) or marks.is_named_ours(path)):
        return Recognised()
    if not kind and marks.is_binary(data):
        return Recognised(reason="is binary")
    if not kind and bystanders.is_other_language(path, data):
        return _other_language(path, data)
    if bystanders.is_template(path, data):
        how = bystanders.filled_in_by(path, data)
        return Recognised(
            reason=f"{TEMPLATE}; {how}" if how else TEMPLATE, known=kind is not None or marks.is_in_template(data)
        )
    try:
        subjects = as_kind(kind, path, data) if kind else by_content(path, data)
    except Unreadable as error:  # packed, and whatever it holds does not come out; or larger than anybody writes
        known = error.limit and not is_packed(data)
        return Recognised(reason=error.message, known=known, unread=(error.message,) if known else ())
    return _recognised(subjects if kind else together.in_role(path, subjects))


def _other_language(path: str, data: bytes) -> Recognised:
    if bystanders.is_hcl(path):
        from numaconf.files import hcl

        if len(data) > hcl.LIMIT:
            reason = f"larger than {hcl.LIMIT >> 20} MiB, which numaconf does not read as HCL"
            known = marks.is_in_template(data)
            return Recognised(reason=reason, known=known, unread=(reason,) if known else ())
        found = _recognised(hcl.subjects(path, data, by_content, marks.is_in_template))
        if found.known:
            return found
    return Recognised(reason="prose or source code by its name, which numaconf does not search")


def _recognised(subjects: list[Subject]) -> Recognised:
    """Subjects, apart from those whose form nobody follows."""
    if not subjects:
        return Recognised()
    unread = tuple(dict.fromkeys(one.unread for one in subjects if one.unread))
    read = tuple(one for one in subjects if not one.unread) if unread else tuple(subjects)
    return Recognised(read, "; ".join(unread), known=True, unread=unread)


def as_kind(kind: str, path: str, data: bytes) -> list[Subject]:
    """A file that is said to be of a kind. Raises CannotDo for an unknown one."""
    platform = registry.platform(kind)
    if platform.given == "text":
        return [of_text(platform.name, path, data)]
    if platform.given != "objects":
        return [registry.hook(platform.given)(path, data)]
    from numaconf.files import objects

    return objects.as_kind(platform.name, path, data)


def by_content(path: str, data: bytes) -> list[Subject]:
    """The subjects of a text that does not say by its name what it is. Raises Unreadable for packed ones."""
    form = marks.form(path, data)
    text = _text(path, data, form)
    if form == "script" and b"<<" in data and (text is None or text.kind != "al2"):
        from numaconf.files import heredocs

        written = heredocs.subjects(path, data, by_content, lambda rest: _text(path, rest, form))
        if written is not None:
            return written
    if form != "objects":
        from numaconf.files import foreign, multipart

        inside = multipart.cloud_configs(path, data, by_content) if form == "mime" else []
        found = [*([text] if text else []), *inside]
        return found or foreign.assignments(path, data)
    if text and not text.refusal:
        return [text]
    found = []
    if marks.may_hold_objects(data) or marks.is_named_ours(path):
        from numaconf.files import objects

        found = objects.configuration(path, data, by_content)
    if text and all(subject.refusal for subject in found):
        return [text]
    if not found and (marks.is_environment_file(data) or marks.is_one_flag_a_line(data)):
        text = _text(path, data, "script")
        found = [text] if text else []
    if not found:
        from numaconf.files import foreign

        found = foreign.assignments(path, data)
    return found


def _text(path: str, data: bytes, form: marks.Form) -> Subject | None:
    """What the first platform says that takes the text as a whole; one that cannot read it is the last resort."""
    refused = None
    text = data.decode("latin-1")
    for texts, words in _TEXTS[form]:
        if form != "packed" and not marks.stands_in(words, text):
            continue
        found: Subject | None = registry.hook(texts)(path, data, form)
        if found and not found.refusal:
            return found
        refused = refused or found
    return refused
