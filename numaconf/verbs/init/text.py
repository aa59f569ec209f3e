"""The text of a drafted profile: YAML with the reasons as comments."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING, Any

from numaconf.documents.yaml import write as yaml_write
from numaconf.safe import shown
from numaconf.targets.registry import BY_NAME
from numaconf.verbs.init.model import PURPOSES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numaconf.verbs.init.model import Choice, Draft

WIDTH = 100

POLICIES = (
    ("none", "nothing is aligned"),
    ("best-effort", "aligned where there is room; nothing is rejected"),
    ("restricted", "on as few NUMA nodes as the pod needs, else rejected; may span several"),
    ("single-numa-node", "on one NUMA node, else rejected; nothing larger than a node ever runs"),
)
SCOPES = (("container", "each container by itself"), ("pod", "all containers of a pod together"))

CLUSTER = {
    "name": "my-cluster",
    "apiServerEndpoint": "https://0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com",
    "certificateAuthority": "bXktY2x1c3Rlcg==",
    "cidr": "172.20.0.0/16",
}
"""What bootstrap.sh of Amazon Linux 2 needs to know of a cluster, to be replaced by one's own."""


def write(draft: Draft) -> str:
    """The profile as YAML, no line of a comment wider than WIDTH columns."""
    wish = draft.wish
    lines = [*_comment(f"{shown(wish.name)}: {_purpose(draft)}")]
    for note in draft.notes:
        lines += _comment(note, bullet=True)
    lines += ["#"] if draft.table else []
    for row in draft.table:
        lines += [f"# {shown(row)}"] if len(row) < WIDTH - 2 else _comment(row)
    lines += ["#", "# Which topologyManagerPolicy:"]
    lines += [f"#   {name:<17} {text}" for name, text in POLICIES]
    lines += ["# Which topologyManagerScope:", *(f"#   {name:<17} {text}" for name, text in SCOPES), "#"]
    lines += ["# numaconf validate says what is left for pods, numaconf explain FIELD what a kubelet field does."]
    lines += [
        "apiVersion: numaconf/v1",
        "kind: NumaProfile",
        "metadata:",
        f"  name: {yaml_write.scalar(wish.name)}",
        "spec:",
    ]
    example = " # none was given: write yours"
    lines += [f'  kubernetesVersion: "{wish.kubernetes}"' + (example if "kubernetes" in wish.assumed else "")]
    lines += ["", "  machine:" + (example if "machine" in wish.assumed else "")]
    lines += _block(dict(wish.machine_words), 4)
    lines += ["", "  kubelet:"]
    for choice in draft.choices:
        lines += _choice(choice)
    if any(BY_NAME[target].cluster for target in wish.targets):
        lines += ["", *_comment("bootstrap.sh needs them: the values of your cluster", 2), "  cluster:"]
        lines += _block(CLUSTER, 4)
    lines += ["", "  targets:"]
    for target in wish.targets:
        needed = dict(BY_NAME[target].options)
        hint = " # the versions that you run" if needed else ""
        lines.append(f"    {target}: {_flow(needed)}{hint}")
    return "\n".join(lines) + "\n"


def _purpose(draft: Draft) -> str:
    wish = draft.wish
    if wish.purpose is None:
        return f"started from {shown(wish.base_of)}" if wish.base_of else "a NUMA profile"
    if draft.table:
        return f"chosen for its pods: {PURPOSES[wish.purpose].partition(' (')[0]}"
    base = f", started from {shown(wish.base_of)}" if wish.base_of else ""
    return f"for {wish.purpose}: {PURPOSES[wish.purpose]}{base}"


def _comment(text: str, indent: int = 0, *, bullet: bool = False) -> list[str]:
    head = " " * indent + ("# * " if bullet else "# ")
    more = " " * indent + ("#   " if bullet else "# ")
    words = " ".join(shown(text).split())
    return textwrap.wrap(words, WIDTH, initial_indent=head, subsequent_indent=more, break_on_hyphens=False)


def _choice(choice: Choice) -> Iterator[str]:
    if choice.value is None:
        yield from _comment(f"{choice.field} is not set: {choice.why}", 4)
        return
    if choice.why:
        yield from _comment(choice.why, 4)
    if isinstance(choice.value, dict) and _is_flat(choice.value):
        yield f"    {choice.field}: {_flow(choice.value)}"
    else:
        yield from _block({choice.field: choice.value}, 4)


def _is_flat(value: dict[str, Any]) -> bool:
    return all(isinstance(item, (str, int, bool)) for item in value.values()) and len(_flow(value)) < 80


def _flow(value: dict[str, Any]) -> str:
    """A small mapping on one line."""
    parts = (f"{yaml_write.scalar(key)}: {_scalar(item)}" for key, item in value.items())
    return "{" + ", ".join(parts) + "}"


def _scalar(item: Any) -> str:
    return yaml_write.scalar(item) if isinstance(item, str) else json.dumps(item)


def _block(value: dict[str, Any], indent: int) -> list[str]:
    return yaml_write.block(value, indent).splitlines()
