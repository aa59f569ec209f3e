from __future__ import annotations

import pathlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numaconf.context import Context
from numaconf.documents import toml
from numaconf.documents.source import Source
from numaconf.errors import CannotDo
from numaconf.kubelet.compare import missing
from numaconf.kubelet.version import ALL, Version
from numaconf.machine.find import find
from numaconf.targets import bottlerocket
from numaconf.targets.bottlerocket import tables, toml_write
from numaconf.targets.bottlerocket.draft import COPIED, VARIANTS
from numaconf.targets.target import Cluster, Hugepages, Intent, Rendering
from tests.machines import oracle_format
from tests.real import kubelet
from tests.search import cases
from tests.targets.bottlerocket.test_kubelet import MACHINE, configuration

GOLDEN = pathlib.Path(__file__).parent / "golden"
OS = Version(1, 64, 0)

PACKETS: dict[str, Any] = {
    "cpuManagerPolicy": "static",
    "cpuManagerPolicyOptions": {"full-pcpus-only": "true"},
    "topologyManagerPolicy": "single-numa-node",
    "topologyManagerScope": "pod",
    "memoryManagerPolicy": "Static",
    "kubeReserved": {"cpu": "250m", "ephemeral-storage": "1Gi", "memory": "2Gi"},
    "systemReserved": {"memory": "1Gi"},
    "evictionHard": {
        "imagefs.available": "15%",
        "imagefs.inodesFree": "5%",
        "memory.available": "500Mi",
        "nodefs.available": "10%",
        "nodefs.inodesFree": "5%",
    },
    "reservedMemory": [
        {"numaNode": 0, "limits": {"memory": "1786Mi"}},
        {"numaNode": 1, "limits": {"memory": "1786Mi"}},
    ],
    "reservedSystemCPUs": "0,18,36,54",
}


def intent(config: dict[str, Any] | None = None, minor: int = 34, os: Version | None = OS, **more: Any) -> Intent:
    return Intent(
        "workers", "bottlerocket", Version(1, minor), (), config or {}, platforms=(("bottlerocket", os),), **more
    )


def texts(rendering: Rendering) -> tuple[str, str]:
    assert not rendering.refused, rendering.refused
    found = {artifact.name: artifact.text for artifact in rendering.artifacts}
    assert next(iter(found)) == "user-data.toml"
    return found["user-data.toml"], found.get("settings.kubernetes.toml", "")


def refused(one: Intent) -> list[tuple[str, str]]:
    rendering = bottlerocket.render(one)
    assert not rendering.artifacts
    return [(entry.field, entry.remedy) for entry in rendering.refused]


def check(name: str, text: str) -> None:
    """Compare with a golden file that a person has read."""
    assert text == (GOLDEN / name).read_text()


def test_packet_workers():
    one = intent(
        PACKETS,
        hugepages=(Hugepages(2 << 20, 512), Hugepages(1 << 30, 16, 1), Hugepages(1 << 30, 16, 0)),
        labels={"example.com/numa-aligned": "true"},
        taints=({"key": "dedicated", "value": "packets", "effect": "NoSchedule"},),
        cluster=Cluster("demo", "https://example.eks.amazonaws.com", "aGk=", "10.100.0.0/16"),
        notes=("reservedMemory 3572Mi = kubeReserved 2Gi + systemReserved 1Gi + evictionHard 500Mi",),
    )
    whole, pasted = texts(bottlerocket.render(one))
    check("packet-workers.toml", whole)
    check("packet-workers.pasted.toml", pasted)


def test_the_piece_is_valid_below_the_header_of_a_module():
    cluster = Cluster("demo", "https://example.eks.amazonaws.com", "aGk=", "10.100.0.0/16")
    pages = (Hugepages(1 << 30, 1),)
    _, pasted = texts(bottlerocket.render(intent(PACKETS, cluster=cluster, hugepages=pages)))
    module = '[settings.kubernetes]\n"cluster-name" = "demo"\n"api-server" = "x"\n"cluster-dns-ip" = ["10.100.0.10"]\n'
    document = toml.read(module + pasted).value
    assert document["settings"]["kubernetes"]["reserved-cpus"] == "0,18,36,54"
    assert document["settings"]["kubernetes"]["cluster-name"] == "demo"
    assert document["settings"]["kernel"]["hugepages"]["static"]["1Gi"] == {"count": "1"}


