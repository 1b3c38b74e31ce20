"""Remembers what was looked for on behalf of each file of a project.

An answer that is shared by several files is on record for each of them, so what a file rests on is
all that was looked for on its own behalf and, in turn, on behalf of the files that this led to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from flake8_nnx_rng.project.module_search import Answer, Fact


@dataclass
class Asked:
    """What was looked for on behalf of a file, or of several."""

    facts: set[Fact] = field(default_factory=set)
    hits: set[str] = field(default_factory=set)
    importers: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """By module and name."""
    packages: set[str] = field(default_factory=set)
    """Those of which the age was asked."""
    leads: set[str] = field(default_factory=set)
    """Files of the project that the answers led to."""


class Lookups:
    """The record of one project; paths are absolute."""

    def __init__(self) -> None:
        self._by_file: defaultdict[str, Asked] = defaultdict(Asked)

    def found(self, origin: str, answer: Answer) -> None:
        """Record where a module is that an import in a file means."""
        asked = self._by_file[origin]
        asked.facts |= answer.facts
        asked.hits |= answer.hits
        if answer.file is not None:
            asked.leads.add(answer.file)

    def importing(
        self, origin: str, name: str, files: Iterable[str], considered: Iterable[str]
    ) -> None:
        """Record which files may take a name from a file, and which came close to it."""
        asked = self._by_file[origin]
        asked.importers[origin, name] = tuple(files)
        asked.leads.update(considered)
        asked.hits.update(considered)

    def aged(self, origin: str, package: str, facts: Iterable[Fact]) -> None:
        """Record that the age of the package of a file was asked, and why it is that package."""
        asked = self._by_file[origin]
        asked.packages.add(package)
        asked.facts.update(facts)

    def behind(self, origin: str) -> Asked:
        """All that a file rests on."""
        total = Asked()
        for file in self._led_to(origin):
            asked = self._by_file[file]
            total.facts |= asked.facts
            total.hits |= asked.hits
            total.importers |= asked.importers
            total.packages |= asked.packages
        return total

    def _led_to(self, origin: str) -> Iterator[str]:
        """The file itself and those that are read for it, each once."""
        seen, waiting = {origin}, [origin]
        while waiting:
            file = waiting.pop()
            yield file
            new = self._by_file[file].leads - seen if file in self._by_file else set()
            seen |= new
            waiting += new
