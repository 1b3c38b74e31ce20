"""Neighbours: the modules of a project, each read once in a run, when somebody asks about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, Protocol

from flake8_nnx_rng.semantics.project.questions import Questions
from flake8_nnx_rng.semantics.releases.source import UNKNOWN_SOURCE, SourceRelease
from flake8_nnx_rng.syntax.bindings import Binding, BindingKind

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.syntax.module import Module
    from flake8_nnx_rng.syntax.source import Source
    from flake8_nnx_rng.syntax.tree import Node

MOST_MODULES = 250
"""Modules that are held at once, of all projects; a run through more of them begins anew then."""
_FAR = 8


class Files(Protocol):
    """The files of the project around one checked file, by their paths."""

    def identity(self, filename: str) -> str:
        """The path by which a file is known here."""

    def shown(self, filename: str) -> str:
        """The path as messages name it: from the root of the project."""

    def find(self, names: tuple[str, ...], level: int, origin: str) -> str | None:
        """The file of a module that an import in a file means; None for one of no project."""

    def source(self, filename: str) -> Source | None:
        """What is in a file; None for one that cannot be read."""

    def module(self, filename: str) -> Module | None:
        """A file parsed; None for one that cannot be."""

    def handed(self, source: Source) -> Source:
        """A source that knows what other files hand on to it."""

    def importing(self, name: str, origin: str) -> list[str]:
        """The project's files about NNX that may take a name from a file, in order."""

    def aged(self, origin: str) -> tuple[str, ...]:
        """The files of the package of a file whose text may show that they are old, in order."""


class Located(NamedTuple):
    """A binding at the top of a module, with the analysis of that module."""

    analysis: Analysis
    binding: Binding


