"""Which semantics a program was written for: those of 0.8.5, or those of today."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.project.selection import ALL
from flake8_nnx_rng.project.settings import Overrides
from flake8_nnx_rng.semantics.releases.eras import last_implicit
from flake8_nnx_rng.semantics.releases.source import UNKNOWN_SOURCE, SourceRelease
from flake8_nnx_rng.syntax.source import SourceError, read

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.source import Source

_SPLIT_WAS_IMPLICIT = "NNX101"


def source_semantics(script: Path) -> tuple[bool, str]:
    """Whether a script was written for the implicit releases, and what shows it.

    Raises `ConfigError`.
    """
    checker = Checker(Overrides(select=(ALL,)))
    found = checker.said_of(script)
    if found is None:
        try:
            found = written_for(checker, read(script))
        except SourceError:  # Python will say more of it
            found = UNKNOWN_SOURCE
    return found.is_implicit, str(found)


def written_for(checker: Checker, source: Source) -> SourceRelease:
    """The release that a program was written for, as far as executing it has to know.

    What maps an Rngs without a split, and knows nothing newer, runs with implicit semantics alone.
    """
    found = checker.written_for(source)
    if found.release is not None:
        return found
    codes = {diagnostic.code for diagnostic, _ in checker.inspect(source).shown}
    if _SPLIT_WAS_IMPLICIT not in codes:
        return found
    return SourceRelease(last_implicit(), "it maps an Rngs without a split, and uses nothing newer")
