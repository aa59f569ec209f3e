"""`plan --script`: run with stubs for kubectl, ssh and sudo against real files in a scratch root."""

import json
import os
import subprocess

import pytest

from tests.real import program
from tests.verbs.plan.test_plan import CONFIG, STATIC, plan, profile, state

__all__ = ["plan", "state"]

STUBS = {
    "kubectl": 'echo "kubectl $*" >>"$LOG"',
    "ssh": 'echo "ssh $1" >>"$LOG"; sh -c "$2"',
    "sudo": 'exec "$@"',
    "systemctl": 'echo "systemctl $*" >>"$LOG"; if [ -e "$FAIL" ]; then exit 1; fi',
}


@pytest.fixture
def node(tmp_path):
    """A scratch root with state files, and a function that runs a script on it."""
    kubelet = tmp_path / "root" / "var" / "lib" / "kubelet"
    kubelet.mkdir(parents=True)
    for name in ("cpu_manager_state", "memory_manager_state", "config.yaml"):
        (kubelet / name).write_text(f"old {name}\n")
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    for name, body in STUBS.items():
        (bin_ / name).write_text(f"#!/bin/sh\n{body}\n")
        (bin_ / name).chmod(0o755)

    def run(text, *names, answers="y\n" * 20):
        (tmp_path / "s.sh").write_text(text)
        environment = os.environ | {
            "PATH": f"{bin_}:{os.environ['PATH']}", "LOG": str(tmp_path / "log"), "FAIL": str(tmp_path / "fail"),
            "NUMACONF_ROOT": str(tmp_path / "root"),
        }  # fmt: skip
        done = subprocess.run(
            ["sh", "s.sh", *names], cwd=tmp_path, env=environment, input=answers, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        log = (tmp_path / "log").read_text().splitlines() if (tmp_path / "log").exists() else []
        return done, log, kubelet

    return run


def written(plan, new=STATIC):
    status, text, err = plan(CONFIG, new, "--script", form="text")
    assert status == 0, err
    return text


@pytest.mark.parametrize("platform", ["kubelet", "al2023", None])
def test_it_is_clean(plan, tmp_path, platform):
    if platform:
        words = ["--script", "--target", platform]
        _, text, _ = plan(profile(), profile("best-effort"), *words, machine=None, version=None, form="text")
    else:
        text = written(plan)
    assert text.startswith("#!/bin/sh")
    (tmp_path / "s.sh").write_text(text)
    done = subprocess.run([program("shellcheck"), "-s", "sh", str(tmp_path / "s.sh")], capture_output=True, check=False)
    assert done.stdout.decode() == ""
    assert done.returncode == 0


def test_the_whole_procedure(plan, node):
    done, log, kubelet = node(written(plan), "n1")
    assert done.returncode == 0, done.stderr
    assert not (kubelet / "cpu_manager_state").exists()
    assert (kubelet / "memory_manager_state.before").read_text() == "old memory_manager_state\n"
    assert json.loads((kubelet / "config.yaml").read_text()) == STATIC
    assert (kubelet / "config.yaml.before").read_text() == "old config.yaml\n"
    assert [line for line in log if not line.startswith("ssh")] == [
        "kubectl cordon n1",
        "kubectl drain n1 --ignore-daemonsets --delete-emptydir-data",
        "systemctl stop kubelet",
        "systemctl start kubelet",
        "kubectl wait --for=condition=Ready node/n1 --timeout=180s",
        "kubectl uncordon n1",
    ]


def test_no_stops_before_anything_happens(plan, node):
    done, log, kubelet = node(written(plan), "n1", answers="n\n")
    assert done.returncode == 1
    assert log == []
    assert (kubelet / "cpu_manager_state").exists()


def test_it_is_resumed_after_a_failure_and_does_nothing_twice(plan, node, tmp_path):
    (tmp_path / "fail").touch()
    done, log, kubelet = node(written(plan), "n1")
    assert done.returncode == 1
    assert log[-1] == "systemctl stop kubelet"
    assert (kubelet / "cpu_manager_state").exists()
    (tmp_path / "fail").unlink()
    done, log, kubelet = node(written(plan), "n1")
    assert done.returncode == 0
    assert [line for line in log if line.startswith("kubectl drain")] == [log[1]]
    assert not (kubelet / "cpu_manager_state").exists()
    done, after, _ = node(written(plan), "n1")
    assert done.returncode == 0
    assert after == log
    assert "done before" in done.stdout


@pytest.mark.parametrize("name", ["../x", "-f", "", "a b", "a;b", ".x", "$(id)"])
def test_names_that_are_no_nodes(plan, node, name):
    done, log, _ = node(written(plan), name)
    assert done.returncode == 2
    assert log == []


def test_a_value_never_becomes_code(plan, node, tmp_path):
    evil = STATIC | {"clusterDomain": "'; touch PWNED; $(touch PWNED) `touch PWNED`\nNUMACONF_END\ntouch PWNED"}
    done, _, kubelet = node(written(plan, evil), "n1")
    assert done.returncode == 0, done.stderr
    assert json.loads((kubelet / "config.yaml").read_text()) == evil
    assert not list(tmp_path.rglob("PWNED"))


def test_a_yaml_with_the_end_of_the_here_document_in_it(plan, node):
    text = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n# \nNUMACONF_END: 1\n"
    status, script, err = plan(CONFIG, text + "maxPods: 5\n", "--script", form="text")
    assert status == 0, err
    done, _, kubelet = node(script, "n1")
    assert done.returncode == 0, done.stderr
    assert "NUMACONF_END: 1\nmaxPods: 5\n" in (kubelet / "config.yaml").read_text()


def test_a_profile_never_replaces_the_whole_file_of_a_node(plan, node):
    words = ["--script", "--target", "kubelet"]
    _, script, _ = plan(profile(), profile("best-effort"), *words, machine=None, version=None, form="text")
    assert "configuration()" not in script
    done, _, kubelet = node(script, "n1")
    assert done.returncode == 0, done.stderr
    assert (kubelet / "config.yaml").read_text() == "old config.yaml\n"
    assert "numaconf render" in done.stdout


def test_nothing_to_do(plan, node):
    status, script, _ = plan(STATIC, STATIC, "--script", form="text")
    assert status == 0
    done, log, _ = node(script, "n1")
    assert (done.returncode, done.stdout, log) == (0, "nothing to do\n", [])
