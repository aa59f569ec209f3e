"""`numaconf plan`: what differs, which files go, what is done."""

import json

import pytest

from numaconf.cli.main import run
from numaconf.kubelet.state import cpu, memory, memory_file
from tests.kubelet.state.test_change import RECORDED
from tests.real import kubelet

CONFIG = {"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration"}
STATIC = CONFIG | {
    "cpuManagerPolicy": "static",
    "reservedSystemCPUs": "0,4",
    "memoryManagerPolicy": "Static",
    "kubeReserved": {"memory": "1Gi"},
    "reservedMemory": [{"numaNode": 0, "limits": {"memory": "1124Mi"}}],
}


@pytest.fixture
def plan(tmp_path, capfd):
    """Runs the verb on two configurations; gives the exit status, what it says, and stderr."""

    def ask(old, new, *more, machine="two-numa-8", version="1.34", form="json"):
        for name, value in (("old.json", old), ("new.json", new)):
            (tmp_path / name).write_text(value if isinstance(value, str) else json.dumps(value))
        words = ["plan", str(tmp_path / "old.json"), str(tmp_path / "new.json"), *more]
        if machine:
            (tmp_path / "machine.yaml").write_text(json.dumps(RECORDED["machines"][machine]))
            words += ["--machine", str(tmp_path / "machine.yaml")]
        words += ["--kubernetes-version", version] if version else []
        status = run([*words, *(["--format", "json"] if form == "json" else [])])
        out, err = capfd.readouterr()
        return status, json.loads(out) if form == "json" and out else out, err

    return ask


def steps(found):
    return [one["do"] for one in found["steps"]]


def test_nothing_differs(plan):
    status, found, _ = plan(STATIC, STATIC)
    assert (status, found["changes"], found["steps"]) == (0, [], [])
    assert found["stateFiles"] == {"cpu_manager_state": "keep", "memory_manager_state": "keep"}
    assert found["says"] == {"cpu_manager_state": None, "memory_manager_state": None}


def test_the_same_in_other_words_takes_nothing(plan):
    other = STATIC | {
        "kubeReserved": {"memory": "1024Mi"},
        "reservedSystemCPUs": "4,0",
        "topologyManagerPolicy": "none",
    }
    _, found, _ = plan(STATIC, other)
    assert {one["pointer"]: one["takes"] for one in found["changes"]} == {
        "/kubeReserved/memory": "nothing",
        "/reservedSystemCPUs": "nothing",
    }
    assert found["steps"] == []


def test_policies_from_none(plan):
    status, found, _ = plan(CONFIG, STATIC)
    takes = {one["pointer"]: one["takes"] for one in found["changes"]}
    assert status == 0
    assert takes["/cpuManagerPolicy"] == takes["/memoryManagerPolicy"] == "state-file"
    assert next(one for one in found["changes"] if one["pointer"] == "/memoryManagerPolicy")["old"] == "None"
    assert found["stateFiles"] == {"cpu_manager_state": "remove", "memory_manager_state": "remove"}
    assert found["says"]["cpu_manager_state"].startswith(
        'could not restore state from checkpoint: configured policy "static" differs from state checkpoint policy '
        '"none"'
    )
    assert steps(found) == [
        "cordon", "drain", "stop-kubelet", "remove", "remove", "write", "start-kubelet", "verify", "uncordon",
    ]  # fmt: skip


def test_a_field_that_only_needs_a_restart(plan):
    _, found, _ = plan(STATIC, STATIC | {"maxPods": 50})
    (change,) = found["changes"]
    assert (change["pointer"], change["old"], change["new"], change["takes"]) == ("/maxPods", 110, 50, "restart")
    assert steps(found) == ["stop-kubelet", "write", "start-kubelet", "verify"]


def test_a_stricter_topology_policy_drains(plan):
    _, found, _ = plan(STATIC, STATIC | {"topologyManagerPolicy": "restricted"})
    assert [one["takes"] for one in found["changes"]] == ["drain"]
    assert steps(found)[:2] == ["cordon", "drain"]
    assert "remove" not in steps(found)


def test_more_reserved_cpus_depend_on_the_pods(plan):
    _, found, _ = plan(STATIC, STATIC | {"reservedSystemCPUs": "0-1,4"})
    assert found["stateFiles"]["cpu_manager_state"] == "depends"
    assert [one["takes"] for one in found["changes"]] == ["drain"]


