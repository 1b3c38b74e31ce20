"""Who imports a module: an index of the imports of a project, made from text when it is needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path

from flake8_nnx_rng.project.contents import Contents, digest
from flake8_nnx_rng.syntax.import_text import Clause, clauses
from flake8_nnx_rng.syntax.text import Text

Find = Callable[[tuple[str, ...], int, str], "str | None"]


class Importers:
    """The files about NNX by what they import from the project."""

    def __init__(
        self, root: Path, listed: Callable[[], Iterable[Path]], find: Find, contents: Contents
    ) -> None:
        self._root = root
        self._listed = listed
        self._find = find
        self._contents = contents
        self._known_clauses: dict[str, list[Clause]] = {}
        self._known_ages: dict[str, bool] = {}

    def named(self, name: str, module: Path) -> list[str]:
        """The files that may take a name from a module as far as their own text tells.

        They import the name, or the module, or a package that it is in and that may hand it on.
        """
        return sorted(file for file in self._importing(name, module) if name in self._texts[file])

    def of(self, name: str, module: Path) -> list[str]:
        """Those of them that import it from the project."""
        importing = self._importing(name, module)
        return [file for file in self.named(name, module) if self._is_ours(file, importing[file])]

    def changed(self, file: str) -> None:
        """Look at a file again, whose text is no more what it was."""
        if "_about_nnx" not in self.__dict__:
            return
        found = self._digest(file) if file in self._files else None
        before = self._known_clauses.pop(file, None)
        for known in (self._about_nnx, self._texts, self._known_ages):
            known.pop(file, None)
        if found is not None:
            self._about_nnx[file] = found
            self._texts[file] = self._text(file)
        self.__dict__.pop("state", None)
        if found is None or self._clauses(file) != before:
            self.__dict__.pop("_by_name", None)

    @cached_property
    def state(self) -> str:
        """A digest of all that the answers rest on, but for where modules are."""
        start = len(str(self._root))
        files = sorted((file[start:], found) for file, found in self._about_nnx.items())
        return digest(repr(files).encode())

    @property
    def aged(self) -> list[str]:
        """The files whose text may show that they were written for the implicit releases."""
        from flake8_nnx_rng.semantics.legacy.signs import may_show_age  # loads much

        for file in self._texts.keys() - self._known_ages.keys():
            self._known_ages[file] = may_show_age(Text(self._texts[file]))
        return sorted(file for file, is_aged in self._known_ages.items() if is_aged)

    def _importing(self, name: str, module: Path) -> dict[str, list[Clause]]:
        """The files with the imports that are in question."""
        words = dict.fromkeys((name, "", *module.with_suffix("").parts))
        found: defaultdict[str, list[Clause]] = defaultdict(list)
        for word in words:
            for file, clause in self._by_name.get(word, ()):
                found[file].append(clause)
        return found

    def _is_ours(self, file: str, imports: Iterable[Clause]) -> bool:
        modules = (module for clause in imports for module in _modules(clause))
        return any(self._find(names, level, file) for names, level in modules)

    @cached_property
    def _by_name(self) -> dict[str, list[tuple[str, Clause]]]:
        """The imports by the last name of what they import, of the module where it is all of it."""
        found: defaultdict[str, list[tuple[str, Clause]]] = defaultdict(list)
        for file in self._texts:
            for clause in self._clauses(file):
                name = _last(clause.module) if clause.name == "*" else clause.last
                found[name].append((file, clause))
        return found

    def _clauses(self, file: str) -> list[Clause]:
        if file not in self._known_clauses:
            self._known_clauses[file] = [*clauses(self._texts[file], "")]
        return self._known_clauses[file]

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {file: self._text(file) for file in self._about_nnx}

    @cached_property
    def _about_nnx(self) -> dict[str, str]:
        """The files about NNX with their digests."""
        digests = ((file, self._digest(file)) for file in self._files)
        return {file: found for file, found in digests if found is not None}

    @cached_property
    def _files(self) -> dict[str, None]:
        return dict.fromkeys(map(str, self._listed()))

    def _digest(self, file: str) -> str | None:
        try:
            seen = self._contents.about_nnx(file)
            return None if seen is None else seen.digest
        except OSError:
            return None

    def _text(self, file: str) -> str:
        """The text of a file as far as words go."""
        try:
            return self._contents.read(file).decode("utf-8", errors="replace")
        except OSError:
            return ""


def _modules(clause: Clause) -> Iterator[tuple[tuple[str, ...], int]]:
    """The names and the level of the modules that an import may mean."""
    module = clause.module.lstrip(".")
    level = len(clause.module) - len(module)
    names = tuple(module.split(".")) if module else ()
    yield names, level
    if clause.name:
        yield (*names, clause.name), level


def _last(module: str) -> str:
    return module.rpartition(".")[2]
