"""Sentences of lint's own, without their codes, as in a line that somebody copies from a CI log."""

import contextlib
import pathlib

import pytest

from numaconf.context import Context
from numaconf.documents.errors import Unreadable
from numaconf.errors import Problem
from numaconf.kubelet import version
from numaconf.machine import find
from numaconf.rules import log_search, pages
from numaconf.rules.lint_lines import LINT
from numaconf.rules.registry import BY_CODE, RULES
from numaconf.verbs import explain
from numaconf.verbs.explain.answers import LogAnswer, StatusAnswer
from numaconf.verbs.lint.file import Options, lint

TREE = pathlib.Path(__file__).parents[3]
NAMES = {"yaml": "x.yaml", "toml": "x.toml", "sh": "x.sh", "bash": "x.sh", "json": "x.json", "ini": "kubelet.service"}
ELSEWHERE = {"NC545": "kubernetes is not a map"}
"""Sentences that say too little to belong to one rule."""


def texts():
    """All that rules' pages show, and the files that tests of lint read."""
    for rule in RULES:
        for section in (pages.BAD, pages.GOOD):
            for one in pages.examples(pages.read(rule.page()), section):
                yield NAMES.get(one.language, "x"), one.text.encode()
    for path in sorted([*(TREE / "tests").rglob("*.yaml"), *(TREE / "tests").rglob("*.toml")]):
        yield path.name, path.read_bytes()


def messages():
    """What lint says of them, on an old, a middling and a new version and two machines, each once."""
    told = {}
    for name, data in texts():
        for minor, machine in (("1.28", "numa:1 core:4 pu:2 memory:8Gi"), ("1.34", "m5.24xlarge"), ("1.38", None)):
            context = Context(version.kubernetes(minor), (find.find(machine),) if machine else ())
            for kind in (None, "kubelet", "kubelet-dropin", "kubelet-flags"):
                found = None
                # A name that means another kind, or a machine that is not there.
                with contextlib.suppress(Problem, Unreadable):
                    found = lint(name, data, Options(context, kind))
                for remark in found.remarks if found else ():
                    told[remark.finding.code, remark.finding.message] = None
    return list(told)


def test_every_message_leads_to_its_rule():
    told = messages()
    wrong = []
    for code, message in told:
        found = [one.line.code for one in log_search.find(message.partition("\n")[0])]
        if found[:1] != [code] and ELSEWHERE.get(code) != message:
            wrong.append((code, found, message))
    assert wrong == []
    assert len({code for code, _ in told}) > 140


def test_every_row_is_of_a_rule():
    assert {row.code for row in LINT} <= BY_CODE.keys()
    assert len({row.code for row in LINT}) > 175


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("topologyManagerPolicy single-numa does not exist; write single-numa-node", "NC301"),
        ("  ╰─ topologyManagerPolicy single-numa does not exist; write single-", "NC301"),
        ("Error: the kubelet has no field loggin and drops it; did you mean logging?", "NC401"),
        ("  reservedMemory adds up to 47Gi, the node res", "NC101"),
        # It names a pod's status, and is about a rule.
        (
            "with full-pcpus-only a kubelet before 1.37 loses running pods when it restarts (SMTAlignmentError): th",
            "NC219",
        ),
    ],
)
def test_a_line_of_a_ci_log(text, code):
    answer = explain.explain(text)
    assert isinstance(answer, LogAnswer)
    (said,) = answer.said
    assert said.code == code
    assert said.meaning.startswith(pages.read(BY_CODE[code].page()).title)


def test_a_report_with_codes_is_read_by_them():
    (answer,) = explain.several(
        "x.yaml:3:1: NC301 topologyManagerPolicy x does not exist; known: none\nx.yaml:4:1: NC201 cpuManagerPolicy x\n"
    )
    assert [one.code for one in answer.said] == ["NC301", "NC201"]


def test_an_event_of_a_pod_is_a_status():
    text = "Warning TopologyAffinityError Resources cannot be allocated with Topology locality"
    assert isinstance(explain.explain(text), StatusAnswer)


@pytest.mark.parametrize(
    "field", ["cpuManagerPolicyOptions", "reservedSystemCPUs", "topologyManagerPolicy", "memoryManagerPol"]
)
def test_a_line_that_ends_with_a_field_is_no_sentence_of_lint(field):
    found = log_search.find(f'Nov 29 07:00:00 node x[1]: "applied" field={field}\n')
    assert [one for one in found if one.line in LINT] == []
