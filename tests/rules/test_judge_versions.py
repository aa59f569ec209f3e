"""Judging over versions that are still possible says what judging each of them by itself would say."""

import json
import random

import pytest

from numaconf.context import Context
from numaconf.documents import load
from numaconf.documents.errors import Unreadable
from numaconf.documents.source import Source
from numaconf.files import nodes, recognise
from numaconf.kubelet import version
from numaconf.kubelet.effective import Origin
from numaconf.machine.find import find
from numaconf.rules import fleet, judge, verdict
from numaconf.rules.registry import BY_CODE
from numaconf.targets import kubelet
from numaconf.targets.subject import Subject
from numaconf.verbs.lint.file import Options, lint
from tests import search
from tests.kubelet import generate as texts
from tests.rules import generate as cases

HEADER = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
MACHINE = find("numa:2 core:18 pu:2 memory:96Gi")


def text(rnd):
    """A configuration with NUMA settings, or one of any fields; with gates of any version."""
    if rnd.random() < 0.5:
        config = cases.base(rnd, rnd.choice(version.ALL), MACHINE)
        for fault in rnd.sample(cases.FAULTS, rnd.choice([0, 0, 1, 2])):
            fault(config, rnd, MACHINE)
        return HEADER + "".join(f"{name}: {json.dumps(value)}\n" for name, value in config.items())
    gates = texts.gate_map(rnd, rnd.choice(version.ALL)) if rnd.random() < 0.4 else None
    fields = "".join(texts.single_fields(rnd) for _ in range(rnd.choice([1, 1, 2, 3])))
    head = HEADER if rnd.random() < 0.9 else ""
    return head + fields + (f"featureGates: {json.dumps(gates)}\n" if gates else "")


def one_by_one(source, machines):
    """Each version read and judged anew, with nothing remembered."""
    verdicts = []
    for machine in machines:
        each = []
        for minor in version.ALL:
            reading = kubelet.read((source,), minor, machine, Context())
            found = judge.of_reading(reading, judge.ALL)
            gaps, node = [*found.not_checked], reading.effective is not None
            each.append(verdict.Verdict((minor,), [*found.findings], gaps, node))
        verdicts.append(verdict.over_versions(each))
    return verdicts[0] if len(machines) == 1 else fleet.over_machines(verdicts, [one.name for one in machines])


def shown(judgement):
    findings = [(one.code, one.message, one.severity, one.says, one.origin, one.key) for one in judgement.findings]
    return sorted(map(repr, findings)), sorted(judgement.not_checked)


@pytest.mark.random
@pytest.mark.parametrize("seed", range(8))
def test_versions_that_are_alike_are_judged_together(seed):
    rnd = random.Random(seed)
    said = 0
    for _ in range(search.cases(60)):
        written = text(rnd)
        try:
            source = Source("kubelet.yaml", load.read(written))
        except Unreadable:
            continue
        machines = rnd.choice([(), (MACHINE,), (MACHINE, find("numa:4 core:8 pu:2 memory:64Gi"))])
        found = nodes.judge(Subject("kubelet", (source,)), Context(machines=machines), judge.ALL)
        assert shown(found) == shown(one_by_one(source, machines or (None,))), written
        said += len(found.findings) + len(found.not_checked)
    assert said > 12


FATAL = 2
SEVERITIES = ("suspicious", "no-effect", "will-not-start", "refused")


def places(judgement):
    """The strongest severity at each line, and at each value, that is remarked on."""
    found = {}
    for finding in judgement.findings:
        for place in verdict.places(finding):
            found[place] = max(found.get(place, 0), SEVERITIES.index(finding.severity))
    return found


def assert_agreed(every, whole, text):
    """What is said at a place with every single version is said there, by whatever rule, without one; and a document
    with which no version starts is told of.
    """
    for place in set.intersection(*(set(one) for one in every)):
        assert whole.get(place, -1) >= min(one[place] for one in every), (place, text)
    if all(max(one.values(), default=0) >= FATAL for one in every):
        assert max(whole.values(), default=0) >= FATAL, text


@pytest.mark.random
@pytest.mark.parametrize("seed", range(8))
def test_a_place_that_is_wrong_in_every_version_is_wrong_without_one(seed):
    rnd = random.Random(1000 + seed)
    for _ in range(search.cases(40)):
        written = text(rnd)
        try:
            subject = Subject("kubelet", (Source("kubelet.yaml", load.read(written)),))
        except Unreadable:
            continue
        machines = rnd.choice([(), (MACHINE,)])
        every = [places(nodes.judge(subject, Context(one, machines), judge.ALL)) for one in version.ALL]
        assert_agreed(every, places(nodes.judge(subject, Context(machines=machines), judge.ALL)), written)


