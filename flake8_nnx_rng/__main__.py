"""`python -m flake8_nnx_rng` is `nnx-rng`; it loads nothing before Ctrl-C is looked after."""

import atexit
import gc
import sys

INTERRUPTED = 130
"""What a shell expects of a command that was ended by Ctrl-C."""


def run() -> None:
    """Run the command, whatever becomes of its terminal."""
    atexit.register(gc.freeze)  # all is given back at once, and need not be searched for circles
    try:
        from flake8_nnx_rng.frontends.command.entry import main

        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    run()
