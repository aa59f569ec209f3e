"""The quick reader of YAML: what it takes it reads as the exact one does, and it takes what people write."""

from __future__ import annotations

import pathlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.inputs import configuration
from fuzz.targets import by_lines, seeds
from numaconf.documents import yaml
from numaconf.documents.yaml import lines as yaml_lines
from tests import search
from tests.documents.said import cases, shown

EXAMPLES = pathlib.Path(__file__).resolve().parents[3] / "examples"

WRITTEN = """\
# what it is for
---
apiVersion: kubelet.config.k8s.io/v1beta1  # the only one
kind: "KubeletConfiguration"

clusterDNS:
- 10.0.0.10
- 'fd00::a'   # both
reservedMemory:
  - numaNode: 0
    limits:
      memory: 1100Mi
  -   numaNode: 1
      limits: {memory}
evictionHard:
oomScoreAdj: -999
memorySwap: {{}}
enforceNodeAllocatable: []
port: 0o17
topologyManagerPolicyOptions:
# below it
  prefer-closest-numa-nodes: yes
  empty: ""
a-slash/in.it: http://host:80/x"""


def test_what_people_write_is_read_by_lines() -> None:
    assert by_lines(WRITTEN.format(memory="\n        memory: 1Gi").encode()) == {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "clusterDNS": ["10.0.0.10", "fd00::a"],
        "reservedMemory": [
            {"numaNode": 0, "limits": {"memory": "1100Mi"}},
            {"numaNode": 1, "limits": {"memory": "1Gi"}},
        ],
        "evictionHard": None,
        "oomScoreAdj": -999,
        "memorySwap": {},
        "enforceNodeAllocatable": [],
        "port": 15,
        "topologyManagerPolicyOptions": {"prefer-closest-numa-nodes": True, "empty": ""},
        "a-slash/in.it": "http://host:80/x",
    }
    assert by_lines(configuration(7).encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "---\n",
        "- a\n",
        "a\n",
        " a: 1\n",
        "a: 1\na: 2\n",
        "y: 1\n",
        "null: 1\n",
        "1: 2\n",
        "a: b: c\n",
        "a: b:\n",
        "a: b c\n",
        "a: b\n  c\n",
        "a: b\n  c: d\n",
        "a: 'b'\n  c: d\n",
        "a: 'it''s'\n",
        'a: "\\n"\n',
        'a: "b" c\n',
        "a:\n  b\n",
        "a:\n  b: 1\n c: 2\n",
        "a:\n- b\n  c: 1\n",
        "a: 1\n- b\n",
        "a:\n  - b\n - c\n",
        "a:\n  - b\n  c: 1\n",
        "a:\n- - b\n",
        "a:\n-\n  b: 1\n",
        "a:\n- # b\n",
        "a:b\n",
        "a:\tb\n",
        "\ta: b\n",
        "a: b\r\n",
        "a: \u00e9\n",
        "a: &b c\n",
        "a: *b\n",
        "a: !!str b\n",
        "a: |\n  b\n",
        "a: [b]\n",
        "a: {b: c}\n",
        "a: .inf\n",
        "<<: a\n",
        "? a\n: b\n",
        "%YAML 1.1\n---\na: b\n",
        "a: b\n---\nc: d\n",
        "a: b\n---\n",
        "a: b\n...\n",
        "--- a: b\n",
        "{" + '"a": 1}\n',
        "a: \x07\n",
        "k" * 1025 + ": v\n",
    ],
)
def test_all_else_is_left_to_the_exact_reader(text: str) -> None:
    assert yaml_lines.read(text.encode()) is None


@pytest.mark.parametrize("text", [text for text, _ in cases("yaml", "yaml")], ids=shown)
def test_hard_texts_are_read_as_the_exact_reader_reads_them(text: bytes) -> None:
    by_lines(text)


LINES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "", "  ", "  ", "    ", " "]),
    st.sampled_from(["", "", "- ", "-   ", "-"]),
    st.sampled_from(
        ["a:", "b:", "c:  ", "a: 1", "b: 'x: y'", 'c: "# z"', "d: e # f", "on: off", "g", "h:i", "j: k:", "# l", "",
         "---", "d: {}", "e: []", "m: 1.50", "n: -0x1F", "o: 2001-01-01", "p: 1:30", "- q", "r: ~", "s: ''", "t : u",
         "v:\tw", "x: y z"]
    ),
)  # fmt: skip


