"""The formats of state files, their checksums, and the sentences of kubelets that refuse them."""

import json
import shutil

import pytest

from numaconf.kubelet import cpuset
from numaconf.kubelet.effective import EffectiveConfig
from numaconf.kubelet.state import change, checkpoint, cpu, devices, memory, memory_file
from numaconf.kubelet.state.checkpoint import StateError
from numaconf.kubelet.version import kubernetes
from tests.kubelet.state.test_change import RECORDED, machine
from tests.real import kubelet

CONFIG = {
    "apiVersion": "kubelet.config.k8s.io/v1beta1",
    "kind": "KubeletConfiguration",
    "cpuManagerPolicy": "static",
    "reservedSystemCPUs": "0,4",
    "memoryManagerPolicy": "Static",
    "kubeReserved": {"memory": "1Gi"},
    "reservedMemory": [{"numaNode": 0, "limits": {"memory": "1124Mi"}}],
}
MINORS = ["1.31", "1.32", "1.34", "1.36", "1.37"]


@pytest.mark.parametrize(
    ("text", "state"),
    [  # from the tests of kubernetes pkg/kubelet/cm/cpumanager/state, 1.34 (Apache-2.0)
        ('{"policyName": "none", "defaultCPUSet": "4-6", "entries": {}, "checksum": 354655845}',
         cpu.CpuState("none", "4-6")),
        ('{"policyName": "none", "defaultCPUSet": "1-3", "entries": {"pod": {"container1": "4-6", "container2":'
         ' "1-3"}}, "checksum": 3610638499}',
         cpu.CpuState("none", "1-3", {"pod": {"container1": "4-6", "container2": "1-3"}})),
        ('{"policyName": "none", "defaultCPUSet": "1-3", "checksum": 1694838852}', cpu.CpuState("none", "1-3")),
        ('{"policyName": "none"}', cpu.CpuState("none")),
    ],
)  # fmt: skip
def test_cpu_files_of_kubernetes_own_tests(text, state):
    assert cpu.read(text.encode(), 34) == state


@pytest.mark.parametrize(
    ("text", "minor", "says"),
    [
        ('{"policyName":"none","defaultCpuSet":"4-6","checksum":1337}', 34, "checkpoint is corrupted"),
        ("{", 34, "unexpected end of JSON input"),
        ('{"policyName":"none","defau', 37, "unexpected end of JSON input"),
        ("", 34, "unexpected end of JSON input"),
        ('{"data":"{}","dataChecksum":1}', 37, "could not load v4 checkpoint: checkpoint is corrupted"),
        ('{"policyName":"none","defaultCPUSet":"1-3","entries":{"id1":"4-6","id2":"1-3"},"checksum":3680390589}', 34,
         "error migrating v1 checkpoint state to v2 checkpoint state: containerID 'id1' not found in initial "
         "containers list"),
    ],
)  # fmt: skip
def test_cpu_files_that_are_not_read(text, minor, says):
    if "containerID" in says:
        head = "(*state.CPUManagerCheckpoint){PolicyName:(string)none DefaultCPUSet:(string)1-3 "
        dump = head + "Entries:(map[string]string)map[id1:4-6 id2:1-3] Checksum:(checksum.Checksum)0}"
        text = text.replace("3680390589", str(checkpoint.checksum(dump)))
    with pytest.raises(StateError) as caught:
        cpu.read(text.encode(), minor)
    assert str(caught.value) == says


def test_a_memory_file_of_kubernetes_own_tests():
    text = (
        '{"policyName":"static","machineState":{"0":{"numberOfAssignments":0,"memoryMap":{"memory":{"total":2048,'
        '"systemReserved":512,"allocatable":1536,"reserved":512,"free":1024}},"cells":[]}},'
        '"entries":{"pod":{"container1":[{"numaAffinity":[0],"type":"memory","size":512}]}},"checksum": 4215593881}'
    )
    state = memory_file.read(text.encode(), 34)
    assert state.machine[0].memory["memory"] == memory.Table(2048, 512, 1536, 512, 1024)
    assert state.entries == {"pod": {"container1": (memory.Block((0,), "memory", 512),)}}
    with pytest.raises(StateError, match="checkpoint is corrupted"):
        memory_file.read(text.replace("1024", "1023").encode(), 34)


