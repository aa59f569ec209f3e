"""No line of what is written is one that a CI runner obeys, and every value means the same."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numaconf import runners
from numaconf.documents.yaml import read, write
from numaconf.targets.bottlerocket import toml_write

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PIECES = st.sampled_from(
    ["::error::", "##vso[a]", "##[b]", "##", "#", "[", "\n", " ", "x", ":", "\u202e", "'", '"', "\\", "\x7f"]
)
TEXTS = st.lists(PIECES, max_size=8).map("".join)


@pytest.mark.parametrize(
    ("text", "obeyed"),
    [
        ("::error::a", True), ("x\n \t::group::", True), ("a ##[error]b", True), ("##vso[a]", True),
        ("##teamcity[a]", True), ("a ::error::", False), ("## [a]", False), ("# a", False), (":a:", False), ("", False),
    ],
)  # fmt: skip
def test_what_a_runner_obeys(text: str, obeyed: bool) -> None:
    assert runners.obeys(text) == obeyed


@given(st.dictionaries(TEXTS, TEXTS | st.lists(TEXTS), min_size=1))
def test_yaml(value: dict[str, str | list[str]]) -> None:
    text = write.block(value)
    assert not runners.obeys(text)
    assert read(text).value == value


@given(TEXTS)
def test_toml_and_json(value: str) -> None:
    for text in (toml_write.string(value), runners.quoted(json.dumps(value))):
        assert not runners.obeys(text)
        assert tomllib.loads(f"a = {text}")["a"] == value
    assert toml_write.string(value).isprintable()


@pytest.mark.parametrize("word", ["##vso[a]", "a ##[b] ##x[c]", "###[", "it ## is"])
def test_shell(word: str) -> None:
    import shlex

    text = runners.shell(shlex.quote(word))
    assert not runners.obeys(text)
    assert subprocess.run(["sh", "-c", f"printf %s {text}"], capture_output=True, text=True, check=True).stdout == word
