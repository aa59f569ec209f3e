"""The options of `numaconf lint` in one table, for click and for the way without it.

Importing click takes as long as the rest of a run over one file, and hooks, editors and CI call lint all the time. So
what is plainly right on a command line is read here, by the same table from which `lint.py` makes click's options;
help, wrong usage, and whatever is written in a way of its own (`-j4`, `--`) is click's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from numaconf.cli import terminal
from numaconf.cli.linting import STDIN, Wanted
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def _kinds() -> Sequence[str]:
    from numaconf.targets.registry import NAMES

    return tuple(NAMES)


def _severities() -> Sequence[str]:
    from numaconf.findings import SEVERITIES

    return SEVERITIES


def _formats() -> Sequence[str]:
    from numaconf.cli.reporting import FORMATS

    return tuple(FORMATS)


class Option(NamedTuple):
    """One option. `field`: of Wanted. What it `takes`: nothing, one word, codes behind commas and again and again, or a
    whole number from 1.
    """

    field: str
    words: tuple[str, ...]
    takes: Literal["nothing", "word", "codes", "number"]
    help: str
    metavar: str | None = None
    choices: Callable[[], Sequence[str]] | None = None


OPTIONS = (
    Option("stdin_filename", ("--stdin-filename",), "word", "The file name to report for standard input.", "F"),
    Option("kind", ("--as",), "word", "What the files are, if their content does not say.", choices=_kinds),
    Option("kubelet_config", ("--kubelet-config",), "word",
           "The kubelet's main file, which the linted flags and drop-ins are laid over.", "F"),
    Option("fail_on", ("--fail-on",), "word", "Exit with 1 at this severity or above (default: no-effect).",
           choices=_severities),
    Option("strict", ("--strict",), "nothing", "Exit with 1 also where something could not be judged."),
    Option("exit_zero", ("--exit-zero",), "nothing", "Exit with 0 whatever is found."),
    Option("select", ("--select",), "codes", "Only these rules: NC101,NC2,name.", "CODES"),
    Option("ignore", ("--ignore",), "codes", "All rules except these.", "CODES"),
    Option("no_ignores", ("--no-ignores",), "nothing", "Report what ignore comments silence."),
    Option("fix", ("--fix",), "nothing", "Apply the fixes that do not change what is asked for."),
    Option("unsafe_fixes", ("--unsafe-fixes",), "nothing",
           "With --fix or --diff: also fixes that change what is asked for."),
    Option("diff", ("--diff",), "nothing", "Show what --fix would do, and do nothing."),
    Option("form", ("--format",), "word", "Output format.", choices=_formats),
    Option("config", ("--config",), "word", "Use this configuration file instead of the nearest one.", "F"),
    Option("jobs", ("-j", "--jobs"), "number", "Work in N processes.", "N"),
)  # fmt: skip

_BY_WORD = {word: option for option in OPTIONS for word in option.words}

QUIET = ("-q", "--quiet")


def wrong(paths: Sequence[str], wanted: dict[str, Any]) -> str:
    """Why options do not go together, or nothing."""
    if wanted.get("fix") and wanted.get("diff"):
        return "--fix writes and --diff only shows: give one of them"
    if STDIN in paths and len(paths) > 1:
        return "- is standard input and cannot be combined with other paths"
    return ""


def codes(values: Sequence[str]) -> tuple[str, ...]:
    """Codes behind commas, from all the times that an option is given."""
    return tuple(word.strip() for one in values for word in one.split(","))


def plain(arguments: Sequence[str]) -> tuple[tuple[str, ...], Wanted] | None:
    """Paths and options of a command line; None for one that is click's. Raises CannotDo as `settings.context` does."""
    from numaconf import settings

    paths: list[str] = []
    found: dict[str, Any] = {}
    context: settings.Values = {}
    quiet = False
    words = iter(arguments)
    for word in words:
        if word == STDIN or not word.startswith("-"):
            paths.append(word)
            continue
        if word in QUIET:
            quiet = True
            continue
        name, equals, value = word.partition("=")
        if equals and not name.startswith("--"):
            return None
        option = _BY_WORD.get(name)
        if option is not None and option.takes == "nothing":
            if equals:
                return None
            found[option.field] = True
            continue
        value = value if equals else next(words, "-")
        if not equals and value.startswith("-"):  # a file called `-` is rare, and a forgotten value is not
            return None
        if option is None:
            if not name.startswith("--") or name[2:] not in settings.CONTEXT:
                return None
            context[name[2:]] = value
        elif not _takes(option, value, found):
            return None
    if wrong(paths, found):
        return None
    if quiet:
        terminal.Wishes.quiet = True
    for field in ("select", "ignore"):
        if field in found:
            found[field] = codes(found[field])
    return tuple(paths), Wanted(settings.context({name: text for name, text in context.items() if text}), **found)


def _takes(option: Option, value: str, found: dict[str, Any]) -> bool:
    """Add the value of an option to what was found, if it is one."""
    if option.choices is not None and value not in option.choices():
        return False
    if option.takes == "codes":
        found.setdefault(option.field, []).append(value)
    elif option.takes == "number":
        if not (value.isascii() and value.isdecimal() and len(value) < 10 and int(value) > 0):
            return False
        found[option.field] = int(value)
    else:
        found[option.field] = value
    return True
