"""Texts that want to be code, in labels, taints, cluster, names and fields of a profile, on every target: the program
that consumes the rendering (sh, TOML, YAML, MIME, systemd's rules) finds the same text, or numaconf refuses it.
"""

from __future__ import annotations

import email
import json
import pathlib
import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from numaconf import runners
from numaconf.documents import systemd
from numaconf.documents.systemd import unit_file
from numaconf.profile.load import parse
from numaconf.targets.registry import TARGETS
from numaconf.targets.target import Artifact
from numaconf.verbs.render import render
from tests.targets.al2.test_render import run as run_on_al2
from tests.test_injection import NASTY, documents, read

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

VALUES = [
    *NASTY, "'; touch owned; '", '"; touch owned; "', "a\n--//\nb", "a\nNUMACONF_END_OF_FILE\ntouch owned\n",
    "a\n--NUMACONF\nContent-Type: text/x-shellscript\n\n#!/bin/sh\ntouch owned\n", "%i", "%H", "a%%b", "$HOME", "\\;",
    "plain", "with-dash.and_dot", "true", "5", "<5%", "x y", "a\n::error::b", "a\n  ::error::b\nc\n", "::error::b",
    "##vso[task.complete]", "a\nb ##[error]c\nd\n", "a ##teamcity[b]",
]  # fmt: skip
ROUTES = {
    "label": ("node", "labels", "example.com/x"),
    "taint": ("node", "taints", 0, "value"),
    "taint key": ("node", "taints", 0, "key"),
    "cluster name": ("cluster", "name"),
    "endpoint": ("cluster", "apiServerEndpoint"),
    "certificate": ("cluster", "certificateAuthority"),
    "field": ("kubelet", "clusterDomain"),
    "list": ("kubelet", "tlsCipherSuites", 0),
    "role": ("targets", "karpenter", "role"),
    "minikube profile": ("targets", "minikube", "profile"),
    "name": (),
}
LEGAL = {"label": "with-dash.and_dot", "taint": "with-dash.and_dot", "taint key": "with-dash.and_dot", "name": "plain",
         "endpoint": "https://a.example", "certificate": "QQ=="}  # fmt: skip


@cache  # the same for every target
def profile(where: str, value: str) -> Any:
    spec: dict[str, Any] = {
        "kubernetesVersion": "1.32",
        "machine": {"instanceTypes": ["m5.24xlarge"]},
        "kubelet": {"topologyManagerPolicy": "restricted"},
        "cluster": {"name": "c", "apiServerEndpoint": "https://a.example", "certificateAuthority": "QQ==",
                    "cidr": "10.0.0.0/16"},
        "node": {"labels": {}, "taints": [{"key": "k", "value": "v", "effect": "NoSchedule"}]},
        "targets": {"karpenter": {"version": "1.15.0"}, "bottlerocket": {"version": "1.64.0"}, "minikube": {}},
    }  # fmt: skip
    document = {"apiVersion": "numaconf/v1", "kind": "NumaProfile", "metadata": {"name": "x"}, "spec": spec}
    if where == "name":
        document["metadata"] = {"name": value}
    elif where == "list":
        spec["kubelet"]["tlsCipherSuites"] = [value]
    else:
        at: Any = spec
        *steps, last = ROUTES[where]
        for step in steps:
            at = at[step]
        at[last] = value
    (made,) = parse(json.dumps(document), "p.json")
    return made


def strings(value: Any) -> set[str]:
    """Every key and value in a parsed document."""
    if isinstance(value, dict):
        return {text for pair in value.items() for one in pair for text in strings(one)}
    if isinstance(value, list | tuple):
        return {text for one in value for text in strings(one)}
    return {value} if isinstance(value, str) else set()


def by_systemd(arguments: str) -> list[str]:
    """The words that the kubelet's unit makes of `Environment='KUBELET_EXTRA_ARGS=…'`."""
    (line,) = unit_file.settings(f"[Service]\nEnvironment='KUBELET_EXTRA_ARGS={arguments}'\n")
    environment = systemd.environment(line.value.text)
    assert not environment.ignored
    (one,) = environment.assignments
    return [word.text for word in systemd.split(systemd.specifiers(one.value)[0].text)]


def in_flags(words: list[str]) -> set[str]:
    """The texts that flags hold: whole, and as keys and values of maps."""
    found = set(words)
    for word in words:
        value = word.partition("=")[2]
        found.add(value)
        for pair in value.split(","):
            key, _, rest = pair.partition("=")
            found |= {pair, key, rest, rest.rpartition(":")[0]}
    return found


def yaml_texts(text: str) -> set[str]:
    return {one for document in documents(text) for one in strings(document)}


