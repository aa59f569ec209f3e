"""The tables against the published CRDs, and the judgement against the API server's own packages."""

from __future__ import annotations

import json
import re
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from numaconf.documents.source import dotted
from numaconf.kubelet.version import Version
from numaconf.targets.karpenter import nodeclass, nodepool
from numaconf.targets.karpenter.schema import Schema, judge, strict_error
from tests import real
from tests.search import cases

if TYPE_CHECKING:
    from collections.abc import Iterable

A, B = Version(1, 14, 3), Version(1, 15, 0)

CRDS = {
    ("EC2NodeClass", A): "karpenter.k8s.aws_ec2nodeclasses.v1.14.1",
    ("EC2NodeClass", B): "karpenter.k8s.aws_ec2nodeclasses.v1.15.0",
    ("NodePool", A): "karpenter.sh_nodepools.v1.14.1",
    ("NodePool", B): "karpenter.sh_nodepools.v1.15.0",
}
SCHEMAS = {"EC2NodeClass": nodeclass.schema, "NodePool": nodepool.schema}


def without_new(schema: Schema, version: Version) -> dict[str, Schema]:
    return {key: field for key, field in schema.fields.items() if field.since <= version[:2]}


def differences(schema: Schema, crd: dict[str, Any], version: Version, route: str) -> list[str]:
    """What our table says otherwise than the CRD, node by node."""
    if crd.get("x-kubernetes-preserve-unknown-fields") and "type" not in crd:
        return [] if schema.kind == "any" else [f"{route}: not open"]
    if schema.kind == "any":
        return []  # metadata and status are not judged
    found = []
    kind = "quantity" if crd.get("x-kubernetes-int-or-string") else crd["type"]
    # The CRD has a length, which means nothing, on the list of a requirement's `values`.
    limits = {
        name: crd[name]
        for name in "minimum maximum minItems maxItems minLength maxLength maxProperties".split()
        if name in crd and not (kind == "array" and name == "maxLength")
    }
    messages = [
        rule["message"] for rule in crd.get("x-kubernetes-validations", ()) if "oldSelf" not in rule["rule"]
    ]  # transition rules need an object that is there already
    expected = {
        "kind": kind,
        "enum": list(crd.get("enum", ())),
        "pattern": crd.get("pattern", ""),
        "limits": limits,
        "required": sorted(name for name in crd.get("required", ()) if "default" not in crd["properties"][name]),
        "rules": sorted(messages),
    }
    got = {
        "kind": schema.kind,
        "enum": [word for word in schema.enum if schema.later.get(word, (1, 0)) <= version[:2]],
        "pattern": schema.pattern,
        "limits": schema.limits,
        "required": sorted(schema.required),
        "rules": sorted(rule.message for rule in schema.rules),
    }
    found += [f"{route}: {name} {got[name]} is {expected[name]}" for name in got if got[name] != expected[name]]
    fields, properties = without_new(schema, version), crd.get("properties", {})
    found += [f"{route}: {sorted(fields.keys() ^ properties.keys())}"] if fields.keys() != properties.keys() else []
    for key in fields.keys() & properties.keys():
        found += differences(fields[key], properties[key], version, f"{route}.{key}")
    if schema.items or "items" in crd:
        assert schema.items is not None
        found += differences(schema.items, crd["items"], version, f"{route}[]")
    if schema.values or "additionalProperties" in crd:
        assert schema.values is not None
        found += differences(schema.values, crd["additionalProperties"], version, f"{route}.*")
    return found


@pytest.mark.parametrize(("kind", "version"), CRDS)
def test_every_node_of_the_tables_is_that_of_the_crd(kind: str, version: Version) -> None:
    root = real.recorded("karpenter-crds.json")[CRDS[kind, version]]
    assert differences(SCHEMAS[kind](version), root, version, kind) == []


TEXTS = [
    *"10 100Mi 1Gi 5% 0 -1 100MB x AL2023 al2023@latest al2@v1 foo@ @ subnet-1 sg-1 ami-1 pg-1 cr-1".split(),
    *"karpenter.sh/x karpenter.sh/nodepool kubernetes.io/hostname example.com/a karpenter.k8s.aws/instance-cpu".split(),
    *"100000000000 @daily 20% 5m 1h Never In Gt Bottlerocket enabled RAID0 interface NoSchedule 50Gi".split(),
    *"memory.available cpu".split(),
    "",
    "a b",
    "a\n",
]
WRONG = [*TEXTS, -2, 0, 7, 1.5, 2.0, True, False, [], {}, {"x": 1}, None, None, None]


