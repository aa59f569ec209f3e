"""A main file and its drop-ins, linted one by one: judged with the others, and findings stay with their file."""

from __future__ import annotations

import json
import os
import pathlib
from typing import Any

import pytest

from numaconf.cli.main import run
from tests.rules import generate
from tests.verbs.lint import asking
from tests.verbs.lint.asking import HEADER
from tests.verbs.lint.texts import FOLDER, MAIN, Case
from tests.versions import SOME

STATIC = HEADER + "memoryManagerPolicy: Static\nkubeReserved: {memory: 1Gi}\n"
LIST = HEADER + "reservedMemory: [{numaNode: 0, limits: {memory: 1124Mi}}]\n"
SHORT = HEADER + "reservedMemory: [{numaNode: 0, limits: {memory: 1Gi}}]\n"
UNIT = "[Service]\nExecStart=\nExecStart=/usr/bin/kubelet\n"


@pytest.fixture
def codes(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Any:
    """Lint a path: codes with their files, and codes that were not checked."""
    monkeypatch.chdir(tmp_path)

    def lint(path: str, *arguments: str) -> tuple[list[tuple[str, str]], dict[str, str]]:
        machine = "numa:2 core:24 pu:2 memory:96Gi"
        run(["lint", path, "--kubernetes-version", "1.34", "--machine", machine, "--format", "json", *arguments])
        data = json.loads(capfd.readouterr().out)
        found = [(one["path"], one["code"]) for one in data["findings"] if one["severity"] == "will-not-start"]
        return found, {one["code"]: one["reason"] for one in data["notChecked"]}

    return lint


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        path = pathlib.Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_a_drop_in_brings_the_list_that_the_main_file_needs(codes: Any) -> None:
    write({"k.yaml": STATIC})
    assert codes("k.yaml") == ([("k.yaml", "NC102")], {})
    write({"k.yaml.d/10.conf": LIST})
    assert codes("k.yaml") == ([], {})
    assert codes(".") == ([], {})


def test_what_is_wrong_in_a_drop_in_is_said_about_the_drop_in(codes: Any) -> None:
    write({"k.yaml": STATIC, "k.yaml.d/10.conf": SHORT})
    assert codes("k.yaml") == ([], {})
    assert codes(".") == ([("k.yaml.d/10.conf", "NC101")], {})
    write({"k.yaml": STATIC + "topologyManagerPolicy: x\n"})
    assert codes("k.yaml") == ([("k.yaml", "NC301")], {})
    write({"k.yaml.d/20.conf": HEADER + "topologyManagerPolicy: restricted\n"})
    assert codes("k.yaml") == ([], {})


def test_folders_of_the_folder_are_entered(codes: Any) -> None:
    write({"k.yaml": STATIC, "k.yaml.d/sub/10.conf": LIST})
    assert codes(".") == ([], {})
    write({"k.yaml.d/sub/10.conf": SHORT, "k.yaml.d/tail.conf": LIST})
    assert codes(".") == ([], {})
    write({"k.yaml.d/a.conf": LIST})
    (pathlib.Path("k.yaml.d/tail.conf")).unlink()
    assert codes(".") == ([("k.yaml.d/sub/10.conf", "NC101")], {})


@pytest.mark.parametrize("main", ["config.json", "config.yaml", "kubelet-config.json"])
def test_a_usual_name_has_the_one_folder_beside_it(codes: Any, main: str) -> None:
    write({main: STATIC, "conf.d/10.conf": LIST})
    assert codes(main) == ([], {})
    write({"other.d/10.conf": SHORT})
    found, gaps = codes(main)
    assert found == []
    assert gaps["NC101"] == "which of conf.d and other.d is the kubelet's drop-in folder is not known"
    write({f"{main}.d/10.conf": LIST})
    assert codes(main) == ([], {})


def test_any_other_name_has_not(codes: Any) -> None:
    write({"k.yaml": STATIC, "conf.d/10.conf": LIST})
    assert codes("k.yaml") == ([("k.yaml", "NC102")], {})


def test_a_main_file_may_end_in_conf(codes: Any) -> None:
    write({"kubelet.conf": STATIC, "kubelet.conf.d/10.conf": LIST, "admin.conf": "apiVersion: v1\nkind: Config\n"})
    assert codes("kubelet.conf") == ([], {})
    write({"kubelet.conf.d/10.conf": SHORT})
    assert codes(".") == ([("kubelet.conf.d/10.conf", "NC101")], {})


def test_other_files_of_the_folder_do_not_count(codes: Any) -> None:
    write({"k.yaml": STATIC, "k.yaml.d/10-unit.conf": UNIT, "k.yaml.d/10.yaml": LIST})
    assert codes("k.yaml") == ([("k.yaml", "NC102")], {})
    os.mkfifo("k.yaml.d/20.conf")
    os.symlink("nowhere", "k.yaml.d/30.conf")
    assert codes("k.yaml") == ([("k.yaml", "NC102")], {})


def test_a_drop_in_that_the_kubelet_refuses_is_its_own_affair(codes: Any) -> None:
    """The kubelet exits on it in any case; what else is wrong is said all the same."""
    twice = LIST + LIST.removeprefix(HEADER)
    write({"k.yaml": STATIC + "cpuManagerPolicy: x\n", "k.yaml.d/10.conf": LIST, "k.yaml.d/20.conf": twice})
    assert codes("k.yaml") == ([("k.yaml", "NC201")], {})
    assert codes("k.yaml.d/20.conf") == ([("k.yaml.d/20.conf", "NC004")], {})


def test_documents_of_other_kinds_change_nothing_but_those_of_kubeadm(codes: Any) -> None:
    other = "---\napiVersion: v1\nkind: ConfigMap\n"
    write({"k.yaml": STATIC + other, "k.yaml.d/10.conf": LIST})
    assert codes("k.yaml") == ([], {})
    write({"k.yaml": STATIC + "---\napiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n"})
    assert codes("k.yaml") == ([("k.yaml", "NC102")], {})


def test_with_a_drop_in_that_cannot_be_read_only_the_decoder_is_sure(
    codes: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"k.yaml": STATIC + "topologyManagerPolicy: x\nmaxPods: x\n", "k.yaml.d/10.conf": LIST})
    real_open = os.open

    def refuse(path: Any, *arguments: Any, **more: Any) -> Any:
        if str(path).endswith("10.conf"):
            raise PermissionError(13, "Permission denied")
        return real_open(path, *arguments, **more)

    monkeypatch.setattr("os.open", refuse)
    found, gaps = codes("k.yaml")
    assert found == [("k.yaml", "NC005")]
    assert set(gaps) == {"NC101", "NC102", "NC301"}
    assert gaps["NC101"].endswith("10.conf cannot be read: Permission denied")


