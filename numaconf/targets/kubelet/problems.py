"""Findings about what the kubelet's decoder and command line stumble over, for every platform that hands it something.

Source of the words: `numaconf.kubelet.decode`, `numaconf.kubelet.flags`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from numaconf.documents.source import dotted, value_at
from numaconf.findings import Change, Fix, Says
from numaconf.kubelet.decode import HEADER
from numaconf.kubelet.effective import Origin, origin_at
from numaconf.rules.registry import BY_CODE
from numaconf.targets.kubelet.other_form import instead

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numaconf.documents.source import Route, Source
    from numaconf.findings import Finding
    from numaconf.kubelet.decode import Problem
    from numaconf.kubelet.flags import Argument, FlagProblem
    from numaconf.targets.reading import Reading

_GO = r"cannot unmarshal (\w+)(?: \S+)? into Go (?:struct field \S+|value) of type (.+)$"
_KINDS = {"number": "a number", "bool": "a boolean", "string": "a string", "array": "a list", "object": "a map"}
_WANTED = {"string": "a string", "bool": "true or false", "float64": "a number"}
_FLAGS = {
    "unknown": "NC415",
    "version": "NC415",
    "word": "NC415",
    "value": "NC416",
    "syntax": "NC416",
    "label": "NC511",
    "provider": "NC416",
}


REMOVED = {
    "container-runtime": "leave it out: containerd is the only kind left",
    "network-plugin": "leave it out: the container runtime sets the network up",
    "cni-bin-dir": "leave it out, and set it in the container runtime",
    "cni-conf-dir": "leave it out, and set it in the container runtime",
    "docker-endpoint": "write --container-runtime-endpoint",
    "image-pull-progress-deadline": "leave it out: it was for Docker only",
    "dynamic-config-dir": "leave it out, and write a configuration file",
    "experimental-bootstrap-kubeconfig": "write --bootstrap-kubeconfig",
    "allow-privileged": "leave it out: it is always allowed",
    "master-service-namespace": "leave it out",
}
"""Flags that went away before 1.27, and what to do instead (CHANGELOG-1.15 to CHANGELOG-1.27 of Kubernetes)."""


def of_main(found: Iterable[Problem], root: Origin) -> Iterator[Finding]:
    """What the decoder says about a main configuration file whose root is at `root`."""
    for problem in found:
        yield _finding(problem, root._replace(route=(*root.route, *problem.route)), root)


def of_tree(found: Iterable[Problem], origins: dict[Route, Origin]) -> Iterator[Finding]:
    """What the decoder says about a configuration that several documents were merged into."""
    for problem in found:
        origin = origin_at(origins, problem.route)
        main = origin._replace(route=origin.route[: max(0, len(origin.route) - len(problem.route))])
        yield _finding(problem, origin, main)


def of_places(found: Iterable[tuple[Problem, Origin]], above: Route) -> Iterator[Finding]:
    """The same where the problems come with their places, which are below the route `above` of a document."""
    for problem, origin in found:
        yield _finding(problem, origin, origin._replace(route=above))


def by(who: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The same about a decoder of the kubelet's types in another program, which comes before the kubelet."""
    for finding in findings:
        says = finding.says
        if says is not None and says.who == "kubelet":
            says = Says(who, says.text.removeprefix("failed to decode: "))
        message = finding.message.replace("the kubelet", who).replace("this kubelet", who)
        yield finding._replace(message=message, says=says)


def further_document(source: Source) -> Finding:
    """A KubeletConfiguration that comes after another one in a file that the kubelet reads."""
    message = (
        "the kubelet reads the first document of a file, and this is a further one: "
        "put it in a file of its own, or make it a drop-in"
    )
    return BY_CODE["NC003"].finding(message, Origin("document", source))


def of_dropin(found: Iterable[tuple[Problem, Origin]]) -> Iterator[Finding]:
    """What the decoder says about drop-ins, each problem with its place."""
    for problem, origin in found:
        yield _finding(problem, origin, None)


