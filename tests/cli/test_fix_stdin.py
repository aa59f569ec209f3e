"""`--fix -`: what is not fixed comes out byte for byte."""

from __future__ import annotations

import io
import os
import pathlib
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from numaconf.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

    Fixed = tuple[int, bytes, bytes]

K = b"apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"


@pytest.fixture
def fix(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[[bytes], Fixed]:
    """What comes of some bytes on standard input: the exit status and both streams."""

    def fixed(data: bytes) -> Fixed:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        status = main.run(["lint", "--fix", "--unsafe-fixes", "-"])
        return status, *capfdbinary.readouterr()

    return fixed


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xff\xfe", K, K + b"maxPodz: 1 # \xff\n", K.replace(b"\n", b"\r\n") + b"a: \x85\n", b"\x00",
        b"\x1b]0;x\x07", K + b"# \xe2\x80\xae ::error::x\n::error::x\n", b"\xef\xbb\xbf" + K, K + b"a: [\n",
        b"#!/bin/sh\n\x1b[2J\r::x\n", b"# numaconf: machine=/etc/passwd\n" + K,
    ],
)  # fmt: skip
def test_what_cannot_be_fixed_comes_out_as_it_came(data: bytes, fix: Callable[[bytes], Fixed]) -> None:
    _, out, err = fix(data)
    assert out == data
    assert b"a bug" not in err


def test_what_is_fixed_changes_there_only(fix: Callable[[bytes], Fixed]) -> None:
    head, tail = b"\xef\xbb\xbf# \xc3\xa4 \xe2\x80\xae\r\n", b"# ::error::x\r\n"
    status, out, _ = fix(head + K + b"maxPodz: 1\r\n" + tail)
    assert (status, out) == (0, head + K + b"maxPods: 1\r\n" + tail)


@pytest.mark.parametrize("name", ["\x1b]0;x\x07.yaml", "a\n::error::x.yaml", "\udcff.yaml", "x" * 250 + ".yaml"])
def test_a_file_of_any_name_is_fixed(name: str, tmp_path: pathlib.Path) -> None:
    path = os.fsencode(tmp_path) + b"/" + os.fsencode(name)
    with open(path, "wb") as file:
        file.write(K + b"maxPodz: 1\n")
    done = subprocess.run(
        [sys.executable, "-m", "numaconf", "lint", "--fix", "--unsafe-fixes", path], capture_output=True, check=False
    )
    with open(path, "rb") as file:
        assert file.read() == K + b"maxPods: 1\n"
    assert b"\x1b" not in done.stdout + done.stderr
    assert not any(line.strip().startswith(b"::") for line in (done.stdout + done.stderr).splitlines())


def test_one_file_that_cannot_be_fixed_does_not_end_the_run(tmp_path: pathlib.Path) -> None:
    for name in ("a", "c"):
        (tmp_path / f"{name}.yaml").write_bytes(K + b"maxPodz: 1\n")
    os.link(tmp_path / "a.yaml", tmp_path / "a.other")
    done = subprocess.run(
        [sys.executable, "-m", "numaconf", "lint", "--fix", "--unsafe-fixes", "a.yaml", "c.yaml"], cwd=tmp_path,
        capture_output=True, check=False, text=True,
    )  # fmt: skip
    assert done.returncode == 2
    assert "hard links" in done.stderr
    assert [b"maxPods" in (tmp_path / name).read_bytes() for name in ("a.yaml", "a.other", "c.yaml")] == [
        False, False, True,
    ]  # fmt: skip
