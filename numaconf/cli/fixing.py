"""What `numaconf lint --fix` and `--diff` do: files fixed or shown, and what was done, file by file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf.cli import terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numaconf.results import FileReport, Remark
    from numaconf.verbs.lint.file import Options
    from numaconf.verbs.lint.fix import Fixed


UNSAFE = "needs --unsafe-fixes"
"""Why `verbs.lint.fix` leaves what only `--unsafe-fixes` mends."""


class Fixer:
    """Applies fixes to files, or shows them. `differs`: a file is not as it was; `made` and `open` count fixes."""

    def __init__(self, options: Options, texts: dict[str, bytes], *, unsafe: bool, shows: bool, text: bool) -> None:
        self.options, self.texts, self.unsafe, self.shows = options, texts, unsafe, shows
        self.differs, self.made, self.files, self.unmade = False, 0, 0, 0
        self._say = terminal.result_line if text and not shows else terminal.note

    def fix(self, report: FileReport) -> FileReport:
        """Fix one file (or show the difference); its report afterwards. What cannot be fixed or written stays as it
        is, and is a problem of that file alone.
        """
        from numaconf.errors import CannotDo, Problem, internal

        text = self.texts.get(report.path)
        if not report.remarks or report.problem:
            if text is not None and not self.shows:
                terminal.artifact(text)
            return report
        try:
            return self._fix(report)
        except OSError as error:
            problem: Problem = CannotDo(error.strerror or str(error), place=report.path)
        except Exception as error:
            problem = error if isinstance(error, Problem) else CannotDo(internal(error), place=report.path)
        return report._replace(problem=str(problem))

    def _fix(self, report: FileReport) -> FileReport:
        from numaconf.cli.difference import coloured, difference
        from numaconf.cli.write import File, write
        from numaconf.documents.reading import read
        from numaconf.verbs.lint.fix import fixed

        path = report.path
        data = self.texts.get(path)
        before = read(path) if data is None else data
        done = fixed(path, before, self.options, unsafe=self.unsafe)
        changed = done.data != before
        self.differs |= changed
        self.made += len(done.made)
        self.files += changed
        self.unmade += sum(reason == UNSAFE for _, reason in done.open)
        if self.shows:
            texts = (one.decode("utf-8", "replace") for one in (before, done.data))
            terminal.result(coloured(difference(path, *texts)))
            return report
        if data is not None:
            terminal.artifact(done.data)
        elif changed:
            write([File(path, done.data.decode())])
        for line in account(path, done):
            self._say(line)
        return _without_unmade(done.report or report, done)

    def end(self) -> str:
        """One line on all files."""
        verb = "Would fix" if self.shows else "Fixed"
        if not self.made and not self.unmade:
            return ""
        text = f"{verb} {_findings(self.made)}" + (f" in {_files(self.files)}" if self.made else "")
        if self.unmade:
            text += f"; {self.unmade} more with --unsafe-fixes"
        return f"{text}."


def account(path: str, done: Fixed) -> list[str]:
    """What was fixed in a file, and what was not and why; nothing where there was nothing to fix."""
    from numaconf.reports.layout import BOLD, DIM, GREEN, RESET, wrap
    from numaconf.safe import shown

    name = shown(path)
    lines = []
    width = terminal.width()
    if done.made:
        text = wrap(f"{name}: fixed {_places(done.made)}", width, "", "  ")
        first = text[0].replace(f"{name}: fixed", f"{BOLD}{name}{RESET}: {GREEN}fixed{RESET}", 1)
        lines += [first, *text[1:]]
    why: dict[str, list[Remark]] = {}
    for remark, reason in done.open:
        why.setdefault(reason, []).append(remark)
    for reason, remarks in why.items():
        # Those stand marked below.
        what = f"{len(remarks)} marked [!]" if reason == UNSAFE else _places(remarks)
        text = wrap(f"{name}: not fixed {what}: {reason}", width, "", "  ")
        first = text[0].replace(name, f"{BOLD}{name}{RESET}{DIM}", 1)
        lines += [f"{first}{RESET}", *(f"{DIM}{line}{RESET}" for line in text[1:])]
    return lines


def _places(remarks: Sequence[Remark]) -> str:
    """Codes with their lines, in the order of lines: `NC109 (line 7), NC302 (line 6)`."""
    from numaconf.reports.layout import listed

    return listed((f"{one.finding.code} (line {one.location.span.line})" for one in remarks), 8)


def _without_unmade(report: FileReport, done: Fixed) -> FileReport:
    """The report in which nothing is called fixable that was just tried."""
    tried = {id(remark) for remark, reason in done.open if reason != UNSAFE}
    if not tried:
        return report
    return report._replace(remarks=tuple(one._replace(edits=()) if id(one) in tried else one for one in report.remarks))


def _findings(count: int) -> str:
    return f"{count} finding{'s' * (count != 1)}"


def _files(count: int) -> str:
    return f"{count} file{'s' * (count != 1)}"
