"""Profiles for one target and all their machines: versions, several instance types, hugepages, machines by hand."""

import json

import pytest

from numaconf.context import Context
from numaconf.errors import CannotDo
from numaconf.kubelet.version import Version
from numaconf.machine import ec2, synthetic
from numaconf.profile.load import parse
from numaconf.profile.machines import machines
from numaconf.profile.resolve import resolve
from numaconf.verbs.render import render

NOTHING = Context()


def profile(path="p.yaml", **spec):
    spec = {"kubernetesVersion": "1.34", **spec}
    text = {"apiVersion": "numaconf/v1", "kind": "NumaProfile", "metadata": {"name": "x"}, "spec": spec}
    (made,) = parse(json.dumps(text), path)
    assert made.findings == (), [finding.message for finding in made.findings]
    return made


def of_types(*names, **kubelet):
    return profile(machine={"instanceTypes": list(names)}, kubelet=kubelet)


def resolved(made, target="kubelet", context=NOTHING, fallback=NOTHING):
    found, wrong = machines(made)
    assert wrong == []
    return resolve(made, target, found, context, fallback)


def messages(rendered):
    return [f"{finding.code} {finding.message}" for finding in rendered.findings]


def test_versions_and_their_order():
    made = profile(targets={"karpenter": {"version": "1.14.1"}})
    assert resolved(made, "karpenter").intent.version_of("karpenter") == Version(1, 14, 1)
    stronger = Context(Version(1, 33), (), (("karpenter", Version(1, 15, 0)), ("bottlerocket", Version(1, 60, 0))))
    intent = resolved(made, "karpenter", stronger).intent
    assert (intent.kubernetes, intent.version_of("karpenter")) == (Version(1, 33), Version(1, 15, 0))
    assert intent.version_of("bottlerocket") == Version(1, 60, 0)
    assert resolved(made, "karpenter", NOTHING, stronger).intent.version_of("karpenter") == Version(1, 14, 1)
    assert resolved(made, "bottlerocket", NOTHING, stronger).intent.version_of("bottlerocket") == Version(1, 60, 0)
    with pytest.raises(CannotDo, match=r"spec\.targets\.bottlerocket\.version, or give --bottlerocket-version"):
        resolved(made, "bottlerocket")


def test_everything_of_an_intent():
    made = profile(
        hugepages=[{"size": "1Gi", "count": 16, "numaNode": 1}, {"size": "2Mi", "count": 512}],
        node={
            "labels": {"a": "b"},
            "taints": [{"key": "k", "effect": "NoSchedule"}],
            "resetMemoryManagerState": "onBoot",
        },
        cluster={"name": "c"},
        targets={"minikube": {"profile": "numa"}},
    )
    intent = resolved(made, "minikube").intent
    assert [tuple(one) for one in intent.hugepages] == [(1 << 30, 16, 1), (2 << 20, 512, None)]
    assert (intent.labels, intent.taints) == ({"a": "b"}, ({"key": "k", "effect": "NoSchedule"},))
    assert tuple(intent.cluster) == ("c", "", "", "")
    assert intent.options == {"profile": "numa"}
    assert intent.reset_memory_state_on_boot
    assert resolved(profile()).intent.cluster is None


def test_types_of_one_shape_share_a_rendering():
    made = of_types("c5n.18xlarge", "m5.24xlarge", cpuManagerPolicy="static", kubeReserved={"cpu": "1"})
    assert len(resolved(made).intent.machines) == 2


def test_types_that_differ_are_named_with_what_differs():
    made = of_types("c5n.18xlarge", "m5.24xlarge", "c5.18xlarge", reservedSystemCPUs="auto")
    (finding,) = resolved(made).findings
    assert finding.code == "NC804"
    assert finding.message == (
        "no single rendering is right for all machines: reservedSystemCPUs would be 0,18,36,54 on c5n.18xlarge, "
        "c5.18xlarge and 0,24,48,72 on m5.24xlarge; write one profile for each shape"
    )


def test_the_platforms_own_amounts_are_left_to_it_where_nothing_hangs_on_them():
    made = of_types("m5.large", "m5.xlarge", topologyManagerPolicy="best-effort")
    intent = resolved(made, "al2023").intent
    assert "kubeReserved" not in intent.config
    assert intent.notes == ("kubeReserved is left to the platform: its amounts differ between the instance types",)
    made = of_types("m5.large", "m5.xlarge", memoryManagerPolicy="Static", reservedMemory="auto")
    (finding,) = resolved(made, "al2023").findings
    assert "reservedMemory would be 674Mi (node 0) on m5.large and 993Mi (node 0) on m5.xlarge" in finding.message
    assert finding.origin.route == ("spec", "machine")
    made = of_types("m5.large", "m5.xlarge", kubeReserved="auto")
    assert resolved(made, "al2023").findings[0].code == "NC804"


def test_a_rule_that_speaks_of_one_machine_names_it():
    """Both types get the same rendering, which is right on one of them only."""
    made = of_types("c5n.18xlarge", "c5n.9xlarge", cpuManagerPolicy="static", reservedSystemCPUs="0,36-37")
    found = [(finding.machine, finding.code) for finding in render(made, "kubelet").findings]
    assert ("c5n.9xlarge", "NC2") in [(machine, code[:3]) for machine, code in found]
    assert all(machine == "c5n.9xlarge" for machine, code in found if code != "NC216")


