"""/sys and /proc: small trees of our own, and dumps of real machines next to what lscpu and hwloc say of them."""

from __future__ import annotations

import bz2
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from numaconf.errors import CannotDo
from numaconf.machine import kernel, pci, snapshot, sysfs
from numaconf.machine.model import Machine
from numaconf.machine.notation import cpu_list, cpu_text
from tests.machine import trees
from tests.machine.trees import TWO_NODES
from tests.machines import machines
from tests.real import SHARED, program, shared
from tests.search import cases

CPU, NODE = "sys/devices/system/cpu", "sys/devices/system/node"


def read(tmp_path: pathlib.Path, files: dict[str, str], without: str = "") -> Machine:
    trees.write(tmp_path, {name: text for name, text in files.items() if not without or without not in name})
    return sysfs.read(str(tmp_path))


def test_two_nodes(tmp_path: pathlib.Path) -> None:
    found = read(tmp_path, TWO_NODES)
    assert found.nodes is not None
    assert [(node.id, node.cpus, node.memory, node.socket) for node in found.nodes] == [
        (0, (0, 2), 1000 * 1024, 0), (1, (1, 3), 1024 * 1024, 1),
    ]  # fmt: skip
    assert found.nodes[0].hugepages == {2 * 2**20: 4, 2**30: 1}
    assert found.cores == found.sockets == found.l3 == ((0, 2), (1, 3))
    assert found.distances == ((10, 21), (21, 10))
    assert found.memory_capacity == 2020 * 1024


@settings(max_examples=cases(40), deadline=None)
@given(machines(everything=True))
def test_any_machine_reads_back_from_its_tree(machine: Machine) -> None:
    expected = as_a_kernel_tells(machine)
    with tempfile.TemporaryDirectory() as folder:
        trees.write_machine(pathlib.Path(folder), expected)
        assert sysfs.read(folder)._replace(known_from="") == expected


