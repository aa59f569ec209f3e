"""Comments that silence rules."""

from __future__ import annotations

from numaconf.documents.source import Location, Span
from numaconf.findings import Finding
from numaconf.kubelet.effective import Origin
from numaconf.results import Remark
from numaconf.verbs.lint import ignores

TEXT = """\
# numaconf: ignore-file[NC4] these fields are for a fork
a: 1  # numaconf: ignore[NC101, NC2] measured
# numaconf: ignore[NC301]
# a comment between

b: 2
c: 3  # numaconf: ignore
d: 4  # numaconf: ignore[reserved-memory] named
e: 5  # numaconf: kubernetes=1.34
"""


def remark(code: str, line: int) -> Remark:
    return Remark(
        Finding(code, "name", "no-effect", "message", Origin("document")),
        Location("x.yaml", 0, "", (), Span(line, 1, line, 2)),
    )


def test_each_comment_is_found_with_its_line_codes_and_reason() -> None:
    found = [(one.line, one.codes, one.wrong, one.reason) for one in ignores.find(TEXT)]
    assert found == [
        (0, ("NC4",), (), "these fields are for a fork"),
        (2, ("NC101", "NC2"), (), "measured"),
        (6, ("NC301",), (), ""),
        (7, (), ("",), ""),
        (8, (), ("reserved-memory",), "named"),
    ]


def test_only_what_is_named_is_silenced() -> None:
    comments = ignores.find(TEXT)
    silenced = [remark("NC401", 9), remark("NC101", 2), remark("NC205", 2), remark("NC301", 6)]
    heard = [remark("NC101", 6), remark("NC301", 2), remark("NC101", 7), remark("NC102", 2)]
    kept, unused = ignores.apply(silenced + heard, comments)
    assert kept == heard
    assert [one.line for one in unused] == [7, 8]


def test_a_comment_without_a_remark_is_unused() -> None:
    kept, unused = ignores.apply([], ignores.find(TEXT))
    assert kept == []
    assert len(unused) == 5


def test_carriage_returns_do_not_become_part_of_a_reason() -> None:
    (found,) = ignores.find("a: 1 # numaconf: ignore[NC101] why\r\n")
    assert (found.reason, found.span.end_column) == ("why", 35)
