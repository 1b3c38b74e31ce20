"""Making: inputs for units that nobody has written any for, the first that they run with."""

from __future__ import annotations

import ast
import inspect
import sys
import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
from flax import nnx

from flake8_nnx_rng.runtime.child.guessing import Guesser, styles
from flake8_nnx_rng.runtime.child.inputs import Call, NoInputError, from_text

_MOST = 30
"""Inputs that are tried for one function."""
_SECONDS = 20.0
"""Time after which no others are tried for one function."""
_SIZED = frozenset({"axis_size", "length", "splits"})
_INNER = ("in_features", "num_features", "features")


class Maker:
    """Calls of the functions of one module, in words (`Block(n=4, rngs=nnx.Rngs(0))`)."""

    def __init__(self, module: ModuleType, text: str) -> None:
        self._module = module
        self._tree = ast.parse(text)
        packages = {name: found for name, found in sys.modules.items() if "." not in name}
        own = {"jax": jax, "jnp": jnp, "nnx": nnx}
        self._namespace = {**packages, **own, **module.__dict__}

    def call(self, written: str) -> Call:
        """The call that an expression stands for; raises `NoInputError` for one that raises."""
        return from_text(written, self._namespace)

    def first(self, name: str, run: Callable[[Call], Any]) -> tuple[str, Any]:
        """The first call of a function that raises nothing, and what `run` made of it.

        Raises `NoInputError` with the last error where all do.
        """
        last, until = f"no input could be made for {name}", time.monotonic() + _SECONDS
        for number, written in enumerate(self._written(name)):
            if number >= _MOST or time.monotonic() > until:
                break
            try:
                found = run(self.call(written))
            except NoInputError as error:
                last = f"no input found: {written}: {error}"
                continue
            if not found["error"]:
                return written, found
            last = f"no input found: {written} raises {found['error']}"
        raise NoInputError(last)

    def _written(self, name: str) -> Iterator[str]:
        """Calls to be tried, each once."""
        seen = set()
        for style in styles(self._features(), self._lanes()):
            written = self._one(Guesser(self._namespace, self._tree, style), name)
            if written is not None and written not in seen:
                seen.add(written)
                yield written

    def _one(self, guesser: Guesser, name: str) -> str | None:
        owner, _, method = name.rpartition(".")
        function = self._named(name)
        if function is None:
            return None
        callee: str | None = name
        if owner and not inspect.ismethod(function) and not self._is_static(owner, method):
            made = guesser.instance(self._named(owner))
            callee = made if method == "__call__" or made is None else f"{made}.{method}"
            arguments = guesser.arguments(function, without=1)
        else:
            arguments = guesser.arguments(function)
        return None if callee is None or arguments is None else f"{callee}({arguments})"

    def _is_static(self, owner: str, method: str) -> bool:
        return isinstance(vars(self._named(owner)).get(method), staticmethod)

    def _named(self, name: str) -> Any:
        found: Any = self._module
        for part in name.split("."):
            found = getattr(found, part, None)
        return found

    def _features(self) -> tuple[int, ...]:
        """The numbers of features that the layers of the code ask for, as far as it names them."""
        calls = (n for n in ast.walk(self._tree) if isinstance(n, ast.Call))
        layers = (n for n in calls if isinstance(n.func, ast.Attribute))
        found = [
            arg.value
            for call in layers
            for arg in [*call.args[:1], *(k.value for k in call.keywords if k.arg in _INNER)]
            if isinstance(arg, ast.Constant) and type(arg.value) is int and arg.value > 1
            if call.func.attr[:1].isupper()  # type: ignore[attr-defined]
        ]
        return tuple(dict.fromkeys(found))[:2]

    def _lanes(self) -> tuple[int, ...]:
        """The sizes that transforms of the code name."""
        keywords = (n for n in ast.walk(self._tree) if isinstance(n, ast.keyword))
        named = [k.value for k in keywords if k.arg in _SIZED]
        found = [n.value for n in named if isinstance(n, ast.Constant) and type(n.value) is int]
        return tuple(dict.fromkeys([*found, 3]))