def test_no_header_has_quotes_in_it():
    whole, _ = texts(bottlerocket.render(intent(PACKETS, labels={"example.com/a": "b"})))
    assert not [line for line in whole.splitlines() if line.startswith("[") and '"' in line]


def test_a_single_reserved_cpu_is_written_as_a_range():
    whole, _ = texts(bottlerocket.render(intent({"reservedSystemCPUs": "7"})))
    assert toml.read(whole).value["settings"]["kubernetes"]["reserved-cpus"] == "7-7"


def test_the_first_version_that_can_is_named():
    options = {"cpuManagerPolicy": "static", "cpuManagerPolicyOptions": {"strict-cpu-reservation": "true"}}
    field, since = "kubelet.cpuManagerPolicyOptions[strict-cpu-reservation]", "is the first version that does"
    assert refused(intent(options, os=Version(1, 50, 0))) == [(field, f"1.51.0 {since}")]
    topology = {"topologyManagerPolicyOptions": {"prefer-closest-numa-nodes": "true"}}
    assert refused(intent(topology, os=Version(1, 54, 0))) == [
        ("kubelet.topologyManagerPolicyOptions", f"1.60.0 {since}")
    ]
    pid = {"kubeReserved": {"pid": "1000"}}
    assert refused(intent(pid, os=Version(1, 49, 0))) == [("kubelet.kubeReserved", f"1.50.0 {since}")]
    cpus = {"reservedSystemCPUs": "0-1"}
    assert refused(intent(cpus, minor=31, os=Version(1, 20, 0))) == [("kubelet.reservedSystemCPUs", f"1.21.0 {since}")]


def test_what_a_kubernetes_version_drops_is_refused():
    topology = {"topologyManagerPolicyOptions": {"prefer-closest-numa-nodes": "true"}}
    texts(bottlerocket.render(intent(topology, 35)))
    (reason,) = (entry.reason for entry in bottlerocket.render(intent(topology, 36)).refused)
    assert reason == (
        "the kubelet template of Kubernetes 1.36 does not write prefer-closest-numa-nodes; that of 1.33 to 1.35 does; "
        "leave it out"
    )
    assert refused(intent(topology, 32)) == [("kubelet.topologyManagerPolicyOptions", "")]
    options = {"cpuManagerPolicy": "static", "cpuManagerPolicyOptions": {"distribute-cpus-across-numa": "true"}}
    assert refused(intent(options, 33)) == [("kubelet.cpuManagerPolicyOptions[distribute-cpus-across-numa]", "")]
    texts(bottlerocket.render(intent(options, 34)))


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({"featureGates": {"CPUManagerPolicyAlphaOptions": True}}, "kubelet.featureGates"),
        ({"enforceNodeAllocatable": ["pods", "kube-reserved"]}, "kubelet.enforceNodeAllocatable"),
        ({"podsPerCore": 10}, "kubelet.podsPerCore"),
        ({"failSwapOn": True}, "kubelet.failSwapOn"),
        ({"evictionMinimumReclaim": {"memory.available": "1Gi"}}, "kubelet.evictionMinimumReclaim"),
        ({"cpuManagerPolicyOptions": {"full-pcpus-only": "false"}}, "kubelet.cpuManagerPolicyOptions[full-pcpus-only]"),
        ({"cpuManagerPolicyOptions": {"align-by-socket": "true"}}, "kubelet.cpuManagerPolicyOptions[align-by-socket]"),
        ({"topologyManagerPolicyOptions": {"prefer-closest-numa-nodes": "false"}},
         "kubelet.topologyManagerPolicyOptions[prefer-closest-numa-nodes]"),
        ({"memoryManagerPolicy": "Static"}, "kubelet.memoryManagerPolicy"),
        ({"reservedMemory": [{"numaNode": 0, "limits": {"hugepages-2Mi": "2Mi"}}]},
         "kubelet.reservedMemory[hugepages-2Mi]"),
        ({"containerLogMaxSize": "52428800"}, "kubelet.containerLogMaxSize"),
        ({"kubeReserved": {"memory": "1E9"}}, "kubelet.kubeReserved"),
        ({"evictionHard": {"containerfs.available": "1Gi"}}, "kubelet.evictionHard"),
        ({"cpuManagerReconcilePeriod": "100us"}, "kubelet.cpuManagerReconcilePeriod"),
        ({"userNamespaces": {"idsPerPod": 65536}}, "kubelet.userNamespaces"),
        ({"singleProcessOOMKill": False}, "kubelet.singleProcessOOMKill"),
        ({"evictionMaxPodGracePeriod": 0}, "kubelet.evictionMaxPodGracePeriod"),
    ],
)  # fmt: skip
def test_what_no_setting_can_say_is_refused_by_name(config: dict[str, Any], field: str):
    assert field in [name for name, _ in refused(intent(config, 35))]


