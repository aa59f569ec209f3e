"""MicroShift's config.yaml: its own kubelet configuration, and what the file's `kubelet` merges over it."""

from __future__ import annotations

from tests.targets.linted import in_force, linted

PATH = "etc/microshift/config.yaml"


def test_no_threshold_counts_and_nothing_is_enforced() -> None:
    (config,) = in_force(PATH, "dns: {baseDomain: a.example}\nkubelet:\n  cpuManagerPolicy: static\n")
    assert config["evictionHard"] == {}
    assert config["enforceNodeAllocatable"] == []
    assert (config["maxPods"], config["cpuManagerPolicy"]) == (250, "static")


def test_what_the_file_says_wins() -> None:
    text = "kubelet:\n  maxPods: 50\n  evictionHard: {memory.available: 300Mi}\n  failSwapOn: null\n"
    (config,) = in_force(PATH, "dns: {}\n" + text)
    assert config["maxPods"] == 50
    assert config["evictionHard"] == {"memory.available": "300Mi"}
    assert config["failSwapOn"] is False


def test_the_sum_has_no_threshold_in_it() -> None:
    text = (
        "dns: {}\nkubelet:\n  memoryManagerPolicy: Static\n  kubeReserved: {memory: 1Gi}\n"
        "  reservedMemory:\n  - {numaNode: 0, limits: {memory: 1%s}}\n"
    )
    assert linted(PATH, text % "Gi") == []
    assert linted(PATH, text % "124Mi") == [("NC101", 6)]


def test_a_wrong_type_has_its_place() -> None:
    assert linted(PATH, "dns: {}\nkubelet:\n  maxPods: many\n") == [("NC005", 3)]