def test_files_of_1_36_with_pod_level_managers():
    text = (  # from the tests of kubernetes pkg/kubelet/cm/memorymanager/state, 1.36 (Apache-2.0)
        '{"policyName":"static","machineState":{"0":{"numberOfAssignments":0,"memoryMap":{"memory":{"total":2048,'
        '"systemReserved":512,"allocatable":1536,"reserved":512,"free":1024}},"cells":[]}},'
        '"entries":{"pod":{"container1":[{"numaAffinity":[0],"type":"memory","size":512}]}},'
        '"podEntries":{"pod":{"memoryBlocks":[{"numaAffinity":[0],"type":"memory","size":512}]}},'
        '"checksum": 1278640530}'
    )
    state = memory_file.read(text.encode(), 36, pod_level=True)
    assert state.pods == {"pod": (memory.Block((0,), "memory", 512),)}
    assert memory_file.read(text.encode(), 37) == state
    for minor in (35, 36):
        with pytest.raises(StateError, match="checkpoint is corrupted"):
            memory_file.read(text.encode(), minor)


def test_a_downgrade_from_pod_level_managers_does_not_read_the_files():
    gates = {"PodLevelResourceManagers": True, "PodLevelResources": True}
    old = EffectiveConfig("kubelet", CONFIG | {"featureGates": gates}, {}, kubernetes("1.36"))
    for version, fate in (("1.35", "remove"), ("1.36", "remove"), ("1.37", "keep")):
        new = EffectiveConfig("kubelet", CONFIG, {}, kubernetes(version))
        assert change.memory_manager(old, new).fate == change.cpu_manager(old, new).fate == fate


def test_a_group_whose_other_node_is_gone_is_named_with_that_node():
    table = memory.Table(2048, 512, 1536, 1536, 0)
    held = {0: memory.NumaState(1, {"memory": table}, (0, 1)), 1: memory.NumaState(1, {"memory": table}, (0, 1))}
    now = {0: held[0]}
    found = [(one.numa_node, one.what, one.file, one.machine) for one in memory.differences(held, now, 34)]
    assert found == [(0, "reserved", 3072, 1536), (1, "NUMA node", "present", "missing")]


HOSTILE = [
    b"[]", b"null", b'"x"', b"{" * 100_000, b"\xff\xfe", b'{"policyName": 1}', b'{"entries": {"a": {"b": 1}}}',
    b'{"checksum": -1}', b'{"checksum": 1e400}', b'{"entries": []}', b'{"machineState": {"x": {}}}',
    b'{"machineState": {"0": {"memoryMap": {"memory": {"total": -5}}}}}', b'{"data": "{", "dataChecksum": 0}',
    b'{"machineState": {"0": {"cells": [1e9]}}}', b'{"Data": {"PodDeviceEntries": 5}}', b'{"policyName": NaN}',
]  # fmt: skip


def refused(read, data, minor):
    try:
        read(data, minor)
    except StateError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("minor", [34, 36, 37])
def test_hostile_files_are_refused_in_words(data, minor):
    assert len(refused(cpu.read, data, minor)) < 200
    assert len(refused(memory_file.read, data, minor)) < 200
    with pytest.raises(StateError):
        devices.read(data)


def test_a_file_beyond_any_kubelet_is_not_read():
    with pytest.raises(StateError, match="no kubelet writes"):
        cpu.read(b" " * (checkpoint.LIMIT + 1), 34)


@pytest.fixture
def written(tmp_path):
    """Runs a real kubelet with two pods, and gives the folder with what it wrote."""

    def run(minor, machine_name="two-numa-8", config=CONFIG, pods=()):
        file = tmp_path / "pods.json"
        file.write_text(json.dumps(list(pods)))
        folder = tmp_path / f"state-{minor}"
        folder.mkdir()
        said = kubelet(
            minor, json.dumps(config), machine_name, tmp_path, "--state-dir", str(folder), "--pods", str(file)
        )
        assert said["verdict"] == "starts", said["first_error"]
        return folder

    return run


PODS = [
    {"name": "a", "containers": [{"cpu": "2", "memory": "1Gi"}]},
    {"name": "b", "containers": [{"cpu": "1", "memory": "2Gi"}, {"cpu": "500m", "memory": "1Gi"}]},
]


