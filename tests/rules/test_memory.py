"""What rules about memory say, to whom, and when they keep silent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numaconf.documents import edits
from numaconf.findings import NotChecked
from numaconf.kubelet.effective import Facts, Origin
from numaconf.machine import synthetic
from tests.rules.nodes import node, only, said

TWO = synthetic.parse("numa:2 core:18 pu:2 memory:96Gi")
STATIC = "memoryManagerPolicy: Static\n"
EXAMPLE = (
    STATIC + "kubeReserved: {memory: 2Gi}\nsystemReserved: {memory: 1Gi}\nreservedMemory:\n"
    "- {numaNode: 0, limits: {memory: 1536Mi}}\n- {numaNode: 1, limits: {memory: 1536Mi}}\n"
)


def test_the_message_gives_both_sides_and_the_way_out():
    found = only("NC101", EXAMPLE)
    assert found.message == (
        "reservedMemory adds up to 3072Mi, the node reserves 3172Mi (kubeReserved 2Gi + systemReserved 1Gi + "
        "evictionHard 100Mi by default); write node 0 1586Mi, node 1 1586Mi"
    )
    assert found.says.text == (
        'failed to run Kubelet: the total amount "3Gi" of type "memory" is not equal to the value "3172Mi" determined '
        "by Node Allocatable feature"
    )
    assert found.origin.route == ("reservedMemory",)
    assert found.fix.applicability == "unsafe"
    assert [(change.route, change.text) for change in found.fix.changes] == [
        (("reservedMemory", number, "limits", "memory"), '"1586Mi"') for number in (0, 1)
    ]
    assert [(one.origin.route, one.message) for one in found.related] == [
        (("kubeReserved", "memory"), "kubeReserved 2Gi"), (("systemReserved", "memory"), "systemReserved 1Gi"),
    ]  # fmt: skip


def test_too_much_is_lowered_where_something_stays():
    text = STATIC + "evictionHard: {memory.available: 300Mi}\nreservedMemory:\n"
    text += "- {limits: {memory: 100Mi}}\n- {numaNode: 1, limits: {memory: 400Mi}}\n"
    assert only("NC101", text).message.endswith("; write node 0 100Mi, node 1 200Mi")
    text = text.replace("300Mi", "10Mi").replace("400Mi", "100Mi")
    assert "node 0 to" not in only("NC101", text).message.rpartition(")")[2]


def test_an_empty_list():
    found = only("NC102", STATIC + "kubeReserved: {memory: 1Gi}")
    assert found.message == (
        "memoryManagerPolicy Static needs reservedMemory, the node reserves 1124Mi (kubeReserved 1Gi + evictionHard "
        "100Mi by default); with --machine split over its NUMA nodes, or on one:\n"
        "    reservedMemory:\n    - {numaNode: 0, limits: {memory: 1124Mi}}"
    )
    assert found.origin.route == ("memoryManagerPolicy",)
    assert '"0" of type' in found.says.text


@pytest.mark.parametrize(
    ("machine", "expected"),
    [
        (None, '[{"numaNode": 0, "limits": {"memory": "1125Mi"}}]'),
        (TWO, '[{"numaNode": 0, "limits": {"memory": "563Mi"}}, {"numaNode": 1, "limits": {"memory": "562Mi"}}]'),
    ],
)
def test_a_missing_list_can_be_written(machine, expected):
    text = STATIC + "kubeReserved: {memory: 1025Mi}\n"
    found = only("NC102", text, machine=machine)
    (change,) = found.fix.changes
    assert (found.fix.applicability, change.route, change.insert) == ("unsafe", ("reservedMemory",), True)
    assert change.text == expected
    mended = edits.apply(text, [edits.insert(change.source, change.route, change.text)])
    assert said("NC101", mended, machine=machine) == []


@given(
    st.integers(0, 2**40), st.integers(0, 2**40), st.lists(st.integers(1, 2**40), min_size=1, max_size=4),
    st.sampled_from(["", "evictionHard: {}\n", "evictionHard: {memory.available: 77M}\n"]),
)  # fmt: skip
def test_the_fix_makes_the_sum_right(kube, system, amounts, eviction_hard):
    text = STATIC + f"kubeReserved: {{memory: '{kube}'}}\nsystemReserved: {{memory: '{system}'}}\n{eviction_hard}"
    text += "reservedMemory:\n" + "".join(
        f"- {{numaNode: {number}, limits: {{memory: '{amount}'}}}}\n" for number, amount in enumerate(amounts)
    )
    for finding in said("NC101", text):
        if finding.fix:
            made = [edits.replace(change.source, change.route, change.text) for change in finding.fix.changes]
            fixed = edits.apply(text, made)
            assert said("NC101", fixed) + said("NC105", fixed) == []
        else:  # every value is smaller than what is too much
            assert sum(amounts) >= max(amounts) + kube + system


def test_a_platforms_share_of_the_sum_is_explained():
    origin = Origin("platform-default", note="nodeadm computes kubeReserved.memory as 11 × 737 + 255 MiB")
    text = STATIC + "kubeReserved: {memory: 8362Mi}\nreservedMemory: [{limits: {memory: 1Gi}}]"
    found = node(text)
    found.origins["kubeReserved",] = origin
    (finding,) = __import__("numaconf.rules.registry", fromlist=["BY_CODE"]).BY_CODE["NC101"].check(found)
    assert (
        "(kubeReserved 8362Mi by the platform + evictionHard 100Mi by default; nodeadm computes kubeReserved.memory as "
        "11 × 737 + 255 MiB)"
    ) in finding.message


@pytest.mark.parametrize(
    ("text", "more"),
    [
        (EXAMPLE.replace("Static", "None"), {}),
        (EXAMPLE.replace("{memory: 1Gi}", "{memory: 924Mi}"), {}),
        (EXAMPLE + "evictionHard: {nodefs.available: 10%}", {}),
        (EXAMPLE + "evictionHard: {}", {}),
        (EXAMPLE, {"has_file": False}),
        (EXAMPLE, {"facts": Facts(eviction_is_whole=True)}),
        (
            EXAMPLE.replace("1536Mi", "x Mi", 1).replace("memory: x Mi", "memory: 1Gi") + "kubeReserved: {memory: 1GB}",
            {},
        ),
    ],
)
def test_no_false_alarm(text, more):
    """Dropped thresholds do not count, flags alone have none; an illegal part is another rule's matter."""
    assert said("NC101", text, **more) == []


