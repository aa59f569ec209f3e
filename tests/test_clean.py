"""That a run of the tests which leaves a file behind is red."""

import subprocess
import sys

import pytest

from tests.clean import untracked
from tests.real import TREE, program


@pytest.mark.parametrize(("leaves", "status"), [("", 0), ("left.txt", 1), ("ignored.log", 0)])
def test_a_file_that_is_left_behind_fails_the_run(tmp_path, leaves, status):
    subprocess.run([program("git"), "init", "-q", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text("*.log\n__pycache__\n.pytest_cache\n.hypothesis\n")
    (tmp_path / "before.txt").touch()  # was there before the run: none of its business
    tests = tmp_path / "tests"
    tests.mkdir()
    for name in ("__init__.py", "clean.py", "conftest.py", "real.py"):
        (tests / name).write_bytes((TREE / "tests" / name).read_bytes())
    write = f"open({leaves!r}, 'w').close()" if leaves else "pass"
    (tests / "test_it.py").write_text(f"def test_it():\n    {write}\n")
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    run = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == status, run.stdout + run.stderr
    assert ("left files behind" in run.stdout) == bool(status)


def test_git_is_asked_about_what_is_not_ignored(tmp_path):
    assert untracked(tmp_path / "nowhere") == frozenset()
    subprocess.run([program("git"), "init", "-q", tmp_path], check=True)
    (tmp_path / "a b").touch()
    assert untracked(tmp_path) == {"a b"}
