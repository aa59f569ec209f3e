"""What is shown of a file's words: nothing that a terminal or a runner obeys."""

import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numaconf import safe

NASTY = st.text(st.characters() | st.sampled_from("\x1b\x9b\u202e\u2028\x85\n\r\t:#[ ")).map(lambda text: text)
COMMANDS = st.sampled_from(["::error::x", "##[set-env name=A]b", "##vso[task.setvariable]x", "##teamcity[x]", "\r::x"])
TEXTS = st.lists(NASTY | COMMANDS, max_size=6).map("".join)


def obeyed(text):
    """Whether a runner finds a command in a log with this text."""
    lines = re.split("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", text)
    return any(line.strip().startswith("::") or re.search(r"##\w*\[", line) for line in lines)


@given(TEXTS)
def test_nothing_is_obeyed(text):
    for seen in (safe.shown(text), safe.lines(text)):
        assert not obeyed(seen)
        for letter in seen:
            assert letter in "\n\r\t" or unicodedata.category(letter)[0] != "C"
        assert not re.search("\r(?!\n|\\Z)", seen)
        seen.encode("utf-8")
    assert len(safe.shown(text).splitlines()) <= 1


@given(TEXTS)
def test_json_keeps_every_value(text):
    said = safe.lines(json.dumps({text: [text]}, indent=2))
    assert json.loads(said) == {text: [text]}
    assert said.isascii()
    assert not obeyed(said)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain: ä € 漢", "plain: ä € 漢"),
        ("a::b", "a::b"),
        ("\x1b]0;x\x07", "\\x1b]0;x\\x07"),
        ("x\n  ::error::y", "x\\n  ::error::y"),
        ("::error::y", "\\x3a:error::y"),
        ("a\u202eb\x9b", "a\\u202eb\\x9b"),
        ("name\udcff", "name\\xff"),
        ("a ##vso[x]", "a #\\u0023vso[x]"),
        ("## heading", "## heading"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_shown(text, seen):
    assert safe.shown(text) == seen


def test_lines_keep_line_ends():
    assert safe.lines("a\r\n\tb\rc\n ::x\n") == "a\r\n\tb\\rc\n \\x3a:x\n"
