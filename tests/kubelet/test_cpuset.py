"""CPU lists against Go's own answers."""

import json
import pathlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numaconf.kubelet import cpuset

GOLDEN = json.loads((pathlib.Path(__file__).parent / "golden" / "go_values.json").read_text())["cpuset"]


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: repr(case["text"]))
def test_as_go(case):
    try:
        says = {"string": cpuset.text(cpuset.parse(case["text"]))}
    except cpuset.CpuSetError as error:
        says = {"error": str(error)}
    assert says == case["says"]


@given(st.frozensets(st.integers(0, 500)))
def test_there_and_back(cpus):
    assert cpuset.parse(cpuset.text(cpus)) == cpus


def test_an_absurd_range_is_refused_at_once():
    with pytest.raises(cpuset.CpuSetError):
        cpuset.parse("0-99999999999")
