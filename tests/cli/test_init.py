"""`numaconf init`: profiles that work as they stand, with the reason of every choice."""

from __future__ import annotations

import json
import os
import pathlib
import pty
import re
import select
import subprocess
import sys
import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from numaconf.cli.main import run
from numaconf.kubelet import options
from numaconf.kubelet.version import kubernetes
from numaconf.machine import numa_nodes
from numaconf.machine.model import Machine, NumaNode
from numaconf.verbs.init import wishes
from numaconf.verbs.init.reserve import leveled
from tests.machines import machines
from tests.real import shared

GI, MI = 1 << 30, 1 << 20


def init(capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = run(["init", *words])
    out, err = capfd.readouterr()
    return status, out, err


def kubelet(text: str) -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load(text)["spec"]["kubelet"]
    return found


def codes(concise: str) -> set[str]:
    """The rules of a concise report."""
    return set(re.findall(r"\bNC\d{3}\b", concise))


def test_without_a_wish_there_is_a_profile_to_edit(tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "profile.yaml"
    assert run(["init", "-o", str(path)]) == 0
    assert run(["validate", str(path), "--format", "concise"]) == 0
    assert codes(capfd.readouterr().out) <= {"NC219"}  # full-pcpus-only up to 1.36


def test_its_commented_parts_are_valid_too(tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["init"]) == 0
    text = capfd.readouterr().out
    body = text[text.index("apiVersion") :]
    opened = re.sub(
        r"^( *)# (?=(hugepages|node|  labels|  taints|bottlerocket|karpenter)\b)", r"\1", body, flags=re.MULTILINE
    )
    path = tmp_path / "profile.yaml"
    path.write_text(opened)
    assert opened.count("#") < body.count("#")
    status = run(["validate", str(path), "--target", "kubelet", "--target", "bottlerocket", "--format", "concise"])
    assert status == 0
    assert codes(capfd.readouterr().out) <= {"NC219"}


def test_a_file_is_not_overwritten_unless_forced(tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "profile.yaml"
    path.write_text("mine")
    assert run(["init", "--for", "latency", "-o", str(path)]) == 2
    assert path.read_text() == "mine"
    assert "--force" in capfd.readouterr().err
    assert run(["init", "--for", "latency", "-o", str(path), "--force"]) == 0
    assert path.read_text() != "mine"


SIXTEEN = "package:2 numa:8 core:4 pu:2 memory:64Gi"
MACHINES = (
    "m5.xlarge",
    "m7g.16xlarge",
    "c5n.18xlarge",
    "m6a.48xlarge",
    "p5.48xlarge",
    "package:2 numa:4 l3:2 core:4 pu:2 memory:64Gi",
    SIXTEEN,
    "numa:2 memory:96Gi",
)
VERSIONS = ("1.27", "1.30", "1.32", "1.36", "1.38")
COMBINATIONS = [
    (machine, purpose, VERSIONS[(row + 2 * column) % 5 if half else (row + 2 * column + 3) % 5])
    for row, machine in enumerate(MACHINES)
    for column, purpose in enumerate(("latency", "throughput", "gpu", "observe"))
    for half in (True, False)
]
"""64 combinations, each version with every purpose."""


@pytest.mark.parametrize(("machine", "purpose", "version"), COMBINATIONS)
def test_what_is_written_validates_and_has_no_option_that_the_version_lacks(
    tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str], machine: str, purpose: str, version: str
) -> None:
    path = tmp_path / "p.yaml"
    words = ["--for", purpose, "--machine", machine, "--kubernetes-version", version, "--target", "kubelet", "-q"]
    assert init(capfd, *words, "-o", str(path)) == (0, "", "")
    assert run(["validate", str(path), "--format", "json"]) == 0
    report = json.loads(capfd.readouterr().out)
    # full-pcpus-only is asked for, and what it costs when a kubelet restarts is said in the profile.
    assert {one["code"] for one in report["findings"]} <= {"NC219"}
    text = " ".join(re.sub(r"^# *(\* )?", "", path.read_text(), flags=re.MULTILINE).split())
    assert all(one["message"][:80] in text for one in report["findings"])
    config = kubelet(path.read_text())
    for manager in (options.CPU_MANAGER, options.TOPOLOGY_MANAGER):
        for name, value in (config.get(manager.field) or {}).items():  # type: ignore[attr-defined]
            assert options.problem(manager, name, str(value).lower(), {}, kubernetes(version)) is None
    assert all(len(line) <= 100 for line in path.read_text().splitlines())


@pytest.mark.parametrize("target", ["al2023", "bottlerocket", "karpenter", "al2", "minikube", "kubelet-dropin"])
def test_every_target(tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str], target: str) -> None:
    path = tmp_path / "p.yaml"
    words = ["--for", "latency", "--machine", "c5n.18xlarge", "--target", target, "--kubernetes-version", "1.32"]
    assert init(capfd, *words, "-q", "-o", str(path)) == (0, "", "")
    assert run(["validate", str(path), "--format", "concise"]) == 0
    assert list(yaml.safe_load(path.read_text())["spec"]["targets"]) == [target]


def test_the_purposes_of_the_contract(capfd: pytest.CaptureFixture[str]) -> None:
    made = {
        purpose: kubelet(init(capfd, "--for", purpose, "--machine", "m6a.48xlarge", "--target", "kubelet")[1])
        for purpose in ("latency", "throughput", "gpu", "observe")
    }
    latency = made["latency"]
    assert latency["topologyManagerPolicy"] == "single-numa-node"
    assert (latency["topologyManagerScope"], latency["memoryManagerPolicy"]) == ("pod", "Static")
    assert latency["cpuManagerPolicyOptions"]["full-pcpus-only"] is True  # type: ignore[index]
    assert made["throughput"]["topologyManagerPolicy"] == "restricted"
    assert made["throughput"]["topologyManagerPolicyOptions"] == {"prefer-closest-numa-nodes": True}
    assert made["gpu"]["topologyManagerPolicy"] == "restricted"
    assert made["observe"]["topologyManagerPolicy"] == "best-effort"
    assert "full-pcpus-only" not in made["observe"].get("cpuManagerPolicyOptions", {})  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--for", "latency", "--machine", "m5.xlarge"], "has one NUMA node, so there is nothing to align"),
        (["--for", "latency", "--machine", "c5n.18xlarge"], "a larger one is rejected on every such node"),
        (["--for", "gpu", "--machine", "p5.48xlarge"], "8 GPUs or accelerators over 2 NUMA nodes"),
        (["--for", "latency", "--machine", "p5.48xlarge"], "is rejected forever"),
        (["--for", "throughput", "--machine", SIXTEEN, "--kubernetes-version", "1.28"],
         "takes a topology policy with at most 8: upgrade to 1.31"),
        (["--for", "throughput", "--machine", SIXTEEN], 'max-allowable-numa-nodes: "16"'),
        (["--for", "gpu", "--machine", "m6i.32xlarge"], "no GPU is known of this machine"),
    ],
)  # fmt: skip
def test_what_a_person_has_to_know_is_said(capfd: pytest.CaptureFixture[str], words: list[str], says: str) -> None:
    status, out, _ = init(capfd, *words)
    assert status == 0
    assert says in " ".join(re.sub(r"^ *# ?", "", out, flags=re.MULTILINE).split())


