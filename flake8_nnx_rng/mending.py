"""Mending: fixes made in a source, and the proof that they held, or who is to blame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from flake8_nnx_rng.diagnostic import INTERNAL_ERROR
from flake8_nnx_rng.fixes.choice import all_edits
from flake8_nnx_rng.fixes.fix import Fix, splice
from flake8_nnx_rng.fixes.parts import Origins, Parts
from flake8_nnx_rng.syntax.source import Source, SourceError, check_syntax

if TYPE_CHECKING:
    from flake8_nnx_rng.diagnostic import Diagnostic
    from flake8_nnx_rng.reports import Inspected
    from flake8_nnx_rng.syntax.documents import Document
    from flake8_nnx_rng.syntax.module import Module

Key: TypeAlias = "tuple[object, ...]"
"""A fix by what it does, wherever it stands by now."""

Blamed: TypeAlias = "Sequence[tuple[Sequence[Fix], str]]"


class FailedError(Exception):
    """Why a source is better left as it is: groups of fixes, one of each to blame, and why."""

    def __init__(self, blamed: Blamed) -> None:
        super().__init__(blamed)
        self.blamed = blamed


def module_of(inspected: Inspected) -> Module:
    """The module that there are fixes for."""
    module = inspected.inspection.module
    assert module is not None
    return module


def key_of(inspected: Inspected, fix: Fix) -> Key:
    """What tells a fix from all others, before and after others are made."""
    module = module_of(inspected)
    text, parts = module.source.text, _parts(module)
    names = sorted({parts.names[n] for edit in fix.edits for n in parts.within(edit)})
    return fix.message, *names, *((text[e.start : e.end], e.text) for e in fix.edits)


@lru_cache(maxsize=2)
def _parts(module: Module) -> Parts:
    return Parts(module)


class Trial:
    """Fixes that go together, to be made in a source at once."""

    def __init__(
        self, source: Source, inspected: Inspected, chosen: Mapping[Diagnostic, Fix]
    ) -> None:
        self._source = source
        self._inspected = inspected
        self._chosen = chosen
        self._fixes = [*dict.fromkeys(chosen.values())]
        self._edits = all_edits(module_of(inspected), self._fixes)

    def apply(self) -> Source:
        """The source with the fixes made; raises `FailedError` where that cannot be."""
        document, source = self._inspected.document, self._source
        code = source.text if document is None else document.code
        changed = replace(source, text=splice(code, self._edits))
        try:
            check_syntax(changed)
            if document is not None:
                changed = self._in_document(document)
            _ = changed.data  # the encoding must have every new character
        except SourceError as error:
            raise self._all_failed(f"the fixed text {error.reason}") from error
        return changed

    def _in_document(self, document: Document) -> Source:
        from flake8_nnx_rng.syntax import documents  # many modules, and most files are none

        spans = [(edit.start, edit.end, edit.text) for edit in self._edits]
        name, text = self._source.filename, self._source.text
        try:
            return replace(self._source, text=documents.rewrite(name, text, document, spans))
        except documents.DocumentError as error:
            raise self._all_failed(error.reason) from error

    def check(self, after: Inspected) -> None:
        """Every finding that was fixed must be gone; what is not, was no fix."""
        fixed = Counter(diagnostic.code for diagnostic in self._chosen)
        expected = Counter(diagnostic.code for diagnostic, _ in self._inspected.shown) - fixed
        found = Counter(diagnostic.code for diagnostic, _ in after.shown)
        if INTERNAL_ERROR in found:
            raise self._all_failed("the fixed text cannot be checked")
        failed = sorted(code for code in fixed if found[code] > expected[code])
        blamed = [blame for code in failed for blame in self._blamed(code, after)]
        if blamed:
            raise FailedError(blamed)

    def _all_failed(self, reason: str) -> FailedError:
        return FailedError([(self._fixes, reason)])

    def _blamed(self, code: str, after: Inspected) -> Iterator[tuple[list[Fix], str]]:
        """The fixes in each part of the module where more of a rule is found than there should.

        Where only fixes of other rules were made, they may leave that to the next pass.
        """
        reason = f"{code} would still be found after its fix"
        touched, own = self._touched(), {f for d, f in self._chosen.items() if d.code == code}
        parts = list(self._too_many(code, after))
        blamed = [touched[part] for part in parts if own.intersection(touched.get(part, ()))]
        if blamed:
            yield from ((fixes, reason) for fixes in blamed)
        elif not parts or any(part not in touched for part in parts):  # it is found elsewhere
            yield [fix for fix in self._fixes if fix in own], reason

    def _touched(self) -> dict[int, list[Fix]]:
        """The fixes for what is found in each part of the module, or that change it."""
        parts = _parts(module_of(self._inspected))
        found: dict[int, dict[Fix, None]] = {}
        for diagnostic, place in self._inspected.placed:
            fix = self._chosen.get(diagnostic)
            if fix is not None:
                found.setdefault(parts.at(place), {})[fix] = None
        for fix in self._fixes:
            for part in (part for edit in fix.edits for part in parts.within(edit)):
                found.setdefault(part, {})[fix] = None
        return {part: [*fixes] for part, fixes in found.items()}

    def _too_many(self, code: str, after: Inspected) -> Iterator[int]:
        """The parts of the module where more of a rule is found than its fixes should leave."""
        parts, origins = _parts(module_of(self._inspected)), Origins(self._edits)
        counts = Counter[int]()
        for diagnostic, place in self._inspected.placed:
            if diagnostic.code == code and diagnostic not in self._chosen:
                counts[parts.at(place)] -= 1
        for diagnostic, place in after.placed:
            if diagnostic.code == code:
                counts[parts.at(origins.of(place))] += 1
        return (part for part, count in sorted(counts.items()) if count > 0)
