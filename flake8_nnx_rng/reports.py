"""Reports: what checking a file or a source came to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from flake8_nnx_rng.diagnostic import Diagnostic
    from flake8_nnx_rng.fixes.fix import Fix
    from flake8_nnx_rng.linter import Inspection
    from flake8_nnx_rng.syntax.documents import Document
    from flake8_nnx_rng.syntax.positions import Position
    from flake8_nnx_rng.syntax.source import SourceError


@dataclass(frozen=True)
class FileReport:
    """What checking one file gave: findings, and why it, or a part of it, could not be checked.

    `silenced` are those that a `# noqa` suppresses.
    """

    filename: str
    diagnostics: tuple[Diagnostic, ...] = ()
    error: SourceError | None = None
    silenced: tuple[Diagnostic, ...] = ()


class Inspected(NamedTuple):
    """What a source came to: what is to be shown with the fixes, and the document it stands in.

    `positions` are those of what is shown in the module of the document, where it stands in one;
    `error` says which parts of that cannot be parsed. `silenced` is what is not to be shown.
    """

    inspection: Inspection
    shown: tuple[tuple[Diagnostic, Fix | None], ...] = ()
    document: Document | None = None
    positions: tuple[Position, ...] = ()
    error: SourceError | None = None
    silenced: tuple[Diagnostic, ...] = ()
    is_given_up: bool = False
    """Whether it took too long, which is then all that is shown."""

    @property
    def placed(self) -> Iterator[tuple[Diagnostic, int]]:
        """What is to be shown, and its offset in the module."""
        module = self.inspection.module
        if module is not None:
            positions = self.positions or [diagnostic.location for diagnostic, _ in self.shown]
            for (diagnostic, _), position in zip(self.shown, positions, strict=True):
                yield diagnostic, module.lines.offset(position)
