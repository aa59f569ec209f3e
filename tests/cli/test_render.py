"""`numaconf render` as its users meet it."""

import os
import resource
import signal
import stat
import subprocess
import sys

import pytest

from numaconf.cli import main
from tests.versions import NEWEST

PROFILE = """\
apiVersion: numaconf/v1
kind: NumaProfile
metadata: {name: NAME}
spec:
  kubernetesVersion: "1.34"
  machine: {synthetic: "numa:2 core:18 pu:2 memory:96Gi"}
  kubelet:
    cpuManagerPolicy: static
    memoryManagerPolicy: Static
    topologyManagerPolicy: restricted
    kubeReserved: {memory: 2Gi}
    reservedMemory: auto
    reservedSystemCPUs: auto
"""


@pytest.fixture
def profile(tmp_path, monkeypatch):
    """A folder with `p.yaml`, and the working directory in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.yaml").write_text(PROFILE.replace("NAME", "one"))
    return tmp_path / "p.yaml"


@pytest.fixture
def run(capfd):
    def call(*arguments):
        status = main.run(["render", *arguments])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return status, out, err

    return call


def test_the_primary_file_on_stdout(profile, run):
    status, out, err = run("p.yaml", "--target", "kubelet")
    assert (status, err) == (0, "")
    assert "kind: KubeletConfiguration" in out
    assert "\r" not in out


def test_into_a_file(profile, run):
    assert run("p.yaml", "--target", "kubelet", "-o", "k.yaml") == (0, "", "")
    _, out, _ = run("p.yaml", "--target", "kubelet")
    assert (profile.parent / "k.yaml").read_text() == out


def test_into_a_folder(profile, run):
    assert run("p.yaml", "--target", "kubelet", "-o", "new/") == (0, "", "")
    assert os.listdir("new") == ["kubelet.yaml"]
    os.mkdir("there")
    assert run("p.yaml", "--target", "kubelet-dropin", "-o", "there") == (0, "", "")
    assert os.listdir("there") == ["90-numa.conf"]


def test_a_part(profile, run):
    status, out, _ = run("p.yaml", "--target", "kubelet", "--part", "kubelet.yaml")
    assert (status, out) == (0, run("p.yaml", "--target", "kubelet")[1])
    status, out, err = run("p.yaml", "--target", "kubelet", "--part", "x.yaml")
    assert (status, out) == (2, "")
    assert "kubelet has no part 'x.yaml'; it has kubelet.yaml" in err


def test_standard_input(profile, monkeypatch):
    command = [sys.executable, "-m", "numaconf", "render", "-", "--target", "kubelet"]
    piped = subprocess.run(command, input=profile.read_bytes(), capture_output=True, check=True)
    named = subprocess.run([*command[:4], "p.yaml", *command[5:]], capture_output=True, check=True)
    assert piped.stdout == named.stdout


def test_several_profiles_need_a_folder(profile, run):
    profile.write_text(profile.read_text() + "---\n" + PROFILE.replace("NAME", "two"))
    status, out, err = run("p.yaml", "--target", "kubelet", "-o", "k.yaml")
    assert (status, out) == (2, "")
    assert "2 profiles need a folder" in err
    assert run("p.yaml", "--target", "kubelet", "-o", "out/") == (0, "", "")
    assert sorted(os.listdir("out")) == ["one", "two"]
    assert os.listdir("out/two") == ["kubelet.yaml"]


def test_two_profiles_of_one_name(profile, run):
    status, _, err = run("p.yaml", "p.yaml", "--target", "kubelet", "-o", "out/")
    assert status == 2
    assert "two profiles have the name one: p.yaml:1 and p.yaml:1" in err
    assert not os.path.exists("out")


def test_check(profile, run):
    assert run("p.yaml", "--target", "kubelet", "-o", "k.yaml", "--check")[0] == 1
    assert not os.path.exists("k.yaml")
    run("p.yaml", "--target", "kubelet", "-o", "k.yaml")
    assert run("p.yaml", "--target", "kubelet", "-o", "k.yaml", "--check") == (0, "", "")
    profile.write_text(profile.read_text().replace("restricted", "best-effort"))
    before = (profile.parent / "k.yaml").read_bytes()
    status, out, _ = run("p.yaml", "--target", "kubelet", "-o", "k.yaml", "--check")
    assert status == 1
    assert "--- k.yaml" in out
    assert "-topologyManagerPolicy: restricted\n+topologyManagerPolicy: best-effort\n" in out
    assert (profile.parent / "k.yaml").read_bytes() == before
    assert run("p.yaml", "--target", "kubelet", "--check")[0] == 2


def test_what_is_refused_says_why_and_writes_nothing(profile, run):
    profile.write_text(profile.read_text().replace("memory: 2Gi", "memory: 400Gi"))
    status, out, err = run("p.yaml", "--target", "kubelet", "-o", "k.yaml")
    assert (status, out) == (1, "")
    assert "refused  NC803 unresolvable-auto" in err
    assert "p.yaml:12:21" in err
    assert "reservedMemory: auto: the share of NUMA node 0 is 204850Mi, and the node has 96Gi" in " ".join(err.split())
    assert not os.path.exists("k.yaml")


def test_one_refused_profile_of_several_keeps_all_from_being_written(profile, run):
    profile.write_text(profile.read_text() + "---\n" + PROFILE.replace("NAME", "two").replace("2Gi", "400Gi"))
    assert run("p.yaml", "--target", "kubelet", "-o", "out/")[0] == 1
    assert not os.path.exists("out")


def test_a_rule_speaks_of_the_line_in_the_profile(profile, run):
    """A rule looks at the rendering that was read back; the user wrote the profile."""
    text = profile.read_text().replace("reservedMemory: auto", "reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}]")
    profile.write_text(text)
    status, out, err = run("p.yaml", "--target", "kubelet")
    assert (status, out) == (1, "")
    assert "will not start  NC101" in err
    assert "p.yaml:12:21" in err
    assert "kubelet.yaml" not in err


def test_what_is_unwanted_is_rendered_and_told(profile, run):
    text = profile.read_text().replace("topologyManagerPolicy: restricted", "topologyManagerPolicyOptions: "
                                       "{prefer-closest-numa-nodes: true}")  # fmt: skip
    profile.write_text(text)
    status, out, err = run("p.yaml", "--target", "kubelet")
    assert "prefer-closest-numa-nodes" in out + err
    assert (status, bool(out)) in {(0, True), (1, False)}


def test_options_are_stronger_than_the_profile(profile, run):
    _, out, _ = run("p.yaml", "--target", "kubelet", "--machine", "numa:4 core:2 memory:8Gi")
    assert "numaNode: 3" in out


def test_a_configuration_file_is_weaker_than_the_profile(profile, run):
    (profile.parent / "numaconf.toml").write_text('machine = "numa:4 core:2 memory:8Gi"\n')
    assert "numaNode: 3" not in run("p.yaml", "--target", "kubelet")[1]
    profile.write_text(profile.read_text().replace('  machine: {synthetic: "numa:2 core:18 pu:2 memory:96Gi"}\n', ""))
    assert "numaNode: 3" in run("p.yaml", "--target", "kubelet")[1]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["missing.yaml", "--target", "kubelet"], "missing.yaml: cannot be read: No such file or directory"),
        ([".", "--target", "kubelet"], ".: cannot be read: Is a directory"),
        (["p.yaml"], "Missing option '--target'"),
        (["p.yaml", "--target", "kubelt"], "did you mean kubelet"),
        (["p.yaml", "--target", "kubelet", "--kubernetes-version", "1.26"], f"numaconf knows 1.27 to {NEWEST}"),
        (["p.yaml", "--target", "kubelet", "--machine", "c5n.18xlarg"], "did you mean c5n.18xlarge"),
        (["p.yaml", "--target", "bottlerocket"],
         "the version of Bottlerocket is missing, and it decides what can be rendered\n"
         "  set spec.targets.bottlerocket.version, or give --bottlerocket-version"),
        (["p.yaml", "--target", "karpenter"], "set spec.targets.karpenter.version, or give --karpenter-version"),
        (["p.yaml", "--target", "karpenter", "--target", "bottlerocket", "-o", "out/"],
         "the versions of Karpenter and Bottlerocket are missing, and they decide what can be rendered\n"
         "  set spec.targets.karpenter.version and spec.targets.bottlerocket.version, "
         "or give --karpenter-version and --bottlerocket-version"),
        (["p.yaml", "--target", "kubelet", "-o", "p.yaml/x"], "p.yaml/x: cannot be written"),
        (["p.yaml", "--target", "kubelet", "--machine", "missing.yaml"], "missing.yaml"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_exit_2(profile, run, arguments, says):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert says in err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [", "p.yaml:"),
        ("\tx: y", "p.yaml:1:"),
        ("{'a': 1}", "p.yaml:1:2"),
        ("", "the document is empty"),
        ("kind: Pod", "kind is 'Pod'"),
        ("\0", "p.yaml:1:1"),
    ],
)
def test_what_is_no_profile_is_exit_1(profile, run, text, says):
    profile.write_text(text)
    status, out, err = run("p.yaml", "--target", "kubelet")
    assert (status, out) == (1, "")
    assert says in err


def test_a_snapshot_stands_beside_the_profile(profile, run, monkeypatch, tmp_path):
    from numaconf.machine import snapshot, synthetic

    (tmp_path / "machines").mkdir()
    (tmp_path / "machines" / "m.yaml").write_text(snapshot.dump(synthetic.parse("numa:3 core:2 memory:8Gi")))
    machine = 'machine: {synthetic: "numa:2 core:18 pu:2 memory:96Gi"}'
    profile.write_text(profile.read_text().replace(machine, "machine: {snapshot: machines/m.yaml}"))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    status, out, _ = run("../p.yaml", "--target", "kubelet")
    assert (status, "numaNode: 2" in out) == (0, True)
    (tmp_path / "machines" / "m.yaml").unlink()
    status, _, err = run("../p.yaml", "--target", "kubelet")
    assert status == 2
    assert "machines/m.yaml" in err


def test_verbose_lists_what_the_platform_adds(profile, run):
    status, out, err = run("p.yaml", "--target", "bottlerocket", "--bottlerocket-version", "1.64.0", "-v")
    assert status == 0
    assert "bottlerocket adds failSwapOn: false" in err
    assert run("p.yaml", "--target", "bottlerocket", "--bottlerocket-version", "1.64.0") == (0, out, "")


def test_a_full_disk_leaves_the_old_file(profile):
    (profile.parent / "k.yaml").write_text("old")
    command = [sys.executable, "-B", "-m", "numaconf", "render", "p.yaml", "--target", "kubelet", "-o", "k.yaml"]

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))

    run = subprocess.run(command, preexec_fn=limit, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert run.stderr == "numaconf: k.yaml: cannot be written: File too large\n"
    assert (profile.parent / "k.yaml").read_text() == "old"
    assert sorted(os.listdir(profile.parent)) == ["k.yaml", "p.yaml"]


def test_scripts_are_executable(profile, run):
    status, _, _ = run("p.yaml", "--target", "minikube", "-o", "start.sh")
    assert status == 0
    assert stat.S_IMODE(os.stat("start.sh").st_mode) & 0o100


def test_several_targets(profile, run, tmp_path):
    words = ("p.yaml", "--target", "kubelet", "--target", "al2023")
    assert run(*words, "-o", "out/")[0] == 0
    assert {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*")} == {
        "kubelet/kubelet.yaml", "al2023/nodeconfig.yaml", "al2023/user-data.mime",
    }  # fmt: skip
    assert run(*words, "-o", "out/", "--check") == (0, "", "")
    assert "2 targets need a folder" in run(*words)[2]
    assert "2 targets need a folder" in run(*words, "-o", "one.yaml")[2]


def test_all_targets_that_the_profile_names(profile, run, tmp_path):
    profile.write_text(profile.read_text() + "  targets: {kubelet: {}, kubelet-dropin: {}}\n")
    assert run("p.yaml", "-o", "out/")[0] == 0
    assert (tmp_path / "out" / "kubelet" / "kubelet.yaml").exists()
    assert (tmp_path / "out" / "kubelet-dropin" / "90-numa.conf").exists()
    status, _, err = run("p.yaml")
    assert status == 2
    assert "-o DIR/ for all that p.yaml names: kubelet, kubelet-dropin" in err


def test_one_target_that_is_refused_and_nothing_is_written(profile, run, tmp_path):
    profile.write_text(
        profile.read_text().replace("    cpuManagerPolicy: static\n", "    cpuManagerPolicy: static\n    x: 1\n")
    )
    assert run("p.yaml", "-o", "out/")[0] == 1
    profile.write_text(PROFILE.replace("NAME", "one").replace('kubernetesVersion: "1.34"', 'kubernetesVersion: "1.33"'))
    status, _, err = run("p.yaml", "--target", "kubelet", "--target", "al2", "-o", "out/")
    assert status == 1
    assert "no Amazon Linux 2 image" in err
    assert not (tmp_path / "out").exists()


HUGEPAGES = PROFILE.replace("NAME", "huge").rstrip("\n") + "\n  hugepages: [{size: 1Gi, count: 8, numaNode: 0}]\n"


@pytest.mark.parametrize(
    ("arguments", "warned"),
    [
        ((), "take --part user-data.mime, or -o DIR/"),
        (("-o", "nodeconfig.yaml"), "take --part user-data.mime"),
        (("--part", "user-data.mime"), ""),
        (("-o", "out/"), ""),
    ],
)
def test_a_file_that_does_not_do_it_alone_is_told_of_where_it_is_alone(profile, run, arguments, warned):
    profile.write_text(HUGEPAGES)
    status, _, err = run("p.yaml", "--target", "al2023", *arguments)
    assert status == 0
    assert ("cannot allocate the hugepages" in err) == bool(warned)
    assert warned in err
