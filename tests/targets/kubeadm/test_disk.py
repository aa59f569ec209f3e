"""Patches of one folder are judged together, in kubeadm's order."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
