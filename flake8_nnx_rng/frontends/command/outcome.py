"""What a run of `nnx-rng check` came to, as reporters tell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.frontends.command.paint import Paint

if TYPE_CHECKING:
    from flake8_nnx_rng.baseline.sources import Sources
    from flake8_nnx_rng.diagnostic import Diagnostic
    from flake8_nnx_rng.syntax.source import SourceError


@dataclass(frozen=True)
class Outcome:
    """The findings that are left, and what else there is to say.

    `fixed` is the number of those that were mended, None for a run that was not to mend any.
    `unchecked` and `unfixed` count files that could not be looked at or not be mended, `withdrawn`
    fixes that did not hold. `unsafe` says that unsafe fixes are wanted, too. `texts` are the
    sources that stand in no file. `quiet` says that nothing but findings is wanted. `errors` say
    why files could not be looked at. `known` are findings that stand in a baseline,
    `silenced` those that a comment suppresses.
    """

    diagnostics: Sequence[Diagnostic] = ()
    fixed: int | None = None
    unchecked: int = 0
    unfixed: int = 0
    withdrawn: int = 0
    unsafe: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)
    quiet: bool = False
    errors: Sequence[SourceError] = ()
    colour: bool = False
    known: Sequence[Diagnostic] = ()
    silenced: Sequence[Diagnostic] = ()

    @cached_property
    def sources(self) -> Sources:
        """The lines that the findings are about."""
        from flake8_nnx_rng.baseline.sources import Sources  # not each format shows any

        return Sources(self.texts)

    @property
    def paint(self) -> Paint:
        """How to colour what is told."""
        return Paint(self.colour)

    @property
    def fixable(self) -> int:
        """How many findings have a fix that may be applied."""
        return sum(map(self.may_fix, self.diagnostics))

    @property
    def hidden(self) -> int:
        """How many have one that is unsafe and not wanted."""
        return 0 if self.unsafe else sum(map(is_unsafe, self.diagnostics))

    def may_fix(self, diagnostic: Diagnostic) -> bool:
        """Whether a finding has a fix that may be applied."""
        return _applies(diagnostic, "safe") or (self.unsafe and is_unsafe(diagnostic))

    def marks(self, diagnostic: Diagnostic) -> bool:
        """Whether to mark a finding as one that `--fix` would mend."""
        return self.fixed is None and self.may_fix(diagnostic)


def is_unsafe(diagnostic: Diagnostic) -> bool:
    """Whether a finding has a fix that only `--unsafe-fixes` applies."""
    return _applies(diagnostic, "unsafe")


def _applies(diagnostic: Diagnostic, applicability: str) -> bool:
    fix = diagnostic.fix
    return fix is not None and bool(fix.edits) and fix.applicability == applicability


def counted(number: int, noun: str) -> str:
    """`1 fix`, `2 fixes`."""
    plural = "es" if noun.endswith("x") else "s"
    return f"{number} {noun}{plural * (number != 1)}"
