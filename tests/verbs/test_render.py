"""Random legal profiles on random machines: what is rendered says what was asked for, to the byte, and starts."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from numaconf.kubelet import cpuset, eviction, quantity, reservation, version
from numaconf.kubelet.effective import EffectiveConfig
from numaconf.kubelet.version import FIRST, LAST
from numaconf.machine import ec2
from numaconf.profile.load import parse
from numaconf.targets.al2 import remarks
from numaconf.targets.bottlerocket.draft import VARIANTS
from numaconf.targets.k3s import defaults, items
from numaconf.targets.registry import BY_NAME, TARGETS
from numaconf.verbs.render import render
from tests import machines, real
from tests.search import cases
from tests.versions import MINORS

EC2 = ("c5n.18xlarge", "m5.24xlarge", "m6a.48xlarge", "p5.48xlarge", "m5.large", "r7g.16xlarge")
NEWEST = {"al2": remarks.LAST, "bottlerocket": max(VARIANTS)}
"""The last minor that a platform has, where that is not the last one known."""
PLATFORMS = {"karpenter": {"version": "1.15.0"}, "bottlerocket": {"version": "1.64.0"}}


@st.composite
def kubelet_blocks(draw, minor):
    """`spec.kubelet` blocks that are legal on any machine of the list."""
    memory = st.integers(1, 2 << 30).map(str) | st.integers(1, 2000).map("{}Mi".format) | st.just("1.5Gi")
    block = {
        "topologyManagerPolicy": draw(st.sampled_from(["none", "best-effort", "restricted", "single-numa-node"])),
        "topologyManagerScope": draw(st.sampled_from(["container", "pod"])),
    }
    reserved = {"memory": draw(memory)}
    if draw(st.booleans()):
        block["systemReserved"] = {"memory": draw(memory), "cpu": draw(st.sampled_from(["1", "500m", 2]))}
    if draw(st.booleans()):
        block["cpuManagerPolicy"] = "static"
        reserved["cpu"] = draw(st.sampled_from([1, "1500m", "2"]))
        if draw(st.booleans()):
            block["cpuManagerPolicyOptions"] = {"full-pcpus-only": draw(st.booleans())}
        if draw(st.booleans()):
            block["reservedSystemCPUs"] = "auto"
    block["kubeReserved"] = reserved
    if draw(st.booleans()):
        block["memoryManagerPolicy"] = "Static"
        block["reservedMemory"] = "auto"
    if draw(st.booleans()):
        signals = st.sampled_from(sorted(eviction.defaults(version.Version(1, minor))))
        block["evictionHard"] = draw(
            st.dictionaries(signals, st.sampled_from([None, "150Mi"]), max_size=3)
            | st.just({"memory.available": "300Mi"})
        )
    if draw(st.booleans()):
        block["maxPods"] = draw(st.integers(1, 250))
    return block


@st.composite
def profiles(draw, target, minors=range(FIRST, LAST + 1)):
    minor = draw(st.sampled_from([one for one in minors if one <= NEWEST.get(target, LAST)]))
    spec = {
        "kubernetesVersion": f"1.{minor}",
        "machine": {"instanceTypes": [draw(st.sampled_from(EC2))]},
        "kubelet": draw(kubelet_blocks(minor)),
        "targets": {target: PLATFORMS.get(target, {})},
        "cluster": {
            "name": "c",
            "apiServerEndpoint": "https://a.example",
            "certificateAuthority": "QQ==",
            "cidr": "10.0.0.0/16",
        },
    }
    if draw(st.booleans()):
        spec["node"] = {
            "labels": {"example.com/numa": draw(st.sampled_from(["true", "", "a.b_c-D"]))},
            "taints": [{"key": "dedicated", "effect": "NoSchedule", "value": "x"}],
        }
    return {"apiVersion": "numaconf/v1", "kind": "NumaProfile", "metadata": {"name": "random"}, "spec": spec}


def whole_options(block):
    """What the profile says, with the kubelet's types."""
    return {name: str(value).lower() for name, value in block.get("cpuManagerPolicyOptions", {}).items()}


