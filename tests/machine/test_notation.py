from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numaconf.machine.errors import MachineError
from numaconf.machine.notation import cpu_list, cpu_mask, cpu_text, ranges, size, size_text

CPUS = st.sets(st.integers(0, 300))


@given(CPUS)
def test_a_written_list_reads_back(cpus: set[int]) -> None:
    assert set(cpu_list(cpu_text(cpus))) == cpus
    assert cpu_list(cpu_text(cpus)) == tuple(sorted(cpus))


@given(CPUS)
def test_ranges_are_apart(cpus: set[int]) -> None:
    runs = ranges(cpus)
    assert all(after[0] > before[1] + 1 for before, after in pairwise(runs))
    assert {cpu for first, last in runs for cpu in range(first, last + 1)} == cpus


def test_the_written_order_is_kept() -> None:
    assert cpu_list("4,0-1, 8") == (4, 0, 1, 8)
    assert cpu_list("") == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0-", "is not a list"),
        ("a", "is not a list"),
        ("0,,1", "is not a list"),
        ("-1", "is not a list"),
        ("0 1", "is not a list"),
        ("²", "is not a list"),
        ("3-1", "runs backwards"),
        ("0-3,2", "CPU 2 appears twice"),
        ("0-99999", "no CPU 99999"),
        ("0-99999999999", "is not a list"),
    ],
)
def test_wrong_lists_are_refused(text: str, says: str) -> None:
    with pytest.raises(MachineError, match=says):
        cpu_list(text)


@given(CPUS)
def test_masks_as_linux_writes_them(cpus: set[int]) -> None:
    bits = sum(1 << cpu for cpu in cpus)
    words = [bits >> shift & 0xFFFFFFFF for shift in range(288, -1, -32)]
    assert cpu_mask(",".join(f"{word:08x}" for word in words) + "\n") == tuple(sorted(cpus))


def test_a_mask_of_something_else_is_refused() -> None:
    with pytest.raises(MachineError, match="not a CPU mask"):
        cpu_mask("0-3")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("96Gi", 96 * 2**30),
        ("1.5Gi", 3 * 2**29),
        ("100", 100),
        (100, 100),
        ("1k", 1000),
        ("0.5Ki", 512),
        ("7Ei", 7 << 60),
    ],
)
def test_sizes(text: object, amount: int) -> None:
    assert size(text) == amount


@given(st.integers(0, 2**63 - 1))
def test_a_written_size_reads_back(amount: int) -> None:
    assert size(size_text(amount)) == amount


@pytest.mark.parametrize(
    "text", ["", "Gi", "96GB", "96 Gi", "-1Gi", "1e3", "0.1", "0.3Ki", "9Ei", None, 1.5, True, -1, "1Ⅷ", 2**63]
)
def test_wrong_sizes_are_refused(text: object) -> None:
    with pytest.raises(MachineError):
        size(text)
