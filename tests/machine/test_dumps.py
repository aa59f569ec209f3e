"""Copied /sys and /proc that nobody vouches for: holes, contradictions, garbage, links out, pipes."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
import tempfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numaconf.errors import CannotDo
from numaconf.machine import dump_files, snapshot, sysfs
from numaconf.machine.model import NumaNode, PciDevice
from numaconf.machine.sysfs import CPU, NODE
from numaconf.machine.tree import LIMIT, Tree
from tests.machine import trees
from tests.machine.trees import TWO_NODES
from tests.machines import machines
from tests.real import program
from tests.search import cases

PCI = "sys/bus/pci/devices"


def write(root: pathlib.Path, files: dict[str, str]) -> str:
    trees.write(root, {**TWO_NODES, **files})
    return str(root)


GARBAGE = st.sampled_from(
    ("", "0", "-1", "4294967296", "9" * 30, "0-3", "3-0", "ff,zz", "f" * 20_000, "1 2 3", "\0", "é\x1b[m", "0x10")
)  # fmt: skip


@settings(max_examples=cases(120), deadline=None)
@given(machines(everything=True), st.data())
def test_what_is_garbled_is_left_out_and_what_is_written_loads(machine: object, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        trees.write_machine(root, machine)  # type: ignore[arg-type]
        names = sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
        for name in data.draw(st.lists(st.sampled_from(names), max_size=4, unique=True)):
            text = data.draw(st.none() | GARBAGE)
            (root / name).unlink(missing_ok=True)
            if text is not None:
                (root / name).write_text(text)
        try:
            found, _ = sysfs.examine(folder)
        except CannotDo as error:
            if not error.place.startswith(folder):
                raise
            return
        assert snapshot.loads(snapshot.dump(found), "x")._replace(
            known_from=found.known_from, eni_max_pods=found.eni_max_pods, memory_mib=found.memory_mib
        ) == found  # fmt: skip


def test_a_cpu_of_two_nodes_is_said_and_left_out(tmp_path: pathlib.Path) -> None:
    found, wrong = sysfs.examine(write(tmp_path, trees.node(1, "1-2", 1024, "21 10")))
    assert [node.cpus for node in found.nodes or ()] == [None, None]
    assert wrong == ("CPU 2 belongs to several NUMA nodes: the CPUs of the nodes 0, 1 are unknown",)


def test_overlapping_caches_and_impossible_distances_are_said(tmp_path: pathlib.Path) -> None:
    files = {f"{CPU}/cpu0/cache/index3/shared_cpu_map": "7", f"{NODE}/node1/distance": "0 10"}
    found, wrong = sysfs.examine(write(tmp_path, files))
    assert (found.l3, found.distances) == (None, None)
    assert len(wrong) == 2


def test_links_out_of_the_copy_are_not_followed(tmp_path: pathlib.Path) -> None:
    outside = tmp_path / "outside"
    trees.write(outside, {"meminfo": "MemTotal: 99 kB", "node1/cpulist": "3", "node1/meminfo": "Node 1 MemTotal: 5 kB"})
    root = tmp_path / "root"
    write(root, {})
    (root / "proc/meminfo").unlink()
    (root / "proc/meminfo").symlink_to(outside / "meminfo")
    for entry in (root / NODE / "node1").iterdir():
        entry.unlink() if entry.is_file() else None
    os.rename(root / NODE / "node1", tmp_path / "kept")
    (root / NODE / "node1").symlink_to("../../../../../outside/node1")
    found = sysfs.read(str(root))
    assert found.memory_capacity is None
    assert found.node(1) == NumaNode(1, None, None, None)


def test_links_inside_are_followed(tmp_path: pathlib.Path) -> None:
    root = write(tmp_path, {"proc/other": "MemTotal: 7 kB"})
    (tmp_path / "proc/meminfo").unlink()
    (tmp_path / "proc/meminfo").symlink_to("other")
    assert sysfs.read(root).memory_capacity == 7 * 1024


def test_a_root_that_is_itself_a_link(tmp_path: pathlib.Path) -> None:
    root = write(tmp_path / "real", {})
    (tmp_path / "link").symlink_to("real")
    assert sysfs.read(str(tmp_path / "link")).nodes == sysfs.read(root).nodes


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_a_pipe_in_the_copy_does_not_block(tmp_path: pathlib.Path) -> None:
    root = write(tmp_path, {})
    (tmp_path / "proc/meminfo").unlink()
    os.mkfifo(tmp_path / "proc/meminfo")
    assert sysfs.read(root).memory_capacity is None


def test_a_loop_of_links_is_nothing(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    assert Tree(str(tmp_path)).text("a") is None
    assert Tree(str(tmp_path)).entries("a") is None


def test_no_more_than_the_limit_is_read(tmp_path: pathlib.Path) -> None:
    (tmp_path / "big").write_text("x" * (LIMIT + 5))
    assert len(Tree(str(tmp_path)).text("big") or "") == LIMIT


def device(address: str, code: str, **files: str) -> dict[str, str]:
    return {f"{PCI}/{address}/class": code, **{f"{PCI}/{address}/{name}": text for name, text in files.items()}}


@pytest.mark.parametrize(
    ("code", "ids", "kind"),
    [
        ("0x030200", ("0x10de", "0x2330"), "gpu"),
        ("0x030000", ("0x1a03", "0x2000"), "gpu"),
        ("0x020000", ("0x1d0f", "0xefa1"), "network"),
        ("0x020700", ("0x15b3", "0x1013"), "network"),
        ("0x010802", ("0x1d0f", "0xcd01"), "nvme"),
        ("0x120000", ("0x1da3", "0x1020"), "accelerator"),
        ("0x0b4000", ("0x8086", "0x37c8"), "accelerator"),
        ("0x088000", ("0x1d0f", "0x7164"), "accelerator"),
        ("0x088000", ("0x8086", "0x7164"), None),
        ("0x010601", ("0x8086", "0x2922"), None),
        ("0x060400", ("0x8086", "0x0001"), None),
        ("garbage", ("0x8086", "0x0001"), None),
    ],
)
def test_kinds_of_devices(tmp_path: pathlib.Path, code: str, ids: tuple[str, str], kind: str | None) -> None:
    files = device("0000:17:00.0", code, vendor=ids[0], device=ids[1], numa_node="1")
    found = sysfs.read(write(tmp_path, files)).pci_devices
    assert found is not None
    expected = [PciDevice("0000:17:00.0", kind, ids[0][2:], ids[1][2:], None, 1)] if kind else []
    assert list(found) == expected


@pytest.mark.parametrize(
    ("files", "node"),
    [
        ({"numa_node": "1"}, 1),
        ({"numa_node": "-1"}, None),
        ({"numa_node": "-1", "local_cpus": "5"}, None),
        ({"numa_node": "many"}, None),
        ({"numa_node": "9999"}, None),
        ({}, None),
        ({"local_cpus": "5"}, 0),
        ({"local_cpus": "f5"}, 0),
        ({"local_cpulist": "1,3"}, 1),
        ({"local_cpus": "f"}, None),
        ({"local_cpus": "1"}, None),
    ],
)
def test_the_numa_node_of_a_device(tmp_path: pathlib.Path, files: dict[str, str], node: int | None) -> None:
    found = sysfs.read(write(tmp_path, device("0000:17:00.0", "0x030200", **files))).pci_devices
    assert found is not None
    assert found[0].numa_node == node


def test_driver_and_root_come_from_links(tmp_path: pathlib.Path) -> None:
    folder = "sys/devices/pci0000:16/0000:16:02.0/0000:17:00.0"
    root = write(tmp_path, {f"{folder}/class": "0x030200", f"{PCI}/": ""})
    (tmp_path / folder / "driver").symlink_to("../../../../bus/pci/drivers/nvidia")
    (tmp_path / PCI / "0000:17:00.0").symlink_to(f"../../../{folder.removeprefix('sys/')}")
    found = sysfs.read(root).pci_devices
    assert found == (PciDevice("0000:17:00.0", "gpu", driver="nvidia", pcie_root="pci0000:16"),)


def test_identity_and_driver_of_a_bare_dump(tmp_path: pathlib.Path) -> None:
    root = write(tmp_path, {f"{PCI}/0000:17:00.0/uevent": "DRIVER=mlx5_core\nPCI_CLASS=20000"})
    space = bytes.fromhex("b3151d10060410000000000200000000")
    (tmp_path / PCI / "0000:17:00.0" / "config").write_bytes(space)
    assert sysfs.read(root).pci_devices == (PciDevice("0000:17:00.0", "network", "15b3", "101d", "mlx5_core"),)
    (tmp_path / PCI / "0000:17:00.0" / "config").write_bytes(b"\xff" * 64)
    assert sysfs.read(root).pci_devices == ()


def test_devices_without_a_bus_folder_are_found_by_their_roots(tmp_path: pathlib.Path) -> None:
    folder = "sys/devices/pci0000:16/0000:16:02.0"
    files = {f"{folder}/class": "0x060400", f"{folder}/0000:17:00.0/class": "0x020000"}
    found = sysfs.read(write(tmp_path, files)).pci_devices
    assert found == (PciDevice("0000:17:00.0", "network", pcie_root="pci0000:16"),)


def test_no_pci_at_all_is_unknown(tmp_path: pathlib.Path) -> None:
    assert sysfs.read(write(tmp_path, {})).pci_devices is None
    assert sysfs.read(write(tmp_path, {f"{PCI}/": ""})).pci_devices == ()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("ro quiet", {}),
        ("isolcpus=2-17 nohz_full=2-17 rcu_nocbs=2-17", {"isolcpus": "2-17", "nohz_full": "2-17", "rcu_nocbs": "2-17"}),
        ("hugepagesz=1G hugepages=16", {"hugepagesz": "1G", "hugepages": "16"}),
        ("hugepagesz=1G hugepages=16 hugepagesz=2M hugepages=512", {"hugepagesz": "1G 2M", "hugepages": "16 512"}),
        ("default_hugepagesz=1G numa_balancing=disable", {"default_hugepagesz": "1G", "numa_balancing": "disable"}),
        ("isolcpus=1 isolcpus=2", {"isolcpus": "2"}),
        ('isolcpus="managed_irq,domain,2-3"', {"isolcpus": "managed_irq,domain,2-3"}),
        ("nohz_full", {"nohz_full": ""}),
        ("rcu-nocbs=1", {"rcu_nocbs": "1"}),
        ("xisolcpus=1 -- isolcpus=2", {}),
        ("isolcpus=\x1b[31m", {}),
    ],
)
def test_kernel_parameters(tmp_path: pathlib.Path, line: str, expected: dict[str, str]) -> None:
    assert sysfs.read(write(tmp_path, {"proc/cmdline": line})).kernel_parameters == expected


def test_what_was_switched_since_the_boot_counts(tmp_path: pathlib.Path) -> None:
    files = {
        "proc/cmdline": "numa_balancing=disable transparent_hugepage=never",
        "proc/sys/kernel/numa_balancing": "1",
        "sys/kernel/mm/transparent_hugepage/enabled": "always [madvise] never",
    }
    expected = {"numa_balancing": "enable", "transparent_hugepage": "madvise"}
    assert sysfs.read(write(tmp_path, files)).kernel_parameters == expected


def test_kinds_of_memory(tmp_path: pathlib.Path) -> None:
    files = {
        **trees.node(8, "", 100, "80"), **trees.node(9, "", 100, "80"),
        "proc/driver/nvidia/gpus/0004:05:00.0/numa_status": "Node:      8\nStatus:    online",
        "sys/bus/dax/drivers/kmem/dax1.0/target_node": "9",
    }  # fmt: skip
    nodes = sysfs.read(write(tmp_path, files)).nodes or ()
    assert [node.memory_kind for node in nodes] == [None, None, "gpu", "dax"]


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({"sys/class/dmi/id/product_name": "PowerEdge R640"}, "PowerEdge R640"),
        ({"sys/class/dmi/id/product_name": "To Be Filled By O.E.M."}, "machine"),
        ({"sys/class/dmi/id/product_name": "a\x1b[31mb"}, "a [31mb"),
        ({"sys/firmware/devicetree/base/model": "Ampere Altra\0"}, "Ampere Altra"),
        ({}, "machine"),
    ],
)
def test_a_machine_is_named_after_its_product(tmp_path: pathlib.Path, files: dict[str, str], name: str) -> None:
    assert sysfs.read(write(tmp_path, files)).name == name


@pytest.mark.parametrize(
    ("files", "arch"),
    [
        ({"proc/sys/kernel/arch": "aarch64"}, "arm64"),
        ({"proc/cpuinfo": "processor : 0\nflags\t\t: fpu lm sse"}, "amd64"),
        ({"proc/cpuinfo": "processor : 0\nCPU architecture: 8"}, "arm64"),
        ({"proc/cpuinfo": "processor : 0\ncpu : POWER9"}, None),
    ],
)
def test_architectures(tmp_path: pathlib.Path, files: dict[str, str], arch: str | None) -> None:
    assert sysfs.read(write(tmp_path, files)).arch == arch


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_the_shell_line_packs_what_detect_reads(tmp_path: pathlib.Path) -> None:
    run = subprocess.run([program("sh"), "-c", dump_files.script()], capture_output=True, check=True, timeout=120)
    subprocess.run(["tar", "-xzf", "-", "-C", str(tmp_path)], input=run.stdout, check=True, timeout=60)
    here, copied = sysfs.read(), sysfs.read(str(tmp_path))

    def steady(machine: object) -> object:  # a balloon may move memory between the two looks
        nodes = tuple(node._replace(memory=None) for node in machine.nodes)  # type: ignore[attr-defined]
        return machine._replace(nodes=nodes, known_from="")  # type: ignore[attr-defined]

    assert steady(copied) == steady(here)


def test_the_shell_line_is_one_that_a_linter_accepts(tmp_path: pathlib.Path) -> None:
    (tmp_path / "line.sh").write_text(dump_files.script() + "\n")
    run = subprocess.run(
        [program("shellcheck"), "-s", "sh", str(tmp_path / "line.sh")], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout) == (0, "")
    assert "\n" not in dump_files.script()
