"""A file that names a Kubernetes version before the first that is known: said, never judged as a newer one."""

from __future__ import annotations

import pathlib

import pytest

from numaconf.context import NOTHING, Context, named
from numaconf.kubelet.version import Version
from numaconf.verbs.lint.file import Options, lint

GATE = '{CPUManager: "false"}'
FILES = {
    "kops.yaml": "apiVersion: kops.k8s.io/v1alpha2\nkind: Cluster\nmetadata: {name: a}\nspec:\n"
    "  kubernetesVersion: VERSION\n  kubelet: {featureGates: GATE}\n",
    "kubeadm.yaml": "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\nkubernetesVersion: vVERSION\n---\n"
    "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nfeatureGates: {CPUManager: false}\n",
    "gardener.yaml": "apiVersion: core.gardener.cloud/v1beta1\nkind: Shoot\nmetadata: {name: a}\nspec:\n"
    '  kubernetes:\n    version: "VERSION"\n    kubelet: {featureGates: {CPUManager: false}}\n',
}


@pytest.mark.parametrize("name", FILES)
def test_it_is_not_read_and_that_is_said(name):
    data = FILES[name].replace("GATE", GATE).replace("VERSION", "1.24.3").encode()
    found = lint(name, data, Options())
    assert found is not None
    assert (found.status, found.remarks) == ("unread", ())
    assert "1.24.3 is not supported; numaconf knows 1.27 to" in (found.reason or "")


@pytest.mark.parametrize("name", FILES)
def test_an_option_is_stronger(name):
    data = FILES[name].replace("GATE", GATE).replace("VERSION", "1.24.3").encode()
    found = lint(name, data, Options(context=Context(Version(1, 35))))
    assert found is not None
    assert found.status == "checked"
    assert [one.finding.code for one in found.remarks] == ["NC404"]


@pytest.mark.parametrize("verb", ["show", "convert --to kubelet", "plan"])
def test_verbs_that_need_a_version_name_it(verb, tmp_path: pathlib.Path, capsys):
    from numaconf.cli.main import run

    path = tmp_path / "kops.yaml"
    path.write_text(FILES["kops.yaml"].replace("GATE", GATE).replace("VERSION", "1.24.3"))
    word, *more = verb.split()
    assert run([word, str(path), *([str(path)] if word == "plan" else []), *more]) == 2
    assert "Kubernetes 1.24.3 is not supported" in capsys.readouterr().err


def test_what_is_said_of_a_version():
    assert named("v1.34.1+k0s.0") == Context(Version(1, 34, 1))
    assert named(1.34) == Context(Version(1, 34))
    assert named(1.3) == named("stable") == named(None) == NOTHING
    assert Context(older="x").over(Context(Version(1, 34))).older == "x"
    assert Context(Version(1, 34)).over(Context(older="x")) == Context(Version(1, 34))
    assert NOTHING.over(Context(older="x")).older == "x"
