"""Puts a changed source in the place of a loaded module, for the rest of a process."""

from __future__ import annotations

import sys
from types import FunctionType, ModuleType


def exchange(name: str, source: str, beside: tuple[str, ...]) -> None:
    """Run the source in the module, and let all modules that took something of it have the new.

    What is remembered from before (`functools.cache`) by modules whose names begin like one of
    `beside` is forgotten, so that they ask again. Raises what the source raises.
    """
    module = sys.modules[name]
    before = dict(vars(module))
    exec(compile(source, module.__file__ or name, "exec"), vars(module))
    renewed = {
        key: (old, vars(module)[key])
        for key, old in before.items()
        if vars(module).get(key, old) is not old and not key.startswith("__")
    }
    for other in [*sys.modules.values()]:
        if isinstance(other, ModuleType) and other is not module:
            _renew(other, renewed)
    for other_name, other in [*sys.modules.items()]:
        if other_name.startswith(beside):
            _forget(other)


def _renew(module: ModuleType, renewed: dict[str, tuple[object, object]]) -> None:
    """Under its own name, a function or class under any."""
    taken = {id(old): new for old, new in renewed.values() if isinstance(old, FunctionType | type)}
    for key, value in [*vars(module).items()]:
        old, new = renewed.get(key, (None, None))
        if old is not None and old is value:
            setattr(module, key, new)
        elif id(value) in taken:
            setattr(module, key, taken[id(value)])


def _forget(module: ModuleType) -> None:
    for value in [*vars(module).values()]:
        if callable(getattr(value, "cache_clear", None)):
            value.cache_clear()
