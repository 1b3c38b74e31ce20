"""Suppression comments, read by flake8's own code so that both front ends agree on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from flake8_nnx_rng.diagnostic import Diagnostic

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.fix import Fix


Found: TypeAlias = "tuple[tuple[Diagnostic, Fix | None], ...]"


def parted(found: Found, code: str) -> tuple[Found, Found]:
    """What no `# noqa` of the text covers, and what one does; rows are those of the text."""
    if not found or "noqa" not in code.lower():
        return found, ()
    from flake8.violation import Violation

    from flake8_nnx_rng.directives import processor_of

    processor = processor_of(code)
    if processor.should_ignore_file():
        return (), found

    def is_ignored(diagnostic: Diagnostic) -> bool:
        row, column = diagnostic.location
        line = processor.noqa_line_for(row)
        violation = Violation(diagnostic.code, "source", row, column, diagnostic.message, line)
        return line is not None and violation.is_inline_ignored(disable_noqa=False)

    ignored = {diagnostic for diagnostic, _ in found if is_ignored(diagnostic)}
    shown = tuple(pair for pair in found if pair[0] not in ignored)
    return shown, tuple(pair for pair in found if pair[0] in ignored)
