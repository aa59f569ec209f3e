"""A Kubernetes minor that came out after this numaconf: judged as the newest known, said so, and it ends no run."""

import json

import pytest

from numaconf.cli import main
from numaconf.kubelet.version import LAST

NEWER, NEWEST = f"1.{LAST + 1}", f"1.{LAST}"
SAYS = f"Kubernetes {NEWER} is newer than what numaconf knows, so it is judged as {NEWEST}"
HEADER = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
PROFILE = f"""\
apiVersion: numaconf/v1
kind: NumaProfile
metadata: {{name: one}}
spec:
  kubernetesVersion: "{NEWER}"
  machine: {{instanceTypes: [m5.large]}}
  kubelet: {{cpuManagerPolicy: static, reservedSystemCPUs: auto}}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capfd, *arguments):
    status = main.run(list(arguments))
    return status, *capfd.readouterr()


@pytest.mark.parametrize("place", ["option", "patch", "modeline", "numaconf.toml"])
def test_lint(folder, capfd, place):
    text = HEADER + "memoryManagerPolicy: Sttic\nfeatureGates: {NoSuchGate: true}\n"
    options = {"option": ["--kubernetes-version", NEWER], "patch": ["--kubernetes-version", f"{NEWER}.3"]}.get(
        place, []
    )
    if place == "modeline":
        text = f"# numaconf: kubernetes={NEWER}\n{text}"
    if place == "numaconf.toml":
        (folder / "numaconf.toml").write_text(f'kubernetes-version = "{NEWER}"\n')
    (folder / "a.yaml").write_text(text)
    (folder / "b.yaml").write_text(f"# numaconf: kubernetes=1.34\n{HEADER}maxPods: 0x\n")
    status, out, _ = run(capfd, "lint", ".", "--format", "json", *options)
    report = json.loads(out)
    assert status == 1
    assert {one["path"]: one["documents"][0]["kubernetesVersion"] for one in report["files"]}["a.yaml"] == NEWEST
    here = [one for one in report["findings"] if one["path"] == "a.yaml"]
    assert [one["code"] for one in here] == ["NC109"]  # and no NC404
    reasons = {one["code"]: one["reason"] for one in report["notChecked"] if one["path"] == "a.yaml"}
    assert reasons["NC429"] == SAYS
    assert reasons["NC404"] == f"whether Kubernetes {NEWER} knows the feature gate NoSuchGate is not known"


def test_a_gate_that_the_newest_known_version_has_is_judged_as_there(folder, capfd):
    (folder / "a.yaml").write_text(HEADER + "featureGates: {MemoryQoS: true, GracefulNodeShutdown: false}\n")
    status, out, _ = run(capfd, "lint", "a.yaml", "--format", "concise", "--kubernetes-version", NEWER)
    assert status == 1
    assert "NC406" in out  # a dependency, as in the newest known version
    assert "NC404" not in out


def test_validate(folder, capfd):
    (folder / "p.yaml").write_text(PROFILE)
    status, out, _ = run(capfd, "validate", "p.yaml", "--target", "kubelet")
    assert status == 0
    assert f"not judged: 1 rule in p.yaml (NC429): {SAYS}" in " ".join(out.split())


@pytest.mark.parametrize(
    "arguments",
    [["render", "p.yaml", "--target", "kubelet"], ["show", "k.yaml"], ["convert", "k.yaml", "--to", "kubelet"]],
    ids=lambda arguments: arguments[0],
)
def test_verbs_that_answer_with_a_file_say_it_beside_it(folder, capfd, arguments):
    (folder / "p.yaml").write_text(PROFILE)
    (folder / "k.yaml").write_text(f"# numaconf: kubernetes={NEWER}\n{HEADER}maxPods: 7\n")
    status, out, err = run(capfd, *arguments)
    assert status == 0
    assert NEWEST in out
    assert SAYS in err
