from __future__ import annotations

import pathlib
import sys

import pytest

from numaconf.errors import CannotDo, Problem
from numaconf.machine import find, sysfs

SNAPSHOT = "apiVersion: numaconf/v1\nkind: Machine\nmetadata: {name: worker-1}\nspec: {numaNodes: [{cpus: 0-3}]}\n"


def test_an_instance_type() -> None:
    assert find.find(" m5.24xlarge ").instance_type == "m5.24xlarge"


def test_words() -> None:
    assert find.find("numa:2 core:18 pu:2 memory:96Gi").cpu_count == 72


@pytest.mark.parametrize("name", ["m.yaml", "sub/machine", "m.json"])
def test_a_snapshot_beside_the_file_that_names_it(tmp_path: pathlib.Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(SNAPSHOT)
    assert find.find(name, str(tmp_path)).name == "worker-1"
    assert find.find(str(tmp_path / name), "elsewhere").name == "worker-1"


def test_a_snapshot_without_a_telling_name(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "worker").write_text(SNAPSHOT)
    monkeypatch.chdir(tmp_path)
    assert find.find("worker").name == "worker-1"


def test_a_file_does_not_hide_an_instance_type(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "m5.large").write_text(SNAPSHOT)
    monkeypatch.chdir(tmp_path)
    assert find.find("m5.large").instance_type == "m5.large"


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_local() -> None:
    found, again = find.find("local"), sysfs.read()
    assert (found.name, found.nodes, found.cores) == (again.name, again.nodes, again.cores)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("c5n.18xlrge", "did you mean c5n.18xlarge"),
        ("c5n.18xlarg", "c5n.18xlarge"),
        ("M5.24XLARGE", "did you mean m5.24xlarge?"),
        ("c5n", "c5n.metal"),
        ("m5x.24xlarge", ".24xlarge"),
        ("p5.47xlarge", "p5.48xlarge"),
        ("zzzzzz", "name an EC2 instance type"),
        ("", "name an EC2 instance type"),
    ],
)
def test_an_unknown_name_gets_the_nearest(text: str, remedy: str) -> None:
    with pytest.raises(CannotDo, match="there is no machine") as caught:
        find.find(text)
    assert remedy in caught.value.remedy
    assert caught.value.exit_status == 2


def test_other_sizes_of_the_same_family_come_first() -> None:
    assert find.suggestions("m7i.49xlarge")[0] == "m7i.48xlarge"
    assert all(name.startswith("m7i.") for name in find.suggestions("m7i.49xlarge"))


def test_wrong_words_are_usage() -> None:
    with pytest.raises(CannotDo, match="needs a number") as caught:
        find.find("numa:two core:4")
    assert caught.value.exit_status == 2


def test_a_missing_file_is_2_and_one_that_is_no_snapshot_1(tmp_path: pathlib.Path) -> None:
    with pytest.raises(CannotDo, match="cannot be read"):
        find.find("none.yaml", str(tmp_path))
    (tmp_path / "a.yaml").write_text("kind: Pod\n")
    with pytest.raises(Problem, match="describes no machine") as caught:
        find.find("a.yaml", str(tmp_path))
    assert caught.value.exit_status == 1
