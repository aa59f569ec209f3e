"""A short run of what `make fuzz` does for long: damaged texts of every kind through every reader."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz import targets
from tests.search import cases

PIECES = [
    b"\0", b"\xff", b"\xef\xbb\xbf", b"\r\n", b"\t", b"---\n", b"...", b"&a ", b"*a", b"<<: ", b"!!binary ", b"{{",
    b"[" * 50, b'"', b"'", b"\\", b"$(x)", b"`", b"<<EOF\n", b"%", b"#", b": ", b"- ", b"null", b"1e999", b"-0",
    b"0x7f", b"9" * 40, "“é\u2028".encode(), b"--//\n", b"--//--\n", b"Content-Type: ", b"[[", b"= ", b"\x1f\x8b\x08",
    b"kind: ", b"apiVersion: ",
]  # fmt: skip


@lru_cache
def seeds() -> list[bytes]:
    return targets.seeds()


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A seed with some pieces put in, cut out, or doubled."""
    text = draw(st.sampled_from(seeds()))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        piece = draw(st.sampled_from([*PIECES, b"", text[start:end] * 2]) | st.binary(max_size=6))
        text = text[:start] + piece + text[end:]
    return text


@pytest.mark.parametrize("target", targets.TARGETS)
@settings(max_examples=cases(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=damaged())
def test_damaged_texts_give_a_value_or_a_reason(target: str, data: bytes) -> None:
    targets.run(target, data)
