"""Two versions of a text, as a unified diff."""

from __future__ import annotations

_LINES = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}


def coloured(text: str) -> str:
    """A unified diff with colour codes: what goes is red, what comes green."""
    lines = []
    for line in text.splitlines(keepends=True):
        body = line.rstrip("\r\n")
        colour = "\x1b[1m" if body.startswith(("--- ", "+++ ")) else _LINES.get(body[:1], "")
        lines.append(f"{colour}{body}\x1b[0m{line[len(body) :]}" if colour else line)
    return "".join(lines)


def difference(name: str, before: str, after: str, new_name: str | None = None) -> str:
    """The unified diff that turns `before` into `after`; empty where they are the same."""
    from difflib import unified_diff

    lines = unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), name, new_name or f"{name} (fixed)"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
