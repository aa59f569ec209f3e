"""What becomes of pods at a restart: recorded from real kubelets, whole and in part."""

import json

import pytest

from numaconf.context import Context
from numaconf.kubelet.version import kubernetes
from numaconf.machine import snapshot
from numaconf.verbs.plan import plan as make
from tests.kubelet.admission import sequences
from tests.kubelet.state.test_change import RECORDED
from tests.real import kubelet, machine, shared
from tests.verbs.plan.test_plan import CONFIG, STATIC, plan

__all__ = ["plan"]
PODS = [case | {"runs": {"pods": case["withPods"]}} for case in RECORDED["cases"] if "withPods" in case]


def said(run):
    """What the kubelet says over both files."""
    if "says" in run:
        return run["says"]
    error = run["keep"]["error"]
    return error.split(": ", 1)[1] if error else None


def agree(case, machines):
    machine = snapshot.loads(json.dumps(machines(case["machine"])), "machine")
    after = snapshot.loads(json.dumps(case["newMachine"]), "machine") if case["newMachine"] else None
    pods = {"apiVersion": "v1", "kind": "List", "items": case["pods"]}
    found = make(
        ("old.json", json.dumps(case["old"]).encode()),
        ("new.json", json.dumps(case["new"]).encode()),
        Context(kubernetes=kubernetes(case["kubernetes"]), machines=(machine,)),
        (Context(), Context()),
        new_machine=after,
        pods=[("pods.json", json.dumps(pods).encode())] if case["pods"] else [],
    )
    run = case["runs"]["pods"]
    assert {name for name, file in found.files.items() if file.fate == "remove"} == set(run["need"])
    assert "depends" not in {file.fate for file in found.files.values()}
    if said(run):
        assert said(run) in {file.says for file in found.files.values()}
    effects = {one.name: one for one in found.pods}
    assert {one.name for one in found.pods if one.effect != "unknown"} == set(run["admitted"])
    for one in run["readmission"]:
        effect = effects[one["name"]]
        assert effect.effect == ("keeps" if one["verdict"] == "admitted" else "rejected-on-restart")
        assert (one["message"] or "") in effect.why


@pytest.mark.parametrize("case", PODS, ids=lambda case: case["id"])
def test_recorded_restarts_with_pods(case):
    agree(case, RECORDED["machines"].__getitem__)


@pytest.mark.shared
def test_all_recorded_restarts():
    for case in json.loads(shared("data", "vectors", "restart.json").read_text())["cases"]:
        agree(case, RECORDED["machines"].__getitem__)


def pod(name, cpu, **more):
    limits = {"cpu": cpu, "memory": "1Gi"}
    container = {"name": "app", "image": "x", "resources": {"limits": limits} | more}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": {"containers": [container]}}


@pytest.fixture
def with_pods(plan, tmp_path):
    def run(old, new, *pods, **more):
        (tmp_path / "pods.json").write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": list(pods)}))
        status, found, err = plan(old, new, "--pods", str(tmp_path / "pods.json"), **more)
        assert status == 0, err
        return found

    return run


def test_pods_decide_what_depends_on_them(with_pods):
    more = STATIC | {"reservedSystemCPUs": "0-1,4"}
    found = with_pods(STATIC, more, pod("a", "1500m"))
    assert found["stateFiles"]["cpu_manager_state"] == "keep"
    assert [(one["name"], one["effect"]) for one in found["pods"]] == [("a", "keeps")]
    found = with_pods(STATIC, more, pod("a", "2"))
    assert found["stateFiles"]["cpu_manager_state"] == "remove"
    assert found["says"]["cpu_manager_state"].startswith('not all reserved cpus: "0-1,4" are present in defaultCpuSet')
    assert [one["effect"] for one in found["pods"]] == ["loses-pinning"]


def test_full_pcpus_only_loses_pods_at_a_restart_up_to_1_36(with_pods):
    full = STATIC | {"cpuManagerPolicyOptions": {"full-pcpus-only": "true"}}
    for version, effect in (("1.34", "rejected-on-restart"), ("1.37", "keeps")):
        found = with_pods(full, full | {"maxPods": 60}, pod("a", "4"), version=version)
        assert [one["effect"] for one in found["pods"]] == [effect]
        assert ("drain" in [one["do"] for one in found["steps"]]) == (effect != "keeps")


def test_a_stricter_policy_rejects_what_spans_numa_nodes(with_pods):
    single = STATIC | {"topologyManagerPolicy": "single-numa-node"}
    found = with_pods(STATIC | {"topologyManagerPolicy": "best-effort"}, single, pod("small", "1"), pod("wide", "5"))
    assert {one["name"]: one["effect"] for one in found["pods"]} == {"wide": "rejected-on-restart", "small": "keeps"}
    assert "TopologyAffinityError" in found["pods"][1]["why"]


