"""What becomes of old programs is what became of them before a change.

What that was is what the first run has found: these judge mutants, and are no tests of their own.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_nnx_rng import Settings, fix_source

PROGRAMS = sorted((Path(__file__).parents[1] / "migration" / "programs").glob("*.py"))
TARGET = "0.12.12"
_known: dict[str, str] = {}


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_the_same_becomes_of_an_old_program(path: Path) -> None:
    """With all its fixes."""
    settings = Settings(target_flax=TARGET, source_flax="0.8.5")
    result = fix_source(path.read_text(encoding="utf-8"), settings=settings, unsafe=True)
    assert result.text == _known.setdefault(path.stem, result.text)
