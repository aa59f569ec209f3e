"""Every example for every target: what came out, what was refused and why, and one file.

`make demo` runs it as `python -m examples.demo FOLDER`. It calls the command line in its own process, because to start
Python for each of two hundred commands would take nearly all the time.
"""

from __future__ import annotations

import io
import pathlib
import shutil
import sys
from contextlib import redirect_stderr, redirect_stdout

from numaconf.cli.main import run
from numaconf.targets.registry import TARGETS

EXAMPLES = pathlib.Path(__file__).resolve().parent
VERSIONS = ("--bottlerocket-version", "1.64.0", "--karpenter-version", "1.15.0")
SHOWN = "packet-workers/kubelet/kubelet.yaml"


def main(out: pathlib.Path) -> None:
    """Render into a folder, and say so on standard output."""
    for profile in sorted(EXAMPLES.glob("*/profile.yaml")):
        name = profile.parent.name
        say(name)
        for target in TARGETS:
            folder = out / name / target
            shutil.rmtree(folder, ignore_errors=True)
            for line in rendered(profile, target, folder):
                say(f"    {line}")
    say(f"\n{out / SHOWN}:\n")
    say((out / SHOWN).read_text())


def rendered(profile: pathlib.Path, target: str, folder: pathlib.Path) -> list[str]:
    """The files that `numaconf render` writes, or where it refuses, what `numaconf validate` says of it."""
    asked = (near(profile), "--target", target, *VERSIONS)
    status, _ = numaconf("render", "-q", *asked, "-o", f"{folder}/")
    if status == 0:
        return [f"{profile.parent.name}/{target}/{one.name}" for one in sorted(folder.iterdir())]
    _, said = numaconf("validate", *asked, "--format", "concise")
    return [f"no {target}: {line}" for line in said.splitlines()]


def numaconf(*arguments: str) -> tuple[int, str]:
    """The exit status of a command, and what it writes on both streams."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with redirect_stdout(stream), redirect_stderr(stream):
        status = run(arguments)
    stream.seek(0)
    return status, stream.read()


def near(path: pathlib.Path) -> str:
    """A path as a person would write it in the working directory."""
    here = pathlib.Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def say(line: str) -> None:
    """A line on standard output."""
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
