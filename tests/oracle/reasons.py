"""The reasons why some broken mutants are accepted as missed, from misses.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from judging import Verdict

FILE = Path(__file__).parent / "misses.json"


@dataclass(frozen=True)
class Reason:
    """Why mutants whose names match a pattern are missed, on some releases or on all."""

    mutants: str
    releases: tuple[str, ...]
    reason: str

    def covers(self, verdict: Verdict) -> bool:
        """Whether this is the reason for a miss."""
        is_release = not self.releases or verdict.release in self.releases
        return is_release and fnmatchcase(verdict.name, self.mutants)


@dataclass(frozen=True)
class Reasons:
    """All reasons; the first that covers a miss is its reason."""

    all: tuple[Reason, ...]

    @classmethod
    def read(cls, file: Path = FILE) -> Reasons:
        """The reasons that are written down."""
        entries = json.loads(file.read_text(encoding="utf-8"))
        return cls(
            tuple(Reason(e["mutants"], tuple(e.get("releases", ())), e["reason"]) for e in entries)
        )

    def of(self, verdict: Verdict) -> Reason | None:
        """The reason for a miss, if it has one."""
        return next((reason for reason in self.all if reason.covers(verdict)), None)

    def unused(self, misses: list[Verdict]) -> list[Reason]:
        """The reasons that no miss needs."""
        used = {self.of(verdict) for verdict in misses}
        return [reason for reason in self.all if reason not in used]
