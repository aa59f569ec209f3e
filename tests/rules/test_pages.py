"""Every rule has a page, and its examples do what the page says; so does the real kubelet where it is at hand."""

from importlib import import_module

import pytest

from numaconf.context import Context
from numaconf.documents import edits
from numaconf.rules import judge, pages
from numaconf.rules.registry import BY_CODE, BY_NAME, RULES
from tests import real
from tests.machines import oracle_format
from tests.rules import nodes
from tests.verbs.lint.asking import BEHIND
from tests.versions import MINORS

OTHER_MACHINES = {"NC314"}
"""Rules about machines that no modeline can describe, and whose kubelet starts before it panics."""

KUBELET = [rule for rule in RULES if rule.code[2] in "1234" and not rule.reader and rule.code not in OTHER_MACHINES]
"""Rules whose examples are fields of a KubeletConfiguration."""

SELECTION = judge.Selection(KUBELET)


def example(rule, section):
    (found,) = pages.examples(pages.read(rule.page()), section)
    return found.text


def judged(text):
    version, machine = nodes.context(text)
    known = Context(version, (machine,) if machine else ())
    return judge.judge(lambda version, machine: nodes.reading(text, version, machine), known, SELECTION)


LOWER = {"nodeadm", "systemd"}
"""Programs with which a title may begin."""


def test_a_title_begins_with_a_capital_letter_or_a_name():
    titles = [pages.read(rule.page()).title for rule in RULES]
    first = [title.split(maxsplit=1)[0] for title in titles]
    assert [word for word in first if word.isalpha() and word.islower() and word not in LOWER] == []


def test_codes_and_names_are_unique_and_in_order():
    codes = [rule.code for rule in RULES]
    assert codes == sorted(codes)
    assert len(BY_CODE) == len(BY_NAME) == len(RULES)


@pytest.mark.parametrize("rule", [rule for rule in RULES if not rule.reader], ids=lambda rule: rule.code)
def test_a_rule_that_no_reader_raises_can_be_asked(rule):
    assert callable(import_module(f"numaconf.rules.{rule.module}").check)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_page_has_its_sections_in_order(rule):
    page = pages.read(rule.page())
    assert page.title
    assert not page.title.endswith(".")
    known = [name for name in page.sections if name in pages.SECTIONS]
    assert known == [name for name in pages.SECTIONS if name in known]
    assert {pages.WHAT, pages.WHY} <= set(known)


@pytest.mark.parametrize("rule", KUBELET, ids=lambda rule: rule.code)
def test_a_page_is_whole(rule):
    page = pages.read(rule.page())
    missing = set(pages.SECTIONS) - set(page.sections)
    assert missing <= {pages.SAYS}
    assert (pages.SAYS in missing) <= (rule.severity != "will-not-start")


@pytest.mark.parametrize("rule", KUBELET, ids=lambda rule: rule.code)
def test_the_bad_example_is_bad_in_this_way_only(rule):
    verdict = judged(example(rule, pages.BAD))
    assert rule.code in {finding.code for finding in verdict.findings}
    assert rule.severity == next(one.severity for one in verdict.findings if one.code == rule.code)
    others = {one.code for one in verdict.findings if one.severity == "will-not-start"} - {rule.code}
    assert not others


@pytest.mark.parametrize("rule", KUBELET, ids=lambda rule: rule.code)
def test_the_good_example_is_good(rule):
    verdict = judged(example(rule, pages.GOOD))
    assert not [
        finding for finding in verdict.findings if finding.severity != "suspicious" or finding.code == rule.code
    ]


@pytest.mark.parametrize("rule", KUBELET, ids=lambda rule: rule.code)
def test_the_page_quotes_what_the_finding_says(rule):
    quoted = pages.read(rule.page()).sections.get(pages.SAYS, "")
    says = [one.says.text for one in judged(example(rule, pages.BAD)).findings if one.code == rule.code and one.says]
    assert not quoted or any(text in quoted for text in says)


def askable(section):
    """The rules whose example is for a version whose kubelet can be asked, as far as the programs go."""
    return [
        rule
        for rule in KUBELET
        if str(nodes.context(example(rule, section))[0]) in MINORS
        and (section == pages.GOOD or rule.code not in BEHIND)
    ]


def ask(text, tmp_path):
    """What the real kubelet says to an example, on its machine; skips where that kubelet is missing."""
    version, machine = nodes.context(text)
    described = oracle_format(machine) if machine else "two-numa-72"
    if machine and machine.distances is None:
        described.pop("no_distances")  # unknown to us, not absent on the machine
    return real.kubelet(f"1.{version.minor}", nodes.HEADER + text, described, tmp_path)


@pytest.mark.shared
@pytest.mark.parametrize("rule", askable(pages.BAD), ids=lambda rule: rule.code)
def test_the_kubelet_agrees_on_the_bad_example(rule, tmp_path):
    text = example(rule, pages.BAD)
    answer = ask(text, tmp_path)
    if rule.severity != "will-not-start":
        assert answer["verdict"] == "starts", answer["first_error"]
        return
    assert answer["verdict"] == "will-not-start"
    quoted = pages.read(rule.page()).sections[pages.SAYS]
    assert answer["first_error"].removeprefix("failed to run Kubelet: ") in quoted.replace(
        "failed to create kubelet: ", ""
    )


@pytest.mark.shared
@pytest.mark.parametrize("rule", askable(pages.GOOD), ids=lambda rule: rule.code)
def test_the_kubelet_agrees_on_the_good_example(rule, tmp_path):
    answer = ask(example(rule, pages.GOOD), tmp_path)
    assert answer["verdict"] == "starts", answer["first_error"]


@pytest.mark.parametrize("rule", KUBELET, ids=lambda rule: rule.code)
def test_a_fix_repairs_the_bad_example(rule):
    text = example(rule, pages.BAD)
    before = [finding for finding in judged(text).findings if finding.code == rule.code]
    fixes = [finding.fix for finding in before if finding.fix]
    for fix in fixes:
        made = [
            edits.remove(change.source, change.route)
            if change.text is None
            else edits.replace(change.source, change.route, change.text, key=change.key)
            for change in fix.changes
        ]
        fixed = edits.apply(text, made)
        after = [finding for finding in judged(fixed).findings if finding.code == rule.code]
        assert len(after) == len(before) - 1, fixed
        if fix.applicability == "safe":
            assert not [one for one in judged(fixed).findings if one.severity == "will-not-start"]


def test_some_rules_have_a_fix_of_either_kind():
    """Else the test above would be about nothing."""
    fixes = [one.fix for rule in KUBELET for one in judged(example(rule, pages.BAD)).findings if one.fix]
    assert {one.applicability for one in fixes} == {"safe", "unsafe"}
    assert len(fixes) > 10
