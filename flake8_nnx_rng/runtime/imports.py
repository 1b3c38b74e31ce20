"""Contexts that are entered when a program imports a module, not before."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

Entries = Mapping[str, Callable[[], AbstractContextManager[Any]]]
"""Name of a module -> what makes the context that it is used in."""


@contextmanager
def entered_on_import(entries: Entries) -> Iterator[None]:
    """Enter each context right after its module has been executed; leave all in the end.

    A module that is there already is entered at once. Nothing is imported for it: what a program
    sets before its first import (`XLA_FLAGS`, `JAX_PLATFORMS`) still counts.

    Args:
        entries: for each module a function that makes its context. Entered in the order of the
            imports, at most once, left in the reverse order.
    """
    with ExitStack() as stack:
        loaded = [name for name in entries if _is_loaded(name)]
        for name in loaded:
            stack.enter_context(entries[name]())
        waiting = {name: enter for name, enter in entries.items() if name not in loaded}
        finder = _Waiting(waiting, stack)
        sys.meta_path.insert(0, finder)
        stack.callback(sys.meta_path.remove, finder)
        stack.callback(finder.waiting.clear)
        yield


def _is_loaded(name: str) -> bool:
    """Whether a module has been executed to its end."""
    module = sys.modules.get(name)
    return module is not None and not getattr(module.__spec__, "_initializing", False)


class _Waiting(MetaPathFinder):
    """Finds awaited modules where those behind do, and enters their contexts once they ran."""

    def __init__(self, waiting: Entries, stack: ExitStack) -> None:
        self.waiting = dict(waiting)
        self._stack = stack

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in self.waiting:
            return None
        behind = sys.meta_path[sys.meta_path.index(self) + 1 :]
        found = (finder.find_spec(name, path, target) for finder in behind)
        spec = next((spec for spec in found if spec is not None), None)
        if spec is not None and spec.loader is not None:
            self._follow(spec.loader, name)
        return spec

    def _follow(self, loader: Any, name: str) -> None:
        """Let a loader enter the context when it has executed the module."""
        execute = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            execute(module)
            if module.__name__ == name and (enter := self.waiting.pop(name, None)) is not None:
                vars(loader).pop("exec_module", None)
                self._stack.enter_context(enter())

        loader.exec_module = exec_module
