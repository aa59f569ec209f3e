"""Quantities against Go's own answers (`golden/go_values.json`, recorded by `conformance/go_values`)."""

import json
import pathlib
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from numaconf.kubelet import quantity
from numaconf.kubelet.quantity import QuantityError
from tests import real
from tests.versions import NEWEST

GOLDEN = json.loads((pathlib.Path(__file__).parent / "golden" / "go_values.json").read_text())


def described(text, other=None):
    try:
        parsed = quantity.parse(text)
    except QuantityError as error:
        return {"error": str(error)}
    says = {
        "format": parsed.format,
        "asInt64": parsed.is_int64,
        "string": str(parsed),
        "sign": (parsed.nano > 0) - (parsed.nano < 0),
        "value": str(parsed.bytes),
        "milli": str(parsed.milli),
    }
    if other is not None:
        second = quantity.parse(other)
        says |= {"cmp": (parsed.nano > second.nano) - (parsed.nano < second.nano), "sum": str(parsed + second)}
    return says


@pytest.mark.parametrize("case", GOLDEN["quantity"], ids=lambda case: repr(case["text"] + case.get("other", "")))
def test_as_go(case):
    mine, go = described(case["text"], case.get("other")), dict(case["says"])
    for key in ("value", "milli"):  # Go wraps or gives up where an int64 overflows; ours stays exact
        if key in mine and not -(2**63) <= int(mine[key]) < 2**63:
            del mine[key], go[key]
    if case["text"].startswith("-") and not mine.get("asInt64", True):
        del mine["value"], mine["milli"], go["value"], go["milli"]  # Go rounds these towards zero, by mistake
    assert mine == go


@pytest.mark.parametrize("case", GOLDEN["float"], ids=lambda case: repr(case["number"]))
def test_numbers_become_text_as_go_writes_json(case):
    assert str(quantity.from_json(case["number"])) == str(quantity.parse(case["says"]["string"]))


@pytest.mark.parametrize(
    ("value", "same"),
    [("1Gi ", "1Gi"), (" \u00a0 1Gi", "1Gi"), (None, "0"), (1073741824, "1073741824"), (1.5e9, "1500000000")],
)
def test_fields_of_type_quantity(value, same):
    assert quantity.from_json(value) == quantity.parse(same)


@pytest.mark.parametrize("value", ["1Gi\t", "1Gi\n", "1-", True, [], {}])
def test_fields_of_type_quantity_refuse(value):
    with pytest.raises(QuantityError):
        quantity.from_json(value)


@given(st.integers(1, 99_999), st.sampled_from(["m", "Ki", "Mi", "Gi"]))
def test_what_is_usual_is_read_as_all_else(number, suffix):
    quick, exact = quantity.parse(f"{number}{suffix}"), quantity.parse(f"+{number}{suffix}")
    assert (quick.nano, quick.format, quick.is_int64) == (exact.nano, exact.format, exact.is_int64)
    assert str(quick) == str(exact).removeprefix("+")


def test_a_huge_exponent_takes_no_time():
    assert quantity.parse("1e2000000000").nano > quantity.parse("8E").nano
    assert str(quantity.parse("1e-2000000000")) == "1e-9"


@given(st.integers(0, 2**62), st.sampled_from(["", "k", "M", "G", "Ki", "Mi", "Gi"]))
def test_whole_numbers_are_exact(number, suffix):
    parsed = quantity.parse(f"{number}{suffix}")
    factor = 1024 ** "KMG".find(suffix[0]) * 1024 if suffix.endswith("i") else 1000 ** " kMG".find(suffix or " ")
    expected = number * factor
    if suffix.endswith("i"):
        expected = min(expected, 2**63 - 1)
    assert parsed.value == expected == parsed.bytes


@given(
    st.from_regex(r"[+-]?[0-9]{0,20}(\.[0-9]{0,12})?(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|e-?[0-9])?", fullmatch=True)
)
@example("1.5Gi")
def test_the_canonical_text_means_the_same(text):
    try:
        parsed = quantity.parse(text)
    except QuantityError:
        return
    again = quantity.canonical(parsed.nano, parsed.format)
    if abs(parsed.nano) < 10**27 and parsed.format != "BinarySI":  # above 1000E Go loses the suffix
        assert quantity.parse(again).nano == parsed.nano
    elif parsed.format == "BinarySI" and abs(parsed.nano) < 2**63 * 10**9:
        assert quantity.parse(again).value == parsed.value


@given(st.lists(st.integers(0, 2**50), max_size=6))
def test_sums_are_exact(amounts):
    total = sum((quantity.parse(str(amount)) for amount in amounts), quantity.ZERO)
    assert total.value == Fraction(sum(amounts))


SMALLEST_LOST = 10**11 * 1024
"""100000000000Ki, the smallest whole amount whose binary form Go does not keep as an int64: digits and suffix together
pass fifteen decimal places.
"""


@given(st.integers(0, 2**63 - 1))
@example(SMALLEST_LOST - 1024)
@example(SMALLEST_LOST)
@example(128 << 40)
def test_binary_is_exact_and_whole(amount):
    parsed = quantity.parse(quantity.binary(amount))
    assert parsed.bytes == amount
    assert parsed.is_int64 or amount >= SMALLEST_LOST


@pytest.mark.shared
@pytest.mark.parametrize("minor", ["1.34", NEWEST])
@pytest.mark.parametrize(
    "text",
    ["99Ti", "100Ti", "128Ti", "99999Gi", "100000Gi", "99999999Mi", "100000000Mi", "99999999999Ki", "100000000000Ki"],
)
def test_the_kubelet_keeps_the_same_amounts_as_int64(text, minor, tmp_path):
    """The machine has less than all of them; the memory manager is asked first."""
    said = real.kubelet(
        minor,
        "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nmemoryManagerPolicy: Static\n"
        f"kubeReserved: {{memory: {text}}}\nevictionHard: {{memory.available: 0%}}\n"
        f"reservedMemory: [{{numaNode: 0, limits: {{memory: {text}}}}}]\n",
        "two-numa-96",
        tmp_path,
    )
    refused = "could not covert a variable of type Quantity to int64" in said["first_error"]
    assert refused == (not quantity.parse(text).is_int64)


@pytest.mark.shared
@pytest.mark.parametrize(
    "text", ["1Gi", "1.5Gi", "1e9", "100G", "1500M", "0.5Gi", "104857601", "1048576Ki", "+1Gi", "01Gi"]
)
def test_the_kubelet_prints_it_so(text, tmp_path):
    said = real.kubelet(
        "1.34",
        "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nmemoryManagerPolicy: Static\n"
        f"kubeReserved: {{memory: 7M}}\nreservedMemory: [{{numaNode: 0, limits: {{memory: '{text}'}}}}]\n",
        "two-numa-96",
        tmp_path,
    )
    total = quantity.canonical(quantity.parse(text).nano, quantity.parse(text).format)
    reserved = quantity.parse("7M") + quantity.parse("100Mi")
    assert f'the total amount "{total}" of type "memory" is not equal to the value "{reserved}"' in said["first_error"]