class Neighbours:
    """The modules of one project for one release; what cannot be found or read is None."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.questions = Questions()
        self._known: dict[str, Analysis | None] = {}
        self._homes: dict[Node, Analysis] = {}
        self._located: dict[tuple[Analysis, str], Located | None] = {}
        self._led: dict[tuple[Analysis, str], frozenset[str]] = {}
        self._sources: dict[tuple[str, ...], SourceRelease] = {}
        self._asked: set[str] = set()

    def enter(self, analysis: Analysis) -> None:
        """Make a module known."""
        self._known[self._file(analysis)] = analysis
        self._homes[analysis.module.root] = analysis

    def known(self, source: Source) -> Analysis | None:
        """The analysis of a source, where it has been read already as it is now."""
        found = self._known.get(self.files.identity(source.filename))
        return found if found is not None and found.module.source.text == source.text else None

    def holds(self, source: Source) -> bool:
        """Whether a source is what the project has under its name."""
        there = self.files.source(self.files.identity(source.filename))
        return there is not None and there.text == source.text

    def __len__(self) -> int:
        """How many modules have been asked for."""
        return len(self._known)

    def has_a_say(self, analysis: Analysis) -> bool:
        """Whether another module was asked for what it takes from this one, or calls of it."""
        return self._file(analysis) in self._asked

    def home(self, node: Node) -> Analysis | None:
        """The module in which a node stands."""
        return self._homes.get(node.root)

    def named(self, expression: Node, analysis: Analysis) -> Located | None:
        """What an expression certainly takes from another module of the project."""

        if expression.kind not in ("identifier", "attribute"):
            return None
        paths = analysis.module.paths(expression)
        if len(paths) == 1:
            return self._imported(next(iter(paths)), analysis)
        if paths or expression.kind != "identifier" or not analysis.module.starred:
            return None
        is_bound = analysis.module.reaching(expression)
        return None if is_bound else self._starred(analysis, (expression.text,), _FAR)

    def brought(self, name: str, analysis: Analysis, far: int = _FAR) -> frozenset[str]:
        """The import of a name in a module of which everything is imported; the last one counts."""
        for path in reversed(analysis.module.starred) if far > 0 else ():
            found = self._find(*_split(path), analysis)
            module = None if found is None else self._analysis(found, analysis)
            if module is None:
                break  # who knows what that brings
            if module.module.exported(name):
                return self._handed_on((name,), module, far - 1)
            deeper = self.brought(name, module, far - 1)
            if deeper:
                return deeper
        return frozenset()

    def led(self, path: str, analysis: Analysis, far: int = _FAR) -> frozenset[str]:
        """Where a dotted path of an import, as written in a module, ends.

        That is out of the project where its files hand on what they import, `flax.nnx.vmap` for
        `compat.vmap`; else it is the path itself.
        """
        key = analysis, path
        if key not in self._led:
            self._led[key] = frozenset({path})  # a circle ends here
            found = self._module_of(path, analysis) if far > 0 else None
            module = None if found is None else self._analysis(found[0], analysis)
            if found is not None and module is not None:
                self._led[key] = self._handed_on(found[1], module, far - 1) or self._led[key]
        return self._led[key]

    def _handed_on(self, names: tuple[str, ...], module: Analysis, far: int) -> frozenset[str]:
        """The imports that a dotted name of a module may be once it has run."""
        paths = module.module.paths_of(".".join(names), module.module.root.end)
        if paths:
            return frozenset().union(*(self.led(path, module, far) for path in paths))
        if module.module.exported(names[0]):
            return frozenset()
        rest = "".join(f".{name}" for name in names[1:])
        return frozenset(path + rest for path in self.brought(names[0], module, far))

    def importers(self, name: str, analysis: Analysis) -> Iterator[Analysis]:
        """The modules of the project that may take a name from a module, in the order of paths."""
        for filename in self.files.importing(name, self._file(analysis)):
            self._asked.add(filename)
            importer = self._analysis(filename, analysis)
            if importer is not None:
                yield importer

    def source_of_package(self, analysis: Analysis) -> SourceRelease:
        """The release that the files of a package were written for, if one of them shows it."""
        own = self._file(analysis)
        files = tuple(filename for filename in self.files.aged(own) if filename != own)
        if files not in self._sources:
            modules = (self._analysis(filename, analysis) for filename in files)
            old = (m for m in modules if m is not None and m.shown_source.is_implicit)
            self._sources[files] = next(map(_as_told_elsewhere, old), UNKNOWN_SOURCE)
        return self._sources[files]

    def _imported(self, path: str, analysis: Analysis, far: int = _FAR) -> Located | None:
        """What a dotted path of an import, as written in a module, leads to."""
        key = analysis, path
        if key not in self._located:
            self._located[key] = None  # a circle ends here
            self._located[key] = self._follow(path, analysis, far)
        return self._located[key]

    def _follow(self, path: str, analysis: Analysis, far: int) -> Located | None:
        found = self._module_of(path, analysis)
        return None if found is None else self._within(*found, analysis, far)

    def _module_of(self, path: str, analysis: Analysis) -> tuple[str, tuple[str, ...]] | None:
        """The file of the module that a dotted path leads through, and the names behind it."""
        names, level = _split(path)
        for cut in range(len(names) - 1, -1 if level else 0, -1):
            found = self._find(names[:cut], level, analysis)
            if found is not None:
                return found, names[cut:]
        return None

    def _find(self, names: tuple[str, ...], level: int, analysis: Analysis) -> str | None:
        """The file of a module that an import in another one means."""
        found = self.files.find(names, level, self._file(analysis))
        if found is not None and found != self._file(analysis):
            self._asked.add(found)
        return found

    def _within(
        self, filename: str, names: tuple[str, ...], origin: Analysis, far: int
    ) -> Located | None:
        """What the first of these names is in a module, and the others in that."""
        known = self._known.get(filename)
        source = self.files.source(filename) if known is None else known.module.source
        if far <= 0 or source is None or not _may_bind(source, names[0]):
            return None
        analysis = self._analysis(filename, origin)
        if analysis is None:
            return None
        bindings = analysis.module.exported(names[0])
        if not bindings:
            return self._starred(analysis, names, far)
        return self._bound(bindings[0], names, analysis, far) if len(bindings) == 1 else None

    def _bound(
        self, binding: Binding, names: tuple[str, ...], analysis: Analysis, far: int
    ) -> Located | None:
        """What a name of a module is that has this one binding."""
        if binding.kind is BindingKind.IMPORT and binding.path is not None:
            return self._imported(".".join((binding.path, *names[1:])), analysis, far - 1)
        if len(names) > 1:
            return None
        value = None if binding.value is None else binding.value
        if binding.kind is not BindingKind.VALUE or value is None:
            return Located(analysis, binding)
        if value.kind == "identifier":
            return self._within(self._file(analysis), (value.text,), analysis, far - 1)
        paths = analysis.module.paths(value)
        if paths:
            only = next(iter(paths))
            return self._imported(only, analysis, far - 1) if len(paths) == 1 else None
        return Located(analysis, binding)

    def _starred(self, analysis: Analysis, names: tuple[str, ...], far: int) -> Located | None:
        """What a name is that only `from module import *` can have brought; the last one counts."""
        for path in () if names[0].startswith("_") else reversed(analysis.module.starred):
            base = path if path.endswith(".") else f"{path}."
            found = self._find(*_split(path), analysis)
            if found is None:
                return None  # who knows what that brings
            located = self._imported(base + ".".join(names), analysis, far - 1)
            if located is not None:
                return located
        return None

    def _analysis(self, filename: str, asking: Analysis) -> Analysis | None:
        if filename not in self._known:
            module = self.files.module(filename)
            self._known[filename] = None
            if module is not None:
                asking.neighbour(module)  # enters itself
        return self._known[filename]

    def _file(self, analysis: Analysis) -> str:
        return self.files.identity(analysis.module.source.filename)


def _as_told_elsewhere(old: Analysis) -> SourceRelease:
    shown = old.shown_source
    return SourceRelease(shown.release, f"{shown.reason} of {old.shown}, in the same package")


def _split(path: str) -> tuple[tuple[str, ...], int]:
    """The names and the level of the module of an import."""
    names = path.lstrip(".")
    return tuple(names.split(".")) if names else (), len(path) - len(names)


def _may_bind(source: Source, name: str) -> bool:
    """Whether the text of a module may give a name a meaning."""
    return name in source.text or "import *" in source.text
