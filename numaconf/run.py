"""Many files linted: found, read, judged, in one process or in several."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from numaconf import report, walk
from numaconf.errors import CannotDo
from numaconf.lint import lint, read
from numaconf.targets.traces import is_ours

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numaconf.lint import Options

CHUNK = 500
"""Files that one process takes at a time."""


class Looked(NamedTuple):
    """What came of one file. `problem`: why it could not be looked at; there is no report then."""

    path: str
    report: report.FileReport | None = None
    problem: str = ""


def run(paths: Sequence[str], options: Options, jobs: int = 1) -> Iterator[Looked | None]:
    """Every file below the paths, in order; None for one that is none of our business. With `jobs` the work is done in
    that many processes; the order stays.
    """
    found = walk.files(paths)
    if jobs == 1:
        yield from (look(file, options) for file in found)
        return
    from collections import deque
    from concurrent.futures import Future, ProcessPoolExecutor

    with ProcessPoolExecutor(jobs) as pool:
        # Not pool.map(): it would walk the whole tree, and keep all of it, before the first answer.
        waiting: deque[Future[list[Looked | None]]] = deque()
        for chunk in _chunks(found):
            waiting.append(pool.submit(_look_at_all, chunk, options))
            if len(waiting) > 2 * jobs:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _look_at_all(files: Sequence[walk.Found], options: Options) -> list[Looked | None]:
    return [look(file, options) for file in files]


def _chunks(files: Iterable[walk.Found]) -> Iterator[list[walk.Found]]:
    chunk = []
    for file in files:
        chunk.append(file)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    yield chunk


def look(file: walk.Found, options: Options) -> Looked | None:
    """Lint one file; None if it holds nothing of ours. What keeps a named file from being read is a problem; a walk
    tells of it as skipped.
    """
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
        found = lint(path, data, options, named=file.named)
        return Looked(path, found) if found else None
    except ValueError as error:
        return Looked(path, report.FileReport(report.File(path, "skipped", str(error))))
    except OSError as error:
        return Looked(path, problem=f"{path}: {error.strerror or error}")
    except CannotDo as error:
        return Looked(path, problem=str(error))
