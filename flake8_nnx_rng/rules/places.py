"""Places: how a message names another line of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.nodes import start
from flake8_nnx_rng.syntax.source import DOCUMENTS

if TYPE_CHECKING:
    from ast_grep_py import SgNode

    from flake8_nnx_rng.semantics.analysis import Analysis


def on_line(analysis: Analysis, node: SgNode) -> str:
    """` on line 3`, or nothing in a notebook or page, whose code has lines of its own."""
    module = analysis.module
    if module.source.filename.endswith(DOCUMENTS):
        return ""
    return f" on line {module.lines.position(start(node)).row}"
