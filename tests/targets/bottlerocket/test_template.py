from __future__ import annotations

import copy
from typing import Any

import pytest

from numaconf.documents import yaml
from numaconf.kubelet.version import Version
from numaconf.targets.bottlerocket import tables, template
from tests.real import vectors
from tests.targets.bottlerocket import recorded


def configuration(settings: dict[str, Any], minor: int, os: Version | None = None, cpus: int | None = 16) -> Any:
    return yaml.read(template.write(settings, Version(1, minor), os, cpus).text).value


def test_what_the_real_templates_wrote():
    cases = vectors("bottlerocket")
    baseline = {tag: one["kubelet_config"] for one in cases[0]["rendered"] for tag in one["templates"]}
    compared = 0
    for case in cases:
        if "rendered" not in case:
            continue
        settings = {**recorded.DEFAULTS, **case["stored"].get("kubernetes", {}), **recorded.generated(case)}
        for one in case["rendered"]:
            for tag in one["templates"]:
                versions = recorded.template(tag)
                if versions is None:
                    continue
                wanted = copy.deepcopy(one.get("kubelet_config") or {**baseline[tag], **one["changed"]})
                for field in one.get("removed", ()):
                    del wanted[field]
                if "fork" in tag and "userNamespaces" in wanted:
                    wanted["idsPerPod"] = wanted.pop("userNamespaces")["idsPerPod"]
                found = yaml.read(template.write(settings, *versions, case["cpus"]).text).value
                assert found == wanted, (case["id"], tag)
                compared += 1
    assert compared > 850


@pytest.mark.parametrize(
    ("cpus", "amount"),
    [(1, "60m"), (2, "70m"), (3, "75m"), (4, "80m"), (5, "82m"), (6, "85m"), (16, "110m"), (47, "187m"), (48, "190m"),
     (96, "310m"), (192, "550m"), (448, "1190m")],
)  # fmt: skip
def test_the_cpu_formula_as_measured(cpus: int, amount: str):
    assert template.kube_reserved_cpu(cpus) == amount


def test_without_max_pods_there_is_no_memory_reservation():
    assert "memory" not in configuration({}, 34)["kubeReserved"]
    assert configuration({"max-pods": 29}, 34)["kubeReserved"]["memory"] == "574Mi"
    assert "memory" not in configuration({"max-pods": 0}, 34)["kubeReserved"]


def test_a_number_of_cpus_that_is_not_known():
    written = template.write({}, Version(1, 34), None, None)
    assert written.unknown == {
        ("kubeReserved", "cpu"): "machine unknown: Bottlerocket computes it from the number of CPUs"
    }
    assert "cpu" not in yaml.read(written.text).value["kubeReserved"]


def test_each_row_on_both_sides_of_its_first_kubernetes_version():
    values = {"memory-swap-behavior": "NoSwap", "single-process-oom-kill": True, "ids-per-pod": 65536}
    for row in tables.ROWS:
        if row.since == 27:
            continue
        settings = {row.setting: values.get(row.setting, "5s")}
        before = template.write(settings, Version(1, row.since - 1), None, 16)
        assert (row.setting,) in before.dropped
        assert row.field[0] not in yaml.read(before.text).value
        after = template.write(settings, Version(1, row.since), None, 16)
        assert set(after.dropped) <= {("ids-per-pod",)}
        assert after.origins[row.field] == (row.setting,)
        assert row.field[0] in yaml.read(after.text).value


@pytest.mark.parametrize("minor", range(27, 38))
def test_options_that_are_left_out_are_told(minor: int):
    options = tables.from_minor(tables.CPU_OPTIONS, 34)
    written = template.write({"cpu-manager-policy-options": list(options)}, Version(1, minor), None, 16)
    left = {options[index] for _, index in written.dropped}
    kept = yaml.read(written.text).value["cpuManagerPolicyOptions"]
    assert kept == dict.fromkeys(tables.from_minor(tables.CPU_OPTIONS, minor), "true")
    assert left == set(options) - set(kept)


def test_topology_options_of_1_36_are_dropped_and_of_1_32_unknown():
    settings = {"topology-manager-policy-options": {"prefer-closest-numa-nodes": True}}
    assert configuration(settings, 35)["topologyManagerPolicyOptions"] == {"prefer-closest-numa-nodes": "true"}
    dropped = template.write(settings, Version(1, 36), None, 16).dropped
    assert dropped == {
        ("topology-manager-policy-options", "prefer-closest-numa-nodes"): "the kubelet template of Kubernetes 1.36 "
        "does not write prefer-closest-numa-nodes; that of 1.33 to 1.35 does"
    }
    assert ("topologyManagerPolicyOptions",) in template.write(settings, Version(1, 32), None, 16).unknown
    assert not template.write(settings, Version(1, 31), None, 16).unknown


def test_origins_name_the_setting_of_every_value_that_has_one():
    settings = {
        "reserved-cpus": "0-1",
        "memory-manager-policy": "Static",
        "memory-manager-reserved-memory": {"1": {"enabled": True, "memory": "1Gi"}, "0": {"enabled": False}},
        "kube-reserved": {"cpu": "1"},
    }
    written = template.write(settings, Version(1, 34), None, 16)
    assert written.origins["reservedMemory", 0, "limits", "memory"] == ("memory-manager-reserved-memory", "1", "memory")
    assert written.origins["reservedSystemCPUs",] == ("reserved-cpus",)
    assert written.origins["kubeReserved", "cpu"] == ("kube-reserved", "cpu")
    assert ("kubeReserved", "ephemeral-storage") in written.computed
