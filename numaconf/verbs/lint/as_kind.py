"""Files that are said to be of a kind (`--as`) and are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.documents import forms
from numaconf.targets import registry
from numaconf.targets.subject import header

if TYPE_CHECKING:
    from numaconf.targets.subject import Subject


def is_nothing_of_it(subject: Subject, data: bytes) -> bool:
    """Whether no reader of its kind can make anything of a file."""
    return _is_no_map(subject) or _is_no_user_data(subject, data)


def _is_no_map(subject: Subject) -> bool:
    """Whether a file that is said to be a kubelet's is something else, from which no decoder makes fields."""
    value = subject.sources[0].document.value if subject.sources else {}
    its = registry.BY_NAME[subject.kind].decoder is not None
    return its and value is not None and not isinstance(value, dict)


def is_of_another(subject: Subject, said_kind: str) -> bool:
    """Whether a document of a file that is said to be one platform's is plainly none of it: no map, or another's."""
    platform, source = registry.platform(said_kind), subject.sources[0] if subject.sources else None
    if platform.given != "objects" or source is None or subject.kind.startswith("kubelet"):
        return False
    value = source.document.value
    if not isinstance(value, dict):
        return value is not None
    owner = registry.HEADERS.get(header(value))
    return owner is not None and owner not in {platform.name, *platform.takes}


def _is_no_user_data(subject: Subject, data: bytes) -> bool:
    """Whether a text that is said to be for AL2023 does not even name what nodeadm reads."""
    marks = registry.BY_NAME["al2023"].marks
    return subject.kind == "al2023" and not any(mark.encode() in data for mark in marks) and not forms.is_packed(data)
