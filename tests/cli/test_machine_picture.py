"""The picture of a machine: goldens that were looked at, and what holds for every machine."""

from __future__ import annotations

import json
import pathlib
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from numaconf.cli.main import run
from numaconf.machine import find
from numaconf.machine.model import Machine
from numaconf.reports.machine_svg import drawing
from numaconf.reports.machine_text import picture
from tests.machines import machines
from tests.search import cases

GOLDEN = pathlib.Path(__file__).parent / "machine"
PROFILE = pathlib.Path(__file__).parent.parent.parent / "examples" / "packet-workers" / "profile.yaml"
SVG = "{http://www.w3.org/2000/svg}"

LARGE = ("package:2 numa:4 l3:3 core:8 pu:2 memory:96Gi", "package:2 numa:8 core:12 pu:2 memory:64Gi",
         "package:2 numa:1 core:96 pu:2 memory:1Ti", "numa:2", "numa:2 pu:36 memory:1Gi", "core:1")  # fmt: skip
"""192 to 384 CPUs, 1 to 16 NUMA nodes, and machines of which little is known."""

CODES = re.compile("\x1b\\[[0-9;]*m")


def show(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = run(["machine", "show", *arguments])
    out, err = capsys.readouterr()
    return status, out, err


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("name", [*LARGE, "c5n.18xlarge", "m6a.48xlarge", "p5.48xlarge", "u7i-12tb.224xlarge"])
def test_no_line_is_wider_than_the_terminal(name: str, width: int) -> None:
    text = picture(find.find(name), width)
    assert max(len(line) for line in CODES.sub("", text).splitlines()) <= width
    assert all(line == line.rstrip() for line in CODES.sub("", text).splitlines())


@settings(max_examples=cases(40), deadline=None)
@given(machines())
def test_any_machine_is_drawn(machine: Machine) -> None:
    text = CODES.sub("", picture(machine, 80))
    assert max(map(len, text.splitlines())) <= 80
    tree = ElementTree.fromstring(drawing(machine))
    words = "".join(tree.itertext())
    for node in machine.nodes or ():
        assert f"NUMA node {node.id}" in text
        assert f"NUMA node {node.id}" in words
    for device in machine.pci_devices or ():
        assert device.address in text
        assert device.address in words


def test_cells_are_cores() -> None:
    text = CODES.sub("", picture(find.find(LARGE[0]), 80))
    assert text.count("□") - 1 == 192  # one is the legend's


def test_a_configuration_over_a_machine(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROFILE.parent)
    monkeypatch.setenv("COLUMNS", "80")
    status, out, err = show(capsys, "c5n.18xlarge", "--with", "profile.yaml")
    assert (status, err) == (0, "")
    assert out == (GOLDEN / "with.txt").read_text()
    data = json.loads(show(capsys, "c5n.18xlarge", "--with", "profile.yaml", "--format", "json")[1])
    assert data["with"]["numaNodes"][0] == {
        "id": 0, "reservedCpus": "0,36", "reservedMemory": 1786 << 20,
        "largestPod": {"cpus": 34, "memory": 97366573056, "hugepages": {}, "devices": {}},
    }  # fmt: skip


CONFIG = """apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cpuManagerPolicy: static
cpuManagerPolicyOptions: {full-pcpus-only: "true"}
reservedSystemCPUs: "0"
memoryManagerPolicy: Static
kubeReserved: {memory: 924Mi}
reservedMemory: [{numaNode: 1, limits: {memory: 1Gi}}]
"""


def test_half_a_core_is_reserved(capsys: pytest.CaptureFixture[str], tmp_path: pathlib.Path) -> None:
    (tmp_path / "k.yaml").write_text(CONFIG)
    words = ["numa:2 core:4 pu:2 memory:8Gi", "--with", str(tmp_path / "k.yaml"), "--kubernetes-version", "1.34"]
    status, out, _ = show(capsys, *words)
    assert status == 0
    assert "◧□□□" in out
    assert "largest pod 6 CPUs, 8192Mi (8 GiB)" in out
    assert "largest pod 8 CPUs, 7168Mi" in out
    assert show(capsys, *words[:-2])[0] == 0, "the same on all versions"


EVERYTHING = """apiVersion: numaconf/v1
kind: Machine
metadata: {name: gpu-node}
spec:
  memoryCapacity: 255Gi
  numaNodes:
    - {cpus: "0-23,48-71", memory: 128Gi, socket: 0, hugepages: {2Mi: 0, 1Gi: 16}}
    - {cpus: "24-47,72-95", memory: 128Gi, socket: 1, hugepages: {2Mi: 0, 1Gi: 0}}
    - {id: 2, cpus: "", memory: 80Gi, memoryKind: gpu}
  threadsPerCore: 2
  l3: ["0-7,48-55", "8-15,56-63", "16-23,64-71", "24-31,72-79", "32-39,80-87", "40-47,88-95"]
  distances: [[10, 21, 40], [21, 10, 40], [40, 40, 10]]
  isolatedCpus: "20-23,68-71"
  devices: [{resource: nvidia.com/gpu, numa: [[0], [0], [1], []]}]
  pciDevices:
    - {address: "0000:17:00.0", class: gpu, vendor: "10de", device: "2330", numaNode: 0, pcieRoot: "pci0000:15"}
    - {address: "0000:2a:00.0", class: gpu, vendor: "10de", device: "2330", numaNode: 0, pcieRoot: "pci0000:28"}
    - {address: "0000:18:00.0", class: network, vendor: "15b3", device: "1021", driver: mlx5_core, numaNode: 0}
    - {address: "0000:9a:00.0", class: gpu, vendor: "1a03", device: "2000", numaNode: 1, pcieRoot: "pci0000:97"}
    - {address: "0000:d1:00.0", class: nvme, vendor: "144d", device: "a80a", driver: nvme, numaNode: null}
  kernelParameters: {isolcpus: "20-23,68-71", hugepages: "16", hugepagesz: 1G}
"""
OVER_IT = CONFIG.replace('reservedSystemCPUs: "0"', 'reservedSystemCPUs: "0,48,24"')


def test_everything_at_once(
    capsys: pytest.CaptureFixture[str], tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    pathlib.Path("machine.yaml").write_text(EVERYTHING)
    pathlib.Path("kubelet.yaml").write_text(OVER_IT)
    words = ["machine.yaml", "--with", "kubelet.yaml", "--kubernetes-version", "1.34"]
    status, out, _ = show(capsys, *words)
    assert (status, max(map(len, out.splitlines()))) == (0, 80)
    assert out == (GOLDEN / "everything.txt").read_text()
    colored = show(capsys, *words, "--color", "always")[1]
    assert (CODES.sub("", colored), "\x1b[31m" in colored) == (out, True)
    assert show(capsys, *words, "--svg", "-")[1] == (GOLDEN / "everything.svg").read_text()


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["c5n.18xlarge", "--with", "none.yaml"], 2, "none.yaml"),
        (["numa:2", "--with", str(PROFILE)], 1, ""),
        (["c5n.18xlarge", "--with", str(PROFILE), "--target", "minikube"], 1, "minikube"),
    ],
)
def test_with_what_cannot_be_laid_over(
    capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, says: str
) -> None:
    found, out, err = show(capsys, *arguments)
    assert (found, out) == (status, "")
    assert says in err


