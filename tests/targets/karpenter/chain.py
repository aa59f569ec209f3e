"""From user data of the real Karpenter to what the real kubelet says of it."""

from __future__ import annotations

import json
import pathlib
from typing import Any

from numaconf.documents.pieces import PlainDocument
from numaconf.documents.source import Source
from numaconf.kubelet.effective import Origin
from numaconf.kubelet.version import Version
from numaconf.machine import ec2
from numaconf.targets.al2 import bootstrap
from numaconf.targets.al2 import reader as al2
from numaconf.targets.al2.prepare import prepare
from numaconf.targets.al2023 import merge, parts, reader
from tests import real
from tests.machines import oracle_format
from tests.targets.bottlerocket.test_kubelet import configuration

HEADER = {"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration"}
TYPE = "m5.24xlarge"


def started(family: str, user_data: str, minor: str, tmp_path: pathlib.Path, name: str = TYPE) -> dict[str, Any]:
    """The kubelet's answer on an instance type."""
    kubernetes, machine = Version(1, int(minor[2:])), ec2.instance(name)
    assert machine is not None
    source = Source("user-data", PlainDocument(user_data))
    arguments: list[str] = []
    if family == "Bottlerocket":
        written = configuration(user_data, kubernetes, Version(1, 66, 0), machine.eni_max_pods)
    elif family == "AL2":
        prepared = prepare(source)
        assert not prepared.gaps
        config = bootstrap.configuration()
        for fields, patch in prepared.patches:
            al2._overlay(config, fields, {}, (), Origin("document", patch))
        bootstrap.rewrite(config, {}, machine, reserved_cpus=False, max_pods=prepared.max_pods)
        written = json.dumps(HEADER | config)
        arguments = ["--flags", " ".join(argument.value or "" for argument in prepared.arguments)]
    else:
        found = parts.find(source)
        assert not found.refused
        merged = merge.merge(found.configs)
        layers = reader.layers(merged, kubernetes, machine)
        folder = tmp_path / "config.json.d"
        folder.mkdir(exist_ok=True)
        (folder / "40-nodeadm.conf").write_text(json.dumps(layers.dropin))
        written = json.dumps(HEADER | layers.config)
        flags = " ".join(argument.value or "" for argument in reader.arguments(merged.flags))
        arguments = ["--config-dir", str(folder), "--flags", flags]
    answer: dict[str, Any] = real.kubelet(minor, written, oracle_format(machine), tmp_path, *arguments)
    return answer
