from __future__ import annotations

import email
import json
import os
import pathlib
import shutil
import subprocess
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings

from numaconf.context import Context
from numaconf.documents.pieces import PlainDocument
from numaconf.documents.source import Source
from numaconf.targets import al2
from numaconf.targets.al2 import bootstrap
from numaconf.targets.al2.prepare import prepare
from numaconf.targets.target import Artifact, Cluster, Intent, Reading
from tests import real
from tests.targets.eks.test_userdata import cloud_init
from tests.targets.intents import CLUSTER, CONFIGS, M5, intent, packets

EKS = {"kubeReserved": {"cpu": "310m", "ephemeral-storage": "1Gi", "memory": "8362Mi"}}
MANAGED: dict[str, Any] = {
    "cpuManagerPolicy": "static",
    "topologyManagerPolicy": "restricted",
    "memoryManagerPolicy": "Static",
    "evictionHard": {"memory.available": "100Mi", "nodefs.available": "10%", "nodefs.inodesFree": "5%"},
    "reservedMemory": [
        {"numaNode": 0, "limits": {"memory": "4231Mi"}},
        {"numaNode": 1, "limits": {"memory": "4231Mi"}},
    ],
    "featureGates": {"CPUManagerPolicyAlphaOptions": True},
} | EKS
"""What can travel without the call of bootstrap.sh: its own reservations, and fields that it leaves alone."""


def read(text: str, wanted: Intent) -> Reading:
    source = Source("rendered", PlainDocument(text))
    return al2.read([source], wanted.kubernetes, wanted.machines[0], Context())


def rendered(wanted: Intent) -> tuple[Artifact, ...]:
    rendering = al2.render(wanted)
    assert rendering.refused == ()
    return rendering.artifacts


def scripts(text: str) -> list[str]:
    """The scripts of user data: itself, or its parts."""
    return (
        [text] if text.startswith("#!") else [part.get_payload() for part in email.message_from_string(text).walk()][1:]
    )


class Ran(NamedTuple):
    arguments: list[str]
    config: dict[str, Any]
    left: set[str]


