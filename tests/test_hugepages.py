"""Hugepages and the reset of state files on every target: read back, and run on a pretended machine."""

from __future__ import annotations

import email
import json
import os
import pathlib
import subprocess

import pytest
import yaml

from numaconf.context import Context
from numaconf.files import recognise
from numaconf.kubelet.version import Version
from numaconf.profile.load import load, parse
from numaconf.targets import boot
from numaconf.targets.registry import TARGETS, reader
from numaconf.targets.target import Artifact, Hugepages
from numaconf.verbs.render import render
from tests import golden, machines, real

GI = 1 << 30
PROFILE = golden.EXAMPLES / "hugepages" / "profile.yaml"
POOLS = {Hugepages(GI, 16, 0), Hugepages(GI, 16, 1)}
NOT_AT_ALL = ("kubeadm", "k3s", "talos", "openshift", "eksctl")
BY_SCRIPT = [name for name in TARGETS if name not in ("bottlerocket", *NOT_AT_ALL)]
OLD = Context(kubernetes=Version(1, 32))


def rendered(name: str, text: str = "") -> tuple[Artifact, ...]:
    (profile,) = parse(text or PROFILE.read_text(), str(PROFILE))
    done = render(profile, name, OLD)
    assert done.artifacts, [finding.message for finding in done.findings]
    return done.artifacts


def scripts(artifacts: tuple[Artifact, ...]) -> list[str]:
    """The shell scripts that run on the node at its first boot: files, and parts of user data."""
    found = []
    for artifact in artifacts:
        text = artifact.text
        if artifact.name == "karpenter.yaml":
            text = next(yaml.safe_load_all(text))["spec"].get("userData", "")
        if text.startswith("MIME-Version"):
            parts = email.message_from_string(text).walk()
            found += [part.get_payload() for part in parts if part.get_content_type() == "text/x-shellscript"]
        elif text.startswith("#!") and artifact.name != "start.sh":
            found.append(text)
    return found


