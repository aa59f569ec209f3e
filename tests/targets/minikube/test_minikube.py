from __future__ import annotations

import json
import pathlib
import shlex
import subprocess
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numaconf.context import Context
from numaconf.documents.pieces import PlainDocument
from numaconf.documents.source import Source
from numaconf.kubelet.compare import missing
from numaconf.kubelet.version import ALL, Version
from numaconf.machine.find import find
from numaconf.rules import judge, pages
from numaconf.rules.registry import BY_CODE
from numaconf.targets import minikube
from numaconf.targets.target import Hugepages, Intent, Reading
from tests.machines import oracle_format
from tests.real import kubelet, program
from tests.versions import SOME

GOLDEN = pathlib.Path(__file__).parent / "golden"

HOME: dict[str, Any] = {
    "cpuManagerPolicy": "static",
    "cpuManagerPolicyOptions": {"full-pcpus-only": "true"},
    "topologyManagerPolicy": "single-numa-node",
    "topologyManagerScope": "pod",
    "memoryManagerPolicy": "Static",
    "kubeReserved": {"memory": "1Gi"},
    "systemReserved": {"memory": "512Mi"},
    "evictionHard": {"memory.available": "500Mi", "nodefs.available": "10%"},
    "reservedMemory": [{"numaNode": 0, "limits": {"memory": "2036Mi"}}],
    "reservedSystemCPUs": "0",
}


def intent(config: dict[str, Any] | None = None, minor: int = 34, **more: Any) -> Intent:
    return Intent("home", "minikube", Version(1, minor), (), config or {}, **more)


def script(one: Intent) -> str:
    rendering = minikube.render(one)
    assert not rendering.refused, rendering.refused
    assert rendering.artifacts[0].name == "start.sh"
    assert rendering.artifacts[0].executable
    return rendering.artifacts[0].text


def source(text: str) -> Source:
    return Source("start.sh", PlainDocument(text))


def read(text: str, minor: int = 34) -> Reading:
    return minikube.read([source(text)], Version(1, minor), None, Context())


def passed(text: str, tmp_path: pathlib.Path) -> list[str]:
    """The arguments with which a real shell calls minikube, and nothing else that the script does."""
    stub = tmp_path / "minikube"
    stub.write_text('#!/bin/sh\nprintf "%s\\0" "$@"\n')
    stub.chmod(0o755)
    run = subprocess.run(
        ["sh", "-c", text], env={"PATH": f"{tmp_path}:/bin:/usr/bin"}, cwd=tmp_path, capture_output=True, check=True
    )
    assert run.stderr == b""
    return run.stdout.decode().split("\0")[:-1]


def test_minikube_at_home():
    text = script(intent(HOME, labels={"example.com/numa": "true"}, options={"profile": "numa"}))
    assert text == (GOLDEN / "minikube-home.sh").read_text()


def test_a_real_shell_passes_on_what_was_meant(tmp_path: pathlib.Path):
    arguments = passed(script(intent(HOME, options={"profile": "numa"})), tmp_path)
    assert arguments[:3] == ["start", "--profile=numa", "--kubernetes-version=v1.34"]
    assert "--extra-config=kubelet.eviction-hard=memory.available<500Mi,nodefs.available<10%" in arguments
    assert "--extra-config=kubelet.reserved-memory=0:memory=2036Mi" in arguments


@pytest.mark.parametrize("name", ["$(touch x)", "`touch x`", "a b", "'", '"; touch x; "', "a\nb", "--help", "é"])
def test_a_profile_name_never_becomes_code(name: str, tmp_path: pathlib.Path):
    one = intent(HOME, options={"profile": name}, notes=(f"{name}\ntouch x",))._replace(name=f"{name}\ntouch x")
    assert passed(script(one), tmp_path)[1] == f"--profile={name}"
    assert {path.name for path in tmp_path.iterdir()} == {"minikube"}


