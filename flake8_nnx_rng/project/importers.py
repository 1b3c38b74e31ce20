"""Who imports a module: an index of the imports of a project, made from text when it is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path

from flake8_nnx_rng.syntax.import_text import Clause, clauses

Find = Callable[[tuple[str, ...], int, str], "str | None"]


class Importers:
    """The files about NNX by what they import from the project."""

    def __init__(self, listed: Callable[[], Iterable[Path]], find: Find) -> None:
        self._listed = listed
        self._find = find

    def of(self, name: str, module: Path) -> list[str]:
        """The files that may take a name from a module, which has this path in the project.

        They import the name, or the module, or a package that it is in and that may hand it on.
        """
        words = (name, "", *module.with_suffix("").parts)
        found = {file for word in words for file in self._by_name.get(word, ())}
        return sorted(file for file in found if name in self._about_nnx[file])

    @cached_property
    def _by_name(self) -> dict[str, set[str]]:
        """The files by the last names of what they import, of the module where it is all of it."""
        found: dict[str, set[str]] = {}
        for file, text in self._about_nnx.items():
            for clause in clauses(text, ""):
                if any(self._find(names, level, file) for names, level in _modules(clause)):
                    name = _last(clause.module) if clause.name == "*" else clause.last
                    found.setdefault(name, set()).add(file)
        return found

    @cached_property
    def _about_nnx(self) -> dict[str, str]:
        texts = ((str(path), _text(path)) for path in self._listed())
        return {path: text for path, text in texts if "nnx" in text}


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


def _text(path: Path) -> str:
    """The text of a file as far as words go."""
    try:
        return path.read_bytes().decode("utf-8", errors="replace")
    except OSError:
        return ""
