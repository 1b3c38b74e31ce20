"""Loading: a module from a given text, under the name and the path of the file it stands for."""

from __future__ import annotations

import ast
import importlib.util
import linecache
import os
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

from flake8_nnx_rng.runtime.child.observing import NAME, observe
from flake8_nnx_rng.runtime.child.statements import Execution


@dataclass(frozen=True)
class Program:
    """A text in place of a file; `observed` are the functions whose calls are to be told.

    As an import it is executed by `execution`, if there is one, which goes on after what fails.
    """

    path: str
    text: str
    observed: Collection[str]
    observer: Callable[[str], Callable[[Any], Any]]
    execution: Execution | None = None

    def tree(self) -> ast.Module:
        """The text parsed, with its own line numbers."""
        tree = ast.parse(self.text, self.path)
        observe(tree, self.observed)
        return tree

    def run_in(self, module: ModuleType) -> None:
        """Execute the text as the code of a module."""
        module.__dict__[NAME] = self.observer
        exec(compile(self.tree(), self.path, "exec", dont_inherit=True), module.__dict__)

    def import_in(self, module: ModuleType) -> None:
        """Execute the text as that of a module that is imported."""
        if self.execution is None:
            self.run_in(module)
            return
        module.__dict__[NAME] = self.observer
        self.execution.run(self.tree(), self.path, module)

    def imported(self, name: str) -> ModuleType:
        """The module of this name, or under another where that is taken by another file."""
        if _is_found(name, self.path):
            return importlib.import_module(name)
        name = f"nnx_rng_{name}"
        spec = importlib.util.spec_from_file_location(name, self.path, loader=_Text(self))
        if spec is None:
            raise ImportError(f"{self.path} cannot be imported")
        made = importlib.util.module_from_spec(spec)
        sys.modules[name] = made
        self.import_in(made)
        return made

    def run_as_main(self) -> None:
        """Execute the text as `python FILE` does; `SystemExit` of a program that ends well goes."""
        module = ModuleType("__main__")
        module.__file__ = self.path
        module.__dict__["__builtins__"] = __builtins__
        sys.modules["__main__"] = module
        sys.argv = [self.path]
        try:
            self.run_in(module)
        except SystemExit as end:
            if end.code not in (None, 0):
                raise RuntimeError(f"SystemExit: {end.code}") from end


@dataclass(frozen=True)
class _Text(Loader):
    program: Program

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        self.program.import_in(module)

    def get_source(self, name: str) -> str:
        return self.program.text


class _Finder(MetaPathFinder):
    def __init__(self, programs: Iterable[Program]) -> None:
        self._programs = {os.path.realpath(program.path): program for program in programs}

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or spec.origin is None:
            return None
        program = self._programs.get(os.path.realpath(spec.origin))
        if program is None:
            return None
        spec.loader = _Text(program)
        return spec


def install(programs: Sequence[Program]) -> None:
    """Let imports of these files, tracebacks and `inspect` get the texts instead."""
    for program in programs:
        lines = program.text.splitlines(keepends=True)
        linecache.cache[program.path] = (len(program.text), None, lines, program.path)
    sys.meta_path.insert(0, _Finder(programs))


def _is_found(name: str, path: str) -> bool:
    """Whether an import of this name finds the file."""
    with suppress(ImportError, ValueError):
        found = importlib.util.find_spec(name)
        if found is not None and found.origin is not None:
            return os.path.realpath(found.origin) == os.path.realpath(path)
    return False
