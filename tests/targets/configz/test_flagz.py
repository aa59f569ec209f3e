"""`/flagz`: values of flags, given or not, with a configuration file and without."""

from __future__ import annotations

import json
from typing import Any

import pytest

from numaconf.context import NOTHING
from numaconf.files.recognise import recognise
from numaconf.kubelet.version import Version
from numaconf.targets import configz

TEXT = "\nkubelet flags\nWarning: This endpoint is not meant to be machine parseable.\n\n"
FLAGS = {
    "cluster-dns": "[10.0.0.10]",
    "config": "",
    "cpu-manager-policy": "static",
    "eviction-hard": "memory.available<200Mi",
    "kube-reserved": "cpu=1,memory=1Gi",
    "max-pods": "110",
    "memory-manager-policy": "None",
    "reserved-memory": "(unreadable)",
    "tls-private-key-file": "CLASSIFIED",
    "v": "2",
}


def read(text: str, minor: int = 34) -> Any:
    (subject,) = recognise("flags.txt", text.encode()).subjects
    assert subject.kind == "configz"
    return configz.read(subject.sources, Version(1, minor), None, NOTHING)


@pytest.mark.parametrize("separator", [":", ": ", "=", " "])
def test_a_text_without_a_configuration_file(separator: str) -> None:
    found = read(TEXT + "".join(f"{name}{separator}{value}\n" for name, value in FLAGS.items()))
    node = found.effective
    assert not found.findings
    assert (node.get("cpuManagerPolicy"), node.get("clusterDNS")) == ("static", ["10.0.0.10"])
    assert node.get("kubeReserved") == {"cpu": "1", "memory": "1Gi"}
    assert node.get("evictionHard") == {"memory.available": "200Mi"}
    assert not node.has_file
    origin = node.origin("cpuManagerPolicy")
    assert origin.source.span(origin.route)[:2] == (7, len("cpu-manager-policy" + separator) + 1)


def test_the_structured_form() -> None:
    value = {"kind": "Flagz", "apiVersion": "config.k8s.io/v1beta1", "metadata": {"name": "kubelet"}, "flags": FLAGS}
    assert read(json.dumps(value)).effective.get("cpuManagerPolicy") == "static"
    other = json.dumps({**value, "metadata": {"name": "kube-apiserver"}})
    assert not recognise("flags.json", other.encode()).subjects


def test_with_a_configuration_file_only_what_is_no_default_was_given() -> None:
    held = {**FLAGS, "config": "/var/lib/kubelet/config.yaml"}
    node = read(TEXT + "".join(f"{name}={value}\n" for name, value in held.items())).effective
    assert node.get("cpuManagerPolicy") == "static"
    assert node.get("maxPods") is None or ("maxPods",) not in node.unknown
    assert node.get("memoryManagerPolicy") is None
    assert ("memoryManagerPolicy",) in node.unknown
    assert ("systemReserved",) in node.unknown


@pytest.mark.parametrize("flags", ["[]", "null", '"a"', "1"])
def test_wrong_types(flags: str) -> None:
    text = f'{{"kind": "Flagz", "metadata": {{"name": "kubelet"}}, "flags": {flags}}}'
    assert not recognise("flags.json", text.encode()).subjects


def test_values_that_are_no_strings() -> None:
    text = '{"kind": "Flagz", "metadata": {"name": "kubelet"}, "flags": {"max-pods": 9, "config": []}}'
    assert read(text).effective.get("maxPods") is None
