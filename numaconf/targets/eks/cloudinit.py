"""What keeps cloud-init from running the scripts of user data, while nobody objects.

Source: cloud-init 22.4, `cloudinit/user_data.py` and `cloudinit/handlers`, run.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.documents.pieces import PlainDocument, piece
from numaconf.findings import Related, Says
from numaconf.kubelet.effective import Origin
from numaconf.rules.registry import BY_CODE
from numaconf.targets.eks import userdata

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numaconf.documents.mime import Message
    from numaconf.documents.source import Source
    from numaconf.findings import Finding

_SILENT = {
    "byte-order-mark": "after a byte order mark cloud-init sees no MIME document, and no script runs: save without it",
    "blank-first-line": "after a blank line cloud-init sees no MIME document, and no script runs: take it out",
    "no-mime-version": (
        "without MIME-Version cloud-init takes the whole document for one text, and no "
        "script runs: write MIME-Version: 1.0"
    ),
    "no-boundary": (
        "without a boundary cloud-init finds no parts, and no script runs: write one after the Content-Type"
    ),
    "boundary-not-found": (
        "the boundary of the header does not occur, so cloud-init finds no parts and "
        "no script runs: write it before each part"
    ),
    "non-ascii": "cloud-init does not write a script with characters beyond ASCII: encode the part with base64",
    "mixed-line-ends": "some lines end with CR-LF and others with LF: bash sees the carriage return; save with LF",
}
_OF_PART = {"non-ascii", "mixed-line-ends"}


def scripts(source: Source, message: Message) -> list[Source]:
    """The parts of a MIME document that cloud-init runs, as it writes them down."""
    return [
        piece(source, PlainDocument(unix(part.body)), index, part.line, part.header_line)
        for index, part in enumerate(message.parts)
        if part.content_type in userdata.SCRIPTS or part.body.startswith("#!")
    ]


_CONFIG = re.compile(
    r"""^[ \t]*["']?(?:kind["']?[ \t]*:[ \t]*["']?NodeConf|apiVersion["']?[ \t]*:[ \t]*["']?node\.eks)""", re.MULTILINE
)
_SCRIPT = re.compile(r"^(?:#!.*|(?:sudo[ \t]+)?/etc/eks/bootstrap\.sh\b.*)$", re.MULTILINE)


def outside(source: Source, message: Message) -> Iterator[Finding]:
    """A NodeConfig or a script before the first boundary, or after the closing one."""
    for one in message.outside:
        config = _CONFIG.search(one.text)
        found = config or _SCRIPT.search(one.text)
        if found is None:
            continue
        there = Origin("document", line(source, one.line + one.text.count("\n", 0, found.start())))
        what = "NodeConfig" if config else "script"
        if one.before:
            yield BY_CODE["NC514"].finding(
                f"this {what} is before the first boundary, so it is not a part, and nothing reads it: write "
                f"--{message.boundary} and a Content-Type before it",
                there,
            )
        else:
            yield (
                BY_CODE["NC514"]
                .finding(
                    f"this boundary closes the document: the {what} after it is not a part, and nothing reads it; "
                    f"write --{message.boundary} without the dashes at its end, and a Content-Type",
                    Origin("document", line(source, one.line - 1)),
                )
                ._replace(related=(Related(there, f"the {what}"),))
            )


def unix(text: str) -> str:
    """A script with LF line ends, if its first line has CR-LF (`util.dos2unix`)."""
    first = text.partition("\n")[0]
    return text.replace("\r\n", "\n") if first.endswith("\r") else text


def not_run(
    source: Source, message: Message, scripts: Sequence[Source], needed: Sequence[Source] = ()
) -> Iterator[Finding]:
    """The problems of a MIME document that concern its scripts; without those that are `needed` no node joins."""
    known = [problem for problem in message.problems if problem.kind in _SILENT]
    whole = [problem for problem in known if problem.kind not in _OF_PART][:1]
    for problem in [*whole, *(problem for problem in known if problem.kind in _OF_PART)]:
        part = problem.kind in _OF_PART
        if part and not _hits(scripts, source, problem.line):
            continue
        fatal = problem.kind != "mixed-line-ends" and (_hits(needed, source, problem.line) if part else bool(needed))
        failed = problem.kind == "non-ascii"
        yield BY_CODE["NC507"].finding(
            _SILENT[problem.kind],
            Origin("document", line(source, problem.line)),
            says=Says("cloud-init", "Failed calling handler ShellScriptPartHandler") if failed else None,
            severity="will-not-start" if fatal else None,
        )


def _hits(scripts: Sequence[Source], source: Source, number: int) -> bool:
    return any(_holds(script, source, number) for script in scripts)


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
