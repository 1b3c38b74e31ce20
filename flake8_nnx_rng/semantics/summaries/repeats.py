"""Repeats: an Rngs or key of constants that transformed code makes anew and draws from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.program.constants import has_constants
from flake8_nnx_rng.semantics.program.noise import data_names, is_like, is_mixed
from flake8_nnx_rng.semantics.program.transformed import GRADIENTS, LANES, STEPS, kind_of
from flake8_nnx_rng.semantics.releases.transforms import DERIVATIVES
from flake8_nnx_rng.semantics.summaries.fates import Fate, Fates
from flake8_nnx_rng.semantics.summaries.handed import Handed
from flake8_nnx_rng.semantics.summaries.remade import Remaking
from flake8_nnx_rng.semantics.summaries.unused import Unused
from flake8_nnx_rng.semantics.values.becoming import Becoming, RngsUse, Role, is_returned
from flake8_nnx_rng.syntax.nodes import (
    LITERALS,
    ancestor,
    arguments,
    field_of,
    is_field,
    is_in,
)
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.semantics.summaries.remade import Remade
    from flake8_nnx_rng.syntax.tree import Node

_COMBINING = ("binary_operator", "subscript", "parenthesized_expression")
_MEANT_TO_REPEAT = re.compile(r"eval|test|valid|predict|sample|infer|plot|visual|generate|init")
"""Functions whose every call may well use the same noise."""


class Repeat(NamedTuple):
    """`nnx.Rngs(0)` or `jax.random.key(0)`, and the transform that runs it again and again.

    Where that is in a function that transformed code calls, `node` is the call and it is `made`.
    """

    node: Node
    use: TransformUse
    made: Node | None = None


class Repeats:
    """Finds them in one module."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._names = analysis.names
        self._becoming = Becoming(analysis)
        self._handed = Handed(analysis, self._becoming)
        self._unused = Unused(analysis, self._handed)
        self._data: dict[Node | None, set[str]] = {}

    def all(self) -> Iterator[Repeat]:
        """In the order of places, each once."""
        found = {repeat.node.start: repeat for repeat in (*self._of_calls(), *self._written())}
        yield from (found[place] for place in sorted(found))

    def _written(self) -> Iterator[Repeat]:
        """What stands in transformed code itself."""
        for name, expression in self._analysis.mentions.references:
            call = expression.parent
            if name != "Rngs" or call is None or not is_field(call, "function", expression):
                continue
            around = self._analysis.transformed.around(call)
            if around and (has_constants(call, self._names) or self._is_common(call)):
                use = self._repeating(call, around, self._becoming.of(call))
                if use is not None:
                    yield Repeat(call, use)

    def _is_common(self, made: Node) -> bool:
        """Whether the lanes or steps of a transformed function all make it from what it captures.

        That is other names, no calls, which may draw or count.
        """
        function = ancestor(made, *FUNCTIONS)
        uses = [] if function is None else self._analysis.transformed.of(function)
        given = arguments(made)
        if function is None or given.unpacks or not any(kind_of(u) in LANES | STEPS for u in uses):
            return False
        return bool(given.values) and all(self._is_captured(v, function) for v in given.values)

    def _is_captured(self, value: Node, function: Node) -> bool:
        if value.kind in LITERALS:
            return True
        if value.kind == "identifier":
            binding = self._names.binding(value)
            return binding is not None and not is_in(binding.node, function)
        if value.kind == "attribute":
            return self._is_captured(field_of(value, "object"), function)
        if value.kind not in _COMBINING:
            return False
        return all(self._is_captured(part, function) for part in value.parts)

    def of_keys(self) -> Iterator[Repeat]:
        """Bare keys, those of the functions that transformed code calls, too; in that order."""
        found = {repeat.node.start: repeat for repeat in self._of_keys()}
        yield from (found[place] for place in sorted(found))

    def _of_keys(self) -> Iterator[Repeat]:
        fates = Fates(self._analysis)
        for found in Remaking(self._analysis).of_keys():
            use = self._repeating_by_call(found, fates)
            if use is not None:
                yield Repeat(found.call, use, None if found.made == found.call else found.made)

    def matters(self, made: Node) -> bool:
        """Whether an Rngs that transformed code makes there should not be the same each time."""
        around = self._analysis.transformed.around(made)
        return bool(around) and self._repeating(made, around, self._becoming.of(made)) is not None

    def _repeating(
        self, made: Node, around: Sequence[TransformUse], uses: list[RngsUse]
    ) -> TransformUse | None:
        """The transform under which what is drawn certainly repeats where it should not."""
        data = self._data_around(made)
        is_training = any(kind_of(use) in GRADIENTS | DERIVATIVES for use in around)
        noise = any(self._is_noise(use, data, is_training) for use in uses)
        mapping = [use for use in around if kind_of(use) in LANES | STEPS]
        if self._unused.is_replaced(made):
            return (mapping or around[-1:])[0]
        if mapping:
            joins = _maps_results(mapping[0]) and any(map(self._is_result, uses))
            return mapping[0] if noise or joins else None
        repeats = noise and not _may_repeat(made)
        if not repeats and self._unused.is_ignored(made):
            repeats = any(map(self._is_result, uses))
        return around[-1] if repeats else None

    def _of_calls(self) -> Iterator[Repeat]:
        """What functions, methods and classes that transformed code calls make anew."""
        fates = Fates(self._analysis)
        for found in Remaking(self._analysis).all():
            use = self._repeating_by_call(found, fates)
            if use is not None:
                yield Repeat(found.call, use, found.made)

    def _repeating_by_call(self, found: Remade, fates: Fates) -> TransformUse | None:
        around = self._analysis.transformed.around(found.call)
        fate = fates.of(found.way) if around else Fate.OTHER
        mapping = [use for use in around if kind_of(use) in LANES | STEPS]
        if mapping:
            is_outermost = ancestor(found.way[0].node, *FUNCTIONS) == found.function
            joins = is_outermost and fate is Fate.RESULT and _maps_results(mapping[0])
            return mapping[0] if fate is Fate.NOISE or joins else None
        repeats = fate is Fate.NOISE and not any(_may_repeat(draw.node) for draw in found.way)
        return around[-1] if repeats else None

    def _data_around(self, made: Node) -> set[str]:
        function = ancestor(made, *FUNCTIONS)
        if function not in self._data:
            self._data[function] = data_names(made)
        return self._data[function]

    def _is_noise(self, use: RngsUse, data: set[str], is_training: bool) -> bool:
        if use.role is Role.SAMPLE:
            values = self._becoming.values(use.call)
            return is_like(use.call, data) or any(is_mixed(value, data) for value in values)
        if use.role is Role.PASSED:
            is_model = is_training and self._handed.is_model(use)
            return is_model or self._handed.is_noise(use, data)
        return False

    def _is_result(self, use: RngsUse) -> bool:
        """Whether the function returns what it draws, or a module that it makes."""
        if use.role in (Role.WHOLE, Role.KEY):
            return True
        if use.role is Role.SAMPLE:
            return any(is_returned(value) for value in self._becoming.values(use.call))
        return self._handed.is_result(use)


def _maps_results(use: TransformUse) -> bool:
    """Whether results certainly are one of each lane, not one for all."""
    out_axes = use.option("out_axes")
    return out_axes is None or "None" not in out_axes.text


def _may_repeat(made: Node) -> bool:
    names = (outer.field("name") for outer in made.ancestors() if outer.kind in FUNCTIONS)
    return any(n is not None and _MEANT_TO_REPEAT.search(n.text.lower()) for n in names)
