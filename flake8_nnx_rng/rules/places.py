"""Places: how a message names another line of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.source import DOCUMENTS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.syntax.tree import Node


def on_line(analysis: Analysis, node: Node) -> str:
    """` on line 3`, with the file if it is another one.

    Nothing in a notebook or page, whose code has lines of its own.
    """
    home = analysis.home(node)
    module = home.module
    if module.source.filename.endswith(DOCUMENTS):
        return ""
    line = f" on line {module.lines.position(node.start).row}"
    return line if home is analysis else f"{line} of {home.shown}"
