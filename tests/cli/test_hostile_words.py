"""Every verb in every format, with words in files and file names that a terminal or a CI runner would obey."""

from __future__ import annotations

# ruff: noqa: E501  tables of texts
import io
import json
import os
import pathlib
import re
import sys
import unicodedata

import pytest

from numaconf.cli import main
from numaconf.cli.reporting import FORMATS
from numaconf.targets.registry import TARGETS

K = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
PROFILE = "apiVersion: numaconf/v1\nkind: NumaProfile\nmetadata: {{name: {0}}}\nspec:\n  kubernetesVersion: '1.34'\n"

WORDS = {
    "escapes": "\x1b]0;PWN\x07\x1b[2J\x9b2J\x1b[31mred a\rb\x08\x7f\x00",
    "lines": "x\n::error::INJ\r\n  ::warning::INJ\r::notice::INJ\u2028::debug::INJ\x85::group::INJ",
    "start": "::error::INJ",
    "anywhere": "##vso[task.setvariable variable=A]b ##[error]INJ ##teamcity[INJ]",
    "unquoted": "##vso[task.complete]",
    "literal": "x\ny\n::error::INJ\n  ##[group]z\n",
    "hidden": "a\u202eb\u2066c\u200b\ufeffd%0A::error::INJ,file=x]]></failure><!--",
}

_YAML = json.dumps  # a JSON string is a YAML one, escapes and all

FILES = {
    "kubelet.yaml": lambda word: f"{K}{_YAML(word)}: 1\ntopologyManagerPolicy: {_YAML(word)}\n",
    "values.yaml": lambda word: f"{K}featureGates: {{{_YAML(word)}: true}}\nreservedSystemCPUs: {_YAML(word)}\n"
                                f"kubeReserved: {{cpu: {_YAML(word)}}}\nregisterWithTaints: [{{key: {_YAML(word)}}}]\n",
    "raw.yaml": lambda word: f"{K}a: |\n  {word}\n{word}\n",
    "kubelet.json": lambda word: json.dumps({"apiVersion": "kubelet.config.k8s.io/v1beta1",
                                             "kind": "KubeletConfiguration", word: word, "cpuManagerPolicy": word}),
    "modeline.yaml": lambda word: f"# numaconf: machine={word}\n{K}a: 1\n",
    "ignore.yaml": lambda word: f"{K}maxPods: 1 # numaconf: ignore[{word}] {word}\n",
    "profile.yaml": lambda word: PROFILE.format(_YAML(word)) + f"  machine: {{instanceTypes: [{_YAML(word)}]}}\n"
                                 f"  kubelet: {{topologyManagerPolicy: {_YAML(word)}, {_YAML(word)}: 1}}\n",
    "right.yaml": lambda word: PROFILE.format("ok") + "  machine: {instanceTypes: [c5n.18xlarge]}\n  targets: {kubelet: {}, "
                               "bottlerocket: {version: 1.64.0}, karpenter: {version: 1.15.0}}\n  kubelet: {clusterDomain: "
                               f"{_YAML(word)}}}\n",
    "settings.toml": lambda word: "[settings.kubernetes]\n" + f"{_YAML(word)} = 1\ncpu-manager-policy = {_YAML(word)}\n"
                                  "[settings.kubernetes.node-labels]\n" + f"{_YAML(word)} = {_YAML(word)}\n",
    "user-data.sh": lambda word: "#!/bin/bash\n/etc/eks/bootstrap.sh c --kubelet-extra-args '--foo=1 "
                                 f"{word.replace(chr(39), '')}'\n",
    "kubelet.service": lambda word: f'[Service]\nExecStart=/usr/bin/kubelet --foo=1 "{word}" --{word}\n',
    "nodes.yaml": lambda word: "apiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata: {name: "
                               f"{_YAML(word)}}}\nspec:\n  kubelet: {{{_YAML(word)}: 1}}\n  userData: {_YAML(word)}\n",
    "config.yaml": lambda word: "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  kubelet:\n    flags: "
                                f"[{_YAML('--' + word)}]\n    config: {{{_YAML(word)}: {_YAML(word)}}}\n",
    "pods.yaml": lambda word: "apiVersion: v1\nkind: Pod\nmetadata: {name: " + f"{_YAML(word)}, namespace: {_YAML(word)}}}\n"
                              f"spec: {{containers: [{{name: {_YAML(word)}, image: {_YAML(word)}, resources: {{limits: "
                              f"{{cpu: '2', memory: 1Gi, {_YAML(word)}: 1}}}}}}]}}\n"
                              f"---\napiVersion: v1\nkind: Pod\nmetadata: {{name: b}}\nspec: {{{_YAML(word)}: 1, containers: "
                              f"[{{name: a, image: b, resources: {{limits: {{cpu: {_YAML(word)}}}}}}}]}}\n"
                              f"---\napiVersion: v1\nkind: {_YAML(word)}\nmetadata: {{name: c}}\n",
    "k3s.yaml": lambda word: f"kubelet-arg: [{_YAML('cpu-manager-policy=' + word)}, {_YAML(word)}]\n"
                             f"node-label: [{_YAML(word)}]\n",
    "talos.yaml": lambda word: f"version: v1alpha1\nmachine:\n  type: worker\n  kubelet:\n    extraConfig: {{{_YAML(word)}: "
                               f"{_YAML(word)}, cpuManagerPolicy: {_YAML(word)}}}\n",
    "kubeadm.yaml": lambda word: f"apiVersion: kubeadm.k8s.io/v1beta4\nkind: JoinConfiguration\nnodeRegistration: "
                                 f"{{name: {_YAML(word)}, kubeletExtraArgs: [{{name: {_YAML(word)}, value: {_YAML(word)}}}]}}\n"
                                 f"---\n{K}{_YAML(word)}: {_YAML(word)}\n",
    "openshift.yaml": lambda word: "apiVersion: machineconfiguration.openshift.io/v1\nkind: KubeletConfig\nmetadata: {name: "
                                   f"{_YAML(word)}}}\nspec: {{kubeletConfig: {{{_YAML(word)}: 1, cpuManagerPolicy: "
                                   f"{_YAML(word)}}}}}\n",
    "cluster.yaml": lambda word: "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: " + _YAML(word)
                                 + f", version: {_YAML(word)}}}\nmanagedNodeGroups: [{{name: {_YAML(word)}, instanceType: "
                                 f"{_YAML(word)}, {_YAML('kubelet' + word)}: 1, overrideBootstrapCommand: {_YAML(word)}}}]\n",
    "start.sh": lambda word: "minikube start --extra-config=kubelet.cpu-manager-policy='" + word.replace("'", "") + "' --"
                             f"{word}\n",
    "machine.yaml": lambda word: "apiVersion: numaconf/v1\nkind: Machine\nmetadata: {name: "
                                 f"{_YAML(word)}}}\nspec: {{instanceType: {_YAML(word)}, numaNodes: "
                                 "[{cpus: 0-3}]}\n",
}  # fmt: skip


