"""Many command lines in one process of their own, which may take neither much memory nor wait for anybody."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Iterable

LIMIT = 700 << 20
"""Bytes of memory."""
PROGRAM = """
import io, json, sys, time
from numaconf.cli.main import run
answers = sys.stdout
for words in json.loads(sys.argv[1]):
    streams = [io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2)]
    sys.stdout, sys.stderr = streams
    start = time.process_time()
    status = run(words)
    seconds = time.process_time() - start
    for stream in streams:
        stream.flush()
    print(json.dumps([status, *(one.buffer.getvalue().decode() for one in streams), seconds]), file=answers, flush=True)
"""


class Done(NamedTuple):
    """What came of a command line; `seconds` of the processor's time."""

    returncode: int
    stdout: str
    stderr: str
    seconds: float


def bounded(words: list[str], cwd: pathlib.Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """A Python with those words, in bounded memory and time."""
    # A shell sets the bound: to fork this process, which is large, would cost more.
    limit = ["sh", "-c", f'ulimit -v {LIMIT >> 10} && exec "$@"', "sh", sys.executable]
    given = {"stdin": subprocess.DEVNULL, **more}
    return subprocess.run([*limit, *words], cwd=cwd, capture_output=True, text=True, check=False, timeout=60, **given)


def apart(commands: Iterable[Iterable[str]], cwd: pathlib.Path) -> list[Done]:
    """What comes of each command line, one after another in the same process."""
    asked = [list(words) for words in commands]
    ran = bounded(["-c", PROGRAM, json.dumps(asked)], cwd)
    done = [Done(*json.loads(line)) for line in ran.stdout.splitlines()]
    assert len(done) == len(asked), f"{asked[len(done)]} ended the process: {ran.stderr}"
    return done
