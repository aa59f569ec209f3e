"""Everything that was recorded of the API server, Karpenter, nodeadm, bootstrap.sh and the kubelet behind them."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from numaconf.context import Context
from numaconf.documents.source import Source
from numaconf.documents.source import dotted as shown
from numaconf.files.recognise import as_kind
from numaconf.kubelet.version import Version, dotted
from numaconf.machine import ec2
from numaconf.rules import judge
from numaconf.targets import karpenter
from numaconf.targets.karpenter import bottlerocket_struct, controller, nodeclass, schema, userdata
from tests import real

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

KUBERNETES = Version(1, 34)


def outputs(recorded: str = "") -> list[Any]:
    """All recordings, or those that have this of the node."""
    return [
        pytest.param(case, out, id=f"{case['case']}-{out['karpenter']}")
        for case in real.vectors("karpenter")
        for out in case["outputs"]
        if not recorded or out.get("node", {}).get(recorded)
    ]


def sources(text: str) -> tuple[Source, ...]:
    (subject,) = as_kind("karpenter", "nodeclass.yaml", text.encode())
    assert subject.refusal is None
    return subject.sources


def context(out: Any) -> Context:
    machine = ec2.instance("m5.24xlarge")
    assert machine is not None
    return Context(KUBERNETES, (machine,), (("karpenter", dotted(out["karpenter"], "Karpenter")),))


@pytest.mark.parametrize(("case", "out"), outputs())
def test_the_api_server_and_the_controller(case: Any, out: Any) -> None:
    (source,) = sources(case["input"])
    version = context(out).version_of("karpenter")
    assert version is not None
    verdict = schema.judge(nodeclass.schema(version), source.document.value, version)
    recorded = out["apiServer"]
    assert (not verdict.refusals) == recorded["admitted"]
    assert [refusal.text for refusal in verdict.refusals] == recorded["errors"]
    assert sorted(map(shown, verdict.pruned)) == recorded["pruned"]
    assert (schema.strict_error(verdict.pruned) if verdict.pruned else None) == recorded.get("strict")
    if recorded["admitted"] and version >= nodeclass.OPEN:
        spec = verdict.stored["spec"]
        reasons = controller.reasons(spec.get("kubelet") or {}, nodeclass.family(spec) or "")
        assert ([controller.message(reasons)] if reasons else []) == out.get("controller", [])


@pytest.mark.parametrize(("case", "out"), outputs())
def test_the_verdict(case: Any, out: Any) -> None:
    known = context(out)
    found = sources(case["input"])
    judged = judge.judge(lambda version, machine: karpenter.read(found, version, machine, known), known)
    fatal = [one.message for one in judged.findings if one.severity == "will-not-start"]
    verdict = out.get("node", {}).get("verdict", "refused")
    if "jq" in case["input"] and verdict == "will-not-start":
        # What a script does to the configuration file is not followed, and that is said.
        assert "NC526" in {gap.code for gap in judged.not_checked}
        assert "NC512" in {one.code for one in judged.findings}
        return
    if judged.unread and "NC606" in {one.code for one in judged.findings}:
        # Whether the gate NodeClassCEL is on is not known; in the recording it was off.
        assert verdict == "no-launch"
        return
    if verdict == "rendered":  # no kubelet was asked; this one says that node 1 is not enabled
        assert all("reservedMemory adds up to 2098Mi" in one for one in fatal)
        return
    assert bool(fatal) == (verdict in {"refused", "no-launch", "will-not-start"}), fatal
    error = out.get("node", {}).get("error") or ""
    words = [one.says.text for one in judged.findings if one.says]
    if verdict in {"no-launch", "will-not-start"} and not error.startswith("nodeadm: "):
        assert any(" ".join(error.removeprefix("failed to run Kubelet: ").split()) in " ".join(text.split())
                   or " ".join(text.split()) in " ".join(error.split()) for text in words), (error, words)  # fmt: skip


EFFECTIVE = ("kubeReserved", "systemReserved", "evictionHard", "maxPods", "reservedMemory", "reservedSystemCPUs")
BY_DEFAULT = (
    "cpuManagerPolicy", "cpuManagerPolicyOptions", "memoryManagerPolicy", "topologyManagerPolicy",
    "topologyManagerScope", "systemReservedCgroup", "kubeReservedCgroup",
)  # fmt: skip


@pytest.mark.parametrize(("case", "out"), outputs("kubeletEffective"))
def test_the_configuration_in_force(case: Any, out: Any) -> None:
    known, effective = context(out), out["node"]["kubeletEffective"]
    reading = karpenter.read(sources(case["input"]), KUBERNETES, known.machines[0], known)
    if reading.effective is None and any(gap.code == "NC526" for gap in reading.not_checked):
        return  # edits of the configuration file are not followed, and that is said
    if out["node"]["verdict"] == "no-launch":
        assert reading.effective is None
        return
    assert reading.effective is not None
    config = reading.effective.config
    for field in EFFECTIVE:
        assert config.get(field) == effective.get(field), field
    for field in BY_DEFAULT:
        default = "none" if field.endswith("Policy") else None
        default = "None" if field == "memoryManagerPolicy" else default
        default = "" if field.endswith("Cgroup") else default
        assert config.get(field, default) == effective.get(field, default), field
    gates = {f"{name}={str(on).lower()}" for name, on in (config.get("featureGates") or {}).items()}
    assert gates == set(effective["featureGates"])


@pytest.mark.parametrize(("case", "out"), outputs("userData"))
def test_the_user_data(case: Any, out: Any) -> None:
    recorded = out["node"]["userData"]
    (source,) = sources(case["input"])
    spec = source.document.value["spec"]
    text = userdata.text(source)
    if nodeclass.family(spec) == "Bottlerocket":
        assert text is not None
        table = tomllib.loads(text.document.value)["settings"]["kubernetes"]
        decoded = bottlerocket_struct.decode(table, dotted(out["karpenter"], "Karpenter"))
        kept = tomllib.loads(recorded)["settings"]["kubernetes"]
        assert bottlerocket_struct.written(decoded.table).items() <= kept.items()
        assert not {route[0] for route in decoded.dropped} & kept.keys()
        assert bool(out["node"].get("controllerLog")) == bool(decoded.dropped)
        return
    is_al2 = nodeclass.family(spec) == "AL2"
    taken = userdata.Taken() if text is None else (userdata.on_al2 if is_al2 else userdata.on_al2023)(text)
    start = recorded.rindex("#!/bin/bash -xe" if is_al2 else "# Karpenter Generated")
    kind = userdata.SHELL if is_al2 else userdata.NODE_CONFIG
    own = userdata.Entry(kind, recorded[start:].removesuffix("\n--//--\n"), source)
    assert userdata.merged(taken.entries, own) == recorded


def test_every_recorded_argument_is_written() -> None:
    from numaconf.targets.karpenter import on_al2, reader
    from numaconf.targets.karpenter.objects import look

    seen = 0
    for case in real.vectors("karpenter"):
        for out in case["outputs"]:
            arguments = out.get("node", {}).get("kubeletArgs")
            known = context(out)
            assert known.version_of("karpenter") is not None
            objects = look(sources(case["input"]), known.version_of("karpenter"))
            if objects.family != "AL2" or not arguments:
                continue
            made = reader.case_of(objects, known.version_of("karpenter"), KUBERNETES, known.machines[0], known)
            assert made is not None
            written = [one.value for one in on_al2.arguments_of(made)]
            # The order of a map's keys is Go's, and random.
            assert sorted(map(sorted, written)) == sorted(map(sorted, arguments[1:]))  # type: ignore[arg-type]
            seen += 1
    assert seen > 3
