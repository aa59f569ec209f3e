"""What --fix does, what it does not and why, and how it says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from numaconf.cli.main import run
from numaconf.verbs.lint.file import Options
from numaconf.verbs.lint.fix import Fixed, fixed

if TYPE_CHECKING:
    import pathlib

HEAD = (
    "# numaconf: kubernetes=1.34 machine=c5n.18xlarge\n"
    "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
)


def fix(text: str, *, unsafe: bool = False) -> Fixed:
    return fixed("a.yaml", (HEAD + text).encode(), Options(), unsafe=unsafe)


def codes(done: Fixed) -> tuple[list[str], dict[str, str]]:
    return [one.finding.code for one in done.made], {one.finding.code: reason for one, reason in done.open}


def test_a_fix_that_uncovers_a_deeper_mistake_is_made() -> None:
    """The kubelet decodes before it looks at gates: a boolean that becomes text shows that the option needs one."""
    done = fix("cpuManagerPolicy: static\nreservedSystemCPUs: 0-1\ncpuManagerPolicyOptions: {align-by-socket: true}\n")
    assert codes(done) == (["NC005"], {})
    assert b'{align-by-socket: "true"}' in done.data
    assert done.report is not None
    assert [one.finding.code for one in done.report.remarks] == ["NC204"]


def test_one_decode_error_may_hide_several_mistakes() -> None:
    done = fix("maxPods: '50'\ncpuManagerPolicy: static\ntopologyManagerScope: pods\nmemoryManagerPolicy: Static\n")
    assert codes(done)[0] == ["NC005"]
    assert done.report is not None
    assert len(done.report.remarks) > 1


def test_a_fix_of_a_sum_is_unsafe_and_made_whole() -> None:
    text = (
        "memoryManagerPolicy: Static\nkubeReserved: {memory: 2Gi}\nreservedMemory:\n"
        "- {numaNode: 0, limits: {memory: 1Gi}}\n- {numaNode: 1, limits: {memory: 1Gi}}\n"
    )
    assert codes(fix(text)) == ([], {"NC101": "needs --unsafe-fixes"})
    done = fix(text, unsafe=True)
    assert codes(done) == (["NC101"], {})
    assert done.data.count(b'memory: "1074Mi"') == 2


def test_what_would_stop_a_node_that_starts_is_not_made() -> None:
    """A field that is dropped does no harm; in the right case its value would."""
    done = fix("cpumanagerpolicy: dynamic\n")
    assert codes(done) == ([], {"NC402": "NC201 would keep the kubelet from starting"})
    assert b"cpumanagerpolicy" in done.data


def test_other_bytes_than_utf8_are_left_alone() -> None:
    data = (HEAD + "memoryManagerPolicy: static # ").encode() + b"\xff\n"
    done = fixed("a.yaml", data, Options())
    assert done.data == data
    assert {reason for _, reason in done.open} <= {"the file is not UTF-8"}


@pytest.fixture
def folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(HEAD + "topologyManagerPolicy: Restricted\ntopologyManagerScope: pods\n")
    (tmp_path / "b.yaml").write_text(HEAD + "cpumanagerpolicy: dynamic\n")
    return tmp_path


def test_fix_says_what_it_did_file_by_file(folder: pathlib.Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["lint", "--fix", "."]) == 1
    out, err = capfd.readouterr()
    assert err == ""
    lines = out.splitlines()
    assert "a.yaml: fixed NC301 (line 4)" in lines
    assert "a.yaml: not fixed 1 marked [!]: needs --unsafe-fixes" in lines
    assert "b.yaml: not fixed NC402 (line 4): NC201 would keep the kubelet from starting" in lines
    assert not any("[*]" in line for line in lines)  # what was tried is not offered again
    assert lines[-1] == "Fixed 1 finding in 1 file; 1 more with --unsafe-fixes."
    assert "restricted" in (folder / "a.yaml").read_text()


def test_diff_shows_and_counts(folder: pathlib.Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = (folder / "a.yaml").read_text()
    assert run(["lint", "--diff", "--color", "always", "."]) == 1
    out, err = capfd.readouterr()
    assert (
        "\x1b[31m-topologyManagerPolicy: Restricted\x1b[0m\n\x1b[32m+topologyManagerPolicy: restricted\x1b[0m\n" in out
    )
    assert re.sub("\x1b\\[[0-9;]*m", "", out).startswith("--- a.yaml\n+++ a.yaml (fixed)\n@@ ")
    assert err.splitlines()[-1] == "Would fix 1 finding in 1 file; 1 more with --unsafe-fixes."
    assert (folder / "a.yaml").read_text() == before


def test_on_standard_input_the_text_is_the_result(
    folder: pathlib.Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with (folder / "a.yaml").open("rb") as file:
        import io

        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(file.read())))
    run(["lint", "--fix", "-"])
    out, err = capfd.readouterr()
    assert out == (folder / "a.yaml").read_text().replace("Restricted", "restricted")
    assert err.splitlines()[0] == "-: fixed NC301 (line 4)"


AL2023 = "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  kubelet:\n    flags: [{}]\n"
INIT = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\nnodeRegistration:\n  kubeletExtraArgs:\n  - {}\n"
ARGUMENTS = [
    ("k.env", "KUBELET_EXTRA_ARGS={} --v=2\n", "--topology-manager-policy=Restricted"),
    ("k.env", 'KUBELET_EXTRA_ARGS="{} --v=2"\n', "--topology-manager-policy=Restricted"),
    (
        "k.service",
        "[Service]\nExecStart=/usr/bin/kubelet --config=/a \\\n  {}\n",
        "--topology-manager-policy=Restricted",
    ),
    ("k.sh", "#!/bin/sh\nminikube start --extra-config={}\n", "kubelet.topology-manager-policy=Restricted"),
    ("k.sh", "#!/bin/sh\n/etc/eks/bootstrap.sh c --kubelet-extra-args '{}'\n", "--topology-manager-policy=Restricted"),
    ("k.sh", "#!/bin/sh\nk3s agent --kubelet-arg={}\n", "topology-manager-policy=Restricted"),
    ("kubelet", "{}\n--v=2\n", "--topology-manager-policy=Restricted"),
    ("n.yaml", AL2023, '"--topology-manager-policy=Restricted"'),
    ("config.yaml", "kubelet-arg:\n- {}\n", '"topology-manager-policy=Restricted"'),
    ("a.yaml", INIT, "{name: topology-manager-policy, value: Restricted}"),
]


@pytest.mark.parametrize(("name", "text", "argument"), ARGUMENTS)
def test_of_an_argument_the_value_alone_is_changed(name: str, text: str, argument: str, tmp_path: pathlib.Path) -> None:
    path = tmp_path / name
    path.write_text(text.format(argument))
    run(["lint", "--fix", str(path)])
    assert path.read_text() == text.format(argument.replace("Restricted", "restricted"))


@pytest.mark.parametrize(
    "text",
    [
        "KUBELET_EXTRA_ARGS='--topology-manager-policy=\"Restricted\"'\n",
        "KUBELET_EXTRA_ARGS='--topology-manager-policy Restricted'\n",
        "KUBELET_EXTRA_ARGS='--kube-reserved=cpu=1,memory=1GB'\n",
    ],
)
def test_an_argument_that_is_written_otherwise_stays(text: str, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "k.env"
    path.write_text(text)
    run(["lint", "--fix", "--unsafe-fixes", str(path)])
    assert path.read_text() == text


def test_an_item_with_several_flags_stays(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "n.yaml"
    path.write_text(AL2023.format('"--topology-manager-policy=Restricted --v=2"'))
    before = path.read_text()
    run(["lint", "--fix", "--unsafe-fixes", str(path)])
    assert path.read_text() == before
