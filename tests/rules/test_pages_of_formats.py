"""The examples on the pages of the rules about other formats do what the pages say, as `lint` judges a file."""

from __future__ import annotations

import pathlib

import pytest

from numaconf.rules import pages
from numaconf.rules.base import Rule
from numaconf.rules.registry import RULES
from numaconf.verbs.lint.file import Options, lint

FORMATS = [rule for rule in RULES if "NC540" <= rule.code < "NC600"]
# What depends on the name of the file, or on the folder that it lies in.
_PATHS = {"NC555": "/var/lib/rancher/k3s/agent/etc/kubelet.conf.d/50-numa.conf"}


def codes(rule: Rule, section: str) -> list[str]:
    (found,) = pages.examples(pages.read(rule.page()), section)
    report = lint(_PATHS.get(rule.code, "example.yaml"), found.text.encode(), Options())
    assert report is not None
    assert report.status == "checked"
    found = [one.finding for one in report.remarks]
    return [one.code for one in found if one.severity != "suspicious" or one.code == rule.code]


@pytest.mark.parametrize("rule", FORMATS, ids=lambda rule: rule.code)
def test_the_bad_example_is_bad_and_the_good_one_good(rule: Rule) -> None:
    assert rule.code in codes(rule, pages.BAD)
    assert codes(rule, pages.GOOD) == []


def test_every_rule_of_a_reader_is_raised_somewhere() -> None:
    root = pathlib.Path(__file__).parents[2] / "numaconf" / "targets"
    text = "".join(path.read_text(encoding="utf-8") for path in root.rglob("*.py"))
    assert [rule.code for rule in FORMATS if f'"{rule.code}"' not in text] == []