TERMS = [{"tags": {"a": "b"}}]
CLASS = {"group": "karpenter.k8s.aws", "kind": "EC2NodeClass", "name": "pool"}
SOUND: dict[str, dict[str, Any]] = {
    "EC2NodeClass": {
        "role": "node",
        "amiSelectorTerms": [{"alias": "al2023@latest"}],
        "subnetSelectorTerms": TERMS,
        "securityGroupSelectorTerms": TERMS,
    },
    "NodePool": {"template": {"spec": {"nodeClassRef": CLASS, "requirements": []}}},
}


def value(dice: Random, schema: Schema, version: Version) -> Any:
    """Mostly a value that fits. One that does not is rare: a document has dozens, and one hides all CEL rules."""
    if schema.kind == "any" or dice.random() < 0.02:
        return dice.choice(WRONG)
    if schema.kind == "integer":
        return dice.choice([0, 1, 30, 60, 100, 101, 150, 300, 500000])
    if schema.kind == "boolean":
        return dice.random() < 0.5
    if schema.kind in {"string", "quantity"}:
        fitting = [text for text in TEXTS if re.search(schema.pattern, text)] if dice.random() < 0.95 else TEXTS
        return dice.choice(schema.enum or fitting or TEXTS)
    if schema.items is not None:
        return [value(dice, schema.items, version) for _ in range(dice.choice([0, 1, 1, 2, 3]))]
    if schema.values is not None:
        return {dice.choice(TEXTS): value(dice, schema.values, version) for _ in range(dice.choice([0, 1, 2]))}
    few = min(1.0, dice.choice([0.3, 1, 3]) / max(1, len(schema.fields)))
    return {
        key: value(dice, field, version)
        for key, field in without_new(schema, version).items()
        # Not judged, and never written: dates, and sets with an item twice.
        if key not in {"timeAdded", "reasons"} and dice.random() < (0.97 if key in schema.required else few)
    }


def comparable(texts: Iterable[str]) -> set[str]:
    """The texts, less the oddities: of a quantity of a wrong type the API server says the same twice more, once for
    each of its types; of a number of a wrong type it names the format or something of its own.
    """
    kept = (text for text in texts if not text.startswith("<nil>") and not text.startswith("spec.limits"))
    return {text.partition(": Invalid value")[0] if " must be of type int" in text else text for text in kept}


@pytest.mark.random
@pytest.mark.shared
@pytest.mark.parametrize(("kind", "version"), CRDS)
def test_the_judgement_is_the_api_servers(kind: str, version: Version) -> None:
    dice = Random(f"{kind} {version}")
    group = nodeclass.GROUP if kind == "EC2NodeClass" else nodepool.GROUP
    spec = SCHEMAS[kind](version).fields["spec"]
    head = {"apiVersion": f"{group}/v1", "kind": kind, "metadata": {"name": "pool"}}
    objects = [{**head, "spec": value(dice, spec, version)} for _ in range(cases(200))]
    # Objects that mean something, with random parts: most of the others are refused for what they lack.
    for _ in range(cases(100)):
        key = dice.choice([name for name in without_new(spec, version) if name not in SOUND[kind]])
        objects.append({**head, "spec": {**SOUND[kind], key: value(dice, spec.fields[key], version)}})
    # One question: starting the program is what takes time.
    text = "\n---\n".join(json.dumps(one) for one in objects)
    answers = real.karpenter_oracle(f"{version.major}.{version.minor}")("validate", "--crd", "builtin", object=text)
    admitted = 0
    for one, answer in zip(objects, answers, strict=True):
        verdict = judge(SCHEMAS[kind](version), one, version)
        assert sorted(map(dotted, verdict.pruned)) == answer["pruned"], one
        assert (strict_error(verdict.pruned) if verdict.pruned else "") == answer.get("strictError", "")
        said = {f"{error['field']}: {error['message']}" for error in answer["errors"]}
        assert comparable(refusal.text for refusal in verdict.refusals) == comparable(said), one
        assert answer["admitted"] == (not verdict.refusals)
        admitted += answer["admitted"]
    assert 20 < admitted < len(objects) - 20
