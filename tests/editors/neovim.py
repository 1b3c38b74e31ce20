"""Opens a file with mistakes in a real Neovim, and prints what is seen and done there.

`python tests/editors/neovim.py` needs `nvim` on the path; it exits with 0 if all went well, with 77
if there is no Neovim.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from session import NOT_HERE, run

SESSION = Path(__file__).with_suffix(".lua")


def main() -> int:
    """Run the session; one that goes wrong does not end the editor, so the last command does."""
    editor = shutil.which("nvim")
    if editor is None:
        print("left out: there is no nvim")
        return NOT_HERE
    return run(
        [editor, "--headless", "--clean", "create.py", "-c", f"luafile {SESSION}", "-c", "cquit 2"]
    )


if __name__ == "__main__":
    raise SystemExit(main())
