"""`numaconf explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from numaconf.cli import terminal
from numaconf.kubelet.version import FIRST, LAST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numaconf.kubelet.glossary import Concept, Value
    from numaconf.kubelet.state.describe import StateFile
    from numaconf.verbs.explain import Answer, FieldAnswer, Row
    from numaconf.verbs.explain.messages import Said
    from numaconf.verbs.explain.platforms import Place, Setting
    from numaconf.verbs.explain.replays import Replay
    from numaconf.verbs.explain.terms import FlagWord, Word


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("what", nargs=-1, required=True)
@click.option("--kubernetes-version", metavar="V", help="Fields, options and gates as they are in 1.34, say.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Output format.")
def explain(what: tuple[str, ...], kubernetes_version: str | None, form: str) -> None:
    """Explain a rule, field, policy, option, gate, flag, pod status, or log line.

    WHAT is a rule's code or name (NC101), a kubelet field (reservedMemory), a policy or scope (single-numa-node), a
    policy option, a feature gate, a flag (--reserved-memory), a platform's name for a setting
    (settings.kubernetes.cpu-manager-policy, kubelet-arg, machine.kubelet.extraConfig), a state file
    (cpu_manager_state), a pod's status (TopologyAffinityError), or pasted lines: an event, a report of numaconf lint,
    the log of the kubelet (also its TopologyHints, which are merged once more), of the boot, or of a platform's tool;
    - reads them from standard input. Letter case and dashes do not matter.
    """
    minor = _minor(kubernetes_version)
    answers = _answers(what)
    if form == "json":
        import json

        from numaconf.cli import explain_data

        terminal.result(
            json.dumps({"version": 1, "answers": [explain_data.data(one, minor) for one in answers]}, indent=2) + "\n"
        )
    else:
        terminal.result("\n".join(text(one, minor) for one in answers))


def _minor(text: str | None) -> int:
    """The minor that was asked for; 0 for all."""
    if text is None:
        return 0
    from numaconf.kubelet import version

    try:
        return version.kubernetes(text).minor
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _answers(what: tuple[str, ...]) -> list[Answer]:
    """An answer to each word; words that are nothing by themselves are a log line that lost its quotes."""
    from numaconf.errors import CannotDo
    from numaconf.verbs.explain import explain as answer
    from numaconf.verbs.explain import several

    if what == ("-",):
        from numaconf.profile.load import read

        return several(read("-").decode("utf-8", "replace"))
    try:
        return [answer(one) for one in what]
    except CannotDo:
        if len(what) == 1:
            raise
        return [answer(" ".join(what))]


def text(answer: Answer, minor: int = 0) -> str:
    """An answer for people, as it is in one minor (0: in all)."""
    from numaconf.verbs import explain as kinds

    match answer:
        case kinds.RuleAnswer(rule, page, url):
            head = [_head(f"{rule.code} {rule.name} ({rule.severity})"), terminal.wrapped("", page.title), ""]
            sections = [line for name, body in page.sections.items() for line in [_head(name), *_body(body), ""]]
            return "\n".join([*head, *sections, *([url] if url else [])]).rstrip("\n") + "\n"
        case kinds.FieldAnswer():
            return _field(answer, minor)
        case kinds.OptionAnswer(name, field, stages, rules, meaning, excludes):
            words = ((one, stage or "unknown: the kubelet does not start") for one, stage in stages.items())
            spans = _spans((one, word) for one, word in words if minor in (0, one))
            beside = [f"  not together with: {', '.join(excludes)}"] if excludes else []
            gates = _option_gates(field, {stage for one, stage in stages.items() if minor in (0, one)})
            told = [terminal.wrapped("  ", meaning), *spans, *gates, *beside, *_rules(rules)]
            return "\n".join([_head(f"{name} (in {field})"), *told]) + "\n"
        case kinds.WordAnswer(word, rules):
            return "\n".join([*_word(word), *_rules(rules)]) + "\n"
        case kinds.GateAnswer(name, states, needs, rules):
            spans = _spans((one, _gate(state)) for one, state in states.items() if minor in (0, one))
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
            return "\n".join(line for one in said for line in _said(one)) + "\n"
    raise AssertionError(answer)


def _field(answer: FieldAnswer, minor: int) -> str:
    """A field: what it means, its values, its default, and its other names."""
    lines = [_head(answer.path)]
    if answer.meaning:
        lines.append(terminal.wrapped("  ", answer.meaning))
    if minor and minor < answer.since:
        lines.append(f"  the kubelet of 1.{minor} does not know it")
    first = f"1.{answer.since}" if answer.since > FIRST else f"1.{FIRST} or earlier"
    lines += [f"  type: {answer.type}", f"  since: Kubernetes {first}"]
    if not minor:
        lines.append(terminal.wrapped("  default: ", f"{_value(answer.default)}{_later(answer.later)}"))
    elif minor >= answer.since:
        later = answer.later is not None and minor >= answer.later[0]
        value = answer.later[1] if answer.later and later else answer.default
        lines.append(terminal.wrapped("  default: ", _value(value)))
    lines += [f"  flag: {answer.flag}"] if answer.flag else []
    for value in answer.values:
        lines += _meaning(f"  {value.name}: ", value)
    if answer.meaning:
        lines += _places(answer, minor)
    return "\n".join([*lines, *_rules(answer.rules)]) + "\n"


def _places(answer: FieldAnswer, minor: int) -> list[str]:
    """Where a field is written on each platform, and what platforms set by themselves."""
    width = max(len(one.platform) for one in answer.places) + 6
    told = [_head("  where it is written")]
    own: dict[str, list[str]] = {}
    for one in answer.places:
        words = f"{one.key} ({one.note})" if one.key and one.note else one.key or f"nowhere: {one.note}"
        told.append(terminal.wrapped(f"    {one.platform}".ljust(width), words))
        if value := _own(one, minor):
            own.setdefault(value, []).append(one.platform)
    if own or answer.computed:
        told.append(_head("  what platforms set by themselves"))
    told += [terminal.wrapped("    ", f"{', '.join(names)}: {value}") for value, names in own.items()]
    return [*told, *([terminal.wrapped("    ", answer.computed)] if answer.computed else [])]


def _own(place: Place, minor: int) -> str:
    """What a platform sets by itself, in one minor or in all."""
    rows = ((at, _plain(value)) for at, value in place.defaults.items() if minor in (0, at))
    spans = [one.strip() for one in _spans(rows) if not one.endswith(": none")]
    if len(spans) == 1 and (minor or len(set(map(repr, place.defaults.values()))) == 1):
        return spans[0].partition(": ")[2]
    return "; ".join(f"{words} ({when})" for when, _, words in (one.partition(": ") for one in spans))


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {one}" for key, one in value.items())
    return _value(value)


def _meaning(head: str, value: Value) -> list[str]:
    return [
        terminal.wrapped(head, value.meaning),
        terminal.wrapped(" " * 4, f"Choose it when {value.choose}."),
    ]


def _word(word: Word | FlagWord | Setting | Concept) -> list[str]:
    """A policy or scope, a flag, a setting, a word of the subject."""
    from numaconf.kubelet.glossary import Concept
    from numaconf.verbs.explain import terms

    if isinstance(word, Concept):
        return [_head(word.name), terminal.wrapped("  ", word.meaning), f"  see: {word.see}"]
    if isinstance(word, terms.Word):
        return [line for one in word.values for line in (_head(f"{one.name} ({one.field})"), *_meaning("  ", one))]
    if isinstance(word, terms.FlagWord):
        span = f"1.{word.since} to 1.{word.last}" if word.last < LAST or word.since > FIRST else "all"
        sets = (
            f"sets {word.field}; numaconf explain {word.field}" if word.field else "sets no field of the configuration"
        )
        return [_head(f"{word.name} (flag of the kubelet)"), f"  {sets}", f"  kubelets that have it: {span}"]
    field = f"becomes {word.field}; numaconf explain {word.field}" if word.field else "is no field of the kubelet's"
    told = [_head(f"{word.key} ({word.platform})"), terminal.wrapped("  ", word.meaning or field)]
    if word.platform == "Bottlerocket":
        told.append(
            f"  Bottlerocket {word.since} and later" if word.since else "  every Bottlerocket that is known here"
        )
    return told


def _option_gates(field: str, stages: set[str | None]) -> list[str]:
    """The gates that an option needs while it is alpha or beta."""
    manager = "CPUManagerPolicy" if field.startswith("cpu") else "TopologyManagerPolicy"
    on = {"alpha": "off", "beta": "on"}
    return [
        terminal.wrapped(
            "  ",
            f"while {stage} it needs the gate {manager}{stage.capitalize()}Options, which is {on[stage]} by default",
        )
        for stage in ("alpha", "beta")
        if stage in stages
    ]


def _said(one: Said) -> list[str]:
    """A line of a log: where it is, how often, what it means, what to do."""
    often = "" if one.times == 1 else f" (and {one.times - 1} more{f', until {one.last}' if one.last else ''})"
    when = f", {one.first}" if one.first else ""
    told = [_head(f"line {one.line}{when}{often}{', cut off' if one.cut else ''}"), terminal.wrapped("  > ", one.quote)]
    told += [terminal.wrapped("  ", one.meaning), *([terminal.wrapped("  ", one.numbers)] if one.numbers else [])]
    return [*told, *(f"    {command}" for command in one.commands)]


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


def _body(body: str) -> list[str]:
    """A section of a rule's page: prose in the width, examples as they are, without the fences around them."""
    told: list[str] = []
    prose: list[str] = []
    fenced = False

    def tell() -> None:
        if prose:
            told.append(terminal.wrapped("    ", " ".join(prose)))
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
    return [terminal.wrapped("  ", f"{row.code} {row.name} ({row.severity}): {row.title}") for row in rules]
