"""Snapshots: what is written reads back, and what is wrong is refused with its place."""

from __future__ import annotations

import json
import pathlib

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numaconf import resources
from numaconf.documents import yaml
from numaconf.errors import CannotDo, Problem
from numaconf.machine import ec2, snapshot
from numaconf.machine.formats import read
from numaconf.machine.model import Machine
from tests.machines import machines

SCHEMA = jsonschema.Draft202012Validator(json.loads(resources.text("schemas", "machine.json")))
HEAD = "apiVersion: numaconf/v1\nkind: Machine\nmetadata: {name: a}\nspec:\n"


@given(machines())
def test_what_is_dumped_loads_again(machine: Machine) -> None:
    text = snapshot.dump(machine)
    again = snapshot.loads(text, "x.yaml")
    assert again._replace(known_from="") == machine
    assert snapshot.dump(again) == text


@given(machines())
def test_what_is_dumped_is_in_the_schema(machine: Machine) -> None:
    SCHEMA.validate(yaml.read(snapshot.dump(machine)).value)


def test_the_schema_is_one_and_explains_itself() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA.schema)
    for key, field in SCHEMA.schema["properties"]["spec"]["properties"].items():
        assert field.get("description"), key
    assert set(SCHEMA.schema["properties"]["spec"]["properties"]) == set(snapshot.SPEC_KEYS)


def test_how_a_snapshot_looks() -> None:
    machine = snapshot.loads(
        HEAD + "  instanceType: m5.large\n  architecture: amd64\n  memoryCapacity: 15Gi\n"
        "  numaNodes:\n  - {cpus: '0-1,4-5', memory: 8388600Ki, hugepages: {1Gi: 1}, socket: 0}\n"
        "  - {id: 4, cpus: '2-3,6-7', memory: 8Gi, socket: 1}\n"
        "  threadsPerCore: 2\n  l3: ['0-1,4-5', '2-3,6-7']\n  distances: [[10, 21], [21, 10]]\n",
        "x.yaml",
    )
    assert snapshot.dump(machine) == (
        "apiVersion: numaconf/v1\n"
        "kind: Machine\n"
        "metadata:\n"
        "  name: a\n"
        "spec:\n"
        "  instanceType: m5.large\n"
        "  architecture: amd64\n"
        '  memoryCapacity: "15Gi"\n'
        "  numaNodes:\n"
        "    - id: 0\n"
        '      cpus: "0-1,4-5"\n'
        '      memory: "8388600Ki"\n'
        "      hugepages:\n"
        '        "1Gi": 1\n'
        "      socket: 0\n"
        "    - id: 4\n"
        '      cpus: "2-3,6-7"\n'
        '      memory: "8Gi"\n'
        "      socket: 1\n"
        "  threadsPerCore: 2\n"
        "  l3:\n"
        '    - "0-1,4-5"\n'
        '    - "2-3,6-7"\n'
        "  distances:\n"
        "    - [10, 21]\n"
        "    - [21, 10]\n"
    )
    known = ec2.instance_type("m5.large")
    assert known is not None
    assert (machine.eni_max_pods, machine.memory_mib) == (known.eni_max_pods, known.memory_mib)


