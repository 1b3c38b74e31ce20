"""Which file of a project an import means, and what on the disk that answer rests on."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from flake8_nnx_rng.project.listings import Listings
from flake8_nnx_rng.project.roots import INIT, is_package

Fact = tuple[str, str, bool]
"""A folder, a name, and whether something of that name stands there."""
_KNOWN = frozenset({"flax", "jax", "jaxlib", "numpy", "optax", "functools"})
"""What the semantics know by name, wherever it stands."""


class Answer(NamedTuple):
    """The file of a module if only one may be meant, and all that would change the answer.

    `hits` are the files that were come across, `facts` are of what else was looked for.
    """

    file: str | None = None
    hits: frozenset[str] = frozenset()
    facts: frozenset[Fact] = frozenset()


class ModuleSearch:
    """Looks for modules below the root of a project; paths are absolute."""

    def __init__(self, root: str, is_ours: Callable[[str], bool], listings: Listings) -> None:
        self._root = root
        self._is_ours = is_ours
        self._listings = listings
        self.find = cache(self._find)
        self._below = cache(self._look_below)

    def _find(self, names: tuple[str, ...], level: int, folder: str) -> Answer:
        """The module that an import means in the files of a folder."""
        if level:
            for _ in range(level - 1):
                folder = os.path.dirname(folder)
            return self._below(folder, names)
        if not names or names[0] in _KNOWN:
            return Answer()
        top, facts = self._above_packages(folder)
        bases = dict.fromkeys((top, folder, self._root, os.path.join(self._root, "src")))
        found = [self._below(base, names) for base in bases]
        files = {answer.file for answer in found if answer.file is not None}
        return Answer(
            files.pop() if len(files) == 1 else None,
            frozenset().union(*(answer.hits for answer in found)),
            frozenset(facts).union(*(answer.facts for answer in found)),
        )

    def _above_packages(self, folder: str) -> tuple[str, list[Fact]]:
        """The folder of the topmost package; one outside of the project will do for any."""
        facts: list[Fact] = []
        while self._is_inside(folder):
            has_init = is_package(folder)
            facts.append((folder, INIT, has_init))
            if not has_init:
                break
            folder = os.path.dirname(folder)
        return folder, facts

    def _look_below(self, folder: str, names: tuple[str, ...]) -> Answer:
        """A package or module below a folder, where it may be read."""
        if not self._is_inside(folder):
            return Answer()
        for name in names[:-1]:
            if not self._listings.has(folder, name):
                return Answer(facts=frozenset({(folder, name, False)}))
            folder = os.path.join(folder, name)
        return self._module(folder, names[-1]) if names else self._file(folder, INIT)

    def _module(self, folder: str, name: str) -> Answer:
        package = Answer(facts=frozenset({(folder, name, False)}))
        if self._listings.has(folder, name):
            package = self._file(os.path.join(folder, name), INIT)
        if package.hits:
            return package
        module = self._file(folder, f"{name}.py")
        return Answer(module.file, module.hits, package.facts | module.facts)

    def _file(self, folder: str, name: str) -> Answer:
        path = os.path.join(folder, name)
        is_there = self._listings.has(folder, name) and os.path.isfile(path)
        facts = frozenset({(folder, name, is_there)})
        if not is_there:
            return Answer(facts=facts)
        return Answer(path if self._is_ours(path) else None, frozenset({path}), facts)

    def _is_inside(self, folder: str) -> bool:
        return folder == self._root or folder.startswith(os.path.join(self._root, ""))
