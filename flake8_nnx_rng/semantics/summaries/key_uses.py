"""Key uses: which keys of `jax.random` a call uses up, drawing from them or splitting them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.call_sites import given
from flake8_nnx_rng.semantics.program.functions import class_around, read_function
from flake8_nnx_rng.semantics.program.samplers import JAX_RANDOM, key_of, sampler
from flake8_nnx_rng.semantics.values.plain_methods import function_run, is_wrapped
from flake8_nnx_rng.syntax.nodes import arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.values.values import Definition
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
        """The keys that a function in view is given and uses up, whatever else it is given."""
        function = field_of(call, "function")
        found = self._analysis.definition(function)
        is_bound = found is None and function.kind == "attribute" and _mentions_key(call)
        found = self._method(function) if is_bound else found
        if found is None or found.node.kind != "function_definition" or is_wrapped(found):
            return []
        home = found.analysis
        spent = (
            self._spent(found.node) if home is self._analysis else home.key_reuse.spent(found.node)
        )
        passed = arguments(call)
        nodes = given(read_function(found.node), passed, bound=is_bound) if spent else {}
        return [node for name, node in nodes.items() if name in spent]

    def _method(self, function: Node) -> Definition | None:
        """The method that a call runs; one of `self` may be another in a class that derives."""
        found = function_run(function, self._analysis)
        name = field_of(function, "attribute").text
        if found is None or field_of(function, "object").text != "self":
            return found
        return None if name in self._rivals and self._rivals[name] != {found.node} else found

    @cached_property
    def _rivals(self) -> dict[str, set[Node]]:
        """The functions that stand in classes, by their names."""
        found: dict[str, set[Node]] = {}
        for node in self._analysis.module.root.find_all("function_definition"):
            if class_around(node) is not None:
                found.setdefault(field_of(node, "name").text, set()).add(node)
        return found


def _mentions_key(call: Node) -> bool:
    """Whether a call passes a name, which alone can be followed."""
    passed = arguments(call)
    nodes = (*passed.positional, *passed.keywords.values())
    return any(node.kind in ("identifier", "subscript") for node in nodes)
