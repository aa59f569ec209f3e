"""What is the kubelet's, what only borrows its names, and what a script does to its files."""

from __future__ import annotations

import json

import pytest

from numaconf.verbs.lint.file import Options, lint

AKS = {"cpuManagerPolicy": "static", "cpuCfsQuota": True, "imageGcHighThreshold": 90, "topologyManagerPolicy": "none"}


def status(name: str, text: str) -> tuple[str, list[str], str]:
    report = lint(name, text.encode(), Options())
    assert report is not None
    return report.status, [one.finding.code for one in report.remarks], report.reason or ""


@pytest.mark.parametrize(
    "value",
    [
        AKS,
        {"cpuManagerPolicy": "static", "podMaxPids": 2048, "kubeReserved": {"cpuMillicores": 300}},
        {"cpuManagerPolicy": "exclusive", "flavour": "a", "sockets": 2},
        {"apiVersion": "tuning.example.com/v1", "kind": "KubeletConfiguration", "cpuManagerPolicy": "exclusive"},
        {"apiVersion": "x.example.com/v1", "kind": "NodeTuning", "spec": {"reservedMemory": "4Gi"}},
    ],
)
def test_what_only_borrows_the_names_is_not_a_fragment(value: dict[str, object]) -> None:
    found, codes, _ = status("x.json", json.dumps(value))
    assert found in {"skipped", "unread", "checked"}
    assert codes == []


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ({"cpuManagerPolicyy": "static", "topologyManagerPolicy": "none"}, ["NC401"]),
        ({"cpuManagerPolicy": "static", "MaxPods": 20, "kubeReserved": {"cpu": "1"}}, ["NC402"]),
        ({"apiVersion": "kubelet.config.k8s.io", "kind": "KubeletConfiguration", "maxPods": 10}, ["NC002"]),
        ({"apiVersion": "kubeletconfig.k8s.io/v1", "kind": "KubeletConfiguration", "maxPods": 10}, ["NC002"]),
    ],
)
def test_a_fragment_with_a_mistake_is_one_all_the_same(value: dict[str, object], codes: list[str]) -> None:
    found, said, _ = status("x.yaml", json.dumps(value).replace('{"', '{ "', 1).replace("{", "\n{", 1))
    assert (found, said) == ("checked", codes)


@pytest.mark.parametrize(
    "script",
    [
        "sed -i 's/cpuManagerPolicy: .*/cpuManagerPolicy: static/' /var/lib/kubelet/config.yaml\n",
        "yq -i '.memoryManagerPolicy = \"Static\"' /etc/kubernetes/kubelet/kubelet.yaml\n",
        "F=/var/lib/kubelet/config.yaml; echo 'cpuManagerPolicy: static' >> $F\n",
        "sudo tee -a /var/lib/kubelet/config.yaml <<E\ncpuManagerPolicy: static\nE\n",
    ],
)
def test_an_edit_by_a_script_is_not_followed_and_said(script: str) -> None:
    found, codes, reason = status("x.sh", "#!/bin/sh\n" + script)
    assert (found, codes) == ("unread", [])
    assert "is not followed" in reason


def test_a_main_file_that_a_script_writes_whole_needs_its_header() -> None:
    text = "#!/bin/sh\nsudo tee /var/lib/kubelet/config.yaml <<E\ncpuManagerPolicy: none\nE\n"
    assert status("x.sh", text)[:2] == ("checked", ["NC002"])


@pytest.mark.parametrize(
    "script",
    [
        "rm -f /var/lib/kubelet/cpu_manager_state # cpuManagerPolicy\n",
        "grep cpuManagerPolicy /var/lib/kubelet/config.yaml\n",
        "sed -i s/a/b/ /etc/fstab # cpuManagerPolicy of /var/lib/kubelet/config.yaml\n",
    ],
)
def test_a_script_that_only_looks_is_not_ours(script: str) -> None:
    assert status("x.sh", "#!/bin/sh\n" + script)[0] == "skipped"


def test_fields_behind_a_separator_are_cut_off_with_as_kubelet_too() -> None:
    text = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n---\ncpuManagerPolicy: static\n"
    report = lint("x", text.encode(), Options(kind="kubelet"))
    assert report is not None
    assert [(one.finding.code, one.location.span.line) for one in report.remarks] == [("NC003", 4)]


@pytest.mark.parametrize(
    "command",
    [
        "docker run -d --net=host example/hyperkube:v1.34.0 kubelet \\\n  --cpu-manager-policy=statik\n",
        "start-stop-daemon --start --exec /usr/bin/kubelet -- --reserved-cpus=0\n",
        "podman run x /hyperkube kubelet --topology-manager-policy restricted\n",
    ],
)
def test_a_kubelet_that_something_else_starts_is_not_followed_and_said(command: str) -> None:
    found, codes, reason = status("x.sh", "#!/bin/sh\n" + command)
    assert (found, codes) == ("unread", [])
    assert "in a way that is not followed" in reason


@pytest.mark.parametrize(
    "text",
    [
        "#!/usr/bin/env python3\nrun(['x', 'kubelet', '--cpu-manager-policy=static'])\n",
        "#!/bin/sh\necho 'docker run kubelet --cpu-manager-policy=static'\n",
        "#!/bin/sh\ngrep -e --cpu-manager-policy /etc/kubelet\n",
        "#!/bin/sh\ndocker run x kubelet --v=2\n",
        "#!/bin/sh\ndocker logs kubelet # --cpu-manager-policy=static\n",
    ],
)
def test_what_starts_no_kubelet_with_such_flags_is_passed_over(text: str) -> None:
    assert status("x.sh", text)[0] == "skipped"