class Node:
    """A pretended node: its /sys, the folders of its units, and a systemctl that starts the unit for hugepages."""

    def __init__(self, root: pathlib.Path) -> None:
        self.root = root
        for number in (0, 1):
            folder = root / f"sys/devices/system/node/node{number}/hugepages/hugepages-1048576kB"
            folder.mkdir(parents=True)
            (folder / "nr_hugepages").write_text("0\n")
        (root / "vm").mkdir()
        (root / "bin").mkdir()
        self.stub("systemctl", f'echo "systemctl $*" >> {root}/calls\n'
                  f'[ "$*" = "start {boot.HUGEPAGES_UNIT}" ] || exit 0\nexec sh {root}{boot.SCRIPT}')  # fmt: skip
        self.stub("bootstrap.sh", f"echo bootstrap.sh >> {root}/calls")

    def stub(self, name: str, text: str) -> None:
        path = self.root / "bin" / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        for path, place in (
            ("/etc/eks/bootstrap.sh", "bin/bootstrap.sh"), ("/etc/", "etc/"), ("/usr/local/sbin", "usr/local/sbin"),
            ("sysfs=/sys\n", "sys\n"), ("vm=/proc/sys/vm\n", "vm\n"),
        ):  # fmt: skip
            name = path.partition("=/")[0] + "=" if "=/" in path else ""
            script = script.replace(path, f"{name}{self.root}/{place}")
        shell = script.partition("\n")[0].removeprefix("#!")
        return subprocess.run(
            [shell], input=script, env={"PATH": f"{self.root}/bin:{os.environ['PATH']}"}, cwd=self.root,
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip

    def pages(self) -> list[str]:
        files = self.root.glob("sys/devices/system/node/node*/hugepages/*/nr_hugepages")
        return [path.read_text().strip() for path in sorted(files)]

    def calls(self) -> list[str]:
        return (self.root / "calls").read_text().splitlines() if (self.root / "calls").exists() else []


@pytest.mark.parametrize(
    "name", [one for one in TARGETS if one not in ("kubelet", "kubelet-dropin", "minikube", *NOT_AT_ALL)]
)
def test_every_target_that_allocates_reads_back(name: str) -> None:
    (profile,) = load(str(PROFILE))
    context = OLD._replace(platforms=(("karpenter", Version(1, 15, 0)), ("bottlerocket", Version(1, 64, 0))))
    found = []
    for artifact in rendered(name):
        if artifact.name.endswith((".txt", "nodeconfig.yaml")):
            continue
        (subject,) = recognise.as_kind(name, artifact.name, artifact.text.encode())
        machine = render(profile, "kubelet").nodes[0].machine
        reading = reader(name).read(subject.sources, Version(1, 32), machine, context)
        assert reading.effective is not None
        found.append(set(reading.hugepages))
    assert found
    assert all(pools == POOLS for pools in found)


@pytest.mark.parametrize("name", BY_SCRIPT)
def test_the_boot_part_allocates_on_each_numa_node(name: str, tmp_path: pathlib.Path) -> None:
    node = Node(tmp_path)
    for script in scripts(rendered(name)):
        done = node.run(script)
        assert (done.returncode, done.stderr) == (0, "")
    assert node.pages() == ["16", "16"]
    if name == "al2":
        start = node.calls().index(f"systemctl start {boot.HUGEPAGES_UNIT}")
        assert start < node.calls().index("bootstrap.sh"), "pages come before the kubelet"


@pytest.mark.parametrize("name", ["al2", "al2023", "karpenter"])
def test_a_node_without_its_pages_does_not_join(name: str, tmp_path: pathlib.Path) -> None:
    node = Node(tmp_path)
    (tmp_path / "sys/devices/system/node/node1/hugepages/hugepages-1048576kB/nr_hugepages").unlink()
    (script,) = scripts(rendered(name))
    done = node.run(script)
    assert done.returncode != 0
    assert "hugepages of 1Gi on NUMA node 1" in done.stderr
    assert "bootstrap.sh" not in node.calls()
    # The unit keeps the kubelet from starting wherever it is started from.
    assert "RequiredBy=kubelet.service" in script


@pytest.mark.parametrize("path", golden.profiles(), ids=lambda path: path.parent.name)
def test_every_script_of_the_examples_is_clean(path: pathlib.Path) -> None:
    for folder, done in golden.renderings(path).items():
        texts = [*scripts(done.artifacts), *(one.text for one in done.artifacts if one.name == "start.sh")]
        for text in texts:
            subprocess.run(["sh", "-n"], input=text, text=True, check=True, timeout=30)
            checked = subprocess.run(
                [real.program("shellcheck"), "-"], input=text, capture_output=True, text=True, check=False, timeout=60
            )
            assert checked.stdout == "", folder


@pytest.mark.shared
@pytest.mark.parametrize("minor", [32, 34, 37])
def test_static_memory_and_hugepages_in_one_profile(minor: int, tmp_path: pathlib.Path) -> None:
    """The sum of reservedMemory does not count the pages, allocatable memory is less by them."""
    (profile,) = load(str(PROFILE))
    done = render(profile, "kubelet", Context(kubernetes=Version(1, minor)))
    (node,) = done.nodes
    assert node.machine is not None
    nodes = tuple(one._replace(hugepages={GI: 16}) for one in node.machine.nodes or ())
    described = machines.oracle_format(node.machine._replace(nodes=nodes))
    config = {"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration", **node.config}
    config["containerRuntimeEndpoint"] = "unix:///run/containerd/containerd.sock"
    answer = real.kubelet(f"1.{minor}", json.dumps(config), described, tmp_path)
    assert answer["verdict"] == "starts", answer["first_error"]
    mib = 1 << 20
    for one in nodes:
        held = answer["node"]["memory_state"][str(one.id)]["memoryMap"]
        assert held["hugepages-1Gi"]["allocatable"] == 16 * GI
        assert held["memory"]["allocatable"] == (one.memory or 0) - 1786 * mib - 16 * GI
    assert answer["node"]["reservation"]["memory"] == "3572Mi"


@pytest.mark.shared
@pytest.mark.parametrize("minor", range(31, 38))
def test_reserved_hugepages_never_start(minor: int, tmp_path: pathlib.Path) -> None:
    """What guides show, and numaconf refuses: the kubelet's sum for pages is always zero."""
    entry = "reservedMemory: [{numaNode: 0, limits: {memory: 3572Mi, hugepages-1Gi: 1Gi}}]"
    text = PROFILE.read_text().replace("reservedMemory: auto", entry)
    done = render(parse(text, str(PROFILE))[0], "kubelet")
    assert done.artifacts == ()
    assert any(finding.severity == "will-not-start" for finding in done.findings)
    (node,) = render(load(str(PROFILE))[0], "kubelet").nodes
    assert node.machine is not None
    config = {"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration", **node.config}
    config["reservedMemory"] = [{"numaNode": 0, "limits": {"memory": "3572Mi", "hugepages-1Gi": "1Gi"}}]
    answer = real.kubelet(f"1.{minor}", json.dumps(config), machines.oracle_format(node.machine), tmp_path)
    assert 'of type "hugepages-1Gi" is not equal to the value "0"' in answer["first_error"]


RESET = "  node:\n    resetMemoryManagerState: onBoot\n"


@pytest.mark.parametrize("name", BY_SCRIPT)
def test_the_reset_of_state_files_reaches_the_node(name: str, tmp_path: pathlib.Path) -> None:
    artifacts = rendered(name, PROFILE.read_text().replace("  node:\n", RESET))
    if name in ("kubelet", "kubelet-dropin", "minikube"):
        assert [one.text for one in artifacts if one.name == boot.RESET_UNIT] == [boot.reset_unit()]
        return
    node = Node(tmp_path)
    for script in scripts(artifacts):
        assert node.run(script).returncode == 0
    assert (tmp_path / "etc/systemd/system" / boot.RESET_UNIT).read_text() == boot.reset_unit()
    calls = node.calls()
    assert f"systemctl enable {boot.RESET_UNIT}" in calls, "from the next boot on"
    assert not any("start" in call and boot.RESET_UNIT in call for call in calls), "never now"
    assert calls.index("systemctl daemon-reload") < calls.index(f"systemctl enable {boot.RESET_UNIT}")


@pytest.mark.parametrize("name", ["bottlerocket", "karpenter"])
def test_where_nothing_resets_state_files_it_is_refused_by_name(name: str) -> None:
    text = PROFILE.read_text().replace("  node:\n", RESET)
    text = text.replace('amiFamily: AL2023}',
                        'amiFamily: Bottlerocket, amiAlias: bottlerocket@1.64.0}')  # fmt: skip
    done = render(parse(text, str(PROFILE))[0], name, Context(kubernetes=Version(1, 34)))
    assert done.artifacts == ()
    assert ("spec", "node", "resetMemoryManagerState") in [finding.origin.route for finding in done.findings]
