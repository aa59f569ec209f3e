"""The real kubelet starts with what the template writes, or not, as numaconf says."""

from __future__ import annotations

import pathlib
from typing import Any

import pytest

from numaconf.context import Context
from numaconf.documents import toml
from numaconf.documents.source import Source
from numaconf.kubelet.version import Version
from numaconf.machine.find import find
from numaconf.rules import judge
from numaconf.targets import bottlerocket
from numaconf.targets.bottlerocket import reader, template
from numaconf.targets.bottlerocket.model import Taking
from numaconf.targets.bottlerocket.settings import SETTINGS
from tests.machines import oracle_format
from tests.real import kubelet, vectors
from tests.targets.bottlerocket import recorded

MACHINE = find("numa:2 core:32 pu:2 memory:128Gi")._replace(
    memory_capacity=256 << 30, distances=((10, 21), (21, 10)), vcpus=128
)


def configuration(text: str, kubernetes: Version, os: Version, pods: int | None = None) -> str:
    """The text of the kubelet's configuration, as it lies on the node."""
    taking = Taking(os)
    stored: dict[str, Any] = SETTINGS.take(toml.read(text).value["settings"], (), taking)
    assert not taking.refusals
    generated = {} if pods is None else {"max-pods": pods}
    settings = {**reader.platform_settings(kubernetes), **generated, **stored.get("kubernetes", {})}
    return template.write(settings, kubernetes, os, 128).text


def accepted(case: dict[str, Any]) -> bool:
    return case["model_0.27"]["accept"]


@pytest.mark.shared
@pytest.mark.parametrize("minor", ["1.31", "1.34", "1.35", "1.36", "1.37"])
def test_recorded_documents_start_the_real_kubelet_or_not_as_numaconf_says(minor: str, tmp_path: pathlib.Path):
    kubernetes = Version(1, int(minor[2:]))
    described, compared = oracle_format(MACHINE), 0
    for case in filter(accepted, vectors("bottlerocket")):
        pods = recorded.generated(case).get("max-pods", 110)
        machine = MACHINE._replace(eni_max_pods=pods)
        source = Source(case["id"], toml.read(case["input"]))
        context = Context(kubernetes, (machine,), bottlerocket=recorded.NEW)

        def read(version: Version, machine: Any, source: Source = source, context: Context = context) -> Any:
            return bottlerocket.read([source], version, machine, context)

        text = configuration(case["input"], kubernetes, recorded.NEW, pods)
        answer = kubelet(minor, text, described, tmp_path)
        fatal = [one for one in judge.judge(read, context).findings if one.severity == "will-not-start"]
        fatal = [one for one in fatal if one.code not in {"NC713", "NC714"}]  # not the kubelet's own configuration
        assert (answer["verdict"] == "starts") is (not fatal), (case["id"], answer["first_error"], fatal)
        recording = next((v for tag, v in case.get("kubelet", {}).items() if tag == f"{minor}@kit17.0"), None)
        assert recording is None or recording["verdict"] == answer["verdict"]
        compared += 1
    assert compared > 100