INTO = {
    "kubelet.yaml": ("kubelet", "kubelet-dropin", "kubeadm"), "values.yaml": ("kubelet",), "kubelet.json": ("kubelet",),
    "settings.toml": ("bottlerocket",), "nodes.yaml": ("karpenter",), "config.yaml": ("al2023",), "k3s.yaml": ("k3s",),
    "talos.yaml": ("talos",), "openshift.yaml": ("openshift",), "cluster.yaml": ("eksctl",), "start.sh": ("minikube",),
    "user-data.sh": ("al2",),
}  # fmt: skip
BESIDE = {
    "plain.yaml": K, "static.yaml": K + "cpuManagerPolicy: static\nkubeReserved: {cpu: '1'}\n",
    "good.yaml": PROFILE.format("ok") + "  machine: {instanceTypes: [c5n.18xlarge]}\n  kubelet: {cpuManagerPolicy: static, "
                 "kubeReserved: {cpu: '1'}}\n  targets: {karpenter: {version: 1.15.0}, bottlerocket: {version: 1.64.0}}\n",
}  # fmt: skip
"""What stands beside a file, and is right."""


def calls(name: str, word: str) -> list[list[str]]:
    """Command lines for a file."""
    lint = [["lint", "--format", form, name] for form in FORMATS]
    more = [["lint", "--diff", "--unsafe-fixes", name], ["show", name], ["show", "--format", "json", name],
            *(["convert", name, "--to", to, "--kubernetes-version", "1.34"] for to in ("kubelet", "bottlerocket", "k3s"))]  # fmt: skip
    if name in {"profile.yaml", "right.yaml"}:
        more += [["validate", "--format", form, name] for form in FORMATS]
        more += [["render", "--target", target, name] for target in TARGETS]
    if name == "machine.yaml":
        more += [["machine", "show", f"./{name}"], ["machine", "show", "--format", "json", f"./{name}"],
                 ["lint", "--machine", f"./{name}", "values.yaml"],
                 ["machine", "compare", f"./{name}", f"./{name}"], ["machine", "compare", f"./{name}", word],
                 ["machine", "show", f"./{name}", "--with", "values.yaml"], ["machine", "list", "--like", f"./{name}"],
                 ["machine", "export", f"./{name}", "--to", "hwloc"], ["machine", "show", f"./{name}", "--svg", "-"],
                 ["init", "--for", "latency", "--machine", f"./{name}", "--kubernetes-version", "1.34"]]  # fmt: skip
    if name == "kubelet.yaml":
        more += [["explain", word], ["lint", "--machine", word, name], ["lint", "--select", word, name],
                 ["lint", "--as", word, name], ["lint", "--kubernetes-version", word, name], ["show", word],
                 ["render", "--target", word, name], ["machine", "show", word], ["machine", "list", word], [word],
                 ["lint", f"--{word}"], ["lint", word]]  # fmt: skip
    if name == "pods.yaml":
        node = ["--kubernetes-version", "1.34", "--machine", "numa:2 core:4 pu:2 memory:8Gi"]
        more += [
            ["fit", "plain.yaml", "--pods", name, *node, *options]
            for options in ([], ["--format", "json"], ["--count"], ["--suggest"], ["--why", word], ["--svg", "-"])
        ]
        more += [["plan", "plain.yaml", "static.yaml", "--pods", name, *node], ["verify", "--pod", word, "--root", "."],
                 ["init", "--for", "latency", "--pods", name, *node]]  # fmt: skip
    else:
        known = ["--kubernetes-version", "1.34"]
        more += [
            ["fit", name, "--pods", "pods.yaml", *known],
            ["plan", "plain.yaml", name, *known],
            ["plan", name, "plain.yaml", "--format", "json", *known],
            ["plan", "plain.yaml", name, "--script", *known],
            ["verify", name, "--root", "."],
            ["verify", name, "--root", ".", "--format", "json"],
            ["verify", "--manifest", name],
            ["init", "--from", name, *known],
            ["machine", "show", "m5.24xlarge", "--with", name, *known],
        ]
        more += [["render", "good.yaml", "--target", target, "--into", name, "--check", "--name", word]
                 for target in INTO.get(name, ())]  # fmt: skip
    return lint + more


