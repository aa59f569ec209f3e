"""Many files linted: found, read, judged, in one process or in several."""

from __future__ import annotations

import os
from contextlib import suppress
from itertools import chain, islice
from typing import TYPE_CHECKING

from numaconf import results as report
from numaconf.documents.errors import Unreadable
from numaconf.documents.reading import read
from numaconf.errors import CannotDo, Problem, internal
from numaconf.files import walk
from numaconf.files.marks import is_named_ours, is_ours
from numaconf.files.once import in_one_run
from numaconf.files.together import is_read_as_dropin
from numaconf.verbs.lint.file import lint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numaconf.verbs.lint.file import Options

Outcome = report.FileReport | str | None
"""What came of one file: its report, a problem (nothing is where it was named), or None if it holds nothing of ours."""

CHUNK = 500
"""Files that one process takes at a time."""


def run(paths: Sequence[str], options: Options, jobs: int = 1) -> Iterator[Outcome]:
    """What comes of every file below the paths, in order. With `jobs` the work is done in that many processes; the
    order stays.
    """
    found = walk.files(paths)
    jobs = min(jobs, _processors())
    with in_one_run():
        if jobs == 1:
            yield from (look(file, options) for file in found)
            return
        chunks = _chunks(found)
        first = list(islice(chunks, jobs))
        if len(first) == 1:
            yield from _look_at_all(first[0], options)
            return
        yield from _in_processes(chain(first, chunks), options, len(first))


def _processors() -> int:
    """How many processors this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def _in_processes(chunks: Iterator[list[walk.Found]], options: Options, jobs: int) -> Iterator[Outcome]:
    """The work in several processes; where one of them is killed, as for its memory, the rest of it in this one."""
    from collections import deque
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from signal import SIG_IGN, SIGINT, signal

    # An interrupt from the keyboard reaches all processes: this one tells of it and ends the others.
    pool = ProcessPoolExecutor(jobs, initializer=signal, initargs=(SIGINT, SIG_IGN))
    # Not pool.map(): it would walk the whole tree, and keep all of it, before the first answer.
    waiting: deque[tuple[list[walk.Found], Future[list[Outcome]] | None]] = deque()

    def answer() -> list[Outcome]:
        chunk, future = waiting.popleft()
        with suppress(BrokenProcessPool):
            if future is not None:
                return future.result()
        return _look_at_all(chunk, options)

    try:
        for chunk in chunks:
            future = None
            with suppress(BrokenProcessPool):
                future = pool.submit(_look_at_all, chunk, options)
            waiting.append((chunk, future))
            if len(waiting) > 2 * jobs:
                yield from answer()
        while waiting:
            yield from answer()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _look_at_all(files: Sequence[walk.Found], options: Options) -> list[Outcome]:
    with in_one_run():
        return [look(file, options) for file in files]


def _chunks(files: Iterable[walk.Found]) -> Iterator[list[walk.Found]]:
    chunk = []
    for file in files:
        chunk.append(file)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def look(file: walk.Found, options: Options) -> Outcome:
    """Lint one file. One that cannot be read is reported, as it may be ours; what is no regular file is skipped."""
    path = file.path
    if not file.named and path[path.rfind(".") :].lower() in walk.OTHER_MEDIA:
        return None
    try:
        if file.problem:
            raise OSError(0, file.problem)
        if not file.regular:
            raise ValueError("is not a regular file")
        data = read(path, regular=not file.named)
    except ValueError as error:
        return report.FileReport(path, "skipped", str(error))
    except OSError as error:
        problem = CannotDo(error.strerror or str(error), place=path)
        return str(problem) if file.named and file.problem else report.failed(path, problem)
    if not (file.named or options.kind) and not (is_ours(data) or is_named_ours(path) or is_read_as_dropin(path)):
        return None
    return judged(path, data, options, named=file.named)


def judged(path: str, data: bytes, options: Options, *, named: bool = True) -> report.FileReport | None:
    """The report on one file, whatever happens: what ends the work on it ends nothing else."""
    try:
        return lint(path, data, options, named=named)
    except Problem as problem:
        return report.failed(path, problem)
    except Unreadable as error:  # what a reader met further in: a script that is too large
        return report.FileReport(path, "unread", error.message)
    except Exception as error:
        return report.failed(path, CannotDo(internal(error), place=path))
