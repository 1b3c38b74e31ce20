"""Opens a file with mistakes in a real Emacs with eglot, and prints what is seen and done there.

`python tests/editors/emacs.py` needs `emacs` on the path, 29 or one with the package eglot; it
exits with 0 if all went well, with 77 if there is no such Emacs.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from session import NOT_HERE, run

SESSION = Path(__file__).with_suffix(".el")
BEGIN = ("--batch", "-f", "package-activate-all")
"""With the packages of the system, and nothing of the user's."""


def main() -> int:
    """Run the session, where Emacs has eglot."""
    editor = shutil.which("emacs")
    if editor is None:
        print("left out: there is no emacs")
        return NOT_HERE
    known = [editor, *BEGIN, "--eval", '(kill-emacs (if (locate-library "eglot") 0 1))']
    if subprocess.run(known, capture_output=True, timeout=60).returncode:
        print("left out: this emacs has no eglot")
        return NOT_HERE
    return run([editor, *BEGIN, "-l", str(SESSION)])


if __name__ == "__main__":
    raise SystemExit(main())
