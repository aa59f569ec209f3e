"""What is told of bad input: the place, the cause, and a way out. What a profile can get wrong beyond its schema, and
texts that no parser reads, for every verb.
"""

import io
import json
import sys

import pytest

from numaconf.cli import main

PROFILE = """\
apiVersion: numaconf/v1
kind: NumaProfile
metadata: {name: bad}
spec:
  kubernetesVersion: "KUBERNETES"
  machine: {synthetic: "numa:2 core:4 pu:2 memory:16Gi"}
  kubelet:
    BLOCK
"""


@pytest.mark.parametrize(
    ("kubernetes", "block", "says"),
    [
        ("1.34", "kubeReserved: {memory: -1Gi}", ["8:28", "negative"]),
        ("1.34", "kubeReserved: {memory: 9Ei}\n    systemReserved: {memory: 9Ei}", ["NC115", "16Gi"]),
        ("1.34", "kubeReserved: {memory: 17Ei}\n    memoryManagerPolicy: Static\n    reservedMemory: auto",
         ["10:21", "the share of NUMA node 0 is", "the node has 16Gi"]),
        ("1.34", "evictionHard: {memory.available: '0'}", ["8:38", "positive"]),
        ("1.34", "memoryManagerPolicy: Static\n    kubeReserved: {memory: 1Gi}\n"
         "    reservedMemory: [{numaNode: 2, limits: {memory: 1124Mi}}]", ["10:33", "NUMA node 2", "0"]),
        ("1.34", "memoryManagerPolicy: Static\n    kubeReserved: {memory: 20Gi}\n"
         "    reservedMemory: [{numaNode: 0, limits: {memory: 20580Mi}}]", ["10:53", "16Gi"]),
        ("1.34", "memoryManagerPolicy: Static\n    kubeReserved: {memory: 1.5Gi}\n"
         "    reservedMemory: [{numaNode: 0, limits: {memory: 1.5Gi}}, {numaNode: 1, limits: {memory: 100Mi}}]",
         ["10:53", "1536Mi"]),
        ("1.34", "memoryManagerPolicy: Static\n    kubeReserved: {memory: 1Gi}\n"
         "    reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}]", ["NC101", "1124Mi", "1Gi"]),
        ("1.34", "memoryManagerPolicy: Static\n    kubeReserved: {memory: 1Gi}\n"
         "    reservedMemory: [{numaNode: 0, limits: {memory: 1124Mi, hugepages-1Gi: 1Gi}}]", ["hugepages-1Gi"]),
        ("1.30", "cpuManagerPolicy: static\n    kubeReserved: {cpu: 1}\n"
         "    cpuManagerPolicyOptions: {strict-cpu-reservation: true}", ["10:31", "strict-cpu-reservation", "1.32"]),
        ("1.34", "cpuManagerPolicy: static\n    kubeReserved: {cpu: 1}\n"
         "    cpuManagerPolicyOptions: {align-by-socket: true}", ["10:31", "CPUManagerPolicyAlphaOptions"]),
        ("1.34", "cpuManagerPolicyOptions: {full-pcpus-only: true}", ["8:", "static"]),
        ("1.34", "cpuManagerPolicy: static", ["8:23", "CPU"]),
        ("1.34", "cpuManagerPolicy: static\n    reservedSystemCPUs: '15-16'", ["9:25", "16"]),
        ("1.34", "cpuManagerPolicy: static\n    reservedSystemCPUs: '3-0'", ["9:25", "3-0"]),
        ("1.29", "podLogsDir: /var/log/pods", ["8:5", "podLogsDir", "1.30"]),
        ("1.34", "featureGates: {MemoryManagr: true}", ["8:", "MemoryManagr"]),
        ("1.34", "featureGates: {CPUManager: true}", ["8:", "CPUManager"]),
        ("1.34", "reservedSystemCPUs: auto\n    kubeReservedCgroup: /kube", ["kubeReservedCgroup"]),
        ("1.31", "enforceNodeAllocatable: [pods, kube-reserved-compressible]\n    kubeReservedCgroup: /kube",
         ["8:", "kube-reserved-compressible"]),
        ("1.34", "topologyManagerPolicy: restricted\n    topologyManagerPolicyOptions: {max-allowable-numa-nodes: 4}",
         ["9:", "8"]),
    ],
)  # fmt: skip
def test_refused_with_place_and_cause(kubernetes, block, says, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.yaml").write_text(PROFILE.replace("KUBERNETES", kubernetes).replace("BLOCK", block))
    assert main.run(["render", "p.yaml", "--target", "kubelet", "-o", "k.yaml"]) == 1
    out, err = capfd.readouterr()
    assert out == ""
    assert all(one in err for one in says), err
    assert "─ p.yaml:" in err or err.startswith("p.yaml:"), err
    assert not (tmp_path / "k.yaml").exists()


TAB = (
    "\tkey: value",
    "4:1: yaml: line 4: found character that cannot start any token",
    "a tab: YAML indents with spaces",
)
QUOTE = ("  key: 'value", "5:1: yaml: line 5: found unexpected end of stream", "close the quote that opens on line 4")
COLON = (
    "  key value\n  other: value",
    "5:8: yaml: line 5: mapping values are not allowed in this context",
    "write a colon and a space after the key on line 4, or put a value with a colon in quotes",
)
COMMA = (
    '{"apiVersion": "HEAD", "kind": "KIND",}',
    "looking for beginning of object key string",
    "put keys in double quotes, and leave no comma after the last entry",
)
MIME = (
    'Content-Type: multipart/mixed; boundary="B"\n\n--B\nContent-Type: application/node.eks.aws\n\n'
    "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n\tkubelet: {}\n--B--\n",
    "9:1: yaml: line 4: found character that cannot start any token",
    "a tab: YAML indents with spaces",
)
TOML = ("[settings.kubernetes]\nmax-pods = five", "2:12: TOML: Invalid value", "put text in double quotes")
NO_TOML = (TOML[0], "2:12: is not TOML: Invalid value", TOML[2])
KUBELET = "kubelet.config.k8s.io/v1beta1 KubeletConfiguration"
GOOD = PROFILE.replace("KUBERNETES", "1.34").replace("BLOCK", "cpuManagerPolicy: none")


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("numaconf/v1 NumaProfile", TAB, "render FILE --target kubelet"),
        ("numaconf/v1 NumaProfile", COLON, "render FILE --target kubelet"),
        ("numaconf/v1 NumaProfile", COMMA, "render FILE --target kubelet"),
        ("numaconf/v1 NumaProfile", QUOTE, "plan FILE FILE"),
        ("numaconf/v1 NumaProfile", TAB, "terraform"),
        (KUBELET, TAB, "show FILE"),
        (KUBELET, QUOTE, "convert FILE --to al2023"),
        (KUBELET, COLON, "fit FILE --pods FILE"),
        (KUBELET, TAB, "init --from FILE"),
        (KUBELET, TAB, "verify FILE --root ."),
        (KUBELET, TAB, "machine show numa:2 --with FILE"),
        (KUBELET, QUOTE, "lint FILE --as kubelet-dropin --kubelet-config FILE"),
        (KUBELET, COLON, "render good.yaml --target kubelet --into FILE"),
        ("v1 Pod", TAB, "fit good.yaml --target kubelet --pods FILE"),
        ("v1 Pod", COMMA, "fit good.yaml --target kubelet --pods FILE"),
        ("numaconf/v1 Machine", TAB, "machine show FILE"),
        ("numaconf/v1 Machine", COMMA, "lint good.yaml --machine FILE"),
        ("", TOML, "render good.yaml --target bottlerocket --bottlerocket-version 1.50.0 --into FILE"),
        ("", MIME, "render good.yaml --target al2023 --into FILE"),
        ("", NO_TOML, "lint good.yaml --config FILE"),
    ],
)
def test_a_text_that_no_parser_reads_gets_its_place_the_cause_and_a_remedy(
    kind, text, words, tmp_path, monkeypatch, capfd
):
    wrong, cause, remedy = text
    head, _, name = kind.partition(" ")
    started = f"apiVersion: {head}\nkind: {name}\nspec:\n{wrong}\n"
    data = wrong.replace("HEAD", head).replace("KIND", name) if not kind or wrong[0] == "{" else started
    file = f"bad.{'toml' if text in (TOML, NO_TOML) else 'json' if text is COMMA else 'yaml'}"
    monkeypatch.chdir(tmp_path)
    (tmp_path / file).write_text(data)
    (tmp_path / "good.yaml").write_text(GOOD)
    if words == "terraform":
        query = io.BytesIO(json.dumps({"profile": file, "target": "kubelet"}).encode())
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(query))
    assert main.run([word.replace("FILE", file) for word in words.split()]) in {1, 2}
    err = capfd.readouterr().err
    assert f"{file}:" in err, err
    assert f"{cause}\n  {remedy}\n" in err, err