def test_json_is_read_too(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "m.json"
    path.write_text('{"apiVersion": "numaconf/v1", "kind": "Machine", "metadata": {"name": "j"}, '
                    '"spec": {"numaNodes": [{"cpus": "0-3", "memory": 1073741824}]}}')  # fmt: skip
    found = read.load(str(path))
    assert found.name == "j"
    assert found.cores is None, "a snapshot says what is known and nothing else"


def test_a_single_cpu_needs_no_quotes() -> None:
    found = snapshot.loads(HEAD + "  numaNodes: [{cpus: 0}, {cpus: 1}]\n  cores: [1, 0]\n", "x")
    assert found.cores == ((0,), (1,))


WRONG = {
    "  numaNodes:\n  - cpus: 0-3\n    memroy: 1Gi\n": ("7:5", "unknown key memroy", "did you mean memory?"),
    "  numaNodes:\n  - cpus: 0-3\n    memory: lots\n": ("7:13", "'lots' is not a size", "96Gi"),
    "  numaNodes:\n  - cpus: 0-3\n  - cpus: 3-4\n": ("7:11", "CPU 3 belongs to two NUMA nodes", ""),
    "  numanodes: []\n": ("5:3", "unknown key numanodes", "did you mean numaNodes?"),
    "  numaNodes: [{cpus: 0-3}]\n  cores: ['0-1', '2']\n": ("6:10", "the CPUs 3 are in no core", ""),
    "  numaNodes: [{cpus: 0-3}]\n  cores: ['0-1', '2-4']\n": ("6:18", "CPU 4 belongs to no NUMA node", ""),
    "  numaNodes: [{cpus: 0-3}]\n  sockets: ['0-1', '1-3']\n": ("6:20", "CPU 1 appears twice in sockets", ""),
    "  numaNodes: [{cpus: 0-3}]\n  l3: ['']\n": ("6:8", "an empty entry", ""),
    "  numaNodes: [{cpus: 0-3}]\n  l3: 0-3\n": ("6:7", "l3 must be a list", "0,48"),
    "  numaNodes: [{cpus: 0-3}]\n  threadsPerCore: 2\n  cores: ['0-1', '2-3']\n": ("6:19", "has no meaning here", ""),
    "  threadsPerCore: 2\n": ("5:19", "has no meaning here", "requires numaNodes"),
    "  numaNodes: [{cpus: 0-3}]\n  distances: [[10, 21]]\n": ("6:14", "1 rows of 1 numbers", ""),
    "  numaNodes: [{cpus: 0-3}]\n  distances: [[0]]\n": ("6:14", "1 to 255", ""),
    "  devices: 3\n": ("5:12", "must be a list of resources", "nvidia.com/gpu"),
    "  devices: [{resource: gpu, numa: []}]\n": ("5:24", "not an extended resource", "nvidia.com/gpu"),
    "  devices: [{resource: a/b, numa: [0]}]\n": ("5:36", "a list of NUMA node ids", "nvidia.com/gpu"),
    "  devices: [{resource: a/b, numa: []}, {resource: a/b, numa: []}]\n": ("5:51", "appears twice", ""),
    "  numaNodes: [{cpus: 0-3}]\n  devices: [{resource: a/b, numa: [[1]]}]\n": ("6:35", "belongs to NUMA node 1", ""),
    "  memoryCapacity: -1\n": ("5:19", "not a possible memory size", ""),
    "  memoryCapacity: 1Gi\n  memoryCapacity: 2Gi\n": ("6:3", "already set", "keep one"),
    "  architecture: 3\n": ("5:17", "must be text", ""),
    "  numaNodes: {}\n": ("5:14", "must be a list of NUMA nodes", ""),
}


@pytest.mark.parametrize("text", WRONG)
def test_wrong_snapshots_are_refused_at_their_place(text: str) -> None:
    place, says, remedy = WRONG[text]
    with pytest.raises(Problem) as caught:
        snapshot.loads(HEAD + text, "m.yaml")
    assert caught.value.exit_status == 1
    assert caught.value.place == f"m.yaml:{place}"
    assert says in caught.value.message
    assert remedy in caught.value.remedy


COMPARISONS = ("belongs", "twice", "already set", "in no core", "rows", "empty")
SEEN_BY_SCHEMA = [text for text, (_, says, _) in WRONG.items() if not any(word in says for word in COMPARISONS)]


@pytest.mark.parametrize("text", SEEN_BY_SCHEMA)
def test_the_schema_refuses_what_needs_no_comparison(text: str) -> None:
    assert not SCHEMA.is_valid(yaml.read(HEAD + text).value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not a machine snapshot"),
        ("- 1\n", "not a machine snapshot"),
        ("kind: Machine\n", "apiVersion: numaconf/v1"),
        ("apiVersion: numaconf/v1\nkind: NumaProfile\n", "not a machine snapshot"),
        ("apiVersion: numaconf/v1\nkind: Machine\nspec: {}\n", "has no name"),
        ("apiVersion: numaconf/v1\nkind: Machine\nmetadata: {name: 3}\nspec: {}\n", "has no name"),
        ("apiVersion: numaconf/v1\nkind: Machine\nmetadata: {name: a, labels: {}}\nspec: {}\n", "unknown key labels"),
        ("apiVersion: numaconf/v1\nkind: Machine\nmetadata: {name: a}\n", "has no spec"),
        ("apiVersion: numaconf/v1\nkind: Machine\nmetadata: {name: a}\nspec: {}\nstatus: {}\n", "unknown key status"),
        ("a: [\n", "m.yaml:"),
        ("\tb: 1\n", "m.yaml:"),
        ('{"a":', "m.yaml:"),
        ("a\0b", "m.yaml:"),
    ],
)
def test_other_texts_are_no_snapshots(text: str, says: str) -> None:
    with pytest.raises(Problem) as caught:
        snapshot.loads(text, "m.yaml")
    assert says in str(caught.value)
    assert caught.value.exit_status == 1


SCALARS = st.sampled_from([None, True, -1, 0, 3, 2**70, 1.5, "", "0-3", "3-1", "2Mi", "1Gi", "x", "\0"])
KEYS = st.sampled_from([*snapshot.SPEC_KEYS, "id", "cpus", "memory", "hugepages", "socket", "2Mi", "", "x"])
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)


@given(st.dictionaries(KEYS, ANYTHING, max_size=5))
def test_whatever_stands_there_is_a_machine_or_a_problem_with_a_place(spec: dict[str, object]) -> None:
    text = json.dumps({"apiVersion": "numaconf/v1", "kind": "Machine", "metadata": {"name": "a"}, "spec": spec})
    try:
        found = snapshot.loads(text, "m.json")
    except Problem as error:
        problem = error
    else:
        assert snapshot.loads(snapshot.dump(found), "m.json") == found
        return
    assert problem.place.startswith("m.json:1:")


def test_a_missing_file_and_a_folder(tmp_path: pathlib.Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(CannotDo, match="cannot be read") as caught:
            read.load(str(path))
        assert caught.value.place == str(path)
        assert caught.value.exit_status == 2
