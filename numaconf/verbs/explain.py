"""Explanations: of a rule, a kubelet field, a policy option, a feature gate, or a line of the kubelet's log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from numaconf.errors import CannotDo
from numaconf.kubelet import fields, gates, options, quantity, version
from numaconf.rules import log_lines, pages
from numaconf.rules.registry import BY_CODE, BY_NAME, RULES

if TYPE_CHECKING:
    from numaconf.documents.source import Route
    from numaconf.findings import Severity
    from numaconf.kubelet.admission.statuses import Status
    from numaconf.kubelet.state.describe import StateFile
    from numaconf.rules.base import Rule
    from numaconf.verbs.explain_hints import Replay


class Row(NamedTuple):
    """A rule in the table of all rules."""

    code: str
    name: str
    severity: Severity
    title: str


class RuleAnswer(NamedTuple):
    """A rule and its page."""

    rule: Rule
    page: pages.Page
    url: str


class FieldAnswer(NamedTuple):
    """A KubeletConfiguration field: its place, Go type, the first minor that knows it, its default (None: none) with
    the minor from which that is another one, and the rules that look at it.
    """

    path: str
    type: str
    since: int
    default: Any
    later: tuple[int, Any] | None
    rules: tuple[Row, ...]


class OptionAnswer(NamedTuple):
    """A policy option: the field that takes it, its maturity in each minor (None: unknown there), and the rules."""

    name: str
    field: str
    stages: dict[int, options.Stage | None]
    rules: tuple[Row, ...]


class GateAnswer(NamedTuple):
    """A feature gate in each minor (None: unknown there, naming it stops the kubelet), and what it needs."""

    name: str
    states: dict[int, gates.Gate | None]
    needs: tuple[str, ...]
    rules: tuple[Row, ...]


class Said(NamedTuple):
    """One thing that a log says: what it means, what its numbers show, and the rule that knows it, if there is one."""

    meaning: str
    numbers: str
    rule: Row | None


class LogAnswer(NamedTuple):
    """What a piece of the kubelet's log says."""

    said: tuple[Said, ...]


class StatusAnswer(NamedTuple):
    """Why the kubelet rejected a pod, as its status says it; `numbers` is what the message's numbers say."""

    status: Status
    numbers: str


class HintsAnswer(NamedTuple):
    """The topology manager's hints in a log, merged once more."""

    replays: tuple[Replay, ...]


class StateFileAnswer(NamedTuple):
    """One of the kubelet's state files."""

    file: StateFile


Answer = RuleAnswer | FieldAnswer | OptionAnswer | GateAnswer | StatusAnswer | HintsAnswer | LogAnswer | StateFileAnswer

LONGEST = 1000
"""Characters of a word; what is longer is a log."""

MINORS = range(version.FIRST, version.LAST + 1)


def table() -> tuple[Row, ...]:
    """All rules, in the order of codes."""
    return tuple(map(_row, RULES))


def _row(rule: Rule) -> Row:
    return Row(rule.code, rule.name, rule.severity, pages.read(rule.page()).title)


def explain(what: str) -> Answer:
    """Explain a rule's code or name, a field (`kubeReserved.memory`, `/reservedMemory/0/numaNode`), a policy option, a
    feature gate, a state file (`cpu_manager_state`), a pod's status (`TopologyAffinityError`), or pasted events and log
    lines. Raises CannotDo, with a suggestion, for anything else.
    """
    word = what.strip()
    found = (
        rule(word)
        or state_file(word)
        or hints(word)
        or pod_status(word)
        or log(word)
        or field(word)
        or option(word)
        or gate(word)
    )
    if found is None:
        raise CannotDo(f"nothing is known of {_short(word)!r}", remedy=_suggestion(word))
    return found


def rule(word: str) -> RuleAnswer | None:
    """The page of a rule, by code (in any case) or name."""
    found = BY_CODE.get(word.upper()) or BY_NAME.get(word.lower())
    return RuleAnswer(found, pages.read(found.page()), pages.url(found.code)) if found else None


def state_file(word: str) -> StateFileAnswer | None:
    """One of the kubelet's state files, by its name or path."""
    if "_" not in word or " " in word:
        return None
    from numaconf.kubelet.state import describe

    found = describe.find(word)
    return StateFileAnswer(found) if found else None


def field(word: str) -> FieldAnswer | None:
    """A field by its dotted path or JSON pointer; letter case counts. List indexes may be left out."""
    route = _route(word) if len(word) <= LONGEST else ()  # no path is longer
    found = fields.find(route) if route else None
    if found is None:
        return None
    concerned = tuple(_row(one) for one in RULES if route[0] in one.reads)
    return FieldAnswer(".".join(map(str, route)), found.type, found.since, found.default, found.later, concerned)


