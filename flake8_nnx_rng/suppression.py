"""Suppression comments, read by flake8's own code so that both front ends agree on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from flake8_nnx_rng.diagnostic import Diagnostic

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.fix import Fix


Found: TypeAlias = "tuple[tuple[Diagnostic, Fix | None], ...]"


def unsuppressed(found: Found, code: str) -> Found:
    """What no `# noqa` of the module's text covers; rows are those of the text."""
    if not found or "noqa" not in code.lower():
        return found
    from flake8.violation import Violation

    from flake8_nnx_rng.directives import processor_of

    processor = processor_of(code)
    if processor.should_ignore_file():
        return ()

    def is_ignored(diagnostic: Diagnostic) -> bool:
        row, column = diagnostic.location
        line = processor.noqa_line_for(row)
        violation = Violation(diagnostic.code, "source", row, column, diagnostic.message, line)
        return line is not None and violation.is_inline_ignored(disable_noqa=False)

    return tuple(pair for pair in found if not is_ignored(pair[0]))