@settings(max_examples=search.cases(1500), deadline=None)
@given(st.lists(LINES, min_size=1, max_size=9).map("\n".join), st.sampled_from(["", "\n"]))
def test_what_is_read_by_lines_is_read_exactly(text: str, end: str) -> None:
    by_lines((text + end).encode())


def test_what_is_remembered_of_a_text_is_not_its_collections() -> None:
    text = b"a:\n- b: {}\n  c: []\n- d\ne: {}\n"
    first, second = yaml_lines.read(text), yaml_lines.read(text)
    assert first
    assert second
    assert first == second == {"a": [{"b": {}, "c": []}, "d"], "e": {}}
    first["a"][0]["b"]["x"] = first["a"][0]["c"] = first["e"]["y"] = 1
    first["a"].append(2)
    assert second == yaml_lines.read(text) == {"a": [{"b": {}, "c": []}, "d"], "e": {}}


def test_texts_of_one_shape_have_each_its_own_values() -> None:
    for number in range(3):
        text = f"a:\n- b: {{}}\n  c: []\n  d: {number}\n# f\ng.h/i:\n  j:\n  - k{number}\n  - 'l'\n\nm:\n"
        read = yaml_lines.read(text.encode())
        assert read == {"a": [{"b": {}, "c": [], "d": number}], "g.h/i": {"j": [f"k{number}", "l"]}, "m": None}


def test_what_is_remembered_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_lines, "MOST", 5)
    yaml_lines._LINES.clear()
    yaml_lines._HEADS.clear()
    for number in range(40):
        long = "x" * (number % 2 * 300)
        by_lines(f"a{number}{long}: {number}\nb: c{number}{long}\n- d{number}\n".encode())
        by_lines(f"a{number}: {number}{long}\nb: c{number}\n".encode())
        assert len(yaml_lines._LINES) <= 5
        assert len(yaml_lines._HEADS) <= 5
        assert all(len(line) < 300 for line in yaml_lines._LINES)


def test_the_examples_keep_it_busy() -> None:
    """So that `make fuzz` compares something: all that we render for a kubelet's own file is of this form."""
    rendered = [path.read_bytes() for path in EXAMPLES.glob("*/rendered/kubelet/kubelet.yaml")]
    assert rendered
    assert all(text in seeds() and yaml_lines.read(text) for text in rendered)


def test_places_do_not_depend_on_the_reader() -> None:
    text = "# two\n---\na: 1\n---\nb:\n- c: d\n---\ne: [f]\n"
    places = [document.span(route) for document, route in zip(
        yaml.read_all(text), [("a",), ("b", 0, "c"), ("e", 0)], strict=True)]  # fmt: skip
    assert places == [(3, 4, 3, 5), (6, 6, 6, 7), (8, 5, 8, 6)]


def test_an_inner_text_starts_behind_its_quote() -> None:
    document = yaml.read("a:\n- b: c\n- 'd'\n- {}\n")
    inner = [document.inner(("a", *route)) for route in ((0, "b"), (1,), (2,), (3,))]
    assert inner == [(2, 5), (3, 3), (0, 0), (0, 0)]
    assert [document.style(("a", *route)) for route in ((0,), (0, "b"), (1,), (2,), (3,))] == [
        "collection", "plain", "quoted", "collection", "collection"]  # fmt: skip


@pytest.mark.parametrize(
    "piece",
    ["a" * 40_000 + "\t", " " * 40_000 + "\t", "- " * 20_000, "a:" * 20_000, "#\n" * 20_000,
     "a: b" + " " * 40_000 + "\t", "a: '" + "x" * 40_000, "- a: b c\n" * 5_000],
)  # fmt: skip
def test_no_text_takes_long(piece: str) -> None:
    began = time.process_time()
    assert yaml_lines.read(piece.encode()) is None
    assert time.process_time() - began < 1  # quadratic steps would take minutes
