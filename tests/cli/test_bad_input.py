"""What a profile can get wrong beyond its schema: the place in the profile, the cause, and a way out."""

import pytest

from numaconf.cli import main

PROFILE = """\
apiVersion: numaconf/v1
kind: NumaProfile
metadata: {name: bad}
spec:
  kubernetesVersion: "KUBERNETES"
  machine: {synthetic: "numa:2 core:4 pu:2 memory:16Gi"}
  kubelet:
    BLOCK
"""


@pytest.mark.parametrize(
    ("kubernetes", "block", "says"),
    [
        ("1.34", "kubeReserved: {memory: -1Gi}", ["8:28", "negative"]),
        ("1.34", "kubeReserved: {memory: 9Ei}\n    systemReserved: {memory: 9Ei}", ["NC115", "16Gi"]),
        ("1.34", "kubeReserved: {memory: 17Ei}\n    memoryManagerPolicy: Static\n    reservedMemory: auto",
         ["10:21", "the share of NUMA node 0 is", "the node has 16Gi"]),
        ("1.34", "evictionHard: {memory.available: '0'}", ["8:38", "positive"]),
        ("1.34", "memoryManagerPolicy: Static\n    kubeReserved: {memory: 1Gi}\n"
         "    reservedMemory: [{numaNode: 2, limits: {memory: 1124Mi}}]", ["10:33", "NUMA node 2", "0"]),
        ("1.34", "memoryManagerPolicy: Static\n    kubeReserved: {memory: 20Gi}\n"
         "    reservedMemory: [{numaNode: 0, limits: {memory: 20580Mi}}]", ["10:53", "16Gi"]),
        ("1.34", "memoryManagerPolicy: Static\n    kubeReserved: {memory: 1.5Gi}\n"
         "    reservedMemory: [{numaNode: 0, limits: {memory: 1.5Gi}}, {numaNode: 1, limits: {memory: 100Mi}}]",
         ["10:53", "1536Mi"]),
        ("1.34", "memoryManagerPolicy: Static\n    kubeReserved: {memory: 1Gi}\n"
         "    reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}]", ["NC101", "1124Mi", "1Gi"]),
        ("1.34", "memoryManagerPolicy: Static\n    kubeReserved: {memory: 1Gi}\n"
         "    reservedMemory: [{numaNode: 0, limits: {memory: 1124Mi, hugepages-1Gi: 1Gi}}]", ["hugepages-1Gi"]),
        ("1.30", "cpuManagerPolicy: static\n    kubeReserved: {cpu: 1}\n"
         "    cpuManagerPolicyOptions: {strict-cpu-reservation: true}", ["10:31", "strict-cpu-reservation", "1.32"]),
        ("1.34", "cpuManagerPolicy: static\n    kubeReserved: {cpu: 1}\n"
         "    cpuManagerPolicyOptions: {align-by-socket: true}", ["10:31", "CPUManagerPolicyAlphaOptions"]),
        ("1.34", "cpuManagerPolicyOptions: {full-pcpus-only: true}", ["8:", "static"]),
        ("1.34", "cpuManagerPolicy: static", ["8:23", "CPU"]),
        ("1.34", "cpuManagerPolicy: static\n    reservedSystemCPUs: '15-16'", ["9:25", "16"]),
        ("1.34", "cpuManagerPolicy: static\n    reservedSystemCPUs: '3-0'", ["9:25", "3-0"]),
        ("1.29", "podLogsDir: /var/log/pods", ["8:5", "podLogsDir", "1.30"]),
        ("1.34", "featureGates: {MemoryManagr: true}", ["8:", "MemoryManagr"]),
        ("1.34", "featureGates: {CPUManager: true}", ["8:", "CPUManager"]),
        ("1.34", "reservedSystemCPUs: auto\n    kubeReservedCgroup: /kube", ["kubeReservedCgroup"]),
        ("1.31", "enforceNodeAllocatable: [pods, kube-reserved-compressible]\n    kubeReservedCgroup: /kube",
         ["8:", "kube-reserved-compressible"]),
        ("1.34", "topologyManagerPolicy: restricted\n    topologyManagerPolicyOptions: {max-allowable-numa-nodes: 4}",
         ["9:", "8"]),
    ],
)  # fmt: skip
def test_refused_with_place_and_cause(kubernetes, block, says, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.yaml").write_text(PROFILE.replace("KUBERNETES", kubernetes).replace("BLOCK", block))
    assert main.run(["render", "p.yaml", "--target", "kubelet", "-o", "k.yaml"]) == 1
    out, err = capfd.readouterr()
    assert out == ""
    assert all(one in err for one in says), err
    assert "─ p.yaml:" in err or err.startswith("p.yaml:"), err
    assert not (tmp_path / "k.yaml").exists()
