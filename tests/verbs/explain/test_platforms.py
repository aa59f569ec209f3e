"""`numaconf explain` about platforms: where a field is written, what they set by themselves, and their own names."""

import json

import pytest

from numaconf.cli import main
from numaconf.kubelet import glossary, version
from numaconf.targets.aks import tables as aks
from numaconf.targets.gke import tables as gke
from numaconf.targets.registry import PLATFORMS, renderer
from numaconf.verbs import explain
from numaconf.verbs.explain import platforms


def place(field, platform):
    (found,) = [one for one in explain.explain(field).places if one.platform == platform]
    return found


@pytest.mark.parametrize(
    ("field", "platform", "key"),
    [
        ("topologyManagerPolicy", "talos", "machine.kubelet.extraConfig.topologyManagerPolicy"),
        ("topologyManagerPolicy", "gke", "kubeletConfig.topologyManager.policy"),
        ("topologyManagerPolicy", "k3s", "kubelet-arg: topology-manager-policy=…"),
        ("reservedMemory", "bottlerocket", "settings.kubernetes.memory-manager-reserved-memory"),
        ("reservedMemory", "kops", ""),
        ("reservedMemory", "gke", ""),
        ("kubeReserved.memory", "aks", "kubeletConfig.kubeReserved.memory"),
        ("evictionHard.memory.available", "gardener", "spec.kubernetes.kubelet.evictionHard.memoryAvailable"),
        ("featureGates", "openshift", ""),
        ("cpuManagerPolicy", "minikube", "--extra-config=kubelet.cpu-manager-policy=…"),
    ],
)
def test_where_a_field_is_written(field, platform, key):
    assert place(field, platform).key == key


def test_every_platform_that_is_rendered_has_a_place():
    named = {one.platform for one in explain.explain("cpuManagerPolicy").places}
    assert {one.name for one in PLATFORMS if one.renders} - {"kubelet", "kubelet-dropin"} <= named


@pytest.mark.parametrize("field", sorted(glossary.FIELDS))
def test_what_a_platform_sets_is_what_it_is_rendered_with(field):
    for one in explain.explain(field).places:
        if one.platform in {row.name for row in PLATFORMS if row.renders}:
            config = renderer(one.platform).platform_defaults(version.kubernetes("1.34"))
            assert one.defaults[34] == config.get(field)


@pytest.mark.parametrize(
    ("word", "field", "platform"),
    [
        ("machine.kubelet.extraConfig.topologymanagerpolicy", "topologyManagerPolicy", "Talos"),
        ("spec.kubeletConfig.memoryManagerPolicy", "memoryManagerPolicy", "OpenShift"),
        ("spec.kubernetes.kubelet.cpuManagerPolicy", "cpuManagerPolicy", "Gardener"),
        ("spec.kubelet.config.reservedSystemCPUs", "reservedSystemCPUs", "NodeConfig of AL2023"),
        ("spec.kubelet.systemReserved", "systemReserved", "Karpenter, kops"),
        ("kubelet-arg=cpu-manager-policy=static", "cpuManagerPolicy", "k3s, RKE2"),
        ('kubelet-arg: ["topology-manager-scope=pod"]', "topologyManagerScope", "k3s, RKE2"),
        ("--extra-config=kubelet.cpu-manager-policy=static", "cpuManagerPolicy", "minikube"),
        ("topologyManager", "topologyManagerPolicy", "GKE"),
        ("podmaxpids", "podPidsLimit", "AKS"),
        ("memoryAvailable", "evictionHard.memory.available", "Gardener"),
        ("kubeletExtraArgs.cpu-manager-policy", "cpuManagerPolicy", "kubeadm"),
    ],
)
def test_names_of_other_platforms(word, field, platform):
    found = explain.explain(word).word
    assert (found.field, found.platform) == (field, platform)


@pytest.mark.parametrize(
    "name", sorted({*gke.FIELDS.values(), *(f"kubeletConfig.{key}" for key in aks.FIELDS.values())})
)
def test_every_name_of_gke_and_aks(name):
    for word in (name, name.upper(), name.removeprefix("kubeletConfig.")):
        assert isinstance(explain.explain(word), explain.WordAnswer | explain.FieldAnswer), word


@pytest.mark.parametrize("word", sorted(one.key for one, _ in platforms.holders()))
def test_keys_that_hold_settings(word):
    found = explain.explain(word).word
    assert (found.key, bool(found.meaning)) == (word, True)


def test_a_gate_by_its_own_name_stays_a_gate():
    assert isinstance(explain.explain("TopologyManager"), explain.GateAnswer)


@pytest.fixture
def answers(capfd):
    def answers(*arguments):
        assert main.run(("explain", *arguments, "--format", "json")) == 0
        return json.loads(capfd.readouterr().out)["answers"]

    return answers


def test_json_holds_for_the_version_that_was_asked_for(answers):
    for minor in ("1.30", "1.34"):
        (field,) = answers("evictionHard", "--kubernetes-version", minor)
        (al2023,) = [one for one in field["platforms"] if one["platform"] == "al2023"]
        assert set(al2023["defaults"]) == {minor}
        assert al2023["defaults"][minor]["memory.available"] == "100Mi"
    (field,) = answers("tlsCurvePreferences", "--kubernetes-version", "1.34")
    assert (field["known"], field["later"]) == (False, None)
    (option,) = answers("strict-cpu-reservation", "--kubernetes-version", "1.34")
    assert option["stages"] == {"1.34": "beta"}
    (gate,) = answers("MemoryManager", "--kubernetes-version", "1.36")
    assert gate["states"] == {"1.36": None}
    (flag,) = answers("--pod-infra-container-image", "--kubernetes-version", "1.38")
    assert flag["known"] is False
    (flag,) = answers("--cpu-manager-policy")
    assert flag["known"] is None


def test_the_text_says_what_platforms_do(capfd):
    assert main.run(("explain", "evictionHard")) == 0
    out = capfd.readouterr().out
    assert "k3s: imagefs.available 5%, nodefs.available 5%" in out
    assert max(map(len, out.splitlines())) <= 80
