"""Names that the files of a project hand on from NNX, told from text: `from compat import vmap`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property

from flake8_nnx_rng.syntax.import_text import Clause, clauses
from flake8_nnx_rng.syntax.text import NNX, USUAL, Handed, Text, beginning

Find = Callable[[tuple[str, ...], int, str], "str | None"]
_FAR = 4
"""Through how many files a name is followed."""
_EVERYTHING = "*"
_STARRED = re.compile(rf"{beginning('import')}[\s\\]*\*")


class _File:
    """What the text of a file says of its names."""

    def __init__(self, code: str) -> None:
        self.code = code

    @cached_property
    def own(self) -> Mapping[str, str]:
        """The names that it takes from NNX itself, with those that they have there."""
        return Text(self.code).aliases if NNX in self.code else {}

    @cached_property
    def imports(self) -> dict[str, Clause]:
        """Its imports from what may be other files of the project, by the names that they bind."""
        return {clause.local: clause for clause in clauses(self.code, "") if _may_be_ours(clause)}

    @cached_property
    def starred(self) -> list[Clause]:
        """Its imports of everything."""
        found = clauses(self.code, "") if _STARRED.search(self.code) is not None else ()
        return [clause for clause in found if clause.name == _EVERYTHING]

    def hands_on_what(self, other: _File) -> bool:
        """Whether it hands on the same as another."""
        names = (self.own, self.imports, self.starred)
        return names == (other.own, other.imports, other.starred)


class HandedNames:
    """Follows imports from file to file; it may follow too many, a parse tells in the end."""

    def __init__(self, find: Find, read: Callable[[str], str | None]) -> None:
        self._find = find
        self._read = read
        self._begin()

    def _begin(self) -> None:
        self._files: dict[str, _File | None] = {}
        self._origin = cache(self._origin_of)
        self._all_of = cache(self._all_that)

    def changed(self, file: str) -> None:
        """Read a file again; what it hands on is followed anew where that is something else."""
        if file not in self._files:  # nobody has asked
            return
        before, now = self._files.pop(file), self._file(file)
        if now is None or before is None or not now.hands_on_what(before):
            self._begin()

    def to(self, code: str, file: str) -> Handed:
        """What others hand on to the code of a file."""
        known = _File(code)
        names = {name: o for clause in known.starred for name, o in self._starred(clause, file)}
        paths: set[str] = set()
        for clause in known.imports.values():
            there = self._module(clause.module, file)
            found = self._brought_by(clause, there, code, file)
            names |= found
            if found or (clause.name in USUAL and there is not None):
                paths.add(_path(clause))
        return Handed(names, frozenset(paths))

    def _brought_by(
        self, clause: Clause, there: str | None, code: str, file: str
    ) -> dict[str, str]:
        """The names that an import brings which is handed on, with their names in NNX."""
        origin = self._origin(clause.name, there) if clause.name and there else ""
        if origin:
            return {clause.local: origin}
        if f"{clause.local}." not in code:
            return {}
        inner = self._module(_path(clause), file) if clause.name else there
        used = {n: o for n, o in self._all_of(inner).items() if f"{clause.local}.{n}" in code}
        return {**used, clause.local: NNX} if used else {}

    def _starred(self, clause: Clause, file: str, far: int = _FAR) -> Iterator[tuple[str, str]]:
        there = self._module(clause.module, file)
        found = self._all_of(there, far - 1).items()
        return ((name, origin) for name, origin in found if not name.startswith("_"))

    def _all_that(self, file: str | None, far: int = _FAR) -> dict[str, str]:
        """What a file has itself from NNX, and what it takes where it takes everything."""
        known = None if file is None or far <= 0 else self._file(file)
        if file is None or known is None:
            return {}
        brought = (pair for clause in known.starred for pair in self._starred(clause, file, far))
        return {**dict(brought), **known.own}

    def _origin_of(self, name: str, file: str, far: int = _FAR) -> str:
        """What a name of a file is called in NNX; empty where it does not come from there."""
        known = self._file(file) if far > 0 else None
        if known is None or (name not in known.code and not known.starred):
            return ""
        clause = known.imports.get(name)
        if name in known.own or clause is None:
            return self._all_of(file, far).get(name, "")
        there = self._module(clause.module, file)
        return self._origin(clause.name, there, far - 1) if clause.name and there else ""

    def _module(self, path: str, file: str) -> str | None:
        names = path.lstrip(".")
        return self._find(tuple(names.split(".")) if names else (), len(path) - len(names), file)

    def _file(self, file: str) -> _File | None:
        if file not in self._files:
            code = self._read(file)
            self._files[file] = None if code is None else _File(code)
        return self._files[file]


def _path(clause: Clause) -> str:
    """What is imported, as it is written: `.compat.vmap`."""
    if not clause.name:
        return clause.module
    return clause.module + "." * (not clause.module.endswith(".")) + clause.name


def _may_be_ours(clause: Clause) -> bool:
    """Whether an import may be one of the project; what has nnx in it is told apart already."""
    return clause.name != _EVERYTHING and (NNX not in _path(clause) or clause.name == NNX)
