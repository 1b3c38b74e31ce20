"""Documents of lines: Markdown and reStructuredText."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from flake8_nnx_rng.syntax.documents.blocks import runnable
from flake8_nnx_rng.syntax.documents.changes import Change
from flake8_nnx_rng.syntax.documents.document import Document, Place, Row, assemble
from flake8_nnx_rng.syntax.documents.lines import BOM, LINE_END, Block, split


def extract(text: str, find: Callable[[Block], Iterator[Block]]) -> Document:
    """The blocks of Python that are found in a text, in the rows where they stand."""
    lines = split(text)
    rows = [Row(Place(line.row + 1, 1), line.text) for line in lines]
    return assemble(rows, map(runnable, find(lines)), _newline(text))


def _newline(text: str) -> str:
    first = LINE_END.search(text)
    return "\n" if first is None else first[0]


def rewrite(text: str, document: Document, changes: Sequence[Change]) -> str:
    """The text with its lines changed; all others keep their ends."""
    lines = [line.text for line in split(text)]
    ends = [*LINE_END.findall(text), ""]
    for change in reversed(changes):
        new_ends = [document.newline for _ in change.lines]
        if change.first < change.last:
            new_ends[-1:] = ends[change.last - 1 : change.last] * bool(new_ends)
        lines[change.first : change.last] = change.lines
        ends[change.first : change.last] = new_ends
    return BOM * text.startswith(BOM) + "".join(map(str.__add__, lines, ends))
