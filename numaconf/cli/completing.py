"""What a shell completes for each parameter: files, and the words that numaconf knows."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import BashComplete, CompletionItem, FishComplete, ShellComplete, ZshComplete

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Words(click.types.StringParamType):
    """Text, completed with words of a table; with `files` also with files, with `many` a list behind commas."""

    name = "text"

    def __init__(
        self, known: Callable[[], Iterable[str]] | None = None, *, files: bool = False, many: bool = False
    ) -> None:
        self.known, self.files, self.many = known, files, many

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002  click's signature
        if self.known is None:
            return [CompletionItem(incomplete, type="file")]
        before, comma, last = incomplete.rpartition(",") if self.many else ("", "", incomplete)
        found = [f"{before}{comma}{word}" for word in self.known() if word.lower().startswith(last.lower())]
        return [CompletionItem(word) for word in [*(_files(incomplete) if self.files else ()), *found]]


class Folder(click.types.StringParamType):
    """Text, completed with folders."""

    name = "text"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002  click's signature
        return [CompletionItem(incomplete, type="dir")]


def _files(incomplete: str) -> list[str]:
    """Files and folders that begin so: a shell cannot mix its own with words."""
    folder, name = os.path.split(incomplete)
    try:
        listed = os.scandir(os.path.expanduser(folder) or ".")
        entries = sorted(entry.name + "/" * entry.is_dir() for entry in listed)
    except OSError:
        return []
    return [os.path.join(folder, one) for one in entries if one.startswith(name) and (name or not one.startswith("."))]


def _machines() -> Iterable[str]:
    from numaconf.machine import ec2

    return [*ec2.names(), "local"]


def _codes() -> Iterable[str]:
    from numaconf.rules.registry import RULES

    return [word for rule in RULES for word in (rule.code, rule.name)]


def _topics() -> Iterable[str]:
    from numaconf.kubelet import fields, gates, glossary, options, version
    from numaconf.kubelet.admission.statuses import STATUSES
    from numaconf.kubelet.state.describe import STATE_FILES
    from numaconf.verbs.explain import platforms

    policies = dict.fromkeys(one.name for one in glossary.VALUES)
    holders = dict.fromkeys(one.key for one, _ in platforms.holders() if not one.key.startswith("-"))
    known = [*fields.FIELDS, *policies, *options.CPU, *options.TOPOLOGY, *STATUSES, *STATE_FILES, *holders]
    return [*_codes(), *known, *sorted(gates.names(version.ALL[-1]))]


def _versions() -> Iterable[str]:
    from numaconf.kubelet import version

    return [str(one) for one in version.ALL]


def _parts() -> Iterable[str]:
    from numaconf.targets.registry import PLATFORMS

    return dict.fromkeys(name for one in PLATFORMS if one.renders for name in (one.primary, *one.proved))


FILE, FOLDER, MACHINE = Words(), Folder(), Words(_machines, files=True)
TYPES: dict[str, click.types.StringParamType] = {
    **dict.fromkeys(("paths", "profiles", "file", "old", "new", "output", "config", "kubelet_config", "into"), FILE),
    **dict.fromkeys(("pods", "svg", "with_file", "start", "from_file", "stdin_filename"), FILE),
    **dict.fromkeys(("state", "root", "sysroot"), FOLDER),
    **dict.fromkeys(("machine", "machines", "new_machine", "like"), MACHINE),
    **dict.fromkeys(("select", "ignore"), Words(_codes, many=True)),
    "what": Words(_topics, files=False),
    "kubernetes_version": Words(_versions),
    "part": Words(_parts),
}
"""By the name of the parameter; choices complete by themselves."""


class Bash(BashComplete):
    """Bash cuts `--target=bo` into three words; click looks for one option and its value."""

    name = "bash"

    def get_completion_args(self) -> tuple[list[str], str]:
        args, incomplete = super().get_completion_args()
        if incomplete == "=":
            incomplete = ""
        elif args[-1:] == ["="]:
            args = args[:-1]
        return [word for word in args if word != "="], incomplete

    def format_completion(self, item: CompletionItem) -> str:
        if item.type == "plain":  # bash puts it into the line as it is, after `read` has taken one backslash off
            quoted = re.sub(r"([\s'\"\\$&;()<>|*?`#])", r"\\\1", item.value)
            item = CompletionItem(quoted.replace("\\", "\\\\"), item.type, item.help)
        return super().format_completion(item)


def _whole(item: CompletionItem, word: str) -> CompletionItem:
    """An item with the option in front that is in the same word: these shells replace the whole word."""
    option, equals, _ = word.partition("=")
    if item.type != "plain" or not (option.startswith("--") and equals):
        return item
    return CompletionItem(f"{option}={item.value}", item.type, item.help)


class Zsh(ZshComplete):
    """Zsh, whose word is `--target=bo` as a whole."""

    def format_completion(self, item: CompletionItem) -> str:
        words, at = os.environ["COMP_WORDS"].split(" "), int(os.environ["COMP_CWORD"])
        return super().format_completion(_whole(item, words[at] if at < len(words) else ""))


class Fish(FishComplete):
    """Fish, whose word is `--target=bo` as a whole; what is completed may have commas in it."""

    source_template = FishComplete.source_template.replace('string split ","', 'string split --max 1 ","')

    def format_completion(self, item: CompletionItem) -> str:
        return super().format_completion(_whole(item, os.environ["COMP_CWORD"]))


SHELLS: dict[str, type[ShellComplete]] = {"bash": Bash, "zsh": Zsh, "fish": Fish}


def equip(command: click.Command) -> None:
    """Tell the parameters of a command what they complete."""
    for parameter in command.params:
        known: Any = TYPES.get(parameter.name or "")
        if known is not None and parameter.type is click.STRING:
            parameter.type = known
