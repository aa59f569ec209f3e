"""`numaconf validate` as its users meet it."""

import json

import pytest

from numaconf.cli import main

GOOD = """\
apiVersion: numaconf/v1
kind: NumaProfile
metadata: {name: one}
spec:
  kubernetesVersion: "1.34"
  machine: {instanceTypes: [c5n.18xlarge]}
  kubelet:
    cpuManagerPolicy: static
    kubeReserved: {cpu: "1"}
  targets: {TARGETS}
"""


@pytest.fixture
def run(capfd, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(text, *arguments, targets="kubelet: {}", path="p.yaml"):
        (tmp_path / path).write_text(text.replace("TARGETS", targets))
        status = main.run(["validate", path, *arguments])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return status, out, err

    return call


def test_good(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    assert run(GOOD) == (
        0,
        "ok  one  Kubernetes 1.34  c5n.18xlarge  kubelet\n"
        "    node 0: 36 CPUs, 1 reserved (0); memory 92.4 GiB → a pod may ask for 35 CPUs, 94642Mi (92.4 GiB)\n"
        "    node 1: 36 CPUs; memory 92.4 GiB → a pod may ask for 36 CPUs, 94658Mi (92.4 GiB)\n"
        "\n"
        "1 file checked: nothing found.\n",
        "",
    )


def test_what_auto_became_and_hugepages_on_each_target(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    text = GOOD.replace('kubeReserved: {cpu: "1"}', "memoryManagerPolicy: Static\n    kubeReserved: {memory: 900Mi}\n"
                        "    evictionHard: {memory.available: 100Mi}\n    reservedMemory: auto\n"
                        "    reservedSystemCPUs: auto\n  hugepages: [{size: 1Gi, count: 4, numaNode: 1}]")  # fmt: skip
    status, out, _ = run(text, targets="kubelet: {}, al2023: {}")
    assert (status, max(map(len, out.splitlines())) <= 100) == (0, True)
    assert " ".join(out.split()).startswith(
        "ok one Kubernetes 1.34 c5n.18xlarge kubelet, al2023 "
        "reservedMemory auto: 500Mi on NUMA node 0, 500Mi on NUMA node 1 reservedSystemCPUs auto: 0,18,36,54 "
        "node 0: 36 CPUs, 2 reserved (0,36); memory 92.4 GiB − 500Mi → a pod may ask for 34 CPUs, 94142Mi (91.9 GiB) "
        "node 1: 36 CPUs, 2 reserved (18,54); memory 92.4 GiB − 500Mi − 4 GiB hugepages → a pod may ask for 34 CPUs, "
        "90062Mi (88 GiB), 4 GiB of hugepages-1Gi 1 file checked: nothing found."
    )


def test_machines_that_differ_and_one_with_nothing_to_align(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    out = run(GOOD.replace("c5n.18xlarge", "m6i.24xlarge, m6i.32xlarge"))[1]
    assert "    on m6i.24xlarge:\n    node 0: 48 CPUs" in out
    assert "    on m6i.32xlarge:\n    node 0: 64 CPUs" in out
    out = run(
        GOOD.replace("c5n.18xlarge", "m5.xlarge").replace("static", "static\n    topologyManagerPolicy: restricted")
    )[1]
    assert "m5.xlarge has one NUMA node: topologyManagerPolicy restricted has nothing to align" in out


def test_nothing_is_called_ok_that_is_refused(run):
    assert "ok" not in run(GOOD.replace('cpu: "1"', "cpu: x"))[1]


def test_json(run):
    status, out, _ = run(GOOD.replace('cpu: "1"', "cpu: x"), "--format", "json")
    assert status == 1
    report = json.loads(out)
    assert report["files"] == [
        {"path": "p.yaml", "status": "checked", "reason": None,
         "documents": [{"index": 0, "line": 1, "kind": "profile", "kubernetesVersion": None, "machines": []}]}
    ]  # fmt: skip
    (finding,) = report["findings"]
    assert {key: finding[key] for key in ("code", "severity", "path", "pointer", "line", "column", "endColumn")} == {
        "code": "NC802", "severity": "refused", "path": "p.yaml", "pointer": "/spec/kubelet/kubeReserved/cpu",
        "line": 9, "column": 25, "endColumn": 26,
    }  # fmt: skip
    assert report["summary"]["findings"] == {"refused": 1, "will-not-start": 0, "no-effect": 0, "suspicious": 0}


def test_the_context_is_told(run):
    _, out, _ = run(GOOD, "--format", "json")
    (document,) = json.loads(out)["files"][0]["documents"]
    assert (document["kubernetesVersion"], document["machines"]) == ("1.34", ["c5n.18xlarge"])
    _, out, _ = run(GOOD, "--format", "json", "--kubernetes-version", "1.33.2", "--machine", "m5.large")
    (document,) = json.loads(out)["files"][0]["documents"]
    assert (document["kubernetesVersion"], document["machines"]) == ("1.33.2", ["m5.large"])


def test_concise(run):
    status, out, _ = run(GOOD.replace("static", "Static"), "--format", "concise")
    assert status == 1
    assert out == (
        'p.yaml:8:23: NC802 spec.kubelet.cpuManagerPolicy: "Static" is not one of none, static; did you mean static?\n'
    )


@pytest.mark.parametrize("form", ["sarif", "github", "gitlab", "junit", "json-v1"])
def test_other_formats(run, form):
    status, out, _ = run(GOOD.replace("static", "Static"), "--format", form)
    assert (status, "NC802" in out) == (1, True)


def test_every_target_that_the_profile_names(run):
    text = GOOD.replace("    cpuManagerPolicy", "    topologyManagerPolicyOptions: {prefer-closest-numa-nodes: true}\n"
                        "    topologyManagerPolicy: restricted\n    cpuManagerPolicy")  # fmt: skip
    assert run(text, targets='kubelet: {}, bottlerocket: {version: "1.64.0"}')[0] == 0
    text = text.replace('"1.34"', '"1.36"')
    status, out, _ = run(text, targets='kubelet: {}, bottlerocket: {version: "1.64.0"}')
    assert status == 1
    assert "p.yaml:8:" in out
    assert "NC805" in out
    assert "1.33 to 1.35" in out
    assert run(text, "--target", "kubelet", targets='bottlerocket: {version: "1.64.0"}')[0] == 0


def test_without_targets_a_bare_kubelet_is_judged(run):
    text = GOOD.replace("  targets: {TARGETS}\n", "").replace('{cpu: "1"}', "{memory: 1Gi}")
    status, out, _ = run(text)
    assert status == 1
    assert "NC2" in out


def test_a_missing_version_is_exit_2_and_the_others_are_still_judged(run):
    status, out, err = run(GOOD.replace('{cpu: "1"}', "{memory: 1Gi}"), targets="kubelet: {}, karpenter: {}")
    assert status == 2
    assert "spec.targets.karpenter.version" in err
    assert "--karpenter-version" in err
    assert "NC2" in out


def test_types_of_different_shapes(run):
    text = GOOD.replace("c5n.18xlarge", "c5n.18xlarge, c5n.9xlarge").replace(
        "    kubeReserved", "    reservedSystemCPUs: auto\n    kubeReserved"
    )
    status, out, _ = run(text.replace('cpu: "1"', "memory: 1Gi"))
    assert status == 1
    assert "NC804" in out
    assert "0,18,36,54 on c5n.18xlarge and 0,18 on c5n.9xlarge" in out
    assert run(GOOD.replace("c5n.18xlarge", "c5n.18xlarge, c5n.9xlarge"))[0] == 0


def test_several_files_and_one_that_is_missing(run, tmp_path):
    (tmp_path / "bad.yaml").write_text("a: [")
    status, out, err = run(GOOD, "missing.yaml", "bad.yaml")
    assert status == 2
    assert "missing.yaml: cannot be read" in err
    assert "bad.yaml" in out
    assert "1 file checked, 1 unparsable: 1 error, 1 will not start." in out


def test_unparsable_is_one_finding(run):
    status, out, _ = run("a: [", "--format", "json")
    report = json.loads(out)
    assert status == 1
    assert [finding["code"] for finding in report["findings"]] == ["NC001"]
    assert report["files"][0]["status"] == "unparsable"


def test_an_unknown_instance_type(run):
    status, out, _ = run(GOOD.replace("c5n.18xlarge", "c5n.18xlarg"), "--format", "concise")
    assert status == 1
    assert out.startswith("p.yaml:6:29: NC802 spec.machine.instanceTypes[0]: c5n.18xlarg is not an EC2 instance type")
    assert "did you mean c5n.18xlarge" in out


def test_a_version_on_the_command_line_cures_a_profile_without_one(tmp_path, capfd):
    path = tmp_path / "p.yaml"
    path.write_text(
        "apiVersion: numaconf/v1\nkind: NumaProfile\nmetadata: {name: p}\nspec:\n"
        "  machine: {instanceTypes: [m5.24xlarge]}\n  kubelet: {maxPods: 58}\n"
    )
    assert main.run(["validate", str(path)]) == 1
    assert "kubernetesVersion is missing" in capfd.readouterr().out
    assert main.run(["validate", str(path), "--kubernetes-version", "1.34"]) == 0
    assert main.run(["render", str(path), "--kubernetes-version", "1.34", "--target", "kubelet"]) == 0


def test_one_mistake_on_a_main_file_and_a_drop_in_is_said_once(tmp_path, capfd):
    path = tmp_path / "p.yaml"
    path.write_text(
        "apiVersion: numaconf/v1\nkind: NumaProfile\nmetadata: {name: x}\nspec:\n  kubernetesVersion: '1.34'\n"
        "  machine: {synthetic: 'numa:2 core:4 pu:2 memory:48Gi'}\n  kubelet:\n    cpuManagerPolicy: static\n"
        "    cpuManagerPolicyOptions: {distribute-cpus-across-cores: true}\n    reservedSystemCPUs: auto\n"
        "  targets: {kubelet: {}, kubelet-dropin: {}}\n"
    )
    assert main.run(["validate", "--format", "json", str(path)]) == 1
    report = json.loads(capfd.readouterr().out)
    (finding,) = [one for one in report["findings"] if one["code"] == "NC204"]
    assert finding["severity"] == "will-not-start"
    assert finding["message"].endswith("(on kubelet; on kubelet-dropin unless the main file says otherwise)")
    assert "NC204" not in {gap["code"] for gap in report["notChecked"]}
    assert main.run(["validate", "--format", "json", "--target", "kubelet-dropin", str(path)]) == 0
    (finding,) = [one for one in json.loads(capfd.readouterr().out)["findings"] if one["code"] == "NC204"]
    assert finding["message"].endswith("(unless the main file says otherwise)")
