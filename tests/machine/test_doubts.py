"""What is said about a machine before one builds on it."""

from __future__ import annotations

import pytest

from numaconf.machine.doubts import doubts
from numaconf.machine.model import Machine, NumaNode, PciDevice
from numaconf.machine.notation import gib

GI = 2**30
PAIR = (NumaNode(0, (0, 1), 8 * GI, {}), NumaNode(1, (2, 3), 8 * GI, {}))


def test_an_ordinary_machine_raises_none() -> None:
    devices = (PciDevice("0000:17:00.0", "gpu", numa_node=1),)
    assert doubts(Machine("a", PAIR, memory_capacity=16 * GI - 4096, offline_cpus=(), pci_devices=devices)) == ()


@pytest.mark.parametrize(
    ("machine", "says"),
    [
        (Machine("a", PAIR, memory_capacity=20 * GI), "the nodes lack 4 GiB"),
        (Machine("a", PAIR, memory_capacity=8 * GI), "8 GiB less than the nodes"),
        (Machine("a", (NumaNode(0, (0,), GI, {GI: 2}),)), "NUMA node 0 has 2 GiB of hugepages in 1 GiB of memory"),
        (Machine("a", (*PAIR, NumaNode(2, (), GI))), "NUMA node 2 is memory without CPUs"),
        (Machine("a", (*PAIR, NumaNode(2, (), GI, None, None, "gpu"))), "NUMA node 2 is the memory of a GPU"),
        (Machine("a", (*PAIR, NumaNode(2, (4,), 0))), "NUMA node 2 is without memory"),
        (Machine("a", tuple(NumaNode(number, (number,), GI) for number in range(9))), "max-allowable-numa-nodes"),
        (Machine("a", PAIR, offline_cpus=(4, 5)), "offline CPUs, which the kubelet does not count: 4-5"),
        (Machine("a", PAIR, isolated_cpus=(2, 3)), "isolated CPUs: 2-3"),
        (Machine("a", PAIR, pci_devices=(PciDevice("0000:17:00.0", "gpu"),)), "1 of 1 PCI devices have no NUMA node"),
        (
            Machine("a", PAIR, pci_devices=(PciDevice("0000:17:00.0", "gpu", numa_node=7),)),
            "0000:17:00.0 is on NUMA node 7, which is offline or missing",
        ),
    ],
)
def test_doubts(machine: Machine, says: str) -> None:
    found = doubts(machine)
    assert len(found) == 1
    assert says in found[0]


def test_one_node_has_nothing_to_align_devices_with() -> None:
    assert doubts(Machine("a", PAIR[:1], pci_devices=(PciDevice("0000:17:00.0", "gpu"),))) == ()


@pytest.mark.parametrize(("amount", "text"), [(0, "0 GiB"), (2**20, "1 MiB"), (GI, "1 GiB"), (3 * GI // 2, "1.5 GiB")])
def test_sizes_for_readers(amount: int, text: str) -> None:
    assert gib(amount) == text
