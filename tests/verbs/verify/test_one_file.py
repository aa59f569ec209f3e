"""`numaconf-verify.pyz`: one file, a Python that has nothing, an environment where only /tmp is writable."""

import json
import pathlib
import subprocess
import sys

import pytest

from scripts.make_verify_pyz import build
from tests.verbs.verify.trees import Tree


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    file = tmp_path_factory.mktemp("pyz") / "v.pyz"
    build(str(file))
    return file


def run(program, tmp_path, *words):
    environment = {"PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path / "tmp")}
    (tmp_path / "tmp").mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(program), *words], env=environment, cwd="/", capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert list((tmp_path / "tmp").iterdir()) == []
    assert "Traceback" not in done.stderr
    return done


def test_a_tree(program, tmp_path):
    root = Tree(tmp_path / "node").build()
    config = str(root / "var/lib/kubelet/config.yaml")
    done = run(program, tmp_path, config, "--root", str(root), "--kubernetes-version", "1.34", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["summary"] == {"pass": 16, "fail": 0, "unknown": 0}


def test_the_kubelets_yaml_as_kubeadm_writes_it(program, tmp_path):
    tree = Tree(tmp_path / "node")
    tree.files["var/lib/kubelet/config.yaml"] = (
        "apiVersion: kubelet.config.k8s.io/v1beta1\nclusterDNS:\n- 10.96.0.10\ncpuManagerPolicy: static\n"
        'cpuManagerPolicyOptions:\n  full-pcpus-only: "true"\nkind: KubeletConfiguration\n'
        'kubeReserved:\n  memory: 1Gi\nlogging:\n  options:\n    json:\n      infoBufferSize: "0"\n'
        "memoryManagerPolicy: Static\nreservedMemory:\n- limits:\n    memory: 1124Mi\n  numaNode: 0\n"
        'reservedSystemCPUs: "0,8"\ntopologyManagerPolicy: single-numa-node\n'
    )
    done = run(program, tmp_path, "--root", str(tree.build()), "--kubernetes-version", "1.34", "--format", "json")
    assert json.loads(done.stdout)["summary"] == {"pass": 16, "fail": 0, "unknown": 0}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--root", "/nowhere"], "is not a folder"),
        (["/nowhere.yaml"], "cannot be read"),
        (["--kubernetes-version", "x"], "is not a Kubernetes version"),
        ([str(pathlib.Path(__file__))], "numaconf show FILE --format json"),
    ],
)
def test_wrong_use(program, tmp_path, words, says):
    done = run(program, tmp_path, *words)
    assert done.returncode in {1, 2}
    assert says in done.stderr


def test_equal_sources_make_equal_files(program, tmp_path):
    build(str(tmp_path / "again.pyz"))
    assert (tmp_path / "again.pyz").read_bytes() == program.read_bytes()
