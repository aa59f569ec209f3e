"""What other programs say of machines, read; and what is written for them."""

from __future__ import annotations

import json
import pathlib
import subprocess
import tarfile

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from numaconf.errors import CannotDo, Problem
from numaconf.machine import ec2, find, snapshot, sysfs
from numaconf.machine.formats import hwloc_write, read
from numaconf.machine.model import Devices, Machine, NumaNode, PciDevice
from numaconf.machine.notation import cpu_text
from tests.machine import trees
from tests.machines import machines
from tests.real import program
from tests.search import cases

RECORDED = pathlib.Path(__file__).parent.parent / "recordings" / "machines"


def recorded(name: str) -> Machine:
    return read.load(str(RECORDED / name))


@pytest.fixture
def tree(tmp_path: pathlib.Path, request: pytest.FixtureRequest) -> Machine:
    with tarfile.open(RECORDED / f"{request.param}.tar.xz") as archive:
        archive.extractall(tmp_path, filter="tar")
    return sysfs.read(str(tmp_path))


def cpus(machine: Machine) -> list[tuple[int, str | None]]:
    return [(node.id, None if node.cpus is None else cpu_text(node.cpus)) for node in machine.nodes or ()]


@pytest.mark.parametrize("tree", ["nvidia-gpu-nodes"], indirect=True)
@pytest.mark.parametrize("version", [1, 2])
def test_hwloc_says_what_the_kernel_says(tree: Machine, version: int) -> None:
    found = recorded(f"nvidia-gpu-nodes.hwloc{version}.xml")
    # What lstopo wrote is without the GPUs' nodes, which it leaves out unless asked for them.
    own = [node for node in tree.nodes or () if node.cpus]
    assert [node[:4] for node in found.nodes or ()] == [node[:4] for node in own]
    assert (found.cores, found.sockets, found.l3) == (tree.cores, tree.sockets, tree.l3)
    assert found.distances == ((10, 40), (40, 10))
    where = {one.address: one.numa_node for one in tree.pci_devices or ()}
    assert {one.address: one.numa_node for one in found.pci_devices or ()} == where
    assert (found.memory_capacity, found.name) == (None, "machine")


@pytest.mark.parametrize("tree", ["two-nodes-with-devices"], indirect=True)
def test_devices_of_hwloc(tree: Machine) -> None:
    found = recorded("two-nodes-with-devices.hwloc2.xml")
    own = {one.address: one._replace(driver=None) for one in tree.pci_devices or ()}
    # hwloc places the NVMe controller by its local CPUs, of which the kernel says that its NUMA node is unknown.
    own["0000:00:02.0"] = own["0000:00:02.0"]._replace(numa_node=0)
    assert {one.address: one for one in found.pci_devices or ()} == own
    assert found.name == tree.name == "DCS8000Z"


@pytest.mark.parametrize("tree", ["offline-node"], indirect=True)
def test_extended_lscpu_says_what_the_kernel_says(tree: Machine) -> None:
    found = recorded("offline-node.lscpu-extended.json")
    assert cpus(found) == cpus(tree) == [(1, "5,7,9,11,13,15,17,19")]
    assert (found.cores, found.sockets, found.l3) == (tree.cores, tree.sockets, tree.l3)
    assert found.offline_cpus == tree.offline_cpus == (0, 1, 2, 3, 21, 22, 23)


def test_the_summary_of_lscpu_tells_nodes_and_no_siblings() -> None:
    found = recorded("eight-nodes.lscpu.json")
    assert cpus(found) == [(node, f"{8 * node}-{8 * node + 7}") for node in range(8)]
    assert (found.cores, found.memory_capacity, found.arch, found.cpu_count) == (None, None, "amd64", 64)
    assert {node.memory for node in found.nodes or ()} == {None}


def test_lscpu_of_this_machine() -> None:
    here = sysfs.read()
    for options in ([], ["-e"]):
        run = subprocess.run([program("lscpu"), "-J", *options], capture_output=True, check=True, timeout=60)
        assert cpus(read.loads(run.stdout, "here.json")) == [one for one in cpus(here) if one[1]]


def test_machine_info_of_cadvisor() -> None:
    found = recorded("two-nodes.machineinfo.json")
    assert cpus(found)[0][1] == ",".join(str(cpu) for cpu in range(0, 104, 2))
    assert [(node.memory, node.hugepages, node.socket) for node in found.nodes or ()] == [
        (49156640768, {2**21: 0, 2**30: 0}, 0),
        (50719391744, {2**21: 0, 2**30: 0}, 1),
    ]
    assert (found.cores or ())[:2] == ((0, 52), (1, 53))
    assert (found.memory_capacity, found.distances, len(found.l3 or ())) == (99876032512, ((10, 21), (21, 10)), 2)


