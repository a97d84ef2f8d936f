"""`python -m dlquiz`."""

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    from dlquiz.cli import run  # noqa: PLC0415 -- `python -m dlquiz.worker` must not pay for it

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
