"""Synthetic descriptions, counted by hwloc itself."""

from __future__ import annotations

import subprocess
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numaconf.machine import synthetic
from numaconf.machine.errors import MachineError
from numaconf.machine.notation import cpu_text
from tests.real import program


def test_numbered_as_linux_on_ec2() -> None:
    found = synthetic.parse("numa:2 core:18 pu:2 memory:96Gi")
    assert [cpu_text(node.cpus or ()) for node in found.nodes or ()] == ["0-17,36-53", "18-35,54-71"]
    assert [node.memory for node in found.nodes or ()] == [96 * 2**30] * 2
    assert found.cores is not None
    assert found.cores[:2] == ((0, 36), (1, 37))
    assert found.memory_capacity == 192 * 2**30
    assert found.sockets is None
    assert found.l3 is None
    assert found.derived == ()


def test_all_words() -> None:
    found = synthetic.parse("package:2 numa:2 l3:2 core:4 pu:2 memory:1.5Gi")
    assert len(found.nodes or ()) == 4
    assert [node.socket for node in found.nodes or ()] == [0, 0, 1, 1]
    assert [cpu_text(cpus) for cpus in found.l3 or ()][:2] == ["0-3,32-35", "4-7,36-39"]
    assert [cpu_text(cpus) for cpus in found.sockets or ()] == ["0-15,32-47", "16-31,48-63"]


def test_several_sockets_in_one_numa_node() -> None:
    found = synthetic.parse("numa:1 package:2 core:2")
    assert [node.socket for node in found.nodes or ()] == [None]
    assert found.sockets == ((0, 1), (2, 3))


def test_without_numa_there_is_one_node() -> None:
    found = synthetic.parse("core:4 memory:8Gi")
    assert [(node.id, node.cpus) for node in found.nodes or ()] == [(0, (0, 1, 2, 3))]
    assert found.threads_per_core == 1


@pytest.mark.parametrize(
    ("text", "ids", "memory", "sockets", "cpus"),
    [
        ("numa:2", (0, 1), None, [None, None], None),
        ("numa:2 memory:96Gi", (0, 1), 96 * 2**30, [None, None], None),
        ("package:2 numa:2", (0, 1, 2, 3), None, [0, 0, 1, 1], None),
        ("package:1 numa:2", (0, 1), None, [0, 0], None),
        ("numa:2 package:2", (0, 1), None, [None, None], None),
        ("numa:2 pu:36", (0, 1), None, [None, None], 72),
        ("numa:2 package:2 pu:18", (0, 1), None, [None, None], 72),
    ],
)
def test_what_is_not_said_is_unknown(
    text: str, ids: tuple[int, ...], memory: int | None, sockets: list[int | None], cpus: int | None
) -> None:
    found = synthetic.parse(text)
    nodes = found.nodes or ()
    assert (found.node_ids, [node.socket for node in nodes], found.cpu_count) == (ids, sockets, cpus)
    assert {(node.cpus, node.memory) for node in nodes} == {(None, memory)}
    assert (found.cores, found.sockets, found.l3, found.distances) == (None, None, None, None)
    assert found.memory_capacity == (None if memory is None else memory * len(ids))


@st.composite
def descriptions(draw: st.DrawFn) -> str:
    outer = draw(st.permutations(("package", "numa", "l3")))[: draw(st.integers(0, 3))]
    words = [f"{word}:{draw(st.integers(1, 3))}" for word in outer] + [f"core:{draw(st.integers(1, 4))}"]
    return " ".join([*words, f"pu:{draw(st.integers(1, 2))}"])


@given(descriptions())
def test_parts_agree(text: str) -> None:
    found = synthetic.parse(text)
    everything = sorted(found.cpus or ())
    for groups in (found.cores, found.sockets, found.l3, [node.cpus or () for node in found.nodes or ()]):
        if groups is not None:
            assert sorted(cpu for group in groups for cpu in group) == everything
            assert len({len(group) for group in groups}) == 1


HWLOC = {"Package": "sockets", "NUMANode": "nodes", "L3Cache": "l3", "Core": "cores"}


@pytest.mark.parametrize(
    "text",
    [
        "numa:2 core:18 pu:2",
        "package:2 numa:2 l3:2 core:4 pu:2",
        "package:2 l3:2 numa:1 core:3 pu:1",
        "numa:4 core:3 pu:4",
        "core:5 pu:2",
        "numa:1 package:2 core:2 pu:2",
        "l3:3 core:2 pu:1",
    ],
)
def test_hwloc_counts_the_same(text: str) -> None:
    lstopo = program("lstopo-no-graphics")
    run = subprocess.run(
        [lstopo, "-i", text, "--of", "xml", "-"], capture_output=True, text=True, check=True, timeout=60
    )
    kinds = [item.get("type") for item in ElementTree.fromstring(run.stdout).iter("object")]
    found = synthetic.parse(text)
    assert kinds.count("PU") == found.cpu_count
    for kind, part in HWLOC.items():
        groups = getattr(found, part)
        if groups is not None:
            assert kinds.count(kind) == len(groups), kind
        else:
            assert kinds.count(kind) == 0


@pytest.mark.parametrize(
    ("text", "says", "remedy"),
    [
        ("package:2", "neither how many NUMA nodes nor how many cores", "numa:2 core:18 pu:2 memory:96Gi"),
        ("numa:2 l3:2", "no cores to share them", ""),
        ("pu:2 numa:2", "pu must come last", ""),
        ("numa:2 core:x", "needs a number", ""),
        ("numa:2 core:0", "needs a number", ""),
        ("numa:2 core:-1", "needs a number", ""),
        ("numa:2 core:18 pu:2 memory:96GB", "is not a size", "96Gi"),
        ("numa:2 numa:2 core:1", "numa appears twice", ""),
        ("core:1 memory:1Gi memory:1Gi", "memory appears twice", ""),
        ("numa:2 socket:2 core:1", "unknown word 'socket:2'", "did you mean package?"),
        ("numa:2 cores:1", "unknown word 'cores:1'", "did you mean core?"),
        ("numa:2 core:2 threads:2", "unknown word", "did you mean pu?"),
        ("numa:2 zzz:1", "unknown word", "known words: package, numa, l3, core, pu, memory"),
        ("numa:2 core", "unknown word 'core'", ""),
        ("core:2 numa:2", "must come last", "outermost first"),
        ("pu:2 core:2", "must come last", ""),
        ("numa:9999 core:9999", "CPUs; 65536 are possible", ""),
        ("numa:1025 core:1", "1024 are possible", ""),
        ("numa:2 core:2\tpu:２", "needs a number", ""),
    ],
)
def test_wrong_words_are_refused_with_the_remedy(text: str, says: str, remedy: str) -> None:
    with pytest.raises(MachineError, match=says) as caught:
        synthetic.parse(text)
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("numa:2 core:18", True),
        ("socket:2 core:4", True),
        ("memory:2Gi core:1", True),
        ("m5.24xlarge", False),
        ("C:/machines/a.yaml", False),
        ("", False),
        ("numa:2 core", False),
    ],
)
def test_what_means_to_be_a_description(text: str, meant: bool) -> None:
    assert synthetic.is_synthetic(text) is meant
