"""Against this machine itself: cgroups with cpusets that the test makes, pinned processes, a real kubelet's files."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

import pytest

from numaconf.machine import sysfs
from tests.real import TREE, kubelet, missing, program

UID, CONTAINER = "uid-a", "d" * 64
CPUSET = pathlib.Path("/sys/fs/cgroup/cpuset")
UNIFIED = pathlib.Path("/sys/fs/cgroup")


@pytest.fixture
def cgroup():
    """A container's cgroup as the cgroupfs driver names it, with one CPU; skips where none can be made."""
    if os.getuid() or len(os.sched_getaffinity(0)) < 2:
        missing("root and two CPUs")
    if (CPUSET / "cpuset.cpus").exists():
        root, cpus, mems, procs = CPUSET, "cpuset.cpus", "cpuset.mems", "cgroup.procs"
    elif "cpuset" in (UNIFIED / "cgroup.subtree_control").read_text().split():
        root, cpus, mems, procs = UNIFIED, "cpuset.cpus", "cpuset.mems", "cgroup.procs"
    else:
        missing("a cpuset controller")
    path = root / "kubepods" / f"pod{UID}" / CONTAINER
    if (root / "kubepods").exists():
        missing("a machine that is not a Kubernetes node")
    made = []
    try:
        for folder in (path.parent.parent, path.parent, path):
            folder.mkdir()
            made.append(folder)
            (folder / cpus).write_text("0-1" if folder != path else "1")
            (folder / mems).write_text("0")
            if root == UNIFIED and folder != path:
                (folder / "cgroup.subtree_control").write_text("+cpuset")
        yield path, procs
    finally:
        for folder in reversed(made):
            for _ in range(50):
                if not (folder / procs).read_text().split():
                    break
                time.sleep(0.02)
            folder.rmdir()


@pytest.fixture
def sleeper(cgroup):
    """A process in that cgroup."""
    path, procs = cgroup
    process = subprocess.Popen([sys.executable, "-c", "import time; x = bytearray(1 << 22); time.sleep(600)"])
    (path / procs).write_text(str(process.pid))
    yield process
    process.kill()
    process.wait()


@pytest.fixture
def node(tmp_path):
    """A root with this machine's /proc and /sys, and what a real kubelet wrote that gave a pod CPU 1."""
    machine = sysfs.read()
    (numa,) = machine.nodes if len(machine.nodes or ()) == 1 else missing("a machine with one NUMA node")
    cores = [{"id": at, "socket": 0, "cpus": list(core), "l3": 0} for at, core in enumerate(machine.cores)]
    described = {"name": "here", "nodes": [{"id": 0, "memory": numa.memory, "cores": cores}]}
    config = {
        "apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration", "cpuManagerPolicy": "static",
        "reservedSystemCPUs": "0",
    }  # fmt: skip
    pods, folder = tmp_path / "pods.json", tmp_path / "root" / "var" / "lib" / "kubelet"
    folder.mkdir(parents=True)
    pods.write_text(json.dumps([{
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "uid": UID},
        "spec": {"containers": [{"name": "app", "image": "x", "resources": {"limits": {"cpu": "1", "memory": "1Mi"}}}]},
    }]))  # fmt: skip
    state = tmp_path / "state"
    state.mkdir()
    said = kubelet("1.34", json.dumps(config), described, tmp_path, "--state-dir", str(state), "--pods", str(pods))
    assert said["verdict"] == "starts", said["first_error"]
    shutil.copy(state / "cpu_manager_state", folder)
    (folder / "config.yaml").write_text(json.dumps(config))
    for name in ("proc", "sys"):
        (tmp_path / "root" / name).mkdir()

    def verify(*words):
        root = tmp_path / "root"
        script = f'mount --rbind /proc {root}/proc && mount --rbind /sys {root}/sys && exec "$@"'
        command = [sys.executable, "-m", "numaconf", "verify", "--root", str(root), "--format", "json",
                   "--kubernetes-version", "1.34", *words]  # fmt: skip
        done = subprocess.run(
            [program("unshare"), "--mount", "sh", "-c", script, "sh", *command], cwd=TREE, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        if "mount" in done.stderr:
            missing("mount namespaces")
        return {one["id"]: one for one in json.loads(done.stdout)["checks"]}, done

    return verify


def test_a_container_on_its_cpu(node, sleeper):
    found, _ = node()
    assert found["cpu-state"]["verdict"] == "pass", found["cpu-state"]
    assert (found["cpus-allowed"]["verdict"], found["cpus-allowed"]["found"]) == ("pass", "1")
    assert found["exclusive"]["verdict"] == "fail"  # every process of this machine may run on CPU 1
    assert f"pod {UID} container app" == found["cpus-allowed"]["subject"]
    found, _ = node("--pid", str(sleeper.pid))
    assert found["cpus-allowed"]["verdict"] == "pass"


def test_a_container_in_a_wrong_cgroup(node, sleeper, cgroup):
    (cgroup[0] / "cpuset.cpus").write_text("0-1")
    found, done = node()
    assert (found["cpus-allowed"]["verdict"], found["cpus-allowed"]["found"]) == ("fail", "0-1")
    assert done.returncode == 1


def test_a_thread_that_is_pinned_by_hand(node, sleeper, cgroup):
    subprocess.run([program("taskset"), "-pc", "1", str(sleeper.pid)], check=True, capture_output=True)
    found, _ = node()
    assert found["cpus-allowed"]["verdict"] == "pass"


def test_a_file_that_was_changed_after_the_kubelet_had_started(node, tmp_path):
    config = tmp_path / "root" / "var" / "lib" / "kubelet" / "config.yaml"
    os.utime(config, (time.time() - 1000,) * 2)
    # A process that is called kubelet and has its command line.
    words = ["kubelet", "-c", "import time; time.sleep(600)", "--config=/var/lib/kubelet/config.yaml"]
    process = subprocess.Popen(words, executable=sys.executable)
    try:
        found, _ = node()
        assert found["kubelet-config"]["verdict"] == "pass", found["kubelet-config"]
        os.utime(config, (time.time() + 60,) * 2)
        found, _ = node()
        assert found["kubelet-config"]["verdict"] == "unknown"
        assert "changed after" in found["kubelet-config"]["message"]
    finally:
        process.kill()
        process.wait()


def test_itself_inside_a_cgroup(cgroup):
    path, procs = cgroup
    script = f"echo $$ > {path}/{procs} && exec {sys.executable} -m numaconf verify --self --format json"
    done = subprocess.run(["sh", "-c", script], cwd=TREE, capture_output=True, text=True, check=False)
    found = {one["id"]: one for one in json.loads(done.stdout)["checks"]}
    assert found["exclusive"]["verdict"] == "unknown"
    assert done.returncode == 0, done.stderr