def test_shell_checkers_have_nothing_to_say():
    text = script(intent(HOME, options={"profile": "it's"}))
    subprocess.run(["sh", "-n"], input=text, text=True, check=True)
    run = subprocess.run([program("shellcheck"), "-"], input=text, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_what_one_value_for_each_flag_cannot_say():
    options = {"cpuManagerPolicyOptions": {"full-pcpus-only": "true", "strict-cpu-reservation": "true"}}
    (refused,) = minikube.render(intent(options)).refused
    assert refused.field == "kubelet.cpuManagerPolicyOptions"
    topology = {"topologyManagerPolicyOptions": {"prefer-closest-numa-nodes": "true", "max-allowable-numa-nodes": "9"}}
    assert "prefer-closest-numa-nodes=true,max-allowable-numa-nodes=9" in script(intent(topology, 31))
    (refused,) = minikube.render(intent(topology, 30)).refused
    assert refused.field == "kubelet.topologyManagerPolicyOptions"


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({"shutdownGracePeriod": "5s"}, "kubelet.shutdownGracePeriod"),
        ({"memorySwap": {"swapBehavior": "NoSwap"}}, "kubelet.memorySwap"),
        ({"clusterDomain": "a b"}, "kubelet.clusterDomain"),
        ({"clusterDomain": "$HOME"}, "kubelet.clusterDomain"),
        ({"clusterDomain": "%m"}, "--cluster-domain"),
    ],
)
def test_what_no_flag_can_say_is_refused_by_name(config: dict[str, Any], field: str):
    assert [entry.field for entry in minikube.render(intent(config)).refused] == [field]


def test_labels_taints_gates_and_hugepages():
    one = intent(
        {"featureGates": {"CPUManagerPolicyAlphaOptions": True}},
        labels={"example.com/b": "2", "example.com/a": "1"},
        taints=({"key": "dedicated", "value": "x", "effect": "NoSchedule"},),
        hugepages=(Hugepages(2 << 20, 512, 0),),
    )
    rendering = minikube.render(one)
    text = rendering.artifacts[0].text
    assert "--feature-gates=CPUManagerPolicyAlphaOptions=true" in text
    assert [artifact.name for artifact in rendering.artifacts[1:]] == ["hugepages.sh", "numaconf-hugepages.service"]
    assert len(rendering.warnings) == 2
    reading = read(text)
    assert reading.labels == one.labels
    assert reading.taints == one.taints
    assert reading.effective is not None
    assert reading.effective.get("featureGates") == {"CPUManagerPolicyAlphaOptions": True}


def test_the_file_of_minikube_has_no_memory_threshold():
    node = read("minikube start --extra-config=kubelet.memory-manager-policy=Static\n").effective
    assert node is not None
    assert node.get("evictionHard") == {"nodefs.available": "0%", "nodefs.inodesFree": "0%", "imagefs.available": "0%"}
    assert node.origin("evictionHard").kind == "platform-default"
    assert node.origin("memoryManagerPolicy").kind == "document"


def test_the_last_value_of_a_key_counts():
    text = "minikube start --extra-config kubelet.max-pods=10 --extra-config=kubelet.max-pods=20\n"
    reading = read(text)
    assert [finding.code for finding in reading.findings] == ["NC490"]
    assert reading.effective is not None
    assert reading.effective.get("maxPods") == 20
    origin = reading.effective.lost[0].origin
    assert origin.source is not None
    assert origin.source.span(origin.route).column == text.index("kubelet.max-pods=10") + 1


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ("kubelet", "NC491"),
        ("kubelet.max-pods", "NC491"),
        ("kublet.max-pods=10", "NC491"),
        ("kubelet.cpuManagerPolicy=static", "NC415"),
        ("kubelet.max-pods=x", "NC416"),
        ("kubelet.node-labels=topology.kubernetes.io/numa=x", "NC511"),
    ],
)
def test_what_minikube_or_the_kubelet_refuses(extra: str, code: str):
    reading = read(f"minikube start --extra-config={extra}\n")
    assert [finding.code for finding in reading.findings] == [code]
    assert reading.effective is None


def test_what_only_the_shell_knows():
    reading = read('minikube start --extra-config=kubelet.max-pods=10 --extra-config="$EXTRA"\n')
    assert reading.effective is not None
    assert reading.effective.get("maxPods") == 10
    assert read("echo minikube\nkubectl start\n") == Reading(None)


