import os
import subprocess
import sys
import types

import click
import pytest

from numaconf import __version__, errors
from numaconf.cli import group, main, terminal
from numaconf.cli.verbs import VERBS
from numaconf.errors import CannotDo, Problem


def numaconf(*arguments, **more):
    more.setdefault("text", True)
    return subprocess.run([sys.executable, "-m", "numaconf", *arguments], capture_output=True, check=False, **more)


@pytest.fixture
def verb(monkeypatch):
    """Make the program have one verb, `fail`, that does what the test wants."""

    def install(function):
        module = types.ModuleType("numaconf.cli.fail")
        module.fail = click.command("fail")(function)
        monkeypatch.setitem(sys.modules, "numaconf.cli.fail", module)
        monkeypatch.setattr(group, "VERBS", ("fail",))
        monkeypatch.delenv(errors.DEBUG, raising=False)

    return install


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_version(option):
    run = numaconf(option)
    assert (run.returncode, run.stdout, run.stderr) == (0, f"numaconf {__version__}\n", "")


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_has_the_common_options(name, capfdbinary):
    for option in ("-h", "--help", "--version"):
        assert main.run([name, option]) == 0
        assert capfdbinary.readouterr().err == b""
    main.run([name, "-h"])
    text = capfdbinary.readouterr().out.decode()
    for option in ("-q, --quiet", "--color [auto|always|never]", "--version", "-h, --help"):
        assert option in text


def test_help_lists_every_verb_with_a_line(capsys):
    assert main.run(["-h"]) == 0
    lines = capsys.readouterr().out.splitlines()
    for name in VERBS:
        (line,) = [line for line in lines if line.split()[:1] == [name]]
        assert len(line.split()) > 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["rulse"], "did you mean rules?"),
        (["xyzzy"], "--help lists the verbs"),
        (["rules", "--formt", "json"], "--format"),
        (["rules", "--format", "jsn"], "json"),
        (["completion", "tcsh"], "bash"),
        (["--color", "pink", "rules"], "auto"),
    ],
)
def test_wrong_usage_is_exit_2(arguments, says, capsys):
    assert main.run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err


@pytest.mark.parametrize(
    ("raised", "status", "says"),
    [
        (Problem("wrong", place="a.yaml:1:2", remedy="right it"), 1, "numaconf: a.yaml:1:2: wrong\n  right it\n"),
        (CannotDo("missing"), 2, "numaconf: missing\n"),
        (FileNotFoundError(2, "No such file or directory", "x.yaml"), 2, "numaconf: x.yaml: No such file or directory"),
        (KeyboardInterrupt(), 2, "interrupted"),
        (RecursionError("maximum recursion depth exceeded"), 1, "nested too deeply"),
        (MemoryError(), 2, "out of memory"),
        (KeyError("x"), 2, "a bug in numaconf: KeyError: 'x' (test_main.py:"),
    ],
)
def test_no_traceback_ever(verb, capsys, raised, status, says):
    def fail():
        """Fail."""
        raise raised

    verb(fail)
    assert main.run(["fail"]) == status
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err
    assert "Traceback" not in err


def test_a_bug_shows_its_traceback_to_who_asks(verb, monkeypatch):
    def fail():
        """Fail."""
        raise KeyError("x")

    verb(fail)
    monkeypatch.setenv(errors.DEBUG, "1")
    with pytest.raises(KeyError):
        main.run(["fail"])


def test_a_verbs_return_value_is_the_exit_status(verb):
    verb(lambda: 1)
    assert main.run(["fail"]) == 1


def test_a_closed_pipe_is_no_error():
    read, write = os.pipe()
    os.close(read)
    run = subprocess.run(
        [sys.executable, "-m", "numaconf", "--help"], stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert (run.returncode, run.stderr) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_behind_stdout():
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "numaconf", "completion", "bash"]
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert run.returncode == 2
    assert run.stderr == "numaconf: standard output: cannot be written: No space left on device\n"


@pytest.mark.parametrize(
    ("arguments", "environment", "colored"),
    [
        (["fail"], {}, False),
        (["fail", "--color", "always"], {}, True),
        (["--color", "always", "fail"], {}, True),
        (["fail"], {"FORCE_COLOR": "1"}, True),
        (["fail"], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["fail", "--color", "always"], {"NO_COLOR": "1"}, True),
        (["fail", "--color", "never"], {"FORCE_COLOR": "1"}, False),
        (["fail", "--color", "auto"], {"FORCE_COLOR": "1"}, False),
        (["fail"], {"CLICOLOR_FORCE": "0"}, False),
    ],
)
def test_color(verb, monkeypatch, capfdbinary, arguments, environment, colored):
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    verb(lambda: terminal.result(click.style("red", fg="red") + "\n"))
    assert main.run(arguments) == 0
    assert (b"\x1b" in capfdbinary.readouterr().out) is colored


@pytest.mark.parametrize("arguments", [["-q", "fail"], ["fail", "-q"], ["fail", "--quiet"]])
def test_quiet_silences_notes_and_not_errors(verb, capsys, arguments):
    def fail():
        """Fail."""
        terminal.note("on the way")
        terminal.error("wrong")

    verb(fail)
    main.run(arguments)
    assert capsys.readouterr().err == "wrong\n"
    main.run(["fail"])
    assert capsys.readouterr().err == "on the way\nwrong\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(shell):
    run = numaconf("completion", shell, env={**os.environ, "PATH": ""})
    assert run.returncode == 0
    assert f"_NUMACONF_COMPLETE={shell}_complete" in run.stdout


def test_bash_completes_verbs():
    environment = {**os.environ, "_NUMACONF_COMPLETE": "bash_complete", "COMP_WORDS": "numaconf ru", "COMP_CWORD": "1"}
    assert numaconf(env=environment).stdout == "plain,rules\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["lint", "--as", "kublet", "."], "--as 'kublet' is unknown\n  did you mean kubelet? one of kubelet, "),
        (
            ["render", "p.yaml", "--target", "bottlrocket"],
            "--target 'bottlrocket' is unknown\n  did you mean bottlerocket?",
        ),
        (["lint", "--formt", "json"], "no such option: --formt\n  did you mean --format?"),
        (["lint", "--fail-on", "error"], "--fail-on 'error' is unknown\n  one of refused, will-not-start, no-effect"),
        (["convert", "f"], "--to is missing\n  one of kubelet, "),
        (["lint", "-j", "0"], "--jobs: 0 is not in the range"),
        (["lint", "--select", "NC777"], "no rule is called 'NC777'\n  did you mean NC707?"),
    ],
)
def test_wrong_usage_is_said_once_in_a_line_or_two(
    arguments: list[str], says: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main.run(arguments) == 2
    out, err = capfd.readouterr()
    assert (out, err.startswith(f"numaconf: {says}"), err.count("\n")) == ("", True, 2), err


def test_help_cuts_nothing(capsys):
    assert main.run(["--help"]) == 0
    out = capsys.readouterr().out
    assert "..." not in out.replace("[ARGS]...", "")
    assert all(len(line) <= 80 for line in out.splitlines())


def test_help_of_a_verb(capsys):
    assert main.run(["help", "fit"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Usage: numaconf fit ")
    assert main.run(["help", "fitt"]) == 2
    assert "did you mean fit?" in capsys.readouterr().err
