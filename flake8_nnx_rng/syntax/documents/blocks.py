"""From a block as it is written in a document to the lines of it that Python can parse."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from flake8_nnx_rng.syntax.documents import ipython, prompts
from flake8_nnx_rng.syntax.documents.lines import Block, dedent

# The last two are what the parser raises for nesting that is too deep for it.
_REFUSALS = (SyntaxError, ValueError, RecursionError, MemoryError)


def runnable(block: Block) -> Block:
    """The lines of a block that parse, on their own and after any other such block.

    A block of prose with gaps gives none. In a session each input counts for itself, unless
    the inputs parse only together (continued with `>>>` where `...` belongs).
    """
    if not prompts.is_session(block):
        return _parsable(block)
    inputs = prompts.inputs(block)
    together = [line for lines in inputs for line in lines]
    if parses(together):
        return together
    return [line for lines in inputs for line in _parsable(lines)]


def parses(block: Block) -> bool:
    """Whether Python accepts the lines as a module, `await` and `return` at the top included."""
    source = "".join(f"{line.text}\n" for line in block)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(source)
        except _REFUSALS:
            return False
    return True


def _parsable(block: Block) -> Block:
    return next(filter(parses, _readings(ipython.without_cell_magic(block))), ())


def _readings(block: Block) -> Iterator[Block]:
    yield block
    dedented = dedent(block)
    yield dedented
    yield ipython.neutralise(dedented)
    yield prompts.without_marked_output(dedented)
