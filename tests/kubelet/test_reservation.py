"""What a node keeps back, against sums that real kubelets computed and against kubelets themselves."""

import pytest

from numaconf.kubelet import reservation, reserved_memory
from numaconf.kubelet.effective import Facts
from numaconf.machine import synthetic
from tests import real
from tests.machines import oracle_format
from tests.rules import nodes
from tests.versions import NEWEST, SOME

GI, MI = 2**30, 2**20
WORKED = "kubeReserved: {memory: 4Gi}\nsystemReserved: {memory: 1Gi}\n"


def without_hugepages(words):
    machine = synthetic.parse(words)
    return machine._replace(nodes=tuple(node._replace(hugepages={}) for node in machine.nodes))


def test_the_documentations_example():
    kept = reservation.memory(nodes.node(WORKED))
    assert (kept.kube, kept.system, kept.eviction, kept.total) == (4 * GI, GI, 100 * MI, 5220 * MI)
    assert str(kept) == "kubeReserved 4Gi + systemReserved 1Gi + evictionHard 100Mi by default"
    assert str(kept.amount) == "5220Mi"


@pytest.mark.parametrize(
    ("fields", "total", "text"),
    [
        ("{}", 100 * MI, "evictionHard 100Mi by default"),
        ("evictionHard: {}", 0, "nothing is reserved"),
        ("evictionHard: {memory.available: 0%}", 0, "nothing is reserved"),
        ("evictionHard: {memory.available: 1G}\nkubeReserved: {memory: 1.5Gi}", 10**9 + 3 * GI // 2,
         "kubeReserved 1536Mi + evictionHard 1G"),
        ("kubeReserved: {memory: '0', cpu: '1'}\nevictionHard: {}", 0, "nothing is reserved"),
        ("evictionSoft: {memory.available: 1Gi}\nevictionHard: {}", 0, "nothing is reserved"),
    ],
)  # fmt: skip
def test_memory(fields, total, text):
    kept = reservation.memory(nodes.node(fields))
    assert (kept.total, str(kept), kept.unknown) == (total, text, None)


def test_the_sum_prints_in_the_format_of_its_first_part():
    decimal_first = nodes.node("systemReserved: {memory: 1G}\nkubeReserved: {memory: 1Mi}\nevictionHard: {}")
    assert str(reservation.memory(decimal_first).amount) == "1001048576"
    binary_first = nodes.node("kubeReserved: {memory: 1024000Ki}\nevictionHard: {memory.available: 1024k}")
    assert str(reservation.memory(binary_first).amount) == "1025000Ki"


def test_flags_alone_have_no_default_threshold():
    assert reservation.memory(nodes.node(WORKED, has_file=False)).total == 5 * GI


def test_the_flag_that_leaves_thresholds_out():
    assert reservation.memory(nodes.node(WORKED, facts=Facts(ignores_eviction=True))).total == 5 * GI


def test_a_share_needs_the_memory_capacity():
    fields = "evictionHard: {memory.available: 5%}\nkubeReserved: {memory: 1Gi}"
    kept = reservation.memory(nodes.node(fields))
    assert kept.total is None
    assert kept.unknown == "machine unknown: evictionHard memory.available is 5% of it"
    assert kept.known.bytes == GI
    big = synthetic.parse("numa:2 core:2 memory:192Gi")
    assert reservation.memory(nodes.node(fields, machine=big)).total == GI + 20615843328
    unmeasured = big._replace(memory_capacity=None)
    assert "unknown" in reservation.memory(nodes.node(fields, machine=unmeasured)).unknown


def test_what_a_platform_computes_may_be_unknown():
    why = {("kubeReserved", "memory"): "machine unknown: nodeadm computes it"}
    kept = reservation.memory(nodes.node("systemReserved: {memory: 1Gi}", unknown=why))
    assert (kept.total, kept.unknown, kept.known.bytes) == (None, why["kubeReserved", "memory"], GI + 100 * MI)
    whole = reservation.memory(nodes.node("{}", unknown={("kubeReserved",): "because"}))
    assert whole.unknown == "because"


@pytest.mark.parametrize(
    "fields", ["kubeReserved: {memory: 1GB}", "kubeReserved: {memory: -1Gi}", "evictionHard: {memory.available: x}"]
)
def test_an_illegal_part_leaves_no_sum(fields):
    kept = reservation.memory(nodes.node(fields))
    assert (kept.amount, kept.unknown) == (None, None)


