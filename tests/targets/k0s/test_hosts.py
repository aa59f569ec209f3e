"""k0sctl's hosts: the profile that each names, and the arguments of its kubelet."""

from __future__ import annotations

from typing import Any

import pytest

from numaconf.context import NOTHING
from numaconf.files.recognise import recognise
from numaconf.kubelet.version import Version
from numaconf.targets import k0s

TEXT = """\
apiVersion: k0sctl.k0sproject.io/v1beta1
kind: Cluster
spec:
  hosts: %s
  k0s:
    version: v1.34.1+k0s.0
    config:
      spec:
        workerProfiles: %s
"""
PROFILES = "[{name: numa, values: {cpuManagerPolicy: static}}, {name: idle, values: {maxPods: 9}}]"


def read(hosts: str, profiles: str = PROFILES) -> list[Any]:
    found = recognise("k0sctl.yaml", (TEXT % (hosts, profiles)).encode()).subjects
    return [k0s.read(one.sources, Version(1, 34), None, NOTHING) for one in found]


def test_a_host_has_the_profile_that_it_names_and_its_own_arguments() -> None:
    idle, host = read(
        "[{role: worker, installFlags: [--debug, --profile=numa,"
        " '--kubelet-extra-args=\"--kube-reserved=cpu=500m --max-pods=20\"']}, {role: controller}]"
    )
    assert idle.effective.get("maxPods") == 9
    node = host.effective
    assert (node.get("cpuManagerPolicy"), node.get("maxPods")) == ("static", 20)
    assert node.get("kubeReserved") == {"cpu": "500m"}
    assert node.origin("maxPods").route == ("spec", "hosts", 0, "installFlags", 2)


def test_arguments_without_a_profile() -> None:
    (host,) = read("[{role: single, installFlags: ['--kubelet-extra-args --cpu-manager-policy=static']}]", "[]")
    assert host.effective.get("cpuManagerPolicy") == "static"


def test_equal_hosts_are_one() -> None:
    one = "{role: worker, installFlags: ['--profile numa']}"
    assert len(read(f"[{one}, {one}, {{role: worker}}]")) == 2


def test_a_profile_of_no_host_is_read_by_itself() -> None:
    assert len(read("[{role: worker}]")) == 2


@pytest.mark.parametrize(
    ("hosts", "profiles"),
    [
        ("null", "null"), ("a", "b"), ("[1]", "[1]"), ("{a: 1}", "{b: 2}"), ("[{role: worker, installFlags: a}]", "[]"),
        ("[{role: worker, installFlags: [1, null, {}, '\"']}]", "[]"), ("[{role: [worker]}]", "[]"),
    ],
)  # fmt: skip
def test_wrong_types(hosts: str, profiles: str) -> None:
    assert read(hosts, profiles) == []
