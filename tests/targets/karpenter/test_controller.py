"""The controller's checks against the real provider 1.15."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from numaconf.kubelet.version import Version
from numaconf.targets.karpenter import controller, nodeclass
from numaconf.targets.karpenter.schema import judge
from tests import real
from tests.search import cases

B = Version(1, 15, 0)

AMOUNTS = ["1", "2Gi", "100MB", "-1", "", "0", "vcpus * 10", "1.5", "5%", "101%", "100%", "x%", "-5%", " 1", None, 3]
DURATIONS = ["30s", "1m", "5", "-1s", "", "0", "1h2m", None, 30]
SIGNALS = [*nodeclass.SIGNALS, "containerfs.available", "memory"]
RESOURCES = [*nodeclass.RESERVABLE, "cpus", "hugepages-2Mi"]


def a_map(dice: Random, keys: list[str], values: list[Any]) -> Any:
    if dice.random() < 0.03:
        return dice.choice([[], "x", None, 3, {}])
    return {dice.choice(keys): dice.choice(values) for _ in range(dice.choice([0, 1, 1, 2]))}


def kubelet(dice: Random) -> dict[str, Any]:
    whole = [0, 1, 50, 80, 100, 101, -1, 5, 5.0, 1.5, "5", None]
    made: dict[str, Any] = {
        "evictionHard": a_map(dice, SIGNALS, AMOUNTS),
        "evictionSoft": a_map(dice, SIGNALS[:2], AMOUNTS),
        "evictionSoftGracePeriod": a_map(dice, SIGNALS[:2], DURATIONS),
        "evictionMinimumReclaim": a_map(dice, SIGNALS, AMOUNTS),
        "kubeReserved": a_map(dice, RESOURCES, AMOUNTS),
        "systemReserved": a_map(dice, RESOURCES, AMOUNTS),
        "maxPods": dice.choice([*whole, "max_pods - 1"]),
        "podsPerCore": dice.choice(whole),
        "evictionMaxPodGracePeriod": dice.choice(whole),
        "imageGCHighThresholdPercent": dice.choice(whole),
        "imageGCLowThresholdPercent": dice.choice(whole),
        "cpuCFSQuota": dice.choice([True, False, "true"]),
        "clusterDNS": dice.choice([[], ["10.0.0.1"], "10.0.0.1"]),
        "cpuManagerPolicy": dice.choice(["static", "bogus", 1, True]),
        "CPUManagerPolicy": "static",
        "cpuManagerPolicyOptions": a_map(dice, ["full-pcpus-only"], ["true", True, 1]),
        "topologyManagerPolicyOptions": a_map(dice, ["max-allowable-numa-nodes"], ["8", 8]),
        "reservedMemory": dice.choice(
            [
                [{"numaNode": 0, "limits": {"memory": "1Gi"}}],
                [{"numaNode": "0", "limits": {"memory": "1Gi"}}],
                [{"numaNode": 0, "limits": {"memory": "1GB"}}],
                [{"numanode": 0, "limits": {"memory": 5}}, {"x": 1}],
                {"0": 1},
            ]
        ),
        "featureGates": dice.choice([{"A": True}, {"A": "true"}]),
        "cpuManagerReconcilePeriod": dice.choice(["5s", 5, "x"]),
        "registerWithTaints": [],
        "systemReservedCgroup": dice.choice(["", None, "/a"]),
        "cpuManagerPolcy": "static",
        "logging": dice.choice([{"verbosity": 2}, {"verbosty": 2}]),
    }
    return {key: made[key] for key in dice.sample(sorted(made), dice.choice([0, 1, 1, 2, 2, 3, 5]))}


@pytest.mark.random
@pytest.mark.shared
def test_the_reasons_are_the_controllers() -> None:
    dice = Random(15)
    objects = []
    for number in range(cases(500)):
        family = dice.choice(["AL2023", "AL2023", "AL2", "Bottlerocket", "Custom"])
        spec = {
            "role": "node",
            "amiFamily": family,
            "amiSelectorTerms": [{"id": "ami-1"}],
            "subnetSelectorTerms": [{"id": "subnet-1"}],
            "securityGroupSelectorTerms": [{"id": "sg-1"}],
            "kubelet": kubelet(dice),
        }
        objects.append(
            {
                "apiVersion": "karpenter.k8s.aws/v1",
                "kind": "EC2NodeClass",
                "metadata": {"name": f"n{number}"},
                "spec": spec,
            }
        )
    answers = real.karpenter_oracle("1.15")(
        "validate", "--stored", "--crd", "builtin", object="\n---\n".join(map(json.dumps, objects))
    )
    seen = set()
    for one, answer in zip(objects, answers, strict=True):
        verdict = judge(nodeclass.schema(B), one, B)
        assert bool(verdict.refusals) == (not answer["admitted"]), one
        if verdict.refusals:
            continue
        stored = verdict.stored["spec"]["kubelet"]
        assert stored == answer["stored"]["spec"]["kubelet"]
        reasons = controller.reasons(stored, one["spec"]["amiFamily"])  # type: ignore[index]
        assert ([controller.message(reasons)] if reasons else []) == (answer.get("controller") or []), one
        seen |= {reason.reason for reason in reasons} | ({"fine"} if not reasons else set())
    assert seen == {controller.INVALID, controller.EXPRESSION, controller.UNSUPPORTED, "fine"}


@pytest.mark.parametrize(
    ("text", "plausible"),
    [
        ("11 * max_pods + 255", True),
        ("vcpus < 8 ? 60 : vcpus * 10", True),
        ("instance_type == 'm5.24xlarge' ? 1 : 2", True),
        ("min(vcpus, 8)", True),
        ("100MB", False),
        ("1,5Gi", False),
        ("half", False),
        ("1 Gi", False),
    ],
)
def test_what_can_be_meant_as_an_expression(text: str, plausible: bool) -> None:
    assert controller.is_plausible(text) == plausible
