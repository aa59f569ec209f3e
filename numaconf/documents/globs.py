"""Patterns for file names, as `.gitignore` and `[[overrides]]` have them."""

from __future__ import annotations

MOST_STARS = 3
"""In one name. The regular expression that a pattern becomes tries every way to share a name among its stars."""


def is_dear(pattern: str) -> bool:
    """Whether a pattern takes long to be matched with the name of a file: nobody writes one like it in good faith."""
    names = [name for name in pattern.split("/") if name != "**"]
    return any(name.count("*") > MOST_STARS for name in names) or pattern.count("*") > 4 * MOST_STARS
