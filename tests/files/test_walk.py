"""Which files a run looks at, compared with git itself."""

from __future__ import annotations

import os
import pathlib
import subprocess

import pytest

from numaconf.files import walk
from tests.real import program


def tree(top: pathlib.Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


FILES = {
    ".gitignore": "*.log\nbuild/\n!keep.log\n/only-top.yaml\nsub/deep/*.tmp\n",
    "a.yaml": "",
    "b.log": "",
    "keep.log": "",
    "only-top.yaml": "",
    "sub/only-top.yaml": "",
    "sub/.gitignore": "b.yaml\n!c.log\n",
    "sub/b.yaml": "",
    "sub/c.log": "",
    "sub/deep/x.tmp": "",
    "sub/deep/y.yaml": "",
    "build/out.yaml": "",
    "sub/build/out.yaml": "",
    "with space/é.yaml": "",
}


@pytest.mark.parametrize("start", [".", "sub", "sub/deep"])
def test_the_walk_sees_what_git_sees(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, start: str) -> None:
    program("git")
    tree(tmp_path, FILES)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    monkeypatch.chdir(tmp_path)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard", "--", start],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert sorted(found.path for found in walk.files([start])) == sorted(filter(None, listed.split("\0")))


def test_outside_a_repository_the_rules_of_the_named_folder_count(tmp_path: pathlib.Path) -> None:
    tree(tmp_path, {".gitignore": "x.yaml", "x.yaml": "", "y.yaml": ""})
    names = [os.path.basename(found.path) for found in walk.files([str(tmp_path)])]
    assert names == [".gitignore", "y.yaml"]


def test_a_named_file_is_looked_at_even_if_git_ignores_it(tmp_path: pathlib.Path) -> None:
    tree(tmp_path, {".gitignore": "x.yaml", "x.yaml": ""})
    (found,) = walk.files([str(tmp_path / "x.yaml")])
    assert (found.path, found.named, found.problem, found.regular) == (str(tmp_path / "x.yaml"), True, "", True)


def test_a_path_given_twice_is_looked_at_once(tmp_path: pathlib.Path) -> None:
    tree(tmp_path, {"x.yaml": ""})
    assert len(list(walk.files([str(tmp_path), str(tmp_path / "x.yaml"), str(tmp_path)]))) == 1


def test_links_to_folders_do_not_make_a_walk_endless(tmp_path: pathlib.Path) -> None:
    tree(tmp_path, {"a/x.yaml": ""})
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    found = [file.path for file in walk.files([str(tmp_path)])]
    assert str(tmp_path / "a" / "x.yaml") in found
    assert len(found) == 2  # the file, and the link as what it is: no folder to enter


@pytest.mark.parametrize(
    ("name", "problem"), [("nowhere.yaml", "does not exist"), ("dangling", "is a link to nothing")]
)
def test_a_missing_path_is_named_with_its_problem(tmp_path: pathlib.Path, name: str, problem: str) -> None:
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")
    (found,) = walk.files([str(tmp_path / name)])
    assert (found.named, found.problem) == (True, problem)


def test_a_name_that_is_not_utf8_is_found(tmp_path: pathlib.Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.yaml"
    with open(path, "wb"):
        pass
    (found,) = walk.files([str(tmp_path)])
    assert os.fsencode(found.path) == path
