"""Judging over versions and machines that are still possible."""

import subprocess
import sys

import pytest

from numaconf.context import Context
from numaconf.findings import Finding, NotChecked
from numaconf.kubelet import version
from numaconf.kubelet.effective import Origin
from numaconf.machine import synthetic
from numaconf.rules import judge
from numaconf.rules.registry import BY_CODE, RULES
from numaconf.targets.target import Reading
from tests.rules import nodes
from tests.versions import NEWEST

KUBELET = judge.Selection(rule for rule in RULES if rule.code[2] in "123")
ONE, TWO = synthetic.parse("numa:1 core:8 pu:2 memory:64Gi"), synthetic.parse("numa:2 core:8 pu:2 memory:64Gi")
STATIC = "memoryManagerPolicy: Static\nkubeReserved: {memory: 924Mi}\n"


def judged(text, minor=None, machines=(), selection=KUBELET):
    """By one document, read anew for each version as readers do."""
    context = Context(version.kubernetes(minor) if minor else None, tuple(machines))
    return judge.judge(lambda known, machine: nodes.reading(text, known, machine), context, selection)


def codes(verdict):
    return [finding.code for finding in verdict.findings]


def test_what_all_versions_say_is_said_once():
    verdict = judged(STATIC + "reservedMemory: [{limits: {memory: 1Gi}}, {limits: {memory: 1Gi}}]", machines=[TWO])
    assert sorted(codes(verdict)) == ["NC101", "NC107"]
    assert verdict.not_checked == ()


def test_what_some_versions_say_is_not_checked():
    verdict = judged(
        "cpuManagerPolicy: static\nkubeReserved: {cpu: '1'}\n"
        "cpuManagerPolicyOptions: {distribute-cpus-across-numa: 'false'}",
        machines=[TWO],
    )
    assert verdict.findings == ()
    reason = "differs between Kubernetes 1.32 and 1.33: pass --kubernetes-version"
    assert verdict.not_checked == (NotChecked("NC204", reason),)


@pytest.mark.parametrize(("minor", "expected"), [("1.32", ["NC204"]), ("1.33", []), ("1.34", [])])
def test_a_known_version_decides(minor, expected):
    """Naming an option counts, not its value: this starts from 1.33 on."""
    text = (
        "cpuManagerPolicy: static\nkubeReserved: {cpu: '1'}\n"
        "cpuManagerPolicyOptions: {distribute-cpus-across-numa: 'false'}"
    )
    assert codes(judged(text, minor, [TWO])) == expected


def test_versions_that_end_over_the_same_place_for_different_reasons():
    """Unknown up to 1.30, alpha without its gate from 1.31 on: no version starts."""
    text = (
        "cpuManagerPolicy: static\nkubeReserved: {cpu: '1'}\n"
        "cpuManagerPolicyOptions: {distribute-cpus-across-cores: 'true'}"
    )
    verdict = judged(text, machines=[TWO])
    assert codes(verdict) == ["NC204"]
    assert verdict.not_checked == ()
    assert NEWEST in verdict.findings[0].message


def test_each_of_several_machines_is_meant():
    text = STATIC + "reservedMemory: [{limits: {memory: 512Mi}}, {numaNode: 1, limits: {memory: 512Mi}}]"
    verdict = judged(text, "1.34", [ONE, TWO])
    wrong = [one for one in verdict.findings if one.severity != "suspicious"]
    assert [(finding.code, finding.machine) for finding in wrong] == [("NC104", ONE.name)]
    assert codes(judged(text, "1.34", [TWO])) == []
    both = judged(text.replace("512Mi", "500Mi"), None, [ONE, TWO])
    wrong = [one for one in both.findings if one.severity != "suspicious"]
    assert [(finding.code, finding.machine) for finding in wrong] == [("NC101", None), ("NC104", ONE.name)]


def test_an_unknown_machine_is_a_gap_only_where_it_matters():
    text = STATIC + "reservedMemory: [{limits: {memory: 1Gi}}]"
    assert judged(text, "1.34").not_checked == ()
    more = judged(text.replace("{limits", "{numaNode: 1, limits"), "1.34")
    assert more.not_checked == (NotChecked("NC104", "machine unknown"),)


def test_a_selection_leaves_the_other_rules_out():
    text = STATIC + "cpuManagerPolicy: Static"
    assert sorted(codes(judged(text, "1.34"))) == ["NC102", "NC201"]
    only = judge.Selection([BY_CODE["NC201"]])
    assert codes(judged(text, "1.34", selection=only)) == ["NC201"]
    assert codes(judged(text, selection=only)) == ["NC201"]


