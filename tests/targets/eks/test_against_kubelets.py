"""Random configurations, legal and faulty, through NodeConfigs and bootstrap.sh: the real kubelet agrees."""

from __future__ import annotations

import json
import pathlib
import random
from typing import Any

import pytest

from numaconf.context import Context
from numaconf.documents.pieces import PlainDocument
from numaconf.documents.source import Source
from numaconf.kubelet import version
from numaconf.kubelet.version import Version
from numaconf.machine.model import Machine
from numaconf.rules import judge
from numaconf.targets import al2, al2023
from numaconf.targets.al2 import bootstrap
from numaconf.targets.al2.prepare import prepare
from numaconf.targets.al2023 import merge, parts, reader
from numaconf.targets.kubelet.flags import flags, line
from tests import real, search
from tests.rules import generate
from tests.versions import SOME

HEADER = {"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration"}
CASES = search.cases(20)


def cases(minor: str, seed: int) -> list[tuple[dict[str, Any], Machine]]:
    rnd = random.Random(seed)
    kubernetes = version.kubernetes(minor)
    found = []
    for _ in range(CASES):
        config, where = generate.case(rnd, kubernetes)
        config = {key: value for key, value in config.items() if key not in HEADER}
        if config.get("reservedSystemCPUs") and rnd.random() < 0.6:
            config |= {"systemReservedCgroup": "", "kubeReservedCgroup": ""}
        found.append((config, where._replace(eni_max_pods=rnd.choice([737, 100, 58]), instance_type="some.type")))
    return found


def agree(module: Any, text: str, kubernetes: Version, where: Machine, answer: Any, config: dict[str, Any]) -> None:
    """Whether the kubelet starts, and if so with what for pods and system."""
    source = [Source("user-data", PlainDocument(text))]
    context = Context(kubernetes, (where,))
    verdict = judge.judge(lambda at, on: module.read(source, at, on, context), context)
    fatal = [finding for finding in verdict.findings if finding.severity == "will-not-start"]
    if answer["verdict"] == "starts":
        assert fatal == [], config
        effective = module.read(source, kubernetes, where, context).effective
        for field in ("evictionHard", "kubeReserved", "systemReserved"):
            assert effective.config.get(field, {}) == (answer["effective"].get(field) or {}), config
    else:
        assert fatal or verdict.not_checked, (answer["first_error"], config)


@pytest.mark.random
@pytest.mark.shared
@pytest.mark.parametrize("minor", SOME)
def test_node_configs(minor: str, tmp_path: pathlib.Path) -> None:
    kubernetes = version.kubernetes(minor)
    for config, where in cases(minor, 1):
        spec = {"kubelet": {"config": config}}
        text = json.dumps({"apiVersion": "node.eks.aws/v1alpha1", "kind": "NodeConfig", "spec": spec})
        found = parts.find(Source("user-data", PlainDocument(text)))
        layers = reader.layers(merge.merge(found.configs), kubernetes, where)
        folder = tmp_path / "config.json.d"
        folder.mkdir(exist_ok=True)
        (folder / "40-nodeadm.conf").write_text(json.dumps(layers.dropin))
        main = json.dumps(HEADER | layers.config)
        answer = real.kubelet(minor, main, where.name, tmp_path, *(["--config-dir", str(folder)] if config else []))
        agree(al2023, text, kubernetes, where, answer, config)


@pytest.mark.random
@pytest.mark.shared
@pytest.mark.parametrize("minor", ["1.31", "1.32"])
def test_arguments_of_bootstrap(minor: str, tmp_path: pathlib.Path) -> None:
    kubernetes = version.kubernetes(minor)
    ran = 0
    for config, where in cases(minor, 2):
        made = flags(config, kubernetes)
        if made.rest:
            continue
        ran += 1
        text = f"/etc/eks/bootstrap.sh demo --kubelet-extra-args '{line(made.arguments)}'"
        prepared = prepare(Source("user-data", PlainDocument(text)))
        file = bootstrap.configuration()
        bootstrap.rewrite(file, {}, where, reserved_cpus="--reserved-cpus" in prepared.extra, max_pods=True)
        words = " ".join(argument.value or "" for argument in prepared.arguments)
        answer = real.kubelet(minor, json.dumps(HEADER | file), where.name, tmp_path, "--flags", words)
        agree(al2, text, kubernetes, where, answer, config)
    assert ran > CASES // 3
