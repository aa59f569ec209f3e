"""`numaconf validate`."""

from __future__ import annotations

from typing import Any

import click

from numaconf.cli import terminal
from numaconf.cli.options import (
    beside,
    context,
    context_options,
    format_option,
    named,
    profiles_argument,
    target_option,
)


@click.command()
@profiles_argument
@target_option("Only for this target (all that the profile names unless given); may be repeated.", multiple=True)
@format_option
@context_options
def validate(profiles: tuple[str, ...], target: tuple[str, ...], form: str, **options: Any) -> int:
    """Check profiles on every machine and target they name.

    Schema, legality, sums: everything that keeps a kubelet from starting, or from doing what was asked.

    PROFILE is a YAML or JSON file with one or several profiles; - is standard input. Left out, it is the
    one that numaconf.toml names, or the only one in the working directory.
    """
    from numaconf.cli.reporting import write
    from numaconf.errors import CannotDo, Problem, internal
    from numaconf.profile.load import read
    from numaconf.results import Report, failed
    from numaconf.verbs.validate import merge, validated

    known = context(**options)
    reports, texts, answers = [], {}, []
    for path in named(profiles):
        try:
            texts[path] = read(path)
        except CannotDo as error:
            reports.append(Report(problems=(str(error),)))
            continue
        try:
            found = validated(texts[path], path, target, known, beside(path, texts[path]))
            reports.append(found.report)
            answers += [(profile, checked.done) for profile, checked in found.profiles if checked.valid]
        except Exception as error:
            known_one = error if isinstance(error, Problem) else CannotDo(internal(error), place=path)
            reports.append(Report((failed(path, known_one),)))
    done = merge(reports)
    totals = done.totals()
    for problem in totals.problems:
        terminal.error(f"numaconf: {problem}")
    if form == "text" and answers:
        from numaconf.reports import valid

        said = "\n".join(valid.text(profile, rendered, terminal.width()) for profile, rendered in answers)
        terminal.result(said + "\n")
    write(done, form, texts)
    return totals.exit_status("no-effect")