def test_what_nobody_named_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    out = init(capfd, "--for", "latency")[1]
    assert '  kubernetesVersion: "1.34" # none was given: write yours\n' in out
    assert "  machine: # none was given: write yours\n    instanceTypes:\n      - m5.24xlarge\n" in out
    out = init(capfd, "--for", "latency", "--machine", "c5n.18xlarge", "--kubernetes-version", "1.34")[1]
    assert "nobody named" not in out


def test_gpus_by_numa_node_of_a_snapshot(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    path = shared("data", "machines", "two-numa-96-gpus.yaml")
    monkeypatch.chdir(path.parent)
    _, out, _ = init(capfd, "--for", "latency", "--machine", path.name)
    assert "more than 4 is rejected forever" in " ".join(re.sub(r"^# *", "", out, flags=re.MULTILINE).split())


def test_reserved_cpus_spread_packed_and_away_from_devices(
    capfd: pytest.CaptureFixture[str], tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    common = ["--for", "latency", "--machine", "numa:2 core:4 pu:2 memory:64Gi"]
    assert kubelet(init(capfd, *common)[1])["reservedSystemCPUs"] == "auto"
    assert kubelet(init(capfd, *common, "--reserve", "packed")[1])["reservedSystemCPUs"] == "0-1,8-9"
    path = tmp_path / "m.yaml"
    path.write_text(
        "apiVersion: numaconf/v1\nkind: Machine\nmetadata: {name: a}\nspec:\n"
        "  numaNodes: [{cpus: '0-3,8-11', memory: 64Gi}, {cpus: '4-7,12-15', memory: 64Gi}]\n  threadsPerCore: 2\n"
        "  pciDevices: [{address: '0000:17:00.0', class: gpu, vendor: \"10de\", numaNode: 0}]\n"
    )
    words = ["--for", "gpu", "--machine", "m.yaml", "--away-from-devices"]
    assert kubelet(init(capfd, *words)[1])["reservedSystemCPUs"] == "4-5,12-13"
    assert kubelet(init(capfd, *words, "--reserve", "packed")[1])["reservedSystemCPUs"] == "4-5,12-13"


@given(st.lists(st.integers(8, 64), min_size=1, max_size=6), st.integers(1, 4000))
def test_memory_is_reserved_so_that_each_node_keeps_the_most(sizes: list[int], total: int) -> None:
    machine = Machine("a", tuple(NumaNode(number, (number,), size * GI) for number, size in enumerate(sizes)))
    found = leveled(machine, total * MI)
    share = total * MI // len(sizes)
    if found is None:
        assert max(sizes) * GI - min(sizes) * GI < max(share, 1)
        return
    assert sum(found.values()) == total * MI
    left = [size * GI - found.get(number, 0) for number, size in enumerate(sizes)]
    # No Mi that was taken from a node could have been taken from one that has more left.
    assert all(left[number] >= max(left) - MI for number, size in found.items() if size)


def test_a_machine_is_named_so_that_the_profile_finds_it(
    capfd: pytest.CaptureFixture[str], tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["machine", "export", "c5n.18xlarge", "--to", "hwloc", "-o", "m.xml"]) == 0
    assert init(capfd, "--for", "latency", "--machine", "m.xml", "-o", "profiles/p.yaml", "-q")[0] == 0
    written = yaml.safe_load(pathlib.Path("profiles/p.yaml").read_text())["spec"]
    assert (written["machine"], list(written["targets"])) == ({"snapshot": "../m.xml"}, ["kubelet"])
    assert run(["validate", "profiles/p.yaml", "--format", "concise"]) == 0


@given(machines(everything=True))
def test_a_machine_that_is_written_down_is_the_same(machine: Machine) -> None:
    # Where a profile cannot name the file, CPUs stand in the order that tells the siblings.
    found = numa_nodes.machine(dict(wishes.words(machine)), "x")
    kept = [(node.id, node.cpus, node.memory, node.hugepages) for node in found.nodes or ()]
    assert kept == [(node.id, node.cpus, node.memory, node.hugepages) for node in machine.nodes or ()]
    assert (found.cores, found.memory_capacity) == (machine.cores, machine.memory_capacity)


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_this_machine(capfd: pytest.CaptureFixture[str], tmp_path: pathlib.Path) -> None:
    path = tmp_path / "p.yaml"
    assert init(capfd, "--for", "observe", "--machine", "local", "-o", str(path))[0] == 0
    assert run(["validate", str(path), "--format", "concise"]) == 0


CONFIG = """apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
clusterDNS: [10.0.0.10]
maxPods: 50
cpuManagerPolicy: none
kubeReserved: {memory: 3Gi}
"""


def test_from_a_configuration_with_a_purpose(capfd: pytest.CaptureFixture[str], tmp_path: pathlib.Path) -> None:
    path = tmp_path / "kubelet.yaml"
    path.write_text(CONFIG)
    words = ["--from", str(path), "--machine", "c5n.18xlarge", "--kubernetes-version", "1.34", "--target", "kubelet"]
    config = kubelet(init(capfd, *words)[1])
    assert config == {"maxPods": 50, "cpuManagerPolicy": "none", "kubeReserved": {"memory": "3Gi"}}
    status, out, _ = init(capfd, *words, "--for", "latency")
    config = kubelet(out)
    assert status == 0
    assert (config["maxPods"], config["kubeReserved"], config["cpuManagerPolicy"]) == (50, {"memory": "3Gi"}, "static")
    assert "(was none)" in out
    assert "as in kubelet.yaml" in out


def test_from_a_profile(capfd: pytest.CaptureFixture[str]) -> None:
    path = pathlib.Path(__file__).parent.parent.parent / "examples" / "packet-workers" / "profile.yaml"
    status, out, _ = init(capfd, "--from", str(path), "--for", "observe", "--target", "kubelet")
    assert status == 0
    written = yaml.safe_load(out)["spec"]
    assert written["machine"] == {"instanceTypes": ["c5n.18xlarge"]}
    assert written["kubelet"]["topologyManagerPolicy"] == "best-effort"
    assert "reservedMemory" not in written["kubelet"]


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["--for", "speed"], 2, "--for"),
        (["--for", "latency", "--machine", "c5n.18xlrge"], 2, "did you mean c5n.18xlarge"),
        (["--for", "latency", "--machine", "c8in.96xlarge"], 2, "NUMA nodes of c8in.96xlarge are unknown"),
        (["--for", "latency", "--kubernetes-version", "1.2"], 2, "1.2 is not supported"),
        (["--for", "latency", "--kubernetes-version", "next"], 2, "is not a Kubernetes version"),
        (
            ["--for", "latency", "--machine", "c5n.18xlarge", "--target", "al2", "--kubernetes-version", "1.34"],
            1,
            "1.34",
        ),
        (["--from", "none.yaml"], 2, "none.yaml"),
    ],
)
def test_what_cannot_be_done(capfd: pytest.CaptureFixture[str], words: list[str], status: int, says: str) -> None:
    found, out, err = init(capfd, *words)
    assert (found, out) == (status, "")
    assert says in err


