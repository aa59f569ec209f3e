"""One target under atheris: `python -m fuzz.one TARGET CORPUS [libFuzzer options]`."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["numaconf"]):
    from fuzz.targets import run


def main() -> None:
    """Hand the process over to libFuzzer."""
    target = sys.argv.pop(1)
    atheris.Setup(sys.argv, lambda data: run(target, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
