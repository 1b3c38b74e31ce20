"""Import paths of 0.8.5: `flax.experimental.nnx` and the parts of `flax.nnx.nnx`."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

import flax
from flax import nnx

_EXPERIMENTAL = "flax.experimental.nnx"
_ROOT = "flax.nnx.nnx"
_PARTS = {
    *("compat", "errors", "filterlib", "graph", "helpers", "ids", "module", "object"),
    *("proxy_caller", "reprlib", "rnglib", "spmd", "state", "tracers", "traversals"),
    *("variables", "visualization", "compat.module", "compat.wrappers"),
    *("nn", "nn.activations", "nn.attention", "nn.dtypes", "nn.initializers", "nn.linear"),
    *("nn.lora", "nn.normalization", "nn.stochastic"),
    *("training", "training.metrics", "training.optimizer"),
    *("transforms", "transforms.looping", "transforms.parallelization", "transforms.transforms"),
}
"""All modules of `flax.nnx.nnx` in the wheel of 0.8.5."""
_MOVED = {
    "compat": ("bridge",),
    "compat.module": ("bridge.module",),
    "compat.wrappers": ("bridge.wrappers",),
    "errors": (".errors",),
    "object": ("object", "pytreelib"),
    "state": ("statelib",),
    "transforms.looping": ("transforms.iteration",),
    "transforms.parallelization": ("transforms.iteration",),
    "transforms.transforms": ("transforms.compilation", "transforms.autodiff"),
    "variables": ("variablelib",),
}


class OldModule(ModuleType):
    """A module under an old path: its names are those of `nnx` and of its successors."""

    def __getattr__(self, name: str) -> Any:
        """The part of this name, else what `nnx` of 0.8.5 or a successor has under it.

        Raises:
            AttributeError: nothing of the installed Flax stands for it.
        """
        if name.startswith("__"):
            raise AttributeError(name)
        part = _part(f"{self.__name__}.{name}")
        if part in _PARTS:
            return importlib.import_module(f"{_ROOT}.{part}")
        for home in (nnx, *_successors(self.__name__)):
            with suppress(AttributeError):
                return getattr(home, name)
        raise AttributeError(
            f"module {self.__name__!r} of Flax 0.8.5 cannot give {name!r}: "
            f"Flax {flax.__version__} has nothing that stands for it"
        )


def _part(path: str) -> str:
    """The place below the root; `flax.nnx.nnx.nn.linear` -> `nn.linear`, others -> nothing."""
    return path.removeprefix(f"{_ROOT}.") if path.startswith(_ROOT) else ""


def _successors(path: str) -> Iterator[ModuleType]:
    """The modules of the installed Flax that now hold what the old one held."""
    part = _part(path)
    for place in _MOVED.get(part, (part,)):
        with suppress(ImportError):
            yield importlib.import_module(f".{place}", "flax.nnx")


class _OldPaths(MetaPathFinder, Loader):
    """Finds the old paths, before 0.9.0 does, where they lead to its own transforms."""

    def find_spec(
        self, path: str, search: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        ours = path in (_EXPERIMENTAL, _ROOT) or _part(path) in _PARTS
        ours = ours or (path == "flax.experimental" and not PathFinder.find_spec(path, search))
        return ModuleSpec(path, self, is_package=True) if ours else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return OldModule(spec.name, "A module of Flax 0.8.5.")

    def exec_module(self, module: ModuleType) -> None:
        """Nothing: names are looked up when they are asked for."""


@contextmanager
def old_import_paths() -> Iterator[None]:
    """The old paths can be imported; afterwards they are gone from `sys.modules` and Flax."""
    finder = _OldPaths()
    sys.meta_path.insert(0, finder)
    try:
        importlib.import_module(_ROOT)  # so it is an attribute of nnx, too
        yield
    finally:
        sys.meta_path.remove(finder)
        for path, module in list(sys.modules.items()):
            if isinstance(module, OldModule):
                _forget(path, module)


def _forget(path: str, module: ModuleType) -> None:
    parent, _, name = path.rpartition(".")
    del sys.modules[path]
    if vars(sys.modules.get(parent, module)).get(name) is module:
        delattr(sys.modules[parent], name)
