"""What is asked of a folder once in a run, and what a run remembers of folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.files import once, together
from tests.files.test_together import HEADER, UNIT, found, write

if TYPE_CHECKING:
    import pathlib

    import pytest


def test_a_run_asks_once_for_the_units_of_a_folder_and_each_run_anew(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {f"{number}.yaml": HEADER for number in range(5)})
    asked: list[str] = []
    real = together._units_in_folder
    monkeypatch.setattr(together, "_units_in_folder", lambda folder: (asked.append(folder), real(folder))[1])
    assert found(tmp_path) == []
    assert asked == [str(tmp_path), str(tmp_path.parent)]
    flags = 'KUBELET_KUBEADM_ARGS="--cpu-manager-policy-options=full-pcpus-only=true"\n'
    write(tmp_path, {"config.yaml": HEADER, "kubeadm-flags.env": flags, "10-kubeadm.conf": UNIT})
    assert found(tmp_path) == [("NC202", "kubeadm-flags.env", 1)]


def test_what_a_run_remembers_of_folders_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(once, "MOST", 3)
    asked: list[str] = []
    ask = once.of_folder(lambda folder: (asked.append(folder), folder.upper())[1])
    with once.in_one_run():
        for folder in "a a b c d a a".split():
            assert ask(folder) == folder.upper()
            assert len(once._Run.answers or ()) <= 3
    assert asked == [*"abcda"]
    assert (ask("a"), once._Run.answers) == ("A", None)
