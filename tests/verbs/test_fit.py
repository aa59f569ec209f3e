"""`fit`: what the kubelet says to pods, from files to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from numaconf.context import Context
from numaconf.errors import CannotDo, Problem
from numaconf.kubelet import quantity
from numaconf.kubelet.version import kubernetes
from numaconf.machine import snapshot
from numaconf.machine.synthetic import parse
from numaconf.reports import fit as report
from numaconf.reports import fit_why
from numaconf.verbs.fit import fit, with_steps
from numaconf.verbs.fit.count import counts
from numaconf.verbs.fit.suggest import suggestions, takes, with_amount

if TYPE_CHECKING:
    from numaconf.verbs.fit.model import Fit

CONFIG = """\
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cpuManagerPolicy: static
memoryManagerPolicy: Static
topologyManagerPolicy: single-numa-node
reservedSystemCPUs: "0,8"
evictionHard: {memory.available: 100Mi}
reservedMemory: [{numaNode: 0, limits: {memory: 100Mi}}]
"""

MACHINE = "package:2 numa:1 core:4 pu:2 memory:16Gi"


def pod(cpu: str = "2", memory: str = "1Gi", name: str = "a", **more: Any) -> str:
    limits = {"cpu": cpu, "memory": memory, **more}
    text = ", ".join(f"{key}: {value!r}" for key, value in limits.items())
    return (
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\n"
        f"spec:\n  containers:\n  - name: app\n    resources: {{limits: {{{text}}}}}\n"
    )


def ask(*pods: str, config: str = CONFIG, machine: str | None = MACHINE, version: str | None = "1.34") -> Fit:
    context = Context(kubernetes(version) if version else None, (parse(machine),) if machine else ())
    files = [(f"p{number}.yaml", text.encode()) for number, text in enumerate(pods)]
    return fit(("kubelet.yaml", config.encode()), files, context, Context())


def verdicts(found: Fit) -> list[str]:
    return [entry.verdict for entry in found.entries]


def told(found: Fit, place: int = 0) -> str:
    return "\n".join(found.entries[place].explanation)


def deployment(replicas: object, kind: str = "Deployment") -> str:
    return (
        f"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: web, namespace: shop}}\nspec:\n  replicas: {replicas}\n"
        "  template:\n    spec:\n      containers:\n      - name: app\n"
        "        resources: {limits: {cpu: '4', memory: 1Gi}}\n"
    )


def test_replicas_arrive_one_after_another() -> None:
    found = ask(deployment(4))
    assert [entry.name for entry in found.entries] == ["shop/web-0", "shop/web-1", "shop/web-2", "shop/web-3"]
    assert verdicts(found) == ["admitted", "admitted", "admitted", "rejected"]
    assert found.status == 1
    cpus = [one["containers"][0]["exclusiveCpus"] for one in report.data(found)["pods"][:3]]
    assert cpus == ["1-2,9-10", "4-5,12-13", "6-7,14-15"]
    assert found.entries[3].answer is not None
    assert found.entries[3].answer.reason == "TopologyAffinityError"
    assert told(found, 3).startswith("4 CPUs asked for, and only 2 free: 2 on NUMA node 0, 0 on 1\n")


def test_json_is_as_the_interface_says() -> None:
    data = report.data(ask(pod()))
    assert data["pods"][0] == {
        "namespace": "default",
        "name": "a",
        "qosClass": "Guaranteed",
        "verdict": "admitted",
        "reason": None,
        "message": None,
        "refusedBy": None,
        "explanation": ["app: cpu and memory on NUMA node 0 or 1"],
        "containers": [
            {
                "name": "app",
                "exclusiveCpus": "1,9",
                "memory": [{"type": "memory", "numaNodes": [0], "size": 1 << 30}],
                "devices": {},
                "deviceIndexes": {},
                "hint": {"numaNodes": [0], "preferred": True},
            }
        ],
    }
    assert (data["version"], data["kubernetesVersion"], data["machine"]) == (1, "1.34", MACHINE)
    assert data["node"]["sharedCpus"] == "0,2-8,10-15"
    first = data["node"]["numaNodes"][0]
    assert (first["id"], first["allocatableCpus"], first["freeCpus"]) == (0, 6, 4)
    assert first["free"] == {"memory": (16 << 30) - (100 << 20) - (1 << 30)}
    assert data["cost"] == {"combinations": 4, "note": None}
    assert data["summary"] == {"pods": 1, "admitted": 1, "rejected": 0, "unknown": 0}


def test_why_no_exclusive_cpus() -> None:
    assert "asks for 3.5 CPUs: only whole numbers" in told(ask(pod("3500m")))
    sidecar = pod() + "  initContainers:\n  - name: log\n    restartPolicy: Always\n"
    assert "Burstable, not Guaranteed: sidecar log has no cpu limit" in told(ask(sidecar))
    none = CONFIG.replace("cpuManagerPolicy: static", "cpuManagerPolicy: none")
    assert "cpuManagerPolicy is none" in told(ask(pod(), config=none))


def test_what_broke_the_alignment() -> None:
    wide = told(ask(pod("2", "20Gi")))
    assert "no single NUMA node has 20Gi of memory: the largest has 16Gi for pods\n" in wide
    assert "there is room for the CPUs on NUMA node 0 or 1" in wide
    full = told(ask(pod("8"), config=CONFIG.replace('"0,8"', '"0,4,8,12"')))
    assert "the reserved CPUs 0,4,8,12 are never given: at most 6 CPUs of one NUMA node" in full


GPUS = """\
apiVersion: numaconf/v1
kind: Machine
metadata: {name: gpus}
spec:
  numaNodes:
    - {id: 0, cpus: "0-3,8-11", memory: 16Gi}
    - {id: 1, cpus: "4-7,12-15", memory: 16Gi}
  threadsPerCore: 2
  memoryCapacity: 32Gi
  devices: [{resource: nvidia.com/gpu, numa: [[0], [0], [1], [1]]}]