TOPOLOGY = """
apiVersion: topology.node.k8s.io/v1alpha2
kind: NodeResourceTopology
metadata: {name: worker-1}
zones:
- name: node-1
  type: Node
  costs: [{name: node-0, value: 21}, {name: node-1, value: 10}]
  resources:
  - {name: cpu, capacity: "36", allocatable: "34", available: "2"}
  - {name: memory, capacity: "99Gi"}
  - {name: hugepages-1Gi, capacity: 16Gi}
  - {name: nvidia.com/gpu, capacity: 2}
- name: node-0
  type: Node
  costs: [{name: node-0, value: 10}, {name: node-1, value: 21}]
  resources:
  - {name: cpu, capacity: 36}
  - {name: memory, capacity: 98Gi}
  - {name: nvidia.com/gpu, capacity: "2"}
- {name: cache-0, type: Cache}
"""


def test_a_node_resource_topology_is_a_partial_machine() -> None:
    found = read.loads(TOPOLOGY.encode(), "nrt.yaml")
    assert found == Machine(
        "worker-1",
        (NumaNode(0, None, 98 * 2**30), NumaNode(1, None, 99 * 2**30, {2**30: 16})),
        distances=((10, 21), (21, 10)),
        devices=(Devices("nvidia.com/gpu", ((0,), (0,), (1,), (1,))),),
        vcpus=72,
        known_from="NodeResourceTopology, nrt.yaml",
    )
    listed = {"kind": "List", "apiVersion": "v1", "items": [{"kind": "Node"}, yaml.safe_load(TOPOLOGY)]}
    assert read.loads(json.dumps(listed).encode(), "nrt.yaml") == found


def gathered(machine: Machine) -> str:
    """The report that dracpu would give of a machine."""

    def index(groups: tuple[tuple[int, ...], ...] | None, cpu: int) -> int:
        return next(number for number, group in enumerate(groups or ()) if cpu in group)

    rows = [
        {
            "cpuID": cpu, "coreID": index(machine.cores, cpu), "socketID": index(machine.sockets, cpu),
            "clusterID": -1, "numaNodeID": node.id, "sibling": -1, "uncoreCacheID": index(machine.l3, cpu),
        }
        for node in machine.nodes or ()
        for cpu in node.cpus or ()
    ]  # fmt: skip
    report = {
        "layoutVersion": "v1",
        "cpuDetails": {"topology": {}, "cpus": rows},
        "driverConfig": {"hostnameOverride": "a"},
    }
    return "---\n" + yaml.safe_dump(report)


@settings(max_examples=cases(30), deadline=None)
@given(machines(everything=True))
def test_a_report_of_dracpu(machine: Machine) -> None:
    found = read.loads(gathered(machine).encode(), "a.yaml")
    assert cpus(found) == [one for one in cpus(machine) if one[1]]
    assert (found.cores, found.sockets) == (machine.cores, tuple(sorted(machine.sockets or ())))
    assert found.l3 == tuple(sorted(machine.l3 or ()))


WRITTEN = (
    "c5n.18xlarge",
    "m6a.48xlarge",
    "p5.48xlarge",
    "package:2 l3:2 numa:2 core:3 pu:2",
    "numa:1 package:2 core:2",
)


