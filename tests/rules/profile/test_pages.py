"""The examples on the pages of the profile's own rules do what they say."""

import pytest

from numaconf.rules import pages
from numaconf.rules.registry import RULES
from numaconf.verbs.validate import validate

OURS = [rule for rule in RULES if rule.code.startswith("NC8")]


def codes(example):
    report = validate(example.text, "page.yaml")
    assert report.problems == ()
    return {remark.finding.code for remark in report.remarks()}


@pytest.mark.parametrize("rule", OURS, ids=lambda rule: rule.code)
def test_examples(rule):
    page = pages.read(rule.page())
    bad, good = pages.examples(page, pages.BAD), pages.examples(page, pages.GOOD)
    if rule.name == "not-proven":
        assert not bad, "nothing that can be written down leads there"
        return
    assert bad
    assert good
    assert all(codes(example) == {rule.code} for example in bad)
    assert all(codes(example) == set() for example in good)
