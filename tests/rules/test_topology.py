"""What rules about the topology manager say, and when they keep silent."""

import pytest

from numaconf.findings import NotChecked
from numaconf.machine import synthetic
from tests.rules.nodes import only, said

MANY = synthetic.parse("numa:9 core:2 memory:8Gi")
RESTRICTED = "topologyManagerPolicy: restricted\n"
NUMBER = "topologyManagerPolicyOptions: {max-allowable-numa-nodes: '9'}"


@pytest.mark.parametrize(
    ("written", "applicability", "text"),
    [("Restricted", "safe", '"restricted"'), ("single-numa", "unsafe", '"single-numa-node"'), ("xyz", None, None)],
)
def test_policies(written, applicability, text):
    found = only("NC301", f"topologyManagerPolicy: {written}")
    assert (found.fix and found.fix.applicability) == applicability
    assert (found.fix and found.fix.changes[0].text) == text


def test_more_numa_nodes_than_the_manager_takes():
    found = only("NC307", RESTRICTED, machine=MANY)
    assert found.message.endswith('has 9: write topologyManagerPolicyOptions: {max-allowable-numa-nodes: "16"}')
    assert only("NC307", RESTRICTED, "1.30", MANY).message.endswith("has 9: set the policy none")
    assert said("NC307", RESTRICTED + NUMBER, machine=MANY) == []
    assert said("NC307", "topologyManagerPolicy: none", machine=MANY) == []
    assert said("NC307", RESTRICTED) == [NotChecked("NC307", "machine unknown")]
    assert said("NC307", RESTRICTED, machine=MANY._replace(nodes=None)) == [
        NotChecked("NC307", f"NUMA nodes of {MANY.name} unknown")
    ]


def test_options_are_off_by_default_in_1_27():
    """Even an empty map ends that kubelet, with the policy none too."""
    assert "map[]" in only("NC306", "topologyManagerPolicyOptions: {}", "1.27").says.text
    assert said("NC306", "topologyManagerPolicyOptions: {}", "1.28") == []
    on = "\nfeatureGates: {TopologyManagerPolicyOptions: true}"
    assert said("NC306", "topologyManagerPolicyOptions: {}" + on, "1.27") == []
    closest = RESTRICTED + "topologyManagerPolicyOptions: {prefer-closest-numa-nodes: 'true'}" + on
    assert only("NC304", closest, "1.27").message.endswith(
        "TopologyManagerPolicyAlphaOptions: true, or Kubernetes 1.28"
    )


def test_options_with_the_policy_none_are_not_read():
    text = "topologyManagerPolicyOptions: {no-such-option: maybe}"
    assert [len(said(code, text)) for code in ("NC303", "NC304", "NC305", "NC308")] == [0, 0, 0, 1]


def test_the_words_of_both_generations():
    text = RESTRICTED + NUMBER + "\nfeatureGates: {TopologyManagerPolicyBetaOptions: false}"
    assert only("NC304", text, "1.32").says.text.startswith(
        "failed to run Kubelet: Topology Manager Policy Beta-level Options not enabled"
    )
    assert only("NC304", text, "1.33").says.text.startswith(
        "failed to run Kubelet: topology manager policy beta-level options not enabled"
    )
    assert said("NC304", text, "1.35") == []


def test_devices_only():
    assert only("NC310", RESTRICTED).severity == "suspicious"
    assert said("NC310", RESTRICTED + "memoryManagerPolicy: Static") == []
    assert said("NC310", RESTRICTED + "cpuManagerPolicy: static") == []
    assert said("NC310", RESTRICTED, unknown={("cpuManagerPolicy",): "why"}) == []


def test_a_scope_without_a_policy():
    assert only("NC311", "topologyManagerScope: pod").severity == "no-effect"
    assert said("NC311", "topologyManagerScope: container") == []
    assert said("NC311", RESTRICTED + "topologyManagerScope: pod") == []


ONE, TWO = synthetic.parse("numa:1 core:8 pu:2 memory:64Gi"), synthetic.parse("numa:2 core:8 pu:2 memory:64Gi")
SINGLE = "topologyManagerPolicy: single-numa-node\n"
CLOSEST = RESTRICTED + "topologyManagerPolicyOptions: {prefer-closest-numa-nodes: 'true'}\n"


def test_a_machine_with_one_numa_node_has_nothing_to_align():
    assert "one NUMA node" in only("NC312", SINGLE, machine=ONE).message
    found = only("NC312", SINGLE + "memoryManagerPolicy: Static\n", machine=ONE)
    assert "topologyManagerPolicy single-numa-node and memoryManagerPolicy Static" in found.message
    assert said("NC312", SINGLE, machine=TWO) == said("NC312", SINGLE) == said("NC312", RESTRICTED, machine=ONE) == []
    off = "memoryManagerPolicy: Static\nfeatureGates: {MemoryManager: false}\n"
    assert said("NC312", off, "1.31", ONE) == []


def test_the_containers_of_a_pod_may_be_on_different_nodes():
    assert only("NC313", SINGLE, machine=TWO).origin.route == ("topologyManagerPolicy",)
    explicit = only("NC313", SINGLE + "topologyManagerScope: container\n", machine=TWO)
    assert explicit.origin.route == ("topologyManagerScope",)
    assert said("NC313", SINGLE + "topologyManagerScope: pod\n", machine=TWO) == []
    assert said("NC313", SINGLE, machine=ONE) == said("NC313", RESTRICTED, machine=TWO) == said("NC313", SINGLE) == []


def test_numa_node_ids_with_gaps_are_no_indexes():
    assert TWO.nodes is not None
    sparse = TWO._replace(nodes=(TWO.nodes[0], TWO.nodes[1]._replace(id=2)))
    found = only("NC314", CLOSEST, machine=sparse)
    assert found.says.text.endswith("index out of range [2] with length 2")
    assert said("NC314", CLOSEST.replace("true", "false"), machine=sparse) == []
    assert said("NC314", CLOSEST, machine=TWO) == said("NC314", CLOSEST) == []
    assert said("NC314", CLOSEST.replace("restricted", "single-numa-node"), machine=sparse) == []
