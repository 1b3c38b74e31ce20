"""The correct programs and their mutants, as texts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mutations import mutants
from mutations.program import Mutant

PROGRAMS = Path(__file__).parent / "programs"


@dataclass(frozen=True)
class Sample:
    """A correct program with its mutants."""

    name: str
    source: str
    mutants: tuple[Mutant, ...]

    @property
    def texts(self) -> dict[str, str]:
        """The program and its mutants by their names."""
        return {self.name: self.source} | {mutant.name: mutant.source for mutant in self.mutants}


def samples(folder: Path = PROGRAMS) -> Iterator[Sample]:
    """All programs of a folder."""
    for path in sorted(folder.glob("*.py")):
        source = path.read_text(encoding="utf-8")
        yield Sample(path.stem, source, tuple(mutants(path.stem, source)))


@cache
def digest(text: str) -> str:
    """What tells whether a result is of this very text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
