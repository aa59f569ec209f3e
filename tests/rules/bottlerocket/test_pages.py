from __future__ import annotations

import pytest

from numaconf import settings
from numaconf.documents import toml
from numaconf.documents.source import Source
from numaconf.rules import judge, pages
from numaconf.rules.judge import Judgement
from numaconf.rules.registry import BY_CODE, RULES
from numaconf.targets import bottlerocket

OURS = [rule.code for rule in RULES if rule.code.startswith("NC7")]


def example(code: str, section: str) -> str:
    (found,) = pages.examples(pages.read(BY_CODE[code].page()), section)
    assert found.language == "toml"
    return found.text


def judged(text: str) -> Judgement:
    context = settings.context(settings.modeline(text.encode()))
    source = Source("example.toml", toml.read(text))
    return judge.judge(lambda version, machine: bottlerocket.read([source], version, machine, context), context)


@pytest.mark.parametrize("code", OURS)
def test_the_bad_example_is_bad_and_the_good_one_good(code: str):
    bad = judged(example(code, pages.BAD))
    assert code in {finding.code for finding in bad.findings}
    rule = BY_CODE[code]
    assert any(finding.code == code and finding.severity == rule.severity for finding in bad.findings)
    good = judged(example(code, pages.GOOD))
    assert good.findings == ()
    assert good.not_checked == ()


@pytest.mark.parametrize("code", OURS)
def test_a_fix_mends_the_bad_example(code: str):
    from numaconf.documents import edits

    text = example(code, pages.BAD)
    before = [finding for finding in judged(text).findings if finding.code == code]
    fixes = [finding.fix for finding in before if finding.fix]
    for fix in fixes:
        made = []
        for change in fix.changes:
            edit = (
                edits.remove(change.source, change.route)
                if change.text is None
                else edits.replace(change.source, change.route, change.text, key=change.key)
            )
            assert edit
            made.append(edit)
        after = [finding for finding in judged(edits.apply(text, made)).findings if finding.code == code]
        assert len(after) == len(before) - 1


def test_what_depends_on_the_version_of_bottlerocket_is_not_checked_without_it() -> None:
    found = judged('[settings.kernel.sysctl]\n"vm.nr_hugepages" = "16"\n')
    assert [one.code for one in found.findings] == []
    assert [(one.code, one.reason) for one in found.not_checked if "vm.nr_hugepages" in one.reason] == [
        ("NC712", "Bottlerocket version unknown: 1.28.0 to 1.40 overwrite vm.nr_hugepages")
    ]