def _route(word: str) -> Route:
    """The steps of a path: `reservedMemory.limits` means an entry's limits. Map keys may have dots in them."""
    steps = word.strip("/").split("/") if word.startswith("/") else word.replace("[", ".").replace("]", "").split(".")
    route: list[str | int] = []
    for step in filter(None, steps):
        parent = fields.find(tuple(route))
        inner = fields.element(parent.type) if parent and route else None
        if inner is not None and parent is not None and fields.plain(parent.type).startswith("map"):
            return (*route, ".".join(steps[len(route) :]))
        number = step.isascii() and step.isdecimal() and len(step) < 10
        if inner is not None and not number:
            route.append(0)
        route.append(int(step) if number else step)
    return tuple(route)


def option(word: str) -> OptionAnswer | None:
    """A policy option of the CPU or topology manager."""
    for manager in (options.CPU_MANAGER, options.TOPOLOGY_MANAGER):
        known = manager.options.get(word)
        if known:
            stages = {minor: known.stage(version.Version(1, minor)) for minor in MINORS}
            concerned = tuple(_row(one) for one in RULES if manager.field in one.reads)
            return OptionAnswer(word, manager.field, stages, concerned)
    return None


def gate(word: str) -> GateAnswer | None:
    """A feature gate; letter case counts."""
    if not gates.minors(word):
        return None
    states = {minor: gates.state(word, version.Version(1, minor)) for minor in MINORS}
    needs = gates.dependencies(version.LAST).get(word, ())
    return GateAnswer(word, states, needs, tuple(_row(one) for one in RULES if "featureGates" in one.reads))


def log(text: str) -> LogAnswer | None:
    """What the kubelet's known texts in a piece of log mean."""
    found = log_lines.find(text)
    said = tuple(
        Said(
            match.meaning,
            _numbers(match.values),
            _row(BY_CODE[match.line.code]) if match.line.code in BY_CODE else None,
        )
        for match in found
    )
    return LogAnswer(said) if said else None


def hints(text: str) -> HintsAnswer | None:
    """The `TopologyHints` lines of a log, merged once more."""
    if "TopologyHints" not in text:
        return None
    from numaconf.verbs.explain_hints import replays

    found = replays(text)
    return HintsAnswer(tuple(found)) if found else None


def pod_status(text: str) -> StatusAnswer | None:
    """The reason of a pod's status, or of an event: the first that the text names."""
    from numaconf.kubelet.admission import statuses

    found = statuses.find(text)
    return StatusAnswer(*found[0]) if found else None


def _numbers(values: dict[str, str]) -> str:
    """What two sums differ by."""
    if "kept10" in values:
        if any(len(value) > 20 for value in values.values()) or any(
            abs(int(values[f"{name}10"])) > 9 for name in ("kept", "capacity")
        ):
            return ""  # not of a kubelet, whose amounts have 64 bits
        sides = [int(values[name]) * 10 ** (9 + int(values[f"{name}10"])) for name in ("kept", "capacity")]
        return f"They differ by {quantity.canonical(sides[0] - sides[1], 'BinarySI')}."
    if not {"total", "kept"} <= values.keys():
        return ""
    try:
        total, kept = (quantity.parse(values[name]) for name in ("total", "kept"))
    except quantity.QuantityError:
        return ""
    missing = quantity.canonical(kept.nano - total.nano, "BinarySI")
    if missing == "100Mi":
        return "Exactly the kubelet's default eviction threshold, 100Mi, is missing in reservedMemory."
    side = "too little" if kept.nano > total.nano else "too much"
    return f"reservedMemory has {missing.removeprefix('-')} {side}."


def _suggestion(word: str) -> str:
    """What was probably meant."""
    from numaconf.kubelet.admission.statuses import STATUSES
    from numaconf.kubelet.state.describe import STATE_FILES
    from numaconf.suggest import did_you_mean

    known = [*BY_CODE, *BY_NAME, *fields.FIELDS, *options.CPU, *options.TOPOLOGY, *STATUSES, *STATE_FILES]
    return did_you_mean(
        word,
        known,
        "give a rule's code or name (see numaconf rules), a kubelet field, a state file, a pod's status, or a line of "
        "the kubelet's log",
    )


def _short(word: str) -> str:
    return word if len(word) <= 80 else word[:79] + "…"
