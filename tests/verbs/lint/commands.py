"""Random command lines of a kubelet, legal and with faults, in units, environment files and scripts."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, NamedTuple

from numaconf.targets.kubelet.flags import flags
from tests.kubelet import generate as layers
from tests.rules import generate as rules

if TYPE_CHECKING:
    import random

    from numaconf.kubelet.version import Version
    from numaconf.machine.model import Machine


class Command(NamedTuple):
    """The words behind `kubelet`, a file that holds them, and the machine."""

    words: list[str]
    name: str
    text: str
    machine: Machine


def whole(rnd: random.Random, version: Version) -> Command:
    """A command line as a unit or a script has it, from the first word to the last."""
    words, where = _words(rnd, version)
    if rnd.random() < 0.5:
        return Command(words, "kubelet.service", _unit(words, rnd), where)
    return Command(words, "start.sh", _script(words, rnd), where)


def part(rnd: random.Random, version: Version) -> Command:
    """A variable with some of the words: main file and other flags are elsewhere."""
    words, where = _words(rnd, version)
    value = " ".join(words)
    if rnd.random() < 0.5:
        return Command(words, "kubelet.env", f"KUBELET_EXTRA_ARGS='{value}'\n", where)
    escaped = value.replace("%", "%%")
    return Command(words, "10-x.conf", f'[Service]\nEnvironment="KUBELET_EXTRA_ARGS={escaped}"\n', where)


def _words(rnd: random.Random, version: Version) -> tuple[list[str], Machine]:
    """Flags for a whole configuration, or any flags. The oracle splits its words at blanks and quotes."""
    while True:
        config, where = rules.case(rnd, version)
        kind = rnd.random()
        words = list(flags(config, version).arguments) if kind < 0.7 else []
        if kind > 0.55:
            words += layers.arguments(rnd)
        if rnd.random() < 0.2:
            rnd.shuffle(words)
        if rnd.random() < 0.1 and words:
            words.append(rnd.choice(words))
        if words and not any(set(word) & set(" \t\n'\"\\") for word in words):
            return words, where


def _unit(words: list[str], rnd: random.Random) -> str:
    """A unit; some of the words in variables."""
    shown = [_in_unit(word, rnd) for word in words]
    space = rnd.choice([" ", " \\\n  ", "  "])
    at = rnd.randint(0, len(words))
    lead = rnd.choice(["", "", "", "-"])
    if rnd.random() < 0.5 and at < len(words) and not any("$" in word for word in words):
        value = " ".join(words[at:]).replace("%", "%%")
        return (
            f'[Unit]\nDescription=x\n\n[Service]\nEnvironment="KUBELET_X={value}"\n'
            f"ExecStart={lead}/usr/bin/kubelet {space.join([*shown[:at], '$KUBELET_X'])}\n"
        )
    return f"[Service]\nExecStart={lead}/usr/bin/kubelet {space.join(shown)}\nRestart=always\n"


def _in_unit(word: str, rnd: random.Random) -> str:
    plain = word.replace("%", "%%").replace("$", "$$")
    if rnd.random() < 0.2 or ";" in word:
        return rnd.choice([f'"{plain}"', f"'{plain}'"])
    return plain


def _script(words: list[str], rnd: random.Random) -> str:
    shown = [shlex.quote(word) if rnd.random() < 0.8 else '"' + word.replace("$", "\\$") + '"' for word in words]
    space = rnd.choice([" ", " \\\n  ", "   "])
    lead = rnd.choice(["", "exec ", "sudo "])
    return (
        f"#!/bin/sh\nset -e\n{lead}/usr/bin/kubelet {space.join(shown)}{rnd.choice(['', ' &', ' >/dev/null 2>&1'])}\n"
    )
