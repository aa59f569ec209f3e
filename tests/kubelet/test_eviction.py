"""Eviction thresholds: which are in force, and what a share of the memory comes to."""

import pytest

from numaconf.kubelet import eviction
from numaconf.kubelet.effective import Facts
from numaconf.kubelet.version import ALL, Version
from tests.rules import nodes

OLD, NEW = Version(1, 29), Version(1, 34)
LINUX = {
    "memory.available": "100Mi", "nodefs.available": "10%", "nodefs.inodesFree": "5%", "imagefs.available": "15%",
    "imagefs.inodesFree": "5%",
}  # fmt: skip


MERGE = "mergeDefaultEvictionSettings"


def test_defaults_by_version():
    assert eviction.defaults(NEW) == LINUX
    assert eviction.defaults(OLD) == {key: value for key, value in LINUX.items() if key != "imagefs.inodesFree"}


def test_signals_by_version():
    assert "containerfs.available" not in eviction.signals(Version(1, 28))
    assert "containerfs.available" in eviction.signals(OLD)


@pytest.mark.parametrize(
    ("fields", "minor", "expected"),
    [
        ("{}", "1.34", LINUX),
        ("evictionHard: {}", "1.34", {}),
        ("evictionHard: null", "1.34", LINUX),
        ("evictionHard: {nodefs.available: 5%}", "1.34", {"nodefs.available": "5%"}),
        (f"{MERGE}: true\nevictionHard: {{nodefs.available: 5%}}", "1.34", LINUX | {"nodefs.available": "5%"}),
        (f"{MERGE}: true\nevictionHard: {{nodefs.available: 5%}}", "1.32", {"nodefs.available": "5%"}),
        (f"{MERGE}: true\nevictionHard: {{}}", "1.33", LINUX),
        (f"{MERGE}: false\nevictionHard: {{}}", "1.33", {}),
    ],
)  # fmt: skip
def test_thresholds_in_force(fields, minor, expected):
    assert eviction.texts(nodes.node(fields, minor)) == expected


def test_flags_alone_have_no_defaults():
    assert eviction.texts(nodes.node("{}", has_file=False)) == {}
    assert eviction.texts(nodes.node("evictionHard: {pid.available: 1k}", has_file=False)) == {"pid.available": "1k"}


def test_what_drop_ins_left_is_not_filled_up():
    left = nodes.node(
        "evictionHard: {nodefs.available: 5%}\nmergeDefaultEvictionSettings: true", facts=Facts(eviction_is_whole=True)
    )
    assert eviction.texts(left) == {"nodefs.available": "5%"}


def test_origins():
    node = nodes.node("mergeDefaultEvictionSettings: true\nevictionHard: {nodefs.available: 5%}")
    found = eviction.thresholds(node)
    assert found["nodefs.available"][1].route == ("evictionHard", "nodefs.available")
    assert found["memory.available"][1].kind == "kubelet-default"


@pytest.mark.parametrize(
    ("share", "capacity", "expected"),
    [
        ("5%", 131899024 * 1024, 6753230129),
        ("5%", 384 << 30, 20615843328),
        ("25%", 384 << 30, 96 << 30),
        ("5%", 128 << 30, 6871947776),
    ],
)
def test_a_share_is_a_float32(share, capacity, expected):
    """Amounts that real kubelets computed."""
    parsed = eviction.parse("memory.available", share, NEW)
    assert isinstance(parsed, float)
    assert eviction.of_capacity(parsed, capacity).bytes == expected


@pytest.mark.parametrize("text", ["0%", "100%"])
def test_no_threshold(text):
    assert eviction.parse("memory.available", text, NEW) is None


@pytest.mark.parametrize(
    ("signal", "text", "says"),
    [
        ("memory.available", "0", "eviction threshold memory.available must be positive: 0"),
        ("memory.available", "-1Mi", "eviction threshold memory.available must be positive: -1Mi"),
        ("memory.available", "-1%", "eviction percentage threshold memory.available must be >= 0%: -1%"),
        ("memory.available", "100.1%", "eviction percentage threshold memory.available must be <= 100%: 100.1%"),
        ("memory.available", "5 %", 'strconv.ParseFloat: parsing "5 ": invalid syntax'),
        ("memory.available", "", "quantities must match the regular expression "
         "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"),
        ("memory.avail", "1Gi", "unsupported eviction signal memory.avail"),
    ],
)  # fmt: skip
def test_what_the_kubelet_refuses(signal, text, says):
    with pytest.raises(eviction.EvictionError) as refused:
        eviction.parse(signal, text, NEW)
    assert str(refused.value) == says


def test_only_the_two_literal_texts_mean_no_threshold():
    assert eviction.parse("memory.available", "00%", NEW) == 0.0


@pytest.mark.parametrize("version", ALL, ids=str)
def test_every_default_is_legal(version):
    for signal, text in eviction.defaults(version).items():
        eviction.parse(signal, text, version)
