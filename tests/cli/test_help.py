"""Every verb's help at two widths, its examples, and the manual page that is made of them."""

import importlib.metadata
import shlex
import subprocess

import click
import pytest

from numaconf.cli import help_text as form
from numaconf.cli import main
from numaconf.cli import verbs as table
from numaconf.cli.group import numaconf
from scripts import make_man
from tests.real import program


def verbs():
    """Every verb, and the verbs inside of others."""
    context = click.Context(numaconf, info_name="numaconf")
    for name in table.VERBS:
        command = numaconf.get_command(context, name)
        yield name
        yield from (f"{name} {inner}" for inner in getattr(command, "commands", {}))


VERBS = list(verbs())


def shown(name, columns, monkeypatch, capfd):
    monkeypatch.setenv("COLUMNS", str(columns))
    assert main.run([*name.split(), "--help"]) == 0
    return capfd.readouterr().out


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("name", ["", *VERBS])
def test_nothing_is_cut_or_run_together(name, columns, monkeypatch, capfd):
    out = shown(name, columns, monkeypatch, capfd)
    assert r"\b" not in out
    assert "..." not in out.partition("\n")[2], "a line that click has cut"
    long = [line for line in out.splitlines() if len(line) > min(columns, 100)]
    assert not long
    assert all(line == line.rstrip() for line in out.splitlines())


def test_tables_in_a_help_text_stay_tables(monkeypatch, capfd):
    out = shown("init", 80, monkeypatch, capfd)
    assert "\n  latency     single-numa-node, scope pod" in out
    assert "\n  gpu         restricted" in out


def test_verbs_inside_of_a_verb_are_told_whole(monkeypatch, capfd):
    told = " ".join(shown("machine", 80, monkeypatch, capfd).split())
    assert "compare Say whether MACHINES are interchangeable for one profile, and if not, " in told


def test_long_lists_of_words_stand_in_the_text(monkeypatch, capfd):
    out = shown("lint", 80, monkeypatch, capfd)
    assert "--as KIND" in out
    assert "bottlerocket," in out
    assert "--fail-on WORD" in out
    assert "no-effect" in out


def test_every_verb_has_examples():
    assert set(form.EXAMPLES) == set(VERBS)


@pytest.mark.parametrize("line", [line for lines in form.EXAMPLES.values() for line in lines])
def test_an_example_is_taken_by_the_program(line):
    words = shlex.split(line.replace("<(", "| ").replace(")", ""), comments=False)
    begin = words.index("numaconf")
    end = next((at for at, word in enumerate(words) if at > begin and word in {"|", ">", "<"}), len(words))
    given = words[begin + 1 : end]
    command = numaconf
    context = click.Context(numaconf, info_name="numaconf")
    while isinstance(command, click.Group):
        command = command.get_command(context, given.pop(0))
    with command.make_context("verb", given, parent=context):
        pass


@pytest.mark.parametrize("arguments", [["help"], ["help", "lint"], ["help", "machine", "list"], ["lint", "-h"]])
def test_help_is_a_verb(arguments, capfd):
    assert main.run(arguments) == 0
    assert "Usage: numaconf" in capfd.readouterr().out


def test_the_manual_page_is_what_the_help_says():
    if importlib.metadata.version("click").startswith("8.1."):
        pytest.skip("not here: click 8.2, which words defaults otherwise")
    assert make_man.PAGE.read_text() == make_man.page(), "make docs"
    assert make_man.VERBS.read_text() == make_man.verbs(), "make docs"


def test_the_manual_page_has_every_verb_and_option():
    page = make_man.page()
    for name in VERBS:
        assert f".SH NUMACONF {name.upper()}" in page
    for word in (r"\-\-unsafe\-fixes", r"\-\-into FILE", "EXIT STATUS", "NO_COLOR", r"numaconf lint . \-\-fix"):
        assert word in page


def test_man_takes_the_manual_page():
    # Long lines are how the page is written, a date would change it each day.
    run = subprocess.run(
        [program("mandoc"), "-Tlint", "-Wwarning", make_man.PAGE], capture_output=True, text=True, check=False
    )
    told = [line for line in run.stdout.splitlines() if "missing date" not in line and "PP after SH" not in line]
    assert told == []
