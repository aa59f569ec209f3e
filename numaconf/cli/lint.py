"""`numaconf lint`."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

import click

from numaconf.cli import terminal
from numaconf.cli.options import context, context_options
from numaconf.cli.reporting import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numaconf.lint import Options
    from numaconf.report import FileReport
    from numaconf.run import Looked

KINDS = (
    "kubelet", "kubelet-dropin", "kubelet-flags", "al2", "al2023", "nodeadm", "karpenter", "bottlerocket", "minikube",
    "profile",
)  # fmt: skip
STDIN = "-"
CLEAR = "\r\x1b[K"
"""Takes the count of files off a terminal's line."""


def _words(_context: click.Context, _parameter: click.Parameter, value: Sequence[str]) -> tuple[str, ...]:
    return tuple(word.strip() for one in value for word in one.split(","))


@click.command()
@click.argument("paths", metavar="[PATH... | -]", nargs=-1)
@click.option("--stdin-filename", metavar="F", default=STDIN, help="The name of what comes on standard input.")
@click.option("--as", "kind", type=click.Choice(KINDS), help="The kind of files that do not carry it.")
@click.option(
    "--fail-on",
    type=click.Choice(["will-not-start", "ignored", "unwanted"]),
    help="Exit with 1 from this severity on (default: ignored).",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option("--select", multiple=True, metavar="CODES", callback=_words, help="Only these rules: NC101,NC2,name.")
@click.option("--ignore", multiple=True, metavar="CODES", callback=_words, help="All but these rules.")
@click.option("--no-ignores", is_flag=True, help="Report what ignore comments silence.")
@click.option("--fix", is_flag=True, help="Mend what can be mended without changing what is asked for.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: also what changes what is asked for.")
@click.option("--diff", is_flag=True, help="Show what --fix would do, and do nothing.")
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="Form of the report."
)
@click.option("--config", metavar="F", help="This configuration file in place of the nearest.")
@click.option("-j", "--jobs", metavar="N", type=click.IntRange(min=1), default=1, help="Work in N processes.")
@context_options
def lint(paths: tuple[str, ...], **given: Any) -> int:  # fmt: skip
    """Say what the kubelet will do with files of every kind that numaconf knows.

    PATH is a file or a directory; - is standard input. Without any, the current directory is looked at.
    """
    import gc

    from numaconf.cli.reporting import STREAMED, write, write_end, write_file
    from numaconf.lint import Options
    from numaconf.report import Report, Totals
    from numaconf.settings import load, nearest

    # What a file needs is freed with the last reference to it. Looking for cycles only goes over all reports again.
    gc.freeze()
    gc.set_threshold(10_000)
    if given["fix"] and given["diff"]:
        raise click.UsageError("--fix writes and --diff only shows: give one of them")
    config = load(given["config"]) if given["config"] else None
    options = Options(
        context(**given), given["kind"], given["select"], given["ignore"], not given["no_ignores"], config
    )
    texts: dict[str, bytes] = {}
    mender = _Mender(options, given, texts) if given["fix"] or given["diff"] else None
    silent = given["diff"] or (mender is not None and STDIN in paths)  # the result is the difference, or the text
    streamed = not silent and given["form"] in STREAMED
    totals = Totals()
    kept: list[FileReport] = []
    for one in _looked(paths, options, given, texts):
        if one.problem:
            totals.problems.append(one.problem)
            terminal.error(f"numaconf: {one.problem}")
        elif one.report is None:
            totals.others += 1
        else:
            done = mender.mend(one) if mender and one.report.remarks else one.report
            totals.add(done)
            if streamed:
                write_file(done, given["form"], texts)
            else:
                kept.append(done)
    if streamed:
        write_end(totals, given["form"])
    elif not silent:
        write(Report(tuple(kept), totals.others, tuple(totals.problems)), given["form"], texts)
    nearby = config or nearest(paths[0] if paths else "x")
    fail_on: Any = given["fail_on"] or (nearby.values.get("fail-on") if nearby else None) or "ignored"
    status = totals.exit_status(fail_on)
    if given["diff"] and not totals.problems:
        status = int(mender is not None and mender.differs)
    return 0 if given["exit_zero"] and status == 1 else status


def _looked(
    paths: tuple[str, ...], options: Options, given: dict[str, Any], texts: dict[str, bytes]
) -> Iterable[Looked]:
    """Every file of the run, judged; standard input counts as one."""
    from numaconf import run

    if STDIN not in paths:
        return _with_progress(run.run(paths or (".",), options, given["jobs"]))
    if len(paths) > 1:
        raise click.UsageError("- is standard input and goes with no other path")
    from numaconf.lint import lint as lint_one

    name = given["stdin_filename"]
    texts[name] = sys.stdin.buffer.read()
    return [run.Looked(name, lint_one(name, texts[name], options))]


def _with_progress(looked: Iterable[Looked]) -> Iterator[Looked]:
    """The same, with a count of files on a terminal once it takes long."""
    if not sys.stderr.isatty() or terminal.is_quiet():
        yield from looked
        return
    shown, start = False, time.monotonic()
    for count, one in enumerate(looked, 1):
        if shown and (one.problem or (one.report and one.report.remarks)):  # it is written where the count stands
            click.echo(CLEAR, err=True, nl=False)
            shown = False
        if count % 500 == 0 and time.monotonic() - start > 1:
            shown = True
            click.echo(f"\r{count} files …", err=True, nl=False)
        yield one
    if shown:
        click.echo(CLEAR, err=True, nl=False)


class _Mender:
    """Applies fixes to files, or shows them."""

    def __init__(self, options: Options, given: dict[str, Any], texts: dict[str, bytes]) -> None:
        self.options, self.texts, self.differs = options, texts, False
        self.unsafe, self.shows = given["unsafe_fixes"], given["diff"]

    def mend(self, one: Looked) -> Any:
        """Mend one file (or show the difference); its report afterwards."""
        from numaconf.cli.difference import difference
        from numaconf.cli.write import File, write
        from numaconf.fix import fixed
        from numaconf.lint import lint as lint_one
        from numaconf.lint import read

        data = self.texts.get(one.path)
        before = read(one.path) if data is None else data
        after = fixed(one.path, before, self.options, unsafe=self.unsafe)
        self.differs |= after != before
        if self.shows:
            terminal.result(difference(one.path, before.decode("utf-8", "replace"), after.decode("utf-8", "replace")))
            return one.report
        if data is not None:
            terminal.result(after.decode("utf-8", "surrogateescape"))
        elif after != before:
            write([File(one.path, after.decode())])
        return lint_one(one.path, after, self.options)
