"""From a block as it is written in a document to the lines of it that Python can parse."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator

from flake8_nnx_rng.syntax.documents import ipython, prompts
from flake8_nnx_rng.syntax.documents.lines import Block, Line, dedent
from flake8_nnx_rng.syntax.source import Source, SourceError, check_syntax

# The last two are what the parser raises for nesting that is too deep for it.
_REFUSALS = (SyntaxError, ValueError, RecursionError, MemoryError)


def runnable(block: Block) -> Block:
    """The lines of a block that parse, on their own and after any other such block.

    In a session each input counts for itself, unless the inputs parse only together (continued
    with `>>>` where `...` belongs); what it printed is blank.
    """
    if not prompts.is_session(block):
        return _parsable(block)
    inputs = prompts.inputs(block)
    code = [line for lines in inputs for line in lines]
    if not parses(code):
        code = [line for lines in inputs for line in _parsable(lines)]
    typed = {line.row: line for line in code}
    return [typed.get(line.row) or line._replace(text="") for line in block]


def refusal(block: Block) -> tuple[Line, int, str] | None:
    """The line, its column (from 1) and the reason for which IPython cannot run a block."""
    code = ipython.neutralise(dedent(ipython.without_cell_magic(block)))
    try:
        check_syntax(Source("", "".join(f"{line.text}\n" for line in code)))
    except SourceError as error:
        line = code[min(error.row or 1, len(code)) - 1]
        return line, line.shift + max(error.column or 1, 1), error.reason
    return None


def parses(block: Block) -> bool:
    """Whether Python accepts the lines as a module, `await` and `return` at the top included."""
    return parse([line.text for line in block]) is not None


def parse(lines: Iterable[str]) -> ast.Module | None:
    """The syntax tree of such lines; None if Python refuses them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse("".join(f"{line}\n" for line in lines))
        except _REFUSALS:
            return None


def _parsable(block: Block) -> Block:
    return next(filter(parses, _readings(ipython.without_cell_magic(block))), ())


def _readings(block: Block) -> Iterator[Block]:
    yield block
    dedented = dedent(block)
    yield dedented
    yield ipython.neutralise(dedented)
    yield prompts.without_marked_output(dedented)
