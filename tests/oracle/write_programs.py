"""Writes the programs and their mutants to a folder, for run_programs.py.

Usage: python tests/oracle/write_programs.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from collection import samples


def main(folder: Path) -> None:
    """Make the folder hold exactly the programs and mutants."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {name: text for sample in samples() for name, text in sample.texts.items()}
    for path in folder.glob("*.py"):
        if path.stem not in texts:
            path.unlink()
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    programs = sum("--" not in name for name in texts)
    print(f"{programs} programs and {len(texts) - programs} mutants in {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
