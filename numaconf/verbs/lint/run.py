"""Many files linted: found, read, judged, in one process or in several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from numaconf import results as report
from numaconf.errors import CannotDo
from numaconf.files import walk
from numaconf.files.traces import is_ours
from numaconf.verbs.lint.file import lint, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numaconf.verbs.lint.file import Options

Outcome = report.FileReport | str | None
"""What came of one file: its report, a problem (why it could not be looked at), or None if it holds nothing of ours."""

CHUNK = 500
"""Files that one process takes at a time."""


def run(paths: Sequence[str], options: Options, jobs: int = 1) -> Iterator[Outcome]:
    """What comes of every file below the paths, in order. With `jobs` the work is done in that many processes; the
    order stays.
    """
    found = walk.files(paths)
    if jobs == 1:
        yield from (look(file, options) for file in found)
        return
    from collections import deque
    from concurrent.futures import Future, ProcessPoolExecutor

    with ProcessPoolExecutor(jobs) as pool:
        # Not pool.map(): it would walk the whole tree, and keep all of it, before the first answer.
        waiting: deque[Future[list[Outcome]]] = deque()
        for chunk in _chunks(found):
            waiting.append(pool.submit(_look_at_all, chunk, options))
            if len(waiting) > 2 * jobs:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _look_at_all(files: Sequence[walk.Found], options: Options) -> list[Outcome]:
    return [look(file, options) for file in files]


def _chunks(files: Iterable[walk.Found]) -> Iterator[list[walk.Found]]:
    chunk = []
    for file in files:
        chunk.append(file)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    yield chunk


def look(file: walk.Found, options: Options) -> Outcome:
    """Lint one file. What keeps it from being read is a problem of a named file; a walk tells of it as skipped."""
    path = file.path
    if not file.named and path[path.rfind(".") :].lower() in walk.OTHER_MEDIA:
        return None
    try:
        if file.problem:
            raise OSError(0, file.problem)
        if not file.regular:
            raise ValueError("is no regular file")
        data = read(path)
        if not (file.named or options.kind) and not is_ours(data):
            return None
        return lint(path, data, options, named=file.named)
    except ValueError as error:
        return report.FileReport(path, "skipped", str(error))
    except OSError as error:
        return str(CannotDo(error.strerror or str(error), place=path))
    except CannotDo as error:
        return str(error)