@pytest.mark.parametrize(
    ("fields", "minor", "milli", "whole"),
    [
        ("kubeReserved: {cpu: 500m}\nsystemReserved: {cpu: '1'}", "1.34", 1500, 2),
        ("kubeReserved: {cpu: 1001m}", "1.34", 1001, 2),
        ("kubeReserved: {cpu: 100u}", "1.36", 1, 1),
        ("kubeReserved: {cpu: 100u}", "1.37", 0, 0),
        ("kubeReserved: {cpu: 500u}", "1.37", 1, 1),
        ("kubeReserved: {cpu: 499999n}", "1.37", 1, 1),
        ("kubeReserved: {cpu: 499u}\nsystemReserved: {cpu: 499u}", "1.37", 0, 0),
        ("kubeReserved: {cpu: 499u}\nsystemReserved: {cpu: 499u}", "1.36", 1, 1),
        ("reservedSystemCPUs: 0-3,8\nkubeReserved: {cpu: x}", "1.34", 5000, 5),
        ("reservedSystemCPUs: ''\nkubeReserved: {cpu: '2'}", "1.34", 2000, 2),
        ("{}", "1.34", 0, 0),
    ],
)
def test_cpu(fields, minor, milli, whole):
    kept = reservation.cpu(nodes.node(fields, minor))
    assert (kept.milli, kept.whole) == (milli, whole)


def test_values_of_reserved_memory():
    fields = "reservedMemory: [{limits: {memory: 1Gi, hugepages-1Gi: 2}}, {numaNode: 3, limits: {memory: ' 5M '}}]"
    found = reserved_memory.values(nodes.node(fields))
    assert [(one.numa_node, one.kind, one.amount.bytes) for one in found] == [
        (0, "memory", GI), (0, "hugepages-1Gi", 2), (3, "memory", 5 * 10**6)
    ]  # fmt: skip
    assert found[2].route == ("reservedMemory", 1, "limits", "memory")


def test_allocatable_needs_the_machine():
    assert reservation.allocatable(nodes.node(WORKED)) == (None, None)
    small = without_hugepages("numa:1 core:2 memory:4Gi")
    assert reservation.allocatable(nodes.node(WORKED, machine=small)) == (0, 2000)


@pytest.mark.shared
@pytest.mark.parametrize("minor", SOME)
@pytest.mark.parametrize(
    "fields",
    [
        WORKED + "evictionHard: {memory.available: 3.3%}\n",
        "kubeReserved: {cpu: 1500m, memory: 1G}\n",
        "reservedSystemCPUs: 0-2\nsystemReserved: {cpu: '9'}\n",
    ],
)
def test_as_the_kubelet_computes_it(fields, minor, tmp_path):
    from numaconf.kubelet.quantity import parse

    machine = without_hugepages("numa:2 core:8 pu:2 memory:100000Mi")
    said = real.kubelet(minor, nodes.HEADER + fields, oracle_format(machine), tmp_path)
    node = nodes.node(fields, minor, machine)
    theirs = said["node"]["allocatable_before_hugepages"]
    mine, kept = reservation.allocatable(node), reservation.memory(node)
    # What the oracle gives is the limit of the pods' cgroup, which leaves the eviction threshold out.
    assert (mine.memory + kept.eviction, mine.milli_cpu) == (parse(theirs["memory"]).bytes, parse(theirs["cpu"]).milli)
    assert reservation.memory(node).amount == parse(said["node"]["reservation"]["memory"])


def test_only_the_threshold_in_force_counts():
    left = nodes.node("{}", facts=Facts(eviction_is_whole=True))
    assert reservation.memory(left).total == 0


FRACTION = (
    "memoryManagerPolicy: Static\nkubeReserved: {memory: 1.5Gi}\nevictionHard: {nodefs.available: 10%}\n"
    "reservedMemory: [{numaNode: 0, limits: {memory: 1.5Gi}}]\n"
)


def merged(main, dropin, minor="1.34"):
    from numaconf.documents import load
    from numaconf.kubelet import merge
    from numaconf.kubelet.effective import EffectiveConfig, Origin

    base = nodes.node(main, minor)
    document = load.read(nodes.HEADER + dropin)
    done = merge.apply_dropins(
        base.config, base.origins, [merge.Dropin(document.value, document.strict, Origin("document"))], base.kubernetes
    )
    return EffectiveConfig("kubelet-dropin", done.config, done.origins, base.kubernetes)


def is_whole(node):
    return [value.amount.is_int64 for value in reserved_memory.values(node)]


def test_a_directory_of_drop_ins_rewrites_the_main_files_quantities():
    """A fraction that stops the kubelet by itself does not when the main file was written to JSON and read again."""
    assert is_whole(nodes.node(FRACTION)) == [False]
    assert is_whole(merged(FRACTION, "maxPods: 50\n")) == [True]
    assert is_whole(merged("maxPods: 50\n", FRACTION)) == [False]


@pytest.mark.shared
@pytest.mark.parametrize("minor", ["1.31", "1.32", "1.34", NEWEST])
def test_the_kubelet_rewrites_them_too(minor, tmp_path):
    folder = tmp_path / "kubelet.yaml.d"
    folder.mkdir()
    (folder / "10.conf").write_text(nodes.HEADER + "maxPods: 50\n")
    text = nodes.HEADER + FRACTION
    assert real.kubelet(minor, text, "two-numa-96", tmp_path)["verdict"] == "will-not-start"
    assert real.kubelet(minor, text, "two-numa-96", tmp_path, "--config-dir", str(folder))["verdict"] == "starts"
    (folder / "10.conf").write_text(text)
    assert (
        real.kubelet(minor, text, "two-numa-96", tmp_path, "--config-dir", str(folder))["verdict"] == "will-not-start"
    )