@pytest.mark.parametrize("target", list(TARGETS))
@settings(max_examples=cases(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_what_is_rendered_is_what_was_asked_for(target, data):
    value = data.draw(profiles(target))
    (profile,) = parse(json.dumps(value), "p.json")
    assert profile.findings == ()
    done = render(profile, target)
    if done.refused:
        # An amount larger than a small machine, say: in the profile's own terms, or the platform's default is named.
        for finding in done.findings:
            assert finding.origin.source is profile.source or finding.origin.kind != "document", finding
        return
    block = value["spec"]["kubelet"]
    (node,) = done.nodes
    for field in (
        "topologyManagerPolicy",
        "topologyManagerScope",
        "cpuManagerPolicy",
        "memoryManagerPolicy",
        "maxPods",
    ):
        if field in block:
            assert node.config[field] == block[field]
    assert node.config.get("cpuManagerPolicyOptions", {}) == whole_options(block)
    if "reservedMemory" in block:
        total = sum(quantity.from_json(one["limits"]["memory"]).bytes for one in node.config["reservedMemory"])
        # The sum that a drop-in has to meet depends on the main file; the profile's own is that of its intent.
        kept = done.intent.config if target == "kubelet-dropin" else node.config
        assert total == reservation.memory(EffectiveConfig("kubelet", kept, {}, node.kubernetes, node.machine)).total
    if "reservedSystemCPUs" in block:
        cpus = cpuset.parse(node.config["reservedSystemCPUs"])
        assert cpus <= node.machine.cpus
        assert all(set(core) <= cpus or not set(core) & cpus for core in node.machine.cores)
    if BY_NAME[target].reserves and "memory" not in block["kubeReserved"]:
        assert "memory" in done.intent.config["kubeReserved"]


def here(target):
    """The minors that a platform has and whose real kubelet can be asked, or skip."""
    return [int(one[2:]) for one in real.built(one for one in MINORS if int(one[2:]) <= NEWEST.get(target, LAST))]


@pytest.mark.shared
@pytest.mark.parametrize("target", list(TARGETS))
@settings(max_examples=cases(15), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_what_is_rendered_starts_the_real_kubelet(target, data):
    """With what the platform puts in by itself, as its reader has it."""
    value = data.draw(profiles(target, here(target)))
    (profile,) = parse(json.dumps(value), "p.json")
    done = render(profile, target)
    minor = int(value["spec"]["kubernetesVersion"].split(".")[1])
    if done.refused or (target == "kubelet-dropin" and done.findings):
        return
    (node,) = done.nodes
    config = {"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration", **node.config}
    with tempfile.TemporaryDirectory() as folder:
        answer = real.kubelet(
            f"1.{minor}", json.dumps(config), machines.oracle_format(ec2.instance(node.machine.name)), Path(folder)
        )
    assert answer["verdict"] == "starts", (answer["first_error"], config)


@pytest.mark.shared
@settings(max_examples=cases(15), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_the_drop_in_of_k3s_starts_the_real_kubelet_beside_its_own(data):
    """The kubelet itself merges the two: k3s gives it a folder of drop-ins, and no main file."""
    value = data.draw(profiles("k3s", [one for one in here("k3s") if one >= items.DROPIN_SINCE]))
    (profile,) = parse(json.dumps(value), "p.json")
    done = render(profile, "k3s")
    if done.refused:
        return
    (text,) = (one.text for one in done.artifacts if one.name == "90-numa.conf")
    machine = ec2.instance(value["spec"]["machine"]["instanceTypes"][0])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "kubelet.yaml.d")
        folder.mkdir()
        (folder / "00-k3s-defaults.conf").write_text(json.dumps(defaults.DROPIN))
        (folder / "90-numa.conf").write_text(text)
        answer = real.kubelet_of(value["spec"]["kubernetesVersion"], Path(name), machines.oracle_format(machine))
    assert answer["verdict"] == "starts", (answer["first_error"], text)
    for field, asked in done.intent.config.items():
        if field in answer["effective"] and isinstance(asked, str):
            assert answer["effective"][field] == asked
    (node,) = done.nodes
    assert answer["effective"]["evictionHard"] == node.config["evictionHard"]
