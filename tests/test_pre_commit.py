"""The hooks, run by the real pre-commit in a real repository."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys

import pytest

from tests.real import INSTALLING, TREE, program

pytestmark = pytest.mark.install

GOOD = """\
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cpuManagerPolicy: static
kubeReserved: {cpu: "1", memory: 1Gi}
"""
BAD = GOOD.replace('{cpu: "1", memory: 1Gi}', "{memory: 1Gi}")
PROFILE = """\
apiVersion: numaconf/v1
kind: NumaProfile
metadata: {name: small}
spec:
  kubernetesVersion: "1.34"
  machine: {synthetic: "numa:2 core:4 pu:2 memory:8Gi"}
  kubelet: {cpuManagerPolicy: static, kubeReserved: {cpu: "1", memory: 1Gi}}
  targets: {kubelet: {}}
"""


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A repository with this tree as it stands, tagged."""
    top = tmp_path_factory.mktemp("hooks")
    program("git")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=TREE, capture_output=True, text=True, check=True
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (TREE / name).is_file() and name.split("/")[0] not in {"tests", "docs", "benchmarks", "conformance"}:
            (top / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(TREE / name, top / name)
    git(top, "init", "-q")
    git(top, "add", "-A")
    git(top, "commit", "-qm", "hooks")
    git(top, "tag", "v1")
    return top


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """pre-commit keeps the hooks' environment here, so that it is made once."""
    home = str(tmp_path_factory.mktemp("pre-commit"))
    return {**os.environ, **INSTALLING, "PRE_COMMIT_HOME": home}


def git(folder: pathlib.Path, *arguments: str) -> None:
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def repository(folder: pathlib.Path, hooks: pathlib.Path, hook: str, files: dict[str, str], *args: str) -> None:
    listed = "".join(f", {name!r}" for name in args)
    config = f"repos:\n- repo: {hooks}\n  rev: v1\n  hooks:\n  - id: {hook}\n"
    files = {**files, ".pre-commit-config.yaml": config + (f"    args: [{listed[2:]}]\n" if args else "")}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    git(folder, "init", "-q")
    git(folder, "add", "-A")


def run(folder: pathlib.Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pre_commit", "run", "--all-files", "--verbose"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_manifest_is_valid() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(TREE / ".pre-commit-hooks.yaml")]
    subprocess.run(command, check=True)


def test_a_clean_commit_passes(tmp_path: pathlib.Path, hooks: pathlib.Path, environment: dict[str, str]) -> None:
    files = {"kubelet.yaml": GOOD, "README.md": "# nothing of ours\n", "deploy/app.yaml": "a: 1\n"}
    repository(tmp_path, hooks, "numaconf-lint", files)
    done = run(tmp_path, environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout


def test_a_failing_commit_names_file_line_and_rule(
    tmp_path: pathlib.Path, hooks: pathlib.Path, environment: dict[str, str]
) -> None:
    # Enough files for pre-commit to split them over processes: each must be right on its own.
    files = {f"nodes/{number}.yaml": GOOD for number in range(20)} | {"nodes/bad.yaml": BAD}
    repository(tmp_path, hooks, "numaconf-lint", files)
    done = run(tmp_path, environment)
    assert done.returncode == 1
    assert "nodes/bad.yaml:" in done.stdout
    assert "unable to determine reserved CPU resources for static policy" in " ".join(done.stdout.split())


def test_a_wrong_profile_fails(tmp_path: pathlib.Path, hooks: pathlib.Path, environment: dict[str, str]) -> None:
    wrong = PROFILE.replace('cpu: "1", ', "")
    repository(tmp_path, hooks, "numaconf-validate", {"profile.yaml": wrong, "values.yaml": "a: 1\n"})
    done = run(tmp_path, environment)
    assert done.returncode == 1
    assert "profile.yaml" in done.stdout


def test_a_stale_rendering_fails(tmp_path: pathlib.Path, hooks: pathlib.Path, environment: dict[str, str]) -> None:
    args = ("profile.yaml", "--target", "kubelet", "-o", "kubelet.yaml")
    files = {"profile.yaml": PROFILE, "kubelet.yaml": "stale: true\n"}
    repository(tmp_path, hooks, "numaconf-render-check", files, *args)
    done = run(tmp_path, environment)
    assert done.returncode == 1
    assert "-stale: true" in done.stdout
