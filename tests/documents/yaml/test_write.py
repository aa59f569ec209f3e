from __future__ import annotations

from typing import Any

import yaml as pyyaml
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from numaconf.documents import yaml
from numaconf.documents.yaml import write as yaml_write

TEXT = st.text(max_size=30) | st.text("ynoYNO01:-.#& \n|>'\"%{}[]~/_x", max_size=12)
NUMBERS = st.integers(-(2**53), 2**53) | st.booleans() | st.none()
VALUES = st.recursive(
    NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=12,
)


def round_trips(value: Any) -> bool:
    text = yaml_write.block({"root": value})
    assert text.isascii()
    again = (
        yaml.read(text).value["root"],
        pyyaml.safe_load(text)["root"],
        YAML(typ="safe", pure=True).load(text)["root"],
    )
    return all(one == value for one in again)


@given(VALUES)
@example("\n\n")
@example("a\n\n\n")
@example(" a\nb\n")
@example("\n a\nb\n")
@example({"y": "no", "0o17": "1e3", "<<": "=", "2001-01-01": "1:30"})
@example(["#", "- a", "a: b", "{{x}}", "%{x}", "$(x)", "\U0001f600", "\ud7ff", "\x85\u2028\ufeff"])
@example([["a"], [], {}, [{"a": []}], "a\nb\n", [["x\ny\n"]]])
@example("a\tb\nc\n")
@example("--- \n...\n")
def test_every_reader_gets_the_value_back(value: Any) -> None:
    assert round_trips(value)


def test_how_it_looks() -> None:
    value = {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "cpuManagerPolicyOptions": {"full-pcpus-only": "true"},
        "reservedMemory": [{"numaNode": 0, "limits": {"memory": "4231Mi"}}],
        "evictionHard": {"memory.available": "10%", "nodefs.inodesFree": None},
        "reservedSystemCPUs": "0,24",
        "systemReservedCgroup": "",
        "registerWithTaints": [],
        "distances": [[10, 21], [21, 10]],
        "endpoint": "https://example.com/x",
        "script": "#!/bin/sh\n\necho a\n",
    }
    assert yaml_write.block(value) == (
        "apiVersion: kubelet.config.k8s.io/v1beta1\n"
        "cpuManagerPolicyOptions:\n"
        '  full-pcpus-only: "true"\n'
        "reservedMemory:\n"
        "  - numaNode: 0\n"
        "    limits:\n"
        '      memory: "4231Mi"\n'
        "evictionHard:\n"
        '  memory.available: "10%"\n'
        "  nodefs.inodesFree: null\n"
        'reservedSystemCPUs: "0,24"\n'
        'systemReservedCgroup: ""\n'
        "registerWithTaints: []\n"
        "distances:\n"
        "  - [10, 21]\n"
        "  - [21, 10]\n"
        "endpoint: https://example.com/x\n"
        "script: |\n"
        "  #!/bin/sh\n"
        "\n"
        "  echo a\n"
    )
