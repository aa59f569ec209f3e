"""The examples that name Karpenter, through the real provider and on to the real kubelet."""

from __future__ import annotations

import pathlib

import pytest

from numaconf.context import Context
from numaconf.documents import yaml
from numaconf.kubelet.version import Version
from numaconf.profile.load import load
from numaconf.verbs.render import render
from tests import golden, real
from tests.targets.karpenter.chain import started

EXAMPLES = [path for path in golden.profiles() if "karpenter" in load(str(path))[0].spec("targets")]


@pytest.mark.shared
@pytest.mark.parametrize("version", [Version(1, 14, 1), Version(1, 15, 0)], ids=str)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_an_example_launches_nodes_that_start(path: pathlib.Path, version: Version, tmp_path: pathlib.Path) -> None:
    (profile,) = load(str(path))
    rendered = render(profile, "karpenter", Context(platforms=(("karpenter", version),)))
    assert {finding.code for finding in rendered.findings} <= {"NC219"}  # full-pcpus-only up to 1.36
    assert rendered.intent is not None
    text = rendered.artifacts[0].text
    ask = real.karpenter_oracle(f"{version.major}.{version.minor}")
    for answer in ask("validate", "--crd", "builtin", object=text):
        assert answer["admitted"], answer
        assert not answer["pruned"]
        assert not answer.get("controller")
    catalog = str(real.RECORDINGS / "karpenter-instance-types.csv")
    family = yaml.read_all(text)[0].value["spec"]["amiFamily"]
    for machine in rendered.intent.machines:
        made = ask("userdata", "--instance-type", machine.name, "--catalog", catalog, nodeclass=text)
        assert not made.get("error")
        folder = tmp_path / machine.name
        folder.mkdir()
        minor = f"1.{rendered.intent.kubernetes.minor}"
        answer = started(family, made["userData"], minor, folder, machine.name)
        assert answer["verdict"] == "starts", answer["first_error"]
        for field in ("cpuManagerPolicy", "memoryManagerPolicy", "topologyManagerPolicy", "reservedSystemCPUs"):
            if field in rendered.intent.config:
                assert answer["effective"][field] == rendered.intent.config[field]


def test_there_are_such_examples() -> None:
    assert len(EXAMPLES) > 1