def test_another_machine(plan, tmp_path):
    spec = json.loads(json.dumps(RECORDED["machines"]["two-numa-8"]))
    spec["spec"]["numaNodes"][0]["memory"] = "16777212Ki"
    (tmp_path / "after.yaml").write_text(json.dumps(spec))
    _, found, _ = plan(STATIC, STATIC, "--new-machine", str(tmp_path / "after.yaml"))
    assert found["stateFiles"] == {"cpu_manager_state": "keep", "memory_manager_state": "remove"}
    assert found["changes"][0]["pointer"] == "/machine/numaNodes/0/memory"
    assert "now 17179865088" in found["reasons"]["memory_manager_state"][0]


def test_what_does_not_start_is_said(plan):
    status, _, err = plan(STATIC, STATIC | {"kubeReserved": {"memory": "2Gi"}})
    assert status == 1
    assert "does not start, whatever state files there are" in err
    assert "reservedMemory" in err


def test_an_unknown_version_where_it_matters(plan):
    strict = STATIC | {"cpuManagerPolicyOptions": {"strict-cpu-reservation": "true"}}
    status, found, err = plan(STATIC, strict, version=None)
    assert (status, found) == (2, "")
    assert "--kubernetes-version" in err


PROFILE = """\
apiVersion: numaconf/v1
kind: NumaProfile
metadata: {name: workers}
spec:
  kubernetesVersion: "1.34"
  machine: {instanceTypes: [c5n.18xlarge]}
  kubelet:
    cpuManagerPolicy: static
    topologyManagerPolicy: POLICY
    memoryManagerPolicy: Static
    reservedMemory: auto
    reservedSystemCPUs: "0,36"
  hugepages: [{size: 1Gi, count: COUNT, numaNode: 0}]
  targets: {al2023: {}, kubelet: {}}
"""


def profile(policy="restricted", count=8):
    return PROFILE.replace("POLICY", policy).replace("COUNT", str(count))


def test_a_platform_that_replaces_its_nodes(plan):
    _, found, _ = plan(profile(), profile("best-effort"), "--target", "al2023", machine=None, version=None)
    assert {one["takes"] for one in found["changes"]} == {"replace"}
    assert steps(found) == ["replace", "verify"]
    assert "launch template" in found["steps"][0]["what"]


def test_hugepages_reboot_the_node_and_are_in_the_memory_file(plan):
    _, found, _ = plan(profile(), profile(count=9), "--target", "kubelet", machine=None, version=None)
    assert {one["pointer"]: one["takes"] for one in found["changes"]} == {"/hugepages": "reboot"}
    assert found["stateFiles"]["memory_manager_state"] == "remove"
    assert steps(found)[-3:] == ["reboot", "verify", "uncordon"]


def test_a_profile_with_several_targets_needs_one(plan):
    status, _, err = plan(profile(), profile(), machine=None, version=None)
    assert status == 2
    assert "--target" in err


PODS = [{"name": "a", "containers": [{"cpu": "2", "memory": "1Gi"}]}]


@pytest.fixture
def state(tmp_path):
    """The folder of a real kubelet that ran a pod with exclusive CPUs."""
    folder, pods = tmp_path / "state", tmp_path / "pods.json"
    folder.mkdir()
    pods.write_text(json.dumps(PODS))
    said = kubelet("1.34", json.dumps(STATIC), "two-numa-8", tmp_path, "--state-dir", str(folder), "--pods", str(pods))
    assert said["verdict"] == "starts"
    return folder


def test_the_files_of_a_real_node_decide(plan, state):
    _, found, _ = plan(STATIC, STATIC | {"reservedSystemCPUs": "0-1,4"}, "--state", str(state))
    assert found["stateFiles"]["cpu_manager_state"] == "remove"
    assert found["says"]["cpu_manager_state"] == (
        'not all reserved cpus: "0-1,4" are present in defaultCpuSet: "0,2-4,6-7"'
    )
    assert [(one["name"], one["effect"]) for one in found["pods"]] == [("uid-a", "loses-pinning")]
    _, found, _ = plan(STATIC, STATIC | {"reservedSystemCPUs": "0,2,4"}, "--state", str(state))
    assert found["stateFiles"]["cpu_manager_state"] == "keep"
    assert found["nextReboot"]["survives"] is True


def test_a_node_that_will_not_survive_its_next_reboot(plan, state, tmp_path):
    path = state / memory.NAME
    held = memory_file.read(path.read_bytes(), 34)
    tables = held.machine[0].memory
    smaller = tables["memory"]._replace(total=tables["memory"].total - 4096)
    node = held.machine[0]._replace(memory=tables | {"memory": smaller})
    path.write_text(memory_file.write(held._replace(machine=dict(held.machine) | {0: node}), 34))
    _, found, _ = plan(STATIC, STATIC, "--state", str(state))
    assert found["nextReboot"]["survives"] is False
    assert "(+4096 bytes)" in found["nextReboot"]["why"]
    status, text, _ = plan(STATIC, STATIC, "--state", str(state), form="text")
    assert status == 0
    assert "survive its next reboot as it is? no" in text
    assert "resetMemoryManagerState" in text


