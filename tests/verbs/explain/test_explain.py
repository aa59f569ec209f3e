"""Explanations, and the table of the kubelet's texts against pages and real kubelets."""

import contextlib
import random
import re

import pytest

from numaconf.errors import CannotDo
from numaconf.kubelet import version
from numaconf.rules import log_lines, pages
from numaconf.rules.registry import BY_CODE, RULES
from numaconf.verbs import explain
from tests import real
from tests.rules import generate
from tests.rules.test_against_kubelets import text as config_file
from tests.search import cases
from tests.versions import SOME

RAISED = [rule for rule in RULES if rule.code[2] in "123" and pages.SAYS in pages.read(rule.page()).sections]


def test_the_table_has_every_rule():
    assert [row.code for row in explain.table()] == [rule.code for rule in RULES]
    assert all(row.title for row in explain.table())


@pytest.mark.parametrize("word", ["NC101", "nc101", "reserved-memory-mismatch", "Reserved-Memory-Mismatch "])
def test_a_rule_by_code_or_name(word):
    found = explain.explain(word)
    assert isinstance(found, explain.RuleAnswer)
    assert found.rule.code == "NC101"
    assert found.url == pages.url("NC101")
    assert next(iter(found.page.sections)) == pages.WHAT


@pytest.mark.parametrize(
    ("word", "meant"),
    [("reserved-memory-mismach", "reserved-memory-mismatch"), ("NC1011", "NC101"), ("kubeReservd", "kubeReserved"),
     ("full-pcpu-only", "full-pcpus-only")],
)  # fmt: skip
def test_a_misspelt_word_gets_a_suggestion(word, meant):
    with pytest.raises(CannotDo, match=re.escape(meant)):
        explain.explain(word)


def test_anything_else_is_refused():
    with pytest.raises(CannotDo, match="nothing is known of 'zzzzzz"):
        explain.explain("zzzzzz " * 100)


@pytest.mark.parametrize(
    ("word", "path", "type_"),
    [
        ("reservedMemory", "reservedMemory", "[]MemoryReservation"),
        ("reservedMemory.limits", "reservedMemory.0.limits", "ResourceList"),
        ("/reservedMemory/1/numaNode", "reservedMemory.1.numaNode", "int32"),
        ("kubeReserved.memory", "kubeReserved.memory", "string"),
        ("evictionHard.memory.available", "evictionHard.memory.available", "string"),
        ("authentication.webhook.enabled", "authentication.webhook.enabled", "*bool"),
    ],
)
def test_a_field(word, path, type_):
    found = explain.explain(word)
    assert isinstance(found, explain.FieldAnswer)
    assert (found.path, found.type) == (path, type_)
    in_the_sum = path.partition(".")[0] in ("reservedMemory", "kubeReserved", "evictionHard")
    assert ("NC101" in {row.code for row in found.rules}) == in_the_sum


def test_a_field_names_the_rules_that_look_at_it():
    found = explain.explain("reservedSystemCPUs")
    assert isinstance(found, explain.FieldAnswer)
    assert {"NC210", "NC211", "NC212"} <= {row.code for row in found.rules}


def test_an_option_and_a_gate():
    option = explain.explain("strict-cpu-reservation")
    assert isinstance(option, explain.OptionAnswer)
    assert [option.stages[minor] for minor in (31, 32, 33, 35)] == [None, "alpha", "beta", "GA"]
    gate = explain.explain("MemoryManager")
    assert isinstance(gate, explain.GateAnswer)
    assert gate.states[36] is None
    assert gate.states[31].default
    assert not gate.states[31].locked


@pytest.mark.parametrize("rule", RAISED, ids=lambda rule: rule.code)
def test_the_line_on_a_rules_page_leads_to_the_rule(rule):
    quoted = " ".join(pages.read(rule.page()).sections[pages.SAYS].split())
    found = explain.explain(quoted)
    assert isinstance(found, explain.LogAnswer)
    assert rule.code in {said.code for said in found.said if said.code} | _also(found)
    assert "{" not in found.said[0].meaning


def _also(found):
    """Rules that a meaning names because the kubelet says the same in both cases."""
    return {code for said in found.said for code in re.findall(r"NC\d{3}", said.meaning)}


def test_numbers_are_explained():
    line = (
        'E1123 10:00:00.000000    1234 run.go:72] "command failed" err="failed to run Kubelet: the total amount '
        '\\"3Gi\\" of type \\"memory\\" is not equal to the value \\"3172Mi\\" determined by Node Allocatable feature"'
    )
    (said,) = explain.explain(line).said
    assert said.code == "NC101"
    assert "3Gi" in said.meaning
    assert said.numbers == "Exactly the kubelet's default eviction threshold, 100Mi, is missing in reservedMemory."
    (said,) = explain.explain(line.replace("3Gi", "4Gi")).said
    assert said.numbers == "reservedMemory has 924Mi too much."


def test_every_row_names_a_rule_or_none():
    for line in log_lines.LINES:
        assert line.code == "" or line.code in BY_CODE, line
        names = set(re.compile(line.pattern).groupindex)
        assert set(re.findall(r"\{(\w+)\}", line.meaning)) <= names


