"""Objects of nobody's that hold a kubelet's settings are told of; schemas, prose and other words are not."""

from __future__ import annotations

import pytest

from numaconf.files.recognise import recognise

DEPLOYMENT = (
    "apiVersion: apps/v1\nkind: DaemonSet\nspec: {template: {spec: {containers: [{name: kubelet, args: [%s]}]}}}\n"
)


@pytest.mark.parametrize(
    ("text", "line", "name"),
    [
        (DEPLOYMENT % "--cpu-manager-policy=static", 3, "--cpu-manager-policy"),
        (DEPLOYMENT % "--reserved-cpus, '0'", 3, "--reserved-cpus"),
        ("services:\n  kubelet:\n    extra_args:\n      kube-reserved: cpu=1\n", 4, "kube-reserved"),
        ("kind: Pool\nspec:\n  kubelet_config:\n  - cpu_manager_policy: static\n", 4, "cpu_manager_policy"),
        (
            "- copy:\n    dest: /etc/default/kubelet\n    content: KUBELET_EXTRA_ARGS=--kube-reserved=cpu=1\n",
            3,
            "--kube-reserved",
        ),
        (
            "jobs:\n  a:\n    run: |\n      exec kubelet --v=2 --memory-manager-policy=Static\n",
            3,
            "--memory-manager-policy",
        ),
        ("kubeletArguments:\n  system-reserved: [2Gi]\n", 2, "system-reserved"),
    ],
)
def test_settings_of_a_kubelet(text, line, name):
    found = recognise("file.yaml", text.encode())
    assert found.known
    assert found.reason.startswith(f"line {line} ")
    assert f"sets {name}" in found.reason


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: tuning.example.com/v1\nkind: NodeTuning\nspec: {cpuManagerPolicy: exclusive}\n",
        "kind: CustomResourceDefinition\napiVersion: apiextensions.k8s.io/v1\nspec: {kubelet: {cpuManagerPolicy: x}}\n",
        "swagger: '2.0'\ndefinitions: {kubelet: {cpuManagerPolicy: {type: string}, reservedMemory: {}}}\n",
        "kubelet: {cpuManagerPolicy: {type: string}}\n",
        "text: the flag --cpu-manager-policy of a program\n",
        "description: start the kubelet, and then read about --cpu-manager-policies\n",
        "args: [--cpu-manager-policy-of-mine=1]\n",
    ],
)
def test_what_only_names_them(text):
    assert not recognise("file.yaml", text.encode()).known


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.conf", "[program:kubelet]\ncommand=/usr/bin/kubelet --cpu-manager-policy=static\n", 2),
        ("a.conf", "[program:kubelet]\ncommand=/usr/bin/kubelet \\\n  --cpu-manager-policy=static\n", 3),
        ("initd", '#!/sbin/openrc-run\ncommand=kubelet\ncommand_args="--v=2 --reserved-cpus=0"\n', 3),
        ("kubelet.confd", 'command_args="--kube-reserved=cpu=1"\n', 1),
    ],
)
def test_what_other_programs_start_a_kubelet_with(name, text, line):
    found = recognise(name, text.encode())
    assert found.known
    assert found.reason.startswith(f"line {line} gives a kubelet --")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "a kubelet with --cpu-manager-policy=static\n"),
        ("a.conf", "# command=kubelet --cpu-manager-policy=static\n"),
        ("a.env", 'ARGS="--kube-reserved=cpu=1"\n'),
        ("a.conf", "command=kubelet --cpu-manager-policy-of=static\n"),
    ],
)
def test_lines_that_give_no_kubelet_anything(name, text):
    assert not recognise(name, text.encode()).known