@pytest.mark.skipif(sys.platform != "linux", reason="needs a pseudo-terminal of Linux")
def test_asked_on_a_terminal_it_asks() -> None:
    main, side = pty.openpty()
    code = "import sys; from numaconf.cli.main import run; sys.exit(run(['init']))"
    child = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=side,
        stderr=side,
        stdout=subprocess.PIPE,
        env={**os.environ, "NO_COLOR": "1"},
    )
    os.close(side)
    for answer in (b"throughput", b"c5n.18xlrge", b"c5n.18xlarge", b"1.34", b"kubelet"):
        _wait_for(main, b"]: ")
        os.write(main, answer + b"\n")
    out = child.communicate(timeout=60)[0].decode()
    os.close(main)
    assert child.returncode == 0
    assert out.startswith("# ")  # the questions leave nothing there
    written = yaml.safe_load(out)["spec"]
    assert (written["kubernetesVersion"], written["machine"]) == ("1.34", {"instanceTypes": ["c5n.18xlarge"]})
    assert written["kubelet"]["topologyManagerPolicy"] == "restricted"


def _wait_for(terminal: int, text: bytes) -> None:
    found, end = b"", time.monotonic() + 60
    while not found.endswith(text):
        assert time.monotonic() < end, found
        if select.select([terminal], [], [], 1)[0]:
            found += os.read(terminal, 4096)


