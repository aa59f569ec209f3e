"""The examples of the rules' pages: judged here, and by the real API server's packages and provider."""

from __future__ import annotations

import re
from typing import Any

import pytest

from numaconf import settings
from numaconf.results import FileReport
from numaconf.rules import log_search, pages
from numaconf.rules.registry import BY_CODE, RULES
from numaconf.verbs.lint import file as lint
from tests import real

OURS = [rule.code for rule in RULES if rule.code.startswith("NC6")]


def example(code: str, section: str) -> str:
    (found,) = pages.examples(pages.read(BY_CODE[code].page()), section)
    assert found.language == "yaml"
    return found.text


def linted(text: str) -> FileReport:
    report = lint.lint("karpenter.yaml", text.encode(), lint.Options())
    assert report is not None
    assert report.status == "checked"
    return report


@pytest.mark.parametrize("code", OURS)
def test_the_bad_example_is_bad_in_this_way_only(code: str) -> None:
    report = linted(example(code, pages.BAD))
    assert {remark.finding.code for remark in report.remarks} == {code}
    assert BY_CODE[code].severity in {remark.finding.severity for remark in report.remarks}


@pytest.mark.parametrize("code", OURS)
def test_the_good_example_is_good(code: str) -> None:
    assert linted(example(code, pages.GOOD)).remarks == ()


@pytest.mark.parametrize("code", OURS)
def test_the_page_quotes_what_the_finding_says(code: str) -> None:
    says = [remark.finding.says for remark in linted(example(code, pages.BAD)).remarks]
    sections = pages.read(BY_CODE[code].page()).sections
    quoted = {name: text for name, text in sections.items() if name.startswith("What ")}
    assert bool(quoted) == any(says)
    who = {"api-server": "What the API server says", "karpenter": "What Karpenter says", "nodeadm": "What nodeadm says"}
    for one in says:
        if one is not None:
            assert " ".join(one.text.split()) in quoted[who[one.who]].replace("\\n", " ")


@pytest.mark.shared
@pytest.mark.parametrize("section", [pages.BAD, pages.GOOD])
@pytest.mark.parametrize("code", OURS)
def test_the_real_karpenter_agrees(code: str, section: str) -> None:
    text = example(code, section)
    version = settings.context(settings.modeline(text.encode())).version_of("karpenter")
    assert version is not None
    ask = real.karpenter_oracle(f"{version.major}.{version.minor}")
    answers: list[dict[str, Any]] = ask("validate", "--crd", "builtin", object=text)
    bad = section == pages.BAD
    assert all(one["admitted"] for one in answers) == (not (bad and code in {"NC601", "NC604"}))
    assert any(one["pruned"] for one in answers) == (bad and code in {"NC602", "NC603"})
    reasons = [reason for one in answers for reason in one.get("controller") or ()]
    assert bool(reasons) == (bad and code in {"NC605", "NC606", "NC607"})
    if reasons:
        assert reasons[0] in pages.read(BY_CODE[code].page()).sections["What Karpenter says"]
    if re.search("kind: EC2NodeClass\nmetadata", text):
        answer = ask("userdata", nodeclass=text)
        assert bool(answer.get("error")) == (bad and code == "NC613")
        assert bool(answer.get("log")) == (bad and code == "NC612")


@pytest.mark.parametrize("code", [code for code in OURS if code not in {"NC601", "NC614"}])
def test_what_karpenter_says_can_be_pasted(code: str) -> None:
    """NC601's text is any of the schema's, and NC614's is nodeadm's."""
    for remark in linted(example(code, pages.BAD)).remarks:
        if remark.finding.says is not None:
            assert code in {match.line.code for match in log_search.find(remark.finding.says.text)}
