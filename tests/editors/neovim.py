"""Opens a file with mistakes in a real Neovim, and prints what is seen and done there.

`python tests/editors/neovim.py` needs `nvim` on the path; it exits with 0 if all went well, with 77
if there is no Neovim.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

SESSION = Path(__file__).with_suffix(".lua")
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


def _then(*commands: str) -> list[str]:
    """Commands of the editor, one after another; one that goes wrong does not end it."""
    return [word for command in commands for word in ("-c", command)]


def main() -> int:
    """Run the session; what is saved at its end counts, too."""
    editor = shutil.which("nvim")
    if editor is None:
        print("left out: there is no nvim")
        return NOT_HERE
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pyproject.toml").write_text(SETTINGS, encoding="utf-8")
        (folder / "create.py").write_text(MISTAKE, encoding="utf-8")
        server = f"{sys.executable} -m flake8_nnx_rng server"
        done = subprocess.run(
            [editor, "--headless", "--clean", "create.py", *_then(f"luafile {SESSION}", "cquit 2")],
            cwd=folder,
            env={**os.environ, "NNX_RNG_SERVER": server, "XDG_STATE_HOME": name},
            timeout=240,
        )
        is_mended = (folder / "create.py").read_text(encoding="utf-8") == MENDED
    return 0 if done.returncode == 0 and is_mended else 1


if __name__ == "__main__":
    raise SystemExit(main())