NODE_CLASS = """\
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata: {name: numa}
spec:
  role: node
  amiSelectorTerms: [{alias: al2023@latest}]
  subnetSelectorTerms: [{id: subnet-1}]
  securityGroupSelectorTerms: [{id: sg-1}]
  kubelet: %s
"""
KARPENTER = [version.dotted(f"1.{minor}.0", "Karpenter") for minor in range(16)]


@pytest.mark.random
@pytest.mark.parametrize("seed", range(3))
def test_a_place_that_is_wrong_in_every_karpenter_version_is_wrong_without_one(seed):
    rnd = random.Random(seed)
    kubernetes = version.kubernetes("1.34")
    for _ in range(search.cases(10)):
        config = cases.base(rnd, kubernetes, MACHINE)
        for fault in rnd.sample(cases.FAULTS, rnd.choice([0, 1, 2])):
            fault(config, rnd, MACHINE)
        written = NODE_CLASS % json.dumps(config)
        subject = Subject("karpenter", (Source("class.yaml", load.read(written)),))
        known = Context(kubernetes, (MACHINE,))
        every = [places(nodes.judge(subject, known.with_version("karpenter", one), judge.ALL)) for one in KARPENTER]
        assert_agreed(every, places(nodes.judge(subject, known, judge.ALL)), written)


FLAGS = {
    "cpuManagerPolicy": "cpu-manager-policy", "memoryManagerPolicy": "memory-manager-policy",
    "topologyManagerPolicy": "topology-manager-policy", "topologyManagerScope": "topology-manager-scope",
    "reservedSystemCPUs": "reserved-cpus",
}  # fmt: skip
MAPS = {
    "kubeReserved": ("kube-reserved", "="), "systemReserved": ("system-reserved", "="),
    "evictionHard": ("eviction-hard", "<"), "featureGates": ("feature-gates", "="),
}  # fmt: skip


def flags(config):
    """A configuration as far as flags can say it."""
    words = [f"--{flag}={config[field]}" for field, flag in FLAGS.items() if isinstance(config.get(field), str)]
    for field, (flag, sign) in MAPS.items():
        if isinstance(config.get(field), dict) and config[field]:
            words.append(f"--{flag}=" + ",".join(f"{key}{sign}{value}" for key, value in config[field].items()))
    for field, flag in (
        ("cpuManagerPolicyOptions", "cpu-manager-policy-options"),
        ("topologyManagerPolicyOptions", "topology-manager-policy-options"),
    ):
        if isinstance(config.get(field), dict):
            words += [f"--{flag}={key}={value}" for key, value in config[field].items()]
    for entry in config.get("reservedMemory") or ():
        limits = ",".join(f"{key}={value}" for key, value in (entry.get("limits") or {}).items())
        words.append(f"--reserved-memory={entry.get('numaNode', 0)}:{limits}")
    return [word for word in words if " " not in word]


FORMATS = {
    "k.service": lambda config: "[Service]\nExecStart=/usr/bin/kubelet --config=/e.yaml \\\n"
    + "".join(f"  {word} \\\n" for word in flags(config)).replace("%", "%%") + "  --v=2\n",
    "k.env": lambda config: "KUBELET_EXTRA_ARGS='" + " ".join(flags(config)) + " --v=2'\n",
    "args/kubelet": lambda config: "\n".join([*flags(config), "--config=/e.yaml", "--v=2"]) + "\n",
    "n.yaml": lambda config: "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  kubelet:\n    config:\n"
    + "".join(f"      {name}: {json.dumps(value)}\n" for name, value in config.items()),
    "a.yaml": lambda config: "apiVersion: kubeadm.k8s.io/v1beta3\nkind: InitConfiguration\n---\n" + HEADER
    + "".join(f"{name}: {json.dumps(value)}\n" for name, value in config.items()),
    "m.yaml": lambda config: "machine:\n  kubelet:\n    extraConfig:\n"
    + "".join(f"      {name}: {json.dumps(value)}\n" for name, value in config.items()),
    "config.yaml": lambda config: "kubelet-arg:\n" + "".join(f"- {json.dumps(word[2:])}\n" for word in flags(config)),
}  # fmt: skip


