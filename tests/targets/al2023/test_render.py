from __future__ import annotations

import email
import json
import pathlib
from typing import Any

import pytest
from hypothesis import given, settings

from numaconf.context import Context
from numaconf.documents.pieces import PlainDocument
from numaconf.documents.source import Source
from numaconf.targets import al2023
from numaconf.targets.al2023 import merge, parts, reader
from numaconf.targets.target import Artifact, Cluster, Intent, Reading
from tests import real
from tests.targets.eks.test_userdata import cloud_init
from tests.targets.intents import CLUSTER, CONFIGS, M5, PACKETS, intent, packets


def read(text: str, wanted: Intent) -> Reading:
    source = Source("rendered", PlainDocument(text))
    return al2023.read([source], wanted.kubernetes, wanted.machines[0], Context())


def rendered(wanted: Intent) -> tuple[Artifact, ...]:
    rendering = al2023.render(wanted)
    assert rendering.refused == ()
    return rendering.artifacts


def test_the_golden_node() -> None:
    node_config, mime = rendered(packets("al2023", cluster=CLUSTER))
    folder = pathlib.Path(__file__).parent / "golden"
    assert node_config.text == (folder / "nodeconfig.yaml").read_text()
    assert mime.text == (folder / "user-data.mime").read_text()


@pytest.mark.parametrize("part", [0, 1])
def test_both_files_read_back_as_they_were_meant(part: int) -> None:
    wanted = packets("al2023", cluster=CLUSTER)
    reading = read(rendered(wanted)[part].text, wanted)
    assert reading.findings == ()
    assert reading.effective is not None
    meant = wanted.config | {"kubeReserved": {"cpu": "310m", **wanted.config["kubeReserved"]}}  # cpu: nodeadm's own
    assert {key: reading.effective.config.get(key) for key in meant} == meant
    assert reading.labels == wanted.labels
    assert reading.taints == wanted.taints
    assert reading.hugepages == (wanted.hugepages if part else ())
    assert not reading.effective.config.get("systemReservedCgroup")


def test_without_a_cluster_the_fragment_has_none() -> None:
    assert "cluster" not in rendered(packets("al2023"))[0].text


def test_hugepages_need_the_user_data_and_that_is_said() -> None:
    assert al2023.render(packets("al2023")).warnings == (
        "nodeconfig.yaml alone cannot allocate the hugepages: user-data.mime does",
        "nodeconfig.yaml alone cannot reset the memory manager's state at boot: user-data.mime does",
    )
    assert al2023.render(intent("al2023", PACKETS)).warnings == ()


def test_a_threshold_that_the_profile_takes_out_is_taken_out_of_nodeadms_file() -> None:
    wanted = intent("al2023", {"evictionHard": {"memory.available": "1Gi"}})
    reading = read(rendered(wanted)[0].text, wanted)
    assert reading.effective is not None
    assert reading.effective.config["evictionHard"] == {"memory.available": "1Gi"}
    refused = al2023.render(intent("al2023", {"evictionHard": {"memory.available": "1Gi"}}, "1.31")).refused
    assert [one.field for one in refused] == ["kubelet.evictionHard[nodefs.available]"]


def test_what_it_cannot_carry_is_named() -> None:
    def fields(wanted: Intent) -> list[str]:
        rendering = al2023.render(wanted)
        assert rendering.artifacts == ()
        return [one.field for one in rendering.refused]

    assert fields(intent("al2023", {}, "1.27")) == ["kubernetesVersion"]
    assert fields(intent("al2023", {}, labels={"a b": "x"})) == ["node.labels[a b]"]
    assert fields(intent("al2023", {}, cluster=Cluster("x", "https://x", ""))) == [
        "cluster.certificateAuthority", "cluster.cidr",
    ]  # fmt: skip
    assert fields(intent("al2023", {}, cluster=CLUSTER._replace(certificate_authority="@"))) == [
        "cluster.certificateAuthority"
    ]
    assert fields(intent("al2023", {"qosReserved": {"memory": "x" * 17000}})) == ["spec"]


def test_every_reader_of_user_data_finds_both_parts() -> None:
    node_config, mime = rendered(packets("al2023", cluster=CLUSTER))
    assert mime.text.isascii()
    assert "\r" not in mime.text
    by_python = [(part.get_content_type(), part.get_payload()) for part in email.message_from_string(mime.text).walk()]
    by_cloud_init = [(kind, text) for kind, _, text in cloud_init(mime.text)]
    assert by_python[1:] == by_cloud_init
    assert [kind for kind, _ in by_cloud_init] == ["text/x-shellscript", "application/node.eks.aws"]
    assert by_cloud_init[1][1] == node_config.text


@settings(deadline=None)
@given(CONFIGS)
def test_any_configuration_reads_back_and_none_becomes_anything_else(config: dict[str, Any]) -> None:
    wanted = intent("al2023", config, labels={"a": "b"}, notes=("a\n--NUMACONF\n- b", "×"))
    for artifact in rendered(wanted):
        assert artifact.text.isascii()
        reading = read(artifact.text, wanted)
        assert reading.findings == ()
        assert reading.effective is not None
        got = reading.effective.config
        empty: tuple[Any, ...] = ("", 0, False, [], {})
        for field, value in config.items():
            held = got.get(field)
            if field == "featureGates":
                held = {key: held[key] for key in value}
            assert held == value or (value in empty and held in (None, *empty)), field


# What comes out at the end of the chain starts the real kubelet, with the fields of the intent in force.
@pytest.mark.shared
@pytest.mark.parametrize("minor", ["1.31", "1.34", "1.36"])
def test_the_real_kubelet_starts_with_it(minor: str, tmp_path: pathlib.Path) -> None:
    wanted = packets("al2023", minor, cluster=CLUSTER, hugepages=())
    for number, artifact in enumerate(rendered(wanted)):
        found = parts.find(Source("rendered", PlainDocument(artifact.text)))
        merged = merge.merge(found.configs)
        layers = reader.layers(merged, wanted.kubernetes, M5)
        folder = tmp_path / f"config.json.d-{number}"
        folder.mkdir()
        (folder / "40-nodeadm.conf").write_text(json.dumps(layers.dropin))
        header = {"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration"}
        flags = " ".join(argument.value or "" for argument in reader.arguments(merged.flags))
        answer = real.kubelet(
            minor, json.dumps(header | layers.config), "two-numa-96", tmp_path,
            "--config-dir", str(folder), "--flags", flags,
        )  # fmt: skip
        assert answer["first_error"] == ""
        assert answer["verdict"] == "starts"
        effective = answer["effective"]
        assert effective["reservedSystemCPUs"] == "0,24,48,72"
        assert effective["evictionHard"] == PACKETS["evictionHard"]
        assert effective["kubeReserved"] == {"cpu": "310m"} | PACKETS["kubeReserved"]