def run(text: str, root: pathlib.Path) -> Ran:
    """Run user data with a bootstrap.sh and a systemctl that only write down their arguments."""
    shutil.rmtree(root, ignore_errors=True)
    tools, kubelet = root / "bin", root / "kubelet"
    for folder in (tools, kubelet, root / "units", root / "sbin"):
        folder.mkdir(parents=True)
    (kubelet / "kubelet-config.json").write_text(json.dumps(bootstrap.configuration()))
    for name in ("bootstrap.sh", "systemctl"):
        stub = tools / name
        stub.write_text(f"#!/bin/sh\nprintf '%s\\0' \"$@\" >> {root}/{name}.args\n")
        stub.chmod(0o755)
    for script in scripts(text):
        for path, place in (
            ("/etc/eks/bootstrap.sh", tools / "bootstrap.sh"), ("/etc/kubernetes/kubelet", kubelet),
            ("/etc/systemd/system", root / "units"), ("/usr/local/sbin", root / "sbin"),
        ):  # fmt: skip
            script = script.replace(path, str(place))  # noqa: PLW2901
        done = subprocess.run(
            ["bash"], input=script, cwd=root, env={"PATH": f"{tools}:{os.environ['PATH']}"},
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
    called = root / "bootstrap.sh.args"
    arguments = called.read_text().split("\0")[:-1] if called.exists() else []
    config = json.loads((kubelet / "kubelet-config.json").read_text())
    return Ran(arguments, config, {path.name for path in root.iterdir()})


def test_the_golden_node() -> None:
    folder = pathlib.Path(__file__).parent / "golden"
    for artifact in rendered(packets("al2", "1.32", cluster=CLUSTER)):
        assert artifact.text == (folder / artifact.name).read_text()


@pytest.mark.parametrize("part", [0, 1])
def test_both_files_read_back_as_they_were_meant(part: int) -> None:
    wanted = packets("al2", "1.32", cluster=CLUSTER)
    reading = read(rendered(wanted)[part].text, wanted)
    assert reading.findings == ()
    assert reading.effective is not None
    assert {key: reading.effective.config.get(key) for key in wanted.config} == wanted.config
    assert reading.labels == wanted.labels
    assert [{key: value for key, value in taint.items() if value} for taint in reading.taints] == list(wanted.taints)
    assert reading.hugepages == (() if part else wanted.hugepages)
    assert "systemReservedCgroup" not in reading.effective.config


def test_a_managed_node_group_gets_parts_that_run_before_the_one_of_eks(tmp_path: pathlib.Path) -> None:
    wanted = intent("al2", MANAGED, "1.32", reset_memory_state_on_boot=True, taints=packets("al2").taints)
    text = rendered(wanted)[0].text
    assert [kind for kind, _, _ in cloud_init(text)] == ["text/x-shellscript", "text/x-shellscript"]
    reading = read(text, wanted)
    assert reading.findings == ()
    assert reading.effective is not None
    assert {key: reading.effective.config.get(key) for key in ("cpuManagerPolicy", "reservedMemory", *EKS)} == {
        key: MANAGED[key] for key in ("cpuManagerPolicy", "reservedMemory", *EKS)
    }
    assert reading.taints == wanted.taints
    ran = run(text, tmp_path / "node")
    assert ran.arguments == []
    assert ran.config["featureGates"] == {"RotateKubeletServerCertificate": True, "CPUManagerPolicyAlphaOptions": True}
    assert ran.config["reservedMemory"] == MANAGED["reservedMemory"]
    assert "kubeReserved" not in ran.config


def fields(wanted: Intent) -> list[str]:
    rendering = al2.render(wanted)
    assert rendering.artifacts == ()
    return [one.field for one in rendering.refused]


def test_what_a_managed_node_group_cannot_carry_is_named() -> None:
    wanted = packets("al2", "1.32", labels={"a": "b"})
    assert fields(wanted) == [
        "kubelet.kubeReserved", "kubelet.evictionHard", "kubelet.reservedSystemCPUs", "node.labels[a]",
    ]  # fmt: skip
    assert fields(intent("al2", {"evictionHard": {"memory.available": "1Gi"}, "maxPods": 60}, "1.32")) == [
        "kubelet.evictionHard", "kubelet.maxPods",
    ]  # fmt: skip


def test_what_no_al2_node_can_carry_is_named() -> None:
    assert fields(packets("al2", "1.33", cluster=CLUSTER)) == ["kubernetesVersion"]
    assert fields(intent("al2", {}, "1.32", labels={"a'": "b"}, cluster=CLUSTER)) == ["node.labels[a']"]
    assert fields(intent("al2", {"kubeReserved": {"memory": "2Gi"}}, "1.32", cluster=CLUSTER)) == [
        "kubelet.kubeReserved.cpu"
    ]
    bad = Cluster("a b", "https://x'", "@", "172.20.0.0")
    assert fields(intent("al2", {}, "1.32", cluster=bad)) == [
        "cluster.name", "cluster.apiServerEndpoint", "cluster.certificateAuthority", "cluster.cidr",
    ]  # fmt: skip


def test_it_says_that_al2_is_of_the_past() -> None:
    (legacy, *_) = al2.render(packets("al2", "1.32", cluster=CLUSTER)).warnings
    assert "no longer maintained" in legacy


@pytest.mark.parametrize("wanted", [packets("al2", "1.32", cluster=CLUSTER), intent("al2", MANAGED, "1.32")])
def test_scripts_are_clean(wanted: Intent) -> None:
    for script in scripts(rendered(wanted)[0].text):
        assert script.isascii()
        subprocess.run(["bash", "-n"], input=script, text=True, check=True, timeout=30)
        checked = subprocess.run(
            [real.program("shellcheck"), "-"], input=script, capture_output=True, text=True, check=False, timeout=60
        )
        assert checked.stdout == ""


def test_bootstrap_gets_the_arguments_whole(tmp_path: pathlib.Path) -> None:
    wanted = packets("al2", "1.32", cluster=CLUSTER._replace(cidr="fd00:10::/108"), hugepages=())
    script, line = rendered(wanted)
    arguments = run(script.text, tmp_path / "node").arguments
    assert arguments == [
        "demo", "--b64-cluster-ca", "Y2VydGlmaWNhdGU=", "--apiserver-endpoint", "https://example.com",
        "--ip-family", "ipv6", "--service-ipv6-cidr", "fd00:10::/108", "--kubelet-extra-args", line.text[:-1],
    ]  # fmt: skip


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(config=CONFIGS)
def test_any_configuration_arrives_and_none_becomes_code(config: dict[str, Any], tmp_path: pathlib.Path) -> None:
    wanted = intent(
        "al2", config, "1.32", cluster=CLUSTER, labels={"a": "b"}, notes=("x\ntouch pwned", "$(touch pwned)")
    )
    script, line = rendered(wanted)
    ran = run(script.text, tmp_path / "node")
    assert ran.left <= {"bin", "kubelet", "units", "sbin", "bootstrap.sh.args"}
    assert ran.arguments[-1] == line.text[:-1]
    for artifact in (script, line):
        reading = read(artifact.text, wanted)
        # NC512: thresholds that the configuration leaves out go, as they should.
        assert {finding.code for finding in reading.findings} <= {"NC512"}
        assert reading.effective is not None
    got = read(script.text, wanted).effective
    assert got is not None
    empty: tuple[Any, ...] = ("", 0, False, [], {})
    for field, value in config.items():
        held = got.config.get(field)
        if field == "featureGates":
            held = {key: held[key] for key in value}
        assert held == value or (value in empty and held in (None, *empty)), field


# What comes out at the end of the chain starts the real kubelet, with the fields of the intent in force.
@pytest.mark.shared
@pytest.mark.parametrize("minor", ["1.31", "1.32"])
@pytest.mark.parametrize("managed", [False, True])
def test_the_real_kubelet_starts_with_it(minor: str, managed: bool, tmp_path: pathlib.Path) -> None:
    wanted = intent("al2", MANAGED, minor) if managed else packets("al2", minor, cluster=CLUSTER, hugepages=())
    text = rendered(wanted)[0].text
    config = run(text, tmp_path / "node").config
    prepared = prepare(Source("rendered", PlainDocument(text)))
    bootstrap.rewrite(config, {}, M5, reserved_cpus="--reserved-cpus" in prepared.extra, max_pods=prepared.max_pods)
    header = {"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration"}
    flags = " ".join(argument.value or "" for argument in prepared.arguments)
    answer = real.kubelet(minor, json.dumps(header | config), "two-numa-96", tmp_path, "--flags", flags)
    assert answer["first_error"] == ""
    assert answer["verdict"] == "starts"
    for field, value in wanted.config.items():
        if field != "featureGates":
            assert answer["effective"][field] == value, field
