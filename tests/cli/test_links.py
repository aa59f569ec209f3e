"""Hyperlinks of a report: only where a terminal has them, and only to what is there."""

import re

import pytest

from numaconf.cli import links, main
from numaconf.rules import pages

KUBELET = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ntopologyManagerScope: Pod\n"
FORCES = ("FORCE_HYPERLINK", "CI", "TERM", "TERM_PROGRAM", "VTE_VERSION", "WT_SESSION", "KONSOLE_VERSION", "NO_COLOR",
          "KITTY_WINDOW_ID", "FORCE_COLOR", "CLICOLOR_FORCE")  # fmt: skip


@pytest.fixture
def run(tmp_path, monkeypatch, capfd):
    for name in FORCES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    def run(name="k.yaml", *options, **environment):
        (tmp_path / name).write_text(KUBELET)
        for key, value in environment.items():
            monkeypatch.setenv(key, value)
        main.run(["lint", "--color", "always", *options, name])
        return capfd.readouterr().out

    return run


def test_a_place_leads_to_its_file(run, tmp_path):
    out = run(FORCE_HYPERLINK="1")
    assert f"\x1b]8;;file://{tmp_path}/k.yaml\x1b\\k.yaml:3:23\x1b]8;;\x1b\\" in out
    assert re.sub(r"\x1b\]8;;[^\x1b]*\x1b\\", "", out) == run(FORCE_HYPERLINK="0")


def test_none_without_colours_or_where_no_terminal_is(run):
    assert "\x1b]8" not in run()
    assert "\x1b]8" not in run("k.yaml", "--color", "never", FORCE_HYPERLINK="1")


@pytest.mark.parametrize("name", ["a b.yaml", "ü%.yaml", "a;b\x07c.yaml", "x\x1b]8;;y.yaml"])
def test_an_address_is_made_safe(run, name):
    for address in re.findall(r"\x1b\]8;;([^\x1b]*)\x1b", run(name, FORCE_HYPERLINK="1")):
        assert re.fullmatch(r"(file:///[A-Za-z0-9/._~%-]+)?", address)


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({"TERM": "xterm-256color"}, False), ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "dumb", "WT_SESSION": "x"}, False),
        ({"TERM_PROGRAM": "vscode"}, True), ({"TERM_PROGRAM": "vscode", "CI": "true"}, False),
        ({"VTE_VERSION": "6800"}, True), ({"VTE_VERSION": "4200"}, False), ({"KONSOLE_VERSION": "230800"}, True),
        ({"TERM": "xterm-kitty", "FORCE_HYPERLINK": "0"}, False),
    ],
)  # fmt: skip
def test_which_terminals_have_them(monkeypatch, environment, wanted):
    for name in FORCES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert links.wanted() == wanted


def test_rules_get_links_when_there_is_a_page(run, monkeypatch):
    assert "rules/NC302" not in run(FORCE_HYPERLINK="1")
    monkeypatch.setattr(pages, "SITE", "file:///docs/")
    assert "\x1b]8;;file:///docs/rules/NC302\x1b\\NC302\x1b]8;;\x1b\\" in run(FORCE_HYPERLINK="1")