def test_a_machine_that_a_modeline_names_is_named_where_it_is_unreadable(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "machine.yaml").write_text(f"apiVersion: numaconf/v1\nkind: Machine\nspec:\n{TAB[0]}\n")
    (tmp_path / "k.yaml").write_text(
        f"# numaconf: machine=machine.yaml\napiVersion: {KUBELET.split(maxsplit=1)[0]}\nkind: KubeletConfiguration\n"
    )
    assert main.run(["lint", "k.yaml", "--format", "json"]) == 2
    out, err = capfd.readouterr()
    assert f"k.yaml:1: machine.yaml:{TAB[1]}\n  {TAB[2]}\n" in err, err
    (file,) = json.loads(out)["files"]
    assert file["reason"].endswith(f"machine.yaml:{TAB[1]}; {TAB[2]}")


@pytest.mark.parametrize("verb", [["show"], ["convert", "--to", "kubelet"]])
def test_user_data_that_is_too_large_is_named(tmp_path, capsys, verb):
    path = tmp_path / "user-data.txt"
    part = "--B\nContent-Type: application/node.eks.aws\n\napiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\n"
    path.write_text('Content-Type: multipart/mixed; boundary="B"\n\n' + part + "\n" * 1_100_000 + "--B--\n")
    assert main.run([*verb, "--kubernetes-version", "1.34", str(path)]) == 1
    assert capsys.readouterr().err == f"numaconf: {path}: larger than 1 MiB, which numaconf does not read as MIME\n"
