"""The findings of the way from TOML to the kubelet: what the model refuses, and what the kubelet cannot decode."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from numaconf.documents.numbers import whole
from numaconf.findings import Change, Finding, Fix, Says
from numaconf.kubelet import providers
from numaconf.kubelet.effective import Origin
from numaconf.rules import fixes
from numaconf.rules.registry import BY_CODE
from numaconf.targets.bottlerocket import advice, tables
from numaconf.targets.eks.userdata import LIMIT
from numaconf.targets.kubelet import problems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numaconf.documents.source import Route, Source
    from numaconf.kubelet.decode import Problem
    from numaconf.kubelet.version import Version
    from numaconf.targets.bottlerocket.model import Refusal, Taking

    Where = Callable[[Route], Origin]

REFUSED = "Bottlerocket then refuses the whole document, and the node never joins"


def path(route: Route) -> str:
    """A route below `settings` as TOML writes it: `settings.kubernetes.eviction-hard."memory.available"`."""
    steps = ["settings"]
    for step in route:
        if isinstance(step, int):
            steps[-1] += f"[{step}]"
        else:
            steps.append(step if re.fullmatch(r"[A-Za-z0-9_-]+", step) else f'"{step}"')
    return ".".join(steps)


def needs(route: Route, since: Version, os: Version | None) -> str:
    """Why it cannot be said whether a key or word is known."""
    which = f"Bottlerocket {os}" if os else "Bottlerocket version unknown"
    return f"{which}: {path(route)} is known for certain only from {since} on"


def findings(taking: Taking, where: Where) -> Iterator[Finding]:
    """What the model refused, in its order; the first is what the node's console shows."""
    keys = {refusal.route for refusal in taking.refusals if advice.wrong_key(refusal)}
    for refusal in taking.refusals:
        if refusal.route in keys and not advice.wrong_key(refusal):
            continue  # with the key right, its value may be
        place = path(refusal.route)
        says = Says("bottlerocket", refusal.says)
        origin = where(refusal.route)
        if refusal.kind == "later":
            on_key = not isinstance(refusal.route[-1], int)
            message = (
                f"{place} needs Bottlerocket {refusal.since}, and this is {taking.os}: "
                f"take that version, or leave it out. {REFUSED}"
            )
            yield BY_CODE["NC703"].finding(message, origin, says=says, key=on_key)
        elif refusal.kind == "unknown":
            yield _unknown(refusal, place, origin, says)
        else:
            fix = _retyped(refusal.says, origin)
            message = f"{place}: {advice.of_value(refusal, origin, fix)}. {REFUSED}"
            yield BY_CODE["NC702"].finding(message, origin, says=says, fix=fix, key=refusal.route in keys)


def _unknown(refusal: Refusal, place: str, origin: Origin, says: Says) -> Finding:
    key = str(refusal.route[-1])
    meant, same = _suggestion(key, refusal.known)
    fix = None
    if meant and origin.source:
        change = Change(origin.source, origin.route, meant, key=True)
        fix = Fix("safe" if same else "unsafe", (change,))
    hint = f"did you mean {meant}? " if meant else "leave it out. "
    return BY_CODE["NC701"].finding(f"{place} is not a setting; {hint}{REFUSED}", origin, says=says, fix=fix, key=True)


_TYPES: tuple[tuple[str, str, Literal["safe", "unsafe"]], ...] = (
    (r'invalid type: string "(true|false)", expected a boolean', "{}", "safe"),
    (r'invalid type: string "(-?[0-9]{1,18})", expected [ui][0-9]+', "{}", "safe"),
    # A number of bytes is rarely what was meant.
    (r"invalid type: integer `([0-9]+)`, expected a string", '"{}"', "unsafe"),
)
"""The right value of a wrong type."""


def _retyped(says: str, origin: Origin) -> Fix | None:
    for pattern, text, applicability in _TYPES:
        match = re.fullmatch(pattern, says)
        if match and origin.source:
            return Fix(applicability, (Change(origin.source, origin.route, text.format(match[1])),))
    return None


BY_FIELD = {row.field[0]: row.setting for row in tables.ROWS} | {
    "reservedMemory": "memory-manager-reserved-memory",
    "cpuCFSQuota": "cpu-cfs-quota-enforced",
    "podPidsLimit": "pod-pids-limit",
    "memorySwap": "memory-swap-behavior",
}
"""Settings by the field that they become, where the names differ."""


