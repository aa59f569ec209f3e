"""What a file's name says, and what a command of kubeadm's passes over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from numaconf.verbs.lint.file import Options, lint
from numaconf.verbs.lint.run import run

if TYPE_CHECKING:
    from pathlib import Path

KUBELET = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nmaxPods: 9\n"
HEAD = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: %s\n---\n"


def codes(path: str, text: str) -> list[str]:
    found = lint(path, text.encode(), Options())
    assert found is not None
    assert found.status == "checked"
    return [one.finding.code for one in found.remarks]


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("kubeletconfiguration0+json.yaml", "- {op: add, path: /cpuManagerPolicy, value: Static}\n", ["NC201"]),
        (
            "kubeletconfiguration+json.json",
            '[{"op": "add", "path": "/cpuManagerPolicy", "value": "Static"}]',
            ["NC201"],
        ),
        ("kubeletconfiguration.a+json.yaml", "- {op: add, path: /maxPods, value: 9}\n", ["NC540"]),
        ("kubeletconfiguration1.yaml", "- {op: add, path: /maxPods, value: 9}\n", ["NC540"]),
        ("kubeletconfiguration1.yaml", "maxPods: many\n", ["NC005"]),
        ("kubeletconfiguration1.yaml", "maxPods: 9\n", []),
    ],
)
def test_a_patch_is_known_by_its_name(name: str, text: str, wanted: list[str]) -> None:
    assert codes(f"patches/{name}", text) == wanted


def test_a_walk_finds_it_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "kubeletconfiguration1.yaml").write_text("maxPods: 9\n")
    (tmp_path / "other.yaml").write_text("maxPods: 9\n")
    assert len([one for one in run([str(tmp_path)], Options()) if not isinstance(one, str) and one is not None]) >= 1


@pytest.mark.parametrize("kind", ["JoinConfiguration", "UpgradeConfiguration"])
def test_commands_that_pass_over_the_kubelet_s_configuration(kind: str) -> None:
    assert codes("c.yaml", HEAD % kind + KUBELET) == ["NC541"]
    assert codes("c.yaml", HEAD % kind + HEAD % "InitConfiguration" + KUBELET) == []
