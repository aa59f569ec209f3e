"""Small values against Go's own answers."""

import json
import pathlib

import pytest

from numaconf.kubelet import go

GOLDEN = json.loads((pathlib.Path(__file__).parent / "golden" / "go_values.json").read_text())


def said(read, text):
    try:
        read(text)
    except go.GoError as error:
        return {"error": str(error)}
    return {}


@pytest.mark.parametrize("case", GOLDEN["atoi"], ids=lambda case: repr(case["text"]))
def test_atoi(case):
    assert said(go.atoi, case["text"]) == case["says"]


@pytest.mark.parametrize("case", GOLDEN["bool"], ids=lambda case: repr(case["text"]))
def test_parse_bool(case):
    assert said(go.parse_bool, case["text"]) == case["says"]


@pytest.mark.parametrize("case", GOLDEN["percent"], ids=lambda case: repr(case["text"] + case["other"]))
def test_percentages_are_float32(case):
    if "error" in case["says"]:
        assert said(go.parse_float32, case["text"]) == case["says"]
        return
    share = go.float32(go.parse_float32(case["text"]) / 100)
    assert (share < 0, share > 1) == (case["says"]["lt0"], case["says"]["gt1"])
    if 0 <= share <= 1:
        assert int(float(int(case["other"])) * share) == int(case["says"]["value"])


@pytest.mark.parametrize("case", GOLDEN["quote"], ids=lambda case: repr(case["text"]))
def test_quote(case):
    assert go.quote(case["text"]) == case["says"]["string"]


def test_lists_and_maps():
    assert go.strings(["none", "a b"]) == '["none" "a b"]'
    assert go.mapping({"b": "1", "a": ""}) == "map[a: b:1]"
