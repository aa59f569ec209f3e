"""The pages in `docs/rules` say what the rules' docstrings say."""

from __future__ import annotations

from scripts import make_rule_pages


def test_the_pages_are_current() -> None:
    made = make_rule_pages.files()
    folder = make_rule_pages.FOLDER
    assert sorted(path.name for path in folder.glob("*.md")) == sorted(made), "run: make docs"
    stale = [name for name, text in made.items() if (folder / name).read_text(encoding="utf-8") != text]
    assert stale == [], "run: make docs"
