"""Where a rule's page stands on the web."""

from __future__ import annotations

SITE = "https://numaconf.readthedocs.io/en/stable/rules/"


def url(code: str) -> str:
    """The address of a rule's page."""
    return f"{SITE}{code}"
