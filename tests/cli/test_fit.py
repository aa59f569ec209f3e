"""`numaconf fit` as its users meet it."""

import json
import xml.etree.ElementTree as ET

import pytest

from numaconf.cli import main
from numaconf.machine import snapshot
from tests.kubelet.admission import sequences
from tests.real import kubelet, machine
from tests.verbs.verify.trees import CONFIG, UID, Tree

KUBELET = """\
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cpuManagerPolicy: static
topologyManagerPolicy: restricted
reservedSystemCPUs: "0,8"
"""
MACHINE = ["--machine", "package:2 numa:1 core:4 pu:2 memory:16Gi", "--kubernetes-version", "1.34"]


def pod(name, **limits):
    text = ", ".join(f'{key}: "{value}"' for key, value in limits.items())
    return (
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\n"
        f"spec: {{containers: [{{name: app, resources: {{limits: {{{text}}}}}}}]}}\n---\n"
    )


@pytest.fixture
def run(capfd, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kubelet.yaml").write_text(KUBELET)

    def call(pods, *arguments, file="kubelet.yaml", machine=MACHINE):
        (tmp_path / "pods.yaml").write_text(pods)
        status = main.run(["fit", file, "--pods", "pods.yaml", *machine, *arguments])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return status, out, err

    return call


def test_the_exit_status_is_the_answer(run):
    assert run(pod("a", cpu=2, memory="1Gi"))[0] == 0
    status, out, _ = run(pod("a", cpu=2, memory="1Gi") + pod("b", cpu=13, memory="1Gi"))
    assert status == 1
    assert "✗ b  TopologyAffinityError" in out
    assert run(pod("a", **{"nvidia.com/gpu": 1}))[0] == 2
    assert run(pod("a", cpu=2), machine=[])[0] == 2
    assert run("{{ template }}")[0] == 1


def test_json_for_programs(run):
    status, out, _ = run(
        pod("a", cpu=3, memory="1Gi") + pod("b", cpu=12, memory="1Gi"),
        "--format", "json", "--count", "--suggest", "--why", "b",
    )  # fmt: skip
    data = json.loads(out)
    assert status == 1
    assert [one["verdict"] for one in data["pods"]] == ["admitted", "rejected"]
    assert data["counts"][0]["count"] == 4
    assert data["suggestions"]["b"][0]["kind"] == "request"
    assert data["why"]["merges"][0]["admitted"] is False


def test_a_pod_that_is_not_there(run):
    status, _, err = run(pod("a", cpu=2), "--why", "b")
    assert status == 2
    assert "the pods are a" in err


def test_files_without_pods(run):
    for text in ("", "kind: Service\nmetadata: {name: a}\n", "kind: List\nitems: []\n"):
        status, out, err = run(text)
        assert status == 0
        assert "0 of 0 pods admitted" in out
        assert "no pods arrive from pods.yaml" in err


def test_the_node_is_drawn(run, tmp_path):
    status, out, _ = run(pod("a", cpu=3, memory="4Gi") + pod("<b>", cpu="1"), "--svg", "node.svg")
    assert status == 1  # <b> is no name of a pod
    assert "NUMA node 1" in out
    assert "a a   = reserved   · free (CPUs: the shared pool)" in out
    root = ET.fromstring((tmp_path / "node.svg").read_text())
    said = [one.text or "" for one in root.iter() if one.tag.endswith(("text", "title"))]
    assert {"NUMA node 0", "NUMA node 1", "a", "reserved"} <= set(said)
    coloured = [one for one in root.iter("{http://www.w3.org/2000/svg}rect") if one.get("fill") == "#4477aa"]
    assert len(coloured) >= 3


def test_many_pods_and_narrow_terminals(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    several = "".join(pod(f"a-rather-long-name-{number}", cpu=1, memory="1Gi") for number in range(15))
    status, out, _ = run(several)
    assert status == 1
    assert "14 of 15 pods admitted" in out
    assert max(len(line) for line in out.splitlines()) <= 80


@pytest.fixture
def state(tmp_path):
    """The folder of a node on which one pod has CPUs 1-2,9-10 and 2Gi to itself; its configuration and machine too."""
    from numaconf.machine import snapshot

    tree = Tree(tmp_path / "node")
    tree.build()
    (tmp_path / "node.yaml").write_text(json.dumps(CONFIG))
    (tmp_path / "machine.yaml").write_text(snapshot.dump(tree.machine))
    return tmp_path / "node" / "var" / "lib" / "kubelet"


KNOWN = ["--machine", "machine.yaml", "--kubernetes-version", "1.34"]


def test_a_node_that_runs(run, state):
    status, out, _ = run(
        pod("a", cpu=4, memory="1Gi"), "--state", str(state), "--format", "json", file="node.yaml", machine=KNOWN
    )
    data = json.loads(out)
    assert status == 0
    assert data["pods"][0]["containers"][0]["exclusiveCpus"] == "4-5,12-13"
    assert data["node"]["numaNodes"][0]["freeCpus"] == 2
    status, out, _ = run(pod("a", cpu=4, memory="1Gi"), "--state", str(state), file="node.yaml", machine=KNOWN)
    assert f"a pod {UID}" in out
    assert "1 pod runs already" in out


def test_a_pod_that_runs_already_is_not_asked_again(run, state):
    again = pod("a", cpu=4, memory="1Gi").replace("{name: a}", f"{{name: a, uid: {UID}}}")
    status, out, _ = run(again, "--state", str(state), file="node.yaml", machine=KNOWN)
    assert status == 0
    assert "it runs on the node already" in out


BROKEN = {
    "cut off": ("cpu_manager_state", lambda data: data[:-20], "does not start"),
    "another checksum": ("cpu_manager_state", lambda data: data.replace(b'"checksum":', b'"checksum":1'), "corrupted"),
    "deep": ("memory_manager_state", lambda data: b'{"a":' * 100_000, "does not start"),
    "empty": ("memory_manager_state", lambda data: b"", "does not start"),
    "binary": (
        "device-plugins/kubelet_internal_checkpoint",
        lambda data: b"\xff\x00" * 50,
        "treat all devices as free",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_state_files_that_nobody_wrote(what, run, state):
    name, change, says = BROKEN[what]
    path = state / name
    path.write_bytes(change(path.read_bytes()))
    status, out, err = run(pod("a", cpu=2), "--state", str(state), file="node.yaml", machine=KNOWN)
    assert (status, out) == (1, "")
    assert says in err
    assert len(err) < 2000


def test_a_state_file_that_says_more_than_there_is(run, state, tmp_path):
    from numaconf.kubelet.state import memory

    tree = Tree(tmp_path / "node")
    tables = memory.default_machine(tree.machine, {(0, "memory"): 1124 << 20})
    blocks = (memory.Block((0,), "memory", 1 << 30), memory.Block((1,), "hugepages-1Gi", 2**63 - 1))
    tree.memory = tree.memory._replace(entries={UID: {"app": blocks}})
    tree.memory = tree.memory._replace(machine=memory.filled(tree.memory, tables))
    tree.links = {}
    tree.build()
    status, out, _ = run(pod("a", cpu=2), "--state", str(state), file="node.yaml", machine=KNOWN)
    assert status == 0
    assert "hugepages-1Gi  aaaa" in out


def test_a_folder_without_state_files(run, tmp_path):
    (tmp_path / "none").mkdir()
    assert run(pod("a", cpu=2), "--state", "none")[0] == 2
    assert run(pod("a", cpu=2), "--state", "nowhere")[0] == 2


def test_four_gpus_and_their_numa_node(run, tmp_path):
    (tmp_path / "kubelet.yaml").write_text(KUBELET.replace('"0,8"', '"0"'))
    training = pod("t", cpu=40, memory="500Gi", **{"nvidia.com/gpu": 4})
    ec2 = ["--machine", "p5.48xlarge", "--kubernetes-version", "1.34"]
    status, out, _ = run(training + training.replace("t}", "u}", 1), "--format", "json", machine=ec2)
    data = json.loads(out)
    given = [one["containers"][0]["deviceIndexes"] for one in data["pods"]]
    assert given == [{"nvidia.com/gpu": [0, 1, 2, 3]}, {"nvidia.com/gpu": [4, 5, 6, 7]}]
    assert status == 0
    assert [one["containers"][0]["hint"]["numaNodes"] for one in data["pods"]] == [[0], [1]]
    _, out, _ = run(training, "--svg", "node.svg", machine=ec2)
    assert "  nvidia.com/gpu         0a 1a 2a 3a\n" in out
    assert max(len(line) for line in out.splitlines()) <= 80
    assert ">vpc.amazonaws.com/efa</text>" in (tmp_path / "node.svg").read_text()


def test_a_kubelet_that_is_kept_busy(run, tmp_path):
    (tmp_path / "kubelet.yaml").write_text(
        KUBELET.replace("restricted", "best-effort")
        + 'memoryManagerPolicy: Static\nreservedMemory: [{numaNode: 0, limits: {memory: "100Mi"}}]\n'
        + 'topologyManagerPolicyOptions: {max-allowable-numa-nodes: "16"}\n'
    )
    wide = ["--machine", "package:2 numa:8 core:4 pu:2 memory:16Gi", "--kubernetes-version", "1.34"]
    status, out, err = run(pod("a", cpu=2, memory="1Gi"), machine=wide)
    assert status == 0, err
    assert "keeps the kubelet busy" in " ".join(out.split())


@pytest.mark.parametrize("minor", ["1.36", "1.37", "1.38"])
def test_a_pod_that_has_its_resources_as_a_whole_is_there(minor, run, tmp_path):
    """What a real kubelet has written of one, and says to the pods that come after it (PodLevelResourceManagers)."""
    config = {
        "apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration", "cpuManagerPolicy": "static",
        "topologyManagerPolicy": "best-effort", "topologyManagerScope": "pod", "reservedSystemCPUs": "0",
        "memoryManagerPolicy": "Static", "kubeReserved": {"memory": "1Gi"},
        "reservedMemory": [{"numaNode": 0, "limits": {"memory": "1124Mi"}}],
        "featureGates": {"PodLevelResourceManagers": True},
    }  # fmt: skip
    whole = {"cpu": "3", "memory": "2Gi"}
    part = {"cpu": "1", "memory": "1Gi"}
    held = [{"name": "a", "image": "x", "resources": {"requests": part, "limits": part}}, {"name": "b", "image": "x"}]
    first = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "default", "uid": "u-p"},
             "spec": {"resources": {"requests": whole, "limits": whole}, "containers": held}}  # fmt: skip
    later = [
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "default", "uid": f"u-{name}"},
         "spec": {"containers": [{"name": "a", "image": "x", "resources": {"limits": {"cpu": "2", "memory": "1Gi"}}}]}}
        for name in "qrs"
    ]  # fmt: skip
    state = tmp_path / "whole"
    state.mkdir()
    described = dict(machine("two-numa-8"))
    described["nodes"] = [one | {"distances": [10, 21][:: 1 - 2 * one["id"]]} for one in described["nodes"]]
    (tmp_path / "first.json").write_text(json.dumps([first]))
    (tmp_path / "all.json").write_text(json.dumps([first, *later]))
    text = json.dumps(config)
    kubelet(minor, text, described, tmp_path, "--state-dir", str(state), "--pods", str(tmp_path / "first.json"))
    for path in list(state.rglob("*")):
        if path.is_socket():
            path.unlink()
    said = kubelet(minor, text, described, tmp_path, "--predicates", "--pods", str(tmp_path / "all.json"))
    (tmp_path / "node.json").write_text(text)
    on = ["--machine", str(tmp_path / "machine.yaml"), "--kubernetes-version", minor]
    (tmp_path / "machine.yaml").write_text(snapshot.dump(sequences.as_machine(described)))
    _, out, err = run(json.dumps({"kind": "List", "apiVersion": "v1", "items": later}), "--state", str(state),
                      "--format", "json", file="node.json", machine=on)  # fmt: skip
    assert out, err
    ours = [(one["verdict"] == "admitted", one["containers"] and one["containers"][0]["exclusiveCpus"])
            for one in json.loads(out)["pods"]]  # fmt: skip
    theirs = [(one["admit"], one["admit"] and one["containers"][0]["exclusive_cpus"]) for one in said["admission"][1:]]
    assert [(one, cpus or False) for one, cpus in ours] == theirs