def test_unknown_parts():
    why = {("kubeReserved", "memory"): "machine unknown: nodeadm computes it"}
    text = STATIC + "reservedMemory: [{limits: {memory: 1Gi}}]"
    assert said("NC101", text, unknown=why) == [NotChecked("NC101", why["kubeReserved", "memory"])]
    found = only("NC101", text + "\nsystemReserved: {memory: 2Gi}", unknown=why)
    assert "the node reserves at least 2148Mi" in found.message
    assert found.says is None
    assert said("NC102", text, unknown=why) == []


def test_a_share_of_the_memory():
    text = STATIC + "evictionHard: {memory.available: 25%}\nreservedMemory: [{limits: {memory: 48Gi}}]"
    assert said("NC101", text) == [NotChecked("NC101", "machine unknown: evictionHard memory.available is 25% of it")]
    assert said("NC101", text, machine=TWO) == []
    assert only("NC101", text.replace("48", "47"), machine=TWO).message.endswith("; write node 0 48Gi")
    assert "25%" in only("NC113", text).message


@pytest.mark.parametrize("written", ["1.5Gi", "2.0Gi", "100Ti", "1Pi", "1073741824.0", "123456789Mi"])
def test_not_whole(written):
    text = STATIC + f"reservedMemory: [{{limits: {{memory: '{written}'}}}}]"
    found = only("NC105", text)
    assert found.fix.applicability == "safe"
    from numaconf.kubelet import quantity

    fixed = quantity.parse(found.fix.changes[0].text.strip('"'))
    assert fixed.is_int64
    assert fixed == quantity.parse(written)


@pytest.mark.parametrize("written", ["1.5G", "1500.0M", "1.5e9", "2.Gi", "99999Gi", "1Ti"])
def test_whole(written):
    assert said("NC105", STATIC + f"reservedMemory: [{{limits: {{memory: {written}}}}}]") == []


def test_the_same_value_in_kube_reserved_is_fine():
    text = STATIC + "kubeReserved: {memory: 1.5Gi}\nreservedMemory: [{limits: {memory: 1636Mi}}]"
    assert said("NC105", text) + said("NC101", text) == []


