"""`verify --manifest`: pods that the kubelet admits, and what they really see."""

import json

import pytest
import yaml

from numaconf.cli.main import run
from tests.real import TREE, kubelet
from tests.verbs.verify.trees import Tree

PACKETS = str(TREE / "examples" / "packet-workers" / "profile.yaml")
PROFILE = """\
apiVersion: numaconf/v1
kind: NumaProfile
metadata: {name: x}
spec:
  kubernetesVersion: "1.34"
  machine: {numaNodes: [{cpus: "0-3,8-11", memory: 16Gi}, {cpus: "4-7,12-15", memory: 16Gi}]}
  kubelet: {cpuManagerPolicy: static, reservedSystemCPUs: "0,8", topologyManagerPolicy: single-numa-node}
  hugepages: [{size: 1Gi, count: 2, numaNode: 0}, {size: 2Mi, count: 8, numaNode: 1}]
  targets: {kubelet: {}}
"""


@pytest.fixture
def manifest(capfd):
    def call(*words):
        status = run(["verify", "--manifest", *words])
        out, err = capfd.readouterr()
        assert status == 0, err
        return out, list(yaml.safe_load_all(out))

    return call


def test_what_success_looks_like(manifest):
    text, (regular, eligible) = manifest(PACKETS)
    assert "#   Cpus_allowed_list:\t1-2,37-38\n#   Mems_allowed_list:\t0\n" in text
    assert "kubectl exec numaconf-eligible -- grep -E" in text
    assert "resources" not in regular["spec"]["containers"][0]
    assert eligible["spec"]["containers"][0]["resources"] == {"limits": {"cpu": "4", "memory": "1Gi"}}
    assert eligible["spec"]["nodeSelector"] == {"example.com/numa-aligned": "true"}
    assert eligible["spec"]["tolerations"] == [{"key": "dedicated", "operator": "Exists", "effect": "NoSchedule"}]


def test_hugepages_are_asked_for_and_mounted(manifest, tmp_path):
    (tmp_path / "p.yaml").write_text(PROFILE.replace("numaNode: 1", "numaNode: 0"))
    _, (_, eligible) = manifest(str(tmp_path / "p.yaml"))
    assert eligible["spec"]["containers"][0]["resources"]["limits"] == {
        "cpu": "4", "memory": "1Gi", "hugepages-2Mi": "2Mi", "hugepages-1Gi": "1Gi",
    }  # fmt: skip
    assert {one["emptyDir"]["medium"] for one in eligible["spec"]["volumes"]} == {"HugePages-2Mi", "HugePages-1Gi"}


def test_pools_on_different_numa_nodes_are_not_asked_for_together(manifest, tmp_path):
    (tmp_path / "p.yaml").write_text(PROFILE)
    _, (_, eligible) = manifest(str(tmp_path / "p.yaml"))
    assert "cpu" in eligible["spec"]["containers"][0]["resources"]["limits"]


def test_the_real_kubelet_gives_what_is_promised(manifest, tmp_path):
    from tests.kubelet.state.test_change import RECORDED

    config = {
        "apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration", "cpuManagerPolicy": "static",
        "reservedSystemCPUs": "0,36", "topologyManagerPolicy": "single-numa-node", "memoryManagerPolicy": "Static",
        "kubeReserved": {"memory": "1Gi"}, "reservedMemory": [{"numaNode": 0, "limits": {"memory": "1124Mi"}}],
    }  # fmt: skip
    (tmp_path / "k.json").write_text(json.dumps(config))
    (tmp_path / "m.yaml").write_text(json.dumps(RECORDED["machines"]["two-numa-72"]))
    text, pods = manifest(
        str(tmp_path / "k.json"), "--machine", str(tmp_path / "m.yaml"), "--kubernetes-version", "1.34"
    )
    (tmp_path / "pods.json").write_text(json.dumps(pods))
    said = kubelet("1.34", json.dumps(config), "two-numa-72", tmp_path, "--pods", str(tmp_path / "pods.json"))
    regular, eligible = said["admission"]
    assert regular["admit"]
    (container,) = eligible["containers"]
    assert f"Cpus_allowed_list:\t{container['exclusive_cpus']}\n" in text
    assert f"Mems_allowed_list:\t{container['memory_blocks'][0]['numaAffinity'][0]}\n" in text


def test_without_a_file_it_is_for_this_node(manifest, tmp_path):
    Tree(tmp_path).build()
    text, (_, eligible) = manifest("--root", str(tmp_path), "--kubernetes-version", "1.34")
    assert "Cpus_allowed_list:\t1-2,9-10" in text
    assert eligible["spec"]["containers"][0]["resources"]["limits"]["hugepages-1Gi"] == "1Gi"


def test_without_a_machine_it_says_what_is_missing(manifest, tmp_path):
    (tmp_path / "k.yaml").write_text("apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n")
    text, pods = manifest(str(tmp_path / "k.yaml"), "--kubernetes-version", "1.34")
    assert "Give --machine" in text
    assert len(pods) == 2


def test_a_configuration_that_does_not_start(tmp_path, capfd):
    (tmp_path / "k.yaml").write_text(
        "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncpuManagerPolicy: static\n"
    )
    assert run(["verify", "--manifest", str(tmp_path / "k.yaml"), "--kubernetes-version", "1.34"]) == 1
    assert "does not start" in capfd.readouterr().err
