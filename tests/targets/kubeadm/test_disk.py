"""Patches of one folder are judged together, in kubeadm's order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from numaconf.context import Context
from numaconf.kubelet.version import kubernetes
from numaconf.verbs.lint.file import Options
from numaconf.verbs.lint.run import run

if TYPE_CHECKING:
    import pathlib

OPTIONS = Options(Context(kubernetes("1.34")))


def found(folder: pathlib.Path, files: dict[str, str]) -> list[tuple[str, str, int]]:
    for name, text in files.items():
        (folder / name).write_text(text)
    reports = [one for one in run([str(folder)], OPTIONS) if one is not None and not isinstance(one, str)]
    return [
        (one.finding.code, one.location.path.rpartition("/")[2], one.location.span.line)
        for report in reports
        for one in report.remarks
        if one.finding.severity != "suspicious"
    ]


STATIC = "memoryManagerPolicy: Static\nreservedMemory: [{numaNode: 0, limits: {memory: %s}}]\n"
AMOUNTS = "kubeReserved: {memory: 1Gi}\nsystemReserved: {memory: 1Gi}\nevictionHard: {memory.available: 100Mi}\n"


def test_the_sum_is_that_of_all_patches(tmp_path: pathlib.Path) -> None:
    first, second = "kubeletconfiguration0+strategic.yaml", "kubeletconfiguration1+merge.yaml"
    assert found(tmp_path, {first: STATIC % "1Gi", second: AMOUNTS}) == [("NC101", first, 2)]
    assert found(tmp_path, {first: STATIC % "2148Mi"}) == []


def test_a_later_patch_of_any_type_overrules_an_earlier_one(tmp_path: pathlib.Path) -> None:
    files = {
        "kubeletconfiguration0+strategic.yaml": "topologyManagerPolicy: restrictd\n",
        "kubeletconfiguration1+json.yaml": "- {op: replace, path: /topologyManagerPolicy, value: restricted}\n",
    }
    assert found(tmp_path, files) == []
    last = {"kubeletconfiguration2+merge.json": '{"topologyManagerPolicy": "restrictd"}'}
    assert found(tmp_path, last) == [("NC301", "kubeletconfiguration2+merge.json", 1)]


def test_files_that_kubeadm_skips_or_cannot_read_are_no_part_of_it(tmp_path: pathlib.Path) -> None:
    files = {
        "kubeletconfiguration0+merge.yaml": "topologyManagerPolicy: restricted\n",
        "kubeletconfiguration1+merge.yml": "topologyManagerPolicy: restrictd\n",
        "kubeletconfiguration2+merge.yaml": "topologyManagerPolicy: [\n",
    }
    assert {code for code, *_ in found(tmp_path, files)} & {"NC301"} == set()


CLUSTER = "---\napiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n"
INIT = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\npatches: {directory: %s}\n" + CLUSTER
JOIN = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: JoinConfiguration\npatches: {directory: %s}\n"
CONFIG = "---\napiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
PATCH = "kubeletconfiguration0+merge.yaml"


def put(folder: pathlib.Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@pytest.mark.parametrize(
    ("file", "said", "patches"),
    [
        ("init.yaml", "patches", "patches"),
        ("init.yaml", "./there/", "there"),
        ("init.yaml", "/etc/kubernetes/patches", "patches"),
        ("tree/etc/kubeadm.yaml", "/etc/patches", "tree/etc/patches"),
    ],
)
def test_a_file_for_init_and_the_folder_that_it_names(tmp_path, file, said, patches) -> None:
    put(tmp_path, {file: INIT % said + CONFIG + "kubeReserved: {memory: 1Gi}\n"})
    put(tmp_path, {f"{patches}/{PATCH}": STATIC % "1Gi"})
    assert found(tmp_path, {}) == [("NC101", PATCH, 2)]
    put(tmp_path, {f"{patches}/{PATCH}": STATIC % "1124Mi"})
    assert found(tmp_path, {}) == []


def test_what_a_patch_takes_away_from_the_file_that_names_its_folder(tmp_path) -> None:
    put(tmp_path, {"init.yaml": INIT % "patches" + CONFIG + 'cpuManagerPolicy: static\nkubeReserved: {cpu: "1"}\n'})
    assert found(tmp_path, {}) == []
    put(tmp_path, {f"patches/{PATCH}": 'kubeReserved: {cpu: "0"}\n'})
    assert [(code, name) for code, name, _ in found(tmp_path, {})] == [("NC209", "init.yaml")]


def test_of_a_node_that_joins_only_the_patches_are_known(tmp_path) -> None:
    put(tmp_path, {"join.yaml": JOIN % "patches", f"patches/{PATCH}": STATIC % "1Gi" + "topologyManagerScope: Pod\n"})
    assert found(tmp_path, {}) == [("NC302", PATCH, 3)]


def test_of_two_files_that_name_a_folder_nobody_knows_which_counts(tmp_path) -> None:
    text = INIT % "patches" + CONFIG + "kubeReserved: {memory: %s}\n"
    put(tmp_path, {"a.yaml": text % "1Gi", "b.yaml": text % "2Gi", f"patches/{PATCH}": STATIC % "1124Mi"})
    assert found(tmp_path, {}) == []
    assert found(tmp_path, {f"patches/{PATCH}": STATIC % "5Mi"}) == []  # evictionHard may be empty, too
