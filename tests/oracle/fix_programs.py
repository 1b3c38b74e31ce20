"""Mends every mutant for each release and writes what came of it, for run_programs.py.

FOLDER/RELEASE holds the mended programs under the digests of their texts, FOLDER/mended.json says
which mutant became which of them by the fixes of which rules.

Usage: python tests/oracle/fix_programs.py FOLDER
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from collection import digest, samples
from judging import RANDOM_NUMBERS, RELEASES, STRICT

from flake8_nnx_rng import Diagnostic, Settings

sys.path.append(str(Path(__file__).parents[1]))
mended = importlib.import_module("sharing").mended


@dataclass(frozen=True)
class Mended:
    """A mutant after all fixes: their rules, those still broken, and why none could be made."""

    text: str
    codes: tuple[str, ...]
    left: tuple[str, ...]
    problem: str = ""


def main(folder: Path) -> None:
    """Make the folder hold exactly the mended mutants."""
    texts = {m.name: m.source for sample in samples() for m in sample.mutants}
    index: dict[str, dict[str, Any]] = {}
    with ProcessPoolExecutor() as pool:
        for release in RELEASES:
            mend = partial(_mend, release=release)
            found = dict(zip(texts, pool.map(mend, texts.values(), chunksize=20), strict=True))
            _write(folder / release, {after.text for after in found.values() if after.codes})
            index[release] = {name: _shown(after) for name, after in found.items()}
            changed = sum(bool(after.codes) for after in found.values())
            print(f"Flax {release}: fixes change {changed} of {len(texts)} mutants")
    (folder / "mended.json").write_text(json.dumps(index, indent=1), encoding="utf-8")


def _mend(text: str, release: str) -> Mended:
    """Most mutants become the program that they were made from, which is read once for all."""
    settings = Settings(target_flax=release, extend_select=STRICT)
    result = mended(text, settings, "program.py", unsafe=True)
    applied, left = (_codes(found) for found in (result.applied, result.left))
    return Mended(result.text, applied, left, result.problem)


def _codes(found: Iterable[Diagnostic]) -> tuple[str, ...]:
    """The rules about random numbers among those of some findings."""
    return tuple(sorted({d.code for d in found if RANDOM_NUMBERS.fullmatch(d.code)}))


def _shown(after: Mended) -> dict[str, Any]:
    return asdict(after) | {"text": None, "digest": digest(after.text)}


def _write(folder: Path, texts: set[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    files = {digest(text): text for text in texts}
    for path in folder.glob("*.py"):
        if path.stem not in files:
            path.unlink()
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
