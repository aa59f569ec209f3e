"""Which objects Karpenter reads together: a node class and the pools that name it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numaconf.documents.source import Source, mapping
from numaconf.targets.subject import Subject, of_document

if TYPE_CHECKING:
    from numaconf.documents.text import TextDocument


def together(path: str, documents: list[TextDocument], strangers: list[TextDocument]) -> list[Subject]:
    """Each node class with the pools that name it, and each pool whose class is elsewhere."""
    del strangers
    by_class: dict[str | None, list[TextDocument]] = {}
    used: set[str | None] = set()
    classes, subjects = [], []
    for one in documents:
        if "template" in mapping(one.value.get("spec")):
            by_class.setdefault(_class_name(one.value), []).append(one)
        else:
            classes.append(one)
    for one in classes:
        name = _text_or_none(mapping(one.value.get("metadata")).get("name"))
        used.add(name)
        sources = tuple(Source(path, part, part.index) for part in (one, *by_class.get(name, [])))
        subjects.append(Subject("karpenter", sources, one.index, one.line))
    rest = [one for name, pools in by_class.items() if name not in used for one in pools]
    return subjects + [of_document("karpenter", path, one) for one in rest]


def _class_name(pool: Any) -> str | None:
    template = mapping(mapping(pool.get("spec")).get("template"))
    return _text_or_none(mapping(mapping(template.get("spec")).get("nodeClassRef")).get("name"))


def _text_or_none(value: Any) -> str | None:
    return value if isinstance(value, str) else None