def _suggestion(key: str, known: Iterable[str]) -> tuple[str, bool]:
    """The setting that was probably meant, and whether it is the same name in the kubelet's or a flag's spelling."""
    names = set(known)
    if BY_FIELD.get(key) in names:
        return BY_FIELD[key], True
    spelled = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", key).replace("_", "-").lower()
    if spelled in names:
        return spelled, True
    from numaconf.suggest import nearest

    return nearest(spelled, sorted(names), 0.75), False


def no_settings(source: Source) -> Finding:
    """The document has no `settings` table."""
    message = "there is no settings table: the keys belong below [settings.kubernetes]"
    says = Says("bottlerocket", "TOML data did not contain 'settings' section")
    return BY_CODE["NC704"].finding(message, Origin("document", source), says=says)


def outside(source: Source, bare: frozenset[str]) -> Iterator[Finding]:
    """Keys of the document beside `settings`, which nobody reads."""
    for key in source.document.value:
        if key != "settings" and key not in bare:
            message = f"{key} is outside of settings, where Bottlerocket reads nothing: move it below [settings]"
            yield BY_CODE["NC705"].finding(message, Origin("document", source, (key,)), key=True)


def passed_over(taking: Taking, where: Where) -> Iterator[Finding]:
    """Keys in tables that let unknown ones through."""
    for route in taking.passed:
        message = f"{path(route)} is not a setting, and Bottlerocket reads past it; leave it out"
        yield BY_CODE["NC705"].finding(message, where(route), key=True)


def unreadable(message: str, where: Where) -> Finding:
    """The template's text is not YAML."""
    text = f"a value without quotes makes the kubelet's configuration unreadable: {message}; write it otherwise"
    return BY_CODE["NC707"].finding(text, where(("kubernetes",)), says=message)


def not_decodable(problem: Problem, written: Any, value: Any, origin: Origin) -> Finding:
    """A value that the kubelet's decoder does not take: `written` in the settings, `value` after the template."""
    field = str(next(step for step in reversed(problem.route) if isinstance(step, str)))
    if isinstance(value, str):
        message = (
            f"{written!r} is not a {'NUMA node' if field == 'numaNode' else 'value'} for {field}; write a whole number"
        )
        return BY_CODE["NC707"].finding(message, origin, says=problem.text)
    message = (
        f"the kubelet's template writes {written!r} without quotes, so the kubelet reads the number {value} where "
        f"{field} must be {'a 32-bit integer' if field == 'numaNode' else 'a string'}"
    )
    fix = None
    if field == "reservedSystemCPUs":
        cpu = whole(written)
        message += f'; write "{cpu}-{cpu}"'
        fix = fixes.replace(origin, f"{cpu}-{cpu}", "safe")
    elif field == "containerLogMaxSize":
        message += "; write it with a unit, such as 50Mi"
    return BY_CODE["NC707"].finding(message, origin, says=problem.text, fix=fix)


def labels(node_labels: dict[str, str], where: Where) -> Iterator[Finding]:
    """Labels that Bottlerocket takes and the kubelet does not, which gets them by its flag --node-labels."""
    from numaconf.kubelet import labels as kubelet_labels

    for problem in kubelet_labels.problems(node_labels):
        origin = where(("kubernetes", "node-labels", problem.key))
        message = (
            f"{problem.reason}, and Bottlerocket hands it to the kubelet as --node-labels; use a domain of your own"
        )
        yield BY_CODE["NC511"].finding(message, origin, says=problem.says, key=True)


def provider(kubernetes: dict[str, Any], version: Version, where: Where) -> Iterator[Finding]:
    """A cloud provider that Bottlerocket takes and the kubelet does not, which gets it by its flag."""
    name = str(kubernetes.get("cloud-provider", ""))
    if says := providers.refusal(name, version, {}):
        message = problems.no_provider(f'cloud-provider = "{name}"', name)
        yield BY_CODE["NC416"].finding(message, where(("kubernetes", "cloud-provider")), says=says)


def too_large(source: Source) -> Iterator[Finding]:
    """A document that EC2 does not take as it is. Bottlerocket unpacks gzip, so it may be packed before it is sent."""
    size = len(getattr(source.document, "source", "").encode())
    if source.outer is None and size > LIMIT:
        message = f"the user data has {size} bytes, and EC2 takes {LIMIT}: compress it with gzip, or shorten it"
        yield BY_CODE["NC506"].finding(message, Origin("document", source), severity="suspicious")
