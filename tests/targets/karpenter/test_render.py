from __future__ import annotations

import pathlib
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from numaconf.context import Context
from numaconf.documents import yaml
from numaconf.files.recognise import as_kind
from numaconf.kubelet import quantity
from numaconf.kubelet.version import Version
from numaconf.machine import ec2
from numaconf.targets import karpenter
from numaconf.targets.karpenter import allocatable, carriers
from numaconf.targets.karpenter.allocatable import Settings
from numaconf.targets.target import Cluster, Hugepages, Intent, Reading
from tests import real
from tests.search import cases
from tests.targets.intents import CONFIGS, M5, PACKETS, intent, packets
from tests.targets.karpenter.chain import TYPE, started

A, B = Version(1, 14, 1), Version(1, 15, 0)
WHOLE = {"kubeReserved": {"ephemeral-storage": "1Gi", "memory": "2Gi"}}
AMOUNTS = {
    **{field: value for field, value in PACKETS.items() if field != "reservedSystemCPUs"},
    "kubeReserved": {"cpu": "1", "ephemeral-storage": "1Gi", "memory": "2Gi"},
    "systemReserved": {"cpu": "500m", "memory": "1Gi"},
}
"""What every family can carry: amounts of CPU in place of a list."""


def workers(version: Version, family: str = "AL2023", minor: str = "1.34", **more: Any) -> Intent:
    given: dict[str, Any] = {"options": {"amiFamily": family}, "platforms": (("karpenter", version),)}
    if family != "AL2023":
        given["config"] = AMOUNTS
    if family == "Bottlerocket":
        given["reset_memory_state_on_boot"] = False
    return packets("karpenter", minor)._replace(**{**given, **more})


def text(wanted: Intent) -> str:
    rendering = karpenter.render(wanted)
    assert rendering.refused == ()
    (artifact,) = rendering.artifacts
    assert artifact.name == "karpenter.yaml"
    return artifact.text


def objects(wanted: Intent) -> tuple[dict[str, Any], dict[str, Any]]:
    node_class, pool = (one.value for one in yaml.read_all(text(wanted)))
    return node_class, pool


def read(rendered: str, wanted: Intent) -> Reading:
    (subject,) = as_kind("karpenter", "karpenter.yaml", rendered.encode())
    context = Context(platforms=(("karpenter", wanted.version_of("karpenter")),))
    return karpenter.read(subject.sources, wanted.kubernetes, wanted.machines[0], context)


def refused(wanted: Intent) -> list[str]:
    rendering = karpenter.render(wanted)
    assert rendering.artifacts == ()
    return [one.field for one in rendering.refused]


