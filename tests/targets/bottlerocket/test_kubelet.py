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


MINORS = ("1.31", "1.34", "1.35", "1.36", "1.37")  # whose templates were recorded


@pytest.mark.shared
@pytest.mark.parametrize("minor", MINORS)
def test_recorded_documents_start_the_real_kubelet_or_not_as_numaconf_says(minor: str, tmp_path: pathlib.Path):
    """Each document is asked on one version, and on those for which the kubelet's answer was recorded."""
    kubernetes = Version(1, int(minor[2:]))
    described, compared = oracle_format(MACHINE), 0
    for index, case in enumerate(filter(accepted, vectors("bottlerocket"))):
        recording = next((said for tag, said in case.get("kubelet", {}).items() if tag.startswith(minor)), None)
        if MINORS[index % len(MINORS)] != minor and recording is None:
            continue
        pods = recorded.generated(case).get("max-pods")
        machine = MACHINE._replace(eni_max_pods=pods)
        source = Source(case["id"], toml.read(case["input"]))
        context = Context(kubernetes, (machine,), (("bottlerocket", recorded.NEW),))

        def read(version: Version, machine: Any, source: Source = source, context: Context = context) -> Any:
            return bottlerocket.read([source], version, machine, context)

        answer = kubelet(minor, configuration(case["input"], kubernetes, recorded.NEW, pods), described, tmp_path)
        judgement = judge.judge(read, context)
        fatal = [one.code for one in judgement.findings if one.severity == "will-not-start"]
        if answer["verdict"] == "starts":
            assert not fatal, case["id"]
        elif not fatal:
            # Without max-pods the sum of the memory cannot be known here: that is said.
            assert "NC101" in {gap.code for gap in judgement.not_checked}, (case["id"], answer["first_error"])
        assert recording is None or recording["verdict"] == answer["verdict"], case["id"]
        compared += 1
    assert compared > 20
