"""`python -m numaconf`, and what the installed `numaconf` script calls."""

import gc
import sys


def main() -> None:
    """Run the command line and leave with its exit status."""
    gc.set_threshold(50_000)  # what a start makes stays: looking through it again and again finds nothing
    from numaconf.cli.main import run

    status = run(sys.argv[1:])
    gc.freeze()  # nor does Python look through all that is there once more on its way out
    sys.exit(status)


if __name__ == "__main__":
    main()