def test_a_blank_in_a_value_is_another_flag_to_systemd():
    node = read("minikube start '--extra-config=kubelet.max-pods=10 --pods-per-core=2'\n").effective
    assert node is not None
    assert (node.get("maxPods"), node.get("podsPerCore")) == (10, 2)


def test_the_version_that_the_command_names():
    assert minikube.said([source("minikube -p x start --kubernetes-version=v1.33.2\n")]).kubernetes == Version(1, 33, 2)
    assert minikube.said([source("minikube start --kubernetes-version latest\n")]) == Context()
    assert minikube.said([source("minikube start\n")]) == Context()


@pytest.mark.parametrize("code", ["NC490", "NC491"])
def test_the_examples_of_the_rules(code: str):
    def judged(section: str) -> list[tuple[str, str]]:
        (example,) = pages.examples(pages.read(BY_CODE[code].page()), section)
        context = Context(Version(1, 34))

        def one(version: Version, machine: Any) -> Reading:
            return minikube.read([source(example.text)], version, machine, context)

        return [(finding.code, finding.severity) for finding in judge.judge(one, context).findings]

    assert (code, BY_CODE[code].severity) in judged(pages.BAD)
    assert judged(pages.GOOD) == []


AMOUNT = st.integers(1, 999).map("{}Mi".format)
CONFIGS = st.fixed_dictionaries(
    {},
    optional={
        "cpuManagerPolicy": st.sampled_from(["none", "static"]),
        "cpuManagerPolicyOptions": st.just({"full-pcpus-only": "true"}),
        "cpuManagerReconcilePeriod": st.just("5s"),
        "topologyManagerPolicy": st.sampled_from(["restricted", "single-numa-node"]),
        "kubeReserved": st.dictionaries(st.sampled_from(["cpu", "memory"]), AMOUNT, min_size=1),
        "evictionHard": st.dictionaries(
            st.sampled_from(["memory.available", "nodefs.available"]), AMOUNT | st.integers(1, 99).map("{}%".format)
        ),
        "reservedMemory": st.lists(st.integers(0, 3), unique=True, min_size=1).flatmap(
            lambda nodes: st.just([{"numaNode": node, "limits": {"memory": f"{node + 1}Gi"}} for node in nodes])
        ),
        "reservedSystemCPUs": st.sampled_from(["0", "0-3,8"]),
        "maxPods": st.integers(1, 500),
        "failSwapOn": st.booleans(),
        "enforceNodeAllocatable": st.sampled_from([["pods"], ["none"], ["pods", "kube-reserved"]]),
        "featureGates": st.dictionaries(st.sampled_from(["CPUManagerPolicyAlphaOptions", "MemoryQoS"]), st.booleans()),
    },
)


@given(CONFIGS, st.sampled_from(ALL))
def test_what_is_rendered_reads_back_as_it_was_meant(config: dict[str, Any], version: Version):
    text = script(intent(config, version.minor))
    reading = read(text, version.minor)
    assert reading.effective is not None, reading.findings
    assert list(missing(config, reading.effective.config)) == []
    assert minikube.said([source(text)]).kubernetes == version


@pytest.mark.shared
@pytest.mark.parametrize("minor", SOME)
def test_the_real_kubelet_takes_the_flags(minor: str, tmp_path: pathlib.Path):
    machine = find("numa:1 core:4 pu:2 memory:32Gi")._replace(memory_capacity=32 << 30, distances=((10,),))
    arguments = passed(script(intent(HOME, int(minor[2:]))), tmp_path)
    extra = [word.removeprefix("--extra-config=kubelet.") for word in arguments if "extra-config" in word]
    flags = " ".join(f"--{setting}" for setting in extra)
    assert shlex.split(flags) == flags.split(" ")
    head = {"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration"}
    file = json.dumps({**head, **minikube.platform_defaults(Version(1, int(minor[2:])))})
    answer = kubelet(minor, file, oracle_format(machine), tmp_path, "--flags", flags)
    assert answer["verdict"] == "starts", answer["first_error"]
    assert list(missing(HOME, answer["effective"])) == []