def test_hugepages_beside_a_right_sum():
    text = STATIC + "reservedMemory: [{limits: {memory: 100Mi, hugepages-2Mi: 512Mi, hugepages-1Gi: 1Gi}}]"
    assert [finding.origin.route[-1] for finding in said("NC103", text)] == ["hugepages-2Mi", "hugepages-1Gi"]
    assert said("NC101", text) == []


def test_nodes_by_their_ids():
    sparse = TWO._replace(nodes=(TWO.nodes[0], TWO.nodes[1]._replace(id=8)))
    text = STATIC + "reservedMemory: [{limits: {memory: 50Mi}}, {numaNode: 8, limits: {memory: 50Mi}}]"
    assert said("NC104", text, machine=sparse) == []
    assert "nodes 0 to 1" in only("NC104", text, machine=TWO).message
    assert said("NC104", text.replace("8", "-1"))[0].message.startswith("reservedMemory names NUMA node -1")


def test_larger_than_its_node():
    text = STATIC + "kubeReserved: {memory: 97Gi}\nreservedMemory: [{limits: {memory: 99428Mi}}]"
    assert "which has 96Gi" in only("NC111", text, machine=TWO).message
    pages = TWO._replace(nodes=tuple(one._replace(hugepages={2**30: 90}) for one in TWO.nodes))
    less = text.replace("97Gi", "9Gi").replace("99428", "9316")
    assert said("NC111", less, machine=TWO) == []
    assert "which has 6Gi besides its hugepages" in only("NC111", less, machine=pages).message


def test_kinds_eviction_settings_are_meant():
    """kind's own configuration switches the disk thresholds off and drops memory.available."""
    text = 'evictionHard: {imagefs.available: "0%", nodefs.available: "0%", nodefs.inodesFree: "0%"}'
    found = only("NC125", text)
    assert found.severity == "suspicious"
    assert "memory.available 100Mi and imagefs.inodesFree 5%" in found.message
    assert "nodefs" not in found.message


@pytest.mark.parametrize(
    "text",
    ["evictionHard: {}", "evictionHard: {memory.available: 1Gi, nodefs.available: 5%}", "{}",
     "mergeDefaultEvictionSettings: true\nevictionHard: {pid.available: 1k}"],
)  # fmt: skip
def test_defaults_that_are_not_lost(text):
    assert said("NC125", text) == []


def test_a_soft_threshold_that_is_none_needs_no_period():
    assert said("NC126", "evictionSoft: {memory.available: 0%}") == []


@pytest.mark.parametrize(("written", "meant"), [("2 Gi", "2Gi"), ("1GB", "1G"), ("2gi", "2Gi"), ("many", None)])
def test_amounts(written, meant):
    found = only("NC122", f"kubeReserved: {{memory: {written}}}")
    assert (found.fix and found.fix.changes[0].text) == (meant and f'"{meant}"')


def test_replaced_cpu_amounts_are_not_read():
    assert said("NC122", "reservedSystemCPUs: 0-1\nkubeReserved: {cpu: x}\nsystemReserved: {cpu: -1m}") == []


def test_best_effort_is_for_windows():
    text = "memoryManagerPolicy: BestEffort"
    assert "not available for platform" in only("NC109", text, "1.32").says.text
    assert 'unknown policy: "BestEffort"' in only("NC109", text, "1.31").says.text


def test_what_a_platform_reserves_without_the_static_policy_is_not_ours():
    found = node("reservedMemory: [{limits: {memory: 1Gi}}]")
    found.origins[()] = Origin("platform-default")
    from numaconf.rules.memory import unused

    assert list(unused.check(found)) == []


def test_capacity():
    text = "kubeReserved: {memory: 200Gi, cpu: '73'}"
    assert [finding.message.partition(" (")[0] for finding in said("NC115", text, machine=TWO)] == [
        "the node reserves 204900Mi of memory", "the node reserves 73 CPUs"
    ]  # fmt: skip
    assert said("NC115", text) == [NotChecked("NC115", "machine unknown")] * 2
    assert said("NC115", "kubeReserved: {memory: 1Gi, cpu: '1'}\nevictionHard: {}") == []
