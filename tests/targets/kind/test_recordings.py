"""kind's model against what kind's own packages wrote (tests/recordings/kind.json)."""

from __future__ import annotations

from typing import Any

import pytest
import yaml as pyyaml

from numaconf.documents import yaml
from numaconf.documents.pieces import Chosen
from numaconf.documents.source import Source
from numaconf.kubelet import tree
from numaconf.kubelet.version import Version
from numaconf.targets.kind import patches, reader, schema, template
from tests.recordings import cases


def name(case: dict[str, Any]) -> str:
    return case["ask"]["version"]


def of(kind: str, documents: list[str]) -> dict[str, Any]:
    found = [one for one in map(pyyaml.safe_load, documents) if one["kind"] == kind]
    return found[0] if found else {}


def flags(document: dict[str, Any]) -> dict[str, str]:
    """The extra arguments that are not kind's own."""
    held = document.get("nodeRegistration", {}).get("kubeletExtraArgs") or {}
    named = held if isinstance(held, dict) else {one["name"]: one["value"] for one in held}
    return {key: value for key, value in named.items() if key not in {"node-ip", "provider-id", "node-labels"}}


@pytest.mark.parametrize("case", cases("kind"), ids=name)
def test_nodes(case: dict[str, Any]) -> None:
    version = Version(1, int(case["ask"]["version"].split(".")[1]))
    source = Source("kind.yaml", yaml.read(case["ask"]["text"]))
    refused = any(one.code == "NC543" for one in reader.read(source, version, None).findings)
    assert refused == ("error" in case["says"]), case["says"]
    if refused:
        return
    nodes = source.document.value.get("nodes") or [{}]
    assert len(nodes) == len(case["says"]["nodes"])
    for at, said in enumerate(case["says"]["nodes"]):
        node = ("nodes", at) if "nodes" in source.document.value else ()
        first = schema.first_control_plane(source)
        given = [*patches.of(source, ()), *(patches.of(source, node) if node else ())]
        root, _ = reader.kubelet(source, given)
        asked = of("KubeletConfiguration", said["documents"])
        header = {"apiVersion", "kind", "metadata"}
        assert tree.to_config(root)[0] == {key: value for key, value in asked.items() if key not in header}
        role = template.INIT if node == first else template.JOIN
        api = template.documents(version)[role]
        as_list = template.api_version(version) == "v1beta4"
        matching = [one for one in given if one.matches(role, api)]
        extra, _, _ = patches.arguments(matching, as_list=as_list)
        if extra.misfits:  # kubeadm refuses what kind has written
            continue
        assert {key: value for key, value, _ in extra.pairs} == flags(of(role, said["documents"]))


@pytest.mark.parametrize("case", cases("kind"), ids=name)
def test_what_changes_nothing_is_said(case: dict[str, Any]) -> None:
    """A patch that says something about the kubelet shows in what kind wrote for some node, or is remarked on."""
    if "error" in case["says"] or "static" not in case["ask"]["text"]:
        return
    version = Version(1, int(case["ask"]["version"].split(".")[1]))
    document = yaml.read(case["ask"]["text"])
    effect = False
    findings = []
    for at, said in enumerate(case["says"]["nodes"]):
        node = ("nodes", at) if "nodes" in document.value else ()
        source = Source("kind.yaml", Chosen(document, node))
        first = schema.first_control_plane(source)
        role = template.INIT if node == first else template.JOIN
        kubelet = of("KubeletConfiguration", said["documents"]) if node == first else {}
        given = flags(of(role, said["documents"]))
        effect |= kubelet.get("cpuManagerPolicy") == "static" or "cpu-manager-policy" in given
        findings += reader.read(source, version, None).findings
    said_so = any(one.code in {"NC401", "NC402", "NC540", "NC541", "NC542"} for one in findings)
    assert effect or said_so
