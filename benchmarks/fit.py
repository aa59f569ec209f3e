"""What `fit` costs: the admission of pods against that of the real kubelet in the same run, and the whole command.

The kubelet is the one of ORACLE (conformance/README.md); without it there are only our own times.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from benchmarks.measure import medians
from numaconf.kubelet.admission.admit import admit
from numaconf.kubelet.admission.node import node
from numaconf.kubelet.effective import EffectiveConfig
from numaconf.kubelet.version import Version
from numaconf.pods.read import Rules, read
from tests.kubelet.admission.sequences import as_machine

NUMACONF = str(pathlib.Path(sys.executable).parent / "numaconf")
PROFILE = pathlib.Path(__file__).parent.parent / "examples" / "packet-workers" / "profile.yaml"
MINOR = 34
ORACLE = pathlib.Path(
    os.environ.get("NUMACONF_ORACLES", pathlib.Path.home() / ".cache" / "numaconf" / "oracles"),
    f"kubelet-oracle-1.{MINOR}",
)
PODS = 200
GI = 1 << 30


def machine(nodes, cores, devices=False, cpuless=0):
    """NUMA nodes of so many cores with two threads each, in the form of the oracle; the last ones without CPUs."""
    total = (nodes - cpuless) * cores
    described = {"name": f"{nodes} NUMA nodes", "nodes": []}
    for numa in range(nodes):
        here = range(numa * cores, (numa + 1) * cores) if numa < nodes - cpuless else ()
        described["nodes"].append(
            {
                "id": numa,
                "memory": 64 * GI,
                "cores": [{"id": core, "socket": numa % 2, "cpus": [core, core + total], "l3": numa} for core in here],
                "distances": [10 if other == numa else 21 for other in range(nodes)],
            }
        )
    if devices:
        described["devices"] = [{"resource": "amd.com/gpu", "numa": [[numa] for numa in range(nodes)]}]
    return described


def config(policy, nodes):
    return {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "cpuManagerPolicy": "static",
        "memoryManagerPolicy": "Static",
        "topologyManagerPolicy": policy,
        "reservedSystemCPUs": "0",
        "reservedMemory": [{"numaNode": 0, "limits": {"memory": "100Mi"}}],
        "maxPods": 20_000,
        **({"topologyManagerPolicyOptions": {"max-allowable-numa-nodes": str(nodes)}} if nodes > 8 else {}),
    }


def pods(number, device=None, cpu="1"):
    limits = {"cpu": cpu, "memory": "256Mi"}
    return [
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": f"p{place}"},
            "spec": {
                "containers": [
                    {"name": "c", "image": "x", "resources": {"limits": limits | ({device: "1"} if device else {})}}
                ]
            },
        }
        for place in range(number)
    ]


def ours(described, settings, manifests):
    """CPU milliseconds for one of these pods, the best of three runs, and those of the slowest pod."""
    here = node(EffectiveConfig("kubelet", settings, {}, Version(1, MINOR), as_machine(described)))
    asked = [read(one, Rules(MINOR)).pod for one in manifests]
    best = worst = float("inf")
    for _ in range(3):
        state, each = here.start, []
        for pod in asked:
            start = time.process_time()
            state = admit(here, state, pod).state
            each.append(time.process_time() - start)
        best, worst = min(best, sum(each) / len(each)), min(worst, max(each))
    return best * 1000, worst * 1000


def kubelet(described, settings, manifests):
    """CPU milliseconds of the real kubelet for one of these pods; None without it."""
    if not ORACLE.exists():
        return None
    with tempfile.TemporaryDirectory() as folder:
        for name, value in (("machine", described), ("config", settings), ("pods", manifests)):
            pathlib.Path(folder, name).write_text(json.dumps(value))
        words = ["--machine", "machine", "--config", "config", "--pods", "pods", "--time"]
        done = subprocess.run([str(ORACLE), *words], capture_output=True, text=True, cwd=folder, check=False)
    said = json.loads(done.stdout)
    return (said.get("timing") or said)["cpu_ms_each"]


def compared(title, described, settings, manifests, most):
    """Print one row: our time, the kubelet's, their ratio. A kubelet that takes seconds a pod gets 10 of them."""
    best, worst = ours(described, settings, manifests)
    theirs = kubelet(described, settings, manifests[: 10 if most < 0.02 else None])
    ratio = f"{theirs:9.3f} ms  ratio {best / theirs:.2g} (at most {most})" if theirs else " (no kubelet here)"
    print(f"  {title:44} {best:7.3f} ms, slowest {worst:6.2f} ms; kubelet {ratio}", flush=True)


def admissions():
    print(f"\nCPU for the admission of one pod, of {PODS}, Kubernetes 1.{MINOR}")
    eight = machine(8, 16)
    with_gpus = machine(8, 16, devices=True)
    compared("2 NUMA nodes, single-numa-node", machine(2, 48), config("single-numa-node", 2), pods(PODS), 0.15)
    compared("2 NUMA nodes, best-effort", machine(2, 48), config("best-effort", 2), pods(PODS), 0.15)
    compared("8 NUMA nodes, restricted", eight, config("restricted", 8), pods(PODS), 0.1)
    compared("8 NUMA nodes, device, best-effort", with_gpus, config("best-effort", 8), pods(8, "amd.com/gpu"), 0.002)
    compared("16 NUMA nodes, single-numa-node", machine(16, 8), config("single-numa-node", 16), pods(PODS), 0.01)


def sizes():
    best, worst = ours(machine(34, 72, cpuless=32), config("best-effort", 34), pods(PODS))
    print(f"  34 NUMA nodes, 2 with CPUs, best-effort: {best:.2f} ms, slowest {worst:.1f} ms (at most 50)")
    many = machine(8, 12)
    few, most = (ours(many, config("restricted", 8), pods(number))[0] for number in (2_000, 10_000))
    print(f"  8 NUMA nodes: {few:.3f} ms for each of 2,000 pods, {most:.3f} ms for each of 10,000")


def command():
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "pods.yaml")
        file.write_text("".join(f"---\n{json.dumps(one)}\n" for one in pods(10, cpu="2")))
        times = medians(
            {
                "numaconf render": [NUMACONF, "render", str(PROFILE), "--target", "kubelet"],
                "numaconf fit, 10 pods": [NUMACONF, "fit", str(PROFILE), "--target", "kubelet", "--pods", str(file)],
            }
        )
    print("\npods against a profile")
    for name, seconds in times.items():
        print(f"  {name:32} {seconds:7.3f} s CPU")
    print(f"  ratio: {times['numaconf fit, 10 pods'] / times['numaconf render']:.2f} (at most 1.5)")


if __name__ == "__main__":
    admissions()
    sizes()
    command()
