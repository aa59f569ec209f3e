"""`python -m numaconf`, and what the installed `numaconf` script calls."""

import sys


def main() -> None:
    """Run the command line and leave with its exit status."""
    from numaconf.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
