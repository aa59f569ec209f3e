"""The EC2 table, against the measurements that it was made from and against its own rules."""

from __future__ import annotations

import csv
import os
import subprocess
import sys

import pytest

from numaconf.machine import ec2
from numaconf.machine.model import Machine
from numaconf.machine.notation import cpu_text
from scripts import make_ec2_devices
from tests.real import RECORDINGS, TREE

ALL = ec2.names()


def machine(name: str) -> Machine:
    found = ec2.instance(name)
    assert found is not None
    return found


def test_the_shipped_table_is_what_the_script_makes_of_the_measurements() -> None:
    raw = RECORDINGS / "ec2-numa.csv"
    script = TREE / "scripts" / "make_ec2_table.py"
    made = subprocess.run([sys.executable, str(script), str(raw)], capture_output=True, text=True, check=True)
    assert made.stdout == (TREE / "numaconf" / "machine" / "data" / "ec2.csv").read_text()


def test_every_measured_fact_is_in_the_machine() -> None:
    """Each row of the measurements against the Machine, by reading the CSV in another way than the module does."""
    with (RECORDINGS / "ec2-numa.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["instance_type"] for row in rows] == list(ALL)
    for row in rows:
        found = machine(row["instance_type"])
        assert found.vcpus == int(row["vcpus"])
        assert row["arch"] in ("", found.arch)
        assert found.memory_mib == (int(row["memory_mib"]) if row["memory_mib"] else None)
        if row["eni_max_pods"]:
            assert found.eni_max_pods == int(row["eni_max_pods"])
        if row["numa_nodes"]:
            assert found.nodes is not None
            assert len(found.nodes) == int(row["numa_nodes"])
            assert "nodes" not in found.derived
            memory = [str(node.memory // 2**20) for node in found.nodes if node.memory is not None]
            assert ";".join(memory) == row["node_memory_mib"]
        if row["node_cpus"]:
            lists = [cpu_text(node.cpus or ()).replace(",", "+") for node in found.nodes or ()]
            assert ";".join(lists) == row["node_cpus"]
            assert "cpus" not in found.derived
        if row["node_distances"]:
            assert "/".join(";".join(map(str, line)) for line in found.distances or ()) == row["node_distances"]
        if row["threads_per_core"]:
            assert found.threads_per_core == int(row["threads_per_core"])
            assert "threads" not in found.derived
        if row["sockets"]:
            assert found.sockets is not None
            assert len(found.sockets) == int(row["sockets"])
        if row["l3_caches"]:
            assert found.l3 is not None
            assert len(found.l3) == int(row["l3_caches"])
        assert found.memory_capacity is None, "MemTotal is not in the table"


def test_how_many() -> None:
    types = ec2.instance_types()
    assert len(types) == len(ALL) == 1382
    assert sum(one.measured for one in types) == 1322
    # Of the 60 that nobody measured eight are so small that they have one NUMA node.
    assert sum(one.numa_nodes is None for one in types) == 52
    assert {one.numa_nodes for one in types if one.vcpus < 24} == {1}


def test_parts_of_a_machine_agree() -> None:
    for name in ALL:
        found = machine(name)
        everything = sorted(range(found.vcpus or 0))
        nodes = found.nodes or ()
        assert sorted(found.cpus or ()) == everything, name
        for groups in (found.cores, found.sockets, found.l3, [node.cpus or () for node in nodes]):
            if groups:
                assert sorted(cpu for group in groups for cpu in group) == everything, name
        assert [node.id for node in nodes] == list(range(len(nodes))), name
        if found.distances is not None:
            assert [len(row) for row in found.distances] == [len(nodes)] * len(nodes), name
        if nodes:
            for core in found.cores or ():
                assert sum(set(core) <= set(node.cpus or ()) for node in nodes) == 1, name
        for node in nodes:
            if node.socket is not None and found.sockets:
                assert set(node.cpus or ()) <= set(found.sockets[node.socket]), name


def test_a_measured_type() -> None:
    found = machine("m5.24xlarge")
    assert found.nodes is not None
    assert [cpu_text(node.cpus or ()) for node in found.nodes] == ["0-23,48-71", "24-47,72-95"]
    assert found.nodes[0].memory == 191407 * 2**20
    assert found.cores is not None
    assert found.cores[1] == (1, 49)
    assert found.distances == ((10, 21), (21, 10))
    assert (found.eni_max_pods, found.arch, found.memory_mib) == (737, "amd64", 393216)
    assert set(found.derived) == {"cores", "sockets", "l3"}


def test_cpu_lists_are_derived_where_only_nodes_and_threads_were_measured() -> None:
    found = machine("p5.48xlarge")
    assert [cpu_text(node.cpus or ()) for node in found.nodes or ()] == ["0-47,96-143", "48-95,144-191"]
    assert "cpus" in found.derived
    assert "threads" not in found.derived
    assert found.sockets is None


def test_a_small_type_has_one_node_though_nobody_measured_it() -> None:
    found = machine("p5.4xlarge")
    assert [cpu_text(node.cpus or ()) for node in found.nodes or ()] == ["0-15"]
    assert set(found.derived) == {"nodes", "threads", "cores"}
    assert found.nodes is not None
    assert found.nodes[0].memory is None


def test_nothing_is_inferred_for_larger_types() -> None:
    found = machine("c8in.24xlarge")
    assert found.nodes is None
    assert found.cores is None
    assert found.vcpus == 96
    assert machine("x8i.96xlarge").nodes is None


def test_threads_of_a_size_without_hyper_threading_are_not_the_family_s() -> None:
    assert machine("u-6tb1.56xlarge").threads_per_core == 1
    assert machine("u-6tb1.112xlarge").threads_per_core == 2


@pytest.mark.parametrize(
    "name", ["", "m5", "m5.24", "24xlarge", "m5.24xlarge,", "m5.24xlarge\n", "instance_type", "\n"]
)
def test_other_names_are_none(name: str) -> None:
    assert ec2.instance(name) is None


def test_one_look_up_reads_one_line_and_once_only(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    line = ec2._line
    monkeypatch.setattr(ec2, "_line", lambda text: (read.append(text), line(text))[1])
    ec2.instance_type.cache_clear()
    assert ec2.instance_type("c5n.18xlarge") == ec2.instance_type("c5n.18xlarge") is not None
    assert len(read) == 1


def test_families_stand_together_small_sizes_first() -> None:
    names = [one.name for one in ec2.instance_types() if one.family == "m5"]
    assert names == [
        f"m5.{size}" for size in "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge metal".split()
    ]


def test_the_data_file_states_its_licence() -> None:
    folder = TREE / "numaconf" / "machine" / "data"
    assert sorted(os.listdir(folder)) == ["README.md", "ec2.csv", "ec2_devices.csv"]
    for text in ((folder / "README.md").read_text(), (TREE / "NOTICE").read_text()):
        assert "CC BY-SA 4.0" in text
        assert "SpareCores" in text
        assert "Garret Heaton" in text


def test_devices_are_those_of_karpenters_list() -> None:
    with open(TREE / "tests" / "recordings" / "karpenter-instance-types.csv", newline="", encoding="utf-8") as source:
        made = make_ec2_devices.table(csv.DictReader(source))
    assert (TREE / "numaconf" / "machine" / "data" / "ec2_devices.csv").read_text() == made


def test_devices_of_a_type() -> None:
    assert ec2.devices("p5.48xlarge") == ec2.Devices("h100", 8, "", 0, 32, 30400)
    assert ec2.devices("trn1.32xlarge") == ec2.Devices("", 0, "trainium", 16, 8, 7600)
    assert ec2.devices("m5.24xlarge") == ec2.devices("none") == ec2.devices("") == ec2.Devices()