GOLDEN = {
    "al2023-1.14.yaml": workers(A),
    "al2023-1.15.yaml": workers(B, cluster=Cluster("demo")),
    "al2.yaml": workers(A, "AL2", "1.32"),
    "bottlerocket.yaml": workers(B, "Bottlerocket"),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_the_golden_objects(name: str) -> None:
    assert text(GOLDEN[name]) == (pathlib.Path(__file__).parent / "golden" / name).read_text()


@pytest.mark.parametrize("name", GOLDEN)
def test_what_is_rendered_reads_back_as_it_was_meant(name: str) -> None:
    wanted = GOLDEN[name]
    reading = read(text(wanted), wanted)
    assert {one.code for one in reading.findings} <= {"NC512"}
    assert reading.effective is not None
    assert {key: reading.effective.config.get(key) for key in wanted.config} == {
        key: {**({"cpu": "0"} if key == "kubeReserved" else {"cpu": "4"}), **value}
        if key in {"kubeReserved", "systemReserved"} and "reservedSystemCPUs" in wanted.config
        else value
        for key, value in wanted.config.items()
    }
    assert wanted.labels.items() <= reading.labels.items()
    assert set(map(str, wanted.taints)) <= set(map(str, reading.taints)) or all(
        any(one.items() <= other.items() for other in reading.taints) for one in wanted.taints
    )
    assert reading.hugepages == wanted.hugepages


def test_below_1_15_the_class_is_closed_and_the_rest_is_in_user_data() -> None:
    node_class, _ = objects(workers(A))
    assert set(node_class["spec"]["kubelet"]) == {"kubeReserved", "systemReserved", "evictionHard"}
    assert "cpuManagerPolicy: static" in node_class["spec"]["userData"]
    assert "kubeReserved:" not in node_class["spec"]["userData"]
    node_class, _ = objects(workers(B, hugepages=(), reset_memory_state_on_boot=False))
    assert "userData" not in node_class["spec"]
    assert node_class["spec"]["kubelet"]["cpuManagerPolicy"] == "static"


def test_reserved_cpus_are_amounts_to_karpenter() -> None:
    for version in (A, B):
        kubelet = objects(workers(version))[0]["spec"]["kubelet"]
        assert kubelet["kubeReserved"] == {"cpu": "0", "ephemeral-storage": "1Gi", "memory": "2Gi"}
        assert kubelet["systemReserved"] == {"cpu": "4", "memory": "1Gi"}


def test_names_follow_the_cluster() -> None:
    node_class, pool = objects(workers(B, cluster=Cluster("demo")))
    assert node_class["spec"]["role"] == "KarpenterNodeRole-demo"
    assert node_class["spec"]["subnetSelectorTerms"] == [{"tags": {"karpenter.sh/discovery": "demo"}}]
    assert karpenter.render(workers(B, cluster=Cluster("demo"), hugepages=())).warnings == ()
    node_class, _ = objects(workers(B))
    assert node_class["spec"]["role"] == "KarpenterNodeRole-${CLUSTER_NAME}"
    (warning, _) = karpenter.render(workers(B)).warnings
    assert "${CLUSTER_NAME}" in warning
    options = {"amiFamily": "AL2023", "role": "mine", "name": "pool", "amiAlias": "al2023@v20250601"}
    node_class, pool = objects(workers(B)._replace(options=options))
    assert node_class["spec"]["role"] == "mine"
    assert node_class["spec"]["amiSelectorTerms"] == [{"alias": "al2023@v20250601"}]
    assert node_class["metadata"]["name"] == pool["metadata"]["name"] == "pool"
    assert pool["spec"]["template"]["spec"]["nodeClassRef"]["name"] == "pool"


def test_the_family_follows_the_alias() -> None:
    wanted = workers(B, "Bottlerocket")._replace(options={"amiAlias": "bottlerocket@v1.64.0"})
    assert objects(wanted)[0]["spec"]["amiFamily"] == "Bottlerocket"
    assert objects(workers(B)._replace(options={}))[0]["spec"]["amiFamily"] == "AL2023"
    other = workers(B)._replace(options={"amiFamily": "AL2023", "amiAlias": "al2@latest"})
    assert refused(other) == ["targets.karpenter.amiAlias"]


def test_the_pool_launches_the_machines_of_the_profile() -> None:
    _, pool = objects(workers(B))
    template = pool["spec"]["template"]
    assert template["spec"]["requirements"] == [
        {"key": "node.kubernetes.io/instance-type", "operator": "In", "values": [TYPE]}
    ]
    assert template["metadata"]["labels"] == {"example.com/numa": "true", "a": ""}
    assert template["spec"]["taints"] == [{"key": "dedicated", "value": "packets", "effect": "NoSchedule"}]


def test_what_no_family_can_carry_is_named() -> None:
    assert M5 is not None
    assert refused(workers(B, labels={"karpenter.sh/x": "y"})) == ["node.labels[karpenter.sh/x]"]
    assert refused(workers(B, labels={"kubernetes.io/hostname": "y"})) == ["node.labels[kubernetes.io/hostname]"]
    assert refused(workers(B, labels={"a": "not a value"})) == ["node.labels[a]"]
    assert refused(workers(B, machines=(M5._replace(instance_type=None, name="mine"),))) == ["machine"]
    taint = {"key": "a", "effect": "NoSchedule"}
    assert refused(workers(B, taints=(taint, taint))) == ["node.taints"]
    assert refused(workers(Version(0, 37, 0))) == ["targets.karpenter.version"]


def test_what_a_family_cannot_carry_is_named() -> None:
    whole = {"config": PACKETS}
    assert refused(workers(A, "AL2", "1.33")) == ["kubernetesVersion"]
    assert refused(workers(A, "AL2", "1.32", **whole)) == ["kubelet.reservedSystemCPUs"]
    assert refused(workers(B, "Bottlerocket", **whole)) == ["kubelet.reservedSystemCPUs"]
    assert refused(workers(A, "Bottlerocket")) == ["kubelet.reservedMemory"]
    options = {"cpuManagerPolicy": "static", "cpuManagerPolicyOptions": {"full-pcpus-only": "true"}, **WHOLE}
    assert refused(workers(Version(1, 8, 0), "Bottlerocket", config=options)) == ["kubelet.cpuManagerPolicyOptions"]
    gates = {"featureGates": {"NodeSwap": True}}
    assert refused(workers(B, "Bottlerocket", config=gates)) == ["kubelet.featureGates"]
    removed = {"evictionHard": {"memory.available": "1Gi"}}
    assert refused(workers(B, "AL2023", "1.31", config=removed)) == ["kubelet.evictionHard[nodefs.available]"]
    assert refused(workers(A, "AL2", "1.32", config={"kubeReserved": {"memory": "1Gi"}})) == [
        "kubelet.kubeReserved.cpu"
    ]
    remedy = karpenter.render(workers(A, "Bottlerocket")).refused[0].remedy
    assert remedy == "1.15.0 is the first version that passes it on"


def test_a_threshold_that_the_profile_takes_out_goes_by_a_node_config() -> None:
    """The API server and the controller take no null in `spec.kubelet`."""
    for version in (A, B):
        wanted = workers(version, config={"evictionHard": {"memory.available": "1Gi"}}, hugepages=())
        reading = read(text(wanted), wanted)
        assert reading.effective is not None
        assert reading.effective.config["evictionHard"] == {"memory.available": "1Gi"}


def test_what_karpenter_does_not_count_is_said() -> None:
    warnings = karpenter.render(workers(B, cluster=Cluster("demo"))).warnings
    assert warnings == (
        "Karpenter counts no hugepages: it takes a node for 32768Mi of memory more than pods can request, so request "
        "memory with care",
    )
    (legacy, *_) = karpenter.render(workers(A, "AL2", "1.32")).warnings
    assert "no longer maintained" in legacy


def test_user_data_leaves_room_for_karpenters_own() -> None:
    wanted = workers(A, config={"qosReserved": {"memory": "x" * 13000}})
    assert refused(wanted) == ["spec"]


ALWAYS = {"kubeReserved": {"cpu": "1", "ephemeral-storage": "1Gi", "memory": "1Gi"}}


@settings(deadline=None, max_examples=cases(60))
@given(CONFIGS)
def test_any_configuration_reads_back_or_is_refused(config: dict[str, Any]) -> None:
    for version in (A, B):
        wanted = workers(version, config=config, notes=("a\n- b", "×"), labels={"example.com/a": "b"}, hugepages=())
        rendering = karpenter.render(wanted)
        if rendering.refused:
            # Amounts and texts that Karpenter's schema does not take; its own fields only.
            assert all(one.field.startswith("kubelet.") for one in rendering.refused)
            continue
        (artifact,) = rendering.artifacts
        assert artifact.text.isascii()
        reading = read(artifact.text, wanted)
        fatal = [one for one in reading.findings if one.severity != "suspicious" and one.code != "NC610"]
        assert fatal == []
        assert reading.effective is not None
        got = reading.effective.config
        empty: tuple[Any, ...] = ("", 0, False, [], {})
        for field, value in config.items():
            held = got.get(field)
            if field in {"featureGates", "kubeReserved", "systemReserved"}:
                held = {key: (held or {}).get(key) for key in value}
            assert held == value or (value in empty and held in (None, *empty)), field


@pytest.mark.shared
@pytest.mark.parametrize("version", [A, B], ids=str)
def test_the_real_karpenter_takes_any_configuration_that_is_not_refused(version: Version) -> None:
    ask = real.karpenter_oracle(f"{version.major}.{version.minor}")

    # Many configurations a question: starting the program is what takes time.
    @settings(deadline=None, max_examples=3, phases=[Phase.generate])
    @given(st.lists(CONFIGS, min_size=20, max_size=30))
    def accepted(configs: list[dict[str, Any]]) -> None:
        wanted = (workers(version, config=config, labels={"example.com/a": "b"}) for config in configs)
        texts = [one.artifacts[0].text for one in map(karpenter.render, wanted) if not one.refused]
        answers = ask("validate", "--crd", "builtin", object="---\n".join(texts))
        assert len(answers) == 2 * len(texts)
        for answer in answers:
            assert answer["admitted"], answer
            assert not answer["pruned"]
            assert not answer.get("controller")

    accepted()


@pytest.mark.shared
@pytest.mark.parametrize("name", GOLDEN)
def test_the_real_karpenter_takes_it_and_the_real_kubelet_starts(name: str, tmp_path: pathlib.Path) -> None:
    """Nothing is refused or pruned, the user data is as meant, and what comes out at the end starts."""
    golden = GOLDEN[name]
    wanted = golden._replace(hugepages=(), reset_memory_state_on_boot=False)
    assert wanted.version_of("karpenter") is not None
    version = wanted.version_of("karpenter")
    ask = real.karpenter_oracle(f"{version.major}.{version.minor}")
    for one in (golden, wanted):
        for answer in ask("validate", "--crd", "builtin", object=text(one)):
            assert answer["admitted"], answer
            assert not answer["pruned"]
            assert not answer.get("controller")
    catalog = str(real.RECORDINGS / "karpenter-instance-types.csv")
    made = ask("userdata", "--instance-type", TYPE, "--catalog", catalog, nodeclass=text(wanted))
    assert not made.get("error")
    assert not made.get("log")
    family = str(wanted.options["amiFamily"])
    minor = f"1.{wanted.kubernetes.minor}"
    answer = started(family, made["userData"], minor, tmp_path)
    assert answer["first_error"] == ""
    assert answer["verdict"] == "starts"
    effective = answer["effective"]
    for field in ("reservedSystemCPUs", "evictionHard"):
        assert (effective.get(field) or None) == wanted.config.get(field), field
    assert effective["kubeReserved"].items() >= {"ephemeral-storage": "1Gi", "memory": "2Gi"}.items()
    assert effective["topologyManagerPolicy"] == "single-numa-node"
    assert effective["memoryManagerPolicy"] == "Static"


@pytest.mark.shared
@pytest.mark.parametrize("version", [A, B], ids=str)
@pytest.mark.parametrize("name", ["m5.24xlarge", "c7g.16xlarge", "p5.48xlarge", "c5n.18xlarge", "m7a.48xlarge"])
@pytest.mark.parametrize("family", ["AL2023", "Bottlerocket"])
def test_karpenter_counts_what_the_node_offers(version: Version, name: str, family: str) -> None:
    machine = ec2.instance(name)
    assert machine is not None
    config = {"reservedSystemCPUs": "0-3", **WHOLE} if family == "AL2023" else AMOUNTS
    config = {**config, "systemReserved": {**config.get("systemReserved", {}), "memory": "1Gi"}}
    config = {key: value for key, value in config.items() if key in {*carriers.RESERVED, "reservedSystemCPUs"}}
    config["evictionHard"] = {"memory.available": "500Mi", "nodefs.available": "10%", "nodefs.inodesFree": "5%"}
    wanted = workers(version, family, config=config, machines=(machine,), hugepages=())
    rendered = text(wanted)
    reading = read(rendered, wanted)
    assert not [one for one in reading.findings if one.code == "NC610"]
    kubelet = yaml.read_all(rendered)[0].value["spec"]["kubelet"]
    found = allocatable.allocatable(Settings(kubelet, family), wanted.kubernetes, machine)
    ask = real.karpenter_oracle(f"{version.major}.{version.minor}")
    catalog = str(real.RECORDINGS / "karpenter-instance-types.csv")
    answer = ask("overhead", "--instance-type", name, "--catalog", catalog, nodeclass=rendered)["allocatable"]
    assert quantity.parse(answer["cpu"]).milli == found.milli_cpu
    assert quantity.parse(answer["memory"]).bytes == found.memory
    reserved = 4000 if family == "AL2023" else 1500
    assert machine.vcpus is not None
    assert found.milli_cpu == machine.vcpus * 1000 - reserved


def test_the_hugepages_are_those_of_the_intent() -> None:
    pools = (Hugepages(1 << 21, 512, 0), Hugepages(1 << 21, 512, 1))
    for wanted in (workers(A, hugepages=pools), workers(B, "Bottlerocket", hugepages=pools)):
        assert read(text(wanted), wanted).hugepages == pools


def test_an_intent_for_any_machine_says_so() -> None:
    wanted = intent("karpenter", ALWAYS, machines=(), platforms=(("karpenter", B),), cluster=Cluster("demo"))
    assert karpenter.render(wanted).warnings == ("no instance types are named: the NodePool launches any",)
