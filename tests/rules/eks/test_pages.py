"""The examples on the pages of the EKS rules do what the pages say."""

from __future__ import annotations

import pytest

from numaconf import settings
from numaconf.context import Context
from numaconf.documents.pieces import PlainDocument
from numaconf.documents.source import Source
from numaconf.findings import Finding, NotChecked
from numaconf.rules import judge, pages
from numaconf.rules.base import Rule
from numaconf.rules.registry import RULES
from numaconf.targets.registry import reader

EKS = [rule for rule in RULES if "NC500" <= rule.code < "NC540" and rule.code != "NC506"]
"""Without the one about 16 KiB, which do not fit on a page."""


def judged(text: str) -> tuple[tuple[Finding, ...], tuple[NotChecked, ...]]:
    """An example as `lint` would judge it: NodeConfigs by nodeadm, scripts by bootstrap.sh."""
    module = reader("al2023" if "node.eks.aws" in text or "NodeConfig" in text else "al2")
    known = settings.context(settings.modeline(text.encode()))
    source = [Source("example", PlainDocument(text))]
    context = known or Context()
    verdict = judge.judge(lambda version, machine: module.read(source, version, machine, context), context)
    return verdict.findings, verdict.not_checked


def example(rule: Rule, section: str) -> str:
    (found,) = pages.examples(pages.read(rule.page()), section)
    return found.text


@pytest.mark.parametrize("rule", EKS, ids=lambda rule: rule.code)
def test_the_bad_example_is_bad_and_the_good_one_good(rule: Rule) -> None:
    bad, gaps = judged(example(rule, pages.BAD))
    if rule.code == "NC526":
        assert "NC526" in {gap.code for gap in gaps}
    else:
        assert rule.code in {finding.code for finding in bad}
    good, gaps = judged(example(rule, pages.GOOD))
    assert rule.code not in {one.code for one in (*good, *gaps)}
    assert not [finding for finding in good if finding.severity != "suspicious"]