@pytest.mark.parametrize("minor", MINORS)
def test_what_a_real_kubelet_writes_is_read_and_written_to_the_byte(minor, written):
    folder = written(minor, pods=PODS)
    number = kubernetes(minor).minor
    data = (folder / cpu.NAME).read_bytes()
    state = cpu.read(data, number)
    assert {cpuset.text(cpus) for cpus in state.assigned().values()} >= {"1,5"}
    assert cpu.write(state, number).encode() == data
    data = (folder / memory.NAME).read_bytes()
    held = memory_file.read(data, number)
    assert held.entries.keys() >= state.entries.keys()
    assert memory_file.write(held, number).encode() == data
    node = EffectiveConfig("kubelet", CONFIG, {}, kubernetes(minor), machine(RECORDED["machines"]["two-numa-8"]))
    tables = memory.default_machine(node.machine, change.reserved_bytes(node), held.machine)
    assert memory_file.refusal(data, memory.MemoryManager("Static", tables), number) is None
    assert cpu.refusal((folder / cpu.NAME).read_bytes(), manager(), number) is None


def manager(**more):
    return cpu.CpuManager("static", **{"cpus": frozenset(range(8)), "reserved": frozenset({0, 4})} | more)


def test_the_devices_of_containers(written):
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "g", "uid": "g"}, "spec": {"containers": [{
        "name": "main", "image": "x",
        "resources": {"limits": {"cpu": "2", "memory": "1Gi", "nvidia.com/gpu": "2"}}}]}}  # fmt: skip
    config = {**CONFIG, "reservedSystemCPUs": "0,48"}
    folder = written("1.34", "two-numa-96-gpus", config, [pod])
    (entry,) = devices.read((folder / devices.NAME).read_bytes())
    assert (entry.container, entry.resource, sum(map(len, entry.devices.values()))) == ("main", "nvidia.com/gpu", 2)
    broken = (folder / devices.NAME).read_bytes().replace(b"nvidia", b"nvidla")
    with pytest.raises(StateError, match="checkpoint is corrupted"):
        devices.read(broken)


EDITS = {
    "another policy": (cpu.NAME, lambda state: state._replace(policy="none")),
    "a reserved CPU is not shared": (cpu.NAME, lambda state: state._replace(default="0-3")),
    "overlap": (cpu.NAME, lambda state: state._replace(default="0-7")),
    "a CPU is missing": (cpu.NAME, lambda state: state._replace(entries={})),
    "no pool": (cpu.NAME, lambda state: state._replace(default="")),
    "not a list": (cpu.NAME, lambda state: state._replace(default="1.3")),
    "another memory policy": (memory.NAME, lambda state: state._replace(policy="None")),
    "no machine": (memory.NAME, lambda state: state._replace(machine={})),
    "a NUMA node less": (memory.NAME, lambda state: state._replace(machine={0: state.machine[0]})),
    "a node that is not there": (
        memory.NAME, lambda state: state._replace(entries={"x": {"c": (memory.Block((7,), "memory", 5),)}})),
    "a type that is not there": (
        memory.NAME, lambda state: state._replace(entries={"x": {"c": (memory.Block((0,), "hugepages-1Gi", 5),)}})),
    "assignments that nobody has": (memory.NAME, lambda state: state._replace(entries={})),
}  # fmt: skip


@pytest.mark.parametrize("minor", ["1.34", "1.37"])
@pytest.mark.parametrize("edit", EDITS)
def test_a_file_that_does_not_fit_is_refused_in_the_kubelets_words(minor, edit, written, tmp_path):
    folder, number = written(minor, pods=PODS[:1]), kubernetes(minor).minor
    name, change_ = EDITS[edit]
    module = cpu if name == cpu.NAME else memory_file
    path = folder / name
    edited = module.write(change_(module.read(path.read_bytes(), number)), number)
    path.write_text(edited)
    second = tmp_path / "second"
    second.mkdir()
    for file in (cpu.NAME, memory.NAME):
        shutil.copy(folder / file, second / file)
    said = kubelet(minor, json.dumps(CONFIG), "two-numa-8", tmp_path, "--state-dir", str(second))
    assert said["verdict"] == "will-not-start"
    node = EffectiveConfig("kubelet", CONFIG, {}, kubernetes(minor), machine(RECORDED["machines"]["two-numa-8"]))
    if module is cpu:
        ours = cpu.refusal(edited.encode(), manager(), number)
    else:
        held = memory_file.read(edited.encode(), number)
        tables = memory.default_machine(node.machine, change.reserved_bytes(node), held.machine)
        ours = memory_file.refusal(edited.encode(), memory.MemoryManager("Static", tables), number)
    assert ours is not None
    assert ours in said["first_error"]
