"""Places: how a message names another line of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.nodes import start
from flake8_nnx_rng.syntax.source import DOCUMENTS

if TYPE_CHECKING:
    from ast_grep_py import SgNode

    from flake8_nnx_rng.semantics.analysis import Analysis


def on_line(analysis: Analysis, node: SgNode) -> str:
    """` on line 3`, with the file if it is another one.

    Nothing in a notebook or page, whose code has lines of its own.
    """
    home = analysis.home(node)
    module = home.module
    if module.source.filename.endswith(DOCUMENTS):
        return ""
    line = f" on line {module.lines.position(start(node)).row}"
    return line if home is analysis else f"{line} of {home.shown}"