def test_a_pod_that_does_not_run_under_the_old_configuration(with_pods):
    found = with_pods(STATIC, STATIC | {"maxPods": 60}, pod("huge", "50"))
    assert [one["effect"] for one in found["pods"]] == ["unknown"]
    assert "rejects it already" in found["pods"][0]["why"]


def test_without_managers_nothing_is_lost(with_pods):
    found = with_pods(CONFIG, CONFIG | {"maxPods": 60}, pod("a", "2"))
    assert [one["effect"] for one in found["pods"]] == ["keeps"]


def gpus(name, cpu, number, containers=1):
    limits = {"cpu": cpu, "memory": "1Gi", "nvidia.com/gpu": str(number)}
    held = [{"name": f"c{at}", "image": "x", "resources": {"limits": limits}} for at in range(containers)]
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "default", "uid": f"u-{name}"},
            "spec": {"containers": held}}  # fmt: skip


def with_policy(policy, scope="container", **more):
    return {**CONFIG, "cpuManagerPolicy": "static", "reservedSystemCPUs": "0,48", "topologyManagerPolicy": policy,
            "topologyManagerScope": scope, **more}  # fmt: skip


FULL = {"cpuManagerPolicyOptions": {"full-pcpus-only": "true"}}
WITH_DEVICES = {
    "the same": (with_policy("best-effort"), with_policy("best-effort"), [gpus("a", "8", 2), gpus("b", "4", 1)]),
    "stricter, aligned": (with_policy("best-effort"), with_policy("single-numa-node"), [gpus("a", "8", 2)]),
    "stricter, spread": (with_policy("best-effort"), with_policy("single-numa-node"), [gpus("a", "8", 8)]),
    "other numbers": (with_policy("best-effort"), with_policy("restricted"), [gpus("a", "8", 8)]),
    "both need two": (with_policy("best-effort"), with_policy("restricted"), [gpus("a", "60", 8)]),
    "as a whole": (with_policy("best-effort"), with_policy("single-numa-node", "pod"), [gpus("a", "8", 2, 2)]),
    "without alignment before": (with_policy("none"), with_policy("single-numa-node"), [gpus("a", "8", 5)]),
    "devices alone": (
        with_policy("none"),
        with_policy("single-numa-node"),
        [gpus("a", "500m", 3), gpus("b", "1500m", 4)],
    ),
    "whole cores": (with_policy("best-effort", **FULL), with_policy("best-effort", **FULL), [gpus("a", "50", 2)]),
}


@pytest.mark.parametrize("minor", ["1.31", "1.32", "1.34", "1.37", "1.38"])
@pytest.mark.parametrize("name", WITH_DEVICES)
def test_pods_with_devices_at_the_restart_of_a_real_kubelet(name, minor, tmp_path):
    """They run, and their device plugin is there: what the kubelet says to them is what the plan says."""
    old, new, pods = WITH_DEVICES[name]
    state, described = tmp_path / "state", dict(machine("two-numa-96-gpus"))
    described["nodes"] = [one | {"distances": [10, 21][:: 1 - 2 * one["id"]]} for one in described["nodes"]]
    state.mkdir()
    (tmp_path / "pods.json").write_text(json.dumps(pods))
    words = ["--predicates", "--state-dir", str(state)]
    first = kubelet(minor, json.dumps(old), described, tmp_path, *words, "--pods", str(tmp_path / "pods.json"))
    ran = [pod for pod, one in zip(pods, first["admission"], strict=True) if one["admit"]]
    assert ran
    for path in list(state.rglob("*")):
        if path.is_socket():
            path.unlink()
    (tmp_path / "ran.json").write_text(json.dumps(ran))
    again = kubelet(minor, json.dumps(new), described, tmp_path, *words, "--running", str(tmp_path / "ran.json"))
    found = make(
        ("old.json", json.dumps(old).encode()), ("new.json", json.dumps(new).encode()),
        Context(kubernetes=kubernetes(minor), machines=(sequences.as_machine(described),)), (Context(), Context()),
        pods=[("pods.json", json.dumps({"apiVersion": "v1", "kind": "List", "items": ran}).encode())],
    )  # fmt: skip
    effects = {one.name: one for one in found.pods}
    for one in again["readmission"]:
        effect = effects[one["pod"]]
        assert effect.effect == ("keeps" if one["admit"] else "rejected-on-restart")
        assert one["message"] in effect.why
        if one["admit"]:
            assert "devices" in effect.why
