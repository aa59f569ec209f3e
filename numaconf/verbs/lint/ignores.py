"""Comments that silence a rule: `# numaconf: ignore[NC101] reason` and `# numaconf: ignore-file[NC2] reason`.

The first, after a value, is for that line; alone on a line, for the next line that is not a comment. The second is for
the whole file. `NC2` stands for every code that starts so. A comment that silences nothing is itself remarked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.documents.source import Location, Span
from numaconf.kubelet.effective import Origin
from numaconf.named import NamedTuple
from numaconf.results import Remark
from numaconf.rules.registry import BY_CODE, BY_NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMENT = re.compile(r"(?:#|//)[ \t]*numaconf:[ \t]*(ignore-file|ignore)\b(?:\[([^\]\n]*)\])?[ \t]*([^\n]*)")
_CODE = re.compile(r"NC\d{0,3}\Z")


class Ignore(NamedTuple):
    """One comment. `line` is the line it is for, 0 for the whole file; `codes` are codes or their beginnings.

    `wrong`: what is between the brackets and is not a code (with nothing there, an empty string).
    """

    span: Span
    line: int
    codes: tuple[str, ...]
    wrong: tuple[str, ...]
    reason: str


def find(text: str) -> list[Ignore]:
    """The ignore comments of a text, in order."""
    if "numaconf:" not in text:
        return []
    found = []
    lines = text.split("\n")
    targets = _below(lines)
    for number, line in enumerate(lines, 1):
        match = _COMMENT.search(line) if "numaconf:" in line else None
        if match is None:
            continue
        words = [word.strip() for word in (match[2] or "").split(",")]
        target = 0 if match[1] == "ignore-file" else number
        if target and not line[: match.start()].strip():
            target = targets[number] or number
        found.append(
            Ignore(
                Span(number, match.start() + 1, number, len(line.rstrip("\r")) + 1),
                target,
                tuple(word for word in words if _CODE.match(word)),
                tuple(word for word in words if not _CODE.match(word)),
                match[3].strip(),
            )
        )
    return found


def _below(lines: Sequence[str]) -> list[int]:
    """For each line, by its number: the number of the next line below that is not a comment, 0 for none."""
    found = [0] * (len(lines) + 1)
    for number in range(len(lines) - 1, 0, -1):
        found[number] = found[number + 1] if _is_comment(lines[number]) else number + 1
    return found


def _is_comment(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith(("#", "//"))


def apply(remarks: Sequence[Remark], ignores: Sequence[Ignore]) -> tuple[list[Remark], list[Ignore]]:
    """The remarks that no comment silences, and the comments that silence nothing."""
    # The comments for a line and the beginning of a code: what there is of either can be very much.
    found: dict[tuple[int, str], list[int]] = {}
    for number, ignore in enumerate(ignores):
        for code in dict.fromkeys(ignore.codes):
            found.setdefault((ignore.line, code), []).append(number)
    used: set[tuple[int, str]] = set()
    kept = []
    for remark in remarks:
        code = remark.finding.code
        asked = {(line, code[:end]) for line in (0, remark.location.span.line) for end in range(len(code) + 1)}
        hits = asked & found.keys()
        used |= hits
        if not hits:
            kept.append(remark)
    served = {number for place in used for number in found[place]}
    return kept, [ignore for number, ignore in enumerate(ignores) if number not in served]


def applied(path: str, data: bytes, remarks: Sequence[Remark], open_codes: set[str] | None) -> tuple[list[Remark], int]:
    """The remarks that no comment silences, remarks about comments that silence nothing, and how many are silenced.

    With `open_codes` None (some rules were not asked) unused comments are not remarked on.
    """
    comments = find(data.decode("utf-8", "replace"))
    kept, unused = apply(remarks, comments)
    silenced = len(remarks) - len(kept)

    def about(code: str, message: str, comment: Ignore) -> Remark:
        place = Location(path, 0, "", (), comment.span)
        return Remark(BY_CODE[code].finding(message, Origin("document")), place)

    for comment in comments:
        for word in comment.wrong:
            known = BY_NAME.get(word)
            hint = f": write {known.code}" if known else ": write the code in brackets, ignore[NC101]"
            kept.append(about("NC902", f"{word or 'nothing'!r} is not a code{hint}", comment))
    for comment in unused:
        undecided = open_codes is None or any(code.startswith(comment.codes) for code in open_codes)
        if comment.codes and not undecided:
            unknown = [code for code in comment.codes if not any(known.startswith(code) for known in BY_CODE)]
            why = f"there is no rule {unknown[0]}" if unknown else f"{', '.join(comment.codes)} is not reported here"
            kept.append(about("NC901", f"nothing to ignore: {why}; take the comment out", comment))
    return kept, silenced