RENDERED = pathlib.Path(__file__).parent.parent.parent / "examples" / "packet-workers" / "rendered"


@pytest.mark.parametrize(
    "path",
    ["al2023/nodeconfig.yaml", "bottlerocket/user-data.toml", "karpenter/karpenter.yaml", "kubelet/kubelet.yaml"],
)
@pytest.mark.parametrize("purpose", [[], ["--for", "latency"], ["--for", "observe"]])
def test_from_every_kind_of_file(
    capfd: pytest.CaptureFixture[str], tmp_path: pathlib.Path, path: str, purpose: list[str]
) -> None:
    words = ["--from", str(RENDERED / path), "--machine", "c5n.18xlarge", "--kubernetes-version", "1.34", *purpose]
    assert init(capfd, *words, "-o", str(tmp_path / "p.yaml"), "-q") == (0, "", "")
    assert run(["validate", str(tmp_path / "p.yaml"), "--format", "concise"]) == 0
    config = kubelet((tmp_path / "p.yaml").read_text())
    assert config["topologyManagerPolicy"] == ("best-effort" if "observe" in purpose else "single-numa-node")
    assert "cpu" not in {**config["kubeReserved"], **config["systemReserved"]}  # type: ignore[dict-item]


PODS = """apiVersion: apps/v1
kind: Deployment
metadata: {name: dpdk}
spec:
  replicas: 3
  template:
    spec:
      containers:
      - {name: a, image: x, resources: {requests: {cpu: "16", memory: 20Gi}, limits: {cpu: "16", memory: 20Gi}}}
---
apiVersion: v1
kind: Pod
metadata: {name: big}
spec:
  containers:
  - {name: a, image: x, resources: {requests: {cpu: "20", memory: 20Gi}, limits: {cpu: "20", memory: 20Gi}}}
"""
LARGER = """apiVersion: v1
kind: Pod
metadata: {name: larger}
spec:
  containers:
  - {name: a, image: x, resources: {requests: {cpu: "40", memory: 20Gi}, limits: {cpu: "40", memory: 20Gi}}}
"""
APART = """apiVersion: v1
kind: Pod
metadata: {name: apart}
spec:
  containers:
  - {name: a, image: x, resources: {requests: {cpu: "20", memory: 20Gi}, limits: {cpu: "20", memory: 20Gi}}}
  - {name: b, image: x, resources: {requests: {cpu: "20", memory: 20Gi}, limits: {cpu: "20", memory: 20Gi}}}
"""