def as_a_kernel_tells(machine: Machine) -> Machine:
    """The kernel counts in KiB, knows no extended resources, and its products have printable names."""
    nodes = tuple(node._replace(memory=(node.memory or 0) // 1024 * 1024) for node in machine.nodes or ())
    return machine._replace(
        name="R640",
        nodes=nodes,
        sockets=tuple(node.cpus for node in nodes if node.cpus),
        memory_capacity=(machine.memory_capacity or 0) // 1024 * 1024,
        l3=tuple(sorted(machine.l3 or ())),
        devices=None,
        kernel_parameters=dict(
            sorted((machine.kernel_parameters or {}).items(), key=lambda one: kernel.NAMES.index(one[0]))
        ),
    )


@pytest.mark.parametrize(
    ("without", "unknown"),
    [
        ("cpumap", set()),
        ("cpulist", set()),
        ("/distance", {"distances"}),
        ("node1/distance", {"distances"}),
        ("proc/meminfo", {"memory_capacity"}),
        ("core_id", {"cores"}),
        ("cpu3/topology/physical_package_id", {"cores", "sockets"}),
        ("/cache/", {"l3"}),
        ("cpu2/cache", {"l3"}),
        ("cpu/online", set()),
    ],
)
def test_what_is_missing_is_unknown_and_the_rest_is_not(
    tmp_path: pathlib.Path, without: str, unknown: set[str]
) -> None:
    whole, found = read(tmp_path / "whole", TWO_NODES), read(tmp_path / "part", TWO_NODES, without)
    for part in ("cores", "sockets", "l3", "distances", "memory_capacity"):
        assert getattr(found, part) == (None if part in unknown else getattr(whole, part)), part
    assert found.node_ids == (0, 1)
    assert [node.cpus for node in found.nodes or ()] == [(0, 2), (1, 3)]


def test_missing_parts_of_a_node(tmp_path: pathlib.Path) -> None:
    nodes = read(tmp_path / "a", TWO_NODES, "node1/meminfo").nodes
    assert nodes is not None
    assert [node.memory for node in nodes] == [1000 * 1024, None]
    nodes = read(tmp_path / "b", TWO_NODES, "node1/hugepages").nodes
    assert nodes is not None
    assert [node.hugepages is None for node in nodes] == [False, True]
    nodes = read(tmp_path / "c", TWO_NODES, "node1/cpu").nodes
    assert nodes is not None
    assert [node.cpus for node in nodes] == [(0, 2), None]


def test_no_level_3_cache_is_known_to_be_none(tmp_path: pathlib.Path) -> None:
    assert read(tmp_path, TWO_NODES, "index3").l3 == ()


def test_offline_cpus_do_not_exist(tmp_path: pathlib.Path) -> None:
    found = read(tmp_path, {**TWO_NODES, f"{CPU}/online": "0-1,3"}, "cpu2/topology")
    assert found.cpus == {0, 1, 3}
    assert found.cores == found.sockets == found.l3 == ((0,), (1, 3))


def test_offline_cpus_of_old_kernels(tmp_path: pathlib.Path) -> None:
    files = {name: text for name, text in TWO_NODES.items() if name != f"{CPU}/online"}
    found = read(tmp_path, {**files, f"{CPU}/cpu2/online": "0", f"{CPU}/cpu3/online": "1"})
    assert found.cpus == {0, 1, 3}


def test_a_node_of_memory_only_and_sparse_ids(tmp_path: pathlib.Path) -> None:
    files = {name.replace("node1/", "node8/"): text for name, text in TWO_NODES.items()}
    rows = {f"{NODE}/node{number}/distance": row for number, row in
            ((0, "10 40 80"), (8, "40 10 80"), (250, "80 80 10"))}  # fmt: skip
    found = read(tmp_path, {**files, **trees.node(250, "", 512, "80 80 10"), **rows})
    assert found.node_ids == (0, 8, 250)
    last = found.node(250)
    assert last is not None
    assert (last.cpus, last.memory, last.socket) == ((), 512 * 1024, None)
    assert found.distances is not None
    assert found.distances[2] == (80, 80, 10)


def test_without_numa_every_socket_is_a_node_of_unknown_memory(tmp_path: pathlib.Path) -> None:
    found = read(tmp_path, TWO_NODES, NODE)
    assert [(node.id, node.cpus, node.memory) for node in found.nodes or ()] == [(0, (0, 2), None), (1, (1, 3), None)]
    assert found.distances is None


def test_equal_core_ids_of_different_sockets_and_nodes_are_different_cores(tmp_path: pathlib.Path) -> None:
    files = {
        f"{CPU}/online": "0-3",
        **trees.cpu(0, 0, 0, "0"), **trees.cpu(1, 0, 0, "1"), **trees.cpu(2, 1, 0, "2"), **trees.cpu(3, 1, 1, "3"),
        **trees.node(0, "0", 1, "10 11 21"), **trees.node(1, "1", 1, "11 10 21"), **trees.node(2, "2-3", 1, "21 21 10"),
    }  # fmt: skip
    assert read(tmp_path, files).cores == ((0,), (1,), (2,), (3,))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (f"{NODE}/node0/distance", "10 x"),
        (f"{NODE}/node0/distance", "10"),
        (f"{NODE}/node0/cpumap", "zz"),
        (f"{NODE}/node0/meminfo", "Node 0 MemTotal: lots"),
        (f"{NODE}/node0/hugepages/hugepages-2048kB/nr_hugepages", "many"),
        (f"{CPU}/cpu0/topology/core_id", ""),
        (f"{CPU}/cpu0/cache/index3/shared_cpu_map", "zz"),
        ("proc/meminfo", "\0\0"),
    ],
)
def test_nonsense_is_unknown_and_no_traceback(tmp_path: pathlib.Path, name: str, text: str) -> None:
    found = read(tmp_path, {**TWO_NODES, name: text})
    assert snapshot.loads(snapshot.dump(found), "x")._replace(known_from=found.known_from) == found


def test_trailing_nul_bytes_are_none(tmp_path: pathlib.Path) -> None:
    assert read(tmp_path, {**TWO_NODES, f"{NODE}/node0/cpumap": "5\n\0"}).nodes == read(tmp_path, TWO_NODES).nodes


@pytest.mark.parametrize("files", [{"proc/meminfo": "MemTotal: 1 kB"}, {f"{CPU}/online": "all"}])
def test_no_cpus_is_an_error_with_the_remedy(tmp_path: pathlib.Path, files: dict[str, str]) -> None:
    with pytest.raises(CannotDo) as caught:
        read(tmp_path, files)
    assert str(tmp_path) in caught.value.place


