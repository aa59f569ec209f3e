"""The verbs that print what numaconf knows: rules, explain, schema."""

import io
import json
import sys

import pytest

from numaconf.cli import main
from numaconf.rules.registry import RULES
from tests.versions import NEWEST

LOG = (
    'failed to run Kubelet: the total amount "2Gi" of type "memory" is not equal to the value "2148Mi" determined by '
    "Node Allocatable feature"
)


@pytest.fixture
def run(capfd, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)  # pytest-xdist sets it

    def call(*arguments):
        status = main.run(arguments)
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return status, out, err

    return call


def test_rules(run):
    status, out, err = run("rules")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert [line.split()[0] for line in lines] == [rule.code for rule in RULES]
    assert all(len(line.split()) > 3 for line in lines)
    rows = json.loads(run("rules", "--format", "json")[1])
    assert [row["code"] for row in rows] == [rule.code for rule in RULES]
    assert set(rows[0]) == {"code", "name", "severity", "title"}


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["nc31"], {f"NC31{number}" for number in range(5)}),
        (["k3s"], {f"NC55{number}" for number in range(6)}),
        (
            ["bottlerocket", "no-effect"],
            {rule.code for rule in RULES if rule.code[2] == "7" and "no-" in rule.severity},
        ),
        (["reserved-memory-mismatch"], {"NC101"}),
    ],
)
def test_some_rules(run, words, codes):
    assert codes <= {line.split()[0] for line in run("rules", *words)[1].splitlines()}
    assert len(run("rules", *words)[1].splitlines()) < 30


def test_no_rules(run):
    status, out, err = run("rules", "zzzz")
    assert (status, out) == (2, "")
    assert "no rule has zzzz" in err


@pytest.mark.parametrize("columns", ["80", "100"])
def test_rules_on_a_terminal_have_headings_and_fit(run, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    out = run("rules")[1]
    assert max(map(len, out.splitlines())) <= int(columns)
    assert {"Memory", "Karpenter", "k3s, RKE2"} <= set(out.splitlines())
    assert [line.split()[0] for line in out.splitlines() if line.startswith("  NC")] == [rule.code for rule in RULES]


@pytest.mark.parametrize("name", ["profile", "machine", "report"])
def test_schema(run, name):
    status, out, _ = run("schema", name)
    assert status == 0
    assert json.loads(out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (
            ["NC101"],
            ["NC101 reserved-memory-mismatch (will-not-start)", "What the kubelet says", "Bad", "Good", "Source"],
        ),
        (["nc101"], ["NC101"]),
        (["reserved-memory-mismatch"], ["NC101"]),
        (["NC101", "NC801"], ["NC101", "NC801"]),
        (["kubeReserved.memory"], ["kubeReserved.memory", "type: string", "NC115"]),
        (["memoryThrottlingFactor"], ["default: 0.9, none from 1.37 on"]),
        (["strict-cpu-reservation"], ["in cpuManagerPolicyOptions", "1.32: alpha", f"1.35 to {NEWEST}: GA"]),
        (["MemoryManager"], ["feature gate", f"1.36 to {NEWEST}: unknown"]),
        ([LOG], ["NC101", "100Mi"]),
        (LOG.split(), ["NC101", "100Mi"]),
    ],
)
def test_explain(run, words, says):
    status, out, err = run("explain", *words)
    assert (status, err) == (0, "")
    assert all(one in out for one in says), out


@pytest.mark.parametrize(
    ("words", "kind"),
    [(["NC101"], "rule"), (["cpuManagerPolicy"], "field"), (["align-by-socket"], "option"), (["MemoryManager"], "gate"),
     ([LOG], "log")],
)  # fmt: skip
def test_explain_json(run, words, kind):
    answer = json.loads(run("explain", *words, "--format", "json")[1])
    assert (answer["version"], [one["kind"] for one in answer["answers"]]) == (1, [kind])


def test_explain_a_log_from_standard_input(run, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"E1123 kubelet.go:1] {LOG}\n".encode())))
    assert "NC101" in run("explain", "-")[1]


def test_what_cannot_be_explained(run):
    status, out, err = run("explain", "kubeReservd")
    assert (status, out) == (2, "")
    assert "did you mean kubeReserved?" in err
    assert run("explain")[0] == 2


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rules_page_fits_the_terminal(run, monkeypatch, rule):
    monkeypatch.setenv("COLUMNS", "80")
    out = run("explain", rule.code)[1]
    assert "```" not in out
    # Examples are as they are, and a word is never broken.
    long = [
        line for line in out.splitlines() if len(line) > 80 and not line.startswith("      ") and " " in line.strip()
    ]
    assert long == []