@pytest.mark.parametrize(
    "config",
    [
        {"failSwapOn": False},
        {"enforceNodeAllocatable": ["pods"]},
        {"protectKernelDefaults": True},
        {"hairpinMode": "hairpin-veth"},
        {"featureGates": {"DynamicResourceAllocation": True}},
        {"authentication": {"anonymous": {"enabled": False}}},
    ],
)
def test_what_bottlerocket_or_the_kubelet_does_anyway_needs_no_setting(config: dict[str, Any]):
    whole, _ = texts(bottlerocket.render(intent(config)))
    assert toml.read(whole).value == {"settings": {"kubernetes": {}}}


def test_a_policy_that_is_the_default_anyway():
    whole, _ = texts(bottlerocket.render(intent({"memoryManagerPolicy": "None"})))
    sources = [Source("x", toml.read(whole))]
    node = bottlerocket.read(sources, Version(1, 34), None, Context(platforms=(("bottlerocket", OS),))).effective
    assert node is not None
    assert "memoryManagerPolicy" not in node.config
    assert list(missing({"memoryManagerPolicy": "None"}, node.config, Version(1, 34))) == []
    assert list(missing({"memoryManagerPolicy": "Static"}, node.config, Version(1, 34)))


def test_the_context_of_the_file_is_in_the_file():
    machine = find("c5n.18xlarge")
    whole, _ = texts(bottlerocket.render(intent()._replace(machines=(machine,))))
    assert "# numaconf: kubernetes=1.34 bottlerocket=1.64.0 machine=c5n.18xlarge\n" in whole


def test_hugepages_by_os_version():
    def settings_of(os: Version, *pages: Hugepages) -> Any:
        whole, _ = texts(bottlerocket.render(intent({}, 34, os, hugepages=pages)))
        return {key: value for key, value in toml.read(whole).value["settings"].items() if key != "kubernetes"}

    small, large, node = Hugepages(2 << 20, 512), Hugepages(1 << 30, 4), Hugepages(1 << 30, 4, 1)
    new, old = Version(1, 64, 0), Version(1, 63, 0)
    assert settings_of(new, small, node) == {
        "kernel": {"hugepages": {"static": {"essential": True, "1Gi": {"count": "1:4"}, "2Mi": {"count": "512"}}}}
    }
    assert settings_of(old, small) == {"kernel": {"sysctl": {"vm/nr_hugepages": "512"}}}
    assert settings_of(old, large) == {
        "boot": {
            "reboot-to-reconcile": True,
            "kernel-parameters": {"default_hugepagesz": ["1G"], "hugepages": ["4"]},
        }
    }
    for pages in ((node,), (small, large)):
        assert refused(intent({}, 34, old, hugepages=pages)) == [
            ("hugepages", "1.64.0 is the first version that has settings.kernel.hugepages")
        ]
    assert refused(intent({}, 34, new, hugepages=(large, node)))[0][0] == "hugepages"
    assert bottlerocket.render(intent({}, 34, old, hugepages=(small,))).warnings


def test_the_memory_manager_state_stays_at_boot():
    assert refused(intent(PACKETS, reset_memory_state_on_boot=True))[0][0] == "node.resetMemoryManagerState"


@pytest.mark.parametrize(("minor", "first"), [(36, Version(1, 61, 0)), (37, Version(1, 66, 0))])
def test_kubernetes_versions_that_an_os_version_does_not_have(minor: int, first: Version):
    assert VARIANTS[minor][0] == first
    texts(bottlerocket.render(intent({}, minor, first)))
    assert refused(intent({}, minor, Version(1, first.minor - 1, 0)))[0][0] == "kubernetesVersion"
    assert refused(intent({}, 28, Version(1, 52, 0)))[0][0] == "kubernetesVersion"


def test_a_kubernetes_version_that_came_after_the_newest_known_os_version():
    newest, os = max(VARIANTS) + 1, tables.NEWEST
    assert refused(intent({}, newest, os)) == [("kubernetesVersion", f"no version up to {os} has one")]
    texts(bottlerocket.render(intent({}, newest, os._replace(minor=os.minor + 1))))  # it may have