def test_an_ec2_instance_names_its_type(tmp_path: pathlib.Path) -> None:
    firmware = {"sys/class/dmi/id/sys_vendor": "Amazon EC2", "sys/class/dmi/id/product_name": "c5n.18xlarge"}
    found = read(tmp_path, {**TWO_NODES, **firmware})
    assert (found.name, found.instance_type, found.eni_max_pods) == ("c5n.18xlarge", "c5n.18xlarge", 737)
    other = read(tmp_path, {**TWO_NODES, **firmware, "sys/class/dmi/id/sys_vendor": "QEMU"})
    assert (other.instance_type, other.eni_max_pods) == (None, None)


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_this_machine_as_lscpu_sees_it() -> None:
    found = sysfs.read()
    lines = lscpu()
    assert found.cpus == set(cpu_list(lines["On-line CPU(s) list"]))
    assert found.arch in {"amd64", "arm64"} or found.arch == lines["Architecture"]
    assert numa(lines) == {node.id: node.cpus for node in found.nodes or () if node.cpus}


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_this_machine_as_numactl_sees_it() -> None:
    run = subprocess.run([program("numactl"), "-H"], capture_output=True, text=True, check=True, timeout=60)
    found = sysfs.read()
    theirs = dict(re.findall(r"^node (\d+) cpus: ?([\d ]*)$", run.stdout, re.MULTILINE))
    assert theirs == {str(node.id): " ".join(map(str, node.cpus or ())) for node in found.nodes or ()}
    rows = re.findall(r"^ +\d+: +([\d ]+?) *$", run.stdout, re.MULTILINE)
    assert [tuple(map(int, row.split())) for row in rows] == list(found.distances or ())