@pytest.mark.shared
@pytest.mark.parametrize("minor", SOME)
@pytest.mark.parametrize("dropins", [{}, {"10.conf": LIST}, {"10.conf": SHORT}, {"a.conf": LIST, "sub/b.conf": SHORT},
                                     {"sub/a.conf": SHORT, "tail.conf": LIST}], ids=str)  # fmt: skip
def test_the_kubelet_agrees(dropins: dict[str, str], minor: str, tmp_path: pathlib.Path) -> None:
    files = {MAIN: STATIC, **{f"{FOLDER}/{name}": text for name, text in dropins.items()}}
    case = Case({name: text.encode() for name, text in files.items()}, generate.machine("two-numa-96"))
    asking.put(case, tmp_path)
    answer = asking.theirs(case, tmp_path, minor)
    said = asking.ours(case, tmp_path, asking.known(case, minor))
    assert said is not None
    assert asking.differences(said, answer) == []


def test_a_main_file_that_is_named_belongs_to_the_kubelets_own_files_alone(
    tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Neither to a platform's script, nor to a document inside of another: what is found there does not change."""
    (tmp_path / "main.yaml").write_text(HEADER + "memoryManagerPolicy: Static\n")
    script = "#!/bin/bash\n/etc/eks/bootstrap.sh cluster --kubelet-extra-args '--max-pods=many'\n"
    (tmp_path / "user-data.sh").write_text(script)
    inner = "".join(f"    {line}\n" for line in (HEADER + "maxPods: many").splitlines())
    (tmp_path / "map.yaml").write_text(
        f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n  90-a.conf: |\n{inner}"
    )
    for name, code in (("user-data.sh", "NC416"), ("map.yaml", "NC005")):
        for more in ([], ["--kubelet-config", str(tmp_path / "main.yaml")]):
            run(["lint", str(tmp_path / name), "--format", "json", "--kubernetes-version", "1.32", *more])
            assert [one["code"] for one in json.loads(capfd.readouterr().out)["findings"]] == [code], more
