"""Two versions of a text, as a unified diff."""

from __future__ import annotations


def difference(name: str, before: str, after: str, new_name: str | None = None) -> str:
    """The unified diff that turns `before` into `after`; empty where they are the same."""
    from difflib import unified_diff

    lines = unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), name, new_name or f"{name} (fixed)"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