def test_svg_is_text_without_scripts_or_anything_loaded(
    capsys: pytest.CaptureFixture[str], tmp_path: pathlib.Path
) -> None:
    path = tmp_path / "m.svg"
    assert show(capsys, "m6a.48xlarge", "--svg", str(path)) == (0, "", "")
    text = path.read_text()
    assert text == (GOLDEN / "m6a.48xlarge.svg").read_text()
    tree = ElementTree.fromstring(text)
    names = {item.tag.removeprefix(SVG) for item in tree.iter()}
    assert names <= {"svg", "title", "style", "defs", "pattern", "rect", "path", "g", "text"}
    assert not [key for item in tree.iter() for key in item.attrib if key.startswith("on") or "href" in key]
    assert "url(" not in text.replace("url(#hatch)", "")
    cells = [item for item in tree.iter(f"{SVG}rect") if item.find(f"{SVG}title") is not None]
    assert len(cells) - 1 == 96  # one is the legend's


def test_a_name_draws_nothing_of_its_own(capsys: pytest.CaptureFixture[str], tmp_path: pathlib.Path) -> None:
    path = tmp_path / "m.yaml"
    name = "\\e[31m</text><script>alert(1)</script>"
    path.write_text(f'apiVersion: numaconf/v1\nkind: Machine\nmetadata: {{name: "{name}"}}\nspec: {{}}\n')
    out = show(capsys, str(path), "--svg", "-")[1]
    assert "script" not in {item.tag.removeprefix(SVG) for item in ElementTree.fromstring(out).iter()}
    assert "\x1b" not in out + show(capsys, str(path), "--color", "always")[1].replace("\x1b[1m", "").replace(
        "\x1b[0m", ""
    )
