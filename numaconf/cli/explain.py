"""`numaconf explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from numaconf.cli import terminal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numaconf.kubelet.state.describe import StateFile
    from numaconf.verbs.explain import Answer, Row
    from numaconf.verbs.explain_hints import Replay


@click.command()
@click.argument("what", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Form of the answer.")
def explain(what: tuple[str, ...], form: str) -> None:
    """Explain a rule, field, option, gate, pod status, or log line.

    WHAT is a rule's code or name (NC101), a kubelet field (reservedMemory), a policy option, a feature gate, a pod's
    status (TopologyAffinityError), or pasted lines: an event, the kubelet's log (also its TopologyHints, which are
    merged once more); - reads them from standard input.
    """
    answers = _answers(what)
    if form == "json":
        import json

        terminal.result(json.dumps({"version": 1, "answers": [data(one) for one in answers]}, indent=2) + "\n")
    else:
        terminal.result("\n".join(text(one) for one in answers))


def _answers(what: tuple[str, ...]) -> list[Answer]:
    """An answer to each word; words that are nothing by themselves are a log line that lost its quotes."""
    from numaconf.errors import CannotDo
    from numaconf.verbs.explain import explain as answer

    if what == ("-",):
        from numaconf.profile.load import read

        return [answer(read("-").decode("utf-8", "replace"))]
    try:
        return [answer(one) for one in what]
    except CannotDo:
        if len(what) == 1:
            raise
        return [answer(" ".join(what))]


def text(answer: Answer) -> str:
    """An answer for people."""
    from numaconf.verbs import explain as kinds

    match answer:
        case kinds.RuleAnswer(rule, page, url):
            head = [_head(f"{rule.code} {rule.name} ({rule.severity})"), page.title, ""]
            sections = [line for name, body in page.sections.items() for line in [_head(name), _indented(body), ""]]
            return "\n".join([*head, *sections, url]) + "\n"
        case kinds.FieldAnswer():
            lines = [_head(answer.path), f"  type: {answer.type}", f"  since: Kubernetes 1.{answer.since}"]
            lines += [f"  default: {_value(answer.default)}{_later(answer.later)}"]
            return "\n".join([*lines, *_rules(answer.rules)]) + "\n"
        case kinds.OptionAnswer(name, field, stages, rules):
            spans = _spans((minor, stage or "unknown: the kubelet does not start") for minor, stage in stages.items())
            return "\n".join([_head(f"{name} (in {field})"), *spans, *_rules(rules)]) + "\n"
        case kinds.GateAnswer(name, states, needs, rules):
            spans = _spans((minor, _gate(state)) for minor, state in states.items())
            need = [f"  needs: {', '.join(needs)}"] if needs else []
            return "\n".join([_head(f"{name} (feature gate)"), *spans, *need, *_rules(rules)]) + "\n"
        case kinds.StatusAnswer(status, numbers):
            steps = [
                line
                for number, step in enumerate(status.steps, 1)
                for line in terminal.wrapped(f"  {number}. ", step).splitlines()
            ]
            told = [terminal.wrapped("  ", f"here: {numbers}")] if numbers else []
            return "\n".join([_head(status.reason), terminal.wrapped("  ", status.meaning), *told, *steps]) + "\n"
        case kinds.StateFileAnswer(file):
            return _state_file(file)
        case kinds.HintsAnswer(replays):
            return "\n".join(_replay(one) for one in replays)
        case kinds.LogAnswer(said):
            parts = []
            for one in said:
                parts += [_head(one.meaning), *([f"  {one.numbers}"] if one.numbers else [])]
                parts += _rules([one.rule] if one.rule else [])
            return "\n".join(parts) + "\n"
    raise AssertionError(answer)


def _replay(one: Replay) -> str:
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
        lines.append(terminal.wrapped(f"  {name}: ", "  ".join(texts[:40]) + ("  …" if len(texts) > 40 else "")))
    if not one.hints:
        lines.append("  no resource asks for NUMA nodes")
    lines += [f"  {policy}: {answer}" for policy, answer in one.policies.items()]
    if one.broken:
        lines.append(terminal.wrapped("  ", one.broken))
    lines.append("  (* preferred; memory without hints may also mean that it fits nowhere)")
    return "\n".join(lines) + "\n"


def _state_file(file: StateFile) -> str:
    told = [_head(file.name), f"  {file.path}", terminal.wrapped("  ", file.holds)]
    for head, lines in (
        ("the kubelet refuses it, and exits, when", file.refused), ("formats", file.formats),
        ("what to do", file.steps),
    ):  # fmt: skip
        told += [_head(head), *(terminal.wrapped("  - ", line) for line in lines)]
    return "\n".join(told) + "\n"


def _head(words: str) -> str:
    return click.style(words, bold=True)


def _indented(body: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in body.splitlines())


def _value(value: Any) -> str:
    import json

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


def _rules(rules: Iterable[Row]) -> list[str]:
    return [f"  {row.code} {row.name} ({row.severity}): {row.title}" for row in rules]


def data(answer: Answer) -> dict[str, Any]:
    """An answer for programs."""
    from numaconf.verbs import explain as kinds

    def rows(rules: Iterable[Row]) -> list[dict[str, Any]]:
        return [row._asdict() for row in rules]

    match answer:
        case kinds.RuleAnswer(rule, page, url):
            row = kinds.Row(rule.code, rule.name, rule.severity, page.title)._asdict()
            return {"kind": "rule", **row, "sections": page.sections, "url": url}
        case kinds.FieldAnswer():
            later = {"from": f"1.{answer.later[0]}", "default": answer.later[1]} if answer.later else None
            return {
                "kind": "field", "path": answer.path, "type": answer.type, "since": f"1.{answer.since}",
                "default": answer.default, "later": later, "rules": rows(answer.rules),
            }  # fmt: skip
        case kinds.OptionAnswer(name, field, stages, rules):
            by_minor = {f"1.{minor}": stage for minor, stage in stages.items()}
            return {"kind": "option", "name": name, "field": field, "stages": by_minor, "rules": rows(rules)}
        case kinds.GateAnswer(name, states, needs, rules):
            known = {f"1.{minor}": state and state._asdict() for minor, state in states.items()}
            return {"kind": "gate", "name": name, "states": known, "needs": list(needs), "rules": rows(rules)}
        case kinds.StatusAnswer(status, numbers):
            return {"kind": "pod-status", **status._asdict(), "numbers": numbers}
        case kinds.StateFileAnswer(file):
            return {"kind": "state-file", **file._asdict()}
        case kinds.HintsAnswer(replays):
            return {"kind": "hints", "replays": [one._asdict() for one in replays]}
        case kinds.LogAnswer(said):
            parts = [
                {"meaning": one.meaning, "numbers": one.numbers, "rule": one.rule and one.rule._asdict()}
                for one in said
            ]
            return {"kind": "log", "said": parts}
    raise AssertionError(answer)
