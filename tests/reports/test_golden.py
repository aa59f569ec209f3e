"""The report is the product: a person has read these files, and documentation quotes them."""

from __future__ import annotations

import pathlib
import re

import pytest

from tests.reports import golden_reports

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return golden_reports.files()


def test_reports_are_what_stands_in_the_golden_files(made: dict[str, str]) -> None:
    held = {path.name: path.read_bytes().decode() for path in golden_reports.GOLDEN.iterdir()}
    assert made.keys() == held.keys()
    for name, text in made.items():
        assert text == held[name], f"{name}: make golden writes it anew; read the difference"


@pytest.mark.parametrize("width", golden_reports.WIDTHS)
def test_no_line_is_wider_than_the_terminal(made: dict[str, str], width: int) -> None:
    assert max(map(len, made[f"text-{width}.txt"].splitlines())) <= width


def test_colours_change_nothing_but_colours(made: dict[str, str]) -> None:
    assert re.sub(r"\\e\[[0-9;]*m", "", made["colour-80.txt"]) == made["text-80.txt"]


@pytest.mark.parametrize("page", ["README.md", "docs/lint.md"])
def test_documentation_shows_what_is_really_printed(made: dict[str, str], page: str) -> None:
    blocks = re.findall(r"```text\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)
    shown = [part for block in blocks if "NC" in block for part in block.strip("\n").split("\n\n")]
    assert len(shown) >= 2
    for part in shown:
        assert part in made["text-80.txt"]
