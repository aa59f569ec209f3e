"""Write `tests/recordings/*.json`: what kubeadm, kind, Talos, k0s and OpenShift make of hard inputs.

Run it with the programs built (`conformance/consumers.sh`): `python conformance/record_consumers.py`. With `--check` it
compares with the files instead and says where they differ.
"""

from __future__ import annotations

import json
import os
import pathlib
import re
import subprocess
import sys
from typing import Any

import consumer_inputs as inputs

HERE = pathlib.Path(__file__).resolve().parent
RECORDINGS = HERE.parent / "tests" / "recordings"
PROGRAMS = pathlib.Path(os.environ.get("NUMACONF_ORACLES", pathlib.Path.home() / ".cache" / "numaconf" / "oracles"))
LICENCE = "inputs and recorded answers are the project's own; the programs that answered are under Apache-2.0"
TALOS_LICENCE = LICENCE.replace("Apache-2.0", "MPL-2.0 (Talos machinery) and Apache-2.0")

# What says nothing about the node's resources, and would fill the recordings.
_NOISE = frozenset({"authentication", "authorization", "logging", "crashLoopBackOff", "clusterDomain"})


def trimmed(config: dict[str, Any]) -> dict[str, Any]:
    """A configuration without the zero durations that Go writes, and without what is the same in every answer."""
    return {name: value for name, value in config.items() if name not in _NOISE and value != "0s"}


def questions() -> dict[str, tuple[str, list[dict[str, Any]]]]:
    """The program and the questions of each recording."""
    base = inputs.CLUSTER + "---\n" + inputs.HEADED
    kubeadm = [{"kind": "kubeadm-init", "text": base + fields + "\n"} for fields in inputs.FIELDS]
    kubeadm += [{"kind": "kubeadm-init", "text": text} for text in inputs.KUBEADM_INIT]
    kubeadm += [{"kind": "kubeadm-join", "text": text} for text in inputs.KUBEADM_JOIN]
    kubeadm += [{"kind": "kubeadm-init", "text": base + inputs.BASE, "patches": files} for files in inputs.PATCHES]
    return {
        "kubeadm": ("consumers", kubeadm),
        "openshift": (
            "consumers",
            [{"kind": "openshift", "text": fields, "base": inputs.POOL} for fields in inputs.FIELDS],
        ),
        "k0s": ("consumers", [{"kind": "k0s", "text": fields, "base": inputs.PROFILE} for fields in inputs.FIELDS]),
        "talos": ("talos", [{"text": text} for text in (*map(inputs.talos, inputs.FIELDS), *inputs.TALOS)]),
        "kind": (
            "kind",
            [{"text": text, "version": version} for text in inputs.KIND for version in ("v1.34.0", "v1.36.0")],
        ),
    }


VERSIONS = {
    "kubeadm": "k8s.io/kubernetes v1.34.10 (cmd/kubeadm)",
    "openshift": "k8s.io/apimachinery and k8s.io/kubelet v0.34.10, github.com/imdario/mergo v0.3.16, called as the "
    "machine-config-operator calls them",
    "k0s": "k8s.io/kubernetes v1.34.10, sigs.k8s.io/yaml, called as k0s calls them",
    "talos": "github.com/siderolabs/talos/pkg/machinery v1.12.0, k8s.io/apimachinery v0.34.10",
    "kind": "sigs.k8s.io/kind v0.33.0",
}


def ask(program: str, asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answers of a program, in order."""
    text = "".join(json.dumps(one) + "\n" for one in asked)
    run = subprocess.run([str(PROGRAMS / program)], input=text, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def answer(name: str, says: dict[str, Any]) -> dict[str, Any]:
    """An answer as it is recorded."""
    if "config" in says:
        says["config"] = trimmed(says["config"])
    if "said" in says:
        says["said"] = sorted(set(says["said"]))  # kubeadm walks a map
    if "error" in says:
        says["error"] = re.sub(r"/tmp/kubeadm\d+", "/tmp", says["error"])
    if name == "kind":
        for node in says.get("nodes", ()):
            documents = node.pop("text").split("---\n")
            node["documents"] = [
                text for text in documents if "KubeletConfiguration" in text or "kubeletExtraArgs" in text
            ]
    return says


def main() -> int:
    """Record everything, or compare."""
    different = 0
    RECORDINGS.mkdir(exist_ok=True)
    for name, (program, asked) in questions().items():
        meta = {
            "asked": VERSIONS[name],
            "by": "conformance/record_consumers.py",
            "licence": TALOS_LICENCE if name == "talos" else LICENCE,
        }
        says = [answer(name, one) for one in ask(program, asked)]
        cases = [{"ask": question, "says": said} for question, said in zip(asked, says, strict=True)]
        lines = ",\n".join(json.dumps(case, ensure_ascii=False, sort_keys=True) for case in cases)
        text = f'{{"meta": {json.dumps(meta, ensure_ascii=False)},\n"cases": [\n{lines}\n]}}\n'
        path = RECORDINGS / f"{name}.json"
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
        elif path.read_text(encoding="utf-8") != text:
            different += 1
            print(f"{path} is not what the programs say now")
        print(f"{name}: {len(cases)} cases")
    return different


if __name__ == "__main__":
    sys.exit(main())
