"""Constants: seeds and keys that are the same on every call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.samplers import JAX_RANDOM, SAMPLERS, key_of, sampler
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, call_of, field_of, integer, start
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.program.names import Names
    from flake8_nnx_rng.syntax.bindings import Binding
    from flake8_nnx_rng.syntax.tree import Node

KEYS = frozenset({"jax.random.key", "jax.random.PRNGKey"})


def is_constant(expression: Node, names: Names, depth: int = 10) -> bool:
    """Whether a number or key is written out: `0`, `SEED + 1`, `jax.random.key(0)`."""

    kind = expression.kind
    if depth == 0:
        return False
    if kind in ("string", "none") or integer(expression) is not None:
        return True
    if kind == "binary_operator":
        return all(is_constant(part, names, depth - 1) for part in expression.parts)
    if kind == "call":
        return names.called(expression) in KEYS and has_constants(expression, names, depth - 1)
    value = names.value(expression) if kind == "identifier" else None
    return value is not None and is_constant(value, names, depth - 1)


def has_constants(call: Node, names: Names, depth: int = 10) -> bool:
    """Whether a call has arguments, and only constants."""
    given = arguments(call)
    values = given.values
    if given.unpacks or not values:
        return False
    return all(is_constant(value, names, depth) for value in values)


class ConstantKeys:
    """Keys of constants that the functions of a module make, and what is sampled with them."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def sampled(self) -> dict[Node, list[Node]]:
        """The calls of samplers by the call that makes the key, which may have been split since."""
        found: dict[Node, list[Node]] = {}
        for mention in self._names.module.mentions_of(SAMPLERS):
            function = reference(mention)
            call = None if function is None else call_of(function)
            if call is None:
                continue
            key = key_of(call) if sampler(call, self._names) else None
            for made in () if key is None else sorted(self._makers(key) or (), key=start):
                if ancestor(made, *FUNCTIONS) is not None:
                    found.setdefault(made, []).append(call)
        return dict(sorted(found.items(), key=lambda pair: pair[0].start))

    def _makers(self, key: Node) -> set[Node] | None:
        """Every call that may have made a key of constants; None where it may be another key."""
        found: set[Node] = set()
        met: set[Node] = set()
        open_ends = [key]
        while open_ends:
            node = open_ends.pop()
            if node in met:
                continue
            met.add(node)
            if node.kind == "call" and self._makes(node):
                found.add(node)
                continue
            before = self._before(node)
            if before is None:
                return None
            open_ends += before
        return found

    def _makes(self, call: Node) -> bool:
        return self._names.called(call) in KEYS and has_constants(call, self._names)

    def _before(self, node: Node) -> list[Node] | None:
        """What a key comes from, on all ways: what is split, or folded with a constant."""
        if node.kind == "subscript":
            index = integer(field_of(node, "subscript"))
            return None if index is None else [field_of(node, "value")]
        if node.kind == "call":
            key = key_of(node)
            return [key] if key is not None and self._keeps_constant(node) else None
        if node.kind != "identifier":
            return None
        values = [_value(binding) for binding in self._names.module.reaching(node)]
        known = [value for value in values if value is not None]
        return known if known and len(known) == len(values) else None

    def _keeps_constant(self, call: Node) -> bool:
        symbol = self._names.called(call)
        if symbol == f"{JAX_RANDOM}fold_in":
            return all(is_constant(value, self._names) for value in arguments(call).values[1:])
        return symbol in (f"{JAX_RANDOM}split", f"{JAX_RANDOM}clone")


def _value(binding: Binding) -> Node | None:
    """What a name is bound to, or unpacked from where that is a call."""
    if binding.node.kind == "augmented_assignment" or binding.anytime:
        return None
    if binding.kind is BindingKind.VALUE:
        return binding.value
    is_unpacked = binding.kind is BindingKind.UNPACKED
    is_call = binding.value is not None and binding.value.kind == "call"
    return binding.value if is_unpacked and is_call else None
