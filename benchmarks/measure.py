"""CPU time of whole processes, several commands in turns so that a busy machine is busy for all of them."""

import os
import statistics
import subprocess
import sys
import time
from typing import NamedTuple


class Run(NamedTuple):
    """One process: CPU seconds (user and system, its children included), elapsed seconds, peak memory in KiB."""

    cpu: float
    elapsed: float
    peak: int


def run(command, stdin=os.devnull):
    """One run of a command, which has to succeed; `stdin` is a file's path."""
    start = time.monotonic()
    with open(stdin, "rb") as given:
        process = subprocess.Popen(command, stdin=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit status {process.returncode}")
    return Run(usage.ru_utime + usage.ru_stime, time.monotonic() - start, usage.ru_maxrss)


OVER: list[str] = []
"""The ratios that were above their limits."""


def limited(ours, peer, ratio, limit):
    """A line about a ratio, which is remembered where it is above its limit."""
    line = f"{ours} / {peer}: {ratio:.2f} (at most {limit})"
    if ratio > limit:
        OVER.append(line)
    return line


def verdict():
    """Exit with status 1 where a ratio was above its limit, naming all of them."""
    if OVER:
        sys.exit("\nabove the limit:\n  " + "\n  ".join(OVER))


def medians(commands, rounds=21, stdin=os.devnull):
    """The median CPU seconds of each named command, run in turns; the first round only warms up."""
    times = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            seconds = run(command, stdin).cpu
            if number:
                times[name].append(seconds)
    return {name: statistics.median(seconds) for name, seconds in times.items()}
