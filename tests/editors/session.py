"""The file with mistakes that sessions in real editors open, and what must be saved at the end."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

SETTINGS = '[tool.flake8-nnx-rng]\ntarget-flax = "0.12.8"\n'
MISTAKE = """\
from functools import partial

from flax import nnx


@partial(nnx.vmap, axis_size=3)
def create(rngs: nnx.Rngs):
    return rngs.params()


create(nnx.Rngs(0))
"""
MENDED = """\
from flax import nnx


@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return rngs.params()


create(nnx.Rngs(0))
"""
NOT_HERE = 77
"""The exit code where there is no such editor."""


def run(editor: Sequence[str]) -> int:
    """Run an editor beside `create.py`; 0 if it went well and that is saved as it should be."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pyproject.toml").write_text(SETTINGS, encoding="utf-8")
        (folder / "create.py").write_text(MISTAKE, encoding="utf-8")
        server = f"{sys.executable} -m flake8_nnx_rng server"
        known = {"NNX_RNG_SERVER": server, "XDG_STATE_HOME": name, "HOME": name}
        done = subprocess.run(editor, cwd=folder, env={**os.environ, **known}, timeout=240)
        is_mended = (folder / "create.py").read_text(encoding="utf-8") == MENDED
    return 0 if done.returncode == 0 and is_mended else 1
