"""`verify --self`: what a container sees of its own CPUs, memory and quota."""

from __future__ import annotations

import json
import pathlib

import pytest

from numaconf.cli.main import run
from numaconf.kubelet.version import kubernetes
from numaconf.verbs.verify import verify

ALL = {"cpus": "0-15", "mems": "0-1"}
"""A machine of two NUMA nodes with four cores of two threads each: CPU c and c + 8 are siblings."""


def container(
    root: pathlib.Path, cpus: str, mems: str, *, group: str = "", quota: str = "max 100000", thread: str = "",
    numa_maps: str = "",
) -> pathlib.Path:  # fmt: skip
    files = {
        "proc/1/status": f"Name:\tapp\nUid:\t0\nCpus_allowed_list:\t{cpus}\nMems_allowed_list:\t{mems}\n",
        "sys/fs/cgroup/cpuset.cpus.effective": group or cpus,
        "sys/fs/cgroup/cpu.max": quota,
        "sys/devices/system/node/online": ALL["mems"],
        "sys/devices/system/node/node0/cpulist": "0-3,8-11",
        "sys/devices/system/node/node1/cpulist": "4-7,12-15",
        "sys/devices/system/cpu/online": ALL["cpus"],
        "sys/devices/system/cpu/present": ALL["cpus"],
    }
    for cpu in range(16):
        topology = f"sys/devices/system/cpu/cpu{cpu}/topology"
        files |= {f"{topology}/physical_package_id": "0", f"{topology}/core_id": str(cpu % 8)}
    if thread:
        files["proc/2/status"] = f"Name:\tstray\nUid:\t0\nCpus_allowed_list:\t{thread}\nMems_allowed_list:\t{mems}\n"
    if numa_maps:
        files["proc/1/numa_maps"] = numa_maps
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")
    return root


def verdicts(root: pathlib.Path, minor: str = "1.34") -> dict[str, str]:
    return {one.id: one.verdict for one in verify(str(root), version=kubernetes(minor), itself=True).checks}


def test_a_container_with_cores_and_memory_of_its_own(tmp_path: pathlib.Path) -> None:
    found = verdicts(container(tmp_path, "1-2,9-10", "0", numa_maps="7f00 default anon=2 N0=2 kernelpagesize_kB=4"))
    assert found == {
        "cpus-allowed": "pass", "mems-allowed": "pass", "whole-cores": "pass", "one-numa-node": "pass",
        "cfs-quota": "pass", "page-placement": "pass", "exclusive": "unknown", "kubelet-config": "unknown",
        "cpu-state": "unknown", "memory-state": "unknown",
    }  # fmt: skip


def test_a_container_that_nobody_pins(tmp_path: pathlib.Path) -> None:
    found = verdicts(container(tmp_path, **ALL))
    assert (found["cpus-allowed"], found["mems-allowed"], found["one-numa-node"]) == ("unknown", "unknown", "unknown")


def test_half_cores_and_two_numa_nodes(tmp_path: pathlib.Path) -> None:
    found = verdicts(container(tmp_path, "1,4", "0-1"))
    assert (found["whole-cores"], found["one-numa-node"], found["mems-allowed"]) == ("unknown", "unknown", "unknown")


def test_a_thread_outside_of_the_cgroup(tmp_path: pathlib.Path) -> None:
    assert verdicts(container(tmp_path, "1,9", "0", thread="0-15"))["cpus-allowed"] == "fail"


def test_pages_where_they_may_not_be(tmp_path: pathlib.Path) -> None:
    maps = "7f00 default anon=3 N0=2 N1=1 kernelpagesize_kB=4"
    assert verdicts(container(tmp_path, "1,9", "0", numa_maps=maps))["page-placement"] == "fail"


@pytest.mark.parametrize(("minor", "verdict"), [("1.32", "pass"), ("1.33", "unknown"), ("1.34", "unknown")])
def test_a_quota_is_no_surprise_before_1_33(tmp_path: pathlib.Path, minor: str, verdict: str) -> None:
    assert verdicts(container(tmp_path, "1,9", "0", quota="400000 100000"), minor)["cfs-quota"] == verdict


def test_a_policy_that_was_asked_for_decides(tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]) -> None:
    asked = tmp_path / "kubelet.yaml"
    asked.write_text(
        "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncpuManagerPolicy: static\n"
        'reservedSystemCPUs: "0"\ntopologyManagerPolicy: single-numa-node\n'
    )
    root = container(tmp_path / "root", "1,4", "0-1")
    words = ["--root", str(root), "--self", "--kubernetes-version", "1.34", "--format", "json"]
    assert run(["verify", str(asked), *words]) == 1
    found = {one["id"]: one for one in json.loads(capfd.readouterr().out)["checks"]}
    assert (found["one-numa-node"]["verdict"], found["one-numa-node"]["found"]) == ("fail", "0-1")
