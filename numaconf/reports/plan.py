"""A plan as JSON and as text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from numaconf.documents.source import pointer
from numaconf.safe import shown as _safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.verbs.plan.model import Plan

BOLD, DIM, RED, GREEN, YELLOW, END = "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[0m"
_UNIT = "spec.node.resetMemoryManagerState: onBoot of a profile installs a unit that removes the file at boot"
_COLORS = {"keep": GREEN, "remove": RED, "depends": YELLOW}
_EFFECTS = {"keeps": GREEN, "loses-pinning": YELLOW, "rejected-on-restart": RED, "unknown": YELLOW}


def data(plan: Plan) -> dict[str, Any]:
    """As `--format json` has it."""
    found: dict[str, Any] = {
        "version": 1,
        "changes": [
            {"pointer": pointer(one.route), "old": one.old, "new": one.new, "takes": one.takes, "why": one.why}
            for one in plan.changes
        ],
        "stateFiles": {name: file.fate for name, file in plan.files.items()},
        "says": {name: file.says for name, file in plan.files.items()},
        "reasons": {name: list(file.why) for name, file in plan.files.items()},
        "pods": [one._asdict() for one in plan.pods],
        "steps": [one._asdict() for one in plan.steps],
        "notes": list(plan.notes),
    }
    if plan.next_boot is not None:
        found["nextReboot"] = plan.next_boot._asdict()
    return found


def text(plan: Plan, width: int) -> str:
    """For people, in lines of at most `width` columns where words allow it."""
    return "\n".join(_lines(plan, width)) + "\n"


def _lines(plan: Plan, width: int) -> Iterator[str]:
    on = f"Kubernetes {plan.new.node.kubernetes}"
    machine = plan.new.node.machine
    if machine is not None and machine.name:
        on += f", {machine.name}"
    head = f"{_safe(plan.old.path)} ({plan.old.kind}) → {_safe(plan.new.path)} ({plan.new.kind}), {on}"
    yield from (f"{BOLD}{line}{END}" for line in _folded(head, width, "", "  "))
    if not plan.changes:
        yield "  nothing differs in force"
    for one in plan.changes:
        *first, last = _folded(f"{_path(one.route)}: {_value(one.old)} → {_value(one.new)}", width, "  ", "      ")
        yield from first
        if len(last) + 2 + len(one.takes) <= width:
            yield f"{last}  {BOLD}{one.takes}{END}"
        else:
            yield from (last, f"      {BOLD}{one.takes}{END}")
        if one.why and one.takes not in {"restart", "replace"}:
            yield from _wrapped(one.why, width, "      ")
    yield ""
    yield f"{BOLD}state files{END}"
    if any(step.do == "replace" for step in plan.steps):
        yield from _wrapped("a new node has none; what follows is for a node that stays", width, "  ")
    for name, file in plan.files.items():
        yield f"  {name}: {_COLORS[file.fate]}{file.fate}{END}"
        for why in file.why:
            yield from _wrapped(why, width, "      ")
        if file.says:
            yield from _wrapped(f"kept, the kubelet says: {file.says}", width, "      ")
    if plan.next_boot is not None:
        yield from _next_boot(plan, width)
    if plan.pods:
        yield ""
        yield f"{BOLD}pods{END}"
        for pod in plan.pods:
            name = f"{pod.namespace}/{pod.name}" if pod.namespace else pod.name
            yield f"  {_safe(name)}: {_EFFECTS[pod.effect]}{pod.effect}{END}"
            yield from _wrapped(pod.why, width, "      ")
    yield ""
    yield from _steps(plan, width)
    for note in plan.notes:
        yield from _wrapped(f"note: {note}", width, "")


def _next_boot(plan: Plan, width: int) -> Iterator[str]:
    assert plan.next_boot is not None
    words = {True: f"{GREEN}yes{END}", False: f"{RED}no{END}", None: f"{YELLOW}cannot be said{END}"}
    yield ""
    yield f"{BOLD}does the node survive its next reboot as it is?{END} {words[plan.next_boot.survives]}"
    yield from _wrapped(plan.next_boot.why, width, "  ")
    if plan.next_boot.survives is False or "some KiB" in plan.next_boot.why:
        yield from _wrapped(_UNIT, width, "  ")


def _steps(plan: Plan, width: int) -> Iterator[str]:
    if not plan.steps:
        yield f"{BOLD}nothing to do{END}"
        return
    said = {f"kept, the kubelet says: {file.says}" for file in plan.files.values()}
    """Stands under *state files* already."""
    yield f"{BOLD}steps{END}"
    for number, step in enumerate(plan.steps, 1):
        first, *more = _wrapped(f"{step.do}: {step.what}", width - 4, "") or [""]
        head = first.removeprefix(DIM).removesuffix(END).removeprefix(step.do)
        yield f"  {number}. {BOLD}{step.do}{END}{head}"
        yield from (f"     {line.removeprefix(DIM).removesuffix(END)}" for line in more)
        if step.why and step.why not in said:
            yield from _wrapped(step.why, width, "       ")


def _wrapped(words: str, width: int, indent: str) -> Iterator[str]:
    yield from (f"{DIM}{line}{END}" for line in _folded(_safe(words), width, indent, indent) if line.strip())


def _folded(words: str, width: int, first: str, more: str) -> list[str]:
    """Words in lines of at most `width` columns, as far as single words allow it; at least one line."""
    from textwrap import wrap

    return wrap(
        words,
        max(40 + len(more), width),
        initial_indent=first,
        subsequent_indent=more,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [first]


def _path(route: tuple[str | int, ...]) -> str:
    return _safe(".".join(map(str, route)))


def _value(value: Any) -> str:
    """A value on one line; of reservedMemory what counts."""
    if isinstance(value, list) and value and all(isinstance(one, dict) and "limits" in one for one in value):
        return ", ".join(
            f"node {one.get('numaNode', 0)} {' '.join(f'{kind} {amount}' for kind, amount in one['limits'].items())}"
            for one in value
        )
    if value is None:
        return "not set"
    return _safe(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
