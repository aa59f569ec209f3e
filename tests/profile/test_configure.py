# ruff: noqa: E501  a message is easier to read on one line
"""What a profile's kubelet block comes to: `auto` resolved, thresholds laid over defaults, reservations pinned."""

from types import SimpleNamespace

import pytest

from numaconf.kubelet.version import Version
from numaconf.machine import ec2, synthetic
from numaconf.profile.configure import Unresolved, configure, typed
from numaconf.targets.eks import formula as eks

C5N = ec2.instance("c5n.18xlarge")
TWO = synthetic.parse("numa:2 core:18 pu:2 memory:96Gi")
V134, V129 = Version(1, 34), Version(1, 29)

BARE = SimpleNamespace(NAME="kubelet", formula=lambda *_: None, platform_defaults=lambda _: {})
EKS = SimpleNamespace(
    NAME="al2023",
    formula=eks.formula,
    platform_defaults=lambda _: {"evictionHard": eks.EVICTION_HARD, **eks.RESERVED_CGROUPS},
)
OWN_SYSTEM = SimpleNamespace(
    NAME="bottlerocket", formula=eks.formula, platform_defaults=lambda _: {"systemReserved": {"cpu": "50m"}}
)
NO_MEMORY_THRESHOLD = SimpleNamespace(
    NAME="minikube", formula=lambda *_: None, platform_defaults=lambda _: {"evictionHard": {"nodefs.available": "0%"}}
)
DEFAULTS = {
    "memory.available": "100Mi",
    "nodefs.available": "10%",
    "nodefs.inodesFree": "5%",
    "imagefs.available": "15%",
    "imagefs.inodesFree": "5%",
}
KUBE = {"cpu": "250m", "ephemeral-storage": "1Gi", "memory": "8362Mi"}
"""kubeReserved of c5n.18xlarge by the EKS formula: 11 × 737 + 255 MiB."""


def made(block, module=BARE, machine=TWO, version=V134, **more):
    return configure(typed(block), module, version, machine, **more)


def test_types():
    assert typed(
        {
            "cpuManagerPolicyOptions": {"full-pcpus-only": True, "align-by-socket": False},
            "topologyManagerPolicyOptions": {"max-allowable-numa-nodes": 12},
            "kubeReserved": {"memory": 1024},
            "evictionHard": {"nodefs.available": None},
            "reservedMemory": [{"numaNode": 0.0, "limits": {"memory": 1024}}],
            "containerLogMaxSize": 1000,
            "maxPods": 110.0,
            "memoryThrottlingFactor": 1.0,
            "failSwapOn": False,
        }
    ) == {
        "cpuManagerPolicyOptions": {"full-pcpus-only": "true", "align-by-socket": "false"},
        "topologyManagerPolicyOptions": {"max-allowable-numa-nodes": "12"},
        "kubeReserved": {"memory": "1024"},
        "evictionHard": {"nodefs.available": None},
        "reservedMemory": [{"numaNode": 0, "limits": {"memory": "1024"}}],
        "containerLogMaxSize": "1000",
        "maxPods": 110,
        "memoryThrottlingFactor": 1.0,
        "failSwapOn": False,
    }


def test_a_bare_kubelet_gets_only_what_was_asked_for():
    block = {"topologyManagerPolicy": "restricted", "kubeReserved": {"memory": "1Gi"}}
    assert made(block) == (block, {}, ())
    assert made({}, machine=None) == ({}, {}, ())


@pytest.mark.parametrize(
    ("version", "given", "whole"),
    [
        (V134, {"memory.available": "500Mi"}, {**DEFAULTS, "memory.available": "500Mi"}),
        (V129, {"memory.available": "500Mi"},
         {"memory.available": "500Mi", "nodefs.available": "10%", "nodefs.inodesFree": "5%", "imagefs.available": "15%"}),
        (V134, {"imagefs.inodesFree": None, "pid.available": "5%"},
         {key: text for key, text in {**DEFAULTS, "pid.available": "5%"}.items() if key != "imagefs.inodesFree"}),
        (V134, {}, DEFAULTS),
        (V134, dict.fromkeys(DEFAULTS), {}),
    ],
)  # fmt: skip
def test_thresholds_stand_over_the_kubelets_defaults(version, given, whole):
    for module in (BARE, EKS):
        assert made({"evictionHard": given}, module, C5N, version).config["evictionHard"] == whole


