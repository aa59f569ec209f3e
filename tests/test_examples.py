"""The examples: their renderings stand beside them, and start the real kubelet."""

import json
import pathlib
import subprocess
import sys

import pytest

from numaconf.machine import ec2
from numaconf.profile.load import load, parse
from numaconf.targets import registry
from numaconf.verbs.lint.file import Options, lint
from numaconf.verbs.render import render
from tests import golden, machines, real

PROFILES = golden.profiles()


def name(path):
    return path.parent.name if isinstance(path, pathlib.Path) else str(path)


@pytest.mark.parametrize("path", PROFILES, ids=name)
def test_renderings_are_what_stands_beside(path):
    made = golden.files(path)
    assert made, "nothing is rendered"
    folder = path.parent
    there = {str(file.relative_to(folder)): file.read_bytes() for file in folder.glob("rendered/*/*")}
    assert {name: text.encode() for name, text in made.items()} == there


@pytest.mark.parametrize("path", PROFILES, ids=name)
def test_nothing_is_remarked(path):
    """But what comes with the choice: full-pcpus-only up to 1.36, a laptop's one NUMA node, the scope container."""
    for folder, rendered in golden.renderings(path).items():
        assert {finding.code for finding in rendered.findings} <= {"NC219", "NC312", "NC313"}, folder


@pytest.mark.parametrize("path", PROFILES, ids=name)
def test_every_target_is_rendered_by_the_readme(path):
    readme = (path.parent / "README.md").read_text()
    assert "numaconf " in readme


@pytest.mark.shared
@pytest.mark.parametrize(
    ("path", "folder"),
    [(path, folder) for path in PROFILES for folder in golden.folders(path)],
    ids=name,
)
def test_the_real_kubelet_starts(path, folder, tmp_path):
    """With what is in force on each machine that the profile names, as the platform's reader has it."""
    rendered = golden.renderings(path)[folder]
    assert rendered.nodes
    for node in rendered.nodes:
        config = {"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration", **node.config}
        config["containerRuntimeEndpoint"] = "unix:///run/containerd/containerd.sock"
        answer = real.kubelet(
            f"1.{node.kubernetes.minor}", json.dumps(config), machines.oracle_format(node.machine), tmp_path
        )
        assert answer["verdict"] == "starts", answer["first_error"]
        assert answer["strict_errors"] in (None, [])


PACKETS, LARGE, OBSERVER = (
    golden.EXAMPLES / folder / "profile.yaml"
    for folder in ("packet-workers", "large-restricted", "best-effort-observer")
)


def test_packet_workers_reserve_to_the_byte():
    (profile,) = load(str(PACKETS))
    config = render(profile, "kubelet").intent.config
    assert config["reservedMemory"] == [
        {"numaNode": 0, "limits": {"memory": "1786Mi"}},
        {"numaNode": 1, "limits": {"memory": "1786Mi"}},
    ]
    assert config["reservedSystemCPUs"] == "0,18,36,54"


def test_bottlerocket_drops_prefer_closest_numa_nodes_from_1_36_on():
    text = LARGE.read_text()
    assert render(parse(text)[0], "bottlerocket").artifacts
    (profile,) = parse(text.replace('"1.34"', '"1.36"'))
    refused = render(profile, "bottlerocket")
    assert refused.artifacts == ()
    (finding,) = refused.findings
    assert finding.code == "NC805"
    assert finding.origin.route == ("spec", "kubelet", "topologyManagerPolicyOptions", "prefer-closest-numa-nodes")
    assert "1.33 to 1.35" in finding.message
    assert render(profile, "kubelet").artifacts


def test_the_machines_of_the_examples_are_what_the_texts_say():
    assert [len(ec2.instance(one).nodes) for one in ("c5n.18xlarge", "p5.48xlarge", "m6a.48xlarge")] == [2, 2, 4]


def test_demo_shows_every_example(tmp_path):
    """As `make demo` starts it: what is rendered is listed and written, what is refused has its reason."""
    run = subprocess.run(
        [sys.executable, "-m", "examples.demo", tmp_path], cwd=real.TREE, capture_output=True, text=True, check=True
    )
    assert run.stderr == ""
    lines = [line.strip() for line in run.stdout.splitlines()]
    for path in PROFILES:
        name = path.parent.name
        assert name in lines
        for target in registry.TARGETS:
            files = [line for line in lines if line.startswith(f"{name}/{target}/")]
            refused = [line for line in lines if line.startswith(f"no {target}: examples/{name}/profile.yaml:")]
            assert bool(files) != bool(refused), (name, target)
            assert all((tmp_path / file).is_file() for file in files)
        (profile,) = load(str(path))
        for target in profile.spec("targets"):
            for file in render(profile, target).artifacts:
                assert f"{name}/{target}/{file.name}" in lines
    assert any(line.startswith("no al2: ") and "1.32 was the last" in line for line in lines)
    assert run.stdout.endswith((PACKETS.parent / "rendered" / "kubelet" / "kubelet.yaml").read_text() + "\n")


def test_what_an_al2_node_cannot_carry_without_a_cluster_is_named():
    (profile,) = load(str(golden.EXAMPLES / "legacy-al2" / "profile.yaml"))
    text = (golden.EXAMPLES / "legacy-al2" / "profile.yaml").read_text()
    (managed,) = parse(text[: text.index("  cluster:")] + text[text.index("  targets:") :])
    assert managed.spec("cluster") is None
    refused = render(managed, "al2")
    assert refused.artifacts == ()
    named = {finding.origin.route[2:] for finding in refused.findings}
    assert named == {("evictionHard",), ("reservedSystemCPUs",), ("labels", "example.com/numa-aligned")}
    assert all(finding.code == "NC805" for finding in refused.findings)
    assert render(profile, "al2").intent.config["kubeReserved"]["memory"] == "8362Mi"


@pytest.mark.parametrize("path", golden.profiles(), ids=lambda path: path.parent.name)
def test_a_rendering_tells_its_own_lint_what_it_is_for(path: pathlib.Path) -> None:
    """No option is needed to judge what numaconf wrote: the version and the machine stand in a comment of it, where the
    format has comments.
    """
    for name, text in golden.files(path).items():
        if name.endswith("kubelet-extra-args.txt"):  # one line of arguments
            continue
        report = lint(name, text.encode(), Options())
        for gap in report.gaps if report else ():
            assert "machine unknown" not in gap.reason, (name, gap)
            assert "--kubernetes-version" not in gap.reason, (name, gap)
