"""Key effects: what a function samples, itself or by what it calls, with bare keys of constants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.samplers import key_of, sampler
from flake8_nnx_rng.semantics.summaries.draw import Draw
from flake8_nnx_rng.semantics.summaries.effects import Effects
from flake8_nnx_rng.semantics.values.places import NOWHERE
from flake8_nnx_rng.semantics.values.values import DEFAULT, Kind

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.values.frames import Frame
    from flake8_nnx_rng.syntax.tree import Node


class KeyEffects(Effects):
    """Follows calls as `Effects` does, and finds samplers in place of streams."""

    def _may_draw(self, call: Node) -> bool:
        return bool(sampler(call, self._names)) or super()._may_draw(call)

    def _of_call(self, call: Node, frame: Frame | None) -> Iterator[Draw]:
        if not sampler(call, self._names):
            found = super()._of_call(call, frame)
            yield from (draw for draw in found if draw.value.kind is Kind.KEY)
            return
        key = key_of(call)
        value = None if key is None else self._analysis.flow.reader.of(key, frame)
        if value is not None and value.kind is Kind.KEY and value.fixed:
            yield Draw(call, NOWHERE, value, DEFAULT)

    def _at(self, home: Analysis, *, inside: bool = False) -> Effects:
        return home.flow.key_effects
