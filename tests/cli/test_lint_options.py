"""The two ways to read the command line of lint: without click, where it is plainly right, and by click."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from numaconf.cli import lint as by_click
from numaconf.cli import main, terminal
from numaconf.cli.lint_options import OPTIONS, plain
from numaconf.cli.options import with_common_options
from numaconf.errors import CannotDo

if TYPE_CHECKING:
    from collections.abc import Callable

BAD = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nmaxPodz: 1\n"

VALUES = {"word": ["x", "", "-", "text", "al2", "suspicious", "json", "a b"], "codes": ["NC1", "NC1,NC2 , x", "", ","],
          "number": ["1", "2", "0", "-1", "x", "٣", ""]}  # fmt: skip
CHOSEN = [(word, value) for option in OPTIONS for word in option.words if option.takes != "nothing"
          for value in [*VALUES[option.takes], *(option.choices() if option.choices else ())]]  # fmt: skip
PIECES = st.one_of(
    st.sampled_from(["a.yaml", "b", "-", "", "--", "-q", "--quiet", "--unknown", "-j4", "--color", "--machine",
                     "--kubernetes-version"]).map(lambda one: [one]),
    st.sampled_from([word for option in OPTIONS for word in option.words]).map(lambda one: [one]),
    st.sampled_from(CHOSEN).map(list),
    st.sampled_from(CHOSEN).map(lambda pair: ["=".join(pair)]),
    st.sampled_from(["1.34", "v1.30.2"]).map(lambda one: ["--kubernetes-version", one]),
    st.just(["--machine=m5.24xlarge"]),
)  # fmt: skip


@example(["--kubernetes-version", "a.yaml"])
@example(["--machine", "b"])
@given(st.lists(PIECES, max_size=5).map(lambda parts: [word for part in parts for word in part]))
def test_what_is_read_without_click_is_what_click_reads(arguments: list[str]) -> None:
    quick = _or_refused(plain, arguments)
    if quick is not None:
        assert _or_refused(_read_by_click, arguments) == quick


def _or_refused(read: Callable[[list[str]], Any], arguments: list[str]) -> Any:
    """What is read, or why it is refused."""
    try:
        return read(arguments)
    except CannotDo as error:
        return str(error)


def _read_by_click(arguments: list[str]) -> Any:
    asked: list[Any] = []
    patch = pytest.MonkeyPatch()
    patch.setattr(by_click, "run", lambda *wanted: asked.append(wanted))
    patch.setattr(terminal, "_say", lambda text: None)
    try:
        with_common_options(by_click.lint).main(arguments, standalone_mode=False)
    finally:
        patch.undo()
        terminal.begin()
    (read,) = asked
    return read


@pytest.mark.parametrize(
    "arguments",
    [
        ["--format", "json", "a.yaml"], ["--format=sarif", "a.yaml"], ["--select", "NC4", "a.yaml"],
        ["--ignore=NC1", "a.yaml"], ["--exit-zero", "a.yaml"], ["--strict", "a.yaml"], ["-q", "a.yaml"],
        ["--fail-on", "suspicious", "a.yaml"], ["--kubernetes-version", "1.34", "--machine", "m5.24xlarge", "a.yaml"],
        ["--as", "kubelet", "a.yaml"], ["-j", "2", "a.yaml"], ["--diff", "a.yaml"], ["-"],
        ["--stdin-filename", "x.yaml", "-"], ["--no-ignores", "a.yaml", "a.yaml"], ["--config", "c.toml", "a.yaml"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_no_way_to_call_lint_imports_click(arguments: list[str], tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.yaml").write_text(BAD)
    (tmp_path / "c.toml").write_text("ignore = ['NC1']\n")
    code = (
        "import sys; from numaconf.cli.main import run; "
        "status = run(sys.argv[1:]); assert 'click' not in sys.modules; exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "lint", *arguments], cwd=tmp_path, input=BAD, text=True, capture_output=True,
        check=False, env={**os.environ, "NUMACONF_DEBUG": "1"},
    )  # fmt: skip
    assert done.returncode in {0, 1}
    assert "Error" not in done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["--fix", "--diff"], ["-", "a"], ["--format", "xml"], ["-j", "0"]])
def test_help_and_wrong_usage_are_clicks(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert plain(arguments) is None
    assert main.run(["lint", *arguments]) == (0 if arguments == ["--help"] else 2)
    out, err = capsys.readouterr()
    assert "numaconf" in (out if arguments == ["--help"] else err)