def test_what_a_platform_reserves_is_pinned():
    done = made({"systemReserved": {"memory": "1Gi"}}, EKS, C5N)
    assert done.config == {
        "systemReserved": {"memory": "1Gi"},
        "kubeReserved": KUBE,
        "evictionHard": {"memory.available": "100Mi", "nodefs.available": "10%", "nodefs.inodesFree": "5%"},
    }
    assert set(done.pinned) == {("evictionHard",), *(("kubeReserved", key) for key in KUBE)}
    assert done.pinned["kubeReserved", "memory"].note == "the formula of al2023 for c5n.18xlarge"


def test_given_amounts_win_over_the_platforms():
    assert made({"kubeReserved": {"memory": "2Gi"}}, EKS, C5N).config["kubeReserved"] == {**KUBE, "memory": "2Gi"}
    assert made({"systemReserved": {"memory": "2Gi"}}, OWN_SYSTEM, C5N).config["systemReserved"] == {
        "cpu": "50m",
        "memory": "2Gi",
    }


def test_without_a_machine_or_pin_the_platform_goes_on_computing():
    assert "kubeReserved" not in made({}, EKS, None).config
    assert "kubeReserved" not in made({}, EKS, C5N, pin=False).config


@pytest.mark.parametrize("given", ["auto", {"memory": "auto"}, {"memory": "auto", "cpu": "auto"}])
def test_kube_reserved_auto(given):
    assert made({"kubeReserved": given}, EKS, C5N).config["kubeReserved"] == KUBE
    assert made({"kubeReserved": given}, EKS, C5N, pin=True).config["kubeReserved"] == KUBE


def test_reserved_memory_counts_what_is_in_force():
    block = {"memoryManagerPolicy": "Static", "reservedMemory": "auto", "systemReserved": {"memory": "1Gi"}}
    limits = [{"numaNode": node, "limits": {"memory": "562Mi"}} for node in (0, 1)]
    done = made(block)
    assert done.config["reservedMemory"] == limits
    assert "evictionHard" not in done.config
    assert done.notes == ("reservedMemory 1124Mi = systemReserved 1Gi + evictionHard 100Mi by default",)
    assert made(block, EKS, C5N).notes == (
        "reservedMemory 9486Mi = kubeReserved 8362Mi by the platform + systemReserved 1Gi + evictionHard 100Mi by the "
        "platform; the formula of al2023 for c5n.18xlarge; what al2023 sets by itself",
    )
    assert made(block, NO_MEMORY_THRESHOLD).notes == ("reservedMemory 1Gi = systemReserved 1Gi",)


def test_reserved_cpus_take_the_place_of_amounts():
    block = {"reservedSystemCPUs": "auto", "kubeReserved": {"cpu": "1", "memory": "1Gi"}, "systemReserved": {"cpu": 1}}
    done = made(block)
    assert done.config == {"reservedSystemCPUs": "0,36", "kubeReserved": {"memory": "1Gi"}}
    assert done.notes == ("reservedSystemCPUs 0,36: kubeReserved cpu 1 + systemReserved cpu 1, in whole cores",)
    done = made({"reservedSystemCPUs": "auto", "kubeReserved": {"memory": "1Gi"}})
    assert done.config == {"reservedSystemCPUs": "0,18,36,54", "kubeReserved": {"memory": "1Gi"}}


def test_what_the_platform_would_reserve_is_no_wish_for_cpus():
    done = made({"reservedSystemCPUs": "auto"}, EKS, C5N).config
    assert done["reservedSystemCPUs"] == "0,18,36,54"
    assert done["kubeReserved"] == {"memory": "8362Mi", "ephemeral-storage": "1Gi"}
    done = made({"reservedSystemCPUs": "auto", "kubeReserved": "auto"}, EKS, C5N).config
    assert done["reservedSystemCPUs"] == "0,36"
    assert done["kubeReserved"] == {"memory": "8362Mi", "ephemeral-storage": "1Gi"}


def test_a_list_of_cpus_takes_the_place_of_the_platforms_amount_only():
    done = made({"reservedSystemCPUs": "0-1", "systemReserved": {"cpu": "1"}}, EKS, C5N).config
    assert done["kubeReserved"] == {"memory": "8362Mi", "ephemeral-storage": "1Gi"}
    assert done["systemReserved"] == {"cpu": "1"}