def test_without_an_os_version_nothing_is_rendered():
    with pytest.raises(CannotDo, match=r"spec\.targets\.bottlerocket\.version"):
        bottlerocket.render(intent(os=None))


def test_a_label_that_bottlerocket_refuses():
    assert refused(intent(labels={"a": "-"})) == [("node.labels[a]", "")]
    assert refused(intent(taints=({"key": "a b", "effect": "NoSchedule"},)))[0][0] == "node.taints[a b]"
    assert refused(intent(cluster=Cluster("a b")))[0][0] == "cluster.name"
    assert refused(intent(cluster=Cluster("a", cidr="10.0.0.0/30")))[0][0] == "cluster.cidr"


@pytest.mark.parametrize("text", ['"', "'", "\\", "$(id)", "`id`", "a\nb", "\x7f", "é", "# x", "]]>", '"""', "\u2028"])
def test_every_string_comes_back(text: str):
    written = toml_write.text({"kernel": {text: text, "x": {"a": [text]}, "inline": {text: {text: True}}}})
    assert toml.read(written).value == {
        "settings": {"kernel": {text: text, "x": {"a": [text]}, "inline": {text: {text: True}}}}
    }


def test_a_name_cannot_leave_its_comment():
    one = intent({"maxPods": 1})._replace(name='x\n[settings.kernel]\nlockdown = "none"\r', notes=("a\nmax-pods = 2",))
    whole, pasted = texts(bottlerocket.render(one))
    assert toml.read(whole).value == {"settings": {"kubernetes": {"max-pods": 1}}}
    assert toml.read(pasted).value == {"max-pods": 1}


# Random legal intents

QUANTITY = st.integers(1, 64).map("{}Gi".format) | st.integers(1, 4096).map("{}Mi".format)
DURATION = st.sampled_from(["5s", "1m0s", "1h", "500ms"])
RESERVED = ["cpu", "memory", "ephemeral-storage", "pid"]
SIGNALS = ["memory.available", "nodefs.available", "pid.available"]


@st.composite
def reserved_memory(draw: st.DrawFn) -> list[dict[str, Any]]:
    nodes = draw(st.lists(st.integers(0, 11), unique=True, min_size=1, max_size=4))
    amounts = QUANTITY | st.integers(1, 1 << 40).map(str)
    return [{"numaNode": node, "limits": {"memory": draw(amounts)}} for node in nodes]


CONFIGS = st.fixed_dictionaries(
    {},
    optional={
        "cpuManagerPolicy": st.sampled_from(["none", "static"]),
        "cpuManagerPolicyOptions": st.sets(st.sampled_from(tables.CPU_OPTIONS[34])).map(
            lambda names: dict.fromkeys(sorted(names), "true")
        ),
        "cpuManagerReconcilePeriod": DURATION,
        "cpuCFSQuota": st.booleans(),
        "topologyManagerPolicy": st.sampled_from(["none", "best-effort", "restricted", "single-numa-node"]),
        "topologyManagerScope": st.sampled_from(["container", "pod"]),
        "topologyManagerPolicyOptions": st.fixed_dictionaries({}, optional={
            "prefer-closest-numa-nodes": st.just("true"),
            "max-allowable-numa-nodes": st.integers(8, 64).map(str),
        }),
        "kubeReserved": st.dictionaries(st.sampled_from(RESERVED), QUANTITY),
        "systemReserved": st.dictionaries(st.sampled_from(RESERVED), QUANTITY, min_size=1),
        "evictionHard": st.dictionaries(st.sampled_from(SIGNALS), QUANTITY, min_size=1),
        "reservedMemory": reserved_memory(),
        "reservedSystemCPUs": st.sampled_from(["0", "12", "0-3", "0,48", "7,8-9"]),
        "maxPods": st.integers(1, 1000),
        "podPidsLimit": st.integers(1, 1 << 20),
        "registryPullQPS": st.integers(0, 100),
        "eventBurst": st.integers(1, 100),
        "imageGCHighThresholdPercent": st.integers(81, 100),
        "containerLogMaxSize": st.integers(1, 100).map("{}Mi".format),
        "containerLogMaxFiles": st.integers(2, 10),
        "shutdownGracePeriod": DURATION,
        "seccompDefault": st.booleans(),
        "allowedUnsafeSysctls": st.just(["net.core.somaxconn", "kernel.msg*"]),
        "clusterDNS": st.just(["10.0.0.10"]),
        "memorySwap": st.sampled_from(["NoSwap", "LimitedSwap"]).map(lambda word: {"swapBehavior": word}),
        "singleProcessOOMKill": st.just(True),
        "evictionSoft": st.just({"memory.available": "1Gi"}),
        "evictionSoftGracePeriod": st.just({"memory.available": "2m"}),
    },
)  # fmt: skip
LABEL = st.from_regex(r"\A[a-z]{1,8}(/[a-z0-9]{1,8})?\Z")