def test_pods_decide_about_policy_and_reservation(
    capfd: pytest.CaptureFixture[str], tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pathlib.Path("pods.yaml").write_text(PODS)
    status, out, _ = init(capfd, "--machine", "c5n.18xlarge", "--pods", "pods.yaml")
    assert status == 0
    # Two pods of 16 CPUs fill one NUMA node but for 4; 16 and 20 fill the other one, if nothing is reserved on it.
    assert kubelet(out)["reservedSystemCPUs"] == "0-1,36-37"
    assert kubelet(out)["topologyManagerPolicy"] == "single-numa-node"
    assert "#   single-numa-node       pod        packed               4         0  <- chosen" in out
    assert "# rejected with single-numa-node pod spread: big (TopologyAffinityError)" in out
    pathlib.Path("profile.yaml").write_text(out)
    assert run(["fit", "profile.yaml", "--pods", "pods.yaml"]) == 0


@pytest.mark.parametrize(
    ("pods", "policy", "scope"),
    [(LARGER, "restricted", "pod"), (APART, "restricted", "pod"), (PODS, "single-numa-node", "pod")],
)
def test_pods_larger_than_a_node_need_a_policy_that_lets_them(
    capfd: pytest.CaptureFixture[str], tmp_path: pathlib.Path, pods: str, policy: str, scope: str
) -> None:
    (tmp_path / "pods.yaml").write_text(pods)
    config = kubelet(init(capfd, "--machine", "c5n.18xlarge", "--pods", str(tmp_path / "pods.yaml"))[1])
    assert (config["topologyManagerPolicy"], config["topologyManagerScope"]) == (policy, scope)


@pytest.mark.parametrize(
    ("text", "status", "says"),
    [
        ("kind: ConfigMap\napiVersion: v1\n", 1, "there is no pod in it"),
        (PODS.replace('"16"', "lots"), 1, "lots"),
        (LARGER.replace('cpu: "40"', 'nvidia.com/gpu: "1"'), 1, "no pod can be judged"),
    ],
)
def test_pods_that_nothing_can_be_said_of(
    capfd: pytest.CaptureFixture[str], tmp_path: pathlib.Path, text: str, status: int, says: str
) -> None:
    (tmp_path / "pods.yaml").write_text(text)
    found, out, err = init(capfd, "--machine", "m5.24xlarge", "--pods", str(tmp_path / "pods.yaml"))
    assert (found, out) == (status, "")
    assert says in err


def test_the_template_fits_80_columns():
    from numaconf import resources

    text = resources.text("templates", "profile.yaml")
    assert max(map(len, text.splitlines())) <= 80
    for policy in ("none", "best-effort", "restricted", "single-numa-node"):
        assert f"# {policy} " in text
