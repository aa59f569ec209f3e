"""`numaconf machine`, as a user meets it."""

from __future__ import annotations

import json
import os
import pathlib
import sys

import pytest

from numaconf.cli.main import run
from numaconf.machine import ec2, snapshot
from tests.machine import trees

GOLDEN = pathlib.Path(__file__).parent / "machine"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")


def numaconf(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = run(["machine", *arguments])
    out, err = capsys.readouterr()
    return status, out, err


SHOWN = {
    "measured": "m5a.24xlarge",
    "derived-lists": "p5.48xlarge",
    "derived-node": "p5.4xlarge",
    "unknown": "c8in.96xlarge",
    "synthetic": "package:2 numa:1 l3:2 core:4 pu:2 memory:16Gi",
    "snapshot": "snapshot.yaml",
}


@pytest.mark.parametrize("name", SHOWN)
def test_pictures(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(GOLDEN)
    monkeypatch.setenv("COLUMNS", "80")
    status, out, err = numaconf(capsys, "show", SHOWN[name])
    assert (status, err) == (0, "")
    assert out == (GOLDEN / f"{name}.txt").read_text()


def test_show_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = numaconf(capsys, "show", "m5.24xlarge", "--format", "json")
    found = json.loads(out)
    assert status == 0
    assert found["version"] == 1
    assert found["numaNodes"][1] == {
        "id": 1, "cpus": "24-47,72-95", "memory": 191423 * 2**20, "hugepages": None, "socket": 1,
        "memoryKind": None,
    }  # fmt: skip
    assert found["cores"][:2] == ["0,48", "1,49"]
    assert found["distances"] == [[10, 21], [21, 10]]
    assert found["unknown"] == ["hugepages", "memoryCapacity"]
    assert "cpus" not in found["derived"]
    devices = json.loads(numaconf(capsys, "show", "p5.48xlarge", "--format", "json")[1])["instanceTypeDevices"]
    assert (devices["gpus"], devices["gpuName"], devices["efas"], devices["localNvmeGB"]) == (8, "h100", 32, 30400)
    assert "cpus" in json.loads(numaconf(capsys, "show", "p5.48xlarge", "--format", "json")[1])["derived"]


def listed(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    status, out, err = numaconf(capsys, "list", "--format", "json", *arguments)
    assert (status, err) == (0, "")
    found: list[dict[str, object]] = json.loads(out)["instanceTypes"]
    return found


def test_list_has_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert {one["instanceType"] for one in listed(capsys)} == set(ec2.names())


@pytest.mark.parametrize(
    ("arguments", "key", "values"),
    [
        (["--numa-nodes", "3"], "numaNodes", {3}),
        (["--min-numa-nodes", "6"], "numaNodes", {6, 8}),
        (["--vcpus", "96"], "vcpus", {96}),
        (["--arch", "arm64"], "architecture", {"arm64"}),
        (["--measured"], "measured", {True}),
        (["--family", "c5n", "--numa-nodes", "2"], "instanceType", {"c5n.18xlarge", "c5n.metal"}),
        (["m5*.24xlarge", "--min-numa-nodes", "3"], "instanceType", {"m5a.24xlarge", "m5ad.24xlarge"}),
    ],
)
def test_filters(capsys: pytest.CaptureFixture[str], arguments: list[str], key: str, values: set[object]) -> None:
    found = listed(capsys, *arguments)
    assert {one[key] for one in found} == values
    if len(values) == 1 and key != "instanceType":
        others = [one for one in listed(capsys) if one not in found]
        assert not values & {one[key] for one in others}


def test_list_as_table(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = numaconf(capsys, "list", "p5*")
    assert status == 0
    assert out == (GOLDEN / "list.txt").read_text()
    assert err == "4 instance types\n"


def test_what_fits_no_type_is_said_with_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    for words, says in (
        (["m5"], "no type is called 'm5': it is a family"),
        (["zz*"], "no type matches 'zz*'"),
        (["m5.24xlrge"], "did you mean m5.24xlarge or"),
        (["--family", "c5nn"], "did you mean c5n or c5?"),
        (["--vcpus", "97"], "the nearest numbers are"),
        (["--numa-nodes", "5"], "the nearest numbers are 1, 2, 3, 4, 6, 8"),
        (["--min-numa-nodes", "9"], "no type has 9 NUMA nodes or more"),
        (["--like", "m6a.49xlarge"], "there is no type 'm6a.49xlarge'"),
        (["--like", "c8in.96xlarge"], "was not measured"),
        (["p5.*", "--numa-nodes", "3", "-o", "nodepool"], "no type matches all of these filters"),
    ):
        status, out, err = numaconf(capsys, "list", *words)
        assert (status, out) == (2, "")
        assert says in err, words


def test_filters_that_leave_nothing_together(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = numaconf(capsys, "list", "p5.*", "--numa-nodes", "3")
    assert (status, out, err) == (0, "", "0 instance types: no type matches all of these filters\n")


def test_the_list_fits_a_terminal_of_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    out = numaconf(capsys, "list")[1]
    assert max(map(len, out.splitlines())) <= 80


def test_types_of_the_same_shape(capsys: pytest.CaptureFixture[str]) -> None:
    found = listed(capsys, "--like", "m6a.48xlarge", "--sort", "memory")
    assert {(one["numaNodes"], one["vcpus"], one["threadsPerCore"]) for one in found} == {(4, 192, 2)}
    sizes = [one["memoryMiB"] for one in found]
    assert sizes == sorted(sizes)  # type: ignore[type-var]
    assert {"m6a.48xlarge", "c6a.48xlarge"} <= {one["instanceType"] for one in found}


@pytest.mark.parametrize("form", ["node-affinity", "nodepool"])
def test_terms_to_paste(capsys: pytest.CaptureFixture[str], form: str) -> None:
    status, out, err = numaconf(capsys, "list", "--family", "c5n", "--numa-nodes", "2", "-o", form)
    assert (status, err) == (0, "")
    assert out == (GOLDEN / f"{form}.yaml").read_text()


def test_compare(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    status, out, err = numaconf(capsys, "compare", "m5.24xlarge", "m5d.24xlarge", "r5.24xlarge")
    assert (status, err) == (0, "")
    assert out == (GOLDEN / "compare.txt").read_text()
    assert numaconf(capsys, "compare", "m5.24xlarge", "m5.24xlarge")[1] == (
        "m5.24xlarge, m5.24xlarge: interchangeable for one profile\n"
    )


@pytest.mark.parametrize(
    ("names", "status", "decides"),
    [
        (["c5n.18xlarge", "m6a.48xlarge"], 1, ["NUMA nodes"]),
        (["c5n.18xlarge", "c5n.9xlarge"], 1, ["NUMA nodes"]),
        (["numa:1 core:4 pu:2", "numa:1 core:8"], 1, ["threads per core"]),
        (["numa:2 core:4", "numa:2 core:8"], 1, ["CPUs of NUMA node 0", "CPUs of NUMA node 1"]),
        (["numa:2 core:4", "numa:2 l3:2 core:2"], 0, []),
        (["c8in.96xlarge", "c8in.96xlarge"], 1, ["NUMA nodes", "threads per core"]),
    ],
)
def test_what_decides(capsys: pytest.CaptureFixture[str], names: list[str], status: int, decides: list[str]) -> None:
    found, out, _ = numaconf(capsys, "compare", *names, "--format", "json")
    data = json.loads(out)
    assert (found, data["interchangeable"]) == (status, status == 0)
    assert [one["part"] for one in data["differences"] if one["decides"]] == decides


def test_compare_needs_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert numaconf(capsys, "compare", "c5n.18xlarge")[0] == 2


@LINUX
def test_detect_prints_a_snapshot(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = numaconf(capsys, "detect")
    assert status == 0
    assert snapshot.loads(out, "stdout").cpus
    assert os.uname().nodename not in out


@LINUX
def test_detect_writes_a_file_that_show_reads(capsys: pytest.CaptureFixture[str], tmp_path: pathlib.Path) -> None:
    path = tmp_path / "here.yaml"
    assert numaconf(capsys, "detect", "-o", str(path), "-q") == (0, "", "")
    assert numaconf(capsys, "show", str(path))[0] == 0


GPU_MEMORY = {
    **trees.TWO_NODES,
    **trees.node(0, "0,2", 1000, "10 21 80", {1048576: 1}),
    **trees.node(1, "1,3", 1024, "21 10 80"),
    **trees.node(8, "", 512, "80 80 10"),
    "proc/driver/nvidia/gpus/0004:05:00.0/numa_status": "Node:      8",
    "proc/cmdline": "isolcpus=1,3",
    "sys/devices/system/cpu/present": "0-4",
    "sys/devices/system/cpu/isolated": "1,3",
    "sys/bus/pci/devices/0000:17:00.0/class": "0x030200",
    "sys/bus/pci/devices/0000:17:00.0/numa_node": "-1",
    "sys/bus/pci/devices/0000:18:00.0/class": "0x020000",
    "sys/bus/pci/devices/0000:18:00.0/numa_node": "5",
    "proc/meminfo": "MemTotal: 5000 kB",
}


def test_detect_reads_a_copy_and_says_what_to_know_about_it(
    capsys: pytest.CaptureFixture[str], tmp_path: pathlib.Path
) -> None:
    trees.write(tmp_path, GPU_MEMORY)
    status, out, err = numaconf(capsys, "detect", "--sysroot", str(tmp_path))
    assert (status, out) == (0, (GOLDEN / "detect.yaml").read_text())
    assert err == (GOLDEN / "detect.err").read_text()
    assert numaconf(capsys, "detect", "--sysroot", str(tmp_path), "-q") == (0, out, "")
    as_data = numaconf(capsys, "detect", "--sysroot", str(tmp_path), "--format", "json", "-q")[1]
    assert snapshot.loads(as_data, "x") == snapshot.loads(out, "x")


def test_detect_where_there_is_nothing(capsys: pytest.CaptureFixture[str], tmp_path: pathlib.Path) -> None:
    trees.write(tmp_path / "a" / "b", trees.TWO_NODES)
    assert numaconf(capsys, "detect", "--sysroot", str(tmp_path))[0] == 2
    status, out, err = numaconf(capsys, "detect", "--sysroot", str(tmp_path / "a"))
    assert (status, out) == (2, "")
    assert f"did you mean {tmp_path}/a/b?" in err
    assert "not a folder" in numaconf(capsys, "detect", "--sysroot", str(tmp_path / "none"))[2]


def test_detect_lists_its_files(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = numaconf(capsys, "detect", "--list-files")
    assert (status, out.count("\n"), err) == (0, 1, "")
    assert "sys/devices/system/node/node[0-9]*/meminfo" in out


@LINUX
def test_detect_writes_whole_or_not_at_all(capsys: pytest.CaptureFixture[str], tmp_path: pathlib.Path) -> None:
    (tmp_path / "file").write_text("x")
    status, out, err = numaconf(capsys, "detect", "-o", str(tmp_path / "file" / "m.yaml"))
    assert (status, out) == (2, "")
    assert "cannot be written" in err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["show", "c5n.18xlrge"], 2, "did you mean c5n.18xlarge"),
        (["show", "none.yaml"], 2, "none.yaml: the machine's description cannot be read"),
        (["show", "numa:0 core:1"], 2, "needs a number from 1 on"),
        (["show"], 2, "MACHINE is missing"),
        (["list", "--numa-nodes", "two"], 2, "--numa-nodes"),
        (["list", "--arch", "sparc"], 2, "--arch"),
    ],
)
def test_usage(capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, says: str) -> None:
    found, out, err = numaconf(capsys, *arguments)
    assert (found, out) == (status, "")
    assert says in err


def test_a_broken_snapshot_is_a_problem_of_content(capsys: pytest.CaptureFixture[str], tmp_path: pathlib.Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text("apiVersion: numaconf/v1\nkind: Machine\nmetadata: {name: a}\nspec:\n  numaNodes:\n  - cpu: 0-3\n")
    status, out, err = numaconf(capsys, "show", str(path))
    assert (status, out) == (1, "")
    assert f"{path}:6:5: unknown key cpu" in err
    assert "did you mean cpus?" in err


def test_export_in_every_form(capsys: pytest.CaptureFixture[str], tmp_path: pathlib.Path) -> None:
    status, out, err = numaconf(capsys, "export", "c5n.18xlarge", "--to", "snapshot")
    assert (status, err) == (0, "")
    (tmp_path / "a.yaml").write_text(out)
    assert numaconf(capsys, "export", str(tmp_path / "a.yaml"), "--to", "hwloc", "-o", str(tmp_path / "a.xml"))[0] == 0
    assert numaconf(capsys, "export", str(tmp_path / "a.xml"), "--to", "sysfs", "-o", str(tmp_path / "tree"))[0] == 0
    status, out, _ = numaconf(capsys, "detect", "--sysroot", str(tmp_path / "tree"), "-q")
    last, first = snapshot.loads(out, "x"), ec2.instance("c5n.18xlarge")
    assert first is not None
    assert [node[:3] for node in last.nodes or ()] == [node[:3] for node in first.nodes or ()]
    assert (last.cores, last.l3, last.distances) == (first.cores, first.l3, first.distances)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["c5n.18xlarge", "--to", "sysfs"], "name it: -o DIR"),
        (["c5n.18xlarge", "--to", "sysfs", "-o", "."], "exists and is not an empty folder"),
        (["c5n.18xlarge"], "--to"),
        (["numa:2", "--to", "png"], "--to"),
    ],
)
def test_export_refuses(capsys: pytest.CaptureFixture[str], arguments: list[str], says: str) -> None:
    status, out, err = numaconf(capsys, "export", *arguments)
    assert (status, out) == (2, "")
    assert says in err
