"""Bottlerocket's keys for the kubelet's fields."""

from __future__ import annotations

from numaconf.kubelet import fields
from numaconf.targets.spelling import Key, Spelling


def field_of(key: str) -> str:
    """The field that a key of Bottlerocket becomes: the template's table, else the same name without dashes."""
    from numaconf.targets.bottlerocket import refusals, tables

    for row in tables.ROWS:
        if row.setting == key:
            return ".".join(row.field)
    for name, own in refusals.BY_FIELD.items():
        if own == key:
            return name
    return fields.folded("KubeletConfiguration").get(key.replace("-", "").casefold(), "")


def key_of(path: str) -> str:
    """Bottlerocket's key for a field, or an empty string."""
    from numaconf.targets.bottlerocket import settings

    first, _, rest = path.partition(".")
    for wanted, behind in ((path, ""), (first, rest)):
        for key in settings.KUBERNETES.fields:
            if field_of(key) == wanted:
                return f"settings.kubernetes.{key}{f'.{behind}' if behind else ''}"
    return ""


def _key(path: str, _flag: str) -> Key:
    return key_of(path), ""


SPELLING = Spelling("Bottlerocket", _key)
