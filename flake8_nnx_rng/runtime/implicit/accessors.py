"""The way from a lifted module to the methods of its submodule."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax


@jax.tree_util.register_static
@dataclass(frozen=True)
class Accessor:
    """The way from a module to one of its methods: attributes and items."""

    way: tuple[tuple[Callable[[Any, Any], Any], Any], ...] = ()

    def __call__(self, module: Any) -> Any:
        """What is at the end of the way."""
        for get, key in self.way:
            module = get(module, key)
        return module


class Caller:
    """Calls the method its attributes and items lead to: `lifted.call.layers[0].encode(x)`."""

    def __init__(self, call: Callable[..., Any], accessor: Accessor):
        self._call = call
        self._accessor = accessor

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Calls it under the transform."""
        return self._call(self._accessor, *args, **kwargs)

    def __getattr__(self, name: str) -> "Caller":
        return Caller(self._call, Accessor((*self._accessor.way, (getattr, name))))

    def __getitem__(self, key: Any) -> "Caller":
        return Caller(self._call, Accessor((*self._accessor.way, (_item, key))))


def _item(container: Any, key: Any) -> Any:
    return container[key]