def lscpu(*arguments: str) -> dict[str, str]:
    run = subprocess.run(
        [program("lscpu"), "-J", *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={"LC_ALL": "C"},
        timeout=60,
    )
    lines: dict[str, str] = {}

    def collect(items: list[dict[str, object]]) -> None:
        for item in items:
            lines[str(item["field"]).rstrip(":")] = str(item["data"])
            collect(item.get("children", []))  # type: ignore[arg-type]

    collect(json.loads(run.stdout)["lscpu"])
    return lines


def numa(lines: dict[str, str]) -> dict[int, tuple[int, ...]]:
    """The CPUs of each NUMA node that has some."""
    found = {name: re.fullmatch(r"NUMA node(\d+) CPU\(s\)", name) for name in lines}
    return {int(match[1]): cpu_list(lines[name]) for name, match in found.items() if match and lines[name] != "None"}


DUMPS = sorted(path.name for path in (SHARED / "data" / "sysfs").glob("*.tar.bz2")) or ["none"]


READ_BY_ANYONE = re.compile(
    r"(?!.*/(power|uevent|allocation_policy|write_policy)(/|$))"
    r"(.*/proc/(cpuinfo|meminfo|cmdline|hwloc-nofile-info|driver/.*)"
    r"|.*/sys/devices/system/cpu/([a-z_]+|cpu\d+/(online|topology.*|cache.*))"
    r"|.*/sys/devices/system/node/(possible|online|node\d+(/(cpu[a-z]+|distance|meminfo|hugepages.*))?)"
    r"|.*/sys/bus/(pci/devices|dax)(/.*)?|.*/sys/class/dmi/id/(sys_vendor|product_name)"
    r"|.*/sys/devices/(pci|LNX)[^.]*(/[^/]*:[^/]*)*(/(class|vendor|device|numa_node|local_cpus|driver|target_node|config))?)"
)
"""The files that we, lscpu or hwloc look at; the dumps have ten thousands of others."""


def put(archive: tarfile.TarFile, member: tarfile.TarInfo, path: str) -> None:
    """Unpack a member. `TarFile.extract` takes three times as long: it looks after owners, modes and hostile names."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if member.issym():
        os.symlink(member.linkname, path)
    elif content := archive.extractfile(member):
        with open(path, "wb") as file:
            file.write(content.read())
    else:
        os.makedirs(path, exist_ok=True)


@pytest.fixture(params=DUMPS, scope="module")
def dump(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    folder = tmp_path_factory.mktemp("dump")
    packed = shared("data", "sysfs", request.param).read_bytes()
    with tarfile.open(fileobj=io.BytesIO(bz2.decompress(packed))) as archive:
        for member in archive:
            if READ_BY_ANYONE.fullmatch(member.name):
                put(archive, member, f"{folder}/{member.name}")
    return next(folder.iterdir())


@pytest.mark.shared
def test_real_machines_as_lscpu_sees_them(dump: pathlib.Path) -> None:
    found = sysfs.read(str(dump))
    if not (dump / CPU / "possible").exists():
        pytest.skip("lscpu needs cpu/possible, which this kernel is too old for")
    lines = lscpu("-s", str(dump))
    own = numa(lines)
    if own:
        online = set(cpu_list(lines["On-line CPU(s) list"]))
        shown = {number: tuple(cpu for cpu in cpus if cpu in online) for number, cpus in own.items()}
        assert shown == {node.id: node.cpus for node in found.nodes or () if node.cpus}
    if found.cpus == set(cpu_list(lines["On-line CPU(s) list"])):
        assert len(found.sockets or ()) == int(lines["Socket(s)"])
        instances = re.search(r"\((\d+) instances?\)", lines.get("L3 cache", "(0 instances)"))
        assert instances is not None
        assert len(found.l3 or ()) == int(instances[1])


@pytest.mark.shared
def test_real_machines_as_hwloc_sees_them(dump: pathlib.Path) -> None:
    found = sysfs.read(str(dump))
    run = subprocess.run(
        [program("lstopo-no-graphics"), "-i", str(dump), "--if", "fsroot", "--of", "xml", "--no-io", "-"],
        capture_output=True, text=True, check=True, timeout=60,
        env={"HWLOC_KEEP_NVIDIA_GPU_NUMA_NODES": "1"},
    )  # fmt: skip
    objects = list(ElementTree.fromstring(run.stdout).iter("object"))
    has_nodes = (dump / NODE).is_dir()
    own_nodes = {
        int(item.get("os_index", "-1")): (hwloc_set(item.get("cpuset", "")), int(item.get("local_memory", "0")))
        for item in objects
        if item.get("type") == "NUMANode"
    }
    if has_nodes:
        nodes = found.nodes or ()
        assert set(own_nodes) == {node.id for node in nodes}
        # To a node without CPUs hwloc gives those of the nearest one.
        assert all(own_nodes[node.id] == (set(node.cpus), node.memory) for node in nodes if node.cpus)
        assert all(own_nodes[node.id][1] == node.memory for node in nodes)
    owned = found.cpus
    assert owned is not None
    for kind, groups in (("Core", found.cores), ("Package", found.sockets), ("L3Cache", found.l3)):
        theirs = {cpu_text(hwloc_set(item.get("cpuset", "")) & owned) for item in objects if item.get("type") == kind}
        assert theirs - {""} == {cpu_text(group) for group in groups or ()}, kind


def hwloc_set(text: str) -> set[int]:
    """hwloc's bitmaps: `0x00000003,,0x00000001`, words of 32 bits, the highest first, empty ones are zero."""
    bits = 0
    for word in text.split(","):
        bits = bits << 32 | int(word or "0", 16)
    return {number for number in range(bits.bit_length()) if bits >> number & 1}


@pytest.mark.shared
def test_devices_of_real_machines_as_hwloc_sees_them(dump: pathlib.Path) -> None:
    found = sysfs.read(str(dump))
    run = subprocess.run(
        [program("lstopo-no-graphics"), "-i", str(dump), "--if", "fsroot", "--of", "xml", "--whole-io", "-"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    theirs = {}
    for item in ElementTree.fromstring(run.stdout).iter("object"):
        if item.get("type") == "PCIDev":
            code, ids = re.fullmatch(
                r"([0-9a-f]{4}) \[([0-9a-f]{4}:[0-9a-f]{4})\].*", item.get("pci_type", "")
            ).groups()  # type: ignore[union-attr]
            if pci.kind(f"{code}00"):
                theirs[item.get("pci_busid")] = (pci.kind(f"{code}00"), ids)
    own = {one.address: (one.kind, f"{one.vendor or '0000'}:{one.device or '0000'}") for one in found.pci_devices or ()}
    assert own == theirs


@pytest.mark.shared
def test_real_machines_survive_a_snapshot(dump: pathlib.Path) -> None:
    found = sysfs.read(str(dump))
    assert snapshot.loads(snapshot.dump(found), "x")._replace(known_from=found.known_from) == found