def obeyed(said: str, *, commands: bool) -> list[str]:
    """What in a log somebody would obey. With `commands` the workflow commands of `--format github` are expected."""
    signs = set(said.replace("\r\n", "\n")) - {"\n", "\t"}
    found = [repr(one) for one in signs if unicodedata.category(one)[0] == "C"]
    for line in re.split("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", said):
        ours = commands and re.match(r"::(error|warning|notice) (file|title)=", line)
        if (line.strip().startswith("::") and not ours) or re.search(r"##\w*\[", line):
            found.append(line)
    return found


@pytest.mark.parametrize("name", list(FILES))
@pytest.mark.parametrize("word", list(WORDS))
def test_nothing_is_obeyed(
    name: str,
    word: str,
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    for file, text in BESIDE.items():
        (tmp_path / file).write_text(text)
    for file in {name, "values.yaml", "pods.yaml"}:
        (tmp_path / file).write_bytes(FILES[file](WORDS[word]).encode("utf-8", "surrogatepass"))
    for arguments in calls(name, WORDS[word]):
        status = main.run(arguments)
        captured = capfdbinary.readouterr()
        out, err = captured.out.decode("utf-8"), captured.err.decode("utf-8")
        told = (word, arguments)
        assert status in {0, 1, 2}, told
        assert "a bug in numaconf" not in out + err, (told, err)
        assert obeyed(out, commands="github" in arguments) == [], told
        assert obeyed(err, commands=False) == [], told


@pytest.mark.parametrize("word", list(WORDS))
def test_no_file_name_is_obeyed(
    word: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(tmp_path)
    name = WORDS[word].replace("/", "").replace("\0", "") + ".yaml"
    (tmp_path / name).write_text(K + "maxPodz: 1\n")
    (tmp_path / f"{name}.d").mkdir()
    for arguments in [*calls(name, name), *(["lint", "--format", form] for form in FORMATS), ["lint", f"{name}.d/x"]]:
        assert main.run(arguments) in {0, 1, 2}
        captured = capfdbinary.readouterr()
        for said in (captured.out, captured.err):
            text = said.decode("utf-8")
            assert "a bug in numaconf" not in text, (arguments, text)
            assert obeyed(text, commands="github" in arguments) == [], arguments


@pytest.mark.parametrize("word", list(WORDS))
def test_no_query_of_terraform_is_obeyed(
    word: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    for query in ({WORDS[word]: "x"}, {"target": WORDS[word]}, {"target": "kubelet", "profile": WORDS[word]},
                  {"target": "kubelet", "profile_yaml": FILES["profile.yaml"](WORDS[word])},
                  {"target": "kubelet", "profile_yaml": WORDS[word]}):  # fmt: skip
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(query).encode())))
        assert main.run(["terraform"]) == 1
        captured = capfdbinary.readouterr()
        assert "a bug in numaconf" not in captured.err.decode()
        assert obeyed((captured.out + captured.err).decode(), commands=False) == [], query


def test_colour_is_ours_alone(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(FILES["kubelet.yaml"](WORDS["escapes"]))
    for verb in ("lint", "show"):
        main.run([verb, "--color", "always", "a.yaml"])
        said = capfdbinary.readouterr().out.decode()
        assert "\x1b[" in said
        assert re.sub("\x1b\\[[0-9;]*m", "", said).count("\x1b") == 0
        assert "\x1b[31mred" not in said
    assert os.listdir(tmp_path) == ["a.yaml"]