@pytest.mark.random
@pytest.mark.shared
@pytest.mark.parametrize("minor", SOME)
def test_what_real_kubelets_say_is_known(minor, tmp_path):
    rnd = random.Random(f"texts {minor}")
    known = 0
    for _ in range(cases(25)):
        config, where = generate.case(rnd, version.kubernetes(minor))
        said = real.kubelet(minor, config_file(config), where.name, tmp_path)["first_error"]
        if said:
            known += 1
            assert explain.log(said), said
    assert known > 3


@pytest.mark.parametrize(
    "word",
    ["TopologyAffinityError", "SMTAlignmentError", "UnexpectedAdmissionError", "EmptyPodSharedPoolError", "OutOfcpu",
     "OutOfmemory", "OutOfpods", "OutOfhugepages-1Gi", "OutOfnvidia.com/gpu"],
)  # fmt: skip
def test_a_pod_status(word):
    found = explain.explain(word)
    assert isinstance(found, explain.StatusAnswer)
    assert found.status.reason == word
    assert found.status.steps


def test_a_pasted_event():
    event = (
        "Warning  UnexpectedAdmissionError  3s  kubelet  Allocate failed due to not enough cpus available to satisfy "
        "request: requested=3, available=1, which is unexpected"
    )
    found = explain.explain(event)
    assert isinstance(found, explain.StatusAnswer)
    assert found.numbers.startswith("3 CPUs asked for, 1 free")
    short = "Node didn't have enough resource: cpu, requested: 8000, used: 90500, capacity: 94000"
    found = explain.explain(f"Pod was rejected: {short}")
    assert (found.status.reason, found.numbers) == ("OutOfcpu", "asked for: 8, free: 3.5 of 94")
    found = explain.explain("SMT Alignment Error: requested 5 cpus not multiple cpus per core = 2")
    assert found.numbers == "5 is not a multiple of 2: ask for 4 or 6"


HEAD, TAIL = 'I0122 12:45:27.43 31 scope_container.go:83] "TopologyHints" hints=', ' pod="a/b" containerName="app"\n'
LOGGED = "".join(
    HEAD + hints + TAIL
    for hints in (
        '{"example.com/gpu":[{"NUMANodeAffinity":3,"Preferred":true}]}',
        '{"cpu":[{"NUMANodeAffinity":3,"Preferred":true}]}',
        '{"memory":[{"NUMANodeAffinity":1,"Preferred":true},{"NUMANodeAffinity":2,"Preferred":true}]}',
    )
)


def test_logged_hints_are_merged_once_more():
    found = explain.explain(LOGGED)
    assert isinstance(found, explain.HintsAnswer)
    (one,) = found.replays
    assert (one.pod, one.container) == ("a/b", "app")
    assert one.hints["memory"] == [(1, True), (2, True)]
    assert one.policies["best-effort"] == "admitted, NUMA nodes 0, not preferred", "as the log itself says"
    assert one.policies["restricted"].startswith("rejected")
    assert "memory on 0 or 1" in one.broken


@pytest.mark.parametrize(
    "text",
    ["TopologyHints hints=map[cpu:[{01 true} {11 false}] memory:[{10 true}]]",
     '"TopologyHints" hints={"cpu":[{"NUMANodeAffinity":"01","Preferred":true}],'
     '"memory":[{"NUMANodeAffinity":"10","Preferred":true}]}'],
)  # fmt: skip
def test_hints_of_older_logs(text):
    (one,) = explain.explain(text).replays
    assert one.policies["single-numa-node"].startswith("rejected")
    assert one.broken == "each resource is best off elsewhere: cpu on 0, memory on 1"


@pytest.mark.parametrize(
    "text", ['"TopologyHints" hints={"cpu":[{"NUMANodeAffinity":1e999}]}', '"TopologyHints" hints=' + "[" * 10_000,
             '"TopologyHints" hints={"cpu":' + "[" * 10_000]
)  # fmt: skip
def test_hostile_hints_are_no_hints(text):
    found = explain.explain(text)
    assert isinstance(found, explain.HintsAnswer)


@pytest.mark.parametrize(
    "text",
    ["x", "a:[{", 'Resource "a" has a reservation of {{1 1} ', "TopologyHints hints= ", "OutOf1-", "reservedMemory.",
     '"', "pod: ", "unrecognized feature gate: ", "cpu "],
)  # fmt: skip
def test_long_texts_are_searched_once(text: str) -> None:
    # Searched with the square of its length, a text of this size would not be done before the suite is.
    with contextlib.suppress(CannotDo):
        explain.explain(text * (300_000 // len(text)))


def test_numbers_of_many_digits_are_no_sum() -> None:
    for number in ("9" * 5000, "-" + "9" * 15):
        said = (
            f'Resource "memory" has a reservation of {{{{1 {number}}} {{}}  DecimalSI}} '
            f"but capacity of {{{{1 {number}}}"
        )
        with contextlib.suppress(CannotDo):
            explain.explain(said)
    with pytest.raises(CannotDo):
        explain.explain("reservedMemory." + "9" * 5000 + ".x")


@pytest.mark.parametrize("word", ["", " ", ".", "--", "=", "\n\n"])
def test_no_word_at_all(word):
    with pytest.raises(CannotDo, match="there is no word to explain"):
        explain.explain(word)
