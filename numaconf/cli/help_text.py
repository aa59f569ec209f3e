"""The form of every verb's help: as wide as the terminal, nothing cut, tables and commands left as they are."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click

from numaconf.cli import terminal

if TYPE_CHECKING:
    from collections.abc import Iterable

EXAMPLES: dict[str, tuple[str, ...]] = {
    "validate": (
        "numaconf validate profile.yaml",
        "numaconf validate --target bottlerocket --format github",
    ),
    "render": (
        "numaconf render --target bottlerocket -o user-data.toml",
        "numaconf render profile.yaml -o nodes/ --check",
        "numaconf render profile.yaml --target karpenter --into nodepool.yaml",
    ),
    "lint": (
        "numaconf lint .",
        "numaconf lint . --kubernetes-version 1.34 --machine c5n.18xlarge",
        "numaconf lint . --fix",
        "kubectl get --raw /api/v1/nodes/NODE/proxy/configz | numaconf lint -",
    ),
    "show": (
        "numaconf show nodeclass.yaml --machine m5.24xlarge",
        "numaconf show user-data.toml --all",
    ),
    "explain": (
        "numaconf explain topologyManagerPolicy",
        "numaconf explain TopologyAffinityError",
        "journalctl -u kubelet --no-pager | numaconf explain -",
    ),
    "init": (
        "numaconf init > profile.yaml",
        "numaconf init --for latency --machine c5n.18xlarge -o profile.yaml",
        "numaconf init --machine c5n.18xlarge --pods deployment.yaml",
    ),
    "convert": (
        "numaconf convert nodeconfig.yaml --to talos --kubernetes-version 1.34",
        "numaconf convert user-data.toml --to al2023 --machine m5.24xlarge",
    ),
    "fit": (
        "numaconf fit profile.yaml --pods deployment.yaml",
        "numaconf fit profile.yaml --pods pods.yaml --why packets-4 --suggest",
    ),
    "plan": (
        "numaconf plan old.yaml new.yaml",
        "numaconf plan configz.json profile.yaml --script > change.sh",
    ),
    "verify": (
        "numaconf verify profile.yaml",
        "numaconf verify profile.yaml --root /host --pod packets/dpdk-0",
        "numaconf verify --manifest profile.yaml",
    ),
    "terraform": ("""echo '{"profile": "profile.yaml", "target": "al2023"}' | numaconf terraform""",),
    "rules": ("numaconf rules NC1", "numaconf rules bottlerocket will-not-start"),
    "machine": (
        "numaconf machine list 'm6a*' --min-numa-nodes 2",
        "numaconf machine show c5n.18xlarge --with profile.yaml",
        "numaconf machine detect > node.yaml",
    ),
    "machine show": (
        "numaconf machine show p5.48xlarge",
        "numaconf machine show 'numa:2 core:18 pu:2 memory:96Gi' --svg machine.svg",
    ),
    "machine list": (
        "numaconf machine list --family c5n",
        "numaconf machine list --min-numa-nodes 2 --vcpus 96 -o node-affinity",
    ),
    "machine detect": (
        "numaconf machine detect > node.yaml",
        "numaconf machine detect --sysroot copied/ > node.yaml",
    ),
    "machine compare": ("numaconf machine compare m5.24xlarge m6i.24xlarge",),
    "machine export": ("numaconf machine export c5n.18xlarge --to hwloc",),
    "schema": (
        "numaconf schema profile > profile.schema.json",
        "numaconf schema kubelet --kubernetes-version 1.34",
    ),
    "completion": (
        "source <(numaconf completion bash)",
        "numaconf completion zsh > ~/.zfunc/_numaconf",
        "numaconf completion fish > ~/.config/fish/completions/numaconf.fish",
    ),
}
"""Examples by verb; the tests run or parse each."""

_LONGEST = 40
"""Characters of an option's choices that are beside its name; more go into its text."""


class Formatter(click.HelpFormatter):
    """Help in lines of the terminal's width: words are never broken; what comes after click's mark for it stays
    as it is.
    """

    def __init__(self, *_: object, **__: object) -> None:
        super().__init__(width=terminal.width())

    def write_text(self, text: str) -> None:
        """Paragraphs, with the indent that holds here."""
        indent = " " * self.current_indent
        self.write("\n\n".join(_paragraph(one, self.width, indent) for one in _paragraphs(text)) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """A list of terms and their texts."""
        listed = list(rows)
        column = min(max((len(term) for term, _ in listed), default=0), col_max) + col_spacing
        indent = " " * (self.current_indent + column)
        for term, text in listed:
            head = f"{'':>{self.current_indent}}{term}"
            filled = _paragraph(text, self.width, indent) if text else ""
            if not text:
                self.write(f"{head}\n")
            elif len(term) <= column - col_spacing:
                self.write(f"{head:<{len(indent)}}{filled[len(indent) :]}\n")
            else:
                self.write(f"{head}\n{filled}\n")


def _paragraphs(text: str) -> list[str]:
    return [one for one in textwrap.dedent(text).strip("\n").split("\n\n") if one.strip()]


def _paragraph(text: str, width: int, indent: str) -> str:
    first, _, rest = text.lstrip("\n").partition("\n")
    if first.strip() in ("\b", r"\b"):
        return textwrap.indent(textwrap.dedent(rest), indent)
    filled = textwrap.fill(
        " ".join(text.split()), width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False,
        break_long_words=False,
    )  # fmt: skip
    return filled or indent


class Context(click.Context):
    """A context whose help has our form."""

    formatter_class = Formatter


class Group(click.Group):
    """A verb with verbs inside it, whose one-line texts are not cut."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs inside."""
        rows = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Verbs"):
            formatter.write_dl([(name, one.get_short_help_str(limit=400)) for name, one in rows if one])


def shape(command: click.Command, name: str) -> None:
    """Give a verb's help our form: its context, choices that fit, and examples."""
    command.context_class = Context
    command.short_help = command.get_short_help_str(limit=400)  # whole, also beside a completed verb
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            _name_choices(parameter)
    if name in EXAMPLES and "Examples:" not in (command.epilog or ""):
        examples = "\n".join(("\b", "Examples:", *(f"  {line}" for line in EXAMPLES[name])))
        command.epilog = "\n\n".join(filter(None, (command.epilog, examples)))


def _name_choices(option: click.Option) -> None:
    """An option with many choices has them in its text, not beside its name."""
    choices = getattr(option.type, "choices", ())
    listed = ", ".join(map(str, choices))
    if len(listed) <= _LONGEST or option.metavar:
        return
    option.metavar = {"as": "KIND", "target": "TARGET", "to": "TARGET", "format": "FORM"}.get(
        option.opts[-1].lstrip("-").rpartition("-")[2], "WORD"
    )
    if option.opts[-1] == "--as-old":
        option.metavar = "KIND"
    option.help = f"{option.help} One of {listed}."
