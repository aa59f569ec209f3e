"""Patches of machine configurations: they leave things out, and delete."""

from __future__ import annotations

import pytest

from numaconf.context import NOTHING
from numaconf.files.recognise import recognise
from numaconf.kubelet.version import Version
from numaconf.targets import talos
from numaconf.targets.reading import Reading

DOCUMENT = "apiVersion: v1alpha1\nkind: KubeletConfig\nconfig: {maxPods: 9}\n"


def read(text: str) -> Reading:
    (subject,) = recognise("patch.yaml", text.encode()).subjects
    return talos.read(subject.sources, Version(1, 34), None, NOTHING)


def test_a_patch_needs_no_image() -> None:
    assert not read(DOCUMENT).findings


def test_a_whole_configuration_does() -> None:
    found = read("version: v1alpha1\nmachine: {type: worker}\n---\n" + DOCUMENT)
    assert [one.code for one in found.findings] == ["NC570"]


def test_the_machine_tells_the_role() -> None:
    found = read("version: v1alpha1\nmachine: {type: controlplane}\n---\n" + DOCUMENT + "image: kubelet:v1.34.0\n")
    assert found.effective is not None
    assert found.effective.get("systemReserved", "memory") == "512Mi"


@pytest.mark.parametrize("what", ["{$patch: delete}", "{$patch: delete, memory.available: 1Gi}"])
def test_what_is_deleted_is_not_set(what: str) -> None:
    found = read(f"machine:\n  kubelet:\n    extraConfig:\n      maxPods: 20\n      evictionHard: {what}\n")
    assert found.effective is not None
    assert not found.findings
    assert (found.effective.get("maxPods"), found.effective.get("evictionHard")) == (20, None)


def test_a_document_that_is_deleted() -> None:
    found = read("apiVersion: v1alpha1\nkind: KubeletConfig\n$patch: delete\n")
    assert found == Reading(None)
