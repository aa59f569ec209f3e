"""What the real nodeadm did with user data, and the real kubelet with that, case by case."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from numaconf.context import Context
from numaconf.documents.pieces import PlainDocument
from numaconf.documents.source import Source
from numaconf.findings import Finding
from numaconf.kubelet import fields, version
from numaconf.machine import ec2
from numaconf.rules import judge
from numaconf.targets import al2023
from numaconf.targets.al2023 import merge, parts, reader
from numaconf.targets.target import Reading
from tests import real

NUMA = ("evictionHard", "featureGates", "kubeReserved", "kubeReservedCgroup", "maxPods", "systemReservedCgroup")
"""Fields of nodeadm's own file that the recordings keep."""


def cases(*, accepted: bool = False) -> list[Any]:
    """All recordings, or those that nodeadm made something of."""
    found = real.vectors("nodeadm")
    return [pytest.param(case, id=case["case"]) for case in found if not (accepted and case["output"]["rc"])]


def sources(case: dict[str, Any]) -> list[Source]:
    text = case["input"]["userData"]
    data = base64.b64decode(text.removeprefix("base64:")) if text.startswith("base64:") else text
    folder = sorted(case["input"].get("/etc/eks/nodeadm.d", {}).items())
    return [Source("user-data", PlainDocument(data)), *(Source(name, PlainDocument(held)) for name, held in folder)]


def read(case: dict[str, Any]) -> tuple[Reading, tuple[Finding, ...]]:
    """What is in force, and all findings."""
    given, kubernetes = sources(case), version.kubernetes(case["input"]["kubernetes"])
    machine = ec2.instance(case["input"]["instanceType"])
    assert machine is not None
    context = Context(kubernetes, (machine,))
    reading = al2023.read(given, kubernetes, machine, context)
    # The recorded kubelet is 1.34, whatever the node's version.
    kubelet = case["output"].get("kubelet")
    judged = version.kubernetes(kubelet["kubernetes"]) if kubelet else kubernetes
    verdict = judge.judge(lambda at, on: al2023.read(given, at, on, context), Context(judged, (machine,)))
    return reading, verdict.findings


@pytest.mark.parametrize("case", cases())
def test_nodeadm_refuses_and_accepts_the_same(case: dict[str, Any]) -> None:
    found = [parts.find(source) for source in sources(case)]
    output = case["output"]
    if output["error"] and "in cluster configuration" in output["error"]:
        # A fragment without a cluster is what a managed node group takes, and is accepted.
        configs = [config for one in found for config in one.configs]
        assert merge.merge(configs).missing() == output["error"]
    elif output["rc"]:
        (refused,) = (one for one in found if one.refused)
        says = [finding.says.text for finding in refused.findings if finding.says]
        if "no config in chain" in output["error"]:
            warned = json.dumps(output["warnings"])
            assert says[0].startswith("failed to decode node config, ")
            assert "failed to decode node config" in warned
        else:
            assert says[0] == output["error"]
    else:
        assert not any(one.refused for one in found)


@pytest.mark.parametrize("case", cases(accepted=True))
def test_files_and_arguments_are_the_same(case: dict[str, Any]) -> None:
    output = case["output"]
    configs = [config for source in sources(case) for config in parts.find(source).configs]
    merged = merge.merge(configs)
    kubernetes = version.kubernetes(case["input"]["kubernetes"])
    layers = reader.layers(merged, kubernetes, ec2.instance(case["input"]["instanceType"]))
    assert layers.dropin == (output["dropin"] or {}).get("40-nodeadm.conf")
    assert (layers.dropin is not None) is output["configDirFlag"]
    assert [argument.value for argument in reader.arguments(merged.flags)] == output["userArgs"]
    # The recording merges as RFC 7386 has it, and keeps the kubelet's fields, of nodeadm's own only some.
    base = {key: layers.config[key] for key in NUMA}
    whole = rfc7386(base, layers.dropin or {})
    assert {key: value for key, value in whole.items() if key in fields.STRUCTS["KubeletConfiguration"]} == (
        output["effective"]
    )


def rfc7386(target: Any, patch: Any) -> Any:
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = rfc7386(result.get(key), value)
    return result


@pytest.mark.parametrize("case", cases(accepted=True))
def test_the_kubelet_starts_or_not_as_it_did(case: dict[str, Any]) -> None:
    output = case["output"]
    _, findings = read(case)
    fatal = [finding for finding in findings if finding.severity == "will-not-start"]
    assert bool(fatal) is (output["kubelet"]["verdict"] == "will-not-start"), fatal
    if fatal:
        says = [finding.says.text for finding in fatal if finding.says]
        tail = output["kubelet"]["error"].rpartition(": ")[2]
        assert any(tail in text for text in says), (output["kubelet"]["error"], says)


@pytest.mark.parametrize("case", cases(accepted=True))
def test_what_is_in_force_is_what_the_recording_has(case: dict[str, Any]) -> None:
    output = case["output"]
    reading, _ = read(case)
    if output["kubelet"]["error"]:
        return
    assert reading.effective is not None
    config = reading.effective.config
    for field, value in output["effective"].items():
        if field in ("cpuManagerPolcy", "reservedMemori"):
            assert field not in config
        elif value not in (None, "", 0, [], {}):
            assert config.get(field) == value, field
