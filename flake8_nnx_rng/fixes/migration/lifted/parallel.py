"""Pmap: as Vmap, with a helper that splits keys as `nnx.pmap` of 0.8.5 did."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.migration.exact_pmap import (
    HELPER,
    OTHER_KEYS,
    helper_definition,
    keys_prefix,
    no_helper,
)
from flake8_nnx_rng.fixes.migration.lifted.stacked import VmapDesign
from flake8_nnx_rng.fixes.migration.options import Streams
from flake8_nnx_rng.fixes.migration.plan import SplitCall
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.semantics.values.values import Kept
from flake8_nnx_rng.syntax.nodes import arguments

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.fix import Edit
    from flake8_nnx_rng.fixes.layout import Piece


class PmapDesign(VmapDesign):
    """`nnx.pmap`, for which the size is always written and arguments come by position."""

    transform = "pmap"
    builder = "pmap"
    traces_all = True
    also_built_with = ("axis_name", "devices", "backend", "transform_metadata")

    def check(self) -> None:
        """Refuse options that have another meaning now."""
        super().check()
        for keyword in ("donate_argnums", "global_arg_shapes"):
            if keyword in self.lift.given:
                raise Refused(f"{keyword}= would be of the module's state now")
        self._check_calls()
        if not self._is_exact and self.options.split.streams is not Streams.NONE:
            self.reasons.append(OTHER_KEYS)

    def _check_calls(self) -> None:
        """A pmap takes no keyword arguments."""
        for call in self.calls.visible:
            for keyword in arguments(call).keywords:
                raise Refused(
                    f"nnx.pmap takes no keyword arguments, as {keyword!r} is",
                    step="pass it by position",
                )
        if not self.calls.visible:
            self.reasons.append("no call is in view, and nnx.pmap takes no keyword arguments")

    @property
    def is_inferred(self) -> bool:
        """Never: devices are counted before arguments are."""
        return False

    def helpers(self) -> list[Edit]:
        """The helper that splits keys alone."""
        return helper_definition(self.bench, self.lift.reference) if self._is_exact else []

    def axes_of_nodes(self, kept: Kept) -> Piece:
        """Keys mapped, counts shared."""
        prefix = super().axes_of_nodes(kept)
        if not self._is_exact or kept == Kept.NOTHING:
            return prefix
        return keys_prefix(self.spell, self.options.split, prefix)

    def split(self, size: str) -> str:
        """The helper, called as `nnx.split_rngs` is."""
        if not self._is_exact:
            return super().split(size)
        return SplitCall(HELPER, size, self.options.split.only).text

    @cached_property
    def _is_exact(self) -> bool:
        if not self.bench.exact_pmap or self.options.split.streams is Streams.NONE:
            return False
        return not no_helper(self.bench, self.lift.reference)
