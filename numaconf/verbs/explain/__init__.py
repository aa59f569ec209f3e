"""Explanations: of rules, fields, policies, options, gates, flags, settings, state files, statuses, log lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from numaconf.errors import CannotDo
from numaconf.kubelet import fields, gates, glossary, options, version
from numaconf.rules import pages
from numaconf.rules.registry import BY_CODE, BY_NAME, RULES
from numaconf.verbs.explain.answers import (
    FieldAnswer,
    GateAnswer,
    HintsAnswer,
    LogAnswer,
    OptionAnswer,
    Row,
    RuleAnswer,
    StateFileAnswer,
    StatusAnswer,
    WordAnswer,
)  # fmt: skip

if TYPE_CHECKING:
    from numaconf.documents.source import Route
    from numaconf.rules.base import Rule
    from numaconf.verbs.explain.answers import Answer


GIVE = (
    "give a rule's code or name (see numaconf rules), a kubelet field, flag, policy or option, a state file, a pod's "
    "status, or a line of a log"
)
LONGEST = 1000
"""Characters of a word; what is longer is a log."""

_SUM = ("reservedMemory", "kubeReserved", "systemReserved", "evictionHard")
_SUM_RULES = ("NC101", "NC102")
"""Rules that are asked for where memoryManagerPolicy is Static, and look at the sum of all these fields."""

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
    if not re.search(r"\w", word):
        raise CannotDo("there is no word to explain", remedy=GIVE)
    found = (
        rule(word)
        or state_file(word)
        or hints(word)
        or lint_says(word)
        or pod_status(word)
        or field(word)
        or option(word)
        or gate(word)
        or words(word)
        or log(word)
    )
    if found is None:
        raise _unknown(word)
    return found


def _unknown(word: str) -> CannotDo:
    if "\n" in word:
        lines = word.count("\n") + 1
        return CannotDo(
            f"none of the {lines} lines is known", remedy="give the log of the kubelet or of the boot whole"
        )
    return CannotDo(f"nothing is known of {_short(word)!r}", remedy=_suggestion(word))


def several(text: str) -> list[Answer]:
    """All that a piece of log says: hints, pods' statuses, known lines. Raises CannotDo where nothing is known."""
    word = text.strip()
    if "\n" not in word:
        return [explain(word)]
    from numaconf.kubelet.admission import statuses

    found: list[Answer | None] = [hints(word), *(StatusAnswer(*one) for one in statuses.find(word)), log(text)]
    answers = [one for one in found if one is not None]
    if not answers:
        raise _unknown(word)
    return answers


def known(code: str) -> tuple[Row, ...]:
    """The row of a rule's code, () for none."""
    return (_row(BY_CODE[code]),) if code in BY_CODE else ()


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
    """A field by its dotted path or JSON pointer, in any case. List indexes may be left out."""
    if len(word) > LONGEST or "\n" in word or word.startswith("-"):  # no path is longer
        return None
    from numaconf.verbs.explain import platforms, terms

    route = _route(word)
    found = fields.find(route) if route else None
    if found is None and route:
        route = terms.spelled(route)
        found = fields.find(route)
    if found is None:
        return None
    concerned = tuple(
        _row(one) for one in RULES if route[0] in one.reads or (one.code in _SUM_RULES and route[0] in _SUM)
    )
    path = ".".join(map(str, route))
    default = terms.default(path) if found.default is None else found.default
    flag, setting = terms.flag_of(path), platforms.bottlerocket(path)
    first, _, rest = path.partition(".")
    meaning = glossary.FIELDS.get(path, "")
    if rest and first in glossary.FIELDS:
        meaning = f"Part of {first}: {glossary.FIELDS[first]}"
    return FieldAnswer(
        path, found.type, found.since, default, found.later, concerned, meaning,
        tuple(one for one in glossary.VALUES if one.field == path),
        flag, setting, platforms.places(path, flag or terms.flag_of(first), MINORS),
        platforms.COMPUTED.get(first, ""),
    )  # fmt: skip


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
    """A policy option of the CPU or topology manager, in any case."""
    if len(word) > LONGEST:
        return None
    from numaconf.verbs.explain import terms

    word = terms.option(word) or word
    for manager in (options.CPU_MANAGER, options.TOPOLOGY_MANAGER):
        known = manager.options.get(word)
        if known:
            stages = {minor: known.stage(version.Version(1, minor)) for minor in MINORS}
            concerned = tuple(_row(one) for one in RULES if manager.field in one.reads)
            return OptionAnswer(word, manager.field, stages, concerned, known.meaning, terms.excludes(word))
    return None


def gate(word: str) -> GateAnswer | None:
    """A feature gate, in any case."""
    if len(word) > LONGEST or not word.replace("-", "").isalnum():
        return None
    from numaconf.verbs.explain import platforms, terms

    name = terms.gate(word)
    if not name or (name != word and platforms.setting(word)):
        return None
    word = name
    states = {minor: gates.state(word, version.Version(1, minor)) for minor in MINORS}
    needs = gates.dependencies(version.LAST).get(word, ())
    return GateAnswer(word, states, needs, tuple(_row(one) for one in RULES if "featureGates" in one.reads))


def words(word: str) -> WordAnswer | None:
    """A policy, a scope, a flag, or a platform's name for a setting."""
    if len(word) > LONGEST or "\n" in word:
        return None
    from numaconf.verbs.explain import platforms, terms

    found = (
        terms.value(word)
        or platforms.setting(word)
        or terms.flag(word)
        or platforms.bottlerocket_setting(word)
        or terms.concept(word)
    )
    if found is None:
        return None
    if isinstance(found, glossary.Concept):
        return WordAnswer(found, ())
    behind = {one.field for one in found.values} if isinstance(found, terms.Word) else {found.field}
    behind = {path.partition(".")[0] for path in behind}
    return WordAnswer(found, tuple(_row(one) for one in RULES if behind & set(one.reads)))


def lint_says(text: str) -> LogAnswer | None:
    """What a sentence of lint's own means, without its code: the rule. It may name a status or a field itself."""
    if " " not in text or len(text) > LONGEST:
        return None
    from numaconf.verbs.explain.messages import is_own

    return log(text) if is_own(text) else None


def log(text: str) -> LogAnswer | None:
    """What the known texts in a piece of log mean."""
    from numaconf.verbs.explain.messages import said

    found, more = said(text)
    return LogAnswer(found, more) if found else None


def hints(text: str) -> HintsAnswer | None:
    """The `TopologyHints` lines of a log, merged once more."""
    if "TopologyHints" not in text:
        return None
    from numaconf.verbs.explain.replays import replays

    found = replays(text)
    return HintsAnswer(tuple(found)) if found else None


def pod_status(text: str) -> StatusAnswer | None:
    """The reason of a pod's status, or of an event: the first that the text names."""
    from numaconf.kubelet.admission import statuses

    found = statuses.find(text)
    return StatusAnswer(*found[0]) if found else None


def _suggestion(word: str) -> str:
    """What was probably meant."""
    from numaconf.kubelet.admission.statuses import STATUSES
    from numaconf.kubelet.state.describe import STATE_FILES
    from numaconf.suggest import did_you_mean

    known = [
        *BY_CODE,
        *BY_NAME,
        *fields.FIELDS,
        *{one.name: one for one in glossary.VALUES},
        *gates.names(version.ALL[-1]),
        *options.CPU,
        *options.TOPOLOGY,
        *STATUSES,
        *STATE_FILES,
    ]
    return did_you_mean(
        word,
        known,
        GIVE,
    )


def _short(word: str) -> str:
    return word if len(word) <= 80 else word[:79] + "…"
