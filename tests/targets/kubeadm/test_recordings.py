"""kubeadm's model against what kubeadm's own packages said (tests/recordings/kubeadm.json)."""

from __future__ import annotations

from typing import Any

import pytest

from numaconf.context import Context
from numaconf.documents import yaml
from numaconf.documents.errors import Unreadable
from numaconf.documents.source import Source
from numaconf.kubelet import tree
from numaconf.kubelet.effective import Lost, Origin
from numaconf.kubelet.version import Version
from numaconf.targets import kubeadm
from numaconf.targets.kubeadm import configuration, header, patches, reader
from tests.recordings import cases

ASKED = Version(1, 34, 10)
# What kubeadm adds from the machine that it runs on, and what Go writes for an empty struct.
_ELSEWHERE = frozenset({"apiVersion", "kind", "containerRuntimeEndpoint", "memorySwap", "resolvConf"})
_QUIET = frozenset({"authentication", "authorization", "logging", "crashLoopBackOff", "clusterDomain"})


def sources(text: str, path: str = "kubeadm.yaml", *, only_first: bool = False) -> list[Source]:
    found = []
    for index, one in enumerate(yaml.read_each(text)):
        if isinstance(one, Unreadable) and index and only_first:
            break  # behind the first document of a text Go's YAML does not look
        assert not isinstance(one, Unreadable)
        found.append(Source(path, one, index))
    return found


def documents(case: dict[str, Any]) -> list[Source]:
    if "# nothing" in case["ask"]["text"]:
        pytest.skip("kubeadm takes a comment for a document; numaconf says nothing about one")
    try:
        return sources(case["ask"]["text"])
    except AssertionError:
        pytest.skip("no YAML: its own test is in tests/documents")


def written(root: tree.Node) -> dict[str, Any]:
    config = tree.to_config(root)[0]
    # A list's element is a struct, of which Go writes the zeros.
    entries = config.get("reservedMemory")
    for entry in entries if isinstance(entries, list) else ():
        if entry == {}:
            entry |= {"limits": None, "numaNode": 0}
    return {key: value for key, value in config.items() if key not in _ELSEWHERE | _QUIET}


def recorded(says: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in says["config"].items() if key not in _ELSEWHERE}


def of(kind: str, patched: bool) -> list[dict[str, Any]]:
    return [one for one in cases("kubeadm") if one["ask"]["kind"] == kind and ("patches" in one["ask"]) == patched]


@pytest.mark.parametrize("case", of("kubeadm-init", patched=False))
def test_init(case: dict[str, Any]) -> None:
    found = documents(case)
    reading = kubeadm.read(found, ASKED, None, Context(ASKED))
    ends = any(one.severity == "will-not-start" for one in reading.findings if one.says and one.says.who == "kubeadm")
    ends |= any(one.code == "NC540" for one in reading.findings) or bool(reading.unread)
    only_kubelet = [header.of(one).group for one in found] == [header.KUBELET_GROUP]
    assert (ends or only_kubelet) == ("error" in case["says"]), case["says"]
    if "error" in case["says"]:
        return
    document = next((one for one in found if header.of(one).group == header.KUBELET_GROUP), None)
    root = configuration.decoded(document, ASKED).root if document else configuration.own()
    made = {key: value for key, value in recorded(case["says"]).items() if key != "shutdownGracePeriod"}
    assert written(root) == {key: value for key, value in made.items() if value != {}}
    init = next((one for one in found if header.of(one).kind == header.INIT), None)
    if init is not None:
        node = reader.node(init, (), as_list=header.has_list(header.of(init)))
        assert [f"--{name}={value}" for name, value, _ in node.pairs] == case["says"]["flags"]


def test_a_key_that_is_dropped_is_said() -> None:
    for case in of("kubeadm-init", patched=False):
        strict = [line for line in case["says"].get("said", ()) if "unknown field" in line]
        if not strict or "error" in case["says"]:
            continue
        findings = kubeadm.read(documents(case), ASKED, None, Context(ASKED)).findings
        assert {one.code for one in findings} & {"NC401", "NC402", "NC541"}, case
        assert all(one.severity == "no-effect" for one in findings if one.code in {"NC401", "NC402", "NC541"})


@pytest.mark.parametrize("case", of("kubeadm-join", patched=False))
def test_join(case: dict[str, Any]) -> None:
    found = documents(case)
    joins = [one for one in found if header.of(one).kind == header.JOIN]
    reading = kubeadm.read([*joins, *(one for one in found if one not in joins)], ASKED, None, Context(ASKED))
    if not joins:
        assert "error" in case["says"]
        return
    twice = "specified twice" in case["says"].get("error", "")  # said about the node that is initialised
    assert any(one.code == "NC540" for one in reading.findings) or twice == ("error" in case["says"])
    if "error" in case["says"]:
        return
    node = reader.node(joins[0], (), as_list=header.has_list(header.of(joins[0])))
    assert [f"--{name}={value}" for name, value, _ in node.pairs] == case["says"]["flags"]
    ignored = [line for line in case["says"].get("said", ()) if "Kind=KubeletConfiguration" in line]
    alone = not any(header.of(one).kind in {header.INIT, header.CLUSTER} for one in found)
    assert any("join ignores" in one.message for one in reading.findings) == bool(ignored and alone)


@pytest.mark.parametrize("case", of("kubeadm-init", patched=True))
def test_patches(case: dict[str, Any]) -> None:
    root = configuration.decoded(sources(case["ask"]["text"])[1], ASKED).root
    lost: list[Lost] = []
    says, used, ends = case["says"], [], False
    # As filepath.Walk goes through a folder: files and folders of one level in lexical order.
    for path, text in sorted(case["ask"]["patches"].items(), key=lambda item: item[0].split("/")):
        base = path.rpartition("/")[2]
        name = patches.name(base)
        if name.refused:
            assert name.refused in says["error"]
            return
        if name.ignored or not text:
            assert any(base in line and "Ignoring" in line for line in says["patches"])
            continue
        used.append(base)
        if name.target != patches.TARGET:
            continue
        try:
            found = sources(text, path, only_first=True)
        except AssertionError:
            ends = True
            continue
        for source in found:
            patch = source.document.value
            if patch is None:
                continue
            if isinstance(patch, dict):
                patch = {key: value for key, value in patch.items() if key not in {"apiVersion", "kind"}}
            try:
                patches.apply(root, name.type, patch, Origin("document", source), lost)
            except patches.Refused:
                ends = True
    assert ends == ("error" in says), says
    if ends:
        return
    if used:
        assert f"Found the following patch files: [{' '.join(used)}]" in says["patches"][0]
    assert written(root) == {key: value for key, value in recorded(says).items() if key not in _QUIET}