@pytest.mark.parametrize(
    ("block", "module", "machine", "code", "says", "route"),
    [
        ({"kubeReserved": "auto"}, BARE, TWO, "NC803",
         "kubeReserved: auto: kubelet has no formula for reservations: write amounts", ("kubeReserved",)),
        ({"kubeReserved": {"cpu": "auto"}}, BARE, TWO, "NC803",
         "kubeReserved cpu: auto: kubelet has no formula for reservations: write amounts", ("kubeReserved", "cpu")),
        ({"kubeReserved": "auto"}, EKS, None, "NC803",
         "kubeReserved: auto: no machine is named: set spec.machine, or give --machine", ("kubeReserved",)),
        ({"kubeReserved": "auto"}, EKS, TWO, "NC803",
         "kubeReserved: auto: al2023 computes this from the EC2 instance type, and numa:2 core:18 pu:2 memory:96Gi is "
         "not a type that numaconf knows", ("kubeReserved",)),
        ({"kubeReserved": {"pid": "auto"}}, EKS, C5N, "NC803",
         "kubeReserved pid: auto: al2023 has no formula for it: write an amount", ("kubeReserved", "pid")),
        ({"reservedMemory": "auto"}, BARE, None, "NC803",
         "reservedMemory: auto: no machine is named: set spec.machine, or give --machine", ("reservedMemory",)),
        ({"reservedMemory": "auto", "evictionHard": {"memory.available": None}}, BARE, TWO, "NC803",
         "reservedMemory: auto: nothing is reserved: give kubeReserved or systemReserved memory, or a memory.available "
         "threshold", ("reservedMemory",)),
        ({"reservedMemory": "auto", "kubeReserved": {"memory": "-1Gi"}}, BARE, TWO, "NC803",
         "reservedMemory: auto: an amount in kubeReserved, systemReserved or evictionHard is not legal",
         ("reservedMemory",)),
        ({"reservedMemory": "auto", "kubeReserved": {"memory": "1500m"}}, BARE, TWO, "NC803",
         "reservedMemory: auto: kubeReserved 1500m + evictionHard 100Mi by default is not a whole number of bytes",
         ("reservedMemory",)),
        ({"reservedMemory": "auto", "kubeReserved": {"memory": "500Gi"}}, BARE, TWO, "NC803",
         "reservedMemory: auto: the share of NUMA node 0 is 256050Mi, and the node has 96Gi", ("reservedMemory",)),
        ({"reservedSystemCPUs": "auto", "kubeReserved": {"cpu": "100"}}, BARE, TWO, "NC803",
         "reservedSystemCPUs: auto: 100 CPUs are asked for, and the machine has 72", ("reservedSystemCPUs",)),
        ({"reservedSystemCPUs": "auto", "kubeReserved": {"cpu": "-1"}}, BARE, TWO, "NC802",
         "kubeReserved cpu: -1 is negative", ("kubeReserved", "cpu")),
        ({"memoryManagerPolicy": "Static", "evictionHard": {"memory.available": "5%"}}, BARE, C5N, "NC803",
         "evictionHard memory.available 5% of how much? memory capacity of c5n.18xlarge unknown, and the sum must be "
         "right to the byte; write an amount (5% of 192 GiB is about 9830Mi), or give memoryCapacity (a snapshot or "
         "numaNodes can)",
         ("evictionHard", "memory.available")),
        ({"memoryManagerPolicy": "Static"}, EKS, None, "NC803",
         "kubeReserved memory is what al2023 computes: no machine is named: set spec.machine, or give --machine",
         ("kubeReserved",)),
    ],
)  # fmt: skip
def test_what_cannot_be_resolved(block, module, machine, code, says, route):
    with pytest.raises(Unresolved) as error:
        made(block, module, machine)
    assert (error.value.code, error.value.message, error.value.route) == (code, says, route)


def test_a_percentage_with_the_exact_capacity():
    machine = TWO._replace(memory_capacity=384 << 30)
    block = {
        "memoryManagerPolicy": "Static",
        "reservedMemory": "auto",
        "evictionHard": {"memory.available": "5%"},
    }
    # The kubelet's own number for 5% of 384 GiB, in float32: 20615843328.
    limits = [entry["limits"]["memory"] for entry in made(block, machine=machine).config["reservedMemory"]]
    assert limits == [str(9830 * (1 << 20) + 20615843328 % (1 << 20)), "9830Mi"]


def test_the_block_of_the_profile_is_left_alone():
    block = typed({"reservedMemory": "auto", "kubeReserved": {"cpu": "1"}, "reservedSystemCPUs": "auto"})
    before = repr(block)
    configure(block, EKS, V134, C5N)
    assert repr(block) == before
