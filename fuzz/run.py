"""Fuzz every target with atheris: `python -m fuzz.run SECONDS [TARGET…]`. What it finds stays in `fuzz/found/`.

A target runs in a process of its own for its share of the time; an input that takes longer than 10 seconds or 2 GiB is
a finding too.
"""

from __future__ import annotations

import pathlib
import subprocess
import sys
import tempfile

from fuzz.targets import TARGETS, seeds

FOUND = pathlib.Path(__file__).resolve().parent / "found"


def main(arguments: list[str]) -> int:
    """Run the targets; returns how many of them found something."""
    seconds, names = int(arguments[0]), arguments[1:] or list(TARGETS)
    FOUND.mkdir(exist_ok=True)
    failed = []
    for name in names:
        with tempfile.TemporaryDirectory() as corpus:
            for number, text in enumerate(seeds()):
                pathlib.Path(corpus, str(number)).write_bytes(text)
            command = [
                sys.executable, "-m", "fuzz.one", name, corpus, f"-max_total_time={max(1, seconds // len(names))}",
                "-timeout=10", "-rss_limit_mb=2048", "-max_len=20000", f"-artifact_prefix={FOUND}/{name}-",
                "-print_final_stats=0", "-verbosity=0",
            ]  # fmt: skip
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        print(f"{name}: {'ok' if done.returncode == 0 else 'FOUND SOMETHING'}", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stderr[-3000:], flush=True)
    return len(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
