"""What the real bootstrap.sh did with user data, systemd with its unit, and the kubelet with that, case by case."""

from __future__ import annotations

from typing import Any

import pytest

from numaconf.context import Context
from numaconf.documents.pieces import PlainDocument
from numaconf.documents.source import Source
from numaconf.kubelet import version
from numaconf.machine import ec2
from numaconf.rules import judge
from numaconf.targets import al2
from numaconf.targets.al2 import bootstrap
from numaconf.targets.al2.prepare import prepare
from tests import real

MACHINE = ec2.instance("m5.24xlarge")
DEFAULTS = {"cpuManagerPolicy": "none", "memoryManagerPolicy": "None", "topologyManagerPolicy": "none"}
DEFAULTS |= {"topologyManagerScope": "container"}

LOST = {
    "inner-double-quotes-in-double-quotes-semicolon": "NC524",
    "inner-single-quotes-in-double-quotes-blank": "NC513",
    "unquoted-value-with-blank": "NC522",
    "equals-form-of-the-option": "NC522",
    "newline-in-the-value": "NC513",
    "misspelt-option-before-the-cluster-name": "NC522",
    "misspelt-option-after-the-cluster-name": "NC522",
}
"""Recordings in which arguments got lost on the way, and what is said about it."""


def cases(*, followed: bool) -> list[Any]:
    """Recordings whose scripts only call bootstrap.sh; the others edit files, which is not followed."""
    found = real.vectors("al2")
    edits = [case for case in found if "jq " in case["input"]["userData"] or "sed " in case["input"]["userData"]]
    ours = [case for case in found if case not in edits and case["input"].get("ami") != "al2023"]
    return [pytest.param(case, id=case["case"]) for case in (ours if followed else edits)]


def source(case: dict[str, Any]) -> Source:
    return Source("user-data.sh", PlainDocument(case["input"]["userData"]))


@pytest.mark.parametrize("case", cases(followed=True))
def test_the_kubelet_gets_the_same_arguments(case: dict[str, Any]) -> None:
    prepared = prepare(source(case))
    if not case["output"]["kubeletStarted"]:
        assert not prepared.runs
        assert [finding.severity for finding in prepared.findings] == ["will-not-start"]
        return
    assert [argument.value for argument in prepared.arguments] == case["output"]["extraArgs"]
    codes = {finding.code for finding in prepared.findings}
    assert codes == ({LOST[case["case"]]} if case["case"] in LOST else set())


@pytest.mark.parametrize("case", cases(followed=True))
def test_the_same_is_in_force_and_the_kubelet_starts_or_not(case: dict[str, Any]) -> None:
    kubelet = case["output"].get("kubelet")
    given, kubernetes = source(case), version.kubernetes(case["input"]["kubernetes"])
    assert MACHINE is not None
    context = Context(kubernetes, (MACHINE,))
    # The recorded kubelet is 1.34, whatever the node's version.
    judged = Context(version.kubernetes("1.34"), (MACHINE,))
    verdict = judge.judge(lambda at, on: al2.read([given], at, on, context), judged)
    fatal = [finding for finding in verdict.findings if finding.severity == "will-not-start"]
    starts = kubelet is not None and kubelet["verdict"] == "starts"
    assert bool(fatal) is not starts, fatal
    if kubelet and fatal:
        assert fatal[0].says is not None
        assert fatal[0].says.text == kubelet["error"]
    if starts:
        reading = al2.read([given], kubernetes, MACHINE, context)
        assert reading.effective is not None
        config = DEFAULTS | reading.effective.config
        for field, value in kubelet["effective"].items():
            if field == "featureGates":
                assert [f"{name}={str(on).lower()}" for name, on in config[field].items()] == value
            else:
                assert config.get(field) == value, field


@pytest.mark.parametrize("case", cases(followed=True))
def test_the_configuration_file_is_the_same(case: dict[str, Any]) -> None:
    if not case["output"]["kubeletStarted"]:
        return
    prepared = prepare(source(case))
    config, unknown = bootstrap.configuration(), {}
    unknown = bootstrap.rewrite(
        config, {}, MACHINE, reserved_cpus="--reserved-cpus" in prepared.extra, max_pods=prepared.max_pods
    )
    assert set(unknown) == {("clusterDNS",), ("providerID",)}
    recorded = case["output"]["config"]
    assert {key: config.get(key) for key in recorded} == recorded
    assert ("kubeReservedCgroup" in config) is ("kubeReservedCgroup" in recorded)


@pytest.mark.parametrize("case", cases(followed=False))
def test_edits_are_not_followed_and_that_is_said(case: dict[str, Any]) -> None:
    reading = al2.read([source(case)], version.kubernetes("1.31"), MACHINE, Context())
    assert reading.effective is None
    assert reading.findings == ()
    (gap,) = reading.not_checked
    assert gap.code == "NC526"
    assert "are not followed" in gap.reason