@pytest.mark.parametrize("name", WRITTEN)
def test_lstopo_takes_what_is_written(name: str) -> None:
    machine = find.find(name)
    text = hwloc_write.xml(machine)
    run = subprocess.run(
        [program("lstopo-no-graphics"), "--if", "xml", "-i", "-", "--of", "xml", "-"],
        input=text, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert run.stderr == ""
    for found in (read.loads(text.encode(), "x"), read.loads(run.stdout.encode(), "x")):
        assert [node[:3] for node in found.nodes or ()] == [node[:3] for node in machine.nodes or ()]
        assert (found.cores, found.sockets) == (machine.cores, machine.sockets or found.sockets)
        assert (found.l3, found.distances or ((10,),)) == (machine.l3, machine.distances or found.distances or ((10,),))


@settings(max_examples=cases(60), deadline=None)
@given(machines(everything=True))
def test_hwloc_xml_reads_back(machine: Machine) -> None:
    found = read.loads(hwloc_write.xml(machine).encode(), "x")
    nodes = [(node.id, node.cpus, node.memory, node.memory_kind) for node in found.nodes or ()]
    assert nodes == [(node.id, node.cpus, node.memory, node.memory_kind) for node in machine.nodes or ()]
    assert (found.cores, found.sockets) == (machine.cores, machine.sockets)
    devices = [(one.address, one.kind, one.vendor, one.device) for one in machine.pci_devices or ()]
    assert [(one.address, one.kind, one.vendor, one.device) for one in found.pci_devices or ()] == devices


def test_a_tree_of_an_instance_type_is_what_lscpu_and_hwloc_read(tmp_path: pathlib.Path) -> None:
    machine = ec2.instance("m6a.48xlarge")
    assert machine is not None
    trees.write_machine(tmp_path, machine)
    run = subprocess.run(
        [program("lscpu"), "-J", "-e", "-s", str(tmp_path)], capture_output=True, check=True, timeout=60
    )
    found = read.loads(run.stdout, "x.json")
    assert (cpus(found), found.cores, found.sockets, found.l3) == (
        cpus(machine), machine.cores, machine.sockets, machine.l3,
    )  # fmt: skip
    lstopo = [program("lstopo-no-graphics"), "-i", str(tmp_path), "--if", "fsroot", "--of", "xml", "-"]
    run = subprocess.run(lstopo, capture_output=True, check=True, timeout=60)
    found = read.loads(run.stdout, "x.xml")
    assert [node[:3] for node in found.nodes or ()] == [node[:3] for node in machine.nodes or ()]
    assert (found.cores, found.sockets, found.l3) == (machine.cores, machine.sockets, machine.l3)


def test_what_has_no_cpu_lists_cannot_be_written_as_a_tree_of_objects() -> None:
    with pytest.raises(Problem, match="needs the CPUs of every NUMA node"):
        hwloc_write.xml(find.find("numa:2"))


def test_values_of_xml_are_text_and_nothing_else() -> None:
    machine = Machine('a"/><object type="&lt;\x1b', (NumaNode(0, (0,), 1),))
    found = read.loads(hwloc_write.xml(machine).encode(), "x")
    assert found.name == 'a"/><object type="&lt;'


BOMB = """<?xml version="1.0"?>
<!DOCTYPE topology [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<topology><object type="Machine"><info name="DMIProductName" value="&b;"/></object></topology>"""
OUTSIDE = """<?xml version="1.0"?>
<!DOCTYPE topology [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<topology><object type="Machine" os_index="0">&a;</object></topology>"""


def topology(inside: str) -> str:
    return f'<topology version="2.0"><object type="Machine" os_index="0" cpuset="0x3">{inside}</object></topology>'


PUS = '<object type="PU" os_index="0" cpuset="0x1"/><object type="PU" os_index="1" cpuset="0x2"/>'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BOMB, ": entities are refused"),
        (OUTSIDE, ": entities are refused"),
        ("<topology>", ":1:11: invalid XML: no element found"),
        ("<html/>", ":1:1: this is not hwloc XML"),
        ('<?xml version="1.0" encoding="TF-8"?><topology/>', ":1:1: invalid XML: unknown encoding: TF-8"),
        ('<?xml version="1.0" encoding="shift_jis"?><topology/>', ":1:1: invalid XML: multi-byte encodings"),
        ('<?xml version="1.0" encoding="idna"?><topology/>', ":1:1: invalid XML: "),
        ("<topology/>", "the topology is empty"),
        (topology(""), "no PU objects"),
        (topology(PUS.replace('os_index="1"', 'os_index="99999999"')), "is not a CPU mask"),
        (topology(PUS.replace('os_index="1"', "")), "a PU has no os_index"),
        (
            topology(PUS + '<object type="Core" cpuset="0x3"/><object type="Core" cpuset="0x2"/>'),
            "CPU 1 is in two objects of the type Core",
        ),
        (
            topology(PUS + '<object type="L3Cache" cpuset="0x3"/><object type="L3Cache" cpuset="0x1"/>'),
            "CPU 0 is in two objects of the type L3Cache",
        ),
        (topology(PUS + '<object type="NUMANode" os_index="0" cpuset="zz"/>'), "is not a CPU mask"),
        (topology(PUS + '<object type="NUMANode" os_index="0" cpuset="0x1"/>' * 2), "node 0 is impossible or appears"),
        (topology(PUS + '<object type="NUMANode" os_index="4444" cpuset="0x1"/>'), "NUMA node 4444 is impossible"),
        ("<topology>" + "<object>" * 2000, "too large"),
        ('{"lscpu": [{"field": "CPU(s):", "data": "4"}]}', "lscpu lists no CPUs"),
        ('{"lscpu": [{"field": "On-line CPU(s) list:", "data": "0-x"}]}', ":1:54: '0-x' is not a list of CPUs"),
        ('{"lscpu": [4]}', ":1:12: this must be a mapping"),
        ('{"cpus": [{"cpu": 0}, {"cpu": 0}]}', ":1:31: CPU 0 appears twice"),
        ('{"cpus": [{"cpu": 0, "node": 5000}]}', ":1:30: '5000' is not a whole number from 0 to 1023"),
        ('{"num_cores": 1, "topology": [{"node_id": -4}]}', "'-4' is not a whole number"),
        ('{"num_cores": 1, "topology": [{"node_id": 0}, {"node_id": 0}]}', "a NUMA node appears twice"),
        ('{"num_cores": 1, "topology": [{"node_id": 0, "cores": [{"thread_ids": [1, 1]}]}]}', "CPU 1 appears twice"),
        (TOPOLOGY.replace("node-1\n", "zone-b\n", 1), "'zone-b' ends in no NUMA node id"),
        (TOPOLOGY.replace("type: Node", "type: Cache"), "no zone of type Node"),
        (TOPOLOGY.replace("98Gi", "lots"), "'lots' is not a size"),
        ("layoutVersion: v7\ncpuDetails: {cpus: []}\n", "layout 'v7' is not known"),
        ("layoutVersion: v1\ncpuDetails: {cpus: []}\n", "the report has no CPUs"),
        ("apiVersion: v1\nkind: Pod\n", "this describes no machine"),
        ("[1, 2]", "this describes no machine"),
        ("", "this describes no machine"),
        ("a: [", "x:1:5: "),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(text: str, says: str) -> None:
    with pytest.raises(Problem) as caught:
        read.loads(text.encode(), "x")
    assert says in str(caught.value)
    assert caught.value.exit_status == 1


