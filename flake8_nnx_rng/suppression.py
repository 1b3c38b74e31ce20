"""Suppression comments, read by flake8's own code so that both front ends agree on them."""

from __future__ import annotations

import io
from argparse import Namespace
from typing import TYPE_CHECKING, TypeAlias

from flake8_nnx_rng.diagnostic import Diagnostic

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.fix import Fix


Found: TypeAlias = "tuple[tuple[Diagnostic, Fix | None], ...]"


def unsuppressed(found: Found, code: str) -> Found:
    """What no `# noqa` of the module's text covers; rows are those of the text."""
    if not found or "noqa" not in code.lower():
        return found
    from flake8.processor import FileProcessor
    from flake8.violation import Violation

    options = Namespace(
        disable_noqa=False,
        hang_closing=False,
        indent_size=4,
        max_doc_length=None,
        max_line_length=79,
        verbose=0,
    )
    lines = io.StringIO(code, newline=None).readlines()
    processor = FileProcessor("source", options, lines)
    if processor.should_ignore_file():
        return ()

    def is_ignored(diagnostic: Diagnostic) -> bool:
        row, column = diagnostic.location
        line = processor.noqa_line_for(row)
        violation = Violation(diagnostic.code, "source", row, column, diagnostic.message, line)
        return line is not None and violation.is_inline_ignored(disable_noqa=False)

    return tuple(pair for pair in found if not is_ignored(pair[0]))
