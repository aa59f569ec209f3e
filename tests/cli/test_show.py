"""`numaconf show` as its users meet it."""

import json

import pytest

from numaconf.cli import main

KUBELET = """\
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
topologyManagerPolicy: restricted
kubeReserved:
  memory: 1Gi
"""
BOTTLEROCKET = """\
[settings.kubernetes]
cpu-manager-policy = "static"
topology-manager-policy = "restricted"

[settings.kubernetes.kube-reserved]
cpu = "500m"
"""
PROFILE = """\
apiVersion: numaconf/v1
kind: NumaProfile
metadata: {name: x}
spec:
  kubernetesVersion: "1.34"
  machine: {instanceTypes: [m5.24xlarge, m6i.24xlarge]}
  kubelet: {topologyManagerPolicy: restricted, kubeReserved: {memory: 1Gi}}
  targets: {kubelet: {}, bottlerocket: {version: "1.64.0"}}
"""


@pytest.fixture
def run(capfd, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("numaconf.cli.terminal.width", lambda: 200)  # rows in one line

    def call(name, text, *arguments):
        (tmp_path / name).write_text(text)
        status = main.run(["show", name, *arguments])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return status, out, err

    return call


def rows(text):
    return {line.split()[0]: " ".join(line.split()[1:]) for line in text.splitlines() if line.startswith("  ")}


def test_a_kubelet_configuration(run):
    status, out, err = run("k.yaml", KUBELET, "--kubernetes-version", "1.34")
    assert (status, err) == (0, "")
    assert out.startswith("kubelet  Kubernetes 1.34\n  CPUs      none: no container gets CPUs of its own\n")
    found = rows(out)
    assert found["topologyManagerPolicy"] == "restricted line 3"
    assert found["kubeReserved.memory"] == "1Gi line 5"
    assert found["cpuManagerPolicy"] == "none the kubelet's default"
    assert found["evictionHard[imagefs.inodesFree]"] == "5% the kubelet's default"


def test_json(run):
    status, out, _ = run("k.yaml", KUBELET, "--kubernetes-version", "1.29", "--format", "json")
    assert status == 0
    answer = json.loads(out)
    assert answer["version"] == 1
    (document,) = answer["documents"]
    assert {key: document[key] for key in ("index", "kind", "kubernetesVersion", "machine", "lost")} == {
        "index": 0, "kind": "kubelet", "kubernetesVersion": "1.29", "machine": None, "lost": [],
    }  # fmt: skip
    assert document["config"]["kubeReserved"] == {"memory": "1Gi"}
    assert document["origins"]["/kubeReserved/memory"] == "document"
    assert document["defaults"]["evictionHard"] == {
        "memory.available": "100Mi", "nodefs.available": "10%", "nodefs.inodesFree": "5%", "imagefs.available": "15%",
    }  # fmt: skip


def test_without_a_version_only_what_holds_in_all_is_shown(run):
    status, out, _ = run("k.yaml", KUBELET, "--format", "json")
    (document,) = json.loads(out)["documents"]
    assert (status, document["kubernetesVersion"]) == (0, None)
    assert document["defaults"]["cpuManagerPolicy"] == "none"
    assert "evictionHard" not in document["defaults"]


def test_a_platform_adds_its_own(run):
    arguments = ("--machine", "m5.24xlarge", "--kubernetes-version", "1.34", "--bottlerocket-version", "1.64.0")
    found = rows(run("b.toml", BOTTLEROCKET, *arguments)[1])
    assert found["kubeReserved.cpu"] == "500m line 6"
    assert found["kubeReserved.memory"].startswith("8362Mi Bottlerocket computes kubeReserved.memory")
    _, out, _ = run("b.toml", BOTTLEROCKET, *arguments, "--format", "json")
    assert json.loads(out)["documents"][0]["origins"]["/kubeReserved/memory"] == "platform-default"


def test_what_cannot_be_known_is_said(run):
    found = rows(run("b.toml", BOTTLEROCKET, "--kubernetes-version", "1.34", "--bottlerocket-version", "1.64.0")[1])
    assert found["kubeReserved.memory"].startswith("unknown")


def test_what_the_kubelet_refuses_is_marked(run):
    reserved = "reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}]\n"
    text = f"{KUBELET}topologyManagerScope: Pod\nmemoryManagerPolicy: Static\n{reserved}"
    status, out, _ = run("k.yaml", text, "--machine", "m5.24xlarge")
    assert status == 0
    assert "the kubelet does not start with it" in out
    assert "NC302 topologyManagerScope Pod does not exist" in out
    assert "a pod may ask for" not in out, "nothing runs there"
    marked = {line.split()[0] for line in out.splitlines() if line.endswith("✗")}
    assert marked == {"topologyManagerScope", "reservedMemory[0].numaNode", "reservedMemory[0].limits.memory"}
    (document,) = json.loads(run("k.yaml", text, "--format", "json")[1])["documents"]
    assert {one["code"] for one in document["refused"]} >= {"NC302", "NC101"}
    assert "/topologyManagerScope" in {one["pointer"] for one in document["refused"]}


def test_what_only_some_versions_refuse_is_not_marked(run):
    text = KUBELET + "featureGates: {MemoryManager: true}\n"
    assert "does not start" not in run("k.yaml", text)[1]
    assert "does not start" in run("k.yaml", text, "--kubernetes-version", "1.36")[1]


def test_where_the_answer_hangs_on_the_version(run):
    status, out, err = run("b.toml", BOTTLEROCKET, "--machine", "m5.24xlarge")
    assert (status, out) == (2, "")
    assert "give --kubernetes-version" in err


def test_modelines_and_configuration_files_count(run, tmp_path):
    (tmp_path / "numaconf.toml").write_text('machine = "m5.24xlarge"\nkubernetes-version = "1.33"\n')
    _, out, _ = run("b.toml", "# numaconf: kubernetes=1.34\n" + BOTTLEROCKET)
    assert out.startswith("bottlerocket  Kubernetes 1.34  m5.24xlarge\n")


def test_a_profile_on_each_target_and_machine(run):
    status, out, _ = run("p.yaml", PROFILE, "--format", "json")
    assert status == 0
    documents = json.loads(out)["documents"]
    assert [(one["target"], one["machine"]) for one in documents] == [
        ("kubelet", "m5.24xlarge"), ("kubelet", "m6i.24xlarge"),
        ("bottlerocket", "m5.24xlarge"), ("bottlerocket", "m6i.24xlarge"),
    ]  # fmt: skip
    assert documents[0]["origins"]["/kubeReserved/memory"] == "document"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("x.yaml", "a: 1", "nothing in it that numaconf knows"),
        ("k.yaml", KUBELET + "\tx", "k.yaml:6:1"),
        ("p.yaml", PROFILE.replace("restricted", "Restricted"), "did you mean restricted?"),
    ],
)
def test_what_has_nothing_to_show_is_exit_1(run, name, text, says):
    status, _, err = run(name, text, "--kubernetes-version", "1.34")
    assert (status, says in err) == (1, True), err


def test_a_missing_file_is_exit_2(capfd):
    assert main.run(["show", "missing.yaml"]) == 2
    assert "missing.yaml: cannot be read" in capfd.readouterr().err


def test_an_environment_file_of_which_the_main_file_is_not_known(tmp_path, capfd):
    path = tmp_path / "kubelet.env"
    path.write_text('KUBELET_EXTRA_ARGS="--cpu-manager-policy=static --kube-reserved=cpu=1"\n')
    assert main.run(["show", str(path), "--kubernetes-version", "1.34"]) == 0
    out = capfd.readouterr().out
    assert "cpuManagerPolicy" in out
    assert "the main configuration file is not known" in " ".join(out.split())
    assert main.run(["convert", str(path), "--to", "kubelet", "--kubernetes-version", "1.34"]) == 0
    assert "cpuManagerPolicy: static" in capfd.readouterr().out