def test_several_nodes_in_one_list_are_named() -> None:
    one = yaml.safe_load(TOPOLOGY)
    listed = {"kind": "NodeResourceTopologyList", "apiVersion": one["apiVersion"], "items": [one, one]}
    with pytest.raises(Problem, match="2 nodes are described here: worker-1, worker-1"):
        read.loads(json.dumps(listed).encode(), "x")


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(CannotDo, match="cannot be read"):
        read.load("/nowhere/m.xml")


def test_machines_are_found_by_these_files(tmp_path: pathlib.Path) -> None:
    for name in ("nvidia-gpu-nodes.hwloc2.xml", "eight-nodes.lscpu.json", "two-nodes.machineinfo.json"):
        assert find.find(str(RECORDED / name)).nodes
    snapshot_path = tmp_path / "m.yaml"
    snapshot_path.write_text(snapshot.dump(find.find("numa:2 core:2 memory:1Gi")))
    assert find.find(str(snapshot_path)).known_from == f"snapshot {snapshot_path}"


@settings(max_examples=cases(150), deadline=None)
@given(
    st.sampled_from(
        sorted(path.name for path in RECORDED.glob("*.*ml")) + sorted(p.name for p in RECORDED.glob("*.json"))
    ),
    st.data(),
)
def test_garbled_files_are_a_problem_or_a_machine_that_can_be_written(name: str, data: st.DataObject) -> None:
    text = (RECORDED / name).read_bytes()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text) - 1))
        text = text[:at] + data.draw(st.sampled_from([b"", b"\0", b"9" * 20, b"-", b'"', b"<", b"x"])) + text[at + 1 :]
    try:
        found = read.loads(text, "x")
    except Problem:
        return
    again = snapshot.loads(snapshot.dump(found), "y")
    assert [node[:2] for node in again.nodes or ()] == [node[:2] for node in found.nodes or ()]


def test_devices_without_an_address_or_type_are_passed_over() -> None:
    inside = (
        PUS + '<object type="PCIDev" pci_busid="junk" pci_type="0302 [10de:2330] [0:0] 00"/><object type="PCIDev"/>'
    )
    inside += '<object type="PCIDev" pci_busid="0000:17:00.0" pci_type="0302 [10de:2330] [10de:0000] a1"/>'
    found = read.loads(topology(inside).encode(), "x")
    assert found.pci_devices == (PciDevice("0000:17:00.0", "gpu", "10de", "2330"),)
