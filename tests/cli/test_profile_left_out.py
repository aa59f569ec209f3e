"""PROFILE left out: the one that numaconf.toml names, or the only one in the working directory."""

import pytest

from numaconf.cli import main

PROFILE = """\
apiVersion: numaconf/v1
kind: NumaProfile
metadata: {name: NAME}
spec:
  kubernetesVersion: "1.34"
  machine: {instanceTypes: [c5n.18xlarge]}
  kubelet: {cpuManagerPolicy: static, reservedSystemCPUs: auto}
  targets: {bottlerocket: {version: "1.64.0"}, kubelet: {}}
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: a}
spec: {containers: [{name: c, image: x, resources: {limits: {cpu: "2", memory: 1Gi}}}]}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other.yaml").write_text("a: 1\n# NumaProfile\n")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "p.yaml").write_text(PROFILE.replace("NAME", "below"))
    return tmp_path


def run(capfd, *arguments):
    status = main.run(list(arguments))
    return status, *capfd.readouterr()


def test_the_only_one_in_the_working_directory(folder, capfd):
    (folder / "node.yml").write_text(PROFILE.replace("NAME", "here"))
    status, out, _ = run(capfd, "render", "--target", "bottlerocket")
    assert status == 0
    assert out.startswith("# NumaProfile here: Bottlerocket 1.64.0")
    assert run(capfd, "validate")[0] == 0


def test_the_one_that_the_configuration_file_names(folder, capfd, monkeypatch):
    (folder / "a.yaml").write_text(PROFILE.replace("NAME", "a"))
    (folder / "b.yaml").write_text(PROFILE.replace("NAME", "b"))
    (folder / "numaconf.toml").write_text('profile = "below/p.yaml"\n')
    assert "NumaProfile below" in run(capfd, "render", "--target", "kubelet")[1]
    monkeypatch.chdir(folder / "below")  # the path is relative to the file that names it
    assert "NumaProfile below" in run(capfd, "render", "--target", "kubelet")[1]


def test_a_named_one_that_is_not_there(folder, capfd):
    (folder / "numaconf.toml").write_text('profile = "gone.yaml"\n')
    status, _, err = run(capfd, "validate")
    assert status == 2
    assert "numaconf.toml: profile = 'gone.yaml', and there is no such file" in err


def test_none(folder, capfd):
    status, _, err = run(capfd, "validate")
    assert status == 2
    assert "no file in the working directory holds a NumaProfile" in err
    assert "numaconf init" in err


def test_one_that_cannot_be_parsed_is_meant_where_there_is_no_other(folder, capfd):
    (folder / "broken.yaml").write_text("kind: NumaProfile\n\tx: [\n")
    status, out, _ = run(capfd, "validate")
    assert status == 1
    assert "broken.yaml:2" in out
    (folder / "sound.yaml").write_text(PROFILE.replace("NAME", "sound"))
    assert "NumaProfile sound" in run(capfd, "render", "--target", "kubelet")[1]


def test_several(folder, capfd):
    for name in ("b.yaml", "a.json.yaml"):
        (folder / name).write_text(PROFILE.replace("NAME", "x"))
    status, _, err = run(capfd, "render", "--target", "kubelet")
    assert status == 2
    assert "a.json.yaml, b.yaml" in err
    assert 'profile = "a.json.yaml" in numaconf.toml' in err


def test_fit(folder, capfd):
    (folder / "p.yaml").write_text(PROFILE.replace("NAME", "here"))
    (folder / "pod.yaml").write_text(POD)
    status, out, _ = run(capfd, "fit", "--pods", "pod.yaml", "--target", "kubelet")
    assert status == 0
    assert "p.yaml" in out
