"""Why a fix is not made."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flake8_nnx_rng.diagnostic import DOCS, Refusal
from flake8_nnx_rng.fixes.fix import Applicability, Fix

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.program.uses import TransformUse

NOT_MIGRATED = "Not migrated"
NOT_FIXED = "Not fixed"
_BY_HAND = f"write the splits and the axes by hand, see {DOCS}/migrating/"
ANNOTATE = "annotate it, as in `layers: nnx.Module` or `x: jax.Array`"
ANNOTATE_RESULT = "annotate what it returns, as in `-> nnx.Module` or `-> jax.Array`"
_QUOTED = re.compile(r"'[^']*'")


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """The code does not say enough, or nothing explicit does the same; the reason says which.

    `step` is what to do by hand, where there is more to say than of any refusal. `about` are the
    parts of the reason that are of this code alone, beside names in quotes.
    """

    def __init__(self, reason: str, *about: str, step: str = "") -> None:
        super().__init__(f"{reason}: {step}" if step else reason)
        self.reason = reason
        self.step = step
        self.kind = _QUOTED.sub("'...'", reason)
        for part in sorted(filter(None, about), key=len, reverse=True):
            self.kind = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", "...", self.kind)

    def of(self, unit: int, otherwise: str = "") -> Fix:
        """The advice for a unit of transforms that is not migrated.

        `otherwise` is what to do where the reason says no step of its own.
        """
        step = self.step or otherwise
        refusal = Refusal(NOT_MIGRATED, self.reason, step or _BY_HAND, self.kind, unit)
        told = f"{self.reason}: {step}" if step else self.reason
        return _refusing(f"{NOT_MIGRATED}: {told}", refusal)


def check_by_keyword(use: TransformUse, *, allowed: int = 0) -> None:
    """Refuse options that are given by position, which the transform does not take."""
    if len(use.by_position) > allowed:
        name = use.reference.text
        step = f"name them, as in `{name}(function, in_axes=...)`"
        raise Refused(f"{name} takes its options by keyword only", name, step=step)


def not_fixed(by_hand: str, refused: Refused, unit: int) -> Fix:
    """The advice to do by hand what a fix would have done."""
    step = f"{by_hand}: {refused.step}" if refused.step else by_hand
    refusal = Refusal(NOT_FIXED, refused.reason, step, refused.kind, unit)
    return _refusing(f"{by_hand}: {refused}", refusal)


def _refusing(message: str, refusal: Refusal) -> Fix:
    return Fix(message, Applicability.DISPLAY, refusal=refusal)
