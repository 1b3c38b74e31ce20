"""`python -m flake8_nnx_rng.runtime.child JOB`: runs one side of a verification.

`JOB` is a JSON file. The answers go to the file that it names, one JSON object a line, each as soon
as it is known, so that those before a time limit are kept; the last one is `{"done": true}`. What
the program itself prints goes where it always goes.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

from flake8_nnx_rng.runtime.child.limits import end_with_parent, leave_network, limit_memory


def main() -> None:
    """Set the limits before anything of the program or of JAX is loaded."""
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    leave_network()
    end_with_parent()
    limit_memory(job["memory"])
    sys.dont_write_bytecode = True
    random.seed(0)  # what a program does not seed itself is the same on both sides
    from flake8_nnx_rng.runtime.child.side import run_side

    run_side(job)


if __name__ == "__main__":
    main()