def test_reserved_memory_may_be_right_on_all_types_while_their_memory_differs():
    limits = [{"numaNode": node, "limits": {"memory": "562Mi"}} for node in (0, 1)]
    made = of_types(
        "c5n.18xlarge",
        "c5.18xlarge",
        memoryManagerPolicy="Static",
        kubeReserved={"memory": "1Gi"},
        reservedMemory=limits,
    )
    assert messages(render(made, "kubelet")) == []


def test_a_machine_by_hand():
    numa = [{"cpus": "0-1,4-5", "memory": "8Gi"}, {"cpus": "2-3,6-7", "memory": "8Gi", "hugepages": {"1Gi": 1}}]
    made = profile(machine={"numaNodes": numa}, kubelet={"reservedSystemCPUs": "auto", "cpuManagerPolicy": "static"})
    done = render(made, "kubelet")
    assert messages(done) == []
    assert done.intent.config["reservedSystemCPUs"] == "0,2,4,6"
    assert done.intent.machines[0].threads_per_core == 2


@pytest.mark.parametrize(
    ("machine", "route", "says"),
    [
        ({"instanceTypes": ["m5.large", "m5.huge"]}, ("instanceTypes", 1), "m5.huge is not an EC2 instance type"),
        ({"synthetic": "numa:2 sockets:1 core:1"}, ("synthetic",), "sockets"),
        ({"numaNodes": [{"cpus": "0-3", "memory": "8Gi"}, {"cpus": "3-4", "memory": "8Gi"}]}, ("numaNodes", 1, "cpus"),
         "CPU 3"),
        ({"numaNodes": [{"cpus": "0-3", "memory": "8Gi"}, {"cpus": "4-7", "memory": "8Gi", "id": 0}]},
         ("numaNodes", 1, "id"), "NUMA node id 0"),
        ({"numaNodes": [{"cpus": "0-2", "memory": "8Gi"}], "threadsPerCore": 2}, ("numaNodes", 0, "cpus"), "3 CPUs"),
        ({"numaNodes": [{"cpus": "3-0", "memory": "8Gi"}]}, ("numaNodes", 0, "cpus"), "runs backwards"),
    ],
)  # fmt: skip
def test_wrong_machines(machine, route, says):
    found, (finding,) = machines(profile(machine=machine))
    assert finding.origin.route == ("spec", "machine", *route)
    assert says in finding.message
    assert len(found) == len(machine.get("instanceTypes", ())) // 2


def test_a_missing_snapshot_cannot_be_done(tmp_path):
    made = profile(str(tmp_path / "p.yaml"), machine={"snapshot": "missing.yaml"})
    with pytest.raises(CannotDo, match="cannot be read"):
        machines(made)


@pytest.mark.parametrize(
    ("pages", "says"),
    [
        ({"size": "1Gi", "count": 16, "numaNode": 1}, None),
        ({"size": "1Gi", "count": 16, "numaNode": 2}, "two has no NUMA node 2; it has 0, 1"),
        ({"size": "1Gi", "count": 32, "numaNode": 1},
         "32Gi do not fit: NUMA node 1 of two has 31Gi beside what is reserved"),
        ({"size": "1Gi", "count": 62}, None),
        ({"size": "1Gi", "count": 63}, "63Gi do not fit: two has 62Gi beside what is reserved"),
    ],
)  # fmt: skip
def test_hugepages_have_to_fit(pages, says):
    machine = synthetic.parse("numa:2 core:2 memory:32Gi")._replace(name="two")
    made = profile(
        hugepages=[pages],
        kubelet={"memoryManagerPolicy": "Static", "kubeReserved": {"memory": "1948Mi"}, "reservedMemory": "auto"},
    )
    found = render(made, "kubelet", Context(machines=(machine,))).findings
    assert [(one.code, one.message) for one in found] == ([("NC807", f"spec.hugepages[0]: {says}")] if says else [])


def test_pages_of_several_sizes_add_up():
    made = profile(
        machine={"instanceTypes": ["c5n.18xlarge"]},
        hugepages=[{"size": "1Gi", "count": 60, "numaNode": 0}, {"size": "2Mi", "count": 20_000, "numaNode": 0}],
    )
    (finding,) = render(made, "kubelet").findings
    assert finding.origin.route == ("spec", "hugepages", 1)
    assert ec2.instance("c5n.18xlarge").node(0).memory == 94642 << 20
    assert "40000Mi do not fit: NUMA node 0 of c5n.18xlarge has 33202Mi" in finding.message


@pytest.mark.parametrize("target", ["al2023", "kubelet"])
def test_an_amount_that_went_into_the_list_of_cpus_is_not_remarked_on(target):
    """The platform computes one of its own in its place, which the list replaces as it is meant to."""
    made = of_types(
        "c5n.18xlarge",
        cpuManagerPolicy="static",
        kubeReserved={"memory": "2Gi", "cpu": "2"},
        reservedSystemCPUs="auto",
    )
    done = render(made, target)
    assert done.artifacts
    assert [one.code for one in done.findings] == []
