"""The `numaconf` program: its verbs, and the one place where errors become messages and an exit status.

A verb is a click command in a module of its own, imported when it is called; it returns its exit status (None is 0).
"""

from __future__ import annotations

import contextlib
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

from numaconf.cli.options import with_common_options
from numaconf.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

VERBS: dict[str, str] = {
    "validate": "numaconf.cli.validate:validate",
    "render": "numaconf.cli.render:render",
    "lint": "numaconf.cli.lint:lint",
    "show": "numaconf.cli.show:show",
    "explain": "numaconf.cli.explain:explain",
    "init": "numaconf.cli.init:init",
    "convert": "numaconf.cli.convert:convert",
    "terraform": "numaconf.cli.terraform:terraform",
    "rules": "numaconf.cli.rules:rules",
    "machine": "numaconf.cli.machine:machine",
    "schema": "numaconf.cli.schema:schema",
    "completion": "numaconf.cli.completion:completion",
}
"""Verb to `module:function`, in the order of the help text."""

DEBUG = "NUMACONF_DEBUG"
"""Set in the environment, an error of the program itself shows its traceback."""

COMPLETE = "_NUMACONF_COMPLETE"
"""Set by the completion scripts: what a shell asks for."""


class Verbs(click.Group):
    """The table of verbs as a click group that imports a verb when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        where = VERBS.get(cmd_name)
        if where is None:
            return None
        module, function = where.split(":")
        command: click.Command = getattr(import_module(module), function)
        return with_common_options(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in VERBS and not ctx.resilient_parsing:
            from difflib import get_close_matches

            close = get_close_matches(args[0], VERBS, n=1)
            hint = f"did you mean {close[0]!r}?" if close else "numaconf --help lists the verbs."
            raise click.UsageError(f"no such verb: {args[0]!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)


numaconf = Verbs(
    "numaconf",
    help="Know before the node boots what the kubelet will do with a NUMA configuration.",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
)
with_common_options(numaconf)


def run(arguments: Sequence[str]) -> int:
    """Run the program. Returns the exit status: 0 done, 1 a problem of content, 2 the job could not be done."""
    try:
        status = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        return _closed_pipe()
    except OSError as error:
        what = error.strerror or str(error)
        return _fail(f"{os.fsdecode(error.filename)}: {what}" if error.filename else what, 2)
    return status


def _run(arguments: Sequence[str]) -> int:
    try:
        if os.environ.get(COMPLETE):
            from click.shell_completion import shell_complete

            return shell_complete(numaconf, {}, "numaconf", COMPLETE, os.environ[COMPLETE])
        # Not click's main(): it calls a closed pipe an error.
        with numaconf.make_context("numaconf", list(arguments)) as context:
            status = numaconf.invoke(context)
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except Problem as problem:
        return _fail(str(problem), problem.exit_status)
    except (KeyboardInterrupt, click.Abort):
        return _fail("interrupted", 130)
    except OSError:
        raise
    except MemoryError:
        return _fail("out of memory", 2)
    except RecursionError as error:
        return _bug(error) if os.environ.get(DEBUG) else _fail("the input is nested too deeply", 1)
    except Exception as error:
        return _bug(error)
    return status if isinstance(status, int) else 0


def _fail(message: str, status: int) -> int:
    # The reader of stderr may be gone as well; there is nobody left to tell then.
    with contextlib.suppress(OSError):
        click.echo(f"numaconf: {message}", err=True)
    return status


def _bug(error: BaseException) -> int:
    if os.environ.get(DEBUG):
        raise error
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = ""
    if place is not None:
        where = f" ({os.path.basename(place.tb_frame.f_code.co_filename)}:{place.tb_lineno})"
    return _fail(
        f"a bug in numaconf: {type(error).__name__}: {error}{where}\n"
        f"  Please report it with the command and its input; {DEBUG}=1 in the environment prints the traceback.",
        2,
    )


def _closed_pipe() -> int:
    # Whoever read our output has seen enough. Python flushes stdout once more on its way out: let it go nowhere.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