"""


def with_gpus(*pods: str, policy: str) -> Fit:
    config = CONFIG.replace("single-numa-node", policy)
    context = Context(kubernetes("1.34"), (snapshot.loads(GPUS, "gpus.yaml"),))
    files = [(f"p{number}.yaml", text.encode()) for number, text in enumerate(pods)]
    return fit(("kubelet.yaml", config.encode()), files, context, Context())


def test_what_no_empty_node_admits_is_told_so() -> None:
    """All devices of two NUMA nodes under single-numa-node: whatever runs there, it is never admitted."""
    two, all4 = pod(**{"nvidia.com/gpu": "2"}), pod("4", name="all", **{"nvidia.com/gpu": "4"})
    found = with_gpus(two, all4, policy="single-numa-node")
    assert verdicts(found) == ["admitted", "rejected"]
    said = found.entries[1].explanation
    assert said[0] == "no single NUMA node has 4 nvidia.com/gpu: the one with most of them has 2"
    assert "so it is rejected on an empty node, too" in said
    assert said[-1] == (
        "a scheduler does not send it here: the node has 4 nvidia.com/gpu for all pods together: 2 taken, 4 asked for"
    )
    texts = [one.text for one in suggestions(found, found.entries[1])]
    assert any(one.startswith("topologyManagerPolicy: best-effort admits it on an empty node") for one in texts)
    # What an empty node admits is told of the node as it is.
    busy = [pod("5", name="a"), pod("3", name="b"), pod("6", name="c")]
    found = with_gpus(*busy, policy="single-numa-node")
    assert verdicts(found) == ["admitted", "admitted", "rejected"]
    assert told(found, 2).startswith("6 CPUs on one NUMA node are asked for; free are 1 on NUMA node 0, 5 on 1\n")


def test_restricted_wants_all_on_the_same_numa_nodes() -> None:
    all4 = pod("4", name="all", **{"nvidia.com/gpu": "4"})
    found = with_gpus(all4, policy="restricted")
    assert told(found).startswith(
        "restricted wants all on the same NUMA nodes, as few as each needs: 2 NUMA nodes for 4 nvidia.com/gpu, "
        "one NUMA node for 4 CPUs, one NUMA node for 1Gi of memory\n"
    )
    assert told(found).endswith("a scheduler sends it here all the same: it knows no NUMA nodes, and sees room")


def test_more_cpus_are_proposed_where_fewer_do_not_help() -> None:
    none = (
        "\n".join(one for one in CONFIG.split("\n") if "emory" not in one) + "evictionHard: {memory.available: 100Mi}\n"
    )
    context = Context(kubernetes("1.34"), (snapshot.loads(GPUS, "gpus.yaml"),))
    config = none.replace("single-numa-node", "restricted")
    all4 = pod("4", name="all", **{"nvidia.com/gpu": "4"})
    found = fit(("kubelet.yaml", config.encode()), [("p.yaml", all4.encode())], context, Context())
    (entry,) = found.entries
    more = [one for one in suggestions(found, entry) if one.change.get("resource") == "cpu"]
    assert [one.change["amount"] for one in more] == ["9"]  # one more than a NUMA node has
    (container,) = entry.arriving.written.pod.containers
    assert found.node is not None
    assert entry.before is not None
    assert takes(found.node, entry.before, with_amount(entry.arriving.written.pod, container, "cpu", 9))


def test_of_several_kinds_of_memory_the_one_that_is_short_is_named() -> None:
    """They have the same hints, so one that is short spoils those of the others."""
    machine = GPUS.replace("memory: 16Gi}", "memory: 16Gi, hugepages: {1Gi: 4}}")
    context = Context(kubernetes("1.34"), (snapshot.loads(machine, "m.yaml"),))

    def said(*amounts: tuple[str, str]) -> tuple[str, ...]:
        pods = [pod("1", memory, name=f"p{place}", **{"hugepages-1Gi": pages})
                for place, (memory, pages) in enumerate(amounts)]  # fmt: skip
        files = [(f"p{number}.yaml", text.encode()) for number, text in enumerate(pods)]
        return fit(("k.yaml", CONFIG.encode()), files, context, Context()).entries[-1].explanation

    assert said(("1Gi", "6Gi"))[:3] == (
        "no single NUMA node has 6Gi of hugepages-1Gi: the largest has 4Gi for pods",
        "there is room for the CPUs on NUMA node 0 or 1",
        "so it is rejected on an empty node, too",
    )
    assert said(("13Gi", "1Gi"))[0] == "no single NUMA node has 13Gi of memory: the largest has 12Gi for pods"
    short = said(("1Gi", "2Gi"), ("1Gi", "2Gi"), ("1Gi", "3Gi"), ("1Gi", "2Gi"))
    assert short[0] == "2Gi of hugepages-1Gi asked for, and only 1Gi free: 0 on NUMA node 0, 1Gi on 1"
    spread = said(("1Gi", "3Gi"), ("1Gi", "3Gi"), ("1Gi", "2Gi"))
    assert spread[0] == "2Gi of hugepages-1Gi asked for, and free are 1Gi on NUMA node 0, 1Gi on 1"
    assert spread[1].startswith("a NUMA node that serves pods alone cannot serve together with others")
    assert not any("of memory" in one for one in (*short, *spread))


def test_devices_that_are_gone() -> None:
    """best-effort lets the pod pass, and the device manager fails it."""
    two = [pod(name=name, **{"nvidia.com/gpu": "2"}) for name in "abc"]
    found = with_gpus(*two, policy="best-effort")
    assert verdicts(found) == ["admitted", "admitted", "rejected"]
    assert found.entries[2].explanation[0] == "2 nvidia.com/gpu asked for, and none is free"


def test_containers_on_different_numa_nodes_are_told_of() -> None:
    two = pod("5") + "  - name: more\n    resources: {limits: {cpu: 5, memory: 1Gi}}\n"
    apart = ask(two)
    assert verdicts(apart) == ["admitted"]
    assert "its containers are on different NUMA nodes" in told(apart)
    assert "different" not in told(ask(two.replace("'5'", "'2'").replace("cpu: 5", "cpu: 2")))


def test_what_is_told_once_is_not_told_again() -> None:
    text = report.text(ask(deployment(3).replace("cpu: '4'", "cpu: 1500m")), 200)
    assert text.count("only whole numbers of CPUs") == 1


def test_the_exact_memory_matters_only_near_its_end() -> None:
    machine = snapshot.loads(GPUS.replace("  memoryCapacity: 32Gi\n", ""), "gpus.yaml")
    config = CONFIG.replace("single-numa-node", "none").replace("memoryManagerPolicy: Static\n", "")

    def notes(*pods: str) -> tuple[str, ...]:
        files = [(f"p{number}.yaml", text.encode()) for number, text in enumerate(pods)]
        found = fit(("k.yaml", config.encode()), files, Context(kubernetes("1.34"), (machine,)), Context())
        return (*found.notes, *(one.note for one in counts(found)))

    assert not any("memoryCapacity" in one for one in notes(pod("6", "1Gi"))[:-1])
    assert "memoryCapacity" in notes(pod("1", "30Gi"))[0]
    assert "memoryCapacity" in notes(pod("2", "9Gi"))[-1]  # the fourth copy has no room
    assert notes(pod("6", "1Gi"))[-1] == ""


def test_other_objects_are_named_and_passed_over() -> None:
    found = ask("kind: Service\nmetadata: {name: web}\n---\n" + pod())
    assert [one.what for one in found.passed] == ["Service web"]
    assert verdicts(found) == ["admitted"]


WRONG = {
    "kind: pod\nmetadata: {name: a}\n": ("p0.yaml:1:7", "there is no kind pod", "did you mean Pod?"),
    "metadata: {name: a}\n": ("p0.yaml:1:1", "the object has no kind", ""),
    "- a\n": ("p0.yaml:1:1", "not a Kubernetes object", ""),
    "kind: Pod\nmetadata: {name: a}\n": ("p0.yaml:1:1", "the pod has no spec", ""),
    pod("-1"): ("p0.yaml:7:31", "-1 of cpu is negative", ""),
    pod("1e999"): ("p0.yaml:7:31", "more than any machine has", ""),
    pod("two"): ("p0.yaml:7:31", "'two' is not an amount of cpu", "500m"),
    pod(gpu="1"): ("p0.yaml:7:56", "gpu is not a resource", "did you mean nvidia.com/gpu?"),
    pod(name="A_b"): ("p0.yaml:3:18", "'A_b' is not a name of a pod", ""),
    deployment("many"): ("p0.yaml:5:13", "'many' is not a number of pods", ""),
    deployment(-1): ("p0.yaml:5:13", "-1 is not a number of pods", ""),
    deployment(1_000_000_000): ("p0.yaml:7:5", "more than any node takes", "10000"),
    "kind: Pod\n  a: b\n": ("p0.yaml:2:4", "yaml: line 2", ""),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_told_with_its_place(text: str) -> None:
    found = ask(text)
    place, message, remedy = WRONG[text]
    (wrong,) = found.wrong
    assert wrong.place == place
    assert message in wrong.message
    assert remedy in wrong.remedy
    assert found.status == 1


def test_templates_are_not_guessed() -> None:
    with pytest.raises(Problem, match="not filled in yet"):
        ask("kind: Pod\nmetadata: {name: {{ .Values.name }}}\n")


def test_a_kubelet_that_does_not_start_admits_nobody() -> None:
    with pytest.raises(Problem, match="does not start"):
        ask(pod(), config=CONFIG.replace("memory: 100Mi}}]", "memory: 200Mi}}]"))


def test_the_machine_is_needed() -> None:
    with pytest.raises(CannotDo, match="machine"):
        ask(pod(), machine=None)


def test_the_version_is_needed_only_where_it_matters() -> None:
    assert verdicts(ask(pod(), version=None)) == ["admitted"]
    whole = pod() + "  resources: {limits: {cpu: '2', memory: 1Gi}}\n"
    with pytest.raises(CannotDo, match="--kubernetes-version"):
        ask(whole, version=None)


def test_what_is_not_known_of_the_machine_is_not_judged() -> None:
    found = ask(pod(**{"nvidia.com/gpu": "1"}), pod(**{"hugepages-2Mi": "2Mi"}), pod("1"))
    assert verdicts(found) == ["unknown", "unknown", "admitted"]
    assert "spec.devices" in told(found, 0)
    assert "spec.hugepages" in told(found, 1)
    assert found.status == 2
    small = CONFIG.replace("memoryManagerPolicy: Static\n", "").replace("reservedMemory:", "#")
    bare = ask(pod(), config=small, machine="numa:2 core:4 pu:2")
    assert verdicts(bare) == ["admitted"]
    assert "sockets" in bare.notes[0]
    assert "memory fit" in bare.notes[1]
    assert verdicts(ask(pod(), machine="numa:2 core:4 pu:2")) == ["unknown"]


def test_counting_says_what_the_next_one_fails_on() -> None:
    found = ask(pod("3", name="odd"), pod("500m", "1Gi", name="part"))
    odd, part = counts(found)
    assert (odd.number, part.number) == (4, 28)
    assert odd.last is not None
    assert odd.last.answer is not None
    assert odd.last.answer.reason == "TopologyAffinityError"
    assert part.last is not None
    assert part.last.answer is not None
    assert part.last.answer.reason == "OutOfcpu"
    text = report.counts(found, (odd, part), 100)
    assert "odd: 4 fit one after another" in text
    assert report.count_data(odd)["count"] == 4


def test_what_is_proposed_is_admitted() -> None:
    found = ask(deployment(4), pod("2", "20Gi", name="wide"), pod("6", name="whole"))
    for entry in found.entries:
        for one in suggestions(found, entry):
            assert entry.before is not None
            assert found.node is not None
            if one.kind == "request":
                (container,) = entry.arriving.written.pod.containers
                amount = quantity.parse(one.change["amount"]).bytes
                smaller = with_amount(entry.arriving.written.pod, container, one.change["resource"], amount)
                assert takes(found.node, entry.before, smaller)
    wide = [one.text for one in suggestions(found, found.entries[4])]
    assert wide[0].startswith("15260Mi of memory for app instead of 20Gi")
    assert any("memoryManagerPolicy: None" in one for one in wide)
    last = [one.text for one in suggestions(found, found.entries[5])]
    assert "2 CPUs for app instead of 6" in last[0]
    assert "once shop/web-0 has ended" in last[-1]


def test_why_is_a_table() -> None:
    found = ask(pod("2", "20Gi"))
    entry = with_steps(found, found.entries[0])
    text = fit_why.text(found, entry, 100)
    assert "resource  NUMA nodes needed  sets that have it (* preferred)" in text
    assert "memory                    2  0-1*" in text
    assert "no single NUMA node is preferred by all resources: rejected" in text
    (merge,) = fit_why.data(entry)
    assert merge["hints"]["memory"] == [{"numaNodes": [0, 1], "preferred": True}]
    assert merge["admitted"] is False
