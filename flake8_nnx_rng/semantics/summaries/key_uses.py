"""Key uses: which keys of `jax.random` a call uses up, drawing from them or splitting them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.functions import read_function
from flake8_nnx_rng.semantics.program.samplers import JAX_RANDOM, key_of, sampler
from flake8_nnx_rng.semantics.values.frames import given
from flake8_nnx_rng.semantics.values.plain_methods import is_wrapped
from flake8_nnx_rng.syntax.nodes import arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.syntax.tree import Node

_DRAWING = frozenset({"sample", "sample_and_log_prob"})
"""Methods of distributions that take a key as `seed`."""
_NUMPYRO = "numpyro.distributions."
_KEY = re.compile(r"(?:^|_)(?:key|rng|prng)s?\d*$|key$")
"""Names of keys: other libraries call a number a seed."""


class KeyUses:
    """Answers for the calls of one module; `spent` are the parameters that a function uses up."""

    def __init__(self, analysis: Analysis, spent: Callable[[Node], frozenset[str]]) -> None:
        self._analysis = analysis
        self._names = analysis.names
        self._spent = spent

    def of(self, call: Node) -> list[Node]:
        """The keys that are certainly used up when a call is made."""
        if self.splits(call) or sampler(call, self._names):
            key = key_of(call)
            return [] if key is None else [key]
        seed = self._seed_of(call)
        return self._handed(call) if seed is None else [seed]

    def splits(self, call: Node) -> bool:
        """Whether this is `jax.random.split`."""
        return self._names.called(call) == f"{JAX_RANDOM}split"

    def _seed_of(self, call: Node) -> Node | None:
        """The key in `distribution.sample(seed=key)`, that of NumPyro may come first."""
        function = field_of(call, "function")
        if function.kind != "attribute" or field_of(function, "attribute").text not in _DRAWING:
            return None
        passed, owner = arguments(call), field_of(function, "object")
        seed = passed.keywords.get("seed")
        if seed is not None:
            return seed if _KEY.search(seed.text.partition("[")[0]) else None
        made = self._names.value(owner) or owner
        symbol = self._names.called(made) if made.kind == "call" else None
        return key_of(call) if (symbol or "").startswith(_NUMPYRO) else None

    def _handed(self, call: Node) -> list[Node]:
        """The keys that a function of the file is given and uses up, whatever else it is given."""
        definition = self._analysis.definition(field_of(call, "function"))
        if definition is None or definition.analysis is not self._analysis:
            return []
        if definition.node.kind != "function_definition" or is_wrapped(definition):
            return []
        spent = self._spent(definition.node)
        nodes = given(read_function(definition.node), arguments(call)) if spent else {}
        return [node for name, node in nodes.items() if name in spent]
