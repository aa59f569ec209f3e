"""Our `NamedTuple` is the one of `typing`, but for the time that it takes to make a class."""

import copy
import pickle
import subprocess
import sys
import typing

import pytest

from numaconf import named
from numaconf.findings import Finding
from numaconf.kubelet.effective import Origin

BODY = '''
class Point(NamedTuple):
    """A place."""

    x: int
    y: "list[int] | None" = None
    z: int = 3

    UNIT = "m"

    @property
    def sum(self) -> int:
        return self.x + self.z

    @classmethod
    def zero(cls):
        return cls(0)

    @staticmethod
    def unit():
        return Point.UNIT

    def __str__(self):
        return f"{self.x}!"
'''


def made(base, future="from __future__ import annotations\n"):
    space = {"NamedTuple": base, "__name__": "numaconf.somewhere"}
    exec(compile(future + BODY, "somewhere", "exec", dont_inherit=True), space)
    return space["Point"]


def test_class_is_that_of_typing():
    ours, theirs = made(named.NamedTuple), made(typing.NamedTuple)
    for name in ("__name__", "__qualname__", "__module__", "__doc__", "_fields", "_field_defaults", "__mro__"):
        mine, other = getattr(ours, name), getattr(theirs, name)
        assert (mine[1:], ours.__bases__) == (other[1:], theirs.__bases__) if name == "__mro__" else mine == other
    missing = set(vars(theirs)) ^ set(vars(ours))
    assert missing <= {"__orig_bases__"}
    assert list(ours.__annotations__) == list(theirs.__annotations__)


def test_values_behave_as_those_of_typing():
    ours, theirs = made(named.NamedTuple), made(typing.NamedTuple)
    for given in ({"x": 1}, {"x": 1, "y": [2]}, {"z": 0, "x": 5}):
        mine, other = ours(**given), theirs(**given)
        assert tuple(mine) == tuple(other)
        for say in (repr, str, hash if "y" not in given else len, lambda one: one.sum, lambda one: one._asdict(),
                    lambda one: one._replace(x=9), lambda one: one.zero(), lambda one: one.unit()):  # fmt: skip
            assert say(mine) == say(other)
    with pytest.raises(TypeError):
        ours()
    with pytest.raises(TypeError):
        ours(1, w=2)
    with pytest.raises(AttributeError):
        ours(1).x = 2


def test_a_field_without_a_default_does_not_follow_one_with():
    with pytest.raises(TypeError, match="without a default"):
        type("A", (named.NamedTuple,), {"__module__": "m", "__annotations__": {"x": "int", "y": "int"}, "x": 1})


def test_values_of_the_program_are_pickled_and_copied():
    one = Finding("NC101", "n", "refused", "m", Origin("document", None, ("a", 0)))
    assert pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == one
    assert type(pickle.loads(pickle.dumps(one)).origin) is Origin


def test_lint_makes_no_class_by_typing(tmp_path):
    """The reason for this module: what a run over one file must not pay."""
    file = tmp_path / "kubelet.yaml"
    file.write_text("apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nmaxPods: 110\n")
    code = (
        "import sys, typing\nmade = []\nold = typing.NamedTupleMeta.__new__\n"
        "typing.NamedTupleMeta.__new__ = lambda *given: made.append(given[1]) or old(*given)\n"
        "from numaconf.cli.main import run\nstatus = run(['lint', sys.argv[1]])\nprint(made, file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True)
    assert run.stderr == "[]\n"
