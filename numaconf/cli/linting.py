"""What `numaconf lint` does: files found and judged, fixes made or shown, the report written as it comes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from numaconf.cli import terminal
from numaconf.context import NOTHING, Context
from numaconf.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numaconf.findings import Severity
    from numaconf.results import FileReport
    from numaconf.settings import Config
    from numaconf.verbs.lint.file import Options
    from numaconf.verbs.lint.run import Outcome

STDIN = "-"
"""The path that means standard input."""


class Wanted(NamedTuple):
    """The options of a run, as the command line names them; `form` is `--format`, `kind` is `--as`."""

    context: Context = NOTHING
    stdin_filename: str = STDIN
    kind: str | None = None
    fail_on: str | None = None
    strict: bool = False
    exit_zero: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    no_ignores: bool = False
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    form: str = "text"
    config: str | None = None
    kubelet_config: str | None = None
    jobs: int = 1


def lint(paths: tuple[str, ...], wanted: Wanted) -> int:
    """Lint, write the report, and return the exit status. Raises CannotDo for options that name nothing."""
    from numaconf.cli.reporting import STREAMED, write, write_end, write_file
    from numaconf.results import Report, Totals
    from numaconf.settings import forget, load
    from numaconf.verbs.lint.file import Options, demand_rules, main_file

    demand_rules((*wanted.select, *wanted.ignore))
    forget()
    config = load(wanted.config) if wanted.config else None
    if wanted.kubelet_config:
        main_file(wanted.kubelet_config)  # a wrong one is said once, before anything is looked at
    options = Options(
        wanted.context,
        wanted.kind,
        wanted.select,
        wanted.ignore,
        not wanted.no_ignores,
        config,
        wanted.kubelet_config,
    )
    texts: dict[str, bytes] = {}
    fixer = None
    if wanted.fix or wanted.diff:
        from numaconf.cli.fixing import Fixer

        text = wanted.form == "text" and STDIN not in paths
        fixer = Fixer(options, texts, unsafe=wanted.unsafe_fixes, shows=wanted.diff, text=text)
    silent = wanted.diff or (fixer is not None and STDIN in paths)  # the result is the difference, or the text
    streamed = not silent and wanted.form in STREAMED
    totals = Totals()
    kept: list[FileReport] = []
    told: set[str] = set()
    for one in _looked(paths, options, wanted, texts):
        if one is None:
            totals.others += 1
        elif isinstance(one, str):
            totals.problems.append(one)
            terminal.error(f"numaconf: {one}")
        else:
            done = fixer.fix(one) if fixer else one
            if done.problem and done.problem not in told:  # a configuration file is at fault for all of its files
                told.add(done.problem)
                terminal.error(f"numaconf: {done.problem}")
            totals.add(done)
            if streamed and (done.remarks or done.status == "unread"):
                write_file(done, wanted.form, texts)
            elif not streamed and not silent:
                kept.append(done)
    if streamed:
        write_end(totals, wanted.form)
    elif not silent:
        write(Report(tuple(kept), totals.others, tuple(totals.problems)), wanted.form, texts)
    said = fixer.end() if fixer else ""
    if said:
        (terminal.result_line if streamed and not wanted.diff and wanted.form == "text" else terminal.note)(said)
    status = totals.exit_status(_fail_on(paths, wanted, config), strict=wanted.strict)
    if wanted.diff and not totals.problems:
        status = int(fixer is not None and fixer.differs)
    return 0 if wanted.exit_zero and status == 1 else status


def _fail_on(paths: tuple[str, ...], wanted: Wanted, config: Config | None) -> Severity:
    """From which severity on a run fails."""
    from numaconf.errors import CannotDo
    from numaconf.settings import nearest

    try:
        nearby = config or nearest(paths[0] if paths else "x")
    except CannotDo:  # told already, of each file that it is for
        nearby = None
    said: Any = wanted.fail_on or (nearby.values.get("fail-on") if nearby else None) or "no-effect"
    severity: Severity = said
    return severity


def _looked(paths: tuple[str, ...], options: Options, wanted: Wanted, texts: dict[str, bytes]) -> Iterable[Outcome]:
    """Every file of the run, judged; standard input counts as one."""
    from numaconf.verbs.lint import run

    if STDIN not in paths:
        return _with_progress(run.run(paths or (".",), options, wanted.jobs))
    from numaconf.documents.reading import standard_input

    name = wanted.stdin_filename
    texts[name] = standard_input()
    return [run.judged(name, texts[name], options)]


def _with_progress(looked: Iterable[Outcome]) -> Iterator[Outcome]:
    """The same, with a count of files on a terminal once it takes long."""
    if not terminal.shows_progress():
        yield from looked
        return
    shown, start = False, time.monotonic()
    for count, one in enumerate(looked, 1):
        if shown and one and (isinstance(one, str) or one.problem or one.remarks):  # it is written where the count is
            terminal.progress("")
            shown = False
        if count % 500 == 0 and time.monotonic() - start > 1:
            shown = True
            terminal.progress(f"{count} files …")
        yield one
    if shown:
        terminal.progress("")
