"""`python -m numaconf`, and what the installed `numaconf` script calls."""

import gc
import sys


def main() -> None:
    """Run the command line and leave with its exit status."""
    gc.set_threshold(50_000)  # what a start makes stays: looking through it again and again finds nothing
    from numaconf.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
