"""`numaconf init`: a profile that works as it stands, with and without its commented parts."""

from __future__ import annotations

import pathlib
import re

import pytest

from numaconf.cli.main import run


def test_the_profile_is_valid_on_its_targets(tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "profile.yaml"
    assert run(["init", "-o", str(path)]) == 0
    assert run(["validate", str(path), "--format", "concise"]) == 0
    assert capfd.readouterr().out == ""


def test_its_commented_parts_are_valid_too(tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["init"]) == 0
    text = capfd.readouterr().out
    body = text[text.index("apiVersion") :]
    opened = re.sub(
        r"^( *)# (?=(hugepages|node|  labels|  taints|bottlerocket|karpenter)\b)", r"\1", body, flags=re.MULTILINE
    )
    path = tmp_path / "profile.yaml"
    path.write_text(opened)
    assert opened.count("#") < body.count("#")
    status = run(["validate", str(path), "--target", "kubelet", "--target", "bottlerocket", "--format", "concise"])
    assert (status, capfd.readouterr().out) == (0, "")


def test_a_file_is_not_overwritten_unless_forced(tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "profile.yaml"
    path.write_text("mine")
    assert run(["init", "-o", str(path)]) == 2
    assert path.read_text() == "mine"
    assert "--force" in capfd.readouterr().err
    assert run(["init", "-o", str(path), "--force"]) == 0
    assert path.read_text() != "mine"
