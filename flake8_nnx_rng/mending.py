"""Mending: fixes made in a source, and the proof that they held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from flake8_nnx_rng.diagnostic import INTERNAL_ERROR
from flake8_nnx_rng.fixes.choice import all_edits
from flake8_nnx_rng.fixes.fix import Edit, Fix, splice
from flake8_nnx_rng.syntax.source import Source, SourceError, check_syntax

if TYPE_CHECKING:
    from flake8_nnx_rng.checking import Inspected
    from flake8_nnx_rng.diagnostic import Diagnostic
    from flake8_nnx_rng.syntax.documents import Document


class NotFixedError(Exception):
    """Why a source is better left as it is."""


def apply(source: Source, inspected: Inspected, fixes: list[Fix]) -> Source:
    """The source with fixes made that go together."""
    module = inspected.inspection.module
    edits = [] if module is None else all_edits(module, fixes)
    if inspected.document is not None:
        return _apply_in_document(source, inspected.document, edits)
    changed = replace(source, text=splice(source.text, edits))
    _check_parses(changed)
    return changed


def _apply_in_document(source: Source, document: Document, edits: list[Edit]) -> Source:
    from flake8_nnx_rng.syntax import documents  # many modules, and most files are none

    _check_parses(replace(source, text=splice(document.code, edits)))
    try:
        spans = [(edit.start, edit.end, edit.text) for edit in edits]
        text = documents.rewrite(source.filename, source.text, document, spans)
    except documents.DocumentError as error:
        raise NotFixedError(error.reason) from error
    return replace(source, text=text)


def _check_parses(changed: Source) -> None:
    try:
        check_syntax(changed)
    except SourceError as error:
        raise NotFixedError(f"the fixed text {error.reason}") from error


def check_mended(before: Inspected, after: Inspected, chosen: Iterable[Diagnostic]) -> None:
    """Every finding that was fixed must be gone; what is not, was no fix."""
    fixed = Counter(diagnostic.code for diagnostic in chosen)
    expected = Counter(diagnostic.code for diagnostic, _ in before.shown)
    expected.subtract(fixed)
    for code, count in Counter(diagnostic.code for diagnostic, _ in after.shown).items():
        if code == INTERNAL_ERROR:
            raise NotFixedError("the fixed text cannot be checked")
        if code in fixed and count > expected[code]:
            raise NotFixedError(f"{code} would still be found after its fix")


def check_encoding(source: Source, mended: Source, data: bytes | None) -> None:
    """The encoding must have every new character, and give back every byte that is not changed."""
    try:
        _ = mended.data
        exact = data is None or source.data == data
    except SourceError as error:
        raise NotFixedError(f"the fixed text {error.reason}") from error
    if not exact:
        raise NotFixedError(f"the encoding {source.encoding} does not give the same bytes back")
