"""Observing: units that tell what each call of theirs was given and gave back."""

from __future__ import annotations

import ast
import functools
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

from flake8_nnx_rng.runtime.child.leaves import Writer, is_node, is_traced

NAME = "__nnx_rng_observed__"
"""The decorator, as modules know it that are observed."""
_MOST = 20
"""Calls of one unit that are told; a training loop makes more of the same."""
_BOUND_LATER = frozenset({"staticmethod", "classmethod", "property"})

Leaves = list[dict[str, Any]]


class Observer:
    """Collects the calls of functions while it is switched on, but for those under a transform."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._on = False
        self._seen: dict[str, list[Leaves]] = {}

    @contextmanager
    def observing(self) -> Iterator[dict[str, list[Leaves]]]:
        """Switch it on; gives the leaves of each call by the name of the function."""
        self._on, self._seen = True, {}
        try:
            yield self._seen
        finally:
            self._on = False

    def __call__(self, name: str) -> Callable[[Any], Any]:
        """The decorator for a function of this name."""

        def decorate(function: Any) -> Any:
            if not callable(function):
                return function

            @functools.wraps(function)
            def observed(*args: Any, **kwargs: Any) -> Any:
                if not self._on or len(self._seen.get(name, ())) >= _MOST:
                    return function(*args, **kwargs)
                if is_traced((args, kwargs)):
                    return function(*args, **kwargs)
                result = function(*args, **kwargs)
                found = self.told(function, args, kwargs, result)
                self._seen.setdefault(name, []).append(found)
                return result

            return observed

        return decorate

    def told(
        self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], result: Any
    ) -> Leaves:
        """What a call gave back, and what the modules and Rngs that it was given hold after it.

        Other arguments are left out: nothing can change them.
        """
        found = self._writer.leaves("returned", result)
        for name, value in _given(function, args, kwargs):
            leaves = self._writer.leaves(name, value)
            if any(leaf["kind"] != "value" for leaf in leaves):
                found += leaves
        return found


def _given(
    function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Iterator[tuple[str, Any]]:
    """The module that is called or whose method is, and the arguments.

    Those are named by what they are and their number, since a fix may pass them in another way.
    """
    holder = getattr(function, "__self__", function)
    if is_node(holder):
        yield "self", holder
    numbers: Counter[str] = Counter()
    for value in (*args, *kwargs.values()):
        kind = "module" if is_node(value) else "argument"
        kind = "rngs" if type(value).__name__ == "Rngs" else kind
        numbers[kind] += 1
        yield f"{kind} {numbers[kind]}", value


def observe(tree: ast.Module, names: Collection[str]) -> None:
    """Put the decorator on functions of a module and methods of its classes: `f`, `Block.f`."""
    for statement in tree.body:
        if isinstance(statement, ast.ClassDef):
            for inner in statement.body:
                _decorate(inner, f"{statement.name}.", names)
        else:
            _decorate(statement, "", names)


def _decorate(statement: ast.stmt, prefix: str, names: Collection[str]) -> None:
    if not isinstance(statement, ast.FunctionDef) or prefix + statement.name not in names:
        return
    listed = {ast.unparse(decorator) for decorator in statement.decorator_list}
    if listed & _BOUND_LATER:
        return
    decorator = ast.parse(f"{NAME}({prefix + statement.name!r})", mode="eval").body
    place = statement.decorator_list[0] if statement.decorator_list else statement
    for node in ast.walk(decorator):
        ast.copy_location(node, place)
    statement.decorator_list.insert(0, decorator)
