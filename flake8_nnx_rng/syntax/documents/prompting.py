"""Prompts for the edited inputs of a session."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flake8_nnx_rng.syntax.documents import blocks, prompts
from flake8_nnx_rng.syntax.documents.cuts import NewLine
from flake8_nnx_rng.syntax.documents.document import Document, DocumentError, Row


def whole_inputs(document: Document, first: int, last: int) -> tuple[int, int]:
    """The rows from `first` up to `last`, in a session with all rows of their inputs."""
    rows = document.rows
    if first == last and first and not rows[first].prompt:
        first -= bool(rows[first - 1].prompt)
    while _continues(rows[first]):
        first -= 1
    last = max(last, first + bool(rows[first].prompt))
    while last < len(rows) and _continues(rows[last]):
        last += 1
    return first, last


def _continues(row: Row) -> bool:
    return bool(row.prompt) and not prompts.opens_input(row.prompt)


def prompted(document: Document, first: int, last: int, lines: Sequence[NewLine]) -> Iterator[str]:
    """The lines that are to stand in the place of whole inputs, with their prompts.

    Raises `DocumentError` where the prompts are not certain.
    """
    rows = document.rows[first:last]
    _check_output(document, last, lines)
    starts = _starts([line.code for line in lines])
    if prompts.is_numbered(rows[0].prompt):
        _check_numbers(rows)
        starts = {0}
    elif starts is None or _starts([row.code for row in rows]) != _opened(rows):
        raise DocumentError(
            f"it is not certain which prompts belong to the code of {rows[0].place}"
        )
    for number, line in enumerate(lines):
        yield _prefixed(line, document.rows[line.like], rows[0], opens=number in starts)


def _check_output(document: Document, last: int, lines: Sequence[NewLine]) -> None:
    row = document.rows[min(last, len(document.rows) - 1)]
    gone = not any(line.code.strip() for line in lines)
    if gone and row.block == document.rows[last - 1].block and not row.prompt and row.line.strip():
        raise DocumentError(f"the output in {row.place} would be left without its input")


def _check_numbers(rows: Sequence[Row]) -> None:
    second = next((row for row in rows[1:] if prompts.opens_input(row.prompt)), None)
    if second is not None:
        raise DocumentError(f"an edit goes from {rows[0].place} into another input")


def _opened(rows: Sequence[Row]) -> set[int]:
    return {i for i, row in enumerate(rows) if prompts.opens_input(row.prompt)}


def _starts(lines: Sequence[str]) -> set[int] | None:
    """Where in these lines a prompt for an input belongs: at each statement or lone comment."""
    module = blocks.parse(lines)
    if module is None:
        return None
    starts: set[int] = set()
    inside: set[int] = set()
    for node in module.body:
        decorators = getattr(node, "decorator_list", [])
        first = min(part.lineno for part in [node, *decorators]) - 1
        starts.add(first)
        inside.update(range(first + 1, node.end_lineno or node.lineno))
    comments = {i for i, line in enumerate(lines) if line.startswith("#")}
    return (starts | comments) - inside


def _prefixed(line: NewLine, row: Row, opening: Row, *, opens: bool) -> str:
    """A line with the prefix of its row where that serves."""
    fits = opens == prompts.opens_input(row.prompt)
    if fits and line.kept:
        return row.prefix + line.code
    if fits and row.prompt.endswith(" "):
        prefix = row.prefix
    else:
        prefix = opening.prefix if opens else opening.next_prefix
    return prefix + line.code if line.code else prefix.rstrip()
