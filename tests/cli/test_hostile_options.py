"""Files that options name, and manifests without end: what is wrong with them is said at once."""

from __future__ import annotations

import json
import os
import pathlib

import pytest

from numaconf.cli import main

K = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
STATIC = K + "cpuManagerPolicy: static\nreservedSystemCPUs: '0'\n"
MACHINE = ["--kubernetes-version", "1.34", "--machine", "numa:2 core:4 pu:2 memory:8Gi"]
POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: a{0}}}
spec: {{containers: [{{name: a, image: b, resources: {{limits: {{cpu: '{1}', memory: {2}Mi}}}}}}]}}
---
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "k.yaml").write_text(STATIC)
    return tmp_path


@pytest.mark.parametrize("verb", [["lint"], ["show"], ["fit", "--pods", "pods.yaml"], ["convert", "--to", "kubelet"]])
def test_a_machine_that_cannot_be_read_is_no_finding(
    verb: list[str], folder: pathlib.Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "pods.yaml").write_text(POD.format(0, 1, 1))
    (folder / "m.yaml").write_text("apiVersion: numaconf/v1\nkind: Machine\nmetadata: {name: a\n")
    assert main.run([*verb, "k.yaml", "--machine", "./m.yaml", "--kubernetes-version", "1.34"]) == 2
    out, err = capfd.readouterr()
    assert (out, err.partition(": yaml: ")[0]) == ("", "numaconf: ./m.yaml:4:1")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_nothing_waits_for_a_pipe(folder: pathlib.Path, capfd: pytest.CaptureFixture[str]) -> None:
    from numaconf.errors import CannotDo
    from numaconf.verbs.verify import asked_alone

    (folder / "state").mkdir()
    for path in ("pipe.yaml", "state/cpu_manager_state"):
        os.mkfifo(folder / path)
    with pytest.raises(CannotDo, match="not a regular file"):
        asked_alone.asked("pipe.yaml", "1.34")
    assert main.run(["plan", "k.yaml", "k.yaml", "--state", "state", *MACHINE]) == 2
    assert "not a regular file" in capfd.readouterr().err


def test_pods_that_differ_in_their_names_alone_are_counted_once(
    folder: pathlib.Path, capfd: pytest.CaptureFixture[str]
) -> None:
    alike = "".join(POD.format(number, 1, 1) for number in range(3))
    differ = "".join(POD.format(f"b{number}", 2, number + 2) for number in range(110))
    (folder / "pods.yaml").write_text(alike + differ)
    main.run(["fit", "k.yaml", "--pods", "pods.yaml", "--count", "--format", "json", *MACHINE])
    counts = json.loads(capfd.readouterr().out)["counts"]
    assert [(one["name"], one["count"]) for one in counts[:4]] == [("a0", 15), ("a1", 15), ("a2", 15), ("ab0", 7)]
    assert len(counts) == 113
    assert [one["next"]["message"] for one in counts[-11:]] == ["only the first 100 different pods are counted"] * 11
    main.run(["fit", "k.yaml", "--pods", "pods.yaml", "--count", *MACHINE])
    assert "only the first 100 different pods are counted" in capfd.readouterr().out


def test_proposals_are_made_for_so_many_pods(folder: pathlib.Path, capfd: pytest.CaptureFixture[str]) -> None:
    alike = "".join(POD.format(number, 17, 1) for number in range(3))
    differ = "".join(POD.format(f"b{number}", 17, number + 2) for number in range(60))
    (folder / "pods.yaml").write_text(alike + differ)
    main.run(["fit", "k.yaml", "--pods", "pods.yaml", "--suggest", "--format", "json", *MACHINE])
    out, err = capfd.readouterr()
    made = json.loads(out)["suggestions"]
    assert made["a0"] == made["a1"] == made["a2"] != []
    assert len(made) == 3 + 49
    assert "nothing is proposed for 11 more rejected pods: only for the first 50" in err
