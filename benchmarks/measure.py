"""CPU time of whole processes, several commands in turns so that a busy machine is busy for all of them."""

import os
import statistics
import subprocess
import sys

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""An installed program is compiled; a checkout is after its first run, unless that is forbidden."""


def cpu(command, cwd=None):
    """The CPU seconds, user and system, of one run of a command, which has to succeed."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=cwd, env=ENVIRONMENT)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit status {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def medians(commands, rounds=21):
    """The median CPU seconds of each named command, run in turns; the first round only warms up."""
    times = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            seconds = cpu(command)
            if number:
                times[name].append(seconds)
    return {name: statistics.median(seconds) for name, seconds in times.items()}