@pytest.mark.parametrize(
    ("content", "says"),
    [("{", "unexpected end of JSON input"), ('{"policyName":"static","checksum":5}', "checkpoint is corrupted")],
)
def test_broken_files(plan, state, content, says):
    (state / cpu.NAME).write_text(content)
    _, found, _ = plan(STATIC, STATIC, "--state", str(state))
    assert found["stateFiles"]["cpu_manager_state"] == "remove"
    assert says in found["says"]["cpu_manager_state"]


def test_folders_that_are_no_state(plan, tmp_path):
    (tmp_path / "empty").mkdir()
    for name in ("empty", "missing"):
        status, _, err = plan(STATIC, STATIC, "--state", str(tmp_path / name))
        assert status == 2
        assert "/var/lib/kubelet" in err
    (tmp_path / "empty" / cpu.NAME).mkdir()
    status, _, err = plan(STATIC, STATIC, "--state", str(tmp_path / "empty"))
    assert status == 2
    assert "Is a directory" in err


def test_the_text_at_a_glance(plan, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    status, text, _ = plan(CONFIG, STATIC, form="text")
    assert status == 0
    assert "(kubelet), Kubernetes 1.34, two-numa-8" in " ".join(text.split())
    assert "  cpu_manager_state: remove" in text
    assert "\x1b" not in text
    assert "  9. uncordon: kubectl uncordon $NODE" in text


def test_names_do_not_reach_the_terminal_as_they_are(plan):
    status, text, _ = plan(STATIC, STATIC | {"clusterDomain": "a\u001b[2Jb\u202e"}, form="text")
    assert status == 0
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_bottlerocket_says_what_a_running_node_would_take(plan):
    text = profile().replace("al2023: {}", 'bottlerocket: {version: "1.64.0"}')
    for old, words in (("restricted", "restarts the kubelet at once"), (None, "never removes memory_manager_state")):
        before = text if old is None else text.replace("restricted", "best-effort")
        after = text.replace("reservedMemory: auto", "reservedMemory: auto\n    kubeReserved: {memory: 4Gi}")
        status, found, err = plan(
            before, text if old else after, "--target", "bottlerocket", machine=None, version=None
        )
        assert status == 0, err
        assert any(words in note for note in found["notes"]), found["notes"]
        assert found["steps"][0]["do"] == "replace"


@pytest.mark.parametrize("columns", [80, 120])
def test_the_text_fits_the_width_that_it_has(plan, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    _, text, _ = plan(CONFIG, STATIC, form="text")
    assert max(len(line) for line in text.splitlines() if "/" not in line) <= columns  # a path is not cut
    assert text.count("kept, the kubelet says:") == text.count(": remove\n")  # once, not at the step again


def test_the_state_files_of_k0s_are_in_its_own_folder(tmp_path, capfd):
    """There the kubelet's folder is below k0s's."""
    head = "apiVersion: k0s.k0sproject.io/v1beta1\nkind: ClusterConfig\nspec:\n  workerProfiles:\n  - name: numa\n"
    (tmp_path / "old.yaml").write_text(head + "    values: {cpuManagerPolicy: none}\n")
    values = '{cpuManagerPolicy: static, reservedSystemCPUs: "0", kubeReservedCgroup: ""}'
    (tmp_path / "new.yaml").write_text(f"{head}    values: {values}\n")
    words = [str(tmp_path / name) for name in ("old.yaml", "new.yaml")] + ["--kubernetes-version", "1.34"]
    assert run(["plan", *words, "--machine", "c5n.18xlarge", "--format", "json"]) == 0
    found = json.loads(capfd.readouterr().out)
    (step,) = [one["what"] for one in found["steps"] if one["do"] == "remove"]
    assert step == "rm -f /var/lib/k0s/kubelet/cpu_manager_state"
    assert "/var/lib/k0s/kubelet/cpu_manager_state" in found["says"]["cpu_manager_state"]
    assert run(["plan", *words, "--machine", "c5n.18xlarge", "--script"]) == 0
    script = capfd.readouterr().out
    assert "$root/var/lib/k0s/kubelet/cpu_manager_state" in script
    assert "/var/lib/kubelet/" not in script
