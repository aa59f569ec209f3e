"""Which left-over files stop a start: recorded restarts of real kubelets, and a real kubelet asked anew."""

import json
import pathlib
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numaconf.kubelet import cpuset
from numaconf.kubelet.effective import EffectiveConfig
from numaconf.kubelet.state import change
from numaconf.kubelet.version import kubernetes
from numaconf.machine import snapshot
from tests.real import kubelet
from tests.search import cases

RECORDED = json.loads((pathlib.Path(__file__).parents[2] / "recordings" / "restart.json").read_text())


def machine(spec):
    return snapshot.loads(json.dumps(spec), "machine.json")


def both(case):
    """The configuration before and after, each on its machine."""
    before = machine(RECORDED["machines"][case["machine"]])
    after = machine(case["newMachine"]) if case["newMachine"] else before
    version = kubernetes(case["kubernetes"])
    return EffectiveConfig("kubelet", case["old"], {}, version, before), EffectiveConfig(
        "kubelet", case["new"], {}, version, after
    )


@pytest.mark.parametrize("case", RECORDED["cases"], ids=lambda case: case["id"])
def test_recorded_restarts(case):
    old, new = both(case)
    for node, reserved in ((old, case["reservedCpus"]["old"]), (new, case["reservedCpus"]["new"])):
        if node.config.get("cpuManagerPolicy") == "static":
            assert cpuset.text(change.reserved_cpus(node)) == reserved
    found = {
        "cpu_manager_state": change.cpu_manager(old, new),
        "memory_manager_state": change.memory_manager(old, new),
    }
    assert {name: verdict.fate for name, verdict in found.items()} == case["expect"]
    for name, verdict in found.items():
        if verdict.fate != "depends":
            assert verdict.says == case["says"][name]
            assert bool(verdict.why) == (verdict.fate == "remove")


CPU = st.fixed_dictionaries(
    {},
    optional={
        "cpuManagerPolicy": st.sampled_from(["none", "static"]),
        "reservedSystemCPUs": st.sampled_from(["0", "0,4", "0-1", "1,5", "0,4,1,5"]),
        "amount": st.sampled_from(["1", "500m", "1500m", "3"]),
        "across": st.booleans(),
        "strict": st.booleans(),
        "memoryManagerPolicy": st.sampled_from(["None", "Static"]),
        "node0": st.sampled_from([1124, 1024, 612]),
        "system": st.sampled_from([0, 512]),
        "topologyManagerPolicy": st.sampled_from(["none", "best-effort", "restricted"]),
    },
)


def configuration(drawn, minor=34):
    """A configuration that a kubelet of a minor starts with."""
    static = drawn.get("cpuManagerPolicy") == "static"
    found = {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "cpuManagerPolicy": "static" if static else "none",
        "kubeReserved": {"memory": "1Gi"},
        "reservedSystemCPUs": drawn.get("reservedSystemCPUs", "0"),
        "memoryManagerPolicy": drawn.get("memoryManagerPolicy", "None"),
        "topologyManagerPolicy": drawn.get("topologyManagerPolicy", "none"),
    }
    if minor < 33:
        found["featureGates"] = {"CPUManagerPolicyAlphaOptions": True}
    if static and drawn.get("strict") and minor > 31:
        found["cpuManagerPolicyOptions"] = {"strict-cpu-reservation": "true"}
    if static and "amount" in drawn and "reservedSystemCPUs" not in drawn:
        del found["reservedSystemCPUs"]
        found["kubeReserved"] = {"memory": "1Gi", "cpu": drawn["amount"]}
    if static and drawn.get("across"):
        found.setdefault("cpuManagerPolicyOptions", {})["distribute-cpus-across-numa"] = "true"
    system, first = drawn.get("system", 0), drawn.get("node0", 1124)
    if system:
        found["systemReserved"] = {"memory": f"{system}Mi"}
    if found["memoryManagerPolicy"] == "Static":
        rest = 1124 + system - first
        found["reservedMemory"] = [{"numaNode": 0, "limits": {"memory": f"{first}Mi"}}]
        if rest:
            found["reservedMemory"].append({"numaNode": 1, "limits": {"memory": f"{rest}Mi"}})
    return found


@pytest.mark.parametrize(
    ("minor", "examples"), [("1.31", 10), ("1.32", 10), ("1.34", 25), ("1.36", 10), ("1.37", 25), ("1.38", 15)]
)
@pytest.mark.random
def test_a_real_kubelet_starts_with_what_is_kept_and_not_with_what_is_to_be_removed(minor, examples, tmp_path):
    name = "two-numa-8"
    spec = RECORDED["machines"].get(name) or pytest.fail("the recordings lack two-numa-8")
    here = machine(spec)
    pods = tmp_path / "pods.json"
    pods.write_text(json.dumps([{"name": "a", "containers": [{"cpu": "2", "memory": "1Gi"}]}]))

    @settings(max_examples=cases(examples), derandomize=True)
    @given(CPU, CPU, st.booleans())
    def check(before, after, filled):
        old, new = (configuration(one, kubernetes(minor).minor) for one in (before, after))
        first, second = tmp_path / "first", tmp_path / "second"
        for folder in (first, second):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        more = ["--pods", str(pods)] if filled else []
        assert kubelet(minor, json.dumps(old), name, tmp_path, "--state-dir", str(first), *more)["verdict"] == "starts"
        for file in ("cpu_manager_state", "memory_manager_state"):
            shutil.copy(first / file, second / file)
        nodes = [EffectiveConfig("kubelet", one, {}, kubernetes(minor), here) for one in (old, new)]
        verdicts = {
            "cpu_manager_state": change.cpu_manager(*nodes),
            "memory_manager_state": change.memory_manager(*nodes),
        }
        asked = kubelet(minor, json.dumps(new), name, tmp_path, "--state-dir", str(second))
        fates = {verdict.fate for verdict in verdicts.values()}
        if fates == {"keep"}:
            assert asked["verdict"] == "starts", asked["first_error"]
        elif "remove" in fates:
            assert asked["verdict"] == "will-not-start"
            for file, verdict in verdicts.items():
                if verdict.fate == "remove":
                    (second / file).unlink()
            if "depends" not in fates:
                assert (
                    kubelet(minor, json.dumps(new), name, tmp_path, "--state-dir", str(second))["verdict"] == "starts"
                )

    check()
