"""Explanations for people."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING, Any

from numaconf.kubelet.version import FIRST, LAST
from numaconf.named import NamedTuple
from numaconf.reports.layout import BOLD, RESET
from numaconf.verbs.explain import answers as kinds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numaconf.kubelet.glossary import Concept, Value
    from numaconf.kubelet.state.describe import StateFile
    from numaconf.verbs.explain.answers import Answer, FieldAnswer, Row
    from numaconf.verbs.explain.messages import Said
    from numaconf.verbs.explain.platforms import Place, Setting
    from numaconf.verbs.explain.replays import Replay
    from numaconf.verbs.explain.terms import FlagWord, Word


def text(answer: Answer, width: int, minor: int = 0) -> str:
    """An answer in lines of at most `width` cells, as it is in one minor (0: in all)."""
    return _Text(width, minor).of(answer)


class _Text(NamedTuple):
    """Answers in lines of a width, as they are in one minor (0: in all)."""

    width: int
    minor: int

    def wrapped(self, head: str, sentence: str) -> str:
        """A sentence in lines that fit, `head` before the first and spaces before the others."""
        rest = " " * len(head)
        return textwrap.fill(sentence, self.width, initial_indent=head, subsequent_indent=rest, break_on_hyphens=False)

    def of(self, answer: Answer) -> str:
        """An answer for people, as it is in one minor (0: in all)."""
        match answer:
            case kinds.RuleAnswer(rule, page, url):
                head = [_head(f"{rule.code} {rule.name} ({rule.severity})"), self.wrapped("", page.title), ""]
                sections = [
                    line for name, body in page.sections.items() for line in [_head(name), *self._body(body), ""]
                ]
                return "\n".join([*head, *sections, *([url] if url else [])]).rstrip("\n") + "\n"
            case kinds.FieldAnswer():
                return self._field(answer)
            case kinds.OptionAnswer(name, field, stages, rules, meaning, excludes):
                words = ((one, stage or "unknown: the kubelet does not start") for one, stage in stages.items())
                spans = _spans((one, word) for one, word in words if self.minor in (0, one))
                beside = [f"  not together with: {', '.join(excludes)}"] if excludes else []
                gates = self._option_gates(field, {stage for one, stage in stages.items() if self.minor in (0, one)})
                told = [self.wrapped("  ", meaning), *spans, *gates, *beside, *self._rules(rules)]
                return "\n".join([_head(f"{name} (in {field})"), *told]) + "\n"
            case kinds.WordAnswer(word, rules):
                return "\n".join([*self._word(word), *self._rules(rules)]) + "\n"
            case kinds.GateAnswer(name, states, needs, rules):
                spans = _spans((one, _gate(state)) for one, state in states.items() if self.minor in (0, one))
                need = [f"  needs: {', '.join(needs)}"] if needs else []
                return "\n".join([_head(f"{name} (feature gate)"), *spans, *need, *self._rules(rules)]) + "\n"
            case kinds.StatusAnswer(status, numbers):
                steps = [
                    line
                    for number, step in enumerate(status.steps, 1)
                    for line in self.wrapped(f"  {number}. ", step).splitlines()
                ]
                told = [self.wrapped("  ", f"here: {numbers}")] if numbers else []
                return "\n".join([_head(status.reason), self.wrapped("  ", status.meaning), *told, *steps]) + "\n"
            case kinds.StateFileAnswer(file):
                return self._state_file(file)
            case kinds.HintsAnswer(replays):
                return "\n".join(self._replay(one) for one in replays)
            case kinds.LogAnswer(said, more):
                lines = [line for one in said for line in self._said(one)]
                return "\n".join([*lines, *([f"{more} further things are not told"] if more else [])]) + "\n"
        raise AssertionError(answer)

    def _field(self, answer: FieldAnswer) -> str:
        """A field: what it means, its values, its default, and its other names."""
        lines = [_head(answer.path)]
        if answer.meaning:
            lines.append(self.wrapped("  ", answer.meaning))
        if self.minor and self.minor < answer.since:
            lines.append(f"  the kubelet of 1.{self.minor} does not know it")
        first = f"1.{answer.since}" if answer.since > FIRST else f"1.{FIRST} or earlier"
        lines += [f"  type: {answer.type}", f"  since: Kubernetes {first}"]
        if not self.minor:
            lines.append(self.wrapped("  default: ", f"{_value(answer.default)}{_later(answer.later)}"))
        elif self.minor >= answer.since:
            later = answer.later is not None and self.minor >= answer.later[0]
            value = answer.later[1] if answer.later and later else answer.default
            lines.append(self.wrapped("  default: ", _value(value)))
        lines += [f"  flag: {answer.flag}"] if answer.flag else []
        for value in answer.values:
            lines += self._meaning(f"  {value.name}: ", value)
        if answer.meaning:
            lines += self._places(answer)
        return "\n".join([*lines, *self._rules(answer.rules)]) + "\n"

    def _places(self, answer: FieldAnswer) -> list[str]:
        """Where a field is written on each platform, and what platforms set by themselves."""
        width = max(len(one.platform) for one in answer.places) + 6
        told = [_head("  where it is written")]
        own: dict[str, list[str]] = {}
        for one in answer.places:
            words = f"{one.key} ({one.note})" if one.key and one.note else one.key or f"nowhere: {one.note}"
            told.append(self.wrapped(f"    {one.platform}".ljust(width), words))
            if value := self._own(one):
                own.setdefault(value, []).append(one.platform)
        if own or answer.computed:
            told.append(_head("  what platforms set by themselves"))
        told += [self.wrapped("    ", f"{', '.join(names)}: {value}") for value, names in own.items()]
        return [*told, *([self.wrapped("    ", answer.computed)] if answer.computed else [])]

    def _meaning(self, head: str, value: Value) -> list[str]:
        return [
            self.wrapped(head, value.meaning),
            self.wrapped(" " * 4, f"Choose it when {value.choose}."),
        ]

    def _word(self, word: Word | FlagWord | Setting | Concept) -> list[str]:
        """A policy or scope, a flag, a setting, a word of the subject."""
        from numaconf.kubelet.glossary import Concept
        from numaconf.verbs.explain import terms

        if isinstance(word, Concept):
            return [_head(word.name), self.wrapped("  ", word.meaning), f"  see: {word.see}"]
        if isinstance(word, terms.Word):
            return [
                line for one in word.values for line in (_head(f"{one.name} ({one.field})"), *self._meaning("  ", one))
            ]
        if isinstance(word, terms.FlagWord):
            span = f"1.{word.since} to 1.{word.last}" if word.last < LAST or word.since > FIRST else "all"
            sets = "sets no field of the configuration"
            if word.field:
                sets = f"sets {word.field}; numaconf explain {word.field}"
            return [_head(f"{word.name} (flag of the kubelet)"), f"  {sets}", f"  kubelets that have it: {span}"]
        field = (
            f"becomes {word.field}; numaconf explain {word.field}" if word.field else "is not a field of the kubelet's"
        )
        told = [_head(f"{word.key} ({word.platform})"), self.wrapped("  ", word.meaning or field)]
        if word.platform == "Bottlerocket":
            told.append(
                f"  Bottlerocket {word.since} and later" if word.since else "  every Bottlerocket that is known here"
            )
        return told

    def _option_gates(self, field: str, stages: set[str | None]) -> list[str]:
        """The gates that an option needs while it is alpha or beta."""
        manager = "CPUManagerPolicy" if field.startswith("cpu") else "TopologyManagerPolicy"
        on = {"alpha": "off", "beta": "on"}
        told = {
            stage: f"while {stage} it needs the gate {manager}{stage.capitalize()}Options, which is {word} by default"
            for stage, word in on.items()
        }
        return [self.wrapped("  ", sentence) for stage, sentence in told.items() if stage in stages]

    def _said(self, one: Said) -> list[str]:
        """A line of a log: where it is, how often, what it means, what to do."""
        often = "" if one.times == 1 else f" (and {one.times - 1} more{f', until {one.last}' if one.last else ''})"
        when = f", {one.first}" if one.first else ""
        told = [_head(f"line {one.line}{when}{often}{', cut off' if one.cut else ''}"), self.wrapped("  > ", one.quote)]
        told += [self.wrapped("  ", one.meaning), *([self.wrapped("  ", one.numbers)] if one.numbers else [])]
        return [*told, *(f"    {command}" for command in one.commands)]

    def _replay(self, one: Replay) -> str:
        """The hints of one pod or container, and what each policy makes of them."""
        from numaconf.kubelet.admission import bits
        from numaconf.machine.notation import cpu_text

        lines = [_head(f"pod {one.pod or '?'}" + (f", container {one.container}" if one.container else ""))]
        for name, listed in one.hints.items():
            if listed is None:
                texts = ["any will do"]
            else:
                texts = [cpu_text(bits.members(mask)) + ("*" if preferred else "") for mask, preferred in listed] or [
                    "none"
                ]
            lines.append(self.wrapped(f"  {name}: ", "  ".join(texts[:40]) + ("  …" if len(texts) > 40 else "")))
        if not one.hints:
            lines.append("  no resource asks for NUMA nodes")
        lines += [f"  {policy}: {answer}" for policy, answer in one.policies.items()]
        if one.broken:
            lines.append(self.wrapped("  ", one.broken))
        lines.append("  (* preferred; memory without hints may also mean that it fits nowhere)")
        return "\n".join(lines) + "\n"

    def _state_file(self, file: StateFile) -> str:
        told = [_head(file.name), f"  {file.path}", self.wrapped("  ", file.holds)]
        for head, lines in (
            ("the kubelet refuses it, and exits, when", file.refused), ("formats", file.formats),
            ("what to do", file.steps),
        ):  # fmt: skip
            told += [_head(head), *(self.wrapped("  - ", line) for line in lines)]
        return "\n".join(told) + "\n"

    def _body(self, body: str) -> list[str]:
        """A section of a rule's page: prose in the width, examples as they are, without the fences around them."""
        told: list[str] = []
        prose: list[str] = []
        fenced = False

        def tell() -> None:
            if prose:
                told.append(self.wrapped("    ", " ".join(prose)))
                prose.clear()

        for line in body.splitlines():
            if line.lstrip().startswith("```"):
                tell()
                fenced = not fenced
            elif fenced:
                told.append(f"      {line}" if line else "")
            elif not line.strip():
                tell()
                told.append("")
            else:
                if line.lstrip().startswith(("* ", "- ")):
                    tell()
                prose.append(line.strip())
        tell()
        return told

    def _rules(self, rules: Iterable[Row]) -> list[str]:
        return [self.wrapped("  ", f"{row.code} {row.name} ({row.severity}): {row.title}") for row in rules]

    def _own(self, place: Place) -> str:
        """What a platform sets by itself, in one minor or in all."""
        rows = ((at, _plain(value)) for at, value in place.defaults.items() if self.minor in (0, at))
        spans = [one.strip() for one in _spans(rows) if not one.endswith(": none")]
        if len(spans) == 1 and (self.minor or len(set(map(repr, place.defaults.values()))) == 1):
            return spans[0].partition(": ")[2]
        return "; ".join(f"{words} ({when})" for when, _, words in (one.partition(": ") for one in spans))


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {one}" for key, one in value.items())
    return _value(value)


def _head(words: str) -> str:
    return f"{BOLD}{words}{RESET}"


def _value(value: Any) -> str:
    return "none" if value is None else json.dumps(value)


def _later(later: tuple[int, Any] | None) -> str:
    return f", {_value(later[1])} from 1.{later[0]} on" if later else ""


def _gate(state: Any) -> str:
    if state is None:
        return "unknown: naming it stops the kubelet"
    return f"{state.stage}, {'on' if state.default else 'off'}{', locked' if state.locked else ''}"


def _spans(rows: Iterable[tuple[int, str]]) -> list[str]:
    """`1.27 to 1.32: beta, on`: equal neighbours in one line."""
    spans: list[tuple[int, int, str]] = []
    for minor, words in rows:
        if spans and spans[-1][2] == words:
            spans[-1] = (spans[-1][0], minor, words)
        else:
            spans.append((minor, minor, words))
    return [f"  1.{first}{f' to 1.{last}' if last > first else ''}: {words}" for first, last, words in spans]
