"""A Kubernetes minor that came out after this numaconf: judged as the newest known, said so, and it ends no run."""

import json

import pytest

from numaconf.cli import main
from numaconf.kubelet import version
from numaconf.kubelet.version import LAST
from numaconf.targets.bottlerocket import tables
from numaconf.targets.karpenter import carriers, nodeclass
from numaconf.targets.registry import BY_NAME

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


STATIC = HEADER + "cpuManagerPolicy: static\nreservedSystemCPUs: '0'\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: b}]}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["fit", "k.yaml", "--pods", "pod.yaml", "--machine", "m5.large"],
        ["plan", "plain.yaml", "k.yaml", "--machine", "m5.large"],
        ["verify", "k.yaml", "--root", "."],
        ["verify", "--root", ".", "--kubernetes-version", NEWER],
        ["verify", "--manifest", "k.yaml", "--machine", "m5.xlarge"],
        ["machine", "show", "m5.large", "--with", "k.yaml"],
        ["init", "--for", "observe", "--machine", "m5.24xlarge", "--kubernetes-version", NEWER],
        ["explain", "cpuManagerPolicy", "--kubernetes-version", NEWER],
        ["show", "p.yaml"],
    ],
    ids=" ".join,
)
def test_no_verb_is_silent_about_it(folder, capfd, arguments):
    (folder / "p.yaml").write_text(PROFILE)
    (folder / "k.yaml").write_text(f"# numaconf: kubernetes={NEWER}\n{STATIC}")
    (folder / "plain.yaml").write_text(f"# numaconf: kubernetes={NEWER}\n{HEADER}")
    (folder / "pod.yaml").write_text(POD)
    _, out, err = run(capfd, *arguments)
    assert SAYS in " ".join((out + err).replace("#", "").split())


NODE_CLASS = """\
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata: {name: a}
spec:
  amiFamily: AL2023
  amiSelectorTerms: [{alias: al2023@latest}]
  role: r
  subnetSelectorTerms: [{tags: {a: b}}]
  securityGroupSelectorTerms: [{tags: {a: b}}]
  kubelet: {cpuManagerPolicy: static, kubeReserved: {cpu: "1"}}
"""
SETTINGS = "[settings.kubernetes]\ncpu-manager-policy = 'static'\n"


@pytest.mark.parametrize("name", ["karpenter", "bottlerocket"])
@pytest.mark.parametrize("verb", ["lint", "validate", "render", "show", "convert", "fit"])
def test_a_platforms_version(folder, capfd, name, verb):
    newest = ".".join(map(str, BY_NAME[name].newest))
    says = f"{name.capitalize()} 2.0.0 is newer than what numaconf knows, so it is judged as {newest}"
    text = PROFILE.replace(NEWER, "1.34") + f"  targets: {{{name}: {{version: 2.0.0}}}}\n"
    (folder / "p.yaml").write_text(text)
    file = "n.yaml" if name == "karpenter" else "n.toml"
    (folder / file).write_text(NODE_CLASS if name == "karpenter" else SETTINGS)
    (folder / "pod.yaml").write_text(POD)
    version = [f"--{name}-version", "2.0.0", "--kubernetes-version", "1.34", "--machine", "m5.large"]
    arguments = {
        "lint": [file, "--format", "json", *version], "validate": ["p.yaml"], "render": ["p.yaml", "--target", name],
        "show": [file, *version], "convert": [file, "--to", name, *version],
        "fit": [file, "--pods", "pod.yaml", *version],
    }[verb]  # fmt: skip
    status, out, err = run(capfd, verb, *arguments)
    assert status == 0, err
    assert says in " ".join((out + err).split())
    if verb == "lint":
        assert [one["reason"] for one in json.loads(out)["notChecked"] if one["code"] == "NC429"] == [says]
    if verb in {"render", "convert"}:
        assert newest in out
        assert "2.0.0" not in out


def test_a_newer_patch_of_a_known_minor_is_itself():
    assert version.dotted("1.15.9", "Karpenter", (1, 15, 0)) == version.Version(1, 15, 9)
    assert version.dotted("1.16.0", "Karpenter", (1, 15, 0)) == version.Version(1, 15, 0, "1.16.0")
    assert version.dotted("0.37.0", "Karpenter", (1, 15, 0)).newer == ""


def test_no_other_platform_is_told_of_it(folder, capfd):
    (folder / "numaconf.toml").write_text('karpenter-version = "2.0.0"\n')
    (folder / "k.yaml").write_text(STATIC)
    status, out, err = run(capfd, "lint", ".", "--format", "json")
    assert (status, err) == (0, "")
    assert "2.0.0" not in out


def test_the_newest_version_is_said_once():
    assert BY_NAME["bottlerocket"].newest == tables.NEWEST[:3] == carriers.NEWEST_BOTTLEROCKET[:3]
    assert BY_NAME["karpenter"].newest == nodeclass.OPEN[:3]
