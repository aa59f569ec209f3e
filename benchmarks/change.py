"""What `plan` and `verify` cost: a plan against a rendering in the same run, a verification of a whole node."""

import json
import pathlib
import sys
import tempfile

from benchmarks.measure import medians, run
from numaconf.kubelet import cpuset
from numaconf.kubelet.state import cpu
from tests.verbs.verify.trees import SPEC, Tree

NUMACONF = str(pathlib.Path(sys.executable).parent / "numaconf")
PROFILE = pathlib.Path(__file__).parent.parent / "examples" / "packet-workers" / "profile.yaml"
PODS, THREADS = 110, 20


def plans():
    file = str(PROFILE)
    times = medians(
        {
            "numaconf render": [NUMACONF, "render", file, "--target", "kubelet"],
            "numaconf plan": [NUMACONF, "plan", file, file, "--target", "kubelet"],
        }
    )
    print("\na plan from a profile to another")
    for name, seconds in times.items():
        print(f"  {name:32} {seconds:7.3f} s CPU")
    print(f"  ratio: {times['numaconf plan'] / times['numaconf render']:.2f} (at most 1.5)")


def node(folder):
    """A node of 256 CPUs with 110 pods of 20 threads, each with two CPUs to itself."""
    cores = 128
    spec = json.loads(json.dumps(SPEC))
    half = cores // 2
    sets = [f"{at}-{at + half - 1},{cores + at}-{cores + at + half - 1}" for at in (0, half)]
    spec["spec"] |= {
        "numaNodes": [{"id": at, "cpus": cpus, "memory": "16777216Ki"} for at, cpus in enumerate(sets)],
        "cores": [f"{core},{core + cores}" for core in range(cores)], "sockets": sets, "l3": sets,
    }  # fmt: skip
    tree = Tree(folder, spec=spec)
    uids = [f"{number:08d}-0000-0000-0000-000000000000" for number in range(PODS)]
    given = {uid: cpuset.text({number + 10, number + 10 + cores}) for number, uid in enumerate(uids)}
    tree.cpu = cpu.CpuState("static", tree.cpu.default, {uid: {"app": cpus} for uid, cpus in given.items()})
    for number, uid in enumerate(uids):
        container, pid = f"{number:064x}", 10_000 + 100 * number
        tree.files[f"var/log/pods/default_p{number}_{uid}/app/0.log"] = ""
        tree.files[f"var/log/containers/p{number}_default_app-{container}.log"] = ""
        tree.group(uid, "guaranteed", container, given[uid], "0-1", [pid])
        tree.process(pid, tree.path(uid, "guaranteed", container), given[uid], "0-1", threads=THREADS, line="app")
    return tree.build()


def verification():
    with tempfile.TemporaryDirectory() as name:
        root = node(pathlib.Path(name))
        command = [sys.executable, "-c", _QUIET, "--root", str(root), "--kubernetes-version", "1.34"]
        runs = [run(command) for _ in range(7)]
    seconds = sorted(one.cpu for one in runs)[len(runs) // 2]
    peak = max(one.peak for one in runs) / 1024
    print(f"\nverify a node with {PODS} pods of {THREADS} threads, each with CPUs to itself")
    print(f"  {seconds:.3f} s CPU (at most 0.5), {peak:.1f} MiB (at most 40)")


_QUIET = """
import sys
from numaconf.cli.verifying import alone
from numaconf.cli.main import guarded
sys.exit(guarded(alone, sys.argv[1:]) == 2)
"""
"""The node of this benchmark is no healthy one (its pods are too many for its files); the time is the same."""

if __name__ == "__main__":
    plans()
    verification()
