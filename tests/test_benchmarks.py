"""The benchmarks run: a measurement that ends in a traceback is noticed here, not when somebody needs it."""

from __future__ import annotations

import io
import pathlib
import sys

import pytest

from benchmarks import change, fit, inputs, lint, machines, shapes, shapes_of_verbs, start
from numaconf.cli import main
from numaconf.machine import sysfs
from numaconf.verbs.lint.file import Options
from numaconf.verbs.lint.run import judged


def test_profiles_are_measured(capsys: pytest.CaptureFixture[str]) -> None:
    start.profiles(3)
    assert "validate 3 profiles for kubelet: " in capsys.readouterr().out


def test_programs_are_compared(capsys: pytest.CaptureFixture[str]) -> None:
    lint.compared("none", {"one": ["true"], "other": ["true"]}, [("one", "other", 1.0)], rounds=1)
    assert "one / other: " in capsys.readouterr().out


def test_what_is_linted_starts_and_differs(tmp_path: pathlib.Path) -> None:
    texts = {path.read_text() for path in inputs.configurations(tmp_path / "few", 5).iterdir()}
    assert len(texts) == 5
    assert all(text.startswith("apiVersion: kubelet.config.k8s.io/v1beta1\n") for text in texts)


def test_the_node_that_is_verified_has_its_pods(tmp_path: pathlib.Path) -> None:
    from numaconf.verbs.verify import verify

    report = verify(str(change.node(tmp_path)))
    assert sum(one.id == "cpus-allowed" and one.verdict == "pass" for one in report.checks) == change.PODS


def test_the_machine_that_is_read_is_large(tmp_path: pathlib.Path) -> None:
    found = sysfs.read(str(machines.tree(tmp_path)))
    assert (found.cpu_count, len(found.nodes or ())) == (384, 12)


def test_admissions_are_measured(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit, "ORACLE", pathlib.Path("nowhere"))
    fit.compared("two", fit.machine(2, 4), fit.config("best-effort", 2), fit.pods(5), 0.15)
    assert "no kubelet here" in capsys.readouterr().out


@pytest.mark.parametrize("title", list(shapes.SHAPES))
def test_shapes_are_judged(title: str) -> None:
    name, _, text = shapes.SHAPES[title]
    report = judged(name, text(3).encode(), Options())
    assert report is not None
    assert report.problem == ""


@pytest.mark.parametrize("title", list(shapes_of_verbs.SHAPES))
def test_shapes_of_other_verbs_are_answered(
    title: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    _, arguments, name, text = shapes_of_verbs.SHAPES[title]
    for file, content in (*shapes_of_verbs.BESIDE.items(), (name if name != "-" else "log", text(3))):
        (tmp_path / file).write_text(content)
    if name == "-":
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text(3).encode())))
    assert main.run(arguments) in {0, 1, 2}
    assert "a bug" not in capfd.readouterr().err


def test_a_shape_is_measured(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes_of_verbs, "SHAPES", {})
    monkeypatch.setattr(shapes, "SHAPES", {"one": ("a.yaml", 1, lambda n: shapes.K * n)})
    shapes.main()
    assert "one" in capsys.readouterr().out
