"""What keeps cloud-init from running the scripts of user data, while nobody objects.

Source: cloud-init 22.4, `cloudinit/user_data.py` and `cloudinit/handlers`, run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.documents.pieces import PlainDocument, piece
from numaconf.findings import Says
from numaconf.kubelet.effective import Origin
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.documents.mime import Message
    from numaconf.documents.source import Source
    from numaconf.findings import Finding

_SILENT = {
    "byte-order-mark": "behind a byte order mark cloud-init sees no MIME document: no script runs",
    "blank-first-line": "behind a blank line cloud-init sees no MIME document: no script runs",
    "no-mime-version": "without MIME-Version cloud-init takes the whole document for one text: no script runs",
    "no-boundary": "without a boundary cloud-init finds no parts: no script runs",
    "boundary-not-found": "the boundary of the header does not occur: cloud-init finds no parts, no script runs",
    "non-ascii": "cloud-init does not write a script with characters beyond ASCII: encode the part with base64",
    "mixed-line-ends": "some lines end with CR-LF and others with LF: bash sees the carriage return",
}
_OF_PART = {"non-ascii", "mixed-line-ends"}


def not_run(source: Source, message: Message, scripts: Sequence[Source]) -> Iterator[Finding]:
    """The problems of a MIME document that concern its scripts."""
    for problem in message.problems:
        if problem.kind not in _SILENT or not (scripts or problem.kind not in _OF_PART):
            continue
        if problem.kind in _OF_PART and not any(_holds(script, source, problem.line) for script in scripts):
            continue
        failed = problem.kind == "non-ascii"
        yield BY_CODE["NC507"].finding(
            _SILENT[problem.kind],
            Origin("document", line(source, problem.line)),
            says=Says("cloud-init", "Failed calling handler ShellScriptPartHandler") if failed else None,
        )


def _holds(script: Source, source: Source, number: int) -> bool:
    """Whether a line of the document is one of a script."""
    span = script.span(())
    top = source.span(()).line - 1 if source.outer is not None else 0
    return span.line <= top + number <= span.end_line


def line(source: Source, number: int) -> Source:
    """The source of one line of a text."""
    lines = source.document.value.split("\n")
    text = lines[number - 1] if 0 < number <= len(lines) else ""
    return piece(source, PlainDocument(text), source.index, number, number)
