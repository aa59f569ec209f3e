"""Findings about what the kubelet's decoder and its command line stumble over, for platforms that feed them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.documents.source import pointer
from numaconf.rules.registry import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numaconf.findings import Finding
    from numaconf.kubelet.decode import Problem
    from numaconf.kubelet.effective import Origin
    from numaconf.kubelet.flags import FlagProblem

_DECODED = {
    "empty": "NC006",
    "kind": "NC002",
    "type": "NC005",
    "duplicate": "NC004",
    "unknown": "NC401",
    "case": "NC402",
    "recased": "NC417",
    "later": "NC403",
}
_FLAGS = {
    "unknown": "NC415",
    "version": "NC415",
    "word": "NC415",
    "syntax": "NC415",
    "value": "NC416",
    "label": "NC511",
}


def of_dropin(found: Iterable[tuple[Problem, Origin]]) -> Iterator[Finding]:
    """About the fields of a drop-in that a platform writes; an origin is the place of the field."""
    for problem, origin in found:
        yield BY_CODE[_DECODED[problem.kind]].finding(
            _message(problem, str(origin.route[-1]) if origin.route else ""),
            origin,
            says=problem.text if problem.fatal else None,
            key=problem.kind in ("unknown", "case", "recased", "later"),
        )


def _message(problem: Problem, name: str) -> str:
    meant = f": did you mean {problem.suggestion}?" if problem.suggestion else ""
    if problem.kind == "unknown":
        return f"the kubelet knows no field {name} and drops it without a word{meant}"
    if problem.kind == "case":
        return f"the kubelet spells {name} as {problem.suggestion}, whose value wins over this one"
    if problem.kind == "recased":
        return f"{name} is spelled {problem.suggestion}; in a drop-in, and only there, it takes effect all the same"
    if problem.kind == "later":
        return f"the kubelet has the field {name} from Kubernetes 1.{problem.since} on, and drops it before"
    if problem.kind == "type":
        return f"{pointer(problem.route).lstrip('/').replace('/', '.')} has the wrong type, and the kubelet ends"
    return f"the kubelet refuses its drop-in file: {problem.text}"


def of_flags(found: Iterable[FlagProblem]) -> Iterator[Finding]:
    """About the kubelet's command line; each of these ends the kubelet."""
    for problem in found:
        meant = f": did you mean --{problem.suggestion}?" if problem.suggestion else ""
        if problem.kind == "unknown":
            message = f"the kubelet has no flag {_dashed(problem.name)}, and ends{meant}"
        elif problem.kind == "version":
            message = f"the kubelet of this version has no flag {_dashed(problem.name)}, and ends"
        elif problem.kind == "label":
            message = f"the kubelet may not set the label {problem.name}, or it is none, and ends"
        elif problem.kind == "value":
            message = f"the kubelet does not take this value of {_dashed(problem.name)}, and ends"
        else:
            message = "the kubelet takes no words besides its flags, and ends"
        yield BY_CODE[_FLAGS[problem.kind]].finding(message, problem.origin, says=problem.says)


def _dashed(name: str) -> str:
    return name if name.startswith("-") else f"--{name}"
