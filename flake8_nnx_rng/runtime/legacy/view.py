"""The module `flax.nnx` as others than Flax itself see it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from flax import nnx

from flake8_nnx_rng.runtime.legacy.asking import asked_by_flax
from flake8_nnx_rng.runtime.legacy.names import NAMES, REFUSED


class OldView(ModuleType):
    """A module that gives old names to its users, and its own to Flax.

    Flax's own files look names up in `flax.nnx` as well and mean today's; so the asking file
    decides. A module may get another class (Python's data model, "Customizing module attribute
    access"): nothing is written into it, and leaving gives it its old class back.
    """

    def __getattribute__(self, name: str) -> Any:
        """The name as 0.8.5 had it, unless it is Flax that asks.

        Raises:
            AttributeError: 0.8.5 had it and the installed Flax has nothing to make it from.
        """
        if (name in NAMES or name in REFUSED) and not asked_by_flax():
            return old_name(name)
        return super().__getattribute__(name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *NAMES})


def old_name(name: str) -> Any:
    """What `nnx` of 0.8.5 had under a name of `NAMES`, or why it cannot be had."""
    if name in REFUSED:
        raise AttributeError(f"nnx.{name} of Flax 0.8.5 cannot be had here: {REFUSED[name]}")
    return NAMES[name]


@contextmanager
def old_names() -> Iterator[None]:
    """`flax.nnx` with the names of 0.8.5, and its parts where 0.9.0 still has the old paths."""
    parts = [module for path, module in list(sys.modules.items()) if _is_old_part(path)]
    before = [(module, type(module)) for module in [nnx, *parts]]
    for module, _ in before:
        module.__class__ = OldView
    try:
        yield
    finally:
        for module, kind in before:
            module.__class__ = kind


def _is_old_part(path: str) -> bool:
    return path == "flax.experimental.nnx" or f"{path}.".startswith("flax.nnx.nnx.")
