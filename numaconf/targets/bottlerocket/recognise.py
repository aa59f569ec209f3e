"""Which texts are Bottlerocket's user data: TOML with settings."""

from __future__ import annotations

import re

from numaconf.documents.errors import Unreadable
from numaconf.documents.source import Source
from numaconf.targets.subject import Subject

_SETTINGS = rb"(?m)^[ \t]*\[[ \t]*[\"']?settings[\"']?[ \t]*[.\]]|^[ \t]*settings\.\w[\w.-]*[ \t]*="

_IMAGE_TABLES = frozenset({"metadata", "services", "configuration-files"})
"""What the files have besides settings that Bottlerocket's image is made of."""


def given(path: str, data: bytes) -> Subject:
    """A text that is said to be settings."""
    from numaconf.documents import toml

    try:
        return Subject("bottlerocket", (Source(path, toml.read(data)),))
    except Unreadable as error:
        return Subject("bottlerocket", refusal=error)


def texts(path: str, data: bytes, form: str) -> Subject | None:
    """Bottlerocket's user data, read or perhaps only meant to be: other texts hold such lines too, further in.

    A table of that name is nothing rare, and Bottlerocket's own image has files with more than settings in them.
    """
    if path.endswith((".yaml", ".yml", ".json")) or not re.search(_SETTINGS, data):
        return None
    subject = given(path, data)
    if subject.refusal:
        return subject if form == "objects" and b"settings.kubernetes" in data else None
    from numaconf.targets.bottlerocket.settings import SETTINGS

    values = subject.sources[0].document.value
    table = values.get("settings")
    if not isinstance(table, dict) or not _IMAGE_TABLES.isdisjoint(values):
        return None
    known = b"kubernetes" in data and not SETTINGS.fields.keys().isdisjoint(table)
    return subject if known or b"bottlerocket" in data.lower() else None
