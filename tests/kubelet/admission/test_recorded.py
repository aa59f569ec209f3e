"""What the real kubelets said to pods."""

from __future__ import annotations

import json
import pathlib
from functools import lru_cache
from typing import Any

import pytest

from numaconf.kubelet.admission.node import node
from numaconf.kubelet.effective import EffectiveConfig
from numaconf.kubelet.version import ALL, kubernetes
from numaconf.machine import snapshot
from tests import real
from tests.kubelet.admission import sequences

KNOWN = {f"1.{one.minor}" for one in ALL}
RECORDED = json.loads((real.TREE / "tests" / "recordings" / "admission.json").read_text())


def check(case: dict[str, Any], machine: str, path: str) -> None:
    effective = EffectiveConfig(
        "kubelet", case["config"], {}, kubernetes(case["kubernetes"]), snapshot.loads(machine, path)
    )
    of = node(effective)
    found, after = sequences.ask(of, case["pods"])
    for got, want in zip(found, case["result"]["pods"], strict=bool(after)):
        assert got == said(want), case["id"]
    if not after:  # what comes next is random
        return
    expected = case["result"]["node"]
    assert after["sharedCpus"] == expected["sharedCpus"]
    assert after["free"] == {str(one["id"]): one["free"] for one in expected["numaNodes"]}


def said(want: dict[str, Any]) -> dict[str, Any]:
    """A recorded pod in the form of `sequences.ask`."""
    containers = [
        {
            "name": one["name"],
            "exclusiveCpus": one["exclusiveCpus"],
            "memory": sorted([block["type"], block["numaNodes"], block["size"]] for block in one["memory"]),
            "devices": {
                name: sorted(int(device.removeprefix("dev")) for device in ids)
                for name, ids in sorted(one["deviceIds"].items())
            },
            "hint": one["hint"] and [one["hint"]["numaNodes"], one["hint"]["preferred"]],
        }
        for one in want["containers"]
    ]
    keys = ("name", "qosClass", "verdict", "reason", "message", "refusedBy")
    return {**{key: want[key] for key in keys}, "containers": containers}


@pytest.mark.parametrize(
    "case", [case for case in RECORDED["cases"] if case["kubernetes"] in KNOWN], ids=lambda case: case["id"]
)
def test_each_recorded_node_says_the_same(case: dict[str, Any]) -> None:
    check(case, json.dumps(RECORDED["machines"][case["machine"]]), case["machine"])


@lru_cache
def machine_text(path: pathlib.Path) -> str:
    return path.read_text()


@pytest.mark.shared
def test_all_recordings_say_the_same() -> None:
    for case in json.loads(real.shared("data", "vectors", "admission.json").read_text())["cases"]:
        if case["kubernetes"] not in KNOWN:
            continue
        path = real.shared("data", "machines", f"{case['machine']}.yaml")
        check(case, machine_text(path), str(path))


@pytest.mark.parametrize("case", real.recorded("admission-disagreed.json")["cases"], ids=lambda case: case["seed"])
def test_what_once_disagreed(case: dict[str, Any]) -> None:
    got, _ = sequences.answers(case, case["minor"])
    for one, want in zip(got, case["want"], strict=True):
        assert sequences.same(one, want)