def user_data(text: str, folder: pathlib.Path) -> set[str]:
    if not text.startswith("MIME-Version"):
        return yaml_texts(text)
    message = email.message_from_string(text)
    assert not message.defects
    parts = [part for part in message.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == ["application/node.eks.aws"]
    return {one for part in parts for one in yaml_texts(str(part.get_payload()))}


def node_config(found: set[str]) -> set[str]:
    """With what the kubelet's flags of a NodeConfig hold, which nodeadm puts into an environment file."""
    words = [text for text in found if text.startswith("--")]
    return found | in_flags([word for text in words for word in by_systemd(text)])


def consumed(target: str, artifacts: tuple[Artifact, ...], folder: pathlib.Path) -> set[str]:
    """Every text that reaches the consumer of the primary file."""
    text = artifacts[0].text
    if target.startswith("kubelet"):
        return yaml_texts(text)
    if target in ("kubeadm", "openshift"):
        return yaml_texts(text)
    if target == "k3s":
        found = yaml_texts(text)
        return found | in_flags([f"--x={one}" for one in found]) | in_flags([f"--{one}" for one in found])
    if target == "talos":
        found = yaml_texts(text)
        return found | {one.rpartition(":")[0] for one in found}
    if target == "eksctl":
        inner = [one for one in yaml_texts(text) if "kind: NodeConfig" in one]
        return yaml_texts(text) | {one for part in inner for one in node_config(yaml_texts(part))}
    if target == "bottlerocket":
        settings = tomllib.loads(text)
        taints = settings["settings"]["kubernetes"].get("node-taints", {})
        return strings(settings) | {one.rpartition(":")[0] for values in taints.values() for one in values}
    if target == "al2023":
        assert node_config(yaml_texts(text)) == node_config(user_data(artifacts[1].text, folder))
        return node_config(yaml_texts(text))
    if target == "karpenter":
        found = yaml_texts(text)
        given = documents(text)[0]["spec"].get("userData")
        return found | (user_data(given, folder) if given else set())
    if target == "minikube":
        (folder / "minikube").write_text('#!/bin/sh\nprintf "%s\\0" "$@"\n')
        (folder / "minikube").chmod(0o755)
        run = subprocess.run(["sh", "-c", text], env={"PATH": f"{folder}:/bin:/usr/bin"}, cwd=folder,
                             capture_output=True, check=True)  # fmt: skip
        words = run.stdout.decode().split("\0")[:-1]
        flags = [word.partition("=")[2].removeprefix("kubelet.") for word in words]
        assert {path.name for path in folder.iterdir()} == {"minikube"}
        return in_flags([*words, *(word for flag in flags if flag for word in by_systemd(f"--{flag}"))])
    ran = run_on_al2(text, folder / "node")
    assert ran.left <= {"bin", "kubelet", "units", "sbin", "bootstrap.sh.args", "systemctl.args"}
    extra = ran.arguments[ran.arguments.index("--kubelet-extra-args") + 1]
    assert artifacts[1].text == extra + "\n"
    return {*ran.arguments, *in_flags(by_systemd(extra)), *strings(ran.config)}


OF_NOBODY = {
    "kubelet": {"label", "cluster name", "endpoint", "certificate", "role", "minikube profile", "name"},
    "kubelet-dropin": {"label", "cluster name", "endpoint", "certificate", "role", "minikube profile", "name"},
    "al2": {"role", "minikube profile", "name"},
    "al2023": {"role", "minikube profile", "name"},
    "bottlerocket": {"role", "minikube profile", "name"},
    "karpenter": {"minikube profile", "endpoint", "certificate"},
    "minikube": {"cluster name", "endpoint", "certificate", "role", "name"},
    "kubeadm": {"label", "cluster name", "endpoint", "certificate", "role", "minikube profile", "name"},
    "k3s": {"cluster name", "endpoint", "certificate", "role", "minikube profile", "name"},
    "talos": {"cluster name", "endpoint", "certificate", "role", "minikube profile", "name"},
    "openshift": {"label", "taint", "taint key", "cluster name", "endpoint", "certificate", "role", "minikube profile"},
    "eksctl": {"endpoint", "certificate", "role", "minikube profile"},
}
"""What a target's document does not hold, or in comments only."""
REFUSED = {("bottlerocket", "field"), ("bottlerocket", "list"), ("openshift", "field")}
"""Fields that a target refuses whatever their value."""


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("where", ROUTES)
def test_the_same_text_comes_out_or_it_is_refused(target: str, where: str, tmp_path: pathlib.Path) -> None:
    carried = []
    for number, value in enumerate([*VALUES, *([LEGAL[where]] if where in LEGAL else [])]):
        made = profile(where, value)
        done = render(made, target) if not made.findings else None
        if done is None or not done.artifacts:
            assert made.findings if done is None else done.findings, value
            assert all(finding.origin.route for finding in made.findings), value
            continue
        folder = tmp_path / str(number)
        folder.mkdir()
        assert [one.name for one in done.artifacts if runners.obeys(one.text)] == [], value
        read(done.artifacts)
        texts = consumed(target, done.artifacts, folder)
        assert not list(tmp_path.rglob("owned")), value
        if where in OF_NOBODY[target]:
            continue
        carried.append(value)
        held = value in texts or (where in ("role", "cluster name") and any(value in one for one in texts))
        assert held or value == "", (value, sorted(texts))
    expected = LEGAL.get(where, "plain")
    if where not in OF_NOBODY[target] and (target, where) not in REFUSED:
        assert expected in carried, "refusing everything would pass"
