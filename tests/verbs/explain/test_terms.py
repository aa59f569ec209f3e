"""`numaconf explain` as a dictionary, and what it makes of each text on the pages and of long logs."""

import json
import re

import pytest

from numaconf.cli import main
from numaconf.kubelet import flag_table, gates, glossary, options, version
from numaconf.rules import log_search, pages
from numaconf.rules.platform_lines import GENERAL
from numaconf.rules.registry import BY_CODE, RULES
from numaconf.targets.bottlerocket.settings import KUBERNETES
from numaconf.verbs import explain
from numaconf.verbs.explain import terms
from tests.real import TREE

TEXTS = [
    (rule.code, " ".join(paragraph.split()))
    for rule in RULES
    for name, body in pages.read(rule.page()).sections.items()
    if name.startswith("What the ") or name.endswith(" says")
    for paragraph in body.split("\n\n")
]
SHORT = {"NC129", "NC414", "NC525", "NC601", "NC702", "NC714"}
"""Texts of which two thirds are only the values of this one example."""


@pytest.mark.parametrize(("code", "text"), TEXTS, ids=[f"{code}-{n}" for n, (code, _) in enumerate(TEXTS)])
def test_every_text_on_a_rules_page_is_understood_whole_and_cut(code, text):
    assert isinstance(explain.explain(text), explain.LogAnswer)
    if code not in SHORT:
        cut = log_search.find(text[: len(text) * 2 // 3])
        assert cut
        assert not any("{" in one.meaning for one in cut if one.cut)


@pytest.mark.parametrize(
    "text", ['I1 server.go] "Started kubelet"', "the pod is not available", "unable to", "x" * 5000]
)
def test_other_lines_are_not_taken_for_known_ones(text):
    assert log_search.find(text) == []


def test_a_general_line_gives_way_to_what_it_says():
    line = 'invalid configuration: topologyManagerPolicy (--topology-manager-policy) "x" must be one of: ["none"]'
    assert [one.line.code for one in log_search.find(line)] == ["NC301"]


def test_a_long_log_says_each_thing_once_with_its_line_and_count():
    failing = (
        'E1123 10:00:{:02}.000000 1 run.go:72] "command failed" err="failed to run Kubelet: the total amount \\"3Gi\\" '
        'of type \\"memory\\" is not equal to the value \\"3172Mi\\" determined by Node Allocatable feature"'
    )
    lines = [failing.format(n // 200) if n % 2 else f"I1123 10:00:00.0 1 x.go] nothing {n}" for n in range(10_000)]
    lines[7000] = "unknown flag: --pod-infra-container-image"
    (answer,) = explain.several("\n".join(lines))
    first, second = answer.said
    assert (first.line, first.times, first.code, first.first, first.last) == (
        2, 5000, "NC101", "E1123 10:00:00", "E1123 10:00:49",
    )  # fmt: skip
    assert (second.line, second.times, second.code) == (7001, 1, "NC415")
    assert len(first.quote) <= 160


def test_a_log_with_a_status_and_a_line_has_both():
    answers = explain.several("pod TopologyAffinityError\nunknown flag: --x\n")
    assert {type(one) for one in answers} == {explain.StatusAnswer, explain.LogAnswer}


@pytest.mark.parametrize("line", ["Flag --cpu-manager-policy has been deprecated, This parameter should be set via the "
                                  "config file", '"Skipping pod synchronization" err="…"'])  # fmt: skip
def test_harmless_lines_are_called_so(line):
    (said,) = explain.explain(line).said
    assert said.meaning.startswith("Harmless")


@pytest.mark.parametrize(
    ("word", "fields"),
    [
        ("single-numa-node", {"topologyManagerPolicy"}), ("SingleNumaNode", {"topologyManagerPolicy"}),
        ("restricted", {"topologyManagerPolicy"}), ("the static policy", {"cpuManagerPolicy", "memoryManagerPolicy"}),
        ("NONE", {"cpuManagerPolicy", "memoryManagerPolicy", "topologyManagerPolicy"}),
        ("pod scope", {"topologyManagerScope"}), ("best effort", {"topologyManagerPolicy", "memoryManagerPolicy"}),
    ],
)  # fmt: skip
def test_policies_and_scopes(word, fields):
    found = explain.explain(word)
    assert {one.field for one in found.word.values} == fields
    assert found.rules


def test_every_policy_that_the_kubelet_takes_is_explained():
    named = {(one.field, one.name) for one in glossary.VALUES}
    for field, names in (
        ("cpuManagerPolicy", options.CPU_POLICIES), ("memoryManagerPolicy", options.MEMORY_POLICIES),
        ("topologyManagerPolicy", options.TOPOLOGY_POLICIES), ("topologyManagerScope", options.TOPOLOGY_SCOPES),
    ):  # fmt: skip
        assert {(field, name) for name in names} <= named


@pytest.mark.parametrize("word", ["reservedmemory", "reserved-memory", "RESERVED_MEMORY", "reservedMemory"])
def test_a_field_in_any_case(word):
    found = explain.explain(word)
    assert (found.path, found.flag) == ("reservedMemory", "--reserved-memory")


def test_a_field_has_its_other_names_and_values():
    found = explain.explain("topologymanagerpolicy")
    assert (found.flag, found.setting) == (
        "--topology-manager-policy", "settings.kubernetes.topology-manager-policy",
    )  # fmt: skip
    assert [one.name for one in found.values] == list(options.TOPOLOGY_POLICIES)
    assert explain.explain("evictionHard").default["memory.available"] == "100Mi"


@pytest.mark.parametrize("name", sorted(flag_table.FLAGS))
def test_every_flag(name):
    found = explain.explain(f"--{name}=x")
    assert (found.word.name, found.word.field) == (f"--{name}", flag_table.FLAGS[name].field)


@pytest.mark.parametrize("key", sorted(KUBERNETES.fields))
def test_every_setting_of_bottlerocket(key):
    assert explain.explain(f"settings.kubernetes.{key}").word.key == f"settings.kubernetes.{key}"


def test_every_option_and_gate_in_any_case():
    for name in (*options.CPU, *options.TOPOLOGY):
        assert explain.explain(name.replace("-", "").upper()).name == name
    for name in gates.names(version.kubernetes("1.34")):
        assert terms.gate(name.lower()) == name
    assert explain.explain("prefer-align-cpus-by-uncorecache").excludes


@pytest.fixture
def run(capfd):
    """The program: its exit status and what it wrote."""

    def run(*arguments):
        status = main.run(arguments)
        return status, *capfd.readouterr()

    return run


def test_one_version(run):
    assert "beta" in (out := run("explain", "strict-cpu-reservation", "--kubernetes-version", "1.34")[1])
    assert "alpha" not in out
    assert "does not know it" in run("explain", "tlsCurvePreferences", "--kubernetes-version", "1.34")[1]
    assert run("explain", "NC101", "--kubernetes-version", "1.2")[0] == 2


def test_a_flag_on_the_command_line(run):
    status, out, _ = run("explain", "--topology-manager-policy")
    assert status == 0
    assert re.search(r"sets topologyManagerPolicy", out)


def test_codes_of_rows_are_rules():
    assert all(row.code in BY_CODE or not row.code for row in GENERAL)


@pytest.mark.parametrize("concept", glossary.CONCEPTS, ids=lambda one: one.name)
def test_words_of_the_subject(concept, run):
    for word in (concept.name, concept.name.upper(), *concept.also):
        assert explain.explain(word).word == concept
    out = run("explain", concept.name)[1]
    assert "see: " in out
    assert max(map(len, out.splitlines())) <= 80
    assert json.loads(run("explain", concept.name, "--format", "json")[1])["answers"][0]["concept"] == concept.name
    assert not concept.see.startswith("docs/") or (TREE / concept.see).exists()


def test_a_name_in_a_file_comes_before_a_word_of_the_subject():
    assert explain.explain("BestEffort").word.values[0].field == "memoryManagerPolicy"
