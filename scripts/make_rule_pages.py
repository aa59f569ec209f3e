"""Write `docs/rules/`: one page per rule and a table of them, from the docstrings of the rules' modules.

Run from the top of the tree: `python -m scripts.make_rule_pages`. A test keeps the pages current.
"""

from __future__ import annotations

import pathlib

from numaconf.cli.rules import subject
from numaconf.rules import pages
from numaconf.rules.registry import RULES

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "docs" / "rules"

HEAD = """\
# Rules

What each severity means: **refused**: numaconf itself refuses, a faulty profile or what a target cannot carry.
**will-not-start**: no node becomes ready, whatever the client. **no-effect**: somebody accepts it and drops it.
**suspicious**: legal, and probably not what was meant.

`numaconf explain CODE` prints a page on the terminal, `numaconf rules WORD` a part of this table. A comment silences a
rule: `# numaconf: ignore[NC101] reason` on the line or the line above, `# numaconf: ignore-file[NC2]` for a whole file.

| code | what it finds | severity | about | name |
|---|---|---|---|---|
"""


def files() -> dict[str, str]:
    """The name and the text of every page."""
    made = {}
    rows = []
    for rule in RULES:
        page = pages.read(rule.page())
        made[f"{rule.code}.md"] = (
            f"# {rule.code}: {page.title}\n\n`{rule.name}` · {rule.severity}\n\n{pages.markdown(page)}"
        )
        about = subject(rule.code)
        rows.append(f"| [{rule.code}]({rule.code}.md) | {page.title} | {rule.severity} | {about} | `{rule.name}` |\n")
    return {"README.md": HEAD + "".join(rows), **made}


def main() -> None:
    """Write the pages, and take away those of rules that are gone."""
    made = files()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in FOLDER.glob("*.md"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
