"""The procedure as a shell script: POSIX sh, asks before each node and each step that destroys, can be resumed."""

from __future__ import annotations

import hashlib
from shlex import quote
from typing import TYPE_CHECKING

from numaconf.targets.registry import rollout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.targets.rollout import Rollout
    from numaconf.verbs.plan.model import Plan, Step

_HEAD = """\
#!/bin/sh
# {title}
# Usage: sh FILE NODE...   It asks before each node, and before each step that destroys something.
# Needs kubectl here, and ssh (or what NUMACONF_SHELL names, called as: COMMAND NODE 'shell text') to the nodes.
# Stopped half way it can be run again: what is done is remembered in {folder}.
set -eu

done_in="${{NUMACONF_DONE:-{folder}}}"

say() {{
    printf '%s\\n' "$*"
}}

ask() {{
    printf '%s [y/N] ' "$*"
    read -r answer || answer=
    case "$answer" in
    y | Y | yes) ;;
    *)
        say "stopped; run it again to go on"
        exit 1
        ;;
    esac
}}

on_node() {{
    "${{NUMACONF_SHELL:-ssh}}" "$NODE" "$1"
}}

is_done() {{
    [ -e "$done_in/$NODE.$1" ]
}}

now_done() {{
    : >"$done_in/$NODE.$1"
}}
"""

_ROOT = """
root="${NUMACONF_ROOT:-}"
"""

_MAIN = """
change_node() {{
    NODE=$1
    if is_done all; then
        say "$NODE: done before"
        return
    fi
    ask "change $NODE?"
{calls}
    now_done all
    say "$NODE: done"
}}

if [ "$#" -eq 0 ]; then
    say "usage: sh $0 NODE..." >&2
    exit 2
fi
for node in "$@"; do
    case "$node" in
    '' | -* | .* | *[!A-Za-z0-9.-]*)
        say "not the name of a node: $node" >&2
        exit 2
        ;;
    esac
done
mkdir -p "$done_in"
for node in "$@"; do
    change_node "$node"
done
"""


def script(plan: Plan) -> str:
    """The script of a plan. It holds the new configuration where that is a file on the node."""
    mark = hashlib.sha256(plan.old.data + b"\0" + plan.new.data).hexdigest()[:8]
    title = f"numaconf plan {quote(_line(plan.old.path))} {quote(_line(plan.new.path))}"
    parts = [_HEAD.format(title=title, folder=f"./numaconf-plan-{mark}")]
    text = _configuration(plan)
    if text is not None:
        parts.append(text)
    functions = [_function(number, step, plan) for number, step in enumerate(plan.steps, 1)]
    if any("$root" in one for one in functions):
        parts.append(_ROOT)
    parts += functions
    if not plan.steps:
        return _HEAD.format(title=title, folder="nowhere").split("set -eu")[0] + "set -eu\nprintf 'nothing to do\\n'\n"
    calls = "\n".join(f"    step_{number}" for number in range(1, len(plan.steps) + 1))
    return "".join([*parts, _MAIN.format(calls=calls)])


def _way(plan: Plan) -> Rollout:
    return rollout(plan.new.kind, plan.new.path, plan.new.data)


def _line(words: str) -> str:
    return "".join(one if one.isprintable() else "?" for one in words)


def _configuration(plan: Plan) -> str | None:
    """A function that prints the new file; None where the platform has none, or its text cannot be in a script, and
    for a profile whose rendering is not a whole file of the node: what else is in it would be lost.
    """
    way, rendered = _way(plan), plan.new.rendered
    if not (way.is_document if rendered is None else way.is_rendering):
        return None
    data = plan.new.data if rendered is None else rendered.encode()
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    if "\0" in text or "\r" in text:
        return None
    end = "NUMACONF_END"
    while end in text:
        end += "_"
    return f"\nconfiguration() {{\n    cat <<'{end}'\n{text}{'' if text.endswith(chr(10)) else chr(10)}{end}\n}}\n"


def _function(number: int, step: Step, plan: Plan) -> str:
    body = "\n".join(f"    {line}" for line in _body(step, plan))
    told = quote(f": {number}. {step.do}: {_line(step.what).replace('$NODE', 'NODE')}")
    head = f'    if is_done {number}; then return; fi\n    say "$NODE"{told}'
    return f"\nstep_{number}() {{\n{head}\n{body}\n    now_done {number}\n}}\n"


def _body(step: Step, plan: Plan) -> Iterator[str]:
    """The commands of one step."""
    way = _way(plan)
    if step.do in {"cordon", "uncordon"}:
        yield f'kubectl {step.do} "$NODE" </dev/null'
    elif step.do == "drain":
        yield 'ask "drain $NODE?"'
        yield 'kubectl drain "$NODE" --ignore-daemonsets --delete-emptydir-data </dev/null'
    elif step.do in {"stop-kubelet", "start-kubelet"} and way.way == "in-place" and _runs_there(step.what):
        yield f"on_node {quote('sudo ' + step.what.replace(' && ', ' && sudo '))} </dev/null"
        if step.do == "start-kubelet":
            yield 'kubectl wait --for=condition=Ready "node/$NODE" --timeout=180s </dev/null'
    elif step.do == "remove" and step.what.startswith("rm "):
        name = step.what.rpartition("/")[2]
        yield f'ask "remove {name} on $NODE? (it is moved aside)"'
        file = f"$root{way.root_dir}/{name}"
        yield f"on_node \"if sudo test -e '{file}'; then sudo mv -f '{file}' '{file}.before'; fi\" </dev/null"
    elif step.do == "write" and way.file and _configuration(plan) is not None:
        yield f'ask "write {way.file} on $NODE? (the old one is kept beside it)"'
        file = f"$root{way.file}"
        yield f"on_node \"if sudo test -e '{file}'; then sudo cp -p '{file}' '{file}.before'; fi\" </dev/null"
        yield f"configuration | on_node \"sudo tee '{file}.new' >/dev/null && sudo mv -f '{file}.new' '{file}'\""
    elif step.do == "reboot":
        yield 'ask "reboot $NODE?"'
        yield "on_node 'sudo systemctl reboot' </dev/null || true"
        yield 'ask "is $NODE Ready again?"'
    elif step.do == "write" and way.file:
        file = quote(_line(plan.new.path))
        source = f"numaconf render {file} --target {plan.new.kind} shows" if plan.new.rendered else f"{file} says"
        words = f"{source} what belongs into {way.file} ({way.write})"
        yield f"say {quote('  ' + words)}"
        yield f'ask "$NODE: is that done ({step.do})?"'
    else:
        yield from _by_hand(step)


def _runs_there(command: str) -> bool:
    return command.startswith("systemctl ")


def _by_hand(step: Step) -> Iterator[str]:
    """What no command here can do."""
    if step.why:
        yield f"say {quote('  ' + _line(step.why))}"
    yield f'ask "$NODE: is that done ({step.do})?"'
