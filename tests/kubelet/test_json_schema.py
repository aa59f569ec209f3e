"""The JSON Schema of KubeletConfiguration: what a kubelet starts with validates, wrong names and types do not."""

from __future__ import annotations

import json
import random
from functools import lru_cache
from typing import Any

import jsonschema
import pytest
import yaml

from numaconf.cli import main
from numaconf.kubelet import fields, json_schema, version
from tests import real
from tests.rules import generate
from tests.rules.test_against_kubelets import text as config_file
from tests.search import cases
from tests.versions import SOME

HEAD = {"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration"}
EXAMPLES = sorted(real.TREE.glob("examples/*/rendered/kubelet*/*.yaml"))


def errors(config: dict[str, Any], minor: int) -> list[str]:
    """What the schema of a minor says of a configuration."""
    return [error.message for error in validator(minor).iter_errors({**HEAD, **config})]


@lru_cache
def validator(minor: int) -> jsonschema.Draft7Validator:
    """A valid schema at work."""
    made = json_schema.schema(version.Version(1, minor))
    jsonschema.Draft7Validator.check_schema(made)
    return jsonschema.Draft7Validator(made)


@pytest.mark.parametrize("minor", range(version.FIRST, version.LAST + 1))
def test_every_field_of_a_version_is_in_its_schema(minor: int) -> None:
    properties = json_schema.schema(version.Version(1, minor))["properties"]
    assert set(properties) == {*HEAD, *(name for name, field in fields.FIELDS.items() if field.since <= minor)}
    assert errors(dict.fromkeys(properties.keys() - HEAD.keys()), minor) == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parts[-4] if len(path.parts) > 3 else str(path))
def test_renderings_validate(path: Any) -> None:
    assert errors(yaml.safe_load(path.read_text()), version.LAST) == []


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"topologymanagerpolicy": "none"}, "topologymanagerpolicy"),
        ({"topologyManagerPolicy": "single-numa"}, "single-numa"),
        ({"memoryManagerPolicy": "static"}, "static"),
        ({"cpuManagerPolicyOptions": {"full-pcpus-only": True}}, "True is not of type"),
        ({"reservedMemory": [{"numaNode": "0"}]}, "'0' is not of type"),
        ({"reservedMemory": [{"numaNodes": 0}]}, "numaNodes"),
        ({"kubeReserved": {"cpu": 1}}, "1 is not of type"),
        ({"featureGates": {"NoSuchGate": True}}, "NoSuchGate"),
        ({"featureGates": {"MemoryManager": True}}, "MemoryManager"),
        ({"maxPods": 2**31}, "maximum"),
        ({"syncFrequency": 10}, "10 is not of type"),
    ],
)  # fmt: skip
def test_what_the_kubelet_refuses_or_drops_by_name_or_type(config: dict[str, Any], said: str) -> None:
    (message,) = errors(config, 36)
    assert said in message


@pytest.mark.random
@pytest.mark.shared
@pytest.mark.parametrize("minor", SOME)
def test_whatever_a_real_kubelet_starts_with_validates(minor: int, tmp_path: Any) -> None:
    rnd = random.Random(f"schema {minor}")
    started = 0
    for _ in range(cases(40)):
        config, where = generate.case(
            rnd, version.kubernetes(f"1.{minor}") if isinstance(minor, int) else version.kubernetes(minor)
        )
        source = config_file(config)
        if not real.kubelet(minor, source, where.name, tmp_path)["first_error"]:
            started += 1
            assert errors(yaml.safe_load(source), int(str(minor).rpartition(".")[2])) == []
    assert started > 3


def test_the_verb(capfd: pytest.CaptureFixture[str]) -> None:
    assert main.run(("schema", "kubelet", "--kubernetes-version", "1.34")) == 0
    assert json.loads(capfd.readouterr().out)["title"].endswith("1.34")
    assert main.run(("schema", "kubelet")) == 2
    assert "--kubernetes-version" in capfd.readouterr().err
    assert main.run(("schema", "profile", "--kubernetes-version", "1.34")) == 2
    assert main.run(("schema", "kubelet", "--kubernetes-version", "1.99")) == 2