def _finding(problem: Problem, origin: Origin, main: Origin | None) -> Finding:
    below = len(main.route) if main else 0
    name = dotted(origin.route[below:])
    match problem.kind:
        case "empty":
            message = (
                "the document is empty: "
                "the kubelet needs at least apiVersion and kind in a file's first one; write them"
            )
            return BY_CODE["NC006"].finding(message, origin, says=problem.text)
        case "kind":
            return BY_CODE["NC002"].finding(_kind(problem), origin, says=problem.text)
        case "type":
            return _type(_as_written(problem, origin) if main else problem, origin, name)
        case "duplicate":
            what = "the last value replaces the first completely" if main else "in a drop-in the kubelet exits on that"
            severity: Literal["will-not-start"] | None = "will-not-start" if problem.fatal else None
            message = f"{name} appears twice; {what}: take one out"
            return BY_CODE["NC004"].finding(message, origin, says=problem.text, severity=severity, key=True)
        case "case":
            message = (
                f"{name} is not the field {problem.suggestion}: "
                f"letter case counts, and the kubelet drops it; write {problem.suggestion}"
                if main
                else f"{name} has no effect: another spelling of {problem.suggestion} overrules it; take one out"
            )
            return _key("NC402", message, problem, origin, "safe")
        case "recased":
            message = f"{name} takes effect as {problem.suggestion}, in a drop-in only: write it that way"
            return _key("NC417", message, problem, origin, "safe")
        case "later":
            message = (
                f"{name} exists from Kubernetes 1.{problem.since} on; this kubelet drops it; leave it out until then"
            )
            return BY_CODE["NC403"].finding(message, origin, says=problem.text or None, key=True)
        case _ if problem.suggestion in HEADER:
            message = f"{name} counts as {problem.suggestion}, though the kubelet logs it as unknown: write it that way"
            return _key("NC401", message, problem, origin, "safe")._replace(severity="suspicious")
        case _:
            hint = f"; did you mean {problem.suggestion}?" if problem.suggestion else "; leave it out"
            return _key("NC401", f"the kubelet has no field {name} and drops it{hint}", problem, origin, "unsafe")


def _key(code: str, message: str, problem: Problem, origin: Origin, how: Literal["safe", "unsafe"]) -> Finding:
    """About a key that is to be spelled otherwise."""
    fix = None
    if problem.suggestion and origin.source is not None and origin.route and not _taken(origin, problem.suggestion):
        fix = Fix(how, (Change(origin.source, origin.route, problem.suggestion, key=True),))
    return BY_CODE[code].finding(message, origin, says=problem.text or None, fix=fix, key=True)


def _taken(origin: Origin, name: str) -> bool:
    """Whether the map that holds the place has that key already."""
    holder = value_at(origin.source.document.value, origin.route[:-1]) if origin.source else None
    return not isinstance(holder, dict) or name in holder


def _kind(problem: Problem) -> str:
    if "is missing" in problem.text:
        name = "kind" if "'Kind'" in problem.text else "apiVersion"
        what = f"{name} is missing"
    elif "GroupVersion" in problem.text:
        what = "apiVersion is missing"
    elif problem.route:
        what = f"{problem.route[-1]} is not the one that the kubelet reads"
    else:
        what = "the document is not a map of fields"
    return f"{what}; write apiVersion: kubelet.config.k8s.io/v1beta1 and kind: KubeletConfiguration"


def _as_written(problem: Problem, origin: Origin) -> Problem:
    """About a number of a JSON file: there the decoder has it as it is written, 110.0."""
    written = _written(origin)
    if not (written and origin.source and getattr(origin.source.document, "in_order", False)):
        return problem
    return problem._replace(text=re.sub(r"(?<=unmarshal number )(?!into )\S+", lambda _: written, problem.text))


def _type(problem: Problem, origin: Origin, name: str) -> Finding:
    """A value of the wrong JSON type, or a string that is not a duration or quantity."""
    rule = BY_CODE["NC005"]
    written = _written(origin)
    shown = f" is {written}," if written and len(written) < 60 and "\n" not in written else " is"
    match = re.search(_GO, problem.text)
    if match is None:
        if "quantities" in problem.text or "quantity" in problem.text:
            message = f"{name}{shown} not a quantity; write for example 2Gi"
        elif "duration" in problem.text:
            message = f"{name}{shown} not a duration; write for example 90s"
        else:
            message = f"{name}{shown} refused: {problem.text.rpartition(': ')[2]}; write another value"
        return rule.finding(message, origin, says=problem.text)
    kind, type_ = match.groups()
    wanted = _WANTED.get(type_) or ("a list" if type_.startswith("[]") else "a map" if type_.startswith("map") else "")
    wanted = wanted or ("a whole number" if "int" in type_ or "Level" in type_ else "")
    wanted = wanted or ("a string" if type_.endswith(("Policy", "Mode", "Strategy", "Effect")) else "a map of fields")
    how = "" if kind != "number" or wanted != "a whole number" else " that does not fit"
    text = _replacement(written, kind, wanted)
    if text and kind == "bool" and "PolicyOptions." in name:  # the kubelet takes no "yes" there
        text = '"true"' if written.lower() in {"true", "yes", "y", "on"} else '"false"'
    other = instead(problem.route, _value(origin), wanted)
    text = None if other and wanted == "a string" else text
    write = f"; write {text or other or wanted}"
    message = f"{name}{shown} {_KINDS[kind]}{how}; the kubelet wants {wanted}, and exits{write}"
    fix = Fix("safe", (Change(origin.source, origin.route, text),)) if text and origin.source else None
    return rule.finding(message, origin, says=problem.text, fix=fix)