@pytest.mark.random
@pytest.mark.parametrize("name", FORMATS)
def test_the_same_holds_in_every_format(name):
    rnd = random.Random(name)
    said = 0
    for _ in range(search.cases(12)):
        config = cases.base(rnd, rnd.choice(version.ALL), MACHINE)
        for fault in rnd.sample(cases.FAULTS, rnd.choice([1, 1, 2])):
            fault(config, rnd, MACHINE)
        written = FORMATS[name](config)
        machines = rnd.choice([(), (MACHINE,)])
        for subject in recognise.recognise(name, written.encode()).subjects:
            if subject.refusal:
                continue
            every = [places(nodes.judge(subject, Context(one, machines), judge.ALL)) for one in version.ALL]
            assert_agreed(every, places(nodes.judge(subject, Context(machines=machines), judge.ALL)), written)
            said += any(every)
    assert said > 3, name


CLASS = """\
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata: {name: neither-role-nor-family}
spec:
  amiSelectorTerms: [{id: ami-1}]
  subnetSelectorTerms: [{id: subnet-1}]
  securityGroupSelectorTerms: [{id: sg-1}]
"""


@pytest.mark.parametrize(
    ("name", "content", "code", "count"),
    [
        ("x.env", "KUBELET_EXTRA_ARGS=--nope=1 --never=2\n", "NC415", 2),
        ("x.service", "[Service]\nExecStart=/usr/bin/kubelet --nope=1 --never=2\n", "NC415", 2),
        ("x.sh", "#!/bin/sh\nexport KUBELET_EXTRA_ARGS='--nope=1 --never=2'\n", "NC415", 2),
        (
            "x.sh",
            "#!/bin/sh\nminikube start --extra-config=kubelet.nope=1 --extra-config=kubelet.never=2\n",
            "NC415",
            2,
        ),
        ("x.sh", "#!/bin/sh\n/etc/eks/bootstrap.sh c --first=1 --second=2\n", "NC522", 2),
        ("x.yaml", CLASS, "NC601", 2),
    ],
)
def test_an_unknown_version_hides_none_of_several_findings_of_a_rule(name, content, code, count):
    known = Context(version.kubernetes("1.32"), platforms=(("karpenter", version.dotted("1.14.1", "Karpenter")),))
    for context in (known, Context()):
        report = lint(name, content.encode(), Options(context, select=(code,)))
        assert len({(one.location.span, one.finding.message) for one in report.remarks}) == count


def test_a_reason_that_holds_for_all_is_not_lost_behind_one_of_the_newest_alone():
    text = "KUBELET_KUBEADM_ARGS=--network-plugin=cni --pod-infra-container-image=pause\n"
    report = lint("x.env", text.encode(), Options(select=("NC415",)))
    assert [one.finding.message for one in report.remarks] == [
        "no kubelet from 1.27 on has the flag --network-plugin; leave it out: the container runtime sets the network up"
    ]


def test_what_is_there_for_other_versions_is_no_finding() -> None:
    """Of two patches one has no effect in each version of kind: the file is for both."""
    from numaconf.verbs.lint.file import Options, lint

    patch = (
        "- |\n  kind: InitConfiguration\n  apiVersion: kubeadm.k8s.io/%s\n  nodeRegistration: {kubeletExtraArgs: %s}\n"
    )
    text = "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nkubeadmConfigPatches:\n"
    text += patch % ("v1beta3", '{v: "2"}') + patch % ("v1beta4", '[{name: v, value: "2"}]')
    found = lint("kind.yaml", text.encode(), Options())
    assert found is not None
    assert not found.remarks
    assert {gap.code for gap in found.gaps} == {"NC542"}


def test_what_drops_a_map_drops_what_is_wrong_in_it():
    """The field is unknown, then behind a gate, then out of range; and something else is wrong in every version."""
    text = HEADER + "crashLoopBackOff:\n  maxContainerRestartPeriod: 600s\ntopologyManagerPolicy: nonsense\n"
    report = lint("k.yaml", text.encode(), Options())
    found = {one.finding.code: (one.finding.severity, one.location.span.line) for one in report.remarks}
    assert found == {"NC301": ("will-not-start", 5), "NC407": ("no-effect", 4)}


def test_the_platform_is_named_that_decides_whatever_versions_of_kubernetes_are_alike():
    """Up to 1.30 only the older Karpenter makes something wrong, and later versions are alike for it too."""
    older, newer = (verdict.Platform("Karpenter", KARPENTER[minor], KARPENTER[minor]) for minor in (14, 15))
    wrong = BY_CODE["NC201"].finding("words", Origin("document"))
    said = [
        *(verdict.Verdict((one,), [wrong] if one.minor <= 30 else [], [], platform=older) for one in version.ALL),
        *(verdict.Verdict((one,), [], [], platform=newer) for one in version.ALL),
    ]
    (gap,) = verdict.over_versions(said).not_checked
    assert gap == ("NC201", "differs between Karpenter 1.14 and 1.15: pass --karpenter-version")