def reader(code, minors, *, effective=False):
    """A reader that has something to say about some minors, and no configuration for those (unless `effective`)."""
    finding = Finding(code, BY_CODE[code].name, "will-not-start", "words", Origin("document"))

    def read(known, machine):
        wrong = known.minor in minors
        node = nodes.node("cpuManagerPolicy: Static", known) if effective or not wrong else None
        return Reading(node, (finding,) if wrong else (), not_checked=(NotChecked("NC004", "gap"),))

    return read


def test_what_the_reader_says_goes_the_same_way():
    some, every = range(27, 32), judge.EVERY
    verdict = judge.judge(reader("NC005", some), Context())
    assert codes(verdict) == ["NC201"]  # said of every version that has a configuration
    assert (
        NotChecked("NC005", "differs between Kubernetes 1.31 and 1.32: pass --kubernetes-version")
        in verdict.not_checked
    )
    assert NotChecked("NC004", "gap") in verdict.not_checked
    assert codes(judge.judge(reader("NC005", every), Context())) == ["NC005"]
    assert codes(judge.judge(reader("NC005", every, effective=True), Context())) == ["NC005", "NC201"]
    assert codes(judge.judge(reader("NC005", every), Context(version.kubernetes("1.34")))) == ["NC005"]


def test_rules_are_asked_again_where_the_configuration_differs():
    """A platform may set other values in other versions, which a rule must see that does not look at the version."""

    def read(known, machine):
        policy = "Static" if known.minor < 30 else "static"
        return nodes.reading(f"cpuManagerPolicy: {policy}\nkubeReserved: {{cpu: '1'}}", known)

    verdict = judge.judge(read, Context(), KUBELET)
    assert verdict.findings == ()
    assert (
        NotChecked("NC201", "differs between Kubernetes 1.29 and 1.30: pass --kubernetes-version")
        in verdict.not_checked
    )


def test_rules_are_chosen_by_fields_and_unknown_fields():
    node = nodes.node("aFieldThatNoRuleReads: 10")
    assert KUBELET.of(node) == ()
    node = nodes.node("aFieldThatNoRuleReads: 10", unknown={("kubeReserved", "memory"): "machine unknown"})
    assert [rule.code for rule, _ in KUBELET.of(node)] == ["NC115"]  # two more read it, and have nothing to say


def test_rules_that_have_nothing_to_say_are_not_loaded():
    program = (
        "import sys\n"
        "from numaconf.rules import judge\n"
        "from numaconf.kubelet.effective import EffectiveConfig\n"
        "from numaconf.kubelet.version import Version\n"
        "from numaconf.rules.registry import RULES\n"
        "chosen = judge.Selection(rule for rule in RULES if rule.reads)\n"
        "chosen.of(EffectiveConfig('kubelet', {'cpuManagerPolicy': 'Static'}, {}, Version(1, 34)))\n"
        "print(*(name for name in sys.modules if name.startswith('numaconf.rules.')))\n"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "numaconf.rules.cpu.policy" in loaded
    assert not [name for name in loaded if name.startswith(("numaconf.rules.memory", "numaconf.rules.topology"))]


TYPES = [synthetic.parse(f"numa:{nodes} core:8 pu:2 memory:64Gi") for nodes in (1, 2, 4)]


def test_one_mistake_on_many_machines_is_one_finding():
    """With the amounts of all of them, and no fix that is right for one only."""

    def read(known, machine):
        kept = {1: "1000Mi", 2: "2000Mi", 4: "3000Mi"}[len(machine.nodes)]
        text = f"memoryManagerPolicy: Static\nkubeReserved: {{memory: {kept}}}\n"
        return nodes.reading(text + "reservedMemory: [{limits: {memory: 9Gi}}]", known, machine)

    only = judge.Selection([BY_CODE["NC101"]])
    (finding,) = judge.judge(read, Context(version.kubernetes("1.34"), tuple(TYPES)), only).findings
    assert "1100Mi to 3100Mi on 3 machines (3 amounts: 1100Mi on numa:1" in finding.message
    assert finding.message.endswith("Write kubeReserved.memory down, then one sum is right for all of them")
    assert (finding.fix, finding.machine, finding.says) == (None, None, None)


def test_what_some_machines_lack_names_them():
    text = "reservedSystemCPUs: 0,40"
    only = judge.Selection([BY_CODE["NC211"]])
    (finding,) = judged(text, "1.34", TYPES, only).findings
    assert finding.message.endswith(f"; on 2 of 3 machines: {TYPES[0].name}, {TYPES[1].name}")