def _replacement(written: str, kind: str, wanted: str) -> str | None:
    """The same value as the type that is wanted, where that only takes quotes more or less."""
    if wanted == "a string" and kind in {"number", "bool"}:
        return f'"{written}"'
    plain = written.strip("\"'")
    fits = {"true or false": r"true|false", "a whole number": r"-?(?:0|[1-9][0-9]{0,8})"}.get(wanted)
    return plain if kind == "string" and fits and re.fullmatch(fits, plain) else None


def _value(origin: Origin) -> Any:
    return value_at(origin.source.document.value, origin.route) if origin.source else None


def _written(origin: Origin) -> str:
    """The value as it is in the document, or nothing where it cannot be shown."""
    text = getattr(origin.source.document, "text", None) if origin.source else None
    return str(text(origin.route)) if callable(text) else ""


def of_flags(found: Iterable[FlagProblem]) -> Iterator[Finding]:
    """What the kubelet says about its command line before it exits."""
    for problem in found:
        yield BY_CODE[_FLAGS[problem.kind]].finding(_flag(problem), problem.origin, says=problem.says)


def cut_off(reading: Reading, word: Argument) -> Reading:
    """A reading of a command line whose last value the shell ends at a `;`: `word` is what follows."""
    head = f"the ; ends the command: {word.raw!r} and what follows does not reach the kubelet; "
    node = reading.effective
    if ":" in word.raw:
        message = head + "put the value of --reserved-memory in single quotes"
        node = node.with_(facts=node.facts._replace(cut=word.raw)) if node is not None else None
    else:
        message = head + "write a comma between two amounts"
    return reading._replace(
        effective=node, findings=(*reading.findings, BY_CODE["NC524"].finding(message, word.origin))
    )


def passed_over(reading: Reading, lines: Sequence[Argument]) -> Reading:
    """A reading of a unit, of which systemd passes over some lines."""
    found = []
    for line in lines:
        key, equals, _ = line.raw.partition("=")
        says = f"Unknown key name '{key}' in section 'Service', ignoring." if equals else "Missing '=', ignoring line."
        message = (
            f"systemd passes over this line, and {line.raw.split()[0]!r} does not reach the kubelet: end the line "
            "before it with a backslash"
        )
        found.append(BY_CODE["NC513"].finding(message, line.origin, says=Says("systemd", says)))
    return reading._replace(findings=(*reading.findings, *found))


def no_provider(written: str, name: str) -> str:
    """About a cloud provider that was once a part of the kubelet."""
    return (
        f"{written}: the kubelet has no cloud provider {name} of its own; write external, "
        "and run that cloud's controller manager in the cluster"
    )


def _flag(problem: FlagProblem) -> str:
    from numaconf.targets.kubelet.flag_advice import of_unknown, of_value, of_word

    match problem.kind:
        case "unknown":
            gone = REMOVED.get(problem.name.lstrip("-"))
            if gone:
                return f"no kubelet from 1.27 on has the flag --{problem.name.lstrip('-')}; {gone}"
            if problem.name.startswith("-"):  # one dash, where a long name follows
                return of_value(problem)
            return f"the kubelet has no flag --{problem.name}{of_unknown(problem.name, problem.suggestion)}"
        case "version":
            from numaconf.kubelet.flag_table import FLAGS
            from numaconf.kubelet.version import LAST

            flag = FLAGS[problem.name]
            known = f"up to 1.{flag.last} only" if flag.last < LAST else f"from 1.{flag.since} on only"
            return f"kubelets have --{problem.name} {known}; leave it out"
        case "word":
            return of_word(problem.says.rpartition(" ")[2], problem.name)
        case "label":
            return f"the kubelet does not take the label {problem.name}; use a domain of your own"
        case "provider":
            return no_provider(f"--cloud-provider={problem.name}", problem.name)
        case _:
            return of_value(problem)
