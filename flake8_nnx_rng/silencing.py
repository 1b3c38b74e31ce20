"""Silencing: a `# noqa` for each finding of a file, where one can be written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.diagnostic import INTERNAL_ERROR, Diagnostic
from flake8_nnx_rng.directives import Change, added
from flake8_nnx_rng.fixes.fix import Edit, splice
from flake8_nnx_rng.mending import module_of
from flake8_nnx_rng.syntax.files import read_bytes, replace_file
from flake8_nnx_rng.syntax.source import Source, SourceError, check_syntax, decode

if TYPE_CHECKING:
    from flake8_nnx_rng.reports import Inspected


class Silenced(NamedTuple):
    """How many comments were written or extended, and the findings that are told all the same."""

    directives: int
    left: tuple[Diagnostic, ...]


def silence_file(
    checker: Checker, path: Path, wanted: Collection[Diagnostic], reason: str
) -> Silenced:
    """Write a `# noqa` for the wanted findings of a file; raises `SourceError` where it cannot."""
    data = read_bytes(path)
    source = decode(data, str(path))
    inspected = checker.inspect(source)
    found = [
        (diagnostic, place)
        for diagnostic, place in inspected.placed
        if diagnostic in wanted and diagnostic.code != INTERNAL_ERROR
    ]
    if not found:
        return Silenced(0, ())
    module = module_of(inspected)
    rows = [(module.lines.position(place).row, diagnostic.code) for diagnostic, place in found]
    changes = added(module.source.code, rows, reason)
    after = silenced(source, inspected, changes)
    replace_file(path, before=data, after=after.data)
    left = {diagnostic for diagnostic, _ in checker.inspect(after).shown}
    return Silenced(len(changes), tuple(d for d in wanted if d in left))


def silenced(source: Source, inspected: Inspected, changes: Collection[Change]) -> Source:
    """A source with comments written into its code; raises `SourceError` where that cannot be."""
    document = inspected.document
    if document is None:
        edits = [Edit(*change) for change in changes]
        after = replace(source, text=splice(source.text, edits))
    else:
        from flake8_nnx_rng.syntax import documents  # many modules, and most files are none

        spans = sorted(changes)
        try:
            text = documents.rewrite(source.filename, source.text, document, spans)
        except documents.DocumentError as error:
            raise SourceError(source.filename, error.reason) from error
        after = replace(source, text=text)
    if document is None:
        check_syntax(after)
    return after