@st.composite
def intents(draw: st.DrawFn) -> Intent:
    config = dict(draw(CONFIGS))
    if "reservedMemory" in config:
        config["memoryManagerPolicy"] = "Static"
    os = draw(st.sampled_from([Version(1, 21, 0), Version(1, 50, 0), Version(1, 54, 0), OS, Version(1, 66, 0)]))
    pages = draw(st.lists(st.tuples(st.sampled_from([2 << 20, 1 << 30]), st.integers(1, 99), st.integers(0, 3)),
                          unique_by=lambda page: (page[0], page[2]), max_size=3))  # fmt: skip
    labels = draw(st.dictionaries(LABEL, st.from_regex(r"\A[a-zA-Z0-9]{0,9}\Z"), max_size=2))
    effects = st.sampled_from(["NoSchedule", "NoExecute"])
    taint = st.tuples(LABEL, st.from_regex(r"\A[a-z0-9]{0,5}\Z"), effects)
    taints = draw(st.lists(taint, max_size=2, unique_by=lambda one: one[0]))
    return intent(
        config,
        draw(st.sampled_from(ALL)).minor,
        os,
        hugepages=tuple(Hugepages(*page) for page in pages),
        labels=labels,
        taints=tuple({"key": k, **({"value": v} if v else {}), "effect": e} for k, v, e in taints),
        cluster=draw(st.none() | st.just(Cluster("demo", "https://x", "aGk=", "10.100.0.0/16"))),
    )


@settings(max_examples=cases(300), deadline=None)
@given(intents())
def test_what_is_rendered_reads_back_as_it_was_meant(one: Intent):
    rendering = bottlerocket.render(one)
    if rendering.refused:
        assert not rendering.artifacts
        assert all(entry.field and entry.reason for entry in rendering.refused)
        return
    context = Context(platforms=(("bottlerocket", one.version_of("bottlerocket")),))
    for artifact in rendering.artifacts:
        reading = bottlerocket.read([Source("x", toml.read(artifact.text))], one.kubernetes, None, context)
        assert [finding for finding in reading.findings if finding.severity != "suspicious"] == []
        assert reading.effective is not None
        assert list(missing(one.config, reading.effective.config)) == []
        assert reading.labels == one.labels
        assert sorted(map(str, reading.taints)) == sorted(map(str, one.taints))
        assert set(reading.hugepages) == set(one.hugepages)
    assert bottlerocket.render(one) == rendering


@given(intents())
def test_the_newest_versions_can_say_all_of_it(one: Intent):
    """What is refused there is what the template of 1.37 drops, and nothing else."""
    dropped = {"kubelet.topologyManagerPolicyOptions"}
    newer = one._replace(kubernetes=Version(1, 37), platforms=(("bottlerocket", Version(1, 66, 0)),))
    rendering = bottlerocket.render(newer)
    assert {entry.field.partition("[")[0] for entry in rendering.refused} <= dropped


def test_every_copied_field_is_a_setting_that_the_template_writes():
    from numaconf.targets.bottlerocket.settings import KUBERNETES

    assert set(COPIED.values()) <= set(KUBERNETES.fields)


@pytest.mark.shared
@pytest.mark.parametrize("minor", ["1.31", "1.34", "1.37"])
def test_packet_workers_start_the_real_kubelet(minor: str, tmp_path: pathlib.Path):
    machine = find("c5n.18xlarge")
    config = {**PACKETS, "reservedSystemCPUs": "0"}
    os = Version(1, 66, 0)
    whole, _ = texts(bottlerocket.render(intent(config, int(minor[2:]), os)))
    answer = kubelet(
        minor,
        configuration(whole, Version(1, int(minor[2:])), os, machine.eni_max_pods),
        oracle_format(MACHINE),
        tmp_path,
    )
    assert answer["verdict"] == "starts", answer["first_error"]
